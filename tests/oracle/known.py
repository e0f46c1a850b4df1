"""Why a cell may differ from the reference: at most twelve kinds.

Each has a predicate that is as narrow as can be, and packets that decide it (tests/packets) or a line in nftload.nft(5) under
DIFFERENCES FROM NFT.  A kind never lists cells, and none but the first excuses another state.
"""
import re

ONLY_OURS, ONLY_NFT, DIFFERS = "only nftload loads it", "only nft loads it", "differs"


class Look:
    """What there is to look at: the cell's text, the verdict, both loaders' words about it."""

    def __init__(self, cell, verdict, details, said):
        self.text, self.verdict, self.details, self.said = cell.text, verdict, details, said

    def nft_says(self, pattern):
        return self.verdict == ONLY_OURS and re.search(pattern, self.details) is not None

    def ours_says(self, pattern):
        return self.verdict == ONLY_NFT and re.search(pattern, self.details) is not None

    def has(self, pattern):
        return re.search(pattern, self.text) is not None


SHIFT = r"<<|>>|[lr]shift"
MASK = r"&|\band\b|\^|\bxor\b|\||\bor\b"
OPERATION = SHIFT + "|" + MASK
# A value that is computed, and goes somewhere.
STORED = r" set |\b(dnat|snat|dup|fwd|queue|redirect|tproxy)\b.* to "
# The last bit of a value of whole bytes, which is the most that it is shifted by.
LAST_BIT = "|".join(str(bits - 1) for bits in range(8, 520, 8))
# Where only values can stand: behind set, to, a hash; in a map's key.
HEADER = r"\b(hbh|rt0?|rt2|srh|frag|dst|mh|exthdr|ipsec (in|out))\b"
NAMES = r"\b(iifname|oifname|sdifname|iifkind|oifkind|osf name|osf ttl|ct helper|ct \w+ helper)\b"

# Sentences that nft's scanner or grammar has no place for: what is in them, and nft's words.
GRAMMAR = (
    (r"tcp option ao\b", "syntax error, unexpected string"),
    (HEADER, "syntax error|No symbol type information|expression has type boolean type"),
    (r"[^ ] / (\"[^\"]*\"|[^ ,]+)$", "syntax error, unexpected newline"),
    (r"jhash .*((gre|gretap) icmp(v6)? type|tunnel (path|id)|geneve type)", "syntax error, unexpected string"),
    (r"^add synproxy ", "syntax error, unexpected (mss|wscale|timestamp|sack-perm|'})"),
    (r"^add synproxy ", r"syntax error, unexpected '\}'"),
    (r"\b(meter|update|add) (\S+ size \d+|\S+) \{ [^}]* (timeout|expires) ", "syntax error, unexpected (timeout|expires|time|junk)"),
    (r"\blog flags tcp [a-z,]+ ", "No symbol type information"),
    (r"\bct label set \S+,\S+", "syntax error, unexpected comma"),
    (r"\bct event set \S+ \|", r"syntax error, unexpected '\|'"),
    (r"\{ [^}]*timeout never timeout ", "wrong time format"),
    (r"\b(update|add) @\S+ \{ [^}:]+ (limit|counter|quota)\b[^}]* : ", "syntax error, unexpected (junk|colon|':')"),
    (r" (protocol|nexthdr) set (tcp|udp|icmp)$", "syntax error, unexpected newline"),
    (r" \. [^{]*(%s).* map \{" % OPERATION, r"syntax error, unexpected (&|\^|\||<<|>>|'\|')"),
    (r"\bct status .*\boffload\b", "syntax error, unexpected offload"),
    (r"\bct event set \S*(secmark|helper)\b", "syntax error, unexpected (secmark|helper)"),
)


def no_sentence(c):
    return any(c.has(text) and c.nft_says(words) for text, words in GRAMMAR)


def no_type(c):
    return (c.has(OPERATION) and c.has(" map {") and c.nft_says("map expects .*, mapping expression has type integer") or
            c.has(OPERATION) and c.has("@") and c.nft_says("Element mismatches map definition") or
            c.has(SHIFT) and c.has(r"type mark \. ") and c.nft_says("expected concatenation of .*, expression has type .*packet mark") or
            c.has(" set ") and c.nft_says(r"expected integer, expression has type integer with length \d+$") or
            c.has(r" \. ") and c.nft_says("can not use variable sized data types"))


def limits(c):
    """Of what numgen gives, and so on; nft compares the constant of an operation with them, too, and counts of shifts."""
    return (c.has(r"socket (wildcard|transparent)|meta day|mod \d") and c.nft_says(r"Value \d+ exceeds valid range") or
            c.has(r"\b(ecn|more-fragments)\b") and c.has(SHIFT) and c.nft_says(r"Value \d+ exceeds valid range 0-[13]$"))


def tunnels(c):
    return (c.has("vxlan|geneve") and c.nft_says("(no|unexpected) transport protocol") or
            c.has("gre|gretap") and c.nft_says("conflicting (transport layer )?protocols specified: .*gre"))


def all_bits(c):
    return c.has(SHIFT) and (c.ours_says(r"value \d+ exceeds the valid range 0-(%s) \[range\]|shift by \d+ bits of a value of" % LAST_BIT) or
                             c.nft_says(r"shift of \d+ bits is undefined"))


# reason: its predicate.
KINDS = {
    # Decided by packets: the warning is said for nothing else (tests/packets looks at both).
    "nft means something else, and nftload says so": lambda c: c.verdict in (DIFFERS, ONLY_OURS) and "[differs]" in c.said,
    # What nftload takes and nft does not, in the order of the manual
    "nft has no such sentence": no_sentence,
    "the kernel refuses what nft sends": lambda c: c.has(">>|rshift") and c.nft_says(
        "Could not process rule: (No data available|Invalid argument)"),
    "nft finds no constant for the other side": lambda c: c.has(SHIFT) and c.nft_says("Comparison is always false"),
    "nft knows no type for the key, or another length": no_type,
    "nft knows the limits of operands and prefixes": limits,
    "nft forgets what a tunnel runs over": tunnels,
    # What nft takes and nftload does not
    "a shift by all bits is a mistake": all_bits,
    "a computed value that does not fit is refused": lambda c: c.has(STORED) and c.ours_says(
        "this field shares bytes with others|a computed value of \\d+ bits cannot go to a place"),
    "names and presence have neither bits nor ranges": lambda c: (
        c.has(NAMES) and c.ours_says("'[|&^<>]+' does not go with (interface name|string)") or
        c.ours_says("expected 'exists' or 'missing', not a (range|prefix)")),
    "what is no value of its type, does not fit or is a range, is refused": lambda c: c.ours_says(
        r"value '?\w+'? (is too large: at most|exceeds the valid range) [-\d]+( of [\w ]+)?( \[range\])?$|"
        r"(value|prefix length) \d+ exceeds the \d+ bits of|"
        r"expected a single value, not a range or a prefix|unknown TC class id|is not a date: expected|"
        r"date and time '\w+' is too large|"
        r"'(redirect|tcp|udp)' is not an integer: expected a number"),
}


def reason(cell, verdict, details, said):
    """said: nftload's messages about the cell alone.  None: the cell is unexplained."""
    look = Look(cell, verdict, details, said)
    return next((why for why, holds in KINDS.items() if holds(look)), None)


def outline(details):
    """Findings with the same outline are of a kind."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|[0-9a-f]{2,}|\d+", "*", details)[:120]
