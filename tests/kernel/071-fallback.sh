#!/bin/sh
# --fallback: a machine is never unprotected because its ruleset cannot be
# loaded. A dollar sign is nft's.
# shellcheck disable=SC2016
. "$(dirname "$0")/lib.sh"
need python3 nft

printf 'flush ruleset\ntable inet closed\n' >safe.nft
echo 'table inet main' >main.nft
echo 'table inet closed { chain c { masquerade; }; chain d { type filter hook input priority 0; jump c; }; }' >judged.nft
echo '# nothing' >nothing.nft
echo 'table inet {' >wrong.nft
echo 'add chain ip nowhere c' >refused.nft

gives 0 load --fallback safe.nft main.nft
silent
echo 'table inet main {
}' | lists

# falls_back STATUS ARGUMENTS...: and the kernel holds the fallback alone
falls_back() {
	nft add table ip leftover
	gives "$@"
	says err "loading the fallback 'safe.nft'"
	says err "'safe.nft' is loaded, not the ruleset that was asked for"
	echo 'table inet closed {
}' | lists
}

falls_back 8 load --fallback safe.nft wrong.nft
falls_back 8 load --fallback safe.nft missing.nft
falls_back 8 load refused.nft --fallback=safe.nft
falls_back 8 --fallback safe.nft -f wrong.nft
falls_back 8 --fallback safe.nft add chain ip nowhere c
falls_back 8 load --strict --fallback safe.nft --max-errors 1 wrong.nft

# a stream is read once: with nothing left of it the input would ask for nothing
mkfifo both
for words in '--fallback - -' '--fallback /dev/stdin -' '--fallback - -f -' \
	'--fallback both both' '--fallback safe.nft --fallback nothing.nft main.nft'; do
	last=$words
	command=load
	case $words in *' -f '*) command= ;; esac
	# shellcheck disable=SC2002,SC2086 # a pipe, words
	cat main.nft | "$nftload" $command $words >out 2>err
	status=$?
	expect 3
done
gives 3 load --fallback - - <main.nft
# with a /dev as bare as that of a system that only starts
if unshare -m mount -t tmpfs none /dev 2>/dev/null; then
	last="--fallback /dev/stdin -, without a file of that name"
	# shellcheck disable=SC2002 # a pipe
	cat main.nft | unshare -m sh -c 'mount -t tmpfs none /dev && exec "$@"' \
		sh "$nftload" load --fallback /dev/stdin - >out 2>err
	status=$?
	expect 3
fi
gives 0 load --fallback main.nft main.nft
nft flush ruleset

# under a parent that ignores the ends of its children, as daemons do
unreaped() {
	last="nftload $*, SIGCHLD being ignored"
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])' "$nftload" "$@" >out 2>err
	status=$?
}
unreaped load --fallback safe.nft main.nft
expect 0
silent
unreaped load --fallback safe.nft wrong.nft
expect 8
says err "'safe.nft' is loaded, not the ruleset that was asked for"
grep -q 'ended by signal' err && wrong "nobody was killed: $last"
unreaped load --fallback wrong.nft wrong.nft
expect 1
"$nftload" doctor >want
unreaped doctor
cmp -s out want || wrong "doctor finds less: $last"

# not for wrong usage, and not where nothing is to be loaded
changes_nothing 3 load --fallback safe.nft
changes_nothing 3 load --fallback safe.nft --nonsense main.nft
changes_nothing 1 --fallback safe.nft -c -f wrong.nft
changes_nothing 0 --fallback safe.nft -c -f main.nft
changes_nothing 1 --fallback wrong.nft -c -f main.nft

# what is wrong with the fallback is told, and does not hold up the input
gives 0 load --fallback wrong.nft main.nft
says err "the fallback 'wrong.nft' cannot be loaded"
changes_nothing 1 load --fallback missing.nft refused.nft
changes_nothing 1 load --fallback refused.nft refused.nft
says err "the fallback 'refused.nft' cannot be loaded"

