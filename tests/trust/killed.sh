#!/bin/sh
# A load that is killed leaves the old or the new ruleset.
# Wrong states stay as files in the folder where the tests run.
export NFTLOAD_EVIDENCE="${NFTLOAD_EVIDENCE:-$PWD/tests/trust/killed.evidence}"
. "$(dirname "$0")/../kernel/lib.sh"
need python3 nft
exec python3 "$tests_dir/trust/atomic.py" kill "$nftload"
