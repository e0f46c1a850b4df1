#!/bin/sh
# Features that an older kernel lacks are refused at their place, with the
# release that brought them; if the kernel has them, they load.
. "$(dirname "$0")/../kernel/lib.sh"

kernel=$(uname -r)
# before VERSION: whether the kernel is older
before() {
	[ "$(printf '%s\n%s\n' "$1" "${kernel%%-*}" | sort -V | head -n 1)" != "$1" ]
}

cat >start.nft <<'END'
flush ruleset
table ip t {
	map m { type ipv4_addr : mark; }
	chain c { }
}
table bridge b {
	chain c {
		type filter hook prerouting priority -300
	}
}
END
older=0
# lacks VERSION FILE: refused before
lacks() {
	if before "$1"; then
		older=$((older + 1))
		gives 4 load "$2"
		says err "^$2:1:[1-9][0-9]*-[0-9]*: error: "
		says err "^hint: .*came with Linux $1\$"
		gives 4 check --kernel "$2"
	else
		run load "$2"
		[ "$status" = 0 ] || says err "hint: it comes with the kernel's option"
	fi
}

while read -r version family table text; do
	gives 0 load --quiet start.nft
	echo "add rule $family $table c $text" >rule.nft
	lacks "$version" rule.nft
done <<'END'
5.14 ip t last
5.14 ip t sctp chunk init exists
5.16 ip t @ih,0,8 5
6.2 ip t udp dport 4789 vxlan ip saddr 192.0.2.1
6.2 ip t gre ip saddr 192.0.2.1
6.4 bridge b meta broute set 1
6.5 ip t ip saddr @m
6.5 ip t ip saddr != @m counter
6.13 ip t ct mark set ct mark and meta mark
6.13 ip t meta mark set ct mark ^ meta mark
END
while read -r version text; do
	gives 0 load --quiet start.nft
	echo "$text" >command.nft
	lacks "$version" command.nft
done <<'END'
6.4 table netdev n { chain c { type filter hook ingress priority 0; }; }
6.9 table ip p { flags persist; }
6.16 table netdev n { chain c { type filter hook ingress devices = { "lo*" } priority 0; }; }
6.16 table netdev n { chain c { type filter hook ingress device nosuch priority 0; }; }
6.16 table inet n { chain c { type filter hook ingress device nosuch priority 0; }; }
END
if before 6.16; then
	gives 4 load command.nft
	says err "error: .*device.*does not exist\|interface 'nosuch' does not exist"
fi
# what is named and missing is not lacking
gives 0 load --quiet start.nft
echo 'add rule ip t c ip saddr @nosuch' >missing.nft
run load missing.nft
grep -q 'came with Linux' err && wrong "a missing set is taken for one of a newer kernel"
echo "$older are newer than Linux $kernel"
finish
