#!/bin/sh
# The recipes for RPM and Alpine have every file that is installed.
srcdir=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
${MAKE:-make} -s install DESTDIR="$work/root" prefix=/usr exec_prefix=/usr \
	sysconfdir=/etc mandir=/usr/share/man datarootdir=/usr/share \
	systemdsystemunitdir=/usr/lib/systemd/system >"$work/log" 2>&1 || {
	cat "$work/log"
	exit 1
}
python3 "$srcdir/tests/packaging/recipes.py" "$srcdir" "$work/root"
