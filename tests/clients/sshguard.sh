#!/bin/sh
# sshguard's backend for sets of nft: blocks, releases, flushes.
. "$(dirname "$0")/lib.sh"

scenario() {
	backend=$packages/sshguard/usr/libexec/sshguard/sshg-fw-nft-sets
	mkfifo commands
	sh "$backend" <commands &
	exec 3>commands
	say() {
		echo "$@" >&3
		sleep 0.5
	}
	say block 192.0.2.1 4 32
	say block 198.51.100.0 4 24
	say block 2001:db8::1 6 128
	say block 2001:db8:1:: 6 64
	stop blocked
	say release 192.0.2.1 4 32
	say block 198.51.100.7 4 32
	say block 203.0.113.0 4 25
	say block 203.0.113.128 4 25
	stop released
	say release 2001:db8:1:: 6 64
	say release 203.0.113.0 4 25
	say release 10.9.9.9 4 32
	stop pieces
	say flush
	say block 192.0.2.9 4 32
	stop flushed
	exec 3>&-
	wait
	stop ended
}

run_scenario
compare sshguard
