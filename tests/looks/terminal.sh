#!/bin/sh
# Colour, clipping, carets and the progress line on a terminal, and their
# absence elsewhere.
. "$(dirname "$0")/../kernel/lib.sh"
need python3
python3 -c 'import pty; pty.openpty()' 2>/dev/null ||
	skip "no pseudo terminal can be opened here"

python3 "$tests_dir/looks/terminal.py" "$nftload" || failed=1
finish
