#!/usr/bin/env python3
"""Writes the scripts of corpora, each in a file of its own, and prints their names.

    cases.py FOLDER CORPUS...

A corpus has a case on each line, as JSON: "script", and "expect", which is "loads" unless it says otherwise.
"""
import json
import pathlib
import sys


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir()
    for corpus in map(pathlib.Path, sys.argv[2:]):
        for number, line in enumerate(corpus.read_text().splitlines()):
            case = json.loads(line)
            if case.get("expect", "loads") != "loads":
                continue
            path = folder / ("%s-%d.nft" % (corpus.stem, number))
            path.write_text(case["script"])
            print(path)


if __name__ == "__main__":
    main()
