#!/bin/sh
# Several files are one transaction.
. "$(dirname "$0")/lib.sh"
need nft

generation() {
	# `nft` prints none; every commit raises it by one
	python3 -c '
import socket, struct
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
s.send(struct.pack("=IHHIIBBH", 20, 10 << 8 | 16, 1, 1, 0, 0, 0, 0))
answer = s.recv(4096)
print(struct.unpack_from(">I", answer, 24)[0])'
}

echo 'add table inet t' >1.nft
echo 'add chain inet t c' >2.nft
echo 'add rule inet t c accept' >3.nft
before=$(generation)
gives 0 load 1.nft 2.nft 3.nft
silent
[ "$(generation)" = $((before + 1)) ] || wrong "not one transaction"
lists <<'END'
table inet t {
	chain c {
		accept
	}
}
END

gives 0 -f 1.nft -f 2.nft
[ "$(generation)" = $((before + 2)) ] || wrong "several -f are not one transaction"

# a mistake in the last undoes the first
echo 'add table inet t2' >4.nft
echo 'add rule inet t2 nosuch accept' >5.nft
changes_nothing 4 load 4.nft 5.nft
says err '^5.nft:1:'
echo 'add rule inet t c acept' >6.nft
changes_nothing 1 load 4.nft 6.nft
says err '^6.nft:1:'
changes_nothing 1 load 4.nft missing.nft
says err "'missing.nft'"

# definitions of the command line and of one file reach the others
echo "add rule inet t c tcp dport \$port accept" >7.nft
gives 0 load -D port=99 7.nft
nft list chain inet t c | grep -q 'tcp dport 99 accept' || wrong "-D is not used"
gives 0 -D port=98 -f 7.nft
gives 0 -f 7.nft --define port=97
mkdir inc
echo 'add chain inet t included' >inc/part.nft
echo 'include "part.nft"' >8.nft
gives 0 load -I inc 8.nft
gives 0 -I inc -f 8.nft
nft list chain inet t included >/dev/null || wrong "-I is not used"

# A folder that is found by several ways is read once: the one of the main file
# is one of -I as well, by whatever name.
mkdir -p d/parts e
echo 'add rule ip i c counter' >d/parts/a.nft
printf 'table ip i { chain c { }; }\ninclude "parts/*"\n' >d/main.nft
sed 's/parts/par*s/' d/main.nft >d/folders.nft
ln -s d same
ln -s ../d/parts e/parts
read_times() {
	often=$1
	shift
	nft delete table ip i 2>/dev/null
	gives 0 "$@"
	count=$(nft list table ip i | grep -c counter)
	[ "$count" = "$often" ] || wrong "read $count times, not $often: $last"
}
read_times 1 -f d/main.nft
read_times 1 -I d -f d/main.nft
read_times 1 -I d -I d/ -I ./d -I "$PWD/d" -f d/main.nft
read_times 1 -I same -f d/main.nft
read_times 1 -I e -f d/main.nft
read_times 1 -I nowhere -I d -f d/folders.nft
# others are read, though a file of the same name was
mkdir -p other/parts
cp d/parts/a.nft other/parts/
read_times 2 -I other -f d/main.nft
finish
