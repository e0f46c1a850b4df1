#!/bin/sh
# --netns: the same input for several namespaces, by name, path and process.
library=${STANDIN_SO:-$(pwd)/tests/fault/standin.so}
export STANDIN_SO="$library"
. "$(dirname "$0")/lib.sh"
need nft ip unshare python3
own_state "$@"
mkdir /run/netns
# shellcheck disable=SC2015 # either failing is the reason
ip netns add one && ip netns add two || skip "no named namespaces"
unshare -n sleep 100 &
three=$!
trap 'kill $three' EXIT
sleep 0.2

held() {
	nsenter --net="$1" nft list ruleset
}

echo 'table ip a { chain c { counter accept; }; }' >a.nft
for flags in "" "--transport=contiguous" "--transport=io_uring"; do
	[ "$flags" != --transport=io_uring ] ||
		"$nftload" check -V 2>/dev/null | grep -q liburing || {
		echo "io_uring: this build is without liburing"
		continue
	}
	for ns in /run/netns/one /run/netns/two /proc/$three/ns/net; do
		nsenter --net="$ns" nft flush ruleset
	done
	# shellcheck disable=SC2086
	gives 0 load $flags --netns one --netns=/run/netns/two \
		--netns "$three" a.nft
	says err '^nftload: one: loaded$'
	says err '^nftload: /run/netns/two: loaded$'
	says err "^nftload: $three: loaded$"
	for ns in /run/netns/one /run/netns/two /proc/$three/ns/net; do
		held "$ns" | grep -q '^table ip a' || wrong "nothing in $ns"
	done
	[ -z "$(nft list ruleset)" ] || wrong "loaded at home as well"
done

# Echoes: of each its own, and in JSON a document of its own.
gives 0 load -e --netns one --netns two a.nft
[ "$(grep -c '^add rule ip a c counter packets 0 bytes 0 accept' out)" = 2 ] || wrong "not both echoed"
gives 0 -j -e --netns one --netns two -f a.nft
python3 -c 'import json; [json.loads(l)["nftables"][0] for l in open("out")]' ||
	wrong "not one JSON document for each"

# A warning of the one parsing stops all of them.
echo '{"nftables": [{"add": {"table": {"family": "ip", "name": "w", "bogus": 1}}}]}' >w.json
gives 1 load --strict --netns one --netns two w.json
says err 'warnings count as errors'
held /run/netns/one | grep -q '^table ip w' && wrong "--strict lets a warning through"
gives 0 load --netns one w.json

# Names of a namespace are its own; one that fails leaves the others alone.
ip -n two link add here7 type veth peer name there7 2>/dev/null ||
	ip -n two link add here7 type dummy || skip "no interfaces to make"
echo 'table ip i { chain c { iif "here7" accept; }; }' >i.nft
gives 1 load --netns one --netns two i.nft
says err "unknown interface 'here7'"
says err '^nftload: one: not loaded$'
says err '^nftload: two: loaded$'
held /run/netns/two | grep -q 'iif "here7"' || wrong "no rule in two"
# The fallback is for where it is needed: what was loaded stays.
nsenter --net=/run/netns/one nft flush ruleset
nsenter --net=/run/netns/two nft flush ruleset
printf 'flush ruleset\ntable inet closed\n' >safe.nft
gives 8 load --report=r.json --fallback safe.nft --netns one --netns two i.nft
[ "$(nsenter --net=/run/netns/one nft list tables)" = 'table inet closed' ] ||
	wrong "no fallback where the ruleset could not be loaded"
[ "$(nsenter --net=/run/netns/two nft list tables)" = 'table ip i' ] ||
	wrong "the fallback has replaced what was loaded"
says err "^nftload: one: loaded$"
python3 - <<'END' || wrong "not what became of each: $(cat r.json)"
import json
r = json.load(open("r.json"))
assert [(x["netns"], x["exit"], x["committed"], x["fallback"]["committed"]) for x in r] == [
    ("one", 8, False, True), ("two", 0, True, False)], r
END
gives 8 load --fallback safe.nft --netns one --netns two missing.nft
for ns in one two; do
	[ "$(nsenter --net=/run/netns/$ns nft list tables)" = 'table inet closed' ] ||
		wrong "no fallback in $ns for an input that is missing"
done

# killed once all is loaded: the fallback replaces nothing, neither there nor
# at home, which was not named
if [ -e "$library" ] && ! sanitized; then
	nft add table ip home
	last="a load that is killed at its end"
	STANDIN=leaving STANDIN_SIGNAL=9 LD_PRELOAD=$library "$nftload" load \
		--no-sandbox --fallback safe.nft --netns one --netns two a.nft \
		>out 2>err
	status=$?
	expect 12
	says err "ended by signal 9"
	[ "$(nft list tables)" = 'table ip home' ] ||
		wrong "the fallback was loaded at home"
	for ns in one two; do
		held /run/netns/$ns | grep -q '^table ip a' ||
			wrong "nothing in $ns after a load that was killed"
	done
	nft flush ruleset
fi

for name in nosuch /no/such/path 4194304 a.nft ./a.nft; do
	gives 1 load --netns one --netns $name a.nft
	says err "network namespace '$name'"
	says err '^nftload: one: loaded$'
done
ip netns add uplink
gives 1 load --netns uplnik a.nft
says err "network namespace 'uplnik': No such file or directory; nothing was applied; did you mean 'uplink'?"

# check judges there, too, and applies nothing
nsenter --net=/run/netns/one nft flush ruleset
gives 0 check --netns one --netns two a.nft
says err '^nftload: one: checked$'
gives 0 check --kernel --netns one a.nft
[ -z "$(held /run/netns/one)" ] || wrong "check has loaded something"
gives 1 check --netns one --netns two i.nft
says err "unknown interface 'here7'"
says err '^nftload: two: checked$'
gives 1 check --netns nosuch a.nft
gives 3 check --kernel=private --netns one a.nft
echo 'add rule ip nowhere c accept' >refused.nft
gives 4 check --netns one refused.nft

# one report for each, whatever became of it
gives 1 load --report=r.json --netns one --netns nosuch --netns two i.nft
python3 - <<'END' || wrong "not three reports: $(cat r.json)"
import json
r = json.load(open("r.json"))
assert [(x["netns"], x["exit"], x["committed"]) for x in r] == [
    ("one", 1, False), ("nosuch", 1, False), ("two", 0, True)], r
assert "nosuch" in r[1]["failure"] and len(r[0]["errors"]) == 1
END
finish
