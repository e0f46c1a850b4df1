#!/bin/sh
# static.sh SRCDIR [NFTLOAD]: builds nftload statically, and runs it in a folder that
# has no library: it loads a ruleset, it finds names in files, and says which host it
# cannot find.  NFTLOAD: such a program, built already.  Not a part of `make check`:
# it compiles everything anew.  Root is needed to load.
set -eu
srcdir=$(cd "$1" && pwd)
program=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

skip() {
	echo "skipped: $*"
	exit 77
}
wrong() {
	echo "static: $*"
	failed=1
}

build() {
	mkdir "$work/build"
	cd "$work/build"
	if ! "$srcdir/configure" --sysconfdir=/etc --enable-static-program \
		>"$work/log" 2>&1; then
		grep -q 'needs lib.*\.a' "$work/log" &&
			skip "$(sed -n 's/^configure: error: //p' "$work/log")"
		tail "$work/log"
		exit 1
	fi
	timeout 1800 make -s src/nftload >"$work/log" 2>&1 || {
		tail "$work/log"
		exit 1
	}
	program=$work/build/src/nftload
}

[ "$(id -u)" = 0 ] || skip "root is needed"
unshare -n true 2>/dev/null || skip "no network namespaces here"
[ "$program" ] || build

readelf -ldW "$program" >"$work/elf"
grep -q INTERP "$work/elf" && wrong "the program wants a loader"
grep -q NEEDED "$work/elf" && wrong "the program wants libraries"
readelf -hW "$program" | grep -q 'Type: *DYN' || wrong "no position independence"

root=$work/root
mkdir -p "$root/etc"
cp "$program" "$root/nftload"
cp "$srcdir/tests/bench/boot.nft" "$root"
echo 'special 4242/tcp other' >"$root/etc/services"
printf 'ward:x:777:7::/:\n' >"$root/etc/passwd"
printf 'wards:x:778:\n' >"$root/etc/group"
echo '192.0.2.7 web.example' >"$root/etc/hosts"
cat >"$root/names.nft" <<'END'
table ip t {
	chain c {
		tcp dport other accept
		meta skuid ward accept
		meta skgid wards accept
		ip saddr web.example accept
	}
}
END
sed 's/other/4242/; s/wards/778/; s/ward/777/; s/web.example/192.0.2.7/' \
	"$root/names.nft" >"$root/numbers.nft"
printf 'add table ip t\nadd chain ip t c\nadd rule ip t c ip saddr far.example accept\n' \
	>"$root/far.nft"

# run ARGUMENTS...: in there
run() {
	unshare -n timeout 20 chroot "$root" /nftload "$@" >"$work/out" 2>"$work/err"
}

run load /boot.nft || wrong "boot.nft: $(cat "$work/err")"
run load /names.nft || wrong "names.nft: $(cat "$work/err")"
run check --dump=messages /numbers.nft || wrong "numbers.nft: $(cat "$work/err")"
sed 's/ at [0-9].*//' "$work/out" >"$work/numbers"
run check --dump=messages /names.nft || wrong "names.nft: $(cat "$work/err")"
sed 's/ at [0-9].*//' "$work/out" >"$work/names"
[ -s "$work/names" ] || wrong "--dump=messages says nothing"
cmp -s "$work/names" "$work/numbers" || wrong "names are not their numbers"
status=0
run load /far.nft || status=$?
[ $status = 1 ] || wrong "a host that is in no file: exit status $status"
grep -q "^/far.nft:3:26-36: error: cannot look up host name 'far.example': it is not in /etc/hosts, and this build asks no name server" \
	"$work/err" || wrong "a host that is in no file: $(cat "$work/err")"
[ $failed = 0 ] && echo "static: all passed"
exit $failed
