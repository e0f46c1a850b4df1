#!/usr/bin/env python3
"""Compares filters of system calls: does each say the same to the same calls?

Usage: filters.py WHOLE COMPACT; both are headers that mkfilters wrote

Every number of a call is tried, with arguments at and beside each constant of either filter.  Then the shorter filters
are changed, one constant at a time, and each change must be seen but those of numbers that no call can have.
"""
import re
import sys

sys.dont_write_bytecode = True
ABI = 0x40000000
NUMBERS = [*range(0, 600), *range(1020, 1030), *range(8180, 8200), ABI - 1, ABI, ABI + 1, ABI + 520, 2**31 - 1, 2**31, 2**32 - 2,
           2**32 - 1]
ARCHES = [0xc000003e, 0x40000003, 0xc00000b7, 0]


def read(path):
    filters = {}
    with open(path, encoding="ascii") as text:
        for line in text:
            name = re.match(r"static const struct sock_filter (\w+)", line)
            if name:
                ops = filters[name[1]] = []
            elif line.startswith("\t{"):
                ops.append([int(word, 0) for word in re.findall(r"\w+", line)])
    return filters


def verdict(ops, number, arch, words):
    """What the kernel does with a call; words are those of the arguments, the low one of each first."""
    loads = {0: number, 4: arch, **{16 + 4 * i: word for i, word in enumerate(words)}}
    at = a = x = 0
    while True:
        code, if_true, if_false, k = ops[at]
        at += 1
        if code == 0x06:
            return k
        if code == 0x20:
            a = loads[k]
        elif code == 0x00:
            a = k
        elif code == 0x07:
            x = a
        elif code == 0x54:
            a &= k
        elif code in (0x74, 0x7c):
            a >>= (k if code == 0x74 else x) & 31
        elif code == 0x05:
            at += k
        else:
            at += if_true if {0x15: a == k, 0x25: a > k, 0x35: a >= k, 0x45: a & k}[code] else if_false


def asks(ops, number, arch):
    """Whether the arguments of a call count: without any, the filter stumbles."""
    try:
        verdict(ops, number, arch, ())
    except KeyError:
        return True
    return False


def arguments(*filters):
    """Six arguments of two words: one word of them is a constant of the filters or next to it."""
    values = {value for ops in filters for _, _, _, k in ops for value in (k, k ^ 1, k << 1 & 0xffffffff)}
    yield (0,) * 12
    for value in values:
        for place in range(6):
            yield (0,) * place + (value,) + (0,) * (11 - place)
        yield (value,) * 12


def calls(*filters):
    arch = filters[0][1][3]
    asked = [number for number in range(8200) if any(asks(ops, number, arch) for ops in filters)]
    for number in NUMBERS:
        yield number, arch, (0,) * 12
    for number in ARCHES:
        yield 1, number, (0,) * 12
    for words in arguments(*filters):
        for number in asked:
            yield number, arch, words


def differs(whole, compact, tried=None):
    tried = tried or calls(whole, compact)
    return next((call for call in tried if verdict(whole, *call) != verdict(compact, *call)), None)


def changed(ops):
    """The filter with one constant changed, each in turn: a bit of a word, the number or value that is compared."""
    for at, (code, if_true, if_false, k) in enumerate(ops):
        if code in (0x00, 0x15) and k not in (0, 2**32 - 1):
            yield [*ops[:at], [code, if_true, if_false, k ^ (k & -k)], *ops[at + 1:]]


def main():
    whole, compact = map(read, sys.argv[1:])
    if set(whole) != set(compact) or len(whole) != 4:
        sys.exit("filters: not the same four filters")
    for name, ops in whole.items():
        call = differs(ops, compact[name])
        if call:
            sys.exit("filters: %s says another word to call %d of %#x, arguments %s" % (name, *call))
        tried = list(changed(compact[name]))
        known = list(calls(ops, compact[name]))
        unseen = sum(1 for wrong in tried if not differs(ops, wrong, known))
        if unseen or not tried:
            sys.exit("filters: %d of %d changes of %s are not seen" % (unseen, len(tried), name))
        print("%s: %d instructions, %d as libseccomp makes it; %d changes seen" % (name, len(compact[name]), len(ops), len(tried)))


main()
