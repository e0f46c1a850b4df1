#!/bin/sh
# An input without commands must not look like success: its generator may have
# died.
. "$(dirname "$0")/lib.sh"

: >empty.nft
printf '\n\n# words, words\n\n' >comments.nft
echo 'define port = 22' >definitions.nft
echo '{"nftables": []}' >empty.json
echo '{"nftables": [{"metainfo": {"version": "1.0.6"}}]}' >listing.json
echo 'include "./comments.nft"' >includes.nft
printf '   \n' >blank.nft
for file in *.nft *.json; do
	changes_nothing 0 load "$file"
	says err "^$file:1:1.*: warning: the input asks for nothing"
	changes_nothing 0 check "$file"
	says err "^$file:1:1.*: warning: the input asks for nothing"
	changes_nothing 1 load --strict "$file"
	changes_nothing 1 check --strict "$file"
	changes_nothing 0 load -q "$file"
	silent
done
last="a generator that dies"
false | "$nftload" load - >out 2>err
status=$?
expect 0
says err '^<stdin>:1:1.*: warning: the input asks for nothing'
false | "$nftload" -f - >out 2>err
says err '^<stdin>:1:1.*: warning: the input asks for nothing'
changes_nothing 0 load --each empty.nft comments.nft
[ "$(grep -c 'asks for nothing' err)" = 2 ] || wrong "not told of both: $last"

# what asks for something is not told of, whatever it comes to
echo 'flush ruleset' >flush.nft
echo 'add table ip t' >table.nft
gives 0 load --keep-foreign flush.nft
silent
gives 0 load empty.nft table.nft comments.nft
silent
gives 0 check flush.nft
silent
finish
