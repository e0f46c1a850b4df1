"""What a rule's text means for a packet: a small reader of nft's language, and an evaluator over packets' bytes.

Values are numbers.  A field is its number; `& | ^ << >>` compute with numbers, the way they are written, and bind as in
C; in a comparison a value keeps the bits of its field, so that what is shifted beyond its first bit is lost; where a
value is stored, it keeps as many bits as the target has.  `V/N` is a range of numbers whose first N bits, of those that
the value has, are V's.  Nothing here knows byte orders, registers, or how a loader encodes anything.
"""
import ipaddress
import re

import fields as F
from fields import FIELDS, Missing

TCP_FLAGS = {word: 1 << bit for bit, word in enumerate(("fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr"))}
DSCP = {"cs0": 0, "cs1": 8, "cs2": 16, "cs3": 24, "cs4": 32, "cs5": 40, "cs6": 48, "cs7": 56, "df": 0, "be": 0, "lephb": 1,
        "af11": 10, "af12": 12, "af13": 14, "af21": 18, "af22": 20, "af23": 22, "af31": 26, "af32": 28, "af33": 30,
        "af41": 34, "af42": 36, "af43": 38, "va": 44, "ef": 46}
WORDS = {
    "tcpflags": TCP_FLAGS, "dscp": DSCP, "ecn": {"not-ect": 0, "ect1": 1, "ect0": 2, "ce": 3},
    "proto": {"icmp": 1, "tcp": 6, "udp": 17, "ipv6-icmp": 58, "icmpv6": 58, "esp": 50, "ah": 51, "comp": 108, "sctp": 132},
    "port": {"ssh": 22, "domain": 53, "http": 80, "https": 443}, "ethertype": {"ip": 0x800, "ip6": 0x86dd, "arp": 0x806, "vlan": 0x8100},
    "icmp": {"echo-reply": 0, "destination-unreachable": 3, "redirect": 5, "echo-request": 8, "time-exceeded": 11},
    "icmp6": {"packet-too-big": 2, "echo-request": 128, "echo-reply": 129},
}
BITMASKS = {"tcpflags"}


class Open(Exception):
    """What this means is left open: a left shift that moves bits out of a field that is no whole bytes."""


class Unreadable(Exception):
    """Text outside of what this reader knows."""


# ---------------------------------------------------------------- expressions
class Const:
    bits = 0

    def __init__(self, value):
        self.number = value

    def value(self, _packet, _width):
        return self.number

    def parts(self):
        yield self


class Select:
    def __init__(self, field):
        self.field, self.bits, self.type = field, field.bits, field.type

    def value(self, packet, _width):
        return self.field.get(packet)

    def parts(self):
        yield self


class Operation:
    """Two values and what is done with them."""
    WHAT = {"&": lambda a, b: a & b, "|": lambda a, b: a | b, "^": lambda a, b: a ^ b,
            "<<": lambda a, b: a << b, ">>": lambda a, b: a >> b}

    def __init__(self, word, left, right, whole_bytes):
        self.word, self.left, self.right = word, left, right
        self.bits = max(left.bits, right.bits)
        self.type = getattr(left, "type", "number")
        if word in ("<<", ">>"):
            self.type = "mark" if self.type == "mark" else "number"
            self.bits = (self.bits + 7) // 8 * 8 if whole_bytes else self.bits

    def value(self, packet, width):
        result = self.WHAT[self.word](self.left.value(packet, width), self.right.value(packet, width))
        if self.word == "<<" and width % 8 and result >> width:
            raise Open
        return result & (1 << width) - 1

    def parts(self):
        yield self
        yield from self.left.parts()
        yield from self.right.parts()


class Source:
    """`numgen`, `jhash`, `symhash` with a modulus of 1: the offset is the value."""

    def __init__(self, offset, reads=None):
        self.offset, self.bits, self.type, self.reads = offset, 32, "number", reads or []

    def value(self, packet, width):
        for read in self.reads:
            read.value(packet, width)
        return self.offset

    def parts(self):
        yield self
        for read in self.reads:
            yield from read.parts()


