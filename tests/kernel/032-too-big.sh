#!/bin/sh
# A batch that the socket buffer cannot hold: exit 10, and the message names
# the bytes and the sysctl.  Root may force the buffer, so the test
# runs as an ordinary user.
. "$(dirname "$0")/lib.sh"

limit=$(cat /proc/sys/net/core/wmem_max) || skip "no net.core.wmem_max here"
[ "$limit" -le 16777216 ] || skip "net.core.wmem_max is $limit: too much for this test"
many_rules "$(beyond "$limit")" >big.nft

cat >inside.sh <<'END'
"$1" load big.nft >out 2>err
status=$?
"$2" >after
exit $status
END
unshare -Urn true 2>/dev/null || skip "no user namespace can be made here"
last="nftload load big.nft (in a user namespace)"
unshare -Urn sh inside.sh "$nftload" "$STATE_PRINTER"
status=$?
expect 10
says err 'wmem_max'
says err 'nothing was applied'
[ ! -s after ] || wrong "something was applied"

# root forces the buffer
if is_first_root; then
	gives 0 load big.nft
	silent
fi
finish
