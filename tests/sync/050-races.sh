#!/bin/sh
# Others change the ruleset meanwhile: what they do is not undone, nothing is
# applied by halves, and who loses too often says so.

. "$(dirname "$0")/lib.sh"

need nft python3

cat >a.nft <<'END'
table inet fw {
	set s { type ipv4_addr; flags timeout; elements = { 192.0.2.1 timeout 1h }; }
	chain c {
		type filter hook input priority 0
		tcp dport 1 accept
		tcp dport 2 counter accept
		ip saddr @s drop
	}
}
END
sed -e 's/dport 1/dport 3/' -e 's/192.0.2.1/192.0.2.2/' a.nft >b.nft
gives 0 sync a.nft

# beside RATE [TABLE]: a writer commits so often a second until beside_no_more.
beside() {
	"$tests_dir/sync/writer" "$1" 60 ${2:+"$2"} &
	writer=$!
	sleep 0.3
}
beside_no_more() {
	kill $writer
	wait $writer 2>/dev/null
}

# A writer elsewhere, 1,000 commits a second: no sync is lost, as what was read
# of our table stays right.  Also where the reading takes fifty of its commits.
awk 'BEGIN {
	print "table inet fw {\n\tchain c {"
	for (i = 1; i <= 20000; i++)
		print "\t\ttcp dport " i " accept"
	print "\t}\n}"
}' >long.nft
beside 1000
before=$(generation)
for i in 1 2 3 4 5 6 7 8 9 10; do
	gives 0 sync b.nft
	gives 0 sync --verify a.nft
done
[ "$(generation)" -gt $((before + 40)) ] || wrong "nobody wrote meanwhile"
gives 0 sync long.nft
sed 's/dport 77 accept/dport 77 drop/' long.nft >longer.nft
gives 0 sync --verify longer.nft
beside_no_more
nft delete table ip other
gives 0 sync a.nft
stands 'tcp dport 1 accept'
sends_nothing sync a.nft

# Who loses for good, since the writer changes what is read, names it.
awk 'BEGIN {
	print "table ip big {\n\tset s { type ipv4_addr; }\n\tchain c {"
	for (i = 1; i <= 20000; i++)
		print "\t\ttcp dport " i " accept"
	print "\t}\n}"
}' >big.nft
gives 0 sync big.nft
beside 1000 big
gives 6 sync --verify big.nft
says err "changing the ruleset.*; the last of them was 'python3.*' (process [0-9]*)$"
beside_no_more
nft delete table ip big

# What another one adds behind the commit is found by --verify.
printf 'flush ruleset\ntable inet v { chain c { accept; }; }\n' >v.nft
gives 0 sync v.nft
rm -f stop
while [ ! -e stop ]; do
	echo 'add rule inet v c drop' | nft -f -
done &
writer=$!
found=
for i in $(seq 400); do
	run sync --verify v.nft
	[ $status != 9 ] || found=yes
	[ -z "$found" ] || break
done
: >stop
wait $writer
if [ -n "$found" ]; then
	says err "the kernel's tables differ from the files"
else
	wrong "no change of another one was found"
fi
nft delete table inet v

# One that removes what we have just read: read and planned again.
for i in 1 2 3 4 5 6; do
	gives 0 sync a.nft
	nft flush chain inet fw c &
	run sync b.nft
	wait $!
	case $status in
	0 | 6) ;;
	*) wrong "exit status $status where a chain is flushed: $(cat err)" ;;
	esac
	gives 0 sync b.nft
	stands 'tcp dport 3 accept'
	sends_nothing sync b.nft
done

# An element that expires is no error.
nft flush ruleset
gives 0 sync a.nft
nft add element inet fw s '{ 198.51.100.1 timeout 1s }'
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	gives 0 sync --elements=exact $([ $((i % 2)) = 0 ] && echo a.nft || echo b.nft)
	nft add element inet fw s "{ 198.51.100.$i timeout 30ms }"
done

# A set that is full: deletions come first.
nft flush ruleset
printf 'table inet fw {\n\tset s {\n\t\ttype mark\n\t\tsize 2\n\t\telements = { 1, 2 }\n\t}\n}\n' >full.nft
gives 0 sync full.nft
sed 's/1, 2/2, 3/' full.nft >full2.nft
gives 0 sync full2.nft
stands 0x00000003
sed 's/1, 2/1, 2, 3/' full.nft >over.nft
changes_nothing 1 sync over.nft
says err 'over.nft:5:22-22: error: set .s. in table inet .fw. is full'

# Table flags change in place, or with the table.
nft flush ruleset
gives 0 sync a.nft
sed 's/^table inet fw {/&\n\tflags dormant/' a.nft >dormant.nft
gives 0 sync dormant.nft
stands 'flags dormant'
sends_nothing sync dormant.nft
sed 's/priority 0/priority 1/' a.nft >other.nft
gives 0 sync other.nft
gone 'flags dormant'
stands 'priority filter + 1'
sends_nothing sync other.nft

# A table that another program owns.
nft flush ruleset
cat >owner.py <<'END'
import subprocess, time
nft = subprocess.Popen(["nft", "-i"], stdin=subprocess.PIPE, text=True)
nft.stdin.write("add table inet fw { flags owner; }\nadd chain inet fw c\n")
nft.stdin.flush()
while True:
    try:
        open("end")
        break
    except OSError:
        time.sleep(0.1)
nft.stdin.close()
nft.wait()
END
python3 owner.py >/dev/null 2>&1 &
owner=$!
for i in 1 2 3 4 5 6 7 8 9 10; do
	listed 'chain c' >/dev/null && break
	sleep 0.2
done
changes_nothing 11 sync a.nft
says err "table inet 'fw' belongs to another program"
changes_nothing 11 sync --adopt a.nft
changes_nothing 11 sync --check a.nft
: >end
wait $owner
gives 0 sync a.nft
stands 'tcp dport 1 accept'

# A missing right.
if other_users; then
	chmod 755 . && chmod 644 a.nft
	last="sync without a right"
	setpriv --reuid=12345 --regid=12345 --clear-groups --bounding-set=-all \
		"$nftload" sync a.nft >out 2>err
	status=$?
	expect 5
fi
finish
