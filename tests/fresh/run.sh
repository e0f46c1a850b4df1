#!/bin/sh
# run.sh SOURCES [NAME...]: what a newcomer does, on fresh systems: what the README
# says, line by line, with sudo; then `./bootstrap demo` and `./bootstrap check` in a
# clean clone, as root and as an ordinary user.  Not a part of `make check`: it needs root, a mirror of Debian, and an
# hour.
#
# NAME is one of the systems below; without one, all of the README are tried.
#
#   FRESH_ROOTS   a folder with fresh systems by name, which are not changed;
#                 what it lacks is made there by debootstrap
#   FRESH_WORK    a folder for the copies and logs, which stay there
#   FRESH_USERS   some of "reader", who follows the README, "root" and "user"
#   FRESH_JOBS    tests at once (1)
#   FRESH_MIRROR  of Debian; the machine's own without it
set -u
sources=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- bookworm trixie bookworm-i386
roots=${FRESH_ROOTS:-$PWD/fresh-roots}
work=${FRESH_WORK:-$PWD/fresh}
users=${FRESH_USERS:-reader root user}
jobs=${FRESH_JOBS:-1}
# shellcheck disable=SC2016 # apt-get puts it in
mirror=${FRESH_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' | head -n 1)}
failed=0
. "$(dirname "$0")/../packaging/root.sh"

[ "$(id -u)" = 0 ] || {
	echo "skipped: root is needed"
	exit 77
}
command -v debootstrap >/dev/null || {
	echo "skipped: debootstrap is needed"
	exit 77
}

# make_root NAME: SUITE or SUITE-ARCHITECTURE
make_root() {
	suite=${1%%-*}
	arch=${1#"$suite"}
	script=/usr/share/debootstrap/scripts/$suite
	[ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
	[ -e "$roots/$1" ] && return
	mkdir -p "$roots"
	rm -rf --one-file-system "$roots/$1.new"
	# shellcheck disable=SC2086
	debootstrap --variant=minbase ${arch:+--arch=${arch#-}} "$suite" \
		"$roots/$1.new" "$mirror" "$script" >"$work/$1.debootstrap.log" 2>&1 &&
		mv "$roots/$1.new" "$roots/$1"
}

# copy_root NAME: into $root, with a clean clone for each user
copy_root() {
	rm -rf --one-file-system "$root"
	cp -a "$roots/$1" "$root" || return
	way_out
	chroot "$root" useradd -m user || return
	for home in root home/user; do
		git clone -q --no-hardlinks "$sources" "$root/$home/nftload" || return
	done
	chroot "$root" chown -R user: /home/user
}

# step NAME USER COMMAND
step() {
	log=$work/$1.$2.$3.log
	echo "fresh: == $1, as $2: ./bootstrap $3"
	settings="LC_ALL=C MAKEFLAGS=-j$jobs"
	inside su -s /bin/sh -c "cd nftload && $settings ./bootstrap $3" - "$2" \
		>"$log" 2>&1
	code=$?
	tail -n 3 "$log" | sed 's/^/    /'
	[ $code = 0 ] && return
	echo "fresh: FAILED with $code: $log"
	grep -E '^(FAIL|ERROR):' "$log" | sort -u | sed 's/^/    /'
	failed=1
}

# readme NAME: an ordinary user with sudo follows the README, before anything else is
# installed
readme() {
	echo "fresh: == $1: the README"
	home=$root/home/reader
	{
		chroot "$root" useradd -m reader
		git clone -q --no-hardlinks "$sources" "$home/nftload"
		chroot "$root" chown -R reader: /home/reader
		inside apt-get update -q
		inside apt-get install -y -q --no-install-recommends sudo
		echo 'reader ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/reader"
	} >"$work/$1.readme.prepare" 2>&1
	inside su -s /bin/sh -c "LC_ALL=C MAKEFLAGS=-j$jobs nftload/tests/fresh/readme nftload" - \
		reader >"$work/$1.readme.log" 2>&1 || failed=1
	sed 's/^/    /' "$work/$1.readme.log"
}

skips() {
	home=root
	[ "$2" = root ] || home=home/user
	"$sources/tests/tools/skips.sh" "$root/$home/nftload/build" >"$work/$1.$2.skips" ||
		failed=1
	sed 's/^/    /' "$work/$1.$2.skips"
}

system() {
	root=$work/root-$1
	personality=
	case $1 in
	*-i386) personality="setarch i686" ;;
	esac
	if ! make_root "$1" || ! copy_root "$1"; then
		echo "fresh: FAILED: no fresh $1 could be made"
		failed=1
		return
	fi
	for user in $users; do
		if [ "$user" = reader ]; then
			readme "$1"
			continue
		fi
		# Nobody but root can install what is missing.
		step "$1" root deps
		step "$1" "$user" demo
		step "$1" "$user" check
		grep -E '^# (TOTAL|PASS|SKIP|FAIL|ERROR):' "$work/$1.$user.check.log" |
			tr -s ' \n' ' ' | sed 's/^/    /; s/$/\n/'
		skips "$1" "$user"
	done
}

mkdir -p "$work"
for name; do
	system "$name"
done
[ $failed = 0 ] && echo "fresh: all is well"
exit $failed
