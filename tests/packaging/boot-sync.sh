#!/bin/sh
# The machine's start, its reload and `sync` without files sync: what did not
# change stays, with counters and with the elements of others, and so do the
# tables of others.  What describes no state is loaded.
library=${STANDIN_SO:-$(pwd)/tests/fault/standin.so}
export STANDIN_SO="$library"
. "$(dirname "$0")/../sync/lib.sh"
unset NFTLOAD_FILE NFTLOAD_OPTS

need nft python3
# What the group may write is not trusted.
umask 022
mkdir -p root/etc/nftload root/etc/nftload.d
main=root/etc/nftables.conf

# starts, reloads, syncs STATUS [ARGUMENTS...]
starts() {
	want=$1
	shift
	gives "$want" boot --root="$PWD/root" "$@"
}

reloads() {
	starts "$1" --reload
}

syncs() {
	want=$1
	shift
	gives "$want" sync --root="$PWD/root" "$@"
}

# Handles and counters, but not the time that is left.
seen() {
	nft -a list ruleset | sed 's/ expires [0-9a-z]*//'
}

# same_after COMMAND...: and the kernel's state, counters too, is what it was
same_after() {
	seen >before
	"$@"
	seen >after
	cmp -s before after || wrong "the state has changed: $last"
}

# handle PATTERN: of the line that nft lists
handle() {
	listed "$1" | sed 's/.*# handle //'
}

# ---- what stays ----

cat >$main <<'END'
flush ruleset
table inet filter {
	set banned {
		type ipv4_addr
		flags dynamic, timeout
	}
	chain input {
		type filter hook input priority filter
		ip saddr @banned drop
		udp dport 9 counter packets 7 bytes 70 accept
	}
}
END
echo 'table inet side { }' >root/etc/nftload.d/10-side.nft
starts 0
silent
stands 'table inet side'
nft add element inet filter banned '{ 192.0.2.1 timeout 1h }'
nft add table ip docker
nft add chain ip docker DOCKER
before=$(generation)
same_after reloads 0
silent
[ "$(generation)" = "$before" ] || wrong "a reload without a change sent something"
kept=$(handle 'udp dport 9')
sed -i 's/^\(.*drop\)$/\1\n\t\ttcp dport 22 accept/; s/packets 7 bytes 70//' $main
reloads 0
says err "warning: table ip 'docker' stays: .*of the name 'nftload'"
stands 'tcp dport 22'
stands 'packets 7 bytes 70'
stands '192.0.2.1'
stands 'chain DOCKER'
[ "$(handle 'udp dport 9')" = "$kept" ] || wrong "a rule that did not change was made anew"
before=$(generation)
same_after reloads 0
silent
# a start, too
same_after starts 0
silent
[ "$(generation)" = "$before" ] || wrong "the second reload sent something"

# what left the files goes, and nothing else
: >root/etc/nftload.d/10-side.nft
reloads 0
gone 'table inet side'
stands 'table ip docker'
# files that flush nothing, too
sed -i /flush/d $main
echo 'table inet other' >root/etc/nftload.d/10-side.nft
reloads 0
stands 'table inet other'
rm root/etc/nftload.d/10-side.nft
reloads 0
gone 'table inet other'
stands 'packets 7 bytes 70'
silent

# ---- a fallback does not outlive its need ----

for fallback in 'flush ruleset
table inet closed' 'table inet closed'; do
	nft flush ruleset
	echo "$fallback" >root/etc/nftload/fallback.nft
	cp $main good.nft
	echo 'table inet {' >$main
	starts 8
	stands 'table inet closed'
	cp good.nft $main
	reloads 0
	gone 'table inet closed'
	stands 'table inet filter'
done
rm root/etc/nftload/fallback.nft

# ---- what describes no state is loaded ----

nft flush ruleset
cat >$main <<'END'
flush ruleset
table inet filter {
	chain input { }
}
table inet early { }
END
cp $main good.nft
for text in 'add rule ip docker DOCKER accept' \
	'delete rule ip docker DOCKER handle HANDLE' \
	'table ip docker { chain more { jump DOCKER; }; }'; do
	nft flush ruleset
	nft add table ip docker
	nft add chain ip docker DOCKER
	nft add rule ip docker DOCKER return
	echo "$text" | sed "s/HANDLE/$(handle return)/" >$main
	NFTLOAD_OPTS=-v reloads 0
	says err "the files are loaded, not synced: .*nftables.conf:1: "
	nft list table ip docker >want
	nft flush ruleset
	nft add table ip docker
	nft add chain ip docker DOCKER
	nft add rule ip docker DOCKER return
	reloads 0
	silent
	nft list table ip docker | cmp -s want - || wrong "loaded otherwise: $text"
	# by hand it is refused where the file is named
	same_after gives 1 sync $main
