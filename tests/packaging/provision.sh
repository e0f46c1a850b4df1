#!/bin/sh
# examples/provision: the hook replaces nothing that is not right, and what
# cloud-init would write is a ruleset. Ansible and cloud-init are not run.
. "$(dirname "$0")/../kernel/lib.sh"
examples=$tests_dir/../examples/provision
mkdir bin
ln -s "$nftload" bin/nftload
PATH=$PWD/bin:$PATH

echo 'table inet old' >target
echo 'table inet new' >new
sh "$examples/replace-ruleset" new target >out 2>err || wrong "the hook fails: $(cat err)"
cmp -s new target || wrong "the file is not replaced"
echo 'table inet {' >bad
state >before
sh "$examples/replace-ruleset" bad target >out 2>err && wrong "a wrong file is taken"
cmp -s new target || wrong "a wrong file is in place"
state >after
cmp -s before after || wrong "a wrong file changed the kernel"
[ "$(find . -name 'target*')" = ./target ] || wrong "a temporary file is left"

sed -n '/content: |/,/^runcmd/p' "$examples/cloud-init.yaml" |
	sed -n 's/^      //p' >cloud.nft
gives 0 load cloud.nft
nft list ruleset | grep -q 'policy drop' || wrong "cloud-init's ruleset is another"
grep -q 'validate: nftload check %s' "$examples/ansible.yml" || wrong "Ansible validates nothing"
finish
