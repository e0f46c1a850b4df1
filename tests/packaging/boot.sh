#!/bin/sh
# What the machine's start loads: which files, in which order, and that loading
# again, or failing to, never opens the machine up.
. "$(dirname "$0")/../kernel/lib.sh"
boot=${NFTLOAD_BOOT:-$(dirname "$nftload")/../packaging/boot}
[ -x "$boot" ] || skip "$boot is not built"
unset NFTLOAD_FILE NFTLOAD_OPTS

# starts STATUS [ARGUMENTS...]
starts() {
	want=$1
	shift
	last="boot $*"
	sh "$boot" --root="$PWD/root" "$@" >out 2>err
	status=$?
	expect "$want"
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
starts 3 --nonsense
state >after
cmp -s before after || wrong "a start that failed changed something"

# the settings of /etc/default/nftload
# shellcheck disable=SC2016
echo 'add rule inet filter input tcp dport $port accept' >root/etc/own.nft
NFTLOAD_FILE=/etc/own.nft NFTLOAD_OPTS='-D port=7777' starts 0
nft list ruleset >second
grep -q 'dport 7777' second || wrong "NFTLOAD_FILE or NFTLOAD_OPTS have no effect"
for word in --help --he -h -V -qV --version --dump=ast '--dump messages'; do
	NFTLOAD_OPTS="-q $word" starts 3
	says err "NFTLOAD_OPTS loads nothing"
done
NFTLOAD_FILE=/etc/own.nft NFTLOAD_OPTS='-v -qD port=7778 --verbose --define=h=V' starts 0

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
}
falls_back
rm root/etc/nftload.d/99-bad.nft
NFTLOAD_OPTS=--nonsense falls_back
says err nonsense
NFTLOAD_OPTS=--dump=bytecode falls_back
says err dump
mkdir bin
ln -s /bin/false bin/sort
PATH=$PWD/bin:$PATH falls_back
says err 'cannot be listed'
rm -r bin root/etc/nftload.d root/run/nftload.d root/usr/lib/nftload.d \
	root/usr/local/lib/nftload.d
: >root/etc/nftables.conf
falls_back
says err "nftables.conf' is empty"
rm root/etc/nftables.conf root/etc/sysconfig/nftables.conf
falls_back

# one that is of no use is told of, be nothing else wrong
echo 'table inet main' >root/etc/nftables.conf
for bad in "ln -s nowhere" "cp /dev/null"; do
	rm root/etc/nftload/fallback.nft
	$bad root/etc/nftload/fallback.nft
	starts 0
	says err "the fallback '.*'"
done
finish
