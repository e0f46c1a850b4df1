"""Loads inputs twice, as they are written (--each) and as the program sends them otherwise, and compares the exit status, the
errors, what the kernel then holds, and its order.  NFT, if it is set, lists the rulesets.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))
import facts  # noqa: E402


class BothWays:
    def __init__(self, nftload):
        self.nftload, self.nft, self.sock = nftload, os.environ.get("NFT"), facts.open_socket()
        self.compared = self.failed = self.refused = 0

    def load(self, flags, text):
        return subprocess.run([self.nftload, "load", "-q", "--max-errors=0", *flags, "-"], input=text, capture_output=True,
                              text=True, check=False)

    def listing(self):
        if not self.nft:
            return []
        # Of some rulesets nft dies; then it does so of both.
        run = subprocess.run([self.nft, "list", "ruleset"], capture_output=True, encoding="latin-1", check=False)
        return [str(run.returncode), *re.sub(r"\b(expires|last used) \w+", "", run.stdout).splitlines()]

    def after(self, flags, before, text):
        ready = self.load([], before)
        assert ready.returncode == 0, before + ready.stderr
        run = self.load(flags, text)
        # The last line names the file, if each is a transaction of its own.
        errors = [line for line in run.stderr.splitlines() if not line.startswith("nftload: ")]
        return [str(run.returncode)], errors, facts.State(self.sock).everything(), self.listing()

    def compare(self, name, text, before="flush ruleset\n"):
        self.compared += 1
        written, sent = (self.after(flags, before, text) for flags in (["--each"], []))
        self.refused += written[0] != ["0"]
        for what, want, got in zip(("exit status", "errors", "state", "listing"), written, sent):
            if want != got:
                self.failed += 1
                changes = difflib.unified_diff(want, got, "as written", "as sent", lineterm="", n=1)
                print("FAILED: %s: another %s" % (name, what), *list(changes)[:40], sep="\n  ")
                pathlib.Path("failed-%d.nft" % self.failed).write_text(before + text, encoding="utf-8")

    def status(self):
        """The exit status; a comparison in which nothing was refused saw no errors."""
        print("%d compared, %d refused, %d differ" % (self.compared, self.refused, self.failed))
        return 1 if self.failed or not self.refused else 0
