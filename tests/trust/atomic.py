#!/usr/bin/env python3
"""Kills loads at random moments, and lets writers race: the kernel holds one complete ruleset, always.

Usage: atomic.py kill|term|race NFTLOAD (in a private network namespace, in an empty directory)
  NFTLOAD_ROUNDS   kills, or signals (20)
  NFTLOAD_SECONDS  of writing at once, at least (3)
  NFTLOAD_SEED     of the random moments (printed)
  NFTLOAD_EVIDENCE folder for what was seen and should not have been (evidence)
"""
import os
import pathlib
import random
import re
import signal
import struct
import subprocess
import sys
import threading
import time

ROUNDS = int(os.environ.get("NFTLOAD_ROUNDS") or 20)
SECONDS = float(os.environ.get("NFTLOAD_SECONDS") or 3)
EVIDENCE = pathlib.Path(os.environ.get("NFTLOAD_EVIDENCE") or "evidence")
RULES, ELEMENTS = 3000, 5000
RACE_RULES, RACE_ELEMENTS = 1000, 2000  # of each writer: looks must be quick
LOOKS_LEAST, SECONDS_MOST = 50, 120  # looks that a race must come to, and how long it may try

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))
import facts  # noqa: E402

GET_CHAINS, GET_RULES, GET_ELEMENTS, GET_GENERATION = 4, 7, 13, 16
BATCH_BEGIN, BATCH_END, SUBSYSTEM = 0x10, 0x11, 10


def ruleset(mark, flush="flush ruleset\n", rules=RULES, elements=ELEMENTS):
    # With a size the kernel takes a hash table that does not grow: a dump passes over elements that a growing one moves.
    lines = [flush + "table ip t {", "\tset s {\n\t\ttype ipv4_addr\n\t\tsize 8192\n\t\telements = {"]
    lines += ["\t\t\t10.%d.%d.%d," % (mark, i >> 8, i & 255) for i in range(elements)]
    lines += ["\t\t}\n\t}", "\tchain c {"]
    lines += ["\t\tip saddr 10.%d.%d.%d tcp dport %d accept" % (mark, i >> 8, i & 255, i) for i in range(1, rules)]
    lines += ["\t}", "\tchain last%d {\n\t}" % mark, "}"]
    return "\n".join(lines) + "\n"


class Looker:
    """Reads a table from the kernel itself: nft puts its listings together from several questions, and if others write
    meanwhile, what it prints is nft's to answer for, not the loader's."""

    def __init__(self, table="t"):
        self.table = table.encode() + b"\0"
        self.sock = facts.open_socket()

    def generation(self):
        head = facts.state.HEADER
        self.sock.send(head.pack(head.size + 4, facts.state.NFTABLES | GET_GENERATION, 1, 1, 0) + bytes(4))
        return self.sock.recv(4096)[head.size + 4:]

    def wait_for_commit(self):
        """An empty batch: the kernel takes it when no commit is under way, and it changes nothing.

        A commit counts the generation up first and makes it visible afterwards, table by table.  A dump in between has
        of both, and neither the generation nor a mark of the dump tells.
        """
        head = facts.state.HEADER
        body = struct.pack(">BBH", 0, 0, SUBSYSTEM)
        self.sock.send(b"".join(head.pack(head.size + 4, kind, 1, 1, 0) + body for kind in (BATCH_BEGIN, BATCH_END)))

    def read(self):
        """Three dumps as they come: they must be quick, so that nobody writes meanwhile."""
        dump, string = facts.state.dump, facts.state.string
        of_table = string(1, "t")
        return [list(dump(self.sock, number, 2, attributes)) for number, attributes in (
            (GET_CHAINS, b""), (GET_RULES, of_table), (GET_ELEMENTS, of_table + string(2, "s")))]

    def things(self, dumped):
        """The attributes by number of each thing of the table."""
        for _, payload in dumped:
            thing = dict(facts.attributes(payload))
            if thing[1] == self.table:
                yield thing

    def lines(self, chains, rules, elements):
        """Names of chains, expressions of rules in their order, elements: no handles, no use counts."""
        lines = ["chain " + chain[3].decode().rstrip("\0") for chain in self.things(chains)]
        lines += ["rule " + rule[4].hex() for rule in self.things(rules)]
        return tuple(lines + sorted("element " + item.hex() for many in self.things(elements)
                                    for _, item in facts.attributes(many[3])))

    def held(self):
        """What the table holds; None: it cannot be told, since others wrote meanwhile."""
        before = self.generation()
        self.wait_for_commit()
        try:
            seen = self.read()
        except OSError:  # a dump was interrupted, or the set has gone
            self.sock.close()
            self.sock = facts.open_socket()
            return None
        return self.lines(*seen) if self.generation() == before else None


