#!/bin/sh
# Loads are kept in the history, shown and undone as syncs are.

. "$(dirname "$0")/lib.sh"

# loads FILE [ARGUMENTS...]
loads() {
	gives 0 load --history --history-dir="$history" "$@"
}

# entries N: there are so many.
entries() {
	n=$("$nftload" history --history-dir="$history" | wc -l)
	[ "$n" = "$1" ] || wrong "$n entries instead of $1: $last"
}

# ---- the whole ruleset ----

{ echo flush ruleset; cat old.nft; } >old.load
{ echo flush ruleset; cat new.nft; } >new.load
nft flush ruleset
loads old.load
entries 1
remembers old
loads new.load
entries 2
remembers new
"$nftload" history --history-dir="$history" >out
grep -q '^2 .* load: .*new\.load$' out || wrong "not what is listed: $(cat out)"
"$nftload" history --history-dir="$history" 2 >out
grep -q '^  [-+~] ' out || wrong "no difference is shown: $(cat out)"
gives 0 history --history-dir="$history" --format=json 2
says out '"verb": "load"'
says out "$(sha256sum <new.load | cut -d' ' -f1)"
undoes 0 -y
is_again old
undoes 0 -y
stands 'tcp dport 25'
gone 'tcp dport 22'
undoes 0 2 -y
is_again old
# A load of the same again changes nothing, and is no change.
n=$(ls state/history | wc -l)
{ echo flush ruleset; nft list ruleset; } >plain
loads plain
entries "$n"

# ---- each kind of command ----

# undone TEXT
undone() {
	nft flush ruleset
	gives 0 load --history --history-dir="$history" old.nft
	remembers old
	printf '%s\n' "$1" >one.nft
	loads one.nft
	last="$1"
	kept >now
	cmp -s old.kept now && wrong "nothing was changed: $1"
	undoes 0 -y
	last="$1"
	is_again old
}
undone 'flush chain inet t c'
undone 'flush set inet t b'
undone 'delete element inet t closed { 192.0.2.1 }'
undone 'add element inet t closed { 192.0.2.9 }'
undone 'insert rule inet t c tcp dport 5 jump sub'
undone 'add counter inet t more; add map inet t m { type mark : verdict; }'
undone 'table ip6 n { chain c { type filter hook output priority 0; }; }'
undone 'flush ruleset'
undone 'table inet t; delete table inet t; table inet t { set b { type mark; }; }'
undone 'add chain inet t c { policy drop; }'

# ---- what others do meanwhile stays ----

nft flush ruleset
loads old.nft
printf 'add rule inet t c tcp dport 25 accept\n' >one.nft
loads one.nft
nft insert rule inet t c udp dport 53 accept
nft add table ip docker
undoes 0 -y
stands 'udp dport 53'
stands 'table ip docker'
gone 'tcp dport 25'

# ---- which loads ----

# Where there is a history, a load of files is in it; what calls nft is not, unless
# it asks for it.
rm -rf state/history
nft flush ruleset
gives 0 load --history-dir="$history" old.nft
[ ! -e state/history ] || wrong "a history that nobody asked for"
loads old.load
entries 0
loads new.load
gives 0 load --history-dir="$history" old.load
entries 2
gives 0 --history-dir="$history" -f old.load
gives 0 --history-dir="$history" add table ip x
entries 2
gives 0 --history --history-dir="$history" add table ip y
gives 0 --history --history-dir="$history" -f new.load
entries 4
# What is refused, or only checked, is not.
echo 'delete table ip nowhere' >bad.nft
gives 4 load --history-dir="$history" bad.nft
gives 0 check --kernel old.nft
entries 4
# One that cannot be kept counts all the same.
chmod 777 state/history
gives 0 load --history-dir="$history" old.load
says err 'this change will not be in the history'
chmod 700 state/history
entries 4
undoes 0 -y
finish
