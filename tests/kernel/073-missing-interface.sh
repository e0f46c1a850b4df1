#!/bin/sh
# --missing-interface=by-name: matches of missing interfaces become, byte for
# byte, the rules of the same ruleset written with names.
# shellcheck disable=SC2016
. "$(dirname "$0")/lib.sh"
need nft

by_name=--missing-interface=by-name

# A hash table's order is another one each time: the words of element lists are
# compared sorted.
words_sorted() {
	while read -r kind family data; do
		[ "$kind" != elements ] ||
			data=$(echo "$data" | fold -w 8 | sort | tr -d '\n')
		echo "$kind $family $data"
	done
}

# holds FILE ARGUMENTS...: the state after a load into a namespace of its own
holds() {
	to=$1
	shift
	unshare -n sh -c '"$@" >out 2>err' sh "$nftload" load "$@" ||
		wrong "is not loaded: $* $(cat err)"
	unshare -n sh -c '"$@" >out 2>err && "$0"' \
		"$STATE_PRINTER" "$nftload" load "$@" |
		words_sorted >"$to"
}

# same ORIGINAL NAMED: files
same() {
	last="$1"
	holds original $by_name "$1"
	warnings=$(grep -c 'does not exist yet' err)
	holds named "$2"
	[ -s named ] || wrong "nothing is loaded: $2"
	cmp -s original named && return
	wrong "not what the same with names leaves: $1"
	diff original named | head -n 20
}

# same_rule WARNINGS ORIGINAL NAMED: rules of an inet table
same_rule() {
	for which in "$2" "$3"; do
		printf 'table inet t {\n\tcounter c1 {\n\t}\n\tchain c {\n\t\ttype filter hook %s priority 0;\n\t\t%s\n\t}\n\tchain d {\n\t}\n}\n' "${hook:-prerouting}" "$which"
	done | awk -v n=0 '/^table/ { n++ } { print > ("rule" n ".nft") }'
	same rule1.nft rule2.nft
	[ "$warnings" = "$1" ] || wrong "$warnings warnings instead of $1: $2"
}

same_rule 1 'iif eth9 accept' 'iifname eth9 accept'
same_rule 1 'meta oif != "eth9" drop' 'meta oifname != "eth9" drop'
same_rule 0 'iif lo accept' 'iif lo accept'
same_rule 0 'iif 1 accept' 'iif 1 accept'
same_rule 2 'iif { eth9, lo, "vpn.7" } accept' 'iifname { eth9, lo, "vpn.7" } accept'
same_rule 1 'iif { eth9 } accept' 'iifname { eth9 } accept'
same_rule 0 'iif { lo, 7 } accept' 'iif { lo, 7 } accept'
same_rule 1 'iif . tcp dport { eth9 . 22, lo . 80-90 }' 'iifname . tcp dport { eth9 . 22, lo . 80-90 }'
same_rule 1 'iif . oif { eth9 . lo, lo . 3 }' 'iifname . oif { eth9 . lo, lo . 3 }'
same_rule 2 'iif . oif { eth9 . eth8, lo . lo }' 'iifname . oifname { eth9 . eth8, lo . lo }'
same_rule 2 'iif vmap { eth9 : drop, eth8 : goto d, * : accept }' 'iifname vmap { eth9 : drop, eth8 : goto d, * : accept }'
same_rule 1 'ip saddr . iif vmap { 192.0.2.1 . eth9 : drop }' 'ip saddr . iifname vmap { 192.0.2.1 . eth9 : drop }'
same_rule 1 'meta mark set iif map { eth9 : 7, lo : 8 }' 'meta mark set iifname map { eth9 : 7, lo : 8 }'
same_rule 1 'counter name iif map { eth9 : "c1" }' 'counter name iifname map { eth9 : "c1" }'
same_rule 1 'fib daddr oif eth9 accept' 'fib daddr oifname eth9 accept'
same_rule 2 'fib saddr . iif oif { eth9, "missing", lo }' 'fib saddr . iif oifname { eth9, "missing", lo }'
same_rule 0 'fib saddr . iif oif missing drop' 'fib saddr . iif oif missing drop'
hook=input same_rule 1 'meta sdif vrf9 accept' 'meta sdifname vrf9 accept'
same_rule 1 'tcp dport 22 iif eth9 ip saddr 192.0.2.1 tcp sport 7 accept' 'tcp dport 22 iifname eth9 ip saddr 192.0.2.1 tcp sport 7 accept'
same_rule 1 'iif eth9 oif lo accept' 'iifname eth9 oif lo accept'

