#!/bin/sh
# The sandbox allows only what loads need.
probe=${SANDBOX_PROBE:-$(pwd)/tests/trust/sandbox-probe}
export SANDBOX_PROBE="$probe"
. "$(dirname "$0")/../kernel/lib.sh"

[ -x "$probe" ] || skip "$probe is not built"
"$probe" >out
status=$?
cat out
[ $status = 77 ] && sanitized && skip "builds with sanitizers have no sandbox"
[ $status = 77 ] && skip "this build has no sandbox"
[ $status = 0 ] || wrong "the probe got through"
says out ': as they must be$'

# names of services, users, groups and interfaces; a folder of includes; echoes
echo 'define ports = { ssh, http }' >included.nft
cat >names.nft <<'END'
include "./included*"
table ip t {
	chain c {
		tcp dport $ports accept
		meta skuid root meta skgid root accept
		iif lo accept
		ip protocol udp drop
	}
}
END
for words in "load" "load -e" "check" "check --kernel" "load --no-sandbox"; do
	# shellcheck disable=SC2086
	gives 0 $words names.nft
done

# files of another owner: named, and included
if [ "$(id -u)" = 0 ] && chown 12345 included.nft names.nft 2>/dev/null; then
	chmod 0600 included.nft names.nft
	gives 0 load names.nft
	gives 1 check --dump=tokens missing.nft
fi

# a host name that nobody answers for, without a network: an error, no crash
echo 'add rule ip t c ip saddr no-such-host.invalid accept' >host.nft
gives 1 load host.nft
says err 'no-such-host.invalid'

# refused MODE FLAG IDS: a copy with this mode; id tells whether such files
# work here at all.
refused() {
	chmod "$1" id nftload
	last="a copy with mode $1"
	if [ "$(setpriv "$3" --clear-groups ./id "$2")" != 0 ]; then
		echo "files with mode $1 do not work here"
		return
	fi
	setpriv "$3" --clear-groups ./nftload -V >out 2>err
	status=$?
	expect 5
	says err 'refuses to run setuid'
}
if other_users; then
	cp "$nftload" nftload && cp "$(command -v id)" id
	refused 4755 -u --reuid=12345
	refused 2755 -g --regid=12345
fi
finish
