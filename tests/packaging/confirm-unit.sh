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
{
	inside apt-get update -q
	inside apt-get install -y --no-install-recommends systemd systemd-sysv dbus \
		nftables netbase libnftnl11 libmnl0 libjansson4
} >"$work/log" 2>&1 || {
	tail "$work/log"
	exit 1
}
cp "$build/src/nftload" "$root/usr/sbin/nftload"
for unit in nftload-confirm.path nftload-confirm.service; do
	sed 's|@sbindir@|/usr/sbin|' "$here/../../packaging/systemd/$unit.in" \
		>"$root/lib/systemd/system/$unit"
done
cp "$here/confirm-unit/at-boot" "$root/srv/at-boot"
cat >"$root/etc/systemd/system/at-boot.service" <<'END'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh /srv/at-boot
ExecStopPost=/bin/systemctl --no-block poweroff
[Install]
WantedBy=default.target
END
inside systemctl enable nftload-confirm.path at-boot.service >"$work/log" 2>&1
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
