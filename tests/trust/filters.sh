#!/bin/sh
# The filters of system calls that were made shorter allow what libseccomp's allow.
. "$(dirname "$0")/../kernel/lib.sh"
need python3
! sanitized || skip "builds with sanitizers have no sandbox"
mkfilters=$(dirname "$nftload")/cli/run/mkfilters
"$mkfilters" --whole >whole.h || wrong "mkfilters --whole fails"
"$mkfilters" >compact.h || wrong "mkfilters fails"
timeout 60 python3 -I "$(dirname "$self")/filters.py" whole.h compact.h || wrong "they differ"
finish
