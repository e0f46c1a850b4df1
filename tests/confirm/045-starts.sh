#!/bin/sh
# What nobody has confirmed does not come back when the machine starts: the last good
# state is loaded in its place, until the file changes or somebody confirms it.

. "$(dirname "$0")/lib.sh"

need nft

mkdir -p root/etc root/var/lib /var/lib/nftload
chmod 700 /var/lib/nftload
chmod 755 root root/var root/var/lib
mkdir -m 700 root/var/lib/nftload
mount --bind /var/lib/nftload root/var/lib/nftload
main=root/etc/nftables.conf
list=/var/lib/nftload/unconfirmed
good=/var/lib/nftload/last-good.nft

# starts STATUS: on an empty kernel
starts() {
	nft flush ruleset
	gives "$1" boot --root=root
}

# put RULE: a ruleset of two files
put() {
	cat >$main <<END
flush ruleset
table inet t {
	chain c {
		type filter hook input priority 0; policy drop
		include "$PWD/rest.nft"
		$1
	}
}
END
}
echo 'tcp dport 22 accept' >rest.nft
put 'tcp dport 80 accept'
starts 0
[ ! -e $list ] || wrong "a start notes something"
grep -q " $PWD/rest.nft\$" $good || wrong "the last good files are not named: $(head -5 $good)"

# tries ARGUMENTS: a new ruleset, with --confirm
tries() {
	put 'tcp dport 81 accept'
	gives "$@" $main
}

# ---- while it waits, and when it was taken back ----

tries 0 sync --name=nftload --confirm=600 --detach
stands 'tcp dport 81'
[ "$(cut -d' ' -f2 $list)" = "$PWD/$main" ] || wrong "not the file that is new alone: $(cat $list)"
[ "$(cut -d' ' -f1 $list)" = "$(sha256sum <$main | cut -d' ' -f1)" ] || wrong "not its digest"
[ "$(stat -c %a $list)" = 600 ] || wrong "others may read it"
# The machine starts again: /run is empty, and no process is left.
passed() {
	starts 13
	says err "'$main' asks for a change that nobody has confirmed: the files are passed over"
	says err "last good state '.*' is loaded"
	stands 'tcp dport 80'
	gone 'tcp dport 81'
}
gives 0 reject
passed
# A report and the journal have it, too.
NFTLOAD_OPTS=--report=- gives 13 boot --root=root
reports exit 13
reports fallback.committed true
for end in reject 'SIGKILL' 'the deadline'; do
	rm -f $list
	put 'tcp dport 80 accept'
	starts 0
	case $end in
	reject)
		tries 0 sync --name=nftload --confirm=600 --detach
		gives 0 reject
		;;
	SIGKILL)
		tries 0 sync --name=nftload --confirm=600 --detach
		pgrep -f "^$nftload sync --name=nftload --confirm=600" |
			while read -r pid; do
				is_apart "$pid" || kill -KILL "$pid" 2>/dev/null
			done
		decided
		;;
	*)
		tries 7 sync --name=nftload --confirm=1
		says err "'$main' still asks for the change"
		;;
	esac
	last="$end"
	passed
done

# ---- until it changes, or is confirmed ----

put 'tcp dport 82 accept'
starts 0
silent
stands 'tcp dport 82'
tries 0 sync --name=nftload --confirm=600 --detach
gives 0 confirm
[ ! -e $list ] || wrong "it is still noted: $(cat $list)"
starts 0
silent
stands 'tcp dport 81'
# With a new name, the same bytes are the same.
put 'tcp dport 83 accept'
mv $main other.nft
put 'tcp dport 81 accept'
gives 7 sync --name=nftload --confirm=1 other.nft
cp other.nft $main
starts 13
stands 'tcp dport 81'
# Whoever syncs it all the same has decided.
gives 0 sync --root=root --no-guard
[ ! -e $list ] || wrong "it is still noted: $(cat $list)"
starts 0
silent
stands 'tcp dport 83'
# The file that was there before is good.
tries 7 sync --name=nftload --confirm=1
put 'tcp dport 83 accept'
starts 0
silent
# So is an included file; a new one is not.
echo 'tcp dport 23 accept' >rest.nft
gives 7 sync --name=nftload --confirm=1 $main
starts 13
says err "'$PWD/rest.nft' asks for a change"
stands 'tcp dport 22'
echo 'tcp dport 22 accept' >rest.nft
starts 0
silent

