#!/usr/bin/env python3
"""Boots a tree of Debian in a container once for each row, and compares what the start, or a reload after it, has come to.

Usage: rows.py ROOT WORK PATTERN

ROOT has the program, its unit and at-boot installed; WORK is a folder to make.  A row says what is in /etc, and then what
must be: the tables in the kernel, the exit status of the unit's last command, the unit's state, the priorities of its
lines in the journal (3 errors, 4 warnings), a sentence in it, and the report: exit, committed, committed of the fallback.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

GOOD = "flush ruleset\ntable inet main\n"
NEW = "flush ruleset\ntable inet main\ntable inet new\n"
TRIED = "flush ruleset\ntable inet tried\n"
TYPO = "flush ruleset\ntable inet main { chain c { tcp dport ssh acept; }; }\n"
REFUSED = 'flush ruleset\ntable inet main { ct helper h { type "nosuch" protocol tcp; }; }\n'
# What no sync takes as a state, though an empty kernel loads it.
IMPERATIVE = "flush ruleset\ntable inet main { set s { type ipv4_addr; }; }\ndestroy element inet main s { 192.0.2.1 }\n"
COUNTS = """flush ruleset
table inet main {
	set s { type ipv4_addr; flags dynamic; }
	chain c { type filter hook output priority 0; ip saddr @s drop; udp dport 9 counter accept; %s }
}
"""
DOCKER = "nft add table ip docker\nnft add chain ip docker DOCKER\n"
WHOLE = COUNTS % "".join("tcp dport %d accept; " % port for port in range(20))
ELEMENT = "nft add element inet main s '{ 192.0.2.1 }'\n"
OPEN = "table ip docker { chain mine { }; }\n"
COMMENTS = "# nothing is asked for\n"
CLOSED = "flush ruleset\ntable inet closed\n"
EARLY = "flush ruleset\ntable inet main { chain c { iif eth9 drop; }; }\n"
NAMES = "flush ruleset\ntable inet main { chain c { ip saddr host.example.net drop; }; }\n"

MAIN, FALLBACK = "nftables.conf", "nftload/fallback.nft"
REPORT = "--report=/run/nftload/report.json"
BARE = "loaded without the settings"
INSTEAD = "is loaded, not the ruleset that was asked for"


def etc(main=GOOD, fallback=None, opts=None, file=None, **more):
    """What is in /etc, by path."""
    files = {MAIN: main, FALLBACK: fallback, **more}
    lines = ["NFTLOAD_%s=%s\n" % pair for pair in (("OPTS", opts), ("FILE", file)) if pair[1] is not None]
    files["default/nftload"] = "".join(lines) or None
    return {path: text for path, text in files.items() if text is not None}


class Row:
    """others: commands that other programs run before the reload; holds: what nft lists afterwards, and did before; same: all
    that it lists is as before, handles, counters and elements; good: the last good state that is there; unconfirmed: what was
    tried with --confirm in a boot before, in which nobody has confirmed it."""
    def __init__(self, name, files, tables, status, state, priorities="", says=None, report=None, then=None, others="",
                 holds=(), same=False, good=None, unconfirmed=""):
        self.good = good
        self.unconfirmed = unconfirmed
        self.name, self.files, self.then, self.others, self.holds, self.same = name, files, then, others, holds, same
        self.want = {"tables": tables, "exit": str(status), "state": state, "priorities": priorities, "report": report}
        self.says = says


def starts():
    yield Row("good", etc(), "inet main", 0, "active")
    yield Row("not declarative", etc(IMPERATIVE, opts="-v"), "inet main", 0, "active", "6", "loaded, not synced")
    yield Row("good, fallback", etc(fallback=CLOSED), "inet main", 0, "active")
    yield Row("typo", etc(TYPO), "", 1, "failed", "3", "unknown statement 'acept'")
    yield Row("typo, fallback", etc(TYPO, CLOSED), "inet closed", 8, "failed", "3", INSTEAD)
    yield Row("refused by the kernel", etc(REFUSED), "", 4, "failed", "3", "refused the batch")
    yield Row("refused by the kernel, fallback", etc(REFUSED, CLOSED), "inet closed", 8, "failed", "3", INSTEAD)
    yield Row("fallback with a typo", etc(GOOD, TYPO), "inet main", 0, "active", "4", "cannot be loaded")
    yield Row("fallback that the kernel refuses", etc(GOOD, REFUSED), "inet main", 0, "active", "4", "cannot be loaded")
    yield Row("fallback that is empty", etc(GOOD, ""), "inet main", 0, "active", "4", "asks for nothing")
    yield Row("typo, fallback with a typo", etc(TYPO, TYPO), "", 1, "failed", "3 4", "cannot be loaded")
    yield Row("--strict, fallback with a typo", etc(GOOD, TYPO, "--strict"), "inet main", 0, "active", "4")
    yield Row("typo, last good", etc(TYPO), "inet main", 13, "failed", "3", "last good state", good=GOOD)
    yield Row("typo, last good, fallback", etc(TYPO, CLOSED), "inet main", 13, "failed", "3", "last good state", good=GOOD)
    yield Row("typo, last good with a typo, fallback", etc(TYPO, CLOSED), "inet closed", 8, "failed", "*", INSTEAD, good=TYPO)
    yield Row("no main file, last good", etc(None), "inet main", 13, "failed", "3", "last good state", good=GOOD)
    yield Row("refused by the kernel, last good", etc(REFUSED), "inet main", 13, "failed", "3", "last good state", good=GOOD)
    yield Row("report, typo, last good", etc(TYPO, CLOSED, REPORT), "inet main", 13, "failed", "3", "last good state",
              [13, False, True], good=GOOD)
    yield Row("not confirmed, last good", etc(NEW), "inet main", 13, "failed", "3", "nobody has confirmed", good=GOOD,
              unconfirmed=NEW)
    yield Row("not confirmed, fallback", etc(NEW, CLOSED), "inet closed", 8, "failed", "3", "nobody has confirmed",
              unconfirmed=NEW)
    yield Row("not confirmed, changed since", etc(NEW), "inet main inet new", 0, "active", good=GOOD, unconfirmed=TRIED)
    yield Row("not confirmed, report", etc(NEW, CLOSED, REPORT), "inet main", 13, "failed", "3", "nobody has confirmed",
              [13, False, True], good=GOOD, unconfirmed=NEW)
    yield Row("no main file", etc(None), "", 1, "failed", "3", "No such file")
    yield Row("no main file, fallback", etc(None, CLOSED), "inet closed", 8, "failed", "3", INSTEAD)
    yield Row("empty", etc(""), "", 1, "failed", "3", "is empty")
    yield Row("empty, fallback", etc("", CLOSED), "inet closed", 8, "failed", "3", INSTEAD)
    yield Row("comments", etc(COMMENTS), "", 1, "failed", "3", "asks for nothing")
    yield Row("comments, fallback", etc(COMMENTS, CLOSED), "inet closed", 8, "failed", "3", INSTEAD)
    yield Row("NFTLOAD_FILE missing", etc(file="/etc/no.nft"), "inet main", 1, "failed", "3", BARE)
    yield Row("NFTLOAD_FILE missing, fallback", etc(GOOD, CLOSED, file="/etc/no.nft"), "inet closed", 8, "failed", "3")
    yield Row("interface missing", etc(EARLY, CLOSED), "inet closed", 8, "failed", "3", "eth9")
    yield Row("interface missing, by name", etc(EARLY, CLOSED, "--missing-interface=by-name"), "inet main", 0, "active", "4")
    yield Row("host name", etc(NAMES, CLOSED), "inet closed", 8, "failed", "3", "host.example.net")
    yield Row("report", etc(opts=REPORT), "inet main", 0, "active", report=[0, True, None])
    yield Row("report, typo", etc(TYPO, opts=REPORT), "", 1, "failed", "3", report=[1, False, None])
    yield Row("report, typo, fallback", etc(TYPO, CLOSED, REPORT), "inet closed", 8, "failed", "3", INSTEAD, [8, False, True])
    yield Row("report, fallback with a typo", etc(GOOD, TYPO, REPORT), "inet main", 0, "active", "4", None, [0, True, False])
    yield Row("report that cannot be written", etc(GOOD, CLOSED, "--report=/etc/report.json"), "inet main", 12, "active", "3",
              "going on without it")
    yield Row("report in an input's place", etc(GOOD, None, "--report=/etc/nftables.conf"), "inet main", 3, "failed", "3",
              "would replace the input")


# Options that are wrong, in the ways that the words of a command line can be.
WRONG = ["-ejaV", "-qV", "-h", "--version", "--dump=ast", "-D a=1V", "-D a", "-D a=1 -D a=2", "-D", "-I", "--report",
         "--fallback", "--nonsense", "--color=maybe", "--max-errors=x", "--netns other", "-", "own.nft", "-- own.nft",
         "--transport=io_uring"]
RIGHT = ["--handle", "--", "-ejaq", "-D a=V", "--each"]


def options():
    for opts in WRONG:
        yield Row("%s, fallback" % opts, etc(GOOD, CLOSED, opts), "inet closed", 8, "failed", "3", INSTEAD)
        yield Row(opts, etc(opts=opts), "inet main", 3, "failed", "3", BARE)
    for opts in RIGHT:
        yield Row(opts, etc(GOOD, CLOSED, opts), "inet main", 0, "active", "6" if opts == "--each" else "*")


def reloads():
    def reload(name, then, tables, status, priorities="3", says=None, report=None, before=None, **more):
        return Row("reload: %s" % name, before or etc(GOOD, CLOSED), tables, status, "active", priorities, says, report,
                   then, **more)

    counts = etc(COUNTS % "")
    yield reload("no change", counts, "inet main ip docker", 0, "", before=counts, others=DOCKER + ELEMENT, same=True,
                 holds=["192.0.2.1"])
    yield reload("no change, -v", etc(COUNTS % "", opts="-v"), "inet main ip docker", 0, "6", "0 added, 0 changed, 0 removed",
                 before=counts, others=DOCKER + ELEMENT, same=True)
    yield reload("a rule more", etc(COUNTS % "tcp dport 9 drop;"), "inet main ip docker", 0, "4", "'docker' stays",
                 before=counts, others=DOCKER + ELEMENT, holds=["192.0.2.1", "udp dport 9 counter .*", "chain DOCKER .*"])
    yield reload("a table less", etc(GOOD), "inet main", 0, "", before=etc(NEW))
    yield reload("not declarative", etc(GOOD.replace("flush ruleset\n", "") + "add rule ip docker DOCKER accept\n", opts="-v"),
                 "inet main ip docker", 0, "6", "loaded, not synced", others=DOCKER, holds=["chain DOCKER .*"])
    yield reload("what others made", etc(OPEN), "inet main ip docker", 11, "3 6", "holds objects that the files lack",
                 others=DOCKER)
    yield reload("what others made, --keep", etc(OPEN, opts="--keep=DOCK*"), "ip docker", 0, "", others=DOCKER,
                 holds=["chain DOCKER .*"])
    yield reload("half a file", etc(COUNTS % "", CLOSED), "inet main", 11, "3 6", "refused by --guard", before=etc(WHOLE, CLOSED),
                 same=True)
    yield reload("half a file, --no-guard", etc(COUNTS % "", CLOSED, "--no-guard"), "inet main", 0, "",
                 before=etc(WHOLE, CLOSED))
    yield reload("good", etc(NEW, CLOSED), "inet main inet new", 0, "")
    yield reload("typo, fallback", etc(TYPO, CLOSED), "inet main", 1, says="acept")
    yield reload("typo", etc(TYPO), "inet main", 1, says="acept")
    yield reload("refused by the kernel, fallback", etc(REFUSED, CLOSED), "inet main", 4)
    yield reload("fallback with a typo", etc(NEW, TYPO), "inet main inet new", 0, "")
    yield reload("no main file, fallback", etc(None, CLOSED), "inet main", 1)
    yield reload("empty, fallback", etc("", CLOSED), "inet main", 1, says="is empty")
    yield reload("comments, fallback", etc(COMMENTS, CLOSED), "inet main", 1, says="asks for nothing")
    yield reload("NFTLOAD_FILE missing, fallback", etc(NEW, CLOSED, file="/etc/no.nft"), "inet main", 1)
    yield reload("report, typo, fallback", etc(TYPO, CLOSED, REPORT), "inet main", 1, report=[1, False, None])
    yield reload("report that cannot be written", etc(NEW, CLOSED, "--report=/etc/r"), "inet main", 10)
    for opts in WRONG:
        yield reload("%s, fallback" % opts, etc(NEW, CLOSED, opts), "inet main", 3, says="NFTLOAD_OPTS")


def put(folder, files):
    """The files of a row, and none of another's."""
    for path in (MAIN, "default/nftload"):
        (folder / path).unlink(missing_ok=True)
    shutil.rmtree(folder / "nftload", ignore_errors=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)


