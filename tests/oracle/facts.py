"""The nf_tables state of this network namespace as lines of text, less what may rightly differ between two loaders.

Left out of every state: handles, use counts, what moves with the clock, numbers that the kernel gives to nameless sets
and chains.  What Debian's nft 1.0.6 does otherwise than later ones is made alike; each such place names its reason.
"""
import importlib.util
import pathlib
import re
import struct

_spec = importlib.util.spec_from_file_location("state", pathlib.Path(__file__).parent.parent / "tools" / "state.py")
state = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(state)

FAMILIES = {1: "inet", 2: "ip", 3: "arp", 5: "netdev", 7: "bridge", 10: "ip6"}
(TABLE, CHAIN, RULE, SET, OBJECT, FLOWTABLE) = (1, 4, 7, 10, 19, 23)
ANONYMOUS = re.compile(r"__(?:set|map|objmap|chain)\d+|__[0-9a-z]{9,}")

# Expressions in which an attribute names a set, and the one with the set's id within its transaction.
SET_NAME = {"lookup": 1, "dynset": 1, "objref": 4}
SET_ID = {"lookup": 4, "dynset": 2, "objref": 5}
NESTED_EXPRESSIONS = {("dynset", 7), ("dynset", 10), ("inner", 5)}


def attributes(data):
    """(number, payload) of each attribute."""
    while len(data) >= 4:
        length, number = struct.unpack_from("=HH", data)
        yield number & 0x3fff, data[4:length]
        data = data[(length + 3) & ~3:]


def text(payload):
    return payload.rstrip(b"\0").decode("utf-8", "backslashreplace")


def number(payload):
    return int.from_bytes(payload, "big")


def userdata(payload):
    """[type, value] of each entry of userdata, which are packed without padding."""
    found = []
    while len(payload) >= 2:
        found.append([payload[0], payload[2:2 + payload[1]]])
        payload = payload[2 + payload[1]:]
    return found


class Names:
    """Nameless sets and chains, numbered in the order in which rules use them."""

    def __init__(self):
        self.numbers = {}

    def __call__(self, name):
        if not ANONYMOUS.fullmatch(name):
            return name
        return self.numbers.setdefault(name, "<%d>" % len(self.numbers))


# --- What nft 1.0.6 does otherwise -----------------------------------------------------------------------------------

# The kinds of expression in a typeof that were renumbered when the tunnel expression came.
OLD_KINDS = {26: 27, 27: 28}

# A constant without a type; a concatenation that begins with one, and one without fields.
ZERO = b"\0\0\0\0"
CONSTANT = bytes([0, 4, 4, 0, 0, 0, 1, 0])
CONCATENATION = bytes([0, 4, 13, 0, 0, 0, 1])


def says_nothing(descriptor):
    return descriptor.startswith(CONSTANT) or descriptor.startswith(CONCATENATION) and (
        descriptor.endswith(b"\1\0") or CONSTANT in descriptor[:24])



def packed(entries):
    return b"".join(bytes([kind, len(value)]) + value for kind, value in entries)


def renumbered(descriptor):
    """A typeof descriptor with the newer numbers of fib and ipsec; one of a concatenation in all its parts."""
    entries = userdata(descriptor)
    if len(entries) != 2:
        return descriptor
    kind = entries[0][1][0]
    entries[0][1] = bytes([OLD_KINDS.get(kind, kind)]) + entries[0][1][1:]
    if kind == 13:
        entries[1][1] = packed((part, renumbered(value)) for part, value in userdata(entries[1][1]))
    return packed(entries)


def set_userdata(payload, anonymous, flags, old):
    """
    Byte orders, comment, typeof.  A typeof that says nothing (a constant, an empty concatenation) is left out: only
    later versions write it.  So is that of a nameless map, which older ones do not have, and of a nameless set of
    concatenations, where older ones stop at bit fields; and their merging, which later ones do not ask for.
    """
    out = []
    for kind, value in userdata(payload):
        if kind in (3, 4):
            value = renumbered(value) if old else value
            if says_nothing(value) or anonymous and (flags & 8 or value.startswith(CONCATENATION)):
                continue
        if kind == 2 and anonymous and flags & 0x80:
            continue
        out.append("%d=%s" % (kind, value.hex()))
    return " ".join(out)


def is_upper_bound(before, name, attrs):
    """A comparison `at most` behind one of the same register `at least`."""
    return name == "cmp" and before[0] == "cmp" and before[1][1] == attrs[1] \
        and number(before[1][2]) == 5 and number(attrs[2]) == 3


def expressions(parts):
    """What 1.0.6 writes, as later versions write it."""
    out = []
    for name, attrs in parts:
        before = out[-1] if out else (None, None)
        if is_upper_bound(before, name, attrs):
            # two comparisons for one range
            out[-1] = ("range", {1: attrs[1], 2: b"\0\0\0\0", 3: before[1][3], 4: attrs[3]})
            continue
        if name == "byteorder" and number(attrs[4]) == 1:
            continue  # a single byte has no order
        if name == "cmp" and before[0] == "fib" and number(before[1].get(3, b"")) & 0x20:
            attrs = {**attrs, 3: struct.pack("=HHB3x", 5, 1, attrs[3][4])}  # exists, missing: one byte suffices
        if name == "payload" and number(attrs.get(7, b"")) == 6 and 5 in attrs:
            attrs = {**attrs, 6: ZERO, 7: ZERO, 8: b"\0\0\0\1"}  # the kernel knows how UDP's checksum is optional
        out.append((name, attrs))
    return out


# --- Rules, sets, objects --------------------------------------------------------------------------------------------


