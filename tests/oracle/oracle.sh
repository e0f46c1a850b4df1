#!/bin/sh
# Cases that walk through the language, with names, addresses, ports and
# families drawn at random, leave what Debian's nft leaves: a good half minute
# long, with the same random numbers each time, or as long and with what
# numbers the arguments say.
#
# usage: oracle.sh [SECONDS [SEED|random]]

here=$(cd "$(dirname "$0")" && pwd)
nftload=${NFTLOAD:-$(pwd)/src/nftload}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH LC_ALL=C TZ=UTC
for program in python3 ip nft; do
	command -v $program >/dev/null || {
		echo "skipped: $program is needed"
		exit 77
	}
done
case $(nft --version) in
*' v1.0.6 '*) ;;
*)
	echo "skipped: known.py is about nft 1.0.6, here is $(nft --version)"
	exit 77
	;;
esac
seed="--seed ${2:-1}"
[ "$2" != random ] || seed=
# shellcheck disable=SC2086
exec "$here/../kernel/in-netns" python3 "$here/compare.py" "$nftload" \
	--seconds "${1:-35}" $seed
