#!/bin/sh
# What is read of the kernel's state is what the kernel holds, byte for byte,
# of the tables that are wanted and of no other, also while others write.
readout=${READOUT:-$(pwd)/tests/state/readout}
export READOUT="$readout"
. "$(dirname "$0")/../kernel/lib.sh"
compared=0

# reads TITLE PATTERN [ARGUMENTS]: readout prints what the independent printer
# prints, of the lines that PATTERN fits.  A state that changes by itself, as
# what is left of a timeout does, is left out.
reads() {
	title=$1
	pattern=$2
	shift 2
	for _ in 1 2 3; do
		state >one
		"$readout" "$@" >got 2>cost
		status=$?
		state >two
		cmp -s one two || continue
		compared=$((compared + 1))
		[ $status = 0 ] || wrong "$title: $(cat cost)"
		grep -E -e "$pattern" one | sort >expected
		sort got >sorted
		cmp -s expected sorted && return
		wrong "$title: not what the kernel holds"
		diff expected sorted | cut -c 1-200 | head -n 6
		return
	done
	echo "changes by itself: $title"
}

# name of a table, as the hexadecimal of its attribute
hex() {
	printf '%s' "$1" | od -An -tx1 | tr -d ' \n'
}

reads "nothing" .
for file in "$tests_dir"/../examples/*.nft "$tests_dir"/golden/cases/bytecode/*.nft; do
	"$nftload" load "$file" >out 2>err || continue
	reads "$file" .
	gives 0 'flush ruleset'
done
[ $compared -ge 30 ] || wrong "only $compared rulesets compared"

# Some tables among others, of other families and with the same names inside.
for table in "ip own" "ip6 own" "inet own" "inet other" "arp owner"; do
	gives 0 "table $table {
		set s { typeof meta mark; elements = { 1, 2 }; }
		counter n { }
		chain c { counter; mark @s accept; mark { 3, 4 } drop; goto d; }
		chain d { mark 5 drop; }
	}"
done
own="08000100$(hex own)00"
reads "one table" "^[a-z]+ 2 $own" 2/own
reads "two tables" "^[a-z]+ (2|10) $own" 2/own 10/own
reads "no table" '^$' 1/nobody
reads "without elements" "^(table|chain|rule|set|obj) 1 $own|^elements 1 $own.{8}5f5f" \
	-n s 1/own
gives 0 'flush ruleset'

# A message that does not fit into the first datagram that a new socket gets.
gives 0 "table ip t { chain c { $(awk 'BEGIN {
	for (i = 0; i < 60; i++)
		printf "ip saddr != 192.0.2.%d ", i
}') accept; }; }"
[ "$(state | grep -c '^rule .\{8000\}')" = 1 ] || wrong "the rule is too short"
reads "a long rule" .
gives 0 'flush ruleset'

# More than one datagram, of rules and of elements.
{
	many_rules 2000
	awk 'BEGIN {
		print "table ip t { set s { type ipv4_addr; flags interval; elements = {"
		for (i = 0; i < 4000; i++)
			printf "10.%d.%d.0/25,\n", i / 200, i % 200
		print "}\n}\n}"
	}'
} >many.nft
gives 0 load many.nft
reads "many rules and elements" .
[ "$(grep -c '^elements' got)" -gt 1 ] || wrong "one message holds all elements"
gives 0 'flush ruleset'

# Somebody writes all the time: what is read is one state or the other, never a
# part of each; what takes longer to read than the other takes to write is given
# up.
for digit in 1 2; do
	sed "s/#/$digit$digit$digit$digit$digit$digit/g" >flip$digit.nft <<-EOF
		table ip t
		delete table ip t
		table ip t {
			set s { typeof meta mark; elements = { 0x#01, 0x#02 }; }
			chain c { mark 0x#03 drop; mark { 0x#04, 0x#05 } accept; }
			chain d { mark 0x#06 drop; }
		}
	EOF
done
write() {
	while "$nftload" load flip1.nft && "$nftload" load flip2.nft; do
		touch started
		[ -e writing ] || return
	done
}
many_rules 20000 | sed 's/table ip t/table ip big/' >big.nft
gives 0 load big.nft
touch writing
write &
while [ ! -e started ]; do
	sleep 0.01
done
# A hundred times, and until a reader has met the writer, which may take longer on
# a busy machine.
halves=0
looks=0
while [ $looks -lt 100 ] || { [ $halves = 0 ] && [ $looks -lt 5000 ]; }; do
	looks=$((looks + 1))
	"$readout" 2/t >got 2>cost || wrong "a small table: $(cat cost)"
	grep -E '^(rule|elements)' got >lines
	ones=$(grep -o '0[1-6]111111' lines | wc -l)
	twos=$(grep -o '0[1-6]222222' lines | wc -l)
	[ "$ones $twos" = "6 0" ] || [ "$ones $twos" = "0 6" ] ||
		wrong "a part of each: $ones $twos"
	grep -q ', 1 tries' cost || halves=$((halves + 1))
done
[ $halves -gt 0 ] || wrong "the writer did not meet a reader"
# An emulated machine may be too slow to write while it reads.
if [ -z "$SLOW" ]; then
	# A writer that waits for a processor lets a reader through.
	looks=0
	while "$readout" -q 2/big 2>cost && [ $looks -lt 200 ]; do
		looks=$((looks + 1))
	done
	grep -q "Interrupted.*'$(basename "$nftload" | cut -c 1-15)' writes" cost ||
		wrong "another error: $(cat cost)"
fi
rm writing
wait
"$readout" -q 2/big 2>cost || wrong "nobody writes any more: $(cat cost)"
finish
