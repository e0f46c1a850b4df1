#!/bin/sh
# nftload says [differs] of exactly the rules that the nft which NFT_ORACLE
# names loads with another meaning, as packets show.

here=$(cd "$(dirname "$0")" && pwd)
[ -n "${NFT_ORACLE:-}" ] || {
	echo "skipped: NFT_ORACLE names no nft to judge"
	exit 77
}
[ $# -gt 0 ] || set -- --seed 1 --rules 200
exec "$here/packets.sh" --reference "$NFT_ORACLE -f -" "$@"
