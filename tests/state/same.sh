#!/bin/sh
# A set that holds what a file gives it is known without a dump; every single
# difference is seen.
samesets=${SAMESETS:-$(pwd)/tests/state/samesets}
export SAMESETS="$samesets"
. "$(dirname "$0")/../kernel/lib.sh"

cat >sets.nft <<-EOF
	table inet t {
		counter k { }
		counter l { }
		chain c { }
		chain d { }
		set plain { type ipv4_addr; elements = { 192.0.2.1, 192.0.2.2, 192.0.2.3 }; }
		set ranges { type ipv4_addr; flags interval;
			elements = { 192.0.2.0/24, 198.51.100.7, 203.0.113.5-203.0.113.9 }; }
		set zero { type ipv4_addr; flags interval; elements = { 0.0.0.0/8, 192.0.2.0/24 }; }
		set top { type ipv4_addr; flags interval; elements = { 192.0.2.0/24, 255.0.0.0/8 }; }
		set both { type ipv4_addr; flags interval; elements = { 0.0.0.0/8, 255.0.0.0/8 }; }
		set pairs { type ipv4_addr . inet_service; elements = { 192.0.2.1 . 80, 192.0.2.1 . 81 }; }
		set timed { type ipv4_addr; flags timeout;
			elements = { 192.0.2.1 timeout 1h, 192.0.2.2 timeout 2h, 192.0.2.3 }; }
		set default { type ipv4_addr; flags timeout; timeout 3h;
			elements = { 192.0.2.1 timeout 3h, 192.0.2.2 timeout 2h, 192.0.2.3 }; }
		set words { type ipv4_addr; elements = { 192.0.2.1 comment "one", 192.0.2.2 }; }
		set counts { type ipv4_addr; counter; elements = { 192.0.2.1, 192.0.2.2 counter packets 7 bytes 8 }; }
		map marks { type ipv4_addr : mark; elements = { 192.0.2.1 : 1, 192.0.2.2 : 2, * : 3 }; }
		map spans { type ipv4_addr : mark; flags interval; elements = { 192.0.2.0/25 : 1, 192.0.2.128/25 : 2 }; }
		map verdicts { type ipv4_addr : verdict; elements = { 192.0.2.1 : jump c, 192.0.2.2 : goto d }; }
		map counters { type ipv4_addr : counter; elements = { 192.0.2.1 : "k", 192.0.2.2 : "l" }; }
	}
EOF
sets=$(sed -n 's/^\(set\|map\) \([a-z]*\).*/\2/p' sets.nft)
gives 0 load sets.nft
state | grep -q '^set .*08001400000000' ||
	skip "this kernel does not say how many elements a set has"

# others NAME...: all sets are the same but these
others() {
	"$samesets" sets.nft >got 2>cost || wrong "samesets: $(cat cost)"
	for set in $sets; do
		case " $* " in
		*" $set "*) echo "other $set" ;;
		*) echo "same $set" ;;
		esac
	done | sort >expected
	sort got | cmp -s expected - ||
		wrong "not what differs: $(sort got | diff expected -)"
}

# differs SET COMMANDS: the set is another one after them
differs() {
	gives 0 "$2"
	others "$1"
	[ $failed = 0 ] || echo "after $2"
	gives 0 'table inet t; delete table inet t'
	gives 0 load sets.nft
}

others
differs plain 'add element inet t plain { 192.0.2.4 }'
differs plain 'delete element inet t plain { 192.0.2.2 }'
differs plain 'delete element inet t plain { 192.0.2.2 }; add element inet t plain { 192.0.2.4 }'
differs ranges 'add element inet t ranges { 192.0.3.0/24 }'
differs ranges 'delete element inet t ranges { 198.51.100.7 }'
differs ranges 'delete element inet t ranges { 198.51.100.7 }; add element inet t ranges { 198.51.100.8 }'
for set in ranges zero; do
	differs $set "add element inet t $set { 255.0.0.0/8 }"
	differs $set "add element inet t $set { 255.255.255.255 }"
done
differs top 'add element inet t top { 1.0.0.0/8 }'
differs top 'add element inet t top { 0.0.0.0/8 }'
differs top 'delete element inet t top { 255.0.0.0/8 }'
differs both 'add element inet t both { 1.0.0.0/8 }'
differs pairs 'delete element inet t pairs { 192.0.2.1 . 80 }; add element inet t pairs { 192.0.2.2 . 80 }'
again='delete element inet t'
differs timed "$again timed { 192.0.2.2 }; add element inet t timed { 192.0.2.2 timeout 3h }"
differs timed "$again timed { 192.0.2.2 }; add element inet t timed { 192.0.2.2 }"
differs timed "$again timed { 192.0.2.3 }; add element inet t timed { 192.0.2.3 timeout 1h }"
differs timed "$again timed { 192.0.2.3 }; add element inet t timed { 192.0.2.3 comment \"x\" }"
differs default "$again default { 192.0.2.1 }; add element inet t default { 192.0.2.1 timeout 1h }"
differs words "$again words { 192.0.2.1 }; add element inet t words { 192.0.2.1 comment \"two\" }"
differs words "$again words { 192.0.2.1 }; add element inet t words { 192.0.2.1 }"
differs words "$again words { 192.0.2.2 }; add element inet t words { 192.0.2.2 comment \"two\" }"
differs marks "$again marks { 192.0.2.1 }; add element inet t marks { 192.0.2.1 : 2 }"
differs marks "$again marks { * : 3 }"
differs marks "$again marks { * : 3 }; add element inet t marks { * : 4 }"
differs pairs 'add element inet t pairs { * }'
differs plain 'add element inet t plain { * }'
differs spans "$again spans { 192.0.2.0/25 }; add element inet t spans { 192.0.2.0/25 : 2 }"
differs verdicts "$again verdicts { 192.0.2.1 }; add element inet t verdicts { 192.0.2.1 : jump d }"
differs verdicts "$again verdicts { 192.0.2.1 }; add element inet t verdicts { 192.0.2.1 : goto c }"
differs counters "$again counters { 192.0.2.1 }; add element inet t counters { 192.0.2.1 : \"l\" }"

# Packets that were counted, and time that has passed, are no difference.
gives 0 "$again counts { 192.0.2.1 }; add element inet t counts { 192.0.2.1 counter packets 9 bytes 9 }"
others

# More than one piece, and no more than the kernel takes of an ordinary user at once.
awk 'BEGIN {
	print "table inet t { set s { type ipv6_addr; elements = {"
	for (i = 0; i < 290000; i++)
		printf "2001:db8::%x:%x,\n", i / 65536, i % 65536
	print "}\n}\n}"
}' >sets.nft
sets=s
gives 0 'flush ruleset'
gives 0 load sets.nft
# A hash table that still grows gives its elements in another order.
state | grep -v '^elements' >before
others
state | grep -v '^elements' >after
cmp -s before after || wrong "asking has changed something"
gives 0 'delete element inet t s { 2001:db8::4:1 }; add element inet t s { 2001:db8::5:1 }'
others s
finish
