#!/bin/sh
# What others made stays: docker's chains in `ip filter`, libvirt's and
# fail2ban's tables survive a first sync of files that name the same tables.

. "$(dirname "$0")/lib.sh"

need nft python3

others() {
	nft flush ruleset
	nft -f - <<'END'
table ip filter {
	chain INPUT {
		type filter hook input priority 0; policy accept
		tcp dport 22 counter packets 5 bytes 50 accept
	}
	chain FORWARD {
		type filter hook forward priority 0; policy accept
		jump DOCKER-USER
		jump DOCKER
	}
	chain DOCKER {
		oifname "docker0" tcp dport 8080 accept comment "container"
	}
	chain DOCKER-USER {
		return
	}
}
table ip libvirt_network {
	chain guest_input {
		type filter hook input priority 0; policy accept
		iifname "virbr0" accept
	}
}
table inet f2b-table {
	set addr-set-sshd {
		type ipv4_addr
		elements = { 198.51.100.7 }
	}
	chain f2b-chain {
		type filter hook input priority -1; policy accept
		tcp dport 22 ip saddr @addr-set-sshd reject
	}
}
END
}

cat >fw.nft <<'END'
table ip filter {
	chain INPUT {
		type filter hook input priority 0; policy drop
		tcp dport 22 counter accept
	}
	chain FORWARD {
		type filter hook forward priority 0; policy accept
		jump DOCKER-USER
	}
	chain DOCKER-USER {
		ip saddr 192.0.2.0/24 drop
	}
}
table ip libvirt_network { }
table inet f2b-table { }
END

# A first sync changes nothing, and says what it would have taken.
others
changes_nothing 11 sync --report=- fw.nft
says err 'DOCKER'
says err 'guest_input'
says err 'f2b-chain'
says err "table ip 'filter' holds objects that the files lack"
says err '\-\-adopt'
reports changed false
reports exit 11
reports committed false
changes_nothing 11 sync --check fw.nft
changes_nothing 2 diff fw.nft

# What a pattern names stays.
cat >some.nft <<'END'
table ip filter {
	chain INPUT {
		type filter hook input priority 0; policy drop
		tcp dport 22 counter accept
	}
}
END
changes_nothing 11 sync --keep='DOCKER*' some.nft
gives 0 sync --keep='DOCKER*' --keep=FORWARD some.nft
stands 'policy drop'
stands 'docker0'
stands 'packets 5 bytes 50'
sends_nothing sync --keep='DOCKER*' --keep=FORWARD some.nft
# A rule by its comment.
nft add rule ip filter INPUT iifname docker0 accept comment '"of docker"'
changes_nothing 11 sync --keep='DOCKER*' --keep=FORWARD some.nft
sends_nothing sync --keep='DOCKER*' --keep=FORWARD --keep='of*' some.nft
stands 'of docker'

# What is declared beside them is added: nothing of others has to go for it.
others
cat >beside.nft <<'END'
table ip filter {
	chain mine {
		accept
	}
}
END
changes_nothing 11 sync beside.nft
gives 0 sync --keep='*' beside.nft
stands 'chain mine'
stands 'chain DOCKER {'
stands 'docker0'
stands 'packets 5 bytes 50'

# --adopt: the table is the files' own from now on, counters of equal rules go on.
others
gives 0 sync --adopt fw.nft
gone 'chain DOCKER {'
gone 'guest_input'
stands 'policy drop'
stands 'tcp dport 22 counter packets 5 bytes 50 accept'
sends_nothing sync fw.nft
sends_nothing sync --adopt fw.nft
# A later sync may change it.
sed '/tcp dport 22/d' fw.nft >less.nft
gives 0 sync less.nft
gone 'tcp dport 22'

# But for what is kept.
others
gives 0 sync --adopt --keep='DOCKER*' fw.nft
stands 'chain DOCKER {'
stands 'comment "container"'
gone 'guest_input'

# A file that flushes or deletes the table says all that is in it.
for idiom in 'flush ruleset' 'table ip filter
delete table ip filter' 'table ip filter
flush table ip filter'; do
	others
	{ echo "$idiom"; sed '/^table ip libvirt/,$d' fw.nft; } >closed.nft
	gives 0 sync closed.nft
	gone 'chain DOCKER {'
	stands 'packets 5 bytes 50'
	# Tables that it does not declare are nobody's to delete.
	stands 'table ip libvirt_network'
	stands 'table inet f2b-table'
done

# flush ruleset: those that a sync has made go, foreign ones stay and are named
# in the run that changes something.
others
printf 'flush ruleset\ntable inet a\ntable inet b\n' >two.nft
gives 0 sync two.nft
says err "table ip 'libvirt_network' stays"
sends_nothing sync two.nft
printf 'flush ruleset\ntable inet a\n' >one.nft
gives 0 sync one.nft
gone 'table inet b'
stands 'table ip filter'
stands 'table inet f2b-table'
gives 0 sync -v one.nft
says err "table ip 'filter' stays"

# A name owns tables: what left its files goes, and nobody else's.
nft flush ruleset
printf 'table inet web\ntable inet db\n' >web.nft
gives 0 sync --name=web web.nft
printf 'table inet mail\n' >mail.nft
gives 0 sync --name=mail mail.nft
printf 'table inet web\n' >web.nft
gives 0 sync --name=web web.nft
gone 'table inet db'
stands 'table inet mail'
stands 'table inet web'
# Without a name, nothing goes that the file does not flush.
printf 'table inet x\n' >x.nft
gives 0 sync x.nft
stands 'table inet mail'
# Another's table is not taken for one's own.
printf 'table inet mail { chain c { }; }\n' >mail.nft
gives 0 sync --name=mail mail.nft
printf 'table inet mail\n' >mail.nft
changes_nothing 11 sync --name=web mail.nft
finish
