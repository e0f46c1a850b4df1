#!/bin/sh
# nftload says [differs] of exactly the rules that the nft which NFT_ORACLE
# names loads with another meaning, as packets show: of the fixed lines, or of
# what the options say.

here=$(cd "$(dirname "$0")" && pwd)
[ -n "${NFT_ORACLE:-}" ] || {
	echo "skipped: NFT_ORACLE names no nft to judge"
	exit 77
}
[ $# -gt 0 ] || set -- --seed 1 --rules 0
exec "$here/packets.sh" --reference "$NFT_ORACLE -f -" "$@"
