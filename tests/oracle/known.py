"""Why a cell may differ from the reference: at most twelve kinds, each with a narrow predicate."""
import re


def reason(cell, verdict, details, said):
    """said: nftload's messages about the cell alone."""
    if verdict == "nft died":
        return "the reference dies of it"
    if "[differs]" in said:
        return "nft means something else, and nftload says so"
    return None


def outline(details):
    """Findings with the same outline are of a kind."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|[0-9a-f]{2,}|\d+", "*", details)[:120]
