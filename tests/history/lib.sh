# Sourced first by every test of the history: the words of the tests of sync, a
# folder for the history, two rulesets, and some more words.
# shellcheck shell=sh

umask 022
. "$(cd "$(dirname "$0")/.." && pwd)/sync/lib.sh"

need nft python3
# What waits is noted in /var/lib/nftload.
if has_own_mounts; then
	own_mounts "$@"
	mount -t tmpfs -o mode=755 none /var/lib || skip "no tmpfs"
fi
# Memory has no disk to wait for.
folder=$(mktemp -d /dev/shm/nftload.XXXXXX 2>/dev/null || mktemp -d)
trap 'rm -rf "$folder"' EXIT
ln -s "$folder" state
history=$folder/history

cat >old.nft <<'END'
table inet t {
	counter hits { packets 5 bytes 50 }
	set b {
		type ipv4_addr
		flags timeout
		elements = { 192.0.2.1 timeout 1h, 192.0.2.2 timeout 2h }
	}
	set closed { type ipv4_addr; elements = { 192.0.2.1, 192.0.2.2 }; }
	set same { type inet_service; elements = { 1, 2, 3 }; }
	chain sub { counter packets 1 bytes 10 return; }
	chain c {
		type filter hook input priority 0; policy accept
		ip saddr @b drop
		tcp dport 22 counter packets 7 bytes 700 accept
		tcp dport { 80, 443 } counter packets 9 bytes 900 accept
		tcp dport vmap { 1 : accept, 2 : jump sub }
		tcp dport @same counter packets 4 bytes 40
		counter name hits
		tcp dport 99 quota over 1000 bytes used 100 bytes drop
	}
}
END
cat >new.nft <<'END'
table inet t {
	set closed { type ipv4_addr; elements = { 192.0.2.1, 192.0.2.3 }; }
	set same { type inet_service; elements = { 1, 2, 3 }; }
	chain c {
		type filter hook input priority 0; policy drop
		tcp dport { 80, 443 } counter accept
		tcp dport @same counter packets 4 bytes 40
		tcp dport 25 accept
	}
}
END

syncs() {
	gives 0 sync --history --history-dir="$history" "$@"
}

undoes() {
	want=$1
	shift
	gives "$want" undo --history-dir="$history" "$@"
}

# start: old, then new, with a history of both
start() {
	nft flush ruleset
	rm -rf state/history
	syncs old.nft
	remembers old
	syncs new.nft
	remembers new
}
