#!/bin/sh
# An element that is there is added with another timeout: it has that timeout
# then, also where the kernel (before Linux 6.12) would keep the old one and say
# nothing.  A stand-in calls itself older, and runs all of it again.
library=${STANDIN_SO:-$(pwd)/tests/fault/standin.so}
export STANDIN_SO="$library"
. "$(dirname "$0")/lib.sh"
need nft

release=${STANDIN_RELEASE:-$(uname -r)}
older() {
	[ "$(printf '6.12\n%s\n' "${release%%-*}" | sort -V | head -n 1)" != 6.12 ]
}

cat >start.nft <<'END'
flush ruleset
table ip t {
	set s {
		type ipv4_addr
		flags timeout
		elements = { 192.0.2.1 timeout 1h, 192.0.2.2 timeout 1h, 192.0.2.3 timeout 1h }
	}
	set i {
		type ipv4_addr
		flags timeout, interval
		elements = { 192.0.2.0/24 timeout 1h }
	}
	map m {
		type ipv4_addr : mark
		flags timeout
		elements = { 192.0.2.1 timeout 1h : 1 }
	}
}
END

# has TIMEOUT ELEMENT SET
has() {
	nft list set ip t "$3" >got 2>/dev/null || nft list map ip t "$3" >got
	tr ',' '\n' <got | grep -q "$2 timeout $1 " || {
		wrong "no '$2 timeout $1' in $3: $last"
		cat got
	}
}

# becomes STATUS COMMANDS: from the start
becomes() {
	nft -f start.nft || wrong "the start cannot be loaded"
	echo "$2" | sed 's/& /\n/g' >commands.nft
	gives "$1" load commands.nft
}

becomes 0 'add element ip t s { 192.0.2.1 timeout 2h }'
silent
has 2h 192.0.2.1 s
has 1h 192.0.2.2 s
becomes 0 'add element ip t s { 192.0.2.9 timeout 5h, 192.0.2.1 timeout 2h, 192.0.2.3 timeout 3h, 192.0.2.8 }'
has 5h 192.0.2.9 s
has 2h 192.0.2.1 s
has 1h 192.0.2.2 s
has 3h 192.0.2.3 s
grep -q 192.0.2.8 got || wrong "192.0.2.8 is not there"
becomes 0 'delete element ip t s { 192.0.2.1 }& add element ip t s { 192.0.2.1 timeout 2h }'
has 2h 192.0.2.1 s
becomes 0 'flush set ip t s& add element ip t s { 192.0.2.1 timeout 2h }'
has 2h 192.0.2.1 s
becomes 0 'destroy table ip t& add table ip t& add set ip t s { type ipv4_addr; flags timeout; }& add element ip t s { 192.0.2.1 timeout 2h }'
has 2h 192.0.2.1 s
becomes 0 'add set ip t n { type ipv4_addr; flags timeout; }& add element ip t n { 192.0.2.1 timeout 2h }'
has 2h 192.0.2.1 n
becomes 4 'create element ip t s { 192.0.2.1 timeout 2h }'
has 1h 192.0.2.1 s
becomes 0 'add element ip t i { 198.51.100.0/24 timeout 2h }& add element ip t m { 192.0.2.9 timeout 2h : 1 }'
silent
has 2h 198.51.100.0/24 i
has 2h 192.0.2.9 m

# what cannot be deleted and added again is told
for added in 'i { 192.0.2.0/24 timeout 2h }' 'm { 192.0.2.1 timeout 2h : 1 }'; do
	becomes 0 "add element ip t $added"
	if older; then
		says err '^commands.nft:1:22-[0-9]*: warning: .*keeps its timeout'
		gives 1 load --strict commands.nft
	else
		silent
	fi
done
older || has 2h 192.0.2.1 m

if [ -z "$STANDIN_RELEASE" ] && [ -e "$library" ] && ! sanitized; then
	STANDIN_RELEASE=6.1.0 LD_PRELOAD=$library "$self" "$@" ||
		wrong "with the stand-in"
fi
finish
