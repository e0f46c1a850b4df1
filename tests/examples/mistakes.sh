#!/bin/sh
# Every file of examples/errors is refused with exactly the errors that its
# third line announces, one for each mistake, and changes nothing.

srcdir=${srcdir:-$(dirname "$0")/../..}
errors=$(cd "$srcdir" && pwd)/examples/errors
nftload=${NFTLOAD:-$(pwd)/src/nftload}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

enter="unshare -n"
[ "$(id -u)" = 0 ] || enter="unshare -rn"
$enter true 2>/dev/null || {
	echo "skipped: no private network namespace can be made here"
	exit 77
}
command -v nft >/dev/null || {
	echo "skipped: nft is needed to list what is loaded"
	exit 77
}

# shellcheck disable=SC2016
inside='"$1" load "$2" 2>"$3"; code=$?; nft list ruleset >"$4"; exit $code'

wrong() {
	echo "FAILED: $file: $*"
	cat "$work/err"
	failed=1
}

cd "$errors" || exit 99
for file in *.nft; do
	want=$(sed -n 's/^# errors at lines: //p' "$file")
	$enter sh -c "$inside" inside "$nftload" "$file" "$work/err" "$work/state"
	code=$?
	[ $code = 1 ] || [ $code = 4 ] || wrong "exit status $code"
	got=$(sed -n "s/^$file:\([0-9]*\):[0-9-]*: error: .*/\1/p" "$work/err" | tr '\n' ' ')
	[ "$got" = "$want " ] || wrong "errors at lines $want expected, found at $got"
	grep -q ': error: syntax error' "$work/err" && wrong "a bare syntax error"
	[ ! -s "$work/state" ] || wrong "something was loaded"
done
exit $failed
