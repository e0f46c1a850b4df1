#!/bin/sh
# The command line as nft text.
. "$(dirname "$0")/lib.sh"
need nft

gives 0 add table inet t
silent
gives 0 add chain inet t c '{ type filter hook input priority -5; policy accept; }'
gives 0 add rule inet t c tcp dport 22 accept
gives 0 insert rule inet t c tcp dport '{' 80, 443 '}' accept
gives 0 'add set inet t s { type ipv4_addr; }; add element inet t s { 192.0.2.1 }'
gives 0 'create chain inet t d'
gives 0 rename chain inet t d e
lists <<'END'
table inet t {
	set s {
		type ipv4_addr
		elements = { 192.0.2.1 }
	}

	chain c {
		type filter hook input priority filter - 5; policy accept;
		tcp dport { 80, 443 } accept
		tcp dport 22 accept
	}

	chain e {
	}
}
END
changes_nothing 0 -c add table inet t2
changes_nothing 0 -c 'add table inet t2; add chain inet t2 c'

# a mistake: the words and a caret stand below
changes_nothing 1 add rule inet t c tcp dprot 22 accept
says err "'dprot'"
says err 'add rule inet t c tcp dprot 22 accept'
says err '\^\^\^\^\^'
changes_nothing 4 add rule inet t nosuch accept
says err "'nosuch'"

gives 0 flush chain inet t c
gives 0 delete chain inet t c
gives 0 destroy table inet t
gives 0 destroy table inet t
lists </dev/null
finish
