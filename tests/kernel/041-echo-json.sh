#!/bin/sh
# -j -e prints what was created as libnftables JSON.
. "$(dirname "$0")/lib.sh"
need python3 nft

# query PYTHON: an expression over the list `items`
query() {
	python3 -c '
import json, sys
items = json.load(open("out"))["nftables"]
sys.exit(0 if eval(sys.argv[1]) else 1)' "$1" && return
	wrong "not so: $1: $last"
	cat out
}

gives 0 -j add table ip unasked
silent
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
gives 0 load -e in.json # JSON by itself: what came as JSON is no text
query 'items[0] == {"add": {"table": {"family": "ip", "name": "j", "handle": items[0]["add"]["table"]["handle"]}}}'
query 'items[1]["add"]["chain"]["name"] == "c" and items[1]["add"]["chain"]["handle"] == 1'
query 'items[2]["add"]["rule"]["chain"] == "c"'
nft delete table ip j
cat >sets.json <<'END'
{"nftables": [{"table": {"family": "ip", "name": "l"}},
 {"set": {"family": "ip", "table": "l", "name": "s", "type": "ipv4_addr"}},
 {"add": {"map": {"family": "ip", "table": "l", "name": "m", "type": "ipv4_addr", "map": "verdict"}}},
 {"add": {"counter": {"family": "ip", "table": "l", "name": "k"}}}]}
END
gives 0 -j -e -f sets.json
query '[sorted(i["add"]) for i in items] == [["table"], ["set"], ["map"], ["counter"]]'
query 'all(type(b["handle"]) is int and b["family"] == "ip" for i in items for b in i["add"].values())'
gives 0 -j -e -a -f in.json
query '[list(i["add"])[0] for i in items] == ["table", "chain", "rule"]'
query 'items[2]["add"]["rule"]["handle"] == 2'
query 'items[2]["add"]["rule"]["expr"][1] == {"accept": None}'
# all kinds of things, as nft lists them
cat >all.nft <<'END'
table inet every {
	flags dormant
	comment "everything"
	counter k { comment "counted"; packets 3 bytes 4; }
	quota q { over 25 mbytes used 1 mbytes }
	limit l { rate 400/minute burst 7 packets }
	limit b { rate over 1000 bytes/second }
	ct helper h { type "ftp" protocol tcp; l3proto ip; }
	ct timeout o { protocol tcp; policy = { established : 123s, close : 4s }; l3proto ip; }
	ct expectation x { protocol udp; dport 9876; timeout 2m; size 12; l3proto ip; }
	synproxy y { mss 1460 wscale 7 timestamp sack-perm }
	set s { type ipv4_addr . inet_service; flags interval, timeout; timeout 1h; gc-interval 10m; size 100; comment "x"; }
	map m { type ipv4_addr : verdict; policy memory; }
	map c { type ipv4_addr : counter; }
	chain plain { }
	chain base { type nat hook prerouting priority -50; policy accept; comment "hooked"; }
}
END
gives 0 -j -e -f all.nft
if nft -j list ruleset >listed 2>/dev/null; then
	query '"all kinds" if len(items) == 14 else None'
	python3 - <<'END' || wrong "not what nft lists"
import json
echoed = [i["add"] for i in json.load(open("out"))["nftables"]]
listed = json.load(open("listed"))["nftables"]
# 1.0.6 lists no comments and flags of tables in JSON
ignored = {"comment", "elem", "flags"}
bad = 0
for item in echoed:
    (kind, value), = item.items()
    same = [o[kind] for o in listed if kind in o and o[kind]["name"] == value["name"]
            and o[kind].get("table") == value.get("table")]
    keys = set(value) | set(same[0]) if same else {"?"}
    for key in sorted(keys - ignored):
        if not same or same[0].get(key) != value.get(key):
            bad += 1
            print(kind, value["name"], key, "echoed", value.get(key), "listed", same and same[0].get(key))
exit(bad > 0)
END
fi
finish