# ---- loads ----

put 'tcp dport 84 accept'
gives 7 load --confirm=1 $main
starts 13
stands 'tcp dport 83'
gives 0 load --confirm=600 --detach $main
gives 0 confirm
starts 0
stands 'tcp dport 84'
# A change that is not made is no reason; what is noted already stays so.
cp $list noted
put 'tcp dport 85 accept
		jump nowhere'
gives 1 sync --name=nftload --confirm=30 $main
cmp noted $list || wrong "what is wrong is noted"
nft flush ruleset
{ echo flush ruleset; echo 'table inet t { ct helper h { type "nosuch" protocol tcp; }; }'; } >$main
gives 4 load --confirm=30 $main
gives 4 sync --name=nftload --confirm=30 $main
cmp noted $list || wrong "what the kernel refuses is noted"

# ---- what was undone ----

rm -f $list
put 'tcp dport 90 accept'
starts 0
for by in 'sync --root=root --history' "sync --name=nftload --history $main"; do
	put 'tcp dport 91 accept'
	# shellcheck disable=SC2086
	gives 0 $by
	stands 'tcp dport 91'
	gives 0 undo -y
	stands 'tcp dport 90'
	[ "$(wc -l <$list)" = 1 ] || wrong "not the file alone that has changed: $(cat $list)"
	starts 13
	stands 'tcp dport 90'
	gone 'tcp dport 91'
	# What was there before is good.
	put 'tcp dport 90 accept'
	starts 0
	silent
	# An undo that is undone asks for the change again.
	put 'tcp dport 91 accept'
	gives 0 undo -y
	stands 'tcp dport 91'
	[ ! -e $list ] || wrong "it is still noted: $(cat $list)"
	put 'tcp dport 90 accept'
	starts 0
done
rm -rf /var/lib/nftload/history

# ---- where nothing can take its place ----

put 'tcp dport 86 accept'
gives 7 load --confirm=1 $main
mv $good kept.good
starts 0
says err 'nobody has confirmed, and is loaded all the same'
stands 'tcp dport 86'
mkdir -p root/etc/nftload
echo 'table inet closed' >root/etc/nftload/fallback.nft
rm -f $good
put 'tcp dport 87 accept'
gives 7 load --confirm=1 $main
starts 8
stands 'table inet closed'
gone 'dport 87'
rm root/etc/nftload/fallback.nft

# ---- where it cannot be noted, nothing is changed ----

nft flush ruleset
put 'tcp dport 88 accept'
umount root/var/lib/nftload
refused() {
	for verb in sync load; do
		gives "$1" $verb --confirm=30 $main
		says err 'nothing was changed'
		gone 'table inet t'
	done
}
chmod 770 /var/lib/nftload
refused 5
chmod 700 /var/lib/nftload
chmod 660 $list
refused 5
chmod 600 $list
mount -t tmpfs -o size=8k none /var/lib/nftload
chmod 700 /var/lib/nftload
cat /dev/zero >/var/lib/nftload/full 2>/dev/null
refused 11
says err "the note of its files in /var/lib/nftload cannot be written: No space left"
mount -o remount,ro /var/lib/nftload
refused 11
umount /var/lib/nftload
# A folder that is missing is made, for root alone.
rm -rf /var/lib/nftload
gives 7 sync --confirm=1 $main
[ "$(stat -c %a /var/lib/nftload)" = 700 ] || wrong "others may look into it"
grep -q "$main\$" $list || wrong "nothing is noted"
# Who holds no more than a thousand lines forgets the oldest.
seq 1500 | sed 's/.*/0000000000000000000000000000000000000000000000000000000000000000 &/' >$list
gives 7 sync --confirm=1 $main
[ "$(wc -l <$list)" = 1000 ] || wrong "$(wc -l <$list) lines are kept"
grep -q "$main\$" $list || wrong "the newest is lost"
[ -z "$(ls -A /var/lib/nftload | grep -v '^unconfirmed$')" ] || wrong "something is left: $(ls -A /var/lib/nftload)"
finish
