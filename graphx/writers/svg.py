"""SVG: a drawing of its own that needs no other program, made for a page of A4 or A3 on its side."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import log
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.writers.layout import apart, laid_out
from graphx.writers.legend import legend
from graphx.writers.looks import line_colour
from graphx.writers.markup import allowed, escaped, tag
from graphx.writers.picture import Line, Picture, picture_of
from graphx.writers.shapes import FONT, WIDTH, Box, box_of, drawn_box, rounded
from graphx.writers.wrapping import width, wrapped

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from graphx.model.subgraph import Subgraph
    from graphx.writers.exporter import Lost, Wishes
    from graphx.writers.layout import Layout, Way

MARGIN: Final = 28.0
BROAD_GAP: Final = 118.0
"""Between columns where words stand beside the lines."""
SLIM_GAP: Final = 44.0
SMALL: Final = 7.5
"""The size of the words beside lines."""
ASPECT: Final = 2**0.5
A4_ACROSS: Final = 297
A3_ACROSS: Final = 420
"""Millimetres."""
MOST_ON_A4: Final = 1500.0
"""Units across; on a broader page names would be smaller than 2.2 mm."""
HEADING: Final = 64.0
LEAST: Final = 1000.0
"""Units across at least: on a narrower page names would be larger than a heading."""
BOX: Final = 40.0
"""About how tall a box is."""
SLIM: Final = 14.0
BROAD: Final = 46.0
"""The least and the most room between the boxes of a column."""


class Label(NamedTuple):
    """Words beside a line: the gap behind which column, the wished height, the lines of text and their colour."""

    gap: int
    y: float
    texts: list[str]
    colour: str

    @property
    def half(self) -> float:
        """Half the room that it takes."""
        return len(self.texts) * (SMALL + 1) / 2 + 1.5


def to_svg(subgraph: Subgraph, wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield the lines of an SVG file; every box bears the id, kind and whole name of its entity as attributes."""
    picture = picture_of(subgraph, wishes.max_nodes)
    lost.add("entity folded into a count", "entities folded into counts", picture.folded)
    boxes = [box_of(node) for node in picture.nodes]
    layout = _laid_out(picture, boxes)
    labels = _placed(_labels(picture, layout))
    hops = {mark.layer for mark in subgraph.entities.values() if mark.layer is not None}
    yield from (allowed(line, lost) for line in _Page(picture, boxes, layout, labels).lines(hops))


def _laid_out(picture: Picture, boxes: Sequence[Box]) -> Layout:
    """Return the layout that fills a page best: how many boxes a column holds is tried, as ways take room as well."""
    tallest = max(Counter(node.layer for node in picture.nodes).values(), default=1)
    guess = _rows(picture)
    tried = [
        laid_out(
            [node.layer for node in picture.nodes],
            [(line.source, line.target, f"{line_colour(line.type)} {line.is_certain}") for line in picture.lines],
            [box.height for box in boxes],
            rows=rows,
            gap=_gap(picture, rows),
        )
        for rows in sorted({min(max(round(guess * part), 3), tallest) for part in (1, 0.75, 0.55)}, reverse=True)
    ]
    return min(tried, key=lambda layout: round(max(len(layout.columns) * (WIDTH + BROAD_GAP), layout.height * ASPECT)))


def _rows(picture: Picture) -> int:
    """Return how many boxes a column holds so that the page has the proportions of paper."""
    sizes = Counter(node.layer for node in picture.nodes).values()

    def unlike(rows: int) -> float:
        tall = min(rows, max(sizes, default=1)) * (BOX + SLIM) + HEADING * 2
        return abs(log(_breadth(sizes, rows) / tall / ASPECT))

    return min(range(3, max([*sizes, 3]) + 1), key=lambda rows: (round(unlike(rows), 6), -rows))


