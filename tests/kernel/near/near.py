"""Adds and deletes elements of interval sets, once as the program asks the kernel by key, and once with all elements read
(--each), and compares what the kernel then holds, the exit status and the errors.

usage: near.py NFTLOAD SEED COUNT
"""
import pathlib
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from both_ways import BothWays  # noqa: E402

HIGHEST = 65535
SETS = ["set t s { type inet_service; flags interval; %s }", "set t s { type inet_service; flags interval; auto-merge; %s }",
        "set t s { type inet_service; flags interval,timeout; timeout 1h; auto-merge; %s }",
        "map t s { type inet_service : mark; flags interval; %s }"]


def bounds(rnd):
    """Near each other, near zero and near the highest key."""
    base = rnd.choice([0, 0, 20, 20, HIGHEST - 30])
    low = base + rnd.randint(0, 30)
    return low, min(low + rnd.choice([0, 0, 0, 1, 3, 9]), HIGHEST)


def apart(rnd, ranges, count):
    for _ in range(count):
        low, high = bounds(rnd)
        if all(high < other[0] or low > other[1] for other in ranges):
            ranges.append((low, high))
    return ranges


def written(rnd, kind, ranges, adds=True):
    def one(low, high):
        key = "%d-%d" % (low, high) if low < high else str(low)
        if adds and "timeout" in kind and rnd.random() < 0.3:
            key += " timeout 2h"
        elif adds and rnd.random() < 0.2:
            key += " comment \"%d\"" % rnd.randint(1, 9)
        return key + (" : %d" % rnd.randint(1, 2) if "map" in kind and adds else "")
    return "{ %s }" % ", ".join(one(*each) for each in ranges)


class Case:
    def __init__(self, rnd):
        self.kind = rnd.choice(SETS)
        there = apart(rnd, [], rnd.choice([0, 1, 5, 12]))
        elements = "elements = %s" % written(rnd, self.kind, there) if there else ""
        self.before = "flush ruleset\nadd table t\nadd %s\n" % (self.kind % elements)
        self.change = "".join(self.command(rnd, there) for _ in range(rnd.choice([1, 1, 1, 2, 3])))

    def command(self, rnd, there):
        verb = rnd.choice(["add", "add", "add", "create", "delete", "delete", "destroy"])
        if verb in ("add", "create"):
            ranges = apart(rnd, list(there), rnd.randint(1, 3))[len(there):] if rnd.random() < 0.6 else []
        else:
            ranges = rnd.sample(there, min(len(there), rnd.randint(1, 2))) if rnd.random() < 0.7 else []
        return "%s element t s %s\n" % (verb, written(rnd, self.kind, ranges or [bounds(rnd)], verb in ("add", "create")))


def main(nftload, seed, count):
    both = BothWays(nftload)
    for number in range(int(seed), int(seed) + int(count)):
        case = Case(random.Random(number))
        both.compare("seed %d" % number, case.change, case.before)
    return both.status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
