"""Loads batches of many sets as they are written (--each) and as the program sends them otherwise, and compares what the
kernel then holds, its order, the exit status and each word of the errors.

usage: reshaped.py NFTLOAD SEED COUNT FILE...

COUNT batches are drawn; FILEs are loaded, too.  A FILE of the name *.jsonl has an object on each line: "script" is loaded
and "json", where there is one.  Developer builds send most of them in another order, others only those with many sets.
"""
import json
import pathlib
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from both_ways import BothWays  # noqa: E402

# Batches of fewer sets are sent as they are written.
OWN_SETS = 64
# Jumps that go deeper are refused.
CHAINS = 12


class Drawn:
    """One batch of commands, most of which the kernel takes."""

    def __init__(self, rnd):
        self.rnd, self.lines, self.own_sets = rnd, [], 0
        self.wrong = rnd.random() < 0.4  # some commands are refused
        self.chains = {}
        if rnd.random() < 0.5:
            self.lines.append("flush ruleset")
        for table in ("ip a", "inet b")[:rnd.randint(1, 2)]:
            self.table(table)
        while self.own_sets < OWN_SETS + 8:
            rnd.choices([self.rule, self.chain, self.element, self.other], [20, 3, 3, 0.3])[0]()

    def table(self, table):
        self.chains[table] = []
        self.lines += ["add table %s" % table, "add set %s s { type ipv4_addr; }" % table,
                       "add set %s r { type ipv4_addr; flags interval; }" % table,
                       "add map %s m { type inet_service : verdict; }" % table,
                       "add map %s o { type ipv4_addr : counter; }" % table,
                       "add set %s k { type ipv4_addr; flags constant; elements = { 1.2.3.4 } }" % table,
                       "add set %s d { type ipv4_addr; flags dynamic; size 100; }" % table,
                       "add counter %s n" % table]
        for _ in range(2):
            self.chain(table)

    def chain(self, table=None):
        table = table or self.any_table()
        if len(self.chains[table]) > CHAINS:
            return
        name = "c%d" % len(self.chains[table])
        hook = " { type filter hook input priority 0; }" if self.rnd.random() < 0.2 else ""
        self.lines.append("add chain %s %s%s" % (table, name, hook))
        self.chains[table].append((name, not hook))

    def any_table(self):
        return self.rnd.choice(list(self.chains))

    def target(self, table, source):
        """A chain further down, so that there are no loops; in batches that may be wrong, any."""
        chains = self.chains[table]
        below = [name for name, plain in chains[source + 1:] if plain]
        if self.wrong and self.rnd.random() < 0.01:
            return self.rnd.choice(chains)[0]
        return self.rnd.choice(below) if below else None

    def number(self):
        return self.rnd.randint(1, 60000)

    def own_set(self, _):
        self.own_sets += 1
        return self.rnd.choice([
            "tcp dport { %d, %d } accept", "ip saddr . tcp dport { 10.0.0.1 . %d, 10.0.0.2 . %d } drop",
            "meta mark set tcp dport map { %d : 1, %d : 2 }"]) % tuple(self.rnd.sample(range(1, 60000), 2))

    def own_map(self, to):
        self.own_sets += 1
        return "tcp dport vmap { %d : goto %s, %d-%d : drop }" % (self.number(), to, 60001, 60010) if to else "accept"

    def rule(self):
        table = self.any_table()
        source = self.rnd.randrange(len(self.chains[table]))
        to = self.target(table, source)
        what = self.rnd.choice([
            self.own_set, self.own_set, self.own_map, lambda to: "tcp dport %d counter" % self.number(),
            lambda to: "ip saddr @s drop", lambda to: "ip saddr @r drop", lambda to: "ip saddr @k counter",
            lambda to: "jump %s" % to if to else "return", lambda to: "counter name n",
            lambda to: "counter name ip saddr map @o", lambda to: "update @d { ip saddr }", lambda to: "accept" if source else "tcp dport vmap @m"])
        verb = "insert" if self.rnd.random() < 0.02 else "add"
        self.lines.append("%s rule %s %s %s" % (verb, table, self.chains[table][source][0], what(to)))

    def element(self):
        table = self.any_table()
        to = self.target(table, 0)
        number = self.number() % 250
        self.lines.append("add element %s %s" % (table, self.rnd.choice([
            "s { 10.0.0.%d }" % number, "r { 10.%d.0.0/24 }" % number, "o { 10.0.0.%d : \"n\" }" % number,
            "m { %d : %s }" % (self.number(), "goto %s" % to if to else "accept")])))

    def other(self):
        table = self.any_table()
        mistakes = ["create counter %s n" % table, "add rule %s c0 ip saddr @k vmap { 1.2.3.4 : drop }" % table,
                    "add element %s r { 10.0.0.0/8 }" % table, "delete element %s s { 99.9.9.9 }" % table]
        self.lines.append(self.rnd.choice([
            "flush set %s s" % table, "add table %s" % table, "flush chain %s c0" % table,
            "add chain %s late\nadd rule %s c0 jump late\nflush chain %s c0\ndelete chain %s late" % (4 * (table,)),
            *(mistakes if self.wrong else [])]))

    def text(self):
        return "\n".join(self.lines) + "\n"


def texts(name):
    """Names and texts of the inputs of a file."""
    text = pathlib.Path(name).read_text(encoding="utf-8")
    if not name.endswith(".jsonl"):
        yield name, text
        return
    for case in map(json.loads, text.splitlines()):
        yield case["id"], case["script"]
        if "json" in case:
            yield case["id"] + ", JSON", case["json"]


def main(nftload, seed, count, *files):
    both = BothWays(nftload)
    for number in range(int(seed), int(seed) + int(count)):
        both.compare("seed %d" % number, Drawn(random.Random(number)).text())
    for name in files:
        for case, text in texts(name):
            both.compare(case, text)
    return both.status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
