#!/bin/sh
# examples/provision: the hook installs no wrong ruleset, cloud-init's file is a
# valid ruleset, and Ansible accepts no wrong one. cloud-init and Ansible are
# run where they are installed.
. "$(dirname "$0")/../kernel/lib.sh"
own_state "$@"
examples=$tests_dir/../examples/provision
mkdir bin
ln -s "$nftload" bin/nftload
PATH=$PWD/bin:$PATH

echo 'table inet old' >target
echo 'table inet new' >new
sh "$examples/replace-ruleset" new target >out 2>err || wrong "the hook fails: $(cat err)"
cmp -s new target || wrong "the file is not replaced"
[ "$(cat out)" = 'target: changed, in the kernel' ] || wrong "says not what it did: $(cat out)"
nft flush ruleset
sh "$examples/replace-ruleset" new target >out 2>err || wrong "the hook fails: $(cat err)"
[ "$(cat out)" = 'target: unchanged, in the kernel' ] || wrong "says not what it did: $(cat out)"
nft list tables | grep -q new || wrong "an unchanged file is not loaded"
echo 'table inet {' >bad
state >before
sh "$examples/replace-ruleset" bad target >out 2>err && wrong "a wrong file is taken"
cmp -s new target || wrong "a wrong file is in place"
state >after
cmp -s before after || wrong "a wrong file changed the kernel"
grep -q "^$PWD/bad:1:" err || wrong "errors name another file: $(cat err)"
# what only the kernel finds is found, too
echo 'table inet new { ct helper h { type "nosuch" protocol tcp; }; }' >refused
sh "$examples/replace-ruleset" refused target >out 2>err && wrong "a file that is refused is taken"
grep -q "^$PWD/refused:1:" err || wrong "errors name another file: $(cat err)"
cmp -s new target || wrong "a refused file is in place"
[ "$(find . -name 'target*')" = ./target ] || wrong "a temporary file is left"
# mode, owner, links, names
echo 'table inet other' >other
for mode in 644 600 755 640; do
	cp new target
	chmod $mode target
	! other_users || chown 12345:12345 target
	owner=$(stat -c %u:%g target)
	sh "$examples/replace-ruleset" other target >out 2>err || wrong "the hook fails: $(cat err)"
	[ "$(stat -c %a:%u:%g target)" = "$mode:$owner" ] || wrong "mode $mode becomes $(stat -c %a:%u:%g target)"
	cmp -s other target || wrong "the file is not replaced"
done
mkdir -p place
mv target place/real
ln -s place/real target
sh "$examples/replace-ruleset" new target >out 2>err || wrong "the hook fails: $(cat err)"
[ -L target ] || wrong "the link has become a file"
cmp -s new place/real || wrong "what the link leads to is not replaced"
[ "$(ls place)" = real ] || wrong "a temporary file is left"
(umask 027 && sh "$examples/replace-ruleset" new ./-fresh >out 2>err) || wrong "the hook fails: $(cat err)"
[ "$(stat -c %a ./-fresh)" = 640 ] || wrong "a new file has mode $(stat -c %a ./-fresh)"
rm target ./-fresh

sed -n '/content: |/,/^runcmd/p' "$examples/cloud-init.yaml" |
	sed -n 's/^      //p' >cloud.nft
gives 0 load cloud.nft
nft list ruleset | grep -q 'policy drop' || wrong "cloud-init's ruleset is another"
if command -v cloud-init >/dev/null; then
	cloud-init schema --config-file "$examples/cloud-init.yaml" >out 2>&1 ||
		wrong "cloud-init does not take its file: $(cat out)"
else
	echo "cloud-init is not here: its file is not judged"
fi

# The play, on this machine with a file of its own and in this namespace.
play() {
	ansible-playbook -i localhost, -c local -e ansible_become=false \
		-e ruleset_file="$PWD/ansible.nft" "$@" "$examples/ansible-plain.yml" >out 2>&1
}
grep -q 'validate: nftload check --kernel %s' "$examples/ansible-plain.yml" || wrong "Ansible validates nothing"
if command -v ansible-playbook >/dev/null; then
	export HOME="$PWD" ANSIBLE_NOCOLOR=1 LC_ALL=C.UTF-8
	echo flush ruleset | "$nftload" load --quiet -
	play --check || wrong "Ansible does not take the play: $(cat out)"
	[ ! -e ansible.nft ] || wrong "a trial run writes"
	play || wrong "the play fails: $(cat out)"
	nft list ruleset | grep -q 'tcp dport 22 accept' || wrong "the play loads nothing"
	cp ansible.nft good.nft
	state >before
	play -e ssh_port=sshh && wrong "a wrong ruleset is taken"
	grep -q "unknown service 'sshh'" out || wrong "Ansible does not tell what is wrong: $(cat out)"
	cmp -s good.nft ansible.nft || wrong "a wrong file is in place"
	state >after
	cmp -s before after || wrong "a wrong file changed the kernel"
	play || wrong "the play fails: $(cat out)"
	grep -q 'changed=0' out || wrong "the play changes what is there: $(cat out)"
	nft flush ruleset
	play || wrong "the play fails: $(cat out)"
	nft list ruleset | grep -q 'tcp dport 22 accept' || wrong "the play repairs nothing"
	play -e ssh_port=2222 || wrong "the play fails: $(cat out)"
	nft list ruleset | grep -q 'tcp dport 2222 accept' || wrong "the play does not load again"
else
	echo "Ansible is not here: its play is not run"
fi
finish
