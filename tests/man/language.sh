#!/bin/sh
# The manual of the language names every row of the tables.
. "$(dirname "$0")/../kernel/lib.sh"
need python3

python3 "$tests_dir/man/language.py" "$tests_dir/../man/nftload.nft.5" \
	"$tests_dir/../src/tables" || failed=1
finish
