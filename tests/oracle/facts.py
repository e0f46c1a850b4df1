"""What the kernel holds of each cell, as lines of text, less what may rightly differ between two loaders.

Left out: handles, use counts, what moves with the clock, numbers that the kernel gives to nameless sets and chains.
"""
import collections
import importlib.util
import pathlib
import re
import socket
import struct

_spec = importlib.util.spec_from_file_location("state", pathlib.Path(__file__).parent.parent / "tools" / "state.py")
state = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(state)

FAMILIES = {"inet": 1, "ip": 2, "arp": 3, "netdev": 5, "bridge": 7, "ip6": 10}
(CHAIN, RULE, SET, OBJECT, FLOWTABLE) = (4, 7, 10, 19, 23)
ANONYMOUS = re.compile(r"__(?:set|map|objmap|chain)(?:\d+|[A-Za-z][0-9A-Za-z]{2}\b)|__[0-9a-z]{9,}")
OWN = re.compile(r"n(\d+)[a-z]*")

# Expressions in which an attribute names a set, and the one with the set's id within its transaction.
SET_NAME = {"lookup": 1, "dynset": 1, "objref": 4}
SET_ID = {"lookup": 4, "dynset": 2, "objref": 5}
NESTED_EXPRESSIONS = {("dynset", 7), ("dynset", 10), ("inner", 5)}
# Attributes of each thing that say where it stands, or how often it is used.
PLACES = {CHAIN: (1, 2, 3, 6, 8, 9, 11), OBJECT: (1, 2, 5, 6, 7), FLOWTABLE: (1, 2, 4, 5, 6),
          SET: (1, 2, 14, 16, 19, 20)}

# Typeof descriptors: a constant without a type, the begin of a concatenation.
CONSTANT = bytes([0, 4, 4, 0, 0, 0, 1, 0])
CONCATENATION = bytes([0, 4, 13, 0, 0, 0, 1])


def attributes(data):
    """(number, payload) of each attribute."""
    while len(data) >= 4:
        length, number = struct.unpack_from("=HH", data)
        yield number & 0x3fff, data[4:length]
        data = data[(length + 3) & ~3:]


def text(payload):
    return payload.rstrip(b"\0").decode("utf-8", "backslashreplace")


def says_nothing(descriptor):
    """A typeof of a constant, alone or in a concatenation: nft itself falls back to the type when it reads one."""
    return descriptor.startswith(CONSTANT) or descriptor.startswith(CONCATENATION) and (
        descriptor.endswith(b"\1\0") or CONSTANT in descriptor[:24])


def set_userdata(payload):
    out = []
    while len(payload) >= 2:
        kind, value, payload = payload[0], payload[2:2 + payload[1]], payload[2 + payload[1]:]
        if kind not in (3, 4) or not says_nothing(value):
            out.append("%d=%s" % (kind, value.hex()))
    return "userdata=[%s]" % " ".join(out)


def split(payload):
    """Name and attributes of an expression."""
    both = dict(attributes(payload))
    return text(both[1]), dict(attributes(both.get(2, b"")))


