"""Loads what cases say in one way and in another, and compares what both leave in this network namespace.

A file of cases is nft text, or JSON, with lines that structure it:

  # case: TITLE    a new one; what stands before the first is a comment
  # then           what follows is a load of its own
  # is             what follows leaves the same
  # refused        the last load is refused, and the state is that before it
  # nft: WHY       nft leaves something else: the reason

usage: same-as.py NFTLOAD FILE...
"""
import importlib.util
import os
import pathlib
import subprocess
import sys

_spec = importlib.util.spec_from_file_location("facts", pathlib.Path(__file__).parent.parent.parent / "oracle/facts.py")
facts = importlib.util.module_from_spec(_spec)
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(_spec.origin).parent))
_spec.loader.exec_module(facts)


class Case:
    def __init__(self, where, title):
        self.where, self.title = where, title
        self.loads, self.same, self.refused, self.nft_differs = [""], None, False, False

    def take(self, line):
        if line == "# then\n":
            self.loads.append("")
        elif line == "# is\n":
            self.same = ""
        elif line == "# refused\n":
            self.refused = True
        elif line.startswith("# nft: "):
            self.nft_differs = True
        elif self.same is not None:
            self.same += line
        else:
            self.loads[-1] += line


def cases_of(path):
    found = []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        if line.startswith("# case: "):
            found.append(Case("%s:%d" % (os.path.basename(path), number), line[8:].strip()))
        elif found:
            found[-1].take(line)
    return found


class Runner:
    def __init__(self, nftload):
        self.nftload, self.nft = nftload, os.environ.get("NFT_ORACLE")
        self.sock = facts.open_socket()
        self.failed = self.passed = 0

    def load(self, program, text):
        options = ["-j"] if text.lstrip().startswith("{") else []
        return subprocess.run([program, *options, "-f", "-"], input=text, capture_output=True, text=True, check=False)

    def state_after(self, program, loads):
        """The state, and whether the last load was refused; None: an earlier one was."""
        self.load(self.nftload, "flush ruleset\n")
        for text in loads:
            run = self.load(program, text)
            if run.returncode and text is not loads[-1]:
                return None, run.stderr
        return facts.State(self.sock).everything(), run.stderr if run.returncode else ""

    def differs(self, case, what, got, want):
        self.failed += 1
        print("FAILED: %s: %s: %s" % (case.where, case.title, what))
        for name, lines in (("got", got), ("want", want)):
            print("  %s:" % name, *(lines if lines is not None else ["an earlier load was refused"]), sep="\n    ")

    def judge(self, case, program, want):
        state, why = self.state_after(program, case.loads)
        if bool(why) != case.refused:
            self.differs(case, "%s says: %s" % (program, why or "nothing"), state, want)
        elif state != want:
            self.differs(case, "%s leaves another state" % program, state, want)
        else:
            self.passed += 1

    def run(self, case):
        before = case.loads[:-1] or ["\n"]
        want, why = self.state_after(self.nftload, before if case.refused else [case.same])
        if why or (case.same is None) != case.refused:
            self.differs(case, "what it is compared with: %s" % (why or "nothing"), want, None)
            return
        self.judge(case, self.nftload, want)
        if self.nft and not case.nft_differs:
            self.judge(case, self.nft, want)


def main():
    runner = Runner(sys.argv[1])
    for path in sys.argv[2:]:
        for case in cases_of(path):
            runner.run(case)
    print("%d passed, %d failed" % (runner.passed, runner.failed))
    sys.exit(1 if runner.failed or not runner.passed else 0)


main()
