# Sourced first by every test of --confirm: the words of the tests of sync, a
# /run/nftload and a /var/lib of the test's own, and some more words.
# shellcheck shell=sh

. "$(cd "$(dirname "$0")/.." && pwd)/sync/lib.sh"

own_mounts "$@"
# What waits is noted in /var/lib/nftload.
mount -t tmpfs -o mode=755 none /var/lib || skip "no tmpfs"
mkdir -p /run/nftload 2>/dev/null || skip "/run cannot be written"
mount -t tmpfs none /run/nftload || skip "no tmpfs"
chmod 700 /run/nftload

cat >old.nft <<'END'
table inet t {
	counter hits { packets 5 bytes 50 }
	set b {
		type ipv4_addr
		flags timeout
		elements = { 192.0.2.1 timeout 1h, 192.0.2.2 timeout 2h }
	}
	chain sub { counter packets 1 bytes 10 return; }
	chain c {
		type filter hook input priority 0; policy accept
		ip saddr @b drop
		tcp dport 22 counter packets 7 bytes 700 accept
		tcp dport { 80, 443 } counter packets 9 bytes 900 accept
		tcp dport vmap { 1 : accept, 2 : jump sub }
		counter name hits
		tcp dport 99 quota over 1000 bytes used 100 bytes drop
	}
}
END
cat >new.nft <<'END'
table inet t {
	chain c {
		type filter hook input priority 0; policy drop
		tcp dport { 80, 443 } counter accept
		tcp dport 25 accept
	}
}
END

# start: the old ruleset, synced.
start() {
	nft flush ruleset
	gives 0 sync old.nft
	remembers old
}

is_old() {
	is_again old
}

is_new() {
	listed 'tcp dport 25' >/dev/null && ! listed 'ip saddr @b' >/dev/null &&
		return
	wrong "the new ruleset is not there: $last"
	nft list ruleset
}

# Whether a change waits; sets `id`.
waits() {
	id=$("$nftload" confirm --status | sed -n 's/ pending, .*//p')
	[ -n "$id" ]
}

is_made() {
	grep -q ' is made, and taken back in ' hold.err || [ -e code ]
}

# holds SECONDS [ARGUMENTS...]: makes the change in the background, and waits
# until it is made; then `waiter` is the process that waits, `id` the change, and
# `holder` the process that holds it.
holds() {
	last="${verb:-sync} --confirm=$*"
	rm -f code
	(
		"$nftload" ${verb:-sync} --confirm="$@" new.nft >hold.out 2>hold.err &
		echo $! >waiter
		wait $!
		echo $? >code.new
		mv code.new code
	) &
	# Its record is there before the change, and the proof of the way back.
	if ! comes waits || ! comes is_made; then
		wrong "no change waits: $last"
		cat hold.err
		finish
	fi
	waiter=$(cat waiter)
	holder=$(cat "/proc/$waiter/task/$waiter/children")
}

# detaches SECONDS: makes the change; sets `id` and `holder`.
detaches() {
	gives 0 "${verb:-sync}" --confirm="$1" --detach new.nft
	find_holder "$1"
}

# is_apart PROCESS: whether it is in another network namespace
is_apart() {
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# find_holder SECONDS: of a change that was detached; sets `id` and `holder`.
find_holder() {
	waits || wrong "nothing waits: $last"
	holder=
	for pid in $(pgrep -f "^$nftload ${verb:-sync} --confirm=$1"); do
		# Its clerk has no session of its own.
		! is_apart "$pid" &&
			[ "$(cut -d' ' -f6 "/proc/$pid/stat")" = "$pid" ] &&
			holder=$pid
	done
	[ -n "$holder" ] || wrong "there is no holder: $last"
}

# ends STATUS: of the process that waits.
ends() {
	comes [ -e code ] || {
		wrong "it does not end: $last"
		return
	}
	[ "$(cat code)" = "$1" ] && return
	wrong "exit status $(cat code) instead of $1: $last"
	cat hold.err
}

# decided: until nothing waits any more.
decided() {
	comes nothing_waits || wrong "nothing is decided: $last"
}

nothing_waits() {
	! "$nftload" confirm --status | grep -q pending
}

# became STATE
became() {
	[ "$("$nftload" confirm --status "$id")" = "$id $1" ] && return
	wrong "not $1, but $("$nftload" confirm --status "$id"): $last"
}
