#!/bin/sh
# Runs every target over its seeds, and over every input that once crashed it.
# FUZZ_UNDER is a program to run them under.

srcdir=${srcdir:-$(dirname "$0")/../..}
here=$(cd "$srcdir/tests/fuzz" && pwd)
programs=$(pwd)/tests/fuzz
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

"$here/seeds" "$work/seeds" || exit 99
mkdir "$work/empty"
cd "$work/empty" || exit 99
for target in answers compile decode graph json lex list load parse; do
	find "$work/seeds/$target" "$here/regress" -type f |
		grep -v "/regress/[^/]*\$" >"$work/files"
	# shellcheck disable=SC2086
	if xargs -d '\n' $FUZZ_UNDER "$programs/fuzz-$target" <"$work/files" >"$work/log" 2>&1; then
		echo "$target: $(wc -l <"$work/files") inputs"
	else
		echo "FAILED: $target: the last input is named above what it says"
		tail -n 30 "$work/log"
		failed=1
	fi
done
exit $failed
