#!/bin/sh
# The program itself goes from ruleset to ruleset, at random: each sync is
# taken, leaves what a fresh load by nft 1.1.7 leaves, and a second one uses no
# generation.
#
# In the environment: NFT_ORACLE, which is nft 1.1.7; WALK_STEPS, how many (90);
# WALK_SEED (1); SHARED, a folder with corpora: their whole rulesets are walked
# to as well.
. "$(dirname "$0")/lib.sh"

settled=${SETTLED:-$(dirname "$nftload")/../tests/state/settled}
[ -x "$settled" ] || skip "tests/state/settled is not built"
case $("${NFT_ORACLE:-false}" --version 2>/dev/null) in
*" v1.1.7 "*) ;;
*) skip "NFT_ORACLE does not name the reference, nft 1.1.7" ;;
esac
need python3
settled=$(realpath "$settled")
steps=${WALK_STEPS:-90}
shared=${SHARED:-$tests_dir/../../shared}

mkdir rulesets fresh
list() {
	ls "$tests_dir"/../examples/*.nft
	[ ! -e "$shared/corpus/rulesets.jsonl" ] ||
		python3 "$tests_dir/state/cases.py" corpus \
			"$shared/corpus/rulesets.jsonl"
}
count=0
for file in $(list); do
	count=$((count + 1))
	{
		echo "flush ruleset"
		cat "$file"
	} >rulesets/$count
	echo "$file" >rulesets/$count.name
done
[ $count -ge 12 ] || wrong "only $count rulesets"

# leaves RULESET COMMAND: what a load of it leaves in an empty namespace.
leaves() {
	unshare -n sh -c '$1 "$2" >/dev/null 2>&1 && "$3"' - \
		"$2" "rulesets/$1" "$settled" >"fresh/$1"
}

# Asked once; of the few that nft refuses, the program itself.
refused=0
fresh_of() {
	[ ! -e "fresh/$1" ] || return
	leaves "$1" "$NFT_ORACLE -f" && return
	echo "nft refuses $(cat "rulesets/$1.name")"
	refused=$((refused + 1))
	leaves "$1" "$nftload load" ||
		wrong "$(cat "rulesets/$1.name") does not load"
}

walk_to() {
	fresh_of "$1"
	gives 0 sync "rulesets/$1"
	"$settled" >now
	if ! cmp -s "fresh/$1" now; then
		wrong "another state: from ${from:-nothing} to $1"
		diff "fresh/$1" now | head -n 10
	fi
	before=$(generation)
	gives 0 sync --verify "rulesets/$1"
	[ "$(generation)" = "$before" ] ||
		wrong "the second sync of $1 sends something"
	from=$1
}

for next in $(python3 -c '
import random, sys
steps, seed, count = map(int, sys.argv[1:])
rnd = random.Random(seed)
print(*(rnd.randint(1, count) for _ in range(steps)))' \
	"$steps" "${WALK_SEED:-1}" "$count"); do
	walk_to "$next"
done
[ $refused -le 3 ] || wrong "nft refuses $refused rulesets"
echo "$steps syncs between $count rulesets"
finish
