#!/bin/sh
# sshuttle's method nft: it redirects some networks, and leaves others alone.
. "$(dirname "$0")/lib.sh"

scenario() {
	PYTHONPATH=$packages/sshuttle/usr/lib/python3/dist-packages
	export PYTHONPATH
	cat >method.py <<-'END'
		import socket, sys
		from sshuttle.methods.nft import Method
		four, six = socket.AF_INET, socket.AF_INET6
		method = Method("nft")
		names = [(four, "192.0.2.53"), (six, "2001:db8::53")]
		subnets = [(four, 0, False, "0.0.0.0", 0, 0), (four, 24, True, "192.0.2.0", 0, 0),
		           (four, 16, False, "198.51.0.0", 80, 90), (four, 32, False, "203.0.113.1", 443, 443)]
		subnets6 = [(six, 0, False, "::", 0, 0), (six, 64, True, "2001:db8::", 8000, 8080)]
		for port, family, nets in ((12300, four, subnets), (12301, six, subnets6)):
		    if sys.argv[1] == "up":
		        method.setup_firewall(port, 12399, names, family, nets, False, None, "0x01")
		    else:
		        method.restore_firewall(port, family, False, None)
	END
	python3 -B method.py up
	stop up
	python3 -B method.py up
	stop twice
	python3 -B method.py down
	stop down
}

run_scenario
compare sshuttle
