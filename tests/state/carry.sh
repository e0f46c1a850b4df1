#!/bin/sh
# What counts and waits goes along: counters, quotas and times of rules and
# elements that stay, move, get another comment, or use something that is made
# anew; elements of others stay, those that left the file go.
. "$(dirname "$0")/../kernel/lib.sh"

need nft
walks=${WALKS:-$(dirname "$nftload")/../tests/state/walks}
[ -x "$walks" ] || skip "tests/state/walks is not built"

# sync [OPTIONS]: from standard input
sync() {
	cat >wanted.nft
	echo wanted.nft >list
	"$walks" --here "$@" --steps 1 list >out || {
		wrong "the sync failed"
		cut -c 1-300 out
	}
}

# The versions of nft break long lists of elements at other places.
list_in_a_line() {
	nft list ruleset | tr -d '\n\t' | tr -s ' ' >line
}

# holds PATTERN: a line of the listing
holds() {
	nft -a list ruleset >listing
	grep -q -e "$1" listing || {
		wrong "no '$1'"
		cat listing
	}
}

holds_not() {
	nft -a list ruleset >listing
	! grep -e "$1" listing || wrong "still '$1'"
}

gives 0 'table ip t {
	set s { type ipv4_addr; elements = { 10.0.0.1 }; }
	quota q { over 1 mbytes used 500 bytes; }
	chain c {
		ip saddr 10.1.0.1 counter packets 1 bytes 11 accept
		ip saddr 10.1.0.2 counter packets 2 bytes 22 accept
		ip saddr 10.1.0.3 counter packets 3 bytes 33 accept comment "old"
		ip saddr @s counter packets 4 bytes 44 accept
		jump { ip saddr 10.1.0.5 counter packets 5 bytes 55 accept; }
		ip saddr 10.1.0.6 quota over 1 mbytes used 600 bytes drop
		ip saddr 10.1.0.7 counter packets 7 bytes 77 accept
		ip daddr { 10.1.0.1 counter packets 8 bytes 88, 10.1.0.2 counter packets 9 bytes 99 } ip saddr @s accept
		tcp dport vmap { 1 counter packets 6 bytes 66 : drop, 2 counter packets 5 bytes 54 : accept } comment "old"
	}
}'
handle=$(nft -a list chain ip t c | sed -n 's/.*10.1.0.1 .*handle //p')

# The second one moves, the third one has another comment, the set is one of
# intervals, the quota another one, the last one differs.
sync <<'EOF'
table ip t {
	set s { type ipv4_addr; flags interval; elements = { 10.0.0.0/24 }; }
	quota q { over 2 mbytes; }
	chain c {
		ip saddr 10.1.0.1 counter accept
		ip saddr 10.1.0.3 counter accept comment "new"
		ip saddr @s counter accept
		jump { ip saddr 10.1.0.5 counter accept; }
		ip saddr 10.1.0.6 quota over 1 mbytes drop
		ip saddr 10.1.0.7 counter drop
		ip saddr 10.1.0.2 counter accept
		ip daddr { 10.1.0.1 counter, 10.1.0.2 counter } ip saddr @s accept
		tcp dport vmap { 1 counter : drop, 2 counter : accept } comment "new"
	}
}
EOF
holds '10.1.0.1 counter packets 8 bytes 88'
holds '10.1.0.2 counter packets 9 bytes 99'
holds '1 counter packets 6 bytes 66 : drop'
holds '2 counter packets 5 bytes 54 : accept'
holds "10.1.0.1 counter packets 1 bytes 11 accept # handle $handle\$"
holds '10.1.0.2 counter packets 2 bytes 22 accept'
holds '10.1.0.3 counter packets 3 bytes 33 accept comment "new"'
holds '@s counter packets 4 bytes 44 accept'
holds '10.1.0.5 counter packets 5 bytes 55 accept'
holds '10.1.0.6 quota over 1 mbytes used 600 bytes drop'
holds '10.1.0.7 counter packets 0 bytes 0 drop'
grep -A 1 'quota q ' listing | grep -q 'over 2 mbytes used 500 bytes' ||
	wrong "the object's quota"
[ "$(sed -n 's/.*ip saddr 10.1.0.\([0-9]\).*/\1/p' listing | tr -d '\n')" = 135672 ] ||
	wrong "the order of the rules"
gives 0 'flush ruleset'

# Elements of others, counters and times in a set that is made anew.
sync --open <<'EOF'
table ip t {
	set s { type ipv4_addr; flags dynamic,timeout; counter; elements = { 10.0.0.1 timeout 1h, 10.0.0.2 timeout 1h }; }
	set e { type ipv4_addr; }
	chain c { update @s { ip saddr timeout 2h counter }; }
}
EOF
nft add element ip t s '{ 10.0.0.9 counter packets 9 bytes 99 timeout 1h expires 10m }'
nft delete element ip t s '{ 10.0.0.1 }'
nft add element ip t s '{ 10.0.0.1 counter packets 1 bytes 11 timeout 1h expires 20m }'
nft add element ip t e '{ 10.0.0.8 }'
sync --open <<'EOF'
table ip t {
	set s { type ipv4_addr; flags dynamic,timeout; counter; size 1000; elements = { 10.0.0.1 timeout 1h }; }
	set e { type ipv4_addr; }
	chain c { update @s { ip saddr timeout 2h counter }; }
}
EOF
list_in_a_line
grep -q '10.0.0.9 counter packets 9 bytes 99 timeout 1h expires 9m' line ||
	wrong "another's element: $(cat line)"
