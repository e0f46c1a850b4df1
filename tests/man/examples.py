#!/usr/bin/env python3
"""Runs the examples of a manual page and compares what they print.

usage: examples.py MANUAL...

An example is a literal display (.Bd -literal) whose first line begins with "$ ".  Such lines are commands, run one after
the other in the working directory; the lines below a command are what it must print, on standard output and standard
error together.  "$ cat FILE" shows a file: it is created with the lines below.  A line "..." stands for any lines.

In a page about the language (section 5) every literal display is an example.  One without commands has a comment above
it that says what is to be done with it:

    example: ruleset        `nftload check` accepts it and says nothing
    example: rules FAMILY   the same, for a chain that has these lines as its rules
    example: refused TEXT   `nftload check` exits with 1 and says TEXT
"""
import pathlib
import re
import subprocess
import sys

ESCAPES = [("\\&", ""), ("\\-", "-"), ("\\e", "\\")]


DISPLAY = re.compile(r"""^(?:\.\\" example: (.*)\n)?\.Bd -literal.*\n((?:(?!\.Ed).*\n)*)\.Ed""", flags=re.M)


def displays(text):
    """Every literal display: what the comment above it says, and its lines."""
    for kind, body in DISPLAY.findall(text):
        for escape, plain in ESCAPES:
            body = body.replace(escape, plain)
        yield kind, body.splitlines()


def sessions(lines):
    """Pairs of a command and what stands below it."""
    command, below = lines[0][2:], []
    for line in lines[1:]:
        if line.startswith("$ "):
            yield command, below
            command, below = line[2:], []
        else:
            below.append(line)
    yield command, below


def matches(printed, wanted):
    pattern = "".join("(?:.*\n)*" if line == "..." else re.escape(line) + "\n" for line in wanted)
    return re.fullmatch(pattern, printed) is not None


def in_chain(family, rules):
    return [f"table {family} example {{", "chain rules {", *rules, "}", "}"]


class Runner:
    def __init__(self):
        self.status, self.commands, self.failed = 0, 0, 0

    def fail(self, what, wanted, printed):
        self.failed += 1
        print(f"FAILED: {what}\n-- expected:", *wanted, "-- printed:", printed, sep="\n")

    def check(self, kind, lines):
        """A ruleset, without commands around it."""
        what, _, rest = kind.partition(" ")
        text = "\n".join(in_chain(rest, lines) if what == "rules" else lines) + "\n"
        done = subprocess.run(["nftload", "check", "-"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, input=text,
                              text=True)
        self.commands += 1
        if what == "refused":
            good = done.returncode == 1 and rest in done.stdout
        else:
            good = what in ("ruleset", "rules") and done.returncode == 0 and not done.stdout
        if not good:
            self.fail(kind or "an example that does not say what it is", lines, done.stdout)

    def run(self, command, below):
        show = re.fullmatch(r"cat (\S+)", command)
        if show:
            pathlib.Path(show[1]).write_text("\n".join(below) + "\n")
            return
        done = subprocess.run(["sh", "-c", f"(exit {self.status})\n{command}"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
        self.status = done.returncode
        self.commands += 1
        if not matches(done.stdout, below):
            self.fail(f"$ {command}", below, done.stdout)


def main():
    for manual in sys.argv[1:]:
        runner = Runner()
        for kind, lines in displays(pathlib.Path(manual).read_text()):
            if not lines[0].startswith("$ "):
                if kind or manual.endswith(".5"):
                    runner.check(kind, lines)
                continue
            for command, below in sessions(lines):
                runner.run(command, below)
        print(f"{pathlib.Path(manual).name}: {runner.commands} commands run, {runner.failed} failed")
        if runner.failed or not runner.commands:
            sys.exit(1)


if __name__ == "__main__":
    main()
