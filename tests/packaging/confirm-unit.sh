#!/bin/sh
# confirm-unit.sh BUILD: boots a fresh Debian in a container, and kills holders of
# changes there: the unit that watches takes the changes back.  Not a part of `make
# check`: it needs root, and a mirror of Debian.
#
#   BOOT_ROOT   the folder of a fresh Debian 12, which is copied; without it
#               debootstrap makes one
set -eu
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
skip() {
	echo "skipped: $*"
	exit 77
}
[ "$(id -u)" = 0 ] || skip "root is needed"
command -v systemd-nspawn >/dev/null || skip "systemd-nspawn is needed"
[ -n "${BOOT_ROOT:-}" ] || command -v debootstrap >/dev/null || skip "debootstrap is needed"
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root
. "$here/root.sh"

fresh_root "${BOOT_ROOT:-}"
cp "$here/confirm-unit/at-boot" "$root/srv/at-boot"
bootable nftload-confirm.path nftload-confirm.service
mkdir "$work/out"
timeout 180 systemd-nspawn --quiet --register=no --keep-unit --private-network \
	--directory="$root" --bind="$work/out:/srv/out" --boot --console=pipe \
	</dev/null >"$work/log" 2>&1 || true
[ -e "$work/out/result" ] || {
	tail "$work/log"
	echo "no boot"
	exit 1
}
cat "$work/out/result"
grep -q '^confirm-unit: all passed$' "$work/out/result"
