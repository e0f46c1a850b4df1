#!/usr/bin/env python3
"""Runs the examples of a manual page and compares what they print.

usage: examples.py MANUAL...

An example is a literal display (.Bd -literal) whose first line begins with "$ ".  Such lines are commands, run one after
the other in the working directory; the lines below a command are what it must print, on standard output and standard
error together.  "$ cat FILE" shows a file: it is created with the lines below.  A line "..." stands for any lines.
"""
import pathlib
import re
import subprocess
import sys

ESCAPES = [("\\&", ""), ("\\-", "-"), ("\\e", "\\")]


def displays(text):
    """The lines of every literal display."""
    for body in re.findall(r"^\.Bd -literal.*\n((?:(?!\.Ed).*\n)*)\.Ed", text, flags=re.M):
        for escape, plain in ESCAPES:
            body = body.replace(escape, plain)
        if body.startswith("$ "):
            yield body.splitlines()


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


class Runner:
    def __init__(self):
        self.status, self.commands, self.failed = 0, 0, 0

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
            self.failed += 1
            print(f"FAILED: $ {command}\n-- expected:", *below, "-- printed:", done.stdout, sep="\n")


def main():
    for manual in sys.argv[1:]:
        runner = Runner()
        for lines in displays(pathlib.Path(manual).read_text()):
            for command, below in sessions(lines):
                runner.run(command, below)
        print(f"{pathlib.Path(manual).name}: {runner.commands} commands run, {runner.failed} failed")
        if runner.failed or not runner.commands:
            sys.exit(1)


if __name__ == "__main__":
    main()
