#!/bin/sh
# The machine's start loads the right files in the right order; a reload, even a
# failed one, never leaves the machine unprotected.
. "$(dirname "$0")/../kernel/lib.sh"
unset NFTLOAD_FILE NFTLOAD_OPTS

# starts STATUS [ARGUMENTS...]
starts() {
	want=$1
	shift
	last="boot $*"
	"$nftload" boot --root="$PWD/root" "$@" >out 2>err
	status=$?
	expect "$want"
}

# What the kernel holds, with handles: quicker than state, and enough to see a
# load.
held() {
	nft -a list ruleset
}

# is_list: the files that count are those of standard input
is_list() {
	starts 0 --list
	sed "s|^$PWD/root||" out >got
	cmp -s - got && return
	wrong "other files than expected"
	cat got
}

mkdir -p root/etc/sysconfig root/etc/nftload.d root/run/nftload.d \
	root/usr/lib/nftload.d root/usr/local/lib/nftload.d

# nothing there is no success: the machine would be open
is_list </dev/null
starts 1
says err 'etc/nftables.conf.*No such file'

echo 'table inet red' >root/etc/sysconfig/nftables.conf
echo /etc/sysconfig/nftables.conf | is_list
cat >root/etc/nftables.conf <<'END'
#!/usr/sbin/nft -f

flush ruleset

table inet filter {
	chain input {
		type filter hook input priority filter;
	}
}
END
echo /etc/nftables.conf | is_list

# a main file that is empty, or a link that leads nowhere, is none
mv root/etc/nftables.conf root/etc/kept
: >root/etc/nftables.conf
starts 1
says err "nftables.conf' is empty"
starts 1 --check
rm root/etc/nftables.conf
ln -s nowhere root/etc/nftables.conf
starts 1
says err 'nftables.conf.*No such file'
rm root/etc/nftables.conf
mkdir root/etc/nftables.conf
starts 1
says err 'is a directory'
rmdir root/etc/nftables.conf
mv root/etc/kept root/etc/nftables.conf

