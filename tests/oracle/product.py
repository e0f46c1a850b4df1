"""The cells: everything of the tables in src/tables times everything that can be done with it.

A cell is a name, a family and commands in a line; the name says its place in the product, and what is drawn in it depends
on the name and the seed alone.  Commands stand in table t and chain c, and what they declare is called {n}, {n}b ...
"""
import collections
import itertools
import pathlib
import random
import re
import subprocess
import zlib

import words
from values import Dice, Values

HERE = pathlib.Path(__file__).parent
FAMILIES = ("ip", "ip6", "inet", "arp", "bridge", "netdev")
Selector = collections.namedtuple("Selector", "text kind bits symbols")
Cell = collections.namedtuple("Cell", "name family text")

# What no table has a row for: selectors with arguments.
WITHOUT_ROW = """
@ll,0,48 integer 48
@ll,96,16 integer 16
@nh,8,8 integer 8
@nh,12,4 integer 4
@nh,96,32 integer 32
@nh,100,12 integer 12
@nh,336,13 integer 13
@th,0,16 inet_service 16
@th,16,16 inet_service 16
@th,13,5 integer 5
@th,3,20 integer 20
@th,64,64 integer 64
@th,64,128 integer 128
@th,40,100 integer 100
@ih,0,32 integer 32
tcp_option_@42,16,4 integer 4
tcp_option_@253,16,32 integer 32
tcp_option_200_length integer 8
tcp_option_77 boolean 1
dccp_option_5 boolean 1
numgen_inc_mod_8 integer 32
numgen_random_mod_16_offset_100 integer 32
jhash_ip_saddr_mod_16 integer 32
jhash_tcp_dport_._meta_mark_mod_8_seed_0xab_offset_7 integer 32
symhash_mod_8 integer 32
symhash_mod_8_offset_100 integer 32
osf_name string 128
osf_ttl_loose_version string 128
socket_cgroupv2_level_1 cgroupsv2 64
fib_daddr_._iif_type fib_addrtype 32
fib_saddr_._mark_._iif_oif iface_index 32
ct_reply_daddr address 0
ct_reply_bytes integer 64
"""
INSIDE = ("ether saddr", "ether type", "vlan id", "ip saddr", "ip dscp", "ip ttl", "ip6 saddr", "ip6 flowlabel", "icmp type",
          "icmpv6 type", "tcp dport", "tcp flags", "udp length", "sctp vtag", "th sport", "arp operation", "gre protocol")
TUNNELS = ("vxlan", "geneve", "gre", "gretap")


def read_selectors(program):
    """All selectors; those of two inside of tunnels are of some fields only."""
    rows, symbols = [], collections.defaultdict(list)
    for line in subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines():
        words = line.split("\t")
        if words[0]:
            rows.append((re.sub(" +", " ", words[0]), words[1], int(words[3])))
        else:
            symbols[words[1]].append(words[2])
    for line in WITHOUT_ROW.split("\n"):
        if line:
            text, kind, bits = line.split()
            rows.append((text.replace("_", " "), kind, int(bits)))
    rows += [("%s %s" % (tunnel, row[0]), *row[1:]) for tunnel in TUNNELS for row in rows if row[0] in INSIDE]
    for text, kind, bits in dict.fromkeys(rows):
        if kind == "time" and bits == 64:
            kind = "date"
        yield Selector(text, kind, bits, tuple(symbols.get(kind, ())))


# --- The left side ----------------------------------------------------------------------------------------------------

OPERATIONS = ("&", "|", "^", "<<", ">>")
WORDS = {"&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift"}
CHAINS = [(), *((op,) for op in OPERATIONS), *itertools.product(OPERATIONS, repeat=2)]
BINDS = {"<<": 3, ">>": 3, "&": 2, "^": 1, "|": 0}


def shifted(s, chain):
    """A shift makes a number of what is there or not."""
    return s._replace(kind="integer", symbols=()) if s.kind == "boolean" and {"<<", ">>"} & {*chain} else s


