#!/bin/sh
# What diff prints: lines and JSON, of the kernel and of two files.

. "$(dirname "$0")/lib.sh"

need nft python3

cat >a.nft <<'END'
table inet fw {
	set admins {
		type ipv4_addr
		elements = { 192.0.2.1, 192.0.2.2 }
	}
	counter old { }
	chain input {
		type filter hook input priority 0; policy accept
		tcp dport 22 counter accept
		udp dport 53 accept
	}
}
END
cat >b.nft <<'END'
table inet fw {
	set admins {
		type ipv4_addr
		elements = { 192.0.2.1, 192.0.2.3 }
	}
	chain input {
		type filter hook input priority 0; policy drop
		tcp dport 22 counter accept
		udp dport 53 accept
		tcp dport { 80,
			443 } accept
	}
	chain extra { }
}
END

gives 0 sync a.nft
changes_nothing 2 diff b.nft
cat >want <<'END'
~ table inet fw   b.nft:1
  - counter old { packets 0 bytes 0; }   # handle N
  ~ chain input: policy   b.nft:6
    - chain input { type filter hook input priority filter; policy accept; }   # handle N
    + chain input { type filter hook input priority filter; policy drop; }
  + chain extra   b.nft:13
  ~ set admins: + 192.0.2.3, - 192.0.2.2   b.nft:2
  chain input
  + tcp dport { 80, 443 } accept   b.nft:10
3 to add, 1 to change, 2 to remove, 5 unchanged; counters kept in 1 rule
END
sed 's/handle [0-9]*/handle N/' out | sort >got
sort want | cmp -s - got || wrong "diff prints something else: $(sort want | diff - got)"
[ -s err ] && wrong "diff says: $(cat err)"

# The same as JSON.
gives 2 diff --format=json b.nft
python3 - <<'END' || wrong "the JSON is another: $(cat out)"
import json
d = json.load(open("out"))
assert d["schema"] == 1 and d["differs"] is True
assert d["changes"]["added"] == 3 and d["changes"]["removed"] == 2 and d["changes"]["changed"] == 1
items = {(i["op"], i["object"]["kind"], i["object"]["name"]): i for i in d["items"]}
assert len(items) == 5, items.keys()
assert items["remove", "counter", "old"]["file"] is None
assert items["change", "chain", "input"]["differs"] == "policy"
assert items["change", "chain", "input"]["cost"] == "in place"
rule = items["add", "rule", None]
assert rule["after"] == "tcp dport { 80, 443 } accept" and rule["line"] == 10 and rule["file"] == "b.nft"
assert rule["object"]["chain"] == "input"
elements = items["change", "set", "admins"]["elements"]
assert elements["added"] == {"count": 1, "first": ["192.0.2.3"], "elem": ["192.0.2.3"]}
assert elements["removed"] == {"count": 1, "first": ["192.0.2.2"], "elem": ["192.0.2.2"]}
assert rule["nft"]["before"] is None and rule["nft"]["after"]["rule"]["expr"] == [
    {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": {"set": [80, 443]}}},
    {"accept": None}]
old = items["remove", "counter", "old"]
assert old["before"] == "counter old { packets 0 bytes 0; }" and old["nft"]["after"] is None
assert old["nft"]["before"]["counter"]["name"] == "old"
chain = items["change", "chain", "input"]
assert chain["before"].endswith("policy accept; }") and chain["after"].endswith("policy drop; }")
assert [chain["nft"][when]["chain"]["policy"] for when in ("before", "after")] == ["accept", "drop"]
END
gives 0 diff --format=json a.nft
python3 -c '
import json
d = json.load(open("out"))
assert d["differs"] is False and d["items"] == []' || wrong "not equal as JSON"

# A rule that goes is shown with what it has counted.
nft flush chain inet fw input
nft add rule inet fw input tcp dport 99 counter packets 12 bytes 600 accept
gives 2 diff a.nft
says out '^  - tcp dport 99 counter accept   # handle [0-9]*, 12 packets$'
gives 2 diff --format=json a.nft
python3 -c '
import json
gone = [i for i in json.load(open("out"))["items"] if i["op"] in ("remove", "replace")]
assert gone[0]["before"] == "tcp dport 99 counter accept", gone
assert gone[0]["nft"]["before"]["rule"]["expr"][1] == {"counter": {"packets": 12, "bytes": 600}}, gone
' || wrong "the rule that goes is another in JSON"

# On a terminal, the words that differ are marked.
sed 's/dport 53/dport { 53, 5353 }/' a.nft >words.nft
nft flush chain inet fw input
gives 0 sync a.nft
gives 2 diff --color=always words.nft
red=$(printf '\033[4;31m') green=$(printf '\033[4;32m') plain=$(printf '\033[0m')
grep -qF "  + udp dport $green{$plain 53$green,$plain ${green}5353$plain $green}$plain" out ||
	wrong "the words that come are not marked: $(cat out)"
gives 2 diff words.nft
grep -qF "$green" out && wrong "words are marked without a terminal"
sed 's/dport 53 accept/dport 54 drop/' a.nft >words.nft
gives 2 diff --color=always words.nft
grep -qF "  - udp dport ${red}53$plain ${red}accept$plain   # handle" out ||
	wrong "the words that go are not marked: $(cat out)"

# Ranges, data and comments of elements.
cat >e1.nft <<'END'
table ip e {
	set r { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.1-192.0.2.7 comment "x" }; }
	map m { type inet_service : verdict; elements = { 22 : accept, 23 : drop }; }
}
END
sed 's/10.0.0.0.8, //; s/, 23 : drop//; s/"x"/"y"/' e1.nft >e2.nft
gives 0 sync e1.nft
gives 2 diff e2.nft
says out 'set r: .*- 10.0.0.0/8'
says out 'map m: .*- 23 : drop'
gives 0 sync e2.nft
nft delete table ip e
gives 0 sync a.nft

