"""abilities.py WORD...: whether what the program says of this kernel is so.

Each WORD is an ability that the program says the kernel has (tests/plan/abilities.c).  Here each is used, and the kernel
asked whether anything has changed.  An ability that is said and not there is a failure; that is there and not said, one
as well, but for those that a later one has to prove: sizes of sets (6.5, proved from 6.10 on) and times of elements
(6.12, proved from 6.13 on).
"""
import os
import socket
import struct
import sys

NEWTABLE, NEWCHAIN, DELCHAIN, NEWSET, GETSET, NEWSETELEM, GETSETELEM, DESTROYCHAIN = 0, 3, 5, 9, 10, 12, 13, 27
GETCHAIN = 4
INET, NETDEV = 1, 5
CREATE = 0x400


def attr(kind, payload):
    return struct.pack("=HH", 4 + len(payload), kind) + payload + b"\0" * (-len(payload) % 4)


def text(kind, name):
    return attr(kind, name.encode() + b"\0")


def be32(kind, value):
    return attr(kind, struct.pack(">I", value))


def be64(kind, value):
    return attr(kind, struct.pack(">Q", value))


def nest(kind, *parts):
    return attr(kind | 0x8000, b"".join(parts))


def attributes(data):
    found = {}
    while len(data) >= 4:
        size, kind = struct.unpack_from("=HH", data)
        if size < 4:
            break
        found[kind & 0x3fff] = data[4:size]
        data = data[(size + 3) & ~3:]
    return found


class Kernel:
    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        self.socket.bind((0, 0))
        self.seq = 0

    def message(self, kind, flags, family, payload, resource=0):
        self.seq += 1
        body = struct.pack("=BBH", family, 0, socket.htons(resource)) + payload
        return struct.pack("=IHHII", 16 + len(body), kind, flags | 1, self.seq, 0) + body

    def answers(self):
        """(type, body) of what waits to be read."""
        while True:
            try:
                data = self.socket.recv(1 << 16, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            while len(data) >= 16:
                size, kind = struct.unpack_from("=IH", data)
                yield kind, data[16:size]
                data = data[(size + 3) & ~3:]

    def commit(self, *messages):
        """True: the kernel took all."""
        parts = [self.message(0x10, 0, 0, b"", 10)]
        parts += [self.message(0xa00 | kind, flags | 4, family, payload) for kind, flags, family, payload in messages]
        parts.append(self.message(0x11, 0, 0, b"", 10))
        self.socket.send(b"".join(parts))
        verdicts = [struct.unpack_from("=i", body)[0] for kind, body in self.answers() if kind == 2]
        return len(verdicts) == len(messages) and not any(verdicts)

    def get(self, kind, family, payload):
        """The attributes of one object; None: there is none."""
        self.socket.send(self.message(0xa00 | kind, 0, family, payload))
        for answer, body in self.answers():
            return attributes(body[4:]) if answer != 2 else None


def must(what, taken):
    if not taken:
        sys.exit("FAILED: the kernel does not take %s" % what)


def destroys(kernel):
    return kernel.commit((DESTROYCHAIN, 0, INET, text(1, "t") + text(3, "missing")))


def devices(kernel):
    hook = nest(4, be32(1, 0), be32(2, 0), nest(4, text(1, "lo")))
    name = text(1, "n") + text(3, "c")
    must("a chain of a device", kernel.commit(
        (NEWTABLE, CREATE, NETDEV, text(1, "n")), (NEWCHAIN, CREATE, NETDEV, name + hook + text(7, "filter"))))
    kernel.commit((DELCHAIN, 0, NETDEV, name + hook))
    return kernel.get(GETCHAIN, NETDEV, name) is not None


def new_set(name, *more):
    return (NEWSET, CREATE, INET,
            text(1, "t") + text(2, name) + be32(3, 0x10) + be32(4, 7) + be32(5, 4) + b"".join(more) + be32(10, 1))


def sizes(kernel):
    must("a set", kernel.commit(new_set("sized", nest(9, be32(1, 100)))))
    kernel.commit(new_set("sized", nest(9, be32(1, 200))))
    desc = attributes(kernel.get(GETSET, INET, text(1, "t") + text(2, "sized"))[9])
    return struct.unpack(">I", desc[1])[0] == 200


def element(*more):
    return text(1, "t") + text(2, "timed") + nest(3, nest(1, nest(1, attr(1, bytes([192, 0, 2, 1]))), *more))


def times(kernel):
    must("an element", kernel.commit(new_set("timed"), (NEWSETELEM, CREATE, INET, element(be64(4, 3600000)))))
    kernel.commit((NEWSETELEM, CREATE, INET, element(be64(4, 7200000))))
    elements = kernel.get(GETSETELEM, INET, element())[3]
    timeout = struct.unpack(">Q", attributes(attributes(elements)[1])[4])[0]
    return timeout == 7200000


LATER = {"sizes": (6, 10), "times": (6, 13)}


def main():
    kernel, said, failed = Kernel(), sys.argv[1:], False
    release = tuple(int(part) for part in os.uname().release.split("-")[0].split(".")[:2])
    must("a table", kernel.commit((NEWTABLE, CREATE, INET, text(1, "t"))))
    for ability in destroys, devices, sizes, times:
        word = ability.__name__
        there = ability(kernel)
        print("%s: %s, %s" % (word, "there" if there else "not there", "said" if word in said else "not said"))
        if there != (word in said) and not (there and release < LATER.get(word, (0, 0))):
            print("FAILED: %s" % word)
            failed = True
    sys.exit(failed)


main()
