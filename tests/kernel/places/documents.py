"""Valid documents: every command, object, statement and expression of the schema once.

documents() yields (name, document, index): the command at the index is the one to be broken; those before it make what
it needs.
"""

T = {"family": "ip", "table": "t"}

# What is in the kernel beforehand.
BEFORE = {"nftables": [{"add": {"table": {"family": "ip", "name": "old"}}},
                       {"add": {"chain": {"family": "ip", "table": "old", "name": "c"}}}]}


def field(protocol, name):
    return {"payload": {"protocol": protocol, "field": name}}


def meta(key):
    return {"meta": {"key": key}}


def ct(key, **more):
    return {"ct": {"key": key, **more}}


def match(left, right, op="=="):
    return {"match": {"op": op, "left": left, "right": right}}


def table(family="ip"):
    return {"add": {"table": {"family": family, "name": "t"}}}


def chain(name, family="ip", **more):
    return {"add": {"chain": {"family": family, "table": "t", "name": name, **more}}}


def hooked(kind, hook, family="ip", prio=0, **more):
    return chain("c", family, type=kind, hook=hook, prio=prio, policy="accept", **more)


def rule(*expr, family="ip", verb="add", **more):
    return {verb: {"rule": {"family": family, "table": "t", "chain": "c", "expr": list(expr), **more}}}


def thing(kind, name, verb="add", **more):
    return {verb: {kind: {**T, "name": name, **more}}}


PLAIN = [table(), chain("c"), chain("d")]
SADDR, DPORT, MARK = field("ip", "saddr"), field("tcp", "dport"), meta("mark")
ADDRESSES = thing("set", "s", type="ipv4_addr", flags=["dynamic", "timeout"], size=100)
VERDICTS = thing("map", "v", type="inet_service", map="verdict")
MARKS = thing("map", "m", type="inet_service", map="mark")

