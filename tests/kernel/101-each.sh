#!/bin/sh
# --each: every file is a transaction of its own.
. "$(dirname "$0")/lib.sh"
need nft

echo 'table ip a { chain c { counter accept; }; }' >a.nft
echo 'table ip b { chain c { jump nowhere; }; }' >b.nft
echo 'table ip c { chain c { nonsense; }; }' >c.nft
echo 'add rule ip a c drop' >d.nft

for flags in "" "--transport=contiguous" "--acks=recvmsg" \
	"--transport=io_uring"; do
	[ "$flags" != --transport=io_uring ] ||
		"$nftload" check -V 2>/dev/null | grep -q liburing || {
		echo "io_uring: this build is without liburing"
		continue
	}
	nft flush ruleset
	# shellcheck disable=SC2086
	gives 4 load $flags --each a.nft b.nft c.nft d.nft
	says err '^b.nft:1:29-35: error: '
	says err '^c.nft:1:24-31: error: '
	says err '^nftload: a.nft: loaded$'
	says err '^nftload: b.nft: not loaded$'
	says err '^nftload: c.nft: not loaded$'
	says err '^nftload: d.nft: loaded$'
	lists <<'EOF'
table ip a {
	chain c {
		counter packets 0 bytes 0 accept
		drop
	}
}
EOF
done

nft flush ruleset
gives 0 load --each --quiet a.nft d.nft
silent
gives 0 -c --each -f a.nft -f d.nft
says err '^nftload: a.nft: checked$'
changes_nothing 3 load --each --netns x a.nft
# the words of the command line are one transaction
nft flush ruleset
gives 0 --each add table ip words
[ "$(nft list tables)" = 'table ip words' ] || wrong "nothing was loaded: $last"
gives 0 load --each --quiet a.nft d.nft
changes_nothing 1 check --each a.nft c.nft
says err '^nftload: a.nft: checked$'
says err '^nftload: c.nft: wrong$'
changes_nothing 4 check --kernel --each a.nft b.nft
says err '^nftload: b.nft: wrong$'
# what was applied and not told is no worse than what was not applied
# untold STATUS FILE...: the echo is lost
untold() {
	want=$1
	shift
	last="load -e --each $*, onto a full disk"
	"$nftload" load -e --each "$@" >/dev/full 2>err
	status=$?
	: >out
	expect "$want"
}
if [ -w /dev/full ]; then
	untold 12 a.nft
	says err '^nftload: a.nft: loaded$'
	untold 12 a.nft a.nft
	untold 4 a.nft b.nft
	untold 4 b.nft a.nft
fi

# so many answers that they must not wait on the socket together
many() {
	many=
	for i in $(seq "$1"); do
		many="$many $2"
	done
}
many 400 a.nft
for flags in "" "--transport=contiguous"; do
	# shellcheck disable=SC2086
	gives 0 load $flags --each --quiet $many
	silent
done
{
	echo 'table ip b { chain c {'
	for i in $(seq 50); do
		echo "jump nowhere$i"
	done
	echo '}; }'
} >wrong.nft
many 20 wrong.nft
# shellcheck disable=SC2086
gives 4 load --each $many
[ "$(grep -c '^wrong.nft:.*: error: ' err)" = 1000 ] ||
	wrong "errors were lost: $last: $(tail -n 3 err)"
cat >inside.sh <<'END'
# shellcheck disable=SC2086
exec "$nftload" load --each --quiet $many
END
if unshare -Urn true 2>/dev/null; then
	many 400 a.nft
	last="load --each, as an ordinary user"
	nftload=$nftload many=$many unshare -Urn sh inside.sh >out 2>err
	status=$?
	expect 0
	silent
fi
finish