def _breadth(sizes: Iterable[int], rows: int) -> float:
    listed = list(sizes)
    return max(sum(-(-size // rows) for size in listed) * WIDTH + len(listed) * BROAD_GAP, LEAST)


def _gap(picture: Picture, rows: int) -> float:
    """Return the room between boxes of a column: more where the page would else be empty below."""
    sizes = Counter(node.layer for node in picture.nodes).values()
    tall = _breadth(sizes, rows) / ASPECT - HEADING * 2
    return min(max(tall / max(min(rows, max(sizes, default=1)), 1) - BOX, SLIM), BROAD)


def _labels(picture: Picture, layout: Layout) -> list[Label]:
    """Return the words beside lines; lines of a fan that say the same say it once, at its stem."""
    groups: defaultdict[tuple[int | bool | str, ...], list[tuple[Way, Line]]] = defaultdict(list)
    for way in layout.ways:
        line = picture.lines[way.line]
        groups[way.hub, way.stops[0] == way.hub, *line.texts].append((way, line))
    labels = []
    for members in groups.values():
        way, line = members[0]
        hub_is_near = way.stops[0] == way.hub
        at_first = hub_is_near if len(members) > 1 else not hub_is_near
        ends = [way.stops[:2] if at_first else way.stops[-2:] for way, _ in members]
        y = sum((layout.y[near] + layout.y[far]) / 2 for near, far in ends) / len(ends)
        if len(members) > 1:
            y = (y + layout.y[way.hub] * 2) / 3
        near = ends[0][0]
        labels.append(
            Label(layout.column[near] if isinstance(near, int) else near[1], y, line.texts, line_colour(line.type))
        )
    return labels


def _placed(labels: Sequence[Label]) -> list[Label]:
    """Return the labels with heights at which none covers another of its gap."""
    by_gap: defaultdict[int, list[Label]] = defaultdict(list)
    for label in labels:
        by_gap[label.gap].append(label)
    placed = []
    for _, listed in sorted(by_gap.items()):
        listed.sort(key=lambda label: (label.y, label.texts))
        heights = apart([label.y for label in listed], [label.half for label in listed])
        placed += [label._replace(y=y) for label, y in zip(listed, heights, strict=True)]
    return placed


class _Page:
    """A page in units of about a quarter of a millimetre."""

    def __init__(self, picture: Picture, boxes: Sequence[Box], layout: Layout, labels: Sequence[Label]) -> None:
        self.picture, self.boxes, self.layout, self.labels = picture, boxes, layout, labels
        worded = {label.gap for label in labels}
        self.left: list[float] = []
        x = MARGIN
        for column in range(len(layout.columns)):
            self.left.append(x)
            x += self._breadth(column) + (BROAD_GAP if column in worded else SLIM_GAP)
        self.right = x - (SLIM_GAP if len(layout.columns) - 1 not in worded else 0)
        tops = [layout.y[box] - each.height / 2 for box, each in enumerate(boxes)] + [0.0]
        feet = [layout.y[box] + each.height / 2 for box, each in enumerate(boxes)] + [0.0]
        highest = min(*tops, *(label.y - label.half for label in labels), 0.0)
        self.foot = max(*feet, *(label.y + label.half for label in labels), 0.0) - highest
        self.down = MARGIN + HEADING - highest

    def _breadth(self, column: int) -> float:
        return max(
            (self.boxes[stop].width for stop in self.layout.columns[column] if isinstance(stop, int)), default=30.0
        )

    def _at(self, box: int) -> tuple[float, float]:
        """Return the middle of a box."""
        column = self.layout.column[box]
        return self.left[column] + self._breadth(column) / 2, self.layout.y[box] + self.down

    def lines(self, hops: Container[int]) -> Iterator[str]:
        """Yield the whole file; `hops` are the layers that are distances from a start."""
        key, height = legend(self.picture, max(self.right, LEAST - MARGIN) - MARGIN)
        wide = max(self.right + MARGIN, LEAST)
        tall = MARGIN * 2 + HEADING + self.foot + 26 + height
        page = (max(wide, tall * ASPECT), tall)
        broad = A4_ACROSS if page[0] <= MOST_ON_A4 else A3_ACROSS
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{broad}mm" height="{rounded(broad * tall / page[0])}mm" role="img"'
            f' viewBox="0 0 {rounded(page[0])} {rounded(page[1])}" font-family="{FONT}">'
        )
        title = " · ".join(part for part in (self.picture.title or "graphx", self._day()) if part)
        yield tag("title", escaped(title))
        yield tag("desc", escaped(self.picture.summary))
        yield '<rect width="100%" height="100%" fill="#FFFFFF"/>'
        yield from self._markers()
        yield from self._heading(hops)
        yield '<g fill="none" stroke-width="1.1">'
        yield from (self._line(way) for way in self.layout.ways)
        yield "</g>"
        yield from (drawn_box(box, *self._at(index)) for index, box in enumerate(self.boxes))
        yield from (self._words(label) for label in self.labels)
        yield f'<g transform="translate({rounded(MARGIN)} {rounded(MARGIN + HEADING + self.foot + 26)})">'
        yield from key
        yield "</g>"
        yield "</svg>"

    def _day(self) -> str:
        return f"as of {self.picture.as_of}" if self.picture.as_of else ""

    def _markers(self) -> Iterator[str]:
        yield "<defs>"
        for colour in sorted({line_colour(line.type) for line in self.picture.lines}):
            yield (
                f'<marker id="arrow-{colour[1:]}" viewBox="0 0 8 8" refX="7.4" refY="4" markerWidth="7" markerHeight="7"'
                f' orient="auto" markerUnits="userSpaceOnUse"><path d="M0 .8 8 4 0 7.2z" fill="{colour}"/></marker>'
            )
        yield "</defs>"

    def _heading(self, hops: Container[int]) -> Iterator[str]:
        room = max(self.right, LEAST - MARGIN) - MARGIN
        [title] = wrapped(self.picture.title or "graphx", room / (17 * 0.58), 1)
        yield f'<text x="{rounded(MARGIN)}" y="{rounded(MARGIN + 14)}" font-size="17" font-weight="bold">{escaped(title)}</text>'
        below = " · ".join(part for part in (self._day(), self.picture.summary) if part)
        yield f'<text x="{rounded(MARGIN)}" y="{rounded(MARGIN + 31)}" font-size="10.5" fill="#404040">{escaped(below)}</text>'
        seen: set[int] = set()
        for column, stops in enumerate(self.layout.columns):
            layers = {self.picture.nodes[stop].layer for stop in stops if isinstance(stop, int)}
            for layer in sorted(each for each in layers - seen if each in hops):
                seen.add(layer)
                words = "start" if layer == 0 else f"hop {layer}"
                x = rounded(self.left[column] + self._breadth(column) / 2)
                yield f'<text x="{x}" y="{rounded(MARGIN + 52)}" font-size="9" text-anchor="middle" fill="#767676">{words}</text>'

    def _line(self, way: Way) -> str:
        line = self.picture.lines[way.line]
        colour = line_colour(line.type)
        dash = "" if line.is_certain else ' stroke-dasharray="5 3.5"'
        path = self._bow(way) if len(way.stops) == 2 and self._is_flat(way) else self._curve(way)  # noqa: PLR2004  # why: both ends
        return f'<path d="{path}" stroke="{colour}"{dash} marker-end="url(#arrow-{colour[1:]})"/>'

    def _is_flat(self, way: Way) -> bool:
        near, far = way.stops
        return isinstance(near, int) and isinstance(far, int) and self.layout.column[near] == self.layout.column[far]

    def _bow(self, way: Way) -> str:
        """Return a line between two of one column, or of one box to itself: it leaves and arrives on the right."""
        line = self.picture.lines[way.line]
        (x, y1), (_, y2) = self._at(line.source), self._at(line.target)
        x1, x2 = x + self.boxes[line.source].width / 2, x + self.boxes[line.target].width / 2
        if line.source == line.target:
            y1, y2 = y1 - 5, y2 + 5
        bow = 20 + min(abs(y2 - y1) / 5, 22)
        return f"M{rounded(x1)} {rounded(y1)}C{rounded(x1 + bow)} {rounded(y1)} {rounded(x2 + bow)} {rounded(y2)} {rounded(x2 + 1)} {rounded(y2)}"

    def _curve(self, way: Way) -> str:
        points: list[tuple[float, float]] = []
        for index, stop in enumerate(way.stops):
            y = self.layout.y[stop] + self.down
            if isinstance(stop, int):
                x, half = self._at(stop)[0], self.boxes[stop].width / 2
                points.append((x + half, y) if index == 0 else (x - half, y))
            else:
                points += [(self.left[stop[1]], y), (self.left[stop[1]] + self._breadth(stop[1]), y)]
        if way.is_back:
            points.reverse()
        text = f"M{rounded(points[0][0])} {rounded(points[0][1])}"
        for (x1, y1), (x2, y2) in zip(points[::2], points[1::2], strict=True):
            middle = rounded((x1 + x2) / 2)
            text += f"C{middle} {rounded(y1)} {middle} {rounded(y2)} {rounded(x2)} {rounded(y2)}"
            after = points.index((x2, y2)) + 1
            if after < len(points):
                text += f"L{rounded(points[after][0])} {rounded(points[after][1])}"
        return text

    def _words(self, label: Label) -> str:
        """Return words in the middle of a gap, on a ground that keeps them apart from lines."""
        begin = self.left[label.gap] + self._breadth(label.gap)
        behind = label.gap + 1 < len(self.left)
        x = (begin + self.left[label.gap + 1]) / 2 if behind else begin + BROAD_GAP / 2
        broadest = max(map(width, label.texts))
        size = min(SMALL, (BROAD_GAP - 16) / broadest)
        tall = len(label.texts) * (SMALL + 1)
        top = label.y + self.down - tall / 2
        ground = (
            f'<rect x="{rounded(x - broadest * size / 2 - 1)}" y="{rounded(top)}" width="{rounded(broadest * size + 2)}"'
            f' height="{rounded(tall)}" rx="2" fill="#FFFFFF" fill-opacity=".88"/>'
        )
        spans = "".join(
            f'<tspan x="{rounded(x)}" y="{rounded(top + index * (SMALL + 1) + SMALL * 0.9)}">{escaped(text)}</tspan>'
            for index, text in enumerate(label.texts)
        )
        return f'{ground}<text font-size="{rounded(size)}" text-anchor="middle" fill="{label.colour}">{spans}</text>'
