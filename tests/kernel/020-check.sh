#!/bin/sh
# `check` needs no privilege, asks no kernel, sends nothing.
. "$(dirname "$0")/lib.sh"

cat >good.nft <<'END'
table inet t {
	chain c {
		type filter hook input priority 0
		tcp dport 22 accept
	}
}
END
cat >bad.nft <<'END'
table inet t {
	chain c {
		tcp dport 99999 accept
	}
}
END
changes_nothing 0 check good.nft
silent
changes_nothing 1 check bad.nft
says err '^bad.nft:3:'
changes_nothing 1 check good.nft bad.nft

# what only this machine or its kernel knows is a warning
echo 'add element ip nosuch s { 192.0.2.1 }' >kernel-set.nft
changes_nothing 0 check kernel-set.nft
says err ' warning: '
changes_nothing 1 check --strict kernel-set.nft
says err 'count as errors'
changes_nothing 0 check --quiet kernel-set.nft
silent
# what the input neither declares nor removes, each once
cat >unknown.nft <<'END'
add rule ip other c jump d
add rule ip other c jump e
table ip t {
	map m { type ipv4_addr : counter; elements = { 192.0.2.1 : "k", 192.0.2.2 : "k" }; }
	chain c { jump d; jump d; counter name "k"; ct helper set "h"; flow add @ft; }
}
add rule ip t e accept
destroy counter ip t k2
delete table ip gone
END
changes_nothing 0 check unknown.nft
sed -n "s/.* warning: \(.*\) is not declared here: .*/\1/p" err | sort >names
cat >expected <<'END'
chain 'd'
chain 'e'
counter 'k'
ct helper 'h'
flowtable 'ft'
table 'gone'
table 'other'
END
cmp -s expected names || wrong "unknown names: $(cat names)"
{ echo 'flush ruleset' && cat unknown.nft; } >known.nft
changes_nothing 1 check known.nft
says err "^known.nft:2:13-17: error: table ip 'other' does not exist"
grep -q ' warning: ' err && wrong "unknown after a flush: $(cat err)"

echo 'table ip t { chain c { iif nosuch0 accept; }; }' >interface.nft
changes_nothing 0 check interface.nft
says err ' warning: '

# as nobody, and without a netlink socket
chmod 644 ./*.nft
if [ "$(id -u)" = 0 ] && setpriv --reuid 65534 --regid 65534 --clear-groups \
	--inh-caps=-all true 2>/dev/null; then
	if setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
		test -x "$nftload" && setpriv --reuid 65534 --regid 65534 \
		--clear-groups --inh-caps=-all test -r good.nft; then
		last="nftload check good.nft (as nobody)"
		setpriv --reuid 65534 --regid 65534 --clear-groups \
			--inh-caps=-all "$nftload" check good.nft >out 2>err
		status=$?
		expect 0
		silent
	fi
fi
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=socket -o calls "$nftload" check good.nft
	grep -q AF_NETLINK calls && wrong "check opens a netlink socket"
fi
# -v says what was read, and what it came to
echo 'add chain ip t c' >part.nft
printf 'add table ip t\ninclude "./part.nft"\n# no newline' >whole.nft
changes_nothing 0 check -v whole.nft
says err "^nftload: read 'whole.nft': 3 lines, $(wc -c <whole.nft) bytes$"
says err "^nftload: read './part.nft': 1 line, $(wc -c <part.nft) bytes$"
says err '^nftload: compiled to [1-9][0-9]* messages, [1-9][0-9]* bytes; nothing was sent$'
"$nftload" check -v -D a=1 - <part.nft >out 2>err
says err "^nftload: read '<stdin>': 1 line"
[ "$(grep -c ': read ' err)" = 1 ] || wrong "a definition is no file: $(cat err)"
gives 0 check --kernel -v whole.nft
says err "read 'whole.nft'"
gives 0 check whole.nft
silent

finish
