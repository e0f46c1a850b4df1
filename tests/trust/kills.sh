#!/bin/sh
# Kills and signals at random moments of load, sync, confirm and undo leave the old
# or the new ruleset; `make soak` has 10,000 of them.
. "$(dirname "$0")/../kernel/lib.sh"
need python3 nft mount timeout
is_first_root || skip "/run is root's"
exec timeout 1800 python3 "$tests_dir/trust/kills.py" "$nftload"
