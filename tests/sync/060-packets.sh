#!/bin/sh
# While a ruleset is synced, packets meet the old rules or the new ones: none is
# lost and none passes wrongly.  SYNCS=1000 for more of them.

. "$(dirname "$0")/lib.sh"

need nft python3
ip link set lo up
sanitized && SYNCS=${SYNCS:-20}
last=packets.py
python3 "$tests_dir/sync/packets.py" "$nftload" "${SYNCS:-200}" >out 2>err ||
	wrong "$(cat out err)"
finish
