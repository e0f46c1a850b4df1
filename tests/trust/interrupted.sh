#!/bin/sh
# A signal while the kernel is asked ends the run and says that nothing was
# applied; one while the batch is sent comes too late, and the run says so.
library=${STANDIN_SO:-$(pwd)/tests/fault/standin.so}
export STANDIN_SO="$library"
. "$(dirname "$0")/../kernel/lib.sh"
need nft
[ -e "$library" ] || skip "stand-ins can be preloaded with glibc only"
! sanitized || skip "sanitizers have to be loaded first"
nft 'table ip t { chain c { counter; }; }' || skip "nft cannot load here"
echo 'add rule ip t c index 0 drop' >rule.nft

# interrupted STATUS STAGE SIGNAL ARGUMENTS...
interrupted() {
	want=$1
	stage=$2
	number=$3
	shift 3
	last="nftload $*, with signal $number while it is $stage"
	rm -f r.json
	STANDIN=$stage STANDIN_SIGNAL=$number LD_PRELOAD=$library \
		"$nftload" "$@" >out 2>err
	status=$?
	expect "$want"
}

for signal in 1 2 3 15; do
	state >before
	interrupted $((128 + signal)) asking $signal load --report=r.json rule.nft
	says err '^nftload: interrupted; nothing was applied$'
	[ ! -e r.json ] || wrong "a report of what did not end: $last"
	state >after
	cmp -s before after || wrong "the state has changed: $last"

	interrupted 0 sending $signal load --report=r.json rule.nft
	says r.json '"committed": true'
	interrupted 0 sending $signal load --each rule.nft
	# who starts it with a signal ignored wants it ignored
	export STANDIN_IGNORED=yes
	interrupted 0 asking $signal load rule.nft
	unset STANDIN_IGNORED
done 2>/dev/null
[ "$(nft list chain ip t c | grep -c drop)" = 12 ] || wrong "not all were applied"
finish
