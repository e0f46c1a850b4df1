#!/bin/sh
# doctor shows what this machine allows, as text and as JSON; nothing changes.
. "$(dirname "$0")/../kernel/lib.sh"
need python3

changes_nothing 0 doctor
head -n 1 out | grep -qx 'rulesets can be loaded here' || wrong "no verdict in the first line"
sed -n 2p out | grep -q '^[0-9]* of [0-9]* features\|^the kernel has all [0-9]* features\|no private namespace' || wrong "no sum in the second line"
for words in '^machine' 'CAP_NET_ADMIN' 'largest batch  *[0-9]' 'libnftnl' '^program'; do
	says out "$words"
done
changes_nothing 0 doctor --json
python3 - "$(uname -r)" <<'END' || wrong "the JSON is not what it must be"
import json, re, sys
doc = json.load(open("out"))
assert doc["verdict"] == {"can load": True}
assert list(doc)[0] == "verdict"
assert doc["nf_tables"]["reachable"] is True, doc["nf_tables"]
assert doc["nf_tables"]["largest batch"] > 100000
if doc["machine"]["private namespace"] is True:
    assert doc["families"]["ip"]["supported"], doc["families"]
    assert len(doc["expressions"]) > 20
    for group in ("families", "chains", "expressions", "objects", "sets", "flowtables"):
        for name, value in doc[group].items():
            assert value["supported"] or "errno" in value, name
            # EINVAL: the question was wrong, not the kernel
            assert value.get("errno") != "Invalid argument" or "since" in value, name
    # what releases brought: missing before, and there from then on
    kernel = tuple(int(number) for number in re.findall("[0-9]+", sys.argv[1])[:2])
    for group, name, since in (("expressions", "ip last", "5.14"), ("expressions", "ip inner", "6.2"),
                               ("commands", "ip destroy", "6.3"), ("chains", "netdev without a device", "6.4"),
                               ("sets", "ip another size", "6.5"),
                               ("expressions", "ip lookup of a map as a set", "6.5"), ("tables", "ip flags persist", "6.9"),
                               ("sets", "ip another timeout of an element", "6.12"),
                               ("expressions", "ip and, or, xor of two values", "6.13"),
                               ("chains", "netdev devices by a prefix", "6.16")):
        value = doc[group][name]
        older = kernel < tuple(int(number) for number in since.split("."))
        assert value["supported"] != older, (name, value)
        assert value.get("since") == (since if older else None), (name, value)
END

# What doctor says is missing, a load says, too: at its place, with the option.
# What doctor says is there, the kernel takes.
mv out doctor.json
# option_of GROUP NAME: 0 and the option, if any, that it lacks; 1: supported
option_of() {
	python3 -c '
import json, sys
value = json.load(open("doctor.json"))[sys.argv[1]][sys.argv[2]]
print(value.get("option", ""))
sys.exit(value["supported"])' "$1" "$(echo "$2" | tr _ ' ')"
}
while read -r group name text; do
	echo "$text" | tr '%;' ';\n' >lacking.nft
	if option=$(option_of "$group" "$name"); then
		changes_nothing 4 load lacking.nft
		says err "hint: it comes with the kernel's option $option\$"
		says err '^lacking.nft:[0-9]'
	else
		gives 0 check --kernel lacking.nft
	fi
done <<'END'
expressions ip_queue add table ip t;add chain ip t c;add rule ip t c queue num 1
expressions bridge_meta add table bridge t;add chain bridge t c;add rule bridge t c meta ibrname "x" accept
expressions bridge_ct add table bridge t;add chain bridge t c;add rule bridge t c ct state new
expressions bridge_reject add table bridge t;add chain bridge t c { type filter hook input priority 0% };add rule bridge t c reject
expressions ip_exthdr_dccp add table ip t;add chain ip t c;add rule ip t c dccp option 1 exists
objects ip_secmark add table ip t;add secmark ip t o { "system_u:object_r:x_t:s0" }
expressions inet_reject add table inet t;add chain inet t c { type filter hook input priority 0% };add rule inet t c reject
expressions ip_log add table ip t;add chain ip t c;add rule ip t c log
flowtables inet_flowtable add table inet t;add flowtable inet t f { hook ingress priority 0% devices = { lo }% }
END
gives 0 doctor --json
says out '"libnftnl lacks": ".*nftload writes these itself"'
gives 3 doctor some.nft
gives 0 doctor --help
if other_users; then
	cp "$nftload" copy && chmod 755 copy .
	setpriv --reuid=12345 --regid=12345 --clear-groups ./copy doctor >out 2>err
	status=$?
	last="doctor, as a user"
	expect 5
	head -n 1 out | grep -qx 'nothing can be loaded here: CAP_NET_ADMIN is needed in the network namespace' ||
		wrong "no verdict in the first line: $last"
	setpriv --reuid=12345 --regid=12345 --clear-groups ./copy doctor --json >out
	[ $? = 5 ] || wrong "another exit status with --json"
	says out '"can load": false'
	says out '"why not": "CAP_NET_ADMIN'
	setpriv --reuid=12345 --regid=12345 --clear-groups ./copy doctor >out 2>err
	says out 'CAP_NET_ADMIN  *no'
	# the kernel doubles the limit, and keeps some for itself
	# (some kernels show it in the first namespace only)
	limit=$(cat /proc/sys/net/core/wmem_max 2>/dev/null)
	[ -z "$limit" ] || says out "largest batch  *$((2 * limit - 32))\$"
	unshare -Urn true 2>/dev/null && says out '^  private namespace  *yes'

	# where nobody may have a user namespace
	# shellcheck disable=SC2016
	setpriv --reuid=12345 --regid=12345 --clear-groups unshare -Ur sh -c '
		echo 0 >/proc/sys/user/max_user_namespaces || exit 77
		exec setpriv --bounding-set=-all --inh-caps=-all ./copy doctor
	' >out 2>err
	status=$?
	last="doctor, without user namespaces"
	if [ $status != 77 ] && [ $status != 1 ]; then
		expect 5
		says out '^  user.max_user_namespaces  *0$'
		says out '^  private namespace  *no: '
		says out '^  largest batch  *[0-9]'
		says out '^  reachable  *no: '
	fi
fi
finish
