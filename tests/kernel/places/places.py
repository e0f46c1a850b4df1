#!/usr/bin/env python3
"""Breaks valid JSON documents at a known place and looks for that place in the report.

usage: places.py NFTLOAD [--all] [NAME]
  NFTLOAD_EVERY=N takes each Nth document.

Each document (documents.py) is written twice, on many lines and on one, by a writer of its own that notes where each key
and each value begins and ends.  One thing at a time is broken: a key misspelt, a value of the wrong type, a name that
nobody knows; what only the kernel can refuse, it refuses.  The first diagnostic must name that line, these columns and
that pointer.  What is broken follows from the document alone, so that every run does the same.  Some of what is broken
so is valid, too: what is created may have any name.
"""
import collections
import copy
import json
import os
import subprocess
import sys

from documents import BEFORE, documents

WANTED = 200  # documents
STEP = 10
EVERY = int(os.environ.get("NFTLOAD_EVERY", "1"))  # document

Place = collections.namedtuple("Place", "line column end")
Breakage = collections.namedtuple("Breakage", "kind path document on_key")


# ---- writing, with places ----

class Writer:
    """JSON text of a value; places[path] of each value, keys[path] of each member's key."""

    def __init__(self, pretty):
        self.pretty, self.line, self.column = pretty, 1, 1
        self.parts, self.places, self.keys = [], {}, {}

    def put(self, text):
        self.parts.append(text)
        self.column += len(text)

    def newline(self, depth):
        if self.pretty:
            self.parts.append("\n" + "\t" * depth)
            self.line, self.column = self.line + 1, depth + 1

    def scalar(self, value, into, path):
        text = json.dumps(value, ensure_ascii=False)
        into[path] = Place(self.line, self.column, self.column + len(text) - 1)
        self.put(text)

    def items(self, path, pairs, ends, with_keys):
        depth = len(path) + 1
        self.places[path] = Place(self.line, self.column, None)
        self.put(ends[0])
        for number, (key, value) in enumerate(pairs):
            self.put("," if number else "")
            if number and not self.pretty:
                self.put(" ")
            self.newline(depth)
            if with_keys:
                self.scalar(key, self.keys, path + (key,))
                self.put(": ")
            self.write(value, path + (key,))
        if pairs:
            self.newline(depth - 1)
        self.put(ends[1])

    def write(self, value, path=()):
        if isinstance(value, dict):
            self.items(path, list(value.items()), "{}", True)
        elif isinstance(value, list):
            self.items(path, list(enumerate(value)), "[]", False)
        else:
            self.scalar(value, self.places, path)
        return self


def pointer(path):
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


# ---- breaking ----

def at(value, path):
    for step in path:
        value = value[step]
    return value


def walk(value, path=()):
    yield path, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from walk(inner, path + (key,))


def replaced(document, path, value):
    document = copy.deepcopy(document)
    at(document, path[:-1])[path[-1]] = value
    return document


def renamed(document, path, new):
    """With the key at its place among the others."""
    document = copy.deepcopy(document)
    parent = at(document, path[:-1])
    pairs = [(new if key == path[-1] else key, value) for key, value in parent.items()]
    parent.clear()
    parent.update(pairs)
    return document


def wrong_value(value):
    """What stands nowhere in the place of such a value: some may be null, or a plain value."""
    return 1.5 if isinstance(value, (dict, list)) else None


def breakages(document, index):
    for path, value in walk(at(document, ("nftables", index)), ("nftables", index)):
        if isinstance(path[-1], str):
            new = path[-1] + "x"
            yield Breakage("key", path[:-1] + (new,), renamed(document, path, new), True)
        if len(path) < 4:
            continue
        if value is not None:
            yield Breakage("type", path, replaced(document, path, wrong_value(value)), False)
        if isinstance(value, str):
            new = "@nowhere" if value.startswith("@") else "no-such-name"
            yield Breakage("name", path, replaced(document, path, new), False)


# ---- running ----

