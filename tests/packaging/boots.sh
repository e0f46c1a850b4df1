#!/bin/sh
# boots.sh BUILD: boots a fresh Debian in a container for each row of the table
# in boots/rows.py, and reloads its unit where the row says so.  Prints what
# each has come to.  Not a part of `make check`: it needs root, and a mirror of
# Debian.
#
#   BOOT_ROOT   the folder of a fresh Debian 12, which is copied; without it
#               debootstrap makes one
#   BOOT_ROWS   a regular expression: only rows whose name it matches
set -eu
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
skip() {
	echo "skipped: $*"
	exit 77
}
[ "$(id -u)" = 0 ] || skip "root is needed"
for program in systemd-nspawn python3; do
	command -v $program >/dev/null || skip "$program is needed"
done
[ -n "${BOOT_ROOT:-}" ] || command -v debootstrap >/dev/null || skip "debootstrap is needed"
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root
. "$here/root.sh"

fresh_root "${BOOT_ROOT:-}"
cp "$here/boots/at-boot" "$root/srv/at-boot"
bootable nftload.service
python3 "$here/boots/rows.py" "$root" "$work/out" "${BOOT_ROWS:-}"
