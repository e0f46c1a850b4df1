#!/bin/sh
# Accidents at random moments while a change waits; `make soak` has more of them.

. "$(dirname "$0")/lib.sh"

need nft python3
NFTLOAD_ROUNDS=${NFTLOAD_ROUNDS:+$(((NFTLOAD_ROUNDS + 7) / 8))}
export NFTLOAD_ROUNDS
exec python3 "$tests_dir/confirm/soak.py" "$nftload"
