#!/usr/bin/env python3
"""Rollouts over ssh to hosts that are network namespaces, with what can go wrong.

Usage: fleet.py SOURCES NFTLOAD WORK [HOSTS]

With HOSTS it only measures a first rollout, a second and the report of drift on so
many hosts.  FLEET names the scenarios to play, if not all.  Prints a line for each
scenario, with its seconds, and their sum as automake prints it.
"""
import os
import pathlib
import re
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
from lab import Lab  # noqa: E402

WINDOW = 8  # seconds to confirm: on a busy machine, a task takes three
LOCKED = "ssh_port=2222"
# Without a rule for established connections, even the answer of the module is lost.
MUTE = """table inet firewall {
	chain input { type filter hook input priority filter; policy drop; tcp dport 2222 accept; }
	chain output { type filter hook output priority filter; policy drop; oif lo accept; }
}
"""
FAILED = []


def check(holds, what, seen=""):
    """Notes a failure."""
    if not holds:
        FAILED.append(what)
        print(f"FAILED: {what}\n{seen}")


def recap(out):
    """Of each host: its counts."""
    return {host: dict((word.split("=")[0], int(word.split("=")[1])) for word in counts.split())
            for host, counts in re.findall(r"^(h\d+) +: (.*)$", out, re.M)}


def states(lab):
    """What each host holds: its file, what lies beside it, its kernel's rules without counts."""
    command = ("cat /etc/nftables.conf; ls -A /etc | grep nftables.conf; nft -s list ruleset")
    return [lab.on(n, command)[1] for n in range(1, lab.count + 1)]


def rollout(lab, *more):
    """The example's."""
    return lab.play("-e", f"seconds={WINDOW}", *more, "rollout.yml")


def one(lab, words, hosts="h2", *more):
    """One task with the module on some hosts."""
    path = lab.work / "fleet/one.yml"
    path.write_text("- hosts: firewalls\n  gather_facts: false\n  tasks:\n"
                    "    - nftload.firewall.ruleset:\n" + "".join(f"        {word}\n" for word in words))
    return lab.play("-l", hosts, *more, path)


def first(lab):
    """A rollout on fresh hosts; check mode before it changes nothing."""
    before = states(lab)
    code, out = rollout(lab, "--check", "--diff")
    check(code == 0 and states(lab) == before, "check mode", out)
    check("tcp dport 443" in out, "no difference is shown", out)
    code, out = rollout(lab)
    check(code == 0 and all(host["failed"] == 0 and host["changed"] == 2 for host in recap(out).values()), "first", out)
    for text in states(lab):
        check(text.count("tcp dport 443") == 2 and "nftload-" not in text, "file and kernel", text)


def second(lab):
    """Nothing is changed."""
    before = states(lab)
    code, out = rollout(lab)
    check(code == 0 and all(host["changed"] == 0 for host in recap(out).values()), "second", out)
    check(states(lab) == before, "a second rollout changes something", out)


def locked_out(lab):
    """h2 locks ssh out: it goes back, its task has failed, h3 is not touched."""
    before = states(lab)
    lab.inventory({1: "web_port=8443", 2: LOCKED, 3: "web_port=8443"})
    code, out = rollout(lab)
    after = states(lab)
    check(code and '"outcome": "reverted"' in out and "not confirmed within" in out, "a lock-out", out)
    check(recap(out)["h2"]["failed"] == 1 and recap(out)["h2"]["unreachable"] == 0, "failed, not unreachable", out)
    check("dport 8443" in after[0], "h1 was confirmed before", after[0])
    check(after[1:] == before[1:], "h2 and h3 are as they were", "\n".join(after[1:]))
    lab.inventory({})


def muted(lab):
    """The module's own answer is lost."""
    before = states(lab)
    (lab.work / "fleet/files").mkdir(exist_ok=True)
    (lab.work / "fleet/files/mute.nft").write_text(MUTE)
    code, out = one(lab, ["src: mute.nft", "template: false", f"confirm: {WINDOW}"])
    check(code and recap(out)["h2"]["failed"] == 1, "a lost answer", out)
    decided(lab, 2)
    after = states(lab)
    check(re.sub(r".*nftload-\w+\n", "", after[1]) == before[1], "h2 has its ruleset and file", after[1])


