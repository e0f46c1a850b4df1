#!/usr/bin/env python3
"""Checks the layers of src/ by the symbols of built objects; style.py goes by what files include.

Usage: symbols.py SRCDIR BUILDDIR

No folder takes a symbol from a folder above it.  No files take symbols from each other in a circle, unless the circle is
named below, because the language is recursive.  A name below that is no circle any more is a finding, too.

What a file exports has a name of several words, one of which is of its file, its folder or its header, or the name begins
with that of a struct, with a short form of SHORT, or with the stem of a word of its file (emit_x of emitter.c).
"""
import pathlib
import re
import subprocess
import sys

from floors import RANK, folder_of, sources

# One file of each circle that is recursive descent, and what is inside what.
RECURSIVE = {
    "parse_expr": "statements, expressions, sets and blocks of chains are inside each other",
    "json_expr": "the same in JSON",
    "text_expr": "the same, written",
    "print_json_expr": "the same, written in JSON",
    "lift_expr": "the same, made of bytecode",
    "expr": "operands of operations and keys of maps are expressions",
    "rule": "`jump { ... }` has rules inside a statement",
}

# Short forms that stand in front of names: of which folder, and for what.
SHORT = {
    "compile/expr": {"pctx": "struct protoctx", "reg": "registers"},
    "object": {"nfexpr": "expressions of nf_tables", "nfobj": "its named objects"},
    "state": {"refusals": "of apply.h"},
    "tables": {"hook": "of families", "priority": "of hooks"},
    "syntax/text": {"tok": "tokens", "err": "reports", "sel": "rules of the grammar for selectors"},
}
STRUCT = re.compile(r"^(?:struct|union|enum) (\w+) \{", re.M)


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
    """For each file ("compile/rule/rule"): (symbols that it defines, symbols that it takes)."""
    objects = {}
    for _, name in sources(top):
        path = (build / "src" / name).with_suffix(".o")
        if name.endswith(".c") and path.exists():  # else a program of the build's own
            objects[name[:-2]] = symbols(path)
    return objects


def uses_of(objects):
    """For each file: the files that it takes symbols from, each with the symbols."""
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


def misnamed(top, objects):
    """Exported names that do not say where they are at home."""
    headers = {name: path.read_text(encoding="utf-8") for path, name in sources(top) if name.endswith(".h")}
    tags = {tag for text in headers.values() for tag in STRUCT.findall(text)}
    for file, (defined, _) in sorted(objects.items()):
        room = folder_of(file)
        own = {word for part in file.split("/") for word in part.split("_")} | SHORT.get(room, {}).keys()
        for name in sorted(defined - {"main"}):
            words = name.split("_")
            if len(words) == 1:
                yield "%s exports %s, a single word" % (file, name)
            elif not ({word.rstrip("s") for word in words} & {word.rstrip("s") for word in own}
                      or any(word.startswith(words[0]) for word in own)
                      or any(name.startswith((tag + "_", tag + "s_")) for tag in tags)
                      or any(set(words) & set(pathlib.Path(header).stem.split("_"))
                             for header, text in headers.items()
                             if folder_of(header) == room and re.search(r"\b%s\b" % name, text))):
                yield "%s exports %s, which has no word of the module" % (file, name)


def main():
    top = pathlib.Path(sys.argv[1])
    objects = read(top, pathlib.Path(sys.argv[2]))
    uses = uses_of(objects)
    if not uses:
        sys.exit("symbols.py: no object in %s: build first" % sys.argv[2])
    rounds = circles(uses)
    findings = [*upward(uses), *unnamed(rounds), *misnamed(top, objects)]
    print("\n".join(findings) + ("\n" if findings else ""), end="")
    print("%d files, %d circles of the language; %d findings" % (len(uses), len(RECURSIVE), len(findings)))
    sys.exit(1 if findings else 0)


main()
