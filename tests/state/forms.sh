#!/bin/sh
# What is sent and what the kernel then holds have one canonical form, over all
# golden cases and examples that load without options: of our messages, and of
# those of nft (NFT_ORACLE, else the one that is installed), of which no two
# may share a form and be listed otherwise.
#
# SHARED: a folder with corpora, whose cases are tried as well.
. "$(dirname "$0")/../kernel/lib.sh"

build=$(dirname "$nftload")/..
forms=${FORMS:-$build/tests/state/forms}
[ -x "$forms" ] || skip "tests/state/forms is not built"

find "$tests_dir/golden/cases" "$tests_dir/../examples" \
	\( -name '*.nft' -o -name '*.json' \) >list || wrong "no cases"
[ -z "${SHARED:-}" ] || python3 "$tests_dir/state/cases.py" corpus \
	"$SHARED"/*/*.jsonl >>list || wrong "no corpora in $SHARED"

nft=${NFT_ORACLE:-$(command -v nft)}
keeper=$(realpath "$build/tests/state/sent.so")
if [ -n "$nft" ] && [ -e "$keeper" ]; then
	set -- -n "$nft" -k "$keeper"
else
	echo "without nft: there is none, or nothing that keeps what it sends"
	set --
fi
xargs -s 2000000 "$forms" "$@" <list >out || wrong "forms differ"
grep -A 2 FAILED out
files=$(sed -n '$s/ of .*//p' out)
[ "${files:-0}" -ge 60 ] || wrong "only ${files:-no} files were loaded"
tail -n 1 out
finish