class State:
    """All of this namespace."""

    def __init__(self, sock):
        self.sock, self.sets, self.rules = sock, {}, collections.defaultdict(list)
        self.own = collections.defaultdict(list)  # number of a cell: (kind, family, attributes) of what it declares
        self.nameless, self.seen = {}, []
        self.things = []  # everything with a name, likewise
        for kind in (RULE, SET, CHAIN, OBJECT, FLOWTABLE):
            self.read(kind)

    def read(self, kind):
        for family, payload in state.dump(self.sock, kind):
            self.take(kind, family, dict(attributes(payload)))

    def take(self, kind, family, attrs):
        if kind == RULE:
            self.rules[family, attrs[1], text(attrs[2])].append(attrs)
            return
        name = text(attrs[3] if kind == CHAIN else attrs[2])
        if kind == SET:
            self.sets[family, attrs[1], name] = attrs
        if not ANONYMOUS.fullmatch(name):
            self.things.append((kind, family, name, attrs))
        own = OWN.fullmatch(name)
        if own:
            self.own[int(own[1])].append(self.things[-1])

    def everything(self):
        """The lines of whole rulesets."""
        lines = []
        for kind, family, name, attrs in self.things:
            self.nameless, self.seen = {}, []
            lines += ["%d %s" % (family, name), *self.thing(kind, family, name, attrs)]
        return lines

    # --- A cell -------------------------------------------------------------------------------------------------------

    def cell(self, number, family, rule):
        """number: the n of its names; rule: its attributes, or None."""
        self.nameless, self.seen = {}, []
        lines = self.rule(FAMILIES[family], rule) if rule else []
        for kind, where, name, attrs in self.own.get(number, ()):
            lines += self.thing(kind, where, name, attrs)
        return lines

    def thing(self, kind, family, name, attrs):
        if kind == SET:
            return self.a_set(family, name, attrs)
        facts = ["%d=%s" % (k, v.hex()) for k, v in attrs.items() if k not in PLACES[kind]]
        rules = self.rules.get((family, attrs[1], name), ()) if kind == CHAIN else ()
        return ["%d %s" % (kind, " ".join(facts)), *(line for one in rules for line in self.rule(family, one))]

    def rule(self, family, attrs):
        lines = ["rule %s" % attrs.get(7, b"").hex()]
        lines += [" " + self.expression(family, *split(v)) for _, v in attributes(attrs.get(4, b""))]
        while self.seen:  # the nameless sets and chains that it uses
            name = self.seen.pop(0)
            key = (family, attrs[1], name)
            if key in self.sets:
                lines += self.a_set(family, name, self.sets[key])
            for one in self.rules.get(key, ()):
                lines += self.rule(family, one)
        return lines

    def name(self, payload):
        name = text(payload)
        if not ANONYMOUS.fullmatch(name):
            return name
        if name not in self.nameless:
            self.nameless[name] = "<%d>" % len(self.nameless)
            self.seen.append(name)
        return self.nameless[name]

    def datum(self, payload):
        """A value, or a verdict and its chain."""
        out = []
        for kind, value in attributes(payload):
            if kind != 2:
                out.append(value.hex())
                continue
            verdict = dict(attributes(value))
            out.append("verdict %d %s" % (struct.unpack(">i", verdict[1])[0], self.name(verdict.get(2, b""))))
        return " ".join(out)

    def expression(self, family, name, attrs):
        out = [name]
        for kind, value in attrs.items():
            if kind == SET_ID.get(name) or name == "last":
                continue
            if kind == SET_NAME.get(name):
                shown = self.name(value)
            elif (name, kind) in NESTED_EXPRESSIONS:
                inner = [value] if kind != 10 else [v for _, v in attributes(value)]
                shown = "{%s}" % "; ".join(self.expression(family, *split(v)) for v in inner)
            elif name == "immediate" and kind == 2:
                shown = self.datum(value)
            else:
                shown = value.hex()
            out.append("%d:%s" % (kind, shown))
        return " ".join(out)

    # --- Sets ---------------------------------------------------------------------------------------------------------

    def a_set(self, family, name, attrs):
        facts = []
        for kind, value in attrs.items():
            if kind == 17:
                facts.append("stateful=" + self.expression(family, *split(value)))
            elif kind == 18:
                facts += ["stateful=" + self.expression(family, *split(v)) for _, v in attributes(value)]
            elif kind == 13:
                facts.append(set_userdata(value))
            elif kind not in PLACES[SET]:
                facts.append("%d=%s" % (kind, value.hex()))
        elements = sorted(self.element(family, one) for one in self.elements(family, attrs[1], name))
        return ["set " + " ".join(facts), *elements]

    def elements(self, family, table, name):
        asked = state.attribute(1, table) + state.string(2, name)
        for _, payload in state.dump(self.sock, state.GET_ELEMENTS, family, asked):
            for kind, value in attributes(payload):
                if kind == 3:
                    yield from (v for _, v in attributes(value))

    def element(self, family, payload):
        out = []
        for kind, value in attributes(payload):
            if kind in (5, 8):
                continue  # what is left of its time, padding
            if kind in (1, 2, 10):
                shown = self.datum(value)
            elif kind == 7:
                shown = self.expression(family, *split(value))
            elif kind == 11:
                shown = "; ".join(self.expression(family, *split(v)) for _, v in attributes(value))
            else:
                shown = value.hex()
            out.append("%d:%s" % (kind, shown))
        return " element " + " ".join(out)


def open_socket():
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
    sock.bind((0, 0))
    return sock
