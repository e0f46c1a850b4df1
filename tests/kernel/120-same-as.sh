#!/bin/sh
# Two ways to say a thing leave the same state: same-as/*.cases.  Where
# NFT_ORACLE names nft, it has to leave that state, too.

. "$(dirname "$0")/lib.sh"
need python3

python3 "$tests_dir/kernel/same-as/same-as.py" "$nftload" \
	"$tests_dir"/kernel/same-as/*.cases || failed=1
finish
