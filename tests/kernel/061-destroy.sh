#!/bin/sh
# 'destroy' of what is there and of what is not, by name and by handle, after
# other commands of the same transaction: the same on every kernel, whether it
# knows the message or not; one that does not has a stand-in, which runs all of
# it again.
library=${STANDIN_SO:-$(pwd)/tests/fault/standin.so}
export STANDIN_SO="$library"
. "$(dirname "$0")/lib.sh"
need nft

cat >start.nft <<'END'
flush ruleset
table ip t {
	counter o { }
	set s {
		type ipv4_addr
		elements = { 192.0.2.1 }
	}
	set i {
		type ipv4_addr
		flags interval
		elements = { 10.0.0.0/8, 192.0.2.1-192.0.2.5 }
	}
	set p {
		type ipv4_addr . inet_service
		flags interval
		elements = { 10.0.0.0/8 . 80-90 }
	}
	map m {
		type ipv4_addr : mark
		elements = { 192.0.2.1 : 1 }
	}
	chain c {
		accept
	}
	chain d { }
}
END

count=0
# destroys STATUS COMMANDS [WORD...]: from the start, the commands in a file of
# their own; of the words (of what is listed), those alone are gone
destroys() {
	want=$1 commands=$2
	shift 2
	count=$((count + 1))
	nft -f start.nft || wrong "the start cannot be loaded"
	echo "$commands" | tr ';' '\n' >commands.nft
	last=$commands
	run load commands.nft
	expect "$want"
	nft list ruleset >got
	gone=" $* "
	for word in "table ip t" "counter o" "set s" "set i" "set p" "map m" \
		"chain c" "chain d" accept "10.0.0.0/8," 192.0.2.1-192.0.2.5 \
		"elements = { 192.0.2.1 }" "10.0.0.0/8 . 80-90" "192.0.2.1 : 0x00000001"; do
		case "$gone" in
		*" '$word' "* | *" all "*)
			! grep -qF -e "$word" got || wrong "'$word' is there: $last" ;;
		*) grep -qF -e "$word" got || wrong "'$word' is gone: $last" ;;
		esac
	done
}

# The handle that a listing has for a line.
handle() {
	nft -f start.nft
	nft -a list table ip t | sed -n "s/.*$1.* # handle \([0-9]*\)\$/\1/p" | head -n 1
}

