#!/usr/bin/env python3
"""The commands of examples/ci, run on a good and on a wrong ruleset.

Usage: ci.py SOURCES WORK; nftload is in PATH.

Commands of the services' files are run as the services would, but for those that
install packages.  A SARIF document must have what sarif.json demands.  Hooks are
run by pre-commit itself, if it is there.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

GOOD = "destroy table inet t\ntable inet t {\n\tset used { type ipv4_addr; }\n\tchain c { ip saddr @used drop; }\n}\n"
POOR = GOOD.replace("@used", "192.0.2.1")  # its set is not used
WRONG = GOOD.replace("drop", "dorp")
SHORT = re.compile(r"^[^:\n]+:\d+:\d+: (error|warning|note): .+$")
FAILED = []


def check(holds, what, seen=""):
    """Notes a failure."""
    if not holds:
        FAILED.append(what)
        print(f"FAILED: {what}\n{seen}")


def run(command, folder):
    """A line of a service, by the shell; status, and what it said."""
    done = subprocess.run(["sh", "-c", command], cwd=folder, text=True, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def lay(work, name, text):
    """A folder with one ruleset."""
    folder = work / name
    (folder / "rulesets").mkdir(parents=True)
    (folder / "rulesets" / "a ruleset.nft").write_text(text)
    return folder


def commands(step):
    """The commands of a workflow that run nftload."""
    if isinstance(step, dict):
        for value in step.values():
            yield from commands(value)
    elif isinstance(step, list):
        for value in step:
            yield from commands(value)
    elif isinstance(step, str) and re.match(r"nftload ", step):
        yield step


def conforms(value, shape, where=""):
    """Whether a value has the members and types that a shape asks for."""
    if isinstance(shape, dict):
        check(isinstance(value, dict), f"{where} is no object", value)
        for name, inner in shape.items():
            optional = name.endswith("?")
            name = name.rstrip("?")
            if name in value:
                conforms(value[name], inner, f"{where}/{name}")
            else:
                check(optional, f"{where} has no '{name}'", value)
        extra = set(value) - {name.rstrip("?") for name in shape}
        check(not extra, f"{where} has {extra}", value)
    elif isinstance(shape, list):
        for number, item in enumerate(value):
            conforms(item, shape[0], f"{where}/{number}")
    else:
        check(re.fullmatch(shape, str(value)), f"{where} is not {shape}", value)


def sarif(sources, work):
    """The document: its shape, its places, its end."""
    shape = json.loads((sources / "tests/examples/sarif.json").read_text())
    for name, text, code, results in (("good", GOOD, 0, []), ("poor", POOR, 0, ["lint-unused"]),
                                      ("wrong", WRONG, 1, ["unknown-name"])):
        folder = lay(work, "sarif-" + name, text)
        status, said = run("nftload check --lint --message-format=sarif rulesets/*.nft", folder)
        doc = json.loads(said)
        conforms(doc, shape)
        one = doc["runs"][0]
        check(status == code == one["invocations"][0]["exitCode"], f"{name}: exit {status}", said)
        check([r["ruleId"] for r in one["results"]] == results, f"{name}: other results", said)
        check([r["id"] for r in one["tool"]["driver"]["rules"]] == results, f"{name}: other rules", said)
        for result in one["results"]:
            place = result["locations"][0]["physicalLocation"]
            check(place["artifactLocation"]["uri"] == "rulesets/a%20ruleset.nft", "another file", said)
            region = place["region"]
            line = text.split("\n")[region["startLine"] - 1]
            word = line[region["startColumn"] - 1:region["endColumn"] - 1]
            check(word in ("used", "dorp"), f"another place: '{word}'", said)
    status, said = run("nftload check --message-format=sarif missing.nft", work)
    check(status == 1 and json.loads(said)["runs"][0]["results"][0]["ruleId"] == "file", "a missing file", said)
    status, said = run("nftload check --message-format=sarif --fallback=f.nft a.nft", work)
    check(status == 3 and "exclude" in said, "a fallback", said)
    status, said = run("nftload load --message-format=sarif a.nft", work)
    check(status == 3 and "is one of" in said, "a load", said)


def short(work):
    """One line for each diagnostic and each note."""
    folder = lay(work, "short", POOR + WRONG + "jump\n")
    status, said = run("nftload check --message-format=short rulesets/*.nft", folder)
    lines = said.splitlines()
    check(status == 1 and len(lines) > 2, "short", said)
    check(all(SHORT.match(line) for line in lines[:-1]), "other lines than a compiler's", said)
    check(lines[-1].startswith("nftload: "), "no last line", said)


def services(sources, work):
    """GitHub's and GitLab's files."""
    for name, fails_by in (("github", "::error file="), ("gitlab", ": error: ")):
        script = yaml.safe_load((sources / f"examples/ci/{name}.yml").read_text())
        folders = [lay(work, f"{name}-{kind}", text) for kind, text in (("good", GOOD), ("wrong", WRONG))]
        found = list(commands(script))
        check(len(found) >= 2, f"{name} runs nothing")
        for command in found:
            status, said = run(command, folders[0])
            check(status == 0 and not re.search("error|warning", said), f"{name}: '{command}' ends with {status}", said)
            status, said = run(command, folders[1])
            if "sarif" in command:
                check(json.loads((folders[1] / "nftload.sarif").read_text())["runs"], "no document")
            else:
                check(status == 1 and fails_by in said, f"{name}: '{command}' passes", said)


def git(folder, *words):
    """A git command in a new repository."""
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", *words], cwd=folder, check=True,
                   capture_output=True)


def hooks(sources, work):
    """By pre-commit, as a user and as a repository that others name; else as they stand."""
    lists = [yaml.safe_load((sources / "examples/ci/pre-commit-config.yaml").read_text())["repos"][0]["hooks"],
             yaml.safe_load((sources / ".pre-commit-hooks.yaml").read_text())]
    for hook in lists[0] + lists[1]:
        check({"id", "name", "entry", "language", "files"} <= set(hook), "a hook lacks a member", hook)
        for text, code in ((GOOD, 0), (WRONG, 1)):
            (work / "h.nft").write_text(text)
            status, said = run(hook["entry"] + " h.nft", work)
            check(status == code, f"{hook['id']}: exit {status}", said)
    if not shutil.which("pre-commit") or not shutil.which("git"):
        print("pre-commit or git is not there: its hooks were run by hand")
        return
    os.environ.update(PRE_COMMIT_HOME=str(work / "home"), HOME=str(work))
    for text, code in ((GOOD, 0), (WRONG, 1)):
        folder = lay(work, f"hooks-{code}", text)
        shutil.copy(sources / "examples/ci/pre-commit-config.yaml", folder / ".pre-commit-config.yaml")
        git(folder, "init", "-q")
        git(folder, "add", "-A")
        status, said = run("pre-commit run", folder)
        check(status == code and ("dorp" in said) == bool(code), f"pre-commit ends with {status}", said)


def findings(sources):
    """The project's own rulesets have none."""
    rulesets = [*sources.glob("examples/*.nft"), *sources.glob("examples/demo/[!w]*.nft"), *sources.glob("examples/boot/*.nft")]
    check(len(rulesets) > 12, "no rulesets", rulesets)
    for path in rulesets:
        status, said = run(f"nftload check --lint --message-format=short '{path}'", path.parent)
        check(status == 0 and "[lint-" not in said, f"findings in {path.name}", said)


def main(sources, work):
    """All of them."""
    sources, work = pathlib.Path(sources), pathlib.Path(work)
    findings(sources)
    sarif(sources, work)
    short(work)
    services(sources, work)
    hooks(sources, work)
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
