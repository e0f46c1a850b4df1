"""One ruleset for many rules: a table for each family that has rules, where each can be told apart.

A rule that only matches is followed by a counter of its own; each packet runs through all of these.  A rule that writes
has a chain of its own, to which a packet goes whose priority is the rule's number + 1.  The lines of a rule end with its
number, so that a loader's complaints can be traced back.
"""
FAMILIES = ("netdev", "inet", "ip", "ip6")

# What comes back by the loopback device must not cause packets of the kernel's own.
QUIET = """table netdev quiet {
	chain in {
		type filter hook ingress device "lo" priority 0; policy drop;
	}
}
"""


def sets(cases, numbers):
    for case in cases:
        for name, body in case.declared.items():
            yield f"\tset {name}{numbers[case]} {{ {body}; }}", case


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


def written(cases, numbers):
    """The same for rules that write."""
    chains, goto = [], []
    for case in cases:
        number = numbers[case]
        chains += [(f"\tchain w{number} {{", None), (f"\t\t{case.in_file(number)}", case), ("\t}", None)]
        goto.append(f"0:{number + 1:x} : goto w{number}")
    return chains, [("\t\tmeta priority vmap { " + ", ".join(goto) + " }", None)] if goto else []


def table(family, cases, numbers):
    matching, writing = [c for c in cases if not c.writes], [c for c in cases if c.writes]
    hook = 'hook egress device "lo"' if family == "netdev" else "hook output"
    yield f"table {family} t {{", None
    yield from sets(cases, numbers)
    for case in matching:
        yield f"\tcounter c{numbers[case]} {{ }}", None
    chains, lines = written(writing, numbers)
    more_chains, more_lines = counted(matching, numbers)
    yield from chains + more_chains
    yield f"\tchain out {{\n\t\ttype filter {hook} priority 0; policy accept;", None
    yield from lines + more_lines
    yield "\t}\n}", None


def ruleset(cases, numbers):
    text = "flush ruleset\n" + QUIET
    for family in FAMILIES:
        of = [case for case in cases if case.family == family]
        for line, case in table(family, of, numbers) if of else ():
            text += line + (f" # case {numbers[case]}" if case else "") + "\n"
    return text
