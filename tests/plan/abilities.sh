#!/bin/sh
# What the program finds out of the kernel is so, and to find it out changes
# nothing.
abilities=${ABILITIES:-$(pwd)/tests/plan/abilities}
export ABILITIES="$abilities"
. "$(dirname "$0")/../kernel/lib.sh"
need python3

gives 0 'table inet t { chain c { }; }'
state >before
"$abilities" >said || wrong "no answer: $(cat said)"
state >after
cmp -s before after || wrong "asking has changed something"
gives 0 'delete table inet t'
# shellcheck disable=SC2046
python3 -B "$tests_dir/plan/abilities.py" $(cat said) || wrong "the answer is wrong"
finish
