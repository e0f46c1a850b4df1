#!/bin/sh
# No kind of input costs more than in proportion to its size.
repeat=${REPEAT:-$(pwd)/tests/hostile/repeat}
export REPEAT="$repeat"
. "$(dirname "$0")/../kernel/lib.sh"
need python3 valgrind
! sanitized || skip "valgrind does not count under sanitizers"
exec python3 "$tests_dir/hostile/scaling.py" "$repeat"
