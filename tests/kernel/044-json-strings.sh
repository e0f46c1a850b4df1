#!/bin/sh
# JSON numbers in quotes: ignored where the number may be missing, as with nft
# 1.1.7 (asked for each), an error where it may not.
. "$(dirname "$0")/lib.sh"

# loaded FILE: leaves the state in the file got
# shellcheck disable=SC2016 # for the inner shell
loaded() {
	unshare -n sh -c '"$1" -j -f "$2" 2>err && "$3" >got' sh \
		"$nftload" "$1" "$STATE_PRINTER"
}

# A document with @, which is replaced: by the member in quotes, by nothing.
while read -r member document; do
	[ -n "$member" ] || continue
	key=${member%%:*}
	echo "$document" | sed "s/@/, \"$key\": \"${member#*:}\"/" >quoted.json
	echo "$document" | sed "s/@//" >without.json
	last="$key in quotes"
	loaded without.json || wrong "not loaded without $key: $(cat err)"
	mv got want
	loaded quoted.json || wrong "not loaded: $last: $(cat err)"
	says err "warning: '$key' is a string, not a number: it is ignored"
	cmp -s want got || wrong "not the same as without: $last"
done <<'END'
timeout:60 {"nftables": [{"table": {"family": "ip", "name": "t"}}, {"set": {"family": "ip", "table": "t", "name": "s", "type": "mark" @}}]}
gc-interval:60 {"nftables": [{"table": {"family": "ip", "name": "t"}}, {"set": {"family": "ip", "table": "t", "name": "s", "type": "mark", "flags": ["timeout"] @}}]}
size:1000 {"nftables": [{"table": {"family": "ip", "name": "t"}}, {"set": {"family": "ip", "table": "t", "name": "s", "type": "mark" @}}]}
timeout:60 {"nftables": [{"table": {"family": "ip", "name": "t"}}, {"set": {"family": "ip", "table": "t", "name": "s", "type": "mark", "flags": ["timeout"], "elem": [{"elem": {"val": 5 @}}]}}]}
packets:3 {"nftables": [{"table": {"family": "ip", "name": "t"}}, {"counter": {"family": "ip", "table": "t", "name": "s" @}}]}
burst:3 {"nftables": [{"table": {"family": "ip", "name": "t"}}, {"limit": {"family": "ip", "table": "t", "name": "s", "rate": 5, "per": "second" @}}]}
used:3 {"nftables": [{"table": {"family": "ip", "name": "t"}}, {"quota": {"family": "ip", "table": "t", "name": "s", "bytes": 5 @}}]}
group:3 {"nftables": [{"table": {"family": "ip", "name": "t"}}, {"chain": {"family": "ip", "table": "t", "name": "c"}}, {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"log": {"prefix": "x" @}}]}}]}
burst:3 {"nftables": [{"table": {"family": "ip", "name": "t"}}, {"chain": {"family": "ip", "table": "t", "name": "c"}}, {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"limit": {"rate": 5, "per": "second" @}}]}}]}
offset:3 {"nftables": [{"table": {"family": "ip", "name": "t"}}, {"chain": {"family": "ip", "table": "t", "name": "c"}}, {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"mangle": {"key": {"meta": {"key": "mark"}}, "value": {"numgen": {"mode": "inc", "mod": 3 @}}}}]}}]}
handle:7 {"nftables": [{"table": {"family": "ip", "name": "t" @}}]}
json_schema_version:1 {"nftables": [{"metainfo": {"version": "1" @}}, {"table": {"family": "ip", "name": "t"}}]}
END

# refused KEY DOCUMENT
refused() {
	echo "$2" >bad.json
	gives 1 -j -f bad.json
	says err "error: '$1' is a string, expected"
}

refused rate '{"nftables": [{"table": {"family": "ip", "name": "t"}}, {"limit": {"family": "ip", "table": "t", "name": "s", "rate": "5", "per": "second"}}]}'
refused dport '{"nftables": [{"table": {"family": "ip", "name": "t"}}, {"ct expectation": {"family": "ip", "table": "t", "name": "s", "l3proto": "ip", "protocol": "tcp", "dport": "5", "timeout": 5, "size": 5}}]}'
# without its hook a chain would filter nothing, and 'until' be 'over'
refused prio '{"nftables": [{"table": {"family": "ip", "name": "t"}}, {"chain": {"family": "ip", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": "5"}}]}'
refused inv '{"nftables": [{"table": {"family": "ip", "name": "t"}}, {"limit": {"family": "ip", "table": "t", "name": "s", "rate": 5, "per": "second", "inv": "true"}}]}'

# A handle that is ignored names nothing: without a name, too, the kernel would
# delete all tables.
gives 0 'table ip t { chain c { accept; }; }; table ip u { }'
echo '{"nftables": [{"delete": {"table": {"family": "ip", "handle": "1"}}}]}' >bad.json
changes_nothing 1 -j -f bad.json
says err "error: 'handle' is a string, expected a whole number"
echo '{"nftables": [{"delete": {"rule": {"family": "ip", "table": "t", "chain": "c", "handle": "2"}}}]}' >bad.json
changes_nothing 1 -j -f bad.json
says err "error: 'handle' is a string, expected a whole number"
finish