class Loader:
    def __init__(self, program):
        self.program = program

    def load(self, document):
        with open("in.json", "w", encoding="utf-8") as file:
            json.dump(document, file)
        if subprocess.call([self.program, "load", "in.json"]) != 0:
            sys.exit("FAILED: what shall be there beforehand cannot be loaded")

    def run(self, words, text):
        with open("in.json", "w", encoding="utf-8") as file:
            file.write(text)
        if os.path.exists("report.json"):
            os.unlink("report.json")
        done = subprocess.run([self.program, "check", *words, "--report=report.json", "in.json"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if not os.path.exists("report.json"):
            sys.exit("no report was written: " + done.stdout.decode(errors="replace"))
        with open("report.json", encoding="utf-8") as file:
            report = json.load(file)
        if done.returncode != report["exit"]:
            sys.exit("exit status %d, the report says %d" % (done.returncode, report["exit"]))
        return report

    def valid(self, document):
        """The words with which the document is accepted: by the kernel, or without it."""
        text = json.dumps(document)
        for words in (["--kernel"], []):
            report = self.run(words, text)
            if report["exit"] == 0:
                return words
            if any(error["code"] != "kernel" for error in report["errors"]):
                break
        print("FAILED: a valid document is refused:", text, json.dumps(report["errors"]), sep="\n")
        return None


def chosen(all_of_them, number):
    """Every tenth, not the same ones of each document, and no kind left out."""
    all_of_them = list(all_of_them)
    kinds = {b.kind: b for b in all_of_them[number % len(all_of_them):] + all_of_them}
    some = [b for i, b in enumerate(all_of_them) if (i + number) % STEP == 0]
    return some + [b for b in kinds.values() if b.kind not in {one.kind for one in some}]


def found(diagnostic):
    return (diagnostic["line"], diagnostic["column"], diagnostic["end_column"], diagnostic["pointer"])


def wanted(breakage, writer):
    place = (writer.keys if breakage.on_key else writer.places)[breakage.path]
    return (place.line, place.column, place.end, pointer(breakage.path))


def same(one, two):
    """An object or array that is at fault as a whole may end anywhere."""
    return all(a == b or (i == 2 and a is None) for i, (a, b) in enumerate(zip(one, two)))


def wrong(name, breakage, report, want):
    got = [found(d) + (d["message"],) for d in report["errors"] + report["warnings"]]
    print("FAILED: %s: %s at %s: expected %s, found %s" % (name, breakage.kind, pointer(breakage.path), want, got))
    return False


def check(loader, name, words, breakage):
    """True: found on one line and on many; None: nobody minds."""
    for pretty in (True, False):
        writer = Writer(pretty).write(breakage.document)
        report = loader.run(words, "".join(writer.parts) + "\n")
        told = report["errors"] + report["warnings"]
        if not told:
            return None
        want = wanted(breakage, writer)
        # without a key that may be absent, another may be wrong as well
        if not any(same(want, found(d)) for d in told[:None if breakage.on_key else 1]):
            return wrong(name, breakage, report, want)
    return True


def main():
    everything = "--all" in sys.argv
    names = [word for word in sys.argv[2:] if word != "--all"]
    loader, counts, failed = Loader(sys.argv[1]), collections.Counter(), 0
    loader.load(BEFORE)
    broken = 0
    for number, (name, document, index) in enumerate(documents()):
        if number % EVERY or names and names[0] not in name:
            continue
        words = loader.valid(document)
        if words is None:
            failed += 1
            continue
        results = set()
        some = breakages(document, index)
        for breakage in some if everything else chosen(some, number):
            result = check(loader, name, words, breakage)
            results.add(result)
            counts[breakage.kind, result] += 1
            failed += result is False
            if everything and result is None:
                print("accepted: %s: %s at %s: %s" % (name, breakage.kind, pointer(breakage.path),
                      json.dumps(at(breakage.document, breakage.path))))
        broken += True in results
    for (kind, result), count in sorted(counts.items(), key=str):
        print("%-5s %-6s %d" % (kind, {True: "found", False: "wrong", None: "valid"}[result], count))
    print("%d documents" % broken)
    if not names and broken < WANTED // EVERY:
        print("FAILED: only %d documents were broken" % broken)
        failed += 1
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
