#!/bin/sh
# Hostile names, includes, descriptors and limits get an answer and do no
# damage.
. "$(dirname "$0")/../kernel/lib.sh"
need python3 nft

cat >good.nft <<'END'
table ip t {
	set s { type ipv4_addr; elements = { 192.0.2.1 }; }
	chain c { tcp dport 22 accept; }
}
END
echo 'add rule ip t c bogus' >bad.nft

# ---- names that a terminal would obey ----
plain() {
	cat out err >both
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" both || return
	wrong "control characters in the output: $last"
	cat -v both
}
for name in "$(printf 'e\033[31mvil.nft')" "$(printf 'two\rlines.nft')" \
	"$(printf 'bell\a.nft')"; do
	cp bad.nft "$name"
	gives 1 check "$name" && plain
	gives 1 load --each "$name" && plain
	gives 1 check "not$name" && plain
	gives 1 load --fallback "$name" "$name" && plain
	gives 10 load --report="no/$name" good.nft && plain
	gives 1 load --netns "$name" good.nft && plain
	gives 3 "$name" && plain
	gives 3 load "--$name" && plain
	gives 3 check -D "$name" good.nft && plain
	gives 3 check --color="$name" good.nft && plain
	printf 'include "./%s"\n' "$name" >including.nft
	gives 1 check including.nft && plain
	gives 1 check --message-format=json "$name" && plain
	gives 1 check --message-format=github "$name" && plain
	gives 1 check --message-format=short "$name" && plain
	gives 1 check --message-format=sarif "$name" && plain
	gives 1 load --each --message-format=json "$name" && plain
	python3 -c 'import json; [json.loads(l) for l in open("err")]' ||
		wrong "not JSON: $last"
done
printf 'add table ip t { comment "\033]0;x\007" bogus }\n' >escape.nft
gives 1 check escape.nft && plain

# ---- includes ----
included() {
	printf 'include "%s"\n' "$1" >i.nft
	gives 1 check i.nft
	says err "$2"
}
ln -s i.nft loop
ln -s self self
mkdir dir
ln -s ../dir dir/dir
echo 'include "./dir/dir/dir/x"' >dir/x
mkfifo fifo
included ./loop 'includes itself'
included ./self 'symbolic links'
included ./dir/x 'includes itself'
included './dir/*/*/x' 'includes itself'
included ./fifo 'is a FIFO, not a regular file'
included /dev/zero 'is a device, not a regular file'
included /dev/stdin 'not a regular file\|cannot read\|does not exist\|expected'
included /proc/self/mem 'is a virtual file of the kernel, not a regular file'
included /proc/self/environ 'is a virtual file of the kernel, not a regular file'
included /proc/kmsg 'is a virtual file of the kernel, not a regular file'
for view in /proc/kmsg /proc/self/environ /proc/self/maps; do
	[ -e $view ] || continue
	gives 1 check $view
	says err "cannot read '$view': it is a virtual file of the kernel, not a ruleset"
	gives 1 load good.nft $view
	gives 8 load --fallback good.nft $view
done
# what a process was handed is no such view
gives 0 check /proc/self/fd/0 <good.nft
gives 0 check /dev/fd/0 <good.nft
# shellcheck disable=SC2002
cat good.nft | "$nftload" check /proc/self/fd/0 || wrong "a pipe by its number"
: | "$nftload" check /proc/self/fd/0 2>err || wrong "an empty pipe by its number"

# ---- FIFOs that have one end ----
# waits STATUS ARGUMENTS...: gives up by itself, within the bound
waits() {
	began=$(date +%s)
	gives "$@"
	took=$(($(date +%s) - began))
	if [ $took -lt 8 ] || [ $took -gt 100 ]; then
		wrong "took $took s: $last"
	fi
}
waits 1 load fifo
says err "cannot read 'fifo': nobody writes to this FIFO"
# also where the caller keeps alarms from coming
timeout 100 python3 -c 'import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
os.execv(sys.argv[1], sys.argv[1:])' "$nftload" load fifo 2>err
says err "cannot read 'fifo': nobody writes to this FIFO"
waits 10 load --report=fifo good.nft
says err "cannot write the report 'fifo': nobody reads it; nothing was applied"
# a writer that comes late is waited for, and may take its time
(
	sleep 2
	exec 3>fifo
	sleep 2
	cat good.nft >&3
) &
gives 0 load fifo
wait
# a report that nobody takes, longer than a pipe holds
awk 'BEGIN { for (i = 0; i < 9999; i++) print "add rule ip t c bogus" }' >long.nft
{
	exec 3<fifo
	exec sleep 60
} &
waits 1 check --max-errors=0 --report=fifo long.nft
says err "nobody reads it"
kill $!
truncate -s 2147483648 long 2>/dev/null &&
	included ./long 'is longer than 2147483647 bytes \[limit\]'
if truncate -s 2147483648 long 2>/dev/null; then
	gives 1 check long
	says err 'is longer than 2147483647 bytes \[limit\]'