# by name, whatever the folder; the last folder wins; empty masks
for place in usr/lib:10-a.nft usr/lib:20-b.nft usr/lib:30-c.nft \
	usr/lib:40-d.nft usr/local/lib:20-b.nft run:20-b.nft run:15-e.nft \
	etc:30-c.nft etc:05-z.nft etc:.hidden.nft etc:50-x.nft~ \
	etc:60-y.nft.dpkg-old etc:70-w.nft.rpmnew; do
	file=root/${place%:*}/nftload.d/${place#*:}
	echo "add table ip t_$(echo "$place" | tr -dc 'a-z0-9')" >"$file"
done
echo '{"nftables": [{"add": {"table": {"family": "ip", "name": "j"}}}]}' \
	>"root/etc/nftload.d/45 j.json"
ln -s /dev/null root/etc/nftload.d/40-d.nft
: >root/run/nftload.d/10-a.nft
is_list <<'END'
/etc/nftables.conf
/etc/nftload.d/05-z.nft
/run/nftload.d/15-e.nft
/run/nftload.d/20-b.nft
/etc/nftload.d/30-c.nft
/etc/nftload.d/45 j.json
END

starts 0
silent
nft list tables >first
grep -q 'table ip j' first || wrong "the drop-ins are not loaded"
starts 0
nft list tables >second
cmp -s first second || wrong "loading again is not the same"
starts 0 --check

# a mistake in one changes nothing; so does a link that leads nowhere
echo 'add table' >root/etc/nftload.d/99-bad.nft
state >before
starts 1
says err '99-bad.nft:1:10'
starts 1 --check
ln -sf nowhere root/etc/nftload.d/99-bad.nft
starts 1
says err '99-bad.nft.*No such file'
rm root/etc/nftload.d/99-bad.nft
# a FIFO is not an empty file, which masks
mkfifo root/etc/nftload.d/15-e.nft
starts 0 --list
grep -q 'etc/nftload.d/15-e.nft' out || wrong "a FIFO masks"
rm root/etc/nftload.d/15-e.nft
starts 3 --nonsense
starts 3 /etc/nftables.conf
starts 3 --list --check
state >after
cmp -s before after || wrong "a start that failed changed something"

# settings that are no file hold nothing up, but are a mistake
mkdir -p root/etc/default/nftload
starts 3
says err "cannot read the settings '.*/etc/default/nftload': Is a directory"
says err 'the ruleset is loaded without the settings'
rmdir root/etc/default/nftload
mkfifo root/etc/default/nftload
starts 3
says err 'it is not a file'
starts 3 --check
rm root/etc/default/nftload
ln -s /dev/null root/etc/default/nftload
starts 0
silent
rm root/etc/default/nftload

# the settings of /etc/default/nftload
# shellcheck disable=SC2016
echo 'add rule inet filter input tcp dport $port accept' >root/etc/own.nft
NFTLOAD_FILE=/etc/own.nft NFTLOAD_OPTS='-D port=7777' starts 0
nft list ruleset >second
grep -q 'dport 7777' second || wrong "NFTLOAD_FILE or NFTLOAD_OPTS have no effect"
# a path that does not begin at the root does so all the same
NFTLOAD_FILE=etc/own.nft starts 0 --list
head -n 1 out | grep -qx "$PWD/root/etc/own.nft" || wrong "NFTLOAD_FILE is not below the root"
# settings of the file count by hand, too; the environment's are before them
mkdir -p root/etc/default
cat >root/etc/default/nftload <<'END'
# NFTLOAD_FILE=/nowhere
NFTLOAD_FILE="/etc/own.nft"
NFTLOAD_OPTS='-D port=7000 --quiet'
END
starts 0
nft list ruleset | grep -q 'dport 7000' || wrong "/etc/default/nftload has no effect"
NFTLOAD_OPTS='-D port=7001' starts 0
nft list ruleset | grep -q 'dport 7001' || wrong "the environment has no effect"
echo 'NFTLOAD_OPTS=-Dport=7002' >root/etc/sysconfig/nftload
starts 0 --check
starts 0
nft list ruleset | grep -q 'dport 7002' || wrong "/etc/sysconfig/nftload has no effect"
rm root/etc/default/nftload root/etc/sysconfig/nftload

# Options that load nothing, or are wrong, one by one.
cat >wrong-options <<'END'
--help
--he
-h
-V
-qV
-ejaV
-ejah
-vqV
--version
--dump=ast
--dump messages
-D a=1V
-Da=
-D 1a=2
-D a=$b
-D a
-D =1
-D a=1 -D a=2
-D
-I
--report
--fallback
--fallback a --fallback b
--max-errors
--max-errors=x
--color=maybe
--nonsense
-Z
-e --report=-
--transport=io_uring --acks=recvmmsg
--netns nosuch
--netns 1
-
- x
own.nft
-- --fallback
-f own.nft
-c
--check
--kernel
-n
-i
END
ln -s own.nft root/etc/link.nft
echo "--report=$PWD/root/etc/nftables.conf" >>wrong-options
echo "-q --report=$PWD/root/etc/nftload.d/05-z.nft" >>wrong-options

# Without a fallback the ruleset is loaded all the same; a reload changes
# nothing.
nft flush ruleset
starts 0
nft list tables >want
cksum root/etc/nftables.conf root/etc/nftload.d/* >sums
while read -r options; do
	nft flush ruleset
	nft add table ip running
	held >before
	NFTLOAD_OPTS=$options starts 3 --reload
	held >after
	cmp -s before after || wrong "a reload with wrong options changed something: $options"
	NFTLOAD_OPTS=$options starts 3 --check
	NFTLOAD_OPTS=$options starts 3
	nft list tables >got
	grep -qx 'table ip running' got || wrong "another program's table is gone: $options"
	grep -vx 'table ip running' got | cmp -s want - ||
		wrong "not loaded with wrong options: $options"
	says err '^nftload: the ruleset is loaded without the settings'
done <wrong-options
cksum root/etc/nftables.conf root/etc/nftload.d/* | cmp -s sums - || wrong "an input was replaced"

# Options that are right, though they look alike.
cat >right-options <<'END'

--handle
-e
-ea
-ejaq
-ejaqv
--
-D a=V
-Da=h
-v -qD port=7778 --verbose --define=h=V
--strict
--keep-foreign
--missing-interface=by-name
--message-format json
--each
--color=never --max-errors 0
--report=-
--report=/dev/null
--no-sandbox
--stats
END
while read -r options; do
	nft flush ruleset
	NFTLOAD_OPTS=$options starts 0
	nft list tables >got
	cmp -s want got || wrong "not loaded: $options"
	NFTLOAD_OPTS=$options starts 0 --reload
	NFTLOAD_OPTS=$options starts 0 --check
done <right-options

# A report that cannot be written holds nothing up.
nft flush ruleset
NFTLOAD_OPTS='--report=/no/such/folder' starts 12
says err 'going on without it'
nft list tables | cmp -s want - || wrong "not loaded without a report"

# A main file that is not there is a wrong setting, too.
nft flush ruleset
NFTLOAD_FILE=/etc/no.nft starts 1
says err 'no.nft.*No such file'
nft list tables | cmp -s want - || wrong "not loaded with a wrong NFTLOAD_FILE"
held >before
NFTLOAD_FILE=/etc/no.nft starts 1 --reload
NFTLOAD_FILE=/etc/no.nft starts 1 --check
held >after
cmp -s before after || wrong "a reload with a wrong NFTLOAD_FILE changed something"

# a fallback is loaded where the rest cannot be, and only there
mkdir root/etc/nftload
printf 'flush ruleset\ntable inet closed\n' >root/etc/nftload/fallback.nft
starts 0
nft list tables >second
grep -q closed second && wrong "the fallback was loaded without need"
echo 'add table' >root/etc/nftload.d/99-bad.nft
echo 'table inet closed' >want
# falls_back: and that is what the kernel holds
falls_back() {
	nft flush ruleset
	starts 8
	says err 'is loaded, not the ruleset that was asked for'
	nft list tables >second
	cmp -s want second || wrong "the fallback is not what the kernel holds"
	# what runs is not thrown away for it
	nft flush ruleset
	nft add table ip running
	held >before
	"$nftload" boot --root="$PWD/root" --reload >out 2>err
	status=$?
	last="a reload: $last"
	[ $status = 1 ] || [ $status = 3 ] || wrong "exit status $status: $last"
	held >after
	cmp -s before after || wrong "a reload that failed changed something: $last"
	grep "the fallback '" err && wrong "a reload thinks of the fallback: $last"
}
falls_back
rm root/etc/nftload.d/99-bad.nft
while read -r options; do
	NFTLOAD_OPTS=$options falls_back
done <wrong-options
NFTLOAD_FILE=/etc/no.nft falls_back
mv root/run/nftload.d root/run/kept.d
ln -s nftload.d root/run/nftload.d
falls_back
says err "drop-ins in '.*/run/nftload.d' cannot be listed"
starts 1 --list
starts 1 --check
rm root/run/nftload.d
: >root/run/nftload.d
falls_back
says err 'Not a directory'
rm root/run/nftload.d
mv root/run/kept.d root/run/nftload.d
NFTLOAD_OPTS="--fallback $PWD/root/etc/own.nft -D port=1" starts 0
rm -r root/etc/nftload.d root/run/nftload.d root/usr/lib/nftload.d \
	root/usr/local/lib/nftload.d

# a fallback of one's own that is missing does not take away the machine's
cp root/etc/nftables.conf good.nft
echo 'table inet {' >root/etc/nftables.conf
NFTLOAD_OPTS='--fallback /no/such/file' falls_back
NFTLOAD_OPTS="--fallback $PWD/root/etc/nftables.conf" falls_back
cp good.nft root/etc/nftables.conf

# inputs that ask for nothing: empty, of comments, of definitions
: >root/etc/nftables.conf
falls_back
says err "nftables.conf' is empty"
for text in '# comments' 'define a = 1' '{"nftables": []}' '   '; do
	echo "$text" >root/etc/nftables.conf
	falls_back
	says err 'the input asks for nothing'
	starts 1 --check
done
rm root/etc/nftables.conf root/etc/sysconfig/nftables.conf
falls_back

# one that is of no use is told of, be nothing else wrong
echo 'table inet main' >root/etc/nftables.conf
for bad in "ln -s nowhere" "cp /dev/null" "cp root/etc/own.nft"; do
	rm root/etc/nftload/fallback.nft
	$bad root/etc/nftload/fallback.nft
	nft flush ruleset
	starts 0
	says err "^nftload: warning: the fallback '.*' cannot be loaded"
	grep 'error' err && wrong "an error where the start succeeds"
	# --strict is for a check, not for a machine that comes up open
	nft flush ruleset
	NFTLOAD_OPTS=--strict starts 0
	[ "$(nft list tables)" = 'table inet main' ] || wrong "--strict leaves the machine open"
	starts 1 --check
	says err "^nftload: the fallback '.*' cannot be loaded"
done

# the example, where there are no interfaces and no names
cp "$tests_dir/../examples/boot/fallback.nft" root/etc/nftload/fallback.nft
nft flush ruleset
starts 0 --check
starts 0 --check --kernel
silent
echo 'table inet filter { chain forward { type filter hook forward priority 0; accept bogus; }; }' >root/etc/nftables.conf
starts 8
nft list chain inet filter input >got
grep -q 'policy drop' got || wrong "the example does not close the machine"
grep -q 'tcp dport 22 accept' got || wrong "the example lets nobody in"
# a ruleset that is mended replaces it, though it opens the machine; where /run
# cannot be written, nothing says that the fallback runs
printf 'flush ruleset\ntable inet main\n' >root/etc/nftables.conf
if [ -w /run ]; then
	starts 0 --reload
else
	NFTLOAD_OPTS=--no-guard starts 0 --reload
fi
[ "$(nft list tables)" = 'table inet main' ] || wrong "the fallback stays when the ruleset is mended"
cp root/etc/own.nft root/etc/nftload/fallback.nft

# a wrong setting and a wrong fallback, and nothing else
nft flush ruleset
NFTLOAD_OPTS=-ejaV starts 3
[ "$(nft list tables)" = 'table inet main' ] || wrong "a wrong setting and a wrong fallback leave the machine open"
# the kernel refuses the fallback: its load has given up what another one needs
echo 'table inet t { ct helper h { type "nosuch" protocol tcp; }; }' >root/etc/nftload/fallback.nft
nft flush ruleset
NFTLOAD_OPTS=-ejaV starts 3
[ "$(nft list tables)" = 'table inet main' ] || wrong "a wrong setting and a refused fallback leave the machine open"
finish
