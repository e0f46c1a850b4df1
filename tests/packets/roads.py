"""The roads that packets take, each through a chain of one family."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Road:
    """`family` and `hook` of its chain; the device that packets are sent from, and the one that they are seen leaving by;
    by which key of meta a packet finds the chain of a rule that writes; what ends the chain; `waits` where the chain runs
    a moment after the packet was sent."""
    name: str
    family: str
    hook: str
    device: str = "lo"
    leaves: str = "lo"
    chosen_by: str = "meta priority"
    last: str = ""
    waits: bool = False

    @property
    def is_ip(self):
        """Whether packets are sent without a link layer."""
        return self.name in ("inet", "ip", "ip6")

    @property
    def table(self):
        return "t_" + self.name

    def key(self, number):
        """How a packet says that it is for a rule."""
        return f"0:{number + 1:x}" if self.chosen_by == "meta priority" else hex(number + 0x7f000001)


ROADS = {road.name: road for road in (
    Road("netdev", "netdev", 'hook egress device "lo"'),
    Road("inet", "inet", "hook output"),
    Road("ip", "ip", "hook output"),
    Road("ip6", "ip6", "hook output"),
    Road("ingress", "netdev", 'hook ingress device "ptin1"', "ptin0", "ptin1", "meta mark", 'fwd to "ptin1"', True),
    Road("bridge", "bridge", "hook prerouting", "ptbr0", "ptbr2", "meta mark", "", True),
)}
