#!/bin/sh
# A load that is killed leaves the old or the new ruleset.
. "$(dirname "$0")/../kernel/lib.sh"
need python3 nft
exec python3 "$tests_dir/trust/atomic.py" kill "$nftload"
