#!/bin/sh
# Concurrent writers: each commit is one writer's complete ruleset.  Wrong
# states stay as files in the folder where the tests run.
export NFTLOAD_EVIDENCE="${NFTLOAD_EVIDENCE:-$PWD/tests/trust/writers.evidence}"
. "$(dirname "$0")/../kernel/lib.sh"
need python3 nft
exec python3 "$tests_dir/trust/atomic.py" race "$nftload"
