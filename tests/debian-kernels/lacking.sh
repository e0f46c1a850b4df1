#!/bin/sh
# What older kernels lack is refused at its place, with the release that brought
# it; where the kernel has it, it loads.
. "$(dirname "$0")/../kernel/lib.sh"

kernel=$(uname -r)
# before VERSION: whether the kernel is older
before() {
	[ "$(printf '%s\n%s\n' "$1" "${kernel%%-*}" | sort -V | head -n 1)" != "$1" ]
}

cat >start.nft <<'END'
flush ruleset
table ip t {
	chain c { }
}
table bridge b {
	chain c {
		type filter hook prerouting priority -300
	}
}
END
older=0
while read -r version family table text; do
	gives 0 load --quiet start.nft
	echo "add rule $family $table c $text" >rule.nft
	if before "$version"; then
		older=$((older + 1))
		gives 4 load rule.nft
		says err "^rule.nft:1:[1-9][0-9]*-[0-9]*: error: this kernel"
		says err "^hint: this came with Linux $version\$"
		gives 4 check --kernel rule.nft
	else
		run load rule.nft
		[ "$status" = 0 ] || says err "hint: it comes with the kernel's option"
	fi
done <<'END'
5.14 ip t last
5.14 ip t sctp chunk init exists
5.16 ip t @ih,0,8 5
6.2 ip t udp dport 4789 vxlan ip saddr 192.0.2.1
6.2 ip t gre ip saddr 192.0.2.1
6.4 bridge b meta broute set 1
6.13 ip t ct mark set ct mark and meta mark
6.13 ip t meta mark set ct mark ^ meta mark
END
echo "$older are newer than Linux $kernel"
finish
