#!/bin/sh
# `list` and `get`: what is listed, with which flags, from where, and what is said of
# what is not there.  The listings are those of nft 1.1.7.
. "$(dirname "$0")/../kernel/lib.sh"

cat >t.nft <<'EOF'
table ip t {
	comment "tt"
	counter c1 { packets 5 bytes 6; }
	counter c2 { packets 5 bytes 7; comment "xx"; }
	quota q { 10 bytes used 3 bytes; }
	set a { type ipv4_addr; flags dynamic; elements = { 192.0.2.1 }; }
	set b { type ipv4_addr; flags interval; elements = { 192.0.2.0/24, 198.51.100.2-198.51.100.5 }; }
	set n { type inet_service; elements = { 1, 2, 3, 4, 5, 6 }; }
	set r { type ipv4_addr . inet_service; flags interval; elements = { 192.0.2.0/24 . 22, 198.51.100.1 . 80-90 }; }
	map e { type ipv4_addr : verdict; elements = { 192.0.2.1 : drop, * : jump d }; }
	chain c { type filter hook input priority 3; tcp dport { 22, 80 } counter packets 1 bytes 2 accept; ip saddr @b jump { drop; } comment "in"; }
	chain d { comment "hu"; ip protocol tcp drop; }
}
table ip6 t {
	flags dormant
	chain x { accept; }
	set a { type ipv6_addr; elements = { 2001:db8::1 }; }
}
table inet empty { }
EOF
gives 0 load t.nft

# lists 'WORDS': what stands on standard input
lists() {
	cat >want
	# shellcheck disable=SC2086
	gives 0 $1
	silent_err=$(cat err)
	[ -z "$silent_err" ] || wrong "'$1' says: $silent_err"
	diff -u want out || wrong "'$1' lists something else"
}

lists 'list ruleset' <<'EOF'
table ip t {
	comment "tt"
	counter c1 {
		packets 5 bytes 6
	}

	counter c2 {
		comment "xx"
		packets 5 bytes 7
	}

	quota q {
		10 bytes used 3 bytes
	}

	set a {
		type ipv4_addr
		flags dynamic
		elements = { 192.0.2.1 }
	}

	set b {
		type ipv4_addr
		flags interval
		elements = { 192.0.2.0/24, 198.51.100.2-198.51.100.5 }
	}

	set n {
		type inet_service
		elements = { 1, 2, 3, 4, 5,
			     6 }
	}

	set r {
		type ipv4_addr . inet_service
		flags interval
		elements = { 192.0.2.0/24 . 22,
			     198.51.100.1 . 80-90 }
	}

	map e {
		type ipv4_addr : verdict
		elements = { 192.0.2.1 : drop,
			     * : jump d }
	}

	chain c {
		type filter hook input priority filter + 3; policy accept;
		tcp dport { 22, 80 } counter packets 1 bytes 2 accept
		ip saddr @b jump {
			drop
		} comment "in"
	}

	chain d {
		comment "hu"
		ip protocol tcp drop
	}
}
table ip6 t {
	flags dormant

	set a {
		type ipv6_addr
		elements = { 2001:db8::1 }
	}

	chain x {
		accept
	}
}
table inet empty {
}
EOF
cp want ruleset

lists 'list table ip6 t' <<'EOF'
table ip6 t {
	flags dormant

	set a {
		type ipv6_addr
		elements = { 2001:db8::1 }
	}

	chain x {
		accept
	}
}
EOF
lists 'list ruleset inet' <<'EOF'
table inet empty {
}
EOF
lists 'list tables' <<'EOF'
table ip t
table ip6 t
table inet empty
EOF
lists 'list chains' <<'EOF'
table ip t {
	chain c {
		type filter hook input priority filter + 3; policy accept;
	}
	chain d {
		comment "hu"
	}
}
table ip6 t {
	chain x {
	}
}
table inet empty {
}
EOF
lists '-y list chain t c' <<'EOF'
table ip t {
	chain c {
		type filter hook input priority 3; policy accept;
		tcp dport { 22, 80 } counter packets 1 bytes 2 accept
		ip saddr @b jump {
			drop
		} comment "in"
	}
}
EOF
lists '-sn list chain t c' <<'EOF'
table ip t {
	chain c {
		type filter hook input priority 3; policy accept;
		tcp dport { 22, 80 } counter accept
		ip saddr @b jump {
			drop
		} comment "in"
	}
}
EOF
lists '-p list chain t d' <<'EOF'
table ip t {
	chain d {
		comment "hu"
		ip protocol 6 drop
	}
}
EOF
lists '-t list sets ip' <<'EOF'
table ip t {
	set a {
		type ipv4_addr
		flags dynamic
	}
	set b {
		type ipv4_addr
		flags interval
	}
	set n {
		type inet_service
	}
	set r {
		type ipv4_addr . inet_service
		flags interval
	}
}
EOF
lists 'list meters table t' <<'EOF'
table ip t {
	set a {
		type ipv4_addr
		flags dynamic
		elements = { 192.0.2.1 }
	}
}
EOF
lists 'list counters' <<'EOF'
table ip t {
	counter c1 {
		packets 5 bytes 6
	}
	counter c2 {
		comment "xx"
		packets 5 bytes 7
	}
}
EOF
lists '-s list quota t q' <<'EOF'
table ip t {
	quota q {
		10 bytes
	}
}
EOF
lists 'list counters ip6' </dev/null
lists 'list flowtables ip6' <<'EOF'
table ip6 t {
}
EOF

