#!/usr/bin/env python3
"""Doubles each kind of input twice and bounds what the program spends on it, in instructions.

Usage: scaling.py REPEAT [KIND...] (in a private network namespace)
  REPEAT is the program with a main() that runs it many times (repeat.c).

The growth is (I(4n) - I(2n)) / (I(2n) - I(n)), so that what a start costs cancels out: 2 for work that is linear in the
input, 4 for quadratic work.  valgrind counts; the time of a loaded machine has no say in it.
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile

FLAT_BOUND = 1.2
BOUND = 2.7  # n log n stays below 2.3; growing tables make steps


def address(i):
    return "10.%d.%d.%d" % (i >> 15 & 255, i >> 7 & 255, 2 * i & 255)


def text(head, line, tail=""):
    return lambda n: head + "".join(line % {"i": i, "a": address(i), "r": address(i * 2654435761 & 0xfffff)}
                                    for i in range(n)) + tail


def commands(make):
    return lambda n: json.dumps({"nftables": [{"add": {"table": {"family": "ip", "name": "t"}}},
                                              {"add": {"chain": {"family": "ip", "table": "t", "name": "c"}}}] + make(n)})


def json_rules(n):
    return [{"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [
        {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": i % 65536}},
        {"accept": None}]}}} for i in range(n)]


def json_elements(n):
    return [{"add": {"set": {"family": "ip", "table": "t", "name": "s", "type": "ipv4_addr"}}},
            {"add": {"element": {"family": "ip", "table": "t", "name": "s",
                                 "elem": ["10.%d.%d.%d" % (i >> 16, i >> 8 & 255, i & 255) for i in range(n)]}}}]


def json_errors(n):
    return [{"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"nothing%d" % i: None}]}}}
            for i in range(n)]


def json_errors_in_one(n):
    return [{"add": {"rule": {"family": "ip", "table": "t", "chain": "c",
                              "expr": [{"nothing%d" % i: None} for i in range(n)]}}}]


def json_unknown_keys(n):
    return [{"add": {"table": {**{"nothing%d" % i: 0 for i in range(n)}, "family": "ip", "name": "u"}}}]


def json_unknown_for_missing(n):
    return [{"add": {"table": {"nothing%d" % i: 0 for i in range(n)}}}]


def json_own_sets(n):
    return [{"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [
        {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": {"set": [i % 65535, 65535]}}},
        {"accept": None}]}}} for i in range(n)]


CHAIN = "table ip t {\n chain c {\n"


def doubled(value, use):
    """Variables of which each stands for the one before twice."""
    return lambda n: ("define a0 = 1\n" + "".join("define a%d = %s\n" % (i, value.format("$a%d" % (i - 1))) for i in range(1, n))
                      + CHAIN + use % ("$a%d" % (n - 1)) + "\n }\n}\n")


SET = "table ip t {\n set s {\n  type ipv4_addr; %s\n  elements = { "

# kind: the first size, what makes the input, more options
KINDS = {
    "rules": (100, text(CHAIN, "  ip saddr %(a)s tcp dport 22 counter accept\n", " }\n}\n")),
    "rules-one-line": (150, text(CHAIN, "ip saddr %(a)s accept; ", "\n }\n}\n")),
    "rule-commands": (150, text("add table ip t\nadd chain ip t c\n", "add rule ip t c ip saddr %(a)s accept\n")),
    "elements": (2000, text(SET % "", "%(a)s, ", "}\n }\n}\n")),
    "intervals": (2000, text(SET % "flags interval;", "%(a)s, ", "}\n }\n}\n")),
    "intervals-unsorted": (2000, text(SET % "flags interval;", "%(r)s, ", "}\n }\n}\n")),
    "prefixes": (2000, text(SET % "flags interval; auto-merge;", "%(a)s/31, ", "}\n }\n}\n")),
    "merged": (2000, text(SET % "flags interval; auto-merge;", "10.0.0.0-%(a)s, ", "}\n }\n}\n")),
    "overlaps": (150, text(SET % "flags interval;", "10.0.0.0-%(a)s, ", "}\n }\n}\n"), "--max-errors=0"),
    "duplicates": (2000, text(SET % "", "10.0.0.1, ", "}\n }\n}\n")),
    "concatenated": (800, text("table ip t {\n set s {\n  type ipv4_addr . inet_service; flags interval;\n  elements = { ",
                                "%(a)s-10.255.255.255 . 1-%(i)d, ", "}\n }\n}\n")),
    "element-commands": (800, text("add table ip t\nadd set ip t s { type ipv4_addr; }\n",
                                   "add element ip t s { %(a)s }\n")),
    "interval-commands": (800, text("add table ip t\nadd set ip t s { type ipv4_addr; flags interval; }\n",
                                    "add element ip t s { %(a)s }\n")),
    "verdict-map": (500, lambda n: text("table ip t {\n", " chain c%(i)d { }\n")(n)
                    + text(" map m {\n  type ipv4_addr : verdict\n  elements = { ", "%(a)s : jump c%(i)d, ",
                           "}\n }\n}\n")(n)),
    "anonymous-sets": (80, text(CHAIN, "  ip saddr { %(a)s, 10.0.0.1 } accept\n", " }\n}\n")),
    "large-anonymous-set": (3000, text(CHAIN + "  ip saddr { ", "%(a)s, ", "} accept\n }\n}\n")),
    "defines": (2000, text("", "define v%(i)d = 10.0.0.1\n")),
    "uses": (150, text("define v = 10.0.0.1\n" + CHAIN, "  ip saddr $v accept\n", " }\n}\n")),
    "doubled-lists": (5, doubled("{{ {0}, {0} }}", "meta mark %s")),
    "doubled-elements": (5, doubled("{{ {0} : 5, {0} : 5 }}", "meta mark set ip ttl map %s")),
    "doubled-concatenations": (5, doubled("{0} . {0}", "meta mark . meta mark { %s }")),
    "define-chain": (2000, lambda n: "define v0 = { 10.0.0.1 }\n"
                     + "".join("define v%d = 10.0.0.%d\n" % (i, i & 255) for i in range(1, n))),
    "chains": (500, text("table ip t {\n", " chain c%(i)d { }\n", "}\n")),
    "jumps": (200, lambda n: "table ip t {\n" + "".join(" chain c%d { jump c%d; }\n" % (i, i + 1) for i in range(n))
              + " chain c%d { }\n}\n" % n),
    "sets": (200, text("table ip t {\n", " set s%(i)d { type ipv4_addr; elements = { 1.2.3.4 }; }\n", "}\n")),
    "tables": (800, text("", "table ip t%(i)d { }\n")),
    "flushes": (1500, text("", "flush ruleset\n")),
    "flushed-tables": (400, text("", "add table ip t%(i)d\nflush ruleset\n")),
    "tables-flushes": (400, lambda n: text("", "add table ip t%(i)d\n")(n) + "flush ruleset ip\n" * n),
    "spared-tables": (400, lambda n: text("", "add table ip t%(i)d\n")(n) + "flush ruleset\n" * n, "--keep-foreign"),
    "flushed-chains": (400, lambda n: "add table ip t\n"
                       + text("", "add chain ip t c%(i)d\nadd rule ip t c%(i)d accept\n"
                              "add rule ip t c%(i)d index 0 accept\n")(n)
                       + text("", "flush chain ip t c%(i)d\n")(n)),
    "chains-flushes": (400, lambda n: "add table ip t\nadd table ip u\n"
                       + text("", "add chain ip t c%(i)d\nadd rule ip t c%(i)d accept\n"
                              "add rule ip t c%(i)d index 0 accept\n")(n)
                       + "flush table ip u\nflush table ip t\nflush ruleset inet\n" * n),
    "objects": (300, text("table ip t {\n", " counter k%(i)d { }\n", "}\n")),
    "comments": (4000, text("", "# a comment that says nothing, number %(i)d\n")),
    "blanks": (40000, text("", " \n")),
    "one-word": (40000, text("add table ip ", "x", "\n")),
    "one-string": (40000, text("add table ip t { comment \"", "x", "\"; }\n")),
    "syntax-errors": (300, text("", "add rulee ip t c%(i)d accept\n"), "--max-errors=0"),
    "errors-one-line": (100, text(CHAIN, "nothing%(i)d; " + 500 * " ", "\n }\n}\n"), "--max-errors=0"),
    "unknown-variables": (100, text("define known = 1\n" + CHAIN, "  ip saddr $v%(i)d accept\n", " }\n}\n"),
                          "--max-errors=0"),
    "unknown-variables-of-many": (500, lambda n: text("", "define v%(i)d = 1\n")(n)
                                  + text(CHAIN, "  meta mark $u%(i)d\n", " }\n}\n")(n), "--max-errors=0"),
    "unknown-sets-of-many": (500, lambda n: text("table ip t {\n", " set s%(i)d { type mark; }\n", "}\n")(n)
                             + text(CHAIN, "  meta mark @u%(i)d\n", " }\n}\n")(n), "--max-errors=0"),
    "unknown-services": (100, text(CHAIN, "  tcp dport u%(i)d\n", " }\n}\n"), "--max-errors=0"),
    "unknown-users": (100, text(CHAIN, "  meta skuid u%(i)d\n", " }\n}\n"), "--max-errors=0"),
    "unknown-sets": (100, text(CHAIN, "  ip saddr @v%(i)d accept\n", " }\n}\n"), "--max-errors=0"),
    "unknown-chains": (100, text(CHAIN, "  jump v%(i)d\n", " }\n}\n"), "--max-errors=0"),
    "wrong-elements": (80, text(SET % "", "wrong%(i)d.x.y.z/, ", "}\n }\n}\n"), "--max-errors=0"),
    "errors-unlimited-in": (4000, text("", "add rulee ip t c%(i)d accept\n")),
    "nesting": (4000, text(CHAIN + " ip saddr ", "(", "\n }\n}\n")),
    "blocks": (1000, text("", "table ip t { chain c { ")),
    "json-rules": (60, commands(json_rules)),
    "json-own-sets": (60, commands(json_own_sets)),
    "json-elements": (2000, commands(json_elements)),
    "json-errors": (60, commands(json_errors), "--max-errors=0"),
    "json-errors-in-one": (60, commands(json_errors_in_one), "--max-errors=0"),
    "json-unknown-keys": (60, commands(json_unknown_keys)),
    "json-unknown-for-missing": (60, commands(json_unknown_for_missing)),
    "json-nesting": (4000, lambda n: '{"nftables": ' + "[" * n),
    "json-string": (40000, lambda n: '{"nftables": [{"add": {"table": {"family": "ip", "name": "' + "x" * n + '"}}}]}'),
    "json-blanks": (40000, lambda n: '{"nftables": [' + " \n" * n + "]}"),
}

# What the kernel answers is read, found again and told: its errors, the ACK of each message, echoes.
FRESH = "flush ruleset\nadd table ip t\n"
INTERVALS = FRESH + "add set ip t s { type ipv4_addr; flags interval; }\nadd element ip t s { "
SERVICE = """add chain ip t s%(i)d
add chain ip t e%(i)d
add rule ip t e%(i)d meta l4proto tcp dnat to %(a)s:80
add rule ip t s%(i)d numgen random mod 2 vmap { 0 : goto e%(i)d, 1 : drop }
add element ip t m { %(a)s : goto s%(i)d }
"""
ANSWERED = {
    # as many own sets as make the program change the order of messages
    "reshaped-services": (70, text(FRESH + "add map ip t m { type ipv4_addr : verdict; }\n", SERVICE), "load"),
    "refused-services": (70, text(FRESH + "add map ip t m { type ipv4_addr : verdict; }\n", SERVICE,
                                  "delete rule ip t s0 handle 99999\n"), "load"),
    "answered-errors": (200, text(FRESH, "add rule ip t c%(i)d accept\n"), "check", "--kernel", "--max-errors=0"),
    "answered-acks": (500, text(FRESH, "add chain ip t c%(i)d\n"), "load", "--acks-for=all"),
    "echoed-rules": (100, text(FRESH + CHAIN, "  ip saddr %(a)s accept\n", " }\n}\n"), "load", "-e"),
    "echoed-elements": (500, text(FRESH + "add set ip t s { type ipv4_addr; }\nadd element ip t s { ", "%(a)s, ", "}\n"),
                        "load", "-e"),
    "echoed-intervals": (300, text(INTERVALS, "%(a)s, ", "}\n"), "load", "-e"),
    "echoed-commands": (100, text(FRESH + "add set ip t s { type ipv4_addr; }\n", "add element ip t s { %(a)s }\n"),
                        "load", "-e", "-j"),
}

# What is written of what was read.  The sizes of integers in keys stand only in rules that add such keys.
USED = "table ip t {\n set s { type ipv4_addr . integer32; flags dynamic; }\n chain c {\n"
CONVERTED = {
    "converted-rules": (60, text(CHAIN, "  ip saddr %(a)s tcp dport 22 counter accept\n", " }\n}\n"), "convert"),
    "keys-nobody-adds": (40, text(USED, "  ip saddr . meta length @s accept\n", " }\n}\n"), "convert"),
    "keys-added-last": (40, text(USED, "  ip saddr . meta length @s accept\n",
                                 "  add @s { ip saddr . meta length }\n }\n}\n"), "convert"),
}


RULE = "add rule ip t c accept\n"
# What costs the same whatever the kernel holds: what it holds, and what is counted.
FLAT = {
    "one-element": (500, text(INTERVALS, "%(a)s, ", "}\n"), "add element ip t s { 10.200.0.1 }\n"),
    "one-element-out": (500, text(INTERVALS, "%(a)s, ", "}\n"), "delete element ip t s { 10.0.0.0 }\n"),
    "one-rule": (100, text(FRESH + CHAIN, "  ip saddr %(a)s accept\n", " }\n}\n"), RULE),
}


class Counter:
    """valgrind, which is started once: each run is a fork of a process that it counts."""

    def __init__(self, repeat):
        self.log = tempfile.NamedTemporaryFile("a+", errors="replace")
        told, tell = os.pipe()
        self.valgrind = subprocess.Popen(
            ["sh", "-c", "exec 3>&%d; exec \"$@\"" % tell, "sh", "valgrind", "--tool=cachegrind", "--cache-sim=no",
             "--cachegrind-out-file=/dev/null", repeat],
            stdin=subprocess.PIPE, stdout=self.log, stderr=self.log, text=True, pass_fds=[tell])
        os.close(tell)
        self.told = os.fdopen(told)

    def instructions(self, words, data):
        self.log.truncate(0)
        with tempfile.NamedTemporaryFile("w", suffix=".nft") as file:
            file.write(data)
            file.flush()
            print(*words, "--no-sandbox", file.name, file=self.valgrind.stdin, flush=True)
            signal.alarm(300)
            pid, status = self.told.readline().split() or ("0", "-1")
            signal.alarm(0)
        self.log.seek(0)
        out = self.log.read()
        match = re.search(r"==%s== I\s+refs:\s+([\d,]+)" % pid, out)
        if not match or not 0 <= int(status) <= 10:
            sys.exit("no count, exit %s: %s" % (status, out[-2000:]))
        return int(match.group(1).replace(",", ""))

    def end(self):
        self.valgrind.stdin.close()
        self.valgrind.wait()


def growth(counter, size, make, words):
    low, middle, high = (counter.instructions(words, make(size * k)) for k in (1, 2, 4))
    return (high - middle) / max(middle - low, 1), high


def level(counter, size, held, counted):
    """The least and the most that it takes."""
    taken = []
    for times in (1, 2, 4):
        counter.instructions(["load"], held(size * times))
        taken.append(counter.instructions(["load"], counted))
    return min(taken), max(taken)


def flat_kinds(counter, wanted):
    wrong = 0
    for kind, (size, held, counted) in FLAT.items():
        if wanted and kind not in wanted:
            continue
        if counted != RULE and "COUNTED" not in os.environ:
            print("%-22s left out: the kernel does not count the elements of a set, so that they are read" % kind)
            continue
        least, most = level(counter, size, held, counted)
        bad = most > FLAT_BOUND * least
        wrong += bad
        print("%-22s n=%-6d %.2f to %.2f million instructions%s"
              % (kind, size, least / 1e6, most / 1e6, "  <-- FAILED: more than times %.1f" % FLAT_BOUND if bad else ""), flush=True)
    return wrong


def main():
    os.environ.update(LC_ALL="C", TZ="UTC", NO_COLOR="1")
    counter, wanted, wrong = Counter(sys.argv[1]), sys.argv[2:], 0
    kinds = {kind: (size, make, "check", *options) for kind, (size, make, *options) in KINDS.items()}
    for kind, (size, make, *words) in {**kinds, **CONVERTED, **ANSWERED}.items():
        if wanted and kind not in wanted:
            continue
        ratio, high = growth(counter, size, make, words)
        # Below this the input costs nothing at all, and noise would count.
        bad = ratio > BOUND and high > 3000000
        wrong += bad
        print("%-22s n=%-6d growth %.2f, %.1f million instructions at 4n%s"
              % (kind, size, ratio, high / 1e6, "  <-- FAILED: more than %.1f" % BOUND if bad else ""), flush=True)
    wrong += flat_kinds(counter, wanted)
    counter.end()
    sys.exit(1 if wrong else 0)


main()
