"""Values of every data type, as text, drawn from a generator that a cell's name seeds."""
import zlib

# Types whose values are no numbers of the selector's own bits: how a number becomes one.
HOSTS = "10.%d.%d.%d"


def dotted(n):
    return ".".join(str(n >> shift & 255) for shift in (24, 16, 8, 0))


def groups(n):
    return ":".join("%x" % (n >> shift & 0xffff) for shift in range(112, -1, -16))


def octets(n):
    return ":".join("%02x" % (n >> shift & 255) for shift in range(40, -1, -8))


def date(n):
    return '"20%02d-%02d-%02d %02d:%02d"' % (10 + n % 25, n // 25 % 12 + 1, n // 300 % 28 + 1, n // 8400 % 24, n % 60)


FORMATS = {
    "ipv4_addr": dotted, "ipv6_addr": groups, "ether_addr": octets, "classid": lambda n: "%x:%x" % (n >> 16, n & 0xffff),
    "time": lambda n: "%ds" % n, "date": date, "ifname": lambda n: '"e%d"' % n, "string": lambda n: '"h%d"' % n,
    "hour": lambda n: '"%02d:%02d"' % (n // 60 % 24, n % 60), "day": lambda n: "%d" % (n % 7),
    "boolean": lambda n: ("missing", "exists")[n & 1], "ct_label": lambda n: "%d" % (n % 128),
    "cgroupsv2": lambda n: '"."', "mark": lambda n: "0x%x" % n,
}
LIMITS = {"day": 3, "hour": 10, "time": 16, "boolean": 1, "ct_label": 7, "ifname": 10, "string": 10, "date": 18,
          "cgroupsv2": 1, "uid": 16, "gid": 16, "iface_index": 5}
LONG = {"ipv4_addr", "ipv6_addr", "ether_addr"}


class Dice:
    """A small generator: as random as needed, the same for the same name everywhere."""

    def __init__(self, name):
        self.state = zlib.crc32(name.encode()) | 1 << 32

    def below(self, limit):
        # 64 bits of a linear congruential generator (Knuth's constants), the upper half of them used
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & (1 << 64) - 1
        return (self.state >> 33) % limit

    def of(self, several):
        return several[self.below(len(several))]

    def bits(self, n):
        found = 0
        for _ in range(0, n, 24):
            found = found << 24 | self.below(1 << 24)
        return found & (1 << n) - 1


class Values:
    """What a selector of this type can be compared with."""

    def __init__(self, dice, kind, bits, symbols=()):
        self.dice, self.kind, self.symbols = dice, kind, symbols
        self.wide = bits or 32  # of masks
        self.width = min(LIMITS.get(kind, self.wide), self.wide)

    def number(self):
        """Small, large, or with a single bit: what goes wrong does so at the ends."""
        how = self.dice.below(8)
        if how == 0:
            return self.dice.of((0, 1, (1 << self.width) - 1))
        if how == 1:
            return 1 << self.dice.below(self.width)
        if how < 4:
            return self.dice.bits(min(self.width, 8))
        return self.dice.bits(self.width)

    def text(self, n):
        return FORMATS.get(self.kind, str)(n)

    def value(self):
        return self.text(self.number())

    def mask(self):
        """An operand of & | ^: a number, or an address where the type has such."""
        bits = 30 if self.kind == "iface_index" else self.wide  # indexes are positive
        n = self.dice.of((self.dice.bits(bits), (1 << bits) - 1 << self.dice.below(bits), 1, 3, 0xff00, (1 << bits) - 1))
        n &= (1 << bits) - 1
        if self.kind in LONG:
            return self.text(n)
        return self.dice.of(("%d", "0x%x")) % n

    def shift(self):
        """Not by nothing."""
        return str(self.dice.of((1, 2, 4, 8, 1 + self.dice.below(max(self.wide - 1, 1)))))

    def symbol(self):
        return self.dice.of(self.symbols) if self.symbols else self.value()

    def bounds(self):
        low, high = sorted((self.number(), self.number()))
        return low, high if high > low else low + 1

    def range(self):
        return "%s-%s" % tuple(map(self.text, self.bounds()))

    def prefix(self):
        if self.kind in ("ifname", "string"):
            return '"e%d*"' % self.number()
        length = self.dice.of((1, self.width // 2, self.width - 1, 8, self.width)) or 1
        length = min(length, self.wide)
        return "%s/%d" % (self.text(self.number() >> self.wide - length << self.wide - length), length)

    def distinct(self, count):
        """So many numbers, each at least two greater than the one before, if there are so many."""
        top = 1 << self.width
        if top >= 4 * count:
            step = top // count
            return [i * step + self.dice.below(min(step - 1, 1 << 20)) for i in range(count)]
        return [i % top for i in range(count)]