# Two files, no kernel; the order says which is wanted.
changes_nothing 2 diff --between a.nft b.nft
says out '^  + tcp dport { 80, 443 } accept   b.nft:10$'
says out '^  - counter old { packets 0 bytes 0; }$'
gives 0 diff --between a.nft a.nft
silent
gives 2 diff --between b.nft a.nft
says out '^  + counter old   a.nft:6$'
says out '^  - chain extra$'
printf 'table ip gone\n' >c.nft
gives 2 diff --between c.nft a.nft
says out '^- table ip gone$'
says out '^+ table inet fw   a.nft:1$'
gives 3 diff --between a.nft
says err 'compares two files'
printf 'table inet fw { chain c { acept; }; }\n' >bad.nft
gives 1 diff --between a.nft bad.nft
gives 1 diff --between bad.nft a.nft
if other_users; then
	chmod 755 . && chmod 644 a.nft b.nft
	setpriv --reuid=12345 --regid=12345 --clear-groups "$nftload" diff --between a.nft b.nft >user
	[ $? = 2 ] || wrong "an ordinary user cannot compare two files"
fi

# Two files without it are one ruleset: both declaring a table is told.
gives 2 diff a.nft b.nft
says err "warning: 'a.nft' and 'b.nft' both declare table inet 'fw'"
gives 2 diff a.nft c.nft
[ -s err ] && wrong "diff warns of two files: $(cat err)"

# What cannot change in place is named, and is no difference.
nft flush ruleset
printf 'table inet fw {\n\tcomment "one"\n}\n' >one.nft
printf 'table inet fw {\n\tcomment "two"\n}\n' >two.nft
gives 0 sync one.nft
gives 0 diff two.nft
says out '^  ! table fw: comment cannot change in place; --recreate makes it anew   two.nft:1$'
changes_nothing 0 sync --detailed-exitcode two.nft
says err "warning: table inet 'fw': comment cannot change in place"
gives 2 sync --detailed-exitcode --recreate two.nft
stands 'comment "two"'
sends_nothing sync two.nft
finish
