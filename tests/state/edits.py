"""Edits that an administrator makes on a ruleset, at random.

history(rnd, text) gives a text after one to four of them.  Each edit takes the lines of a text and gives others, or None
where the text has nothing of its kind.  What they make need not load.
"""
import re

RULES = ["tcp dport 8443 accept", "udp dport 51820 accept", "ip saddr 192.0.2.77 drop", "ip6 saddr 2001:db8:77::/48 accept",
         "ct state new counter", "meta l4proto icmp limit rate 7/second accept", 'log prefix "new: " level info',
         "tcp dport { 8080, 8443, 9000-9010 } ct state new accept", "ip saddr { 192.0.2.0/28, 198.51.100.7 } counter drop",
         'iifname "wg0" accept comment "the tunnel"', "meta mark set 7", "tcp flags syn / fin,syn,rst,ack counter",
         "tcp dport vmap { 25 : drop, 26 : accept, 27 : continue }", "meta l4proto 47 jump { ip ttl < 5 drop; accept; }",
         "limit rate over 50/second burst 5 packets drop", "quota over 500 mbytes drop", "ip dscp set cs1"]
VERDICTS = ("accept", "drop", "continue", "return", "reject")
ADDRESS = r"\b(?:192\.0\.2|198\.51\.100|203\.0\.113|10\.\d+\.\d+|192\.168\.\d+)\.\d+\b"


def number(rnd, line, pattern, change):
    """the line with one of the numbers that pattern's group matches changed"""
    found = list(re.finditer(pattern, line))
    if not found:
        return None
    m = rnd.choice(found)
    return line[:m.start(1)] + str(change(int(m.group(1)))) + line[m.end(1):]


def depth_and_kind(lines):
    """for each line: in which kind of block it stands, and whether it is a statement of its own"""
    kinds, stack, braces = [], [], 0
    for line in lines:
        words = line.split("#")[0].strip()
        head = re.match(r"(?:add |create )?(table|chain|set|map|counter|quota|limit|flowtable)\b[^;=]*\{$", words)
        kind = stack[-1][0] if stack else None
        whole = words.count("{") == words.count("}") and words != "" and (not stack or braces == stack[-1][1] + 1)
        kinds.append((kind, whole and not words.endswith((",", "\\", "{"))))
        if head:
            stack.append((head.group(1), braces))
        braces += words.count("{") - words.count("}")
        while stack and braces <= stack[-1][1]:
            stack.pop()
    return kinds


def is_rule(line):
    return not re.match(r"\s*(#|type |typeof |policy |flags |size |comment |elements |timeout |gc-interval |hook |devices?\b|\}|$)", line)


def rules_of(lines):
    return [i for i, (kind, whole) in enumerate(depth_and_kind(lines)) if kind == "chain" and whole and is_rule(lines[i])]


def any_rule(rnd, lines):
    rules = rules_of(lines)
    return rnd.choice(rules) if rules else None


def rule_removed(rnd, lines):
    at = any_rule(rnd, lines)
    return None if at is None else lines[:at] + lines[at + 1:]


def rule_commented_out(rnd, lines):
    at = any_rule(rnd, lines)
    return None if at is None else lines[:at] + ["#" + lines[at]] + lines[at + 1:]


def rule_added(rnd, lines):
    at = any_rule(rnd, lines)
    if at is None:
        return None
    at += rnd.randrange(2)
    return lines[:at] + ["\t\t" + rnd.choice(RULES)] + lines[at:]


def rule_moved(rnd, lines):
    at = any_rule(rnd, lines)
    if at is None:
        return None
    near = [i for i in rules_of(lines) if i != at and abs(i - at) < 12]
    if not near:
        return None
    to = rnd.choice(near)
    rest = lines[:at] + lines[at + 1:]
    return rest[:to] + [lines[at]] + rest[to:]


def rule_doubled(rnd, lines):
    at = any_rule(rnd, lines)
    return None if at is None else lines[:at] + [lines[at]] + lines[at:]


def in_a_rule(change):
    def edit(rnd, lines):
        rules = [i for i in rules_of(lines) if change(rnd, lines[i]) not in (None, lines[i])]
        if not rules:
            return None
        at = rnd.choice(rules)
        new = change(rnd, lines[at])
        return lines[:at] + [new] + lines[at + 1:] if new else None
    return edit


def port_changed(rnd, line):
    return number(rnd, line, r"\b[ds]port (?:\{ *)?(\d+)", lambda n: n % 65535 + rnd.choice([1, 1, 1000]) % 65000)


