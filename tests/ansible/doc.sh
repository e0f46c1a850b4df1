#!/bin/sh
# The collection's documents, its build and installation; `doc.sh all` tries its
# modules on this machine, too, in a private network namespace, and Ansible's own
# checks of collections.

srcdir=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd)
nftload=${NFTLOAD:-$(pwd)/src/nftload}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

skip() {
	echo "skipped: $*"
	exit 77
}

command -v ansible-playbook >/dev/null || skip "ansible-core is not there"
command -v nft >/dev/null || skip "nft is not there"
enter="unshare -n -m"
[ "$(id -u)" = 0 ] || enter="unshare -rnm"
$enter true 2>/dev/null || skip "unshare is not there"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
$enter python3 "$srcdir/tests/ansible/doc.py" "$srcdir" "$nftload" "$work" \
	packaging/ansible/galaxy.yml "$@" || exit
[ "${1:-}" = all ] || exit 0
for program in ansible-test git; do
	command -v $program >/dev/null || {
		echo "ansible-test sanity is not run: $program is not there"
		exit 0
	}
done
$enter python3 "$srcdir/tests/ansible/sanity.py" "$srcdir" "$work" \
	packaging/ansible/galaxy.yml