COMMANDS = [
    ("table", [], {"add": {"table": {"family": "inet", "name": "t", "flags": ["dormant"], "comment": "c"}}}),
    ("create table", [], {"create": {"table": {"family": "ip6", "name": "t"}}}),
    ("delete table", [table()], {"delete": {"table": {"family": "ip", "name": "t"}}}),
    ("flush table", [table()], {"flush": {"table": {"family": "ip", "name": "t"}}}),
    ("flush ruleset", [], {"flush": {"ruleset": {"family": "ip"}}}),
    ("chain", [table()], chain("c", comment="c")),
    ("base chain", [table("inet")],
     chain("c", "inet", type="filter", hook="input", prio=-5, policy="drop", comment="c")),
    ("netdev chain", [table("netdev")],
     chain("c", "netdev", type="filter", hook="ingress", prio=0, dev="lo", policy="accept")),
    ("rename chain", [], {"rename": {"chain": {"family": "ip", "table": "old", "name": "c", "newname": "e"}}}),
    ("delete chain", PLAIN, thing("chain", "c", "delete")),
    ("flush chain", PLAIN, thing("chain", "c", "flush")),
    ("rule", PLAIN, rule({"accept": None}, comment="c")),
    ("insert rule", PLAIN + [rule({"drop": None})], rule({"accept": None}, verb="insert", index=0)),
    ("bare rule", PLAIN, {"rule": {**T, "chain": "c", "expr": [{"drop": None}]}}),
    ("set", [table()],
     thing("set", "s", type=["ipv4_addr", "inet_service"], flags=["interval", "timeout"], timeout=60, size=10,
           policy="memory", **{"gc-interval": 30})),
    ("set by typeof", [table()], thing("set", "s", type={"typeof": {"concat": [SADDR, DPORT]}})),
    ("set with elements", [table()],
     thing("set", "s", type="ipv4_addr", flags="interval",
           elem=["192.0.2.1", {"prefix": {"addr": "198.51.100.0", "len": 24}},
                 {"range": ["203.0.113.1", "203.0.113.9"]}])),
    ("map", [table()],
     thing("map", "m", type="ipv4_addr", map="mark", elem=[["192.0.2.1", 5], ["192.0.2.2", 6]], size=9)),
    ("verdict map", PLAIN,
     thing("map", "m", type="inet_service", map="verdict",
           elem=[[22, {"accept": None}], [23, {"jump": {"target": "d"}}]])),
    ("object map", [table(), thing("counter", "k")],
     thing("map", "m", type="ipv4_addr", map="counter", elem=[["192.0.2.1", "k"]])),
    ("flush set", [table(), thing("set", "s", type="ipv4_addr")], thing("set", "s", "flush")),
    ("delete map", [table(), MARKS], thing("map", "m", "delete")),
    ("element", [table(), thing("set", "s", type="ipv4_addr", flags="timeout")],
     thing("element", "s", elem=["192.0.2.1", {"elem": {"val": "192.0.2.2", "timeout": 9, "comment": "c"}}])),
    ("element of a map", [table(), MARKS], thing("element", "m", elem=[[22, 5], [23, 6]])),
    ("delete element", [table(), thing("set", "s", type="inet_service"), thing("element", "s", elem=[22, 23])],
     thing("element", "s", "delete", elem=[22, 23])),
    ("concatenated elements", [table(), thing("set", "s", type=["ipv4_addr", "inet_service"])],
     thing("element", "s", elem=[{"concat": ["192.0.2.1", 22]}, {"concat": ["192.0.2.2", "ssh"]}])),
    ("flowtable", [table()], thing("flowtable", "f", hook="ingress", prio=0, dev=["lo"])),
    ("counter", [table()], thing("counter", "k", packets=1, bytes=2, comment="c")),
    ("quota", [table()], thing("quota", "q", bytes=500, used=3, inv=True)),
    ("limit", [table()], thing("limit", "l", rate=5, per="second", burst=7)),
    ("limit of bytes", [table()],
     thing("limit", "l", rate=5, per="minute", burst=7, rate_unit="kbytes", burst_unit="bytes", inv=True)),
    ("ct helper", [table()], thing("ct helper", "h", type="ftp", protocol="tcp", l3proto="ip")),
    ("ct timeout", [table()],
     thing("ct timeout", "o", protocol="tcp", l3proto="ip", policy={"established": 50, "close": 5})),
    ("ct expectation", [table()],
     thing("ct expectation", "x", protocol="udp", l3proto="ip", dport=99, timeout=5000, size=7)),
    ("synproxy", [table()], thing("synproxy", "y", mss=1460, wscale=7, flags=["timestamp", "sack-perm"])),
    ("secmark", [table()], thing("secmark", "z", context="system_u:object_r:ssh_t:s0")),
    ("tunnel", [table()],
     {"add": {"tunnel": {**T, "name": "n", "id": 5, "src-ipv4": "192.0.2.1", "dst-ipv4": "192.0.2.2", "sport": 6,
                         "dport": 7, "ttl": 8, "tos": 9, "type": "vxlan", "tunnel": {"gbp": 10}}}}),
    ("metainfo", [table()], {"metainfo": {"version": "1", "release_name": "x", "json_schema_version": 1}}),
]

