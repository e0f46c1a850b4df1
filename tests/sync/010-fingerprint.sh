#!/bin/sh
# A fingerprint is that of the state: of the files and of the kernel the same,
# whoever loaded it and in whatever words, and another where anything differs.

. "$(dirname "$0")/lib.sh"

of_files() {
	"$nftload" fingerprint "$@" 2>err || wrong "no fingerprint of $*: $(cat err)"
}

of_kernel() {
	"$nftload" fingerprint 2>err || wrong "no fingerprint of the kernel: $(cat err)"
}

# same FILE: of the file and of the kernel that loads it.
same() {
	nft flush ruleset
	gives 0 load "$1"
	of_files "$1" >of_files
	of_kernel >of_kernel
	cmp -s of_files of_kernel && return
	wrong "$1 has another fingerprint than what it makes"
	diff of_files of_kernel
}

# sum TEXT: the fingerprint in all.
sum() {
	printf '%s\n' "$1" >sum.nft
	of_files sum.nft | sed -n 's/ ruleset$//p'
}

alike() {
	one=$(sum "$1")
	[ "$one" ] && [ "$one" = "$(sum "$2")" ] ||
		wrong "not the same fingerprint: $1 --- $2"
}

unlike() {
	one=$(sum "$1")
	[ "$one" ] && [ "$one" != "$(sum "$2")" ] ||
		wrong "the same fingerprint: $1 --- $2"
}

need nft

count=0
for file in "$tests_dir"/../examples/*.nft "$tests_dir"/../examples/*.json; do
	# Their sets are open to others and have elements: which are the file's
	# own, only the marks of a sync tell.
	case $file in
	*/container-host.nft | */ipv6-router.nft) continue ;;
	esac
	# One that needs what this machine lacks is another test's.
	"$nftload" load "$file" >out 2>err || continue
	same "$file"
	count=$((count + 1))
done
[ $count -gt 2 ] || wrong "$count examples only"

cat >small.nft <<'END'
table inet f {
	counter hits { packets 3 bytes 4 }
	set admins {
		type ipv4_addr
		flags timeout
		elements = { 192.0.2.1 timeout 1h }
	}
	set nets {
		type ipv4_addr; flags interval
		elements = { 10.0.0.0/8, 192.0.2.0-192.0.2.9 }
	}
	chain c {
		type filter hook input priority 0; policy drop
		tcp dport { 22, 80 } counter packets 5 bytes 6 accept comment "ssh"
		ip saddr @nets counter name hits jump { ip daddr 192.0.2.1 accept; }
		quota over 10 mbytes drop
	}
}
table ip6 g
END
nft flush ruleset
nft -f small.nft
of_files small.nft | grep -v 'table inet f$' >of_files
of_kernel | grep -v 'table inet f$' >of_kernel
[ "$(wc -l <of_files)" = 2 ] || wrong "not one line a table: $(cat of_files)"
grep -q '^nftload-fp-1:[0-9a-f]\{64\} table ip6 g$' of_files ||
	wrong "not the form: $(cat of_files)"

# The same in other words, places and an other order of what has none.
alike 'table t { set s { type mark; elements = { 1, 2 }; }; }' \
	'add table t
	add set t s { type mark; }
	add element t s { 2 }
	add element t s { 0x1 }'
alike 'table t { chain a { }; chain b { }; }' 'table t { chain b { }; chain a { }; }'
alike 'table t { chain c { accept; drop; }; }' \
	'flush ruleset
	table t { chain c { drop; }; }
	insert rule t c accept'
alike 'table t { chain c { counter accept; }; }' \
	'table t { chain c { counter packets 7 bytes 8 accept; }; }'
alike 'table t { counter c { packets 1 bytes 2; }; }' 'table t { counter c { }; }'
alike 'table t { comment "x"; }' 'table t { }'
alike 'table a; table b' 'table b; table a'
alike 'table t { set s { type mark; flags timeout; timeout 1001ms; }; }' \
	'table t { set s { type mark; flags timeout; timeout 1000ms; }; }'

unlike 'table t' 'table u'
unlike 'table ip t' 'table ip6 t'
unlike 'table t' 'table t { flags dormant; }'
unlike 'table t { chain c { accept; drop; }; }' 'table t { chain c { drop; accept; }; }'
unlike 'table t { chain c { accept; }; }' 'table t { chain c { accept comment "x"; }; }'
unlike 'table t { chain c { }; }' 'table t { chain c { type filter hook input priority 0; }; }'
unlike 'table t { chain c { tcp dport { 22, 80 }; }; }' \
	'table t { chain c { tcp dport { 22, 81 }; }; }'
unlike 'table t { chain c { jump { accept; }; }; }' 'table t { chain c { jump { drop; }; }; }'
unlike 'table t { set s { type mark; elements = { 1 }; }; }' \
	'table t { set s { type mark; elements = { 2 }; }; }'
unlike 'table t { map s { type mark : mark; elements = { 1 : 1 }; }; }' \
	'table t { map s { type mark : mark; elements = { 1 : 2 }; }; }'
unlike 'table t { quota q { over 5 bytes; }; }' 'table t { quota q { over 6 bytes; }; }'
unlike 'table t { set s { type mark; flags timeout; timeout 1s; }; }' \
	'table t { set s { type mark; flags timeout; timeout 2s; }; }'
unlike 'table t { chain a { type filter hook input priority 0; }; chain b { type filter hook input priority 0; }; }' \
	'table t { chain b { type filter hook input priority 0; }; chain a { type filter hook input priority 0; }; }'

# As JSON, and no state at all.
gives 0 fingerprint --format=json small.nft
[ "$(python3 -c '
import json, sys
d = json.load(open("out"))
print(d["fingerprint"], "ruleset")
print(*sorted(t["family"] + t["name"] for t in d["tables"]))')" = \
	"$(of_files small.nft | tail -n 1)
inetf ip6g" ] || wrong "not the same as JSON: $(cat out)"
printf 'table t { chain c { accept; }; }\ndelete rule t c handle 2\n' >handle.nft
gives 1 fingerprint handle.nft
says err 'handle.nft:2:24-24: error: not declarative: a handle names .* \[imperative\]'
printf '# nothing\n' >nothing.nft
gives 1 fingerprint nothing.nft
says err 'error: the input declares, deletes and flushes nothing'
[ -s out ] && wrong "something is printed: $(cat out)"

# Neither privilege nor a change of anything.
if other_users; then
	chmod 755 . && chmod 644 small.nft
	setpriv --reuid=12345 --regid=12345 --clear-groups "$nftload" fingerprint small.nft >user ||
		wrong "an ordinary user gets none"
	of_files small.nft | cmp -s - user || wrong "an ordinary user gets another"
fi
nft flush ruleset
nft -f "$tests_dir/../examples/web-server.nft"
changes_nothing 0 fingerprint
# A form is for ever: this one is of the first program that had fingerprints.
gives 0 fingerprint "$tests_dir/sync/frozen.nft"
says out '^nftload-fp-1:9d94fbc02f05711cd1efe73d9dcc2d6981ea91efaa418b463e696f099e824127 ruleset$'
finish
