#!/bin/sh
# --stats, and the progress line, which is drawn only on terminals.
. "$(dirname "$0")/lib.sh"
need python3

printf 'table ip t {\n\tchain c { accept; }\n}\n' >a.nft
gives 0 load --stats a.nft
for line in 'bytes read *36' 'lines read *3' 'messages *5' 'iovecs *2' \
	'bytes sent *[1-9][0-9]*' 'ACKs *1' 'read *[0-9.]* ms' \
	'parse *[0-9.]* ms' 'compile *[0-9.]* ms' 'build *[0-9.]* ms' \
	'send *[0-9.]* ms' 'ACKs *[0-9.]* ms' 'peak memory *[1-9][0-9]*'; do
	says err "^$line\$"
done
gives 0 check --stats a.nft
says err '^bytes sent *0$'
echo 'nonsense' >b.nft
gives 1 load --stats b.nft
says err '^lines read *1$'

# A second and more on a terminal.
"$tests_dir/bench/workload" set 300000 >long.nft
terminal() {
	python3 - "$nftload" "$@" <<'EOF'
import pty, sys, os
chunks = []
def read(fd):
    data = os.read(fd, 65536)
    chunks.append(data)
    return data
code = pty.spawn(sys.argv[1:], read)
seen = b"".join(chunks)
sys.exit(0 if b"\033[K" in seen else 1)
EOF
}
start=$(date +%s%N)
# What others left would be warned of.
echo "flush ruleset" | "$nftload" load --quiet - || wrong "no flush"
gives 0 load long.nft
silent
took=$((($(date +%s%N) - start) / 1000000))
[ "$took" -lt 2500 ] || {
	terminal load long.nft >shown </dev/null || wrong "no progress is shown"
	terminal load --quiet long.nft >shown </dev/null &&
		wrong "--quiet shows progress"
}
finish
