#!/bin/sh
# The history is private and bounded; what is damaged, written by others, by another
# version or for another namespace is named, left alone and never applied; a commit
# that cannot be noted counts all the same.

. "$(dirname "$0")/lib.sh"

# digest: of all that is in the history
digest() {
	(cd state/history && for file in *; do
		echo "$file"
		cat "$file" 2>&1
	done) | sha256sum
}

# ---- whose it is ----

start
[ "$(stat -c %a state/history)" = 700 ] || wrong "others may read the folder"
[ "$(stat -c %a state/history/00000001)" = 600 ] || wrong "others may read an entry"
for mode in 770 707 722; do
	chmod $mode state/history
	gives 0 sync --history-dir="$history" old.nft
	says err 'this change will not be in the history .*other users could have changed it'
	undoes 5 -y
	gives 5 history --history-dir="$history"
	chmod 700 state/history
	gives 0 sync --history-dir="$folder/none" new.nft
done
is_again new
mv state/history state/other
ln -s other state/history
gives 0 sync --history-dir="$history" old.nft
says err 'will not be in the history'
undoes 5 -y
rm state/history
mv state/other state/history
chmod 777 state/.
undoes 5 -y
chmod 700 state/.
gives 0 sync --history-dir="$folder/none" new.nft
remembers new

# ---- entries that are not used ----

# left_alone PATTERN: the last entry is named, and nothing happens.
left_alone() {
	before=$(digest)
	remembers now
	gives 0 history --history-dir="$history"
	says err "number 2 of the history is left alone: .*$1"
	gives 1 history --history-dir="$history" 2
	for number in '' 1 2; do
		undoes 1 -y $number
		says err "number 2 of the history is not used: .*$1.*; nothing was changed"
	done
	is_again now
	[ "$(digest)" = "$before" ] || wrong "the history has changed"
}
start
entry=state/history/00000002
cp $entry kept
size=$(stat -c %s kept)
for cut in 0 1 10 100 $((size / 2)) $((size - 1)); do
	head -c "$cut" kept >$entry
	left_alone damaged
done
for at in 20 60 $((size / 2)) $((size - 80)) $((size - 2)); do
	python3 - "$at" <<'END'
import sys
bytes = bytearray(open("kept", "rb").read())
bytes[int(sys.argv[1])] ^= 1
open("state/history/00000002", "wb").write(bytes)
END
	left_alone damaged
done
sed '1s/1/2/' kept >$entry
left_alone 'another version'
echo text >$entry
left_alone damaged
rm $entry
ln -s ../kept $entry
left_alone 'other users'
rm $entry
mkdir $entry
gives 0 history --history-dir="$history"
says err 'number 2 of the history is left alone'
rmdir $entry
cp kept $entry
chmod 620 $entry
left_alone 'other users'
chmod 600 $entry
ln $entry state/second
left_alone 'other users'
rm state/second
undoes 0 -y
is_again old

# ---- what the lengths of blocks say ----

# A file whose digest is right, and whose lengths are not.
start
cat >forge.py <<'END'
import hashlib, re, sys
data = open("kept", "rb").read()
data = data[:data.rindex(b"check ")]
old, new = (text.encode() for text in sys.argv[1:])
assert re.search(old, data), old
data = re.sub(old, new, data, count=1)
open("state/history/00000002", "wb").write(data + b"check " + hashlib.sha256(data).hexdigest().encode() + b"\n")
END
cp $entry kept
while read -r from to; do
	python3 forge.py "$from" "$to"
	left_alone damaged
done <<'END'
block.before.\d+ block\ before\ 2147483647
block.before.\d+ block\ before\ 99999999999999999999
block.before.\d+ block\ before\ 17
block.diff.(\d+).\d+ block\ diff\ 9\ 999999999
block.after block\ other
zlib plain
netns.\d+ netns\ x
\nend\n \n
END

# ---- another network namespace ----

start
unshare -n "$nftload" sync --history-dir="$history" old.nft
unshare -n "$nftload" undo -y --history-dir="$history" >out 2>err &&
	wrong "an undo in a namespace without changes"
grep -q 'no change of this network namespace' err || wrong "$(cat err)"
undoes 1 -y 3
says err 'another network namespace'
undoes 0 -y
is_again old

# ---- how many ----

start
for n in 1 2 3 4 5; do
	gives 0 sync --history-dir="$history" --history-max=3 old.nft
	gives 0 sync --history-dir="$history" --history-max=3 new.nft
done
[ "$(ls state/history | tr '\n' ' ')" = '00000010 00000011 00000012 ' ] ||
	wrong "the history holds $(ls state/history)"
echo damaged >state/history/00000010
gives 0 sync --history-dir="$history" --history-max=3 old.nft
[ "$(ls state/history | tr '\n' ' ')" = '00000010 00000011 00000012 00000013 ' ] ||
	wrong "a damaged entry is gone: $(ls state/history)"

# ---- with a report, which another process writes ----

start
syncs --report=report.json old.nft
grep -q '"changed": true' report.json || wrong "there is no report"
[ -e state/history/00000003 ] || wrong "the entry is missing"
gives 12 sync --history-dir="$history" --report="$PWD/no/such" --fallback=old.nft new.nft
"$nftload" sync --history-dir="$history" old.nft | cat
[ -e state/history/00000005 ] || wrong "the entry is missing"

# ---- what a killed writer left; several at once ----

start
: >state/history/.new-00000003
syncs old.nft
[ ! -e state/history/.new-00000003 ] || wrong "a rest of a writer stays"
[ -e state/history/00000003 ] || wrong "the entry is missing"
rm -rf state/history
for n in 1 2 3 4 5 6 7 8 9; do
	unshare -n "$nftload" sync --history --history-dir="$history" old.nft &
done
wait
[ "$(ls state/history | wc -l)" = 9 ] || wrong "entries are missing: $(ls state/history)"
gives 0 history --history-dir="$history"
[ ! -s err ] || wrong "something is wrong: $(cat err)"

# ---- a disk that is full, or read-only ----

if unshare -m --propagation private true 2>/dev/null; then
	cat >mounts.sh <<'END'
mkdir disk
mount -t tmpfs -o size=16k none disk || exit 77
chmod 700 disk
"$NFTLOAD" sync --history --history-dir="$PWD/disk/history" old.nft || exit 1
cat /dev/zero >disk/full 2>/dev/null
"$NFTLOAD" sync --history-dir="$PWD/disk/history" new.nft 2>err || exit 2
grep -q 'the change is made, but is not in the history.*No space' err || exit 3
[ "$(ls -A disk/history)" = 00000001 ] || exit 4
mount -o remount,ro none disk
"$NFTLOAD" sync --history-dir="$PWD/disk/history" old.nft 2>err || exit 5
grep -q 'the change is made, but is not in the history.*Read-only' err || exit 6
"$NFTLOAD" history --history-dir="$PWD/disk/history" | grep -q '^1 ' || exit 7
END
	nft flush ruleset
	unshare -m --propagation private sh mounts.sh
	status=$?
	case $status in
	0 | 77) ;;
	*) wrong "a full disk: step $status: $(cat err)" ;;
	esac
fi
finish
