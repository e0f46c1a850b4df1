#!/bin/sh
# No kind of input costs more than in proportion to its size.
repeat=${REPEAT:-$(pwd)/tests/hostile/repeat}
export REPEAT="$repeat"
. "$(dirname "$0")/../kernel/lib.sh"
need python3 valgrind
! sanitized || skip "valgrind does not count under sanitizers"
# Whether one element is asked for by its key, and not all are read.
echo "table ip t { set s { type mark; elements = { 1 }; }; }" |
	"$nftload" -f - || wrong "a set is refused"
! "$STATE_PRINTER" | grep -q '^set.*0800140000000001' || export COUNTED=yes
exec python3 "$tests_dir/hostile/scaling.py" "$repeat"
