#!/usr/bin/env python3
"""What the README shows as output is what the program prints.

usage: readme.py README NFTLOAD

A comment `<!-- output of: nftload ARGUMENTS -->` stands before an indented block.  The command runs in the README's folder,
in a network namespace of its own.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys

BLOCK = re.compile(r"<!-- output of: (nftload .*) -->\n\n((?:    .*\n)+)")


def main():
    readme, nftload = pathlib.Path(sys.argv[1]).resolve(), os.path.abspath(sys.argv[2])
    enter = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-Urn"]
    if subprocess.run([*enter, "true"], capture_output=True).returncode:
        print("skipped: no private network namespace can be made here")
        sys.exit(77)
    failed, found = 0, BLOCK.findall(readme.read_text())
    for command, block in found:
        words = shlex.split(command)
        run = subprocess.run([*enter, nftload, *words[1:]], cwd=readme.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, env={**os.environ, "NO_COLOR": "1", "LC_ALL": "C"})
        expected = re.sub(r"^    ", "", block, flags=re.M)
        if run.stdout != expected:
            failed = 1
            print(f"FAILED: {command} prints\n{run.stdout}instead of\n{expected}")
    print(f"{len(found)} outputs compared")
    sys.exit(failed or not found)


main()
