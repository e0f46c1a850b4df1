#!/bin/bash
# wg-quick: a tunnel that takes all traffic, up and down.
. "$(dirname "$0")/lib.sh"

scenario() {
	# It looks for wg beside itself first.
	cp "$packages/wireguard-tools/usr/bin/wg-quick" bin/
	real_ip=$(command -v ip)
	# A kernel without WireGuard does for what concerns the ruleset.
	stand_in ip <<-END
		case "\$*" in
		*'type wireguard')
			$real_ip link add dev tunnel0 type bridge &&
				exec $real_ip link set tunnel0 addrgenmode none
			;;
		esac
		exec $real_ip "\$@"
	END
	stand_in wg <<-'END'
		case "$*" in
		'show interfaces') echo tunnel0 ;;
		'show tunnel0 fwmark') echo off ;;
		'show tunnel0 allowed-ips') printf 'peer\t0.0.0.0/0 ::/0\n' ;;
		esac
	END
	echo exit 0 | stand_in sysctl
	mkdir -m 700 conf
	cat >conf/tunnel0.conf <<-END
		[Interface]
		Address = 10.13.13.2/24, fd00:13::2/64
		PrivateKey = QGBGvKFJGFHQYmUUGxBDoCkG3zCmdmKRYgBQ1gD8Aks=
		[Peer]
		PublicKey = QGBGvKFJGFHQYmUUGxBDoCkG3zCmdmKRYgBQ1gD8Aks=
		AllowedIPs = 0.0.0.0/0, ::/0
	END
	bash bin/wg-quick up "$PWD/conf/tunnel0.conf"
	stop up
	bash bin/wg-quick down "$PWD/conf/tunnel0.conf"
	stop down
}

run_scenario
compare wireguard-tools
