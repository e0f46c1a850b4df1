#!/bin/sh
# Every row of the tables in src/tables is in a golden case.

srcdir=${srcdir:-$(dirname "$0")/../..}
command -v python3 >/dev/null || {
	echo "skipped: python3 is not there"
	exit 77
}
exec python3 "$srcdir/tests/golden/rows.py" tests/golden/rows "$srcdir/tests/golden/cases"
