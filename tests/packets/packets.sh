#!/bin/sh
# Rules do with packets what their text says: the fixed lines, then some made
# at random, each with packets aimed at it.  The same ones each time, or what
# the options say.
#
# usage: packets.sh [OPTIONS OF run.py...]

here=$(cd "$(dirname "$0")" && pwd)
nftload=${NFTLOAD:-$(pwd)/src/nftload}
command -v python3 >/dev/null || {
	echo "skipped: python3 is needed"
	exit 77
}
[ $# -gt 0 ] || set -- --seed 1 --rules 200
exec "$here/../kernel/in-netns" python3 "$here/run.py" \
	--loader "$nftload -f -" "$@"
