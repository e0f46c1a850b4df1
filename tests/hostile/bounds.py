#!/usr/bin/env python3
"""Every bound of the input, overstepped: its own message, exit 1, and soon.

Usage: bounds.py NFTLOAD MANUAL (in an empty directory)
"""
import os
import resource
import subprocess
import sys

CHAIN = "table ip t {\n chain c {\n"
END = "\n }\n}\n"
JSON_RULE = '{"nftables": [{"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [%s]}}}]}'

# name, what it holds, what must be said
CASES = [
    ("long-element", "table ip t {\n set s {\n  type mark; flags dynamic;\n  elements = { 3, 1" + " counter packets 1 bytes 1" * 3000
     + " }\n }\n}\n", "an attribute holds at most 65535 bytes [limit]"),
    ("parentheses", CHAIN + " ip saddr " + "(" * 10000 + END, "nested more than 64 levels deep [limit]"),
    ("braces", CHAIN + " ip saddr " + "{ " * 10000 + END, "nested more than 64 levels deep [limit]"),
    ("operators", CHAIN + " meta mark set 1" + " | 1" * 5000 + END, "more than 512 operators in one statement [limit]"),
    ("list", CHAIN + " tcp dport 1" + ", 1" * 5000 + END, "more than 1024 values without braces [limit]"),
    ("concatenation", CHAIN + " ip saddr" + " . ip daddr" * 5000 + " @s" + END, "more than 1024 values without braces [limit]"),
    ("statements", CHAIN + " counter" * 20000 + END, "more than 4096 statements in one rule [limit]"),
    ("long-rule", CHAIN + " ip saddr 192.0.2.1" * 4000 + END, "an attribute holds at most 65535 bytes [limit]"),
    ("variables", "define a0 = { 192.0.2.1, 192.0.2.2 }\n"
     + "".join("define a%d = { $a%d, $a%d }\n" % (i, i - 1, i - 1) for i in range(1, 40))
     + CHAIN + " ip saddr $a39" + END, "stand for more than 2^24 elements [limit]"),
    ("concatenated-variables", "define a0 = 1\n" + "".join("define a%d = $a%d . $a%d\n" % (i, i - 1, i - 1) for i in range(1, 40))
     + CHAIN + " meta mark . meta mark { $a39 }" + END, "error"),
    ("variables-deep", "define a0 = { 192.0.2.1 }\n" + "".join("define a%d = { $a%d }\n" % (i, i - 1) for i in range(1, 100))
     + CHAIN + " ip saddr $a99" + END, "variables are nested in variables more than 64 deep [limit]"),
    ("variables-used-again", "define a = { %s }\n" % ", ".join("10.0.%d.%d" % (i >> 7, 2 * i & 255) for i in range(1 << 14))
     + CHAIN + " ip saddr { $a, 192.0.2.1 }\n" * 2500 + END, "all variables together stand for more than 2^25 elements [limit]"),
    ("variable-parts-used-again", "define a0 = 1\n" + "".join("define a%d = ($a%d | $a%d)\n" % (i, i - 1, i - 1) for i in range(1, 16))
     + CHAIN + " meta mark $a15\n" * 1500 + END, "all variables together stand for more than 2^25 elements [limit]"),
    ("variable-parts", "define a0 = 1\n" + "".join("define a%d = ($a%d | $a%d)\n" % (i, i - 1, i - 1) for i in range(1, 40))
     + CHAIN + " meta mark $a39" + END, "this value has too many parts [limit]"),
    ("sets-in-sets", CHAIN + " ip saddr " + "{ " * 40 + "192.0.2.1" + " }" * 40 + END,
     "nested sets have too many elements or levels [limit]"),
    ("set-in-blocks", "table ip t {\n chain c {\n" + " jump {\n" * 100, "nested more than 64 levels deep [limit]"),
    ("name", "add table ip " + "x" * 300 + "\n", "at most 255 are allowed [range]"),
    ("long-include", 'include "./long"\n', "'./long' is longer than 2147483647 bytes [limit]"),
    ("long-includes", 'include "./half*"\n', "the included files hold more than 2 GiB [limit]"),
    ("includes-itself", 'include "./includes-itself"\n', "'./includes-itself' includes itself [file]"),
    ("include-1", 'include "./include-2"\n', "includes are nested more than 16 deep [limit]"),
    ("many-includes", 'include "./many/*"\n' * 20, "more than 16384 files are included [limit]"),
    ("pattern", 'include "./deep/*/*/*.nft"\n',
     "patterns search more than 4194304 names, 16384 folders or 67108864 bytes of paths [limit]"),
    ("long-pattern", 'include "./many/%s*"\n' % ("../many/" * 10000), "or 67108864 bytes of paths [limit]"),
    ("fifo-include", 'include "./fifo"\n', "'./fifo' is a FIFO, not a regular file [file]"),
    ("directory-include", 'include "./many"\n', "'./many' is a directory: nothing is included [file]"),
    ("device-include", 'include "/dev/zero"\n', "'/dev/zero' is a device, not a regular file [file]"),
    ("no-include", 'include "./nothing"\n', "file './nothing' does not exist [file]"),
    ("errors", "add rulee\n" * 100000, "stopped after 20 errors"),
    ("comment", 'table ip t { comment "' + "x" * 1000 + '"; }\n', "at most 128 are allowed [range]"),
    ("prefix", CHAIN + ' log prefix "' + "x" * 500 + '"' + END, "at most 127 bytes [range]"),
    ("nested-json", '{"nftables": ' + "[" * 100000, "nest deeper than 2000 [limit]"),
    ("nested-json-expr", JSON_RULE % ('{"match": {"op": "==", "left": ' + '{"&": [' * 900 + '{"meta": {"key": "mark"}}'
                                      + ', 1]}' * 900 + ', "right": 1}}'), "error"),
    ("statements-json", JSON_RULE % ", ".join(['{"counter": null}'] * 20000), "more than 4096 statements in one rule [limit]"),
    ("nested-json-objects", '{"nftables": [' + '{"add":' * 100000, "nest deeper than 2000 [limit]"),
    ("blocks", "table ip t { " * 10000, "error"),
    ("nul", "add table ip t\0\0\0\n", "byte 0x00 is not allowed here"),
    ("line", "add table ip t " + "x" * (1 << 20) + "\n", "error"),
]
WARNINGS = {"directory-include"}
ONE_ERROR = {"long-element", "variables-used-again"}


