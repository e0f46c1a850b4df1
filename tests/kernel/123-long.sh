#!/bin/sh
# A long input is compiled without the places of its attributes, and again if the
# kernel refuses it: every error stands at its place all the same.  The text of a
# list is not kept in memory while the list is compiled.
# shellcheck source=tests/kernel/lib.sh
. "$(dirname "$0")/lib.sh"

# rules LINE: 20,000 rules, and one more.
rules() {
	many_rules 20000 | sed "15000i\\
$1"
}

state >before
# The chain is nowhere; its name is at column 6.
rules "jump nowhere" >rule.nft
gives 4 load rule.nft
says err '^rule.nft:15000:6-12: error: '
gives 4 check --kernel rule.nft
says err '^rule.nft:15000:6-12: error: '
state >after
cmp -s before after || wrong "something is loaded"

# One key has two data.
{
	echo "table ip t { map m { type ipv4_addr : mark; elements = {"
	seq 30000 | awk '{ printf "10.%d.%d.1 : 1,\n", $1 / 250, $1 % 250 }'
	echo "10.1.1.1 : 2 }; }; }"
} >map.nft
gives 4 load map.nft
says err '^map.nft:30002:1-12: error: '

rules "counter" >good.nft
gives 0 load good.nft
silent

# 300,000 addresses: 5.6 MB of text, 4.8 MB of tree, 4.8 MB of messages.
"$tests_dir/bench/workload" set 300000 >set.nft
gives 0 load --stats set.nft
peak=$(sed -n 's/^peak memory *//p' err)
sanitized || [ -n "$VALGRIND_OF" ] || [ "$peak" -lt 16000000 ] ||
	wrong "300,000 addresses took $peak bytes"
finish
