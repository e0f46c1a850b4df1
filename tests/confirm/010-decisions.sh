#!/bin/sh
# A change that is confirmed stays; one that is rejected, or that nobody confirms,
# is taken back: rules, sets, objects, counters and quotas are as they were.

. "$(dirname "$0")/lib.sh"

need nft python3

# ---- nobody confirms ----

start
gives 7 sync --confirm=1 --report=- new.nft
says err 'the change was not confirmed, and is taken back'
reports outcome '"reverted"'
reports exit 7
reports changed false
is_old
id=$("$nftload" confirm --status | sed 's/ .*//')
became reverted
# It is too late, and was no decision of anybody.
gives 7 confirm "$id"
gives 0 reject "$id"
# Times go on: an hour was left, less what has passed.
case $(nft list set inet t b) in
*'timeout 1h expires 59m5'*) ;;
*) wrong "the time of an element is not what was left: $(nft list set inet t b)" ;;
esac

# ---- somebody does ----

start
holds 30
is_new
[ "$(grep -c 'open a NEW connection' hold.err)" = 1 ] ||
	wrong "no word of a new connection: $(cat hold.err)"
gives 0 confirm "$id"
silent
ends 0
is_new
became confirmed
gives 0 confirm "$id"
gives 1 reject "$id"
says err 'is confirmed already'
is_new

start
holds 30 --detailed-exitcode --report=report.json
gives 0 confirm
ends 2
python3 -c 'import json
d = json.load(open("report.json"))
assert (d["outcome"], d["exit"], d["changed"], d["pending"]) == ("confirmed", 2, True, None), d' ||
	wrong "not what the report says"

# ---- somebody rejects ----

start
holds 30
gives 0 reject "$id"
ends 7
says hold.err 'rejected, and is taken back'
is_old
became rejected
gives 0 reject "$id"
gives 7 confirm "$id"

# ---- while one waits ----

start
holds 30
for file in old.nft new.nft; do
	gives 6 sync $file
	says err "change $id waits to be confirmed"
	gives 6 sync --check $file
	gives 6 sync --confirm=5 $file
done
gives 6 sync --report=- old.nft
reports exit 6
reports pending.id "\"$id\""
reports pending.state '"pending"'
reports pending.inputs '["new.nft"]'
reports changed false
# A load goes through, as another program's commit does; diff changes nothing.
echo 'table ip loaded' >loaded.nft
gives 0 load loaded.nft
gives 2 diff old.nft
# What waits in another network namespace is none of ours.
unshare -n "$nftload" sync loaded.nft || wrong "another namespace waits, too"
unshare -n "$nftload" confirm 2>err && wrong "another namespace confirms"
says err 'no change waits here'
gives 0 reject
ends 7
nft delete table ip loaded
is_old
gives 0 sync old.nft

# ---- without one who waits ----

start
gives 0 sync --confirm=30 --detach --report=- new.nft
reports outcome '"pending"'
reports pending.state '"pending"'
is_new
# It has a session of its own, by which it is found; all that it was lent is given
# back.
find_holder 30
for fd in 0 1 2; do
	[ "$(readlink "/proc/$holder/fd/$fd")" = /dev/null ] ||
		wrong "descriptor $fd is kept"
done
[ "$(readlink "/proc/$holder/cwd")" = / ] || wrong "the folder is kept"
gives 0 confirm "$id"
is_new
start
gives 0 sync --confirm=1 --detach new.nft
decided
is_old
start
gives 2 sync --confirm=30 --detach --detailed-exitcode new.nft
gives 0 reject
is_old

# ---- nothing to hold ----

start
gives 0 sync --confirm=30 old.nft
silent
gives 1 sync --confirm=30 missing.nft
echo 'table inet t { chain c { jump nowhere; }; }' >bad.nft
gives 1 sync --confirm=30 bad.nft
is_old
"$nftload" confirm --status | grep -q pending && wrong "something waits"
gives 3 confirm
gives 3 reject
gives 3 confirm 01234567
gives 3 confirm ../../etc
gives 3 sync --confirm=0 new.nft
gives 3 sync --confirm=soon new.nft
gives 3 sync --confirm=30 --check new.nft
gives 3 sync --confirm=30 --fallback old.nft new.nft
gives 3 sync --confirm=30 --netns /proc/self/ns/net --netns other new.nft
gives 3 sync --detach new.nft
gives 3 sync --confirm=30

# ---- what is kept ----

"$nftload" confirm --status --json >out
python3 -c 'import json
l = json.load(open("out"))
assert 5 < len(l) <= 16, len(l)
assert {r["state"] for r in l} == {"confirmed", "reverted", "rejected"}, l
assert all(r["uid"] == 0 and r["inputs"] == ["new.nft"] for r in l), l
at = [r["at"] for r in l]
assert at == sorted(at, reverse=True), at' || wrong "not as expected: $(cat out)"
n=0
while [ $n -lt 12 ]; do
	start
	gives 0 sync --confirm=30 --detach new.nft
	gives 0 confirm
	n=$((n + 1))
done
[ "$("$nftload" confirm --status | wc -l)" = 16 ] ||
	wrong "not sixteen are kept: $("$nftload" confirm --status)"
# Nobody else may read them.
[ -z "$(find /run/nftload -name 'confirm-*' ! -perm 600)" ] ||
	wrong "others may read: $(ls -l /run/nftload)"
finish
