#!/bin/sh
# JSON and text in one transaction, and faulty documents.
. "$(dirname "$0")/lib.sh"
need nft

printf 'table ip t {\n\tchain c { }\n}\n' >t.nft
echo '{"nftables": [{"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"jump": {"target": "d"}}]}}}]}' >rule.json
echo 'add chain ip t d' >d.nft
gives 0 load t.nft d.nft rule.json
lists <<'END'
table ip t {
	chain c {
		jump d
	}

	chain d {
	}
}
END
# one that fails takes the others with it
echo 'add table ip u' >u.nft
sed 's/"d"/"nowhere"/' rule.json >bad.json
changes_nothing 4 load u.nft bad.json
says err '^bad.json:1:106-114: error: .*\[kernel:ENOENT\] (No such file or directory) at /nftables/0/add/rule/expr/0/jump/target$'
# standard input, and -j -f
changes_nothing 0 check - <rule.json
gives 0 -j -f - <rule.json

# document LINE STATUS PATTERN [OPTION]: what becomes of it
document() {
	printf '%s\n' "$1" >in.json
	wanted=$2 pattern=$3
	shift 3
	changes_nothing "$wanted" load "$@" in.json
	[ -z "$pattern" ] || says err "$pattern"
}
document '{"nftables": []}' 0 ''
for word in null true false '[]' '"x"' 5; do
	document "$word" 1 "^in.json:1:1-.*not an object with the key 'nftables'" -j
done
document '{}' 1 "'nftables' is missing"
document '{"nftables": null}' 1 "'nftables' is not an array"
document '{"nftables": []} x' 1 '^in.json:1:18-18:.*after the end'
document '{"nftables": [{"metainfo": {"json_schema_version": 1}}]}' 0 ''
document '{"nftables": [{"metainfo": {"json_schema_version": 2}}]}' 1 'schema version 2'
document '{"nftables": [{"add": {"table": {"family": "ip", "name": "t", "handle": 5}}}]}' 0 ''
[ -s err ] && wrong "a handle is warned of"
unknown='{"nftables": [{"add": {"table": {"family": "ip", "name": "t", "comentt": "c"}}}]}'
document "$unknown" 0 "^in.json:1:63-71: warning: unknown key 'comentt'"
says err "did you mean 'comment'"
document "$unknown" 1 'count as errors' --strict
finish
