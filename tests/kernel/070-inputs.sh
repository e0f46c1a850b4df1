#!/bin/sh
# Inputs that cannot be read are named, with a message for each kind; exit 1.
. "$(dirname "$0")/lib.sh"

changes_nothing 1 load missing.nft
says err "'missing.nft'.*No such file"
says err '\[file\]'
mkdir dir
changes_nothing 1 load dir
says err "'dir'.*is a directory"
changes_nothing 1 -f dir
changes_nothing 1 load /dev/zero
says err "'/dev/zero'.*never ends"
changes_nothing 1 load ''
for device in /dev/loop0 /dev/sda /dev/vda /dev/nvme0n1; do
	[ -b $device ] || continue
	changes_nothing 1 load $device
	says err 'block device'
	break
done
echo 'add table ip t' >secret.nft
chmod 0 secret.nft
if setpriv --bounding-set -dac_override,-dac_read_search --inh-caps -all true 2>/dev/null &&
   [ "$(id -u)" = 0 ]; then
	chown 1:1 secret.nft 2>/dev/null &&
		setpriv --bounding-set -dac_override,-dac_read_search \
			"$nftload" check secret.nft >out 2>err && wrong "reads a file that it may not"
fi

# two that are missing are two errors
changes_nothing 1 load a.nft b.nft
says err "'a.nft'"
says err "'b.nft'"

# streams that are closed are not taken for files
"$nftload" load missing.nft <&- >&- 2>&-
status=$?
last="nftload load missing.nft <&- >&- 2>&-"
expect 1
# and one that is not there is not an empty one
"$nftload" check - <&- 2>err
status=$?
last="nftload check - <&-"
expect 1
says err 'cannot read standard input'
finish
