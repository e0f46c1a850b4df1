#!/bin/sh
# What is encoded decodes, and encodes to the same bytes; what the kernel then
# holds decodes without an attribute that no row describes, and is the same in
# canonical form.  Over all golden cases and examples; those which need options
# or the kernel's help are counted, and not looked at.
. "$(dirname "$0")/../kernel/lib.sh"

roundtrip=${ROUNDTRIP:-$(dirname "$nftload")/../tests/object/roundtrip}
[ -x "$roundtrip" ] || skip "tests/object/roundtrip is not built"

find "$tests_dir/golden/cases" "$tests_dir/../examples" \
	\( -name '*.nft' -o -name '*.json' \) >list || wrong "no cases"

# options, the least of files, of objects compared: runs it over all
over_all() {
	# shellcheck disable=SC2046,SC2086 # no name has a blank
	"$roundtrip" $1 $(cat list) >out || wrong "roundtrip $1"
	grep FAILED out
	files=$(sed -n '$s/ of .*//p' out)
	[ "${files:-0}" -ge "$2" ] || wrong "only ${files:-no} files with '$1'"
	same=$(sed -n '$s/.* \([0-9]*\) compared.*/\1/p' out)
	[ "${same:-0}" -ge "$3" ] || wrong "only ${same:-no} objects compared"
	tail -n 1 out
}

over_all "" 80 0
over_all -k 60 400
finish
