"""Random values for the places of the templates in statements.txt and declarations.txt."""
import pathlib
import re

HERE = pathlib.Path(__file__).parent
FAMILIES = ("ip", "ip6", "inet", "arp", "bridge", "netdev")
LINKS = ("eth0", "eth1", "wan0", "lan0", "wg0", "br0", "vlan100", "docker0")

# A place in a template; a comparison has a blank after its <.
PLACE = re.compile(r"<(\w+)>")

# data type: its symbols
SYMBOLS = {
    "service": "ssh http https domain smtp imaps syslog ntp bootps bootpc tftp ipp",
    "icmp_code": "net-unreachable host-unreachable prot-unreachable port-unreachable frag-needed net-prohibited"
                 " host-prohibited admin-prohibited",
    "icmpv6_code": "no-route admin-prohibited addr-unreachable port-unreachable policy-fail reject-route",
    "icmpx_code": "no-route port-unreachable host-unreachable admin-prohibited",
    "ct_event": "new related destroy reply assured protoinfo",
    "pkt_type": "host unicast broadcast multicast other",
    "dscp": "cs0 cs1 cs2 cs3 cs4 cs5 cs6 cs7 df be lephb af11 af12 af13 af21 af22 af23 af31 af32 af33 af41 af42 af43 ef",
    "ecn": "not-ect ect1 ect0 ce",
    "level": "emerg alert crit err warn notice info debug",
    "logflag": "skuid ether all",
    "unit": "second minute hour day",
    "natflag": "random persistent fully-random",
}
SYMBOLS = {kind: words.split() for kind, words in SYMBOLS.items()}

# data type: bits of its numbers
BITS = {"icmp_code": 8, "icmpv6_code": 8, "mark": 32, "pkt_type": 8, "dscp": 6, "ecn": 2}

TIMES = ("%ds", "%dm", "%dh", "%dd", "1d%dh", "2h%dm10s", "%d000ms")
SIZES = ("%d bytes", "%d kbytes", "%d mbytes")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def dotted(address):
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


class Draw:
    def __init__(self, random):
        self.random = random

    def fill(self, template):
        """A template with every <kind> drawn."""
        return PLACE.sub(lambda match: self.value(match[1]), template)

    def value(self, kind):
        """A value of a data type, a number of so many bits, or what has a method of its own."""
        if kind.isdigit():
            return self.integer(int(kind))
        own = getattr(self, "a_" + kind, None)
        if own:
            return own()
        if kind in SYMBOLS and (kind not in BITS or self.random.random() < .7):
            return self.random.choice(SYMBOLS[kind])
        return self.integer(BITS[kind])

    def number(self, low, high):
        return self.random.randint(low, high)

    def integer(self, bits):
        number = self.random.getrandbits(self.number(1, bits))
        if self.random.random() < .1:
            number = (1 << bits) - 1
        return self.random.choice(("%d", "%d", "0x%x")) % number

    def a_ip4(self):
        return dotted(self.random.getrandbits(32))

    def a_ip4net(self):
        length = self.random.choice((8, 9, 12, 16, 20, 24, 24, 25, 30, 32))
        return "%s/%d" % (dotted(self.random.getrandbits(32) >> 32 - length << 32 - length), length)

    def a_ip4range(self):
        low = self.random.getrandbits(31)
        return "%s-%s" % (dotted(low), dotted(low + self.number(1, 5000)))

    def a_ip6(self):
        groups = ["2001", "db8"] + ["%x" % self.random.getrandbits(16) for _ in range(self.number(0, 5))]
        return self.random.choice((":".join(groups) + "::%d" % self.number(1, 9), "fe80::%d" % self.number(1, 999),
                                   "::1", "ff02::%d" % self.number(1, 99), "::ffff:" + self.a_ip4()))

    def a_ip6net(self):
        return self.random.choice(("2001:db8:%x::/48" % self.random.getrandbits(16), "fe80::/10", "fc00::/7",
                                   "ff00::/8", "2001:db8::%d/128" % self.number(1, 9),
                                   "2001:db8::/%d" % self.number(32, 64)))

    def a_ip6range(self):
        group = self.random.getrandbits(16)
        return "2001:db8:%x::%d-2001:db8:%x::ffff" % (group, self.number(1, 99), group)

    def a_mac(self):
        return ":".join("%02x" % self.random.getrandbits(8) for _ in range(6))

    def a_port(self):
        return self.value("service") if self.random.random() < .3 else str(self.number(0, 65535))

    def a_portrange(self):
        low = self.number(0, 60000)
        return "%d-%d" % (low, low + self.number(1, 5000))

    def a_ifname(self):
        return self.random.choice(('"%s"', "%s")) % self.random.choice(LINKS)

    def a_classid(self):
        return "%x:%x" % (self.random.getrandbits(16), self.random.getrandbits(16))

    def a_time(self):
        return self.random.choice(TIMES) % self.number(1, 50)



    def a_label(self):
        return str(self.number(0, 127))

    def a_name(self):
        """Behind its letters an x, so that no keyword comes out."""
        rest = LETTERS + LETTERS.upper() + "0123456789_-"
        return self.random.choice(LETTERS) + "".join(self.random.choices(rest, k=self.number(2, 12))) + "x"

    def a_quoted(self):
        return '"%s"' % "".join(self.random.choices(LETTERS + " :_-#/.,;()", k=self.number(1, 30)))

    def a_size(self):
        return self.random.choice(SIZES) % self.number(1, 900)

    def a_rate(self):
        burst = self.random.random() < .5
        if self.random.random() < .5:
            return "%d/%s" % (self.number(1, 500), self.value("unit")) + " burst %d packets" % self.number(1, 50) * burst
        return self.random.choice(SIZES) % self.number(1, 500) + "/second" + " burst %d kbytes" % self.number(1, 50) * burst


def table(name):
    """The rows of a table: a list of fields each, the families last."""
    for line in (HERE / name).read_text().split("\n"):
        if line and not line.startswith("#"):
            yield [field.replace("\0", "|") for field in line.replace("\\|", "\0").split("|")]


def templates(name):
    """(template, families)"""
    for template, *families in table(name):
        yield template, families[0].split() if families else FAMILIES
