#!/usr/bin/env python3
"""The twin of state.c in another language: prints the same text.  Tests in Python ask the kernel by its functions."""
import os
import socket
import struct
import sys

NFTABLES = 10 << 8
KINDS = [("table", 1), ("chain", 4), ("rule", 7), ("set", 10), ("obj", 19), ("flowtable", 23)]
GET_ELEMENTS = 13
NLMSG_ERROR, NLMSG_DONE = 2, 3
REQUEST, DUMP, DUMP_INTERRUPTED = 1, 0x300, 0x10
HEADER = struct.Struct("=IHHII")


def attribute(number, payload):
    data = struct.pack("=HH", 4 + len(payload), number) + payload
    return data + b"\0" * (-len(data) % 4)


def string(number, text):
    return attribute(number, text.encode() + b"\0")


def messages(sock):
    """The messages of one dump: (flags, body)."""
    while True:
        data = sock.recv(1 << 20)
        while data:
            length, kind, flags, _, _ = HEADER.unpack_from(data)
            body = data[HEADER.size:length]
            if kind == NLMSG_DONE:
                return
            if kind == NLMSG_ERROR:
                error = -struct.unpack_from("=i", body)[0]
                raise OSError(error, os.strerror(error))
            yield flags, body
            data = data[(length + 3) & ~3:]


def dump(sock, number, family=0, attributes=b""):
    body = struct.pack("=BBH", family, 0, 0) + attributes
    sock.send(HEADER.pack(HEADER.size + len(body), NFTABLES | number, REQUEST | DUMP, 1, 0) + body)
    for flags, answer in messages(sock):
        if flags & DUMP_INTERRUPTED:
            raise OSError("the state changed while it was read")
        yield answer[0], answer[4:]


def strings(payload):
    """The first two attributes of a set: its table's name and its own."""
    names = {}
    while payload:
        length, number = struct.unpack_from("=HH", payload)
        names[number & 0x3fff] = payload[4:length]
        payload = payload[(length + 3) & ~3:]
    return [names[n].rstrip(b"\0").decode() for n in (1, 2)]


def show(kind, family, payload):
    print(kind, family, payload.hex())


def main():
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    sock.bind((0, 0))
    sets = []
    for kind, number in KINDS:
        try:
            for family, payload in dump(sock, number):
                show(kind, family, payload)
                if kind == "set":
                    sets.append((family, *strings(payload)))
        except OSError as error:
            if kind != "flowtable":  # not every kernel has them
                raise error
    for family, table, name in sets:
        for _, payload in dump(sock, GET_ELEMENTS, family, string(1, table) + string(2, name)):
            show("elements", family, payload)


if __name__ == "__main__":
    try:
        main()
    except OSError as problem:
        sys.exit(f"state.py: {problem}")
