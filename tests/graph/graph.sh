#!/bin/sh
# `graph` draws the cases in this folder byte for byte, and Graphviz accepts the
# graphs of the cases and of every example.
. "$(dirname "$0")/../kernel/lib.sh"
cases=$tests_dir/graph
examples=$tests_dir/../examples

takes() {
	command -v dot >/dev/null || return 0
	dot -Tsvg "$1" >svg 2>dot.err && [ ! -s dot.err ] && return
	wrong "dot does not take it: $last"
	cat dot.err
}

for file in "$cases"/*.nft "$cases"/*.json; do
	gives 0 graph --quiet "$file"
	want=${file%.*}.dot
	[ -n "$UPDATE" ] && cp out "$want"
	cmp -s out "$want" || {
		wrong "draws something else: $last"
		diff -u "$want" out
	}
	takes out
done

# Every example, silently; twice the same.
count=0
for file in "$examples"/*.nft "$examples"/blocklist/blocklist.nft; do
	cd "$(dirname "$file")" || exit 99
	last="graph $file"
	"$nftload" graph "$(basename "$file")" >"$OLDPWD/out" 2>"$OLDPWD/err" || wrong "fails: $last"
	"$nftload" graph "$(basename "$file")" >"$OLDPWD/again" 2>/dev/null
	cd "$OLDPWD" || exit 99
	[ ! -s err ] || wrong "is not silent: $last: $(cat err)"
	says out 'hook\|h[0-9]* \[label="'
	cmp -s out again || wrong "draws another picture the second time: $last"
	takes out
	count=$((count + 1))
done
[ $count -ge 10 ] || wrong "only $count examples found"

# The pictures of examples/README.md are what it draws.
for picture in "$examples"/pictures/*.svg; do
	name=$(basename "$picture" .svg)
	gives 0 graph "$examples/$name.nft"
	# Places and sizes are another matter: they depend on fonts.
	grep -o 'label="[^"]*"' out | sed 's/^label="//; s/"$//' | sed 's/\\n/\n/g; s/-/\&#45;/g' |
		sort -u >words
	while IFS= read -r text; do
		grep -qF ">$text</text>" "$picture" || wrong "'$text' is not in $name.svg: make pictures"
	done <words
	[ "$(grep -c '<g id="node' "$picture")" = "$(grep -c '^	*[nh][0-9]* \[' out)" ] ||
		wrong "$name.svg has other nodes: make pictures"
done

# JSON and text draw the same; standard input; several files are one ruleset.
cat >a.nft <<'EOF'
table ip t {
	chain c { type filter hook input priority 0; jump d; }
}
EOF
cat >a.json <<'EOF'
{"nftables": [{"add": {"table": {"family": "ip", "name": "t"}}},
{"add": {"chain": {"family": "ip", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": 0}}},
{"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"jump": {"target": "d"}}]}}}]}
EOF
echo 'table ip t { chain d { }; }' >b.nft
gives 0 graph a.nft
says out 'label="d\\nnot in the input", .*color=red'
mv out text.dot
gives 0 graph -j a.json
cmp -s out text.dot || wrong "JSON draws another picture"
gives 0 graph - <a.nft
cmp -s out text.dot || wrong "standard input draws another picture"
gives 0 graph a.nft b.nft
says out 'label="d\\n0 rules", .*fillcolor=white'
gives 0 graph b.nft
says out 'no hook leads here", .*fillcolor=gray92'

# What is flushed is gone, and what it led to is not reached any more.
cat >flushed.nft <<'EOF'
table ip t {
	chain d { counter; }
	map m { type ipv4_addr : verdict; elements = { 192.0.2.1 : jump d }; }
	set s { type ipv4_addr; elements = { 192.0.2.1 }; }
	chain c { type filter hook input priority 0; ip saddr vmap @m; ip saddr @s drop; }
}
EOF
gives 0 graph flushed.nft
says out 'map m\\n1 element"'
echo 'flush map ip t m; flush set ip t s' >>flushed.nft
gives 0 graph flushed.nft
says out 'map m\\n0 elements"'
says out 'set s\\n0 elements"'
says out 'd\\n1 rule\\nno hook leads here"'

# Mistakes are told as check tells them, and nothing is drawn.
echo 'table ip t { chain c { tcp dport ssh acept; }; }' >bad.nft
gives 1 check bad.nft
mv err check.err
gives 1 graph bad.nft
cmp -s err check.err || wrong "another message than check's"
[ ! -s out ] || wrong "something is drawn of a wrong ruleset"
gives 1 graph --message-format=json bad.nft
says err '"unknown-name"'
gives 3 graph
gives 3 graph --netns=x a.nft
gives 1 graph missing.nft

# No privilege, and the kernel is not touched.
if other_users; then
	chmod 755 .
	setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all \
		"$nftload" graph - <a.nft >out 2>err || wrong "needs a privilege"
	cmp -s out text.dot || wrong "without privilege another picture"
fi
state >before
gives 0 graph a.nft
state >after
cmp -s before after || wrong "graph loads"

# Of equal priorities the last comes first: so it is in the kernel.
cat >equal.nft <<'EOF'
table ip t {
	chain c1 { type filter hook output priority 0; counter drop; }
	chain c2 { type filter hook output priority 0; counter; }
}
EOF
gives 0 graph equal.nft
says out '^	h5 -> n2 \[label="1"\]'
gives 0 load equal.nft
ip link set lo up
python3 -c 'import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9))' 2>err
nft list chain ip t c2 | grep -q 'counter packets 1 ' || wrong "the kernel's order is another"

# Ten thousand chains, each reached by one jump and by a map.
awk 'BEGIN {
	print "table inet big {\n\tmap m { type inet_service : verdict; elements = {"
	for (i = 1; i <= 10000; i++) print i " : goto c" i ","
	print "} }\n\tchain in { type filter hook input priority 0; tcp dport vmap @m"
	for (i = 1; i <= 10000; i++) print "jump c" i
	print "}"
	for (i = 1; i <= 10000; i++) print "chain c" i " { accept; }"
	print "}"
}' >big.nft
began=$(date +%s)
gives 0 graph big.nft
[ "$(grep -c ' \[label="c[0-9]*\\n1 rule", ' out)" = 10000 ] || wrong "not all chains are drawn"
[ "$(grep -c ' -> ' out)" = 20002 ] || wrong "not all jumps are drawn"
[ $(($(date +%s) - began)) -lt 20 ] || wrong "ten thousand chains take too long"
finish
