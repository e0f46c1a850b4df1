#!/usr/bin/env python3
"""Changes the source in one place at a time and lists the changes that no test sees.

Usage: mutants.py SOURCES BUILD "COMPILER AND FLAGS" "LIBRARIES" [OPTION...] (make mutants)
  --count N     changes that are tried (300), a quarter of each kind: a comparison, a constant, an arm of a condition
                or switch, a call left out
  --seed N      which ones (at random; printed)
  --jobs N      that many at once (number of processors)
  --only TEXT   in files whose folder/name has this in it, say compile/ or merge.c
  --most N      by tests alone that take at most N seconds of processor time: what they do not see is for another run
  --again FILE  those that FILE, the output of an earlier run, lists as unseen
  --work DIR    keeps copies and results there, for another run with the same sources ($TMPDIR/nftload-mutants)

The library is built twice in a copy of the sources.  One build notes which blocks of code each test runs; the other is
changed.  A changed file is compiled and the library linked anew; the tests that run the changed line then run, quickest
first, until one fails: the change is seen.  A change whose object file is the same, or that does not compile, is dropped.
known.txt lists the changes that no test can see, each with the reason.
"""
import argparse
import bisect
import collections
import concurrent.futures
import contextlib
import glob
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import pieces

FOLDERS = ("syntax", "compile", "object", "batch", "kernel", "state", "load")
KINDS = ("comparison", "constant", "arm", "call")
ROUNDTRIP = "tests/object/roundtrip.c"
HERE = pathlib.Path(__file__).resolve().parent
COPIED = ("src", "tests", "examples", "man", "doc", "bootstrap")
# Races, bounds of memory, what is no matter of these folders.
LEFT_OUT = re.compile(r"kernel/(lib|03[1-4]|050|076|102)")
LINE = re.compile(r"^(?:unseen|not run): +(\S+?):(\d+): (\w+): (.*)$")
MEMORY = 3 << 30

Test = collections.namedtuple("Test", "name words")
Result = collections.namedtuple("Result", "status cpu wall")


def commands(work):
    """Every test of a copy of the sources; DIR stands for the folder of the programs."""
    def scripts(pattern):
        return [p for p in sorted(glob.glob(pattern, root_dir=work)) if not LEFT_OUT.search(p)]

    for path in sorted(glob.glob("tests/unit/test_*.c", root_dir=work)):
        name = pathlib.Path(path).stem
        yield Test("unit/" + name, ["DIR/unit/" + name])
    for path in scripts("tests/golden/cases/*/"):
        stage = path.rstrip("/").split("/")[-1] + "/"
        yield Test("golden/" + stage, ["tests/golden/run", stage])
    for path in scripts("tests/messages/*.txt"):
        yield Test(path[6:], ["tests/messages/run.sh", os.path.basename(path)])
    for path in ("tests/golden/mistakes.sh", "tests/graph/graph.sh", "tests/fault/outcomes.sh", "tests/packets/packets.sh",
                 "tests/object/roundtrip.sh", *scripts("tests/examples/*.sh"), *scripts("tests/man/[el]*.sh"),
                 *scripts("tests/kernel/*.sh")):
        yield Test(path[6:], [path])


def digest(work):
    """Of all sources and tests, less these here."""
    hashed = hashlib.sha256()
    for name in COPIED[:2]:
        for path in sorted(pathlib.Path(work, name).rglob("*")):
            if path.is_file() and path.parent.name != "mutants" and path.suffix != ".pyc":
                hashed.update(str(path).encode() + path.read_bytes())
    return hashed.hexdigest()


# ---- building ----

