"""Cases: small rulesets that walk through the language.  Every case can be made again with other names, addresses,
ports, families and values: what varies comes from the random numbers it is given."""
import random
import re

from words import BITMASKS, BITS, Draw, HERE, LINKS, selectors, templates

# What may be compared by size.
ORDERED = {"mark", "port", "ip4", "ip6", "classid", "uid", "gid", "realm", "devgroup", "hour", "dscp", "mac"}

# What a set declaration calls a kind of value; None: no type of that name, only typeof.
TYPES = {"ip4": "ipv4_addr", "ip6": "ipv6_addr", "mac": "ether_addr", "port": "inet_service", "ifname": "ifname",
         "date": None, "hour": None, "day": None, "link": "iface_index", "label": "ct_label", "time": "time"}

# Ranges and the like: the single values that go with them, and the other way round.
SINGLE = {"ip4net": "ip4", "ip4range": "ip4", "ip6net": "ip6", "ip6range": "ip6", "portrange": "port",
          "ifname_any": "ifname"}
INTERVALS = {"ip4": ("ip4net", "ip4range"), "ip6": ("ip6net", "ip6range"), "port": ("portrange",),
             "ifname": ("ifname_any",)}

# Cannot be part of a concatenation, or of a declaration.
ALONE = re.compile(r"[&|]|<<|\b(xor|numgen|jhash|symhash|osf)\b")


