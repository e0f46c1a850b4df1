# A fresh Debian in the folder $root.  Sourced by the tests that boot one, and
# by ../fresh/run.sh.
# shellcheck shell=sh disable=SC2154

# fresh_root FOLDER [SUITE]: $root is made, by debootstrap into
# $work/debootstrap.log, or as a copy of FOLDER where one is named, which saves half
# a minute.
fresh_root() {
	if [ -n "$1" ]; then
		cp -a "$1" "$root"
	else
		debootstrap --variant=minbase "${2:-bookworm}" "$root" >"$work/debootstrap.log"
	fi
	if [ "$(release_of "$root")" = "$(release_of /)" ]; then
		rm -rf "$root"/etc/apt/sources.list*
		cp -R /etc/apt/sources.list* "$root/etc/apt/"
	fi
	way_out
}

release_of() {
	sed -n 's/^VERSION_CODENAME=//p' "$1/etc/os-release"
}

# The machine's own way to its mirror.
way_out() {
	cp -L /etc/resolv.conf "$root/etc/"
	for file in /etc/apt/apt.conf.d/*; do
		! grep -qs '^ *Acquire' "$file" || cp "$file" "$root/etc/apt/apt.conf.d/"
	done
}

# inside COMMAND ARGUMENTS...: with $root as the root, by pivot_root, since in a
# chroot nobody can make a user namespace; with processes, terminals and /run of
# its own, and the machine's network.  $personality is a command that goes
# before, for 32-bit systems.
inside() {
	# shellcheck disable=SC2016,SC2086
	unshare --mount --pid --fork --kill-child ${personality:-} sh -c '
		set -e
		mount --make-rprivate /
		mount --bind "$0" "$0"
		cd "$0"
		mkdir -p .old
		mount -t proc proc proc
		mount -t sysfs sysfs sys
		mount -t tmpfs -o mode=755 tmpfs dev
		mkdir dev/pts dev/shm
		mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts dev/pts
		mount -t tmpfs tmpfs dev/shm
		for node in null zero full random urandom tty; do
			touch dev/$node
			mount --bind /dev/$node dev/$node
		done
		ln -s pts/ptmx dev/ptmx
		ln -s /proc/self/fd dev/fd
		for stream in stdin:0 stdout:1 stderr:2; do
			ln -s "fd/${stream#*:}" "dev/${stream%:*}"
		done
		mount -t tmpfs -o mode=755 tmpfs run
		pivot_root . .old
		cd /
		umount -l /.old
		rmdir /.old
		exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"' \
		"$root" "$@" </dev/null
}

# bootable UNIT...: $root boots as a container, with the program of $build and
# these units of packaging/systemd, the first of which is enabled.  When all is
# up, the script /srv/at-boot runs, and the container ends.
bootable() {
	{
		inside apt-get update -q
		inside apt-get install -y --no-install-recommends systemd systemd-sysv dbus \
			nftables netbase libnftnl11 libmnl0 libjansson4
	} >"$work/log" 2>&1 || {
		tail "$work/log"
		return 1
	}
	cp "$build/src/nftload" "$root/usr/sbin/nftload"
	for unit; do
		sed 's|@sbindir@|/usr/sbin|' "$here/../../packaging/systemd/$unit.in" \
			>"$root/lib/systemd/system/$unit"
	done
	cat >"$root/etc/systemd/system/at-boot.service" <<-'END'
		[Unit]
		After=multi-user.target nftload.service
		[Service]
		Type=oneshot
		ExecStart=/bin/sh /srv/at-boot
		ExecStopPost=/bin/systemctl --no-block poweroff
		[Install]
		WantedBy=default.target
	END
	inside systemctl enable "$1" at-boot.service >"$work/log" 2>&1
	inside nftload --version
}
