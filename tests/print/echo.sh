#!/bin/sh
# What --echo prints can be loaded again, as text and as JSON, and leaves the same
# state: all golden cases and examples that load here.
. "$(dirname "$0")/../kernel/lib.sh"
. "$tests_dir/print/known.sh"

# hold FILE: what the kernel holds
hold() {
	{
		"$nftload" fingerprint -q && "$nftload" -s list ruleset
	} >"$1" || wrong "the state cannot be read"
}

# again CASE FILE: FILE leaves the state `want`
again() {
	"$nftload" flush ruleset
	"$nftload" -f "$2" >err 2>&1 || {
		wrong "$1: $2 cannot be loaded"
		head -n 3 err
		return
	}
	hold have
	cmp -s want have && return
	wrong "$1: $2 leaves another state"
	diff want have | head -n 8
}

# look CASE: its echoes, which were made in an empty namespace
look() {
	"$nftload" flush ruleset
	"$nftload" -e -f "$1" >text.nft 2>/dev/null || return
	hold want
	"$nftload" flush ruleset
	"$nftload" -j -e -f "$1" >echo.json 2>/dev/null ||
		wrong "$1: no echo as JSON"
	again "$1" text.nft
	again "$1" echo.json
	count=$((count + 1))
}

count=0
find "$tests_dir/golden/cases" "$tests_dir/../examples" -name '*.nft' >list ||
	wrong "no cases"
while read -r case; do
	known "$case" || look "$case"
done <list
[ "$count" -gt 50 ] || wrong "only $count cases were loaded"
finish
