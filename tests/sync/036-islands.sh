#!/bin/sh
# What --keep names keeps all that it uses; where it cannot, nothing is changed.
. "$(dirname "$0")/lib.sh"

need nft python3

cat >full.nft <<'END'
table ip t {
	counter n { }
	counter m { }
	set used {
		type ipv4_addr
		elements = { 192.0.2.1 }
	}
	set literal {
		type ipv4_addr
	}
	set unused {
		type ipv4_addr
	}
	chain deep {
		counter name n
	}
	map leads {
		type inet_service : verdict
		elements = { 1 : jump deep, 2 : accept }
	}
	chain sub {
		ip saddr @used drop
	}
	chain input {
		type filter hook input priority 0
		tcp dport 5 drop comment "kept-5"
		tcp dport 6 drop
	}
	chain c {
		tcp dport 7 jump sub comment "kept-jump"
		tcp dport 8 accept
		tcp dport vmap @leads comment "kept-map"
		jump { ip saddr @literal drop; } comment "kept-literal"
		tcp dport 9 accept
	}
}
END
cat >less.nft <<'END'
table ip t {
	chain c {
		tcp dport 8 accept
	}
}
END
gives 0 sync full.nft
handle=$(listed 'kept-map' | sed 's/.*handle //')
gives 0 sync --verify --keep='kept-*' less.nft
for kept in 'counter n ' 'set used' '192.0.2.1' 'set literal' 'chain deep' \
	'map leads' '1 : jump deep' 'chain sub' 'ip saddr @used drop' \
	'tcp dport 7 jump sub' "kept-map.* handle $handle" 'ip saddr @literal' \
	'tcp dport 5 drop' 'tcp dport 8 accept'; do
	stands "$kept"
done
for lost in 'counter m ' 'set unused' 'tcp dport 6 ' 'tcp dport 9 '; do
	gone "$lost"
done
sends_nothing sync --keep='kept-*' less.nft
sends_nothing diff --keep='kept-*' less.nft

# So it is where the table is made anew.
nft delete table ip t
nft -f full.nft
gives 11 sync --keep='kept-*' less.nft
gives 0 sync --verify --adopt --keep='kept-*' less.nft
stands 'ip saddr @literal'
stands '1 : jump deep'
stands 'tcp dport 5 drop'
gone 'tcp dport 6 '
gone 'set unused'
sends_nothing sync --keep='kept-*' less.nft

# A named chain and a named map keep what they use, too.
gives 0 sync full.nft
gives 0 sync --verify --keep=sub --keep=leads less.nft
stands 'ip saddr @used drop'
stands '1 : jump deep'
stands 'counter n '
gone 'kept'
gone 'chain input'

# An object of the file that is made anew cannot be, while they use it.
cat >other.nft <<'END'
table ip t {
	set used {
		type inet_service
	}
	chain c {
		tcp dport 8 accept
	}
}
END
before=$(generation)
for verb in sync 'sync --check' diff; do
	gives 1 $verb --keep=sub other.nft
	says err "^other.nft:2:[0-9-]*: error: set 'used' differs and has to be made anew, but chain 'sub' in table ip 't', which --keep names, uses it"
done
[ "$(generation)" = "$before" ] || wrong "something was sent"
gives 0 sync full.nft
gives 1 sync --keep='kept-*' other.nft
says err "set 'used' differs and has to be made anew, but chain 'sub'"
sed -i 's/used/literal/' other.nft
gives 1 sync --keep='kept-*' other.nft
says err "set 'literal' differs and has to be made anew, but a rule of chain 'c' in table ip 't', which --keep names, uses it"
gives 0 sync --verify other.nft
gone 'kept'
finish