done
# its tables are the unit's own
nft flush ruleset
nft add table ip docker
nft add chain ip docker DOCKER
printf 'table inet early\nadd rule ip docker DOCKER accept\n' >$main
reloads 0
stands 'table inet early'
cp good.nft $main
sed -i /early/d $main
reloads 0
gone 'table inet early'
stands 'table ip docker'

# ---- what the guard keeps ----

cat >$main <<'END'
table ip docker {
	chain mine { }
}
END
others() {
	nft flush ruleset
	nft add table ip docker
	nft add chain ip docker DOCKER
}
others
for what in reloads starts; do
	same_after $what 11
	says err "^  - chain DOCKER"
	says err "table ip 'docker' holds objects that the files lack"
	says err 'nothing was changed: --adopt'
done
same_after starts 11 --check --kernel
NFTLOAD_OPTS='--keep=DOCK*' reloads 0
stands 'chain mine'
stands 'chain DOCKER'
others
printf 'flush ruleset\ntable inet closed\n' >root/etc/nftload/fallback.nft
same_after reloads 11
starts 8
lists <<'END'
table inet closed {
}
END
rm root/etc/nftload/fallback.nft
others
NFTLOAD_OPTS=--adopt reloads 0
gone 'chain DOCKER'
others
# lines for the journal have priorities
for format in text json; do
	stream=$(stat -c %d:%i err)
	JOURNAL_STREAM=$stream NFTLOAD_OPTS=--message-format=$format reloads 11
	grep -v '^<[346]>' err && wrong "lines without a priority"
	says err '^<3>.*nothing was changed'
done

# ---- the options of load ----

nft flush ruleset
cp good.nft $main
NFTLOAD_OPTS='-e --handle' starts 0
says err 'warning: --echo prints nothing'
[ ! -s out ] || wrong "an echo of a sync"
# --each: as before, each file for itself
echo 'table inet {' >root/etc/nftload.d/10-bad.nft
NFTLOAD_OPTS=--each reloads 1
stands 'table inet early'
says err '10-bad.nft: not loaded'
rm root/etc/nftload.d/10-bad.nft
NFTLOAD_OPTS=--stats reloads 0
says err '^messages '
for opts in --acks-for=all --transport=contiguous --acks=recvmsg --keep-foreign \
	--recreate --verify --elements=exact --strict --no-sandbox -q; do
	nft flush ruleset
	NFTLOAD_OPTS=$opts starts 0
	silent
	before=$(generation)
	NFTLOAD_OPTS=$opts reloads 0
	silent
	[ "$(generation)" = "$before" ] || wrong "sent again: $opts"
done
for opts in --name=x --root=/ --check -c --detailed-exitcode --between --list \
	--reload; do
	nft flush ruleset
	NFTLOAD_OPTS=$opts reloads 3
	says err NFTLOAD_OPTS
done
# the report says what was done
NFTLOAD_OPTS=--report=- starts 0
reports mode '"sync"'
reports changed true
NFTLOAD_OPTS=--report=- reloads 0
reports changed false
reports exit 0
NFTLOAD_OPTS=--report=/no/such/folder starts 12
says err 'going on without it'
nft add chain inet filter x
printf 'add rule inet filter x accept\n' >$main
NFTLOAD_OPTS=--report=- reloads 0
reports mode '"load"'
reports committed true
NFTLOAD_OPTS=--report=/no/such/folder starts 12
[ "$(grep -c 'going on without it' err)" = 1 ] || wrong "a lost report is not told of once"

# ---- sync without a file ----

