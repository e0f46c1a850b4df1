#!/bin/sh
# --report describes every run, whatever its result; the examples use it.
. "$(dirname "$0")/lib.sh"
need python3 nft

# is PYTHON: an expression over the report r and its errors e.  All of them are
# judged together by judge: a Python for each would take longer than the loads.
questions=0
is() {
	questions=$((questions + 1))
	cp r.json "report-$questions.json" || wrong "no report: $last"
	printf '%s\n' "$1" >"question-$questions"
	echo "$last" >"asked-after-$questions"
}

judge() {
	python3 - $questions <<'END' || failed=1
import json, sys
failed = 0
for n in range(1, int(sys.argv[1]) + 1):
    question, after = (open("%s-%d" % (name, n)).read().strip() for name in ("question", "asked-after"))
    try:
        r = json.load(open("report-%d.json" % n))
        e = r["errors"]
        so = eval(question)
    except Exception as error:
        so, after = False, "%s: %s" % (after, error)
    if not so:
        failed = 1
        print("FAILED: not so: %s: %s" % (question, after))
        print(open("report-%d.json" % n).read())
sys.exit(failed)
END
}

cat >t.nft <<'END'
table inet t {
	counter k { }
	set s { type ipv4_addr; flags interval; elements = { 192.0.2.0/24, 198.51.100.1-198.51.100.9 } }
	map m { type inet_service : verdict; }
	chain c {
		tcp dport { 22, 80 } accept
		ip saddr @s drop
	}
}
END
gives 0 load --report=r.json t.nft
silent
is 'r["schema"] == 1 and r["mode"] == "load" and r["exit"] == 0'
is 'r["committed"] is True and r["failure"] is None'
is 'r["generation"]["after"] == r["generation"]["before"] + 1'
is 'r["counts"] == {"table": {"add": 1}, "chain": {"add": 1}, "counter": {"add": 1}, "set": {"add": 1}, "map": {"add": 1}, "element": {"add": 2}, "rule": {"add": 2}}'
is 'r["messages"] > 8 and r["bytes"] > 500 and r["peak_kib"] > 500'
is 'e == [] and r["warnings"] == [] and r["retries"] == 0'
is 'set(r["timing_ms"]) == {"read", "parse", "compile", "build", "send", "acks", "total"}'
is '0 < r["timing_ms"]["total"] < 60000'
is "r['inputs'] == [{'path': 't.nft', 'sha256': '$(sha256sum t.nft | cut -d ' ' -f 1)', 'bytes': $(wc -c <t.nft)}]"

# the peak is its own, not that of the program that starts it
python3 -c '
import json, os, subprocess
large = bytearray(200 << 20)
r = json.loads(subprocess.run([os.environ["NFTLOAD"], "load", "--report=-", "t.nft"], stdout=subprocess.PIPE).stdout)
assert r["peak_kib"] < 150000, r["peak_kib"]' || wrong "the peak memory is that of another program"

# every verb
cat >verbs.nft <<'END'
create table ip v
add chain ip v c
add rule ip v c accept
insert rule ip v c drop
add set ip v s { type ipv4_addr; }
add element ip v s { 192.0.2.1, 192.0.2.2 }
delete element ip v s { 192.0.2.1 }
flush set ip v s
flush chain ip v c
flush table ip v
delete set ip v s
delete table ip v
END
gives 0 load --report=r.json verbs.nft
is 'r["counts"]["table"] == {"create": 1, "flush": 1, "delete": 1}'
is 'r["counts"]["chain"] == {"add": 1, "flush": 1}'
is 'r["counts"]["rule"] == {"add": 1, "insert": 1}'
is 'r["counts"]["element"] == {"add": 2, "delete": 1}'
is 'r["counts"]["set"] == {"add": 1, "flush": 1, "delete": 1}'
echo 'flush ruleset' | "$nftload" check --report=r.json -
is 'r["counts"] == {"ruleset": {"flush": 1}} and r["inputs"][0]["path"] == "<stdin>"'
is 'r["mode"] == "check" and r["committed"] is False and r["generation"] == {"before": None, "after": None}'