def write(name, text):
    with open(name, "w") as file:
        file.write(text)
    return name


def load(program, name):
    done = subprocess.run([program, "load", name], stderr=subprocess.PIPE)
    if done.returncode:
        sys.exit("%s: exit %d: %s" % (name, done.returncode, done.stderr.decode()))


def keep_evidence(name, seen, states):
    """Writes what was seen, and the states that it should have been one of."""
    EVIDENCE.mkdir(parents=True, exist_ok=True)
    for title, lines in [(name, seen or ()), *(("whole-%s" % key, lines) for key, lines in states.items())]:
        (EVIDENCE / title).write_text("".join(line + "\n" for line in lines))
    print("the evidence is in %s" % EVIDENCE)


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
    looker = Looker()
    write("old", ruleset(1))
    write("new", ruleset(2))
    load(program, "new")
    state = {"new": looker.held()}
    load(program, "old")
    state["old"] = looker.held()
    took = min(timed_load(program, "old") for _ in range(5))
    seed = int(os.environ.get("NFTLOAD_SEED") or time.time_ns() & 0xffffffff)
    moments = random.Random(seed)
    counts, wrong = {"old": 0, "new": 0}, 0
    print("a load takes %d ms, seed %d" % (took * 1000, seed))
    for i in range(ROUNDS):
        signum = signums[i % len(signums)]
        code, err = one_kill(program, signum, moments.uniform(0, took))
        now = looker.held()
        which = [name for name in state if state[name] == now]
        if not which:
            print("FAILED: after %s the kernel holds neither ruleset" % signal.Signals(signum).name)
            keep_evidence("held-after-%s" % signal.Signals(signum).name, now, state)
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
        time.sleep(random.uniform(0.02, 0.2))  # without a pause nobody could read in between


def adder(stop, program, results):
    """Adds to a set of intervals, which asks the kernel first: what changes meanwhile is a lost race."""
    i = 0
    while not stop.is_set():
        element = "10.%d.%d.0/30" % (i >> 8, i & 255)
        done = subprocess.run([program, "load", "-v", "-"], input=("add element ip own s { %s }\n" % element).encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        results.append((done.returncode, done.stderr.decode()))
        i += 1
        time.sleep(0.03)


def race(program):
    swap = "table ip t\ndelete table ip t\n"
    names = [write("w%d" % i, ruleset(i, swap, RACE_RULES, RACE_ELEMENTS)) for i in (1, 2, 3)]
    write("own", "table ip own { set s { type ipv4_addr; flags interval; }\n}\n")
    looker, whole = Looker(), {}
    for name in names:
        load(program, name)
        whole[name] = looker.held()
    load(program, "own")
    stop, results, added = threading.Event(), {"one": [], "two": [], "nft": []}, []
    threads = [threading.Thread(target=writer, args=(stop, [program, "load"], names[:1], results["one"])),
               threading.Thread(target=writer, args=(stop, [program, "load"], names[1:2], results["two"])),
               threading.Thread(target=writer, args=(stop, ["nft", "-f"], names[2:], results["nft"])),
               threading.Thread(target=adder, args=(stop, program, added))]
    for thread in threads:
        thread.start()
    looks = look_at(looker, whole)
    stop.set()
    for thread in threads:
        thread.join()
    looks.append(judge_look(looker.held(), whole, len(looks)))
    return judge_race(results, added, looks)


def judge_look(seen, whole, number):
    """The name of the writer whose ruleset was seen."""
    for name, lines in whole.items():
        if seen == lines:
            return name
    keep_evidence("look-%d" % number, seen, whole)
    return None


def look_at(looker, whole):
    """For the time of a race, the writer of each state that could be read."""
    start, looks = time.monotonic(), []
    while time.monotonic() < start + SECONDS or (
            len(looks) < LOOKS_LEAST and time.monotonic() < start + SECONDS_MOST):
        seen = looker.held()
        if seen:
            looks.append(judge_look(seen, whole, len(looks)))
        else:
            time.sleep(0.005)
    return looks


def judge_race(results, added, looks):
    wrong = looks.count(None)
    if wrong:
        print("FAILED: %d of %d looks saw what no writer wrote" % (wrong, len(looks)))
    if len(looks) < LOOKS_LEAST:
        wrong += 1
        print("FAILED: no more than %d looks could be judged in %d seconds" % (len(looks), SECONDS_MOST))
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
          % (len(looks), len(results["one"]), len(results["two"]), sum(code == 0 for code, err in results["nft"]),
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
