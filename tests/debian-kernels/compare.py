#!/usr/bin/env python3
"""Loads cases with nftload and with nft on the kernel that runs, and compares what each leaves there.

What both refuse although it loads elsewhere is something that this kernel lacks: counted, and listed with nftload's
reason, which must stand at its place in the input.  Everything else that is not the same on both sides is a failure.

usage: compare.py CASES NFTLOAD NFT [--write FILE]
"""
import argparse
import collections
import difflib
import json
import pathlib
import re
import socket
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "oracle"))
import facts

PLACE = re.compile(r"^<stdin>:\d+:\d+-\d+: error: (.*)", re.M)
GOOD = ("same", "rightly refused by both", "lacks")


class Loader:
    def __init__(self, program, old):
        self.program, self.old = program, old
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.sock.bind((0, 0))

    def load(self, text):
        """(exit status, lines of the state, messages); a load may take half a minute under emulation"""
        run = subprocess.run([self.program, "-f", "-"], input=text, capture_output=True, text=True,
                             errors="backslashreplace", timeout=30, check=False)
        lines = [] if run.returncode else facts.Dump(self.sock, self.old).lines()
        return run.returncode, lines, run.stderr


def verdict(case, theirs, ours):
    """What came of it, and the details."""
    if ours[0] not in (0, 1, 4):
        return "exit %d" % ours[0], ours[2]
    if theirs[0] == 0 and ours[0] == 0:
        return ("same", "") if theirs[1] == ours[1] else (
            "differs", "\n".join(difflib.unified_diff(theirs[1], ours[1], "nft", "nftload", lineterm="", n=2)))
    if theirs[0] == 0:
        return "only nft loads it", ours[2]
    if ours[0] == 0:
        return "only nftload loads it", theirs[2]
    if case["expect"] == "rejected":
        return "rightly refused by both", ""
    reason = PLACE.search(ours[2])
    return ("lacks", reason.group(1)) if reason else ("refused without a place", ours[2])


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("cases", help="JSON lines: id, script, expect")
    p.add_argument("nftload")
    p.add_argument("nft")
    p.add_argument("--write", help="what nftload leaves, by the ids of the cases")
    return p.parse_args()


def main():
    opt = arguments()
    version = subprocess.run([opt.nft, "--version"], capture_output=True, text=True, check=False).stdout
    print("compared with", version.strip())
    theirs, ours = Loader(opt.nft, " v1.0.6 " in version), Loader(opt.nftload, False)
    tally, lacking, left = collections.Counter(), collections.Counter(), {}
    for line in open(opt.cases, encoding="utf-8"):
        case = json.loads(line)
        there, here = theirs.load(case["script"]), ours.load(case["script"])
        what, details = verdict(case, there, here)
        left[case["id"]] = here[:2]
        tally[what] += 1
        if what == "lacks":
            lacking[details] += 1
        if what not in GOOD:
            print("FAILED: %s: %s\n%s\n%s" % (what, case["id"], case["script"], details))
    for reason, count in lacking.most_common():
        print("%5d  refused: %s" % (count, reason))
    for what, count in tally.most_common():
        print("cases %s\t%d" % (what, count))
    if opt.write:
        json.dump(left, open(opt.write, "w", encoding="utf-8"))
    sys.exit(any(what not in GOOD for what in tally))


if __name__ == "__main__":
    main()
