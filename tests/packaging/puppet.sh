#!/bin/sh
# examples/provision/nftload.pp: a trial run changes nothing, the first run syncs, the
# second does nothing, a rule by hand and a changed comment are repaired, a wrong
# ruleset replaces no file.  Not a part of `make check`: puppet takes its time.
. "$(dirname "$0")/../kernel/lib.sh"
need nft puppet
manifest=$tests_dir/../examples/provision/nftload.pp
export HOME="$PWD"
mkdir bin
ln -s "$nftload" bin/nftload
# The master's file and the machine's are in this folder.
sed "s#puppet:///modules/site/#$PWD/site-#; s#/etc/#$PWD/#g; s#'/usr/sbin:#'$PWD/bin:/usr/sbin:#" "$manifest" >here.pp

# applies STATUS [OPTION...]: 0 unchanged, 2 changed, 4 and 6 failed
applies() {
	want=$1
	shift
	status=0
	timeout 120 puppet apply --detailed-exitcodes --color=false --confdir "$PWD/conf" \
		--vardir "$PWD/var" "$@" here.pp >out 2>&1 || status=$?
	[ $status = "$want" ] || wrong "puppet apply $* ends with $status, not $want: $(cat out)"
}

printf 'table inet p {\n\tchain c { tcp dport 22 counter accept; }\n}\n' >site-nftables.conf
puppet parser validate here.pp >out 2>&1 || wrong "the manifest is wrong: $(cat out)"
applies 0 --noop
[ ! -e nftables.conf ] || wrong "a trial run writes a file"
[ -z "$(nft list tables)" ] || wrong "a trial run changes the kernel"
applies 2
cmp -s site-nftables.conf nftables.conf || wrong "the file is not there"
nft list ruleset | grep -q 'tcp dport 22' || wrong "nothing is loaded"
applies 0
nft add rule inet p c drop
applies 2
nft list ruleset | grep -q drop && wrong "a rule by hand stays"
echo '# a comment' >>site-nftables.conf
applies 2
cmp -s site-nftables.conf nftables.conf || wrong "a comment does not land"
cp nftables.conf good.conf
echo 'table inet {' >>site-nftables.conf
applies 6
cmp -s good.conf nftables.conf || wrong "a wrong file is in place"
nft list ruleset | grep -q 'tcp dport 22' || wrong "a wrong file has changed the kernel"
finish
