#!/bin/sh
# deb-install.sh SOURCES: builds the Debian package on a fresh Debian, installs it on
# another, changes what an administrator may, boots that four times, and removes it
# again.  Not a part of `make check`: it needs root, a mirror of Debian, and a
# quarter of an hour.
#
#   DEB_SUITE   which Debian (bookworm)
#   DEB_ROOT    the folder of a fresh one, which is copied; without it debootstrap
#               makes one
#   DEB_WORK    a folder to work in, which is left there
# The functions are called by name.
# shellcheck disable=SC2317
set -eu
sources=$(cd "$1" && pwd)
here=$sources/tests/packaging
[ "$(id -u)" = 0 ] || {
	echo "skipped: root is needed"
	exit 77
}
if [ -n "${DEB_WORK:-}" ]; then
	work=$DEB_WORK
	rm -rf --one-file-system "$work"
	mkdir "$work"
else
	work=$(mktemp -d)
	trap 'rm -rf --one-file-system "$work"' EXIT
fi
root=$work/root
failed=0

. "$here/root.sh"

step() {
	echo "== $*"
	"$@" || {
		echo "FAILED: $*"
		failed=1
	}
}

# In the fresh system, by its own shell.
installed() {
	inside sh /srv/installed/"$1"
}

# One boot as a container; what the system says of it is in /srv/boot.log.
boots() {
	rm -f "$root/srv/boot.log"
	echo "$1" >"$root/srv/boot.kind"
	timeout 120 systemd-nspawn --quiet --register=no --keep-unit --private-network \
		--directory="$root" --boot --console=pipe </dev/null >"$work/console" 2>&1 || :
	cat "$root/srv/boot.log" || {
		tail "$work/console"
		return 1
	}
	! grep -q FAILED "$root/srv/boot.log"
}

# In a copy of the fresh system, with the packages that the package asks for.
builds() {
	cp -a "$root" "$work/fresh"
	git clone -q --no-hardlinks "$sources" "$root/srv/nftload"
	mkdir "$root/srv/kept"
	# shellcheck disable=SC2016
	inside sh -c 'cd /srv/nftload && {
		apt-get update -q && apt-get install -y -q --no-install-recommends git &&
		cp -R packaging/debian debian && apt-get build-dep -y -q ./
	} >/tmp/said 2>&1 || { tail -n 20 /tmp/said; exit 1; }
	sh tests/packaging/deb.sh . /srv/kept' || return
	mv "$root/srv/kept" "$work/kept"
	rm -rf --one-file-system "$root"
	mv "$work/fresh" "$root"
}

fresh_root "${DEB_ROOT:-}" "${DEB_SUITE:-}"
echo "on Debian $(cat "$root/etc/debian_version")"
step builds
[ -e "$work/kept/nftload.deb" ] || exit 1
cp -R "$here/installed" "$root/srv/installed"
mv "$work"/kept/* "$root/srv/"
step installed prepare
step installed install
step installed use
step installed upgrade
if command -v systemd-nspawn >/dev/null; then
	step installed before-boots
	step boots plain
	step boots last-good
	step boots broken
	step boots interface
else
	echo "systemd-nspawn is not here: the unit is not booted"
fi
step installed purge
step installed autopkgtest
[ $failed = 0 ] && echo "deb-install: all passed"
exit $failed
