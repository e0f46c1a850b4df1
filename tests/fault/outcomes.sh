#!/bin/sh
# The program ends with every exit code of the manual.  A preloaded library
# simulates events that no test can time: a writer that is always faster, and
# lost answers.
library=${STANDIN_SO:-$(pwd)/tests/fault/standin.so}
export STANDIN_SO="$library"
. "$(dirname "$0")/../kernel/lib.sh"
need setpriv nft python3
[ -e "$library" ] || skip "stand-ins can be preloaded with glibc only"
! sanitized || skip "sanitizers have to be loaded first"
drop="setpriv --bounding-set -net_admin --inh-caps -net_admin --no-new-privs"
$drop true 2>/dev/null || skip "setpriv cannot drop a capability here"

shown=
# shows STATUS COMMAND...
shows() {
	want=$1
	shift
	last=$*
	shown="$shown$want "
	"$@" >out 2>err
	status=$?
	expect "$want"
}

# stand_in MODE ARGUMENTS..., called by shows
# shellcheck disable=SC2317
stand_in() {
	mode=$1
	shift
	STANDIN=$mode LD_PRELOAD=$library "$nftload" "$@"
}

echo 'add table ip t { chain c { counter; }; }' >t.nft
echo 'add tabel ip t' >bad.nft
echo 'add rule ip t c jump nosuch' >refused.nft
echo 'add rule ip t c index 0 accept' >index.nft
shows 0 "$nftload" load t.nft
silent
state >before
shows 1 "$nftload" load bad.nft
shows 3 "$nftload" load
shows 4 "$nftload" load refused.nft
# shellcheck disable=SC2086
shows 5 $drop "$nftload" load t.nft
shows 6 stand_in stale load --report=r.json index.nft
says err 'other programs kept changing the ruleset.*(tried 11 times); nothing was applied$'
says r.json '"committed": false'
says r.json '"retries": 10,'
shows 6 stand_in stale load --each index.nft
says err '(tried 11 times); nothing was applied$'
shows 10 "$nftload" load --report=no/such/folder/r.json t.nft
state >after
cmp -s before after || wrong "what failed has changed the state"

# the same without the stand-in's doing
shows 0 stand_in none add rule ip t c index 0 drop
echo 'add rule ip t c accept' >rule.nft
shows 9 stand_in deaf load --report=r.json rule.nft
says err 'it is not known whether the ruleset was applied$'
says r.json '"committed": null'
nft list chain ip t c | grep -q accept || wrong "the stand-in has kept the batch, too"
shows 8 "$nftload" load --fallback t.nft refused.nft

# A long input is cut off after the kernel has refused it, and before it is made
# again for the places of errors.
state >before
{
	echo 'table ip t { set s { type ipv4_addr; elements = {'
	seq 110000 | awk '{ printf "10.%d.%d.%d,\n", $1 / 62500, $1 / 250 % 250, $1 % 250 }'
	echo '}; }; chain c { jump nosuch; }; }'
} >cut.nft
export STANDIN_FILE=cut.nft
shows 1 stand_in cutting load --no-sandbox cut.nft
says err 'made shorter, or cannot be read any more; nothing was applied'
state >after
cmp -s before after || wrong "a part is loaded"

