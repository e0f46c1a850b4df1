#!/usr/bin/env python3
"""Every cell of the product (product.py) leaves what the reference nft leaves, or is refused by both, or differs for a reason
of known.py.

usage: oracle.py NFTLOAD SELECTORS NFT REFERENCE [--slice K/N] [--seed N] [--only REGEX] [--rule FAMILY:COMMANDS]

SELECTORS prints the rows of the tables (selectors.c); NFT is the reference, or a wrapper that starts it; REFERENCE drives its
library (reference.c).
"""
import argparse
import collections
import ctypes
import difflib
import itertools
import multiprocessing
import os
import pathlib
import queue
import re
import subprocess
import sys
import time
import traceback

sys.dont_write_bytecode = True
import facts
import known
import loaders
import product
import words

TOGETHER = 400  # cells in one load
HERE = pathlib.Path(__file__).parent
CLONE_NEWNET = 0x40000000
RULESETS = "rulesets"


class Finding:
    def __init__(self, cell, verdict, details):
        self.cell, self.verdict, self.details = cell, verdict, details


class Judge:
    """Compares the two loaders in a namespace of its own."""

    def __init__(self, opt):
        self.ours, self.theirs = loaders.Nftload(opt.nftload), loaders.Reference(opt.reference)
        self.sock = facts.open_socket()
        self.listed = opt.left_out
        self.tally = collections.Counter()
        self.findings = []

    def state(self, cells, taken):
        """{number: lines} of those that were taken; cells: {number: Cell}."""
        now = facts.State(self.sock)
        places, out = collections.Counter(), {}
        for number, _ in taken:
            cell = cells[number]
            rule = None
            if "add rule" in cell.text or "meter" in cell.text:
                rules = now.rules[facts.FAMILIES[cell.family], b"t\0", "c"]
                rule = rules[places[cell.family]]
                places[cell.family] += 1
            out[number] = now.cell(number, cell.family, rule)
        return out

    def group(self, group):
        """group: Cells."""
        cells = dict(enumerate(group))
        todo = [(n, c.text.replace("{n}", "n%d" % n)) for n, c in cells.items()]
        taken, refused = loaders.settle(self.ours, todo)
        mine = self.state(cells, taken)
        common, they_refuse = loaders.settle(self.theirs, taken)
        theirs = self.state(cells, common)
        for number, lines in theirs.items():
            self.same_or_not(cells[number], lines, mine[number])
        self.alone([c for c in todo if c[0] in they_refuse], cells)
        both = loaders.refusals(self.theirs, [c for c in todo if c[0] in refused])
        for number, said in refused.items():
            if said.startswith("died"):
                self.found(cells[number], "nftload died", said)
            elif number in both:
                self.tally["refused by both"] += 1
            else:
                self.found(cells[number], "only nft loads it", "nftload: " + said)

    def alone(self, blamed, cells):
        """Those that the reference refuses together with others: it blames the wrong line at times."""
        confirmed = loaders.refusals(self.theirs, blamed)
        for number, text in blamed:
            if number in confirmed:
                said = confirmed[number]
                self.found(cells[number], "nft died" if said == "died" else "only nftload loads it", "nft: " + said)
                continue
            taken, _ = loaders.settle(self.ours, [(number, text)])
            mine = self.state(cells, taken)
            common, _ = loaders.settle(self.theirs, taken)
            theirs = self.state(cells, common)
            self.same_or_not(cells[number], theirs.get(number, ["refused"]), mine.get(number, ["refused"]))

    def rulesets(self):
        """Whole files as people write them, where one command may see what another did."""
        for path in sorted((HERE / "rulesets").glob("*.nft")):
            cell = product.Cell("ruleset/" + path.name, "file", path.name)
            lines = ["flush ruleset", path.read_text()]
            states = []
            for loader in (self.ours, self.theirs):
                status, said = loader.load(lines)
                states.append(["refused: " + said] if status else facts.State(self.sock).everything())
            self.same_or_not(cell, states[1], states[0])

    def same_or_not(self, cell, theirs, mine):
        if theirs == mine:
            self.tally["run, same state"] += 1
            return
        self.found(cell, "differs", "\n".join(difflib.unified_diff(theirs, mine, "nft", "nftload", lineterm="", n=9)))

    def found(self, cell, verdict, details):
        said = ""
        if verdict in ("differs", "only nftload loads it"):
            said = self.ours.check(loaders.WORLD + [cell.text.replace("{n}", "n0")])[1]
        why = known.reason(cell, verdict, details, said)
        if why:
            self.tally["left out: " + why] += 1
            if self.listed and re.search(self.listed, why):
                print("%s: %s: %s:%s\n  %s" % (why, cell.name, cell.family, cell.text, details.split("\n")[0]), flush=True)
        else:
            self.findings.append(Finding(cell, verdict, details))


