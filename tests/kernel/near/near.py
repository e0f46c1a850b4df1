"""Adds and deletes elements of interval sets, once as the program asks the kernel by key, and once with all elements read
(--each), and compares what the kernel then holds, the exit status and the errors.

usage: near.py NFTLOAD SEED COUNT
"""
import importlib.util
import pathlib
import random
import subprocess
import sys

_spec = importlib.util.spec_from_file_location("facts", pathlib.Path(__file__).parent.parent.parent / "oracle/facts.py")
facts = importlib.util.module_from_spec(_spec)
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(_spec.origin).parent))
_spec.loader.exec_module(facts)

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


class Runner:
    def __init__(self, nftload):
        self.nftload, self.sock, self.failed, self.refused = nftload, facts.open_socket(), 0, 0

    def load(self, flags, text):
        return subprocess.run([self.nftload, "load", "-q", *flags, "-"], input=text, capture_output=True, text=True, check=False)

    def after(self, flags, case):
        before = self.load([], case.before)
        assert before.returncode == 0, case.before + before.stderr
        run = self.load(flags, case.change)
        self.refused += run.returncode != 0
        return (run.returncode, [line for line in run.stderr.splitlines() if not line.startswith("nftload: ")],
                facts.State(self.sock).everything())

    def compare(self, name, case):
        whole, near = (self.after(flags, case) for flags in (["--each"], []))
        if whole != near:
            self.failed += 1
            print("FAILED: %s\n%s%s" % (name, case.before, case.change), whole, near, sep="\n")


def main(nftload, seed, count):
    runner = Runner(nftload)
    for number in range(int(seed), int(seed) + int(count)):
        runner.compare("seed %d" % number, Case(random.Random(number)))
    print("%s compared, %d refused, %d differ" % (count, runner.refused / 2, runner.failed))
    return 1 if runner.failed or not runner.refused else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
