#!/bin/sh
# deb-install.sh SOURCES: builds the Debian package, installs it on a fresh
# Debian, boots that three times, and removes it again.  Not a part of
# `make check`: it needs root, a mirror of Debian, and a quarter of an hour.
#
#   DEB_ROOT    the folder of a fresh Debian 12, which is copied; without it
#               debootstrap makes one
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

step sh "$here/deb.sh" "$sources" "$work"
[ -e "$work/nftload.deb" ] || exit 1
fresh_root "${DEB_ROOT:-}"
cp -R "$here/installed" "$root/srv/installed"
mv "$work/nftload.deb" "$work/source" "$root/srv/"
step installed prepare
step installed install
step installed use
if command -v systemd-nspawn >/dev/null; then
	step installed before-boots
	step boots plain
	step boots broken
	step boots interface
else
	echo "systemd-nspawn is not here: the unit is not booted"
fi
step installed purge
step installed autopkgtest
[ $failed = 0 ] && echo "deb-install: all passed"
exit $failed
