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


# reason: its predicate.
KINDS = {
    # Decided by packets: the warning is said for nothing else (tests/packets looks at both).
    "nft means something else, and nftload says so": lambda c: c.verdict in (DIFFERS, ONLY_OURS) and "[differs]" in c.said,
    # nothing to compare with
    "the reference dies of it": lambda c: c.verdict == NFT_DIED,
    # What nftload takes and nft does not: the TCP option ao
    "nft has no name for the option": lambda c: c.has("tcp option ao") and c.nft_says("syntax error, unexpected string"),
}


def reason(cell, verdict, details, said):
    """said: nftload's messages about the cell alone.  None: the cell is unexplained."""
    look = Look(cell, verdict, details, said)
    return next((why for why, holds in KINDS.items() if holds(look)), None)


def outline(details):
    """Findings with the same outline are of a kind."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|[0-9a-f]{2,}|\d+", "*", details)[:120]
