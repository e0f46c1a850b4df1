#!/usr/bin/env python3
"""Numbered packets while a ruleset is synced again and again.

Usage: packets.py NFTLOAD SYNCS

Packets to one port are let through by every version of the ruleset, those to another by none; some 5,000 a second go to
each.  None may be lost, none may pass, and a counter that stays never falls.
"""
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time

GOOD, BAD = 4000, 5000


def ruleset(version):
    """Both base chains let GOOD pass; the first one changes each time, sometimes as a whole, the second one stays."""
    priority = 5 if version % 7 == 3 else 0
    before = "".join(f"\t\tudp dport {6000 + (version + i) % 9} counter drop\n" for i in range(version % 4))
    behind = "".join(f"\t\ttcp dport {{ {i + 1}, {version % 100 + 1} }} accept\n" for i in range(version % 3))
    how = ("udp dport 4000 counter accept", "udp dport { 4000, 4001 } accept", "udp dport @good accept",
           "jump goods")[version % 4]
    return f"""table inet changing {{
	set good {{ type inet_service; elements = {{ 4000, {7000 + version % 5} }}; }}
	chain goods {{
		udp dport 4000 accept
	}}
	chain in {{
		type filter hook input priority {priority}; policy drop
{before}		{how}
{behind}	}}
}}
table inet staying {{
	chain in {{
		type filter hook input priority 10; policy drop
		udp dport 4000 counter accept comment "stays"
	}}
}}
"""


class Port:
    """Sends numbers to a port and takes what arrives."""

    def __init__(self, number):
        self.address = ("127.0.0.1", number)
        self.taker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.taker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.taker.bind(self.address)
        self.taker.settimeout(0.2)
        self.giver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sent, self.seen, self.ended = 0, set(), False
        self.threads = [threading.Thread(target=self.send), threading.Thread(target=self.take)]

    def send(self):
        """In bursts of ten, 500 a second."""
        due = time.monotonic()
        while not self.ended:
            for _ in range(10):
                try:
                    self.giver.sendto(struct.pack("=Q", self.sent), self.address)
                except PermissionError:
                    pass  # the answer of a rule that rejects
                self.sent += 1
            due += 0.002
            time.sleep(max(0, due - time.monotonic()))

    def take(self):
        while True:
            try:
                self.seen.add(struct.unpack("=Q", self.taker.recv(64))[0])
            except socket.timeout:
                if self.ended:
                    return


def counter():
    """Packets of the rule that stays."""
    for entry in json.loads(subprocess.check_output(["nft", "-j", "list", "table", "inet", "staying"]))["nftables"]:
        if entry.get("rule", {}).get("comment") == "stays":
            return next(e["counter"]["packets"] for e in entry["rule"]["expr"] if "counter" in e)
    return -1


def sync(nftload, version):
    with open("packets.nft", "w", encoding="ascii") as file:
        file.write(ruleset(version))
    done = subprocess.run([nftload, "sync", "packets.nft"], stderr=subprocess.PIPE, text=True, check=False)
    return "" if done.returncode == 0 else f"sync {version}: exit status {done.returncode}: {done.stderr}"


def main(nftload, syncs):
    wrong = [sync(nftload, 0)]
    ports = Port(GOOD), Port(BAD)
    for thread in ports[0].threads + ports[1].threads:
        thread.start()
    last = counter()
    for version in range(1, int(syncs) + 1):
        wrong.append(sync(nftload, version))
        if version % 20 == 0:
            now = counter()
            if now < last:
                wrong.append(f"after sync {version} the counter fell from {last} to {now}")
            last = now
    for port in ports:
        port.ended = True
    for port in ports:
        for thread in port.threads:
            thread.join()
    good, bad = ports
    lost = set(range(good.sent)) - good.seen
    if lost:
        wrong.append(f"{len(lost)} of {good.sent} packets are lost, the first is {min(lost)}")
    if bad.seen:
        wrong.append(f"{len(bad.seen)} of {bad.sent} packets passed that must not")
    if good.sent < 1000 or bad.sent < 1000 or last < good.sent / 2:
        wrong.append(f"only {good.sent} and {bad.sent} packets were sent, {last} counted")
    print(*filter(None, wrong), sep="\n")
    print(f"{syncs} syncs, {good.sent} packets let through, {bad.sent} held back", file=sys.stderr)
    return 1 if any(wrong) else 0


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C"
    sys.exit(main(*sys.argv[1:]))
