#!/usr/bin/env python3
"""What the program writes to a terminal, and what to anything else.

usage: terminal.py NFTLOAD

Runs in a scratch folder.  A pseudo terminal of 80 columns is standard error, standard output is a pipe.
"""
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
import time
import unicodedata

NFTLOAD = sys.argv[1]
ESCAPE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
failed = 0


def check(good, what, seen):
    global failed
    if not good:
        failed += 1
        print(f"FAILED: {what}\n{seen!r}")


def run(*arguments, columns=80, terminal=True, feed=b"", wait=0.0, **environment):
    """(what standard error got, what standard output got)"""
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    env.update(TERM="xterm")
    env.update(environment)
    ours, theirs = pty.openpty() if terminal else os.pipe()
    if terminal:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        mode = termios.tcgetattr(theirs)
        mode[1] &= ~termios.OPOST
        termios.tcsetattr(theirs, termios.TCSANOW, mode)
    child = subprocess.Popen([NFTLOAD, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs, env=env)
    os.close(theirs)

    def write():
        time.sleep(wait)
        try:
            child.stdin.write(feed)
            child.stdin.close()
        except BrokenPipeError:
            pass

    writer = threading.Thread(target=write)
    writer.start()
    seen = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    out = child.stdout.read()
    child.wait()
    writer.join()
    os.close(ours)
    return seen.decode(), out.decode()


def width(char):
    """Columns, as Unicode's own tables have it."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def columns(text):
    """The column behind the text, with tabs every eight columns."""
    at = 0
    for char in text:
        at = (at // 8 + 1) * 8 if char == "\t" else at + width(char)
    return at


def colour():
    cases = [
        (True, "on a terminal", {}, {}, []),
        (False, "through a pipe", {"terminal": False}, {}, []),
        (False, "with NO_COLOR", {}, {"NO_COLOR": "1"}, []),
        (True, "with NO_COLOR empty", {}, {"NO_COLOR": ""}, []),
        (False, "with TERM=dumb", {}, {"TERM": "dumb"}, []),
        (True, "through a pipe with --color=always", {"terminal": False}, {}, ["--color=always"]),
        (True, "with NO_COLOR and --color=always", {}, {"NO_COLOR": "1"}, ["--color=always"]),
        (True, "with TERM=dumb and --color=always", {}, {"TERM": "dumb"}, ["--color", "always"]),
        (False, "with --color=never", {}, {}, ["--color=never"]),
        (True, "with --color=auto", {}, {}, ["--color=auto"]),
        (False, "through a pipe with --color=auto", {"terminal": False}, {}, ["--color=auto"]),
        (False, "as JSON", {}, {}, ["--message-format=json"]),
        (False, "as annotations", {}, {}, ["--message-format=github"]),
        (False, "in one line", {}, {}, ["--message-format=short"]),
        (False, "as SARIF", {}, {}, ["--message-format=sarif"]),
    ]
    plain, _ = run("check", "bad.nft", terminal=False)
    for wanted, what, how, environment, options in cases:
        seen, out = run("check", *options, "bad.nft", **how, **environment)
        check(bool(ESCAPE.search(seen)) == wanted, f"colour {what}, wanted: {wanted}", seen)
        check(not out, f"standard output {what}", out)
        if "--message-format" not in "".join(options):
            check(ESCAPE.sub("", seen) == plain, f"another text {what}", seen)
    _, out = run("check", "--color=always", "--dump=ast", "good.nft")
    check(out and not ESCAPE.search(out), "a dump is coloured", out)


LINES = [
    "\ttcp dport 22 counter comment \"plain\" BAD",
    "\ttcp dport 22 comment \"世界のファイアウォール\" BAD",
    "\ttcp dport 22 comment \"e\u0301a\u0308o\u0302\" BAD",
    "\t\ttcp dport 22\tcomment \"tab\tin\ttext\" BAD",
    "\ttcp dport 22 comment \"😀 한국어 \u200b\" BAD",
]


def caret():
    """The caret stands under the word, whatever the width of what is before it; a long line is cut round it."""
    for pad in (0, 40, 300):
        for wide in (40, 80, 200):
            for line in LINES:
                line = line.replace("dport 22", "dport { " + "22, " * (pad // 4) + "23 }")
                for text in (line, line + " accept" + " # 長い行" * (pad // 6)):
                    with open("line.nft", "w") as file:
                        file.write(f"table ip t {{\n\tchain c {{\n{text}\n\t}}\n}}\n")
                    seen, _ = run("check", "line.nft", columns=wide, NO_COLOR="1")
                    lines = seen.split("\n")
                    place = next((i for i, shown in enumerate(lines) if re.fullmatch(r"[ \t]*\^+", shown)), None)
                    if not check_caret(lines, place, wide):
                        check(False, f"the caret at {wide} columns", seen)


def check_caret(lines, place, wide):
    if place is None:
        return False
    shown, under = lines[place - 1], lines[place]
    if "BAD" not in shown:
        return False
    start = shown.index("BAD")
    lead = under[:len(under) - len(under.lstrip(" \t"))]
    return columns(lead) == columns(shown[:start]) and under.count("^") == 3 and columns(shown) <= wide


def progress():
    """Drawn after a second, on a terminal only, and cleared at the end."""
    rules = "table ip t {\n\tchain c {\n" + "\t\ttcp dport 22 ip saddr 192.0.2.1 counter accept\n" * 150000 + "\t}\n}\n"
    seen, _ = run("check", "-", feed=rules.encode(), wait=1.4)
    check(re.search(r"\r\x1b\[Kread: [0-9.]+ MB, 1 s", seen), "no progress while nothing comes", seen[:400])
    check(re.search(r"\r\x1b\[K(parse|compile): [0-9]+ %, [0-9.]+ MB/s", seen), "no phase, percentage or rate", seen[:400])
    check(seen.endswith("\r\x1b[K"), "the line is not cleared", seen[-200:])
    check("\n" not in seen, "something else is shown", seen[:400])
    for phase in ("parse", "compile"):
        percents = [int(n) for n in re.findall(rf"{phase}: ([0-9]+) %", seen)]
        check(percents == sorted(percents) and all(n <= 100 for n in percents), f"{phase} goes backwards", percents)
    for what, how, options in [("through a pipe", {"terminal": False}, []), ("with --quiet", {}, ["--quiet"])]:
        seen, _ = run("check", *options, "-", feed=b"table ip t\n", wait=1.4, **how)
        check(not seen, f"progress {what}", seen)
    seen, _ = run("check", "good.nft")
    check(not seen, "progress of short work", seen)
    seen, _ = run("check", "-", feed=b"nonsense\n", wait=1.3)
    check("\r\x1b[K\x1b[1m<stdin>:1:1-8:" in seen, "a message does not begin on a clear line", seen)


with open("bad.nft", "w") as file:
    file.write("table ip t {\n\tchain c {\n\t\ttcp dport ssh acept\n\t}\n}\n")
with open("good.nft", "w") as file:
    file.write("table ip t\n")
colour()
caret()
progress()
print(f"{failed} failed")
sys.exit(bool(failed))
