#!/bin/sh
# Every example of the manuals runs and prints what the manual says.
. "$(dirname "$0")/../kernel/lib.sh"
need python3

mkdir bin
ln -s "$nftload" bin/nftload
PATH=$(pwd)/bin:$PATH
for manual in "$tests_dir"/../man/*.[158]; do
	mkdir "$(basename "$manual")"
	(cd "$(basename "$manual")" && "$tests_dir/man/examples.py" "$manual") || failed=1
done
finish
