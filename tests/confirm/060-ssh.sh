#!/bin/sh
# A machine that is changed over ssh, and its administrator on another one: who is
# locked out gets in again, and a good change is confirmed over a new connection.

. "$(dirname "$0")/lib.sh"

need nft ssh sshd ssh-keygen nsenter
sshd=$(command -v sshd)

# ---- two machines ----

mkdir -p /run/sshd 2>/dev/null || skip "/run cannot be written"
mount -t tmpfs -o mode=755 none /run/sshd
unshare -n sleep 1000 &
there=$!
trap 'kill $there $daemon 2>/dev/null' EXIT
daemon=
comes is_apart $there || skip "no second namespace"
ip link set lo up
ip link add wire type veth peer name wire netns "$there" ||
	skip "the kernel has no veth"
ip addr add 10.77.0.1/24 dev wire
ip link set wire up
# The administrator's words run on the other machine.
at_desk() {
	nsenter -t "$there" -n "$@"
}
at_desk ip addr add 10.77.0.2/24 dev wire
at_desk ip link set wire up
at_desk ip link set lo up

ssh-keygen -q -t ed25519 -N '' -f host_key
ssh-keygen -q -t ed25519 -N '' -f user_key
cat >sshd_config <<END
Port 22
HostKey $PWD/host_key
AuthorizedKeysFile $PWD/user_key.pub
PermitRootLogin yes
StrictModes no
UsePAM no
PidFile none
LoginGraceTime 10
END
"$sshd" -D -e -f "$PWD/sshd_config" 2>sshd.log &
daemon=$!

# login COMMAND: over a new connection.
login() {
	at_desk ssh -F none -i "$PWD/user_key" -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
		-o ConnectTimeout=1 -o BatchMode=yes root@10.77.0.1 "cd '$PWD'; $*"
}

# logs_in COMMAND...: in time, and with its exit status 0.
logs_in() {
	last="login: $*"
	tries=0
	until login true 2>err; do
		tries=$((tries + 1))
		[ $tries -lt 20 ] || {
			wrong "the administrator does not get in: $(cat err)"
			return
		}
		sleep 0.1
	done
	login "$@" >out 2>err
	status=$?
	[ $status = 0 ] || wrong "exit status $status: $last: $(cat err)"
}

is_locked_out() {
	login true 2>/dev/null && wrong "the administrator gets in: $last"
}

cat >old.nft <<'END'
table inet t {
	set friends { type ipv4_addr; elements = { 10.77.0.2 }; }
	chain c {
		type filter hook input priority 0; policy drop
		iif lo accept
		ip saddr @friends tcp dport 22 accept
		tcp sport 7777 accept
	}
}
END
# Somebody has forgotten who connects from where.
sed 's/10.77.0.2/10.77.0.3/; /7777/d' old.nft >locked.nft
sed '/7777/a\
		tcp dport 443 accept' old.nft >good.nft

kept() {
	nft -s list ruleset
}

is_good() {
	stands 'tcp dport 443'
	stands 10.77.0.2
}

nft flush ruleset
gives 0 sync old.nft
remembers old
# Some machines let nobody in, whatever is configured.
login true 2>err || {
	cat err sshd.log
	skip "sshd lets nobody in"
}

# ---- locked out ----

# The command returns, as all is closed that the login has lent.
begun=$(date +%s)
logs_in "$nftload" sync --confirm=2 --detach locked.nft
[ $(($(date +%s) - begun)) -lt 10 ] || wrong "the login waits for the holder"
is_locked_out
decided
is_old
logs_in true

# Nothing is allowed that was there before, and the login that waits is cut off.
login "$nftload" sync --confirm=2 locked.nft >hold.out 2>hold.err &
waiting=$!
comes waits || wrong "nothing waits: $last"
kill "$waiting"
decided
is_old
logs_in true

# ---- a good one ----

logs_in "$nftload" sync --confirm=600 --detach good.nft
logs_in "$nftload" confirm
logs_in "$nftload" confirm --status
grep -q ' confirmed$' out || wrong "not confirmed: $(cat out)"
is_good
# What loads by commands is confirmed the same way.
logs_in "$nftload" --confirm=600 --detach add rule inet t c tcp dport 444 accept
logs_in "$nftload" confirm
stands 'tcp dport 444'

# ---- nobody watches ----

gives 0 sync old.nft
remembers old
at_desk python3 -c '
import socket
server = socket.create_server(("10.77.0.2", 7777))
while True:
    server.accept()[0].close()' &
listener=$!
trap 'kill $there $daemon $listener 2>/dev/null' EXIT
probe=tcp:10.77.0.2:7777
logs_in "$nftload" sync --confirm=600 --confirm-probe=$probe good.nft
is_good
gives 0 sync old.nft
gives 7 sync --confirm=1 --confirm-probe=$probe locked.nft
is_old
logs_in true
finish
