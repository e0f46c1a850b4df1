#!/bin/sh
# The program gives up the rights that it promises to give up, or warns that it
# has not; it runs for nobody who would gain rights by it.
library=${STANDIN_SO:-$(pwd)/tests/fault/standin.so}
export STANDIN_SO="$library"
. "$(dirname "$0")/../kernel/lib.sh"
[ -e "$library" ] || skip "stand-ins can be preloaded with glibc only"
! sanitized || skip "sanitizers have to be loaded first"

# stands_in MODE STATUS ARGUMENTS...
stands_in() {
	mode=$1
	want=$2
	shift 2
	last="nftload $*, with the stand-in $mode"
	STANDIN=$mode LD_PRELOAD=$library "$nftload" "$@" >out 2>err
	status=$?
	expect "$want"
}

# loads_nothing ARGUMENTS...: the state is what it was
loads_nothing() {
	state >before
	stands_in "$@"
	state >after
	cmp -s before after || wrong "the state has changed: $last"
}

echo 'add table ip t' >t.nft
features=$("$nftload" -V | sed -n 's/^ *sandbox *//p')
case $features in
*capabilities*)
	# root of a namespace has rights to keep, too
	stands_in keeping-caps 0 load t.nft
	says err '^warning: cannot give up capabilities (Operation not permitted); kept:.* sys_admin.* \[rights\]$'
	says err 'kept:.* chown'
	grep ' net_admin' err && wrong "what is meant to stay is named: $last"
	loads_nothing keeping-caps 1 load --strict t.nft
	says err 'warnings count as errors'
	loads_nothing keeping-caps 1 load --strict --each t.nft
	loads_nothing keeping-caps 1 load --strict --netns /proc/self/ns/net t.nft
	stands_in keeping-caps 0 check t.nft
	says err 'cannot give up capabilities'
	stands_in keeping-caps 0 load --no-sandbox t.nft
	silent
	stands_in keeping-caps 0 load --report=r.json t.nft
	says r.json '"code": "rights"'
	;;
esac
case $features in
*calls*)
	stands_in keeping-calls 0 load t.nft
	says err '^warning: cannot filter system calls (Invalid argument); kept: all of them \[rights\]$'
	loads_nothing keeping-calls 1 load --strict t.nft
	stands_in keeping-calls 0 load --no-sandbox t.nft
	silent
	;;
esac
stands_in none 0 load --strict t.nft
silent

# The environment of who is not trusted does not guide it. RES_OPTIONS, TZ and
# the settings of the boot would.
mkdir -p root/etc
echo 'add table ip boot' >root/etc/nftables.conf
export NFTLOAD_OPTS=--nonsense
stands_in none 3 boot --reload --root=root
stands_in secure 0 boot --reload --root=root
silent
unset NFTLOAD_OPTS
echo 'add table ip t; add chain ip t c; add rule ip t c meta hour "12:00" accept' >hour.nft
export TZ=Asia/Tokyo
stands_in none 0 check --dump=bytecode hour.nft
mv out tokyo
[ -e /etc/localtime ] || unset TZ
stands_in secure 0 check --dump=bytecode hour.nft
mv out here
export TZ=UTC
cmp -s tokyo here && [ -e /usr/share/zoneinfo/Asia/Tokyo ] && wrong "TZ counts: $last"
: >err
stream=$(stat -L -c %d:%i err)
JOURNAL_STREAM=$stream STANDIN=secure LD_PRELOAD=$library "$nftload" load no.nft 2>err
says err '^<3>'

# An ordinary user is refused what the file's capabilities would allow.
other_users || {
	echo "no other users here: file capabilities are not tried"
	finish
}
cp "$nftload" copy
chmod 755 copy .
if python3 -c '
import os, struct
rights = 1 << 12 | 1 << 2
os.setxattr("copy", "security.capability", struct.pack("<IIIII", 0x02000001, rights, rights, 0, 0))' 2>err; then
	echo 'secret words' >secret
	chmod 600 secret
	setpriv --reuid=12345 --regid=12345 --clear-groups ./copy check secret >out 2>err
	status=$?
	last="a copy with file capabilities, as a user"
	expect 5
	says err 'refuses to run with capabilities of its file'
	grep secret err && wrong "a word of root's file is shown"
	# who has all rights gains none
	./copy load t.nft >out 2>err
	status=$?
	last="a copy with file capabilities, as root"
	expect 0
	silent
else
	echo "files cannot have capabilities here"
fi
# A right that was handed over is no such gain: a service with User= and
# AmbientCapabilities=.
if setpriv --reuid=12345 --regid=12345 --clear-groups --inh-caps +net_admin \
	--ambient-caps +net_admin true 2>/dev/null; then
	rm -f copy
	cp "$nftload" copy
	chmod 644 t.nft
	setpriv --reuid=12345 --regid=12345 --clear-groups --inh-caps +net_admin \
		--ambient-caps +net_admin ./copy load t.nft >out 2>err
	status=$?
	last="as a user with ambient capabilities"
	expect 0
fi
finish
