"""Where the boxes of a picture stand: columns by layer, few crossings, nothing on top of anything.

The method of Sugiyama, Tagawa and Toda (1981): long lines pass through a place of their own in each column on their way,
columns are ordered by the barycentres of their neighbours, and what stands in a column is moved as near to its
neighbours as the room between allows (pool adjacent violators). Lines of one style from or to the same box share
their way, so that a fan of fifty is one stem. Layers that are too tall for the page stand in several columns.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SWEEPS: Final = 12
FAINT: Final = 1e-9
"""The weight of what wishes for no height."""
LANE: Final = 8.0
"""Between ways that pass."""
Stop = tuple[int, int, str] | int
"""A box, or a place on the way: the box that shares it, the column, the style of its lines."""


@dataclass
class Way:
    """A line's stops from left to right, whichever way its arrow points."""

    line: int
    stops: list[Stop]
    hub: int
    """The end that shares its way with others."""
    is_back: bool


@dataclass
class Layout:
    """Columns of stops, each with its middle's height; ways by line."""

    columns: list[list[Stop]]
    y: dict[Stop, float] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    column: dict[int, int] = field(default_factory=dict)
    """By box."""

    @property
    def height(self) -> float:
        """From the highest middle to the lowest."""
        return max(self.y.values(), default=0.0) - min(self.y.values(), default=0.0)


def laid_out(
    layers: Sequence[int], lines: Sequence[tuple[int, int, str]], heights: Sequence[float], *, rows: int, gap: float
) -> Layout:
    """Return the layout of boxes by their layers and heights; `lines` are source, target, style.

    A column holds at most `rows` boxes, with `gap` between them.
    """
    columns = _columns(layers, lines, rows)
    column = {box: number for number, boxes in enumerate(columns) for box in boxes}
    layout = Layout([list(boxes) for boxes in columns], column=column)
    layout.ways = _ways(lines, column)
    for way in layout.ways:
        for stop in way.stops:
            if not isinstance(stop, int) and stop not in layout.y:
                layout.y[stop] = 0.0
                layout.columns[stop[1]].append(stop)
    beside = _neighbours(layout)
    _order(layout, beside)
    _settle(layout, beside, [height + gap for height in heights])
    return layout


