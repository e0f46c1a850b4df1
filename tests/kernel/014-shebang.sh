#!/bin/sh
# Files that begin with a #! line, nft's or our own.
. "$(dirname "$0")/lib.sh"
need nft

{
	echo '#!/usr/sbin/nft -f'
	echo
	echo 'flush ruleset'
	echo 'table ip a { }'
} >a.nft
gives 0 load a.nft
silent
gives 0 -f a.nft
nft list table ip a >/dev/null || wrong "a file with nft's #! line was not loaded"

{
	echo "#!$NFTLOAD -f"
	echo 'table ip b { }'
} >b.nft
chmod +x b.nft
./b.nft || wrong "a file does not run by itself"
nft list table ip b >/dev/null || wrong "a file that runs by itself loaded nothing"
finish
