# A fresh Debian in the folder $root, below $work.  Sourced by the tests that
# boot one; $1 of fresh_root names a folder to copy, which saves half a minute.
# shellcheck shell=sh disable=SC2154

# fresh_root FOLDER
fresh_root() {
	if [ -n "$1" ]; then
		cp -a "$1" "$root"
	else
		debootstrap --variant=minbase bookworm "$root" >"$work/debootstrap.log"
	fi
	apt_settings
}

# The machine's own way to a mirror.
apt_settings() {
	cp -L /etc/resolv.conf "$root/etc/"
	if grep -q bookworm /etc/os-release; then
		rm -rf "$root"/etc/apt/sources.list*
		cp -R /etc/apt/sources.list* "$root/etc/apt/"
	fi
	for file in /etc/apt/apt.conf.d/*; do
		! grep -qs '^ *Acquire' "$file" || cp "$file" "$root/etc/apt/apt.conf.d/"
	done
}

# A root of its own by pivot_root, with a network that leads to the mirror.
inside() {
	# shellcheck disable=SC2016
	unshare --mount --pid --fork --kill-child sh -c '
		set -e
		mount --make-rprivate /
		mount --bind "$0" "$0"
		cd "$0"
		mkdir -p .old
		mount -t proc proc proc
		mount --rbind /sys sys
		mount --rbind /dev dev
		pivot_root . .old
		cd /
		umount -l /.old
		rmdir /.old
		exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"' \
		"$root" "$@" </dev/null
}
