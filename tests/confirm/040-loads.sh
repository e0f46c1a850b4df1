#!/bin/sh
# Loads that are taken back unless somebody confirms them: all that they touched is
# as it was, and nothing else is.

. "$(dirname "$0")/lib.sh"

need nft python3

cat >load.nft <<'END'
flush ruleset
table inet t {
	chain c {
		type filter hook input priority 0; policy drop
		tcp dport { 80, 443 } counter accept
		tcp dport 25 accept
	}
}
END
mv load.nft new.nft
verb=load

# ---- nobody confirms ----

start
gives 7 load --confirm=1 --report=- new.nft
says err 'the change was not confirmed, and is taken back'
reports mode '"load"'
reports outcome '"reverted"'
reports exit 7
reports committed false
is_old
start
gives 7 --confirm=1 -f new.nft
is_old
gives 7 --confirm=1 delete table inet t
is_old
gives 7 --confirm=1 --echo add rule inet t c tcp dport 26 accept
says out 'tcp dport 26 accept'
is_old
"$nftload" confirm --status --json >out
python3 -c 'import json
d = json.load(open("out"))[0]
assert d["inputs"] == ["add rule inet t c tcp dport 26 accept"], d' ||
	wrong "the command is not told: $(cat out)"

# ---- somebody decides ----

start
holds 30
is_new
gives 0 confirm "$id"
ends 0
is_new
start
holds 30
gives 6 sync old.nft
gives 6 load --confirm=5 old.nft
says err "change $id waits to be confirmed"
gives 6 load --confirm=5 --report=- old.nft
reports mode '"load"'
reports pending.id "\"$id\""
gives 0 add table ip other
gives 0 reject
ends 7
says hold.err 'rejected, and is taken back'
stands 'table ip other'
nft delete table ip other
is_old
start
gives 0 load --confirm=30 --detach --report=- new.nft
reports outcome '"pending"'
reports pending.state '"pending"'
is_new
gives 0 reject
is_old
# The answer of a listing comes before the wait.
start
{ cat new.nft; echo list chain inet t c; } >listed.nft
gives 0 --confirm=30 --detach -f listed.nft
says out 'tcp dport 25 accept'
gives 0 reject
is_old

# ---- what others have ----

# A flush of the ruleset concerns every table, a named one itself alone.
nft flush ruleset
nft -f - <<'END'
table ip other {
	set s { type ipv4_addr; elements = { 192.0.2.1 }; }
	chain x { type filter hook input priority 5; counter packets 3 bytes 30; }
}
END
remembers old
gives 7 load --confirm=1 new.nft
is_old
sed 1d new.nft >unflushed.nft
mv new.nft flushed.nft
cp unflushed.nft new.nft
holds 30
nft add rule ip other x tcp dport 77 accept
gives 0 reject
ends 7
stands 'dport 77'
gone 'table inet t'
mv flushed.nft new.nft

# In what the load has made, too: a rule, a chain, an element.
cat >old.nft.plain <<'END'
table inet t {
	set plain { type inet_service; elements = { 1, 2 }; }
	chain c { type filter hook input priority 0; tcp dport @plain counter packets 6 bytes 60; }
}
END
nft flush ruleset
nft -f old.nft.plain
remembers old
{ echo flush ruleset; sed 's/1, 2/2, 3/; s/packets 6/packets 0/' old.nft.plain; } >new.nft.plain
gives 0 load --confirm=30 --detach new.nft.plain
nft -f - <<'END'
add element inet t plain { 4 }
add chain inet t theirs
add rule inet t c tcp dport 5 jump theirs
END
gives 0 reject
stands 'elements = { 1, 2, 4 }'
stands 'chain theirs'
stands 'tcp dport 5 jump theirs'
stands 'packets 6 bytes 60'
nft 'flush chain inet t theirs; delete element inet t plain { 4 }'
nft delete rule inet t c handle "$(listed 'tcp dport 5' | sed 's/.* //')"
nft delete chain inet t theirs
is_old

# Their rule uses a set whose times must come back, so that it has to be made anew:
# the tables become what they were.
start
cat >new.nft.set <<'END'
flush ruleset
table inet t {
	set b { type ipv4_addr; flags timeout; elements = { 192.0.2.3 timeout 1h }; }
	chain c {
		type filter hook input priority 0; policy drop
		tcp dport { 80, 443 } counter accept
	}
}
END
gives 0 load --confirm=30 --detach new.nft.set
nft add rule inet t c udp dport 53 ip saddr @b accept
gives 0 reject
gone 192.0.2.3
is_old

