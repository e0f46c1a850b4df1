#!/bin/sh
# `flush ruleset` and the tables of others: a warning that names them, and
# --keep-foreign, which leaves them.
. "$(dirname "$0")/lib.sh"
need nft

cat >own.nft <<'END'
flush ruleset
table inet own {
	chain c {
	}
}
table ip own {
}
END

# nobody else's: silence, the second time, too
gives 0 load own.nft
silent
gives 0 load own.nft
silent

foreign() {
	nft 'add table ip docker; add chain ip docker x; add rule ip docker x counter; add table inet f2b'
}

foreign
changes_nothing 0 check own.nft
silent
changes_nothing 1 load --strict own.nft
says err 'own.nft:1:1-13: warning: this flush deletes.*: .*ip docker.*\[conflict\]'
says err 'declare: .*inet f2b'
says err 'keep-foreign'
changes_nothing 0 -c -f own.nft
gives 0 load -q own.nft
silent
echo 'table inet own {
	chain c {
	}
}
table ip own {
}' | lists

# -v lists all that is removed, each once: own, foreign
# removes WHAT ARGUMENTS...: tables as "family name", sorted, one a line
removes() {
	printf '%s' "$1" >want
	shift
	foreign
	gives 0 "$@"
	sed -n 's/^nftload: the flush removed table //p' err | sort >got
	cmp -s want got || wrong "-v lists something else: $last: $(cat err)"
	nft delete table ip docker 2>err
	nft delete table inet f2b 2>err
}
all='inet f2b
inet own
ip docker
ip own
'
removes "$all" load -v own.nft
removes "$all" load -v -q own.nft
removes "$all" load -v --transport=contiguous own.nft
removes 'inet own
ip own
' load -v --keep-foreign own.nft
printf 'flush ruleset ip\ntable ip own\n' >ip.nft
removes 'ip docker
ip own
' load -v ip.nft
removes 'ip own
' load -v --keep-foreign ip.nft
printf 'flush ruleset ip\nflush ruleset\nflush ruleset inet\n' >twice.nft
removes "$all" load -v twice.nft
gives 0 load own.nft
printf 'flush ruleset\n' >only.nft
removes '' load -v --keep-foreign only.nft
removes "$all" load -v --fallback only.nft only.nft
removes '' load -v only.nft --keep-foreign
gives 0 load own.nft
foreign
gives 0 load -v --netns /proc/self/ns/net own.nft
[ "$(grep -c 'the flush removed table' err)" = 4 ] || wrong "-v lists no tables with --netns"
foreign
changes_nothing 0 check --kernel -v own.nft
says err 'the flush would remove table ip docker'
echo 'flush ruleset
add rule ip nowhere c accept' >refused.nft
changes_nothing 4 load -v refused.nft
grep -q 'the flush' err && wrong "a load that failed removed something"
gives 0 load own.nft

# all are counted, some are named
for n in 1 2 3 4 5 6 7 8 9 10; do
	nft add table arp "many$n"
done
gives 0 load own.nft
says err 'many.* and 2 more'

# spared: rules and handles are the same before and after
foreign
state | grep -e docker -e f2b >before
gives 0 load --keep-foreign own.nft
silent
state | grep -e docker -e f2b >after
cmp -s before after || wrong "--keep-foreign touched the tables of others"
gives 0 --keep-foreign -f own.nft
nft delete table ip docker
nft delete table inet f2b
echo 'table inet own {
	chain c {
	}
}
table ip own {
}' | lists

# within a family: tables of others elsewhere are no matter
printf 'flush ruleset ip\ntable ip own\n' >ip.nft
nft add table inet f2b
gives 0 load ip.nft
silent
nft add table ip docker
gives 0 load ip.nft
says err 'ip docker \[conflict\]'
nft add table ip docker
gives 0 load --keep-foreign ip.nft
silent
nft list tables >got
grep -q 'ip docker' got || wrong "--keep-foreign does not work within a family"
grep -q 'inet own' got || wrong "another family was flushed"

# flushes again: what is gone is not told again, nor deleted again
nft flush ruleset
nft 'add table ip docker; add table inet f2b'
cat >again.nft <<'END'
flush ruleset ip
table ip own {
	chain a {
	}
}
flush ruleset
flush ruleset inet
table ip own {
	chain b {
	}
}
flush ruleset
END
changes_nothing 0 check --kernel again.nft
[ "$(grep -c 'this flush deletes' err)" = 2 ] || wrong "not two warnings"
says err '1:1-13: warning: .*: ip docker \[conflict\]'
says err '6:1-13: warning: .*: inet f2b \[conflict\]'
gives 0 load --keep-foreign again.nft
lists <<'END'
table ip docker {
}
table inet f2b {
}
END
printf 'flush ruleset\ntable ip own {\n\tchain c {\n\t}\n}\n' >last.nft
gives 0 load --keep-foreign again.nft last.nft
gives 0 load --keep-foreign again.nft last.nft
lists <<'END'
table ip docker {
}
table inet f2b {
}
table ip own {
	chain c {
	}
}
END
nft 'flush ruleset; add table ip docker'

# JSON
echo '{"nftables": [{"flush": {"ruleset": null}}, {"add": {"table": {"family": "ip", "name": "j"}}}]}' >j.json
gives 0 load --keep-foreign j.json
nft list tables >got
grep -q 'ip docker' got || wrong "--keep-foreign does not work with JSON"
gives 0 load j.json
says err 'ip docker'
finish
