#!/bin/sh
# A few elements of an interval set are compared with the kernel's by their keys:
# the same as with all elements read.  An argument is the number of changes that
# are drawn, a second one their seed.
# shellcheck source=tests/kernel/lib.sh
. "$(dirname "$0")/lib.sh"
need python3

count=${1:-60} seed=${2:-1}
python3 "$tests_dir/kernel/near/near.py" "$nftload" "$seed" "$count" ||
	failed=1

# A large set is not dumped; without strace nobody can tell.
"$nftload" -f - <<-END
	flush ruleset
	table t {
		set s { type ipv4_addr; flags interval; auto-merge
			elements = { $(seq -s, -f '10.0.%g.0/25' 0 255) }
		}
		set late { type ipv4_addr; flags interval,timeout
			elements = { $(seq -s, -f '10.0.%g.0/25' 0 255) }
		}
	}
END
dumps() {
	echo "$1" >change
	ASAN_OPTIONS=detect_leaks=0 strace -e trace=sendmsg -o calls \
		"$nftload" --no-sandbox -f change ||
		wrong "refused: $1"
	grep -c 'GETSETELEM.*NLM_F_DUMP' calls
}
command -v strace >/dev/null || finish
strace -o /dev/null true 2>/dev/null || finish
for change in 'add element t s { 9.9.9.9 }' 'add element t s { 9.9.9.10 }' \
	'add element t s { 10.0.7.1 }' 'add element t s { 10.0.7.128/25 }' \
	'add element t late { 9.9.9.9 timeout 1h }' \
	'add element t late { 10.0.7.0/25 timeout 1h }' \
	'delete element t late { 9.9.9.9 }' \
	'delete element t s { 9.9.9.9 }' 'delete element t s { 10.0.9.7 }'; do
	[ "$(dumps "$change")" = 0 ] || wrong "dumps the set: $change"
done
[ "$(dumps 'add element t s { 9.0.0.0-11.0.0.0 }')" = 1 ] ||
	wrong "does not dump where a range covers others"
finish
