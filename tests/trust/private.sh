#!/bin/sh
# check --kernel=private: the kernel checks the input without rights, interfaces
# or consequences.
. "$(dirname "$0")/../kernel/lib.sh"
unshare -Urn true 2>/dev/null || skip "no user namespace can be made here"

cat >names.nft <<'END'
table inet t {
	chain c {
		type filter hook input priority 0
		iif eth77 accept
		meta skuid 5 accept
	}
}
table netdev n {
	chain i { type filter hook ingress device "wan77" priority 0; }
}
END
echo 'add rule ip nothing c accept' >bad.nft
changes_nothing 0 check --kernel=private names.nft
silent
changes_nothing 4 check --kernel=private bad.nft
says err "table ip 'nothing' does not exist"
ip link show eth77 >/dev/null 2>&1 && wrong "an interface was made here"
# it is a check, however the kernel was asked
gives 0 check --kernel=private -v --report=report.json names.nft
says err '^nftload: checked .* generation 1 before, 2 after'
says report.json '"mode": "check-kernel"'
says report.json '"committed": false'
gives 3 check --kernel=elsewhere names.nft
gives 4 check --kernel=here bad.nft

# an ordinary user
if other_users; then
	cp "$nftload" copy && chmod 755 copy . && chmod 644 ./*.nft
	as_user() {
		setpriv --reuid=12345 --regid=12345 --clear-groups \
			./copy check --kernel=private "$1" >out 2>err
		status=$?
		last="check --kernel=private $1, as a user"
	}
	as_user names.nft
	expect 0
	silent
	as_user bad.nft
	expect 4
	limit=$(cat /proc/sys/net/core/wmem_max)
	if [ "$limit" -le 16777216 ]; then
		many_rules "$(beyond "$limit")" >big.nft
		as_user big.nft
		expect 10
		says err wmem_max
	fi
fi

# what the kernel lacks is named with its option
"$nftload" add 'table ip t { chain c { queue num 1; }; }' 2>err ||
	! grep -q 'has no expression' err ||
	grep -q CONFIG_NFT_QUEUE err || wrong "the option is not named"
finish
