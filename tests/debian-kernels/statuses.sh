#!/bin/sh
# Every exit status of the manual, by each way that leads to it, on the kernel
# that runs: "status WAY<tab>STATUS" for each, in the same order everywhere, so
# that the lines of two kernels can be compared.  What ends with 0 or 8 has
# changed the state, whatever ends otherwise has not.
library=${STANDIN_SO:-$(pwd)/tests/fault/standin.so}
export STANDIN_SO="$library"
# Some kernels show it in the first namespace only.
export WMEM_MAX="${WMEM_MAX:-$(cat /proc/sys/net/core/wmem_max)}"
. "$(dirname "$0")/../kernel/lib.sh"
need nft setpriv

printf 'table ip t {\n\tchain c { counter; }\n\tset s { type ipv4_addr; }\n}\n' >t.nft
echo '{"nftables": [{"add": {"table": {"family": "ip", "name": "json"}}}]}' >t.json
echo 'add tabel ip t' >wrong.nft
echo 'add rule ip t c jump nosuch' >refused.nft
echo 'add rule ip t c index 0 accept' >index.nft
echo 'add rule ip t c accept' >rule.nft
echo 'add table inet safe' >safe.nft
echo '# nothing' >nothing.nft
echo 'destroy table ip nosuch' >destroy-none.nft
printf 'table ip t {\n chain a { jump b; }\n chain b { jump a; }\n chain d {\n type filter hook input priority 0; jump a;\n }\n}\n' >loop.nft
many_rules 3000 | sed 's/table ip t/table ip many/' >many.nft
many_rules "$(beyond "$WMEM_MAX")" | sed 's/table ip t/table ip big/' >big.nft

listing() {
	nft -a list ruleset
}

# row WAY STATUS changed|same COMMAND...
row() {
	way=$1 want=$2 effect=$3
	shift 3
	# shellcheck disable=SC2034 # for lib.sh
	last=$way
	listing >before
	"$@" >out 2>err
	status=$?
	listing >after
	printf 'status %s\t%s\n' "$way" "$status"
	expect "$want"
	case $effect in
	same) cmp -s before after || wrong "the state has changed: $way" ;;
	changed) cmp -s before after && wrong "nothing has changed: $way" ;;
	esac
}

# ours WAY STATUS EFFECT ARGUMENTS...
ours() {
	ours_way=$1 ours_want=$2 ours_effect=$3
	shift 3
	# shellcheck disable=SC2154 # from lib.sh
	row "$ours_way" "$ours_want" "$ours_effect" "$nftload" "$@"
}

# shellcheck disable=SC2317
unprivileged() {
	setpriv --bounding-set -net_admin --inh-caps -net_admin --no-new-privs "$nftload" "$@"
}

# A user's own namespaces: the send buffer is not to be forced.
# shellcheck disable=SC2317
as_user() {
	unshare -Urn "$nftload" "$@"
}

# shellcheck disable=SC2317
stand_in() {
	mode=$1
	shift
	STANDIN=$mode LD_PRELOAD=$library "$nftload" "$@"
}

# Two writers at once, none of which may be lost or doubled.
# shellcheck disable=SC2317
writers() {
	for i in 1 2 3 4 5 6 7 8; do
		nft add table ip "other$i"
	done &
	for i in 1 2 3 4 5 6 7 8; do
		"$nftload" add rule ip t c index 0 meta mark "$i" || return
	done
	wait $!
	[ "$(nft list chain ip t c | grep -c mark)" = 8 ]
}

# signalled WHEN ARGUMENTS...: while it asks, or sends
# shellcheck disable=SC2317
signalled() {
	STANDIN_SIGNAL=15 stand_in "$@"
}

