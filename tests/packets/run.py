#!/usr/bin/env python3
"""Loads rules and sends packets: does each rule do with them what its text says?

The truth is computed from the packets' bytes (meaning.py); what the kernel did is read from counters, marks and the
bytes that leave.  Run inside of a private network namespace (tests/kernel/in-netns).
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys
import time

import frames
import kinds
from judge import Judge
from kinds import Case
from roads import ROADS
from wire import Wire

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 200
# Packets aimed at a rule of which it is said that nft takes it for another one, before that is believed to be a mistake.
MANY = 150
REFUSES = "refuses it"
# Rules made at random may have types that do not fit, constants that are too large, headers that exclude each other, and
# fields that cannot be written to.
MAY_BE_REFUSED = re.compile(r"\[(type|range|conflict|unsupported|kernel:EOPNOTSUPP)\](?: \(.*\))?$")


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loader", required=True, help="the command that loads standard input")
    parser.add_argument("--reference", help="a second loader, that of nft: is [differs] said of exactly the rules that it loads wrong?")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--rules", type=int, default=1000, help="rules made at random")
    parser.add_argument("--seconds", type=float, default=1e9, help="no new rules after so long")
    parser.add_argument("--aim", type=int, default=12, help="packets aimed at each rule")
    parser.add_argument("--others", type=int, default=8, help="other rules judged with each packet")
    parser.add_argument("--rule", help="one rule alone")
    parser.add_argument("--define", action="append", default=[], help="a set of the rule: 's typeof ...; elements = { ... }'")
    parser.add_argument("--road", choices=list(ROADS), help="where its packets go")
    parser.add_argument("--evidence", metavar="FILE", help="appends what the second loader did wrong")
    parser.add_argument("--verbose", action="store_true", help="says what was refused, too")
    return parser.parse_args()


def given(options, usable):
    declared = dict(body.split(" ", 1) for body in options.define)
    roads = [options.road] if options.road else Case("given", options.rule, declared).roads()
    return [Case("given", options.rule, declared, road) for road in roads if ROADS[road] in usable]


def batches(options, usable):
    """Lists of rules to load together."""
    if options.rule:
        yield given(options, usable)
        return
    dice = random.Random(options.seed)
    maker, end = kinds.Maker(dice), time.monotonic() + options.seconds
    left = list(kinds.fixed())
    while left or options.rules > 0 and time.monotonic() < end:
        if not left:
            left = [maker.case() for _ in range(min(options.rules, BATCH))]
            options.rules -= len(left)
        for case in left[:BATCH]:
            names = [name for name in case.roads() if ROADS[name] in usable]
            choose = random.Random(case.text) if case.is_line else dice
            case.road = ROADS[choose.choice(names)] if names else None
        # connection tracking puts fragments together, for all rules beside it
        for tracks in (False, True):
            batch = [case for case in left[:BATCH] if case.road and case.tracks == tracks]
            if batch:
                yield batch
        left = left[BATCH:]


def show(what, case, evidence, options, loader):
    packet, truth, fact = evidence[0]
    print(f"{what}: {case.kind} ({case.road.name}): {case.text}")
    for name, body in case.declared.items():
        print(f"  with set {name} {{ {body}; }}")
    print(f"  packet {packet.frame.hex()} mark {packet.mark:#x}")
    print(f"  by its text: {truth}\n  in fact:     {fact}  ({len(evidence)} times)")
    print(f"  alone: packets.sh --loader '{loader}' --seed {options.seed} {case.alone()}")


def show_refusals(verdicts, options):
    """The number of rules whose refusal, or acceptance, is a mistake."""
    mistakes = 0
    for case, why in verdicts.refused.items():
        wrong = not MAY_BE_REFUSED.search(why) or case.is_line and not case.to_refuse and not ("EOPNOTSUPP" in why and kinds.is_old())
        mistakes += wrong
        if wrong or options.verbose:
            print(f"{'WRONGLY REFUSED' if wrong else 'refused'}: {case.kind} ({case.road.name}): {case.text}: {why}")
    for case in {**verdicts.right, **verdicts.wrong}:
        if case.to_refuse:
            mistakes += 1
            print(f"NOT REFUSED: {case.kind} ({case.road.name}): {case.text}")
    return mistakes


def warned(options, case):
    """Whether the loader, on its own, says of a rule that it means something else than under nft."""
    done = subprocess.run([*options.loader.split()[:1], "check", "-"], input=case.in_table(), capture_output=True, text=True, check=False)
    return "[differs]" in done.stderr


def compare(options, judge, ours, theirs):
    """The number of rules of which [differs] should be said and is not, or the reverse."""
    mistakes = 0
    for case in ours.right:
        if case in theirs.refused and options.evidence:
            note(options, {**row_of(case), "nft": REFUSES})
        if case not in theirs.right and case not in theirs.wrong:
            continue
        says = warned(options, case)
        if says and case not in theirs.wrong:
            if not frames.is_steerable(case.rule):
                continue
            closer = judge.closer(MANY).judge(options.reference, [case])
            if not closer.is_decided(case):
                continue
            theirs.take(case, closer)
        if case in theirs.wrong:
            show("nft is wrong", case, theirs.wrong[case], options, options.reference)
            keep_evidence(options, case, theirs.wrong[case][0])
        elif says and is_lucky(options, judge, case):
            continue
        if says != (case in theirs.wrong):
            mistakes += 1
            print(f"WARNING {'UNFOUNDED' if says else 'MISSING'}: {case.kind} ({case.road.name}): {case.text}")
    return mistakes


def is_lucky(options, judge, case):
    """Whether nft is right about a rule for its constants alone: 0 is the same in each byte order."""
    dice = random.Random(case.text)
    others = [other for other in (kinds.varied(case, dice) for _ in range(40)) if other]
    return bool(judge.closer(40).judge(options.reference, others).wrong)


def row_of(case):
    return {"kind": case.kind, "rule": case.text, "sets": case.declared, "road": case.road.name}


def keep_evidence(options, case, evidence):
    if options.evidence:
        packet, truth, fact = evidence
        note(options, {**row_of(case), "packet": packet.frame.hex(), "mark": packet.mark, "truth": truth, "nft": fact})


def note(options, row):
    with open(options.evidence, "a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


class Recorded:
    """The fixed lines that nft was seen to be wrong about (nft-mistakes.jsonl)."""

    def __init__(self):
        with open(os.path.join(HERE, "nft-mistakes.jsonl"), encoding="utf-8") as rows:
            self.rows = [json.loads(row) for row in rows]

    def says(self, case):
        """What nft does instead, None where it is right."""
        return next((row["nft"] for row in self.rows if row_of(case).items() <= row.items()), None)

    def compare(self, options, judge, ours, theirs):
        """The number of lines of which [differs] should be said and is not, or the reverse; with nft at hand, of those whose
        record is out of date."""
        mistakes = 0
        for case in ours.right:
            says = self.says(case)
            if not case.is_line:
                continue
            if theirs:
                if says and case in theirs.right:
                    theirs.take(case, judge.closer(MANY).judge(options.reference, [case]))
                is_new = (says == REFUSES) != (case in theirs.refused) or (says is None) != (case in theirs.right)
                mistakes += is_new
                if is_new:
                    print(f"NOT AS RECORDED, see README.md: {case.kind} ({case.road.name}): {case.text}")
            elif says != REFUSES and (says is not None) != warned(options, case):
                mistakes += 1
                print(f"WARNING {'MISSING' if says else 'UNFOUNDED'}: {case.kind} ({case.road.name}): {case.text}")
        return mistakes


def main():
    options = read_options()
    print(f"seed {options.seed}")
    judge = Judge(Wire(), options.seed, options.aim, options.others)
    recorded = Recorded()
    totals = {"packets": 0, "rules": 0, "answers": 0, "wrong": 0, "refused": 0, "wrongly refused": 0, "wrong warnings": 0}
    for cases in batches(options, judge.wire.roads):
        ours = judge.judge(options.loader, cases)
        for case, evidence in ours.wrong.items():
            show("WRONG", case, evidence, options, options.loader)
        totals["wrongly refused"] += show_refusals(ours, options)
        theirs = judge.judge(options.reference, cases) if options.reference else None
        if theirs:
            totals["wrong warnings"] += compare(options, judge, ours, theirs)
        if not options.evidence:
            totals["wrong warnings"] += recorded.compare(options, judge, ours, theirs)
        for what, count in (("packets", ours.packets), ("rules", len(cases)), ("answers", ours.answers), ("wrong", len(ours.wrong)),
                            ("refused", len(ours.refused))):
            totals[what] += count
    print(", ".join(f"{count} {what}" for what, count in totals.items()) + f"; seed {options.seed}")
    sys.exit(1 if totals["wrong"] or totals["wrongly refused"] or totals["wrong warnings"] else 0)


if __name__ == "__main__":
    main()
