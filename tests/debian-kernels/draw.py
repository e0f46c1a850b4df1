#!/usr/bin/env python3
"""Draws cases by a seed, and prints them as JSON lines (id, script, expect).

They come from the corpora in the folder CORPUS, or, where there is none, from the project itself: the golden cases, the
examples and the rulesets of the oracle that check clean.  SLICE is I/N: every Nth of those drawn, from the Ith on.

usage: draw.py NFTLOAD SOURCES COUNT SEED SLICE [CORPUS]
"""
import json
import pathlib
import random
import subprocess
import sys


def corpus(folder):
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        for line in open(path, encoding="utf-8"):
            case = json.loads(line)
            yield {"id": case["id"], "script": case["script"], "expect": case["expect"]}


def own(nftload, sources):
    top = pathlib.Path(sources)
    for pattern in ("tests/golden/cases/*/*.nft", "examples/*.nft", "tests/oracle/rulesets/*"):
        for path in sorted(top.glob(pattern)):
            text = path.read_bytes()
            # as it comes in, without the files beside it
            run = subprocess.run([nftload, "check", "--quiet", "-"], input=text, capture_output=True, check=False)
            if run.returncode == 0:
                yield {"id": str(path.relative_to(top)), "expect": "loads",
                       "script": "flush ruleset\n" + text.decode("utf-8", "surrogateescape")}


def main():
    nftload, sources, count, seed, which = sys.argv[1:6]
    cases = list(corpus(sys.argv[6]) if len(sys.argv) > 6 else own(nftload, sources))
    first, step = (int(number) for number in which.split("/"))
    drawn = random.Random(int(seed)).sample(cases, min(int(count), len(cases)))[first::step]
    for case in drawn:
        print(json.dumps(case))
    print("drawn: %d of %d cases, seed %s, slice %s" % (len(drawn), len(cases), seed, which), file=sys.stderr)


if __name__ == "__main__":
    main()
