#!/usr/bin/env python3
"""Compares what this program prints with what nft lists, case by case.

    compare.py --ours PROGRAM [--nft NFT] [--cache FOLDER] [--form text|json|tree] [--flags s,n,...] [--from file|kernel]
               [--reload] [--every N] [--only TEXT] [--list] [--show N] [--need PERCENT] CASES...

CASES are corpora (lines of JSON with "script") and files of nft text.  PROGRAM is tests/print/listing.  --nft is the
reference (NFT_ORACLE); its listings are kept in the --cache folder.

  text   byte for byte
  json   parsed; without handles where the state comes from a file, which has none
  tree   nft's JSON is parsed to a tree and printed again: the same JSON
  --reload: what is printed is loaded again, by nft into the kernel and by this program: the same state
  --why: each difference by its reason; nft loads what it lists there, in the place of ours: it "does not load",
         "makes another state", or else the reason is "other"

The state is that of the file, without a kernel; with --from kernel, nft loads the case, and the kernel is read.

Prints the first difference of each kind with --show and the counts; the exit status is 0 when --need percent are equal
or, with --why, have a reason to differ.
"""
import argparse
import collections
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import judge  # noqa: E402
import reference  # noqa: E402


class Ours:
    """A running tests/print/listing: requests on its standard input, answers with their length on its output."""

    def __init__(self, program):
        self.child = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=plain_environment())
        self.program = program

    def ask(self, form, flags, path):
        """The answer, and None or what it was refused with."""
        try:
            self.child.stdin.write(("%s %s %s\n" % (form, flags or "-", path)).encode())
            self.child.stdin.flush()
            head = self.child.stdout.readline().split()
        except BrokenPipeError:
            head = []
        if not head:
            reason = "died: status %s" % self.child.wait()
            self.__init__(self.program)
            return None, reason
        body = self.child.stdout.read(int(head[1])).decode(errors="surrogateescape")
        return (body, None) if head[0] == b"ok" else (None, body)


def plain_environment():
    """Without the library path with which the reference's loader may have started Python."""
    return {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}


