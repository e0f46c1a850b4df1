"""Rulesets into the kernel, packets onto the wire, and what came of them: all in a private network namespace.

A packet leaves by the loopback device: through a chain at `netdev egress` as a whole frame, or through one at `output`
as an IP packet with a header of its own.  The chains run while it is being sent, and a packet socket sees the frame
afterwards, with its mark.  Nothing has to be waited for.
"""
import fcntl
import os
import re
import socket
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import state  # noqa: E402  (tests/tools)

ETH_P_ALL, SOL_PACKET, PACKET_OUTGOING = 3, 263, 4
SO_PRIORITY, SO_MARK, SO_RCVMARK = 12, 36, 75
IP_HDRINCL, IPV6_HDRINCL = 3, 36
GET_OBJECTS = 19
COMPLAINT = re.compile(r"^\S*?:(\d+):\d+.*?: (?:[Ee]rror: )(.*)", re.M)


def raise_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, 0x8914, struct.pack("16sH14x", b"lo", 0x49))  # SIOCSIFFLAGS: up, running


def attributes(payload):
    found = {}
    while len(payload) >= 4:
        length, number = struct.unpack_from("=HH", payload)
        found[number & 0x3fff] = payload[4:length]
        payload = payload[(length + 3) & ~3:]
    return found


class Wire:
    def __init__(self):
        self.last = {}
        raise_loopback()
        self.netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        self.netlink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
        self.netlink.bind((0, 0))
        self.frames = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.frames.bind(("lo", 0))
        self.raw4 = socket.socket(socket.AF_INET, socket.SOCK_RAW, 255)
        self.raw6 = socket.socket(socket.AF_INET6, socket.SOCK_RAW, 255)
        self.raw4.setsockopt(socket.IPPROTO_IP, IP_HDRINCL, 1)
        self.raw6.setsockopt(socket.IPPROTO_IPV6, IPV6_HDRINCL, 1)
        self.tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self.tap.bind(("lo", ETH_P_ALL))
        self.tap.setsockopt(socket.SOL_SOCKET, SO_RCVMARK, 1)
        self.tap.setblocking(False)

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

    def send(self, packet, netdev, priority=0):
        """Sends one, and returns the frame and the mark that leave."""
        sock, body, place = self.frames, packet.frame, ("lo", 0)
        if not netdev:
            sock, place = (self.raw4, ("127.0.0.1", 0)) if packet.l3 == 0x800 else (self.raw6, ("::1", 0))
            body = packet.frame[14:]
        sock.setsockopt(socket.SOL_SOCKET, SO_PRIORITY, priority)
        sock.setsockopt(socket.SOL_SOCKET, SO_MARK, struct.pack("=I", packet.mark))
        sock.sendto(body, place) if not netdev else sock.send(body)
        return self.seen()

    def seen(self):
        frame, mark = None, None
        while True:
            try:
                data, control, _, address = self.tap.recvmsg(1 << 16, 256)
            except BlockingIOError:
                return frame, mark
            if address[2] == PACKET_OUTGOING and frame is None:
                frame = data
                mark = next((struct.unpack("=I", value)[0] for level, kind, value in control
                             if level == socket.SOL_SOCKET and kind == SO_MARK), 0)

    def counters(self):
        """{name: packets}, of counters since the last time."""
        before, self.last = self.last, {}
        for family, payload in state.dump(self.netlink, GET_OBJECTS):
            outer = attributes(payload)
            self.last[family, outer[2].rstrip(b"\0").decode()] = struct.unpack(">Q", attributes(outer[4])[2])[0]
        return {key[1]: count - before.get(key, 0) for key, count in self.last.items()}
