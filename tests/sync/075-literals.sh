#!/bin/sh
# The elements of an anonymous set that a sync made are not read again: its mark
# tells them.  What the mark relies on is shown: the kernel takes and deletes no
# elements of a set that a rule uses, and a chain that they lead to under another
# name is found out.

. "$(dirname "$0")/lib.sh"

need nft

cat >one.nft <<'END'
flush ruleset
table inet t {
	chain a {
	}
	chain c {
		ip saddr { 192.0.2.1, 192.0.2.7 } counter
		ip daddr { 192.0.2.0/24, 198.51.100.0/24 } counter
		tcp dport vmap { 1 : jump a, 2 : drop }
		ip saddr { 192.0.2.1 counter, 192.0.2.2 counter } accept
		meta mark set ip saddr map { 192.0.2.1 : 1 }
	}
}
END
again() {
	gives 0 diff "$1"
	[ ! -s out ] || wrong "something differs: $last"
	gives 0 sync --verify "$1"
	silent
}

# ---- nobody else can change such a set ----

gives 0 sync one.nft
sets=$(nft --debug=netlink list ruleset | sed -n 's/^inet t @\(__[a-z]*[0-9]*\)$/\1/p')
[ "$(echo "$sets" | wc -w)" = 5 ] || wrong "not 5 anonymous sets: $sets"
for set in $sets; do
	case $set in
	__map0)
		gives 4 "add element inet t $set { 3 : drop }"
		gives 4 "delete element inet t $set { 1 }"
		;;
	__map1)
		gives 4 "add element inet t $set { 203.0.113.9 : 1 }"
		gives 4 "delete element inet t $set { 192.0.2.1 }"
		;;
	*)
		gives 4 "add element inet t $set { 203.0.113.9 }"
		gives 4 "delete element inet t $set { 192.0.2.1 }"
		gives 4 "flush set inet t $set"
		gives 4 "delete set inet t $set"
		gives 4 "add rule inet t a ip saddr @$set"
		continue
		;;
	esac
	gives 4 "flush map inet t $set"
	gives 4 "delete map inet t $set"
done
again one.nft

# ---- a change is found ----

for change in 's/192.0.2.7/192.0.2.8/' 's/198.51.100.0/198.51.101.0/' \
	's/jump a/drop/' 's/2 : drop/2 : accept/' 's/192.0.2.2 c/192.0.2.3 c/' \
	's/: 1 }/: 2 }/'; do
	sed "$change" one.nft >two.nft
	gives 2 diff two.nft
	says out '^0 to add, 1 to change, 0 to remove, 7 unchanged'
	gives 0 sync two.nft
	again two.nft
	gives 0 sync one.nft
	again one.nft
done

# ---- where the elements lead to is another chain now ----

gives 0 'rename chain inet t a b; add chain inet t a'
gives 2 diff one.nft
says out '^  - chain b'
says out '^  - tcp dport vmap { 1 : jump b, 2 : drop }'
gives 0 sync one.nft
again one.nft
gives 0 'rename chain inet t a b'
gives 0 'rename chain inet t b a'
again one.nft

# A name for each of two.
sed 's/chain c/chain a2 { }; chain c/' one.nft >two.nft
gives 0 sync two.nft
gives 0 'rename chain inet t a x'
gives 0 'rename chain inet t a2 a'
gives 0 'rename chain inet t x a2'
gives 2 diff two.nft
says out '^  - tcp dport vmap { 1 : jump a2, 2 : drop }'
gives 0 sync two.nft
again two.nft

# ---- sets without a mark are read ----

gives 0 load one.nft
again one.nft
sed 's/2 : drop/2 : accept/' one.nft >two.nft
gives 2 diff two.nft
gives 0 sync two.nft
again two.nft
gives 0 'rename chain inet t a b; add chain inet t a'
gives 2 diff two.nft
gives 0 sync two.nft
again two.nft

# No room beside the comment of a chain with a long name.
awk -v long="$(printf '%0100d' 0)" -v comment="$(printf '%0128d' 0)" '
	/chain a/ { print "\tchain n" long " {\n\t\tcomment \"" comment "\""; next }
	{ gsub(/jump a/, "jump n" long); print }' one.nft >two.nft
gives 0 sync two.nft
again two.nft
gives 0 "rename chain inet t n$(printf '%0100d' 0) b"
gives 2 diff two.nft

# nft shows no mark.
gives 0 'flush ruleset'
gives 0 sync one.nft
nft list ruleset >synced
gives 0 load one.nft
nft list ruleset | cmp -s synced - || wrong 'nft lists another ruleset'
finish
