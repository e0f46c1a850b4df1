"""What a loader makes of rules, against what they mean."""
import random

import fields
import frames
from rulesets import FAMILIES, ruleset

# Transport headers whose checksum a rule keeps right when it writes to them, and when it writes what is in their pseudo
# header; nobody's rules know the others.
REPAIRED = {"tcp", "udp", "icmp", "icmpv6", "igmp", "sctp"}
WITH_ADDRESSES = {fields.TCP, fields.UDP, fields.UDPLITE, fields.ICMP6}
PSEUDO = {"ip saddr", "ip daddr", "ip6 saddr", "ip6 daddr"}


class Verdicts:
    """Of one loader: rules that did something else than their text, with (packet, truth, fact) each; refused ones, with the
    loader's words; and how much was asked."""

    def __init__(self):
        self.wrong, self.refused, self.right = {}, {}, set()
        self.packets = self.answers = 0

    def differs(self, case, packet, truth, fact):
        self.wrong.setdefault(case, []).append((packet, truth, fact))

    def add(self, case, answers):
        self.answers += answers
        if answers and case not in self.wrong:
            self.right.add(case)


class Judge:
    """Gives packets to rules: `count` aimed at each, and `others` rules more that each packet is asked about."""

    def __init__(self, wire, seed, count, others):
        self.wire, self.seed, self.count, self.others = wire, seed, count, others
        self.aimed = {}

    def packets(self, case):
        """The same for a rule each time, alone or among others."""
        if case not in self.aimed:
            dice = random.Random(f"{self.seed} {case.text}")
            self.aimed[case] = [p for p in frames.aim(case.rule, dice, self.count) if fits(p, case.family)]
        return self.aimed[case]

    def judge(self, loader, cases):
        numbers = {case: number for number, case in enumerate(cases)}
        verdicts = Verdicts()
        verdicts.refused = self.wire.load_what_can_be(loader, lambda left: ruleset(left, numbers), cases)
        for family in FAMILIES:
            of = [case for case in cases if case.family == family and case not in verdicts.refused]
            self.matches([case for case in of if not case.writes], family, numbers, verdicts)
            for case in of:
                if case.writes:
                    self.writes(case, numbers, verdicts)
        return verdicts

    def matches(self, cases, family, numbers, verdicts):
        dice = random.Random(self.seed)
        self.wire.counters()
        for owner in cases:
            for packet in self.packets(owner):
                packet.length = len(packet.frame) - (0 if family == "netdev" else 14)
                self.wire.send(packet, family == "netdev")
                verdicts.packets += 1
                counters = self.wire.counters()
                others = dice.sample(cases, min(len(cases), self.others))
                for case in [owner] + [other for other in others if other is not owner]:
                    truth = truth_of(case, packet)
                    if truth is None or frames.undecided(packet, case.rule.fields()):
                        continue
                    fact = counters[f"c{numbers[case]}"]
                    if fact != truth:
                        verdicts.differs(case, packet, "matches" if truth else "does not match",
                                         "matched" if fact == 1 else "did not match" if fact == 0 else f"counted {fact}")
                    verdicts.add(case, 1)

    def writes(self, case, numbers, verdicts):
        start = 0 if case.family == "netdev" else 14
        for packet in self.packets(case):
            packet.length = len(packet.frame) - start
            want = packet.copy()
            want.length, want.priority = packet.length, numbers[case] + 1
            if truth_of(case, want.copy()) is None:
                continue
            case.rule.run(want)
            repair(want)
            frame, mark = self.wire.send(packet, case.family == "netdev", numbers[case] + 1)
            verdicts.packets += 1
            if frame is None:
                verdicts.differs(case, packet, "leaves", "was lost")
            elif frame[start:] != want.frame[start:] or mark != want.mark:
                verdicts.differs(case, packet, shown(want.frame, want.mark, packet), shown(frame, mark, packet))
            verdicts.add(case, 1)


def fits(packet, family):
    """Whether a packet can take the family's road as it is."""
    if family == "netdev":
        return True
    if packet.l3 not in (fields.IP4, fields.IP6) or family == "ip" and packet.l3 != fields.IP4 or (
            family == "ip6" and packet.l3 != fields.IP6):
        return False
    if packet.l3 == fields.IP4:  # the kernel fills in an identification or a source of 0
        return any(packet.frame[18:20]) and any(packet.frame[26:30])
    return True


def truth_of(case, packet):
    """Whether the rule matches; None where it depends on how many bits of a bit field's value a left shift keeps."""
    packet.whole_bytes = True
    other = bool(case.rule.run(packet.copy() if case.writes else packet))
    packet.whole_bytes = False
    truth = bool(case.rule.run(packet.copy() if case.writes else packet))
    return truth if truth == other else None


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
