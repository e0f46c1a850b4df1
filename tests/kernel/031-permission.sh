#!/bin/sh
# Without CAP_NET_ADMIN: exit 5, one sentence, nothing changed.
. "$(dirname "$0")/lib.sh"
need setpriv

drop="setpriv --bounding-set -net_admin --inh-caps -net_admin --no-new-privs"
$drop true 2>/dev/null || skip "setpriv cannot drop a capability here"

echo 'add table ip t' >t.nft
for form in "load" "-f" "check --kernel" "-cf"; do
	state >before
	last="nftload $form t.nft (without CAP_NET_ADMIN)"
	# shellcheck disable=SC2086
	$drop "$nftload" $form t.nft >out 2>err
	status=$?
	expect 5
	says err 'CAP_NET_ADMIN'
	state >after
	cmp -s before after || wrong "the state has changed: $last"
done

# a mistake is told before the lack of permission is
echo 'add tabel ip t' >bad.nft
last="nftload load bad.nft (without CAP_NET_ADMIN)"
$drop "$nftload" load bad.nft >out 2>err
status=$?
expect 1
last="nftload check t.nft (without CAP_NET_ADMIN)"
$drop "$nftload" check t.nft >out 2>err
status=$?
expect 0
silent
finish
