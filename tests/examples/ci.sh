#!/bin/sh
# examples/ci and .pre-commit-hooks.yaml: their commands run, and what they print
# is what their readers understand.

srcdir=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd)
python3 -c 'import yaml' 2>/dev/null || {
	echo "skipped: python3-yaml is not there"
	exit 77
}
unshare -n true 2>/dev/null || unshare -rn true 2>/dev/null || {
	echo "skipped: no private network namespace can be made here"
	exit 77
}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "${NFTLOAD:-$(pwd)/src/nftload}" "$work/bin/nftload"
PATH=$work/bin:$PATH python3 "$srcdir/tests/examples/ci.py" "$srcdir" "$work"
