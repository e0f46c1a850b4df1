#!/bin/sh
# What the last sync left is looked up where nothing can have happened since, and
# only there.  A forged record shows that it is believed; a record that is not
# quite right is none.

. "$(dirname "$0")/lib.sh"

need nft python3 ip
own_state "$@"
record=/run/nftload/sync-$(python3 -c '
import socket
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
print(int.from_bytes(s.getsockopt(socket.SOL_SOCKET, 71, 8), "little") % 64)')

# forge KEY VALUE: changes a line of the record, and its digest
forge() {
	python3 - "$record" "$@" <<-'EOF'
		import hashlib, sys
		path, key, value = sys.argv[1:]
		text = open(path, "rb").read().rstrip(b"\0").decode()
		lines = [key + " " + value if line.split()[0] == key else line
		         for line in text.splitlines()[:-1]]
		text = "".join(line + "\n" for line in lines)
		text += "check " + hashlib.sha256(text.encode()).hexdigest() + "\n"
		open(path, "r+b").write(text.encode().ljust(4096, b"\0"))
	EOF
}

# drifts: somebody adds a rule, and the record says that nobody did
drifts() {
	gives 0 'flush ruleset'
	gives 0 sync "$@" fw.nft
	[ -s "$record" ] || wrong "there is no record: $*"
	nft add rule inet t c counter comment drift
	forge generation "$(generation)"
}

# believes ARGUMENTS: the sync does not look; doubts: it does
believes() {
	gives 0 sync "$@" fw.nft
	stands drift
}

doubts() {
	gives 0 sync "$@" fw.nft
	gone drift
}

ip link set lo up
cat >fw.nft <<'END'
flush ruleset
table inet t {
	set s {
		type ipv4_addr
		elements = { 192.0.2.1 }
	}
	chain c {
		type filter hook input priority 0
		ip saddr @s accept
	}
}
END
drifts
[ "$(stat -c %a "$record")" = 600 ] || wrong "others can read the record"
[ "$(stat -c %a /run/nftload)" = 700 ] || wrong "others can look into /run/nftload"
believes
silent
doubts --verify
drifts
doubts -v
drifts
doubts --report=report.json
# diff looks
drifts
gives 2 diff fw.nft
believes

# Each time something else is not as it was.
drifts
forge boot 00000000-0000-0000-0000-000000000000
doubts
drifts
forge netns 1
doubts
drifts
forge until 1
doubts
drifts
forge generation $(($(generation) + 1))
doubts
drifts
doubts --elements=exact
drifts
sed -i 's/192.0.2.1/192.0.2.2/' fw.nft
doubts
stands 192.0.2.2
drifts --name=one
doubts --name=one --elements=exact
drifts --name=one
believes --name=one

# A record that others can have written, or a part of one.
drifts
chmod 644 "$record"
doubts
chmod 600 "$record"
drifts
chmod 777 /run/nftload
doubts
chmod 700 /run/nftload
if other_users; then
	drifts
	chown 12345 "$record"
	doubts
	chown 0 "$record"
fi
drifts
mv "$record" elsewhere
ln -s "$PWD/elsewhere" "$record"
cp elsewhere before
doubts
cmp -s elsewhere before || wrong "a link was followed"
rm "$record"
drifts
ln "$record" /run/other
doubts
rm /run/other
drifts
printf x | dd of="$record" bs=1 seek=60 conv=notrunc 2>/dev/null
doubts
drifts
truncate -s 100 "$record"
doubts
drifts
: >"$record"
doubts
for junk in /dev/zero /dev/urandom; do
	drifts
	head -c 4096 $junk >"$record"
	doubts
done
rm -r /run/nftload
gives 0 diff fw.nft
gives 0 sync --check fw.nft
[ ! -e /run/nftload ] || wrong "something was written without a sync"
: >/run/nftload
gives 0 sync fw.nft
silent
rm /run/nftload

# no_record: no sync leaves one
no_record() {
	rm -rf /run/nftload
	gives 0 'flush ruleset'
	gives 0 sync fw.nft
	[ ! -s "$record" ] || wrong "a record of what changes by itself: $1"
}

# Packets may add to a set of which the file names elements.
cat >fw.nft <<'END'
flush ruleset
table inet t {
	set s {
		type ipv4_addr
		flags dynamic
		elements = { 192.0.2.1 }
	}
	chain c {
		type filter hook input priority 0
		add @s { ip saddr }
	}
}
END
no_record "a set that a rule writes into"
# They may, where it names none.
sed -i '/elements/d' fw.nft
drifts
believes

# Elements expire.
cat >fw.nft <<'END'
flush ruleset
table inet t {
	set s {
		type ipv4_addr
		flags timeout
		elements = { 192.0.2.1 timeout 2s, 192.0.2.2 timeout 1h, 192.0.2.3 }
	}
	chain c { }
}
END
drifts
believes
sleep 2.2
doubts
stands '192.0.2.1 timeout 2s'

# A device that is another one by now, under the same name.
cat >fw.nft <<'END'
flush ruleset
table netdev n {
	chain d { type filter hook ingress device "recall0" priority 0; }
}
table inet t {
	chain c { }
}
END
if ip link add recall0 type dummy 2>/dev/null || ip link add recall0 type ifb 2>/dev/null; then
	drifts
	believes
	ip link set recall0 name recall1
	ip link add recall0 type dummy 2>/dev/null || ip link add recall0 type ifb
	forge generation "$(generation)"
	doubts
fi
# Foreign tables that 'flush ruleset' leaves are named once, and again where
# there are others.
gives 0 'flush ruleset'
nft add table ip docker
printf 'flush ruleset\ntable inet a\n' >fw.nft
gives 0 sync fw.nft
says err "warning: table ip 'docker' stays: .*that a sync without a name has made$"
echo 'table inet b' >>fw.nft
gives 0 sync fw.nft
silent
gives 0 sync -v fw.nft
says err "^nftload: table ip 'docker' stays"
nft add table ip libvirt
echo 'table inet c' >>fw.nft
gives 0 sync fw.nft
says err "warning: table ip 'docker' stays"
says err "warning: table ip 'libvirt' stays"
echo 'table inet d' >>fw.nft
gives 0 sync --name=n fw.nft
says err "warning: table ip 'docker' stays: .*that a sync of the name 'n' has made$"
# Who wanted no warnings has seen none.
nft add table ip other
echo 'table inet e' >>fw.nft
gives 0 sync --name=n --quiet fw.nft
silent
echo 'table inet f' >>fw.nft
gives 0 sync --name=n fw.nft
says err "warning: table ip 'other' stays"
rm -r /run/nftload
echo 'table inet g' >>fw.nft
gives 0 sync --name=n fw.nft
says err "warning: table ip 'other' stays"
finish