# what fails is told, too
echo 'add rule inet t nowhere accept' >bad.nft
changes_nothing 4 load --report=r.json t.nft bad.nft
is 'r["committed"] is False and "nothing was applied" in r["failure"] and r["exit"] == 4'
is 'len(e) == 1 and e[0]["code"] == "kernel" and e[0]["errno"] == "ENOENT"'
is '(e[0]["file"], e[0]["line"], e[0]["column"], e[0]["end_column"]) == ("bad.nft", 1, 17, 23)'
is 'e[0]["object"] == "rule inet t nowhere" and e[0]["pointer"] is None'
is 'e[0]["source"] == "add rule inet t nowhere accept"'
is 'len(r["inputs"]) == 2 and r["generation"]["before"] == r["generation"]["after"]'
echo 'add rule inet t c tcp dport ssh acept' >bad.nft
changes_nothing 1 load --report=r.json bad.nft
is 'len(e) == 1 and e[0]["code"] == "unknown-name" and "accept" in e[0]["hint"]'
is 'r["counts"] == {} and r["messages"] == 0'
echo 'add rule inet t c tcp dport nosuchport accept' >bad.nft
changes_nothing 1 load --report=r.json bad.nft
is 'e[0]["object"] == "rule inet t c"'
changes_nothing 1 load --report=r.json missing.nft
is 'r["inputs"] == [] and e[0]["code"] == "file" and e[0]["line"] is None'
is 'e[0]["source"] is None'
# of a long line, what stands around the place
awk 'BEGIN {
	printf "add element inet t s { "
	for (i = 0; i < 2000; i++)
		printf "192.0.2.1, "
	printf "nohost.invalid., "
	for (i = 0; i < 2000; i++)
		printf "192.0.2.1, "
	print "192.0.2.1 }"
}' >long.nft
{ echo 'table inet t { set s { type ipv4_addr; }; }'; cat long.nft; } >longer.nft
changes_nothing 1 load --report=r.json longer.nft
is 'len(e[0]["source"]) == 512 and "nohost.invalid." in e[0]["source"]'
changes_nothing 1 load --report=r.json --max-errors=2 bad.nft bad.nft bad.nft
is 'len(e) == 2'
printf 'add table ip w\nadd table ip w { \377 }\n' >bytes.nft
changes_nothing 1 load --report=r.json bytes.nft
is 'len(e) >= 1'

