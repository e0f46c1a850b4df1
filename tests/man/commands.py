#!/usr/bin/env python3
"""Runs every command that the documents print, or finds it in the list of those that cannot be run.

usage: commands.py SRCDIR MAKEFILE NOT_RUN      (in a private network namespace, in an empty folder, nftload in PATH)

A command is a line of an indented block, or a piece between backquotes, that begins with the name of a program; in a
manual what .Ql or .Dl has; in the files of examples/ and packaging/ a comment of its own line.  What an indented block
has behind two blanks or '#' explains it.  The "$ " lines of the manuals are run by examples.py, the README's outputs by
readme.py.

The commands of a document run one after the other, as its reader would: in a copy of examples/, beside a ruleset that
is named where a document says /etc/nftables.conf, file.nft or FILE.

NOT_RUN has the others, each below the reason why.  A command that is neither run nor listed cannot be: one that is not
listed is run, and fails.  What is listed and printed nowhere is stale, and fails, too.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

PROGRAM = re.compile(r"""(?:[A-Z_]+=\S+\ )*
    (?:nftload|nft|sudo|make|unshare|ip\ (?:link|netns|addr)|for\ |cd|mkdir|git|sh|dot|mandoc|autoreconf|apt|apt-get
      |dpkg-buildpackage|dpkg|lintian|rpmbuild|rpm|abuild|apk|dnf|systemctl|systemd-analyze|rc-update|rc-service|curl
      |ansible-playbook|cloud-init|python3|valgrind|gcc|jq|nfnl_osf|\.\.?/\S+|tests/\S+|\.ci/\S+)(?:\ (?!\||\ )|$)""", re.X)

# What stands for the reader's own files.
STANDS_FOR = [(re.compile(r"^sudo "), ""), (re.compile(r"/etc/nftables\.conf|(?<![\w./-])file(?:\.nft)?\b|\bFILE\b(?:\.\.\.)?"), "rules.nft"),
              (re.compile(r"add rule \.\.\."), "add rule inet filter input accept")]

# Mistakes are there to be refused.
REFUSED = {"for f in examples/errors/*.nft; do sudo unshare -n nftload load $f; done"}

RULES = """table inet filter
delete table inet filter
table inet filter {
	chain input {
		type filter hook input priority filter; policy accept;
		ct state established,related accept
	}
}
"""


def plain(line):
    """A line of a block without what explains it."""
    return re.split(r"  +|\s+#", line.strip())[0].removeprefix("$ ")


def of_markdown(text):
    text = re.sub(r"<!-- output of: .*-->\n\n(?:    .*\n)+", "", text)
    pattern = re.compile(r"(?:(?<=\n\n)|\A)((?:(?: {4}|\t).*\n|\n(?= {4}|\t))+)|`([^`]+)`")
    for block, inline in pattern.findall(text):
        if inline:
            yield " ".join(inline.split())
        yield from map(plain, block.splitlines())


def of_manual(text):
    for line in re.findall(r"^\.(?:Pq )?(?:Ql|Dl|D1) (.*?)(?: [.,;:)])*$", text, flags=re.M):
        yield re.sub(r"\\&", "", line).replace("\\-", "-")


def of_comments(text):
    yield from (plain(line) for line in re.findall(r"^#\s+(.*)$", text, flags=re.M))


def documents(top):
    """Every document of the source, with the way to read it."""
    for path in sorted([*top.glob("*.md"), *top.glob("doc/*.md"), *top.glob("examples/*.md"), *top.glob("tests/*/*.md"),
                        *top.glob("packaging/**/*.md")]):
        if path.name not in ("NEWS.md", "grammar.md"):
            yield path, of_markdown
    yield from ((path, of_manual) for path in sorted(top.glob("man/*.[158]")))
    for path in sorted([*top.glob("examples/**/*"), *top.glob("packaging/**/*")]):
        if path.is_file() and path.suffix not in (".md", ".svg"):
            yield path, of_comments


def printed(path, read):
    return [c for c in read(path.read_text()) if PROGRAM.match(c) and " " in c]


def listed(path):
    """The commands that are not run, and why."""
    reasons, why = {}, None
    for line in path.read_text().splitlines():
        if line.startswith("    "):
            reasons[line.strip()] = why
        elif line and not line.startswith("#"):
            why = line
    return reasons


def prepare(top):
    shutil.copytree(top / "examples", "examples")
    subprocess.run(["chmod", "-R", "u+w", "."], check=True)
    pathlib.Path("rules.nft").write_text(RULES)
    pathlib.Path("tests").symlink_to(top / "tests")
    pathlib.Path("b/src").mkdir(parents=True)
    pathlib.Path("b/src/nftload").symlink_to(shutil.which("nftload"))
    subprocess.run("nftload graph rules.nft >firewall.dot", shell=True, check=True)


def runs(command):
    """Why it does not, or None.  make's srcdir is that of another folder."""
    words = command
    for what, instead in STANDS_FOR:
        words = what.sub(instead, words)
    done = subprocess.run(["sh", "-c", words.replace("sudo ", "")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, text=True, errors="replace", timeout=300,
                          env={k: v for k, v in os.environ.items() if k != "srcdir"})
    if (done.returncode != 0) == (command in REFUSED):
        return None
    return f"exit status {done.returncode} of `{words}`\n{done.stdout}"


def targets(command):
    """What make is told to make."""
    for call in re.findall(r"\bmake\b([^&|;]*)", re.sub(r"'[^']*'", "", command)):
        call = re.sub(r"-C \S+", "", call)
        yield from (w for w in call.split() if re.fullmatch(r"[a-z][a-z-]*", w))


def main():
    top, makefile, not_run = map(pathlib.Path, sys.argv[1:])
    top = top.resolve()
    reasons = listed(not_run)
    rules = makefile.read_text()
    failed, count, used = 0, 0, set()
    prepare(top)
    for path, read in documents(top):
        for command in printed(path, read):
            where = f"{path.relative_to(top)}: {command}"
            for target in targets(command):
                if not re.search(rf"^{target}:", rules, flags=re.M):
                    failed += 1
                    print(f"FAILED: {where}: make knows no '{target}'")
            if command in reasons:
                used.add(command)
                continue
            count += 1
            why = runs(command)
            if why:
                failed += 1
                print(f"FAILED: {where}: {why}")
    for command in sorted(set(reasons) - used):
        failed += 1
        print(f"FAILED: {not_run.name} has a command that nothing prints: {command}")
    for command in sorted(c for c, why in reasons.items() if not why):
        failed += 1
        print(f"FAILED: {not_run.name} has no reason for: {command}")
    print(f"{count} commands run, {len(used)} listed with a reason, {failed} failed")
    sys.exit(bool(failed) or count < 10)


if __name__ == "__main__":
    main()
