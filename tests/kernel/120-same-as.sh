#!/bin/sh
# Two ways to write the same rules leave the same state: same-as/*.cases.  If
# NFT_ORACLE names an nft, it must leave this state, too.

. "$(dirname "$0")/lib.sh"
need python3

python3 "$tests_dir/kernel/same-as/same-as.py" "$nftload" \
	"$tests_dir"/kernel/same-as/*.cases || failed=1
finish
