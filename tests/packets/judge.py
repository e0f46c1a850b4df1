"""What a loader makes of rules, against what they mean."""
import random

import fields
import frames
import meaning
from roads import ROADS
from rulesets import ruleset

# Transport headers whose checksum a rule keeps right when it writes to them, and when it writes what is in their pseudo
# header; nobody's rules know the others.
REPAIRED = {"tcp", "udp", "icmp", "icmpv6", "igmp", "sctp"}
WITH_ADDRESSES = {fields.TCP, fields.UDP, fields.UDPLITE, fields.ICMP6}
PSEUDO = {"ip saddr", "ip daddr", "ip6 saddr", "ip6 daddr"}


class Verdicts:
    """Of one loader: rules that did something else than their text, with (packet, truth, fact) each; refused ones, with the
    loader's words; right ones, with what the text said of packets; and how much was asked."""

    def __init__(self):
        self.wrong, self.refused, self.right = {}, {}, {}
        self.packets = self.answers = 0

    def differs(self, case, packet, truth, fact):
        self.wrong.setdefault(case, []).append((packet, truth, fact))

    def answered(self, case, truth):
        self.answers += 1
        self.right.setdefault(case, set()).add(truth)

    def take(self, case, closer):
        """Believes others, who looked closer at a rule."""
        if case in closer.wrong:
            self.right.pop(case, None)
            self.wrong[case] = closer.wrong[case]

    def is_decided(self, case):
        """Whether packets could have shown that it is wrong."""
        return case in self.wrong or case.writes or len(self.right.get(case, ())) == 2


class Judge:
    """Gives packets to rules: `count` aimed at each, and `others` rules more that each packet is asked about."""

    def __init__(self, wire, seed, count, others):
        self.wire, self.seed, self.count, self.others = wire, seed, count, others
        self.aimed = {}

    def closer(self, count):
        """One that looks closer at rules, with more packets."""
        return Judge(self.wire, self.seed, count, 0)

    def packets(self, case):
        """The same for a rule each time, alone or among others."""
        if case not in self.aimed:
            dice = random.Random(f"{self.seed} {case.text}")
            self.aimed[case] = [p for p in frames.aim(case.rule, dice, self.count) if fits(p, case.road)]
        return self.aimed[case]

    def judge(self, loader, cases):
        numbers = {case: number for number, case in enumerate(cases)}
        verdicts = Verdicts()
        verdicts.refused = self.wire.load_what_can_be(loader, lambda left: ruleset(left, numbers), cases)
        for road in ROADS.values():
            of = [case for case in cases if case.road is road and case not in verdicts.refused]
            self.matches([case for case in of if not case.writes], road, numbers, verdicts)
            for case in of:
                if case.writes:
                    self.writes(case, numbers[case], verdicts)
        for case in verdicts.wrong:
            verdicts.right.pop(case, None)
        return verdicts

    def matches(self, cases, road, numbers, verdicts):
        dice, tunnels = random.Random(self.seed), any(case.tunnels for case in cases)
        self.wire.counters()
        for owner in cases:
            for packet in self.packets(owner):
                packet.length = length(packet, road)
                if tunnels and frames.tunnel(packet):
                    self.forget(packet)
                self.wire.send(packet, road)
                verdicts.packets += 1
                counters = self.wire.counters(road)
                others = dice.sample(cases, min(len(cases), self.others))
                for case in [owner] + [other for other in others if other is not owner]:
                    truth = truth_of(case, packet)
                    if truth is None:
                        continue
                    truth, _ = truth
                    fact = counters[f"c{numbers[case]}"]
                    if fact != truth:
                        verdicts.differs(case, packet, "matches" if truth else "does not match",
                                         "matched" if fact == 1 else "did not match" if fact == 0 else f"counted {fact}")
                    verdicts.answered(case, truth)

    def forget(self, packet):
        """Sends a tunnel of another kind (rulesets.FORGET)."""
        other = "ip vxlan" if packet.l4 == fields.GRE else "ip gre"
        self.wire.send(frames.BASES[other], ROADS["netdev"])
        self.wire.counters()

    def writes(self, case, number, verdicts):
        road = case.road
        start = 14 if road.is_ip else 0
        packets = self.packets(case)
        case.rule.reset()
        for packet in packets:
            packet = packet.copy()
            if road.chosen_by == "meta mark":
                packet.mark = int(road.key(number), 0)
            packet.length = length(packet, road)
            packet.priority = 0 if road.waits else number + 1
            truth = truth_of(case, packet)
            if truth is None:
                continue
            _, want = truth
            want.mark = want.ct_zone if case.early else want.mark
            repair(want)
            self.wire.send(packet, road, number + 1)
            frame, mark = self.wire.left(road)
            verdicts.packets += 1
            if frame is None:
                verdicts.differs(case, packet, "leaves", "was lost")
            elif frame[start:] != want.frame[start:] or mark != want.mark:
                verdicts.differs(case, packet, shown(want.frame, want.mark, packet, start), shown(frame, mark, packet, start))
            verdicts.answered(case, True)


def length(packet, road):
    """What Linux takes for the packet's length there."""
    return len(packet.frame) - (0 if road.name == "netdev" else packet.nh)


def fits(packet, road):
    """Whether a packet can take the road as it is."""
    if not road.is_ip:
        return not packet.tagged or road.waits
    if packet.tagged or packet.l3 not in {"inet": (fields.IP4, fields.IP6), "ip": (fields.IP4,), "ip6": (fields.IP6,)}[road.name]:
        return False
    if packet.l3 == fields.IP4:  # the kernel fills in an identification or a source of 0
        return any(packet.frame[18:20]) and any(packet.frame[26:30])
    return True


def truth_of(case, packet):
    """(whether the rule matches, the packet afterwards); None where that is open."""
    if frames.undecided(packet, case.rule.fields()):
        return None
    after, other = keep(packet), keep(packet)
    try:
        truth = case.rule.run(after)
    except meaning.Open:
        return None
    if truth != case.rule.other.run(other) or after.frame != other.frame or after.mark != other.mark:
        return None
    return truth, after


def keep(packet):
    copy = packet.copy()
    copy.length, copy.priority = packet.length, packet.priority
    return copy


def repair(packet):
    """Writes to fields of headers keep the checksums right; to bytes by their place they do not."""
    written = [f for f in packet.written if getattr(f, "header", None)]
    if any(f.name.endswith("checksum") for f in written):
        return
    if any(f.header == "ip" for f in written):
        frames.fix_ip4(packet)
    if any(f.header in REPAIRED or f.header == "tcp option" or f.name in PSEUDO and packet.l4 in WITH_ADDRESSES for f in written):
        frames.fix_transport(packet)


def shown(frame, mark, before, start):
    """The bytes that changed, and the mark."""
    changed = [f"{at}: {before.frame[at]:02x} -> {byte:02x}" for at, byte in enumerate(frame)
               if at < len(before.frame) and byte != before.frame[at] and at >= start]
    return f"mark {mark:#x}, bytes {', '.join(changed) or 'as they were'}"
