# Sourced first by every test of sync, diff and fingerprint: the words of the
# kernel tests, and some more.
# shellcheck shell=sh

. "$(cd "$(dirname "$0")/.." && pwd)/kernel/lib.sh"

generation() {
	python3 "$tests_dir/sync/generation"
}

# comes COMMAND...: waits until the command succeeds; fails after 20 seconds.
comes() {
	tries=0
	until "$@"; do
		sleep 0.02
		tries=$((tries + 1))
		[ $tries -lt 1000 ] || return 1
	done
}

# A rule or an object as nft lists it with its handle, or nothing.
listed() {
	nft -a list ruleset | grep -e "$1"
}

# stands PATTERN: nft lists it.
stands() {
	listed "$1" >/dev/null && return
	wrong "'$1' is not there: $last"
	nft -a list ruleset
}

gone() {
	listed "$1" >/dev/null || return
	wrong "'$1' is there: $last"
	nft -a list ruleset
}

# What the kernel holds, but for the order of chains and what time changes.
# nft_there, if it is set, is a command that runs nft in another namespace.
kept() {
	${nft_there:-nft} list ruleset | sed 's/ expires [0-9a-z]*//g' | awk '
		/^\t(chain|set|map|counter|quota) / { key = $0 }
		/^\t?}/ || /^$/ { next }
		{ print key ": " $0 }' | sort
}

# remembers NAME; is_again NAME: the kernel holds what was remembered.
remembers() {
	kept >"$1.kept"
}

is_again() {
	kept >found
	cmp -s "$1.kept" found && return
	wrong "the ruleset is not '$1': $last"
	diff "$1.kept" found
}

# sends_nothing ARGUMENTS...: no generation is used, nothing is said.  A sync
# looks at the kernel, whatever the last one left.
sends_nothing() {
	if [ "$1" = sync ]; then
		shift
		set -- sync --verify "$@"
	fi
	before=$(generation)
	gives 0 "$@"
	[ "$(generation)" = "$before" ] || wrong "something was sent: $last"
	silent
}

# reports KEY VALUE: of the report on standard output.
reports() {
	value=$(python3 -c '
import json, sys
d = json.load(open("out"))
for key in sys.argv[1].split("."):
    d = d[key]
print(json.dumps(d))' "$1")
	[ "$value" = "$2" ] && return
	wrong "the report has $value as $1, not $2: $last"
}