# handles, of the table only where it is listed whole
gives 0 -a list chain ip6 t x
grep -Eq '^table ip6 t \{$' out || wrong "a handle of the table: $(cat out)"
grep -Eq '^	chain x \{ # handle [0-9]+$' out || wrong "no handle of a chain"
grep -Eq '^		accept # handle [0-9]+$' out || wrong "no handle of a rule"
gives 0 -a list table ip6 t
grep -Eq '^table ip6 t \{ # handle [0-9]+$' out || wrong "no handle of the table"

# elements by what they hold
lists 'get element t b { 192.0.2.77, 198.51.100.3-198.51.100.4 }' <<'EOF'
table ip t {
	set b {
		type ipv4_addr
		flags interval
		elements = { 192.0.2.0/24, 198.51.100.2-198.51.100.5 }
	}
}
EOF
lists 'get element t r { 198.51.100.1 . 85 }' <<'EOF'
table ip t {
	set r {
		type ipv4_addr . inet_service
		flags interval
		elements = { 198.51.100.1 . 80-90 }
	}
}
EOF
lists 'get element t e { 192.0.2.1 }' <<'EOF'
table ip t {
	map e {
		type ipv4_addr : verdict
		elements = { 192.0.2.1 : drop }
	}
}
EOF

# not there: nft's exit status and words, the place, the nearest name
missing() {
	what=$1
	shift
	gives 1 "$@"
	head -n 1 err | grep -qF "$what" || wrong "'$*' does not say $what: $(cat err)"
	head -n 1 err | grep -q 'No such file or directory' || wrong "'$*': not in nft's words"
	[ ! -s out ] || wrong "'$*' lists something: $(cat out)"
}
missing "1:12-12: error: no table 'u' in family ip" list table u
missing "1:14-15: error: no chain 'cc' in table ip 't'" list chain t cc
missing "no set 'e' in table ip 't'" list set t e
says err "'e' is a map"
missing "no counter 'c3' in table ip 't'" list counter t c3
missing "1:30-40: error: no such element in 'b'" get element t b '{ 192.0.2.5, 203.0.113.5 }'
missing "no table 't' in family bridge" list chains table bridge t

# from standard input and from a file, after what the input changes
printf 'list chain ip6 t x\nadd rule ip6 t x drop\n' >in
"$nftload" -f - <in >out 2>err || wrong "a list on standard input fails: $(cat err)"
grep -q '^		drop$' out || wrong "listed before the input was applied: $(cat out)"
printf 'add rule ip6 t x continue\nlist table ip6 nowhere\n' >in
gives 1 load in
"$nftload" list chain ip6 t x | grep -q continue || wrong "a missing table undoes what was applied"

# only for the eyes: check lists nothing; -c does, as nft does
printf 'list tables\n' >in
gives 0 check in
[ ! -s out ] || wrong "check lists something"

# the listing loads, and leaves the same
"$nftload" list ruleset >listed || wrong "list fails"
"$nftload" fingerprint >before
(echo flush ruleset && cat listed) >again.nft
gives 0 load again.nft
"$nftload" fingerprint | diff -u before - || wrong "the listing loads as something else"

# an interface by its name, within the sandbox
ip link set lo up
gives 0 add rule ip t d iif lo meta skuid 0 accept
gives 0 list chain t d
grep -q 'iif "lo"' out || wrong "an interface has no name: $(cat out)"
gives 0 -u list chain t d
grep -q 'meta skuid "root"\|meta skuid root' out || wrong "a user has no name: $(cat out)"
# As JSON: the same objects, one document a command.
"$nftload" -j list ruleset >all.json || wrong "no ruleset as JSON"
"$nftload" flush ruleset && "$nftload" -j -f all.json ||
	wrong "the JSON of a listing does not load"
"$nftload" -j list ruleset | sed 's/, "handle": [0-9]*//g' >again.json
sed 's/, "handle": [0-9]*//g' all.json | diff - again.json ||
	wrong "loaded again it is listed otherwise"
"$nftload" -j list tables >tables.json
"$nftload" -j "list tables; list chains" >two.json
[ "$(wc -l <two.json)" = 2 ] || wrong "two commands, not two documents"
head -n 1 two.json | diff - tables.json || wrong "other tables"

finish
