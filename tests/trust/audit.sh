#!/bin/sh
# Each commit leaves one line in the system's log: who, with which files, and what
# became of the ruleset.

. "$(dirname "$0")/../kernel/lib.sh"

need python3 nft mount

# A /dev of the test's own, with a log.
is_first_root || skip "another /dev needs root"
own_mounts "$@"
mkdir dev
mount -t tmpfs none dev || skip "no tmpfs"
cp -a /dev/null /dev/zero /dev/urandom dev || skip "no devices"
mount --move dev /dev

cat >log.py <<'END'
import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("/dev/log")
open("ready", "w").close()
log = open("log", "w")
while True:
    text = s.recv(65536).decode().rstrip("\0")
    if text == "end":
        break
    if text == "mark":
        open("marked", "w").close()
    else:
        print(text, file=log, flush=True)
END
python3 log.py &
while ! [ -e ready ]; do sleep 0.02; done

send() {
	python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.sendto(sys.argv[1].encode(), "/dev/log")' "$1"
}

# logs COUNT: so many new lines since the last time, the last one in `line`.
seen=0
logs() {
	rm -f marked
	send mark
	while ! [ -e marked ]; do sleep 0.01; done
	now=$(wc -l <log)
	line=$(tail -n 1 log)
	[ $((now - seen)) = "$1" ] ||
		wrong "$((now - seen)) lines instead of $1: $last: $(cat log)"
	seen=$now
}

has() {
	case $line in
	*"$1"*) ;;
	*) wrong "no '$1': $last: $line" ;;
	esac
}

cat >fw.nft <<'END'
include "more.nft"
table inet fw {
	chain c { tcp dport 22 accept; tcp dport 23 accept; }
}
END
echo 'table inet more' >more.nft
sum() {
	sha256sum "$1" | sed 's/ .*//'
}

gives 0 load fw.nft
logs 1
# Priority notice, facility authpriv.
case $line in
'<85>'*" nftload["*"]: audit: uid=0 "*) ;;
*) wrong "not as expected: $line" ;;
esac
has " command=\"$nftload load fw.nft\""
has " generation=1 messages="
has " file=\"fw.nft\" sha256=$(sum fw.nft)"
has " sha256=$(sum more.nft)"
gives 0 -f fw.nft
logs 1
gives 0 add table ip 'x; add table ip y'
logs 1
has ' command="'"$nftload"' add table ip x; add table ip y"'
has ' generation=3 messages='

gives 0 load --report=- fw.nft
logs 1
has ' generation=4..5 messages='

# No byte of a name makes another line or another value.
printf 'table inet a\n' >'a"b
c.nft'
gives 0 load 'a"b
c.nft'
logs 1
has ' file="a\"b\x0ac.nft" '

# Each transaction has a line.
gives 0 load --each fw.nft more.nft
logs 2
has ' for="more.nft" '

# A sync says what it changed, and the fingerprints.
nft flush ruleset
gives 0 sync fw.nft
logs 1
has ' added=5 changed=0 removed=0 before=nftload-fp-1:'
has " after=$("$nftload" fingerprint fw.nft | sed -n 's/ ruleset$//p') "
echo 'table inet fw { chain c { tcp dport 22 accept; }; }' >less.nft
gives 0 sync less.nft
logs 1
has ' added=0 changed=0 removed=1 '

# What commits nothing leaves none.
gives 0 sync less.nft
gives 0 check fw.nft
gives 0 check --kernel fw.nft
gives 0 -c -f fw.nft
gives 0 sync --check fw.nft
gives 0 diff less.nft
echo 'table inet a { chain c { jump nowhere; }; }' >bad.nft
gives 4 load bad.nft
logs 0
# Nor does --quiet.
gives 0 load -q fw.nft
gives 0 sync -q less.nft
logs 0

# Under systemd the line goes to the journal.
: >err
stream=$(stat -L -c %d:%i err)
JOURNAL_STREAM=$stream "$nftload" load fw.nft 2>err
last="under systemd"
logs 0
says err '^<5>nftload: audit: uid=0 .* file="fw.nft" sha256='
JOURNAL_STREAM=$stream "$nftload" load -q fw.nft 2>err
[ -s err ] && wrong "--quiet says: $(cat err)"

send end
wait
# Without a log the load goes on.
rm -f /dev/log
gives 0 load fw.nft
silent
finish
