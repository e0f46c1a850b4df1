"""The curves as SVG: a row of panels for user CPU, a row for memory, a panel for each shape."""
import math
from xml.sax.saxutils import escape

import plan
import report

PANEL_WIDTH, PANEL_HEIGHT = 250, 200
LEFT, TOP, GAP_X, GAP_Y = 78, 64, 52, 62
PROGRAMS = [(*program, colour) for program, colour in zip(report.PROGRAMS, ("#1f5fbf", "#c2571a"))]
MEASURES = [("user", "user CPU, seconds", 1), ("peak_bytes", "peak memory, MiB", plan.MIB)]
GREY, LIGHT, INK = "#8a8a8a", "#e4e4e4", "#222222"


class Axis:
    """A logarithmic axis of whole powers of ten, drawn from one pixel to another."""

    def __init__(self, values, start, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self.start, self.end = start, end

    def __call__(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def powers(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def text(x, y, words, anchor="middle", colour=INK, size=11, more=""):
    return '<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s" font-size="%d"%s>%s</text>' % (
        x, y, anchor, colour, size, more, escape(words))


def line(x1, y1, x2, y2, colour):
    return '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s"/>' % (x1, y1, x2, y2, colour)


def number(value):
    return "{:,.0f}".format(value) if value >= 1 else "%g" % value


def grid(x_axis, y_axis, labels):
    left, right, bottom, top = x_axis.start, x_axis.end, y_axis.start, y_axis.end
    for power in x_axis.powers():
        yield line(x_axis(power), bottom, x_axis(power), top, LIGHT)
        yield text(x_axis(power), bottom + 16, number(power), colour=GREY)
    for power in y_axis.powers():
        yield line(left, y_axis(power), right, y_axis(power), LIGHT)
        if labels:
            yield text(left - 8, y_axis(power) + 4, number(power), "end", GREY)
    yield line(left, bottom, right, bottom, GREY)


def curve(points, x_axis, y_axis, colour):
    places = ["%.1f,%.1f" % (x_axis(x), y_axis(y)) for x, y in points]
    yield '<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>' % (" ".join(places), colour)
    for place in places:
        yield '<circle cx="%s" cy="%s" r="2.8" fill="%s"/>' % (*place.split(","), colour)


def series(points, shape, who, what, unit):
    """(size, value) of one curve, in order; what failed is left out."""
    for (of_shape, size), result in sorted(points.items()):
        value = result.get(who, {}).get(what, 0) / unit
        if of_shape == shape and value > 0:
            yield size, value


def legend():
    x = LEFT
    for _, name, colour in PROGRAMS:
        yield line(x, 24, x + 24, 24, colour).replace("/>", ' stroke-width="2"/>')
        yield text(x + 30, 28, name, "start", size=13)
        x += 110


def panels(points, shapes):
    sizes = [size for _, size in points]
    for row, (what, title, unit) in enumerate(MEASURES):
        curves = {(shape, who): list(series(points, shape, who, what, unit)) for shape in shapes for who, _, _ in PROGRAMS}
        values = [value for one in curves.values() for _, value in one]
        if not values:
            continue
        top = TOP + row * (PANEL_HEIGHT + GAP_Y)
        y_axis = Axis(values, top + PANEL_HEIGHT, top)
        yield text(22, top + PANEL_HEIGHT / 2, title, more=' transform="rotate(-90 22 %.1f)"' % (top + PANEL_HEIGHT / 2))
        for column, shape in enumerate(shapes):
            left = LEFT + column * (PANEL_WIDTH + GAP_X)
            x_axis = Axis(sizes, left, left + PANEL_WIDTH)
            yield text(left + PANEL_WIDTH / 2, top - 8, shape, size=13)
            yield from grid(x_axis, y_axis, column == 0)
            for who, _, colour in PROGRAMS:
                yield from curve(curves[shape, who], x_axis, y_axis, colour)


def svg(points):
    """points: {(shape, size): result}."""
    shapes = [shape for shape in plan.CURVES if any(shape == of_shape for of_shape, _ in points)]
    width = LEFT + len(shapes) * (PANEL_WIDTH + GAP_X)
    height = TOP + len(MEASURES) * (PANEL_HEIGHT + GAP_Y)
    head = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}"'
            ' font-family="sans-serif">').format(width, height)
    bottom = text(LEFT + (width - LEFT - GAP_X) / 2, height - 10, "rules or elements")
    paper = '<rect width="100%" height="100%" fill="white"/>'
    return "\n".join([head, paper, *legend(), *panels(points, shapes), bottom, "</svg>"]) + "\n"