STATEMENTS = [
    ("jump", [], {"jump": {"target": "d"}}),
    ("goto", [], {"goto": {"target": "d"}}),
    ("match", [], match(MARK, 5, "!=")),
    ("vmap", [VERDICTS], {"vmap": {"key": DPORT, "data": "@v"}}),
    ("anonymous vmap", [],
     {"vmap": {"key": DPORT, "data": {"set": [[22, {"accept": None}], [23, {"jump": {"target": "d"}}]]}}}),
    ("counter", [], {"counter": {"packets": 1, "bytes": 2}}),
    ("named counter", [thing("counter", "k")], {"counter": "k"}),
    ("quota", [], {"quota": {"val": 5, "val_unit": "mbytes", "used": 3, "used_unit": "bytes", "inv": True}}),
    ("named quota", [thing("quota", "q", bytes=500)], {"quota": "q"}),
    ("limit", [],
     {"limit": {"rate": 5, "rate_unit": "kbytes", "burst": 3, "burst_unit": "kbytes", "per": "hour", "inv": True}}),
    ("named limit", [thing("limit", "l", rate=5, per="second")], {"limit": "l"}),
    ("ct count", [], {"ct count": {"val": 5, "inv": True}}),
    ("last", [], {"last": {"used": 5000}}),
    ("mangle", [], {"mangle": {"key": MARK, "value": 5}}),
    ("mangle ct", [], {"mangle": {"key": ct("mark"), "value": MARK}}),
    ("mangle payload", [], {"mangle": {"key": field("ip", "ttl"), "value": 5}}),
    ("mangle by map", [MARKS], {"mangle": {"key": MARK, "value": {"map": {"key": DPORT, "data": "@m"}}}}),
    ("reset", [], {"reset": {"tcp option": {"name": "maxseg"}}}),
    ("log", [],
     {"log": {"prefix": "p", "group": 5, "snaplen": 6, "queue-threshold": 7}}),
    ("log level", [], {"log": {"prefix": "p", "level": "debug", "flags": ["skuid", "tcp sequence"]}}),
    ("reject", [], {"reject": {"type": "icmp", "expr": "host-unreachable"}}),
    ("queue", [], {"queue": {"num": {"range": [1, 3]}, "flags": ["bypass", "fanout"]}}),
    ("queue by hash", [], {"queue": {"num": {"symhash": {"mod": 2}}}}),
    ("dup", [], {"dup": {"addr": "192.0.2.1", "dev": "lo"}}),
    ("ct helper", [thing("ct helper", "h", type="ftp", protocol="tcp")], {"ct helper": "h"}),
    ("ct timeout", [thing("ct timeout", "o", protocol="tcp", policy={"close": 5})], {"ct timeout": "o"}),
    ("ct expectation", [thing("ct expectation", "x", protocol="udp", dport=99, timeout=5000, size=7)],
     {"ct expectation": "x"}),
    ("synproxy", [], {"synproxy": {"mss": 5, "wscale": 6, "flags": ["timestamp"]}}),
    ("set add", [ADDRESSES],
     {"set": {"op": "add", "elem": {"elem": {"val": SADDR, "timeout": 5}}, "set": "@s",
              "stmt": [{"limit": {"rate": 5, "per": "second"}}]}}),
    ("set update", [ADDRESSES], {"set": {"op": "update", "elem": SADDR, "set": "@s"}}),
    ("map update", [thing("map", "m", type="ipv4_addr", map="mark", size=9, flags=["dynamic"])],
     {"map": {"op": "update", "elem": SADDR, "data": MARK, "map": "@m"}}),
    ("meter", [],
     {"meter": {"name": "n", "size": 5, "key": SADDR, "stmt": {"limit": {"rate": 5, "per": "second"}}}}),
]

# name, family, the chain's type and hook, statement
PLACED = [
    ("snat", "ip", ("nat", "postrouting"),
     {"snat": {"family": "ip", "addr": "192.0.2.1", "port": 80, "flags": ["random", "persistent"]}}),
    ("dnat", "ip", ("nat", "prerouting"),
     {"dnat": {"addr": {"range": ["192.0.2.1", "192.0.2.9"]}, "port": {"range": [80, 89]}}}),
    ("dnat by map", "ip", ("nat", "prerouting"),
     {"dnat": {"addr": {"map": {"key": DPORT, "data": {"set": [[80, "192.0.2.1"], [81, "192.0.2.2"]]}}}}}),
    ("masquerade", "ip", ("nat", "postrouting"), {"masquerade": {"port": {"range": [1, 5]}, "flags": "fully-random"}}),
    ("redirect", "ip", ("nat", "prerouting"), {"redirect": {"port": 80, "flags": ["random"]}}),
    ("tproxy", "inet", ("filter", "prerouting"), {"tproxy": {"family": "ip", "addr": "192.0.2.1", "port": 80}}),
    ("notrack", "ip", ("filter", "prerouting"), {"notrack": None}),
    ("fwd", "netdev", ("filter", "ingress"), {"fwd": {"dev": "lo", "family": "ip", "addr": "192.0.2.1"}}),
    ("tunnelled payload", "ip", None,
     match({"payload": {"tunnel": "vxlan", "protocol": "ip", "field": "saddr"}}, "192.0.2.1")),
    ("exthdr", "ip6", None, match({"exthdr": {"name": "frag", "field": "id"}}, 5)),
    ("reject everything", "inet", ("filter", "input"), {"reject": {"type": "icmpx", "expr": "admin-prohibited"}}),
]

