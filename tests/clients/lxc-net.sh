#!/bin/sh
# lxc-net: the bridge of LXC, with nat for both families.
. "$(dirname "$0")/lib.sh"

scenario() {
	lxc_net=$packages/lxc/usr/libexec/lxc/lxc-net
	private_files
	mkdir default
	cat >default/lxc <<-END
		LXC_IPV6_ADDR="fc11:4514:1919:810::1"
		LXC_IPV6_MASK="64"
		LXC_IPV6_NETWORK="fc11:4514:1919:810::/64"
		LXC_IPV6_NAT="true"
	END
	sed "s|^distrosysconfdir=.*|distrosysconfdir=$PWD/default|" "$lxc_net" >lxc-net
	echo exit 0 | stand_in dnsmasq
	stand_in ip <<-END
		# Addresses need no answer here, and the bridge may be any device.
		case "\$*" in
		*'type bridge') $(command -v ip) "\$@" || exec $(command -v ip) link add dev "\$4" type veth ;;
		*) $(command -v ip) "\$@" || true ;;
		esac
	END
	sh lxc-net start
	stop started
	sh lxc-net stop
	stop stopped
	sh lxc-net start
	stop again
}

run_scenario
compare lxc
