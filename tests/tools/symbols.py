#!/usr/bin/env python3
"""Checks the layers of src/ by the symbols of built objects; style.py goes by what files include.

Usage: symbols.py SRCDIR BUILDDIR

No folder takes a symbol from a folder above it.  No files take symbols from each other in a circle, unless the circle is
named below, because the language is recursive.  A name below that is no circle any more is a finding, too.
"""
import pathlib
import subprocess
import sys

from floors import RANK, folder_of, sources

# One file of each circle that is recursive descent, and what is inside what.
RECURSIVE = {
    "parse_expr": "statements, expressions, sets and blocks of chains are inside each other",
    "json_expr": "the same in JSON",
    "expr": "operands of operations and keys of maps are expressions",
    "rule": "`jump { ... }` has rules inside a statement",
}


def symbols(path):
    """(symbols that an object defines, symbols that it takes)"""
    defined, taken = set(), set()
    for line in subprocess.check_output(["nm", str(path)], text=True).splitlines():
        *_, kind, name = line.split()
        if kind == "U":
            taken.add(name)
        elif kind in "TDRBC":
            defined.add(name)
    return defined, taken


def read(top, build):
    """For each file ("compile/rule/rule"): the files that it takes symbols from, each with the symbols."""
    objects = {}
    for _, name in sources(top):
        path = (build / "src" / name).with_suffix(".o")
        if name.endswith(".c") and path.exists():  # else a program of the build's own
            objects[name[:-2]] = symbols(path)
    homes = {name: file for file, (defined, _) in objects.items() for name in defined}
    uses = {}
    for file, (_, taken) in objects.items():
        uses[file] = {}
        for name in sorted(taken & homes.keys()):
            if homes[name] != file:
                uses[file].setdefault(homes[name], []).append(name)
    return uses


def upward(uses):
    for file, givers in sorted(uses.items()):
        folder = folder_of(file)
        if folder not in RANK:
            yield "%s: a folder without a floor" % file
            continue
        for giver, names in sorted(givers.items()):
            if RANK.get(folder_of(giver), 99) > RANK[folder]:
                yield "%s takes %s from %s, above it" % (file, ", ".join(names), giver)


def circles(uses):
    """The sets of files that take symbols from each other, directly or by way of others (Tarjan)."""
    order, low, stack, found = {}, {}, [], []

    def visit(file):
        order[file] = low[file] = len(order)
        stack.append(file)
        for giver in uses[file]:
            if giver not in order:
                visit(giver)
                low[file] = min(low[file], low[giver])
            elif giver in stack:
                low[file] = min(low[file], order[giver])
        if low[file] == order[file]:
            circle = stack[stack.index(file):]
            del stack[stack.index(file):]
            if len(circle) > 1:
                found.append(sorted(circle))

    sys.setrecursionlimit(10000)
    for file in sorted(uses):
        if file not in order:
            visit(file)
    return sorted(found)


def unnamed(found):
    names = list(RECURSIVE)
    for circle in found:
        known = [name for name in names if any(file.endswith("/" + name) for file in circle)]
        if not known:
            yield "a circle: " + " ".join(circle)
        for name in known:
            names.remove(name)
    for name in names:
        yield "%s is in no circle: take it off the list of circles" % name


def main():
    uses = read(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
    if not uses:
        sys.exit("symbols.py: no object in %s: build first" % sys.argv[2])
    rounds = circles(uses)
    findings = list(upward(uses)) + list(unnamed(rounds))
    print("\n".join(findings) + ("\n" if findings else ""), end="")
    print("%d files, %d circles of the language; %d findings" % (len(uses), len(RECURSIVE), len(findings)))
    sys.exit(1 if findings else 0)


main()
