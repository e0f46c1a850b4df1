#!/bin/sh
# Lines of stderr have a priority under systemd, and only there.
. "$(dirname "$0")/lib.sh"

# journals [VARIABLE=VALUE...] ARGUMENTS...: stderr is a file that stands for
# the journal's stream
journals() {
	last="nftload $*, into the journal"
	: >err
	stream=$(stat -L -c %d:%i err)
	JOURNAL_STREAM=$stream "$nftload" "$@" >out 2>err
	status=$?
}

# all_marked MARK: every line has it
all_marked() {
	[ -s err ] || wrong "nothing was said: $last"
	grep -v "^$1" err >rest && wrong "other marks: $last: $(cat err)"
}

echo 'add table ip {' >wrong.nft
echo 'add table ip t
add chain ip t c
add rule ip t c tcp dport ssh acept' >mistake.nft
echo 'add table ip t' >table.nft
echo 'add rule ip t nowhere accept' >refused.nft
: >empty.nft
printf 'flush ruleset\ntable inet closed\n' >safe.nft

journals load mistake.nft
expect 1
all_marked '<3>'
says err '^<3>mistake.nft:3:31-35: error: '
says err '^<3>add rule'
says err '^<3>  *^^^^^'
says err '^<3>hint: '
journals load refused.nft
expect 4
all_marked '<3>'
journals load empty.nft
expect 0
all_marked '<4>'
journals load -v table.nft
expect 0
all_marked '<[56]>'
says err '^<6>nftload: committed'
journals load table.nft
all_marked '<5>nftload: audit: '
journals load --nonsense table.nft
expect 3
all_marked '<3>'
journals load -i
all_marked '<3>'
journals reset counters
all_marked '<3>'
journals load --fallback wrong.nft table.nft
expect 0
all_marked '<4>\|^<5>nftload: audit: '
nft flush ruleset
journals load --fallback safe.nft wrong.nft
expect 8
all_marked '<3>\|^<5>nftload: audit: '
journals load --each table.nft wrong.nft
expect 1
says err '^<6>nftload: table.nft: loaded'
says err '^<3>nftload: wrong.nft: not loaded'
journals load --message-format=json wrong.nft
all_marked '<3>{"level":"error"\|^<6>{"level":"note"'
says err '^<3>{"level":"error"'
journals check --message-format=github wrong.nft
all_marked '<3>::error'
journals load --message-format=json empty.nft
all_marked '<4>{"level":"warning"'

# another stream than the journal's has none
: >err
: >other
for stream in "$(stat -L -c %d:%i other)" 1:1 '' : 0:0 "$(stat -L -c %d:%i err)x"; do
	JOURNAL_STREAM=$stream "$nftload" load wrong.nft 2>err
	last="JOURNAL_STREAM=$stream"
	says err '^wrong.nft:1:'
	grep '^<' err && wrong "marked: $last"
done
finish
