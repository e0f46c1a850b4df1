#!/bin/sh
# deb.sh SOURCES [KEPT]: builds the Debian package from a clean copy of the
# sources and looks at what is in it; the folder KEPT gets the package and the
# tree that it was built from.  Not a part of `make check`: it compiles all.
set -eu
sources=$(cd "$1" && pwd)
kept=${2:-}
for program in dh dpkg-buildpackage git autoreconf; do
	command -v $program >/dev/null || {
		echo "skipped: $program is needed"
		exit 77
	}
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/nftload"
git -C "$sources" archive HEAD | tar -x -C "$work/nftload"
cd "$work/nftload"
cp -R packaging/debian debian
[ -z "$kept" ] || cp -R "$work/nftload" "$kept/source"
DEB_BUILD_OPTIONS=nocheck DEB_BUILD_PROFILES=nocheck \
	dpkg-buildpackage -us -uc -b >"$work/log" 2>&1 || {
	tail -n 40 "$work/log"
	echo "FAILED: the package is not built"
	exit 1
}

deb=$(ls "$work"/nftload_*.deb)
[ -z "$kept" ] || cp "$deb" "$kept/nftload.deb"
dpkg-deb -c "$deb" | awk '{ print $6 }' >"$work/list"
failed=0
for file in usr/sbin/nftload systemd/system/nftload.service \
	man8/nftload.8.gz man5/nftload.nft.5.gz man5/nftload-report.5.gz \
	bash-completion/completions/nftload zsh/vendor-completions/_nftload \
	fish/vendor_completions.d/nftload.fish etc/default/nftload etc/nftload/ \
	etc/nftload.d/ usr/share/nftload/fallback.nft; do
	grep -q "$file\$" "$work/list" || {
		echo "FAILED: $file is not in the package"
		failed=1
	}
done
# The collection is a package of its own, at Ansible's place.
collection=$(ls "$work"/ansible-collection-nftload_*.deb)
dpkg-deb -c "$collection" | awk '{ print $6 }' >"$work/collection"
for file in galaxy.yml meta/runtime.yml plugins/action/ruleset.py \
	plugins/modules/ruleset.py plugins/modules/ruleset_info.py \
	plugins/module_utils/run.py; do
	grep -q "ansible_collections/nftload/firewall/$file\$" "$work/collection" || {
		echo "FAILED: $file is not in the collection's package"
		failed=1
	}
done
! grep -q ansible_collections "$work/list" || {
	echo "FAILED: nftload's package has the collection, too"
	failed=1
}
# What an administrator may have changed stays at an upgrade.
dpkg-deb -I "$deb" conffiles | grep -qx /etc/default/nftload || {
	echo "FAILED: /etc/default/nftload is no conffile"
	failed=1
}
dpkg-deb -x "$deb" "$work/root"
"$work/root/usr/sbin/nftload" --version || failed=1
"$work/root/usr/sbin/nftload" -V | grep 'sandbox *capabilities, system calls' || {
	echo "FAILED: the package is built without the sandbox"
	failed=1
}
if [ -e /etc/nftables.conf ]; then
	"$work/root/usr/sbin/nftload" check /etc/nftables.conf || failed=1
fi
if command -v lintian >/dev/null; then
	if lintian --allow-root --fail-on error,warning "$work"/nftload_*.changes; then
		echo "lintian: clean"
	else
		failed=1
	fi
else
	echo "lintian is not here: not run"
fi
exit $failed
