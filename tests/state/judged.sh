#!/bin/sh
# What the input alone decides, `check` decides without a kernel: it says what
# `load` into an empty namespace says, and refuses nothing that loads there.
# judged.txt has cases, of which the first line is "== name".
#
# SHARED: a folder with corpora, whose cases are tried as well.
. "$(dirname "$0")/../kernel/lib.sh"

# file: what `load` and `check` say of it, each in a file; their exit statuses
ask_both() {
	"$nftload" load "$1" >loaded 2>&1
	load_status=$?
	"$nftload" check "$1" >checked 2>&1
	check_status=$?
	"$nftload" 'flush ruleset'
}

# The last line names the outcome.
same_words() {
	sed '/^nftload: /d' loaded >loaded.words
	sed '/^nftload: /d' checked >checked.words
	cmp -s loaded.words checked.words || {
		wrong "$1"
		diff loaded.words checked.words
	}
}

awk '/^== / { file = $2 ".nft"; next } { print >file }' \
	"$tests_dir/state/judged.txt"
for file in "$tests_dir"/../examples/errors/*.nft; do
	{ echo 'flush ruleset' && cat "$file"; } >"error-$(basename "$file")"
done
refused=0
for file in *.nft; do
	ask_both "$file"
	same_words "$file"
	[ $((load_status != 0)) = $((check_status != 0)) ] ||
		wrong "$file: load gives $load_status, check gives $check_status"
	[ "$check_status" = 0 ] || refused=$((refused + 1))
	case $file:$check_status in
	error-*:0) wrong "$file: check sees no mistake" ;;
	esac
done
[ "$refused" -ge 90 ] || wrong "only $refused cases were refused"

find "$tests_dir/golden/cases" "$tests_dir/../examples" -name '*.nft' >list
[ -z "${SHARED:-}" ] || python3 "$tests_dir/state/cases.py" corpus \
	"$SHARED"/*/*.jsonl >>list || wrong "no corpora in $SHARED"
good=0
while read -r file; do
	ask_both "$file"
	[ "$load_status" = 0 ] || continue
	good=$((good + 1))
	[ "$check_status" = 0 ] || {
		wrong "$file loads, and check refuses it"
		cat checked
	}
done <list
[ "$good" -ge 60 ] || wrong "only $good files load"
echo "$refused refused by both, $good loaded"
finish
