"""Where nft 1.0.6 does something else than later versions, and nftload with them: reviewed, each with its reason.

Only cases on which the two disagree are looked up here, by their text.  What can be made alike is so in facts.py.
"""
import re

# Bit fields that lie across bytes: as values, later versions turn them to host order before the shift.
WIDE_FIELDS = r"ip6 dscp|frag frag-off|@th,13,5|@th,40,100"
BIT_FIELDS = r"(ip6? (dscp|ecn|version)|ip hdrlength|vlan (id|pcp|dei|cfi)|dccp type|tcp (doff|reserved)|frag (frag-off|" \
    r"reserved2|more-fragments)|tcp option (mptcp subtype|@42,16,4)|@nh,4,4)"

KNOWN = [(re.compile(pattern, re.M), why) for pattern, why in [
    (WIDE_FIELDS, "the byte order of bit fields across bytes"),
    (BIT_FIELDS + r" or ", "a mask that is longer than the field"),
    (r"\bvlan \w+ set ", "fields of a VLAN tag are written two bytes at a time"),
    (r"\bfib .*oifname", "the type of the name that fib finds"),
    (r"\bip option (lsrr|rr|ssrr) addr", "the type of addresses in IP options"),
    (r"\brt2? addr", "the type of addresses in routing headers"),
    (r"\bct (original|reply) proto-(src|dst)", "the type of conntrack's ports"),
    (r"\bct (original|reply) [sd]addr", "addresses of conntrack in sets"),
    (r"\b(tcp flags|ct status|ct event|ct label) \{ [\w-]+ \}", "flags in a set of one"),
    (r"(frag|tcp flags|ct state) & \(?[\w ]+\)? [\w.:]+/\d+", "prefixes of what is masked"),
    (r"& [\w.:]+ !?=? ?[\w.:]+/\d+", "prefixes of what is masked"),
    (r"xor \w+ !?=? ?\w+/\d+", "prefixes of what is masked"),
    (r"xor \w+ vmap \{ \d+-", "an xor that is moved to a range, which it does not fit"),
    (r"reject with icmp\w* (type )?(0x|\d)", "reject codes without a name"),
    (r"<< \d", "shifts of what is no plain number"),
    (r"tcp option (@|200)", "numbered TCP options"),
    (r"^\s*[\w ]+ [\w-]+ / [\w-]+$", "a single flag as mask"),
    (r"meta nfproto (== )?(\{[^}]*)?\d", "families that are no protocol, with a header behind them"),
]]


def reason(text):
    """Why a case may differ; None: it may not."""
    return next((why for pattern, why in KNOWN if pattern.search(text)), None)