# killed, and the fallback's process knows what became of the ruleset
# ended MODE STATUS ARGUMENTS...: by SIGKILL
ended() {
	mode=$1
	want=$2
	shift 2
	last="load $*, killed when $mode"
	STANDIN_SIGNAL=9 stand_in "$mode" load --report=r.json "$@" >out 2>err
	status=$?
	expect "$want"
}
printf 'flush ruleset\ntable inet closed\n' >safe.nft
for mode in sent leaving; do
	nft flush ruleset
	ended "$mode" 12 --fallback safe.nft t.nft
	says err '^nftload: the ruleset was applied before that$'
	says r.json '"exit": 12,'
	says r.json '"committed": true'
	[ "$(nft list tables)" = 'table ip t' ] || wrong "the fallback was loaded: $last"
	grep -q 'warning: cannot' err && wrong "rights are given up twice: $last"
	ended "$mode" 12 --fallback safe.nft --netns /proc/self/ns/net t.nft
	says err '^nftload: the ruleset was applied in every namespace before that$'
	[ "$(nft list tables)" = 'table ip t' ] || wrong "the fallback was loaded: $last"
	# also where the fallback cannot be loaded
	ended "$mode" 12 --fallback bad.nft t.nft
	# and of the fallback itself
	ended "$mode" 8 --fallback safe.nft bad.nft
	says r.json '"exit": 8,'
	[ "$(nft list tables)" = 'table inet closed' ] || wrong "no fallback: $last"
done
# of two files the first was sent, and the process killed before the second
nft flush ruleset
ended sent 10 --fallback safe.nft --each t.nft t.nft
says err "the fallback 'safe.nft' is not loaded: it is only for when no file is loaded, and 1 of 2 are"
[ "$(nft list tables)" = 'table ip t' ] || wrong "the fallback was loaded: $last"
# before the batch was in the kernel, there is nothing to keep
nft flush ruleset
nft add table ip old
ended committing 10 --fallback safe.nft t.nft
says err "^nftload: the fallback 'safe.nft' could not be loaded either$"
says r.json '"committed": false'
[ "$(nft list tables)" = 'table ip old' ] || wrong "something was loaded: $last"

# applied, and then not told: a disk that is full, a reader that has gone
if [ -w /dev/full ]; then
	nft flush ruleset
	sh -c 'exec "$0" load -e t.nft >/dev/full' "$nftload" 2>err
	status=$?
	shown="${shown}12 "
	last="an echo onto a full disk"
	expect 12
	says err 'cannot write the echo: No space left on device; the ruleset was applied$'
	nft list chain ip t c >/dev/null || wrong "exit 12, and not applied"
	sh -c 'exec "$0" load --report=/dev/full t.nft' "$nftload" 2>err
	status=$?
	last="a report onto a full disk"
	expect 12
	says err "cannot write the report '/dev/full': No space left on device; the ruleset was applied$"
	shows 10 "$nftload" check --report=/dev/full t.nft
	says err 'nothing was applied$'
	# the fallback has no part in that
	shows 12 "$nftload" load --report=/dev/full --fallback t.nft t.nft
	shows 8 "$nftload" load --report=/dev/full --fallback t.nft bad.nft
	shows 12 "$nftload" load --report=no/such/r.json --fallback t.nft t.nft
	says err 'going on without it'
fi

# a first sync of a table that holds what somebody else made
nft flush ruleset
nft 'add table ip t; add chain ip t theirs'
shows 2 "$nftload" diff t.nft
shows 11 "$nftload" sync t.nft

# nobody confirms; /run is root's
if is_first_root; then
	nft flush ruleset
	shows 7 unshare -m --propagation private sh -c \
		'mount -t tmpfs -o mode=755 none /var/lib && exec "$@"' - \
		"$nftload" sync --confirm=1 t.nft
else
	shown="${shown}7 "
fi

# the last good state, in place of files that are wrong
mkdir -p root/etc root/var/lib/nftload
chmod 755 root root/var root/var/lib root/var/lib/nftload
cp bad.nft root/etc/nftables.conf
cp t.nft root/var/lib/nftload/last-good.nft
chmod 600 root/var/lib/nftload/last-good.nft
nft flush ruleset
shows 13 "$nftload" boot --root="$PWD/root"

# the manual's list
codes=$(sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It //p' "$tests_dir/../man/nftload.8")
[ -n "$codes" ] || wrong "the manual's exit codes cannot be read"
for code in $codes; do
	case " $shown" in
	*" $code "*) ;;
	*) wrong "exit $code is not shown" ;;
	esac
done
finish