def address_changed(rnd, line):
    found = list(re.finditer(ADDRESS, line))
    if not found:
        return None
    m = rnd.choice(found)
    return line[:m.start()] + re.sub(r"\d+$", lambda d: str((int(d.group()) + 1) % 255), m.group()) + line[m.end():]


def verdict_changed(rnd, line):
    m = re.search(r"\b(%s)$" % "|".join(VERDICTS), line.rstrip())
    return line[:m.start()] + rnd.choice(VERDICTS) if m else None


def counter_added(rnd, line):
    if " counter" in line:
        return line.replace(" counter", "", 1)
    m = re.search(r"\b(accept|drop|jump|goto)\b", line)
    return line[:m.start()] + "counter " + line[m.start():] if m else None


def rule_commented(rnd, line):
    if ' comment "' in line:
        return re.sub(r' comment "[^"]*"', rnd.choice(["", ' comment "changed"']), line, count=1)
    return None if "#" in line else line + ' comment "%s"' % rnd.choice(["why", "ticket 7", "ask Ada"])


def rate_changed(rnd, line):
    return number(rnd, line, r"rate (?:over )?(\d+)", lambda n: n + rnd.choice([1, 5]))


def interface_changed(rnd, line):
    m = re.search(r'\b[io]ifname (?:!= )?"?(\w+)"?', line)
    return line[:m.start(1)] + rnd.choice(["wg0", "eth7", "lan0"]) + line[m.end(1):] if m else None


def policy_flipped(rnd, lines):
    found = [i for i, line in enumerate(lines) if re.search(r"\bpolicy (accept|drop)", line)]
    if not found:
        return None
    at = rnd.choice(found)
    swap = {"accept": "drop", "drop": "accept"}
    return lines[:at] + [re.sub(r"\bpolicy (accept|drop)", lambda m: "policy " + swap[m.group(1)], lines[at])] + lines[at + 1:]


def hook_changed(rnd, lines):
    found = [i for i, line in enumerate(lines) if re.search(r"\bhook \w+ ", line)]
    if not found:
        return None
    at = rnd.choice(found)
    if rnd.random() < 0.6:
        new = re.sub(r"(priority )([\w-]+(?: [-+] \d+)?)", r"\g<1>%d" % rnd.choice([-150, -5, 0, 5, 10]), lines[at])
    else:
        new = re.sub(r"\bhook \w+ ", "hook %s " % rnd.choice(["input", "forward", "output", "prerouting"]), lines[at])
    return lines[:at] + [new] + lines[at + 1:]


def renamed(words):
    """chains, sets or objects get another name wherever they are named"""
    def edit(rnd, lines):
        text = "\n".join(lines)
        names = sorted(set(re.findall(r"^\s+(?:%s) ([a-z][\w-]*) \{" % words, text, re.M)))
        if not names:
            return None
        old = rnd.choice(names)
        return re.sub(r"(?<![\w.-])%s(?![\w.-])" % re.escape(old), old[:20] + rnd.choice(["2", "_new", "-x"]), text).split("\n")
    return edit


def block_of(lines, words):
    """(first, last) lines of the blocks of some kinds"""
    found = []
    for i, line in enumerate(lines):
        if not re.match(r"\s+(%s) [\w-]+ \{$" % words, line.split("#")[0].rstrip()):
            continue
        braces = 0
        for j in range(i, len(lines)):
            words_of = lines[j].split("#")[0]
            braces += words_of.count("{") - words_of.count("}")
            if braces == 0:
                found.append((i, j))
                break
    return found


def chain_removed(rnd, lines):
    blocks = block_of(lines, "chain")
    if not blocks:
        return None
    first, last = rnd.choice(blocks)
    name = lines[first].split()[1]
    rest = lines[:first] + lines[last + 1:]
    return [line for line in rest if not re.search(r"\b(jump|goto) %s\b" % re.escape(name), line)]


def chain_added(rnd, lines):
    blocks = block_of(lines, "chain")
    if not blocks:
        return None
    first = rnd.choice(blocks)[0]
    name = "extra%d" % rnd.randrange(3)
    at = [i for i in rules_of(lines) if i > first][:1]
    if not at:
        return None
    return lines[:first] + ["\tchain %s {" % name, "\t\t" + rnd.choice(RULES), "\t\t" + rnd.choice(RULES), "\t}"] + \
        lines[first:at[0]] + ["\t\tjump %s" % name] + lines[at[0]:]


def chains_swapped(rnd, lines):
    blocks = block_of(lines, "chain")
    if len(blocks) < 2:
        return None
    (a, b), (c, d) = sorted(rnd.sample(blocks, 2))
    return lines[:a] + lines[c:d + 1] + lines[b + 1:c] + lines[a:b + 1] + lines[d + 1:]


