#!/bin/sh
# The elements of a big set are not read where the kernel can say that they are
# those of the file; every difference is found and mended all the same.

. "$(dirname "$0")/lib.sh"

need nft python3

# big DECLARATION MORE: a file with a set of 60,000 keys, each with MORE behind
# it
big() {
	awk -v declaration="$1" -v more="$2" 'BEGIN {
		print "flush ruleset"
		print "table inet t {", declaration, "elements = {"
		for (i = 0; i < 60000; i++)
			printf "10.%d.%d.%d%s,\n", i / 10000, i / 100 % 100,
				2 * (i % 100), more
		print "}\n}\n}"
	}' >big.nft
}

# The kernel moves the elements of a set that has grown into a larger table, and
# a list made meanwhile lacks some, and has others twice.
elements() {
	nft list ruleset | sed 's/ expires [0-9a-z]*//g' | tr -s ',\t' '\n' |
		sed 's/^ *//; s/ *$//' | sort -u
}

# until_true COMMAND...: in two seconds at most
until_true() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		"$@" && return
		sleep 0.2
	done
	return 1
}

is_whole() {
	elements >synced
	[ "$(grep -c '^{* *10\.\|^elements = { 10\.' synced)" = 60000 ]
}

is_synced() {
	elements | cmp -s synced -
}

# mends COMMANDS: what they change is found and undone
mends() {
	gives 0 "$1"
	is_synced && wrong "nothing has changed: $1"
	gives 0 sync big.nft
	until_true is_synced || wrong "not mended: $1"
	sends_nothing sync big.nft
}

# holds DECLARATION MORE [OTHER]
holds() {
	big "$1" "$2"
	gives 0 'flush ruleset'
	gives 0 sync big.nft
	until_true is_whole || wrong "not all elements are there: $1"
	sends_nothing sync big.nft
	# A set that others may add to keeps what they add.
	if [ "$open" ]; then
		mends "delete element inet t s { 10.3.14.30 }"
	else
		mends "add element inet t s { 10.200.0.0$2 }"
		mends "delete element inet t s { 10.3.14.30 }
			add element inet t s { 10.3.14.31$2 }"
	fi
	[ -z "$3" ] || mends "delete element inet t s { 10.3.14.30 }
		add element inet t s { 10.3.14.30$3 }"
}

open=
holds 'set s { type ipv4_addr;' ''
holds 'set s { type ipv4_addr; flags interval;' ''
holds 'map s { type ipv4_addr : mark;' ' : 1' ' : 2'
holds 'set s { type ipv4_addr;' ' comment "one"' ' comment "two"'
open=yes
holds 'set s { type ipv4_addr; flags timeout;' ' timeout 1h' ' timeout 2h'

# Elements of others in a set that they may add to, and a mark that is missing.
gives 0 'add element inet t s { 192.0.2.1 timeout 1h }'
gives 0 sync big.nft
stands '192.0.2.1 timeout 1h'
sends_nothing sync big.nft
gives 0 'delete element inet t s { 192.0.2.1, 10.3.14.30 }; add element inet t s { 10.3.14.30 timeout 1h }'
gives 0 sync big.nft
sends_nothing sync big.nft
sed 's/^10\.3\.14\.30 .*//' big.nft >less.nft
gives 0 sync less.nft
gone '10\.3\.14\.30 '
finish
