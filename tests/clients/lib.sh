# Sourced by client tests, which begin with it: a program of Debian's that calls
# nft is run twice, each time in a network and mount namespace of its own: with
# nft, and with nftload alone, which also lists; no nft of the machine can be
# run then.  At each stop the kernel must hold the same.
#
# A test has a function `scenario`, which runs the client and says `stop NAME`
# where states are compared; it finds the client's files below $files.  The test
# ends with `compare PACKAGE...`.
#
#   CLIENTS_PACKAGES  a folder of unpacked packages, by name
#   CLIENTS_FETCH     set: what is missing there is fetched from the mirror
#   NFT_ORACLE        the nft to compare with; without it the installed one
# shellcheck shell=sh

self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
clients=$(dirname "$self")
nftload=${NFTLOAD:-$(pwd)/src/nftload}
packages=${CLIENTS_PACKAGES:-$(pwd)/tests/clients/packages}
export NFTLOAD="$nftload" CLIENTS_PACKAGES="$packages"
export LC_ALL=C TZ=UTC
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

skip() {
	echo "skipped: $*"
	exit 77
}

# The folder of a package: unpacked, or the system's own where it is installed.
fetch() {
	[ ! -d "$packages/$1" ] || return 0
	[ -n "$CLIENTS_FETCH" ] ||
		skip "package $1 is not unpacked: make check-clients fetches it"
	for tool in apt-get dpkg-deb; do
		command -v $tool >/dev/null ||
			skip "package $1 cannot be had: no $tool here"
	done
	mkdir -p "$packages/.$1" || exit 99
	(cd "$packages/.$1" && apt-get download "$1" >log 2>&1 &&
		dpkg-deb -x "$1"_*.deb files) ||
		skip "package $1 cannot be had: $(tail -n 1 "$packages/.$1/log")"
	mv "$packages/.$1/files" "$packages/$1"
	rm -rf "${packages:?}/.$1"
}

# ---- outside ----

# with NAME LOADER LISTER: runs the scenario, which leaves states and the record
# of writes
with() {
	mkdir "$1" "$1/bin" || exit 99
	sed "s|@LOADER@|$2|; s|@NFT@|$3|; s|@RECORD@|$PWD/$1/record|" \
		"$clients/nft.in" >"$1/bin/nft"
	chmod +x "$1/bin/nft"
	: >"$1/record"
	user=
	[ "$(id -u)" = 0 ] || user=-Ur
	(cd "$1" && SCENARIO=1 PATH="$PWD/bin:$PATH" \
		unshare $user -nm --kill-child "$self") >"$1/out" 2>&1 && return
	echo "FAILED: the client fails with $1"
	tail -n 30 "$1/out"
	failed=1
}

different() {
	echo "FAILED: $*"
	failed=1
}

compare() {
	for package; do
		fetch "$package"
	done
	nft=$(command -v nft) || skip "nft is needed"
	command -v python3 >/dev/null || skip "python3 is needed"
	unshare -nm true 2>/dev/null || unshare -Urnm true 2>/dev/null ||
		skip "no private network namespace can be made here"
	work=$(mktemp -d) || exit 99
	trap 'rm -rf "$work"' EXIT
	cd "$work" || exit 99
	failed=0
	with nft "${NFT_ORACLE:-$nft}" "${NFT_ORACLE:-$nft}"
	with nftload "$nftload" "$nftload"
	# A client that changed nothing shows nothing.
	[ -s nftload/record ] || different "nftload was not called to change anything"
	cmp -s nft/record nftload/record || {
		different "other calls than with nft"
		diff nft/record nftload/record | head -n 20
	}
	stops=0
	for state in nft/*.state; do
		stops=$((stops + 1))
		cmp -s "$state" "nftload/${state#*/}" && continue
		different "another state than with nft: ${state#*/}"
		diff "$state" "nftload/${state#*/}" | head -n 40
	done
	[ $stops -gt 1 ] || different "no states were compared"
	[ -s nft/1.state ] || different "the first state is empty"
	echo "$(wc -l <nftload/record) calls that change the ruleset, $stops states"
	exit $failed
}

# ---- inside ----

stops_made=0

# What the kernel holds, with a word on the way.
stop() {
	stops_made=$((stops_made + 1))
	echo "stop: $1"
	python3 -B "$clients/held.py" >"$stops_made.state" || exit 1
}

# stand_in NAME: a program in place of one that this machine may not have; its
# text is standard input.
stand_in() {
	{
		echo '#!/bin/sh'
		cat
	} >"bin/$1"
	chmod +x "bin/$1"
}

# The file systems in which clients keep what is theirs.
private_files() {
	mount --make-rprivate / 2>/dev/null
	for folder in /run /var/lib /tmp/.none; do
		[ ! -d "$folder" ] || mount -t tmpfs tmpfs "$folder" || exit 1
	done
	mount -t sysfs sysfs /sys 2>/dev/null
}

# Where nftload is alone, programs of the name nft are it, by whatever path.
alone() {
	case $PWD in
	*/nftload) ;;
	*) return 0 ;;
	esac
	mount --make-rprivate / 2>/dev/null
	for nft in /usr/sbin/nft /sbin/nft /usr/bin/nft /usr/local/sbin/nft; do
		[ ! -x $nft ] || mount --bind bin/nft $nft || exit 1
	done
}

run_scenario() {
	[ -n "$SCENARIO" ] || return 0
	set -e
	alone
	ip link set lo up
	scenario
	exit 0
}
