#!/bin/sh
# Units and scripts: the systemd unit is valid, in its place in the boot,
# confined, and never removes the ruleset; the OpenRC script is POSIX; packages
# have all features.
. "$(dirname "$0")/../kernel/lib.sh"
own_state "$@"
built=${NFTLOAD_PACKAGING:-$(dirname "$nftload")/../packaging}
[ -e "$built/systemd/nftload.service" ] || skip "the unit is not built"

unit=$PWD/nftload.service
sed "s|^\(Exec[A-Za-z]*=\)[^ ]*/nftload|\1/bin/true|" "$built/systemd/nftload.service" >"$unit"
last="the unit"
cp "$built/systemd/nftload.service" out
: >err
for line in Type=oneshot DefaultDependencies=no Wants=network-pre.target \
	'Before=.*network-pre.target' 'CapabilityBoundingSet=CAP_NET_ADMIN' \
	'WantedBy=sysinit.target'; do
	says out "^$line"
done
# What conflicts is stopped first only where there is an order, too, and
# nftables.service flushes the ruleset when it stops.
sed -n 's/^Conflicts=//p' out >others
while read -r other; do
	grep -q -e "^Before=.*$other" -e "^After=.*$other" out ||
		wrong "$other may be stopped after the ruleset is loaded"
done <others
grep -q '^ExecStop' out && wrong "stopping the unit must not run anything"
# A reload that fails changes nothing: no fallback.
[ "$(sed -n 's/^ExecStart=//p' out) --reload" = "$(sed -n 's/^ExecReload=//p' out)" ] ||
	wrong "reloading is another path than starting"
says out '^SyslogIdentifier=nftload$'
grep '@[a-z]*@' out "$built/openrc/nftload" && wrong "a place was not filled in"
# What the manual says of exit statuses is final: no other try, not after those
# that are reserved either, and 12 is loaded.
prevents=$(sed -n 's/^RestartPreventExitStatus=//p' out)
codes=$(sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It //p' "$tests_dir/../man/nftload.8")
for code in $codes 13; do
	case $code in
	0 | 2) continue ;;
	esac
	case " $prevents " in
	*" $code "*) ;;
	*) wrong "exit status $code starts the unit again" ;;
	esac
done
says out '^SuccessExitStatus=12$'

# No package is built without filters of system calls: their library is optional.
for recipe in debian/control rpm/nftload.spec alpine/APKBUILD; do
	grep -q libseccomp "$tests_dir/../packaging/$recipe" ||
		wrong "$recipe does without libseccomp"
done

script=$built/openrc/nftload
sh -n "$script" || wrong "$script is not a script"
command -v dash >/dev/null && { dash -n "$script" || wrong "$script is not POSIX"; }

if command -v systemd-analyze >/dev/null; then
	# Other units of this machine are not judged here.
	systemd-analyze verify --man=no "$unit" 2>&1 | grep nftload.service >out &&
		wrong "systemd-analyze verify: $(cat out)"
	if systemd-analyze security --help 2>/dev/null | grep -q offline; then
		systemd-analyze security --offline=yes --threshold=25 "$unit" >out 2>&1 ||
			wrong "less confined than it was: $(tail -n 2 out)"
	fi
else
	echo "systemd-analyze is not here: verify and security not run"
fi
finish
