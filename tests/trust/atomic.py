#!/usr/bin/env python3
"""Kills loads at random moments, and lets writers race: the kernel holds one complete ruleset, always.

Usage: atomic.py kill|term|race NFTLOAD (in a private network namespace, in an empty directory)
  NFTLOAD_ROUNDS   kills, or signals (20)
  NFTLOAD_SECONDS  of writing at once (3)
  NFTLOAD_SEED     of the random moments (printed)
"""
import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time

ROUNDS = int(os.environ.get("NFTLOAD_ROUNDS") or 20)
SECONDS = float(os.environ.get("NFTLOAD_SECONDS") or 3)
RULES, ELEMENTS = 3000, 5000


def ruleset(mark, table="t", flush="flush ruleset\n"):
    # With a size the kernel takes a hash table that does not grow: a dump passes over elements that a growing one moves.
    lines = [flush + "table ip %s {" % table, "\tset s {\n\t\ttype ipv4_addr\n\t\tsize 8192\n\t\telements = {"]
    lines += ["\t\t\t10.%d.%d.%d," % (mark, i >> 8, i & 255) for i in range(ELEMENTS)]
    lines += ["\t\t}\n\t}", "\tchain c {"]
    lines += ["\t\tip saddr 10.%d.%d.%d tcp dport %d accept" % (mark, i >> 8, i & 255, i) for i in range(1, RULES)]
    lines += ["\t}", "\tchain last%d {\n\t}" % mark, "}"]
    return "\n".join(lines) + "\n"


def listing(what="ruleset"):
    """A hash of what nft lists, or None: it gave up because others wrote meanwhile."""
    done = subprocess.run(["nft", "-nn", "list", *what.split()], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if done.returncode:
        return None
    with open("listing", "wb") as file:
        file.write(done.stdout)
    return hashlib.sha256(done.stdout).hexdigest()


def write(name, text):
    with open(name, "w") as file:
        file.write(text)
    return name


def load(program, name):
    done = subprocess.run([program, "load", name], stderr=subprocess.PIPE)
    if done.returncode:
        sys.exit("%s: exit %d: %s" % (name, done.returncode, done.stderr.decode()))


def timed_load(program, name):
    start = time.monotonic()
    load(program, name)
    return time.monotonic() - start


def one_kill(program, signum, delay):
    """Exit status and words of a load that gets a signal after so many seconds."""
    child = subprocess.Popen([program, "load", "new"], stderr=subprocess.PIPE)
    time.sleep(delay)
    child.send_signal(signum)
    return child.wait(), child.communicate()[1].decode()


def kill(program, signums):
    write("old", ruleset(1))
    write("new", ruleset(2))
    load(program, "new")
    state = {"new": listing()}
    load(program, "old")
    state["old"] = listing()
    took = min(timed_load(program, "old") for _ in range(5))
    seed = int(os.environ.get("NFTLOAD_SEED") or time.time_ns() & 0xffffffff)
    moments = random.Random(seed)
    counts, wrong = {"old": 0, "new": 0}, 0
    print("a load takes %d ms, seed %d" % (took * 1000, seed))
    for i in range(ROUNDS):
        signum = signums[i % len(signums)]
        code, err = one_kill(program, signum, moments.uniform(0, took))
        now = listing()
        which = [name for name in state if state[name] == now]
        if not which:
            print("FAILED: after %s the kernel holds neither ruleset" % signal.Signals(signum).name)
            return 1
        counts[which[0]] += 1
        wrong += signum != signal.SIGKILL and says_otherwise(code, err, which[0])
        if which[0] == "new":
            load(program, "old")
    print("%d signals: %d times the old ruleset, %d times the new one, complete each time"
          % (ROUNDS, counts["old"], counts["new"]))
    return 1 if wrong else 0


def says_otherwise(code, err, held):
    """What can be caught is reported: death by the signal means nothing was applied, exit 0 that all was."""
    said = {True: "old", False: "new"}[code < 0]
    if code > 0 or said != held or (code < 0 and err and "nothing was applied" not in err):
        print("FAILED: exit %d, '%s', but the kernel holds the %s ruleset" % (code, err.strip(), held))
        return True
    return False


# ---- writers at once ----

def writer(stop, words, names, results):
    i = 0
    while not stop.is_set():
        done = subprocess.run([*words, names[i % len(names)]], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        results.append((done.returncode, done.stderr.decode()))
        i += 1
        time.sleep(0.03)  # without a pause nobody could read in between


def adder(stop, program, results):
    """Adds to a set of intervals, which asks the kernel first: what changes meanwhile is a lost race."""
    i = 0
    while not stop.is_set():
        element = "10.%d.%d.0/30" % (i >> 8, i & 255)
        done = subprocess.run([program, "load", "-v", "-"], input=("add element ip own s { %s }\n" % element).encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        results.append((done.returncode, done.stderr.decode()))
        i += 1
        time.sleep(0.01)


def race(program):
    swap = "table ip t\ndelete table ip t\n"
    names = [write("w%d" % i, ruleset(i, flush=swap)) for i in (1, 2, 3)]
    write("own", "table ip own { set s { type ipv4_addr; flags interval; }\n}\n")
    whole = set()
    for name in names:
        load(program, name)
        whole.add(listing("table ip t"))
    load(program, "own")
    stop, results, added = threading.Event(), {"one": [], "two": [], "nft": []}, []
    threads = [threading.Thread(target=writer, args=(stop, [program, "load"], names[:1], results["one"])),
               threading.Thread(target=writer, args=(stop, [program, "load"], names[1:2], results["two"])),
               threading.Thread(target=writer, args=(stop, ["nft", "-f"], names[2:], results["nft"])),
               threading.Thread(target=adder, args=(stop, program, added))]
    for thread in threads:
        thread.start()
    end, looks, wrong = time.monotonic() + SECONDS, 0, 0
    while time.monotonic() < end:
        seen = listing("table ip t")
        looks += seen is not None
        if seen not in whole | {None}:
            wrong += 1
            os.rename("listing", "wrong-listing")
    stop.set()
    for thread in threads:
        thread.join()
    return judge_race(results, added, wrong, looks) + (listing("table ip t") not in whole)


def judge_race(results, added, wrong, looks):
    if wrong:
        print("FAILED: %d of %d looks saw what no writer wrote" % (wrong, looks))
    for name in ("one", "two"):
        for code, err in results[name]:
            if code:
                wrong += 1
                print("FAILED: loader %s: exit %d: %s" % (name, code, err))
    retries = 0
    for code, err in added:
        match = re.search(r"(\d+) retries", err)
        retries += int(match.group(1)) if match else 0
        # 6: other programs kept changing the ruleset, which is said
        if code not in (0, 6) or (code == 6 and "nothing was applied" not in err):
            wrong += 1
            print("FAILED: the adder: exit %d: %s" % (code, err))
    there = subprocess.run(["nft", "list", "table", "ip", "own"], stdout=subprocess.PIPE).stdout.decode().count("/30")
    expected = sum(code == 0 for code, err in added)
    if there != expected:
        wrong += 1
        print("FAILED: %d of %d elements are there" % (there, expected))
    print("%d looks; commits: %d and %d by the loaders, %d by nft, %d additions with %d retries"
          % (looks, len(results["one"]), len(results["two"]), sum(code == 0 for code, err in results["nft"]),
             expected, retries))
    return wrong


def main():
    what, program = sys.argv[1:3]
    if what == "kill":
        code = kill(program, [signal.SIGKILL])
    elif what == "term":
        code = kill(program, [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
    else:
        code = race(program)
    sys.exit(1 if code else 0)


main()