def plain_numbers(value):
    """A tree keeps no difference between "1" and 1."""
    if isinstance(value, dict):
        return {k: plain_numbers(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain_numbers(v) for v in value]
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def bare(value, kernel):
    """JSON without the metainfo; without a kernel, without what it alone knows; and without what time changes."""
    if isinstance(value, dict):
        lost = ("expires", "used") if kernel else ("expires", "used", "handle", "count")
        return {k: {**bare(v, kernel), "handle": 0} if k == "table" and isinstance(v, dict) else bare(v, kernel)
                for k, v in value.items() if k not in lost}
    if isinstance(value, list):
        return [bare(v, kernel) for v in value if not (isinstance(v, dict) and "metainfo" in v)]
    return value


def first_difference(a, b, where=""):
    """The place and the two values where two trees of JSON differ first; None: nowhere."""
    if type(a) is not type(b):
        return where, a, b
    if isinstance(a, dict):
        for key in sorted(set(a) | set(b)):
            if key not in a or key not in b:
                return "%s/%s" % (where, key), a.get(key, "(missing)"), b.get(key, "(missing)")
            found = first_difference(a[key], b[key], "%s/%s" % (where, key))
            if found:
                return found
        return None
    if isinstance(a, list):
        for i, (x, y) in enumerate(zip(a, b)):
            found = first_difference(x, y, "%s/%d" % (where, i))
            if found:
                return found
        if len(a) != len(b):
            i = min(len(a), len(b))
            return "%s/%d" % (where, i), (a + ["(missing)"])[i], (b + ["(missing)"])[i]
        return None
    return None if a == b else (where, a, b)


def milliseconds(time):
    units = {"w": 604800000, "d": 86400000, "h": 3600000, "m": 60000, "s": 1000, "ms": 1}
    return sum(int(count) * units[unit] for count, unit in re.findall(r"(\d+)(ms|[wdhms])", time))


PASSING = re.compile(r"(?<=last used )\w+|(?<=expires )\w+")


def same_text(want, got):
    """The same bytes; times that pass may differ by a second, as the two were not read at once."""
    times = [[milliseconds(time) for time in PASSING.findall(text)] for text in (want, got)]
    return PASSING.sub("", want) == PASSING.sub("", got) and all(abs(a - b) <= 1000 for a, b in zip(*times))


def with_times_of(want, got):
    """What was printed, with the times that pass as nft lists them, if there are as many."""
    times = PASSING.findall(want)
    if len(times) != len(PASSING.findall(got)):
        return got
    rest = iter(times)
    return PASSING.sub(lambda _: next(rest), got)


def differ_text(want, got, _kernel):
    """None, or (kind, what to show)."""
    if same_text(want, got):
        return None
    lines = list(difflib.unified_diff(want.split("\n"), got.split("\n"), "nft", "ours", lineterm="", n=0))
    first = next((line[1:].split() for line in lines[2:] if line.startswith("-")), ["(more)"])
    return " ".join(first[:2]), "\n".join(lines[2:8])


def differ_json(want, got, kernel):
    """As differ_text(), for documents."""
    try:
        ours = json.loads(got)
    except json.JSONDecodeError as e:
        return "no JSON", "%s: %s" % (e, got[:200])
    found = first_difference(bare(json.loads(want), kernel), bare(ours, kernel))
    if not found:
        return None
    kind = "/".join(part for part in found[0].split("/") if not part.isdigit())
    return kind, "at %s\n-%s\n+%s" % (found[0], json.dumps(found[1])[:600], json.dumps(found[2])[:600])


class Tally:
    """Counts of verdicts, and the first differences of each kind."""

    def __init__(self, opt):
        self.opt, self.counts, self.kinds, self.shown = opt, collections.Counter(), collections.Counter(), set()

    def add(self, case, verdict, kind, what):
        self.counts[verdict] += 1
        if verdict == "equal":
            return
        self.kinds[(verdict, kind)] += 1
        if self.opt.list:
            print("%-9s %s" % (verdict, case))
        if len(self.shown) < self.opt.show and (verdict, kind) not in self.shown:
            self.shown.add((verdict, kind))
            print("--- %s (%s): %s\n%s" % (verdict, kind, case, what))

    def end(self):
        """Prints the counts; whether enough is equal."""
        for (verdict, kind), count in self.kinds.most_common(40):
            print("%6d  %s: %s" % (count, verdict, kind))
        judged = sum(n for verdict, n in self.counts.items() if verdict != "unlisted")
        right = sum(self.counts[verdict] for verdict in ("equal", judge.REFUSED, judge.CHANGED))
        share = [100.0 * n / judged if judged else 0.0 for n in (self.counts["equal"], right)]
        print(", ".join("%s=%d" % item for item in sorted(self.counts.items())) + ", %.2f %% equal" % share[0] +
              (", %.2f %% equal or with a reason" % share[1] if self.opt.why else ""))
        return judged and share[1] >= self.opt.need


class Comparison:
    """What is asked of both for each case."""

    def __init__(self, opt):
        self.opt, self.ours, self.listings = opt, Ours(opt.ours), reference.Listings(opt.cache)
        self.folder = tempfile.TemporaryDirectory()
        self.script = os.path.join(self.folder.name, "case")
        self.printed = os.path.join(self.folder.name, "printed")

    def put(self, path, text):
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as f:
            f.write(text)
        return path

    def got(self, text, want, flags):
        """What this program prints of a case."""
        if self.opt.form == "tree":
            return self.ours.ask("tree", flags, self.put(self.script, want))
        if self.opt.source == "kernel":
            reference.run((text, ""))
            return self.ours.ask(self.opt.form, flags, "kernel")
        return self.ours.ask(self.opt.form, flags, self.put(self.script, text))

    def loaded(self, text):
        """The fingerprint of what nft makes of a text in the kernel, and None or why it does not load it."""
        _, error = reference.run(("flush ruleset", ""), (text, "j" if text.startswith("{") else ""))
        return (None, error) if error else self.ours.ask("digest", "", "kernel")

    def reload(self, text, printed, listed):
        """None, or the kind of a failure to load again what was printed, and why.

        This program may make another state of the case than nft has made: either is right.
        listed: by nft; where it cannot load that again either, its reader is at fault."""
        before, _ = self.loaded(text)
        meant, _ = self.ours.ask("digest", "", self.put(self.script, text))
        again, error = self.ours.ask("digest", "", self.put(self.printed, printed))
        if error or again not in (before, meant):
            return "by us", (error or "another state") + "\n" + printed
        after, error = self.loaded(printed)
        if error or after != before:
            whose = "by nft" if self.loaded(listed) == (before, None) else "by nft, nor its own"
            return whose, (error or "another state") + "\n" + printed
        return None

    def in_kernel(self, text):
        """What the kernel holds after nft has loaded a text, with counts; and None or why it does not load it."""
        digest, error = self.loaded(text)
        return (None, error) if error else ((digest, self.ours.ask("text", "", "kernel")[0]), None)

    def same_entry(self, theirs, ours):
        """Whether entries of two documents are the same."""
        kernel = self.opt.source == "kernel"
        return bare(theirs, kernel) == bare(ours, kernel)

    def why(self, text, want, got, found):
        """A difference that was found, with the reason for it."""
        if self.opt.form == "text":
            got = with_times_of(want, got)
        spliced = judge.text_spliced(want, got) if self.opt.form == "text" else \
            judge.json_spliced(want, got, self.same_entry)
        reason, shown = judge.reason(self.in_kernel, lambda a, b: a[0] == b[0] and same_text(a[1], b[1]),
                                     (text, want, got), spliced)
        return reason, found[0], "%s\n%s" % (found[1], shown)

    def judge(self, text, flags):
        """(verdict, kind, what to show)."""
        # Handles of tables count all loads of a namespace: both list the same one.
        fresh = "a" in flags and self.opt.source == "kernel"
        want, error = reference.run((text, ""), ("list ruleset", flags)) if fresh else self.listings.of(text, flags)
        if error:
            return "unlisted", "by nft", error
        got, error = self.ours.ask(self.opt.form, flags, "kernel") if fresh else self.got(text, want, flags)
        if error:
            return "refused", error.split("\n")[0].partition("error: ")[2][:60] or error[:60], error
        differ = differ_text if self.opt.form == "text" else differ_json
        if self.opt.form == "tree":
            want, got = (json.dumps(plain_numbers(json.loads(text))) for text in (want, got))
        found = differ(want, got, self.opt.source == "kernel" and self.opt.form != "tree")
        failed = self.reload(text, got, want) if self.opt.reload else None
        if failed:
            return "unloaded", "%s: %s" % (failed[0], failed[1].split("\n")[0][:60]), failed[1]
        if not found:
            return "equal", "", ""
        return self.why(text, want, got, found) if self.opt.why else ("differs", *found)


def options():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument("cases", nargs="+")
    p.add_argument("--ours", required=True)
    p.add_argument("--nft", default=os.environ.get("NFT_ORACLE", ""))
    p.add_argument("--cache")
    p.add_argument("--form", default="text", choices=["text", "json", "tree"])
    p.add_argument("--flags", default="")
    p.add_argument("--from", dest="source", default="file", choices=["file", "kernel"])
    p.add_argument("--reload", action="store_true")
    p.add_argument("--why", action="store_true")
    p.add_argument("--every", type=int, default=1)
    p.add_argument("--only", default="")
    p.add_argument("--list", action="store_true")
    p.add_argument("--show", type=int, default=0)
    p.add_argument("--need", type=float, default=100.0)
    return p.parse_args()


def main():
    opt = options()
    reference.enter(opt.nft)
    comparison, tally = Comparison(opt), Tally(opt)
    for flags in opt.flags.split(","):
        if opt.form != "text" and "j" not in flags:
            flags = "j" + flags
        for number, (case, text) in enumerate(reference.cases_of(opt.cases)):
            if number % opt.every == 0 and opt.only in case:
                tally.add(case, *comparison.judge(text, flags))
    return 0 if tally.end() else 1


if __name__ == "__main__":
    sys.exit(main())
