#!/bin/sh
# Standard input under all its names, and a FIFO.
. "$(dirname "$0")/lib.sh"
need nft

# TABLE ARGUMENTS...
stdin() {
	table=$1
	shift
	last="echo ... | nftload $*"
	echo "add table ip $table" | "$nftload" "$@" >out 2>err
	status=$?
	expect 0
	silent
	nft list table ip "$table" >/dev/null || wrong "nothing was loaded: $last"
}

stdin t1 load -
stdin t2 -f -
stdin t3 -f /dev/stdin
stdin t4 --file -
stdin t5 load /dev/stdin

mkfifo pipe
echo 'add table ip t6' >pipe &
gives 0 -f pipe
nft list table ip t6 >/dev/null || wrong "nothing was loaded from the FIFO"

# its name in messages
last="nftload load - (a mistake)"
echo 'add tabel ip t' | "$nftload" load - >out 2>err
status=$?
expect 1
says err '^<stdin>:1:'

# several files, standard input among them
echo 'add table ip t7' >a.nft
echo 'add chain ip t7 c' | "$nftload" load a.nft - || wrong "file and standard input together"
nft list chain ip t7 c >/dev/null || wrong "standard input after a file was not loaded"
finish