grep -q '10.0.0.1 counter packets 1 bytes 11 timeout 1h expires 19m' line ||
	wrong "an element that gets its mark: $(cat line)"
grep -q '10.0.0.8' line || wrong "an element in a set without any"
holds_not '10.0.0.2'
holds 'size 1000'

# The set's kind: what others added goes into the new one.
sync --open <<'EOF'
table ip t {
	set s { type ipv4_addr; flags timeout; counter; size 1000; elements = { 10.0.0.1 timeout 1h }; }
	set e { type ipv4_addr; elements = { 10.0.0.7 } }
}
EOF
list_in_a_line
grep -q '10.0.0.9 counter packets 9 bytes 99 timeout 1h expires 9m' line ||
	wrong "another's element in a new set: $(cat line)"
grep -q '10.0.0.1 counter packets 1 bytes 11 timeout 1h expires 19m' line ||
	wrong "an element of a new set: $(cat line)"
gives 0 'flush ruleset'

# Intervals of others that overlap what the file declares go: the kernel would
# refuse the file's.
sync --open <<'EOF'
table ip t {
	set s { type ipv4_addr; flags interval,timeout; elements = { 10.2.0.0/16 }; }
}
EOF
nft add element ip t s '{ 10.0.0.5, 10.0.0.7-10.0.1.3, 10.1.0.0/24, 10.3.0.1 }'
sync --open <<'EOF'
table ip t {
	set s { type ipv4_addr; flags interval,timeout; elements = { 10.0.0.0/24, 10.1.0.9, 10.2.0.0/16 }; }
}
EOF
list_in_a_line
grep -q 'elements = { 10.0.0.0/24, 10.1.0.9, *10.2.0.0/16, 10.3.0.1 }' line ||
	wrong "overlapping intervals: $(cat line)"
# The same in a set that is made anew.
nft add element ip t s '{ 10.4.0.5 timeout 1h }'
sync --open <<'EOF'
table ip t {
	set s { type ipv4_addr; flags interval,timeout; counter; elements = { 10.4.0.0/24 }; }
}
EOF
list_in_a_line
grep -q 'elements = { 10.4.0.0/24 counter packets 0 bytes 0 }' line ||
	wrong "another kind of set: $(cat line)"
nft add element ip t s '{ 10.0.0.5, 10.4.1.0/24 }'
sync --open <<'EOF'
table ip t {
	comment "so that --recreate has something to do"
	set s { type ipv4_addr; flags interval,timeout; counter; comment "x"; elements = { 10.4.0.0-10.4.1.5 }; }
}
EOF
list_in_a_line
grep -q 'elements = { 10.0.0.5 counter packets 0 bytes 0, *10.4.0.0-10.4.1.5 counter packets 0 bytes 0 }' line ||
	wrong "overlapping intervals again: $(cat line)"
gives 0 'flush ruleset'

# So many edits that the chain is emptied and filled again.
awk 'BEGIN {
	print "table ip t {\n\tchain c {"
	for (i = 1; i <= 5000; i++)
		print "\t\tmeta mark " i " counter packets " i " bytes " 10 * i
	print "\t}\n}"
}' >many.nft
gives 0 load many.nft
awk '/mark/ {
	n = $3
	if (n % 10)
		$3 += 100000
	$0 = "meta mark " $3 " counter"
} { print }' many.nft >wanted.many
sync <wanted.many
nft list ruleset >listing
awk '/mark/ {
	at++
	counts = at % 10 ? 0 : at
	if ($6 != counts || $8 != 10 * counts)
		bad++
}
END { exit bad > 0 || at != 5000 }' listing || wrong "counters of a long chain"
gives 0 'flush ruleset'

# A table that is made anew, as its chains wake up with it.
gives 0 'table ip t {
	flags dormant
	counter n { packets 8 bytes 88; }
	chain c { type filter hook input priority 0; counter packets 1 bytes 11; }
}'
sync <<'EOF'
table ip t {
	counter n { }
	chain c { type filter hook input priority 5; counter; }
}
EOF
holds 'counter packets 1 bytes 11'
holds 'packets 8 bytes 88'
holds 'priority filter + 5'
holds_not dormant
# Taken back: all of it was deleted, and is there again (walks compares counts
# and times, too).  An interval whose set has a timeout; statements of which the
# kernel dumps less than it asks for; ranges that overlap, which the kernel
# takes in this order alone.
gives 0 'flush ruleset'
gives 0 'table ip t {
	set s { type inet_service; flags interval; timeout 1h; elements = { 1-5, 7 timeout 2h expires 5m }; }
	set d { type ipv4_addr; flags dynamic,timeout; elements = { 10.0.0.1 timeout 1h expires 10m }; }
	set o { type inet_service . ipv4_addr; flags interval; elements = { 25 . 255.255.255.255, 0-16383 . 0.0.0.0-255.255.255.255 }; }
	quota q { over 1 mbytes used 500 bytes; }
	counter n { packets 4 bytes 44; }
	chain c {
		tcp dport @s counter packets 1 bytes 11
		update @d { ip saddr timeout 5m counter limit rate 5/second }
		ip daddr { 10.1.0.1 counter packets 8 bytes 88, 10.1.0.2 } quota over 1 mbytes used 600 bytes drop
		jump { ip saddr 10.1.0.5 counter packets 5 bytes 55 accept; }
		tcp dport . ip saddr @o quota name q counter name n
	}
}'
sync --back <<'EOF'
table ip t {
	chain c {
		counter accept
	}
}
EOF
says out 'each taken back: 0 refused, 0 to another state'
holds 'counter packets 0 bytes 0 accept'
finish
