#!/bin/sh
# The functions that a load runs lie side by side at the start of the program, and
# src/start-order names those that there are.
MAKEFILE=${MAKEFILE:-$(pwd)/Makefile}
export MAKEFILE
. "$(dirname "$0")/../kernel/lib.sh"
need nm readelf
! sanitized || skip "builds with sanitizers are not ordered"
grep -q '^START_SCRIPT = .' "$MAKEFILE" 2>/dev/null || skip "the linker takes no order"

nm --defined-only "$nftload" | sed -n 's/^\([0-9a-f]*\) [tT] \([^.]*\).*/\2 \1/p' | sort -u >there
sort -u "$tests_dir/../src/start-order" >listed
join listed there >both
named=$(cut -d' ' -f1 both | sort -u | wc -l)
[ "$named" -ge $(($(wc -l <listed) * 3 / 4)) ] ||
	wrong "of $(wc -l <listed) functions of src/start-order $named are left: make start-order"

# Words of `readelf -S`: name, type, address, offset, size.
# shellcheck disable=SC2046
set -- $(readelf -SW "$nftload" | sed -n 's/.*\] \(\.text  *PROGBITS.*\)/\1/p')
start=$(printf %d "0x$3")
size=$(printf %d "0x$5")
early=0
all=0
while read -r _ address; do
	all=$((all + 1))
	[ $((0x$address - start)) -lt $((size * 2 / 5)) ] && early=$((early + 1))
done <both
# Some names are those of other functions, too.
[ "$early" -ge $((all * 9 / 10)) ] || wrong "of $all functions $early lie in the first two fifths"
finish
