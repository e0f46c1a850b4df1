#!/bin/sh
# `check --kernel` and `-c`: the kernel checks the input, and nothing changes.
. "$(dirname "$0")/lib.sh"
need nft

nft add table ip t || skip "nft cannot load here"
echo 'add chain ip t c { type filter hook input priority 0; }' >good.nft
echo 'add rule ip t nosuch accept' >bad.nft
changes_nothing 0 check --kernel good.nft
silent
changes_nothing 0 -c -f good.nft
silent
changes_nothing 0 -cf good.nft
silent
changes_nothing 4 check --kernel bad.nft
says err '^bad.nft:1:'
says err 'nosuch'
changes_nothing 4 -cf bad.nft
# without the kernel it is not known
changes_nothing 0 check bad.nft
finish