def contexts(selectors, opt):
    """{selector: (family, what must stand before it) where it can be compared at all}, found by trying."""
    made = product.Product(selectors)
    before = ("", "meta nfproto ipv4", "meta nfproto ipv6", "udp dport 4789", "ether type vlan")
    tries = [(s, f, b) for s in selectors for f in product.FAMILIES for b in before]
    lines = []
    for s, f, b in tries:
        value = made.values(made.dice(s.text), s).value()
        lines.append("add rule %s t c %s %s %s" % (f, b, s.text, value))
    _, said = loaders.Nftload(opt.nftload).check(loaders.WORLD[1:] + lines)
    refused = {int(line) - len(loaders.WORLD) for line, _ in loaders.REFUSAL.findall(said)}
    fits = collections.defaultdict(list)
    for number, (s, f, b) in enumerate(tries):
        if number not in refused and f not in [family for family, _ in fits[s.text]]:
            fits[s.text].append((f, b))
    return fits


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("nftload")
    p.add_argument("selectors")
    p.add_argument("nft")
    p.add_argument("reference")
    p.add_argument("--slice", default="0/1", help="K/N: every Nth cell, from the Kth on")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--only", default="", help="cells whose names this regular expression finds")
    p.add_argument("--rule", help="FAMILY:COMMANDS instead of the product")
    p.add_argument("--jobs", type=int, default=4 * os.cpu_count(), help="most of the time is spent waiting for the kernel")
    p.add_argument("--show", type=int, default=50, help="so many findings of each kind")
    p.add_argument("--left-out", help="lists the cells that are left out for a reason that this regular expression finds")
    p.add_argument("--kinds", type=int, default=0, help="list so many kinds of findings")
    p.add_argument("--ceiling", type=int, default=0, help="so many of a thousand cells may be unexplained")
    opt = p.parse_args()
    opt.reference = loaders.reference_command(opt.nft, opt.reference)
    return opt


def cells_of(opt):
    if opt.rule:
        family, text = opt.rule.split(":", 1)
        if not text.startswith("add "):
            text = "add rule %s t c %s" % (family, text)
        return [product.Cell("given", family, text)]
    part, parts = map(int, opt.slice.split("/"))
    selectors = list(product.read_selectors(opt.selectors))
    made = product.Product(selectors, opt.seed, part, parts, opt.only)
    made.fits = contexts(selectors, opt)
    return made.cells()


def groups(cells):
    cells = iter(cells)
    while True:
        group = list(itertools.islice(cells, TOGETHER))
        if not group:
            return
        yield group


def work(opt, todo):
    """One job, in a namespace of its own: what it was given until nothing more comes."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "no namespace for a job")
    for link in words.LINKS:
        subprocess.run(["ip", "link", "add", link, "type", "ifb"], check=False, stderr=subprocess.DEVNULL)
    judge = Judge(opt)
    for group in iter(todo.get, None):
        if group == RULESETS:
            judge.rulesets()
        else:
            judge.group(group)
    return judge.tally, [(f.cell, f.verdict, f.details) for f in judge.findings]


def worker(opt, todo, out):
    try:
        out.put(work(opt, todo))
    except BaseException:
        traceback.print_exc()
        out.put(None)


def hand_out(opt, todo, jobs):
    """False when nobody is left to take them."""
    tasks = itertools.chain([RULESETS] if not opt.rule and re.search(opt.only, "ruleset/") else [],
                            groups(cells_of(opt)), [None] * len(jobs))
    for task in tasks:
        while True:
            try:
                todo.put(task, timeout=10)
                break
            except queue.Full:
                if not any(job.is_alive() for job in jobs):
                    return False
    return True


def report(opt, tally, findings, seconds):
    by_kind = collections.Counter()
    for cell, verdict, details in findings:
        kind = verdict, cell.name.split("/")[0], known.outline(details)
        by_kind[kind] += 1
        if by_kind[kind] <= opt.show:
            print("FAILED: %s: %s\n  --rule '%s:%s'\n%s\n" % (verdict, cell.name, cell.family, cell.text, details))
    for (verdict, place, like), count in by_kind.most_common(opt.kinds):
        print("%7d  %s, %s: %s" % (count, verdict, place, like.replace("\n", " ")))
    for what, count in sorted(tally.items()):
        print("%7d  %s" % (count, what))
    print("%7d  unexplained" % len(findings))
    print("%d cells in %d s, slice %s, seed %d" % (sum(tally.values()) + len(findings), seconds, opt.slice, opt.seed))


def main():
    opt = arguments()
    begin, todo, out = time.monotonic(), multiprocessing.Queue(2 * opt.jobs), multiprocessing.Queue()
    todo.cancel_join_thread()  # nobody takes the rest where a job ends early
    jobs = [multiprocessing.Process(target=worker, args=(opt, todo, out), daemon=True) for _ in range(opt.jobs)]
    for job in jobs:
        job.start()
    results = [out.get() for _ in jobs] if hand_out(opt, todo, jobs) else [None]
    if None in results:
        sys.exit("a job ended early")
    tally, findings = collections.Counter(), []
    for one, several in results:
        tally += one
        findings += several
    report(opt, tally, findings, time.monotonic() - begin)
    allowed = opt.ceiling * (sum(tally.values()) + len(findings)) / 1000
    sys.exit(len(findings) > allowed or not sum(tally.values()))


if __name__ == "__main__":
    main()
