#!/bin/sh
# Every bound of the input has its message.
. "$(dirname "$0")/../kernel/lib.sh"
need python3
exec python3 "$tests_dir/hostile/bounds.py" "$nftload" \
	"$tests_dir/../man/nftload.nft.5"
