"""Adds and deletes elements of interval sets, once as the program asks the kernel by key, and once with all elements read
(--each), and compares what the kernel then holds, the exit status and the errors.

usage: near.py NFTLOAD SEED COUNT
"""
import ipaddress
import pathlib
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from both_ways import BothWays  # noqa: E402


def ether(key):
    return ":".join("%02x" % byte for byte in key.to_bytes(6, "big"))


# The bits of a key, and how it is written.
TYPES = {"type inet_proto": (8, str), "type inet_service": (16, str), "typeof vlan id": (12, str), "type mark": (32, str),
         "type ipv4_addr": (32, lambda key: str(ipaddress.IPv4Address(key))), "type ether_addr": (48, ether),
         "type ipv6_addr": (128, lambda key: str(ipaddress.IPv6Address(key)))}
SETS = ["set t s { %s; flags interval; %s }", "set t s { %s; flags interval; auto-merge; %s }",
        "set t s { %s; flags interval,timeout; timeout 1h; auto-merge; %s }",
        "map t s { %s : mark; flags interval; %s }"]


class Case:
    def __init__(self, rnd):
        self.rnd, self.kind = rnd, rnd.choice(SETS)
        self.type = rnd.choice(list(TYPES))
        self.bits, self.one = TYPES[self.type]
        there = self.apart([], rnd.choice([0, 1, 5, 12]))
        self.before = self.fill(there)
        self.change = "".join(self.command(there) for _ in range(rnd.choice([1, 1, 1, 2, 3])))

    def bounds(self):
        """Near each other, near zero and near the highest key."""
        highest = 2 ** self.bits - 1
        low = self.rnd.choice([0, 0, 20, 20, highest - 30]) + self.rnd.randint(0, 30)
        return low, min(low + self.rnd.choice([0, 0, 0, 1, 3, 9]), highest)

    def apart(self, ranges, count):
        for _ in range(count):
            low, high = self.bounds()
            if all(high < other[0] or low > other[1] for other in ranges):
                ranges.append((low, high))
        return ranges

    def range(self, low, high, adds):
        key = "-".join(map(self.one, [low, high] if low < high else [low]))
        if adds and "timeout" in self.kind and self.rnd.random() < 0.3:
            key += " timeout 2h"
        elif adds and self.rnd.random() < 0.2:
            key += " comment \"%d\"" % self.rnd.randint(1, 9)
        return key + (" : %d" % self.rnd.randint(1, 2) if "map" in self.kind and adds else "")

    def element(self, verb, ranges):
        return "%s element t s { %s }\n" % (verb, ", ".join(self.range(*each, verb in ("add", "create")) for each in ranges))

    def fill(self, there):
        """Marks at the lowest key come and go with how a set is filled."""
        elements = "elements = { * : 5 }" if "map" in self.kind and self.rnd.random() < 0.1 else ""
        text = "flush ruleset\nadd table t\nadd %s\n" % (self.kind % (self.type, elements))
        gone = self.apart(list(there), self.rnd.choice([0, 0, 2]))[len(there):]
        if there or gone:
            text += self.element("add", there + gone)
        if self.rnd.random() < 0.1:
            text += "flush %s t s\n" % self.kind[:3] + (self.element("add", there) if there else "")
        elif gone:
            text += self.element("delete", gone)
        return text

    def command(self, there):
        verb = self.rnd.choice(["add", "add", "add", "create", "delete", "delete", "destroy"])
        ranges = []
        if verb in ("add", "create"):
            if self.rnd.random() < 0.6:
                ranges = self.apart(list(there), self.rnd.randint(1, 3))[len(there):]
        elif self.rnd.random() < 0.7:
            ranges = self.rnd.sample(there, min(len(there), self.rnd.randint(1, 2)))
        return self.element(verb, ranges or [self.bounds()])


def main(nftload, seed, count):
    both = BothWays(nftload)
    for number in range(int(seed), int(seed) + int(count)):
        case = Case(random.Random(number))
        both.compare("seed %d" % number, case.change, case.before)
    return both.status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
