#!/usr/bin/env python3
"""What Ansible's own checks of collections say of ours, without a network.

Usage: sanity.py SOURCES WORK GALAXY_YML

ansible-test runs what needs nothing from elsewhere.  What it would fetch programs for from a package index is run with
Debian's packages of the same programs, under the settings that ansible-test gives them; the rest is named with its
reason.  Prints a line for each test.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

PYTHON = "/usr/bin/python3"  # which has Debian's packages, whatever else PATH has first
# Where ansible-test would make an environment with pip, and what stands for it.
FETCHED = {"ansible-doc": "tests/ansible/doc.py runs ansible-doc",
           "import": "it wants pip; tests/ansible/doc.py runs the modules",
           "pylint": "it wants pip, and a pylint of one version"}


def run(words, folder, **more):
    done = subprocess.run([str(word) for word in words], cwd=folder, text=True, capture_output=True, timeout=300,
                          check=False, **more)
    return done.returncode, done.stdout + done.stderr


def own_tools(sanity, collection):
    """For each test with Debian's program: the command."""
    ignored = ",".join((sanity / "pep8/current-ignore.txt").read_text().split())
    files = [path.relative_to(collection).as_posix() for path in sorted(collection.rglob("*"))]
    yaml = [name for name in files if name.endswith((".yml", ".py"))]
    modules = [name for name in files if re.match(r"plugins/modules/.*.py$", name)]
    return {
        "pep8": (["-m", "pycodestyle", "--config", "/dev/null", "--max-line-length", "160", "--ignore", ignored, "plugins"],
                 "", ""),
        "yamllint": ([sanity / "yamllint/yamllinter.py"], "\n".join(yaml), "messages"),
        "runtime-metadata": ([sanity / "code-smell/runtime-metadata.py", "meta/runtime.yml"], "", ""),
        "validate-modules": ([sanity / "validate-modules/validate.py", "--format", "json", "--collection-version", "0.1.0",
                              "--collection", "ansible_collections/nftload/firewall", *modules], "", "json"),
    }


def findings(code, out, kind):
    """Whether a program found nothing; both JSON forms exit with 0 whatever they find."""
    if kind == "json":
        return code == 0 and out.strip() == "{}"
    if kind == "messages":
        return code == 0 and re.sub(r"\s", "", out) == '{"messages":[]}'
    return code == 0 and not out.strip()


def main(sources, work, galaxy):
    collection = pathlib.Path(work) / "sanity/ansible_collections/nftload/firewall"
    shutil.copytree(pathlib.Path(sources) / "packaging/ansible", collection, ignore=shutil.ignore_patterns("*.in", "tests"))
    shutil.copy(galaxy, collection / "galaxy.yml")
    os.environ.update(HOME=str(work), LC_ALL="C.UTF-8", ANSIBLE_COLLECTIONS_PATH=str(pathlib.Path(work) / "sanity"))
    # It looks at what git knows.
    run(["git", "init", "-q", "."], collection)
    run(["git", "add", "-A"], collection)
    sanity = pathlib.Path(run([PYTHON, "-c", "import ansible_test; print(*ansible_test.__path__)"], "/")[1].strip()) / \
        "_util/controller/sanity"
    with_tools = own_tools(sanity, collection)
    names = [name for name in run(["ansible-test", "sanity", "--list-tests"], collection)[1].split("\n")
             if re.fullmatch(r"[a-z0-9-]+", name)]
    offline = [name for name in names if name not in FETCHED and name not in with_tools]
    version = "%d.%d" % sys.version_info[:2]
    failed = len(offline) < 10
    for name in offline:
        code, out = run(["ansible-test", "sanity", "--python", version, "--test", name], collection)
        failed |= bool(code)
        print(f"{'FAILED' if code else 'passed'}: {name}: ansible-test{chr(10) + out if code else ''}", flush=True)
    for name, (words, given, kind) in with_tools.items():
        # Its own environment would have these.
        more = {"input": given, "env": {**os.environ, "PYTHONPATH": f"{sanity}/validate-modules:{work}/sanity"}}
        code, out = run([PYTHON, *words], collection, **more)
        lacks = re.search(r"No module named '?(\w+)", out)
        if lacks:
            print(f"not run: {name}: no {lacks[1]} for Python")
            continue
        good = findings(code, out, kind)
        failed |= not good
        print(f"{'passed' if good else 'FAILED'}: {name}: Debian's own program{'' if good else chr(10) + out}", flush=True)
    for name, why in FETCHED.items():
        print(f"not run: {name}: {why}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
