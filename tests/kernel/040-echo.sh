#!/bin/sh
# -e prints what was created as complete commands; -a adds the handles.
. "$(dirname "$0")/lib.sh"
need nft

# prints LINES...: the output of the last run, line by line
prints() {
	cat >want
	cmp -s want out && return
	wrong "prints something else: $last"
	diff -u want out
}

gives 0 -e add table inet t
prints <<'END'
add table inet t
END
gives 0 -ea add chain inet t c '{ type filter hook input priority 0; policy drop; }'
prints <<'END'
add chain inet t c { type filter hook input priority filter; policy drop; } # handle 1
END
gives 0 -ea add rule inet t c tcp dport 22 accept comment '"a note"'
prints <<'END'
add rule inet t c tcp dport 22 accept comment "a note" # handle 2
END
gives 0 -e insert rule inet t c tcp dport '{ 80, 443 }' accept
prints <<'END'
insert rule inet t c tcp dport { 80, 443 } accept
END
gives 0 -e 'add set inet t s { type ipv4_addr; }; add element inet t s { 192.0.2.1, 192.0.2.2 }'
prints <<'END'
add set inet t s { type ipv4_addr; }
add element inet t s { 192.0.2.1 }
add element inet t s { 192.0.2.2 }
END
# adjacent commands, and an element that is there already
gives 0 -e 'add element inet t s { 192.0.2.2, 192.0.2.3 comment "x" }; add element inet t s { 192.0.2.4 }'
prints <<'END'
add element inet t s { 192.0.2.3 comment "x" }
add element inet t s { 192.0.2.4 }
END
gives 0 -e 'add map inet t m { type ipv4_addr : verdict; flags interval; elements = { 10.0.0.0/8 : drop }; }; add element inet t m { 192.0.2.1-192.0.2.7 : accept }'
prints <<'END'
add map inet t m { type ipv4_addr : verdict; flags interval; }
add element inet t m { 10.0.0.0/8 : drop }
add element inet t m { 192.0.2.1-192.0.2.7 : accept }
END
# elements of sets without a name belong to their rule, those of others do not
gives 0 -e add rule inet t c tcp dport vmap '{ 80 : accept }'
prints <<'END'
add rule inet t c tcp dport vmap { 80 : accept }
END
gives 0 -e 'add set inet t __service { type ipv4_addr; }; add element inet t __service { 192.0.2.1 }'
prints <<'END'
add set inet t __service { type ipv4_addr; }
add element inet t __service { 192.0.2.1 }
END
gives 0 -e add counter inet t hits
prints <<'END'
add counter inet t hits { packets 0 bytes 0; }
END
# the place of a rule among those that were there, and among those of one batch
gives 0 -ea 'add chain inet t p; add rule inet t p accept; add rule inet t p drop'
cp out q
handle=$(sed -n 's/.*p accept # handle //p' out)
gives 0 -e insert rule inet t p handle "$handle" counter
prints <<END
insert rule inet t p handle $handle counter packets 0 bytes 0
END
gives 0 -e 'add chain inet t q; add rule inet t q accept; add rule inet t q drop; add rule inet t q index 0 counter; insert rule inet t q index 0 log'
first=$(($(sed -n 's/.*p drop # handle //p' q) + 3))
prints <<END
add chain inet t q
add rule inet t q accept
add rule inet t q drop
add rule inet t q handle $first counter packets 0 bytes 0
insert rule inet t q handle $first log
END
gives 0 -e 'flush ruleset; add table inet t; add set inet t s { type ipv4_addr; }; add chain inet t q; add rule inet t q accept; add rule inet t q drop; add rule inet t q index 0 counter; insert rule inet t q index 0 log'
prints <<'END'
add table inet t
add set inet t s { type ipv4_addr; }
add chain inet t q
add rule inet t q accept
add rule inet t q drop
add rule inet t q index 0 counter packets 0 bytes 0
insert rule inet t q log
END
# what is removed again is not there, and a set of the kernel is known
gives 0 -e 'add set inet t gone { type mark; elements = { 1 }; }; delete set inet t gone; add set inet t gone { type inet_service; }; add rule inet t q ip saddr @s drop'
prints <<'END'
add set inet t gone { type inet_service; }
add rule inet t q ip saddr @s drop
END
# ranges that were merged are one; the last value has no end
gives 0 -e 'add set inet t merged { type ipv4_addr; flags interval; auto-merge; elements = { 192.0.2.1, 192.0.2.2, 192.0.2.3-192.0.2.7, 255.0.0.0/8, 198.51.100.9 }; }'
prints <<'END'
add set inet t merged { type ipv4_addr; flags interval; auto-merge; }
add element inet t merged { 192.0.2.1-192.0.2.7 }
add element inet t merged { 198.51.100.9 }
add element inet t merged { 255.0.0.0/8 }
END
# flags of listings
gives 0 -e -s -y 'table inet t { chain o { type filter hook output priority 0; counter; }; }'
prints <<'END'
add chain inet t o { type filter hook output priority 0; policy accept; }
add rule inet t o counter
END

