"""Where the words of a rule find their numbers in a packet: offsets and lengths from the RFCs, in bits.

A field is read from (and written to) the bytes of a frame by these tables alone; no loader and no table of the program
has a part in it.  Numbers in packets have their most significant byte first.
"""
import struct

ETHER, IP4, IP6, ARP, VLAN = 14, 0x0800, 0x86dd, 0x0806, 0x8100
ICMP, IGMP, TCP, UDP, GRE, ESP, AH, ICMP6, SCTP, UDPLITE, COMP, DCCP, MH = 1, 2, 6, 17, 47, 50, 51, 58, 132, 136, 108, 33, 135


class Missing(Exception):
    """The packet does not have what a rule reads: the rule does not match."""


class Packet:
    """A frame with its layers found, and what goes along with it in the kernel."""

    def __init__(self, frame, mark=0, priority=0):
        self.frame, self.mark, self.priority = bytearray(frame), mark, priority
        self.nh, self.th, self.l4, self.fragment, self.goes_on = None, None, None, False, False
        self.ct_mark, self.ct_zone = 0, 0
        self.extensions, self.length, self.written = {}, len(frame), []
        self.l3 = struct.unpack_from(">H", frame, 12)[0]
        self.ll_end = ETHER
        self.tagged = self.l3 == VLAN
        if self.tagged:
            self.l3 = struct.unpack_from(">H", frame, 16)[0]
            self.ll_end = ETHER + 4
        self.nh = self.ll_end
        if self.l3 == IP4:
            self.look_into_ip4()
        elif self.l3 == IP6:
            self.look_into_ip6()

    def copy(self):
        return Packet(self.frame, self.mark, self.priority)

    def look_into_ip4(self):
        first, = struct.unpack_from("B", self.frame, self.nh)
        self.l4 = self.frame[self.nh + 9]
        self.th = self.nh + (first & 15) * 4
        place, = struct.unpack_from(">H", self.frame, self.nh + 6)
        self.fragment, self.goes_on = place & 0x1fff != 0, place & 0x2000 != 0

    def look_into_ip6(self):
        at, kind = self.nh + 40, self.frame[self.nh + 6]
        while kind in (0, 43, 44, 60, AH):
            self.extensions.setdefault(kind, at)
            length = (self.frame[at + 1] + 1) * 8
            if kind == 44:
                length = 8
                place, = struct.unpack_from(">H", self.frame, at + 2)
                self.fragment, self.goes_on = place & 0xfff8 != 0, place & 1 != 0
            if kind == AH:
                length = (self.frame[at + 1] + 2) * 4
            kind, at = self.frame[at], at + length
            if self.fragment:
                break
        if kind == MH:
            self.extensions.setdefault(MH, at)
        self.l4, self.th = kind, at

    def options(self, start, end, kind):
        """The place of the first option of a kind, and its length."""
        at = start
        while at < end - 1:
            length = self.frame[at + 1] if self.frame[at] > 1 and self.frame[at + 1] else 1
            if self.frame[at] == kind:
                return at, length
            at += length
        raise Missing

    def tcp_option(self, kind):
        if self.l4 != TCP or self.fragment:
            raise Missing
        return self.options(self.th + 20, self.th + (self.frame[self.th + 12] >> 4) * 4, kind)

    def ip_option(self, kind):
        if self.l3 != IP4:
            raise Missing
        return self.options(self.nh + 20, self.nh + (self.frame[self.nh] & 15) * 4, kind)

    def bits(self, at_bits, length):
        end = (at_bits + length + 7) // 8
        if end > len(self.frame):
            raise Missing
        whole = int.from_bytes(self.frame[at_bits // 8:end], "big")
        return whole >> (end * 8 - at_bits - length) & (1 << length) - 1

    def put_bits(self, at_bits, length, value):
        first, end = at_bits // 8, (at_bits + length + 7) // 8
        if end > len(self.frame):
            raise Missing
        shift = end * 8 - at_bits - length
        whole = int.from_bytes(self.frame[first:end], "big")
        whole = whole & ~((1 << length) - 1 << shift) | (value & (1 << length) - 1) << shift
        self.frame[first:end] = whole.to_bytes(end - first, "big")


class Field:
    """Something with a value: `bits` long, of a `type` that says which words its values have."""
    settable, needs, header = True, (), None

    def __init__(self, name, bits, kind="number"):
        self.name, self.bits, self.type = name, bits, kind


class Meta(Field):
    """What goes along with the packet: mark, priority."""

    def __init__(self, name, bits, member, kind="number"):
        super().__init__(name, bits, kind)
        self.member = member

    def get(self, packet):
        return self.member(packet) if callable(self.member) else getattr(packet, self.member)

    def put(self, packet, value):
        setattr(packet, self.member, value & (1 << self.bits) - 1)

    write = put


class Header(Field):
    """A field of a header: `base` is "ll", "nh" or "th"; `protocol` what its layer must be."""

    def __init__(self, name, base, protocol, offset, bits, kind="number", when=None):
        super().__init__(name, bits, kind)
        self.base, self.protocol, self.offset, self.when = base, protocol, offset, when
        self.header = name.split()[0] if protocol is not None else None

    def place(self, packet):
        if self.base == "nh":
            if self.protocol not in (None, packet.l3):
                raise Missing
            return packet.nh * 8 + self.offset
        if self.base == "ll":
            if self.protocol == VLAN and not packet.tagged:
                raise Missing
            return self.offset
        if packet.th is None or packet.fragment or self.protocol not in (None, packet.l4):
            raise Missing
        if self.protocol in (ICMP, IGMP) and packet.l3 != IP4 or self.protocol == ICMP6 and packet.l3 != IP6:
            raise Missing
        if self.when and packet.frame[packet.th] not in self.when:
            raise Missing
        return packet.th * 8 + self.offset

    def get(self, packet):
        return packet.bits(self.place(packet), self.bits)

    def put(self, packet, value):
        packet.put_bits(self.place(packet), self.bits, value)

    write = put


class Extension(Header):
    """A field of an IPv6 extension header."""

    def __init__(self, name, number, offset, bits, kind="number"):
        super().__init__(name, "extension", number, offset, bits, kind)
        self.number = number
        self.header = "extension"

    def find(self, packet):
        if packet.l3 != IP6 or self.number not in packet.extensions:
            raise Missing
        return packet.extensions[self.number]

    def place(self, packet):
        return self.find(packet) * 8 + self.offset


class Option(Header):
    """A field of a TCP option or of an IP option."""

    def __init__(self, name, number, offset, bits, kind="number"):
        super().__init__(name, "option", number, offset, bits, kind)
        self.number = number
        self.tcp = name.startswith("tcp ")
        self.header = "tcp option" if self.tcp else "ip option"

    def find(self, packet):
        at, length = packet.tcp_option(self.number) if self.tcp else packet.ip_option(self.number)
        if not self.tcp and self.number == 148 and packet.bits(at * 8 + 16, 16):
            raise Missing  # Linux knows the router alert of RFC 2113 by its value, too
        return at, length

    def place(self, packet):
        at, length = self.find(packet)
        if (self.offset + self.bits + 7) // 8 > length:
            raise Missing
        return at * 8 + self.offset

    def write(self, packet, value):
        """As a rule does: Linux lets a rule only lower the maximum segment size."""
        if self.number != 2 or not self.tcp or value < self.get(packet):
            self.put(packet, value)


class Inner(Header):
    """A field of a packet inside of a tunnel (RFC 7348, 8926, 2784), or of the tunnel's own header."""

    def __init__(self, tunnel, field, own=False):
        super().__init__(f"{tunnel} {field.name}", "inner", None, field.offset, field.bits, field.type)
        self.tunnel, self.field, self.own = tunnel, field, own

    def begin(self, packet):
        """Where the tunnel's header begins, and where the packet in it."""
        if packet.th is None or packet.fragment or packet.l4 != (GRE if self.tunnel == "gre" else UDP):
            raise Missing
        header = packet.th + (0 if self.tunnel == "gre" else 8)
        if self.tunnel == "geneve":
            return header, header + 8 + packet.bits(header * 8 + 2, 6) * 4
        return header, header + (4 if self.tunnel == "gre" else 8)

    def place(self, packet):
        header, begin = self.begin(packet)
        rest = bytes(packet.frame[begin:])
        if self.tunnel == "gre":
            rest, begin = bytes(12) + bytes(packet.frame[header + 2:header + 4]) + rest, begin - 14
        if len(rest) < 14 + 20:
            raise Missing
        inside = Packet(rest)
        if inside.l3 not in (IP4, IP6):
            raise Missing
        return header * 8 + self.offset if self.own else begin * 8 + self.field.place(inside)


def tunnelled(fields):
    for tunnel in ("vxlan", "geneve", "gre"):
        for field in fields:
            if type(field) is Header and field.header in ("ip", "ip6", "tcp", "udp", "ether")[:4 if tunnel == "gre" else 5]:
                yield Inner(tunnel, field)
    for name, offset, bits, *rest in (("vxlan vni", 32, 24), ("vxlan flags", 0, 8), ("geneve vni", 32, 24), ("geneve type", 16, 16, "ethertype")):
        tunnel, name = name.split()
        yield Inner(tunnel, Header(name, "inner", None, offset, bits, *rest), own=True)


def table():
    fields = []

    def header(word, base, protocol, rows):
        for name, offset, bits, *rest in rows:
            fields.append(Header(f"{word} {name}", base, protocol, offset, bits, *rest))

    header("ether", "ll", "ether", [("daddr", 0, 48, "mac"), ("saddr", 48, 48, "mac"), ("type", 96, 16, "ethertype")])
    header("vlan", "ll", VLAN, [  # IEEE 802.1Q, behind the addresses and the type of the frame
        ("pcp", 112, 3), ("dei", 115, 1), ("id", 116, 12), ("type", 128, 16, "ethertype")])
    header("ip", "nh", IP4, [  # RFC 791; RFC 2474 and 3168 for dscp and ecn
        ("version", 0, 4), ("hdrlength", 4, 4), ("dscp", 8, 6, "dscp"), ("ecn", 14, 2, "ecn"), ("length", 16, 16), ("id", 32, 16),
        ("frag-off", 48, 16), ("ttl", 64, 8), ("protocol", 72, 8, "proto"), ("checksum", 80, 16), ("saddr", 96, 32, "ip4"),
        ("daddr", 128, 32, "ip4")])
    header("ip6", "nh", IP6, [  # RFC 8200
        ("version", 0, 4), ("dscp", 4, 6, "dscp"), ("ecn", 10, 2, "ecn"), ("flowlabel", 12, 20), ("length", 32, 16),
        ("nexthdr", 48, 8, "proto"), ("hoplimit", 56, 8), ("saddr", 64, 128, "ip6"), ("daddr", 192, 128, "ip6")])
    header("arp", "nh", ARP, [  # RFC 826
        ("htype", 0, 16), ("ptype", 16, 16, "ethertype"), ("hlen", 32, 8), ("plen", 40, 8), ("operation", 48, 16),
        ("saddr ether", 64, 48, "mac"), ("saddr ip", 112, 32, "ip4"), ("daddr ether", 144, 48, "mac"), ("daddr ip", 192, 32, "ip4")])
    header("tcp", "th", TCP, [  # RFC 9293
        ("sport", 0, 16, "port"), ("dport", 16, 16, "port"), ("sequence", 32, 32), ("ackseq", 64, 32), ("doff", 96, 4),
        ("reserved", 100, 4), ("flags", 104, 8, "tcpflags"), ("window", 112, 16), ("checksum", 128, 16), ("urgptr", 144, 16)])
    header("udp", "th", UDP, [("sport", 0, 16, "port"), ("dport", 16, 16, "port"), ("length", 32, 16), ("checksum", 48, 16)])  # RFC 768
    header("udplite", "th", UDPLITE, [("sport", 0, 16, "port"), ("dport", 16, 16, "port"), ("csumcov", 32, 16), ("checksum", 48, 16)])
    header("th", "th", None, [("sport", 0, 16, "port"), ("dport", 16, 16, "port")])
    header("icmp", "th", ICMP, [  # RFC 792
        ("type", 0, 8, "icmp"), ("code", 8, 8), ("checksum", 16, 16), ("id", 32, 16, "number", (0, 8)),
        ("sequence", 48, 16, "number", (0, 8)), ("gateway", 32, 32, "number", (5,)), ("mtu", 48, 16, "number", (3,))])
    header("icmpv6", "th", ICMP6, [  # RFC 4443
        ("type", 0, 8, "icmp6"), ("code", 8, 8), ("checksum", 16, 16), ("id", 32, 16, "number", (128, 129)),
        ("sequence", 48, 16, "number", (128, 129)), ("mtu", 32, 32, "number", (2,)), ("param-problem", 32, 32, "number", (4,))])
    header("sctp", "th", SCTP, [("sport", 0, 16, "port"), ("dport", 16, 16, "port"), ("vtag", 32, 32), ("checksum", 64, 32)])  # RFC 9260
    header("dccp", "th", DCCP, [("sport", 0, 16, "port"), ("dport", 16, 16, "port"), ("type", 67, 4)])  # RFC 4340
    header("esp", "th", ESP, [("spi", 0, 32), ("sequence", 32, 32)])  # RFC 4303
    header("comp", "th", COMP, [("nexthdr", 0, 8, "proto"), ("flags", 8, 8), ("cpi", 16, 16)])  # RFC 3173
    header("gre", "th", GRE, [("flags", 0, 5), ("version", 13, 3), ("protocol", 16, 16, "ethertype")])  # RFC 2784, 2890
    for word, number, rows in (  # RFC 8200, 6275, 8754
            ("hbh", 0, [("nexthdr", 0, 8, "proto"), ("hdrlength", 8, 8)]),
            ("rt", 43, [("nexthdr", 0, 8, "proto"), ("hdrlength", 8, 8), ("type", 16, 8), ("seg-left", 24, 8)]),
            ("srh", 43, [("last-entry", 32, 8), ("flags", 40, 8), ("tag", 48, 16), ("sid[1]", 64, 128, "ip6")]),
            ("frag", 44, [("nexthdr", 0, 8, "proto"), ("reserved", 8, 8), ("frag-off", 16, 13), ("reserved2", 29, 2),
                          ("more-fragments", 31, 1), ("id", 32, 32)]),
            ("dst", 60, [("nexthdr", 0, 8, "proto"), ("hdrlength", 8, 8)]),
            ("mh", MH, [("nexthdr", 0, 8, "proto"), ("hdrlength", 8, 8), ("type", 16, 8), ("checksum", 32, 16)])):
        for name, offset, bits, *rest in rows:
            fields.append(Extension(f"{word} {name}", number, offset, bits, *rest))
    for word, number, rows in (  # RFC 9293, 7323, 2018, 8684
            ("maxseg", 2, [("length", 8, 8), ("size", 16, 16)]), ("window", 3, [("length", 8, 8), ("count", 16, 8)]),
            ("sack-perm", 4, [("length", 8, 8)]), ("sack", 5, [("length", 8, 8), ("left", 16, 32), ("right", 48, 32)]),
            ("timestamp", 8, [("length", 8, 8), ("tsval", 16, 32), ("tsecr", 48, 32)]),
            ("mptcp", 30, [("length", 8, 8), ("subtype", 16, 4)])):
        for name, offset, bits in rows:
            fields.append(Option(f"tcp option {word} {name}", number, offset, bits))
    for word, number in (("lsrr", 131), ("rr", 7), ("ssrr", 137)):  # RFC 791
        for name, offset, bits, *rest in (("length", 8, 8), ("ptr", 16, 8), ("addr", 24, 32, "ip4")):
            fields.append(Option(f"ip option {word} {name}", number, offset, bits, *rest))
    fields.append(Option("ip option ra length", 148, 8, 8))  # RFC 2113
    fields.append(Option("ip option ra value", 148, 16, 16))
    fields.extend(tunnelled(list(fields)))
    fields.append(Meta("meta mark", 32, "mark", "mark"))
    fields.append(Meta("meta priority", 32, "priority", "classid"))
    fields.append(Meta("ct mark", 32, "ct_mark", "mark"))
    fields.append(Meta("ct zone", 16, "ct_zone"))
    fields.append(Meta("meta l4proto", 8, lambda packet: found(packet.l4), "proto"))
    fields.append(Meta("meta length", 32, "length"))
    fields.append(Meta("meta protocol", 16, "l3", "ethertype"))
    return {field.name: field for field in fields}


def found(value):
    if value is None:
        raise Missing
    return value


FIELDS = table()
FIELDS["mark"] = FIELDS["meta mark"]
