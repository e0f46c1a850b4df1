#!/bin/sh
# Flow tables: made, changed by being made anew with the rules that use them,
# and removed; the counts of those rules stay.
. "$(dirname "$0")/lib.sh"

need nft python3 ip
for device in one two three; do
	ip link add $device type dummy 2>/dev/null ||
		skip "this kernel has no dummy devices"
done
nft 'table ip t { flowtable f { hook ingress priority 0; devices = { one }; }; }' 2>/dev/null ||
	skip "this kernel has no flow tables"
nft 'flush ruleset'

# declare_ft NAME PRIORITY DEVICES [MORE]
declare_ft() {
	cat >"$1" <<-ENDFT
	table inet fw {
		flowtable f {
			hook ingress priority $2
			devices = { $3 }
			$4
		}
		flowtable same {
			hook ingress priority 7
			devices = { three }
		}
		chain forward {
			type filter hook forward priority 0
			ct mark 5 counter accept
			ip protocol tcp flow add @f counter
			ip protocol udp flow add @same
		}
	}
	ENDFT
}

# as_loaded FILE: what is there is what a load of it leaves, but for counts and
# the order of flow tables.
as_loaded() {
	nft -s list ruleset | sort >now
	unshare -n sh -c 'ip link add one type dummy
		ip link add two type dummy
		ip link add three type dummy
		"$1" load "$2" && nft -s list ruleset' - "$nftload" "$1" | sort >fresh
	cmp -s now fresh || wrong "another state: $last: $(diff fresh now)"
	"$nftload" fingerprint "$1" >wanted
	"$nftload" fingerprint >held
	cmp -s wanted held || wrong "another fingerprint: $last"
}

# goes_to FILE
goes_to() {
	gives 2 diff "$1"
	gives 0 sync --verify "$1"
	as_loaded "$1"
	sends_nothing sync "$1"
}

declare_ft first.nft 0 'one, two'
declare_ft devices.nft 0 'one'
declare_ft other.nft 0 'two'
declare_ft prio.nft 10 'two'
declare_ft counts.nft 10 'two, one' counter
goes_to first.nft
handle=$(listed 'ct mark 0x00000005' | sed 's/.*handle //')
nft replace rule inet fw forward handle \
	"$(listed 'flow add @f' | sed 's/.*handle //')" \
	ip protocol tcp flow add @f counter packets 4 bytes 40
for file in devices.nft other.nft prio.nft counts.nft first.nft; do
	goes_to $file
	stands 'flow add @f counter packets 4 bytes 40'
	stands "ct mark 0x00000005 .*handle $handle\$"
done

# What uses it may go with it, or before it.
sed '/flow add @f/d' first.nft >unused.nft
goes_to unused.nft
sed '/flowtable f /,/^}/d; /flow add @f/d' first.nft >gone.nft
goes_to gone.nft
gone 'flowtable f '
goes_to first.nft
goes_to gone.nft

# Kept, with the rule that uses it.
goes_to first.nft
nft -a insert rule inet fw forward ip protocol tcp flow add @f comment '"mine"'
gives 0 sync --verify --keep=mine gone.nft
stands 'flowtable f '
stands 'mine'
gives 1 sync --keep=mine prio.nft
says err "^prio.nft:2:[0-9-]*: error: flowtable 'f' differs and has to be made anew, but a rule of chain 'forward'"

# A device that is not there, at its place, or where the kernel (6.1) does not name
# it at that of the flow table; nothing is changed.
declare_ft nodev.nft 0 'one, nosuch'
nft list ruleset >before
gives 4 sync nodev.nft
says err '^nodev.nft:[24]:'
nft list ruleset >after
cmp -s before after || wrong "something was changed"

# A device that another flow table has is refused by the kernel, unless that one
# goes with the same sync.
gives 0 sync other.nft
sed 's/three/two/' other.nft >twice.nft
gives 4 sync twice.nft
says err "^twice.nft:7:.*a device of flowtable 'same' is in another flowtable already"
awk '/devices/ { print "\t\tdevices = { " (n++ ? "two" : "three") " }"; next }
	{ print }' first.nft >swapped.nft
goes_to swapped.nft

# One that has gone is in no flow table any more.
ip link del three
sed 's/three/one/' other.nft >left.nft
goes_to left.nft
finish
