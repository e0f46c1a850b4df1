#!/bin/sh
# The steps of a run come in this order: read files, start the report's process,
# open sockets; give up rights, enter the filter; parse the input; give up the
# last right, enter the narrow filter, send the batch.
spy=${SPY_SO:-$(pwd)/tests/trust/spy.so}
export SPY_SO="$spy"
. "$(dirname "$0")/../kernel/lib.sh"
need nft
[ -e "$spy" ] || skip "the program can be spied on with glibc only"
! sanitized || skip "sanitizers have a loader of their own"
"$nftload" -V | grep -q 'sandbox *capabilities, system calls' ||
	skip "this build has no whole sandbox"

echo 'table ip t { chain c { accept; }; }' >included.nft
printf 'include "./included.nft"\nadd rule ip t c tcp dport ssh accept\n' >a.nft
cp a.nft b.nft

# order WORDS ARGUMENTS...: what a run must do, in this order
order() {
	want=$1
	shift
	last="nftload $*"
	rm -f log
	LD_PRELOAD=$spy SPY_LOG=log "$nftload" "$@" >out 2>err
	status=$?
	expect 0
	got=$(tr '\n' ' ' <log)
	[ "$got" = "$want " ] || wrong "not '$want', but '$got': $last"
}

order "file socket rights filter include rights filter batch" load a.nft
order "fork file socket rights filter include rights filter batch" \
	load --report=r.json a.nft
order "file rights filter include rights" check a.nft
order "file socket rights filter include rights filter batch" \
	check --kernel a.nft
order "file socket include batch" load --no-sandbox a.nft
order "file file socket rights filter include include rights filter batch batch" \
	load --each a.nft b.nft
unshare -n sleep 60 &
one=$!
unshare -n sleep 60 &
two=$!
trap 'kill $one $two' EXIT
sleep 0.3
if nsenter --net="/proc/$one/ns/net" true 2>/dev/null; then
	order "file setns socket setns setns socket setns rights filter include rights filter batch batch" \
		load --netns $one --netns $two a.nft
fi
finish
