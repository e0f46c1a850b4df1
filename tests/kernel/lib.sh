# Sourced first by every kernel test: moves the test into a private network
# namespace with an empty working directory, and gives it words to say what it
# expects.  A test ends with `finish`.
# shellcheck shell=sh

tests_dir=$(cd "$(dirname "$0")/.." && pwd)
self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
nftload=${NFTLOAD:-$(pwd)/src/nftload}
export NFTLOAD="$nftload"
export STATE_PRINTER="${STATE_PRINTER:-$(pwd)/tests/tools/state}"
export NO_COLOR=1 LC_ALL=C TZ=UTC
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH
[ -x "$nftload" ] || {
	echo "$nftload is not there: NFTLOAD names the program"
	exit 99
}
[ -n "$IN_NETNS" ] || exec "$tests_dir/kernel/in-netns" "$self" "$@"

failed=0

wrong() {
	echo "FAILED: $*"
	failed=1
}

skip() {
	echo "skipped: $*"
	exit 77
}

need() {
	for program; do
		command -v "$program" >/dev/null || skip "$program is needed"
	done
}

finish() {
	exit $failed
}

# Whether own_mounts would go on: not in a plain chroot.
has_own_mounts() {
	unshare -m true 2>/dev/null
}

# own_mounts "$@": starts the test again, with the same arguments, where its mounts
# are seen by nobody else.
own_mounts() {
	[ -z "$OWN_MOUNTS" ] || return 0
	has_own_mounts || skip "no private mounts can be made here"
	export OWN_MOUNTS=1
	exec unshare -m "$self" "$@"
}

# own_state "$@": the same, with a /run and a /var/lib of the test's own, both
# empty.  Without it, a test that syncs or confirms as root would leave a last good
# state on the machine.
own_state() {
	own_mounts "$@"
	for own in /run /var/lib; do
		mount -t tmpfs -o mode=755 none $own || skip "no tmpfs"
	done
}

# Whether a program can be run as another user here: not in the namespace of an
# ordinary user, who has no other ids.
other_users() {
	setpriv --reuid=12345 --regid=12345 --clear-groups true 2>/dev/null
}

# Whether the program is built with a sanitizer.
sanitized() {
	case $(ldd "$nftload" 2>/dev/null) in
	*libasan* | *libubsan*) ;;
	*) return 1 ;;
	esac
}

# Whether this is root in the first user namespace, whose buffers may have any
# size.
is_first_root() {
	grep -q '^ *0  *0 *4294967295' /proc/self/uid_map
}

# many_rules COUNT: a chain of so many rules, on standard output.
many_rules() {
	awk -v rules="$1" 'BEGIN {
		print "table ip t { chain c {"
		for (i = 0; i < rules; i++)
			print "\t\tip saddr 192.0.2.1 accept"
		print "\t}\n}"
	}'
}

# beyond WMEM_MAX: how many of these rules no user's send buffer can hold.  One
# takes some 100 bytes, and the kernel doubles the limit.
beyond() {
	echo $(($1 * 2 / 100 + 2000))
}

# What the kernel holds, byte for byte.
state() {
	need "$STATE_PRINTER" >&2
	"$STATE_PRINTER"
}

# The same, less what may differ between two loads: handles, user data, the
# order of elements.
held() {
	need python3 >&2
	(cd "$tests_dir/oracle" && python3 -B -c '
import facts
print(*facts.State(facts.open_socket()).everything(), sep="\n")')
}

# Runs the loader; leaves status, and its output in the files out and err.
run() {
	"$nftload" "$@" >out 2>err
	status=$?
}

# expect STATUS: of the last run.
expect() {
	[ "$status" = "$1" ] && return
	wrong "exit status $status instead of $1: $last"
	cat out err
}

# says FILE PATTERN: the output must have a line that matches.
says() {
	grep -q -e "$2" "$1" && return
	wrong "no '$2' in $1: $last"
	cat "$1"
}

silent() {
	[ -s out ] || [ -s err ] || return
	wrong "is not silent: $last"
	cat out err
}

# gives STATUS ARGUMENTS...: runs the loader and expects a status.
gives() {
	want=$1
	shift
	last="nftload $*"
	run "$@"
	expect "$want"
}

# changes_nothing STATUS ARGUMENTS...: the same, and the kernel's state, its
# handles and counters too, is what it was.
changes_nothing() {
	state >before || wrong "the state cannot be read"
	gives "$@"
	state >after
	cmp -s before after && return
	wrong "the state has changed: $last"
	diff before after | head -n 20
}

# What nft lists, compared with standard input.
lists() {
	cat >want
	nft list ruleset >got 2>&1
	cmp -s want got && return
	wrong "the kernel holds something else: $last"
	diff -u want got
}