changes_nothing 1 load --fallback nothing.nft refused.nft
says err '^nothing.nft:1:1-1: warning: the input asks for nothing'
says err "the fallback 'nothing.nft' cannot be loaded"

# it is a warning where the run succeeds, and an error with --strict
gives 0 load --fallback wrong.nft main.nft
says err '^wrong.nft:.*: warning: '
says err "^nftload: warning: the fallback 'wrong.nft' cannot be loaded"
grep 'error' err && wrong "a run that succeeds reports an error: $last"
gives 0 load -q --fallback wrong.nft main.nft
silent
changes_nothing 1 load --strict --fallback wrong.nft main.nft
says err '^wrong.nft:.*: error: '
says err "^nftload: the fallback 'wrong.nft' cannot be loaded"

# check judges it, with and without the kernel
changes_nothing 0 check --fallback safe.nft main.nft
silent
changes_nothing 1 check --fallback wrong.nft main.nft
says err '^wrong.nft:.*: error: '
changes_nothing 1 check --fallback missing.nft main.nft
changes_nothing 1 check --fallback nothing.nft --strict main.nft
changes_nothing 4 check --kernel --fallback judged.nft main.nft

# a definition or a transport that is wrong does not take it away
for option in '-Da=1V' '-Da=' '-D1a=2' '-Da=$b' '-Da={1,' '-Da=1;flush ruleset'; do
	falls_back 8 load "$option" --fallback safe.nft main.nft
done
echo 'table inet closed { chain c { tcp dport $port accept; }; }' >named.nft
gives 8 load -D port=22 --fallback named.nft wrong.nft
nft list ruleset | grep -q 'tcp dport 22 accept' || wrong "no definition counts for the fallback"
changes_nothing 1 load -D port=1V --fallback named.nft wrong.nft
"$nftload" -V | grep -q liburing ||
	falls_back 8 load --transport=io_uring --acks=recvmsg --fallback safe.nft main.nft

# told before anything is loaded: what is wrong with it stands in front
# told_first FALLBACK PATTERN
told_first() {
	gives 0 load -v --fallback "$1" main.nft
	says err "the fallback '$1' cannot be loaded"
	awk -v pattern="$2" '$0 ~ pattern && !sent { told = 1 }
		/committed/ { sent = 1 }
		END { exit !(told && sent) }' err || wrong "not told before: $(cat err)"
}
echo 'table inet closed { chain c { ip saddr no.such.name.invalid accept; }; }' >name.nft
told_first wrong.nft 'wrong.nft:1'
told_first missing.nft 'missing.nft'
told_first name.nft 'name.nft:1'
told_first judged.nft 'refused the batch'

# it may need what the kernel holds, by then: a set's type, a rule's handle
nft flush ruleset
nft 'table inet old { set s { type ipv4_addr; }; chain c { counter; }; }'
echo 'add element inet old s { 192.0.2.1 }
insert rule inet old c index 0 drop' >state.nft
gives 8 load --fallback state.nft wrong.nft
nft list table inet old >got
grep -q 'elements = { 192.0.2.1 }' got || wrong "no element of the fallback"
grep -q 'drop' got || wrong "no rule of the fallback"
nft flush ruleset
gives 1 load --fallback state.nft wrong.nft
says err "the fallback 'state.nft' cannot be loaded"

# it is read before it is needed: a disk that fails does no harm
cp safe.nft early.nft
mkfifo pipe
"$nftload" load --fallback early.nft pipe 2>err &
exec 3>pipe
rm early.nft
echo 'table inet {' >&3
exec 3>&-
wait $!
status=$?
last="a fallback that is gone by then"
expect 8
rm pipe
echo 'table inet closed {
}' | lists

# it waits through what others change meanwhile, and follows: the rule that it
# was compiled for is gone by then
nft 'table inet old { set s { type ipv4_addr; }; chain c { counter; }; }'
mkfifo pipe
"$nftload" load -v --fallback state.nft pipe 2>err &
exec 3>pipe
nft 'flush chain inet old c; add rule inet old c accept; add table ip other'
echo 'table inet {' >&3
exec 3>&-
wait $!
status=$?
last="another generation by then"
expect 8
says err '; 1 retries$'
rm pipe
nft list table inet old >got
grep -q 'elements = { 192.0.2.1 }' got || wrong "no element of the fallback"

