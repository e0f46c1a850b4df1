#!/bin/sh
# What is sent and what the kernel then holds have one canonical form, over all
# golden cases and examples that load without options.
. "$(dirname "$0")/../kernel/lib.sh"

forms=${FORMS:-$(dirname "$nftload")/../tests/state/forms}
[ -x "$forms" ] || skip "tests/state/forms is not built"

find "$tests_dir/golden/cases" "$tests_dir/../examples" \
	\( -name '*.nft' -o -name '*.json' \) >list || wrong "no cases"
# shellcheck disable=SC2046 # no name has a blank
"$forms" $(cat list) >out || wrong "forms differ"
grep FAILED out
files=$(sed -n '$s/ of .*//p' out)
[ "${files:-0}" -ge 60 ] || wrong "only ${files:-no} files were loaded"
tail -n 1 out
finish
