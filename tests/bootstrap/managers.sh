#!/bin/sh
# Runs bootstrap's branch for each package manager with fake programs on PATH.
#
# No real package manager runs here: apt-get, dnf, pacman, apk, zypper, sudo,
# id and the compiler are small scripts that record how they were called.  So
# this shows that the right command is built for each, not that it works on
# such a system (that is tried on a fresh Debian by hand, before a release).

# The conditions of check() are evaluated there, not here.
# shellcheck disable=SC2016,SC2317

srcdir=${srcdir:-$(dirname "$0")/../..}
bootstrap=$(cd "$srcdir" && pwd)/bootstrap
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
passed=0

# Only these of the machine's programs can be seen.
tools='sh awk basename cat chmod dirname env find grep head ls mkdir nproc rm sed tr true'

# A stand-in that appends its name and arguments to the record.
stand_in() {
	cat >"$work/bin/$1" <<-END
	#!/bin/sh
	# STAND-IN
	dir=$work/bin
	echo "$1 \$*" >>"$work/record"
	$2
	END
	chmod +x "$work/bin/$1"
}

# What a stand-in for a package manager leaves behind when told to install.
fill='for a; do case $a in
install | add | -S*) base=y ;;
mandoc) extra=y ;;
esac; done
make_all() {
	for f; do
		printf "#!/bin/sh\nexit 0\n" >"$dir/$f"
		chmod +x "$dir/$f"
	done
}
if [ "$extra" ]; then
	make_all mandoc xz valgrind strace dot
	printf "#!/bin/sh\nexit 0\n" >"$dir/pkg-config"
elif [ "$base" ]; then
	make_all cc make autoreconf automake pkg-config nft ip unshare python3 git cmp
	printf "#!/bin/sh\ncase \$* in *seccomp | *nettle | *uring) exit 1 ;; esac\n" >"$dir/pkg-config"
fi'

# A machine with nothing but a base system, a user and perhaps a manager.
machine() {
	rm -rf "${work:?}/bin" "$work/record"
	mkdir "$work/bin"
	: >"$work/record"
	for t in $tools; do
		for dir in /usr/bin /bin; do
			[ -x "$dir/$t" ] && ln -s "$dir/$t" "$work/bin/$t" && break
		done
	done
	printf '#!/bin/sh\n# STAND-IN\necho %s\n' "$1" >"$work/bin/id"
	chmod +x "$work/bin/id"
}

bootstrap() {
	env -i PATH="$work/bin" SBIN_PATH= HOME="$work" sh "$bootstrap" "$@" >"$work/out" 2>&1
	status=$?
}

check() {
	if eval "$2"; then
		passed=$((passed + 1))
	else
		echo "FAILED: $1 ($2)"
		echo "-- exit status $status, record:"
		cat "$work/record"
		echo "-- output:"
		cat "$work/out"
		failed=1
	fi
}

recorded() {
	grep -q -e "$1" "$work/record"
}

printed() {
	grep -q -e "$1" "$work/out"
}

# manager, how it installs, some of its own names for packages
branch() {
	machine 0
	stand_in "$1" "$fill"
	bootstrap deps
	check "$1: succeeds as root" '[ $status = 0 ]'
	check "$1: asks nothing" "recorded '^$1 $2'"
	for name in $3; do
		check "$1: installs $name" "recorded '^$1 $2.* $name\\b'"
	done
	check "$1: says what it runs" "printed '^+ .*$1 $2'"
}

# What only tests want is not installed for a demo, which ends here since
# nothing is.
machine 0
stand_in apt-get :
bootstrap demo
check 'demo: installs' "recorded 'apt-get install'"
check 'demo: stops where something is missing' '[ $status = 1 ]'
check 'demo: not what tests want' "! recorded 'valgrind'"

