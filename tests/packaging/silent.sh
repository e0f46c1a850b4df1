#!/bin/sh
# A name server that never answers does not hold up the machine's start: two
# hundred names take as long as one, and then the fallback is loaded.
. "$(dirname "$0")/../kernel/lib.sh"
built=${NFTLOAD_PACKAGING:-$(dirname "$nftload")/../packaging}
[ -e "$built/systemd/nftload.service" ] || skip "the unit is not built"
for file in resolv.conf nsswitch.conf; do
	[ -e /etc/$file ] || skip "no /etc/$file"
done
need python3 ip
ip link set lo up || skip "lo cannot be set up"

# The machine's own settings, for the processes here alone.
own_mounts "$@"
echo 'nameserver 127.0.0.1' >resolv.conf
echo 'hosts: files dns' >nsswitch.conf
for file in resolv.conf nsswitch.conf; do
	mount --bind $file "$(readlink -f /etc/$file)" || skip "no mounts here"
done

python3 - <<'END' &
import socket
import sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(("127.0.0.1", 53))
    with open("listening", "w") as out:
        out.write("yes")
    with open("asked", "w") as out:
        while True:
            server.recv(512)
            out.write("a question\n")
            out.flush()
END
server=$!
for wait in 1 2 3 4 5 6 7 8 9; do
	[ -e listening ] && break
	sleep "0.$wait"
done
[ -e listening ] || wrong "no name server"

printf 'flush ruleset\ntable inet closed\n' >safe.nft
{
	echo 'table ip t {'
	echo '	chain c {'
	n=0
	while [ $n -lt 200 ]; do
		n=$((n + 1))
		echo "		ip saddr host$n.example.net accept"
	done
	echo '	}'
	echo '}'
} >names.nft

# took SECONDS: the last run ended in time
took() {
	now=$(date +%s)
	echo "$last: $((now - start)) s, $(wc -l <asked) questions"
	[ $((now - start)) -le "$1" ] || wrong "took $((now - start)) s: $last"
	[ -s asked ] || wrong "the name server was not asked"
	: >asked
}

# as the unit has it
settings=$(sed -n 's/^Environment="\(RES_OPTIONS=.*\)"$/\1/p' "$built/systemd/nftload.service")
[ -n "$settings" ] || wrong "the unit does not bound look-ups"
export "${settings?}"
start=$(date +%s)
gives 8 load --fallback safe.nft names.nft
took 6
says err "cannot look up host name 'host1.example.net'"
echo 'table inet closed {
}' | lists

# a fallback with names cannot be told to be good, in the same time
start=$(date +%s)
changes_nothing 1 load --fallback names.nft names.nft
took 10
says err "the fallback 'names.nft' cannot be loaded"

# by hand the system's own bounds count, once
export RES_OPTIONS=timeout:1
start=$(date +%s)
changes_nothing 1 load names.nft
took 8
kill $server
finish
