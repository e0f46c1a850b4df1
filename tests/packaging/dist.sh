#!/bin/sh
# dist.sh SOURCES: makes the tarball twice, from two clones in two places with
# two umasks, and a third time from itself: one and the same; and installs it
# below DESTDIR and takes it away again.  Not a part of `make check`.
set -eu
sources=$(cd "$1" && pwd)
command -v git >/dev/null || {
	echo "skipped: git is needed"
	exit 77
}
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

# packs FOLDER: configured, its tarball made
packs() {
	mkdir "$1/b"
	(cd "$1/b" && ../configure && make dist) >"$work/log" 2>&1 || {
		tail -n 20 "$work/log"
		exit 1
	}
	sha256sum "$1"/b/*.tar.xz | sed 's| .*/| |'
}

for place in one two/further; do
	umask 022
	[ $place = one ] || umask 077
	git clone -q --no-hardlinks "$sources" "$work/$place"
	(cd "$work/$place" && autoreconf -fi) >"$work/log" 2>&1
	packs "$work/$place" >"$work/sum.${place%%/*}"
	cat "$work/sum.${place%%/*}"
done
cmp "$work/sum.one" "$work/sum.two" || {
	echo "FAILED: two tarballs of the same sources differ"
	exit 1
}
mkdir "$work/three"
tar -x -C "$work/three" --strip-components=1 -f "$work"/one/b/*.tar.xz
packs "$work/three" >"$work/sum.three"
cmp "$work/sum.one" "$work/sum.three" || {
	echo "FAILED: the tarball's own tarball differs"
	exit 1
}
cd "$work/three/b"
make install uninstall DESTDIR="$work/dest" >"$work/log" 2>&1
left=$(find "$work/dest" ! -type d) # which must be there
[ -z "$left" ] || {
	echo "FAILED: make uninstall leaves $left"
	exit 1
}
echo "dist: one tarball, and nothing left by make uninstall"
