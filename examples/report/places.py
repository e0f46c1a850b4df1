#!/usr/bin/env python3
"""Checks rulesets and prints what is wrong with them, one line each, in the form that editors and CI systems read:

    FILE:LINE:COLUMN: error: MESSAGE (HINT)

usage: places.py FILE...

The exit status is nftload's.
"""
import json
import subprocess
import sys


def check(files):
    """The report of `nftload check`."""
    done = subprocess.run(["nftload", "check", "--report=-", *files], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False)
    if not done.stdout:
        sys.exit(done.returncode)
    return json.loads(done.stdout)


def line(diagnostic):
    place = "nftload"
    if diagnostic["file"]:
        place = "{file}:{line}:{column}".format(**diagnostic)
    hint = " (%s)" % diagnostic["hint"] if diagnostic["hint"] else ""
    return "%s: %s: %s%s" % (place, diagnostic["level"], diagnostic["message"], hint)


def main():
    report = check(sys.argv[1:])
    if report["schema"] != 1:
        sys.exit("nftload writes reports that this program does not know")
    for diagnostic in report["errors"] + report["warnings"]:
        print(line(diagnostic))
    if report["failure"]:
        print("nftload: " + report["failure"])
    sys.exit(report["exit"])


if __name__ == "__main__":
    main()
