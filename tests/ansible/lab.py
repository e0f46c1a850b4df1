"""Hosts for Ansible: network namespaces with an sshd in each.

Runs inside `unshare -m -n -p --fork --mount-proc --kill-child`, so nothing of it is
left when the test ends, however it ends.  The controller is the outermost
namespace, 10.99.0.1; host N is 10.99.0.(10 + N), with an /etc and a /run/nftload of
its own.
"""
import os
import pathlib
import shutil
import subprocess
import time

CONFIG = """[defaults]
inventory = {work}/hosts.ini
collections_path = {work}/collections
host_key_checking = False
retry_files_enabled = False
interpreter_python = /usr/bin/python3
local_tmp = {work}/tmp
forks = 10
timeout = 5
[ssh_connection]
pipelining = True
control_path_dir = {work}/cp
ssh_args = -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
"""

SSHD = """UsePAM no
StrictModes no
HostKey {work}/hostkey
PermitRootLogin yes
AuthorizedKeysFile {work}/key.pub
SetEnv PATH={work}/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
Subsystem sftp internal-sftp
"""

# One host: its own /etc (changes go to memory), /root, /var/lib and /run/nftload.
HOST = """set -e
mount --make-rprivate /
hostname h{n}
mount -t tmpfs tmpfs {work}/h{n}
mkdir {work}/h{n}/up {work}/h{n}/work {work}/h{n}/root
mount -t overlay overlay -o lowerdir=/etc,upperdir={work}/h{n}/up,workdir={work}/h{n}/work /etc
rm -rf /etc/nftables.conf /etc/nftload.d
mount --bind {work}/h{n}/root /root
mount -t tmpfs -o mode=0755 tmpfs /run/nftload
mount -t tmpfs -o mode=0755 tmpfs /var/lib
exec /usr/sbin/sshd -D -e -f {work}/sshd_config -o PidFile={work}/pid{n}
"""


def call(*words, **more):
    """Runs a command that must not fail; its output."""
    return subprocess.run([str(word) for word in words], check=True, text=True, capture_output=True, **more).stdout


class Lab:
    """The hosts, and Ansible as their controller."""

    def __init__(self, work, sources, nftload, count):
        self.work, self.sources, self.count = pathlib.Path(work), pathlib.Path(sources), count
        self.lay(nftload)
        call("mount", "-t", "tmpfs", "tmpfs", "/run")
        for folder in ("/run/netns", "/run/sshd", "/run/nftload"):
            os.mkdir(folder)
        call("ip", "link", "set", "lo", "up")
        call("ip", "link", "add", "br0", "type", "bridge")
        call("ip", "addr", "add", "10.99.0.1/24", "dev", "br0")
        call("ip", "link", "set", "br0", "up")
        self.sshds = [self.host(n) for n in range(1, count + 1)]
        self.wait()

    def lay(self, nftload):
        """Keys, configuration, the collection, the program."""
        for folder in ("bin", "tmp", "cp", "collections/ansible_collections/nftload"):
            (self.work / folder).mkdir(parents=True)
        os.symlink(nftload, self.work / "bin/nftload")
        collection = self.work / "collections/ansible_collections/nftload/firewall"
        shutil.copytree(self.sources / "packaging/ansible", collection)
        shutil.copytree(self.sources / "examples/fleet", self.work / "fleet")
        for key in ("key", "hostkey"):
            call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.work / key)
        (self.work / "ansible.cfg").write_text(CONFIG.format(work=self.work))
        (self.work / "sshd_config").write_text(SSHD.format(work=self.work))
        self.inventory({})

    def inventory(self, of_hosts, absent=0):
        """hosts.ini, with variables of some hosts; absent: hosts that nobody will find."""
        lines = ["[firewalls]"]
        for n in range(1, self.count + 1 + absent):
            lines.append(f"h{n} ansible_host=10.99.0.{10 + n} {of_hosts.get(n, '')}")
        lines += ["[firewalls:vars]", "ansible_user=root", f"ansible_ssh_private_key_file={self.work}/key"]
        (self.work / "hosts.ini").write_text("\n".join(lines) + "\n")

    def host(self, n):
        """A namespace with its sshd."""
        call("ip", "netns", "add", f"h{n}")
        call("ip", "link", "add", f"v{n}", "type", "veth", "peer", "name", "eth0", "netns", f"h{n}")
        call("ip", "link", "set", f"v{n}", "master", "br0", "up")
        call("ip", "-n", f"h{n}", "link", "set", "lo", "up")
        call("ip", "-n", f"h{n}", "addr", "add", f"10.99.0.{10 + n}/24", "dev", "eth0")
        call("ip", "-n", f"h{n}", "link", "set", "eth0", "up")
        (self.work / f"h{n}").mkdir()
        log = open(self.work / f"log{n}", "w", encoding="utf-8")
        return subprocess.Popen(["ip", "netns", "exec", f"h{n}", "unshare", "-m", "-u", "sh", "-c",
                                 HOST.format(work=self.work, n=n)], stdout=log, stderr=log)

    def wait(self):
        """Until all sshds listen."""
        for dummy in range(100):
            if all((self.work / f"pid{n}").exists() for n in range(1, self.count + 1)):
                return
            time.sleep(0.1)
        raise RuntimeError("no sshd: " + (self.work / "log1").read_text())

    def on(self, n, command):
        """A command on a host, past its firewall: exit status and output."""
        pid = int((self.work / f"pid{n}").read_text())
        done = subprocess.run(["nsenter", "-t", str(pid), "-m", "-n", "-u", "sh", "-c",
                               f"PATH={self.work}/bin:$PATH; {command}"], text=True, capture_output=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def start(self, *words):
        """A playbook under way."""
        environment = dict(os.environ, ANSIBLE_CONFIG=str(self.work / "ansible.cfg"), ANSIBLE_NOCOLOR="1",
                           HOME=str(self.work), LC_ALL="C.UTF-8")
        environment.pop("SSH_CONNECTION", None)
        return subprocess.Popen(["ansible-playbook", *[str(word) for word in words]], cwd=self.work / "fleet",
                                env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                start_new_session=True)

    def play(self, *words):
        """Its exit status and output."""
        running = self.start(*words)
        out, dummy = running.communicate(timeout=300)
        return running.returncode, out