class Tree:
    """A copy of the sources, and how to compile it."""

    def __init__(self, sources, build, compiler, libraries, work):
        self.build, self.libraries, self.work = build, libraries.split(), work
        flags = [f for f in compiler.split() if not f.startswith(("-O", "-g", "-f", "-W", "-pie", "-U_FORT", "-D_FORT", "-I"))]
        self.compiler = flags + ["-w", "-fPIC", "-Isrc", "-I" + build, "-I" + build + "/src"]
        for name in COPIED:
            target = os.path.join(work, name)
            if os.path.isdir(target):
                shutil.rmtree(target)
            copy = shutil.copytree if os.path.isdir(os.path.join(sources, name)) else shutil.copy
            copy(os.path.join(sources, name), target)
        self.digest = digest(work)
        self.units = [p for p in sorted(glob.glob("src/**/*.c", root_dir=work, recursive=True))
                      if os.path.basename(p) not in ("mkfilters.c", "main.c")]

    def run(self, words):
        done = subprocess.run(words, cwd=self.work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode:
            sys.exit("%s\n%s" % (" ".join(words), done.stdout.decode("utf-8", "replace")))

    def compile(self, source, target, *flags, given=None):
        """Whether it compiles; given: a text in place of the file's, which keeps its name in the object."""
        if given is not None:
            words = self.compiler + list(flags) + ["-c", "-x", "c", "-o", target, "-"]
            text = '# 1 "%s"\n%s' % (source, given)
            return subprocess.run(words, cwd=self.work, input=text.encode(), stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, check=False).returncode == 0
        self.run(self.compiler + list(flags) + ["-c", "-o", target, source])
        return True

    def link(self, target, objects):
        self.run(self.compiler[:1] + ["-shared", "-o", target, *objects, *self.libraries])

    def programs(self, folder):
        """nftload, the roundtrip and the unit tests, with the library of their own folder."""
        os.makedirs(os.path.join(self.work, folder, "unit"), exist_ok=True)
        unit = sorted(glob.glob("tests/unit/*.c", root_dir=self.work))
        made = {}
        for source in ["src/cli/main.c", ROUNDTRIP, *unit]:
            made[source] = "%s/%s.o" % (folder, pathlib.Path(source).stem)
            self.compile(source, made[source], "-O0", "-Itests/unit")
        ends = ["-L" + folder, "-lnftload", *self.libraries]
        for name, source in (("/nftload", "src/cli/main.c"), ("/roundtrip", ROUNDTRIP)):
            self.run(self.compiler[:1] + ["-o", folder + name, made[source], "-Wl,-rpath,$ORIGIN", *ends])
        support = [made[s] for s in unit if not os.path.basename(s).startswith("test_")]
        for source in unit:
            if made[source] not in support:
                self.run(self.compiler[:1] + ["-o", "%s/unit/%s" % (folder, pathlib.Path(source).stem), made[source],
                                              *support, "-Wl,-rpath,$ORIGIN/..", *ends])


def object_of(folder, source):
    return "%s/objects/%s.o" % (folder, source[4:-2].replace("/", "-"))


def library(tree, folder, *flags, as_changed=False):
    """Builds all objects of a folder; as_changed: as changed texts are compiled, so that objects can be compared."""
    os.makedirs(os.path.join(tree.work, folder, "objects"), exist_ok=True)

    def one(source):
        target = object_of(folder, source)
        with open(os.path.join(tree.work, source), encoding="utf-8") as file:
            tree.compile(source, target, *flags, given=file.read() if as_changed else None)
        return target

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(tree.units, pool.map(one, tree.units)))


# ---- running tests ----

