#!/bin/sh
# The number, the order and the places of errors.
. "$(dirname "$0")/lib.sh"

awk 'BEGIN { print "table ip t { chain c {"; for (i = 0; i < 30; i++) print "tcp dprot 22 accept"; print "}\n}" }' >many.nft
changes_nothing 1 load many.nft
[ "$(grep -c ': error: ' err)" = 20 ] || wrong "not 20 of 30 errors"
says err 'max-errors=0'
changes_nothing 1 load --max-errors=0 many.nft
[ "$(grep -c ': error: ' err)" = 30 ] || wrong "not all of 30 errors"
changes_nothing 1 load --max-errors=3 many.nft
[ "$(grep -c ': error: ' err)" = 3 ] || wrong "not 3 errors"
changes_nothing 1 --max-errors 3 -f many.nft
[ "$(grep -c ': error: ' err)" = 3 ] || wrong "not 3 errors"

# the kernel's errors are all shown, in the order of the input
awk 'BEGIN {
	print "table ip t { chain c {"
	for (i = 0; i < 2000; i++)
		print i % 20 == 7 ? "jump nosuch" : "accept"
	print "}\n}"
}' >jumps.nft
changes_nothing 4 load jumps.nft
[ "$(grep -c ': error: ' err)" = 100 ] || wrong "not all of 100 errors of the kernel"
awk 'BEGIN { for (i = 0; i < 2000; i++) if (i % 20 == 7) print i + 2 }' >want
sed -n 's/^jumps.nft:\([0-9]*\):.*: error: .*/\1/p' err >got
cmp -s want got || wrong "the kernel's errors are not at their lines"
says err 'nothing was applied'

# who uses a set is not looked for without end: 16 million steps are too many
awk 'BEGIN {
	print "table ip t {\nset s { type ipv4_addr; }\nchain c {"
	for (i = 0; i < 4000; i++)
		print "ip saddr @s"
	print "}\nchain d { ip saddr @s; }\nchain e { }\n}"
}' >uses.nft
awk 'BEGIN {
	for (i = 0; i < 4000; i++)
		print "add rule ip t e accept"
	print "flush chain ip t c\ndelete set ip t s"
}' >removed.nft
nft flush ruleset
gives 0 load uses.nft
changes_nothing 4 load removed.nft
says err '^removed.nft:4002:17-17: error: .*still used'
grep '^hint' err && wrong "a hint that costs too much"
nft flush ruleset

# an error with its line and its carets is one write
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	for format in text json github short; do
		ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=write -o calls \
			"$nftload" check --max-errors=0 \
			--message-format=$format many.nft 2>err
		writes=$(grep -c 'write(2, ' calls)
		# and their number is two more; to GitHub it is not told
		want=32
		[ $format != github ] || want=30
		[ "$writes" = $want ] ||
			wrong "$writes writes for 30 errors as $format"
	done
fi
finish
