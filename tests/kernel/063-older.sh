#!/bin/sh
# Commands that an older kernel would silently do in another way are refused, or
# give a warning. A stand-in calls itself older.
library=${STANDIN_SO:-$(pwd)/tests/fault/standin.so}
export STANDIN_SO="$library"
. "$(dirname "$0")/lib.sh"
need nft ip

release=${STANDIN_RELEASE:-$(uname -r)}
# before VERSION
before() {
	[ "$(printf '%s\n%s\n' "$1" "${release%%-*}" | sort -V | head -n 1)" != "$1" ]
}

ip link add older0 type ifb 2>/dev/null || ip link add older0 type dummy ||
	skip "no interfaces can be made here"
cat >start.nft <<'END'
flush ruleset
table ip t {
	set s {
		type ipv4_addr
		size 5
	}
}
table netdev n {
	chain c {
		type filter hook ingress devices = { lo, older0 } priority 0
		accept
	}
}
END

# a chain loses a device, and never more
gives 0 load start.nft
echo 'delete chain netdev n c { type filter hook ingress device older0 priority 0; }' >device.nft
if before 6.4; then
	changes_nothing 1 load device.nft
	says err '^device.nft:1:[1-9][0-9]*-[0-9]*: error: .*came with Linux 6.4'
else
	gives 0 load device.nft
	nft list chain netdev n c >got
	grep -q accept got || wrong "the chain has lost its rule"
	grep -q older0 got && wrong "the device is still there"
fi
gives 0 load start.nft
gives 0 delete chain netdev n c
# (the stand-in's kernel takes what the hints are about)
if before 6.4 && [ -z "$STANDIN_RELEASE" ]; then
	gives 0 load start.nft
	echo 'add chain netdev n c { type filter hook ingress devices = { lo, older0, older1 } priority 0; }' >more.nft
	ip link add older1 type ifb || ip link add older1 type dummy
	changes_nothing 4 load more.nft
	says err '^hint: other devices for a chain that is there came with Linux 6.4'
	echo 'add chain netdev n d { type filter hook ingress priority 0; }' >none.nft
	changes_nothing 4 load none.nft
	says err '^hint: chains without a device came with Linux 6.4'
fi

# a set keeps its size only with a word of it
echo 'add set ip t s { type ipv4_addr; size 7; }' >size.nft
gives 0 load start.nft
gives 0 load size.nft
if before 6.5; then
	says err '^size.nft:1:[1-9][0-9]*-[0-9]*: warning: .*came with Linux 6.5'
else
	silent
	nft list set ip t s | grep -q 'size 7' || wrong "the size is not 7"
fi
gives 0 load start.nft
cat >twice.nft <<'END'
add set ip t n { type ipv4_addr; size 5; }
add set ip t n { type ipv4_addr; size 7; }
END
gives 0 load start.nft
gives 0 load twice.nft
if before 6.5; then
	says err '^twice.nft:2:[1-9][0-9]*-[0-9]*: warning: .*came with Linux 6.5'
else
	silent
	nft list set ip t n | grep -q 'size 7' || wrong "the size is not 7"
fi
# its timeout and interval are changed everywhere
cat >expires.nft <<'END'
add set ip t e { type ipv4_addr; timeout 5m; gc-interval 10s; }
add set ip t e { type ipv4_addr; timeout 7m; gc-interval 11s; }
END
gives 0 load expires.nft
silent
nft list set ip t e >got
for word in 'timeout 7m' 'gc-interval 11s'; do
	grep -q "$word" got || wrong "the set has no '$word'"
done
gives 0 load start.nft
(echo 'delete set ip t s' && cat size.nft) >again.nft
gives 0 load again.nft
silent
gives 0 load --quiet start.nft
silent

if [ -z "$STANDIN_RELEASE" ] && [ -e "$library" ] && ! sanitized; then
	ip link del older0
	STANDIN_RELEASE=6.1.0 LD_PRELOAD=$library "$self" "$@" ||
		wrong "with the stand-in"
fi
finish