fi
rm -f long
gives 1 check .
says err 'is a directory, not a ruleset'
gives 1 check /dev/zero
says err 'a device that never ends'
gives 1 check nothing
says err 'No such file'
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
gives 1 check socket
says err 'is a socket, not a ruleset'
included ./socket 'is a socket, not a regular file'
if mknod block b 7 0 2>/dev/null; then
	gives 1 check block
	says err 'is a block device, not a ruleset'
	included ./block 'is a device, not a regular file'
fi

# ---- inputs that change under it ----
# Long ones are mapped, and read on while standard input is still open.
mkfifo gate
yes '# a comment, to be cut off' | head -c 1500000 >cut.nft
last="load cut.nft -, cut.nft being emptied meanwhile"
"$nftload" load cut.nft - <gate 2>err &
exec 9>gate
# However long a machine takes that is slow, loaded, and made to check all.
for _ in $(seq 150); do
	grep -q cut.nft "/proc/$!/maps" && break
	sleep 0.2
done
: >cut.nft
exec 9>&-
wait $!
status=$?
expect 1
says err 'made shorter, or cannot be read any more; nothing was applied'

# ---- descriptors ----
last="closed descriptors"
"$nftload" load good.nft <&- >&- 2>&- || wrong "not loaded without any stream"
"$nftload" load bad.nft <&- >&- 2>&-
[ $? = 1 ] || wrong "a mistake is not told without any stream"
"$nftload" load - <&- 2>err
status=$?
expect 1
says err 'cannot read standard input'
"$nftload" load --report=r.json good.nft <&- >&- 2>&-
[ -s r.json ] || wrong "no report without any stream"
"$nftload" load -e --report=r.json good.nft <&- >&- 2>&-
python3 -c 'import json; json.load(open("r.json"))' ||
	wrong "the echo got into the report"
# An output that is lost is not success, and not "nothing was applied".
if [ -c /dev/full ]; then
	for words in "-e" "--report=- "; do
		last="load $words >/dev/full"
		# shellcheck disable=SC2086
		"$nftload" load $words good.nft >/dev/full 2>err
		status=$?
		expect 12
		grep -c . err | grep -qx 1 || wrong "told more than once: $(cat err)"
		says err 'No space left on device; the ruleset was applied'
	done
	last="check --dump >/dev/full"
	"$nftload" check --dump=ast good.nft >/dev/full 2>err
	status=$?
	expect 10
	gives 12 load --report=/dev/full good.nft
	says err 'No space left on device; the ruleset was applied'
fi
last="a reader that goes away"
nft flush ruleset
{
	"$nftload" load -e good.nft 2>err
	echo $? >code
} | :
[ "$(cat code)" = 0 ] || grep -q 'was applied' err ||
	wrong "exit status $(cat code), and nothing said"
nft list ruleset | grep -q 'dport 22' || wrong "not loaded: $last"

# ---- limits ----
! sanitized || finish
limited() {
	nft flush ruleset
	last="with $1 $2: $3"
	# Where the shell has no such limit, nothing is limited.
	# shellcheck disable=SC3045,SC2086
	(ulimit "$1" "$2" 2>/dev/null && exec "$nftload" load $3 good.nft) >out 2>err
	status=$?
	held=$(nft list ruleset | wc -l)
	case $status,$held in
	0,[1-9]*) ;;
	*,0) [ -s err ] || wrong "nothing said: $last, exit status $status" ;;
	12,*) [ "$1" = -f ] || says err 'the ruleset was applied' ;;
	*) wrong "exit status $status, and $held lines held: $last" ;;
	esac
	case $status in
	0 | 1 | 5 | 10 | 12 | 127) ;;
	*) wrong "exit status $status: $last" ;;
	esac
}
for n in 3 4 5 6 8; do
	limited -n $n
	limited -n $n --report=r.json
	limited -n $n --each
done
for kib in 3000 6000 9000 12000 14000 16000 20000 40000; do
	limited -v $kib
done
limited -s 64
# A folder that cannot be read for want of a descriptor is not an empty one.
mkdir parts
cp good.nft parts/part.nft
echo 'include "./parts/*"' >parted.nft
last="load parted.nft with 4 descriptors"
# shellcheck disable=SC3045
(ulimit -n 4 && exec "$nftload" load parted.nft) >out 2>err 3>&-
status=$?
expect 1
says err "cannot read './parts/\*': Too many open files"
# Where nft passes over a folder in silence, it is told at least.
if other_users; then
	mkdir shut
	echo 'include "./shut/*"' >shutting.nft
	cp "$nftload" copy
	chmod 000 shut
	setpriv --reuid=12345 --regid=12345 --clear-groups \
		./copy check shutting.nft >out 2>err
	status=$?
	last="check shutting.nft, as a user"
	expect 0
	says err "warning: some folders of './shut/\*' may not be read"
fi
echo old >r.json
limited -f 0 --report=r.json
[ "$(cat r.json)" = old ] || wrong "half a report has replaced the old one"
for left in .nftload*; do
	[ ! -e "$left" ] || wrong "$left is left behind"
done
finish