def operated(v, text, chain):
    """A selector with the operations of a chain, in that order."""
    before = 9
    for op in chain:
        if BINDS[op] > before:
            text = "(%s)" % text
        operand = v.shift() if op in ("<<", ">>") else v.mask()
        text = "%s %s %s" % (text, WORDS[op] if v.dice.below(8) == 0 else op, operand)
        before = BINDS[op]
    return text


# --- The right side ---------------------------------------------------------------------------------------------------

def listed(v, count=3):
    return ", ".join(map(v.text, v.distinct(count)))


def intervals(v):
    a, b, c, d = v.distinct(4)
    return "%s-%s, %s" % (v.text(a), v.text(b), v.text(c)), "%s-%s" % (v.text(c), v.text(d))


def touching(v):
    a, b, c, _ = v.distinct(4)
    return "%s-%s, %s-%s" % (v.text(a), v.text(b), v.text(b + 1), v.text(max(c, b + 1)))


RELATIONS = ("", "==", "!=", "<", ">", "<=", ">=")

# Names of right sides that stand for a match of their own.
RIGHT = {
    **{"value " + (op or "implied"): lambda v, op=op: "%s %s" % (op, v.value()) for op in RELATIONS},
    "symbol": lambda v: v.symbol(), "symbol !=": lambda v: "!= " + v.symbol(), "symbol <": lambda v: "< " + v.symbol(),
    "prefix": lambda v: v.prefix(), "prefix !=": lambda v: "!= " + v.prefix(), "prefix >": lambda v: "> " + v.prefix(),
    "range": lambda v: v.range(), "range !=": lambda v: "!= " + v.range(), "range <": lambda v: "< " + v.range(),
    "range of one": lambda v: "{0}-{0}".format(v.value()),
    "list": lambda v: "%s,%s" % (v.symbol(), v.symbol()), "list ==": lambda v: "== %s,%s" % (v.symbol(), v.symbol()),
    "list !=": lambda v: "!= %s,%s" % (v.symbol(), v.value()), "not": lambda v: "! " + v.symbol(),
    "not list": lambda v: "! %s,%s" % (v.symbol(), v.symbol()),
    "or": lambda v: "%s | %s" % (v.symbol(), v.symbol()), "== or": lambda v: "== (%s | %s)" % (v.symbol(), v.value()),
    "and": lambda v: "%s & %s" % (v.value(), v.mask()), "shifted": lambda v: "%s << %s" % (v.dice.below(9), v.shift()),
    "of mask": lambda v: "%s / %s,%s" % (v.symbol(), v.symbol(), v.symbol()),
    "of mask !=": lambda v: "!= %s / %s" % (v.symbol(), v.symbol()),
    "set": lambda v: "{ %s }" % listed(v), "set !=": lambda v: "!= { %s }" % listed(v),
    "set ==": lambda v: "== { %s }" % listed(v, 2), "set <": lambda v: "< { %s }" % listed(v, 2),
    "set of one": lambda v: "{ %s }" % v.value(), "set of one !=": lambda v: "!= { %s }" % v.value(),
    "set of one range": lambda v: "{ %s }" % v.range(), "set of one prefix": lambda v: "!= { %s }" % v.prefix(),
    "set of a symbol": lambda v: "{ %s }" % v.symbol(), "set of symbols": lambda v: "{ %s, %s, %s }" % (
        v.symbol(), v.symbol(), v.value()),
    "interval set": lambda v: "{ %s }" % intervals(v)[0], "interval set !=": lambda v: "!= { %s, %s }" % intervals(v),
    "touching ranges": lambda v: "{ %s }" % touching(v), "set with prefix": lambda v: "{ %s, %s }" % (
        v.prefix(), v.value()), "set of ranges": lambda v: "{ %s, %s }" % (v.range(), v.range()),
    "set of lists": lambda v: "{ %s | %s, %s }" % (v.symbol(), v.symbol(), v.value()),
    "vmap": lambda v: "vmap { %s : accept, %s : drop }" % tuple(map(v.text, v.distinct(2))),
    "vmap of one": lambda v: "vmap { %s : accept }" % v.value(),
    "vmap of symbols": lambda v: "vmap { %s : accept, %s : jump d }" % (v.symbol(), v.value()),
    "vmap of intervals": lambda v: "vmap { %s : accept, %s : drop }" % (v.range(), v.text(v.distinct(4)[3])),
    "vmap of touching": lambda v: "vmap { %s : drop }" % touching(v).replace(",", " : accept,"),
    "vmap with prefix": lambda v: "vmap { %s : accept, * : drop }" % v.prefix(),
    "vmap with the rest": lambda v: "vmap { %s : accept, * : continue }" % v.value(),
}

