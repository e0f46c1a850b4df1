#!/bin/sh
# --netns: the same files for several namespaces, each with what differs there;
# --fallback where it cannot be.

. "$(dirname "$0")/lib.sh"

need nft python3 ip
own_state "$@"
mkdir /run/netns
# shellcheck disable=SC2015 # either failing is the reason
ip netns add one && ip netns add two || skip "no named namespaces"

inside() {
	ns=$1
	shift
	nsenter --net="/run/netns/$ns" "$@"
}

# has NAMESPACE PATTERN
has() {
	inside "$1" nft -a list ruleset | grep -q -e "$2" && return
	wrong "'$2' is not in namespace $1: $last"
	inside "$1" nft -a list ruleset
}

lacks() {
	inside "$1" nft -a list ruleset | grep -q -e "$2" || return
	wrong "'$2' is in namespace $1: $last"
}

cat >a.nft <<'END'
flush ruleset
table inet t {
	chain c {
		counter accept
	}
}
END
gives 0 sync --netns one --netns /run/netns/two a.nft
silent
has one 'counter packets 0'
has two 'counter packets 0'
[ -z "$(nft list ruleset)" ] || wrong "synced at home as well"

# only where something differs; counters stay
inside one nft 'flush chain inet t c; add rule inet t c counter packets 5 bytes 50 accept'
inside two nft add table inet other
inside two nft add rule inet t c drop
gives 2 sync --detailed-exitcode --netns one --netns two a.nft
says err '^nftload: two: synced$'
grep '^nftload: one' err && wrong "nothing differs in one"
has one 'packets 5 bytes 50'
has two 'table inet other'
lacks two drop
gives 0 sync --detailed-exitcode --netns one --netns two a.nft
silent
# each by its own record
gives 0 sync --verify --netns one --netns two a.nft
silent
gives 0 sync -v --netns one --netns two a.nft
says err '^nftload: one: synced$'
says err '0 added, 0 changed, 0 removed'

# --check changes nothing, anywhere
sed 's/accept/drop/' a.nft >b.nft
gives 0 sync --check --netns one --netns two b.nft
lacks one drop
lacks two drop

# standard input is read once
gives 0 sync --netns one --netns two - <b.nft
has one drop
has two drop
gives 3 sync --netns one --netns two a.nft - <b.nft
says err "'-' can be read only once"
gives 0 sync --netns one a.nft - </dev/null

# interfaces by their number there
ip netns exec one ip link add name dev0 type dummy 2>/dev/null ||
	ip netns exec one ip link add name dev0 type ifb
echo 'table inet t { chain c { iif dev0 accept; }; }' >iif.nft
gives 1 sync --netns one --netns two iif.nft
says err "iif.nft:1:30-33: error: .*'dev0'"
says err '^nftload: two: not synced$'
has one 'iif "dev0"'
lacks two dev0

# a report for each
gives 0 sync --report=- --netns one --netns two a.nft
python3 -c '
import json
one, two = json.load(open("out"))
assert [d["netns"] for d in (one, two)] == ["one", "two"], "netns"
assert [d["mode"] for d in (one, two)] == ["sync"] * 2, "mode"
assert [d["changed"] for d in (one, two)] == [True, True], "changed"' ||
	wrong "the report is another"
gives 0 sync --report=- --netns one a.nft
python3 -c '
import json
[one] = json.load(open("out"))
assert not one["changed"] and one["committed"]' || wrong "the report of one"
gives 3 sync --report=a.nft --netns one --netns two a.nft
[ "$(grep -c 'would replace the input' err)" = 1 ] || wrong "said for each"

# what is wrong in one does not stop the other
inside one nft 'flush ruleset; add table inet t; add chain inet t others'
inside two nft flush ruleset
echo 'table inet t { chain c { accept; }; }' >open.nft
gives 11 sync --netns one --netns two open.nft
says err '^nftload: one: not synced$'
lacks one 'chain c'
has two 'chain c'
gives 1 sync --netns nosuch --netns two a.nft
says err "'nosuch'"
has two counter
gives 1 sync --netns tow a.nft
says err "did you mean 'two'"

# the fallback, where it is needed
printf 'flush ruleset\ntable inet closed\n' >closed.nft
gives 8 sync --fallback closed.nft --netns one --netns two open.nft
has one 'table inet closed'
lacks two closed
has two 'chain c'
gives 8 sync --name=n --fallback closed.nft --report=- --netns one --netns two iif2.nft
python3 -c '
import json
assert [d["fallback"]["committed"] for d in json.load(open("out"))] == [True, True]' ||
	wrong "the report of the fallback"
has two closed
# whose tables are those of the name
gives 0 sync --name=n --netns two a.nft
lacks two closed
finish
