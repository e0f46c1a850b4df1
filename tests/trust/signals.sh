#!/bin/sh
# What can be caught is reported: which of the two rulesets it is.
# What should not have been seen stays in the folder where the tests run.
export NFTLOAD_EVIDENCE="${NFTLOAD_EVIDENCE:-$PWD/tests/trust/signals.evidence}"
. "$(dirname "$0")/../kernel/lib.sh"
need python3 nft
exec python3 "$tests_dir/trust/atomic.py" term "$nftload"
