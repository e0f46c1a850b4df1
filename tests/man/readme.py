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


def unreachable(top):
    """What neither README nor hacking.md names: documents, folders and files at the top, folders of tests and of
    examples; and links that lead nowhere."""
    guide = (top / "README.md").read_text() + (top / "doc/hacking.md").read_text()
    texts = guide + (top / "examples/README.md").read_text()
    sources = ["src", "tests", "doc", "man", "packaging", "examples"]
    for path in [*top.glob("*.md"), *top.glob("doc/*.md"), *top.glob("tests/*/"), *top.glob("man/*.[158]"),
                 *(top / name for name in sources)]:
        name = path.relative_to(top).as_posix()
        if path.name != "README.md" and name not in guide and path.name not in ("__pycache__",):
            yield f"{name} is named neither in the README nor in doc/hacking.md"
    for path in sorted(top.glob("examples/*")):
        if path.suffix == ".nft" and path.name not in texts or path.is_dir() and f"{path.name}/" not in texts:
            yield f"{path.name} is not named in examples/README.md"
    for document in [top / "README.md", top / "examples/README.md", *top.glob("doc/*.md"), top / "SECURITY.md"]:
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            if not (document.parent / link).exists():
                yield f"{document.relative_to(top)} links to {link}, which is not there"


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
    lost = list(unreachable(readme.parent))
    for what in lost:
        print(f"FAILED: {what}")
    print(f"{len(found)} outputs compared")
    sys.exit(failed or not found or bool(lost))


main()