destroys 0 'destroy table ip n'
destroys 0 'destroy table ip t' all
destroys 0 'destroy table ip handle 99999'
destroys 0 'destroy table ip t; destroy table ip t' all
destroys 0 'add table ip n; destroy table ip n; destroy table ip n'
destroys 0 'destroy chain ip t n'
destroys 0 'destroy chain ip t d' "'chain d'"
destroys 0 'destroy chain ip t handle 999'
destroys 0 "destroy chain ip t handle $(handle 'chain d')" "'chain d'"
destroys 0 "delete chain ip t d; destroy chain ip t handle $(handle 'chain d')" "'chain d'"
destroys 0 'add chain ip t n; destroy chain ip t n; destroy chain ip t n'
destroys 0 'delete chain ip t d; destroy chain ip t d' "'chain d'"
destroys 0 'delete chain ip t d; add chain ip t d; destroy chain ip t d' "'chain d'"
destroys 0 'rename chain ip t d e; destroy chain ip t e' "'chain d'"
nft list chain ip t e >/dev/null || wrong "chain e is not there: $last"
destroys 0 'rename chain ip t d e; destroy chain ip t d' "'chain d'"
destroys 4 'destroy chain ip n c'
destroys 4 'delete table ip t; destroy chain ip t d'
destroys 0 'delete table ip t; add table ip t; destroy chain ip t c' "'counter o'" "'set s'" "'set i'" "'set p'" "'map m'" "'chain c'" "'chain d'" "'accept'" "'10.0.0.0/8,'" "'192.0.2.1-192.0.2.5'" "'elements = { 192.0.2.1 }'" "'10.0.0.0/8 . 80-90'" "'192.0.2.1 : 0x00000001'"
destroys 0 'flush ruleset; add table ip x; destroy set ip x s; destroy table ip x' all
destroys 4 'flush ruleset; destroy chain ip t c'
destroys 0 'destroy rule ip t c handle 999'
destroys 0 'destroy rule ip t n handle 9'
destroys 0 "destroy rule ip t c handle $(handle accept)" "'accept'"
# as kernels are that know it
destroys 4 "destroy rule ip t c handle $(handle accept); destroy rule ip t c handle $(handle accept)"
destroys 4 "flush chain ip t c; destroy rule ip t c handle $(handle accept)"
destroys 0 "flush chain ip t c; delete chain ip t c; destroy rule ip t c handle $(handle accept)" "'accept'" "'chain c'"
destroys 4 'destroy rule ip n c handle 9'
destroys 0 'destroy set ip t n'
destroys 0 'destroy set ip t s' "'set s'" "'elements = { 192.0.2.1 }'"
destroys 0 'destroy map ip t m' "'map m'" "'192.0.2.1 : 0x00000001'"
destroys 0 "destroy set ip t handle $(handle 'set s')" "'set s'" "'elements = { 192.0.2.1 }'"
destroys 4 'destroy set ip n s'
destroys 0 'destroy counter ip t n'
destroys 0 'destroy quota ip t o'
destroys 0 'destroy counter ip t o' "'counter o'"
destroys 0 'destroy counter ip t o; destroy counter ip t o' "'counter o'"
destroys 4 'destroy counter ip n o'
destroys 0 'destroy flowtable ip t n'
destroys 4 'destroy flowtable ip n n'
destroys 0 'destroy element ip t s { 192.0.2.9 }'
destroys 0 'destroy element ip t s { 192.0.2.9, 192.0.2.1 }' "'elements = { 192.0.2.1 }'"
destroys 0 'flush set ip t s; destroy element ip t s { 192.0.2.1 }' "'elements = { 192.0.2.1 }'"
destroys 0 'add element ip t s { 192.0.2.9 }; destroy element ip t s { 192.0.2.9 }; destroy element ip t s { 192.0.2.9 }'
destroys 0 'delete element ip t s { 192.0.2.1 }; destroy element ip t s { 192.0.2.1 }' "'elements = { 192.0.2.1 }'"
destroys 0 'destroy element ip t m { 192.0.2.9 }'
destroys 0 'destroy element ip t m { 192.0.2.1 }' "'192.0.2.1 : 0x00000001'"
destroys 0 'destroy element ip t i { 10.0.0.0/8 }' "'10.0.0.0/8,'"
destroys 0 'destroy element ip t i { 11.0.0.0/8 }'
destroys 0 'destroy element ip t i { 192.0.2.1-192.0.2.5 }' "'10.0.0.0/8,'" "'192.0.2.1-192.0.2.5'"
destroys 0 'destroy element ip t p { 10.0.0.0/8 . 80-90 }' "'10.0.0.0/8 . 80-90'"
destroys 0 'destroy element ip t p { 11.0.0.0/8 . 80-90 }'
destroys 1 'destroy element ip t n { 192.0.2.1 }'

# another writer is faster: what exists is asked again
nft -f start.nft
echo 'destroy chain ip t d' >commands.nft
(
	for i in 1 2 3 4 5 6 7 8 9 10; do
		nft add table ip "other$i"
	done
) &
for i in 1 2 3 4 5; do
	gives 0 load commands.nft
done
wait
nft list ruleset | grep -q 'chain d' && wrong "chain d is there"
# the kernel's judgement, too
gives 0 check --kernel commands.nft
echo 'destroy table ip x' >commands.nft
gives 0 check --kernel=private commands.nft
[ $count -ge 50 ] || wrong "only $count cases"

if [ -z "$STANDIN" ] && [ -e "$library" ] && ! sanitized; then
	echo 'destroy table ip t' >commands.nft
	STANDIN=old LD_PRELOAD=$library "$nftload" load -v commands.nft >out 2>err
	says err 'committed 3 messages' # none but the deletion
	STANDIN=old LD_PRELOAD=$library "$self" "$@" || wrong "with the stand-in"
fi
finish