def datum(payload, names):
    """A value, or a verdict and its chain."""
    out = []
    for kind, value in attributes(payload):
        if kind != 2:
            out.append(value.hex())
            continue
        verdict = dict(attributes(value))
        out.append("verdict %d %s" % (struct.unpack(">i", verdict[1])[0], names(text(verdict.get(2, b"")))))
    return " ".join(out)


def split(payload):
    """Name and attributes of an expression."""
    both = dict(attributes(payload))
    return text(both[1]), dict(attributes(both.get(2, b"")))


def expression(name, attrs, names):
    out = [name]
    for kind, value in attrs.items():
        if kind == SET_ID.get(name) or name == "last":
            continue
        if kind == SET_NAME.get(name):
            shown = names(text(value))
        elif (name, kind) in NESTED_EXPRESSIONS:
            inner = [value] if kind != 10 else [v for _, v in attributes(value)]
            shown = "{%s}" % "; ".join(expression(*split(v), names) for v in inner)
        elif name == "immediate" and kind == 2:
            shown = datum(value, names)
        else:
            shown = value.hex()
        out.append("%d:%s" % (kind, shown))
    return " ".join(out)


def rule(attrs, names, old):
    parts = [split(v) for _, v in attributes(attrs.get(4, b""))]
    if old:
        parts = expressions(parts)
    return ["   rule %s" % attrs.get(7, b"").hex()] + ["    " + expression(*part, names) for part in parts]


def element(payload, names):
    out = []
    for kind, value in attributes(payload):
        if kind in (5, 8):
            continue  # what is left of its time, padding
        if kind in (1, 2, 10):
            shown = datum(value, names)
        elif kind == 7:
            shown = expression(*split(value), names)
        elif kind == 11:
            shown = "; ".join(expression(*split(v), names) for _, v in attributes(value))
        else:
            shown = value.hex()
        out.append("%d:%s" % (kind, shown))
    return "   element " + " ".join(out)


def a_set(attrs, elements, names, old):
    flags, name = number(attrs.get(3, b"")), text(attrs[2])
    anonymous = bool(ANONYMOUS.fullmatch(name))
    if not anonymous and flags & 0x21 == 0x21:
        flags &= ~1  # a meter: it was flagged as nameless
    facts = ["flags=%x" % flags]
    for kind, value in attrs.items():
        if kind == 13:
            facts.append("userdata=[%s]" % set_userdata(value, anonymous, flags, old))
        elif kind == 9:
            # how many elements to expect: of a constant set only older versions say it
            facts += ["%d=%s" % (k, v.hex()) for k, v in attributes(value) if not (flags & 2 and k == 1)]
        elif kind in (17, 18):
            inner = [value] if kind == 17 else [v for _, v in attributes(value)]
            facts.append("stateful=%s" % "; ".join(expression(*split(v), names) for v in inner))
        elif kind not in (1, 2, 3, 14, 16, 19, 20):
            facts.append("%d=%s" % (kind, value.hex()))
    return ["  set %s %s" % (names(name), " ".join(facts))] + sorted(element(e, names) for e in elements)


def plain(what, attrs, name, skip):
    """An object or the like: its attributes as they are."""
    return "  %s %s %s" % (what, name, " ".join("%d=%s" % (k, v.hex()) for k, v in attrs.items() if k not in skip))


class Dump:
    """All of one namespace, by table; old: as nft 1.0.6 left it."""

    def __init__(self, sock, old=False):
        self.sock, self.old = sock, old
        self.rows = {}
        for kind in (TABLE, CHAIN, RULE, SET, OBJECT, FLOWTABLE):
            self.read(kind)

    def read(self, kind):
        try:
            for family, payload in state.dump(self.sock, kind):
                attrs = dict(attributes(payload))
                self.rows.setdefault((family, text(attrs[1])), {}).setdefault(kind, []).append(attrs)
        except OSError:
            if kind != FLOWTABLE:  # not every kernel has them
                raise

    def elements(self, family, attrs):
        asked = state.string(1, text(attrs[1])) + state.string(2, text(attrs[2]))
        for _, payload in state.dump(self.sock, state.GET_ELEMENTS, family, asked):
            for kind, value in attributes(payload):
                if kind == 3:
                    yield from (v for _, v in attributes(value))

    def table(self, key):
        (family, name), kinds, names = key, self.rows[key], Names()
        attrs = kinds[TABLE][0]
        comments = [v.hex() for k, v in userdata(attrs.get(6, b"")) if k == 0]  # not who wrote it
        rules, chains, sets = {}, [], []
        for one in kinds.get(RULE, []):
            rules.setdefault(text(one[2]), []).extend(rule(one, names, self.old))
        for one in kinds.get(CHAIN, []):
            shown = names(text(one[3]))
            hook = " ".join("%d=%s" % (k, v.hex()) for k, v in one.items() if k not in (1, 2, 3, 6, 8, 9, 11))
            chains += ["  chain %s %s" % (shown, hook)] + rules.get(text(one[3]), [])
        for one in kinds.get(SET, []):
            sets.append(a_set(one, self.elements(family, one), names, self.old))
        sets.sort(key=lambda lines: lines[0] if lines[0].startswith("  set <") else "")
        objects = [plain("object", one, text(one[2]), (1, 2, 5, 6, 7)) for one in kinds.get(OBJECT, [])]
        objects += [plain("flowtable", one, text(one[2]), (1, 2, 4, 5, 6)) for one in kinds.get(FLOWTABLE, [])]
        head = "table %s %s flags=%s %s" % (FAMILIES.get(family, family), name, attrs.get(2, b"").hex(), comments)
        return [head, *objects, *(line for lines in sets for line in lines), *chains]

    def lines(self):
        return [line for key in self.rows if TABLE in self.rows[key] for line in self.table(key)]
