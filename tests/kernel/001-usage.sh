#!/bin/sh
# The command line: usage errors, accepted forms, and their output.
. "$(dirname "$0")/lib.sh"

echo 'add table ip t' >t.nft

# a bare invocation never loads
gives 3
says err '^usage: nftload load'
gives 3 load
says err 'needs a FILE'
gives 3 check
gives 3 -e
says err 'nothing to load'
gives 3 -f
says err 'needs an argument'
gives 3 --nosuch
gives 3 --chek -f t.nft
says err "did you mean '--check'"
gives 3 load --kernel t.nft
gives 3 load --max-errors=many t.nft
gives 3 load --acks-for=none t.nft
says err 'end|all'
gives 3 check --dump=everything t.nft
gives 3 load -D novalue t.nft
gives 3 -f t.nft add table ip t2
gives 3 laod t.nft
says err "did you mean 'load'"
gives 3 t.nft
says err "'nftload load t.nft' or 'nftload -f t.nft' loads a file"
gives 3 -c t.nft
says err "'nftload load t.nft' or 'nftload -f t.nft' loads a file"
gives 3 --check ./missing.nft
says err "'nftload -f ./missing.nft' loads a file"
gives 3 missing.json
says err "neither a verb nor nft text"
gives 3 -e load t.nft
says err "must be the first word"

# nft's flags that are refused say what to do instead
gives 3 -i
says err "nft -i"
gives 3 -o -f t.nft
says err "nft -c -o"
gives 3 -d all -f t.nft
says err "dump="

# and so do its commands that load nothing
for command in reset monitor describe; do
	gives 3 $command ruleset
	says err "use 'nft $command'"
done
gives 3 export ruleset
says err "use 'nft -j list ruleset'"
gives 3 import ruleset json
says err "'nftload -j -f FILE' loads JSON"
gives 3 -a reset ruleset
says err "nft reset"

# nft's flags that shape listings do not change a load
changes_nothing 0 -nnsSNuypT -t -c -f t.nft
silent
changes_nothing 0 --numeric --stateless --check --file t.nft
silent
changes_nothing 0 --check --file=t.nft
changes_nothing 0 -cf t.nft
silent

# answers
gives 0 -h
says out '^usage:'
gives 0 --help
gives 0 help load
says out 'acks-for'
gives 0 check --help
says out '--kernel'
gives 0 -v
says out '^nftload [0-9]'
gives 0 --version
gives 0 load --version
gives 0 -V
says out 'libnftnl'

# by the name of nft, as programs that call nft expect
ln -s "$nftload" nft
for option in --version -v -V; do
	./nft "$option" >out
	says out '^nftables v1\.[0-9]*\.[0-9]* (nftload [0-9]'
done

# `--` ends the options
cp t.nft ./-t.nft
gives 0 check -- -t.nft

# output that cannot be written is no success
"$nftload" --help >/dev/full 2>err
status=$?
last="nftload --help >/dev/full"
expect 10
says err 'cannot write'
finish
