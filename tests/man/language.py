#!/usr/bin/env python3
"""The manual of the language names everything that the tables in src/tables have: types, symbols, headers, fields, keys,
options, flags.

usage: language.py MANUAL SPEC_DIR
"""
import pathlib
import re
import sys

TABLES = ["dtype.c", "exthdr.c", "family.c", "keys.c", "proto.c", "words.c"]

# The first string of a row or of a macro that makes one, and TYPE's second.
ROW = re.compile(r"""(?:\{|\b(?:FIELD|HEADER|F|I|P|N|T|IP6|TCP|IP|SCTP|ROW|BARE)\() *"""
                 r"""(?:\w+, *)*"([^"]+)"|\.name = "([^"]+)"|TYPE\(\w+,\s*"([^"]+)\"""")

# What no text can name.
INTERNAL = {"invalid", "raw", "unknown"}


def names(path):
    code = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    return {name for match in ROW.finditer(code) for name in match.groups() if name} - INTERNAL


def words(manual):
    """The page as text: arguments of macros, a blank between any two."""
    page = re.sub(r"\\[-e&]", lambda m: {"-": "-", "e": "\\", "&": ""}[m[0][1]], manual.read_text())
    return " " + re.sub(r"\s+", " ", page) + " "


def main():
    manual, spec = map(pathlib.Path, sys.argv[1:])
    page, count, missing = words(manual), 0, []
    for table in TABLES:
        for name in sorted(names(spec / table)):
            count += 1
            if f" {name} " not in page:
                missing.append(f"{table}: '{name}' is not in {manual.name}")
    for text in missing:
        print(f"FAILED: {text}")
    print(f"{manual.name}: {count} names looked for, {len(missing)} missing")
    sys.exit(bool(missing) or count < 500)


if __name__ == "__main__":
    main()
