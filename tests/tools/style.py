#!/usr/bin/env python3
"""Checks what the compiler does not: the layers of src/, sizes, and where a few names may stand.

Usage: style.py SRCDIR

The folders of src/ have floors (floors.py) and at most 30 files; a file may include headers of its own folder and of those
below only.  libnftnl, libmnl, sockets, exit and the standard streams have their places.  Functions have at most 60 lines (a
switch whose arms are one line each is exempt), files 800 (pure tables, in src/tables, are exempt).  Headers
have at most 300 lines, functions at most 6 parameters.  Names of files are unique; files that documents and comments name
are there.  doc/hacking.md shows the files of large folders.
"""
import collections
import pathlib
import re
import statistics
import sys

from floors import DOORS, MAX_FILES, RANK, folder_of, sources

# what (a pattern on code without comments and strings), and the folders that may have it
PLACES = [
    ("libnftnl", re.compile(r"^\s*#\s*include\s*<libnftnl/", re.M), {"object"}),
    ("libmnl", re.compile(r"^\s*#\s*include\s*<libmnl/", re.M), {"object", "batch", "kernel"}),
    ("sockets", re.compile(r"^\s*#\s*include\s*<sys/socket\.h>|\b(?:socket|sendmsg|recvmsg)\s*\((?!\s*\*)", re.M), {"kernel"}),
    ("exit", re.compile(r"(?<![\w.>])_?exit\s*\("), {"cli"}),
    ("getenv", re.compile(r"(?<![\w.>])(?:secure_)?getenv\s*\("), {"cli"}),
    ("standard streams", re.compile(r"(?<![\w.>])(?:stdout|stderr)\b|(?<![\w.>])(?:printf|puts|putchar|perror)\s*\("), {"cli"}),
]

# BUG() says where it aborts.
EXEMPT = {("standard streams", "base/util.c")}

MAX_FUNCTION, MAX_FILE, MAX_HEADER, MAX_PARAMETERS = 60, 800, 300, 6


def strip(text):
    """The text without comments and string contents, line for line."""
    def blank(match):
        kept = "\n" * match.group().count("\n")
        return '""' + kept if match.group()[0] == '"' else kept + " "
    return re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', blank, text, flags=re.S)


def functions(code):
    """(name, first line, number of lines, body) of each function: kernel style puts both braces in column 0."""
    lines, start, name = code.split("\n"), None, None
    for number, line in enumerate(lines):
        if line.startswith("{") and start is None:
            begin = number
            while begin > 0 and lines[begin - 1].strip() and not re.match(r"[#}{]|.*;\s*$", lines[begin - 1]):
                begin -= 1
            match = re.search(r"(\w+)\s*\(", " ".join(lines[begin:number]))
            start, name = (begin if match else None), match and match.group(1)
        elif line.startswith("}") and start is not None:
            yield name, start + 1, number - start + 1, lines[start:number + 1]
            start = None


def is_flat_switch(body):
    arms = sum(1 for line in body if re.match(r"\s*(case\b|default:|return\b.*;|break;)", line))
    return arms > 0.7 * len(body)


def check_parameters(path, code, report):
    for match in re.finditer(r"^\w[\w *]*?\b(\w+)\(((?:[^;{}()]|\([^()]*\))*)\)\s*(?:must_check\s*)?[;{]", code, re.M):
        count = re.sub(r"\([^()]*\)", "", match[2]).count(",") + 1
        if count > MAX_PARAMETERS:
            report(path, code.count("\n", 0, match.start()) + 1,
                   "%s() has %d parameters, at most %d" % (match[1], count, MAX_PARAMETERS))


