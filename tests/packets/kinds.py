"""Rules to try: the fixed lines, and rules made at random, kind by kind."""
import os
import re

import fields as F
import frames
import meaning
from fields import FIELDS
from roads import ROADS

HERE = os.path.dirname(os.path.abspath(__file__))


class Case:
    """One rule: its text, the sets and maps that it names {name: declaration}, and the road that its packets take."""

    def __init__(self, kind, text, declared=None, road=None):
        self.kind, self.text, self.declared = kind, text, declared or {}
        self.rule = meaning.Rule(text, {name: elements(body) for name, body in self.declared.items()})
        self.kinds = frames.usable(self.rule)
        self.writes = any(isinstance(s, (meaning.Assignment, meaning.Added)) for s in self.rule.statements)
        self.verdicts = any(isinstance(s, meaning.VerdictMap) for s in self.rule.statements)
        self.tracks = "ct " in text
        self.tunnels = any(isinstance(field, F.Inner) for field in self.rule.fields())
        # A zone is chosen before connection tracking looks at the packet; afterwards the mark is made to show it.
        self.early = text.startswith("ct zone set")
        self.road = road and ROADS[road]
        self.is_line = self.to_refuse = False

    def roads(self):
        """The roads that it may take."""
        words = {name.split()[0] for name in self.kinds}
        found = self.rule.fields()
        if any(getattr(f, "base", "") == "ll" for f in found) or words and words <= {"vlan"}:
            return ["ingress", "bridge"]
        if self.tunnels and kernel() < (6, 2):
            return []
        if "meta priority set" in self.text:
            # elsewhere other tables would see it, and take it for the number of a rule
            return ["ingress"] if "ip option" in self.text else ["netdev", "ingress"]
        if self.tracks:
            return ["inet"] + [w for w in ("ip", "ip6") if w in words]
        if "ip option" in self.text:
            return ["inet", "ip"]  # Linux looks for them in the wrong place at egress
        if "arp" in words:
            return ["netdev", "ingress", "bridge"]
        return ["netdev", "inet"] + [w for w in ("ip", "ip6") if w in words]

    def is_map(self, name):
        return f"map @{name}" in self.text or " : " in self.declared[name]

    def in_file(self, number):
        """The rule with the names that it has in a ruleset of many."""
        text = self.text
        for name in self.declared:
            text = text.replace("@" + name, f"@{name}{number}")
        return text

    def in_table(self):
        """A ruleset of this rule alone."""
        sets = "".join(f"\t{'map' if self.is_map(name) else 'set'} {name}0 {{ {body}; }}\n" for name, body in self.declared.items())
        return f"table {self.road.family} t {{\n{sets}\tchain c {{\n\t\t{self.in_file(0)}\n\t}}\n}}\n"

    def alone(self):
        """How to run it alone."""
        sets = "".join(f" --define '{name} {body}'" for name, body in self.declared.items())
        return f"--road {self.road.name} --rule '{self.text}'{sets}"


# Numbers that are neither part of a name nor a number of bits, nor say what is in a packet at all.
CONSTANT = re.compile(r"(?<![\w@,.:/-])(?<!<< )(?<!>> )(?<!offset )(?<!mod )(?<!port )(0x[0-9a-f]+|\d+)(?![\w,.:/])")


def varied(case, dice):
    """The same rule with other constants; None where it cannot be read then."""
    def other(match):
        number = int(match.group(), 0)
        return str(dice.randrange(number + 1, 2 * number + 4) if dice.random() < 0.5 else dice.randrange(number + 1))
    declared = {name: CONSTANT.sub(other, body) for name, body in case.declared.items()}
    try:
        result = Case(case.kind, CONSTANT.sub(other, case.text), declared)
    except (meaning.Unreadable, ValueError):
        return None
    result.road = case.road
    return result


def kernel():
    """Its version."""
    return tuple(int(part) for part in re.findall(r"\d+", os.uname().release)[:2])


def is_old():
    """Whether this is a kernel that cannot compute with two registers (before 6.13)."""
    return kernel() < (6, 13)


def elements(body):
    """Those of a declaration."""
    return body[body.index("elements = ") + 11:] if "elements = " in body else "{ }"


