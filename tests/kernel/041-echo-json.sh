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

# what came as JSON goes back whole, with the handles
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
gives 0 -j -e -a -f in.json
query '[list(i["add"])[0] for i in items] == ["table", "chain", "rule"]'
query 'items[2]["add"]["rule"]["handle"] == 2'
query 'items[2]["add"]["rule"]["expr"][1] == {"accept": None}'

# answers DOCUMENT: what is printed for it; standard input is what nft 1.1.7
# printed for it, but where the handle of a created or replaced thing stands.
answers() {
	cat >want
	gives 0 -j -e -f "$1"
	# handles of tables count over all namespaces in older kernels
	sed 's/\("table": {"family": "inet", "name": "t", "handle": \)[0-9]*/\1N/' out >got
	cmp -s want got && return
	wrong "another answer than expected: $1"
	diff want got
}

# Positions stay: clients find their answer by them.  The table that was there
# has no handle in the answer, and of those that the input wrote none is kept
# but the neighbour of a rule.
nft flush ruleset
nft add table ip there
cat >all.json <<'END'
{"nftables": [{"metainfo": {"json_schema_version": 1}},
 {"table": {"family": "ip", "name": "there", "handle": 77}},
 {"add":{"table":{"family":"inet","name":"t"}}},
 {"add":{"table":{"family":"inet","name":"t","handle":77}}},
 {"add":{"chain":{"family":"inet","table":"t","name":"c","type":"filter","hook":"input","prio":-10,"policy":"drop"}}},
 {"add":{"set":{"family":"inet","table":"t","name":"s","type":"ipv4_addr","elem":["1.1.1.1",{"prefix":{"addr":"10.0.0.0","len":8}}],"flags":["interval"], "timeout":60}}},
 {"add":{"element":{"family":"inet","table":"t","name":"s","elem":["2.2.2.2"]}}},
 {"chain":{"family":"inet","table":"t","name":"d","handle":99}},
 {"chain":{"family":"inet","table":"t","name":"e","handle":5}},
 {"map":{"family":"inet","table":"t","name":"m","handle":1,"type":"mark","map":"verdict", "elem":[[1,{"jump":{"target": "e"}}]]}},
 {"add":{"rule":{"family":"inet","table":"t","chain":"c","expr":[{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":{"set":[22,80]}}},{"accept":null}], "comment":"\u00e9 \/"}}},
 {"insert":{"rule":{"family":"inet","table":"t","chain":"c","index":0,"expr":[{"drop":null}]}}},
 {"rule":{"family":"inet","table":"t","chain":"c","handle":2,"expr":[{"drop":null}]}},
 {"add":{"ct helper":{"family":"inet","table":"t","name":"h","type":"ftp","protocol":"tcp","l3proto":"ip"}}},
 {"delete":{"element":{"family":"inet","table":"t","name":"s","elem":["2.2.2.2"]}}},
 {"flush":{"chain":{"family":"inet","table":"t","name":"d"}}}
], "more": 1.50, "and": {}}
END
answers all.json <<'END'
{"nftables": [{"metainfo": {"json_schema_version": 1}}, {"table": {"family": "ip", "name": "there"}}, {"add": {"table": {"family": "inet", "name": "t", "handle": N}}}, {"add": {"table": {"family": "inet", "name": "t"}}}, {"add": {"chain": {"family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": -10, "policy": "drop", "handle": 1}}}, {"add": {"set": {"family": "inet", "table": "t", "name": "s", "type": "ipv4_addr", "elem": ["1.1.1.1", {"prefix": {"addr": "10.0.0.0", "len": 8}}], "flags": ["interval"], "timeout": 60, "handle": 2}}}, {"add": {"element": {"family": "inet", "table": "t", "name": "s", "elem": ["2.2.2.2"]}}}, {"chain": {"family": "inet", "table": "t", "name": "d", "handle": 3}}, {"chain": {"family": "inet", "table": "t", "name": "e", "handle": 4}}, {"map": {"family": "inet", "table": "t", "name": "m", "type": "mark", "map": "verdict", "elem": [[1, {"jump": {"target": "e"}}]], "handle": 5}}, {"add": {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": {"set": [22, 80]}}}, {"accept": null}], "comment": "é /", "handle": 7}}}, {"insert": {"rule": {"family": "inet", "table": "t", "chain": "c", "index": 0, "expr": [{"drop": null}], "handle": 8}}}, {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"drop": null}], "handle": 9}}, {"add": {"ct helper": {"family": "inet", "table": "t", "name": "h", "type": "ftp", "protocol": "tcp", "l3proto": "ip", "handle": 10}}}, {"delete": {"element": {"family": "inet", "table": "t", "name": "s", "elem": ["2.2.2.2"]}}}, {"flush": {"chain": {"family": "inet", "table": "t", "name": "d"}}}], "more": 1.5, "and": {}}
END

# a handle stands in the object, also where nft 1.1.7 puts it beside
cat >beside.json <<'END'
{"nftables": [
 {"create": {"chain": {"family": "inet", "table": "t", "name": "new"}}},
 {"replace": {"rule": {"family": "inet", "table": "t", "chain": "c", "handle": 7, "expr": [{"accept": null}]}}},
 {"insert": {"rule": {"family": "inet", "table": "t", "chain": "c", "handle": 7, "expr": [{"accept": null}]}}}]}
END
gives 0 -j -e -f beside.json
query 'items[0]["create"]["chain"]["handle"] > 7'
query 'list(items[1]) == ["replace"] and items[1]["replace"]["rule"]["handle"] == 7'
query 'list(items[2]["insert"]["rule"])[3] == "handle"'
query 'items[2]["insert"]["rule"]["handle"] == items[0]["create"]["chain"]["handle"] + 1'

# a rule that creates a named set has two handles
cat >meter.json <<'END'
{"nftables": [{"add": {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"meter": {"key": {"payload": {"protocol": "ip", "field": "saddr"}}, "stmt": {"counter": null}, "size": 128, "name": "mtr"}}]}}}]}
END
gives 0 -j -e -f meter.json
query 'len(items) == 1'
nft -a list chain inet t c | sed -n 's/.*mtr.* # handle /rule /p' >rule
query '"rule %d" % items[0]["add"]["rule"]["handle"] == open("rule").read().strip()'

# what was judged only, and what asks for nothing
gives 0 -c -j -e -f in.json
query 'items == json.load(open("in.json"))["nftables"]'
echo '{"nftables": []}' >none.json
gives 0 -j -e -f none.json
query 'items == []'
# what was refused has no answer
echo '{"nftables": [{"create": {"table": {"family": "inet", "name": "t"}}}]}' >twice.json
gives 4 -j -e -f twice.json
[ ! -s out ] || wrong "an answer to what was refused: $last"
# a chain that goes before the map that was listed before it
cat >listed.json <<'END'
{"nftables": [{"table": {"family": "ip", "name": "l"}},
 {"map": {"family": "ip", "table": "l", "name": "m", "type": "mark", "map": "verdict", "elem": [[1, {"jump": {"target": "e"}}]]}},
 {"chain": {"family": "ip", "table": "l", "name": "e"}}]}
END
gives 0 -j -e -f listed.json
query '[list(i)[0] for i in items] == ["table", "map", "chain"]'
query 'items[1]["map"]["handle"] == 2 and items[2]["chain"]["handle"] == 1'
# several inputs have one answer: what text created, then the documents
nft flush ruleset
echo 'add table ip text' >text.nft
gives 0 load --json --echo in.json text.nft none.json listed.json
query 'len(items) == 7'
query 'items[0]["add"]["table"]["name"] == "text"'
query 'items[1]["add"]["table"]["name"] == "j" and items[6]["chain"]["handle"] == 1'
# a variable that looks like a document is none
gives 0 -e -D 'v={ 1.2.3.4 }' -f text.nft
silent

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
