#!/bin/sh
# --confirm-probe: a connection that is made after the change confirms it; where
# none can be made, the change is taken back.

. "$(dirname "$0")/lib.sh"

need nft python3

cat >server.py <<'END'
import socket, sys
server = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
open("port.new", "w").write(str(server.getsockname()[1]))
import os
os.rename("port.new", "port")
while True:
    server.accept()[0].close()
END
ip link set lo up 2>/dev/null || skip "no loopback interface"
python3 server.py &
server=$!
trap 'kill $server 2>/dev/null' EXIT
comes [ -e port ] || {
	wrong "the server does not listen"
	finish
}
port=$(cat port)
cat >open.nft <<END
table inet t {
	chain c {
		type filter hook input priority 0; policy drop
		tcp dport { 25, $port } accept
		tcp sport $port accept
		tcp dport 25 accept
	}
}
END
mv new.nft closed.nft

# The counters see the connections.
kept() {
	nft -s list ruleset | sort
}

# try FILE SECONDS STATUS STATE PROBE
try() {
	start
	cp "$1" new.nft
	gives "$3" sync --confirm="$2" --confirm-probe="$5" --report=- new.nft
	reports outcome "\"$4\""
}

# Long before the deadline.
for host in 127.0.0.1 '[::1]' localhost; do
	try open.nft 600 0 confirmed "tcp:$host:$port"
	is_new
done
says err 'the change is confirmed'
says err "unless a connection to tcp:localhost:$port succeeds"

# Nothing comes through, and nobody listens there.
try closed.nft 1 7 reverted "tcp:127.0.0.1:$port"
is_old
try open.nft 1 7 reverted "tcp:127.0.0.1:1"
is_old

# It is no connection that was there before: the service goes on, but is closed
# to a new one.
start
{ echo flush ruleset; sed '/policy/a\
		ct state established accept' closed.nft; } >new.nft
gives 7 load --confirm=1 --confirm-probe=tcp:127.0.0.1:"$port" new.nft
is_old

# With nobody waiting, and where somebody is faster.
start
cp open.nft new.nft
gives 0 sync --confirm=20 --confirm-probe=tcp:127.0.0.1:"$port" --detach new.nft
decided
is_new
start
cp closed.nft new.nft
gives 0 sync --confirm=30 --confirm-probe=tcp:127.0.0.1:"$port" --detach new.nft
gives 0 confirm
is_new
start
gives 0 sync --confirm=30 --confirm-probe=tcp:127.0.0.1:"$port" --detach new.nft
gives 0 reject
is_old
# The process that tries ends with the decision.
nobody_tries() {
	! pgrep -f "^$nftload sync --confirm=30 --confirm-probe" >/dev/null
}
comes nobody_tries || wrong "a process is left"

# It has no rights but to connect; and where it dies, others decide.
start
holds 600 --confirm-probe=tcp:127.0.0.1:"$port"
prober=
for pid in $(cat "/proc/$waiter/task/$waiter/children"); do
	grep -q '^CapPrm:.*[1-9a-f]' "/proc/$pid/status" && continue
	prober=$pid
	[ "$pid" = "$(cut -d' ' -f6 "/proc/$pid/stat")" ] || wrong "no session of its own"
	kill -KILL "$pid"
done
if "$nftload" doctor | grep -q '^  sandbox .*capabilities'; then
	[ -n "$prober" ] || wrong "no process without rights tries"
fi
gives 0 reject
ends 7
is_old

# ---- what is wrong ----

start
for probe in tcp:127.0.0.1 udp:127.0.0.1:1 127.0.0.1:22 tcp::22 tcp:h: tcp:1:2:3 'tcp:[::1]' 'tcp:[::1:22'; do
	gives 3 sync --confirm=5 --confirm-probe="$probe" new.nft
	says err 'confirm-probe is tcp:HOST:PORT'
done
gives 3 sync --confirm-probe=tcp:127.0.0.1:22 new.nft
gives 10 sync --confirm=5 --confirm-probe=tcp:127.0.0.1:no-such-port new.nft
says err 'nothing was changed'
"$nftload" confirm --status | grep -q pending && wrong "something waits"
is_old
finish