# Names of declarations, and the match that uses them; both take the selector {s} and what else stands in them.
NAMED = {
    "typeof set": ("set {n} {{ typeof {s}; elements = {{ {list} }} }}", "{s} @{n}"),
    "typeof empty": ("set {n} {{ typeof {s} ; }}", "{s} != @{n}"),
    "typeof interval": ("set {n} {{ typeof {s}; flags interval; elements = {{ {intervals} }} }}", "{s} @{n}"),
    "typeof prefix": ("set {n} {{ typeof {s}; flags interval; auto-merge; elements = {{ {prefix}, {value} }} }}", "{s} @{n}"),
    "typeof symbols": ("set {n} {{ typeof {s}; elements = {{ {symbol} }} }}", "{s} != @{n}"),
    "typeof vmap": ("map {n} {{ typeof {s} : verdict; elements = {{ {value} : drop }} }}", "{s} vmap @{n}"),
    "typeof interval map": ("map {n} {{ typeof {s} : meta mark; flags interval; elements = {{ {range} : 7 }} }}",
                            "meta mark set {s} map @{n}"),
    "typeof map": ("map {n} {{ typeof {s} : ct mark; elements = {{ {value} : 7 }} }}", "ct mark set {s} map @{n}"),
    "typeof data": ("map {n} {{ typeof meta mark : {s}; elements = {{ 7 : {value} }} }}", "{s} set meta mark map @{n}"),
    "typeof object": ("map {n} {{ typeof {s} : counter; }}", "counter name {s} map @{n}"),
    "type set": ("set {n} {{ type {t}; elements = {{ {list} }} }}", "{s} @{n}"),
    "type interval": ("set {n} {{ type {t}; flags interval; elements = {{ {intervals} }} }}", "{s} != @{n}"),
    "type vmap": ("map {n} {{ type {t} : verdict; elements = {{ {symbol} : drop }} }}", "{s} vmap @{n}"),
    "type data": ("map {n} {{ type mark : {t}; elements = {{ 7 : {value} }} }}", "{s} set meta mark map @{n}"),
    "add": ("set {n} {{ typeof {s}; size 99; flags dynamic; }}", "add @{n} {{ {s} }}"),
    "update": ("set {n} {{ typeof {s}; size 99; flags dynamic,timeout; timeout 1h; }}",
               "update @{n} {{ {s} timeout 1m limit rate 5/second }}"),
    "delete": ("set {n} {{ type {t}; size 99; flags dynamic; }}", "delete @{n} {{ {s} }}"),
    "add to map": ("map {n} {{ typeof {s} : meta mark; size 99; flags dynamic; }}", "add @{n} {{ {s} : meta mark }}"),
    "add datum": ("map {n} {{ typeof meta mark : {s}; size 99; flags dynamic; }}", "update @{n} {{ meta mark : {s} }}"),
    "add joined": ("set {n} {{ typeof {s} . {o}; size 99; flags dynamic; }}", "add @{n} {{ {s} . {o} counter }}"),
    "meter": ("", "meter {n} size 9 {{ {s} timeout 5s limit rate 1/second }}"),
    "joined set": ("set {n} {{ typeof {s} . {o}; elements = {{ {value} . {ov} }} }}", "{s} . {o} @{n}"),
    "joined intervals": ("set {n} {{ typeof {o} . {s}; flags interval; elements = {{ {ov} . {range} }} }}", "{o} . {s} @{n}"),
    "joined type": ("set {n} {{ type {t} . {ot}; flags interval; elements = {{ {value} . {or} }} }}", "{s} . {o} @{n}"),
    "joined vmap": ("map {n} {{ typeof {s} . {o} : verdict; elements = {{ {value} . {ov} : accept }} }}", "{s} . {o} vmap @{n}"),
}