# variables: the warning stands where they are used, with the place of the value
printf 'define wan = eth9\ndefine both = { $wan, lo }\ntable ip t {\n\tchain c {\n\t\tiif $wan accept\n\t\toif $both drop\n\t}\n}\n' >var1.nft
sed 's/iif /iifname /; s/oif /oifname /' var1.nft >var2.nft
same var1.nft var2.nft
gives 0 load $by_name var1.nft
says err 'var1.nft:5:7-10: warning: interface .eth9. does not exist yet: .iif. is loaded as .iifname. \[resolve\]'
says err "the variable's value is here"
nft delete table ip t

# JSON
cat >j1.json <<'END'
{"nftables": [{"add": {"table": {"family": "ip", "name": "j"}}},
{"add": {"chain": {"family": "ip", "table": "j", "name": "c"}}},
{"add": {"rule": {"family": "ip", "table": "j", "chain": "c", "expr": [
 {"match": {"op": "==", "left": {"meta": {"key": "iif"}}, "right": "eth9"}},
 {"vmap": {"key": {"concat": [{"meta": {"key": "oif"}}, {"meta": {"key": "mark"}}]},
  "data": {"set": [[{"concat": ["eth8", 7]}, {"drop": null}]]}}}]}}}]}
END
sed 's/"iif"/"iifname"/; s/"oif"/"oifname"/' j1.json >j2.json
same j1.json j2.json
[ "$warnings" = 2 ] || wrong "$warnings warnings about JSON"

# each name that is missing is told at its place, in the report, too
echo 'table ip t {
	chain c {
		iif { eth8, eth9, lo } accept
	}
}' >two.nft
gives 0 load $by_name --report=report two.nft
says err 'two.nft:3:9-12: warning: interface .eth8. does not exist yet'
says err 'two.nft:3:15-18: warning: interface .eth9. does not exist yet'
[ "$(grep -c 'does not exist yet' report)" = 2 ] || wrong "not all are in the report"
nft delete table ip t
changes_nothing 1 load --strict $by_name two.nft

# by default a missing interface is an error
changes_nothing 1 load two.nft
says err "two.nft:3:9-12: error: unknown interface 'eth8'"
changes_nothing 1 load --missing-interface=fail two.nft
changes_nothing 3 load --missing-interface=byname two.nft
says err "fail|by-name"
changes_nothing 0 check $by_name two.nft

# where there is no name to put in place of a number
# refused TEXT PATTERN
refused() {
	printf '%s\n' "$1" >refused.nft
	changes_nothing 1 load $by_name refused.nft
	says err "$2"
	[ "$(grep -c 'error:' err)" = 1 ] || wrong "not one error: $(cat err)"
}
refused 'table ip t { set s { type iface_index; elements = { eth9 }; }; }' 'declared sets'
refused 'table ip t { set s { typeof iif; elements = { eth9 }; }; }' 'declared sets'
refused 'table ip t { map m { typeof meta mark : iif; elements = { 1 : eth9 }; }; }' 'declared sets'
refused 'table ip t { chain c { dup to 192.0.2.1 device eth9; }; }' 'targets of packets'
refused 'table netdev t { chain c { fwd to eth9; }; }' 'targets of packets'
refused 'table ip t { chain c { iif { eth9, 7 } accept; }; }' '1:36-36: error: only plain names'
refused 'table ip t { chain c { iif . oif { eth9 . lo, 7 . lo } accept; }; }' 'only plain names'
refused 'table ip t { chain c { iif "eth*" accept; }; }' 'unknown interface'
refused 'table ip t { chain c { iif "aaaaaaaaaaaaaaaa" accept; }; }' 'unknown interface'
refused 'table ip t { chain c { iif { eth9, "eth*" } accept; }; }' 'only plain names'
refused 'table ip t { chain c { fib daddr oif { missing, eth9 } accept; }; }' 'only plain names'

# a hook's device is the kernel's to miss: newer ones wait for it
echo 'table netdev t { chain c { type filter hook ingress device eth9 priority 0; }; }' >device.nft
last="load device.nft"
run load $by_name device.nft
[ "$status" = 0 ] || says err "device.nft:1:.*eth9"
grep -q 'loaded as' err && wrong "a hook's device is no match"
finish
