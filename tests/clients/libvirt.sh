#!/bin/sh
# The commands that libvirt gives for a network with nat: it looks for its table,
# inserts rules with -ae, takes each handle from behind "# handle " in what is
# printed, and deletes its rules by these handles.
. "$(dirname "$0")/lib.sh"

# insert CHAIN RULE...: keeps the handle that the command prints
insert() {
	nft -ae insert rule ip libvirt_network "$@" >printed
	cat printed
	handle=$(sed -n 's/.*# handle \([0-9][0-9]*\).*/\1/p' printed)
	[ -n "$handle" ]
	echo "$1 $handle" >>handles
}

make_table() {
	# without an answer there is no such table
	if nft list table ip libvirt_network >listed 2>&1; then
		echo "the table is there already"
		return 0
	fi
	nft add table ip libvirt_network
	for chain in forward guest_cross guest_input guest_output guest_nat; do
		case $chain in
		forward) hook='{ type filter hook forward priority filter; policy accept; }' ;;
		guest_nat) hook='{ type nat hook postrouting priority srcnat; policy accept; }' ;;
		*) hook= ;;
		esac
		# shellcheck disable=SC2086
		nft add chain ip libvirt_network $chain ${hook:+"$hook"}
	done
	for chain in guest_output guest_input guest_cross; do
		nft -ae insert rule ip libvirt_network forward counter jump $chain
	done
}

start_network() {
	insert guest_output iif "$1" counter reject
	insert guest_input oif "$1" counter reject
	insert guest_cross iif "$1" oif "$1" counter accept
	insert guest_output ip saddr 192.168.122.0/24 iif "$1" counter accept
	insert guest_input oif "$1" ip daddr 192.168.122.0/24 ct state related,established counter accept
	insert guest_nat ip saddr 192.168.122.0/24 ip daddr '!=' 192.168.122.0/24 counter masquerade
	insert guest_nat meta l4proto udp ip saddr 192.168.122.0/24 ip daddr '!=' 192.168.122.0/24 counter masquerade to :1024-65535
	insert guest_nat meta l4proto tcp ip saddr 192.168.122.0/24 ip daddr '!=' 192.168.122.0/24 counter masquerade to :1024-65535
	insert guest_nat ip saddr 192.168.122.0/24 ip daddr 255.255.255.255/32 counter return
	insert guest_nat ip saddr 192.168.122.0/24 ip daddr 224.0.0.0/24 counter return
}

stop_network() {
	while read -r chain handle; do
		nft delete rule ip libvirt_network "$chain" handle "$handle"
	done <handles
	rm handles
}

scenario() {
	ip link add virbr0 type veth
	make_table
	start_network virbr0
	stop started
	# what a person then looks at: each handle is that of its rule
	nft -a list table ip libvirt_network >listed
	while read -r chain handle; do
		nft -a list chain ip libvirt_network "$chain" >of
		grep -q "# handle $handle\$" of
	done <handles
	[ "$(grep -c 'counter packets 0 bytes 0 .*# handle' listed)" = 13 ]
	stop_network
	stop stopped
	# a daemon that starts again finds its table
	make_table >found
	grep -q 'there already' found
	start_network virbr0
	stop again
}

run_scenario
compare
