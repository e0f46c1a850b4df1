#!/bin/sh
# `convert`: what is written, as text and as JSON, makes the state that the input
# makes, and is written the same again.  All golden cases and examples that are
# a state.
. "$(dirname "$0")/../kernel/lib.sh"
. "$tests_dir/print/known.sh"

look() {
	"$nftload" convert -q --to=json "$1" >a.json || wrong "$1: not as JSON"
	"$nftload" convert -q a.json >b.nft || wrong "$1: JSON is refused"
	"$nftload" convert -q a.nft >c.nft || wrong "$1: text is refused"
	diff a.nft b.nft || wrong "$1: by JSON to another text"
	diff a.nft c.nft || wrong "$1: by text to another text"
	was=$("$nftload" fingerprint -q "$1" | tail -n 1)
	for file in a.nft a.json; do
		is=$("$nftload" fingerprint -q $file | tail -n 1)
		[ "$was" = "$is" ] || wrong "$1: $file is another state"
	done
}

count=0
find "$tests_dir/golden/cases" "$tests_dir/../examples" \
	"$tests_dir/print" \
	\( -name '*.nft' -o -name '*.json' \) >list || wrong "no cases"
while read -r case; do
	"$nftload" convert -q "$case" >a.nft 2>/dev/null || continue
	[ -s a.nft ] || continue
	! known "$case" || continue
	look "$case"
	count=$((count + 1))
done <list
[ "$count" -ge 70 ] || wrong "only $count cases were converted"
echo "$count cases"

# What it says, and what it refuses.
printf 'table ip t {\n}\n' >plain.nft
printf '# why\ntable ip t {\n}\n' >why.nft
[ -z "$("$nftload" convert plain.nft 2>&1 >/dev/null)" ] ||
	wrong "a note though there are no comments"
"$nftload" convert why.nft 2>&1 >/dev/null | grep -q 'comments .* not kept' ||
	wrong "comments go without a word"
"$nftload" convert plain.nft | "$nftload" convert - | diff plain.nft - ||
	wrong "a pipe changes the text"
# Times have whole seconds in the language.
printf 'add table ip t\nadd chain ip t c\n%s\n' \
	'add rule ip t c meta time . meta mark { "2020-06-01 12:00:00"/46 . 1 }' >time.nft
case=time.nft
"$nftload" convert "$case" 2>err | grep -q '# cannot be written' ||
	wrong "no bytecode for a rule that has no form"
grep -q 'cannot be written' err || wrong "a rule is lost without a warning"
"$nftload" convert --to=json "$case" 2>/dev/null >a.json
grep -q '"bytecode"' a.json || wrong "no bytecode in JSON"
"$nftload" check a.json 2>/dev/null && wrong "loads a rule without its content"
"$nftload" convert 2>err && wrong "converts nothing"
grep -q 'needs a FILE' err || wrong "no reason"
"$nftload" convert --from-kernel plain.nft 2>err && wrong "takes both"
grep -q 'not both' err || wrong "no reason for not both"
echo 'delete rule ip t c handle 5' >state.nft
"$nftload" convert state.nft 2>err && wrong "a handle is no state"
grep -q 'not declarative' err || wrong "a handle without a reason"
"$nftload" load plain.nft || wrong "load"
"$nftload" convert --from-kernel | diff plain.nft - || wrong "--from-kernel"
"$nftload" convert --from-kernel --to=json | grep -q '"name": "t"' ||
	wrong "--from-kernel as JSON"
finish
