#!/usr/bin/env python3
"""A mistake at a time in a ruleset: one error each, at its line.

Usage: mistakes.py NFTLOAD FOLDER (with ruleset.nft and mistakes.txt)
  NFTLOAD_EVERY=N takes each Nth mistake.
"""
import os
import re
import subprocess
import sys

ERROR = re.compile(r"^<stdin>:(\d+):\S+ error: ", re.M)


def errors(nftload, folder, lines):
    """The lines at which errors are reported, and the report."""
    run = subprocess.run([nftload, "check", "--max-errors=0", "-I", folder, "-"],
                         input="\n".join(lines), capture_output=True, text=True, timeout=60)
    return [int(line) for line in ERROR.findall(run.stderr)], run.stderr


def main(nftload, folder):
    with open(folder + "/ruleset.nft", encoding="utf-8") as file:
        ruleset = file.read().split("\n")
    with open(folder + "/mistakes.txt", encoding="utf-8") as file:
        rows = [row for row in file.read().splitlines() if not row.startswith("#")]
    rows = rows[::int(os.environ.get("NFTLOAD_EVERY", "1"))]
    found, report = errors(nftload, folder, ruleset)
    if found:
        sys.exit("the ruleset itself is refused:\n" + report)
    failed = 0
    for row in rows:
        where, text = row.split("|", 1)
        line, _, expected = where.partition("@")
        before, after = ruleset[:int(line) - 1], ruleset[int(line):]
        found, report = errors(nftload, folder, before + text.split("\\n") + after)
        if found != [int(expected or line)]:
            failed += 1
            print("FAILED: %s\n%s" % (row, report))
    print("mistakes: %d with one error each, %d not" % (len(rows) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