# what stands inside a block is a complete command, too; the family that a
# command left out is there
cat >block.nft <<'END'
table ip b {
	comment "mine"
	counter hits { packets 1 bytes 2 }
	chain c {
		type filter hook input priority 5
		counter name hits accept
	}
	chain d {
		jump { accept; }
	}
}
add rule b c drop
END
gives 0 load --echo block.nft
prints <<'END'
add table ip b { comment "mine"; }
add chain ip b c { type filter hook input priority filter + 5; policy accept; }
add chain ip b d
add counter ip b hits { packets 1 bytes 2; }
add rule ip b c counter name "hits" accept
add rule ip b d jump { accept; }
add rule ip b c drop
END

# what it prints can be loaded
cp out printed.nft
gives 0 delete table ip b
gives 0 load printed.nft

# nothing new, nothing printed; nothing applied, nothing printed
gives 0 -e add table ip b
silent
gives 4 -e add rule ip b nosuch accept
[ ! -s out ] || wrong "something is printed of a load that failed"

# as many as there are: the receive buffer is sized for the echoes
# echoed WHAT: got is want
echoed() {
	cmp -s want got && return
	# an ordinary user's buffer has a limit; what is lost is never silent
	is_first_root &&
		wrong "not every one of 20,000 $1 is echoed: $(wc -l <got)"
	says err 'answers of the kernel were lost'
}
# An echo that is loaded again leaves the same: devices, and sets of meters.
cat >again.nft <<'END'
table netdev n {
	chain one { type filter hook ingress device "lo" priority 0; policy accept; }
	chain some { type filter hook ingress devices = { lo } priority 1; policy accept; }
}
table ip m {
	chain c {
		meter d1 { ip saddr limit rate 10/second } counter
		meter d2 size 100 { ip saddr . tcp dport ct count over 3 } drop
	}
}
END
nft flush ruleset
gives 0 load -e again.nft
says out ' devices = { "lo" } priority filter; policy accept; }$'
says out '^add set ip m d1 { type ipv4_addr; size 65535; flags dynamic; }$'
cp out again
nft list ruleset >want
nft flush ruleset
gives 0 load -e again
cmp -s again out || wrong "another echo of the echo"
nft list ruleset | cmp -s - want || wrong "the echo leaves another state"
gives 0 add table ip b
gives 0 add chain ip b c

awk 'BEGIN { for (i = 0; i < 20000; i++) print "add rule ip b c tcp dport", i + 1, "accept" }' >many.nft
gives 0 load -e -a many.nft
sed 's/ # handle [0-9]*$//' out >got
sed 's/^add rule ip b c/add rule ip b c/' many.nft >want
echoed rules
gives 0 add set ip b many '{ type ipv4_addr; }'
awk 'BEGIN { for (i = 0; i < 20000; i++)
	printf "10.0.%d.%d,\n", i / 256, i % 256 }' >want
{
	echo 'add element ip b many {'
	cat want
	echo '}'
} >many.nft
gives 0 load -e many.nft
sed 's/^add element ip b many { \(.*\) }$/\1,/' out >got
echoed elements
finish
