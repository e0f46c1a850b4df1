#!/bin/sh
# What --keep names stays where a table is made anew: it is sent again as the
# kernel held it, with its counts, sets and chains of rules among them.
. "$(dirname "$0")/lib.sh"

need nft python3

gives 0 'table ip t {
	counter n { packets 8 bytes 88; }
	counter kept-n { packets 3 bytes 33; }
	quota kept-q { over 30 bytes used 20 bytes; }
	set kept-s { type ipv4_addr; flags dynamic; size 100; elements = { 10.9.9.9 counter packets 5 bytes 55 }; }
	map kept-m { type inet_service : verdict; flags interval; elements = { 1-2 : jump kept-c, 3 : drop }; }
	chain kept-c {
		ip saddr @kept-s counter packets 2 bytes 22 accept
		tcp dport { 1, 2 } counter name kept-n
		counter name tcp dport map { 5 : "kept-n", 6 : "n" }
		tcp dport vmap { 1 : drop, 3 : accept }
		jump { ip daddr { 10.3.0.1, 10.3.0.2 } drop; tcp sport 7 counter packets 1 bytes 11 accept; }
		reset tcp option sack-perm
		tcp option maxseg size set 1000
		update @kept-s { ip saddr }
		ip saddr 1.1.1.1 quota over 30 bytes used 20 bytes drop
		limit rate 10/second burst 3 packets accept
	}
	chain c {
		type filter hook input priority 0;
		tcp dport 5 drop comment "kept-first"
		tcp dport vmap @kept-m comment "kept-jump"
		tcp dport 10 counter packets 10 bytes 100 accept
		tcp dport 11 drop comment "kept-mid"
		tcp dport { 12, 13 } drop comment "kept-set"
		tcp dport 20 counter packets 20 bytes 200 accept
		tcp dport 30 drop
		tcp dport 31 drop comment "kept-last"
	}
}'
nft list ruleset >before

cat >fw.nft <<'END'
table ip t {
	counter n { }
	chain c {
		type filter hook input priority 0;
		tcp dport 10 counter accept
		tcp dport 20 counter accept
		tcp dport 40 accept
	}
}
END
gives 0 sync --adopt --keep='kept-*' fw.nft
nft list ruleset >after
# Lines of the listing, in another order of chains and sets.
sort before | grep -v 'tcp dport 30 drop' >expected
sort after | grep -v 'tcp dport 40 accept' >sorted
cmp -s expected sorted || wrong "something has changed: $(diff expected sorted)"
order=$(sed -n '/chain c {/,/^	}/s/.*tcp dport \([0-9]*\) .*/\1/p' after | tr '\n' ' ')
[ "$order" = '5 10 11 20 40 31 ' ] || wrong "the order of rules: $order"
sends_nothing sync --adopt --keep='kept-*' fw.nft

# Without them, they go.
gives 0 sync fw.nft
gone kept
finish