def put_good(folder, text):
    shutil.rmtree(folder, ignore_errors=True)
    if text is not None:
        folder.mkdir(mode=0o700)
        (folder / "last-good.nft").write_text(text)
        (folder / "last-good.nft").chmod(0o600)


def start_over(out):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()


def run(root, out):
    done = subprocess.run(["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network",
                           "--volatile=overlay", "--directory=%s" % root, "--bind=%s:/srv/out" % out, "--boot",
                           "--console=pipe"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=180, check=False)
    if not (out / "done").exists():
        sys.exit("no boot: %s" % done.stdout.decode("utf-8", "replace")[-2000:])


def try_without_confirming(root, out, row):
    """A boot whose state folder stays: as it is while the change waits, with which the machine goes off."""
    state = root / "var" / "lib" / "nftload"
    start_over(out)
    put(root / "etc", etc())
    (out / "tried.nft").write_text(row.unconfirmed)
    (out / "reload").write_text("nftload sync --name=nftload --confirm=600 --detach tried.nft && cp -a /var/lib/nftload state\n")
    run(root, out)
    if not (out / "state").exists():
        sys.exit("nothing was tried with --confirm: %s" % text(out / "journal"))
    shutil.rmtree(state, ignore_errors=True)
    shutil.copytree(out / "state", state)
    state.chmod(0o700)
    if row.good is None:
        (state / "last-good.nft").unlink()


def boot(root, out, row):
    put_good(root / "var" / "lib" / "nftload", row.good)
    if row.unconfirmed:
        try_without_confirming(root, out, row)
    start_over(out)
    put(root / "etc", row.files)
    if row.then is not None:
        put_reload(out, row.then)
        (out / "others").write_text(row.others)
    run(root, out)


def put_reload(out, files):
    """A folder, and a script that makes /etc what it is."""
    (out / "etc" / "default").mkdir(parents=True)
    put(out / "etc", files)
    (out / "reload").write_text("rm -rf /etc/nftables.conf /etc/nftload /etc/default/nftload\ncp -R etc/. /etc/\n")


def text(path):
    return path.read_text().strip() if path.exists() else ""


def report_of(path):
    if not path.exists():
        return None
    report = json.loads(path.read_text())
    fallback = report["fallback"]
    return [report["exit"], report["committed"], fallback["committed"] if fallback else None]


def found(out):
    every = [json.loads(line) for line in text(out / "journal").splitlines()]
    lines = [line for line in every if not str(line["MESSAGE"]).startswith("nftload: audit: ")]
    return {
        "audited": len(every) > len(lines),
        "tables": text(out / "tables"),
        "exit": text(out / "status"),
        "state": text(out / "state"),
        "priorities": " ".join(sorted({line["PRIORITY"] for line in lines})),
        "report": report_of(out / "report.json"),
    }, "\n".join(str(line["MESSAGE"]) for line in lines)


def match(pattern, listed):
    found = re.search(pattern, listed)
    return found and found[0]


def judge(row, out):
    """What is not as it should be."""
    have, said = found(out)
    wrong = ["%s is %r, not %r" % (key, have[key], want) for key, want in row.want.items()
             if have[key] != want and want != "*"]
    if row.says and row.says not in said:
        wrong.append("%r is not said" % row.says)
    before, after = text(out / "before-reload"), text(out / "after")
    if row.then is not None and (row.want["exit"] != "0" or row.same) and before != after:
        wrong.append("the reload has changed something")
    wrong += ["%s is no more what it was" % what for what in row.holds if not match(what, before)
              or match(what, before) != match(what, after)]
    if row.want["tables"] != "" and row.then is None and "default/nftload" not in row.files and not have["audited"]:
        wrong.append("no line tells of the commit")
    if (row.same or row.name == "good") and "sync-" not in text(out / "run"):
        wrong.append("the sync has left no record in /run/nftload")
    if row.want["exit"] != "0" and not said:
        wrong.append("nothing is said")
    others = set(text(out / "failed").split()) - {"nftload.service"}
    if others:
        wrong.append("units that failed: %s" % " ".join(sorted(others)))
    if wrong:
        wrong.append(said)
    return have, wrong


def main():
    root, out, pattern = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    failed = count = 0
    print("| in /etc | kernel | exit | unit | priorities | report |\n|---|---|--:|---|---|---|")
    for row in [*starts(), *options(), *reloads()]:
        if not re.search(pattern, row.name):
            continue
        boot(root, out, row)
        have, wrong = judge(row, out)
        print("| %s | %s | %s | %s | %s | %s |" % (row.name, have["tables"] or "nothing", have["exit"], have["state"],
                                                have["priorities"] or "none", have["report"] or "none"), flush=True)
        for line in wrong:
            print("FAILED: %s: %s" % (row.name, line))
        failed += bool(wrong)
        count += 1
    print("boots: %d rows, %d failed" % (count, failed))
    sys.exit(failed > 0 or count == 0)


if __name__ == "__main__":
    main()
