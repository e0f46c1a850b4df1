#!/bin/sh
# From ruleset to ruleset by the smallest changes: the kernel refuses none, the
# state is then that of a fresh load, and a second plan is empty.  What takes a
# step back leaves what was there before.
#
# In the environment: WALKS_STEPS, how many (600); WALKS_SEED (1); SHARED, a
# folder with corpora to walk through, too; NFT_ORACLE, nft 1.1.7, whose loads
# are then the fresh ones, and ours only where it refuses a file or is known to
# load it otherwise.
. "$(dirname "$0")/../kernel/lib.sh"

need python3
walks=${WALKS:-$(dirname "$nftload")/../tests/state/walks}
[ -x "$walks" ] || skip "tests/state/walks is not built"
steps=${WALKS_STEPS:-600}
seed=${WALKS_SEED:-1}

mkdir drawn
# shellcheck disable=SC2046 # no name has a blank
python3 "$tests_dir/state/draw.py" drawn "$steps" "$seed" \
	$(find "$tests_dir/golden/cases" "$tests_dir/../examples" -name '*.nft' |
		sort) \
	$(find "${SHARED:-.}" -path '*/corpus/*.jsonl' | sort) >list ||
	wrong "no rulesets"
[ -n "${NFT_ORACLE:-}" ] ||
	echo "compared with our own loads: NFT_ORACLE names no nft"
# walk STEPS [OPTIONS]
walk() {
	count=$1
	shift
	"$walks" --seed "$seed" --steps "$count" \
		${NFT_ORACLE:+--nft "$NFT_ORACLE"} "$@" list >out
	status=$?
	[ $status != 77 ] || skip "$(cat out)"
	[ $status = 0 ] || wrong "walks $*: $status"
	cut -c 1-300 out | tail -n 60
	[ -z "${NFT_ORACLE:-}" ] ||
		awk '/^[0-9]+ files as nft/ { exit $1 < 5 * $11 }' out ||
		wrong "nft loads too many files otherwise"
}

walk $((steps / 2))
# as before Linux 6.3
walk $((steps / 4)) --lacking 15
walk $((steps / 4)) --open
# each step taken back, and made again
walk $((steps / 4)) --back
walk $((steps / 4)) --back --open
# and as the change that nobody confirms is
walk $((steps / 6)) --held
walk $((steps / 6)) --held --open
finish
