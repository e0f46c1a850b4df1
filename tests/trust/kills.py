#!/usr/bin/env python3
"""Kills and signals at random moments of load, sync, confirm and undo: the kernel holds the old or the new ruleset, whole; the
exit status and the records say which; and the next command works.

Usage: kills.py NFTLOAD (as root, in an empty directory; each of its workers makes namespaces of its own)
  NFTLOAD_KILLS    how many, over all verbs (20)
  NFTLOAD_VERBS    of which verbs, a regular expression (all)
  NFTLOAD_SEED     of the random moments (printed)

Each run goes from the ruleset that is there to the other one of two, and is sent a signal (KILL, TERM, INT, HUP or QUIT)
after a random time within its length: the process that was started, its child, or both.  Runs that had ended by then are
counted as late, and not as kills.
"""
import collections
import ctypes
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))
import facts  # noqa: E402

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
PATIENCE_S = 60  # no run takes a tenth of that
SHOWN = 20  # lines about what was wrong, of each worker
SIGNALS = [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT]
VICTIMS = ["process", "process", "process", "child", "group"]
LATER, SOONER = 1.005, 0.97  # of a window after each run: one of seven is late then
RULES, ELEMENTS = 120, 200
MARK = re.compile(r" 240=[0-9a-f]+")
NOT_MADE = (1, 3, 4, 5, 6, 7, 10, 11)  # exit statuses that say: the ruleset is as it was


def ruleset(mark, flush=""):
    """Half of what both have is the same."""
    sets = ", ".join("10.0.%d.%d" % (mark * (i % 2), i) for i in range(ELEMENTS))
    lines = [flush + "table inet t {",
             "\tcounter hits { packets %d bytes 50 }" % mark,
             "\tquota much { over 900 bytes used 80 bytes }",
             "\tset plain { type ipv4_addr; elements = { %s }; }" % sets,
             "\tset timed { type ipv4_addr; flags timeout; elements = { 192.0.2.%d timeout 1h, 192.0.2.9 timeout 2h }; }" % mark,
             "\tset spans { type ipv4_addr; flags interval; elements = { 10.%d.0.0/16, 172.16.0.0/12 }; }" % mark,
             "\tchain sub%d { counter packets 1 bytes 10 return; }" % mark,
             "\tmap m { type inet_service : verdict; elements = { 1 : accept, 2 : jump sub%d }; }" % mark,
             "\tchain c {",
             "\t\ttype filter hook forward priority 0; policy %s" % ("accept", "drop")[mark % 2],
             "\t\tip saddr @timed drop", "\t\tip saddr @plain counter packets 7 bytes 700 accept", "\t\tip saddr @spans drop"]
    # Each nameless set is a question of its own to the kernel when its state is read.
    lines += ["\t\ttcp dport %s counter packets %d bytes 900 accept" % (("{ %d, %d }" if i % 10 == 0 else "%d-%d") % (
        i + 1000 * mark * (i % 3 > 0), i + 5000), i) for i in range(1, RULES)]
    lines += ["\t\ttcp dport vmap @m", "\t\tcounter name hits", "\t\tquota name much drop", "\t}", "}"]
    return "\n".join(lines) + "\n"


def held():
    """What the kernel holds, less handles and what moves with the clock; chains and sets by their names.  The marks of nameless
    sets only spare a sync from reading them."""
    with facts.open_socket() as sock:
        there = facts.State(sock)
        things = []
        for kind, family, name, attrs in there.things:
            there.nameless, there.seen = {}, []
            lines = there.thing(kind, family, name, attrs)
            things.append((kind, family, name, *(lines if kind == facts.SET else [MARK.sub("", line) for line in lines])))
        return sorted(things)


class Wrong(Exception):
    pass


class Ended:
    def __init__(self, code, said):
        self.code, self.said = code, said


