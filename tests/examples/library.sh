#!/bin/sh
# The program of examples/library links only libnftload.a, builds and runs.
client=${LIBRARY_LOAD:-$(pwd)/examples/library/load}
library=${COUNTDOWN_SO:-$(pwd)/tests/fault/countdown.so}
export LIBRARY_LOAD="$client" COUNTDOWN_SO="$library"
. "$(dirname "$0")/../kernel/lib.sh"
need nft
[ -x "$client" ] || {
	echo "$client is not there: LIBRARY_LOAD names it"
	exit 99
}
nftload=$client

echo 'table ip one' >one.nft
printf 'table ip two { chain c { tcp dport 22 acept; }; }\nadd tabel ip x\n' >wrong.nft
echo 'table ip two { chain c { jump nowhere; }; }' >refused.nft

gives 0 one.nft
says err '^loaded: 3 messages, generation [1-9]'
[ "$(nft list tables)" = 'table ip one' ] || wrong "not loaded: $last"
# several files are one transaction, with the errors of all
changes_nothing 1 one.nft wrong.nft
says err '^wrong.nft:1:39-43: error: '
says err '^wrong.nft:2:5-9: error: '
changes_nothing 4 refused.nft
says err '^refused.nft:1:31-37: error: .*\[kernel:ENOENT\]'
changes_nothing 1 missing.nft
says err "cannot read 'missing.nft': No such file or directory"
nft flush ruleset
gives 0 - <one.nft
[ "$(nft list tables)" = 'table ip one' ] || wrong "not loaded: $last"

# another namespace, by path and by a wrong name
changes_nothing 0 -n /proc/self/ns/net one.nft
changes_nothing 1 -n no-such-name one.nft
says err '^entering network namespace: No such file or directory'
changes_nothing 1 -n /proc/self/ns/net wrong.nft
says err '^wrong.nft:1:39-43: error: '

# memory that runs out ends in the program's own handler
if [ -e "$library" ] && ! sanitized; then
	last="the third allocation fails"
	state >before
	COUNTDOWN=3 LD_PRELOAD=$library "$client" one.nft >out 2>err
	status=$?
	expect 10
	says err '^no memory; nothing was applied$'
	state >after
	cmp -s before after || wrong "the state has changed: $last"
fi
finish
