#!/bin/sh
# Of walks from ruleset to ruleset each of the last 20 changes can be undone, and the
# undo undone: rules, sets, objects and what they counted are as they were.
#
# In the environment: HISTORY_WALKS, how many (1); WALK_SEED (1); SHARED, a folder with
# corpora to walk through, too.

. "$(dirname "$0")/lib.sh"

settled=${SETTLED:-$(dirname "$nftload")/../tests/state/settled}
[ -x "$settled" ] || skip "tests/state/settled is not built"
settled=$(realpath "$settled")
entries=20 seed=${WALK_SEED:-1}

# is_settled NAME
is_settled() {
	"$settled" --counts >now
	cmp -s "$1" now && return
	wrong "seed $seed: not the state before change $1: $last"
	diff "$1" now | head -n 20
}

# walk: until there are so many changes; the state before the nth is in file n.
walk() {
	rm -rf drawn state/history
	mkdir drawn
	nft flush ruleset
	# shellcheck disable=SC2046 # no name has a blank
	python3 "$tests_dir/state/draw.py" drawn 150 "$seed" \
		$(find "$tests_dir/golden/cases" "$tests_dir/../examples" -name '*.nft' |
			sort) \
		$(find "${SHARED:-.}" -path '*/corpus/*.jsonl' | sort) >list ||
		wrong "no rulesets"
	count=0
	for file in $(shuf -n 150 --random-source="$tests_dir/history/040-walks.sh" list); do
		[ $count -lt $entries ] || return
		{
			echo "flush ruleset"
			cat "$file"
		} >wanted.nft
		"$settled" --counts >before
		# Not all of them are states, and not each changes anything.
		"$nftload" sync --history --history-dir="$history" --history-max=100 wanted.nft >out 2>err
		[ -e "$(printf state/history/%08d $((count + 1)))" ] || continue
		count=$((count + 1))
		mv before $count
	done
}

end=$((seed + ${HISTORY_WALKS:-1}))
while [ "$seed" -lt $end ]; do
	walk
	[ $count -eq $entries ] || wrong "seed $seed: only $count changes"
	"$settled" --counts >last
	for n in $(seq $count -1 1); do
		undoes 0 -y --history-max=100 "$n"
		is_settled "$n"
		undoes 0 -y --history-max=100
		is_settled last
	done
	seed=$((seed + 1))
done
finish
