#!/bin/sh
# Elements of others stay, with their timeouts; those that a file declares go
# when they leave it: fail2ban, systemd's NFTSet, blocklists filled from outside.

. "$(dirname "$0")/lib.sh"

need nft python3

expires() {
	nft list ruleset | sed -n "s/.*$1[^,]*expires \([0-9]*\)[a-z].*/\1/p"
}

cat >fw.nft <<'END'
table inet fw {
	# filled by fail2ban
	set banned {
		type ipv4_addr
		flags timeout
	}
	# filled by systemd's NFTSet=
	set services {
		type mark
	}
	# filled by rules
	set seen {
		type ipv4_addr
		flags dynamic, timeout
		timeout 1h
		size 1000
	}
	# ours, and others may add
	set admins {
		type ipv4_addr
		flags timeout
		elements = { 192.0.2.1, 192.0.2.2 }
	}
	# ours alone
	set nets {
		type ipv4_addr
		flags interval
		elements = { 10.0.0.0/8 }
	}
	chain c {
		ip saddr @banned drop
		ip saddr @nets accept
	}
}
END
gives 0 sync fw.nft
nft -f - <<'END'
add element inet fw banned { 198.51.100.1 timeout 1000s expires 500s }
add element inet fw seen { 203.0.113.1 timeout 50m expires 40m }
add element inet fw admins { 192.0.2.99 }
add element inet fw services { 0x4711 }
END
sends_nothing sync fw.nft
sends_nothing diff fw.nft
stands '198.51.100.1'
stands '203.0.113.1'
stands '192.0.2.99'
stands '0x00004711'

# A change beside them.
sed -e 's/10.0.0.0/11.0.0.0/' -e 's/192.0.2.2/192.0.2.3/' fw.nft >new.nft
gives 0 sync new.nft
stands '192.0.2.1,'
stands '192.0.2.3'
gone '192.0.2.2[, ]'
stands '192.0.2.99'
stands '198.51.100.1'
stands '0x00004711'
gone '10.0.0.0/8'
left=$(expires 198.51.100.1)
[ "${left:-0}" -gt 0 ] || stands '198.51.100.1 timeout 16m40s expires 8m'
sends_nothing sync new.nft

# In a set that is the file's alone nothing else stays.
nft add element inet fw nets '{ 172.16.0.0/12 }'
gives 0 sync new.nft
gone 172.16.0.0/12
# Or nothing in any set, where that is asked for.
gives 0 sync --elements=exact new.nft
gone 198.51.100.1
gone 192.0.2.99
stands 192.0.2.3

# A set's timeout changes, and what is in it stays.
nft add element inet fw banned '{ 198.51.100.2 timeout 1000s }'
nft add element inet fw seen '{ 203.0.113.2 }'
sed 's/timeout 1h/timeout 2h/' new.nft >longer.nft
gives 0 sync longer.nft
stands 'timeout 2h'
stands 203.0.113.2
stands 198.51.100.2
sends_nothing sync longer.nft

# One that must be made anew takes the elements of others along.
sed 's/size 1000/size 1000; counter/' longer.nft >counted.nft
gives 0 sync counted.nft
stands counter
stands 198.51.100.2
sends_nothing sync counted.nft

# Where it is asked for from the first sync on, others may add to every set, or
# to some.
for keep in --elements=keep --keep=nets; do
	nft flush ruleset
	gives 0 sync $keep new.nft
	nft add element inet fw nets '{ 172.16.0.0/12 }'
	sends_nothing sync $keep new.nft
	gives 0 sync $keep fw.nft
	stands 172.16.0.0/12
	stands 10.0.0.0/8
	gone 11.0.0.0/8
done

# What was loaded has no marks: they are written once, which is no change.
nft flush ruleset
nft -f fw.nft
nft add element inet fw admins '{ 192.0.2.99 }'
gives 0 diff fw.nft
silent
before=$(generation)
gives 0 sync --detailed-exitcode --report=- fw.nft
reports changed false
[ "$(generation)" -gt "$before" ] || wrong "no mark was written"
sends_nothing sync fw.nft
finish
