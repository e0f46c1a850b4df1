#!/bin/sh
# firewalld's core loads its JSON, and gets the answers that it needs: once from
# python3-nftables, with the library of nft, and once from a module that runs nft,
# which is nftload.  It finds rules by the handles in the answers, so that the same
# documents follow.
. "$(dirname "$0")/lib.sh"

scenario() {
	private_files
	mkdir -p etc/ipsets
	cp "$packages/firewalld/etc/firewalld/firewalld.conf" etc/
	cat >etc/ipsets/blocked.xml <<-END
		<?xml version="1.0" encoding="utf-8"?>
		<ipset type="hash:ip"><entry>198.51.100.100</entry><option name="timeout" value="0"/></ipset>
	END
	sed -i '/<option/s/<option[^>]*>//' etc/ipsets/blocked.xml
	cat >note <<-END
		#!/bin/sh
		n=\$(ls | grep -c '\\.state\$')
		echo "stop: \$1"
		{ cat documents; python3 -B $clients/held.py; } >\$((n + 1)).state
	END
	chmod +x note
	installed=usr/lib/python3/dist-packages
	modules=$clients/firewalld:$packages/python3-firewall/$installed
	calls=/dev/null
	case $PWD in
	*/nft)
		modules=$packages/python3-nftables/$installed:$modules
		calls=record
		;;
	esac
	PYTHONPATH=$modules python3 -B "$clients/firewalld/drive.py" "$PWD/etc" \
		"$packages/firewalld/usr/lib/firewalld" "$calls" "$PWD/note"
}

run_scenario
compare python3-firewall firewalld python3-nftables
