#!/bin/sh
# The printer of states, which other tests use, prints the same as its twin in
# Python over many rulesets, and shows each kind of change.
. "$(dirname "$0")/../kernel/lib.sh"
need python3

compared=0

# A set's hash table may grow for a while after a load, and what is left of a
# timeout never stops changing: such a state is left out.
compare() {
	for _ in 1 2 3; do
		state >one
		python3 "$tests_dir/tools/state.py" >twin
		state >two
		cmp -s one two || continue
		compared=$((compared + 1))
		cmp -s one twin && return
		wrong "state and state.py differ: $1"
		diff one twin | cut -c 1-200 | head -n 20
		return
	done
	echo "changes by itself: $1"
}

compare "nothing"
[ ! -s one ] || wrong "an empty namespace is not empty"

for file in "$tests_dir"/../examples/*.nft "$tests_dir"/golden/cases/bytecode/*.nft; do
	"$nftload" load "$file" >out 2>err || continue
	compare "$file"
	gives 0 'flush ruleset'
done
[ $compared -ge 30 ] || wrong "only $compared rulesets compared"

# More elements than one message holds, in an order that stays.
awk 'BEGIN {
	print "table ip t { set s { type ipv4_addr; flags interval; elements = {"
	for (i = 0; i < 4000; i++)
		printf "10.%d.%d.0/25,\n", i / 200, i % 200
	print "}\n}\n}"
}' >many.nft
gives 0 load many.nft
compare "many elements"
[ "$(grep -c '^elements' one)" -gt 1 ] || wrong "one message holds all elements"
gives 0 'flush ruleset'

# sees KIND COMMANDS: a change in lines of this kind; the use that a table or
# set counts may change, too
sees() {
	state >one
	gives 0 "$2"
	state >two
	diff one two | grep -q "^[<>] $1 " || wrong "sees no change of $1: $2"
}

gives 0 'table inet t { set s { type ipv4_addr; }; chain c { type filter hook output priority 0; counter; }; counter k { }; }'
sees table 'add table inet u'
sees table 'table inet t { flags dormant; }'
sees table 'table inet t'
sees chain 'add chain inet t d'
sees chain 'add chain inet t c { policy drop; }'
sees elements 'add element inet t s { 192.0.2.1 }'
sees elements 'delete element inet t s { 192.0.2.1 }; add element inet t s { 192.0.2.1 comment "x" }'
sees set 'add set inet t e { type mark; }'
sees obj 'add counter inet t l'
flowtable='add flowtable inet t f { hook ingress priority 0; devices = { lo }; }'
if "$nftload" check --kernel "$flowtable" 2>err; then
	sees flowtable "$flowtable"
fi
sees rule 'add rule inet t d accept'
sees rule 'flush chain inet t d; add rule inet t d accept'
sees rule 'flush chain inet t d; add rule inet t d accept comment "x"'
finish
