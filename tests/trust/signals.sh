#!/bin/sh
# A signal that can be caught is reported, with the ruleset that the kernel then
# holds. Wrong states stay as files in the folder where the tests run.
export NFTLOAD_EVIDENCE="${NFTLOAD_EVIDENCE:-$PWD/tests/trust/signals.evidence}"
. "$(dirname "$0")/../kernel/lib.sh"
need python3 nft
exec python3 "$tests_dir/trust/atomic.py" term "$nftload"