class Maker:
    """Draws what a case is made of."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.draw = Draw(self.random)

    def value(self, kind):
        """Kinds in quotes stand for themselves."""
        return kind if kind[0] == '"' else self.draw.value(kind)

    def values(self, kind):
        """Some different ones."""
        return list(dict.fromkeys(self.value(kind) for _ in range(self.random.randint(2, 5))))

    def interval(self, kind):
        """A range or a prefix; None where the kind has none."""
        if kind in INTERVALS:
            return self.value(self.random.choice(INTERVALS[kind]))
        if not kind.isdigit() and kind != "mark":
            return None
        bits = 32 if kind == "mark" else int(kind)
        low = self.random.getrandbits(bits) // 2
        return "%d-%d" % (low, low + 1 + self.random.getrandbits(bits) // 3)

    def pairs(self, keys, data):
        return ", ".join("%s : %s" % (key, self.draw.value(data)) for key in keys)

    def ruleset(self, family, declared, rules):
        """A ruleset of one table and one chain."""
        lines = ["table %s %s {" % (family, self.draw.a_name())]
        lines += ["\t" + d for d in declared if d]
        lines += ["\tchain %s {" % self.draw.a_name(), *("\t\t" + r for r in rules), "\t}", "}", ""]
        return "\n".join(lines)


# --- Matches ---------------------------------------------------------------------------------------------------------

OPERATORS = {"eq": "", "eq word": "eq ", "equal": "== ", "ne": "!= "}
LISTS = {"list": "%s %s", "list eq": "%s == %s"}


def comparisons(m, selector, kind, plain):
    for what, operator in OPERATORS.items():
        yield what, "%s %s%s" % (selector, operator, m.value(kind))
    if plain.isdigit() or plain in ORDERED:
        yield "order", "%s %s %s" % (selector, m.random.choice(("<", ">", "<=", ">=", "lt", "ge")), m.value(plain))
    if BITS.get(plain) or plain.isdigit():
        yield "and", "%s & %s == %s" % (selector, m.value(plain), m.value(plain))
        yield "or", "%s or %s != %s" % (selector, m.value(plain), m.value(plain))
    if plain in ("ip4", "mark"):
        yield "prefix", "%s %s/%d" % (selector, m.value(plain), m.random.randint(1, 32))


def bitmasks(m, selector, kind):
    values = m.values(kind)
    for what, form in LISTS.items():
        yield what, form % (selector, ",".join(values))
    yield "list ne", "%s != %s" % (selector, " | ".join(values))
    yield "not", "%s ! %s" % (selector, values[0])
    yield "masked", "%s %s / %s" % (selector, values[0], ",".join(values))
    yield "masked ne", "%s & (%s) != %s" % (selector, " | ".join(values), values[0])


def literals(m, selector, plain):
    values = m.values(plain)
    listed = ", ".join(values)
    yield "set", "%s { %s }" % (selector, listed)
    yield "set ne", "%s != { %s }" % (selector, listed)
    yield "set of one", "%s { %s }" % (selector, values[0])
    yield "vmap", "%s vmap { %s }" % (selector, m.pairs(values, "verdict"))
    yield "map", "meta mark set %s map { %s }" % (selector, m.pairs(values, "mark"))


def ranges(m, selector, plain):
    between = m.interval(plain)
    if not between:
        return
    yield "range", "%s %s" % (selector, between)
    yield "range ne", "%s != %s" % (selector, between)
    yield "set range", "%s { %s, %s }" % (selector, between, m.value(plain))
    yield "vmap range", "%s vmap { %s : accept }" % (selector, between)
    yield "vmap rest", "%s vmap { %s : accept, * : drop }" % (selector, between)


def matches(m, selector, kind):
    """(what it is, a rule)"""
    plain = SINGLE.get(kind, kind)
    yield from comparisons(m, selector, kind, plain)
    if kind == "boolean":
        return
    if plain in BITMASKS:
        yield from bitmasks(m, selector, plain)
    yield from literals(m, selector, plain)
    yield from ranges(m, selector, plain)


def named(m, selector, kind):
    """(what it is, a declaration, a rule)"""
    plain = SINGLE.get(kind, kind)
    if plain == "boolean" or ALONE.search(selector):
        return
    declared = TYPES.get(plain, plain if BITS.get(plain) else None)
    for key in ["typeof " + selector] + (["type " + declared] if declared else []):
        yield from named_by(m, selector, plain, key)
    yield "meter", "", "meter %s size 100 { %s counter }" % (m.draw.a_name(), selector)


def named_by(m, selector, plain, key):
    name, values, how = m.draw.a_name(), m.values(plain), key.split()[0]
    between = m.interval(plain)
    yield how + " set", "set %s { %s; elements = { %s } }" % (name, key, ", ".join(values)), "%s @%s" % (selector, name)
    yield how + " vmap", "map %s { %s : verdict; elements = { %s } }" % (name, key, m.pairs(values, "verdict")), \
        "%s vmap @%s" % (selector, name)
    yield how + " map", "map %s { %s : %s; elements = { %s } }" % (
        name, key, "mark" if how == "type" else "meta mark", m.pairs(values, "mark")), \
        "meta mark set %s map @%s" % (selector, name)
    if between:
        yield how + " interval", "set %s { %s; flags interval; auto-merge; elements = { %s, %s } }" % (
            name, key, between, values[0]), "%s != @%s" % (selector, name)
    yield how + " dynamic", "set %s { %s; flags dynamic,timeout; timeout 5m; size 1000; }" % (name, key), \
        "%s @%s { %s timeout 10s limit rate %s }" % (m.random.choice(("add", "update")), name, selector, m.draw.a_rate())


# --- Concatenations --------------------------------------------------------------------------------------------------

CONCATENATIONS = {
    "set": ("", "{s} {{ {rows} }}"),
    "set ne": ("", "{s} != {{ {rows} }}"),
    "set range": ("", "{s} {{ {ranges}, {row} }}"),
    "vmap": ("", "{s} vmap {{ {row} : drop }}"),
    "map": ("", "meta mark set {s} map {{ {row} : 7 }}"),
    "typeof set": ("set {n} {{ typeof {s}; elements = {{ {rows} }} }}", "{s} @{n}"),
    "typeof range": ("set {n} {{ typeof {s}; flags interval; elements = {{ {ranges} }} }}", "{s} @{n}"),
    "typeof vmap": ("map {n} {{ typeof {s} : verdict; elements = {{ {row} : drop }} }}", "{s} vmap @{n}"),
    "dynamic": ("set {n} {{ typeof {s}; size 65535; flags dynamic; }}", "add @{n} {{ {s} }}"),
    "type set": ("set {n} {{ type {t}; elements = {{ {rows} }} }}", "{s} @{n}"),
    "type range": ("set {n} {{ type {t}; flags interval; elements = {{ {ranges} }} }}", "{s} @{n}"),
}


def concatenation(m, what, family, parts):
    kinds = [SINGLE.get(kind, kind) for _, kind in parts]
    rows = [" . ".join(m.value(k) for k in kinds) for _ in range(m.random.randint(1, 4))]
    fields = {
        "s": " . ".join(selector for selector, _ in parts), "n": m.draw.a_name(), "row": rows[0],
        "rows": ", ".join(rows), "ranges": " . ".join(m.interval(k) or m.value(k) for k in kinds),
        "t": " . ".join(TYPES.get(k, k) or "" for k in kinds),
    }
    declared, rule = (text.format(**fields) for text in CONCATENATIONS[what])
    return m.ruleset(family, [declared], [rule])


# --- Whole rulesets --------------------------------------------------------------------------------------------------

ADDRESS = re.compile(r"(?<![\w.:])(\d{1,3})(\.\d{1,3}\.\d{1,3}\.\d{1,3})\b")
SPECIAL = {0, 10, 127, 169, 172, 192, 203, 198, 224, 239, 255}


def moved(text, m):
    """A ruleset with its public addresses elsewhere, its interfaces exchanged, and tables of another name."""
    def address(match):
        first = int(match[1])
        return match[0] if first in SPECIAL else str((first + shift - 1) % 100 + 1) + match[2]
    shift, links = m.random.randint(0, 99), list(LINKS)
    m.random.shuffle(links)
    swap = dict(zip(LINKS, links))
    text = re.sub(r"(?<![\w-])(%s)(?![\w-])" % "|".join(LINKS), lambda match: swap[match[1]], text)
    return ADDRESS.sub(address, text)


# --- All of it -------------------------------------------------------------------------------------------------------


class Case:
    """name; text(seed): its ruleset, the unchanged one for the seed 0."""

    def __init__(self, name, make):
        self.name, self.make = name, make

    def text(self, seed):
        return self.make(Maker("%s %s" % (seed, self.name)))


def one_of(produce, what):
    """The member of a series that is called so."""
    return next(rest for name, *rest in produce if name == what)


def match_cases():
    for selector, kind, families in selectors():
        for what, _ in matches(Maker(0), selector, kind):
            yield Case("%s: %s" % (selector, what), lambda m, s=selector, k=kind, w=what, f=families: m.ruleset(
                m.random.choice(f), [], [*one_of(matches(m, s, k), w), "counter"]))
        for what, _, _ in named(Maker(0), selector, kind):
            def make(m, s=selector, k=kind, w=what, f=families):
                declared, rule = one_of(named(m, s, k), w)
                return m.ruleset(m.random.choice(f), [declared], [rule])
            yield Case("%s: %s" % (selector, what), make)


def template_cases():
    for text, families in templates("statements.txt"):
        yield Case(text, lambda m, t=text, f=families: m.ruleset(m.random.choice(f), [], [m.draw.fill(t)]))
    for text, families in templates("declarations.txt"):
        yield Case(text, lambda m, t=text, f=families: "table %s %s {\n\t%s\n}\n" % (
            m.random.choice(f), m.draw.a_name(), m.draw.fill(t)))


def concatenation_cases(count):
    """What is joined, and how, is the same whatever the seed: it is the case."""
    fixed = random.Random(count)
    joinable = [s for s in selectors() if s[1] != "boolean" and not ALONE.search(s[0])]
    for number in range(count):
        what = fixed.choice(list(CONCATENATIONS))
        family = fixed.choice(("ip", "ip6", "inet", "inet", "bridge", "netdev", "arp"))
        fit = [s for s in joinable if family in s[2] and (
            not what.startswith("type ") or TYPES.get(SINGLE.get(s[1], s[1]), BITS.get(s[1])))]
        parts = [s[:2] for s in fixed.sample(fit, fixed.choice((2, 2, 2, 3, 3, 4, 5)))]
        yield Case("%s, %s: %s" % (family, " . ".join(s for s, _ in parts), what),
                   lambda m, w=what, f=family, p=parts: concatenation(m, w, f, p))


def combination_cases(count):
    """Several matches and a statement in one rule: what they establish, and which loads become one."""
    fixed, all_matches = random.Random(count), list(selectors())
    statements = list(templates("statements.txt"))
    for number in range(count):
        family = fixed.choice(("ip", "ip6", "inet", "inet", "bridge", "netdev", "arp"))
        parts = [s[:2] for s in fixed.choices([s for s in all_matches if family in s[2]], k=fixed.randint(2, 4))]
        last = fixed.choice([text for text, families in statements if family in families])
        ways = [fixed.choice(("eq", "eq", "set")) for _ in parts]

        def make(m, f=family, p=parts, w=ways, t=last):
            rule = [one_of(matches(m, s, k), "eq" if k == "boolean" else how)[0] for (s, k), how in zip(p, w)]
            return m.ruleset(f, [], [" ".join(rule + [m.draw.fill(t)])])
        yield Case("%s, %s %s" % (family, " ".join("%s %s" % (s, w) for (s, _), w in zip(parts, ways)), last), make)


def ruleset_cases():
    for path in sorted((HERE / "rulesets").glob("*.nft")):
        yield Case(path.name, lambda m, t=path.read_text(): moved(t, m))


def all_cases(joined):
    """joined: how many of those that are joined at random."""
    return [*match_cases(), *template_cases(), *concatenation_cases(joined), *combination_cases(joined),
            *ruleset_cases()]