def check_includes(path, room, raw, report):
    for number, line in enumerate(raw.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s*"([\w/-]+\.h)"', line)
        if not match or "/" not in match.group(1):
            continue
        other = folder_of(match.group(1))
        if match.group(1) in DOORS and room.startswith(other + "/"):
            continue
        if RANK.get(other, 99) > RANK[room]:
            report(path, number, "%s/ may not include from %s/" % (room, other))


def check_places(path, folder, code, report):
    for what, pattern, allowed in PLACES:
        if folder in allowed or (what, "%s/%s" % (folder, path.name)) in EXEMPT:
            continue
        for match in pattern.finditer(code):
            number = code.count("\n", 0, match.end()) + 1
            report(path, number, "%s only in %s" % (what, ", ".join(sorted(allowed))))


def check_file(path, room, report):
    """Checks one file; the lengths of its functions."""
    folder = room.partition("/")[0]
    raw = path.read_text(encoding="utf-8")
    code, lengths = strip(raw), []
    check_includes(path, room, raw, report)
    # #include <...> survives strip(); the quoted ones were looked at above
    check_places(path, folder, code, report)
    for number, line in enumerate(code.split("\n"), 1):
        if "//" in line:
            report(path, number, "// comment")
    check_parameters(path, code, report)
    count, most = raw.count("\n"), MAX_HEADER if path.suffix == ".h" else MAX_FILE
    if count > most and folder != "tables":
        report(path, most, "%d lines, at most %d" % (count, most))
    if path.suffix == ".c":
        for name, number, length, body in functions(code):
            lengths.append(length)
            if length > MAX_FUNCTION and not is_flat_switch(body):
                report(path, number, "%s() has %d lines, at most %d" % (name, length, MAX_FUNCTION))
    return lengths


def check_basenames(top, report):
    """x.c and x.h are of one module; no other folder has an x."""
    homes = {}
    for path, name in sources(top):
        home = homes.setdefault(path.stem, folder_of(name))
        if home != folder_of(name):
            report(path, 1, "%s/ has a %s, too: names of files are unique" % (home, path.stem))


NAMED = re.compile(r"(?<![\w/.<*~$})-])((?:[\w.-]+/)*[\w-]+\.(?:[ch]|py|sh|md|mk))\b(?![\w*(])")
# Folders of other projects, and files that are not there: the names of an older commit, the ends of names, what is made.
OTHERS = ("include/uapi/", "linux/", "net/", "netinet/", "asm/", "sys/", "libnftnl/")
GONE = {("doc/hacking.md", "src/spec/exthdr.c"), ("tests/bench/README.md", "table.md"),
        ("src/compile/command/cmd_object.c", "_udp.c")}


def check_mentions(top, report):
    """Files that documents and comments name are there: by their path, the end of it, or their path in src/."""
    paths = [path.relative_to(top).as_posix() for folder in ("", "src", "tests", "doc", "man", "packaging", "examples", ".ci")
             for path in ((top / folder).rglob("*") if folder else top.glob("*")) if path.is_file()]
    ends = {"/".join(parts[start:]) for parts in (path.split("/") for path in paths) for start in range(len(parts))}
    for path in paths:
        if path == "NEWS.md" or not path.endswith(".md") and not re.match(r"src/.*\.[ch]$", path):
            continue
        text = (top / path).read_text(encoding="utf-8")
        comments = [(0, text)] if path.endswith(".md") else [(m.start(), m[0]) for m in re.finditer(r"/\*.*?\*/", text, re.S)]
        for start, comment in comments:
            for match in NAMED.finditer(comment):
                name = match[1]
                if name not in ends and not name.startswith(OTHERS) and (path, name) not in GONE:
                    report(top / path, text.count("\n", 0, start + match.start()) + 1, "%s is not there" % name)


def check_pictures(top, report):
    """doc/hacking.md shows the inside of large folders: a line for the folder, below it the files without their endings."""
    path, shown, room = top / "doc" / "hacking.md", {}, None
    section = path.read_text(encoding="utf-8").partition("## Inside the large folders\n")[2].partition("\n## ")[0]
    for line in section.split("\n"):
        if re.match(r"    [a-z/]+/ ", line):
            room = line.split()[0].rstrip("/")
            shown[room] = set()
        elif line.startswith("        "):
            shown[room].update(line.split())
    there = collections.defaultdict(set)
    for _, name in sources(top):
        there[folder_of(name)].add(pathlib.Path(name).stem)
    large = {room.partition("/")[0] for room in there if "/" in room}
    for room in sorted({room for room in there if room.partition("/")[0] in large} | shown.keys()):
        for name in sorted(shown.get(room, set()) ^ there[room]):
            report(path, 1, "%s/%s is %s" % (room, name, "not shown" if name in there[room] else "shown, but not there"))
    for room in sorted(there):
        makefile = top / "src" / room / "module.mk"
        if "/" in room and not makefile.read_text(encoding="utf-8").startswith("# "):
            report(makefile, 1, "the first lines do not say what goes in and out")


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found, lengths = [], []

    def report(path, number, text):
        found.append("%s:%d: %s" % (path.relative_to(top), number, text))

    files = collections.Counter()
    for path, name in sources(top):
        room = folder_of(name)
        files[room] += 1
        if files[room] == MAX_FILES + 1:
            report(path, 1, "folder with more than %d files" % MAX_FILES)
        if room not in RANK:
            report(path, 1, "folder without a floor")
            continue
        lengths += check_file(path, room, report)
    check_basenames(top, report)
    check_pictures(top, report)
    check_mentions(top, report)
    print("\n".join(found) + ("\n" if found else ""), end="")
    print("%d functions, median %g lines, longest %d; %d findings"
          % (len(lengths), statistics.median(lengths or [0]), max(lengths or [0]), len(found)))
    sys.exit(1 if found else 0)


main()
