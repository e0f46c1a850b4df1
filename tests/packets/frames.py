"""Packets to look at rules with: one of each kind, written by the RFCs, and the art of aiming them at a rule."""
import itertools
import struct

import fields as F
import meaning
from fields import Missing, Packet

ADDRESSES4 = bytes([192, 0, 2, 33]), bytes([198, 51, 100, 7])
ADDRESSES6 = bytes.fromhex("20010db8000100020003000400050006"), bytes.fromhex("20010db80a0b0c0d0e0f101112131415")


def total(data):
    """The ones' complement sum of RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    result = sum(struct.unpack(f">{len(data) // 2}H", data))
    while result >> 16:
        result = (result & 0xffff) + (result >> 16)
    return result


def crc32c(data):
    """SCTP's checksum (RFC 9260, appendix A)."""
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff


# Where the checksum of a transport header is, and whether addresses are in it.
CHECKSUMS = {F.TCP: (16, True), F.UDP: (6, True), F.UDPLITE: (6, True), F.ICMP: (2, False), F.ICMP6: (2, True), F.DCCP: (6, True)}


def fix_ip4(packet):
    start, end = packet.nh, packet.nh + (packet.frame[packet.nh] & 15) * 4
    packet.frame[start + 10:start + 12] = b"\0\0"
    struct.pack_into(">H", packet.frame, start + 10, ~total(bytes(packet.frame[start:end])) & 0xffff)


def fix_transport(packet):
    """Writes the right checksum of the transport layer; as it is where there is none."""
    if packet.th is None or packet.fragment:
        return
    if packet.l4 == F.SCTP:
        packet.frame[packet.th + 8:packet.th + 12] = bytes(4)
        struct.pack_into("<I", packet.frame, packet.th + 8, crc32c(packet.frame[packet.th:]))
    if packet.l4 not in CHECKSUMS or packet.goes_on:
        return
    place, pseudo = CHECKSUMS[packet.l4]
    at = packet.th + place
    packet.frame[at:at + 2] = b"\0\0"
    data = bytes(packet.frame[packet.th:])
    if pseudo:
        start, length = (packet.nh + 12, 8) if packet.l3 == F.IP4 else (packet.nh + 8, 32)
        data += b"\0" * (len(data) % 2)
        data += bytes(packet.frame[start:start + length])
        data += struct.pack(">II", len(packet.frame) - packet.th, packet.l4)
    struct.pack_into(">H", packet.frame, at, ~total(data) & 0xffff or 0xffff)


def fix(packet):
    if packet.l3 == F.IP4:
        fix_ip4(packet)
    fix_transport(packet)
    return packet


def ether(kind, body):
    return bytes.fromhex("020000000102" "020000000304") + struct.pack(">H", kind) + body


def tagged(tag, frame):
    return frame[:12] + struct.pack(">HH", F.VLAN, tag) + frame[12:]


