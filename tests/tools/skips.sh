#!/bin/sh
# skips.sh BUILD: lists the tests that `make check` skipped, with their
# reasons.  Fails if one is not in the list tests/skips, or if the list names a
# test that does not exist.
top=$(cd "$(dirname "$0")/../.." && pwd)
list=$top/tests/skips
build=$1

[ -s "$build/test-suite.log" ] || {
	echo "skips: no tests were run in $build"
	exit 1
}

# allowed TEST REASON
allowed() {
	while IFS='|' read -r name pattern; do
		[ "$name" = "$1" ] || continue
		echo "$2" | grep -Eqx -e "$pattern" && return
	done <"$list"
	return 1
}

status=0
for result in $(cd "$build" && find tests -name '*.trs' | sort); do
	grep -q '^:test-result: SKIP' "$build/$result" || continue
	log=$build/${result%.trs}.log
	test=${result%.trs}
	reason=$(sed -n 's/^skipped: //p' "$log" | tail -n 1)
	if allowed "$test" "$reason"; then
		echo "skipped: $test: $reason"
	else
		echo "SKIPPED, AND NOT ON THE LIST: $test: ${reason:-no reason given}"
		status=1
	fi
done
while IFS='|' read -r name _; do
	case $name in '' | '#'*) continue ;; esac
	[ -e "$top/$name" ] || {
		echo "ON THE LIST, AND NO TEST: $name"
		status=1
	}
done <"$list"
exit $status
