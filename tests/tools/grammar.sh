#!/bin/sh
# doc/grammar.md has the rules above the functions of the parser.

command -v python3 >/dev/null || {
	echo "skipped: python3 is needed"
	exit 77
}
top=$(cd "$(dirname "$0")/../.." && pwd)
exec python3 "$top/tests/tools/grammar.py" --check "$top"
