#!/usr/bin/env python3
"""Accidents at random moments of a change that waits: the kernel holds the old or the new ruleset, and exit statuses and
records say which.

Usage: soak.py NFTLOAD (in private namespaces for the network and for mounts, in an empty directory; /run/nftload is empty)
  NFTLOAD_ROUNDS   of each kind of accident (2)
  NFTLOAD_KINDS    names of kinds (all)
  NFTLOAD_SEED     of the random moments (printed)
"""
import collections
import fcntl
import json
import os
import pathlib
import pty
import random
import re
import resource
import signal
import struct
import subprocess
import sys
import time

ROUNDS = int(os.environ.get("NFTLOAD_ROUNDS") or 2)
SEED = int(os.environ.get("NFTLOAD_SEED") or time.time_ns() & 0xffffffff)
PATIENCE_S = 60  # longer than any deadline here

OLD = """table inet t {
	counter hits { packets 5 bytes 50 }
	quota much { over 900 bytes used 80 bytes }
	set b { type ipv4_addr; flags timeout; elements = { 192.0.2.1 timeout 1h, 192.0.2.2 timeout 2h }; }
	map m { type inet_service : verdict; elements = { 1 : accept, 2 : jump sub }; }
	chain sub { counter packets 1 bytes 10 return; }
	chain c {
		type filter hook forward priority 0; policy accept
		ip saddr @b drop
		tcp dport 22 counter packets 7 bytes 700 accept
		tcp dport { 80, 443 } counter packets 9 bytes 900 accept
		tcp dport vmap @m
		counter name hits
		quota name much drop
	}
}
"""
NEW = """table inet t {
	chain made { tcp dport 26 accept; }
	set b { type ipv4_addr; flags timeout; elements = { 192.0.2.3 timeout 1h }; }
	chain c {
		type filter hook forward priority 0; policy drop
		tcp dport { 80, 443 } counter accept
		jump made
		ip saddr @b accept
		tcp dport 25 accept
	}
}
"""
# A clock of the wall that goes wrong: the wait must not depend on it.
JUMPS = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
static long jump(void)
{
	static unsigned int calls;
	const long by[] = { 0, 86400, -86400, 3600, -7 };
	return by[calls++ % 5];
}
time_t time(time_t *ret)
{
	struct timespec t;
	time_t now;
	((int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime"))(CLOCK_REALTIME, &t);
	now = t.tv_sec + jump();
	if (ret)
		*ret = now;
	return now;
}
int clock_gettime(clockid_t clock, struct timespec *ret)
{
	int err = ((int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime"))(clock, ret);
	if (clock == CLOCK_REALTIME)
		ret->tv_sec += jump();
	return err;
}
"""


class Run:
    """One change, from the old ruleset on."""

    def __init__(self, program, chance):
        self.program, self.chance = program, chance
        self.verb = chance.choice(["sync", "load"])
        self.detach = chance.random() < 0.3
        self.answer = chance.choice([None, None, "confirm", "reject"])
        self.env, self.limits, self.terminal = dict(os.environ), None, None
        self.process = self.reader = None

    def begin(self):
        seconds = "20" if self.answer else "1"
        command = [self.program, self.verb, "--confirm=" + seconds, *["--detach"] * self.detach, "new." + self.verb]
        if self.terminal:
            self.reader, inside = pty.openpty()
        else:
            inside = os.open("said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=inside, stderr=inside, env=self.env,
                                        preexec_fn=self.limits, start_new_session=bool(self.terminal))
        os.close(inside)

    def holder(self):
        try:
            text = pathlib.Path("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid)).read_text()
        except OSError:
            return None
        return int(text.split()[0]) if text.split() else None

    def send(self, signum, to_holder):
        pid = self.holder() if to_holder else self.process.pid
        if pid:
            try:
                os.kill(pid, signum)
            except ProcessLookupError:
                pass

    def wait_for_change(self, records):
        """Until it waits, or has ended; its id."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            waits = [r for r in records() if r["state"] == "pending"]
            if waits:
                return waits[0]["id"]
            if self.process.poll() is not None:
                return None
            time.sleep(0.005)
        return None


def sh(*command, text=None):
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


F_OFD_GETLK, LOCK = 36, struct.Struct("hhqqi4x")


def is_locked():
    """Whether there is a holder, also one that has recorded nothing yet."""
    try:
        file = open("/run/nftload/confirm-lock")
    except FileNotFoundError:
        return False
    with file:
        return LOCK.unpack(fcntl.fcntl(file, F_OFD_GETLK, LOCK.pack(fcntl.F_WRLCK, 0, 0, 0, 0)))[0] != fcntl.F_UNLCK


def held():
    """What the kernel holds, but for what time and others have changed."""
    text = sh("nft", "list", "ruleset").stdout
    text = re.sub(r"table ip foreign \{.*?\n\}\n", "", text, flags=re.S)
    text = re.sub(r" expires \S+|\t*udp dport .*\n|\t*elements = \{ 198.*\n", "", text)
    text = re.sub(r",?\s*198\.51\.100\.\d+( timeout \S+)?", "", text)
    blocks = collections.defaultdict(list)
    block = ""
    for line in text.splitlines():
        if re.match(r"\t(chain|set|map|counter|quota) ", line) or line.startswith("table"):
            block = line
        elif line.strip() not in ("", "}"):
            blocks[block].append(line)
        blocks[block]
    return sorted(blocks.items())


def without_used(blocks):
    """Without what stays because others use it."""
    return [(block, lines) for block, lines in blocks if "chain made" not in block]


# ---- the kinds of accident ----

def by_signal(signum, to_holder):
    def accident(run):
        run.begin()
        time.sleep(run.chance.uniform(0, 0.15) if run.chance.random() < 0.6 else run.chance.uniform(0, 1))
        run.send(signum, to_holder)
    return accident


def both_killed(run):
    run.begin()
    time.sleep(run.chance.uniform(0, 0.3))
    for signum in (signal.SIGTERM, signal.SIGHUP):
        run.send(signum, True)
        run.send(signum, False)


def terminal_closes(run):
    run.terminal = True
    run.begin()
    time.sleep(run.chance.uniform(0, 0.6))
    os.close(run.reader)


def foreign_commits(run):
    run.begin()
    end = time.monotonic() + run.chance.uniform(0.1, 1)
    while time.monotonic() < end:
        sh("nft", run.chance.choice(["add table ip foreign", "add chain ip foreign x; add rule ip foreign x accept",
                                     "add rule inet t c udp dport 53 accept", "insert rule inet t c udp dport 54 accept",
                                     "add element inet t b { 198.51.100.%d timeout 1h }" % run.chance.randrange(9)]))
        time.sleep(run.chance.uniform(0, 0.02))


def refused_inverse(run):
    """Others use what the change has made, or take away what it has left."""
    run.begin()
    run.wait_for_change(run.records)
    time.sleep(run.chance.uniform(0, 0.3))
    sh("nft", run.chance.choice(["add rule inet t c udp dport 53 jump made", "add rule inet t c udp dport 53 ip saddr @b accept",
                                 "flush chain inet t c", "delete table inet t"]))


def clock_jumps(run):
    run.env["LD_PRELOAD"] = str(pathlib.Path("jumps.so").resolve())
    run.begin()


def no_memory(run):
    most = run.chance.randrange(3, 60) << 20

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    run.limits = limit
    run.begin()


def no_descriptors(run):
    most = run.chance.randrange(3, 20)

    def limit():
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    run.limits = limit
    run.begin()


KINDS = {
    "HUP to the holder": by_signal(signal.SIGHUP, True),
    "TERM to the holder": by_signal(signal.SIGTERM, True),
    "INT to the holder": by_signal(signal.SIGINT, True),
    "KILL to the holder": by_signal(signal.SIGKILL, True),
    "HUP to who waits": by_signal(signal.SIGHUP, False),
    "TERM to who waits": by_signal(signal.SIGTERM, False),
    "INT to who waits": by_signal(signal.SIGINT, False),
    "KILL to who waits": by_signal(signal.SIGKILL, False),
    "TERM and HUP to both": both_killed,
    "terminal closes": terminal_closes,
    "foreign commits": foreign_commits,
    "refused inverse": refused_inverse,
    "clock jumps": clock_jumps,
    "memory": no_memory,
    "descriptors": no_descriptors,
}


# ---- what is right ----

class Judge:
    def __init__(self, program):
        self.program = program
        for verb, flush in (("sync", ""), ("load", "flush ruleset\n")):
            pathlib.Path("new." + verb).write_text(flush + NEW)
        pathlib.Path("old").write_text(OLD)
        self.states = {}
        for name, file, verb in (("new-sync", "new.sync", "sync"), ("new-load", "new.load", "load"), ("old", "old", None)):
            self.reset()
            if verb:
                self.must(verb, file)
            self.states[name] = held()

    def must(self, *command):
        done = sh(self.program, *command)
        if done.returncode:
            sys.exit("%s: exit %d: %s" % (command, done.returncode, done.stdout))

    def reset(self):
        sh("nft", "flush", "ruleset")
        self.must("sync", "old")

    def records(self):
        return json.loads(sh(self.program, "confirm", "--status", "--json").stdout or "[]")

    def settle(self, run, known):
        """Its exit status, and what is recorded of it."""
        end = time.monotonic() + PATIENCE_S
        code = run.process.wait(PATIENCE_S)
        while is_locked() and time.monotonic() < end:
            time.sleep(0.01)
        new = [r["state"] for r in self.records() if r["id"] not in known]
        return code, new[0] if new else None

    def wrong(self, run, code, state):
        """Why what is there is not right; None: it is."""
        now = held()
        is_new, is_old = now == self.states["new-" + run.verb], self.states["old"] in (now, without_used(now))
        if not is_new and not is_old:
            return "a mixed state"
        allowed = {"confirmed": "new", "reverted": "old", "rejected": "old", None: "old", "revert-failed": "either",
                   "pending": "none"}[state]
        if allowed == "none" or (allowed == "new" and not is_new) or (allowed == "old" and not is_old):
            return "recorded as %s" % state
        if code == 0 and not run.detach and state != "confirmed":
            return "exit 0, but %s" % state
        if code == 7 and state not in ("reverted", "rejected"):
            return "exit 7, but %s" % state
        if code == 9 and state != "revert-failed":
            return "exit 9, but %s" % state
        if code in (1, 3, 4, 5, 6, 10, 11) and (state or not is_old):
            return "exit %d, but %s" % (code, state)
        return None


def answer(run, judge):
    """Another login decides."""
    name = run.wait_for_change(judge.records)
    if name and run.answer:
        time.sleep(run.chance.uniform(0, 0.2))
        sh(judge.program, run.answer, name)


def one(kind, judge, chance):
    run = Run(judge.program, chance)
    run.records = judge.records
    judge.reset()
    known = {r["id"] for r in judge.records()}
    KINDS[kind](run)
    answer(run, judge)
    code, state = judge.settle(run, known)
    why = judge.wrong(run, code, state)
    if kind == "refused inverse" and why == "a mixed state" and state == "confirmed":
        why = None  # it is theirs
    if why:
        said = pathlib.Path("said").read_text() if pathlib.Path("said").exists() else ""
        print("WRONG: %s: %s: %s%s, answer %s, exit %d, %s\n%s%s" % (
            kind, why, run.verb, " --detach" * run.detach, run.answer, code, state, said,
            sh("nft", "list", "ruleset").stdout), flush=True)
    return (state or "nothing changed", code), why


def main(program):
    chance = random.Random(SEED)
    judge = Judge(program)
    pathlib.Path("jumps.c").write_text(JUMPS)
    if sh("cc", "-shared", "-fPIC", "-o", "jumps.so", "jumps.c", "-ldl").returncode:
        KINDS.pop("clock jumps")
        print("no compiler: the clock does not jump")
    kinds = [k for k in KINDS if not os.environ.get("NFTLOAD_KINDS") or re.search(os.environ["NFTLOAD_KINDS"], k)]
    print("seed %d, %d rounds of %d kinds" % (SEED, ROUNDS, len(kinds)), flush=True)
    total = wrong = 0
    for kind in kinds:
        ends, bad = collections.Counter(), 0
        for _ in range(ROUNDS):
            end, why = one(kind, judge, chance)
            ends[end] += 1
            bad += bool(why)
        total += ROUNDS
        wrong += bad
        print("%-22s %3d runs, %d wrong: %s" % (kind, ROUNDS, bad, ", ".join(
            "%s (exit %d) %d" % (*end, n) for end, n in sorted(ends.items()))), flush=True)
    print("%d runs, %d wrong" % (total, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