def fixed():
    kind, declared = None, {}
    with open(os.path.join(HERE, "lines.txt"), encoding="utf-8") as lines:
        for line in map(str.strip, lines):
            if line.startswith("["):
                kind = line[1:-1]
            elif line.startswith("define "):
                _, name, body = line.split(" ", 2)
                declared[name] = body
            elif line and not line.startswith("#"):
                case = Case(kind, line.removeprefix("refused: ").removeprefix("either: "), declared)
                case.is_line, case.to_refuse = not line.startswith("either: "), line.startswith("refused: ")
                yield case
                declared = {}


# ----------------------------------------------------------------- at random
NUMBERS = [f for f in FIELDS.values() if f.name not in ("meta priority", "ether type") and not (
    f.name.startswith(("arp", "ip version", "ip6 version", "ct "))) and not isinstance(f, F.Inner)]
INNER = [f for f in FIELDS.values() if isinstance(f, F.Inner) and "version" not in f.name]
WRITABLE = [f for f in NUMBERS if isinstance(f, F.Header) and f.header not in ("extension", "ip option", "icmpv6", "sctp", "gre") and not (
    f.name.endswith((" checksum", " length", " protocol", " nexthdr", " hdrlength", " doff", " type", "csumcov")) or f.header == "tcp option" and f.bits not in (16, 32))]


