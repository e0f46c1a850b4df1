#!/bin/sh
# Behaviour of nft that its callers rely on.
. "$(dirname "$0")/lib.sh"
need nft

# loads TEXT: as the only argument, and the kernel then has table ip x.
loads() {
	nft flush ruleset
	gives 0 "$1"
	silent
	[ "$(nft list tables)" = "table ip x" ] || wrong "not loaded: '$1'"
}

# Text that a program put together: lxc-net begins with a semicolon.
loads ';add table ip x'
loads ' add table ip x'
loads '	add table ip x'
loads '
add table ip x'
loads '# a comment
add table ip x'
loads '\
add table ip x'
loads '
 ; # nothing
; add table ip x; ;'
loads '{"nftables": [{"add": {"table": {"family": "ip", "name": "x"}}}]}'
loads '
 {"nftables": [{"add": {"table": {"family": "ip", "name": "x"}}}]}'
for nothing in '' ' ' ';' '#' '# add table ip y' '
'; do
	changes_nothing 0 "$nothing"
done
# objects without a verb, as nft takes them
gives 0 'ct helper ip x h { type "ftp" protocol tcp; }'
gives 0 -e 'synproxy ip x s { mss 1460; wscale 7; }'
says out '^add synproxy ip x s'
# A mistake in text has its place; one word, or the name of a file, has none.
changes_nothing 1 'tabel ip x'
says err '^<cmdline>:1:'
gives 3 tabel
gives 3 'my rules.nft'
says err "loads a file"

# The C library's words for what the kernel would say end the first line, which
# is where knftables and netavark look: for a refusal of the kernel, and for
# what is found before it is asked.
first_says() {
	head -n 1 err | grep -q -e "($1)\$" && return
	wrong "the first line does not end with ($1): $last"
	cat err
}

nft flush ruleset
gives 0 'table ip t { set s { type ipv4_addr; }; set r { type ipv4_addr; flags interval; }; chain c { accept; }; }'
for text in 'delete table ip no' 'flush chain ip t no' 'add rule ip no c accept' \
	'add rule ip t no accept' 'add rule ip t c jump no' \
	'add rule ip t c ip saddr @no' 'add rule ip t c counter name no' \
	'add element ip t no { 1.2.3.4 }' 'add element ip no s { 1.2.3.4 }' \
	'delete element ip t s { 1.2.3.4 }' 'delete element ip t r { 1.2.3.4/31 }' \
	'flush set ip t no' 'delete set ip t no' 'delete rule ip t c handle 99' \
	'add rule ip t c position 99 accept' 'insert rule ip t c index 7 accept' \
	'rename chain ip t no yes' 'delete counter ip t no'; do
	run "$text"
	last="nftload $text"
	case $status in
	1 | 4) ;;
	*) wrong "exit status $status: $last" ;;
	esac
	first_says 'No such file or directory'
done
for text in 'create table ip t' 'create chain ip t c' \
	'create set ip t s { type ipv4_addr; }' \
	'add element ip t s { 1.2.3.4 }; create element ip t s { 1.2.3.4 }'; do
	gives 4 "$text"
	first_says 'File exists'
done
# JSON, whose place in the document follows
echo '{"nftables": [{"delete": {"table": {"family": "ip", "name": "no"}}}]}' >no.json
gives 4 -j -f no.json
says err 'error: .*\[kernel:ENOENT\] (No such file or directory) at /nftables/0/'

# and no warning stands before it, wherever it is in the input
printf 'flush ruleset\ntable ip u { }\nadd rule ip no c accept\n' >warned.nft
gives 4 -f warned.nft
says err 'warning: '
first_says 'No such file or directory'

# Scripts flush on the command line, and want no advice on it.
gives 0 flush ruleset
silent
gives 0 'table ip t { }'
gives 0 'flush ruleset ip'
silent
gives 0 'table ip t { }; table ip6 t { }'
# A file that declares something may have forgotten what else is there.
printf 'flush ruleset\ntable ip u { }\n' >flush.nft
gives 0 -f flush.nft
says err 'deletes tables that the input does not declare: ip t, ip6 t'
finish
