#!/bin/sh
# The sandbox lets through what loads need, and nothing more.
probe=${SANDBOX_PROBE:-$(pwd)/tests/trust/sandbox-probe}
export SANDBOX_PROBE="$probe"
. "$(dirname "$0")/../kernel/lib.sh"

[ -x "$probe" ] || skip "$probe is not built"
"$probe"
status=$?
[ $status = 77 ] && skip "this build has no sandbox"
[ $status = 0 ] || wrong "the probe got through"

# names of services, users, groups and interfaces; includes; echoes
echo 'add table ip t' >included.nft
cat >names.nft <<'END'
include "./included.nft"
table ip t {
	chain c {
		tcp dport { ssh, http } accept
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

# setuid
if other_users; then
	cp "$nftload" setuid-nftload && chmod 4755 setuid-nftload
	chmod 755 .
	setpriv --reuid=12345 --clear-groups ./setuid-nftload -V >out 2>err
	status=$?
	last="a setuid copy"
	if grep -q nosuid /proc/self/mountinfo && [ $status = 0 ]; then
		echo "setuid files do not work here"
	else
		expect 5
		says err 'refuses to run setuid'
	fi
fi
finish