def ip4(protocol, body, options=b"", offset=0):
    options += b"\0" * (-len(options) % 4)
    length = 20 + len(options)
    head = struct.pack(">BBHHHBBH", 0x40 | length // 4, 46 << 2 | 1, length + len(body), 0x1234, offset, 63, protocol, 0)
    return ether(F.IP4, head + ADDRESSES4[0] + ADDRESSES4[1] + options + body)


def ip6(protocol, body):
    head = struct.pack(">IHBB", 6 << 28 | 41 << 22 | 2 << 20 | 0x12345, len(body), protocol, 64)
    return ether(F.IP6, head + ADDRESSES6[0] + ADDRESSES6[1] + body)


PAYLOAD = bytes(range(0x40, 0x78))


def tcp(options=b""):
    options += b"\0" * (-len(options) % 4)
    return struct.pack(">HHIIBBHHH", 1041, 443, 0x01020304, 0x0a0b0c0d, (20 + len(options)) // 4 << 4 | 5, 0x12, 0x2211, 0,
                       0x0708) + options + PAYLOAD


def udp(payload=PAYLOAD, port=53):
    return struct.pack(">HHHH", 1041, port, 8 + len(payload), 0) + payload


def extension(following, rest):
    return bytes([following, (2 + len(rest)) // 8 - 1]) + rest


TCP_OPTIONS = (struct.pack(">BBH", 2, 4, 1460) + bytes([1, 3, 3, 7]) + bytes([4, 2]) + struct.pack(">BBII", 8, 10, 0x01020304, 0x05060708)
               + bytes([30, 4, 0x21, 0x43]) + b"\1\1")
SACK = b"\1\1" + struct.pack(">BBII", 5, 10, 0x11121314, 0x15161718)
RECORD = bytes([7, 11, 8]) + ADDRESSES4[0] + ADDRESSES4[1] + b"\0"
ALERT = bytes([148, 4, 0, 0])
SOURCE_ROUTE = bytes([131, 7, 4]) + ADDRESSES4[1] + b"\0"


def bases():
    """One packet of each kind, by name."""
    routing = extension(F.UDP, bytes([4, 0, 0, 0x80, 1, 2]) + ADDRESSES6[1])
    # Taken for geneve, the first byte says that options of 32 bytes follow: another packet begins where the first's payload does.
    both = ip4(253, ip6(F.UDP, udp())[2:])
    kinds = {
        "ip udp": ip4(F.UDP, udp()), "ip tcp": ip4(F.TCP, tcp()), "ip tcp options": ip4(F.TCP, tcp(TCP_OPTIONS)),
        "ip tcp sack": ip4(F.TCP, tcp(SACK)),
        "ip echo": ip4(F.ICMP, struct.pack(">BBHHH", 8, 0, 0, 0x1122, 0x3344) + PAYLOAD),
        "ip unreachable": ip4(F.ICMP, struct.pack(">BBHHH", 3, 4, 0, 0, 1400) + PAYLOAD),
        "ip redirect": ip4(F.ICMP, struct.pack(">BBH", 5, 1, 0) + ADDRESSES4[0] + PAYLOAD),
        "ip sctp": ip4(F.SCTP, struct.pack(">HHII", 1041, 36412, 0x01020304, 0) + bytes([6, 0, 0, 4])),
        "ip dccp": ip4(F.DCCP, struct.pack(">HHBBHBBHI", 1041, 4000, 4, 0, 0, 0x0b, 0, 1, 2)),
        "ip udplite": ip4(F.UDPLITE, struct.pack(">HHHH", 1041, 53, 0, 0) + PAYLOAD),
        "ip esp": ip4(F.ESP, struct.pack(">II", 0x01020304, 0x05060708) + PAYLOAD),
        "ip comp": ip4(F.COMP, struct.pack(">BBH", 6, 0x5a, 0x1234) + PAYLOAD),
        "ip other": ip4(253, PAYLOAD),
        "ip rr": ip4(F.UDP, udp(), RECORD), "ip ra": ip4(F.UDP, udp(), ALERT), "ip lsrr": ip4(F.TCP, tcp(), SOURCE_ROUTE),
        "ip6 udp": ip6(F.UDP, udp()), "ip6 tcp": ip6(F.TCP, tcp()), "ip6 tcp options": ip6(F.TCP, tcp(TCP_OPTIONS)),
        "ip6 echo": ip6(F.ICMP6, struct.pack(">BBHHH", 128, 0, 0, 0x1122, 0x3344) + PAYLOAD),
        "ip6 too big": ip6(F.ICMP6, struct.pack(">BBHI", 2, 0, 0, 1280) + PAYLOAD),
        "ip6 other": ip6(253, PAYLOAD),
        "ip6 dst": ip6(60, extension(F.UDP, bytes([1, 4, 0, 0, 0, 0])) + udp()),
        "ip6 hbh": ip6(0, extension(F.TCP, bytes([5, 2, 0, 0, 1, 0])) + tcp()),
        "ip6 rt": ip6(43, routing + udp()),
        "ip6 frag first": ip6(44, struct.pack(">BBHI", F.UDP, 0, 1, 0x01020304) + udp()),
        "ip6 frag": ip6(44, struct.pack(">BBHI", F.UDP, 0, 267 << 3 | 1, 0x01020304) + PAYLOAD),
        "ip6 mh": ip6(F.MH, struct.pack(">BBBBHH", 59, 0, 5, 0, 0x1234, 0)),
        "vlan ip udp": tagged(3 << 13 | 0x123, ip4(F.UDP, udp())), "vlan ip6 tcp": tagged(5 << 13 | 1 << 12 | 16, ip6(F.TCP, tcp())),
        "ip vxlan": ip4(F.UDP, udp(bytes([8, 0, 0, 0, 0x12, 0x34, 0x56, 0]) + ip4(F.TCP, tcp()), 4789)),
        "ip6 vxlan": ip6(F.UDP, udp(bytes([8, 0, 0, 0, 0x12, 0x34, 0x56, 0]) + ip6(F.UDP, udp()), 4789)),
        "ip geneve": ip4(F.UDP, udp(bytes([1, 0, 0x65, 0x58, 0x12, 0x34, 0x56, 0]) + bytes([1, 2, 3, 0]) + ip6(F.TCP, tcp()), 6081)),
        "ip vxlan geneve": ip4(F.UDP, udp(bytes([8, 0, 0, 0, 0x12, 0x34, 0x56, 0]) + both, 4789)),
        "ip gre": ip4(F.GRE, bytes([0, 0, 8, 0]) + ip4(F.UDP, udp())[14:]),
        "arp": ether(F.ARP, struct.pack(">HHBBH", 1, 0x800, 6, 4, 1) + bytes.fromhex("020000000304") + ADDRESSES4[0]
                     + bytes(6) + ADDRESSES4[1]),
    }
    return {name: fix(Packet(frame, 0x01020304)) for name, frame in kinds.items()}


BASES = bases()

def tunnel(packet):
    """Whether rules find a packet in it."""
    return packet.l4 == F.GRE or packet.l4 == F.UDP and packet.bits(packet.th * 8 + 16, 16) in (4789, 6081)


# Those that connection tracking makes a connection of.
TRACKED = ("ip udp", "ip6 udp", "ip echo", "ip6 echo")

# Changing these would make another packet of it, or the kernel writes them itself.
FIXED = {"ip version", "ip hdrlength", "ip length", "ip protocol", "ip checksum", "ip frag-off", "ip6 version", "ip6 length",
         "ip6 nexthdr", "tcp doff", "tcp checksum", "udp checksum", "udp length", "icmp checksum", "icmpv6 checksum", "arp hlen",
         "arp plen", "ct mark", "ct zone", "meta l4proto", "meta length", "meta protocol", "sctp checksum", "dccp type", "udplite csumcov",
         "udplite checksum", "ether type", "vlan type", "meta priority", "mh nexthdr",
         "mh hdrlength", "ip option ra value", "ip option rr ptr", "ip option lsrr ptr", "gre protocol", "gre flags",
         "gre version"}


def movable(field, packet):
    if isinstance(field, F.Inner):
        return not field.own and movable(field.field, packet) or field.name.endswith("vni")
    if field.name.startswith("th "):
        return packet.l4 in (F.TCP, F.UDP, F.UDPLITE, F.SCTP, F.DCCP)
    if field.name in FIXED or field.name.endswith((" length", " nexthdr", " hdrlength")):
        return False
    if field.name.startswith("tcp option @"):
        return field.offset >= 16
    return not field.name.startswith("@") or not overlaps(field, packet)


# Bits of the headers that hold versions, lengths and protocols.
RISKY = {("nh", F.IP4): [(0, 8), (16, 32), (48, 64), (72, 96), (160, 9999)], ("nh", F.IP6): [(0, 4), (32, 56), (320, 9999)],
         ("th", F.TCP): [(96, 100), (128, 144), (160, 9999)], ("th", F.UDP): [(32, 64)], ("th", 253): []}


def overlaps(field, packet):
    base = getattr(field, "base", "")
    ranges = RISKY.get((base, packet.l4 if base == "th" else packet.l3), [(0, 9999)])
    return any(field.offset < end and start < field.offset + field.bits for start, end in ranges)


def inverses(word, number, value):
    """Values that an operation may have made this one from."""
    if word == "<<":
        return {value >> number}
    if word == ">>":
        return {value << number, value << number | (1 << number) - 1}
    return {value ^ number, value & number, value & ~number, value | number}


def swapped(value, bits):
    size = (bits + 7) // 8
    return int.from_bytes((value % (1 << size * 8)).to_bytes(size, "big"), "little")


def candidates(rule, field, random):
    """Values of a field at which the rule may change its mind."""
    values = set()
    for key, pattern in rule.keys():
        if any(getattr(part, "field", None) is field or getattr(getattr(part, "field", None), "name", "") == field.name
               for part in key.parts()):
            values |= pattern.interesting()
    operations = list(rule.constants())
    for word, number in operations:
        values.add(number)
    for _ in range(2 if operations else 0):
        for value in list(values)[:40]:
            for word, number in operations:
                if number < 1 << 128 and (word not in ("<<", ">>") or number < 128):
                    values |= inverses(word, number, value)
    limit = 1 << field.bits
    values |= {swapped(value, field.bits) for value in values if value >= 0}
    values |= {value ^ limit >> 1 for value in list(values)}
    values |= {random.randrange(limit) for _ in range(6)} | {0, 1, limit - 1, limit >> 1}
    return sorted(value % limit for value in values)


def readable(packet, found):
    for field in found:
        try:
            field.get(packet)
        except Missing:
            return False
    return True


def undecided(packet, found):
    """In later fragments Linux reads `th` from the start of the packet, where nobody's rule means to look.  Whether `ether
    saddr X ip saddr Y` means tagged frames, too, is left open where nothing is said of the tag."""
    bases = {getattr(field, "base", "") for field in found}
    if packet.tagged and "ll" in bases and len(bases) > 1 and not any(field.header == "vlan" for field in found):
        return True
    return packet.fragment and "th" in bases


def usable(rule):
    """The kinds of packets that have all that a rule reads."""
    found = rule.fields()
    known = TRACKED if any(field.name.startswith("ct ") for field in found) else BASES
    return [name for name in known if readable(BASES[name], found) and not undecided(BASES[name], found)]


def turn(packet, field, value):
    """The packet with another value in a field, and right checksums; None where it has no such field."""
    changed = packet.copy()
    try:
        field.put(changed, value)
    except Missing:
        return None
    return fix(Packet(changed.frame, changed.mark))


def drawn(rule, names, found, random):
    """Packets with likely values, for ever."""
    choices = {field.name: candidates(rule, field, random) for field in found}
    for attempt in itertools.count():
        packet = BASES[random.choice(names)]
        for field in found:
            if movable(field, packet) and (attempt % 7 or random.random() < 0.5):
                packet = turn(packet, field, random.choice(choices[field.name])) or packet
        yield packet


def neighbours(packet, found, random):
    """The packet with one bit changed, for each bit that the rule looks at, in any order."""
    bits = [(field, bit) for field in found if movable(field, packet) for bit in range(field.bits)]
    random.shuffle(bits)
    for field, bit in bits:
        try:
            yield turn(packet, field, field.get(packet) ^ 1 << bit)
        except Missing:
            pass


def is_steerable(rule):
    """Whether packets can be given any value of what the rule looks at."""
    names = usable(rule)
    return all(any(movable(field, BASES[name]) for name in names) for field in rule.fields())


def aim(rule, random, count):
    """Packets at which the rule is true, others at which it is not, and some a bit away from the former."""
    names, found = usable(rule), rule.fields()
    if not names:  # no packet has all that it looks at
        return list(BASES.values())
    made, quarter = {True: {}, False: {}}, count // 4
    rule.reset()

    def keep(packet):
        try:
            of = made[rule.run(packet.copy())]
        except meaning.Open:
            return
        of.setdefault((bytes(packet.frame), packet.mark), packet)

    for packet in itertools.islice(drawn(rule, names, found, random), count * 12):
        keep(packet)
        if len(made[True]) >= 2 * quarter and len(made[False]) >= quarter:
            break
    chosen = list(made[True].values())[:2 * quarter]
    chosen += list(made[False].values())[:quarter + (0 if chosen else count)]
    made = {True: {}, False: {}}
    for packet in chosen[:2]:
        for near in itertools.islice(neighbours(packet, found, random), count):
            keep(near)
    chosen += list(made[False].values())[:count - len(chosen)]
    chosen += list(made[True].values())[:count - len(chosen)]
    return chosen[:count]
