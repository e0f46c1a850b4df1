#!/usr/bin/env python3
"""The files of listed/ are listed as nft 1.1.7 lists them: NAME.nft as NAME.text and NAME.json, one object a line.

    listed.py PROGRAM WORK     loads each and lists it, and lists again what it has listed
    listed.py NFT              writes the expectations anew; in a network namespace
"""

import json
import pathlib
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent / "listed"


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def load(program, path, *options):
    run(program, "flush", "ruleset")
    run(program, *options, "-f", str(path))


def objects(document):
    """One a line; without the version, and the handle of a table, which depends on what was loaded before."""
    lines = []
    for entry in json.loads(document)["nftables"]:
        entry.get("table", {}).pop("handle", None)
        if "metainfo" not in entry:
            lines.append(json.dumps(entry, sort_keys=True) + "\n")
    return "".join(lines)


def listed(program):
    """The form and the listing in it."""
    return {"text": run(program, "list", "ruleset"), "json": objects(run(program, "-j", "list", "ruleset"))}


def expected(path):
    return {form: path.with_suffix("." + form).read_text() for form in ("text", "json")}


def first_difference(want, got):
    for a, b in zip(want.split("\n"), got.split("\n")):
        if a != b:
            return "-%s\n+%s" % (a, b)
    return "another number of lines"


def judge(program, path, work):
    """The mistakes of one case: what is listed, and what is listed once that is loaded."""
    load(program, path)
    want, wrong = expected(path), []
    written = {"text": (work / "again", ()), "json": (work / "again.json", ("-j",))}
    written["text"][0].write_text(run(program, "list", "ruleset"))
    written["json"][0].write_text(run(program, "-j", "list", "ruleset"))
    for source, options in ((path, ()), *written.values()):
        load(program, source, *options)
        got = listed(program)
        wrong += ["%s, from %s: %s" % (path.name, source.name, first_difference(want[form], got[form]))
                  for form in want if want[form] != got[form]]
    return wrong


def main():
    cases = sorted(FOLDER.glob("*.nft"))
    if len(sys.argv) == 2:
        for path in cases:
            load(sys.argv[1], path)
            for form, text in listed(sys.argv[1]).items():
                path.with_suffix("." + form).write_text(text)
        return 0
    wrong = [line for path in cases for line in judge(sys.argv[1], path, pathlib.Path(sys.argv[2]))]
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