nft flush ruleset
cp good.nft $main
echo 'table inet side { }' >root/etc/nftload.d/10-side.nft
syncs 0 --check -v
says err '4 to add'
[ -z "$(nft list ruleset)" ] || wrong "--check changed something"
syncs 2 --detailed-exitcode
stands 'table inet side'
before=$(generation)
syncs 0 --detailed-exitcode
silent
reloads 0
[ "$(generation)" = "$before" ] || wrong "a reload does something else"
rm root/etc/nftload.d/10-side.nft
syncs 0
gone 'table inet side'
# shellcheck disable=SC2016
echo 'table inet one { chain c { tcp dport $port accept; }; }' >>$main
NFTLOAD_OPTS='-q -D port=22' syncs 0
stands 'dport 22'
NFTLOAD_OPTS='-q -D port=23' syncs 0 --report=-
reports mode '"sync"'
stands 'dport 23'
NFTLOAD_OPTS='-D port=22' syncs 3 -D port=23
same_after syncs 1
says err "nftables.conf:6:38"
NFTLOAD_OPTS='--nonsense' same_after syncs 3
cp good.nft root/etc/own.nft
NFTLOAD_FILE=/etc/own.nft syncs 0
gone 'table inet one'
same_after syncs 3 --name=x
says err "those of 'nftload'"
gives 3 sync --root="$PWD/root" good.nft
same_after gives 3 sync --each good.nft
says err "no option '--each' here: a sync takes all files as one ruleset"
# no fallback, as in a reload, but for one that is named
printf 'flush ruleset\ntable inet closed\n' >root/etc/nftload/fallback.nft
echo 'table inet {' >$main
same_after syncs 1
grep fallback err && wrong "sync thinks of the machine's fallback"
syncs 8 --fallback root/etc/nftload/fallback.nft
stands 'table inet closed'
# ---- what an empty or half-written file asks for ----

{
	printf 'flush ruleset\ntable inet filter {\n\tchain in {\n'
	printf '\t\ttype filter hook input priority 0; policy drop\n'
	for port in 1 2 3 4 5 6 7 8 9 10; do
		echo "tcp dport $port counter accept"
	done
	printf '\t}\n}\n'
} >whole.nft
grep -v dport whole.nft >half.nft
whole_runs() {
	nft flush ruleset
	cp whole.nft $main
	NFTLOAD_OPTS='' starts 0
	cp half.nft $main
}
cp root/etc/nftload/fallback.nft fallback.nft 2>/dev/null ||
	printf 'flush ruleset\ntable inet closed\n' >fallback.nft
rm -f root/etc/nftload/fallback.nft
for what in reloads starts syncs; do
	whole_runs
	same_after $what 11
	says err 'refused by --guard: 10 of 10 rules'
	NFTLOAD_OPTS=--no-guard $what 0
	gone 'tcp dport 9'
	whole_runs
	NFTLOAD_OPTS=--max-removed=100 $what 0
	gone 'tcp dport 9'
done
whole_runs
syncs 0 --no-guard
gone 'tcp dport 9'
# What runs is better than a fallback, of the unit's or of the settings.
cp fallback.nft root/etc/nftload/fallback.nft
cp fallback.nft own.nft
whole_runs
same_after starts 11
says err "fallback '.*' is not loaded: the ruleset that runs stays"
NFTLOAD_OPTS="--fallback=$PWD/own.nft" same_after starts 11
says err "fallback '.*' is not loaded: the ruleset that runs stays"
# On an empty kernel there is nothing to lose, and a file is what it is.
nft flush ruleset
starts 0
stands 'policy drop'

# ---- the last good state ----

rm -f root/etc/nftload/fallback.nft
nft flush ruleset
state=root/var/lib/nftload
mkdir -p $state
chmod 755 root root/var root/var/lib
chmod 700 $state
good=$state/last-good.nft
cat >$main <<'END'
flush ruleset
table inet filter {
	counter c { }
	set banned { type ipv4_addr; flags dynamic, timeout; }
	set ports { type inet_service; flags interval; elements = { 22, 80-90 }; }
	chain in {
		type filter hook input priority 0; policy drop
		ip saddr @banned drop
		iif lo accept
		tcp dport @ports counter accept comment "some ports"
		udp dport { 53, 123 } counter packets 7 bytes 70 accept
	}
}
END
# The longest name that the kernel takes.
echo "table ip $(printf 'n%.0s' $(seq 255)) { chain c { accept; }; }" >>$main
cp $main right.nft
starts 0
silent
[ "$(stat -c %a $good)" = 600 ] || wrong "others may read the last good state"
seen | sed 's/ # handle.*//' >right
echo 'table inet {' >$main
# What rules and other programs have added is not in it.
nft add element inet filter banned '{ 192.0.2.1 timeout 1h }'
cp $good kept
same_after reloads 1
cmp -s kept $good || wrong "a file that is wrong is kept as good"
for fallback in '' 'flush ruleset
table inet closed'; do
	rm -f root/etc/nftload/fallback.nft
	[ -z "$fallback" ] || echo "$fallback" >root/etc/nftload/fallback.nft
	nft flush ruleset
	starts 13
	says err "last good state '.*' is loaded, not the ruleset"
	seen | sed 's/ # handle.*//' | cmp -s - right || {
		wrong "the last good state is another one"
		seen | sed 's/ # handle.*//' | diff - right
	}