def variables(first, line):
    return lambda n: first + "".join(line.format(i, i - 1) for i in range(2, n + 1))


# name, what makes an input of n, the largest n, what is said of one more
EDGES = [
    # table and chain are two levels, the document one
    ("parentheses", lambda n: CHAIN + " ip saddr " + "(" * n + "192.0.2.1" + ")" * n + END, 62, "levels deep [limit]"),
    ("json-levels", lambda n: '{"nftables": ' + "[" * n + "]" * n + "}", 1999, "nest deeper than"),
    ("operators", lambda n: CHAIN + " meta mark set 1" + " | 1" * n + END, 512, "operators in one statement [limit]"),
    ("operands", lambda n: CHAIN + " meta mark set 1" + " | 1" * n + END, 199, "too many parts [limit]"),
    ("parts", lambda n: variables("define a1 = 1\n", "define a{0} = ($a{1} | $a{1})\n")(n) + CHAIN + " meta mark $a%d" % n + END,
     16, "too many parts [limit]"),
    ("list", lambda n: CHAIN + " ct state new" + ", new" * (n - 1) + END, 1024, "values without braces [limit]"),
    ("statements", lambda n: CHAIN + " counter" * n + END, 4096, "statements in one rule [limit]"),
    ("variables-deep", variables("define a1 = { 192.0.2.1 }\n", "define a{0} = {{ $a{1} }}\n"), 64, "deep [limit]"),
    ("variables-wide", variables("define a1 = { 192.0.2.1, 192.0.2.2 }\n", "define a{0} = {{ $a{1}, $a{1} }}\n"), 23,
     "elements [limit]"),
    ("sets-in-sets", lambda n: CHAIN + " ip saddr " + "{ " * n + "192.0.2.1" + " }" * n + END, 33, "elements or levels [limit]"),
    ("includes", lambda n: 'include "./include-%d"\n' % (31 - n), 16, "nested more than"),
    ("name", lambda n: "add table ip " + "x" * n + "\n", 255, "too long"),
    ("comment", lambda n: 'table ip t { comment "' + "x" * n + '"; }\n', 128, "has 129 characters"),
    ("prefix", lambda n: CHAIN + ' log prefix "' + "x" * n + '"' + END, 127, "bytes [range]"),
]


# What is bounded needs a fraction of it; valgrind is slow.
CPU_SECONDS = 600 if "VALGRIND_OF" in os.environ else 60


def limited():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def prepare():
    os.mkdir("many")
    for i in range(1000):
        open("many/%d" % i, "w").close()
    for i in range(129 * 129):
        os.makedirs("deep/%d/%d" % (i // 129, i % 129))
    os.mkfifo("fifo")
    # Holes: nothing is stored, and nothing is read, as the third is too much.
    for name, size in ("long", 1 << 31), ("half1", 3 << 29), ("half2", 3 << 29), ("half3", 1):
        with open(name, "w") as file:
            file.truncate(size + (name != "long"))
    for i in range(2, 30):
        with open("include-%d" % i, "w") as file:
            file.write('include "./include-%d"\n' % (i + 1))
    open("include-30", "w").close()


def undocumented(manual):
    """The bounds that the manual's list lacks, in the words of their messages."""
    text = open(manual).read()
    text = text[text.index("\n.Sh LIMITS"):]
    text = text[:text.index("\n.Sh ", 1)]
    for name, _, words in CASES:
        if words.endswith("[limit]"):
            bound = words[:-len(" [limit]")].split("' ")[-1]
            if bound not in text:
                print("FAILED: %s: '%s' is not in LIMITS of %s" % (name, bound, manual))
                yield name


def check(program, name, text):
    with open(name, "w") as file:
        file.write(text)
    done = subprocess.run([program, "check", name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=limited,
                          timeout=2 * CPU_SECONDS)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def misplaced(program):
    """The bounds that are not where they are said to be."""
    for name, make, last, words in EDGES:
        for n in (last, last + 1):
            code, out = check(program, "edge", make(n))
            if (words in out) != (n > last):
                print("FAILED: %s: %d of them: exit %d: %s" % (name, n, code, out[:300]))
                yield name


def main():
    program, wrong = sys.argv[1], 0
    prepare()
    wrong += len(list(misplaced(program)))
    wrong += len(list(undocumented(sys.argv[2])))
    for name, text, words in CASES:
        code, out = check(program, name, text)
        if code == (0 if name in WARNINGS else 1) and words in out and (name not in ONE_ERROR or out.count(" error: ") == 1):
            continue
        wrong += 1
        print("FAILED: %s: exit %d, and no '%s' (once) in:\n%s" % (name, code, words, out[:1000]))
    print("%d cases, %d edges, %d wrong" % (len(CASES), len(EDGES), wrong))
    sys.exit(1 if wrong else 0)


main()
