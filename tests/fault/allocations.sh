#!/bin/sh
# Each allocation of a run fails once.
library=${COUNTDOWN_SO:-$(pwd)/tests/fault/countdown.so}
export COUNTDOWN_SO="$library"
. "$(dirname "$0")/../kernel/lib.sh"
need python3 nft
[ -e "$library" ] || skip "allocations can be made to fail with glibc only"
! sanitized || skip "sanitizers have an allocator of their own"
exec python3 "$tests_dir/fault/allocations.py" "$nftload" "$library"
