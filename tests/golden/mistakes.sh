#!/bin/sh
# One mistake gives one error, at its line.

srcdir=${srcdir:-$(dirname "$0")/../..}
command -v python3 >/dev/null || {
	echo "skipped: python3 is not there"
	exit 77
}
exec python3 "$srcdir/tests/golden/mistakes.py" "${NFTLOAD:-src/nftload}" \
	"$srcdir/tests/golden/mistakes"