# ---- each kind of command ----

# undoes TEXT: with the old ruleset as the start.
undoes() {
	start
	printf '%s\n' "$1" >one.nft
	gives 0 load --confirm=30 --detach one.nft
	remembers changed
	cmp -s old.kept changed.kept && wrong "nothing was changed: $1"
	gives 0 reject
	last="$1"
	is_old
}
undoes 'flush chain inet t c'
undoes 'flush table inet t'
undoes 'flush set inet t b'
undoes 'delete element inet t b { 192.0.2.1 }'
undoes 'add element inet t b { 192.0.2.9 timeout 5m }'
undoes 'rename chain inet t sub other'
undoes 'insert rule inet t c tcp dport 5 jump sub'
undoes 'add counter inet t more; add map inet t m { type mark : verdict; }'
undoes 'table ip6 n { chain c { type filter hook output priority 0; }; }'
undoes 'flush ruleset ip; flush ruleset inet'
undoes 'flush ruleset'
undoes 'table inet t; delete table inet t; table inet t { set b { type mark; }; }'
undoes 'add chain inet t c { policy drop; }'
# The same again, whose counts and times begin anew.
undoes "flush ruleset
$(sed 's/packets [0-9]* bytes [0-9]*//; s/ used 100 bytes//' old.nft)"
case $(nft list set inet t b) in
*'timeout 1h expires 59m5'*) ;;
*) wrong "the time of an element is not what was left: $(nft list set inet t b)" ;;
esac
start
rule=$(listed 'tcp dport 22' | sed 's/.*handle //')
gives 7 --confirm=1 replace rule inet t c handle "$rule" tcp dport 23 drop
is_old
gives 7 --confirm=1 delete rule inet t c handle "$rule"
is_old

# ---- nothing to hold, and what cannot be held ----

start
gives 1 load --confirm=30 missing.nft
echo 'add rule inet t nowhere accept' >bad.nft
gives 4 load --confirm=30 bad.nft
gives 4 --confirm=30 delete chain inet t sub
says err '^hint: the rule .* uses it: tcp dport vmap'
echo '# nothing' >empty.nft
gives 0 load --confirm=30 empty.nft
gives 0 --confirm=30 list ruleset
is_old
"$nftload" confirm --status | grep -q pending && wrong "something waits"
gives 3 load --confirm=0 new.nft
gives 3 load --detach new.nft
gives 3 load --confirm=30 --each new.nft
gives 3 load --confirm=30 --dump=ast new.nft
gives 3 load --confirm=30 --fallback old.nft new.nft
gives 3 --confirm=30 -c -f new.nft
is_old
# ---- sets that are closed to others ----

# Whose elements have gone, or time out; and constant ones, to which nothing can be
# added while a rule uses them.
cat >closed.nft <<'END'
table inet t {
	set gone { type ipv4_addr; elements = { 192.0.2.1 }; }
	set timed { type ipv4_addr; flags timeout; elements = { 192.0.2.1 timeout 1h }; }
	set fixed { type ipv4_addr; flags constant; elements = { 192.0.2.1 }; }
	chain c {
		ip saddr @gone drop
		ip saddr @timed drop
		ip saddr @fixed counter packets 3 bytes 30
	}
}
END
nft flush ruleset
gives 0 sync --elements=exact closed.nft
nft delete element inet t gone '{ 192.0.2.1 }'
remembers old
for verb in load sync; do
	holds 30
	gives 0 reject "$id"
	ends 7
	is_old
done

# ---- elements whose time is over while the way back is looked for ----

# One of them in each millisecond; and reading the second set takes some.
awk 'BEGIN {
	print "table inet t { set brief { type ipv4_addr; flags timeout; elements = {"
	for (i = 200; i < 6000; i++)
		printf "10.0.%d.%d timeout %dms,\n", i / 256, i % 256, i
	print "}; }; set many { type ipv4_addr; elements = {"
	for (i = 0; i < 40000; i++)
		printf "10.1.%d.%d,\n", i / 256, i % 256
	print "}; }; }"
}' >brief.nft
nft flush ruleset
gives 0 sync brief.nft
for verb in load sync load; do
	holds 30
	gives 0 reject "$id"
	ends 7
done
finish
