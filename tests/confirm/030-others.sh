#!/bin/sh
# What others change while a change waits is theirs, and stays; the change alone is
# taken back.  And changes of all kinds.

. "$(dirname "$0")/lib.sh"

need nft python3

# ---- others ----

start
holds 30
nft -f - <<'END'
table ip docker {
	chain x { counter packets 3 bytes 30 accept; }
}
END
gives 0 reject
ends 7
stands 'table ip docker'
nft delete table ip docker
is_old

# Their rule in a chain of ours, before and after one that goes; an element.
start
holds 30
nft insert rule inet t c udp dport 53 accept
nft add rule inet t c udp dport 54 accept
gives 0 reject
ends 7
stands 'udp dport 53'
stands 'udp dport 54'
stands 'packets 7 bytes 700'
gone 'tcp dport 25'
for port in 53 54; do
	nft delete rule inet t c handle "$(listed "udp dport $port" | sed 's/.* //')"
done
is_old

# They deleted a rule that the change has made: there is nothing to take back.
start
holds 30
nft delete rule inet t c handle "$(listed 'tcp dport 25' | sed 's/.* //')"
gives 0 reject
ends 7
is_old

# They deleted the whole table: it is made again, as it was.
start
holds 30
nft flush ruleset
gives 0 reject
ends 7
is_old

# They use what the change has made: it stays with what is theirs, and goes where
# they let go of it.
cat >chain.nft <<'END'
table inet t {
	chain made { tcp dport 25 accept; }
	chain c {
		type filter hook input priority 0; policy accept
		jump made
	}
}
END
start
mv new.nft new.kept
cp chain.nft new.nft
holds 30
nft add rule inet t c udp dport 53 jump made
gives 0 reject
ends 7
stands 'udp dport 53 jump made'
[ "$(listed 'jump made' | wc -l)" = 1 ] || wrong "the change's own jump stays"
nft delete rule inet t c handle "$(listed 'udp dport 53' | sed 's/.* //')"
nft delete chain inet t made
is_old
mv new.kept new.nft

# ---- what counted on ----

start
holds 30
nft replace rule inet t c handle "$(listed '80, 443' | sed 's/.* //')" \
	'tcp dport { 80, 443 } counter packets 20 bytes 2000 accept'
gives 0 reject
ends 7
stands 'packets 20 bytes 2000'

# ---- changes of all kinds ----

# back FROM TO [ARGUMENTS...]: the change is taken back.
back() {
	from=$1
	to=$2
	shift 2
	nft flush ruleset
	gives 0 sync "$@" "$from"
	remembers old
	gives 7 sync --confirm=1 "$@" "$to"
	is_old
	sends_nothing sync "$@" "$from"
}

cat >all.nft <<'END'
table inet every
delete table inet every
table inet every {
	comment "with a comment"
	counter c1 { packets 11 bytes 110; }
	quota q1 { over 5000 bytes used 600 bytes; }
	limit l1 { rate 5/second; }
	set ports { type inet_service; flags interval; elements = { 10-20, 30, 40-50 }; }
	set nets { type ipv4_addr; flags interval; auto-merge; elements = { 10.0.0.0/8, 192.0.2.0/24 }; }
	set counted { type ipv4_addr; counter; elements = { 192.0.2.7 counter packets 4 bytes 40, 192.0.2.8 }; }
	set pairs { type ipv4_addr . inet_service; flags interval; elements = { 192.0.2.0/24 . 80-90 }; }
	set dyn { type ipv4_addr; size 100; flags dynamic, timeout; timeout 1h; }
	map m1 { type ipv4_addr : mark; elements = { 192.0.2.1 : 1, 192.0.2.2 : 2 }; }
	map vm { type inet_service : verdict; elements = { 22 : jump one, 23 : drop }; }
	map om { type inet_service : counter; elements = { 22 : "c1" }; }
	chain one { tcp dport 80 jump { counter packets 6 bytes 60 return; }; }
	chain two { type filter hook output priority 10; policy accept; ip daddr @nets counter packets 9 bytes 90; }
	chain in {
		type filter hook input priority 0; policy drop
		comment "a chain's"
		tcp dport vmap @vm
		tcp dport vmap { 1 : accept, 2 : jump one }
		counter name tcp dport map @om
		meta mark set ip saddr map @m1
		ip saddr . tcp dport @pairs accept comment "pairs"
		update @dyn { ip saddr limit rate 1/second }
		quota name "q1" accept
		limit name "l1" accept
		quota over 900 bytes used 80 bytes
		ct state vmap { established : accept, invalid : drop }
		log prefix "x " group 2
	}
}
END
printf 'table inet every\ndelete table inet every\n' >none.nft
printf 'table inet every\ndelete table inet every\ntable inet every { chain in { }; }\n' >little.nft
printf 'table inet every\ndelete table inet every\ntable inet every { chain in { type filter hook input priority 5; policy accept; }; set ports { type ipv4_addr; }; counter m1 { }; set dyn { type ipv4_addr; elements = { 192.0.2.9 }; }; }\n' >other.nft
sed 's/10-20, 30/10-21/; s/192.0.2.7 counter packets 4 bytes 40, //; s/22 : jump one, //; s/ : 2/ : 3/; /log prefix/d; /quota name/d' all.nft >edited.nft
for to in none.nft little.nft other.nft edited.nft; do
	back all.nft $to
done
# From nothing, and to it.
back none.nft all.nft
back all.nft other.nft --recreate
# Tables of a name that left its files.
printf 'table inet web { chain c { tcp dport 80 counter packets 8 bytes 80; }; }\n' >web.nft
printf 'table inet db\n' >db.nft
back web.nft db.nft --name=web

# A table that no sync has made, taken over.
nft flush ruleset
nft -f old.nft
remembers old
gives 7 sync --confirm=1 --adopt new.nft
is_old

# What others have put into an open set, before and meanwhile.
nft flush ruleset
gives 0 sync all.nft
nft add element inet every dyn '{ 198.51.100.1 }'
mv new.nft new.kept
{ cat edited.nft; echo 'add rule inet every in tcp dport 25 accept'; } >new.nft
holds 30
nft add element inet every dyn '{ 198.51.100.2 }'
gives 0 reject
ends 7
stands 198.51.100.1
stands 198.51.100.2
mv new.kept new.nft

# A set whose elements all are the files' gets them back as such: the next sync
# without them removes them.
nft flush ruleset
printf 'table ip own {\n\tset s { type ipv4_addr; elements = { 192.0.2.1, 192.0.2.2 }; }\n}\n' >full.nft
printf 'table ip own {\n\tset s { type ipv4_addr; }\n}\n' >empty.nft
gives 0 sync full.nft
gives 7 sync --confirm=1 empty.nft
stands 192.0.2.1
gives 0 sync empty.nft
gone 192.0.2
finish
