#!/usr/bin/env python3
"""Loads cases with nftload and with nft on the kernel that runs, and compares what each leaves there.

What both refuse although it loads elsewhere is something that this kernel lacks: counted, and listed with nftload's
reason, which must stand at its place in the input and name the release or the build option that has it.  Everything
else that is not the same on both sides is a failure.

usage: compare.py CASES NFTLOAD NFT [--write FILE]
"""
import argparse
import collections
import difflib
import json
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "oracle"))
import facts

PLACE = re.compile(r"^<stdin>:\d+:\d+-\d+: error: (.*)", re.M)
# The release or the build option that has what is lacking.
REMEDY = re.compile(r"^hint: .*(came with Linux \d+\.\d+|option CONFIG_\w+)$", re.M)
# nft 1.1.7 writes a wrong window scale into synproxy objects (type 10): it counts on neither side.
WSCALE = re.compile(r"( 3=0000000a 4=\S*?05000200)..")
GOOD = ("same", "rightly refused by both", "lacks")


class Table(facts.State):
    """What one table holds."""

    def __init__(self, sock, family, name):
        self.key = family, name
        super().__init__(sock)

    def take(self, kind, family, attrs):
        if (family, attrs[1]) == self.key:
            super().take(kind, family, attrs)


def held(sock):
    """The lines of all tables; of their own user data a comment alone, which is not who wrote it."""
    lines = []
    for family, payload in list(facts.state.dump(sock, 1)):
        attrs = dict(facts.attributes(payload))
        entries = facts.set_userdata(attrs.get(6, b"")).removeprefix("userdata=[").rstrip("]").split()
        comment = [entry for entry in entries if entry.startswith("0=")]
        lines.append("table %d %s flags=%s %s" % (family, facts.text(attrs[1]), attrs.get(2, b"").hex(), comment))
        lines += Table(sock, family, attrs[1]).everything()
    return [WSCALE.sub(r"\1..", line) for line in lines]


class Loader:
    def __init__(self, program):
        self.program, self.sock = program, facts.open_socket()

    def load(self, text):
        """(exit status, lines of the state, messages); a load may take minutes where an emulated machine is starved"""
        run = subprocess.run([self.program, "-f", "-"], input=text, capture_output=True, text=True,
                             errors="backslashreplace", timeout=600, check=False)
        lines = [] if run.returncode else held(self.sock)
        return run.returncode, lines, run.stderr


def from_start(nft, loader, case):
    """What a loader makes of a case, where it changes something of what is there before: nft puts that there."""
    if "before" in case and nft.load(case["before"])[0]:
        return 0, ["the kernel refuses what is to be there before"], ""
    return loader.load(case["script"])


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
    reason, remedy = PLACE.search(ours[2]), REMEDY.search(ours[2])
    if not reason or not remedy:
        return "refused without a place, or without what has it", ours[2]
    return "lacks", "%s: %s" % (remedy.group(1), reason.group(1))


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("cases", help="JSON lines: id, script, expect; before, if any")
    p.add_argument("nftload")
    p.add_argument("nft")
    p.add_argument("--write", help="what nftload leaves, by the ids of the cases")
    return p.parse_args()


def main():
    opt = arguments()
    version = subprocess.run([opt.nft, "--version"], capture_output=True, text=True, check=False).stdout
    print("compared with", version.strip())
    theirs, ours = Loader(opt.nft), Loader(opt.nftload)
    tally, lacking, left = collections.Counter(), collections.Counter(), {}
    for line in open(opt.cases, encoding="utf-8"):
        case = json.loads(line)
        there, here = from_start(theirs, theirs, case), from_start(theirs, ours, case)
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
