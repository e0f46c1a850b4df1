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
HEAD = ["| input | of them | nftload | nft | the kernel alone | memory | nft's |", "|---|--:|--:|--:|--:|--:|--:|"]
BLOCK = re.compile(r"(<!-- table: begin \(make bench-readme\) -->\n).*?(<!-- table: end -->\n)", re.S)


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def measured(text):
    """{workload: (size, ours, nft's)} of the table of all figures, whose rows begin with user and system seconds."""
    found, name = {}, None
    table = text.partition("### All figures\n")[2].partition("<!-- bench: end -->")[0]
    for row in map(cells, re.findall(r"^\|.*\|$", table, flags=re.M)):
        if row[0] in ROWS:
            name, size, ours = row[0], row[1], row
        elif row[0]:
            name = None
        elif row[2] == "nft" and name:
            found[name] = (size, ours, row)
    return found


def seconds(text):
    """A measured time as a reader takes it in."""
    value = float(text)
    return f"{value:.1f} s" if value >= 1 else f"{value * 1000:.0f} ms" if value >= 0.01 else f"{value * 1000:.1f} ms"


def table(found):
    """Wall time and memory; the kernel's time is that for the same bytes."""
    if not found:
        return "Not measured yet: `make bench` fills this in.\n"
    lines = [f"| {what} | {size} | {seconds(ours[5])} | {seconds(nft[5])} | {seconds(ours[8])} "
             f"| {float(ours[6]):.0f} MiB | {float(nft[6]):.0f} MiB |"
             for name, what in ROWS.items() if name in found for size, ours, nft in [found[name]]]
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
