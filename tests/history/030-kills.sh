#!/bin/sh
# Whenever a sync or its clerk is killed: the history can be read, no entry is torn,
# and the last ones can be taken back.  HISTORY_KILLS: how often.

. "$(dirname "$0")/lib.sh"

start
cat >kills.py <<'END'
import os, random, signal, subprocess, sys, time
nftload, history, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
random.seed(16)
begin = time.monotonic()
subprocess.run([nftload, "sync", "--history-dir=" + history, "old.nft"], check=True)
whole = time.monotonic() - begin
torn = noted = 0
for n in range(count):
    run = subprocess.Popen([nftload, "sync", "--history-dir=" + history, ("new.nft", "old.nft")[n % 2]],
                           start_new_session=True, stderr=subprocess.DEVNULL)
    time.sleep(random.uniform(0, 1.3 * whole))
    # The clerk, too, or the run alone.
    (os.killpg if n % 3 else os.kill)(run.pid, signal.SIGKILL)
    run.wait()
    listed = subprocess.run([nftload, "history", "--history-dir=" + history], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            check=False)
    if listed.returncode or listed.stderr:
        torn += 1
        sys.stdout.write(listed.stderr.decode())
    noted += 1 if listed.stdout else 0
print("%d kills, %d torn" % (count, torn))
sys.exit(1 if torn or noted != count else 0)
END
last="kills"
python3 kills.py "$nftload" "$history" "${HISTORY_KILLS:-25}" || wrong "a kill has torn the history"
syncs old.nft
remembers old
syncs new.nft
[ "$(find state/history/ -name '.new-*')" = '' ] || wrong "rests stay"
undoes 0 -y
is_again old

# ---- the last 20, one after the other ----

nft flush ruleset
rm -rf state/history
for n in $(seq 20); do
	{
		echo "table inet t {"
		echo "set s { type inet_service; elements = { $n, $((n / 2 + 100)) }; }"
		[ $((n % 3)) = 0 ] || echo "chain a { tcp dport { $n, 99 } counter packets $n bytes $n; }"
		[ $((n % 4)) = 0 ] || echo "map m { type inet_service : verdict; elements = { $n : drop }; }"
		echo "chain b { type filter hook input priority $((n % 2)); tcp dport $n counter packets $n bytes $n; udp dport 5 counter; }"
		echo "}"
	} >$n.nft
	remembers $n
	syncs $n.nft
done
remembers 21
# What was undone and done again is in the history, too.
for n in $(seq 20 -1 1); do
	undoes 0 -y --history-max=100 "$n"
	is_again "$n"
	undoes 0 -y --history-max=100
	is_again 21
done
finish