def end(process):
    """With all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def run(tree, folder, test, cpu, wall, trace=None):
    env = dict(os.environ, NFTLOAD=os.path.join(tree.work, folder, "nftload"), srcdir=tree.work,
               ROUNDTRIP=os.path.join(tree.work, folder, "roundtrip"),
               STATE_PRINTER=tree.build + "/tests/tools/state", STANDIN_SO=tree.build + "/tests/fault/standin.so")
    if trace:
        env["MUTANTS_TRACE"] = trace
    words = [w.replace("DIR", os.path.join(tree.work, folder)) for w in test.words]

    def limits():
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    began = time.time()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(words, cwd=tree.work, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   start_new_session=True, preexec_fn=limits)
        killer = threading.Timer(wall, end, (process,))
        killer.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        killer.cancel()
        end(process)
    return Result(process.returncode, usage.ru_utime + usage.ru_stime, time.time() - began)


# ---- which test runs which line ----

def line_table(tree, lib):
    """rows[file]: (line, address), and the addresses of the calls that begin blocks."""
    rows, file = collections.defaultdict(list), None
    out = subprocess.run(["objdump", "--dwarf=decodedline", "-w", lib], cwd=tree.work, stdout=subprocess.PIPE,
                         check=True).stdout.decode()
    for line in out.split("\n"):
        if line.endswith(":") and " " not in line.replace("CU: ", ""):
            file = line[:-1].replace("CU: ", "").lstrip("./")
            continue
        row = re.match(r"\S+ +(\d+) +0x([0-9a-f]+)", line)
        if row:
            rows[file].append((int(row[1]), int(row[2], 16)))
    out = subprocess.run(["objdump", "-d", "--no-show-raw-insn", lib], cwd=tree.work, stdout=subprocess.PIPE,
                         check=True).stdout.decode()
    calls = sorted(int(m[1], 16) for m in re.finditer(r"^ +([0-9a-f]+):\s+call .*__sanitizer_cov_trace_pc", out, re.M))
    return rows, calls


class Seen:
    """The tests that run each line, and what each one costs."""

    def __init__(self, tree, jobs):
        self.lines = collections.defaultdict(lambda: collections.defaultdict(set))  # file, line: tests
        self.cost = {}
        kept = os.path.join(tree.work, "seen.json")
        if not self.read(kept, tree.digest):
            self.trace(tree, jobs)
            self.write(kept, tree.digest)
        self.tests = [t for t in commands(tree.work) if t.name in self.cost]

    def read(self, path, digest):
        """Whether an earlier run has found out about the same sources."""
        if not os.path.exists(path):
            return False
        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
        if kept["digest"] != digest:
            return False
        self.cost = {name: Result(*result) for name, result in kept["cost"].items()}
        for path, lines in kept["lines"].items():
            self.lines[path].update((int(line), set(names)) for line, names in lines.items())
        return True

    def write(self, path, digest):
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"digest": digest, "cost": self.cost,
                       "lines": {path: {line: sorted(names) for line, names in lines.items()}
                                 for path, lines in self.lines.items()}}, file)

    def trace(self, tree, jobs):
        objects = library(tree, "traced", "-O0", "-g", "-fsanitize-coverage=trace-pc")
        tree.compile("tests/mutants/trace.c", "traced/trace.o", "-O1")
        lib = "traced/libnftload.so"
        tree.link(lib, [*objects.values(), "traced/trace.o"])
        tree.programs("traced")
        rows, calls = line_table(tree, lib)
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            tests = list(commands(tree.work))
            for test, (result, data) in zip(tests, pool.map(lambda test: self.ask(tree, lib, test), tests)):
                if result.status:
                    print("left out: %s: exit status %d" % (test.name, result.status), flush=True)
                    continue
                self.cost[test.name] = result
                self.take(test.name, [data[call + 5] for call in calls], rows, calls)

    @staticmethod
    def ask(tree, lib, test):
        """How a test ends, and which bytes of code were noted."""
        with tempfile.NamedTemporaryFile(dir=tree.work) as file:
            file.truncate(os.path.getsize(os.path.join(tree.work, lib)))
            os.chmod(file.name, 0o666)
            result = run(tree, "traced", test, 600, 1200, file.name)
            file.seek(0)
            return result, file.read()

    def take(self, name, hit, rows, calls):
        for file, pairs in rows.items():
            for line, address in pairs:
                names = self.lines[file][line]
                if hit[max(bisect.bisect_right(calls, address) - 1, 0)]:
                    names.add(name)

    def of(self, file, text, start):
        """The tests that run what stands there, quickest first."""
        lines = self.lines[file]
        line = text.count("\n", 0, start) + 1
        source = text.split("\n")
        while line > 0 and line not in lines and not source[line - 1].startswith("}"):
            line -= 1
        names = lines.get(line)
        if names is None or source[line - 1].startswith("}"):  # a table: whoever runs anything here
            names = set().union(*lines.values())
        return sorted((t for t in self.tests if t.name in names), key=lambda t: self.cost[t.name].cpu)


# ---- the changes ----

def describe(text, mutant):
    """Kind, what is changed and the source line: how known.txt names it, whatever the folder and the line's number."""
    def short(piece):
        return re.sub(r"\s+", " ", piece)
    end = text.find("\n", mutant.start)
    line = text[text.rfind("\n", 0, mutant.start) + 1:end if end >= 0 else None].strip()
    after = short(mutant.after) or "nothing"
    return "%s: '%s' becomes '%s' in: %s" % (mutant.kind, short(mutant.before), after, line)


