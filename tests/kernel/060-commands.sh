#!/bin/sh
# Each command leaves the right state in the kernel.
#
#   commands/NAME.nft    the input; `# then` begins a second transaction
#   commands/NAME.list   declarations that leave the same
#
# The declarations are what nft 1.0.6 listed after it had loaded the same input,
# save for what it does not know (destroy) or crashes on (catch-all), and what
# it does not split (an element deleted from the middle of a merged one): these
# are by reasoning.  States are compared, not listings: those of nft change with
# its version.

. "$(dirname "$0")/lib.sh"
need python3 ip

ip link add dev0 type ifb 2>/dev/null || ip link add dev0 type dummy ||
	skip "no interfaces can be made here"
ip link add dev1 type ifb 2>/dev/null || ip link add dev1 type dummy

# file: loads its parts, prints why not
load_parts() {
	sed '/^# then$/,$d' "$1" >first.nft
	sed '1,/^# then$/d' "$1" >second.nft
	"$nftload" load first.nft || return
	[ ! -s second.nft ] || "$nftload" load second.nft
}

for input in "$tests_dir"/kernel/commands/*.nft; do
	name=$(basename "$input" .nft)
	"$nftload" flush ruleset || exit 1
	if ! load_parts "$input" >why 2>&1; then
		if grep -q 'not support\|was not built' why; then
			echo "$name: not loaded, this kernel lacks something: $(head -n 1 why)"
		else
			wrong "$name does not load"
			cat why
		fi
		continue
	fi
	held >got
	"$nftload" flush ruleset
	"$nftload" load "${input%.nft}.list" || wrong "$name.list does not load"
	held >want
	[ -s want ] || wrong "the state cannot be read"
	diff -u want got || wrong "$name leaves something else"
done
finish
