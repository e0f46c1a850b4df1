#!/bin/sh
# doctor: what this machine allows, in text and in JSON; nothing changes.
. "$(dirname "$0")/../kernel/lib.sh"
need python3

changes_nothing 0 doctor
for words in '^machine' 'CAP_NET_ADMIN' 'largest batch  *[0-9]' 'libnftnl' '^program'; do
	says out "$words"
done
changes_nothing 0 doctor --json
python3 - <<'END' || wrong "the JSON is not what it must be"
import json
doc = json.load(open("out"))
assert doc["nf_tables"]["reachable"] is True, doc["nf_tables"]
assert doc["nf_tables"]["largest batch"] > 100000
if doc["machine"]["private namespace"] is True:
    assert doc["families"]["ip"]["supported"], doc["families"]
    assert len(doc["expressions"]) > 20
    for group in ("families", "chains", "expressions", "objects", "sets", "flowtables"):
        for name, value in doc[group].items():
            assert value["supported"] or "errno" in value, name
            # EINVAL: the question was wrong, not the kernel
            assert value.get("errno") != "Invalid argument", name
END
gives 3 doctor some.nft
gives 0 doctor --help
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	cp "$nftload" copy && chmod 755 copy .
	setpriv --reuid=12345 --regid=12345 --clear-groups ./copy doctor >out 2>err
	status=$?
	last="doctor, as a user"
	expect 0
	says out 'CAP_NET_ADMIN  *no'
fi
finish
