#!/bin/sh
# Writers at once: each commit is one writer's complete ruleset.
. "$(dirname "$0")/../kernel/lib.sh"
need python3 nft
exec python3 "$tests_dir/trust/atomic.py" race "$nftload"
