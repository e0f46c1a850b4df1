"""Starts firewalld's core, without its D-Bus side, and changes zones as its clients would.

usage: drive.py ETC USR CALLS STOP

CALLS: the file that notes calls of the library, as if they were calls of nft; STOP: the command that notes a state.  Each
document is added to the file `documents`.
"""
import json
import subprocess
import sys

# The modules beside this file are found by PYTHONPATH, behind others.
sys.path.pop(0)
from firewall import config  # noqa: E402

config.set_system_config_paths(sys.argv[1])
config.set_default_config_paths(sys.argv[2])
# The modules and settings of the machine are left alone, and iptables and ipset are not there.
config.COMMANDS = {name: "/bin/true" if name in ("modprobe", "sysctl") else "/nowhere" for name in config.COMMANDS}

from firewall.core.fw import Firewall  # noqa: E402
from nftables.nftables import Nftables  # noqa: E402

json_cmd = Nftables.json_cmd


def noted(self, document):
    with open(sys.argv[3], "a", encoding="utf-8") as calls, open("documents", "a", encoding="utf-8") as documents:
        calls.write("-j -e -f -\n")
        documents.write(json.dumps(document) + "\n")
    return json_cmd(self, document)


Nftables.json_cmd = noted


def stop(name):
    subprocess.run([*sys.argv[4:], name], check=True)


fw = Firewall()
fw.start()
stop("started")
fw.zone.add_interface("public", "eth0")
fw.zone.add_interface("internal", "eth1")
fw.zone.add_source("trusted", "192.0.2.0/24")
fw.zone.add_source("drop", "2001:db8::/32")
fw.zone.add_source("drop", "ipset:blocked")
fw.zone.add_service("public", "http")
fw.zone.add_port("public", "8000-8080", "tcp")
fw.zone.add_source_port("public", "5353", "udp")
fw.zone.add_protocol("public", "gre")
fw.zone.add_masquerade("dmz")
fw.zone.add_interface("dmz", "eth3")
fw.zone.add_interface("external", "eth2")
fw.zone.add_forward_port("external", "80", "tcp", toport="8080", toaddr="198.51.100.7")
fw.zone.add_icmp_block("external", "echo-request")
stop("zones")
for rule in ('rule family="ipv4" source address="203.0.113.0/24" service name="ssh" log prefix="ssh " level="info" '
             'limit value="3/m" accept',
             'rule family="ipv6" source address="2001:db8:1::/64" port port="443" protocol="tcp" reject',
             'rule priority="-5" family="ipv4" source address="203.0.113.9" drop',
             'rule family="ipv4" forward-port port="2222" protocol="tcp" to-port="22" to-addr="198.51.100.8"'):
    fw.zone.add_rule("public", __import__("firewall.core.rich", fromlist=["Rich_Rule"]).Rich_Rule(rule_str=rule))
fw.ipset.add_entry("blocked", "198.51.100.200")
fw.ipset.add_entry("blocked", "198.51.100.201")
stop("rich")
# Each of these deletes rules by the handles that the answers told.
fw.zone.remove_service("public", "http")
fw.zone.remove_port("public", "8000-8080", "tcp")
fw.zone.remove_masquerade("dmz")
fw.zone.remove_source("trusted", "192.0.2.0/24")
fw.zone.remove_interface("internal", "eth1")
fw.zone.change_zone_of_interface("external", "eth0")
fw.ipset.remove_entry("blocked", "198.51.100.200")
stop("removed")
fw.enable_panic_mode()
stop("panic")
fw.disable_panic_mode()
fw.set_log_denied("all")
stop("denied")
fw.reload()
stop("reloaded")
fw.stop()
stop("stopped")
