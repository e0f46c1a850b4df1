#!/usr/bin/env python3
"""Every row of the tables in src/tables stands in a golden case.

usage: rows.py ROWS_PROGRAM CASES_DIR

ROWS_PROGRAM prints the rows (rows.c).  A row counts where the input of a case with expected bytecode or messages uses it.
"""
import pathlib
import re
import subprocess
import sys

COMPILED = (".bytecode", ".messages")

# What a row looks like in a ruleset; {0} is its name, {1} what follows it in the line of the row.
CONTEXTS = {
    "field": r"\b{0}(?!\w)",
    "exthdr": r"\b{0}\b",
    "meta": r"\b{0}\b",
    "ct": r"\bct (original |reply )?{0}\b",
    "type": r"\btype {0}\b|\btypeof meta {0}\b",
    "word": r"\b{0}\b",
    "hook": r"table {0} [^}}]*(\}}[^}}]*)*hook {1}\b",
    "priority": r"table {0} [^}}]*(\}}[^}}]*)*priority {1}\b",
}

# No text names them, or no rule can use them alone.
WITHOUT_CASE = {
    ("type", "verdict"): "has no size: only the data of a map",
    ("type", "bitmask"): "has no size", ("type", "integer"): "has no size",
    ("type", "string"): "has no size", ("type", "ll_addr"): "has no size",
    ("type", "invalid"): "is no type",
    ("exthdr", "exthdr rt0"): "exists as 'exthdr rt' only", ("exthdr", "exthdr rt2"): "exists as 'exthdr rt' only",
    ("exthdr", "exthdr srh"): "exists as 'exthdr rt' only",
    ("symbol", "verdict"): "is a verdict",
}


def inputs(cases):
    """The text of all compiled cases."""
    return "\n".join(path.read_text() for path in sorted(cases.glob("*/*.nft"))
                     if any(path.with_suffix(kind).exists() for kind in COMPILED))


def has_symbol(text, name, symbol):
    """A set of that type lists the symbol among its elements."""
    for body in re.findall(r"set s-%s \{(.*?)\n\t\}" % re.escape(name), text, re.S):
        if re.search(r"[\s,{\"]%s[\s,}\"]" % re.escape(symbol), body):
            return True
    return False


def covered(text, row):
    kind, names = row[0], [re.escape(word).replace(r"\ ", " ") for word in row[1:]]
    if kind == "symbol":
        return has_symbol(text, row[1], row[2])
    return re.search(CONTEXTS[kind].format(*names), text) is not None


def main():
    program, cases = sys.argv[1], pathlib.Path(sys.argv[2])
    rows = subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()
    text, missing = inputs(cases), []
    for line in rows:
        row = line.split("\t")
        if (row[0], row[1]) not in WITHOUT_CASE and not covered(text, row):
            missing.append(" ".join(row))
    for one in missing:
        print(f"FAILED: no golden case has: {one}")
    print(f"{len(rows)} rows, {len(missing)} without a case")
    sys.exit(bool(missing) or len(rows) < 600)


if __name__ == "__main__":
    main()
