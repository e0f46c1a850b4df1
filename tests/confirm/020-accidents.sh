#!/bin/sh
# Whatever happens to the processes and the terminal, the machine ends with the old
# ruleset or with a confirmed one, and the exit status says which.

. "$(dirname "$0")/lib.sh"

need nft python3

# ---- signals to the holder ----

for signal in TERM INT QUIT; do
	start
	holds 30
	kill -$signal "$holder"
	ends 7
	is_old
	became reverted
done

# The end of a terminal is no decision.
start
holds 2
kill -HUP "$holder"
sleep 0.2
is_new
ends 7
is_old

# It can do nothing about SIGKILL: who waits takes the change back.
start
holds 600
kill -KILL "$holder"
ends 7
says hold.err 'is taken back'
is_old
became reverted

# So does who watches.  What others have added stays there, too.
start
detaches 600
"$nftload" confirm --watch &
watcher=$!
kill -KILL "$holder"
nft add rule inet t c udp dport 53 accept
wait $watcher || wrong "exit status $? of who watches"
became reverted
stands 'udp dport 53'
nft delete rule inet t c handle "$(listed 'udp dport 53' | sed 's/.* //')"
is_old
[ -z "$(ls /run/nftload/*.saved 2>/dev/null)" ] || wrong "a file is left"
gives 0 confirm --watch
detaches 600
"$nftload" confirm --watch &
watcher=$!
gives 0 confirm "$id"
wait $watcher || wrong "exit status $? of who watches"
is_new

# Who waits, who watches and who rejects find it killed at the same time: one takes
# the change back, and all say so.
for _ in 1 2 3 4 5 6; do
	start
	holds 600
	timeout 60 "$nftload" confirm --watch &
	watcher=$!
	timeout 60 "$nftload" confirm --watch &
	other=$!
	kill -KILL "$holder"
	gives 0 reject "$id"
	ends 7
	wait $watcher || wrong "exit status $? of who watches"
	wait $other || wrong "exit status $? of the other who watches"
	is_old
	became reverted
done

# Nobody waits or watches: the change stays, is told, and blocks nobody; who
# rejects it takes it back.
start
detaches 600
kill -KILL "$holder"
decided
is_new
became revert-failed
gives 9 confirm "$id"
gives 3 confirm
gives 0 sync old.nft
start
detaches 600
kill -KILL "$holder"
decided
gives 0 reject "$id"
is_old
became reverted
gives 7 confirm "$id"

# A way back that is not whole is none.
detaches 600
kill -KILL "$holder"
decided
saved=/run/nftload/confirm-$id.saved
cp "$saved" kept.saved
for size in 0 7 100 500 1000 2000; do
	head -c $size kept.saved >"$saved"
	gives 9 reject "$id"
	is_new
	cp /run/nftload/confirm-"$id" record
	sed 's/^state 4$/state 0/' record >/run/nftload/confirm-"$id"
done
cat kept.saved >"$saved"
gives 0 reject "$id"
is_old

# ---- signals to the process that waits ----

for signal in TERM INT QUIT; do
	start
	holds 30
	kill -$signal "$waiter"
	ends 7
	is_old
	became reverted
done
for signal in HUP KILL; do
	start
	holds 2
	kill -$signal "$waiter"
	sleep 0.2
	is_new
	[ "$("$nftload" confirm --status "$id" | cut -d, -f1)" = "$id pending" ] ||
		wrong "the change does not wait: $last"
	decided
	is_old
	became reverted
	start
	holds 30
	kill -$signal "$waiter"
	gives 0 confirm "$id"
	is_new
done

# Both at once, as at the end of a session with KillUserProcesses.
start
holds 30
kill -TERM "$waiter" "$holder"
ends 7
is_old

# ---- a terminal that closes, and what is shown on one ----

cat >terminal.py <<'END'
import os, pty, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
text = b""
end = time.monotonic() + float(os.environ["SHOWN"])
while time.monotonic() < end:
    import select
    if select.select([fd], [], [], 0.1)[0]:
        try:
            text += os.read(fd, 4096)
        except OSError:
            break
open("shown", "wb").write(text)
os.close(fd)
END
start
last="a terminal that closes"
SHOWN=1.5 python3 terminal.py "$nftload" sync --confirm=3 new.nft
is_new
grep -q 's left' shown || wrong "no seconds are shown: $(cat shown)"
decided
is_old
# Ctrl-C
start
last="Ctrl-C"
sed 's/^text = b""/&\ntime.sleep(1); os.write(fd, b"\\x03")/' terminal.py >ctrl-c.py
SHOWN=2 python3 ctrl-c.py "$nftload" sync --confirm=30 new.nft
decided
is_old
grep -q 'taken back' shown || wrong "nothing is said: $(cat shown)"

# ---- before the commit ----

start
mkfifo slow.nft
# (A shell has its background processes ignore SIGINT.)
for signal in TERM HUP; do
	"$nftload" sync --confirm=30 slow.nft >out 2>err &
	waiter=$!
	exec 3>slow.nft
	sleep 0.2
	holder=$(cat "/proc/$waiter/task/$waiter/children")
	kill -$signal "$holder"
	wait "$waiter"
	status=$?
	exec 3>&-
	[ $status -gt 128 ] || wrong "exit status $status after SIG$signal"
	says err 'interrupted; nothing was applied'
	is_old
done
gives 0 sync old.nft
"$nftload" confirm --status | grep -q pending && wrong "something waits"

# ---- no holder, no change ----

start
rm -rf /run/nftload/* 2>/dev/null
mount -o remount,ro /run/nftload
gives 10 sync --confirm=30 new.nft
says err 'nothing was changed'
is_old
mount -o remount,rw /run/nftload
chmod 777 /run/nftload
gives 5 sync --confirm=30 new.nft
is_old
chmod 700 /run/nftload
# A full disk: there is no room for the record.
mount -o remount,size=4k /run/nftload
cat /dev/zero >/run/nftload/full 2>/dev/null
run sync --confirm=30 new.nft
[ "$status" != 0 ] || wrong "a change without a record: $last"
says err 'nothing was changed'
is_old
rm -f /run/nftload/full
mount -o remount,size=1m /run/nftload
# Descriptors and processes that run out.
for n in 4 5 6 7 8 9 10 11 12 13; do
	(
		ulimit -n $n
		exec "$nftload" sync --confirm=1 new.nft
	) >out 2>err
	status=$?
	last="with $n descriptors"
	case $status in
	1 | 5 | 7 | 10) ;;
	*) wrong "exit status $status: $last: $(cat err)" ;;
	esac
	decided
	is_old
done
finish
