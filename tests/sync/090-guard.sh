#!/bin/sh
# --guard refuses what an empty or half-written file asks for: most rules gone, a
# machine without a policy, a big set empty.

. "$(dirname "$0")/lib.sh"

need nft python3

# fw POLICY RULES: a file that says all that is in its table.
fw() {
	awk -v policy="$1" -v rules="$2" 'BEGIN {
		print "table inet fw\ndelete table inet fw\ntable inet fw {"
		print "\tchain in {"
		print "\t\ttype filter hook input priority 0; policy " policy
		for (i = 1; i <= rules; i++)
			print "\t\ttcp dport " i " accept"
		print "\t}\n}"
	}'
}

start() {
	nft flush ruleset
	fw "$1" "$2" >start.nft
	gives 0 sync --guard start.nft
}

# ---- rules: more than 80 of 100, of ten rules or more ----

start accept 50
fw accept 10 >few.nft
fw accept 9 >fewer.nft
changes_nothing 11 sync --guard fewer.nft
says err '41 of 50 rules would be removed'
says err 'nothing was changed'
says err '\-\-no-guard'
says err '^  - '
says err "'nftload diff' prints all"
[ "$(wc -l <err)" = 12 ] || wrong "not ten lines of the difference: $(cat err)"
changes_nothing 11 sync --guard --check fewer.nft
changes_nothing 11 sync --guard --report=- fewer.nft
reports exit 11
reports changed false
reports changes.removed 41
# 80 per cent are not more than 80.
gives 0 sync --guard few.nft
start accept 50
gives 0 sync fewer.nft
start accept 50
gives 0 sync --guard --no-guard fewer.nft
start accept 50
gives 0 sync --no-guard --guard fewer.nft

# --max-removed means the guard, too.
start accept 50
changes_nothing 11 sync --max-removed=79 few.nft
gives 0 sync --max-removed=82 fewer.nft
start accept 50
fw accept 49 >one-less.nft
changes_nothing 11 sync --max-removed=0 one-less.nft
fw accept 0 >none.nft
gives 0 sync --max-removed=100 none.nft
gives 3 sync --max-removed=101 none.nft
says err 'at most 100'
gives 3 sync --max-removed=most none.nft

# Nine rules may go.
start accept 9
gives 0 sync --guard none.nft
start accept 10
changes_nothing 11 sync --guard none.nft

# What is replaced or moved does not go.
start accept 12
sed 's/tcp dport/udp dport/' start.nft >other.nft
gives 0 sync --guard other.nft
awk '/udp dport/ { rules = $0 "\n" rules; next }
	/^\t}/ { printf "%s", rules } 1' other.nft >turned.nft
gives 0 sync --guard turned.nft

# A table that left the files of its owner takes its rules along; what others
# have is not counted.
nft flush ruleset
fw accept 20 >a.nft
fw accept 20 | sed 's/inet fw/inet other/' >b.nft
cat a.nft b.nft >both.nft
fw accept 1 >a1.nft
gives 0 sync --guard --name=web both.nft
gives 0 sync --guard --name=web a.nft
gone 'inet other'
gives 0 sync --guard --name=web both.nft
changes_nothing 11 sync --guard --name=web a1.nft
says err '39 of 40 rules'
nft flush ruleset
nft -f a.nft
gives 0 sync --guard --name=web b.nft
sed '/tcp dport/d' b.nft >b0.nft
changes_nothing 11 sync --guard --name=web b0.nft
says err '20 of 20 rules'

# ---- the policy at input ----

start drop 2
fw accept 2 >open.nft
changes_nothing 11 sync --guard open.nft
says err "chain 'in' at input in table inet 'fw'"
says err 'policy'
gives 0 sync --no-guard open.nft
gives 0 sync --guard start.nft
# A chain that goes, or sleeps, opens the machine as well.
printf 'table inet fw\ndelete table inet fw\ntable inet fw { chain x { }; }\n' >gone.nft
start drop 2
changes_nothing 11 sync --guard gone.nft
sed 's/^table inet fw {/&\n\tflags dormant/' start.nft >asleep.nft
changes_nothing 11 sync --guard asleep.nft
# Not so where another chain drops in its place.
sed 's/chain in/chain input/' start.nft >renamed.nft
gives 0 sync --guard renamed.nft
stands 'chain input'
# Nor at other hooks.
sed 's/hook input/hook forward/' start.nft >forward.nft
sed 's/policy drop/policy accept/' forward.nft >forward-open.nft
nft flush ruleset
gives 0 sync --guard forward.nft
gives 0 sync --guard forward-open.nft

# ---- elements ----

# set COUNT FLAGS: a set, filled; without elements it is open to others.
set_of() {
	awk -v count="$1" -v flags="$2" 'BEGIN {
		print "table inet fw\ndelete table inet fw\ntable inet fw {"
		print "\tset bad {\n\t\ttype ipv4_addr"
		if (flags)
			print "\t\tflags " flags
		for (i = 1; i <= count; i++)
			list = list (i > 1 ? ", " : "") "10.0." int(i / 100) "." (2 * (i % 100))
		if (count)
			print "\t\telements = { " list " }"
		print "\t}\n}"
	}'
}

for flags in '' interval timeout; do
	nft flush ruleset
	set_of 101 "$flags" >full.nft
	set_of 100 "$flags" >small.nft
	set_of 1 "$flags" >one.nft
	set_of 0 "$flags" >empty.nft
	gives 0 sync --guard full.nft
	changes_nothing 11 sync --guard empty.nft
	says err "set 'bad' in table inet 'fw' would lose all 101 elements"
	gives 0 sync --guard one.nft
	gives 0 sync --guard small.nft
	gives 0 sync --guard empty.nft
	# Elements of others do not go.
	nft add element inet fw bad '{ 192.0.2.1 }'
	gives 0 sync --guard empty.nft
	stands 192.0.2.1
done

# On an empty kernel there is nothing to guard.
nft flush ruleset
gives 0 sync --guard --max-removed=0 open.nft
finish
