#!/bin/sh
# undo brings back what a change took, with what it counted and the times that are
# left, and leaves alone what others have changed since.

. "$(dirname "$0")/lib.sh"

# ---- the last change ----

start
undoes 0 --yes
says out '^  - tcp dport 25 accept   # handle'
says out '^  ~ chain c: policy'
says out '^  + tcp dport 22 counter accept'
says err "'new.nft' may still ask for the change"
is_again old
stands 'packets 7 bytes 700'
stands 'packets 1 bytes 10'
stands 'used 100 bytes'
# and again: the undo of the undo
undoes 0 --yes
is_again new
undoes 0 --yes
is_again old

# ---- one before the last, with all after it ----

start
printf 'table inet t {\n\tchain more { }\n}\ntable ip second {\n\tset s { type ipv4_addr; elements = { 192.0.2.9 }; }\n}\n' >third.nft
syncs --adopt new.nft third.nft
remembers third
undoes 0 --yes 2
is_again old
undoes 0 --yes
is_again third
undoes 0 -y 3
is_again new
undoes 0 -y 1
[ -z "$(nft list ruleset)" ] || wrong "something is left"
undoes 0 -y
is_again new

# ---- the times that are left ----

# What is over does not come back.
nft flush ruleset
rm -rf state/history
printf 'table ip t { set s { type ipv4_addr; flags timeout; elements = { 192.0.2.1 timeout 1s, 192.0.2.2 timeout 1h }; }; }\n' >short.nft
printf 'table ip t { }\n' >none.nft
syncs short.nft
syncs none.nft
sleep 1.2
undoes 0 -y
gone '192.0.2.1 '
nft list set ip t s | grep -q '192.0.2.2 timeout 1h expires 59m5[0-8]s' ||
	wrong "the time that has passed comes back: $(nft list set ip t s)"

# ---- others, meanwhile ----

start
nft insert rule inet t c udp dport 53 accept
nft add rule inet t c udp dport 54 accept
nft add element inet t closed '{ 198.51.100.1 }'
nft delete element inet t closed '{ 192.0.2.1 }'
nft add element inet t same '{ 9 }'
nft add chain inet t theirs
nft add table ip docker
undoes 0 -y
for theirs in 'udp dport 53' 'udp dport 54' '198.51.100.1' 'chain theirs' \
	'table ip docker'; do
	stands "$theirs"
done
nft list set inet t same | grep -q '9' || wrong "an element of others is gone"
nft list set inet t closed | grep -q '192.0.2.1,' &&
	wrong "an element that others deleted is back"
stands 'packets 7 bytes 700'
gone 'tcp dport 25'
stands 'policy accept'
# What they deleted, or changed in place, and the change had not touched.
start
nft delete rule inet t c handle "$(listed '@same' | sed 's/.*handle //')"
nft replace rule inet t c handle "$(listed '80, 443' | sed 's/.*handle //')" \
	'tcp dport 8080 accept'
undoes 0 -y
gone '@same'
stands 'tcp dport 8080'
gone '80, 443'
stands 'tcp dport 22'
# All of it: then the table comes back as it was.
start
nft delete table inet t
undoes 0 -y
is_again old
# The same change, taken back by hand already.
start
gives 0 sync old.nft
before=$(generation)
undoes 0 -y
[ "$(generation)" = "$before" ] || is_again old

# ---- nobody says yes ----

start
undoes 3 </dev/null
says err '\-\-yes takes the change back'
is_again new
undoes 0 --check
says out '^  - '
is_again new
cat >terminal.py <<'END'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
text = b""
while True:
    try:
        part = os.read(fd, 4096)
    except OSError:
        break
    text += part
    if b"[y/N]" in part:
        os.write(fd, sys.argv[1].encode() + b"\n")
open("shown", "wb").write(text)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
last="undo on a terminal"
for answer in n '' x; do
	python3 terminal.py "$answer" "$nftload" undo --history-dir="$history" &&
		wrong "exit status 0 after '$answer'"
	is_again new
done
python3 terminal.py y "$nftload" undo --history-dir="$history" ||
	wrong "exit status $? after y"
grep -q 'Take it back' shown || wrong "nothing is asked"
is_again old

# ---- a change that waits ----

# Only one that was confirmed is in the history; /run is root's.
if is_first_root; then
	start
	gives 7 sync --confirm=1 --history-dir="$history" old.nft
	is_again new
	[ ! -e state/history/00000003 ] || wrong "what was taken back is in the history"
	"$nftload" sync --confirm=30 --detach --history-dir="$history" old.nft 2>err ||
		wrong "no change waits: $(cat err)"
	undoes 6 -y
	gives 0 confirm
	comes [ -e state/history/00000003 ] || wrong "no entry of the change"
	# The process that waited ends a moment later.
	comes "$nftload" undo -y --history-dir="$history" >out 2>err
	last="undo of a change that was confirmed"
	is_again new
fi

# ---- what is wrong ----

undoes 3 -y 99
says err 'has no number 99'
undoes 3 -y x
undoes 3 -y 1 2
gives 1 undo -y --history-dir="$folder/none"
says err 'there is no history'

# ---- the list ----

start
gives 0 history --history-dir="$history"
says out '^1  20.*uid 0  +15 ~0 -0  sync: .* old.nft$'
says out '^2  '
gives 0 history --history-dir="$history" 2
says out 'new.nft:'
says out '^  + tcp dport 25 accept'
gives 3 history --history-dir="$history" 7
gives 0 history --format=json --history-dir="$history"
python3 - <<'END' || wrong "the list in JSON"
import hashlib, json
entries = json.load(open("out"))["entries"]
assert [e["number"] for e in entries] == [1, 2]
assert entries[1]["inputs"] == [{"name": "new.nft", "sha256": hashlib.sha256(open("new.nft", "rb").read()).hexdigest()}]
assert entries[1]["removed"] == 8, entries[1]
END
gives 0 history --format=json --history-dir="$history" 2
python3 -c 'import json; assert any(i["op"] == "remove" for i in json.load(open("out"))["items"])' ||
	wrong "the items of a change"
# Nothing without a change, and nothing where no history was begun.
syncs new.nft
[ "$(ls state/history | wc -l)" = 2 ] || wrong "a sync without a change is in the history"
# Where there is one, it goes on.
gives 0 sync --history-dir="$history" old.nft
[ -e state/history/00000003 ] || wrong "the history does not go on"
gives 0 sync --history-dir="$folder/none" new.nft
[ ! -e state/none ] || wrong "a history that nobody asked for"
gives 3 sync --history-max=0 new.nft
gives 3 sync --history-dir=state new.nft
finish
