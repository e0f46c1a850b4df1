#!/usr/bin/env python3
"""Writes the README's table anew, from the figures in doc/performance.md.

usage: readme.py SRCDIR [--check]

--check: writes nothing, and fails where the table is not what it would write.
"""
import pathlib
import re
import sys

# Workloads of plan.py, and what a reader calls them.
ROWS = {
    "rules": "rules in a chain",
    "set": "addresses in a set",
    "interval": "networks in a set",
    "json-rules": "rules as JSON",
    "boot": "a small ruleset, in lines",
}
HEAD = ["| input | of them | user CPU, of nft's | memory, of nft's | time, of the kernel's |", "|---|--:|--:|--:|--:|"]
BLOCK = re.compile(r"(<!-- table: begin \(make bench-readme\) -->\n).*?(<!-- table: end -->\n)", re.S)


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def measured(text):
    """{workload: (size, user ratio, memory ratio, wall of the kernel's)} of the table of all figures."""
    found, name = {}, None
    table = text.partition("### All figures\n")[2]
    for row in map(cells, re.findall(r"^\|.*\|$", table, flags=re.M)):
        if row[0] in ROWS:
            name, size, of_kernel = row[0], row[1], row[-1]
        elif row[0]:
            name = None
        elif row[2] == "ratio" and name:
            found[name] = (size, float(row[3]), float(row[6]), float(of_kernel))
    return found


def table(found):
    if not found:
        return "Not measured yet: `make bench` fills this in.\n"
    lines = [f"| {what} | {size} | {user * 100:.0f} % | {memory * 100:.0f} % | {wall:.2f} |"
             for name, what in ROWS.items() if name in found for size, user, memory, wall in [found[name]]]
    return "\n".join([*HEAD, *lines]) + "\n"


def main():
    top = pathlib.Path(sys.argv[1])
    readme = top / "README.md"
    text = readme.read_text()
    body = table(measured((top / "doc/performance.md").read_text()))
    wanted, count = BLOCK.subn(lambda m: f"{m[1]}{body}{m[2]}", text)
    if count != 1:
        sys.exit("FAILED: the README has no place for the table")
    if "--check" not in sys.argv:
        readme.write_text(wanted)
    elif wanted != text:
        sys.exit("FAILED: the README's table is not that of doc/performance.md: make bench-readme")


if __name__ == "__main__":
    main()
