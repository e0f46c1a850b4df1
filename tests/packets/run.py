#!/usr/bin/env python3
"""Loads rules and sends packets: does each rule do with them what its text says?

The truth is computed from the packets' bytes (meaning.py); what the kernel did is read from counters, marks and the
bytes that leave.  Run inside of a private network namespace (tests/kernel/in-netns).
"""
import argparse
import json
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

BATCH = 200
# Packets aimed at a rule of which it is said that nft takes it for another one, before that is believed to be a mistake.
MANY = 150
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
            case.road = ROADS[dice.choice(names)] if names else None
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
        wrong = not MAY_BE_REFUSED.search(why) or case.is_line and not case.to_refuse
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
        if case not in theirs.right and case not in theirs.wrong:
            continue
        says = warned(options, case)
        if says and case not in theirs.wrong:
            if not frames.is_steerable(case.rule):
                continue
            closer = judge.closer(MANY).judge(options.reference, [case])
            if not closer.is_decided(case):
                continue
            theirs.wrong.update(closer.wrong)
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


def keep_evidence(options, case, evidence):
    if options.evidence:
        packet, truth, fact = evidence
        with open(options.evidence, "a", encoding="utf-8") as file:
            json.dump({"kind": case.kind, "rule": case.text, "sets": case.declared, "road": case.road.name, "packet": packet.frame.hex(),
                       "mark": packet.mark, "truth": truth, "nft": fact}, file)
            file.write("\n")


def main():
    options = read_options()
    print(f"seed {options.seed}")
    judge = Judge(Wire(), options.seed, options.aim, options.others)
    totals = {"packets": 0, "rules": 0, "answers": 0, "wrong": 0, "refused": 0, "wrongly refused": 0, "wrong warnings": 0}
    for cases in batches(options, judge.wire.roads):
        ours = judge.judge(options.loader, cases)
        for case, evidence in ours.wrong.items():
            show("WRONG", case, evidence, options, options.loader)
        totals["wrongly refused"] += show_refusals(ours, options)
        if options.reference:
            totals["wrong warnings"] += compare(options, judge, ours, judge.judge(options.reference, cases))
        for what, count in (("packets", ours.packets), ("rules", len(cases)), ("answers", ours.answers), ("wrong", len(ours.wrong)),
                            ("refused", len(ours.refused))):
            totals[what] += count
    print(", ".join(f"{count} {what}" for what, count in totals.items()) + f"; seed {options.seed}")
    sys.exit(1 if totals["wrong"] or totals["wrongly refused"] or totals["wrong warnings"] else 0)


if __name__ == "__main__":
    main()
