#!/bin/sh
# A change in another network namespace is held, confirmed and taken back there.

. "$(dirname "$0")/lib.sh"

need nft python3

unshare -n sleep 600 &
sleeper=$!
trap 'kill $sleeper' EXIT
comes is_apart $sleeper || skip "no other namespace"
there=/proc/$sleeper/ns/net
in_there() {
	nsenter --net="$there" "$@"
}

# One ruleset here, which stays, and the old one there.
nft 'add table ip here'
nft_there="in_there nft"
start() {
	in_there nft flush ruleset
	gives 0 sync --netns="$there" old.nft
	remembers old
}
made() {
	in_there nft list ruleset | grep -q 'tcp dport 25' ||
		wrong "the new ruleset is not there: $last"
}

for verb in sync load; do
	start
	gives 7 $verb --confirm=1 --netns="$there" --report=- new.nft
	reports outcome '"reverted"'
	reports netns "\"$there\""
	is_old
	gives 0 $verb --confirm=600 --netns="$there" --detach new.nft
	id=$(sed -n 's/.*change \([0-9a-f]*\) is made.*/\1/p' err)
	[ -n "$id" ] || wrong "its id is not told: $(cat err)"
	made
	# It waits there, and not here.
	gives 6 sync --netns="$there" old.nft
	says err "change $id waits to be confirmed"
	gives 6 sync --confirm=5 --netns="$there" old.nft
	gives 6 sync --netns=/proc/self/ns/net --netns="$there" --check old.nft
	gives 0 sync --check old.nft
	gives 3 confirm
	gives 0 confirm "$id"
	made
	start
	gives 0 $verb --confirm=600 --netns="$there" --detach new.nft
	in_there "$nftload" reject || wrong "exit status $? of reject there"
	is_old
done

# Who waits takes a killed holder's change back there; of others' that is said.
verb=sync
start
holds 600 --netns="$there"
kill -KILL "$holder"
ends 7
is_old
gives 0 sync --confirm=600 --netns="$there" --detach new.nft
waits || wrong "nothing waits: $last"
for pid in $(pgrep -f "^$nftload sync --confirm=600 --netns=$there"); do
	kill -KILL "$pid"
done
decided
gives 9 reject "$id"
says err "in its network namespace"
in_there "$nftload" reject "$id" || wrong "exit status $? of reject there"
is_old

# No start of this machine loads anything there.
[ ! -e /var/lib/nftload/unconfirmed ] || wrong "it is noted: $(cat /var/lib/nftload/unconfirmed)"
gives 10 sync --confirm=5 --netns=nowhere new.nft
says err "nowhere.*nothing was changed"
gives 3 sync --confirm=5 --netns="$there" --netns=other new.nft
[ "$(nft list tables)" = 'table ip here' ] || wrong "this namespace was changed"
finish
