"""One ruleset for many rules: a table for each road that has rules, where each can be told apart.

A rule that only matches is followed by a counter of its own; each packet runs through all of these.  A rule that writes
has a chain of its own, to which a packet goes that says so by its priority or its mark.  The lines of a rule end with its
number, so that a loader's complaints can be traced back.
"""
from roads import ROADS

# What comes back by the loopback device must not cause packets of the kernel's own.
QUIET = """table netdev quiet {
	chain in {
		type filter hook ingress device "lo" priority 0; policy drop;
	}
}
"""

# Linux may take what it found in a tunnel for what is in the tunnel of a later packet, where that lies at the same address
# (6.18): these rules make it look into another kind of tunnel between any two packets of one kind.
FORGET = """table netdev forget {
	chain out {
		type filter hook egress device "lo" priority -1; policy accept;
		gre ip version 4
		udp dport 4789 vxlan ip version 4
	}
}
"""


def sets(cases, numbers):
    for case in cases:
        for name, body in case.declared.items():
            yield f"\t{'map' if case.is_map(name) else 'set'} {name}{numbers[case]} {{ {body}; }}", case


def counted(cases, numbers):
    """(chains, lines of the base chain).  A verdict map's verdicts go through a chain of their own."""
    chains, lines = [], []
    for case in cases:
        number = numbers[case]
        rule = f"\t\t{case.in_file(number)} counter name c{number}"
        if case.verdicts:
            chains += [(f"\tchain m{number} {{", None), (rule, case), ("\t}", None)]
            rule = f"\t\tjump m{number}"
        lines.append((rule, case))
    return chains, lines


def written(cases, numbers, road):
    """The same for rules that write."""
    chains, goto = [], []
    for case in cases:
        number = numbers[case]
        chains += [(f"\tchain w{number} {{", None), (f"\t\t{case.in_file(number)}", case), ("\t}", None)]
        goto.append(f"{road.key(number)} : jump w{number}")
    return chains, [(f"\t\t{road.chosen_by} vmap {{ " + ", ".join(goto) + " }", None)] if goto else []


def base_chain(road, name, priority, lines):
    yield f"\tchain {name} {{\n\t\ttype filter {road.hook} priority {priority}; policy accept;", None
    yield from lines
    yield "\t}", None


def table(road, cases, numbers):
    """(line, the case that it is of or None)"""
    matching, writing = [c for c in cases if not c.writes], [c for c in cases if c.writes]
    yield f"table {road.family} {road.table} {{", None
    yield from sets(cases, numbers)
    yield "\tcounter end { }", None
    for case in matching:
        yield f"\tcounter c{numbers[case]} {{ }}", None
    early = [c for c in writing if c.early]
    chains, early_lines = written(early, numbers, road)
    more_chains, lines = written([c for c in writing if not c.early], numbers, road)
    yet_more_chains, more_lines = counted(matching, numbers)
    yield from chains + more_chains + yet_more_chains
    if early:
        yield from base_chain(road, "early", -300, early_lines)
        keys = ", ".join(road.key(numbers[case]) for case in early)
        lines.append((f"\t\t{road.chosen_by} {{ {keys} }} meta mark set ct zone", None))
    last = [("\t\tcounter name end", None)] + ([(f"\t\t{road.last}", None)] if road.last else [])
    yield from base_chain(road, "late", 0, lines + more_lines + last)
    yield "}", None


def ruleset(cases, numbers):
    text = "flush ruleset\n" + QUIET + (FORGET if any(case.tunnels for case in cases) else "")
    for road in ROADS.values():
        of = [case for case in cases if case.road is road]
        for line, case in table(road, of, numbers) if of else ():
            text += line + (f" # case {numbers[case]}" if case else "") + "\n"
    return text
