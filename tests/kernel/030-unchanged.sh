#!/bin/sh
# When a load fails, for whatever reason, the kernel holds the same as before:
# every table, rule, element, handle and counter.
. "$(dirname "$0")/lib.sh"
need nft

nft -f - <<'END' || skip "nft cannot load here"
table inet held {
	comment "as it was"
	counter hits { packets 7 bytes 700 }
	set known {
		type ipv4_addr
		elements = { 192.0.2.1, 192.0.2.2 comment "two" }
	}
	set ranges {
		type ipv4_addr
		flags interval
		elements = { 198.51.100.0/24 }
	}
	chain jumped {
		accept
	}
	chain input {
		type filter hook input priority 10; policy accept;
		ip saddr @known counter name "hits" jump jumped
		tcp dport { 22, 80 } counter packets 5 bytes 6 accept
	}
}
END

# fails CODE NAME: what stands on standard input, after commands that alone
# would change much.
fails() {
	{
		echo 'add table inet more'
		echo 'add element inet held known { 192.0.2.77 }'
		echo 'flush chain inet held input'
		cat
	} >"$2.nft"
	changes_nothing "$1" load "$2.nft"
	says err "^$2.nft:4:"
	# The same without a line of its own at the end, and from standard input.
	changes_nothing "$1" -f "$2.nft"
	for form in "load -" "-f -"; do
		state >before
		# shellcheck disable=SC2086
		"$nftload" $form <"$2.nft" >out 2>err
		status=$?
		last="nftload $form <$2.nft"
		expect "$1"
		state >after
		cmp -s before after || wrong "the state has changed: $last"
	done
}

fails 1 syntax <<'END'
add rule inet held input tcp dport accept accept
END
fails 1 missing-brace <<'END'
table inet more { chain c { accept }
END
fails 1 keyword <<'END'
add rule inet held input tcp dprot 22 accept
END
fails 1 type <<'END'
add rule inet held input ip saddr 192.0.2.300 accept
END
fails 1 range <<'END'
add rule inet held input tcp dport 70000 accept
END
fails 1 variable <<'END'
add rule inet held input tcp dport $nosuch accept
END
fails 1 include <<'END'
include "./nosuch.nft"
END
fails 4 chain <<'END'
add rule inet held input jump nosuch
END
fails 4 rule-chain <<'END'
add rule inet held nosuch accept
END
fails 1 table <<'END'
add chain inet nosuch c
END
fails 4 create-table <<'END'
create table inet held
END
fails 4 create-element <<'END'
create element inet held known { 192.0.2.1 }
END
fails 4 delete-element <<'END'
delete element inet held known { 203.0.113.9 }
END
fails 4 delete-table <<'END'
delete table inet nosuch
END
fails 4 delete-set <<'END'
delete set inet held nosuch
END
fails 4 busy-chain <<'END'
add rule inet held input jump jumped ; delete chain inet held jumped
END
fails 4 object <<'END'
add rule inet held input counter name "nosuch"
END
fails 4 handle <<'END'
delete rule inet held input handle 4711
END
fails 4 replace <<'END'
replace rule inet held input handle 4711 accept
END
fails 4 base-chain-type <<'END'
add chain inet held input { type nat hook input priority 10; }
END
# found by us where the set is declared here, by the kernel where it is there
fails 1 overlap <<'END'
add set inet more s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 10.1.0.0/16 }; }
END
finish
