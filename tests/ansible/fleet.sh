#!/bin/sh
# Rollouts with Ansible over ssh, make check-fleet; HOSTS=20 measures instead.

srcdir=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd)
nftload=${NFTLOAD:-$(pwd)/src/nftload}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

skip() {
	echo "skipped: $*"
	exit 77
}

[ "$(id -u)" = 0 ] || skip "hosts need root"
for program in ansible-playbook ssh-keygen sshd ip nft nsenter; do
	command -v $program >/dev/null || skip "$program is not there"
done
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
inside="unshare -m -n -p --fork --mount-proc --kill-child"
$inside sh -c "mount -t tmpfs tmpfs /mnt && mkdir /mnt/u /mnt/w &&
	mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/u,workdir=/mnt/w /etc" 2>/dev/null ||
	skip "no overlay can be mounted here"
# shellcheck disable=SC2086
$inside python3 "$srcdir/tests/ansible/fleet.py" "$srcdir" "$nftload" "$work" ${HOSTS:-}
