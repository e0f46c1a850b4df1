#!/bin/sh
# The manual and --help name the same options; the manual has every exit code.
. "$(dirname "$0")/../kernel/lib.sh"
need python3

python3 "$tests_dir/man/options.py" "$nftload" "$tests_dir/../man/nftload.8" \
	"$tests_dir/../src/cli/user/exit.h" || failed=1
if command -v mandoc >/dev/null; then
	mandoc -Tlint -Wwarning "$tests_dir"/../man/*.[158] || wrong "mandoc has warnings"
fi
finish
