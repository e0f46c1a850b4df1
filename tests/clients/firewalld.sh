#!/bin/sh
# firewalld's core: it loads its JSON, and gets the answers that it needs.
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
		exec python3 -B $clients/held.py >\$((n + 1)).state
	END
	chmod +x note
	PYTHONPATH=$clients/firewalld:$packages/python3-firewall/usr/lib/python3/dist-packages \
		python3 -B "$clients/firewalld/drive.py" \
		"$PWD/etc" "$packages/firewalld/usr/lib/firewalld" "$PWD/note"
}

run_scenario
compare python3-firewall firewalld