branch apt-get 'install -y --no-install-recommends' 'gcc libc6-dev make autoconf automake pkg-config libmnl-dev libnftnl-dev libjansson-dev libcmocka-dev nftables iproute2 python3 git libseccomp-dev nettle-dev liburing-dev valgrind strace graphviz'
check 'apt-get: fetches its lists first' '[ "$(head -n 1 "$work/record")" = "apt-get update" ]'
branch dnf 'install -y --setopt=install_weak_deps=False' 'gcc glibc-devel pkgconf-pkg-config libmnl-devel libnftnl-devel jansson-devel libcmocka-devel nftables iproute libseccomp-devel'
branch pacman '-S[yu]* --needed --noconfirm' 'gcc linux-api-headers pkgconf libmnl libnftnl jansson cmocka nftables iproute2 python liburing'
branch apk 'add --no-cache' 'gcc musl-dev linux-headers libmnl-dev libnftnl-dev jansson-dev cmocka-dev util-linux-misc mandoc'
branch zypper '--non-interactive install --no-recommends' 'gcc glibc-devel libmnl-devel libnftnl-devel libjansson-devel libcmocka-devel libseccomp-devel'

# An ordinary user with sudo that needs no password.
machine 1000
stand_in dnf "$fill"
stand_in sudo 'shift; exec "$@"'
bootstrap deps
check 'user with sudo: succeeds' '[ $status = 0 ]'
check 'user with sudo: becomes root by it' "recorded '^sudo -n env dnf install -y'"

# One without: nothing is tried, the command is shown.
machine 1000
stand_in apt-get "$fill"
bootstrap deps
check 'user without sudo: fails' '[ $status = 1 ]'
check 'user without sudo: runs nothing' '[ ! -s "$work/record" ]'
check 'user without sudo: says why' "printed 'no way to become root'"
check 'user without sudo: shows the command' "printed 'apt-get install .*libnftnl-dev'"
check 'user without sudo: names what is missing' "printed 'libnftnl 1.2.4 or newer'"

# An unknown system.
machine 0
bootstrap deps
check 'no manager: fails' '[ $status = 1 ]'
check 'no manager: says so' "printed 'none of these package managers'"
check 'no manager: names what is missing' "printed 'the program cc or gcc or clang'"

# A manager that knows none of the packages.
machine 0
stand_in zypper 'exit 104'
bootstrap deps
check 'refusal: fails' '[ $status = 1 ]'
check 'refusal: says so' "printed 'the package manager refused'"
check 'refusal: shows the command' "printed 'zypper --non-interactive install'"

# All is there already: no manager is called, whoever asks.
machine 1000
stand_in apt-get "$fill"
"$work/bin/apt-get" install
"$work/bin/apt-get" install mandoc
: >"$work/record"
bootstrap deps
check 'nothing missing: succeeds' '[ $status = 0 ]'
check 'nothing missing: runs nothing' '[ ! -s "$work/record" ]'

# Only something optional is missing: no reason to stop.
machine 1000
stand_in apt-get "$fill"
"$work/bin/apt-get" install
: >"$work/record"
bootstrap deps
check 'optional missing: succeeds' '[ $status = 0 ]'
check 'optional missing: says so' "printed 'going on without: pc:libseccomp .*cmd:mandoc'"

bootstrap
check 'no command: usage on exit 3' '[ $status = 3 ] && printed "^usage:"'

# Nothing missing, but configure fails: nothing is made, the log's end is shown.
machine 0
stand_in apt-get "$fill"
"$work/bin/apt-get" install
"$work/bin/apt-get" install mandoc
stand_in make :
: >"$work/record"
mkdir "$work/tree"
cp "$bootstrap" "$work/tree"
: >"$work/tree/configure.ac"
printf '#!/bin/sh\necho it does not work\nexit 1\n' >"$work/tree/configure"
chmod +x "$work/tree/configure"
bootstrap=$work/tree/bootstrap
bootstrap demo
check 'demo without configure: fails' '[ $status = 1 ]'
check 'demo without configure: makes nothing' "! recorded '^make'"
check 'demo without configure: shows why' "printed '^it does not work'"
check 'demo without configure: names the log' "printed 'bootstrap.log has the whole'"

echo "$passed checks passed, with stand-ins for every package manager"
exit $failed
