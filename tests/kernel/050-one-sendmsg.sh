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
ASAN_OPTIONS=detect_leaks=0 strace -e trace=sendmsg,sendmmsg,sendto -s 0 -o calls \
	"$nftload" load big.nft || wrong "is not loaded"
# what is shorter is a question about the generation
sed -n 's/^[a-z]*(.* = \([0-9]*\)$/\1/p' calls | awk '$1 > 1000' >sent
[ "$(wc -l <sent)" = 1 ] || {
	wrong "not one sendmsg"
	cut -c 1-200 calls
}
[ "$(head -n 1 sent)" -gt 10000000 ] || wrong "the batch is not in it"
finish