# the fallback, and the exit status of the process
printf 'flush ruleset\ntable inet closed\n' >safe.nft
echo 'add rule inet t c nonsense' >bad.nft
hash=$(sha256sum safe.nft | cut -d ' ' -f 1)
gives 0 load --report=r.json --fallback safe.nft t.nft
is 'r["exit"] == 0 and r["committed"] is True'
is "r['fallback'] == {'path': 'safe.nft', 'sha256': '$hash', 'committed': False, 'failure': None, 'errors': []}"
gives 8 load --report=r.json --fallback safe.nft bad.nft
is 'r["exit"] == 8 and r["committed"] is False and len(e) == 1'
is 'r["mode"] == "load" and r["inputs"][0]["path"] == "bad.nft"'
is "r['fallback'] == {'path': 'safe.nft', 'sha256': '$hash', 'committed': True, 'failure': None, 'errors': []}"
gives 8 load --report=- --fallback safe.nft bad.nft
mv out r.json
is 'r["exit"] == 8 and r["fallback"]["committed"] is True'
nft list tables >got
[ "$(cat got)" = 'table inet closed' ] || wrong "another state than the report's"
changes_nothing 1 load --report=r.json --fallback bad.nft bad.nft
is 'r["exit"] == 1 and r["fallback"]["committed"] is False'
is 'r["fallback"]["errors"][0]["file"] == "bad.nft" and r["fallback"]["errors"][0]["level"] == "error"'
gives 0 load --report=r.json --fallback bad.nft t.nft
is 'r["exit"] == 0 and r["committed"] is True and len(r["fallback"]["errors"]) == 1'
changes_nothing 1 load --report=r.json --fallback missing.nft bad.nft
is 'r["fallback"]["path"] == "missing.nft" and r["fallback"]["sha256"] is None'
changes_nothing 1 load --strict --report=r.json --fallback bad.nft t.nft
is 'r["exit"] == 1 and r["committed"] is False and r["failure"]'
changes_nothing 1 check --report=r.json --fallback bad.nft t.nft
is 'r["exit"] == 1 and r["mode"] == "check" and len(r["fallback"]["errors"]) == 1'
gives 0 load --report=r.json t.nft
is 'r["fallback"] is None and r["file"] is None and r["netns"] is None'
# a main run that is killed is told of, too
if [ -r "/proc/$$/task/$$/children" ]; then
	mkfifo pipe
	"$nftload" load --report=r.json --fallback safe.nft pipe 2>err &
	exec 3>pipe # waits until it reads
	last="a load that is killed while it reads"
	# not the process that writes the report, nor the fallback's
	tr ' ' '\n' <"/proc/$!/task/$!/children" >children
	while read -r child; do
		for fd in "/proc/$child/fd"/*; do
			[ "$(readlink "$fd")" != "$PWD/pipe" ] || kill -KILL "$child"
		done
	done <children
	exec 3>&-
	wait $!
	status=$?
	expect 8
	is 'r["exit"] == 8 and r["committed"] is False and r["fallback"]["committed"] is True'
	rm pipe
fi

# one report for each of several transactions
changes_nothing 1 load --each --report=r.json bad.nft missing.nft
python3 - <<'END' || wrong "not the reports of two files: $(cat r.json)"
import json
r = json.load(open("r.json"))
assert [x["file"] for x in r] == ["bad.nft", "missing.nft"], r
assert [x["exit"] for x in r] == [1, 1] and [len(x["errors"]) for x in r] == [1, 1]
END
gives 1 load --each --report=r.json t.nft bad.nft
python3 - <<'END' || wrong "not the reports of two files: $(cat r.json)"
import json
r = json.load(open("r.json"))
assert [(x["exit"], x["committed"]) for x in r] == [(0, True), (1, False)]
END
gives 8 load --each --report=r.json --fallback safe.nft bad.nft bad.nft
python3 - <<'END' || wrong "not the reports of two files: $(cat r.json)"
import json
r = json.load(open("r.json"))
assert all(x["fallback"]["committed"] is True and x["exit"] == 8 for x in r)
END
gives 0 load --netns /proc/self/ns/net --report=r.json t.nft
python3 - <<'END' || wrong "not the report of a namespace: $(cat r.json)"
import json
r = json.load(open("r.json"))
assert [(x["netns"], x["exit"], x["committed"]) for x in r] == [("/proc/self/ns/net", 0, True)]
assert r[0]["inputs"][0]["path"] == "t.nft"
END
changes_nothing 1 load --netns /proc/self/ns/net --report=r.json bad.nft
python3 - <<'END' || wrong "not the report of a namespace: $(cat r.json)"
import json
r = json.load(open("r.json"))
assert len(r) == 1 and r[0]["exit"] == 1 and len(r[0]["errors"]) == 1
END

# it never replaces an input: named, included, the fallback, by another name
cp t.nft kept.nft
echo 'include "./part.nft"' >whole.nft
echo 'add table inet part' >part.nft
ln -sf t.nft link.nft
for words in 't.nft t.nft' './t.nft t.nft' 'link.nft t.nft' "t.nft link.nft" \
	't.nft --fallback t.nft safe.nft' 'part.nft whole.nft' \
	'part.nft --each t.nft whole.nft' \
	'part.nft --netns /proc/self/ns/net whole.nft' \
	'part.nft --fallback safe.nft whole.nft' \
	'part.nft --fallback whole.nft safe.nft'; do
	# shellcheck disable=SC2086
	changes_nothing 3 load --report=$words
	says err "would replace the input '"
	cmp -s kept.nft t.nft || wrong "an input was replaced: $last"
	grep -q '^add table' part.nft || wrong "an include was replaced: $last"
done
rm link.nft
echo 'include "./part.nft"
add table inet {' >whole.nft
changes_nothing 3 load --report=part.nft whole.nft
grep -q '^add table' part.nft || wrong "an include was replaced: $last"

# where it goes
gives 0 load --report=- t.nft
mv out r.json
is 'r["committed"]'
changes_nothing 10 load --report=no/such/folder t.nft
says err 'cannot write the report.*nothing was applied'
changes_nothing 10 load --report=. t.nft
gives 0 check --report=/dev/null t.nft
gives 3 load --report=- -e t.nft
gives 3 check --report=- --dump=ast t.nft
for left in .nftload*; do
	[ ! -e "$left" ] || wrong "$left is left behind"
done
mkdir -p elsewhere
: >elsewhere/linked.json
ln -s elsewhere/linked.json link.json
gives 0 check --report=link.json t.nft
[ -L link.json ] || wrong "the link was replaced"
[ -s elsewhere/linked.json ] || wrong "what the link leads to was not written"

# the rights of a report, and links in folders that all may write to
: >private.json
chmod 600 private.json
gives 0 check --report=private.json t.nft
[ -s private.json ] || wrong "not written: $last"
[ "$(stat -c %a private.json)" = 600 ] || wrong "all may read what was private"
mkdir -m 1777 shared
ln -s ../private.json shared/own
gives 0 check --report=shared/own t.nft
[ -L shared/own ] || wrong "the link was replaced"
if ln -s ../private.json shared/planted && chown -h 12345 shared/planted 2>/dev/null; then
	: >private.json
	changes_nothing 10 load --report=shared/planted t.nft
	says err 'cannot write the report.*Permission denied; nothing was applied'
	[ ! -s private.json ] || wrong "written where another user's link leads"
	# a link on the way is the kernel's business, if it minds
	if [ "$(cat /proc/sys/fs/protected_symlinks)" = 1 ]; then
		ln -s ../elsewhere shared/way
		chown -h 12345 shared/way
		changes_nothing 10 load --report=shared/way/linked.json t.nft
	fi
	chmod 755 shared
	gives 0 check --report=shared/planted t.nft
fi

# a FIFO waits for its reader before anything is done, and can be given up
mkfifo fifo
if command -v timeout >/dev/null; then
	echo 'table ip fifo' >fifo.nft
	last="load --report=fifo, which nobody reads"
	# on a slow machine a second may be over before it has begun
	for seconds in 1 5 20; do
		timeout -k 5 $seconds "$nftload" load --report=fifo fifo.nft 2>err
		status=$?
		[ -s err ] && break
	done
	expect 124
	says err 'interrupted; nothing was applied'
	"$nftload" -c add chain ip fifo c 2>err &&
		wrong "something was applied: $last"
fi
cat fifo >read.json &
gives 0 check --report=fifo t.nft
wait $!
[ -s read.json ] || wrong "nothing came through the FIFO"

# diagnostics alone
echo 'add rule inet t c tcp dport ssh acept' >bad.nft
gives 1 check --message-format=json bad.nft
python3 -c 'import json; d = [json.loads(l) for l in open("err")]; assert [x["level"] for x in d] == ["error", "note"] and d[0]["column"] == 33, d' ||
	wrong "not one JSON object a line"
gives 4 --message-format=json add rule inet t nowhere accept
python3 -c 'import json; d = [json.loads(l) for l in open("err")]; assert [x["level"] for x in d] == ["error"] * 2, d' ||
	wrong "not one JSON object a line"
gives 1 check --message-format=github bad.nft
says err '^::error file=bad.nft,line=1,col=33,endColumn=37::.*\[unknown-name\]%0A'

# the examples
mkdir bin
ln -s "$nftload" bin/nftload
PATH=$(pwd)/bin:$PATH
"$tests_dir/../examples/report/places.py" bad.nft >out
[ $? = 1 ] || wrong "places.py: exit status"
says out "^bad.nft:1:33: error: .* (did you mean 'accept'?)"
if command -v jq >/dev/null; then
	"$tests_dir/../examples/report/load-and-tell.sh" t.nft >out || wrong "load-and-tell.sh fails"
	says out '^loaded 2 rules, 2 elements in [0-9]* ms; generation [0-9]*$'
	"$tests_dir/../examples/report/load-and-tell.sh" bad.nft >out 2>/dev/null
	says out '^not loaded: 1 errors, the first: bad.nft:1:33: unknown statement'
	"$tests_dir/../examples/report/load-and-tell.sh" --fallback safe.nft bad.nft >out 2>/dev/null
	[ $? = 8 ] || wrong "load-and-tell.sh: exit status"
	says out '^the fallback safe.nft is loaded: bad.nft:1:33: unknown statement'
fi
judge
finish
