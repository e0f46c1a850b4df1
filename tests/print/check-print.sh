#!/bin/sh
# --check-print lists as bytecode what would be read as something else, and nothing
# else.
. "$(dirname "$0")/../kernel/lib.sh"

# a type that only typeof declares, and meters have no typeof: so the rule has no set
cat >t.nft <<'EOF'
table netdev t {
	counter k { packets 5 bytes 6; }
	chain c {
		accept
		udp dport 4789 meter d { meta day limit rate over 1 mbytes/second } drop
		counter name "k"
	}
}
EOF
gives 0 load t.nft
gives 0 --no-check-print list ruleset
! grep -q 'cannot be written' out || wrong "listed as bytecode unasked"
gives 0 list ruleset
says err "2 of the rules and objects cannot be written in this language"
grep -q '^	# new set netdev "t" "d"' out || wrong "no bytecode of the set: $(cat out)"
grep -q '^		# .*dynset' out || wrong "no bytecode of the rule"
[ "$(grep -cE '^		(accept|counter name "k")$' out)" = 2 ] || wrong "other rules are not listed: $(cat out)"
cp out listed.nft
gives 0 check listed.nft
gives 0 -j list ruleset
says out '"rule": {[^{}]*"bytecode":'
printf 'table netdev t { chain c { accept; }; }\n' >less.nft
gives 2 diff less.nft
says out '^  - # cannot be written in this language: .*dynset'
says out '^  - counter name "k"   # handle [0-9]*$'
gives 2 diff --no-check-print less.nft
says out '^  - udp dport 4789 add @d'

# beyond 10,000 rules only if it is asked for
{
	cat t.nft
	awk 'BEGIN { for (i = 0; i < 10000; i++) print "add rule netdev t c accept" }'
} >many.nft
gives 0 flush ruleset
gives 0 load many.nft
gives 0 list ruleset
! grep -q 'cannot be written' out || wrong "10,003 rules are compiled again"
gives 0 --check-print list ruleset
says out 'cannot be written'

# what reads as it is stays text
for example in "$tests_dir"/../examples/web-server.nft "$tests_dir"/../examples/kube-node.nft; do
	gives 0 flush ruleset
	"$nftload" load "$example" >out 2>err || wrong "$example does not load: $(cat err)"
	gives 0 -st --no-check-print list ruleset
	mv out want
	gives 0 -st list ruleset
	cmp -s want out || wrong "$example: listed otherwise: $(diff want out)"
	[ ! -s err ] || wrong "$example: $(cat err)"
done
finish
