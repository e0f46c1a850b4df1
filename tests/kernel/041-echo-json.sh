#!/bin/sh
# -j -e prints what was created as libnftables JSON.
. "$(dirname "$0")/lib.sh"
need python3

# query PYTHON: an expression over the list `items`
query() {
	python3 -c '
import json, sys
items = json.load(open("out"))["nftables"]
sys.exit(0 if eval(sys.argv[1]) else 1)' "$1" && return
	wrong "not so: $1: $last"
	cat out
}

gives 0 -j -e add table inet t
query 'len(items) == 1'
query 'items[0]["add"]["table"]["family"] == "inet"'
query 'items[0]["add"]["table"]["name"] == "t"'
query 'items[0]["add"]["table"]["handle"] > 0'
gives 0 -je add chain inet t c '{ type filter hook input priority 3; policy drop; comment "x"; }'
query 'items[0]["add"]["chain"] == {"family": "inet", "table": "t", "name": "c", "handle": 1, "type": "filter", "hook": "input", "prio": 3, "policy": "drop", "comment": "x"}'
gives 0 -jea add rule inet t c tcp dport 22 accept
query 'items[0]["add"]["rule"]["chain"] == "c"'
query 'items[0]["add"]["rule"]["handle"] == 2'
gives 0 -je insert rule inet t c accept
query 'items[0]["insert"]["rule"]["handle"] == 3'
gives 0 -je 'add map inet t m { type ipv4_addr . inet_service : mark; flags interval; }'
query 'items[0]["add"]["map"]["type"] == ["ipv4_addr", "inet_service"]'
query 'items[0]["add"]["map"]["map"] == "mark"'
query 'items[0]["add"]["map"]["flags"] == ["interval"]'
gives 0 -je add counter inet t k
query 'items[0]["add"]["counter"]["name"] == "k"'
gives 0 -je add table inet t
query 'items == []'

# what came as JSON goes back with the handles
cat >in.json <<'END'
{"nftables": [
 {"add": {"table": {"family": "ip", "name": "j"}}},
 {"add": {"chain": {"family": "ip", "table": "j", "name": "c"}}},
 {"add": {"rule": {"family": "ip", "table": "j", "chain": "c", "expr": [
   {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 22}},
   {"accept": null}]}}}]}
END
gives 0 -j -e -a -f in.json
query '[list(i["add"])[0] for i in items] == ["table", "chain", "rule"]'
query 'items[2]["add"]["rule"]["handle"] == 2'
query 'items[2]["add"]["rule"]["expr"][1] == {"accept": None}'
finish
