#!/bin/sh
# Another program commits all the time: a load that had to read the kernel's
# state carries the generation it read, so it is lost or applied, never applied
# to what it did not see.  Every load that exits with 0 is in the kernel, and no
# other.
. "$(dirname "$0")/lib.sh"
need nft

nft -f - <<'END' || skip "nft cannot load here"
add table ip t
add chain ip t c
add rule ip t c counter
END
(
	while :; do
		nft add table ip other
		nft delete table ip other
	done
) >/dev/null 2>&1 &
other=$!
done=0
lost=0
retried=0
for mark in $(seq 1 60); do
	last="nftload --verbose add rule ip t c index 0 meta mark $mark accept"
	# shellcheck disable=SC2086
	run ${last#nftload }
	case $status in
	0)
		done=$((done + 1))
		grep -q ' 0 retries' err || retried=$((retried + 1))
		;;
	6)
		lost=$((lost + 1))
		says err 'other programs kept changing the ruleset'
		says err 'nothing was applied'
		;;
	*) expect 0 ;;
	esac
done
kill $other
wait $other 2>/dev/null
there=$(nft list chain ip t c | grep -c 'meta mark')
[ "$there" = $done ] || wrong "$there rules are there, $done loads said so"
[ $done -gt 0 ] || wrong "no load got through ($lost lost)"
echo "$done applied, $retried of them after a retry, $lost lost"

# nothing else changes: no retry, and the same generation
gives 0 add rule ip t c index 0 meta mark 99 accept
silent
finish