def set_changed(rnd, lines):
    blocks = block_of(lines, "set|map")
    if not blocks:
        return None
    first, last = rnd.choice(blocks)
    block = list(lines[first:last + 1])
    kind = rnd.randrange(6)
    head = next((i for i, line in enumerate(block) if re.match(r"\s+(type|typeof) ", line)), None)
    flags = next((i for i, line in enumerate(block) if re.match(r"\s+flags ", line)), None)
    timed = next((i for i, line in enumerate(block) if re.match(r"\s+timeout ", line)), None)
    if head is None:
        return None
    if kind == 0:
        block[head] = re.sub(r"\bipv([46])_addr\b", lambda m: "ipv%s_addr" % {"4": "6", "6": "4"}[m.group(1)], block[head])
        block = [line for line in block if "elements" not in line or line.rstrip().endswith("}")]
    elif kind == 1 and flags is not None:
        block[flags] = "\t\tflags " + rnd.choice(["interval", "timeout", "interval, timeout", "dynamic, timeout", "constant"])
    elif kind == 2 and timed is not None:
        block[timed] = "\t\ttimeout %s" % rnd.choice(["5m", "1h", "2h"])
    elif kind == 3:
        block.insert(head + 1, "\t\tsize %d" % rnd.choice([100, 1000, 65536]))
    elif kind == 4:
        block.insert(head + 1, "\t\tcounter")
    else:
        block.insert(head + 1, '\t\tcomment "%s"' % rnd.choice(["changed", "ours"]))
    return lines[:first] + block + lines[last + 1:]


def elements_changed(rnd, lines):
    """one more, or one less, in a list in braces or on lines of its own"""
    found = [i for i, line in enumerate(lines)
             if re.match(r"\s+[^#{}]*,$", line.rstrip()) or re.search(r"\{[^{}:]*,[^{}]*\}", line)]
    if not found:
        return None
    at = rnd.choice(found)
    line = lines[at]
    m = re.search(r"\{([^{}]*)\}", line)
    inside = m.group(1) if m else line.rstrip().rstrip(",")
    items = [item for item in inside.split(",") if item.strip()]
    if rnd.random() < 0.5 and len(items) > 1:
        items.pop(rnd.randrange(len(items)))
    else:
        item = rnd.choice(items)
        new = re.sub(r"\d+(?=\D*$)", lambda d: str(int(d.group()) + rnd.choice([1, 2, 9])), item.split(" timeout")[0].split(" comment")[0], count=1)
        items.insert(rnd.randrange(len(items) + 1), " " + new.strip())
    joined = ",".join(items)
    new = line[:m.start(1)] + joined + line[m.end(1):] if m else joined + ","
    return lines[:at] + [new] + lines[at + 1:]


def define_changed(rnd, lines):
    found = [i for i, line in enumerate(lines) if re.match(r"\s*define ", line)]
    if not found:
        return None
    at = rnd.choice(found)
    new = address_changed(rnd, lines[at]) or number(rnd, lines[at], r"\b(\d+)\b(?=[^.:/]*$)", lambda n: n + 1)
    return lines[:at] + [new] + lines[at + 1:] if new else None


def dormant(rnd, lines):
    found = [i for i, line in enumerate(lines) if re.match(r"\s*(add )?table [^{]*\{$", line)]
    if not found:
        return None
    at = rnd.choice(found)
    if at + 1 < len(lines) and lines[at + 1].strip() == "flags dormant":
        return lines[:at + 1] + lines[at + 2:]
    return lines[:at + 1] + ["\tflags dormant"] + lines[at + 1:]


EDITS = [rule_removed, rule_commented_out, rule_added, rule_added, rule_moved, rule_moved, rule_doubled, in_a_rule(port_changed),
         in_a_rule(address_changed), in_a_rule(verdict_changed), in_a_rule(counter_added), in_a_rule(rule_commented),
         in_a_rule(rate_changed), in_a_rule(interface_changed), policy_flipped, hook_changed, renamed("chain"),
         renamed("set|map"), renamed("counter|quota|limit"), chain_removed, chain_added, chains_swapped, set_changed, set_changed,
         elements_changed, elements_changed, define_changed, dormant]


def history(rnd, text):
    lines = text.split("\n")
    for _ in range(rnd.choice([1, 1, 1, 2, 2, 4])):
        lines = rnd.choice(EDITS)(rnd, lines) or lines
    return "\n".join(lines)
