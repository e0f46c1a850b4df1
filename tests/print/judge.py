"""Whose listing is right where the two differ.

Every difference, taken alone, is put into what this program prints as nft lists it there, and nft loads that: where nft
refuses its own words, or they leave another state, ours has a reason to differ.
"""
import difflib
import json

REFUSED, CHANGED, OTHER = "nft's does not load", "nft's makes another state", "other"


def text_spliced(want, got):
    """Yields ours with one hunk of lines of nft's, for each hunk."""
    theirs, ours = want.splitlines(True), got.splitlines(True)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if tag != "equal":
            yield "".join(ours[:c] + theirs[a:b] + ours[d:])


def json_spliced(want, got, same):
    """Yields ours with one entry of nft's, for each entry that is not the same(); nft's where it has other entries."""
    theirs, ours = ([e for e in json.loads(text)["nftables"] if "metainfo" not in e] for text in (want, got))
    if [next(iter(e)) for e in theirs] != [next(iter(e)) for e in ours]:
        yield want
        return
    for i, entry in enumerate(theirs):
        if not same(entry, ours[i]):
            yield json.dumps({"nftables": ours[:i] + [entry] + ours[i + 1:]})


def reason(loaded, same, texts, spliced):
    """The reason why ours differs from what nft lists, and what shows it.

    texts: the case, what nft lists, what this program prints; spliced: the last, with one difference each.
    loaded(text) loads by nft: what it leaves, and None or what it is refused with; same(): of two that it leaves.
    Where nft cannot load ours, nft's whole listing is judged."""
    case, want, got = texts
    state, error = loaded(case)
    if error:
        return OTHER, error
    ours, error = loaded(got)
    found = (OTHER, "the same entries")
    for text in spliced if not error and same(ours, state) else [want]:
        again, error = loaded(text)
        if not error and same(again, state):
            return OTHER, text
        found = (REFUSED, error) if error else (CHANGED, text)
    return found
