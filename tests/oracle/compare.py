#!/usr/bin/env python3
"""Loads rulesets with nftload and with nft, each time into an empty private namespace, and compares what the kernel
holds.

A case is loaded with names, addresses, ports and families that the seed gives, together with others, and alone where the
two then disagree.  What the older nft does not know, unchanged or not, is passed over.  Whatever else differs must be in
known.py, with the reason.

usage: compare.py NFTLOAD [--seconds N] [--seed N] [--only TEXT] [--joined N]
"""
import argparse
import collections
import difflib
import os
import random
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import cases
import facts
import known
from words import LINKS

TOGETHER = 12  # cases in one load
NFT, JSON = "nft", "nft -j"


class Loader:
    def __init__(self, program):
        self.program = program
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.sock.bind((0, 0))

    def load(self, text):
        """(lines of the state, None when refused; its messages)"""
        run = subprocess.run([self.program, "-f", "-"], input="flush ruleset\n" + text, capture_output=True, text=True,
                             errors="backslashreplace", timeout=30)
        if run.returncode < 0 or run.returncode > 125:
            return None, "%s died: %d\n%s" % (self.program, run.returncode, run.stderr)
        if run.returncode:
            return None, run.stderr
        return facts.Dump(self.sock, self.program == NFT).lines(), run.stderr


class Oracle:
    def __init__(self, program, seed):
        self.theirs, self.ours, self.seed = Loader(NFT), Loader(program), seed
        self.tally, self.failed = collections.Counter(), []

    def judge(self, text):
        """(verdict, details)"""
        want, their_words = self.theirs.load(text)
        got, our_words = self.ours.load(text)
        if "died" in our_words:
            return "died", our_words
        if "died" in their_words:
            return "nft died", ""
        if want == got:
            return "refused by both" if want is None else "same", ""
        if want is not None and got is not None:
            return "differs", "\n".join(difflib.unified_diff(want, got, "nft", "nftload", lineterm="", n=2))
        words = "nft: %s\nnftload: %s" % (first(their_words), first(our_words))
        return "only nft loads it" if got is None else "only nftload loads it", words

    def one(self, case):
        text = case.text(self.seed)
        verdict, details = self.judge(text)
        if verdict in ("same", "refused by both", "nft died"):
            self.tally[verdict] += 1
            return
        if verdict == "only nftload loads it" and self.theirs.load(case.text(0))[0] is None:
            self.tally["nft does not know it"] += 1
            return
        why = verdict != "died" and known.reason(text)
        if why:
            self.tally["known: " + why] += 1
            return
        self.failed.append(case.name)
        print("FAILED: %s: %s\n%s%s\n" % (verdict, case.name, text, details))

    def several(self, group):
        """A group that agrees as a whole agrees in each part; one that is refused says nothing."""
        text = "".join(case.text(self.seed) for case in group)
        want, _ = self.theirs.load(text)
        if want is not None and want == self.ours.load(text)[0]:
            self.tally["same"] += len(group)
            return
        for case in group:
            self.one(case)


def first(words):
    return next((line for line in words.split("\n") if "rror" in line), words.strip() or "loads it")


def make_links():
    for link in LINKS:
        subprocess.run(["ip", "link", "add", link, "type", "ifb"], check=False)


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("nftload")
    p.add_argument("--seconds", type=float, default=1e9, help="stop then")
    p.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 10**6), help="at random where not given")
    p.add_argument("--only", default="", help="cases with this in their name")
    p.add_argument("--joined", type=int, default=1000, help="how many random concatenations, and combinations")
    return p.parse_args()


def main():
    opt = arguments()
    print("seed %d" % opt.seed)
    make_links()
    oracle, end = Oracle(opt.nftload, opt.seed), time.monotonic() + opt.seconds
    todo = [case for case in cases.all_cases(opt.joined) if opt.only in case.name]
    random.Random(opt.seed).shuffle(todo)
    done = 0
    while done < len(todo) and time.monotonic() < end:
        oracle.several(todo[done:done + TOGETHER])
        done += TOGETHER
    for what, count in oracle.tally.most_common():
        print("%6d  %s" % (count, what))
    print("%d of %d cases, %d failed (again: --seed %d)" % (min(done, len(todo)), len(todo), len(oracle.failed),
                                                           opt.seed))
    sys.exit(bool(oracle.failed))


if __name__ == "__main__":
    main()
