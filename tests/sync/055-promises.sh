#!/bin/sh
# What is a change and what is none, and who is told of it: marks, attributes
# that cannot change in place, names, the report, outputs that are full.

. "$(dirname "$0")/lib.sh"

need nft python3

# sent_nothing STATUS ARGUMENTS...: by the generation, as elements grow older
sent_nothing() {
	before=$(generation)
	gives "$@"
	[ "$(generation)" = "$before" ] || wrong "something was sent: $last"
}

cat >a.nft <<'EOF'
flush ruleset
table inet t {
	comment "one"
	set s { type ipv4_addr; flags timeout; elements = { 192.0.2.1 timeout 1h }; }
	chain c { tcp dport 22 counter accept; ip saddr @s drop; }
}
EOF

# A name has 1 to 64 bytes: a longer one would leave tables without an owner.
sent_nothing 3 sync --name= a.nft
says err '\-\-name needs a name of 1 to 64 bytes, not of 0'
sent_nothing 3 diff --name="$(printf '%065d' 1)" a.nft
gives 0 sync --name="$(printf '%064d' 1)" a.nft
echo 'table inet other' >other.nft
gives 0 sync --name="$(printf '%064d' 1)" other.nft
gone 'table inet t'

# Marks that are written are no change: only the first sync sends them.
nft flush ruleset
nft -f a.nft
gives 0 diff a.nft
silent
before=$(generation)
gives 0 sync --detailed-exitcode --report=- a.nft
[ "$(generation)" != "$before" ] || wrong "no marks were written"
reports changed false
reports changes.changed 0
reports items '[]'
"$nftload" fingerprint a.nft | sed -n 's/ ruleset$//p' >want
reports fingerprint.before "\"$(cat want)\""
reports fingerprint.after "\"$(cat want)\""
[ "$("$nftload" fingerprint | sed -n 's/ ruleset$//p')" = "$(cat want)" ] ||
	wrong "the kernel has another fingerprint"
sends_nothing sync a.nft
nft flush ruleset
nft -f a.nft
gives 0 sync -v a.nft
says err "0 added, 0 changed, 0 removed, .* unchanged; counters kept in 1 rule$"
says err "1 element marked as the files' own"

# What cannot be reached is said each time; it counts neither as a difference
# nor for fingerprints.
sed 's/one/two/' a.nft >b.nft
for i in 1 2; do
	sent_nothing 0 sync --detailed-exitcode b.nft
	says err "^nftload: warning: table inet 't': comment cannot change in place; --recreate makes it anew$"
	gives 0 diff b.nft
	says out '! table t: comment cannot change in place; --recreate makes it anew'
	gives 0 sync --report=- b.nft
	reports changed false
	reports changes.unreachable 1
done
for format in text json; do
	"$nftload" fingerprint --format=$format a.nft >want
	"$nftload" fingerprint --format=$format b.nft | cmp -s - want ||
		wrong "a comment counts for a fingerprint"
done
gives 2 sync --recreate --detailed-exitcode b.nft
stands 'comment "two"'
sends_nothing sync b.nft

# Two files that look like a comparison are one ruleset.
sent_nothing 0 diff a.nft b.nft
says err "'a.nft' and 'b.nft' both declare table inet 't': .*'nftload diff --between'"
gives 2 diff b.nft other.nft
grep 'both declare' err && wrong "a warning without need"

# A report on standard output is alone there, whatever else is said.
sed 's/dport 22/dport 23/' b.nft >c.nft
gives 0 sync -v --stats --report=- c.nft
reports schema 1
reports mode '"sync"'
reports changed true
reports changes.removed 0
python3 -c '
import json
d = json.load(open("out"))
[i] = d["items"]
assert i["op"] == "replace" and i["object"]["chain"] == "c", i
assert (i["file"], i["line"], i["column"]) == ("c.nft", 5, 12), i
assert i["cost"] == "in place" and i["counter"]["kept"] is False, i
assert d["generation"]["after"] == d["generation"]["before"] + 1, d["generation"]
assert d["pending"] is None' || wrong "the report is another"
echo 'table inet t { chain c { tcp dprot 22; }; }' >wrong.nft
gives 1 sync --report=- wrong.nft
python3 -c '
import json
[e] = json.load(open("out"))["errors"]
assert e["source"] == "table inet t { chain c { tcp dprot 22; }; }", e' ||
	wrong "the source of a line is not in the report"
gives 1 sync --message-format=json wrong.nft
head -n 1 err | python3 -c 'import json, sys; json.load(sys.stdin)["source"]' ||
	wrong "a message has no source"

# What the output has lost is no success, and no difference either.
# to_full STATUS ARGUMENTS...
to_full() {
	want=$1
	shift
	last="nftload $* >/dev/full"
	"$nftload" "$@" >/dev/full 2>err
	status=$?
	: >out
	expect "$want"
}
if [ -c /dev/full ]; then
	to_full 10 diff a.nft
	to_full 10 fingerprint a.nft
	to_full 12 sync --report=- a.nft
	to_full 12 sync --detailed-exitcode --report=- c.nft
	to_full 10 sync --check --report=- a.nft
fi

# An object that is declared twice is what a load leaves: the data of the second,
# the comment of the first.
nft flush ruleset
printf 'table ip t {\n\tquota q { over 20 mbytes; comment "first"; }\n\tquota q { over 30 mbytes; comment "second"; }\n}\n' >twice.nft
gives 0 sync twice.nft
stands 'over 30 mbytes'
stands 'comment "first"'
sends_nothing sync twice.nft

# Programs find out what this one can do.
gives 0 sync -V
says out 'states  *sync, diff, .*nftload-fp-1'
gives 0 doctor --json
python3 -c '
import json
p = json.load(open("out"))["program"]
assert {"sync", "diff", "fingerprint"} <= set(p["states"].split(", ")), p
assert p["fingerprint"] == "nftload-fp-1", p' || wrong "doctor names no features"
finish