class Verb:
    """One verb, between two states of the kernel: at[0] and at[1]."""
    name, alone = None, False

    def __init__(self, program, chance):
        self.program, self.chance, self.counts, self.late = program, chance, collections.Counter(), 0
        self.folder = pathlib.Path(self.name)
        self.folder.mkdir()
        self.history = "--history-dir=%s" % (self.folder / "history").resolve()
        for mark in (0, 1):
            (self.folder / str(mark)).write_text(ruleset(mark + 1, "flush ruleset\n" if self.name == "load" else ""))
        self.window_s = {}  # by the command's first word
        self.start()

    def file(self, number):
        return str(self.folder / str(number))

    def command(self, to):
        raise NotImplementedError

    def run(self, *words):
        try:
            done = subprocess.run([self.program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            raise Wrong("%s does not end" % " ".join(words)) from None
        return Ended(done.returncode, done.stdout)

    def must(self, *words):
        done = self.run(*words)
        if done.code:
            raise Wrong("%s: exit %d: %s" % (" ".join(words), done.code, done.said))
        return done

    def start(self):
        """Goes there and back until both states are known: counters may be carried over once."""
        self.prepare()
        times, known = [], []
        for turn in range(6):
            times.append(self.time(*self.command(turn % 2)))
            self.settled()
            known.append(held())
        self.at, self.now = known[4:], 1
        self.window_s[self.command(0)[0]] = sorted(times)[2]
        if known[2:4] != self.at or self.at[0] == self.at[1]:
            raise Wrong("%s: two states cannot be told" % self.name)

    def time(self, *words):
        """From the program's start on, as disturb() counts."""
        process = self.begin(*words)
        begin = time.monotonic()
        end = self.wait(process)
        if end.code:
            raise Wrong("%s: exit %d: %s" % (" ".join(words), end.code, end.said))
        return time.monotonic() - begin

    def prepare(self):
        subprocess.run(["nft", "flush", "ruleset"], check=True)
        shutil.rmtree(self.folder / "history", ignore_errors=True)

    def settled(self):
        pass

    # ---- a run that is disturbed ----

    def disturb(self, process, signum, whom, window):
        """After a random time within a window.  False: it had ended by then."""
        time.sleep(self.chance.uniform(0, self.window_s[window]))
        on_time = process.poll() is None
        self.window_s[window] *= LATER if on_time else SOONER
        if on_time and whom == "group":
            os.killpg(process.pid, signum)
        elif on_time:
            children = self.children(process.pid) if whom == "child" else []
            self.send([*children, process.pid][0], signum)
        self.late += not on_time
        return on_time

    @staticmethod
    def send(pid, signum):
        try:
            os.kill(pid, signum)
        except ProcessLookupError:
            pass

    @staticmethod
    def children(pid):
        try:
            return [int(n) for n in pathlib.Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()]
        except FileNotFoundError:
            return []

    def begin(self, *words):
        return subprocess.Popen([self.program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=open("said", "w"), start_new_session=True)

    def wait(self, process):
        try:
            code = process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise Wrong("it does not end") from None
        return Ended(code, pathlib.Path("said").read_text())

    def state(self):
        there = held()
        if there not in self.at:
            raise Wrong("a mixed state: %s" % self.differs(there))
        return self.at.index(there)

    def differs(self, there):
        """From the state that it is nearest to."""
        both = [sorted({(t[:3], line) for t in there for line in t[3:]} ^ {(t[:3], line) for t in at for line in t[3:]})
                for at in self.at]
        return "%d lines: %s" % (len(min(both, key=len)), str(min(both, key=len))[:600])

    def once(self):
        """Whether it was a kill."""
        signum, whom, to = self.chance.choice(SIGNALS), self.chance.choice(VICTIMS), 1 - self.now
        process = self.begin(*self.command(to))
        on_time = self.disturb(process, signum, whom, self.command(to)[0])
        end = self.wait(process)
        try:
            now = self.state()
            self.judge(end, signum, now == to)
            self.count(on_time, signum, now == to, end)
            self.next_works(end)
        except Wrong as error:
            raise Wrong("%s: %s to the %s, exit %d: %s; said: %s" % (
                " ".join(self.command(to)), signum.name, whom, end.code, error, end.said[-300:])) from None
        return on_time

    def count(self, on_time, signum, is_new, end):
        self.now = 1 - self.now if is_new else self.now
        if on_time:
            self.counts[signum.name, "new" if is_new else "old", end.code] += 1

    def judge(self, end, signum, is_new):
        if end.code in (0, 12) and not is_new:
            raise Wrong("the old state, but a change is claimed")
        if is_new and (end.code in NOT_MADE or (end.code < 0 and end.code != -signal.SIGKILL)):
            raise Wrong("the new state, but no change is claimed")
        if end.code < 0 and end.code != -signum:
            raise Wrong("another signal ended it")

    def next_works(self, end):
        """What was killed is in nobody's way."""
        if self.chance.random() < 0.2:
            self.must(*self.command(1 - self.now))
            self.now = 1 - self.now
            if self.state() != self.now:
                raise Wrong("the next command does something else")


class Load(Verb):
    name = "load"

    def command(self, to):
        return ["load", self.file(to)]


class Sync(Verb):
    """What a sync remembers in /run/nftload must be true after each kill."""
    name = "sync"

    def command(self, to):
        return ["sync", self.file(to)]


class Kept(Verb):
    """With a history, which another process writes."""
    name = "sync --history"

    def command(self, to):
        return ["sync", "--history", self.history, self.file(to)]

    def next_works(self, end):
        if "left alone" in self.must("history", self.history).said:
            raise Wrong("an entry is damaged")
        super().next_works(end)


class Undo(Verb):
    """Each undoes the one before it."""
    name = "undo"

    def command(self, to):
        return ["undo", "-y", self.history]

    def prepare(self):
        super().prepare()
        self.must("sync", "--history", self.history, self.file(0))
        self.must("sync", "--history", self.history, self.file(1))

    def entries(self):
        listed = self.must("history", self.history).said
        if "left alone" in listed:
            raise Wrong("an entry is damaged: %s" % listed)
        return listed.splitlines()[-1].split()[0]

    def next_works(self, end):
        """A change that was made, and killed before it was noted: what is undone next would be another change."""
        if (self.entries() == self.last) == (self.now == self.was):
            return
        if end.code != -signal.SIGKILL and "history" not in end.said:
            raise Wrong("a change is not noted, which nobody says")
        self.counts["not noted"] += 1
        self.prepare()
        self.now = self.state()

    def once(self):
        self.last, self.was = self.entries(), self.now
        return super().once()


class Confirm(Verb):
    """Killed while it makes the change, while it waits, or while somebody decides."""
    name = "confirm"

    def command(self, to):
        return ["sync", "--confirm=%d" % (2 * PATIENCE_S), "--detach", self.file(to)]

    def settled(self):
        self.must("confirm")
        self.records()

    def records(self):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            records = json.loads(self.must("confirm", "--status", "--json").said or "[]")
            if not [r for r in records if r["state"] == "pending"]:
                return records
            time.sleep(0.002)
        raise Wrong("a change waits for ever")

    def waiting(self):
        """Those that wait, and those whose holder was killed."""
        return [r["id"] for r in json.loads(self.must("confirm", "--status", "--json").said or "[]")
                if r["state"] in ("pending", "revert-failed") and r["id"] not in self.known]

    def start(self):
        self.known = ()
        super().start()
        begin = time.monotonic()
        self.run("confirm")
        self.window_s.update(confirm=time.monotonic() - begin, reject=time.monotonic() - begin)

    def once(self):
        self.known = {r["id"] for r in self.records()}
        signum, to = self.chance.choice(SIGNALS), 1 - self.now
        words = self.command(to)
        if self.chance.random() < 0.5:
            words.remove("--detach")
        answer = self.chance.choice(["confirm", "reject", None])
        process = self.begin(*words)
        if answer:
            on_time = self.decide(process, answer, signum)
        else:
            on_time = self.disturb(process, signum, self.chance.choice(VICTIMS), "sync")
        self.end_wait(process, answer)
        end = self.wait(process)
        new = [r["state"] for r in self.records() if r["id"] not in self.known]
        try:
            now = self.state()
            self.agree(end, new[0] if new else None, now == to)
            self.count(on_time, signum, now == to, end)
        except Wrong as error:
            raise Wrong("%s, answer %s, %s, exit %d, record %s: %s; said: %s" % (
                " ".join(words), answer, signum.name, end.code, new, error, end.said[-300:])) from None
        return on_time

    def decide(self, process, answer, signum):
        """Somebody answers, and is killed, or the holder is, or who waits for it."""
        end = time.monotonic() + PATIENCE_S
        while not self.waiting() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        asked = self.begin(answer)
        whom = self.chance.choice(["asked", "holder", "waiter"])
        if whom == "asked":
            on_time = self.disturb(asked, signum, "process", answer)
        else:
            time.sleep(self.chance.uniform(0, self.window_s[answer]))
            many = self.holders(process, asked) if whom == "holder" else [process.pid] * (process.poll() is None)
            on_time = bool(many)
            self.late += not many
            for pid in many:
                self.send(pid, signum)
        self.wait(asked)
        return on_time

    def holders(self, *others):
        """Of a detached one this process is the parent, as its own has ended."""
        many = self.children(others[0].pid)
        for pid in self.children(os.getpid()):
            if pid not in [one.pid for one in others] and os.waitpid(pid, os.WNOHANG)[0] == 0:
                many.append(pid)
        return many

    def end_wait(self, process, answer):
        """Rejects what waits, or confirms it, until the last process has ended."""
        end = time.monotonic() + PATIENCE_S
        while process.poll() is None or self.holders(process):
            waits = self.waiting()
            if waits:
                self.run(self.chance.choice(["reject", answer or "reject"]), waits[0])
            if time.monotonic() > end:
                raise Wrong("it is not decided")
            time.sleep(0.002)
        for one in self.waiting():  # killed, and nobody has seen it
            self.must("reject", one)

    def agree(self, end, record, is_new):
        if record not in (None, "confirmed", "reverted", "rejected"):
            raise Wrong("recorded as %s" % record)
        if is_new != (record == "confirmed"):
            raise Wrong("the %s state" % ("new" if is_new else "old"))
        if end.code in NOT_MADE and is_new:
            raise Wrong("the new state, but no change is claimed")


VERBS = [Load, Sync, Kept, Undo, Confirm]
SHARE = {"load": 3, "sync": 3, "sync --history": 2, "undo": 3, "confirm": 2}


# ---- workers ----

def shares(kills, verbs):
    whole = sum(SHARE[v.name] for v in verbs)
    return {v: max(1, kills * SHARE[v.name] // whole) for v in verbs}


def work(program, kills, seed, verbs):
    """In namespaces of its own: prints a table as JSON, and before it what was wrong."""
    rows, shown = {}, 0
    for verb, count in shares(kills, verbs).items():
        chance = random.Random("%s %s" % (seed, verb.name))
        one, wrong, begin, done = verb(program, chance), 0, time.monotonic(), 0
        while done < count:
            try:
                done += one.once()
            except Wrong as error:
                wrong, shown, done = wrong + 1, shown + 1, done + 1
                if shown <= SHOWN:
                    print("WRONG: %s" % error, flush=True)
                one.start()
        rows[verb.name] = {"runs": done, "late": one.late, "wrong": wrong, "seconds": time.monotonic() - begin,
                           "counts": [[*(k if isinstance(k, tuple) else (k,)), n] for k, n in one.counts.items()]}
    print(json.dumps(rows))


def private(number, words):
    """A worker: namespaces, a folder, and a /run/nftload of its own."""
    folder = pathlib.Path("worker-%d" % number)
    folder.mkdir()
    return subprocess.Popen(
        ["unshare", "-n", "-m", "--propagation", "private", "sh", "-c",
         'mkdir -p /run/nftload && mount -t tmpfs -o mode=700 none /run/nftload && mount -t tmpfs -o mode=700 none . && '
         'mount -t tmpfs -o mode=755 none /var/lib && '
         'cd "$PWD" && exec "$@"', "-", sys.executable, "-B", str(pathlib.Path(__file__).resolve()), *words],
        cwd=folder, stdout=subprocess.PIPE, text=True)


def show(name, row):
    ends = collections.Counter()
    for *key, n in row["counts"]:
        ends[tuple(key)] += n
    print("%s: %d kills, %d late, %d wrong, %.0f s" % (name, row["runs"], row["late"], row["wrong"], row["seconds"]))
    for signum in sorted({key[0] for key in ends}):
        mine = {key[1:]: n for key, n in ends.items() if key[0] == signum}
        print("  %-9s %s" % (signum, ", ".join("%s%d" % ("%s (exit %d) " % key if key else "", n)
                                              for key, n in sorted(mine.items()))))


def main(program):
    kills, seed = int(os.environ.get("NFTLOAD_KILLS") or 20), os.environ.get("NFTLOAD_SEED") or str(time.time_ns() & 0xffffffff)
    workers = max(1, min(os.cpu_count() or 1, kills // 50))
    print("%d kills, seed %s, %d workers" % (kills, seed, workers), flush=True)
    many = [private(n, ["--worker", program, str(-(-kills // workers)), "%s-%d" % (seed, n)]) for n in range(workers)]
    total, failed = {}, 0
    for one in many:
        said = one.communicate()[0].splitlines()
        failed += one.returncode != 0
        for line in said[:-1] if one.returncode == 0 else said:
            print(line)
        for name, row in (json.loads(said[-1]) if one.returncode == 0 else {}).items():
            mine = total.setdefault(name, {"runs": 0, "late": 0, "wrong": 0, "seconds": 0, "counts": []})
            mine["seconds"] = max(mine["seconds"], row.pop("seconds"))
            for key, value in row.items():
                mine[key] += value
    for name, row in total.items():
        show(name, row)
    wrong = sum(row["wrong"] for row in total.values())
    print("%d kills, %d wrong, %d workers failed" % (sum(row["runs"] for row in total.values()), wrong, failed))
    return 1 if wrong or failed or not total else 0


if __name__ == "__main__":
    if sys.argv[1] == "--worker":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        wanted = re.compile(os.environ.get("NFTLOAD_VERBS") or "")
        work(sys.argv[2], int(sys.argv[3]), sys.argv[4], [v for v in VERBS if wanted.search(v.name)])
    else:
        sys.exit(main(sys.argv[1]))
