#!/usr/bin/env python3
"""Loads rules and sends packets: does each rule do with them what its text says?

The truth is computed from the packets' bytes (meaning.py); what the kernel did is read from counters, marks and the
bytes that leave.  Run inside of a private network namespace (tests/kernel/in-netns).
"""
import argparse
import random
import sys
import time

import fields
import frames
import kinds
import wire
from kinds import Case
from rulesets import FAMILIES, ruleset

def fits(packet, family):
    """Whether a packet can take the family's road as it is."""
    if family == "netdev":
        return True
    if packet.l3 not in (0x800, 0x86dd) or family == "ip" and packet.l3 != 0x800 or family == "ip6" and packet.l3 != 0x86dd:
        return False
    if packet.l3 == 0x800:  # the kernel fills in what is 0
        return any(packet.frame[18:20]) and any(packet.frame[26:30])
    return True


class Oracle:
    def __init__(self, options):
        self.options, self.wire = options, wire.Wire(options.loader.split())
        self.packets, self.pairs, self.wrong, self.refused = 0, 0, {}, {}
        self.rules = 0
        self.random = random.Random(options.seed)
        self.undecided = []

    def batch(self, cases):
        numbers = {case: number for number, case in enumerate(cases)}
        aimed = {}
        for case in cases:
            if case.family is None:
                case.family = self.random.choice(case.families())
            aimed[case] = [p for p in frames.aim(case.rule, self.random, self.options.aim) if fits(p, case.family)]
        refused = self.wire.load_what_can_be(lambda left: ruleset(left, numbers), cases)
        self.refused.update(refused)
        self.rules += len(cases) - len(refused)
        for family in FAMILIES:
            of = [case for case in cases if case.family == family and case not in refused]
            self.matches([case for case in of if not case.writes], family, aimed, numbers)
            for case in of:
                if case.writes:
                    self.writes(case, aimed[case], numbers)

    def matches(self, cases, family, aimed, numbers):
        self.wire.last = {}
        self.wire.counters()
        everything = [(case, packet) for case in cases for packet in aimed[case]]
        for owner, packet in everything:
            packet.length = len(packet.frame) - (0 if family == "netdev" else 14)
            self.wire.send(packet, family == "netdev")
            self.packets += 1
            counters = self.wire.counters()
            others = self.random.sample(cases, min(len(cases), self.options.others))
            for case in [owner] + [other for other in others if other is not owner]:
                truth = truth_of(case, packet)
                if truth is None or frames.undecided(packet, case.rule.fields()):
                    continue
                self.pairs += 1
                got = counters[f"c{numbers[case]}"]
                if got != truth:
                    self.differs(case, packet, "matches" if truth else "does not match", f"counted {got}")

    def writes(self, case, packets, numbers):
        for packet in packets:
            packet.length = len(packet.frame) - (0 if case.family == "netdev" else 14)
            want = packet.copy()
            want.length, want.priority = packet.length, numbers[case] + 1
            if truth_of(case, packet.copy()) is None:
                continue
            case.rule.run(want)
            repair(want)
            frame, mark = self.wire.send(packet, case.family == "netdev", numbers[case] + 1)
            self.packets += 1
            self.pairs += 1
            start = 0 if case.family == "netdev" else 14
            if frame is None:
                self.differs(case, packet, "leaves", "was lost")
            elif frame[start:] != want.frame[start:] or mark != want.mark:
                self.differs(case, packet, shown(want.frame, want.mark, packet), shown(frame, mark, packet))

    def differs(self, case, packet, truth, got):
        self.wrong.setdefault(case, []).append((packet, truth, got))


def truth_of(case, packet):
    """Whether the rule matches; None where it depends on how many bits of a bit field's value a left shift keeps."""
    packet.whole_bytes = True
    other = bool(case.rule.run(packet))
    packet.whole_bytes = False
    truth = bool(case.rule.run(packet))
    return truth if truth == other else None


# Transport headers whose checksum a rule keeps right when it writes to them, and when it writes what is in their pseudo
# header; nobody's rules know the others.
REPAIRED = {"tcp", "udp", "icmp", "icmpv6", "igmp", "sctp"}
WITH_ADDRESSES = {fields.TCP, fields.UDP, fields.UDPLITE, fields.ICMP6}
PSEUDO = {"ip saddr", "ip daddr", "ip6 saddr", "ip6 daddr"}


def repair(packet):
    """Writes to fields of headers keep the checksums right; to bytes by their place they do not."""
    written = [f for f in packet.written if getattr(f, "header", None)]
    if any(f.name.endswith("checksum") for f in written):
        return
    if any(f.header == "ip" for f in written):
        frames.fix_ip4(packet)
    if any(f.header in REPAIRED or f.header == "tcp option" or f.name in PSEUDO and packet.l4 in WITH_ADDRESSES for f in written):
        frames.fix_transport(packet)


def shown(frame, mark, before):
    """The bytes that changed, and the mark."""
    changed = [f"{at}: {before.frame[at]:02x} -> {byte:02x}" for at, byte in enumerate(frame)
               if at < len(before.frame) and byte != before.frame[at] and at >= 14]
    return f"mark {mark:#x}, bytes {', '.join(changed) or 'as they were'}"


def report(oracle):
    options = oracle.options
    for case, evidence in oracle.wrong.items():
        packet, truth, got = evidence[0]
        print(f"WRONG: {case.kind} (family {case.family}): {case.text}")
        for name, body in case.declared.items():
            print(f"  with set {name} {{ {body} }}")
        print(f"  packet {packet.frame.hex()} mark {packet.mark:#x}\n  by its text: {truth}\n  in fact:     {got}  ({len(evidence)} times)")
        print(f"  alone: run.py --loader '{options.loader}' --seed {options.seed} --family {case.family} {case.alone()}")
    if options.verbose:
        for case, why in oracle.refused.items():
            print(f"refused: {case.kind}: {case.text}: {why}")
    print(f"{oracle.packets} packets, {oracle.rules} rules, {oracle.pairs} answers, {len(oracle.wrong)} rules wrong, "
          f"{len(oracle.refused)} refused; seed {options.seed}")


def batches(options, maker):
    if options.rule:
        yield [Case("given", options.rule, dict(d.split(" ", 1) for d in options.define), family)
               for family in ([options.family] if options.family else Case("given", options.rule, dict(
                   d.split(" ", 1) for d in options.define)).families())]
        return
    known = list(kinds.fixed())
    yield known
    end = time.monotonic() + options.seconds
    while options.rules > 0 and time.monotonic() < end:
        yield [maker.case() for _ in range(min(options.rules, 200))]
        options.rules -= 200


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loader", required=True, help="the command that loads standard input")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--rules", type=int, default=1000, help="rules made at random")
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--aim", type=int, default=8, help="packets aimed at each rule")
    parser.add_argument("--others", type=int, default=8, help="other rules judged with each packet")
    parser.add_argument("--rule", help="one rule alone")
    parser.add_argument("--define", action="append", default=[], help="a set of the rule: 's typeof ...; elements = { ... }'")
    parser.add_argument("--family", choices=FAMILIES)
    parser.add_argument("--verbose", action="store_true", help="says what was refused, too")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    oracle = Oracle(options)
    maker = kinds.Maker(oracle.random)
    for cases in batches(options, maker):
        oracle.batch(cases)
    report(oracle)
    sys.exit(1 if oracle.wrong else 0)


if __name__ == "__main__":
    main()
