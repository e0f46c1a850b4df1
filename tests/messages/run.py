#!/usr/bin/env python3
"""Mistakes and what is said about them, one by one.

Usage: run.py NFTLOAD FOLDER [NAME]

Each FOLDER/*.txt holds cases:

    ==== what is wrong
    the input, as the file x.nft (x.json where it begins with '{')
    ---- check
    what the program says, source lines and carets as well

The words behind '----' are the command; a file name follows them.  Behind a line
'++++' stands nft text that is loaded before.  '@FILE' is a file of the sources.  In lines that begin
with '\\' the escapes of C strings count.  More than one error is expected where the
title ends in '(N errors)'; none where it ends in '(warning)'.  SYSCONFDIR stands for the
folder that the program was configured with.  Each case has a network namespace of
its own.  With UPDATE=1 the files are written anew.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

SYSCONFDIR = re.compile(r"(?<=looked for in ')/(?:[^']*/)?etc(?=')")
ERROR = re.compile(r"^x\.\w+:\d+:\d+-\d+: error: ", re.M)


def read(path):
    """The cases of a file: title, what was loaded before, input, command."""
    with open(path, encoding="utf-8") as file:
        head, *cases = re.split(r"^==== ", file.read(), flags=re.M)
    found = []
    for case in cases:
        title, text = case.split("\n", 1)
        text, _, rest = text.partition("\n---- ")
        command, _, says = rest.partition("\n")
        text, parted, before = text.partition("\n++++\n")
        found.append((title, before + "\n" if parted else "", text, command, says))
    return head, found


def unescape(line):
    """A line of C escapes as bytes; others as they are."""
    if line.startswith("\\"):
        return line[1:].encode("latin-1").decode("unicode_escape").encode("latin-1")
    return (line + "\n").encode()


def run(nftload, folder, case):
    """What the program says."""
    _, before, text, command, _ = case
    if text.startswith("@"):
        with open(os.path.join(os.path.dirname(__file__), "../..", text[1:]), encoding="utf-8") as file:
            text = file.read().rstrip("\n")
    data = b"".join(unescape(line) for line in text.split("\n"))
    name = "x.json" if data.startswith(b"{\"") else "x.nft"
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
    with open(os.path.join(folder, "before"), "w", encoding="utf-8") as file:
        file.write(before)
    script = ""
    script = "exec \"$1\" %s %s" % (command, name)
    if before:
        script = "\"$1\" load before || exit 99; " + script
    done = subprocess.run(["unshare", "-n", "sh", "-c", script, "sh", nftload], cwd=folder, text=True,
                          capture_output=True, timeout=60, check=False)
    says = SYSCONFDIR.sub("SYSCONFDIR", done.stdout + done.stderr)
    if done.returncode not in (0, 1, 4):
        says += "exit %d\n" % done.returncode
    return says


def wanted_errors(title):
    """How many errors a case is to give."""
    if title.endswith("(warning)"):
        return 0
    many = re.search(r"\((\d+) errors\)$", title)
    return int(many.group(1)) if many else 1


def check(nftload, folder, path):
    """The number of cases of a file, and of those that fail."""
    head, cases = read(path)
    failed, out = 0, [head]
    for case in cases:
        title, before, text, command, says = case
        got = run(nftload, folder, case)
        if not os.environ.get("UPDATE") and got.strip() != says.strip():
            failed += 1
            print("FAILED: %s: %s\nexpected:\n%sfound:\n%s" % (path, title, says, got))
        if len(ERROR.findall(got)) != wanted_errors(title):
            failed += 1
            print("FAILED: %s: %s: not one error:\n%s" % (path, title, got))
        parts = text + "\n++++\n" + before.rstrip("\n") if before else text
        out.append("==== %s\n%s\n---- %s\n%s\n" % (title, parts, command, got))
    if os.environ.get("UPDATE"):
        with open(path, "w", encoding="utf-8") as file:
            file.write("".join(out).rstrip("\n") + "\n")
    return len(cases), failed


def main(nftload, folder, name=""):
    """All files, or those with a name in theirs."""
    total = failed = 0
    with tempfile.TemporaryDirectory() as work:
        for path in sorted(glob.glob(folder + "/*.txt")):
            if name in os.path.basename(path):
                cases, wrong = check(os.path.abspath(nftload), work, path)
                total, failed = total + cases, failed + wrong
    print("messages: %d mistakes, %d wrong" % (total, failed))
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