class Maker:
    def __init__(self, random):
        self.random = random

    def pick(self, *of):
        return self.random.choice(of)

    def field(self):
        if self.random.random() < 0.1:
            return self.raw()
        return self.random.choice([f for f in NUMBERS if f.bits <= 32 or self.random.random() < 0.3])

    def raw(self):
        bits = self.pick(3, 7, 8, 11, 13, 16, 20, 24, 31, 32)
        base, first, last = self.pick(("nh", 32, 64), ("nh", 96, 160), ("th", 0, 64))
        offset = self.random.randrange(first, last)
        return F.Header(f"@{base},{offset},{bits}", base, None, offset, bits)

    def live(self, field):
        """A value of a field that some packet has, or one near it."""
        values = []
        for packet in frames.BASES.values():
            try:
                values.append(field.get(packet))
            except F.Missing:
                pass
        value = self.random.choice(values) if values else 0
        if self.random.random() < 0.3:
            value = self.random.randrange(1 << field.bits)
        return value % (1 << field.bits)

    def spell(self, value, kind, bits):
        if kind == "ip4":
            return ".".join(str(value >> s & 255) for s in (24, 16, 8, 0))
        if kind == "ip6":
            return ":".join(f"{value >> s & 0xffff:x}" for s in range(112, -1, -16))
        if kind == "mac":
            return ":".join(f"{value >> s & 255:02x}" for s in range(40, -1, -8))
        if bits > 8 and self.random.random() < 0.5:
            return hex(value)
        return str(value)

    def operations(self, field, most=2):
        """(text, expression, type): a field with some operations on it."""
        text, kind, bits = field.name, field.type, field.bits
        count = self.pick(0, *range(1, most + 1), 1)
        words = [self.pick("&", "|", "^", "<<", ">>") for _ in range(count)]
        for word in words:
            if word in ("<<", ">>"):
                operand = str(self.random.randrange(1, max(2, min(bits, 12))))
                kind = kind if kind == "mark" else "number"
            else:
                operand = self.spell(self.mask(bits), kind, bits)
            if len(words) > 1 and text != field.name:
                text = f"({text})" if self.tighter(word, text) else text
            text = f"{text} {word} {operand}"
        expression = meaning.Reader(text).operations(0, "number")
        if count > 1 and field.type == "ip6" and expression.type != "ip6":  # whose constants are addresses to some, numbers to others
            return self.operations(field, most)
        return text, expression

    @staticmethod
    def tighter(word, text):
        order = {"|": 0, "^": 1, "&": 2, "<<": 3, ">>": 3}
        last = [w for w in text.split() if w in order][-1]
        return order[word] > order[last]

    def mask(self, bits):
        ones = (1 << bits) - 1
        return self.pick(1 << self.random.randrange(bits), ones >> self.random.randrange(bits), ones << self.random.randrange(bits) & ones,
                         self.random.randrange(ones + 1)) or 1

    def result(self, expression):
        """A value that the expression has for some packet."""
        names = []
        for packet in self.random.sample(list(frames.BASES.values()), len(frames.BASES)):
            try:
                names.append(expression.value(packet, expression.bits))
            except (F.Missing, meaning.Open):
                pass
            if len(names) > 2:
                break
        value = self.random.choice(names) if names else 0
        return value if self.random.random() < 0.8 else self.random.randrange(1 << expression.bits)

    def plain(self, expression):
        return self.spell(self.result(expression), expression.type, expression.bits)

    def range(self, expression):
        limit = (1 << expression.bits) - 1
        value = self.result(expression)
        low = max(0, value - self.pick(0, 1, 3, limit // 8))
        high = min(limit, max(value, low + 1) + self.pick(0, 1, 3, limit // 8))
        return f"{self.spell(low, expression.type, expression.bits)}-{self.spell(high, expression.type, expression.bits)}"

    def prefix(self, expression):
        bits = expression.bits
        length = self.random.randrange(1, bits) if bits > 1 else 1
        value = self.result(expression) >> bits - length << bits - length
        return f"{self.spell(value, expression.type, bits)}/{length}"

    def element(self, expression):
        return self.random.choice((self.plain, self.plain, self.range, self.prefix))(expression)

    def elements(self, expressions, style, data=None, overlapping=False):
        """A set's elements; ranges only where the style has them, and overlaps only where they are wanted."""
        entries, taken = [], []
        for _ in range(self.pick(1, 2, 3, 4)):
            spelled = [style(e) for e in expressions]
            patterns = [meaning.Reader(s).pattern(e.type, e.bits) for s, e in zip(spelled, expressions)]
            if not overlapping and any(all(p.low <= q.high and q.low <= p.high for p, q in zip(patterns, other)) for other in taken):
                continue
            taken.append(patterns)
            entries.append(" . ".join(spelled) + (f" : {data()}" if data else ""))
        if data and len(expressions) == 1 and self.random.random() < 0.15:
            entries.append(f"* : {data()}")
        return "{ " + ", ".join(entries) + " }"

    def concatenated(self):
        """(text, expressions) of fields that one packet has together."""
        while True:
            kind = self.random.choice(list(frames.BASES.values()))
            fields = [f for f in NUMBERS if frames.readable(kind, [f]) and f.bits <= 128]
            chosen = self.random.sample(fields, self.pick(2, 2, 3))
            made = [self.operations(f, 1) if self.random.random() < 0.4 else (f.name, meaning.Select(f)) for f in chosen]
            if sum((e.bits + 31) // 32 for _, e in made) <= 8:
                return " . ".join(t for t, _ in made), [e for _, e in made]

    def typed_concatenation(self):
        """The same, of which sets have the elements."""
        while True:
            text, expressions = self.concatenated()
            if all(e.type == next(p for p in e.parts() if isinstance(p, meaning.Select)).type for e in expressions):
                return text, expressions

    # --- kinds
    def compared(self):
        text, expression = self.operations(self.field())
        relation = self.pick("", "== ", "!= ", "< ", "> ", "<= ", ">= ")
        return f"{text} {relation}{self.plain(expression)}", None

    def ranged(self):
        text, expression = self.operations(self.field())
        return f"{text} {self.pick('', '!= ')}{self.range(expression)}", None

    def prefixed(self):
        text, expression = self.operations(self.field(), 1)
        return f"{text} {self.pick('', '', '!= ')}{self.prefix(expression)}", None

    def in_set(self):
        text, expression = self.operations(self.field())
        style = self.pick(self.plain, self.element)
        elements = self.elements([expression], style, None, style == self.element and self.random.random() < 0.3)
        return f"{text} {self.pick('', '!= ')}{elements}", None

    def merged(self):
        """A named set that merges what overlaps."""
        field = self.random.choice([f for f in NUMBERS if not f.name.startswith("tcp flags")])
        text, expression = self.of_type(field, *self.operations(field, 1))
        elements = self.elements([expression], self.element, None, True)
        return f"{text} {self.pick('', '!= ')}@s", {"s": f"typeof {field.name}; flags interval; auto-merge; elements = {elements}"}

    def in_concatenation(self):
        text, expressions = self.concatenated()
        style = self.pick(self.plain, self.element)
        return f"{text} {self.pick('', '!= ')}{self.elements(expressions, style)}", None

    def in_named_set(self):
        if self.random.random() < 0.5:
            field = self.field()
            text, expression = self.of_type(field, *self.operations(field, 1))
            expressions, names = [expression], field.name
        else:
            text, expressions = self.typed_concatenation()
            names = " . ".join(next(p.field.name for p in e.parts() if isinstance(p, meaning.Select)) for e in expressions)
        style = self.pick(self.plain, self.element)
        elements = self.elements(expressions, style)
        return f"{text} {self.pick('', '!= ')}@s", {"s": f"typeof {names}; {self.interval(elements)}elements = {elements}"}

    def verdicts(self):
        text, expressions = self.concatenated() if self.random.random() < 0.3 else (lambda t, e: (t, [e]))(*self.operations(self.field()))
        style = self.pick(self.plain, self.element)
        return f"{text} vmap {self.elements(expressions, style, lambda: self.pick('continue', 'continue', 'return'))}", None

    def mapped_mark(self):
        text, expressions = self.concatenated() if self.random.random() < 0.3 else (lambda t, e: (t, [e]))(*self.operations(self.field()))
        style = self.pick(self.plain, self.element)
        return f"meta mark set {text} map {self.elements(expressions, style, lambda: hex(self.random.randrange(1 << 32)))}", None

    def mapped_by_name(self):
        field = self.field()
        text, expression = self.operations(field, 1)
        style = self.pick(self.plain, self.element)
        elements = self.elements([expression], style, lambda: hex(self.random.randrange(1 << 32)))
        return f"meta mark set {text} map @m", {"m": f"typeof {field.name} : meta mark; {self.interval(elements)}elements = {elements}"}

    @staticmethod
    def interval(elements):
        ranged = any(w[0].isdigit() and ("-" in w or "/" in w) for w in elements.split())
        return "flags interval; " if ranged else ""

    @staticmethod
    def of_type(field, text, expression):
        """What has the elements of a set of that field: what was shifted is no address and no name any more."""
        return (text, expression) if field.type == expression.type else (field.name, meaning.Select(field))

    TYPES = {"ip4": "ipv4_addr", "ip6": "ipv6_addr", "port": "inet_service", "mark": "mark", "proto": "inet_proto", "mac": "ether_addr",
             "dscp": "dscp", "ecn": "ecn", "tcpflags": "tcp_flag"}

    def in_typed_set(self):
        field = self.random.choice([f for f in NUMBERS if f.type in self.TYPES])
        text, expression = self.operations(field, 1)
        text, expression = self.of_type(field, text, expression)
        elements = self.elements([expression], self.pick(self.plain, self.element))
        return f"{text} {self.pick('', '!= ')}@s", {"s": f"type {self.TYPES[field.type]}; {self.interval(elements)}elements = {elements}"}

    def added(self):
        field = self.random.choice([f for f in NUMBERS if f.bits <= 32])
        text, _ = self.operations(field)
        if self.random.random() < 0.5:
            return f"add @d {{ {text} }} {field.name} @d meta mark set 7", {"d": f"typeof {field.name}; size 1000; flags dynamic"}
        return (f"update @d {{ {field.name} : {text} }} meta mark set {field.name} map @d",
                {"d": f"typeof {field.name} : {field.name if field.type == 'mark' else 'meta mark'}; size 1000; flags dynamic"})

    def two_computed(self):
        fields = [f for f in NUMBERS if f.bits <= 32]
        first = self.random.choice(fields)
        second = self.pick("meta mark", self.random.choice(fields).name)
        texts = [first.name, second]
        self.random.shuffle(texts)
        return f"meta mark set {texts[0]} {self.pick('&', '|', '^')} {texts[1]}", None

    def tunnelled(self):
        field = self.random.choice(INNER)
        other = self.random.choice([f for f in INNER if f.tunnel == field.tunnel])
        before = {"vxlan": "udp dport 4789 ", "geneve": "udp dport 6081 ", "gre": ""}[field.tunnel]
        text, expression = self.operations(field)
        form = self.pick(self.plain, self.range, self.prefix, None)
        if form:
            return f"{before}{text} {self.pick('', '!= ')}{form(expression)}", None
        style = self.pick(self.plain, self.element)
        keys = [(text, expression)] + [(other.name, meaning.Select(other))] * self.pick(0, 1)
        return f"{before}{' . '.join(t for t, _ in keys)} {self.elements([e for _, e in keys], style)}", None

    def there(self):
        what = self.pick("exthdr frag", "exthdr hbh", "exthdr rt", "exthdr dst", "exthdr mh", "tcp option maxseg", "tcp option sack", "tcp option timestamp", "tcp option mptcp",
                         "ip option rr", "ip option ra", "ip option lsrr", "tcp option window", "tcp option sack-perm")
        return f"{what} {self.pick('exists', 'missing')}", None

    def raw_option(self):
        kind, length = self.pick((2, 4), (3, 3), (8, 10), (5, 10), (30, 4))
        bits = self.random.randrange(1, min(32, length * 8) + 1)
        offset = self.random.randrange(0, length * 8 - bits + 1)
        field = F.Option(f"tcp option @{kind},{offset},{bits}", kind, offset, bits)
        text, expression = self.operations(field, 1)
        return f"{text} {self.pick(self.plain, self.range, self.prefix)(expression)}", None

    def tracked(self):
        """Connection marks and zones; the mark shows them."""
        fields = [f for f in NUMBERS if f.bits <= 32 and f.name.split()[0] in ("ip", "ip6", "udp", "th", "meta")]
        text, _ = self.operations(self.random.choice([f for f in fields if f.bits <= 16]))
        if self.random.random() < 0.3:
            return f"ct zone set {text}", None
        text, _ = self.operations(self.random.choice(fields))
        return f"ct mark set {text} meta mark set ct mark{self.pick('', ' & 0xffff', ' ^ 0x10', ' << 4')}", None

    def flagged(self):
        names = list(meaning.TCP_FLAGS)
        some = lambda glue: glue.join(self.random.sample(names, self.pick(1, 1, 2, 3)))
        form = self.pick("{}", "! {}", "== {}", "!= {}", "{} / {}", "!= {} / {}", "& ({}) == {}", "& ({}) != {}", "& ({}) {}", "{{ {} }}",
                         "{{ {}, {} }}", "!= {{ {}, {} }}", "| ({}) == {}", "^ ({}) == {}")
        glue = " | " if "&" in form or "{{" in form or "| " in form or "^" in form else ","
        filled = form.format(some(glue), some(" | " if glue == " | " else ","))
        return f"tcp flags {filled}", None

    def constant_written(self):
        field = self.random.choice(WRITABLE)
        return f"{field.name} set {self.spell(self.random.randrange(1 << field.bits), field.type, field.bits)}", None

    def computed_written(self):
        field = self.random.choice(WRITABLE)
        text, _ = self.operations(field)
        return f"{field.name} set {text}", None

    def other_written(self):
        field = self.random.choice(WRITABLE)
        others = [f for f in NUMBERS if f.bits == field.bits and f is not field] or [field]
        text, _ = self.operations(self.random.choice(others))
        return f"{field.name} set {text}", None

    def number_written(self):
        field = self.random.choice([f for f in WRITABLE if f.bits <= 32])
        value = self.random.randrange(1 << field.bits)
        source = self.pick(f"numgen inc mod 1 offset {value}", f"numgen random mod 1 offset {value}", f"jhash ip saddr mod 1 offset {value}",
                           f"symhash mod 1 offset {value}", f"meta mark & {hex((1 << field.bits) - 1)}")
        return f"{field.name} set {source}", None

    def map_written(self):
        field = self.random.choice(WRITABLE)
        text, expression = self.operations(self.field(), 1)
        data = lambda: self.spell(self.random.randrange(1 << field.bits), field.type, field.bits)
        return f"{field.name} set {text} map {self.elements([expression], self.pick(self.plain, self.element), data)}", None

    def mark_written(self):
        text, _ = self.operations(self.random.choice([f for f in NUMBERS if f.bits <= 32]), 3)
        return f"meta mark set {text}", None

    def priority_written(self):
        text, _ = self.operations(self.random.choice([f for f in NUMBERS if f.bits <= 32]))
        source = self.pick(text, f"1:{self.random.randrange(1 << 16):x}", f"ip dscp map {{ 46 : 1:{self.random.randrange(1 << 16):x} }}")
        return f"meta priority set {source} meta mark set meta priority", None

    def raw_written(self):
        field = self.raw()
        return f"{field.name} set {self.random.randrange(1 << field.bits)}", None

    def two_written(self):
        first, second = self.constant_written()[0], self.computed_written()[0]
        if "th " in first + second or "udplite " in first + second:  # which leave the checksum wrong, and the other write keeps it so
            return self.two_written()
        return self.pick(f"{first} {second}", f"{second} {first}"), None

    KINDS = (merged, priority_written, tunnelled, mapped_by_name, in_typed_set, added, two_computed, there, raw_option, tracked, compared, ranged, prefixed, in_set, in_concatenation, in_named_set, verdicts, mapped_mark, flagged, constant_written,
             computed_written, other_written, number_written, map_written, mark_written, raw_written, two_written)

    def case(self):
        while True:
            method = self.random.choice(self.KINDS)
            text, declared = method(self)
            case = Case(method.__name__.replace("_", " "), text, declared)
            if case.kinds and all(f.name not in ("ip version", "ip6 version") for f in case.rule.fields()):
                return case
