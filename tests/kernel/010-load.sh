#!/bin/sh
# A file is loaded silently, and the kernel then holds its ruleset.
. "$(dirname "$0")/lib.sh"
need nft

cat >a.nft <<'END'
table inet filter {
	set admins {
		type ipv4_addr
		elements = { 192.0.2.1, 192.0.2.2 }
	}
	chain input {
		type filter hook input priority filter; policy drop;
		iif "lo" accept
		ip saddr @admins tcp dport 22 accept
	}
}
END
gives 0 load a.nft
silent
lists <<'END'
table inet filter {
	set admins {
		type ipv4_addr
		elements = { 192.0.2.1, 192.0.2.2 }
	}

	chain input {
		type filter hook input priority filter; policy drop;
		iif "lo" accept
		ip saddr @admins tcp dport 22 accept
	}
}
END

# nothing to do is a warning, and no transaction
: >empty.nft
echo '# a comment' >comment.nft
for file in empty.nft comment.nft; do
	changes_nothing 0 load $file
	says err 'the input asks for nothing'
done
changes_nothing 0 -f /dev/null
says err 'the input asks for nothing'

# a second load of the same adds the rules again, as nft does
gives 0 -f a.nft
silent
[ "$(nft list chain inet filter input | grep -c 'iif "lo" accept')" = 2 ] ||
	wrong "the second load did not add its rules"

gives 0 load --acks-for=all a.nft
silent
gives 0 load --verbose a.nft
says err 'committed'
finish
