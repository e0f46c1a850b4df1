#!/bin/sh
# Every transport and every way of reading ACKs: the same state, the same ACKs,
# the same errors.
. "$(dirname "$0")/lib.sh"
need nft python3

cat >good.nft <<'EOF'
table inet t {
	set s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.1 } }
	chain c { type filter hook input priority 0; ip saddr @s counter accept; }
}
EOF
{
	cat good.nft
	i=0
	while [ $((i += 1)) -le 300 ]; do
		echo "add rule inet t c tcp dport $i counter accept"
	done
} >many.nft
cat >bad.nft <<'EOF'
table inet t { chain d { jump nowhere; }; }
add rule inet nosuch c accept
add element inet t s { 1.2.3.4 }
EOF

# observe NAME FLAGS...: the state after a load, the figures, the errors
observe() {
	name=$1
	shift
	nft flush ruleset
	gives 0 load "$@" --acks-for=all --stats many.nft
	grep -E '^(messages|bytes sent|ACKs) +[0-9]+$' err >"$name"
	nft -nn list ruleset >>"$name"
	changes_nothing 4 load "$@" bad.nft
	cat err >>"$name"
}

observe want
awk '$1 == "messages" { m = $2 } $1 == "ACKs" { a = $2 }
	END { exit m < 300 || a != m - 2 }' want ||
	wrong "not every message between the begin and the end has its ACK"
for flags in "--acks=recvmsg" "--acks=recvmmsg" "--transport=scatter" \
	"--transport=contiguous" "--transport=contiguous --acks=recvmsg"; do
	# shellcheck disable=SC2086
	observe got $flags
	cmp -s want got || {
		wrong "$flags differs"
		diff want got | head -n 20
	}
done

# io_uring is used where it is asked for, or refused by name.
nft flush ruleset
run load --transport=io_uring good.nft
if [ "$status" = 0 ]; then
	observe got --transport=io_uring
	cmp -s want got || {
		wrong "io_uring differs"
		diff want got | head -n 20
	}
	gives 3 load --transport=io_uring --acks=recvmmsg good.nft
else
	says err 'io_uring'
	says err 'nothing was applied'
	[ -z "$(nft list ruleset)" ] || wrong "something else was used instead"
	echo "io_uring is not there: $(cat err)"
fi
finish