done
# On a machine that runs it takes the place of its own tables, and of no others.
nft add table ip docker
starts 13
stands 'table ip docker'
[ "$(nft list ruleset | grep -c 'udp dport')" = 1 ] || wrong "rules are there twice"
# The mended files replace it, whatever it lets in: the guard is off where /run has the
# note that it runs, which not every user may write.
noted=
[ -w /run ] || noted=--no-guard
printf 'flush ruleset\ntable inet filter { chain in { type filter hook input priority 0; policy accept; }; }\n' >$main
NFTLOAD_OPTS=$noted reloads 0
stands 'policy accept'
grep -q 'policy accept' $good || wrong "the last good state is the one before"
stream=$(stat -c %d:%i err)
echo 'table inet {' >$main
nft flush ruleset
JOURNAL_STREAM=$stream starts 13
says err '^<3>nftload: the last good state'
NFTLOAD_OPTS=--report=- starts 13
reports exit 13
reports fallback.committed true
NFTLOAD_OPTS=--nonsense starts 13
NFTLOAD_FILE=$PWD/no.nft starts 13
# What is wrong with it, or could be others', is not loaded.
for mode in 620 602; do
	chmod $mode $good
	nft flush ruleset
	starts 8
	says err 'is not used: other users could have changed it'
done
chmod 600 $good
chmod 777 $state
starts 8
chmod 700 $state
mv $good other.nft
ln -s "$PWD/other.nft" $good
starts 8
rm $good
echo 'table inet {' >$good
starts 8
says err "last good state '.*' cannot be loaded"
echo "$fallback" >own.nft
rm root/etc/nftload/fallback.nft
NFTLOAD_OPTS="--fallback=$PWD/own.nft" starts 8
rm $good
starts 1
# Files that are loaded describe no state; one that is changed meanwhile was not
# seen to be good.
printf 'table inet filter\nadd rule ip nowhere c accept\n' >$main
reloads 4
[ ! -e $good ] || wrong "what was not applied is good"
nft flush ruleset
nft add table ip docker
nft add chain ip docker c
printf 'table inet filter\nadd rule ip docker c accept\n' >$main
reloads 0
[ ! -e $good ] || wrong "what no state describes is one"
# Nothing is kept where there is no folder for it.
cp right.nft $main
chmod 500 $state
rm -rf root/var
nft flush ruleset
starts 0
silent
[ ! -e root/var ] || wrong "a folder that nobody asked for"

# ---- a sync that is killed ----

rm root/etc/nftload/fallback.nft
cp good.nft $main
# killed STATUS STAGE: by a signal in this stage
killed() {
	nft flush ruleset
	STANDIN=$2 STANDIN_SIGNAL=9 LD_PRELOAD=$library starts "$1"
}
if [ -e "$library" ] && ! sanitized; then
	for stage in sent leaving; do
		killed 12 $stage
		says err 'the ruleset was applied before that'
		stands 'table inet early'
	done
	# The load is killed, too: the unit, which is told so, starts again.
	killed 137 committing 2>/dev/null
	says err 'the files are loaded, not synced'
	[ -z "$(nft list ruleset)" ] || wrong "something is there"
	echo 'table inet closed' >root/etc/nftload/fallback.nft
	killed 10 committing
	says err "loading the fallback"
else
	echo "no stand-in can be preloaded: no sync is killed"
fi

rm -r root/etc/nftload root/etc/nftload.d $main
same_after syncs 1
says err 'nftables.conf.*No such file'
finish
