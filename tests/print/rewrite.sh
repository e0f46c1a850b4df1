#!/bin/sh
# What is written from the tree of a text parses to the same tree: all golden cases
# and all examples that need no variables.
set -e
top=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd)
out=$("${top_builddir:-.}/tests/print/rewrite" $(find "$top/tests/golden/cases" \
	"$top/examples" -name '*.nft' ! -path '*/errors/*' | sort)) || {
	echo "$out"
	exit 1
}
echo "$out"
same=$(echo "$out" | sed -n '$s/ same,.*//p')
[ "${same:-0}" -ge 70 ]