# Uses of a selector with a chain; {o} another, {ov} its value, {or} its range.
USED = {
    "member": "{s} . {o} {{ {value} . {ov} }}", "member behind": "{o} . {s} {{ {ov} . {value}, {ov2} . {symbol} }}",
    "member !=": "{s} . {o} != {{ {value} . {ov}, {value2} . {ov2} }}",
    "member of ranges": "{s} . {o} {{ {range} . {ov} }}", "member beside ranges": "{o} . {s} {{ {or} . {value} }}",
    "member with prefix": "{s} . {o} {{ {prefix} . {ov}, {value} . {or} }}",
    "member of vmap": "{s} . {o} vmap {{ {value} . {ov} : drop }}",
    "member of ranged vmap": "{o} . {s} vmap {{ {ov} . {range} : accept }}",
    "member of map": "meta mark set {s} . {o} map {{ {value} . {ov} : 7, {value2} . {ov2} : 8 }}",
    "member of three": "{o} . {s} . meta mark {{ {ov} . {value} . 7 }}",
    "key": "meta mark set {s} map {{ {two} }}", "key of ranges": "ct mark set {s} map {{ {range} : 5, * : 6 }}",
    "key with prefix": "meta mark set {s} map {{ {prefix} : 1 }}",
    "key to priority": "meta priority set {s} map {{ {value} : 1:2 }}",
    "key to an address": "dnat ip to {s} map {{ {value} : 192.0.2.1 }}",
    "key to a port": "meta l4proto tcp redirect to :{s} map {{ {value} : 80 }}",
    "key to an object": "counter name {s} map {{ {value} : \"a\" }}",
    "source of mark": "meta mark set {s}", "source of ct mark": "ct mark set {s}", "source of priority": "meta priority set {s}",
    "source of port": "tcp dport set {s}", "source of address": "ip saddr set {s}", "source of dscp": "ip dscp set {s}",
    "source of ttl": "ip ttl set {s}", "source of zone": "ct zone set {s}", "source of option": "tcp option maxseg size set {s}",
    "source with mark": "meta mark set {s} | meta mark", "source with itself": "meta mark set {s} ^ {s}",
    "source behind mark": "meta mark set ct mark & {s}", "source of its kind": "{target} set {s}",
    "target of itself": "{bare} set {s}", "hashed": "meta mark set jhash {s} mod 8 seed 1",
    "hashed beside": "meta mark set jhash {o} . {s} mod 8", "queued": "queue to {s}", "dup": "dup to {s}",
    "nat": "dnat ip to {s}", "port": "meta l4proto tcp dnat ip to 192.0.2.1:{s}", "compared": "{s} == {o}",
}

# Uses of a selector alone.
ALONE = {
    "target of value": "{s} set {value}", "target of symbol": "{s} set {symbol}", "target of range": "{s} set {range}",
    "target of prefix": "{s} set {prefix}", "target of list": "{s} set {symbol},{symbol}", "target of mark": "{s} set meta mark",
    "target of other": "{s} set {o}", "target of numgen": "{s} set numgen inc mod 2 offset 1",
    "target of map": "{s} set meta mark map {{ 1 : {value}, 2 : {value2} }}",
    "target of mapped ranges": "{s} set {o} map {{ {or} : {value} }}", "target of mapped range": "{s} set {o} map {{ {ov} : {range} }}",
    "target of itself mapped": "{s} set {s} map {{ {two_same} }}", "target of host or": "{s} set {s} | meta mark",
    "target of both": "{s} set {s} & {mask} | {mask}", "target of constants": "{s} set {value} | {mask}",
    "reset": "reset {s}", "exists": "{s} exists", "missing": "{s} missing", "bare": "{s}", "not exists": "{s} != exists",
}

OTHERS = (("meta mark", "mark", 32), ("ip protocol", "inet_proto", 8), ("tcp dport", "inet_service", 16), ("ip saddr", "ipv4_addr", 32),
          ("ip6 daddr", "ipv6_addr", 128), ("ether saddr", "ether_addr", 48), ("iifname", "ifname", 128), ("ip dscp", "dscp", 6),
          ("ct mark", "mark", 32), ("th sport", "inet_service", 16), ("meta cpu", "integer", 32), ("ip6 hoplimit", "integer", 8),
          ("vlan id", "integer", 12), ("ip id", "integer", 16), ("meta l4proto", "inet_proto", 8), ("ip6 dscp", "dscp", 6))

