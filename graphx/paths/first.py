"""The first walk of very many pairs at once, as far as its entities matter: in the order of walks, all pairs together.

From the farthest starts inward, level by level, each pair keeps the rows of its first entity: the least by id among those
that are one hop nearer to its end.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.columns import run_starts
from graphx.paths.product import ranges
from graphx.paths.sweep import have_bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools, Ints
    from graphx.paths.product import Start
    from graphx.paths.region import Region
    from graphx.paths.search import Reach
    from graphx.paths.sweep import Words

    Numbers = NDArray[np.integer]


def visits(
    region: Region, reach: Reach, starts: Sequence[Start], line: Numbers, column: Numbers, counted: Bools
) -> Ints:
    """Return how many of the counted entities the first walk of each pair visits after its start.

    Pairs are a start (by its line) and an end (by its column) that reach each other; the walk is certain where one is.
    `counted` has a row per entity. Cost: O(pairs x hops x edges of a row), in arrays.
    """
    is_certain, hops = reach.best(line, column)
    source = column + np.where(is_certain, reach.strict_from, 0)
    begun, begun_at = _begins(region, starts, line, is_certain)
    order = np.argsort(-hops[begun], kind="stable")
    begun, begun_at = begun[order], begun_at[order]
    levels = _ByLevel(reach)
    adjacency = region.adjacency(backward=False)
    visited = np.zeros(len(line), np.int32)
    pair, row = begun[:0], begun_at[:0]
    for level in range(int(hops.max(initial=0)), 0, -1):
        first, last = np.searchsorted(-hops[begun], [-level, -level + 1])
        joining = begun[first:last], begun_at[first:last]
        is_there = levels.have(level, joining[1], source[joining[0]])
        pair = np.concatenate((pair, joining[0][is_there]))
        row = np.concatenate((row, joining[1][is_there]))
        index, crossed = adjacency.onward(row)
        pair, row = pair[index], adjacency.beyond[crossed]
        nearer = levels.have(level - 1, row, source[pair]) & (adjacency.certain[crossed] | ~is_certain[pair])
        pair, row = _least(pair[nearer], row[nearer], region.entity)
        pairs = run_starts(pair)
        visited[pair[pairs]] += counted[region.entity[row[pairs]]]
    return visited


def _begins(
    region: Region, starts: Sequence[Start], line: Numbers, is_certain: Bools
) -> tuple[NDArray[np.intp], Numbers]:
    """Return the rows in which the walks of pairs may begin: the number of the pair, and the row."""
    begins = region.all_begins(starts)
    first, last = np.searchsorted(begins.line, [line, line + 1])
    pair = np.repeat(np.arange(len(line)), last - first)
    begun = ranges(first, last - first)
    fitting = np.flatnonzero(begins.level[begun] >= np.where(is_certain[pair], CERTAIN, POSSIBLE))
    return pair[fitting], begins.row[begun[fitting]]


def _least(pair: NDArray[np.intp], row: Numbers, entity_of: Ints) -> tuple[NDArray[np.intp], Numbers]:
    """Return, sorted by pair, the rows of the least entity of each pair, each once."""
    entity = entity_of[row]
    order = np.lexsort((row, entity, pair))
    pair, row, entity = pair[order], row[order], entity[order]
    first = run_starts(pair)
    least = np.repeat(entity[first], np.diff(first, append=len(pair)))
    is_new = np.diff(row, prepend=-1) != 0
    is_new[first] = True
    kept = (entity == least) & is_new
    return pair[kept], row[kept]


class _ByLevel:
    """Which sources reach rows first at a level."""

    def __init__(self, reach: Reach) -> None:
        self._rows: list[tuple[Numbers, Words]] = []
        for levels in reach.levels:
            bounds = run_starts(levels.level).tolist()
            self._rows += [
                (levels.rows[first:last], levels.words[first:last])
                for first, last in pairwise([*bounds, len(levels.level)])
            ]

    def have(self, level: int, row: Numbers, source: Numbers) -> Bools:
        """Return whether a source reaches a row first at a level, entry by entry."""
        rows, words = self._rows[level]
        place = np.minimum(np.searchsorted(rows, row), len(rows) - 1)
        have: Bools = (rows[place] == row) & have_bits(words, place, source)
        return have
