#!/bin/sh
# However large, the batch goes out in one sendmsg.
. "$(dirname "$0")/lib.sh"
need strace
strace -o /dev/null true 2>/dev/null || skip "strace is not allowed here"
grep -q '^ *0  *0 *4294967295' /proc/self/uid_map ||
	skip "only root can have a send buffer of that size"

awk 'BEGIN {
	print "table ip t { chain c {"
	for (i = 0; i < 100000; i++)
		print "\t\tip saddr 192.0.2.1 tcp dport 22 accept"
	print "\t}\n}"
}' >big.nft
last="nftload load big.nft"
strace -e trace=sendmsg,sendmmsg,sendto,write,writev -s 0 -o calls "$nftload" load big.nft
# the batch begins with a message of type 0x10 (NFNL_MSG_BATCH_BEGIN)
[ "$(grep -c '^sendmsg(' calls)" = 1 ] || {
	wrong "not one sendmsg"
	cut -c 1-200 calls
}
bytes=$(sed -n 's/^sendmsg(.* = \([0-9]*\)$/\1/p' calls)
[ "${bytes:-0}" -gt 10000000 ] || wrong "the batch is not in it: $bytes bytes"
finish
