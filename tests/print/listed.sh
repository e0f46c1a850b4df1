#!/bin/sh
# What tests/print/listed holds is listed as nft lists it, as text and as JSON.
. "$(dirname "$0")/../kernel/lib.sh"

need python3
python3 "$tests_dir/print/listed.py" "$nftload" . || wrong "listed otherwise"
finish
