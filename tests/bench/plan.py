"""What `run` measures, and its targets: one row for each workload.

`pairs` has targets of its own, which are newer and stricter; where a workload is in both, those of `pairs` count.
"""
import typing

MIB = 1 << 20


def near_the_bytes(result):
    return 2 * (result["input_bytes"] + result["loader"]["batch_bytes"]) + 8 * MIB


def half_the_reference(result):
    return result["reference"]["peak_bytes"] / 2


def four_mib(_):
    return 4 * MIB


class Workload(typing.NamedTuple):
    name: str
    size: int
    user_ratio: float = None  # user CPU at most, as a share of the reference's
    peak_limit: typing.Callable = None  # peak memory at most, in bytes
    wall_of_floor: float = None  # wall time at most, as a multiple of the kernel's own
    own_wall_ratio: float = None  # wall time less the kernel's at most, as a share of the reference's
    shape: str = None  # if it is not the name
    flags: tuple = ()  # of the loader under test, which must know them: otherwise there is no such row
    rounds: int = 1  # so many times as many runs as asked for: short loads sway most

    @property
    def of_shape(self):
        return self.shape or self.name

    @property
    def is_json(self):
        return self.of_shape.startswith("json-")


WORKLOADS = [
    Workload("rules", 100_000, 1 / 5, near_the_bytes, 1.15),
    Workload("lines", 100_000, 1 / 5, near_the_bytes, 1.15),
    Workload("includes", 100_000, 1 / 5, near_the_bytes, 1.15),
    Workload("services", 5_000, 1 / 5, near_the_bytes, 1.15),
    Workload("map", 100_000, 1 / 5, near_the_bytes, 1.3),
    Workload("set", 1_000_000, 1 / 8, near_the_bytes, 1.15),
    Workload("concat", 200_000, 1 / 8, near_the_bytes, 1.3),
    Workload("interval", 1_000_000, 1 / 15, near_the_bytes, 1.3),
    Workload("ranges6", 200_000, 1 / 15, near_the_bytes, 1.3),
    Workload("json-rules", 10_000, 1 / 2, half_the_reference, 1.3),
    Workload("json-set", 1_000_000, 1 / 2, half_the_reference, 1.3),
    Workload("boot", 60, 1 / 2, four_mib, own_wall_ratio=1 / 2, rounds=200),
    Workload("boot, no sandbox", 60, 1 / 2, four_mib, own_wall_ratio=1 / 2, rounds=200,
             shape="boot", flags=("--no-sandbox",)),
    # Nothing is promised of these but the time of the kernel.
    Workload("pipapo", 20_000, wall_of_floor=1.3),
    Workload("chains", 5_000, wall_of_floor=1.3),
]

CURVES = ["rules", "set", "interval"]
CURVE_SIZES = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
GROWTH = (10_000, 1_000_000)
# Linear growth, and a tenth for what the measurement itself sways.
GROWTH_LIMIT = 1.1 * GROWTH[1] / GROWTH[0]


def workloads(only, quick):
    for one in WORKLOADS:
        if only and one.of_shape not in only:
            continue
        if quick:
            one = one._replace(rounds=1, size=max(one.size // 100, 60))
        yield one


def curve_points(only, quick):
    sizes = [size for size in CURVE_SIZES if size <= 10_000 or not quick]
    return [Workload(shape, size) for shape in CURVES if not only or shape in only for size in sizes]


class Verdict(typing.NamedTuple):
    what: str
    value: float
    limit: float

    @property
    def inside(self):
        return self.value <= self.limit


def ratio(result, what):
    below = result["reference"][what]
    return result["loader"][what] / below if below else float("inf")


def of_floor(figures):
    return figures["wall"] / figures["floor"]


def own_wall(figures):
    return figures["wall"] - figures["floor"]


def own_wall_ratio(result):
    return own_wall(result["loader"]) / own_wall(result["reference"])


def judge(workload, result):
    """What of a result was promised: a list of verdicts."""
    verdicts = []
    if workload.user_ratio:
        verdicts.append(Verdict("user CPU", ratio(result, "user"), workload.user_ratio))
    if workload.peak_limit:
        verdicts.append(Verdict("memory", result["loader"]["peak_bytes"], workload.peak_limit(result)))
    if workload.wall_of_floor:
        verdicts.append(Verdict("wall", of_floor(result["loader"]), workload.wall_of_floor))
    if workload.own_wall_ratio:
        verdicts.append(Verdict("wall less the kernel's", own_wall_ratio(result), workload.own_wall_ratio))
    return verdicts