# What stands before or behind a match, as protocols that it meets.
CONTEXTS = ("", "ip saddr 192.0.2.1", "ip6 saddr 2001:db8::1", "meta l4proto tcp", "meta l4proto udp", "udp dport 4789",
            "ether type vlan", "vlan id 5", "vlan id 5 vlan type 8021q", "ip protocol icmp", "meta nfproto ipv4",
            "meta nfproto ipv6", "meta protocol ip", "meta protocol { ip, ip6 }", "ip6 nexthdr tcp", "ct l3proto ipv4",
            "icmp type echo-request", "icmpv6 type { 128, 129 }", "ah nexthdr tcp", "meta iiftype ether", "ether type ip",
            "meta l4proto { tcp, udp }", "th dport 53", "arp operation request", "ct original protocol tcp", "gre version 0",
            "meta l4proto gre", "meta l4proto 47 gre ip ttl 5", "udp dport 6081 geneve vni 7")


class Product:
    """seed: of what is drawn; part, parts: which slice of the cells; only: what must be in their names."""

    def __init__(self, selectors, seed=1, part=0, parts=1, only=""):
        self.selectors, self.seed, self.part, self.parts, self.only = list(selectors), seed, part, parts, only
        self.fits = {}  # selector: (family, what must stand before it)

    def mine(self, name):
        return re.search(self.only, name) and zlib.crc32(name.encode()) % self.parts == self.part

    def dice(self, name):
        return Dice("%s %d" % (name, self.seed))

    def values(self, dice, s):
        kind, bits, symbols = s[1:] if len(s) == 4 else (*s[1:], ())
        if kind == "address":
            kind, bits = ("ipv4_addr", 32) if dice.below(2) else ("ipv6_addr", 128)
        return Values(dice, kind, bits, symbols)

    # --- Places -------------------------------------------------------------------------------------------------------

    def contexts(self):
        """Every selector in every family, behind and before what names a protocol."""
        for s in self.selectors:
            for family in FAMILIES:
                for where, before in itertools.product(("behind", "before"), CONTEXTS):
                    name = "context/%s/%s/%s %s" % (s.text, family, where, before)
                    if self.mine(name) and (before or where == "behind"):
                        match = "%s %s" % (s.text, self.values(self.dice(name), s).value())
                        both = (before, match) if where == "behind" else (match, before)
                        yield Cell(name, family, "add rule %s t c %s" % (family, " ".join(both).strip()))

    def place(self, s, dice):
        family, before = dice.of(self.fits.get(s.text) or [("inet", "")])
        return family, "add rule %s t c %s" % (family, before + " " if before else "")

    def matches(self):
        for s in self.selectors:
            for chain, (what, right) in itertools.product(self.chains(s), RIGHT.items()):
                name = "match/%s/%s/%s" % (s.text, " ".join(chain), what)
                if self.mine(name):
                    dice = self.dice(name)
                    v, (family, rule) = self.values(dice, shifted(s, chain)), self.place(s, dice)
                    yield Cell(name, family, "%s%s %s" % (rule, operated(v, s.text, chain), right(v)))

    @staticmethod
    def chains(s):
        """Fields inside of tunnels are fields like others, and get short chains only."""
        return CHAINS if s.text.split()[0] not in TUNNELS else CHAINS[:6]

    def words(self, s, dice, chain):
        """What stands in the braces of the templates."""
        v = self.values(dice, shifted(s, chain))
        o = dice.of(OTHERS)
        ov, two = self.values(dice, o), v.distinct(2)
        same = [x for x in self.selectors if x.kind == s.kind and x.bits == s.bits]
        return {
            "s": operated(v, s.text, chain), "bare": s.text, "o": o[0], "ov": ov.value(), "ov2": ov.value(), "or": ov.range(),
            "ot": o[1], "t": v.kind, "value": v.text(two[0]), "value2": v.text(two[1]), "symbol": v.symbol(),
            "range": v.range(), "prefix": v.prefix(), "mask": v.mask(), "list": listed(v), "intervals": intervals(v)[0],
            "two": "%s : 1, %s : 2" % tuple(map(v.text, two)), "target": dice.of(same).text,
            "two_same": "%s : %s, %s : %s" % (*map(v.text, two), v.value(), v.value()), "n": "{n}",
        }

    def uses(self):
        for s in self.selectors:
            for chain, (what, template) in itertools.product(self.chains(s), USED.items()):
                yield from self.use(s, chain, "use", what, template)
            for what, template in ALONE.items():
                yield from self.use(s, (), "alone", what, template)

    def use(self, s, chain, place, what, template):
        name = "%s/%s/%s/%s" % (place, s.text, " ".join(chain), what)
        if self.mine(name):
            dice = self.dice(name)
            family, rule = self.place(s, dice)
            yield Cell(name, family, rule + template.format(**self.words(s, dice, chain)))

    def named(self):
        for s in self.selectors:
            for chain, (what, (declared, use)) in itertools.product(self.chains(s)[:6], NAMED.items()):
                name = "named/%s/%s/%s" % (s.text, " ".join(chain), what)
                if not self.mine(name):
                    continue
                dice = self.dice(name)
                family, rule = self.place(s, dice)
                words = self.words(s, dice, chain)
                text = rule + use.format(**words)
                if declared:
                    kind, rest = declared.format(**words).split(" ", 1)
                    text = "add %s %s t %s; %s" % (kind, family, rest, text)
                yield Cell(name, family, text)

    def pairs(self):
        """Two matches in a rule, which may become one."""
        for a, b in itertools.product(self.selectors, repeat=2):
            name = "pair/%s/%s" % (a.text, b.text)
            if self.mine(name):
                dice = self.dice(name)
                shared = [f for f in self.fits.get(a.text, ()) if f in self.fits.get(b.text, ())]
                family, before = dice.of(shared or self.fits.get(a.text) or [("inet", "")])
                text = "%s %s %s %s" % (a.text, self.values(dice, a).value(), b.text, self.values(dice, b).value())
                yield Cell(name, family, "add rule %s t c %s" % (family, (before + " " + text).strip()))

    # --- Statements and declarations ----------------------------------------------------------------------------------

    def options(self):
        """options.txt: each alone, with each of its options, and with each two of them, in each order."""
        for line in (HERE / "options.txt").read_text().split("\n"):
            if not line or line.startswith("#"):
                continue
            families, template, *options = [part.strip() for part in line.split(" ~ ")]
            for chosen in [(), *((o,) for o in options), *itertools.product(options, repeat=2)]:
                for family in families.split():
                    name = "option/%s/%s/%s" % (family, template, " + ".join(chosen))
                    if self.mine(name):
                        yield Cell(name, family, self.filled(family, template, chosen))

    def sentences(self):
        """statements.txt, declarations.txt: what rules and tables are made of in practice, with values drawn."""
        for name, form in (("statements.txt", "add rule %s t c %s"), ("declarations.txt", "add %s")):
            for template, families in words.templates(name):
                for family in families:
                    cell = "sentence/%s/%s" % (family, template)
                    if self.mine(cell):
                        draw = words.Draw(random.Random("%s %d" % (cell, self.seed)))
                        text = draw.fill(template.replace("<name>", "{n}"))
                        if name == "statements.txt":
                            yield Cell(cell, family, form % (family, text))
                        else:
                            yield Cell(cell, family, form % self.command(family, text))

    @staticmethod
    def command(family, text):
        """A declaration inside of a table as a command."""
        head, rest = text.split(" {n}", 1)
        return "%s %s t {n}%s" % (head, family, rest)

    @staticmethod
    def filled(family, template, chosen):
        """%s: options with blanks between; %; each ends with a semicolon; %, each follows a comma."""
        for place, form in (("%s", " {}"), ("%;", " {};"), ("%,", ", {}")):
            template = template.replace(place, "".join(form.format(o) for o in chosen))
        if not template.startswith("add "):
            template = "add rule <f> t c " + template
        return template.replace("<f>", family)

    def cells(self):
        for place in (self.options, self.sentences, self.contexts, self.matches, self.uses, self.named, self.pairs):
            yield from place()