def reused(lab):
    """A plugin that keeps the old connection must not confirm."""
    before = states(lab)
    path = lab.work / "collections/ansible_collections/nftload/firewall/plugins/action/ruleset.py"
    text = path.read_text()
    path.write_text(text.replace("        self._new_connections_only()\n", ""))
    code, out = one(lab, ["src: firewall.nft.j2", f"confirm: {WINDOW}"], "h2", "-e", "web_port=9")
    path.write_text(text)
    check(code and "reused the old connection" in out and "reverted" in out, "a reused connection", out)
    check(states(lab) == before, "it was taken back", out)


def slow(lab):
    """A host that takes longer for its answer than there is to confirm: its time begins with its commit."""
    program = lab.work / "slow"
    program.write_text(f"#!/bin/sh\ncase $* in *--confirm=*) sleep {WINDOW + 1} ;; esac\nexec nftload \"$@\"\n")
    program.chmod(0o755)
    code, out = one(lab, ["src: firewall.nft.j2", f"confirm: {WINDOW}", f"executable: {program}"], "h2", "-v", "-e", "web_port=82")
    check(code == 0 and '"outcome": "confirmed"' in out and "dport 82" in states(lab)[1], "a slow host", out)


def pending(lab, n):
    """Whether a change waits on a host."""
    return '"pending"' in lab.on(n, "nftload confirm --status --json")[1]


def decided(lab, n):
    """Waits until nothing waits on a host."""
    for dummy in range(400):
        if not pending(lab, n):
            return
        time.sleep(0.05)


def killed(lab):
    """The controller dies after the change was made."""
    before = states(lab)
    (lab.work / "fleet/one.yml").write_text("- hosts: firewalls\n  gather_facts: false\n  tasks:\n"
                                            "    - nftload.firewall.ruleset: {src: firewall.nft.j2, confirm: 8}\n")
    lab.inventory({2: LOCKED})
    run = lab.start("-l", "h2", "one.yml")
    for dummy in range(300):
        if pending(lab, 2):
            break
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    check(pending(lab, 2), "nothing waited")
    # A second run meets the change that waits.
    lab.inventory({})
    code, out = lab.on(2, "echo 'table inet firewall' >/tmp/other.nft; nftload sync /tmp/other.nft")
    check(code == 6 and "waits to be confirmed" in out, "a sync while a change waits", out)
    decided(lab, 2)
    after = states(lab)
    check(re.sub(r".*nftload-\w+\n", "", after[1]) == before[1], "the host goes back alone", after[1])
    lab.on(2, "rm -f /etc/nftables.conf.nftload-*")


def waiting(lab):
    """A change waits that another made."""
    before = states(lab)
    lab.on(2, "cp /etc/nftables.conf /tmp/wait.nft; echo 'table inet waits' >>/tmp/wait.nft;"
              "nftload sync --confirm=60 --detach /tmp/wait.nft")
    code, out = one(lab, ["src: firewall.nft.j2", f"confirm: {WINDOW}"], "h2", "-e", "web_port=9")
    check(code and "waits to be confirmed" in out, "a waiting change", out)
    code, out = lab.on(2, "nftload reject")
    check(code == 0 and states(lab) == before, "it was rejected", out)


def unreachable(lab):
    """One host of four is not there: nothing begins."""
    before = states(lab)
    lab.inventory({n: "web_port=7" for n in range(1, 5)}, absent=1)
    code, out = rollout(lab)
    check(code and "UNREACHABLE" in out and "Change one host" not in out, "the pre-check", out)
    check(states(lab) == before, "a host was changed", out)
    lab.inventory({})


