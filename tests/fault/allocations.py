#!/usr/bin/env python3
"""Lets each allocation of the program fail once, the first, the second ... until none is left to fail.

Usage: allocations.py NFTLOAD COUNTDOWN.SO (in a private network namespace, in an empty directory)

Either memory was needed: exit 10, one clear line, no transaction sent, or it was not (a buffer of stdio's, say), and
all goes on as if nothing had happened: the kernel holds the same, and as many bytes were sent for it.  What only tells
of what was done may want memory after that: exit 12 where the ruleset was applied, which the line says, too.
"""
import json
import os
import subprocess
import sys

TEXT = """table inet t {
	counter k { comment "x"; }
	ct helper h { type "ftp" protocol tcp; }
	set s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.1-192.0.2.9 } }
	set p { type ipv4_addr . inet_service; flags interval; elements = { 10.0.0.0/8 . 22, 192.0.2.1 . 1-1023 } }
	map m { type inet_service : verdict; elements = { 22 : accept, 23 : jump d } }
	chain d { }
	chain c {
		type filter hook input priority filter; policy accept;
		ct state vmap { established : accept, invalid : drop }
		ip saddr @s tcp dport { 22, 80, 443 } counter name k accept comment "y"
		tcp dport vmap @m
		tcp dport 22 limit rate 10/second log prefix "z" level info
		meta skuid 0 ip6 saddr fe80::/10 reject
	}
}
add element inet t s { 198.51.100.1 }
"""
MISTAKE = "define v = { 192.0.2.1 }\ntable ip t {\n chain c {\n  ip sadr $v accept\n  ip saddr $w drop\n  jump nowhere\n }\n}\n"
JSON = """{"nftables": [{"add": {"table": {"family": "ip", "name": "j"}}},
{"add": {"chain": {"family": "ip", "table": "j", "name": "c"}}},
{"add": {"set": {"family": "ip", "table": "j", "name": "s", "type": "ipv4_addr", "elem": ["192.0.2.1", "192.0.2.2"]}}},
{"add": {"rule": {"family": "ip", "table": "j", "chain": "c", "expr": [{"match": {"op": "==", "left":
 {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "@s"}}, {"accept": null}]}}}]}
"""
# Without what is included it is wrong: none of it may be passed over.
INCLUDE, PART = 'include "./part*"\nadd rule inet i c tcp dport $port accept\n', "define port = 22\ntable inet i { chain c { }; }\n"
REFUSED = "add rule ip nothing c accept\ndelete chain ip nothing d\n"
# glibc's name services give up in their own ways, a crash of theirs among them: only that nothing is sent is ours.
NAMES = "table ip t {\n chain c {\n  tcp dport ssh meta skuid root accept\n }\n}\n"

# name, input, words, the exit status that it has otherwise
RUNS = [
    ("text", TEXT, ["load"], 0),
    ("json", JSON, ["load"], 0),
    # Without names of protocols, for which an echo asks glibc.
    ("echo", TEXT, ["load", "-e", "-a", "-p"], 0),
    ("report", TEXT, ["load", "-v", "--stats", "--report=report.json"], 0),
    ("include", INCLUDE, ["load"], 0),
    ("mistake", MISTAKE, ["check"], 1),
    ("refused", REFUSED, ["load"], 4),
    ("dump", TEXT, ["check", "--dump=messages"], 0),
    ("names", NAMES, ["load"], 0),
]
# Those that have more to tell of what was sent than an exit status.
TELLING = {"echo", "report", "refused"}
WHOLE = {}  # what the kernel holds, and what the report says, when nothing fails


def once(program, words, name, count, library):
    env = dict(os.environ, LD_PRELOAD=library, COUNTDOWN=str(count), COUNTDOWN_LOG="log")
    if os.path.exists("log"):
        os.unlink("log")
    done = subprocess.run([program, *words, name], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    log = open("log").read() if os.path.exists("log") else ""
    return done.returncode, done.stderr.decode("utf-8", "replace"), "reached" in log, "sent" in log


def report():
    """What a report says, without what differs from run to run."""
    with open("report.json") as file:
        return {key: value for key, value in json.load(file).items() if key not in ("generation", "timing_ms", "peak_kib")}


def listing():
    return subprocess.run(["nft", "list", "ruleset"], stdout=subprocess.PIPE, check=True).stdout


def fine(name, code, err, sent, otherwise):
    if code == otherwise:
        return listing() == WHOLE[name] and (name != "report" or report() == WHOLE["its text"])
    if name == "names" and not sent and code in (1, -6, -11):
        return True
    if code not in (10, 12) or sent and name not in TELLING:
        return False
    applied = listing() != b""
    said = "the ruleset was applied" in err
    return applied == (code == 12) and said == applied and ("memory" in err or "cannot write the report" in err)


def judge(name, code, err, sent, otherwise):
    if fine(name, code, err, sent, otherwise):
        return None
    return "exit %d%s: %s" % (code, ", and sent" if sent else "", err.strip()[:300])


def countdown(program, library, name, words, otherwise):
    wrong, count, needed = 0, 0, 0
    while True:
        subprocess.run(["nft", "flush", "ruleset"], check=True)
        code, err, reached, sent = once(program, words, name, count, library)
        if not reached:
            break
        complaint = judge(name, code, err, sent, otherwise)
        if complaint:
            wrong += 1
            print("FAILED: %s: allocation %d: %s" % (name, count, complaint))
        needed += code in (10, 12)
        count += 1
    print("%s: %d allocations failed, %d of them ended the run with exit 10 or 12" % (name, count, needed))
    return wrong, count


def main():
    program, library = sys.argv[1:3]
    wrong = total = 0
    with open("part.nft", "w") as file:
        file.write(PART)
    for name, text, words, otherwise in RUNS:
        with open(name, "w") as file:
            file.write(text)
        subprocess.run(["nft", "flush", "ruleset"], check=True)
        code = subprocess.run([program, *words, name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        if code != otherwise:
            print("skipped: %s gives %d here, not %d" % (name, code, otherwise))
            continue
        WHOLE[name] = listing()
        if name == "report":
            WHOLE["its text"] = report()
        bad, count = countdown(program, os.path.abspath(library), name, words, otherwise)
        wrong, total = wrong + bad, total + count
    print("%d allocations failed in all" % total)
    sys.exit(1 if wrong or not total else 0)


main()
