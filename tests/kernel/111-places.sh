#!/bin/sh
# Errors in a JSON document are reported at their line, column and pointer.
. "$(dirname "$0")/lib.sh"
need python3

PYTHONDONTWRITEBYTECODE=1 python3 "$tests_dir/kernel/places/places.py" "$nftload" || failed=1
finish