def faulty(lab):
    """Mistakes: of the text, of a variable, of the destination, of the connection; an old program."""
    before = states(lab)
    for host, says in (("web_port=htpp", r"firewall\.nft\.j2:17:\d+: .*'htpp'"),
                       ("admins=7", r"firewall\.nft\.j2: .*")):
        lab.inventory({3: host})
        code, out = rollout(lab)
        check(code and re.search(says, out) and "Change one host" not in out, host, out)
    lab.inventory({})
    for words, says in ((["content: table inet x", "dest: /nowhere/x.nft"], "folder '/nowhere'"),
                        (["content: table inet x", "confirm: 2"], "at least 5 seconds"),
                        (["content: table inet x", "src: y"], "one of src and content"),
                        (["content: table inet x", "async: 9"], "async"),
                        (["content: table inet x", "_phase: confirm"], "no option '_phase'"),
                        (["confirm: 9"], "one of src and content")):
        code, out = one(lab, words)
        check(code and says in out, says, out)
    old = lab.work / "old"
    old.write_text("#!/bin/sh\n[ $1 != sync ] || { echo \"nftload: unknown command 'sync'\" >&2; exit 3; }\n"
                   "exec nftload \"$@\"\n")
    old.chmod(0o755)
    code, out = one(lab, ["content: table inet x", f"executable: {old}"])
    check(code and "too old" in out and "unknown command 'sync'" in out, "a program that is too old", out)
    code, out = one(lab, ["content: table inet x", "confirm: 9"], "h2", "-c", "local")
    check(code and "proves nothing" in out, "a local connection", out)
    check(states(lab) == before, "a mistake changed something")


def drift(lab):
    """A rule by hand, a table that is gone, a host that is not there."""
    lab.on(2, "nft add rule inet firewall input tcp dport 1 accept")
    lab.on(3, "nft delete table inet firewall")
    lab.inventory({}, absent=1)
    dummy, out = lab.play("drift.yml")
    check("h1: as its files say" in out and "h2: DRIFT" in out and "h3: DRIFT" in out and "h4: no answer" in out,
          "drift", out)
    check("tcp dport 1 accept" in out, "what differs", out)
    lab.inventory({})
    code, out = rollout(lab)
    check(code == 0 and recap(out)["h3"]["changed"] == 2, "repaired", out)
    check(lab.on(2, "nftload diff /etc/nftables.conf")[0] == 0, "h2 still differs")


def confirmed_twice(lab):
    """The same answer for a confirmation that is asked for again."""
    code, out = lab.on(1, "id=$(nftload confirm --status --json | sed -n 's/.*\"id\": \"\\(.*\\)\".*/\\1/p' | head -n 1);"
                          "nftload confirm $id")
    check(code == 0, "confirmed again", out)


def final(lab):
    """confirm: 0, a comment alone, a copy of the replaced file."""
    code, out = one(lab, ["src: firewall.nft.j2", "confirm: 0", "backup: true"], "h2", "-e", "web_port=81")
    check(code == 0 and "dport 81" in states(lab)[1], "confirm: 0", out)
    check("nftables.conf." in lab.on(2, "ls /etc")[1], "no copy")
    lab.on(2, "echo '# by hand' >>/etc/nftables.conf")
    code, out = one(lab, ["src: firewall.nft.j2", f"confirm: {WINDOW}"], "h2", "-v", "-e", "web_port=81")
    check(code == 0 and '"kernel_changed": false' in out and '"file_changed": true' in out, "a comment", out)


SCENARIOS = [first, second, locked_out, muted, reused, slow, killed, waiting, unreachable, faulty, confirmed_twice, drift,
             final]


def measure(lab):
    """Seconds of the three runs."""
    for name, words in (("first rollout", ["-e", "seconds=30", "rollout.yml"]),
                        ("second rollout", ["-e", "seconds=30", "rollout.yml"]), ("drift report", ["drift.yml"])):
        begun = time.time()
        code, out = lab.play(*words)
        check(code == 0, name, out)
        print(f"{lab.count} hosts, {name}: {time.time() - begun:.1f} s", flush=True)


def main(sources, nftload, work, hosts="0"):
    """All scenarios, one after the other on the same hosts."""
    lab = Lab(work, pathlib.Path(sources).resolve(), pathlib.Path(nftload).resolve(), int(hosts) or 3)
    if int(hosts):
        measure(lab)
        return 1 if FAILED else 0
    passed = 0
    named = os.environ.get("FLEET", "").split()
    chosen = [scenario for scenario in SCENARIOS if not named or scenario.__name__ in named]
    for scenario in chosen:
        begun, failed = time.time(), len(FAILED)
        scenario(lab)
        result = "passed" if len(FAILED) == failed else "FAILED"
        print(f"{result}: {scenario.__name__}: {scenario.__doc__.splitlines()[0]} {time.time() - begun:.1f} s", flush=True)
        passed += result == "passed"
    print(f"# PASS:  {passed}\n# FAIL:  {len(chosen) - passed}")
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
