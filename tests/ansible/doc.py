#!/usr/bin/env python3
"""What Ansible says of the collection, and its modules over a local connection.

Usage: doc.py SOURCES NFTLOAD WORK GALAXY_YML [all]

Without `all`, only what takes few seconds.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

FAILED = []
PLAY = """- hosts: localhost
  connection: local
  gather_facts: false
  vars: {{ansible_python_interpreter: {python}, port: 22}}
  tasks:
"""


def check(holds, what, seen=""):
    """Notes a failure."""
    if not holds:
        FAILED.append(what)
        print(f"FAILED: {what}\n{seen}")


class Here:
    """Ansible with the collection as a package would lay it."""

    def __init__(self, sources, nftload, work, galaxy):
        self.work, self.sources = work, sources
        self.collection = work / "ansible_collections/nftload/firewall"
        shutil.copytree(sources / "packaging/ansible", self.collection)
        shutil.copy(galaxy, self.collection / "galaxy.yml")
        (work / "bin").mkdir()
        os.symlink(nftload, work / "bin/nftload")
        os.environ.update(PATH=f"{work}/bin:{os.environ['PATH']}", HOME=str(work), ANSIBLE_NOCOLOR="1", LC_ALL="C.UTF-8",
                          ANSIBLE_COLLECTIONS_PATH=str(work), ANSIBLE_LOCAL_TEMP=str(work), ANSIBLE_REMOTE_TEMP=str(work))

    def run(self, *words, folder=None):
        """Exit status, and all that was said."""
        done = subprocess.run([str(word) for word in words], cwd=folder or self.work, text=True, capture_output=True,
                              timeout=120, check=False)
        return done.returncode, done.stdout + done.stderr

    def play(self, tasks, *more):
        """A playbook of these tasks."""
        (self.work / "play.yml").write_text(PLAY.format(python=sys.executable) + tasks)
        return self.run("ansible-playbook", "-i", "localhost,", *more, "play.yml")


def documents(here):
    """ansible-doc, and README's table of options."""
    code, out = here.run("ansible-doc", "--json", "nftload.firewall.ruleset", "nftload.firewall.ruleset_info")
    check(code == 0 and "WARNING" not in out, "ansible-doc", out)
    options = json.loads(out[out.index("{"):])["nftload.firewall.ruleset"]["doc"]["options"]
    table = re.findall(r"^\| `(\w+)` \|([^|]*)\|", (here.collection / "README.md").read_text(), re.M)
    check({name for name, dummy in table} == set(options), "README's options", table)
    for name, default in table:
        given = options.get(name, {}).get("default")
        check(default.strip() == ("" if given in (None, [], {}) else str(given).lower() if isinstance(given, bool)
                                  else str(given)), f"default of {name}", default)


def build(here):
    """The archive, and its installation without a network."""
    code, out = here.run("ansible-galaxy", "collection", "build", here.collection)
    check(code == 0, "build", out)
    archive = list(here.work.glob("nftload-firewall-*.tar.gz"))
    code, out = here.run("ansible-galaxy", "collection", "install", "--offline", "-p", here.work / "installed", *archive)
    check(code == 0 and (here.work / "installed/ansible_collections/nftload/firewall/plugins/action/ruleset.py").exists(),
          "installation", out)


def plays(here):
    """The examples, as far as Ansible reads them alone."""
    for play in ("examples/fleet/rollout.yml", "examples/fleet/drift.yml", "examples/provision/ansible.yml"):
        code, out = here.run("ansible-playbook", "-i", "localhost,", "--syntax-check", here.sources / play)
        check(code == 0, play, out)


def modules(here):
    """Over a local connection, which proves nothing: confirm is 0."""
    dest = here.work / "etc/nftables.conf"
    dest.parent.mkdir()
    (here.work / "fw.nft.j2").write_text("table inet t {\n\tchain c { tcp dport {{ port }} counter accept; }\n}\n")
    task = f"    - nftload.firewall.ruleset: {{src: fw.nft.j2, dest: {dest}, confirm: 0}}\n"
    info = f"    - nftload.firewall.ruleset_info: {{path: {dest}}}\n      register: fw\n    - debug: {{var: fw}}\n"
    code, out = here.play(task, "--check", "--diff")
    check(code == 0 and "changed=1" in out and not dest.exists() and not here.run("nft", "list", "tables")[1],
          "check mode", out)
    check("tcp dport 22" in out, "the difference", out)
    code, out = here.play(task + task + info)
    check(code == 0 and "changed=1 " in out and '"drift": false' in out and "dport 22" in dest.read_text(), "changed once", out)
    here.run("nft", "add", "rule", "inet", "t", "c", "drop")
    code, out = here.play(info + task.replace("confirm: 0", "confirm: 0, backup: true"), "-e", "port=23")
    check(code == 0 and '"drift": true' in out and "changed=1 " in out and "dport 23" in dest.read_text(), "drift", out)
    check(len(list(dest.parent.iterdir())) == 2, "a copy, and nothing else", list(dest.parent.iterdir()))
    code, out = here.play(task, "-e", "port=htpp")
    check(code and re.search(r"fw\.nft\.j2:2:\d+: ", out) and "dport 23" in dest.read_text(), "a mistake", out)
    code, out = here.play(task.replace("confirm: 0", "confirm: 9"))
    check(code and "proves nothing" in out, "a local connection", out)


def main(sources, nftload, work, galaxy, how=""):
    """All of them."""
    here = Here(pathlib.Path(sources).resolve(), pathlib.Path(nftload).resolve(), pathlib.Path(work), galaxy)
    documents(here)
    build(here)
    if how:
        plays(here)
        modules(here)
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
