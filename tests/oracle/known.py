"""Why a cell may differ from the reference: at most twelve kinds.

Each has a predicate that is as narrow as can be, and packets that decide it (tests/packets) or a line in nftload.nft(5) under
DIFFERENCES FROM NFT.  A kind never lists cells.
"""
import re

ONLY_OURS, ONLY_NFT, DIFFERS, NFT_DIED = "only nftload loads it", "only nft loads it", "differs", "nft died"


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


OPERATION = r"<<|>>|[lr]shift|\^|xor|&|and|\||\bor\b|/\d"
# The last bit of a value of whole bytes, which is the most that it is shifted by.
LAST_BIT = "|".join(str(bits - 1) for bits in range(8, 520, 8))
# Where only values can stand: behind set, to, a hash; in a map's key.
HEADER = r"\b(hbh|rt0?|rt2|srh|frag|dst|mh|exthdr|ipsec (in|out))\b"

# reason: its predicate.
KINDS = {
    # Decided by packets: the warning is said for nothing else (tests/packets looks at both).
    "nft means something else, and nftload says so": lambda c: c.verdict in (DIFFERS, ONLY_OURS) and "[differs]" in c.said,
    # nothing to compare with
    "the reference dies of it": lambda c: c.verdict == NFT_DIED,
    # What nftload takes and nft does not, in the order of the manual
    "nft has no name for the option": lambda c: c.has("tcp option ao") and c.nft_says("syntax error, unexpected string"),
    "the kernel refuses what nft sends": lambda c: c.has(OPERATION) and c.nft_says(
        "Could not process rule: (No data available|Invalid argument)"),
    "nft has extension headers and ipsec in matches only": lambda c: c.has(HEADER) and c.nft_says(
        "syntax error|No symbol type information|expression has type boolean type"),
    "nft finds no constant for the other side": lambda c: c.has("<<|>>|[lr]shift") and c.nft_says("Comparison is always false"),
    "nft knows no type for the key": lambda c: c.has(OPERATION) and c.nft_says(
        "map expects .*, mapping expression has type integer|Element mismatches map definition") or
        c.has(r" \. ") and c.nft_says("can not use variable sized data types"),
    "nft knows the limits of operands and prefixes": lambda c: c.has("socket (wildcard|transparent)|meta day|mod \\d") and c.nft_says(
        "Value \\d+ exceeds valid range"),
    "nft has no masks of one value": lambda c: c.has("[^ ] / [^ ,]+$") and c.nft_says("syntax error, unexpected newline"),
    "nft forgets what a tunnel runs over": lambda c: c.has("vxlan|geneve") and c.nft_says(
        "(no|unexpected) transport protocol"),
    # What nft takes and nftload does not
    "a shift by all bits is a mistake": lambda c: c.has("<<|>>|[lr]shift") and (
        c.ours_says(r"value \d+ exceeds the valid range 0-(%s) \[range\]" % LAST_BIT) or
        c.nft_says(r"shift of \d+ bits is undefined")),
    "a computed value that does not fit is refused": lambda c: c.has(OPERATION + "|set|to") and c.ours_says(
        "this field shares bytes with others|a computed value of \\d+ bits cannot go to a place"),
}


def reason(cell, verdict, details, said):
    """said: nftload's messages about the cell alone.  None: the cell is unexplained."""
    look = Look(cell, verdict, details, said)
    return next((why for why, holds in KINDS.items() if holds(look)), None)


def outline(details):
    """Findings with the same outline are of a kind."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|[0-9a-f]{2,}|\d+", "*", details)[:120]