EXPRESSIONS = [
    ("payload", DPORT, 22), ("raw payload", {"payload": {"base": "nh", "offset": 8, "len": 16}}, 5),
    ("tcp option", {"tcp option": {"name": "maxseg", "field": "size"}}, 5),
    ("raw tcp option", {"tcp option": {"base": 2, "offset": 16, "len": 8}}, 5),
    ("ip option", {"ip option": {"name": "rr", "field": "ptr"}}, 5),
    ("sctp chunk", {"sctp chunk": {"name": "data", "field": "tsn"}}, 5),
    ("dccp option", {"dccp option": {"type": 5}}, True),
    ("meta", meta("l4proto"), "tcp"), ("interface", meta("iifname"), "lo"),
    ("ct", ct("state"), ["new", "related"]),
    ("ct of a direction", ct("ip saddr", dir="original"), "192.0.2.1"),
    ("rt", {"rt": {"key": "nexthop", "family": "ip"}}, "192.0.2.1"),
    ("socket", {"socket": {"key": "mark"}}, 1),
    ("osf", {"osf": {"key": "name", "ttl": "loose"}}, "Linux"),
    ("ipsec", {"ipsec": {"key": "saddr", "family": "ip", "dir": "in", "spnum": 1}}, "192.0.2.1"),
    ("fib", {"fib": {"result": "type", "flags": ["saddr", "iif"]}}, "local"),
    ("numgen", {"numgen": {"mode": "inc", "mod": 2, "offset": 3}}, 3),
    ("jhash", {"jhash": {"mod": 2, "seed": 5, "offset": 1, "expr": SADDR}}, 1),
    ("symhash", {"symhash": {"mod": 2, "offset": 1}}, 1),
    ("and", {"&": [MARK, 3]}, 1), ("or", {"|": [MARK, 3]}, 7), ("xor", {"^": [MARK, 3]}, 1),
    ("shift left", {"<<": [MARK, 1]}, 4), ("shift right", {">>": [MARK, 1]}, 4),
    ("concat", {"concat": [SADDR, DPORT]}, {"set": [{"concat": ["192.0.2.1", 22]}, {"concat": ["192.0.2.2", 23]}]}),
    ("set", DPORT, {"set": [22, {"range": [80, 90]}, "https"]}),
    ("reference", SADDR, "@s"),
    ("prefix", SADDR, {"prefix": {"addr": "192.0.2.0", "len": 24}}),
    ("range", SADDR, {"range": ["192.0.2.1", "192.0.2.9"]}),
    ("elements", SADDR, {"set": [{"elem": {"val": "192.0.2.1", "comment": "c"}}, "192.0.2.7"]}),
    ("map", {"map": {"key": DPORT, "data": {"set": [[22, 1], [23, 2]]}}}, None),
    ("flag words", field("tcp", "flags"), {"|": ["syn", "ack"]}),
]


# What must be known of a packet before the statement.
NEEDED = {"snat": "tcp", "dnat": "tcp", "masquerade": "tcp", "redirect": "tcp", "tproxy": "tcp"}


def needed(statement):
    if "tunnel" in str(statement):
        return [match(field("udp", "dport"), 4789)]
    return [match(meta("l4proto"), NEEDED[word]) for word in statement if word in NEEDED]


def in_chain(statement, before, kind=None, family="ip", verb="add"):
    head = [table(family)]
    if kind:
        more = {"dev": "lo"} if family == "netdev" else {}
        head += [hooked(*kind, family=family, **more), chain("d", family)]
    else:
        head += [chain("c", family), chain("d", family)]
    head += before
    return head + [rule(*needed(statement), statement, family=family, verb=verb)]


def created(command):
    """The same with another verb; None: it has no other."""
    (verb, what), = command.items()
    return {"create": what} if verb == "add" and "rule" not in what else None


def commands():
    for name, before, command in COMMANDS:
        yield name, before + [command]
        other = created(command)
        if other:
            yield name + ", created", before + [other]


def rules():
    for verb in ("add", "insert"):
        for name, before, statement in STATEMENTS:
            yield verb + " " + name, in_chain(statement, before, verb=verb)
        for name, family, kind, statement in PLACED:
            yield verb + " " + name, in_chain(statement, [], kind, family, verb)
        for name, left, right in EXPRESSIONS:
            statement = match(left, right) if right is not None else {"mangle": {"key": MARK, "value": left}}
            yield verb + " " + name, in_chain(statement, [ADDRESSES] if right == "@s" else [], verb=verb)


def documents():
    for name, what in [*commands(), *rules()]:
        yield name, {"nftables": what}, len(what) - 1
