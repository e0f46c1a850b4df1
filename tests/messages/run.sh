#!/bin/sh
# A mistake gives one error, at its token, with the right hint.

srcdir=${srcdir:-$(dirname "$0")/../..}
command -v python3 >/dev/null || {
	echo "skipped: python3 is not there"
	exit 77
}
[ "${NFTLOAD_NETNS:-}" ] || {
	[ "$(id -u)" = 0 ] || exec unshare -rn env NFTLOAD_NETNS=1 "$0" "$@"
}
unshare -n true 2>/dev/null || {
	echo "skipped: no private network namespace can be made here"
	exit 77
}
exec python3 "$srcdir/tests/messages/run.py" "${NFTLOAD:-src/nftload}" \
	"$srcdir/tests/messages" "$@"
