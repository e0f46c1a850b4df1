#!/bin/sh
# Out of memory: exit 10, nothing sent.
. "$(dirname "$0")/lib.sh"

! sanitized || skip "sanitizers need more address space than this allows"
awk 'BEGIN {
	print "add table ip t"
	print "add chain ip t c"
	for (i = 0; i < 300000; i++)
		print "add rule ip t c ip saddr 192.0.2.1 tcp dport 22 accept"
}' >big.nft
state >before
last="nftload load big.nft (in 40 MB of memory)"
# shellcheck disable=SC3045
(ulimit -v 40000 && exec "$nftload" load big.nft) >out 2>err
status=$?
expect 10
says err 'out of memory'
state >after
cmp -s before after || wrong "the state has changed: $last"
finish
