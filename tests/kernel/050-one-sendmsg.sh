#!/bin/sh
# However large, the batch goes out in one sendmsg.
. "$(dirname "$0")/lib.sh"
need strace
strace -o /dev/null true 2>/dev/null || skip "strace is not allowed here"
# only root can have a send buffer of any size
rules=100000 bytes=10000000
is_first_root || rules=1000 bytes=100000

many_rules $rules >big.nft
last="nftload load big.nft"
ASAN_OPTIONS=detect_leaks=0 strace -e trace=sendmsg,sendmmsg,sendto -s 0 -o calls \
	"$nftload" load big.nft || wrong "is not loaded"
# what is shorter is a question about the generation
sed -n 's/^[a-z]*(.* = \([0-9]*\)$/\1/p' calls | awk '$1 > 1000' >sent
[ "$(wc -l <sent)" = 1 ] || {
	wrong "not one sendmsg"
	cut -c 1-200 calls
}
[ "$(head -n 1 sent)" -gt $bytes ] || wrong "the batch is not in it"
finish
