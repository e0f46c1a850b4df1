#!/usr/bin/env python3
"""Draws rulesets that differ from each other in much and little, for walks.

usage: draw.py FOLDER COUNT SEED [FILE...]

Writes rulesets into FOLDER and prints their paths, one a line, those that have much in common near each other.  A third of
COUNT are drawn from a small stock of names and parts, so that two of them share tables, chains, sets and objects of other
kinds, flags, hooks and contents.  The rest are FILEs that were edited: half of them at any place (lines that are deleted,
swapped and doubled, numbers and words that change), half as an administrator edits (edits.py).  Not all of them load.  FILEs
come as they are, too; those that end in .jsonl hold cases, the text of each as "script".
"""
import json
import os
import random
import re
import sys

import edits

FAMILIES = ["ip", "ip", "ip", "inet", "inet", "inet", "bridge", "netdev"]
ADDRESSES = ["10.0.%d.%d" % (i // 4, i % 4 * 16) for i in range(12)]
HOOKS = {"ip": ["input", "forward", "output", "prerouting"], "netdev": ["ingress"]}
CHAINS = ["in", "out", "a", "b", "c", "d"]
OBJECTS = {
    "counter": ["", "packets 7 bytes 9;"],
    "quota": ["over 10 mbytes;", "over 20 mbytes used 3 mbytes;", "10 mbytes used 1 kbytes;"],
    "limit": ["rate 10/second;", "rate 20/second burst 3 packets;", "rate 1 mbytes/second;"],
    "synproxy": ["mss 1460; wscale 7; timestamp;", "mss 1400; wscale 5; sack-perm;"],
    "ct timeout": ["protocol tcp; l3proto ip; policy = { established : 100 };",
                   "protocol udp; l3proto ip; policy = { unreplied : 7 };"],
    "ct expectation": ["protocol tcp; dport 9876; timeout 60s; size 12; l3proto ip;",
                       "protocol udp; dport 9000; timeout 1s; size 2; l3proto ip;"],
}


class Ruleset:
    def __init__(self, rnd):
        self.r = rnd

    def some(self, things, least=0):
        return self.r.sample(things, self.r.randint(least, len(things)))

    def comment(self):
        return ' comment "%s"' % self.r.choice("xyz") if self.r.random() < 0.15 else ""

    def block_comment(self):
        return ' comment "%s";' % self.r.choice("xyz") if self.r.random() < 0.1 else ""

    def addresses(self):
        return self.some(ADDRESSES)

    def prefixes(self):
        kind = self.r.randrange(3)
        if kind == 0:
            return ["10.0.%d.0/24" % i for i in self.some(list(range(5)))]
        if kind == 1:
            return ["10.0.%d.%d-10.0.%d.%d" % (i, self.r.randrange(3), i, 3 + self.r.randrange(4))
                    for i in self.some(list(range(5)))]
        return ["10.1.0.0-10.1.3.255", "0.0.0.0/1"] if self.r.random() < 0.5 else ["192.0.0.0-255.255.255.255", "10.7.0.0/16"]

    def timeouts(self, items):
        return [i + self.r.choice(["", "", " timeout 1h", " timeout 10m", " timeout 10m expires 5m", " timeout 2h expires 9m"]) + self.comment()
                for i in items]

    def verdict(self):
        return self.r.choice(["accept", "drop", "continue"] + ["jump " + c for c in self.targets])

    def elements(self, items):
        return " elements = { %s };" % ", ".join(items) if items else ""

    # each: the declaration's head, and what the elements are
    def set_plain(self):
        flags = self.r.choice(["", "", " size 100;", " size 200;", " policy memory;", " counter;", " flags constant;", " flags constant;"])
        items = self.addresses()
        if "constant" in flags and not items:
            items = ADDRESSES[:1]
        return "type ipv4_addr;" + flags, [i + self.comment() for i in items]

    def set_timeout(self):
        head = "type ipv4_addr; flags %s;" % self.r.choice(["timeout", "timeout,dynamic", "dynamic"])
        if "timeout" in head:
            head += self.r.choice(["", " timeout 2h;", " timeout 1h;", " gc-interval 10s;"])
            return head, self.timeouts(self.addresses())
        return head, [i + self.comment() for i in self.addresses()]

    def set_interval(self):
        head = "type ipv4_addr; flags interval%s;" % self.r.choice(["", ",timeout"])
        items = self.prefixes()
        if "timeout" in head:
            items = self.timeouts(items)
        return head + self.r.choice(["", " auto-merge;"]), items

    def set_concat(self):
        head = "type ipv4_addr . inet_service;" + self.r.choice([" flags interval;", ""])
        ports = ["80", "443", "1000-2000" if "interval" in head else "53"]
        return head, ["%s . %s" % (a, self.r.choice(ports)) for a in self.addresses()]

    def map_verdict(self):
        head = "type ipv4_addr : verdict;" + self.r.choice(["", " flags interval;", " counter;", " flags constant;"])
        items = ["%s : %s" % (a, self.verdict()) for a in self.addresses()]
        if self.r.random() < 0.2:
            items.append("* : %s" % self.verdict())
        return head, items

    def map_mark(self):
        head = "type ipv4_addr : mark;" + self.r.choice(["", " flags timeout;", " size 50;"])
        items = ["%s : %d" % (a, self.r.choice([80, 81, 82])) for a in self.addresses()]
        return head, items

    def map_object(self):
        kind = self.r.choice([k for k in ("counter", "quota", "limit") if self.objects.get(k)] or ["counter"])
        names = self.objects.get(kind)
        head = "type ipv4_addr : %s;" % kind
        if not names:
            return head, []
        return head, ['%s : "%s"' % (a, self.r.choice(names)) for a in self.addresses()]

    def sets(self):
        kinds = {"set": [self.set_plain, self.set_timeout, self.set_interval, self.set_concat],
                 "map": [self.map_verdict, self.map_mark, self.map_object]}
        lines, self.known, self.holds = [], [], {}
        for name in self.some(["s1", "s2", "s3", "s4", "s5", "s6"]):
            # most names are mostly of one kind
            number = int(name[1]) if self.r.random() < 0.85 else self.r.randrange(7)
            make = (kinds["set"] + kinds["map"])[number % 7]
            word = "map" if make in kinds["map"] else "set"
            head, items = make()
            self.known.append((name, make.__name__))
            if make == self.map_object:
                self.holds[name] = head.split()[3].rstrip(";")
            lines.append("\t%s %s { %s%s%s }" % (word, name, head, self.block_comment(), self.elements(items)))
        return lines

    def named_objects(self):
        lines, self.objects = [], {}
        for kind, forms in OBJECTS.items():
            if kind.startswith("ct") and self.family not in ("ip", "inet") or kind == "synproxy" and self.family != "inet":
                continue
            for name in self.some(["o1", "o2"]):
                self.objects.setdefault(kind, []).append(name)
                lines.append("\t%s %s { %s%s }" % (kind, name, self.r.choice(forms), self.block_comment()))
        return lines

    def lookup(self):
        known = [k for k in self.known]
        if not known:
            return "ip saddr %s" % self.r.choice(ADDRESSES)
        name, kind = self.r.choice(known)
        return {
            "set_plain": "ip saddr @%s", "set_timeout": "ip daddr @%s", "set_interval": "ip saddr @%s",
            "set_concat": "ip saddr . tcp dport @%s", "map_verdict": "ip saddr vmap @%s",
            "map_mark": "meta mark set ip saddr map @%s", "map_object": self.holds.get(name, "") + " name ip saddr map @%s",
        }[kind] % name

    def rule(self):
        kind = self.r.randrange(12)
        end = self.r.choice([" accept", " drop", "", " counter", " counter accept", " log prefix \"p\"",
                             " counter packets %d bytes 900 accept" % self.r.randrange(9),
                             " quota over 10 mbytes used %d kbytes drop" % self.r.randrange(9)])
        if kind == 0:
            return "tcp dport { %s }" % ", ".join(str(p) for p in self.some([22, 80, 443, 8080], 1)) + end + self.comment()
        if kind == 1:
            return "ip saddr %s" % self.r.choice(ADDRESSES) + end + self.comment()
        if kind == 2:
            look = self.lookup()
            if "vmap" in look:
                return look + self.comment()
            if " map " in look:
                return look + self.comment()
            return look + end + self.comment()
        if kind == 3 and self.targets:
            return "udp dport %d %s %s" % (self.r.choice([1, 2, 3]), self.r.choice(["jump", "goto"]),
                                          self.r.choice(self.targets)) + self.comment()
        if kind == 4 and self.objects.get("counter"):
            return "tcp dport 7 counter name %s" % self.r.choice(self.objects["counter"]) + self.comment()
        if kind == 5 and self.objects.get("limit"):
            return "tcp dport 8 limit name %s accept" % self.r.choice(self.objects["limit"])
        if kind == 6 and self.objects.get("quota"):
            return "tcp dport 9 quota name %s drop" % self.r.choice(self.objects["quota"])
        if kind == 7:
            verdicts = ", ".join("%d : %s" % (p, self.verdict()) for p in self.some([1, 2, 3], 1))
            return "udp sport vmap { %s }" % verdicts
        if kind == 8:
            return "ip protocol tcp jump { tcp dport { %d, %d } counter accept; ip daddr %s drop; }" % (
                self.r.choice([1, 2]), self.r.choice([3, 4]), self.r.choice(ADDRESSES))
        if kind == 9:
            dynamic = [n for n, k in self.known if k == "set_timeout"]
            if dynamic:
                return "tcp flags syn update @%s { ip saddr%s }" % (
                    self.r.choice(dynamic), self.r.choice(["", " timeout 5m", " limit rate 5/second"]))
        if kind == 10 and self.objects.get("counter"):
            pairs = ", ".join('%d : "%s"' % (p, self.r.choice(self.objects["counter"])) for p in self.some([5, 6, 7], 1))
            return "counter name tcp dport map { %s }" % pairs
        return "meta mark %d" % self.r.randrange(4) + end + self.comment()

    def chains(self):
        lines = []
        for name in self.declared:
            lines.append("\tchain %s {" % name)
            if name in ("in", "out") or (name == "a" and self.r.random() < 0.2):
                hooks = HOOKS.get(self.family, HOOKS["ip"])
                device = ' device "lo"' if self.family == "netdev" else ""
                hook = hooks[0] if self.r.random() < 0.7 else self.r.choice(hooks)
                lines.append("\t\ttype %s hook %s%s priority %d; policy %s;%s" % (
                    self.r.choice(["filter"] * 5 + (["route"] if hook == "output" and self.family in ("ip", "ip6", "inet") else [])),
                    hook, device, self.r.choice([0, 0, 0, 5]), self.r.choice(["accept", "accept", "drop"]),
                    self.block_comment()))
            rules = [self.rule() for _ in range(self.r.randrange(7))]
            lines.extend("\t\t" + rule for rule in rules)
            lines.append("\t}")
        return lines

    def table(self):
        self.family = self.r.choice(FAMILIES)
        self.declared = self.some(CHAINS, 1)
        plain = [c for c in self.declared if c in ("b", "c", "d")]
        # no circles: chains of later letters alone, and only declared ones
        self.targets = plain
        objects = self.named_objects()
        sets = self.sets()
        lines = ["table %s t {" % self.family]
        if self.r.random() < 0.1:
            lines.append("\tflags dormant;")
        if self.r.random() < 0.05:
            lines.append('\tcomment "%s"' % self.r.choice("xyz"))
        lines += objects + sets
        self.targets = []
        bodies = self.chains()
        # rules of base chains may jump
        self.targets = plain
        jumping = Ruleset.chains(self)
        lines += self.merged(bodies, jumping)
        return lines + ["}"]

    def merged(self, bodies, jumping):
        """bodies of chains that are jumped to, and those that jump"""
        def blocks(lines):
            found, name = {}, None
            for line in lines:
                match = re.match(r"\tchain (\w+) \{", line)
                name = match.group(1) if match else name
                found.setdefault(name, []).append(line)
            return found
        quiet, loud = blocks(bodies), blocks(jumping)
        return [line for name in self.declared for line in (quiet if name in ("b", "c", "d") else loud)[name]]

    def text(self):
        return "\n".join(self.table()) + "\n"


def edit_number(rnd, line):
    numbers = list(re.finditer(r"\b\d+\b", line))
    # Of an element that is there twice with other timeouts, kernels keep one or the other.
    if not numbers or "timeout" in line:
        return line
    n = rnd.choice(numbers)
    return line[:n.start()] + str(max(0, int(n.group()) + rnd.choice([-1, 1, 2]))) + line[n.end():]


def edit_elements(rnd, line):
    match = re.search(r"\{([^{}]*,[^{}]*)\}", line)
    if not match:
        return line
    items = match.group(1).split(",")
    if rnd.random() < 0.5 or "timeout" in line:
        items.pop(rnd.randrange(len(items)))
    else:
        items.insert(rnd.randrange(len(items)), edit_number(rnd, rnd.choice(items)))
    return line[:match.start(1)] + ",".join(items) + line[match.end(1):]


def edit_words(rnd, line):
    for old, new in rnd.sample([("accept", "drop"), ("drop", "accept"), ("counter ", ""), ("tcp", "udp"), ("saddr", "daddr"),
                                ("priority 0", "priority 1"), ("timeout", "interval"), ("ip ", "ip6 "), (" accept", " counter accept"),
                                ('comment "', 'comment "x')], 10):
        if old in line:
            return line.replace(old, new, 1)
    return line


def edited(rnd, text):
    lines = text.split("\n")
    for _ in range(rnd.choice([1, 1, 2, 3, 8, 20])):
        at = rnd.randrange(len(lines))
        whole = lines[at].count("{") == lines[at].count("}") and not lines[at].rstrip().endswith(("\\", ","))
        kind = rnd.randrange(6)
        if kind == 0 and whole:
            del lines[at]
        elif kind == 1 and whole:
            lines.insert(at, lines[at])
        elif kind == 2 and whole and at + 1 < len(lines):
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
        elif kind == 3:
            lines[at] = edit_number(rnd, lines[at])
        elif kind == 4:
            lines[at] = edit_elements(rnd, lines[at])
        else:
            lines[at] = edit_words(rnd, lines[at])
        if not lines:
            return text
    return "\n".join(lines)


def read(paths):
    """(name, text) of each ruleset"""
    for path in paths:
        with open(path, encoding="utf-8", errors="surrogateescape") as f:
            if not path.endswith(".jsonl"):
                yield os.path.basename(path).split(".")[0], f.read()
                continue
            for line in f:
                case = json.loads(line)
                if case.get("expect", "loads") == "loads":
                    yield re.sub(r"\W+", "-", case["id"])[:60], case["script"]


def main():
    folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rnd = random.Random(seed)
    known = list(read(sys.argv[4:]))
    # long ones have more to edit
    weights = [min(len(text), 6000) for _, text in known]
    made = list(known)
    for i in range(count):
        if i % 3 == 0 or not known:
            text = Ruleset(rnd).text()
            made.append(("drawn", edited(rnd, text) if rnd.random() < 0.2 else text))
        else:
            name, text = rnd.choices(known, weights)[0]
            made.append((name, (edits.history if i % 3 == 1 else edited)(rnd, text)))
    made.sort(key=lambda ruleset: ruleset[0])
    for i, (name, text) in enumerate(made):
        path = os.path.join(folder, "%05d-%s.nft" % (i, name))
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as f:
            f.write(text)
        print(path)


if __name__ == "__main__":
    main()
