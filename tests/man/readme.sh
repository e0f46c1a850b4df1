#!/bin/sh
# The README's outputs are the program's.

srcdir=${srcdir:-$(dirname "$0")/../..}
command -v python3 >/dev/null || {
	echo "skipped: python3 is not there"
	exit 77
}
exec python3 "$srcdir/tests/man/readme.py" "$srcdir/README.md" "${NFTLOAD:-src/nftload}"
