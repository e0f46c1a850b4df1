#!/bin/sh
# The README's outputs are the program's, its table is that of the measured
# figures, and everything can be found from it.

srcdir=${srcdir:-$(dirname "$0")/../..}
command -v python3 >/dev/null || {
	echo "skipped: python3 is not there"
	exit 77
}
python3 "$srcdir/tests/bench/readme.py" "$srcdir" --check || exit 1
exec python3 "$srcdir/tests/man/readme.py" "$srcdir/README.md" "${NFTLOAD:-src/nftload}"