ours "load" 0 changed load t.nft
silent
ours "load, again" 0 changed load t.nft
ours "load --acks-for=all" 0 changed load --acks-for=all many.nft
nft delete table ip many
ours "load --transport=contiguous" 0 changed load --transport=contiguous rule.nft
ours "load --acks=recvmsg --acks-for=all" 0 changed load --acks=recvmsg --acks-for=all rule.nft
ours "load nothing" 0 same load nothing.nft
ours "load a large file" 0 changed load big.nft
nft delete table ip big
ours "load --report" 0 changed load --report=r.json rule.nft
says r.json '"committed": true'
ours "load -e" 0 changed load -e rule.nft
says out '^add rule ip t c accept'
ours "load -e --acks-for=all" 0 changed load -e --acks-for=all rule.nft
ours "load -v" 0 changed load -v rule.nft
says err 'committed 3 messages.*; 0 retries$'
ours "load, reading the state" 0 changed load index.nft
ours "-f" 0 changed -f rule.nft
silent
ours "-j -f" 0 changed -j -f t.json
ours "-c -f" 0 same -c -f rule.nft
ours "-e -a -f" 0 changed -e -a -f rule.nft
says out '^add rule ip t c accept # handle [0-9]'
ours "-j -e -f" 0 any -j -e -f t.json
ours "add" 0 changed add table ip more
ours "add element" 0 changed add element ip t s '{ 192.0.2.1 }'
ours "delete" 0 changed delete table ip more
ours "destroy" 0 changed destroy table ip json
ours "destroy what is not there" 0 any load destroy-none.nft
ours "check" 0 same check t.nft
ours "check --kernel" 0 same check --kernel t.nft
ours "check --kernel=private" 0 same check --kernel=private t.nft
ours "-c -f, refused" 4 same -c -f refused.nft
ours "load --each" 0 changed load --each rule.nft t.nft
ours "load --netns" 0 changed load --netns /proc/self/ns/net rule.nft
ours "doctor" 0 same doctor
ours "graph" 0 same graph t.nft
row "two writers" 0 changed writers

ours "load what is wrong" 1 same load wrong.nft
ours "load what is not there" 1 same load missing.nft
ours "-f, wrong" 1 same -f wrong.nft
ours "-f, refused" 4 same -f refused.nft
ours "check, wrong" 1 same check wrong.nft
ours "load --strict" 1 same load --strict --missing-interface=by-name wrong.nft
ours "load --each, one wrong" 1 changed load --each rule.nft wrong.nft
ours "no file" 3 same load
ours "unknown option" 3 same load --nonsense t.nft
ours "load what is refused" 4 same load refused.nft
says err "^refused.nft:1:22-27: error: "
ours "load what is refused, all ACKs" 4 same load --acks-for=all refused.nft
ours "load -e what is refused" 4 same load -e refused.nft
ours "load --report what is refused" 4 same load --report=r.json refused.nft
says r.json '"committed": false'
ours "check --kernel, refused" 4 same check --kernel refused.nft
ours "check --kernel=private, refused" 4 same check --kernel=private refused.nft
ours "add, refused" 4 same add rule ip t c jump nosuch
ours "load --each, one refused" 4 changed load --each rule.nft refused.nft
ours "load --netns, refused" 4 same load --netns /proc/self/ns/net refused.nft
ours "load a loop" 4 same load loop.nft
ours "check --kernel=private, a loop" 4 same check --kernel=private loop.nft
row "load without CAP_NET_ADMIN" 5 same unprivileged load t.nft
row "check --kernel without CAP_NET_ADMIN" 5 same unprivileged check --kernel t.nft
row "-f without CAP_NET_ADMIN" 5 same unprivileged -f t.nft
ours "load --fallback, wrong" 8 changed load --fallback safe.nft wrong.nft
ours "load --fallback, not needed" 0 changed load --fallback safe.nft rule.nft
nft delete table inet safe
ours "load --fallback, refused" 8 changed load --fallback safe.nft refused.nft
ours "load --fallback, both wrong" 1 same load --fallback wrong.nft wrong.nft
ours "no such namespace" 1 same load --netns nosuch t.nft
row "a batch beyond a user's buffer" 10 same as_user load big.nft
row "a batch within a user's buffer" 0 same as_user load t.nft
if [ -e "$library" ] && ! sanitized; then
	row "another writer is always faster" 6 same stand_in stale load index.nft
	row "the same with --each" 6 same stand_in stale load --each index.nft
	row "the answers are lost" 9 changed stand_in deaf load rule.nft
	row "the answers to a check are lost" 10 same stand_in deaf check --kernel rule.nft
	row "a signal while the batch is sent" 0 changed signalled sending load rule.nft
	row "a signal before the batch is sent" 143 same signalled asking load index.nft
else
	echo "not shown: what needs the stand-in"
fi
finish
