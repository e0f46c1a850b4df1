#!/bin/sh
# Every command that a document prints runs, or is listed in not-run with the
# reason why it cannot be.
. "$(dirname "$0")/../kernel/lib.sh"
own_state "$@"
need python3 ip nft
build=$(cd "$(dirname "${VALGRIND_OF:-$nftload}")/.." && pwd)
[ -e "$build/Makefile" ] || skip "there is no Makefile beside the program"
command -v dot >/dev/null || skip "dot of Graphviz is needed"

mkdir bin work
ln -s "$nftload" bin/nftload
PATH=$PWD/bin:$PATH
cd work || exit 99
python3 "$tests_dir/man/commands.py" "$tests_dir/.." "$build/Makefile" \
	"$tests_dir/man/not-run" || failed=1
finish