# in several namespaces
gives 8 load --fallback safe.nft --netns /proc/self/ns/net wrong.nft

# of several files, where none was loaded; what was stays
falls_back 8 load --fallback safe.nft --each missing.nft
falls_back 8 load --fallback safe.nft --each wrong.nft refused.nft
falls_back 8 load --fallback safe.nft --each nothing.nft wrong.nft
for files in 'main.nft wrong.nft' 'missing.nft main.nft'; do
	nft flush ruleset
	# shellcheck disable=SC2086
	gives 1 load --fallback safe.nft --each --report=r.json $files
	says err "the fallback 'safe.nft' is not loaded: it is only for when no file is loaded, and 1 of 2 are$"
	echo 'table inet main {
}' | lists
	python3 -c 'import json
r = {x["file"]: x for x in json.load(open("r.json"))}
bad = r.get("wrong.nft") or r["missing.nft"]
assert r["main.nft"]["exit"] == 0 and r["main.nft"]["committed"], r
assert bad["exit"] == 1 and not bad["fallback"]["committed"], r' || wrong "the report: $last"
done
nft flush ruleset
gives 1 load --fallback safe.nft --each refused.nft main.nft
gives 0 load --fallback safe.nft --each main.nft main.nft

# a stream is read once, however often the fallback is: by the check, again
# without definitions, in namespaces
# streamed STATUS ARGUMENTS...: with the fallback in a FIFO
streamed() {
	nft add table ip leftover
	mkfifo pipe
	cat safe.nft >pipe &
	gives "$@"
	kill $! 2>/dev/null
	wait
	rm pipe
	echo 'table inet closed {
}' | lists
}
streamed 8 load --fallback pipe wrong.nft
streamed 8 load --fallback pipe --netns /proc/self/ns/net wrong.nft
streamed 8 load --fallback pipe -Da=1V main.nft
nft add table ip leftover
gives 8 load --fallback - --netns /proc/self/ns/net wrong.nft <safe.nft
echo 'table inet closed {
}' | lists

# what only the kernel judges is told early in namespaces, too
gives 0 load --fallback judged.nft --netns /proc/self/ns/net main.nft
says err "the fallback 'judged.nft' cannot be loaded"
changes_nothing 4 load --strict --fallback judged.nft --netns /proc/self/ns/net main.nft
# in a table that is not there yet, it judges where a jump leads when it commits
nft flush ruleset
changes_nothing 1 load --report=r.json --fallback judged.nft wrong.nft
says err "loading the fallback 'judged.nft'"
says err '^judged.nft:1:96-96: error: '
says err "the fallback 'judged.nft' could not be loaded either"
python3 -c 'import json
r = json.load(open("r.json"))
assert r["exit"] == 1 and r["fallback"]["committed"] is False, r
assert r["fallback"]["errors"][0]["line"] == 1 and r["fallback"]["failure"], r' ||
	wrong "the report: $(cat r.json)"
if unshare -n true 2>/dev/null; then
	changes_nothing 4 check --kernel=private --fallback judged.nft main.nft
	says err '^judged.nft:1:96-96: error: '
fi
# a namespace that is not there takes no fallback away from another
gives 1 load --fallback safe.nft --netns no-such --netns /proc/self/ns/net wrong.nft
says err '^nftload: /proc/self/ns/net: loaded$'
echo 'table inet closed {
}' | lists

# a signal that ends the load does not leave the machine open
mkfifo pipe
"$nftload" load --fallback safe.nft pipe 2>err &
exec 3>pipe
sleep 1
child=$(cat "/proc/$!/task/$!/children" 2>/dev/null)
if [ -n "$child" ]; then
	# shellcheck disable=SC2086
	kill -KILL $child
	wait $!
	status=$?
	last="killed"
	expect 8
	says err 'ended by signal 9'
fi
exec 3>&-
wait
finish
