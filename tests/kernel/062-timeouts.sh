#!/bin/sh
# An element that is there, or that the input adds before, is added with another
# timeout: it has that timeout then, also where the kernel (before Linux 6.12)
# would keep the old one and say nothing.  A stand-in calls itself older, and
# runs all of it again.
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
	set d {
		type ipv4_addr
		timeout 30m
		counter
		elements = { 192.0.2.1 counter packets 5 bytes 7 timeout 1h comment "first" }
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

# stays ELEMENT SET: it has no timeout, or that of the set
stays() {
	nft list set ip t "$2" >got
	tr ',' '\n' <got | grep "$1" | grep -v timeout >one
	[ -s one ] || {
		wrong "'$1' has a timeout of its own, or is not in $2: $last"
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

# without a timeout of its own, too
becomes 0 'add element ip t s { 192.0.2.1 }'
stays 192.0.2.1 s
has 1h 192.0.2.2 s
becomes 0 'add element ip t d { 192.0.2.1 }'
stays 192.0.2.1 d
grep -Eq 'expires (2[0-9]m|30m)' got || wrong "the set's own timeout does not count"
# what else it has stays, and all of it with the same timeout
becomes 0 'add element ip t d { 192.0.2.1 timeout 2h comment "second" }'
has 2h '192.0.2.1 counter packets [05] bytes [07]' d
grep -q 'comment "first"' got || wrong "the comment is another one"
becomes 0 'add element ip t d { 192.0.2.1 counter packets 8 bytes 9 timeout 1h comment "second" }'
has 1h "192.0.2.1 counter packets 5 bytes 7" d
grep -q 'comment "first"' got || wrong "the comment is another one"

# twice in one input: the last one counts
becomes 0 'add element ip t s { 192.0.2.9 timeout 2h }& add element ip t s { 192.0.2.9 timeout 3h }'
silent
has 3h 192.0.2.9 s
becomes 0 'add element ip t s { 192.0.2.8, 192.0.2.9 timeout 2h, 192.0.2.7 timeout 5h, 192.0.2.9 timeout 3h, 192.0.2.9 timeout 4h, 192.0.2.6 }'
has 4h 192.0.2.9 s
has 5h 192.0.2.7 s
stays 192.0.2.8 s
stays 192.0.2.6 s
# (that a kernel holds 1h, and is given 2h and 1h, is 2h then on newer kernels)
becomes 0 'add element ip t s { 192.0.2.1 timeout 2h }& add element ip t s { 192.0.2.1 timeout 3h }'
has 3h 192.0.2.1 s
becomes 0 'add element ip t s { 192.0.2.9 timeout 2h comment "first" }& add element ip t s { 192.0.2.9 comment "second" }'
stays '192.0.2.9 comment "first"' s
becomes 0 'add element ip t s { 192.0.2.9 timeout 2h }& delete element ip t s { 192.0.2.9 }& add element ip t s { 192.0.2.9 timeout 3h }'
has 3h 192.0.2.9 s
becomes 0 'add element ip t s { 192.0.2.9 timeout 2h }& flush set ip t s& add element ip t s { 192.0.2.9 timeout 3h }& add element ip t s { 192.0.2.9 timeout 4h }'
has 4h 192.0.2.9 s
becomes 0 'flush ruleset& table ip t { set s { type ipv4_addr& flags timeout& elements = { 192.0.2.9 timeout 2h, 192.0.2.9 timeout 3h }& }& }'
has 3h 192.0.2.9 s
becomes 0 'table ip t { set n { type ipv4_addr& timeout 30m& elements = { 192.0.2.9 timeout 2h }& }& }& add element ip t n { 192.0.2.9 }'
stays 192.0.2.9 n
becomes 4 'add element ip t s { 192.0.2.9 timeout 2h }& create element ip t s { 192.0.2.9 timeout 3h }'

# more keys than are asked for one by one
many() {
	printf 'add element ip t s { '
	i=0
	while [ $i -lt 5000 ]; do
		printf '10.0.%d.%d timeout %s, ' $((i / 250)) $((i % 250)) "$1"
		i=$((i + 1))
	done
	echo '}'
}
nft -f start.nft
many 1h | nft -f - || wrong "many elements cannot be added"
many 2h >commands.nft
gives 0 load commands.nft
silent
nft list set ip t s | tr ',' '\n' >got
[ "$(grep -c 'timeout 2h ' got)" = 5000 ] || wrong "not all of many elements have the new timeout"

# what cannot be deleted and added again is told
for added in 'i { 192.0.2.0/24 timeout 2h }' 'm { 192.0.2.1 timeout 2h : 1 }' \
	'i { 198.51.100.0/24 timeout 2h }& add element ip t i { 198.51.100.0/24 timeout 3h }' \
	'd { 192.0.2.9 counter packets 5 bytes 7 timeout 2h }& add element ip t d { 192.0.2.9 timeout 3h }'; do
	becomes 0 "add element ip t $added"
	if older; then
		says err '^commands.nft:[12]:2[23]-[0-9]*: warning: .*keeps its timeout'
		nft -f start.nft
		gives 1 load --strict commands.nft
	else
		silent
	fi
done
older || has 3h '192.0.2.9 counter packets 5 bytes 7' d

if [ -z "$STANDIN_RELEASE" ] && [ -e "$library" ] && ! sanitized; then
	for other in 6.1.0 6.8.0; do
		STANDIN_RELEASE=$other LD_PRELOAD=$library "$self" "$@" ||
			wrong "with the stand-in of $other"
	done
fi
finish
