"""Results as Markdown: the targets, all figures, and the growth with size."""
import os
import pathlib
import platform
import re

import plan

MIB = plan.MIB
MB = 1_000_000
MARKERS = ("<!-- bench: begin -->", "<!-- bench: end -->")
PROGRAMS = [("loader", "nftload"), ("reference", "nft")]


def has_part(path):
    """Whether the document has a part that is written by a program."""
    return all(mark in path.read_text(encoding="utf-8") for mark in MARKERS)


def write_part(path, lines):
    before, rest = path.read_text(encoding="utf-8").split(MARKERS[0])
    after = rest.split(MARKERS[1])[1]
    path.write_text(before + "\n".join([MARKERS[0], *lines, MARKERS[1]]) + after, encoding="utf-8")


def machine(programs):
    """One line that names the machine and the programs."""
    info = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*: (.*)$", info, re.M)
    memory = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text(encoding="ascii")).group(1))
    return "%s, %d CPUs, %d GiB of memory, Linux %s (%s); %s" % (
        model.group(1) if model else platform.machine(), os.cpu_count(), round(memory / (1 << 20)), platform.release(),
        platform.machine(), programs)


def table(head, rows):
    """A Markdown table; head: a row of (title, alignment)."""
    marks = {"<": "---", ">": "--:"}
    lines = [[title for title, _ in head], [marks[side] for _, side in head], *rows]
    return ["| %s |" % " | ".join(line) for line in lines]


def seconds(value):
    return "%.*f" % (3 if value >= 0.1 else 4 if value >= 0.01 else 5, value)


def limited(verdict, form):
    text = "%s (%s)" % (form(verdict.value), form(verdict.limit))
    return text if verdict.inside else "**%s**" % text


def as_ratio(value):
    return "%.3f" % value


def as_mib(value):
    return "%.1f" % (value / MIB)


FORMS = [("user CPU", as_ratio), ("memory", as_mib), ("wall", as_ratio), ("wall less the kernel's", as_ratio)]


def failures(result):
    """What each program that failed said."""
    return ["%s failed: %s" % (name, result[who]["error"]) for who, name in PROGRAMS if "error" in result.get(who, ())]


def target_row(workload, result):
    row = [workload.name, "{:,}".format(workload.size)]
    errors = failures(result)
    if errors:
        return row + [""] * len(FORMS) + ["; ".join(errors)]
    verdicts = {verdict.what: verdict for verdict in plan.judge(workload, result)}
    row += [limited(verdicts[what], form) if what in verdicts else "" for what, form in FORMS]
    outside = [what for what, verdict in verdicts.items() if not verdict.inside]
    return row + ["outside: " + ", ".join(outside) if outside else "inside"]


def targets(results):
    head = [("workload", "<"), ("size", ">"), ("user CPU, of nft's (at most)", ">"), ("peak memory, MiB (at most)", ">"),
            ("wall, of the kernel's (at most)", ">"), ("wall less the kernel's, of nft's (at most)", ">"), ("target", "<")]
    return table(head, [target_row(workload, result) for workload, result in results])


def figures_row(name, size, program, one):
    times = [seconds(one[what]) for what in ("user", "system", "wall")]
    return [name, size, program, *times, as_mib(one["peak_bytes"]), "%.3f" % (one["batch_bytes"] / MB),
            seconds(one["floor"]), "%.2f" % plan.of_floor(one)]


def ratio_row(result):
    parts = ["%.3f" % plan.ratio(result, what) for what in ("user", "system", "wall", "peak_bytes", "batch_bytes", "floor")]
    return ["", "", "ratio", *parts, ""]


def figures(results):
    head = [("workload", "<"), ("size", ">"), ("program", "<"), ("user s", ">"), ("system s", ">"), ("wall s", ">"),
            ("peak MiB", ">"), ("batch MB", ">"), ("kernel s", ">"), ("wall / kernel", ">")]
    rows = []
    for workload, result in results:
        if failures(result):
            continue
        labels = (workload.name, "{:,}".format(workload.size))
        for who, name in PROGRAMS:
            rows.append(figures_row(*labels, name, result[who]))
            labels = ("", "")
        rows.append(ratio_row(result))
    return table(head, rows)


def growth(points):
    """How user CPU and memory grew between the two sizes; points: {(shape, size): result}."""
    head = [("workload", "<"), ("user CPU, nftload", ">"), ("user CPU, nft", ">"),
            ("memory, nftload", ">"), ("memory, nft", ">"), ("target", "<")]
    rows = []
    for shape in plan.CURVES:
        ends = [points.get((shape, size)) for size in plan.GROWTH]
        if any(end is None or failures(end) for end in ends):
            continue
        times = [(ends[1][who][what] / ends[0][who][what], who) for what in ("user", "peak_bytes") for who, _ in PROGRAMS]
        inside = all(value <= plan.GROWTH_LIMIT for value, who in times if who == "loader")
        rows.append([shape, *("%.1f" % value for value, _ in times), "inside" if inside else "outside"])
    return table(head, rows) if rows else []


def markdown(machine, note, results, points, plot):
    """The whole report, a list of lines."""
    lines = ["Measured on %s." % machine, "", note, ""]
    lines += ["### Targets", "", *targets(results), ""]
    grown = growth(points)
    if grown:
        lines += ["### Growth from {:,} to {:,}: times".format(*plan.GROWTH), "",
                  "Linear is %d; at most %d." % (plan.GROWTH[1] // plan.GROWTH[0], plan.GROWTH_LIMIT), "", *grown, ""]
    if plot:
        lines += ["![User CPU and peak memory against size](%s)" % plot, ""]
    return lines + ["### All figures", "", *figures(results)]


def summary(workload, result):
    """One line for a terminal."""
    return " · ".join(cell.replace("**", "") for cell in target_row(workload, result) if cell)
