#!/bin/sh
# --fallback: a machine never stands open because its ruleset cannot be loaded.
. "$(dirname "$0")/lib.sh"

printf 'flush ruleset\ntable inet closed\n' >safe.nft
echo 'table inet main' >main.nft
echo 'table inet {' >wrong.nft
echo 'add chain ip nowhere c' >refused.nft

gives 0 load --fallback safe.nft main.nft
silent
echo 'table inet main {
}' | lists

# falls_back STATUS ARGUMENTS...: and the kernel holds the fallback alone
falls_back() {
	nft add table ip leftover
	gives "$@"
	says err "loading the fallback 'safe.nft'"
	says err "'safe.nft' is loaded, not the ruleset that was asked for"
	echo 'table inet closed {
}' | lists
}

falls_back 8 load --fallback safe.nft wrong.nft
falls_back 8 load --fallback safe.nft missing.nft
falls_back 8 load refused.nft --fallback=safe.nft
falls_back 8 --fallback safe.nft -f wrong.nft
falls_back 8 --fallback safe.nft add chain ip nowhere c
falls_back 8 load --strict --fallback safe.nft --max-errors 1 wrong.nft

# not for wrong usage, and not where nothing is to be loaded
changes_nothing 3 load --fallback safe.nft
changes_nothing 3 load --fallback safe.nft --nonsense main.nft
changes_nothing 1 --fallback safe.nft -c -f wrong.nft
changes_nothing 0 --fallback safe.nft -c -f main.nft
changes_nothing 1 --fallback wrong.nft -c -f main.nft

# what is wrong with the fallback is told, and does not hold up the input
gives 0 load --fallback wrong.nft main.nft
says err "the fallback 'wrong.nft' cannot be loaded"
changes_nothing 1 load --fallback missing.nft refused.nft
changes_nothing 1 load --fallback refused.nft refused.nft
says err "'refused.nft' could not be loaded either"

# a signal that ends the load does not leave the machine open
mkfifo pipe
"$nftload" load --fallback safe.nft pipe 2>err &
exec 3>pipe
sleep 1
child=$(cat "/proc/$!/task/$!/children" 2>/dev/null)
if [ -n "$child" ]; then
	# shellcheck disable=SC2086
	kill -KILL $child
	wait $!
	status=$?
	last="killed"
	expect 8
	says err 'ended by signal 9'
fi
exec 3>&-
wait
finish