def _columns(layers: Sequence[int], lines: Sequence[tuple[int, int, str]], rows: int) -> list[list[int]]:
    """Return the boxes by column: those of a layer that is too tall in several, neighbours together."""
    by_layer: defaultdict[int, list[int]] = defaultdict(list)
    for box, layer in enumerate(layers):
        by_layer[layer].append(box)
    ordered = [by_layer[layer] for layer in sorted(by_layer)]
    beside: defaultdict[int, list[int]] = defaultdict(list)
    for source, target, _ in lines:
        beside[source].append(target)
        beside[target].append(source)
    for _ in range(4):
        place = {box: index - len(boxes) / 2 for boxes in ordered for index, box in enumerate(boxes)}
        for boxes in ordered:
            means = {box: _mean([place[other] for other in beside[box]], place[box]) for box in boxes}
            boxes.sort(key=lambda box: (not beside[box], means[box]))
    columns = []
    for boxes in ordered:
        parts = -(-len(boxes) // rows)
        size = -(-len(boxes) // parts)
        columns += [boxes[at : at + size] for at in range(0, len(boxes), size)]
    return columns


def _ways(lines: Sequence[tuple[int, int, str]], column: dict[int, int]) -> list[Way]:
    degree = Counter(box for source, target, _ in lines for box in (source, target))
    ways = []
    for number, (source, target, style) in enumerate(lines):
        is_back = column[source] > column[target]
        near, far = (target, source) if is_back else (source, target)
        hub = near if degree[near] >= degree[far] else far
        between: list[Stop] = [(hub, at, style) for at in range(column[near] + 1, column[far])]
        ways.append(Way(number, [near, *between, far], hub, is_back))
    return ways


def _neighbours(layout: Layout) -> tuple[dict[Stop, list[Stop]], dict[Stop, list[Stop]]]:
    """Return, per stop, those in the column before and those in the column behind."""
    before: dict[Stop, list[Stop]] = defaultdict(list)
    behind: dict[Stop, list[Stop]] = defaultdict(list)
    seen = set()
    for way in layout.ways:
        for near, far in zip(way.stops, way.stops[1:], strict=False):
            if (near, far) not in seen and near != far and _at(layout, near) != _at(layout, far):
                seen.add((near, far))
                behind[near].append(far)
                before[far].append(near)
    return before, behind


def _at(layout: Layout, stop: Stop) -> int:
    return layout.column[stop] if isinstance(stop, int) else stop[1]


def _order(layout: Layout, beside: tuple[dict[Stop, list[Stop]], dict[Stop, list[Stop]]]) -> None:
    alone = {stop for column in layout.columns for stop in column if not beside[0][stop] and not beside[1][stop]}
    best, fewest = [list(column) for column in layout.columns], _crossings(layout, beside[0])
    for sweep in range(SWEEPS):
        is_forward = sweep % 2 == 0
        near = beside[0 if is_forward else 1]
        places = {stop: index for column in layout.columns for index, stop in enumerate(column)}
        for column in layout.columns if is_forward else reversed(layout.columns):
            means = {stop: _mean([places[other] for other in near[stop]], places[stop]) for stop in column}
            column.sort(key=lambda stop: (stop in alone, means[stop]))
            places.update({stop: index for index, stop in enumerate(column)})
        crossings = _crossings(layout, beside[0])
        if crossings < fewest:
            best, fewest = [list(column) for column in layout.columns], crossings
    layout.columns = best


def _crossings(layout: Layout, before: dict[Stop, list[Stop]]) -> int:
    """Return how many lines cross. Cost: O(lines log lines), and the moving of what is inserted."""
    total = 0
    places = {stop: index for column in layout.columns for index, stop in enumerate(column)}
    for column in layout.columns:
        passed: list[int] = []
        for stop in column:
            arriving = sorted(places[other] for other in before[stop])
            total += sum(len(passed) - bisect_right(passed, each) for each in arriving)
            for each in arriving:
                insort(passed, each)
    return total


def _settle(
    layout: Layout, beside: tuple[dict[Stop, list[Stop]], dict[Stop, list[Stop]]], rooms: Sequence[float]
) -> None:
    def half(stop: Stop) -> float:
        return rooms[stop] / 2 if isinstance(stop, int) else LANE / 2

    for column in layout.columns:
        layout.y.update(zip(column, apart([0.0] * len(column), [half(stop) for stop in column]), strict=True))
    for sweep in range(SWEEPS):
        columns = layout.columns if sweep % 2 == 0 else layout.columns[::-1]
        near = beside[sweep % 2]
        for column in columns:
            wished = [_wish(stop, layout, near, beside) for stop in column]
            layout.y.update(zip(column, apart(wished, [half(stop) for stop in column]), strict=True))
    top = min((layout.y[stop] - half(stop) for column in layout.columns for stop in column), default=0.0)
    for stop in layout.y:
        layout.y[stop] -= top


def _wish(
    stop: Stop,
    layout: Layout,
    near: dict[Stop, list[Stop]],
    beside: tuple[dict[Stop, list[Stop]], dict[Stop, list[Stop]]],
) -> float | None:
    if not near[stop]:
        return layout.y[stop] if any(side[stop] for side in beside) else None
    return _mean([layout.y[other] for other in near[stop]], 0.0)


def apart(wished: Sequence[float | None], halves: Sequence[float]) -> list[float]:
    """Return the heights nearest to those wished (least squares) that keep the order and overlap nowhere.

    What wishes for nothing stands behind what is before it, and moves nobody. Pool adjacent violators (Ayer and others, 1955).

    >>> apart([0.0, 0.0, 9.0, None], [1.0, 1.0, 1.0, 1.0])
    [-1.0, 1.0, 9.0, 11.0]
    """
    offsets, total = [], 0.0
    for half in halves:
        offsets.append(total + half)
        total += 2 * half
    pools: list[tuple[float, float, int]] = []  # the sum of wishes, their weight, and how many stand together
    for want, offset in zip(wished, offsets, strict=True):
        weight = FAINT if want is None else 1.0
        before = pools[-1][0] / pools[-1][1] if pools else 0.0
        pools.append(((before if want is None else want - offset) * weight, weight, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            pull, weight, count = pools.pop()
            pools[-1] = (pools[-1][0] + pull, pools[-1][1] + weight, pools[-1][2] + count)
    starts = [pull / weight for pull, weight, count in pools for _ in range(count)]
    return [round(start + offset, 6) for start, offset in zip(starts, offsets, strict=True)]


def _mean(values: Iterable[float], otherwise: float) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else otherwise