class Mutants:
    def __init__(self, tree, seen, options):
        self.tree, self.seen, self.options = tree, seen, options
        self.objects = self.build()
        self.free = []
        for i in range(options.jobs):
            folder = "worker%d" % i
            shutil.copytree(os.path.join(tree.work, "plain"), os.path.join(tree.work, folder), dirs_exist_ok=True)
            self.free.append(folder)
        self.texts = {}
        for path in tree.units:
            with open(os.path.join(tree.work, path), encoding="utf-8") as file:
                self.texts[path] = file.read()
        with open(HERE / "known.txt", encoding="utf-8") as file:
            self.known = {line.rstrip("\n") for line in file if line.strip() and line[0] not in "# \t"}

    def build(self):
        """The unchanged objects and programs, by source; they are kept for as long as the sources are the same."""
        tree, kept = self.tree, pathlib.Path(self.tree.work, "plain", "digest")
        if kept.exists() and kept.read_text(encoding="utf-8") == tree.digest:
            return {source: object_of("plain", source) for source in tree.units}
        objects = library(tree, "plain", "-O1", as_changed=True)
        tree.link("plain/libnftload.so", list(objects.values()))
        tree.programs("plain")
        kept.write_text(tree.digest, encoding="utf-8")
        return objects

    def all_sites(self):
        """Those of each kind, shuffled."""
        chance = random.Random(self.options.seed)
        found = {kind: [] for kind in KINDS}
        for path, text in self.texts.items():
            if path.split("/")[1] in FOLDERS and self.options.only in path[4:]:
                for mutant in pieces.sites(text):
                    found[mutant.kind].append((path, mutant))
        for pairs in found.values():
            chance.shuffle(pairs)
        return found

    def chosen(self):
        if self.options.again:
            yield from self.again()
            return
        found, given = self.all_sites(), 0
        while any(found.values()) and given < self.options.count:
            for kind in KINDS:
                if found[kind]:
                    yield found[kind].pop()
                    given += 1

    def again(self):
        """The changes of an earlier run; of those that read the same, the nearest one."""
        with open(self.options.again, encoding="utf-8") as file:
            for match in filter(None, (LINE.match(line.rstrip("\n")) for line in file)):
                path, number, what = "src/" + match[1], int(match[2]), "%s: %s" % (match[3], match[4])
                text = self.texts.get(path, "")
                alike = [m for m in pieces.sites(text) if describe(text, m) == what]
                if alike:
                    yield path, min(alike, key=lambda m: abs(text.count("\n", 0, m.start) + 1 - number))

    def attempt(self, path, mutant):
        """What became of it: dropped, not run, unseen, or the name of the test that saw it."""
        folder = self.free.pop()
        try:
            return self.attempt_in(folder, path, mutant)
        finally:
            self.free.append(folder)

    def attempt_in(self, folder, path, mutant):
        tree, target = self.tree, folder + "/changed.o"
        changed = pieces.applied(self.texts[path], mutant)
        if not tree.compile(path, target, "-O1", given=changed):
            return "dropped"
        with open(os.path.join(tree.work, target), "rb") as one, \
                open(os.path.join(tree.work, self.objects[path]), "rb") as two:
            if one.read() == two.read():
                return "dropped"
        tests = self.seen.of(path, self.texts[path], mutant.start)
        if not tests:
            return "not run"
        tree.link(folder + "/libnftload.so", [target if p == path else o for p, o in self.objects.items()])
        for test in tests:
            cost = self.seen.cost[test.name]
            if cost.cpu > self.options.most:
                break
            result = run(tree, folder, test, int(5 * cost.cpu) + 10, 10 * cost.wall + 60)
            if result.status not in (0, 77):
                return test.name
        return "unseen"

    def told(self, path, mutant, fate):
        line = self.texts[path].count("\n", 0, mutant.start) + 1
        what = describe(self.texts[path], mutant)
        if fate in ("unseen", "not run") and "%s: %s" % (os.path.basename(path), what) in self.known:
            fate = "known"
        return fate, "%s:%d: %s" % (path[4:], line, what)

    def tell_outdated(self):
        """Reasons for changes that the sources no longer have."""
        there = {"%s: %s" % (os.path.basename(path), describe(text, mutant))
                 for path, text in self.texts.items() for mutant in pieces.sites(text)}
        for line in sorted(self.known - there):
            print("no such change: known.txt: %s" % line, flush=True)

    def work(self):
        self.tell_outdated()
        counts = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            futures = {pool.submit(self.attempt, *pair): pair for pair in self.chosen()}
            for future in concurrent.futures.as_completed(futures):
                fate, where = self.told(*futures[future], future.result())
                quiet = fate in ("dropped", "unseen", "not run", "known")
                counts[fate if quiet else "seen"] += 1
                print("%s: %s" % (fate if quiet else "seen by " + fate, where), flush=True)
        return counts


def sum_up(counts, seed):
    tried = sum(counts.values()) - counts["dropped"]
    print("seed %s: %d changes, %d seen, %d unseen, %d in code that no test runs, %d known; %d dropped"
          % (seed, tried, counts["seen"], counts["unseen"], counts["not run"], counts["known"], counts["dropped"]))


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    for name in "sources", "build", "compiler", "libraries":
        parser.add_argument(name)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(10 ** 6))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="")
    parser.add_argument("--most", type=float, default=1000)
    parser.add_argument("--again")
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "nftload-mutants"))
    return parser.parse_args()


def main():
    # A changed program may load what it should only check.
    if "MUTANTS_INSIDE" not in os.environ:
        os.environ.update(MUTANTS_INSIDE="yes", LC_ALL="C", TZ="UTC", NO_COLOR="1")
        enter = ["unshare", "-n"] if os.getuid() == 0 else ["unshare", "-Urn"]
        os.execvp(enter[0], enter + [sys.executable] + sys.argv)
    options = arguments()
    os.makedirs(options.work, exist_ok=True)
    print("seed %d" % options.seed, flush=True)
    tree = Tree(os.path.abspath(options.sources), os.path.abspath(options.build), options.compiler, options.libraries,
                os.path.abspath(options.work))
    seen = Seen(tree, options.jobs)
    print("%d tests, %.0f s of processor time" % (len(seen.tests), sum(c.cpu for c in seen.cost.values())), flush=True)
    counts = Mutants(tree, seen, options).work()
    sum_up(counts, options.seed)


if __name__ == "__main__":
    main()
