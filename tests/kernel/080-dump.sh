#!/bin/sh
# --dump prints a stage and stops: nothing is sent.
. "$(dirname "$0")/lib.sh"

echo 'table ip t { chain c { tcp dport 22 accept; }; }' >t.nft
for stage in tokens ast bytecode messages; do
	for form in "check --dump=$stage" "load --dump $stage" "--dump=$stage -f"; do
		# shellcheck disable=SC2086
		changes_nothing 0 $form t.nft
		[ -s out ] || wrong "nothing is printed: $last"
		[ ! -s err ] || wrong "something stands on stderr: $last"
	done
done
changes_nothing 0 --dump=messages add table ip t
says out TABLE
echo 'table ip t { chain c { tcp dprot 22 accept; }; }' >bad.nft
for stage in ast bytecode messages; do
	changes_nothing 1 check --dump=$stage bad.nft
	[ ! -s out ] || wrong "an input with errors is dumped: $last"
done
finish
