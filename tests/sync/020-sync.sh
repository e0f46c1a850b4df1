#!/bin/sh
# What is equal stays: handles, counters, quotas, elements with their timeouts.
# What differs is changed, in one transaction, and the second sync sends nothing.

. "$(dirname "$0")/lib.sh"

need nft python3

cat >fw.nft <<'END'
table inet fw {
	set admins {
		type ipv4_addr
		elements = { 192.0.2.1, 192.0.2.2 }
	}

	counter hits { }

	chain input {
		type filter hook input priority 0; policy accept
		iif lo accept
		tcp dport 22 counter accept comment "ssh"
		tcp dport { 80, 443 } counter accept
		ip saddr @admins counter name hits
	}
}
END
ip link set lo up
gives 0 sync fw.nft
silent
sends_nothing sync fw.nft
sends_nothing diff fw.nft
# It is what a load leaves, but for marks in user data.
unmarked() {
	held | sed 's/ \{0,1\}240=[0-9a-f]*//; s/userdata=\[\]/userdata=/; s/ 12=f0[0-9a-f]*$//'
}
unmarked >synced
nft flush ruleset
gives 0 load fw.nft
unmarked >loaded
cmp -s synced loaded || wrong "not what a load leaves: $(diff synced loaded)"

# What nft loaded is no difference either.
nft flush ruleset
nft -f fw.nft
sends_nothing sync fw.nft

# One rule more, one less, a policy, an element: the rest keeps its place.
nft flush ruleset
gives 0 sync fw.nft
nft replace rule inet fw input handle "$(listed '80, 443' | sed 's/.* //')" \
	'tcp dport { 80, 443 } counter packets 7 bytes 70 accept'
ssh=$(listed ssh)
web=$(listed '80, 443')
case $web in
*'packets 7 bytes 70'*) ;;
*) wrong "the test has no counter to keep: $web" ;;
esac
sed -e 's/policy accept/policy drop/' -e 's/192.0.2.2/192.0.2.3/' \
	-e 's/iif lo accept/ct state established accept/' \
	-e '/@admins/a udp dport 53 accept' fw.nft >new.nft
before=$(generation)
gives 0 sync -v --report=- new.nft
[ "$(generation)" = $((before + 1)) ] || wrong "not one transaction"
reports changed true
reports changes.added 2
reports committed true
reports generation.after "$(generation)"
[ "$ssh" = "$(listed ssh)" ] || wrong "the rule has changed: $ssh $(listed ssh)"
[ "$web" = "$(listed '80, 443')" ] ||
	wrong "the rule has changed: $web $(listed '80, 443')"
stands 'policy drop'
stands '192.0.2.1, 192.0.2.3'
stands 'ct state established accept'
stands 'udp dport 53 accept'
gone 'iif "lo"'
sends_nothing sync new.nft
# But for what was counted, and a size that nft gave to a set of its rule.
uncounted() {
	unmarked | sed '/^ *counter/d; s/ 9=[0-9a-f]*$//'
}
uncounted >synced
nft flush ruleset
gives 0 load new.nft
uncounted >loaded
cmp -s synced loaded || wrong "not what a load leaves: $(diff synced loaded)"

# A change is told by the exit status only where it is asked for.
gives 2 sync --detailed-exitcode --adopt fw.nft
gives 0 sync --detailed-exitcode fw.nft

# --check: the kernel judges the same batch, and nothing is applied.
nft flush ruleset
gives 0 sync fw.nft
changes_nothing 0 sync --check --report=- new.nft
reports mode '"check-sync"'
reports changed true
reports committed false
changes_nothing 2 sync --check --detailed-exitcode new.nft
changes_nothing 0 sync --check --detailed-exitcode fw.nft
changes_nothing 2 diff new.nft

# What was made can be read again.
gives 0 sync --verify new.nft

# Drift is repaired: a rule, a chain's rules, a table.
nft delete rule inet fw input handle "$(listed 'udp dport 53' | sed 's/.* //')"
gives 0 sync new.nft
stands 'udp dport 53'
nft flush chain inet fw input
gives 0 sync new.nft
stands 'ct state established accept'
nft add rule inet fw input tcp dport 23 accept
gives 0 sync new.nft
gone 'tcp dport 23'
nft delete table inet fw
gives 0 sync new.nft
stands 'udp dport 53'

# What is wrong with the files, and what is no state: nothing is sent.
printf 'table inet fw {\n\tchain input {\n\t\ttcp dprot 22\n\t}\n}\n' >wrong.nft
changes_nothing 1 sync wrong.nft
says err 'wrong.nft:3:'
printf 'add rule inet fw input accept\n' >imperative.nft
changes_nothing 1 sync imperative.nft
says err "imperative.nft:1:15-16: error: not declarative: the input does not declare table inet 'fw' \[imperative\]"
: >empty.nft
changes_nothing 1 sync empty.nft
says err 'the input declares, deletes and flushes nothing'
printf 'table inet fw { chain a { jump b; }; }\n' >missing.nft
changes_nothing 1 sync missing.nft
says err "missing.nft:1:32-32: error: chain 'b' does not exist in table inet 'fw'"

# The elements of a constant set in use cannot be changed: the set is made anew,
# with the rules that use it, whose counters are carried.
cat >constant.nft <<'EOF'
table ip fixed {
	set hosts {
		type ipv4_addr
		flags constant
		elements = { 192.0.2.1, 192.0.2.2 }
	}
	map ways {
		type ipv4_addr : verdict
		flags constant
		elements = { 192.0.2.1 : jump first }
	}
	chain first {
		accept
	}
	chain input {
		type filter hook input priority filter
		ip saddr @hosts counter packets 7 bytes 700 accept
		ip saddr vmap @ways
	}
}
EOF
gives 0 sync constant.nft
sed 's/192.0.2.2/192.0.2.3/; s/jump first/drop/; s/chain first/chain second/' \
	constant.nft >changed.nft
gives 0 sync changed.nft
stands '192.0.2.1, 192.0.2.3'
stands '192.0.2.1 : drop'
stands 'counter packets 7 bytes 700'
gone "chain first"
sends_nothing sync changed.nft
gives 0 sync constant.nft
stands '192.0.2.1 : jump first'

# A table that shall not be there goes; its own file said so.
printf 'delete table inet fw\n' >no.nft
gives 0 sync no.nft
gone 'table inet fw'
sends_nothing sync no.nft
finish