class Lookup:
    """`KEY map { ... }`"""

    def __init__(self, keys, entries):
        self.keys, self.entries, self.bits, self.type = keys, entries, 0, "number"

    def value(self, packet, _width):
        values = [key.value(packet, key.bits) for key in self.keys]
        for patterns, result in self.entries:
            if all(pattern.has(value) for pattern, value in zip(patterns, values)):
                return result
        raise Missing

    def parts(self):
        yield self
        for key in self.keys:
            yield from key.parts()


# ------------------------------------------------------------------- patterns
class Range:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def has(self, value):
        return self.low <= value <= self.high

    def interesting(self):
        return {self.low, self.high, self.low - 1, self.high + 1, (self.low + self.high) // 2}


class Masked:
    """An address with a mask of scattered bits."""

    def __init__(self, number, mask):
        self.number, self.mask = number & mask, mask

    def has(self, value):
        return value & self.mask == self.number

    def interesting(self):
        return {self.number, self.number | ~self.mask & 0xffffffff}


# --------------------------------------------------------------------- reader
TOKEN = re.compile(r'"[^"]*"|<<|>>|==|!=|<=|>=|[{}(),;=<>&|^!]|[^\s{}(),;=<>&|^!]+')
PARTS = sorted((name.split() for name in FIELDS), key=len, reverse=True)
RAW = re.compile(r"@(ll|nh|th),(\d+),(\d+)$")
RAW_OPTION = re.compile(r"@(\d+),(\d+),(\d+)$")


def tokens(text):
    text = re.sub(r"@(\w+),(\d+),(\d+)", r"@\1;\2;\3", text)
    found = [re.sub(r"@(\w+);(\d+);(\d+)", r"@\1,\2,\3", t) for t in re.findall(TOKEN.pattern.replace("[^\\s{}(),;", "@\\w+;\\d+;\\d+|[^\\s{}(),;"), text)]
    return found


class Reader:
    """`named` has the elements of named sets and maps, as text; what is read of them once is shared, since rules add to it.
    With `whole_bytes`, what is shifted has whole bytes."""

    def __init__(self, text, named=None, whole_bytes=False):
        self.all, self.at, self.named, self.stores = tokens(text), 0, named or {}, {}
        self.whole_bytes = whole_bytes

    def peek(self, ahead=0):
        return self.all[self.at + ahead] if self.at + ahead < len(self.all) else None

    def take(self, word=None):
        found = self.peek()
        if found is None or word not in (None, found):
            raise Unreadable(f"{word or 'more'} expected, not {found}, in {' '.join(self.all)}")
        self.at += 1
        return found

    def skip(self, word):
        if self.peek() == word:
            self.at += 1
            return True
        return False

    # --- constants
    def number(self, word, kind, bits):
        """One constant of a type, as a number."""
        word = word.strip('"')
        if word in WORDS.get(kind, ()):
            return WORDS[kind][word]
        if kind == "classid" and re.fullmatch(r"(0x)?[0-9a-f]*:(0x)?[0-9a-f]*", word):
            major, minor = word.split(":")
            return int(major or "0", 16) << 16 | int(minor or "0", 16)
        try:
            if re.fullmatch(r"\d+\.\d+\.\d+\.\d+", word):
                return int(ipaddress.IPv4Address(word))
            if re.fullmatch(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", word):
                return int(word.replace(":", ""), 16)
            if ":" in word:
                return int(ipaddress.IPv6Address(word))
            return int(word, 0)
        except ValueError:
            raise Unreadable(f"'{word}' is not a constant of type {kind}") from None

    def pattern(self, kind, bits):
        """`V`, `A-B`, `V/N`, `V/MASK`, `A & B`: what values it stands for."""
        word = self.take()
        if word == "*":
            return Range(0, (1 << 128) - 1)
        if word not in WORDS.get(kind, ()) and "-" in word[1:]:
            low, high = (self.number(part, kind, bits) for part in word.split("-", 1))
            return Range(low, high)
        if "/" in word:
            return self.prefix(*word.split("/"), kind, bits)
        value = self.number(word, kind, bits)
        while self.peek() in ("|", "&", "^"):
            value = Operation.WHAT[self.take()](value, self.number(self.take(), kind, bits))
        return Range(value, value)

    def prefix(self, word, length, kind, bits):
        value = self.number(word, kind, bits)
        if "." in length:
            return Masked(value, int(ipaddress.IPv4Address(length)))
        rest = (1 << bits - int(length)) - 1
        return Range(value & ~rest, value | rest)

    def patterns(self, keys):
        """One pattern for each key of a concatenation."""
        result = []
        for key in keys:
            if result:
                self.take(".")
            result.append(self.pattern(key.type, key.bits))
        return result

    # --- expressions
    def select(self):
        raw = RAW.match(self.peek() or "")
        if raw:
            self.take()
            base, offset, bits = raw.group(1), int(raw.group(2)), int(raw.group(3))
            return Select(F.Header(raw.group(), base, None, offset, bits))
        if self.all[self.at:self.at + 2] == ["tcp", "option"]:
            raw = RAW_OPTION.match(self.peek(2))
            if raw:
                self.at += 3
                number, offset, bits = (int(part) for part in raw.groups())
                return Select(F.Option("tcp option " + raw.group(), number, offset, bits))
        for parts in PARTS:
            if self.all[self.at:self.at + len(parts)] == parts:
                self.at += len(parts)
                return Select(FIELDS[" ".join(parts)])
        return None

    def source(self):
        word = self.peek()
        if word == "numgen":
            self.take()
            self.take()
            reads = []
        elif word == "jhash":
            self.take()
            reads = self.concatenation()
        elif word == "symhash":
            self.take()
            reads = []
        else:
            return None
        self.take("mod")
        self.take("1")
        if self.skip("seed"):
            self.take()
        return Source(int(self.take(), 0) if self.skip("offset") else 0, reads)

    def primary(self, kind):
        if self.skip("("):
            inner = self.operations(0, kind)
            self.take(")")
            return inner
        return self.select() or self.source() or Const(self.number(self.take(), kind, 0))

    LEVELS = (("|",), ("^",), ("&",), ("<<", ">>"))

    def operations(self, level, kind):
        if level == len(self.LEVELS):
            return self.primary(kind)
        left = self.operations(level + 1, kind)
        while self.peek() in self.LEVELS[level]:
            word = self.take()
            right = self.operations(level + 1, getattr(left, "type", kind))
            both = isinstance(left, Const) and isinstance(right, Const)
            left = Const(Operation.WHAT[word](left.number, right.number)) if both else Operation(word, left, right, self.whole_bytes)
        return left

    def concatenation(self, kind="number"):
        keys = [self.operations(0, kind)]
        while self.skip("."):
            keys.append(self.operations(0, kind))
        return keys

    def set_body(self, keys, data=None):
        """`{ ... }`: [(patterns, data)]"""
        self.take("{")
        entries = []
        while not self.skip("}"):
            patterns, value = self.patterns(keys), None
            if data:
                self.take(":")
                value = data(self)
            entries.append((patterns, value))
            self.skip(",")
        return entries

    def lookup(self, keys, kind, bits):
        """Behind `KEY map`."""
        def data(reader):
            return reader.number(reader.take(), kind, bits)
        return Lookup(keys, self.named_or_body(keys, data))

    # --- statements
    def statements(self):
        result = []
        while self.peek() is not None:
            result.append(self.statement())
        return result

    def statement(self):
        if self.peek() in ("continue", "return"):
            return Verdict(self.take())
        if self.peek() in ("add", "update"):
            self.take()
            return self.added()
        presence = self.presence()
        if presence:
            return presence
        keys = self.concatenation()
        word = self.peek()
        if word == "set" and len(keys) == 1:
            self.take()
            return self.assignment(keys[0])
        if word == "vmap":
            self.take()
            return VerdictMap(keys, self.named_or_body(keys, Reader.take))
        return self.match(keys)

    def presence(self):
        """`exthdr frag exists`, `tcp option maxseg missing` and the like."""
        for length in (2, 3):
            if self.peek(length) in ("exists", "missing"):
                words = [self.take() for _ in range(length)]
                return Presence(words, self.take() == "exists")
        return None

    def named_or_body(self, keys, data):
        if not self.peek().startswith("@"):
            return self.set_body(keys, data)
        name = self.take()
        if name not in self.stores:
            self.stores[name] = Reader(self.named[name], None, self.whole_bytes).set_body(keys, data)
        return self.stores[name]

    def added(self):
        """Behind `add` and `update`."""
        name = self.take()
        self.take("{")
        keys = self.concatenation()
        data = self.operations(0, "number") if self.skip(":") else None
        self.take("}")
        return Added(keys, data, self.stores.setdefault(name, []))

    def assignment(self, target):
        field = target.field
        keys = self.concatenation(field.type)
        if self.skip("map"):
            return Assignment(field, self.lookup(keys, field.type, field.bits))
        value = keys[0]
        if isinstance(value, Const):
            while self.skip(","):
                value = Const(value.number | self.number(self.take(), field.type, field.bits))
        return Assignment(field, value)

    RELATIONS = ("==", "!=", "<", ">", "<=", ">=", "!")

    def match(self, keys):
        relation = self.take() if self.peek() in self.RELATIONS else ""
        if self.peek() and (self.peek() == "{" or re.match(r"@\w+$", self.peek())):
            single = self.peek() == "{" and self.single(keys)
            return Match(keys, "==" if single and relation == "" else relation or "set", self.named_or_body(keys, None))
        patterns = [self.patterns(keys)]
        while self.skip(","):
            patterns.append(self.patterns(keys))
        mask = None
        if self.skip("/"):
            mask = [self.patterns(keys)[0]]
            while self.skip(","):
                mask.append(self.patterns(keys)[0])
        return self.bit_match(keys, relation, patterns, mask)

    def single(self, keys):
        """Whether a set literal has one element: then it is compared with, not looked up."""
        end = self.all.index("}", self.at)
        return "," not in self.all[self.at:end]

    @staticmethod
    def bit_match(keys, relation, patterns, mask):
        key = keys[0]
        if mask is None and (len(keys) > 1 or key.type not in BITMASKS or len(patterns) == 1 and (
                isinstance(key, Operation) or patterns[0][0].low != patterns[0][0].high)):
            if len(patterns) > 1 and key.type not in BITMASKS:
                raise Unreadable("a list of values without braces")
            if len(patterns) > 1:
                total = union(p[0] for p in patterns)
                patterns = [[Range(total, total)]]
            return Match(keys, relation or "==", [(p, None) for p in patterns])
        total = union(p[0] for p in patterns)
        if mask is not None:
            key = Operation("&", key, Const(union(mask)), False)
            return Match([key], relation or "==", [([Range(total, total)], None)])
        if isinstance(key, Operation) and relation == "":
            relation = "=="
        if relation in ("==", "!=", "<", ">", "<=", ">="):
            return Match(keys, relation, [([Range(total, total)], None)])
        return Match([Operation("&", key, Const(total), False)], "!=" if relation == "" else "==", [([Range(0, 0)], None)])


def union(patterns):
    total = 0
    for pattern in patterns:
        total |= pattern.low
    return total


# ----------------------------------------------------------------- statements
class Match:
    def __init__(self, keys, relation, entries):
        self.keys, self.relation, self.entries = keys, relation, entries

    def run(self, packet):
        values = [key.value(packet, key.bits) for key in self.keys]
        first = self.entries[0][0][0]
        if self.relation in ("<", ">", "<=", ">="):
            value, limit = values[0], first.low
            return {"<": value < limit, ">": value > limit, "<=": value <= limit, ">=": value >= limit}[self.relation]
        has = any(all(p.has(v) for p, v in zip(patterns, values)) for patterns, _ in self.entries)
        return not has if self.relation in ("!=", "!") else has

    def parts(self):
        for key in self.keys:
            yield from key.parts()

    def patterns(self):
        for patterns, _ in self.entries:
            yield from zip(self.keys, patterns)


class VerdictMap(Match):
    """`KEY vmap { V : continue, V : return }`: goes on where the packet has a value of the first kind."""

    def __init__(self, keys, entries):
        super().__init__(keys, "vmap", entries)

    def run(self, packet):
        values = [key.value(packet, key.bits) for key in self.keys]
        for patterns, verdict in self.entries:
            if all(p.has(v) for p, v in zip(patterns, values)):
                return verdict == "continue"
        return False


class Presence:
    """An option or an extension header is there, or is not."""

    def __init__(self, words, wanted):
        name = " ".join(words).removeprefix("exthdr ")
        self.field, self.wanted = next(field for field in FIELDS.values() if field.name.startswith(name + " ")), wanted

    def run(self, packet):
        if isinstance(self.field, F.Extension) and packet.l3 != F.IP6 or self.field.header == "ip option" and packet.l3 != F.IP4:
            return False
        try:
            self.field.find(packet)
        except Missing:
            return not self.wanted
        return self.wanted

    @staticmethod
    def parts():
        return ()

    patterns = parts


class Added:
    """`add @s { KEY }`, `update @m { KEY : DATA }`: what was added is there for the rest of the rule, and for later packets."""

    def __init__(self, keys, data, store):
        self.keys, self.data, self.store = keys, data, store

    def run(self, packet):
        values = [key.value(packet, key.bits) for key in self.keys]
        self.store[:] = [entry for entry in self.store if [p.low for p in entry[0]] != values]
        self.store.append(([Range(v, v) for v in values], self.data and self.data.value(packet, 32)))
        return True

    def parts(self):
        for key in self.keys + ([self.data] if self.data else []):
            yield from key.parts()

    @staticmethod
    def patterns():
        return ()


class Verdict:
    def __init__(self, word):
        self.word = word

    def run(self, _packet):
        return self.word != "return"

    @staticmethod
    def parts():
        return ()

    patterns = parts


class Assignment:
    def __init__(self, field, expression):
        self.field, self.expression = field, expression

    def run(self, packet):
        if isinstance(self.field, F.Header):
            self.field.place(packet)  # what is not there cannot be written
        width = max(self.field.bits, self.expression.bits)
        value = self.expression.value(packet, width)
        self.field.write(packet, value)
        packet.written.append(self.field)
        return True

    def parts(self):
        yield Select(self.field)
        yield from self.expression.parts()

    def patterns(self):
        if isinstance(self.expression, Lookup):
            for patterns, _ in self.expression.entries:
                yield from zip(self.expression.keys, patterns)


class Rule:
    """A rule's text, read: `run(packet)` changes the packet as the rule does, and says whether its end was reached.

    How many bits of a bit field are left after it was shifted, its own or whole bytes, is open: `other` reads it so.
    """

    def __init__(self, text, named=None, whole_bytes=False):
        self.text, self.named, self.whole_bytes = text, named or {}, whole_bytes
        self.other = None if whole_bytes else Rule(text, named, True)
        self.reset()

    def reset(self):
        """Forgets what was added to sets."""
        self.statements = Reader(self.text, {"@" + name: body for name, body in self.named.items()}, self.whole_bytes).statements()
        if self.other:
            self.other.reset()

    def run(self, packet):
        packet.written = []
        try:
            return bool(all(statement.run(packet) for statement in self.statements))
        except Missing:
            return False

    def fields(self):
        """The fields that it reads or writes."""
        found = {}
        for statement in self.statements:
            for part in statement.parts():
                if isinstance(part, Select):
                    found[part.field.name] = part.field
        return list(found.values())

    def keys(self):
        """(expression, pattern) of what it compares, and the constants that it computes with."""
        for statement in self.statements:
            yield from statement.patterns()

    def constants(self):
        for statement in self.statements:
            for part in statement.parts():
                if isinstance(part, Operation) and isinstance(part.right, Const):
                    yield part.word, part.right.number
