#!/bin/sh
# Every cell of a slice of the product of the tables leaves what the reference
# nft leaves (README.md).
#
# usage: oracle.sh [arguments of oracle.py]
#
# NFT_ORACLE            the reference: nft 1.1.7, or a wrapper that starts it
# NFTLOAD_ORACLE_SLICE  K/N: every Nth cell, from the Kth on (0/80: a minute)

here=$(cd "$(dirname "$0")" && pwd)
nftload=${NFTLOAD:-$(pwd)/src/nftload}
programs=$(pwd)/tests/oracle
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH LC_ALL=C TZ=UTC
for program in python3 ip; do
	command -v $program >/dev/null || {
		echo "skipped: $program is needed"
		exit 77
	}
done
[ -n "$NFT_ORACLE" ] || {
	echo "skipped: NFT_ORACLE does not name the reference, nft 1.1.7"
	exit 77
}
case $("$NFT_ORACLE" --version) in
*' v1.1.7 '*) ;;
*)
	echo "skipped: the reference is nft 1.1.7, NFT_ORACLE is $("$NFT_ORACLE" --version)"
	exit 77
	;;
esac
exec "$here/../kernel/in-netns" python3 "$here/oracle.py" \
	--slice "${NFTLOAD_ORACLE_SLICE:-0/80}" \
	--ceiling "$(cat "$here/ceiling")" "$@" \
	"$nftload" "$programs/selectors" "$NFT_ORACLE" "$programs/reference"
