#!/bin/sh
# What can be caught is reported: which of the two rulesets it is.
. "$(dirname "$0")/../kernel/lib.sh"
need python3 nft
exec python3 "$tests_dir/trust/atomic.py" term "$nftload"
