"""The first walk of very many pairs at once, as far as its entities matter: in the order of walks, all pairs together.

From the farthest starts inward, level by level, each pair keeps the rows of its first entity: the least by id among those
that are one hop nearer to its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.columns import ranges, run_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools, Ints
    from graphx.paths.product import Start
    from graphx.paths.region import Begins, Region
    from graphx.paths.search import Reach

    Numbers = NDArray[np.integer]


TOGETHER: Final = 1 << 17
"""How many pairs walk together: more would cost memory, and fall out of the processor's cache."""


def visits(
    region: Region, reach: Reach, starts: Sequence[Start], line: Numbers, column: Numbers, counted: Bools
) -> Ints:
    """Return how many of the counted entities the first walk of each pair visits after its start.

    Pairs are a start (by its line) and an end (by its column) that reach each other; the walk is certain where one is.
    `counted` has a row per entity. Cost: O(pairs x hops x edges of a row), in arrays.
    """
    begins = region.all_begins(starts)
    parts = [slice(first, first + TOGETHER) for first in range(0, len(line), TOGETHER)]
    visited = [_visits(region, reach, begins, line[part], column[part], counted) for part in parts]
    return np.concatenate(visited) if visited else np.zeros(0, np.int32)


def _visits(region: Region, reach: Reach, begins: Begins, line: Numbers, column: Numbers, counted: Bools) -> Ints:
    is_certain, hops = reach.best(line, column)
    source = column + np.where(is_certain, reach.strict_from, 0)
    begun, begun_at = _begun(begins, line, is_certain)
    order = np.argsort(-hops[begun], kind="stable")
    begun, begun_at = begun[order], begun_at[order]
    adjacency = region.adjacency(backward=False)
    visited = np.zeros(len(line), np.int32)
    pair, row = begun[:0], begun_at[:0]
    for level in range(int(hops.max(initial=0)), 0, -1):
        first, last = np.searchsorted(-hops[begun], [-level, -level + 1])
        if first < last:
            joining = begun[first:last], begun_at[first:last]
            is_there = reach.arrivals.at(level, joining[1], source[joining[0]])
            pair = np.concatenate((pair, joining[0][is_there]))
            row = np.concatenate((row, joining[1][is_there]))
        index, crossed = adjacency.onward(row)
        pair, row = pair[index], adjacency.beyond[crossed]
        nearer = reach.arrivals.at(level - 1, row, source[pair])
        nearer = nearer[adjacency.certain[crossed[nearer]] | ~is_certain[pair[nearer]]]
        pair, row = _least(pair[nearer], row[nearer], region.entity)
        pairs = run_starts(pair)
        visited[pair[pairs]] += counted[region.entity[row[pairs]]]
    return visited


def _begun(begins: Begins, line: Numbers, is_certain: Bools) -> tuple[NDArray[np.intp], Numbers]:
    """Return the rows in which the walks of pairs may begin: the number of the pair, and the row."""
    first, last = np.searchsorted(begins.line, [line, line + 1])
    pair = np.repeat(np.arange(len(line)), last - first)
    begun = ranges(first, last - first)
    fitting = np.flatnonzero(begins.level[begun] >= np.where(is_certain[pair], CERTAIN, POSSIBLE))
    return pair[fitting], begins.row[begun[fitting]]


def _least(pair: NDArray[np.intp], row: Numbers, entity_of: Ints) -> tuple[NDArray[np.intp], Numbers]:
    """Return the rows of the least entity of each pair, each once; those of a pair stand together."""
    entity = entity_of[row]
    first = run_starts(pair)
    least = np.repeat(np.minimum.reduceat(entity, first), np.diff(first, append=len(pair))) if len(first) else entity
    kept = np.flatnonzero(entity == least)
    pair, row = pair[kept], row[kept]
    if len(pair) == len(first):
        return pair, row
    return np.divmod(np.unique(pair * len(entity_of) + row), len(entity_of))
