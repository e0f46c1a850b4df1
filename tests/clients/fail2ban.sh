#!/bin/sh
# fail2ban with the actions nftables: three jails, bans of both families.
. "$(dirname "$0")/lib.sh"

scenario() {
	PYTHONPATH=$packages/fail2ban/usr/lib/python3/dist-packages
	export PYTHONPATH
	bin=$packages/fail2ban/usr/bin
	cp -R "$packages/fail2ban/etc/fail2ban" config
	rm -f config/jail.d/*
	touch log
	# No bans of an earlier run come back.
	printf '[Definition]\ndbfile = None\n' >config/fail2ban.local
	cat >config/jail.local <<-END
		[DEFAULT]
		backend = polling
		logpath = $PWD/log
		filter = sshd
		banaction = nftables-multiport
		allowipv6 = yes
		[one]
		enabled = true
		port = 22,8000:8080
		[two]
		enabled = true
		banaction = nftables-allports
		[three]
		enabled = true
		port = 80,443
		protocol = tcp,udp
		action = nftables[type=multiport, port="80,443", blocktype=drop, name=other]
	END
	python3 -B "$bin/fail2ban-server" -c "$PWD/config" -s "$PWD/socket" -p "$PWD/pid" \
		--logtarget "$PWD/f2b.log" --loglevel DEBUG -x -f start >server.out 2>&1 &
	server=$!
	for _ in $(seq 60); do
		[ "$(client ping)" = "Server replied: pong" ] && break
		sleep 0.5
	done
	# Each jail's first ban makes its rules: one after the other.
	client set one banip 192.0.2.1 198.51.100.2
	until_listed 192.0.2.1 198.51.100.2
	client set one banip 2001:db8::1
	until_listed 2001:db8::1
	client set two banip 192.0.2.3
	until_listed 192.0.2.3
	client set three banip 203.0.113.4
	until_listed 203.0.113.4
	stop banned
	client set one unbanip 192.0.2.1
	until_gone 192.0.2.1
	client set two unbanip 192.0.2.3
	until_gone 192.0.2.3
	client set two banip 192.0.2.5
	until_listed 192.0.2.5
	stop unbanned
	client reload --unban one
	until_gone 198.51.100.2 2001:db8::1
	stop reloaded
	# Where all stop at once, the order of calls is that of threads.
	for jail in one two three; do
		client stop $jail
	done
	client stop
	wait $server || true
	stop stopped
	! grep -q ' ERROR ' f2b.log || { grep ' ERROR ' f2b.log; exit 1; }
}

client() {
	python3 -B "$bin/fail2ban-client" -c "$PWD/config" -s "$PWD/socket" -p "$PWD/pid" "$@" 2>&1
}

# Bans are done by threads.
wait_for() {
	for _ in $(seq 100); do
		nft list ruleset | grep -q "$2[ ,]" && now=listed || now=gone
		[ "$now" != "$1" ] || return 0
		sleep 0.2
	done
	echo "$2 is not $1"
	exit 1
}

until_listed() {
	for address; do
		wait_for listed "$address"
	done
}

until_gone() {
	for address; do
		wait_for gone "$address"
	done
}

run_scenario
compare fail2ban
