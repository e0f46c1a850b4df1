"""Rulesets into the kernel, packets onto the wire, and what came of them: all in a private network namespace.

By the loopback device, chains run while a packet is being sent, and a packet socket sees the frame afterwards, with its
mark.  Where packets are received (by a pair of virtual Ethernet devices), the kernel may take a moment.
"""
import fcntl
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time

from roads import ROADS

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import state  # noqa: E402  (tests/tools)

ETH_P_ALL, SOL_PACKET, PACKET_OUTGOING, PACKET_AUXDATA = 3, 263, 4, 8
SO_PRIORITY, SO_MARK, SO_RCVMARK = 12, 36, 75
IP_HDRINCL, IPV6_HDRINCL = 3, 36
TP_STATUS_VLAN_VALID = 0x10
GET_OBJECTS = 19
COMPLAINT = re.compile(r"^\S*?:(\d+):\d+.*?: (?:[Ee]rror: )(.*)", re.M)
PATIENCE = 2.0


def raise_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, 0x8914, struct.pack("16sH14x", b"lo", 0x49))  # SIOCSIFFLAGS: up, running


def make_devices():
    """The roads that there are: those by Ethernet devices need iproute2, and a kernel with veth and bridges.

    A bridge that snoops joins a multicast group, and says so in packets of its own, which rules would count.
    """
    usable = [road for road in ROADS.values() if road.device == "lo"]
    for road, commands in (("ingress", ["link add ptin0 type veth peer name ptin1"]),
                           ("bridge", ["link add ptbr0 type veth peer name ptbr1", "link add ptbr2 type veth peer name ptbr3",
                                       "link add ptbr type bridge mcast_snooping 0",
                                       "link set ptbr1 master ptbr", "link set ptbr2 master ptbr"])):
        if shutil.which("ip") and all(ip(command) for command in commands):
            usable.append(ROADS[road])
    for device in [name for _, name in socket.if_nameindex() if name.startswith("pt")]:
        quiet = f"/proc/sys/net/ipv6/conf/{device}/disable_ipv6"
        if os.path.exists(quiet):
            with open(quiet, "w", encoding="ascii") as file:
                file.write("1")
        ip(f"link set {device} up")
    if ROADS["bridge"] in usable and not all(forwards(port) for port in ("ptbr1", "ptbr2")):
        usable.remove(ROADS["bridge"])
    return usable


def forwards(port):
    """Whether a port of the bridge does, soon."""
    end = time.monotonic() + 3
    while time.monotonic() < end:
        try:
            with open(f"/sys/class/net/{port}/brport/state", encoding="ascii") as file:
                if file.read().strip() == "3":
                    return True
        except OSError:
            return False
        time.sleep(0.02)
    return False


def ip(arguments):
    return subprocess.run(["ip", *arguments.split()], capture_output=True, check=False).returncode == 0


def attributes(payload):
    found = {}
    while len(payload) >= 4:
        length, number = struct.unpack_from("=HH", payload)
        found[number & 0x3fff] = payload[4:length]
        payload = payload[(length + 3) & ~3:]
    return found


class Tap:
    """Sees the frames that leave by a device."""

    def __init__(self, device):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self.socket.bind((device, ETH_P_ALL))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVMARK, 1)
        self.socket.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        self.socket.setblocking(False)

    def frames(self):
        """(frame, mark) of each that has left since the last time."""
        while True:
            try:
                frame, control, _, address = self.socket.recvmsg(1 << 16, 256)
            except BlockingIOError:
                return
            if address[2] != PACKET_OUTGOING:
                continue
            mark = 0
            for level, kind, value in control:
                if (level, kind) == (socket.SOL_SOCKET, SO_MARK):
                    mark, = struct.unpack("=I", value)
                elif (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                    status, _, _, _, _, tag, protocol = struct.unpack("=IIIHHHH", value)
                    if status & TP_STATUS_VLAN_VALID:
                        frame = frame[:12] + struct.pack(">HH", protocol, tag) + frame[12:]
            yield frame, mark


class Wire:
    def __init__(self):
        self.last = {}
        raise_loopback()
        self.roads = make_devices()
        self.netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        self.netlink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
        self.netlink.bind((0, 0))
        self.senders = {}
        for road in self.roads:
            if not road.is_ip:
                sender = self.senders[road.name] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
                sender.bind((road.device, 0))
        self.raw4 = socket.socket(socket.AF_INET, socket.SOCK_RAW, 255)
        self.raw6 = socket.socket(socket.AF_INET6, socket.SOCK_RAW, 255)
        self.raw4.setsockopt(socket.IPPROTO_IP, IP_HDRINCL, 1)
        self.raw6.setsockopt(socket.IPPROTO_IPV6, IPV6_HDRINCL, 1)
        self.taps = {device: Tap(device) for device in {road.leaves for road in self.roads}}

    @staticmethod
    def load(loader, text):
        """The loader's exit status and what it says."""
        done = subprocess.run(loader.split(), input=text, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr + done.stdout

    def load_what_can_be(self, loader, make, cases):
        """Loads a ruleset of cases without those that the loader refuses: {case: why}."""
        refused = {}
        for _ in range(60):
            left = [case for case in cases if case not in refused]
            text = make(left)
            status, output = self.load(loader, text)
            self.last = {}
            if status == 0:
                return refused
            lines = text.split("\n")
            for number, why in COMPLAINT.findall(output):
                mark = re.search(r"# case (\d+)$", lines[int(number) - 1])
                if mark:
                    refused.setdefault(cases[int(mark.group(1))], why)
            if len(left) == len(cases) - len(refused):
                raise RuntimeError(f"{loader} ends with {status}:\n{output[:3000]}")
        raise RuntimeError("too many refusals")

    def send(self, packet, road, priority=0):
        """Sends one; what has left before is forgotten."""
        for _ in self.taps[road.leaves].frames():
            pass
        if road.is_ip:
            sock, place = (self.raw4, "127.0.0.1") if packet.l3 == 0x800 else (self.raw6, "::1")
        else:
            sock = self.senders[road.name]
        sock.setsockopt(socket.SOL_SOCKET, SO_PRIORITY, priority)
        sock.setsockopt(socket.SOL_SOCKET, SO_MARK, struct.pack("=I", packet.mark))
        if road.is_ip:
            sock.sendto(packet.frame[14:], (place, 0))
        else:
            sock.send(packet.frame)

    def left(self, road):
        """(frame, mark) of the packet that has been sent; (None, None) where none leaves."""
        end = time.monotonic() + (PATIENCE if road.waits else 0)
        while True:
            for frame, mark in self.taps[road.leaves].frames():
                return frame, mark
            if time.monotonic() >= end:
                return None, None

    def counters(self, road=None):
        """{name: packets}, of counters since the last time; with a road, when a packet has come to its chain's end."""
        end = time.monotonic() + PATIENCE
        while True:
            now = {}
            for _, payload in state.dump(self.netlink, GET_OBJECTS):
                outer = attributes(payload)
                table, name = (outer[number].rstrip(b"\0").decode() for number in (1, 2))
                now[table, name] = struct.unpack(">Q", attributes(outer[4])[2])[0]
            if road is None or now[road.table, "end"] > self.last.get((road.table, "end"), 0):
                break
            if time.monotonic() > end:
                raise RuntimeError(f"no packet comes to the end of the chain of {road.name}")
        before, self.last = self.last, now
        return {key[1]: count - before.get(key, 0) for key, count in now.items()}
