#!/bin/sh
# Batches of many sets go to the kernel in another order than they were written
# in, with names for the sets: what they leave, and every error, is the same.
# An argument is the number of batches that are drawn, a second one their seed.
# shellcheck source=tests/kernel/lib.sh
. "$(dirname "$0")/lib.sh"
need python3

count=${1:-20} seed=${2:-1}
python3 "$tests_dir/kernel/reshaped/reshaped.py" "$nftload" "$seed" "$count" \
	"$tests_dir"/../examples/*.nft || failed=1

# Each rule has a set of its own, and one more that takes none.
many() {
	echo "table ip t { chain c {"
	seq -f 'tcp dport { %g, 2 } counter' 3 120
	echo "counter; }; }"
}

# Names by hexadecimal digits: of the kernel are __set0 and so on.
names() {
	"$STATE_PRINTER" | grep -c "5f5f736574$1"
}

many | "$nftload" load -q - || wrong "many sets are refused"
[ "$(names '[4-7]')" -gt 0 ] || wrong "the sets have the kernel's names"
"$nftload" -f - <<-END
	flush ruleset
END
many | "$nftload" load -q --each - || wrong "many sets are refused, plain"
[ "$(names 3)" -gt 0 ] || wrong "--each gives names"
finish
