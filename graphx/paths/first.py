"""The first walk of very many pairs at once, as far as its entities matter: in the order of walks, all pairs together.

From the farthest starts inward, level by level, each pair keeps the rows of its first entity: the least by id among those
that are one hop nearer to its end. Pairs that come to the same row on the way to the same end go on as one, and none goes on
from where every entity that may follows counts, as behind a company that buys from companies: there each hop is one more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.columns import ranges, run_starts, told_apart

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


def visits(reach: Reach, starts: Sequence[Start], line: Numbers, column: Numbers, counted: Bools) -> Ints:
    """Return how many of the counted entities the first walk of each pair visits after its start.

    Pairs are a start (by its line) and an end (by its column) that reach each other; the walk is certain where one is.
    `counted` has a row per entity. Cost: O(pairs x hops x edges of a row), in arrays.
    """
    region = reach.region
    begins = region.all_begins(starts)
    is_open = _passing(region, ~counted)[region.rows.state]
    walks = np.zeros(len(starts), bool)
    walks[begins.line[is_open[begins.row]]] = True
    walking = np.flatnonzero(walks[line])
    _, hops = reach.best(line, column)
    visited: Ints = hops.astype(np.int32)
    for first in range(0, len(walking), TOGETHER):
        part = walking[first : first + TOGETHER]
        visited[part] = _visits(reach, begins, line[part], column[part], counted, is_open)
    return visited


def _passing(region: Region, wanted: Bools) -> Bools:
    """Return from which states a walk may come to one of some entities (a mask), as far as the kinds of hops in the region tell."""
    product = region.product
    has_some = np.bincount(region.rows.state, wanted[region.entity], minlength=len(product.states)) > 0
    moves = {
        (each.source, each.target) for code, each in enumerate(product.passages) if (region.edges.passage == code).any()
    }
    passing = np.zeros(len(product.states), bool)
    while more := [source for source, target in moves if (has_some | passing)[target] and not passing[source]]:
        passing[more] = True
    return passing


def _visits(reach: Reach, begins: Begins, line: Numbers, column: Numbers, counted: Bools, is_open: Bools) -> Ints:
    is_certain, hops = reach.best(line, column)
    source = column + np.where(is_certain, reach.strict_from, 0)
    begun, begun_at = _begun(begins, line, is_certain)
    order = np.argsort(-hops[begun], kind="stable")
    begun, begun_at = begun[order], begun_at[order]
    region = reach.region
    adjacency = region.adjacency(backward=False)
    walkers = _Walkers(source[:0], begun[:0], begun_at[:0])
    steps: list[tuple[int, NDArray[np.intp], NDArray[np.intp], Bools, NDArray[np.intp]]] = []
    for level in range(int(hops.max(initial=0)), 0, -1):
        first, last = np.searchsorted(-hops[begun], [-level, -level + 1])
        is_there = first + reach.arrivals.at(level, begun_at[first:last], source[begun[first:last]])
        joining = begun[is_there][run_starts(begun[is_there])]
        walkers = walkers.joined(source[joining], np.searchsorted(joining, begun[is_there]), begun_at[is_there])
        index, crossed = adjacency.onward(walkers.row)
        walker, row = walkers.number[index], adjacency.beyond[crossed]
        to = walkers.source[walker]
        nearer = reach.arrivals.at(level - 1, row, to)
        nearer = nearer[adjacency.certain[crossed[nearer]] | (to[nearer] < reach.strict_from)]
        stand = _least(walker[nearer], row[nearer], region.entity)
        walkers, merged = _Walkers(walkers.source, *stand).merged(region.size)
        is_counted = counted[region.entity[walkers.row[run_starts(walkers.number)]]]
        walkers, going = walkers.going(is_open)
        steps.append((level, joining, merged, is_counted, going))
    visited = np.zeros(len(line), np.int32)
    onward = np.zeros(len(walkers.source), np.int32)
    for level, joining, merged, is_counted, going in reversed(steps):
        ahead = np.full(len(is_counted), level - 1, np.int32)
        ahead[going] = onward
        onward = (ahead + is_counted)[merged]
        visited[joining] = onward[len(onward) - len(joining) :]
        onward = onward[: len(onward) - len(joining)]
    return visited


class _Walkers(NamedTuple):
    """Who walks: those that stand in the same row and have the same end walk on as one."""

    source: Numbers
    """Toward which source of the sweep each walks."""
    number: NDArray[np.intp]
    """Of the rows in which they stand, those of a walker together: whose row it is."""
    row: Numbers

    def joined(self, source: Numbers, number: NDArray[np.intp], row: Numbers) -> _Walkers:
        """Return these and others, who are numbered behind them."""
        columns = (source, len(self.source) + number, row)
        return _Walkers(*(np.concatenate(each) for each in zip(self, columns, strict=True)))

    def merged(self, size: int) -> tuple[_Walkers, NDArray[np.intp]]:
        """Return them with those that walk alike as one, and as which one each walks on; of `size` rows in all.

        Who stands in several rows stays alone.
        """
        first = run_starts(self.number)
        rows = np.diff(first, append=len(self.number))
        alone = size * (int(self.source.max(initial=0)) + 1) + np.arange(len(first))
        alike = np.where(rows == 1, self.row[first].astype(np.int64) + self.source * size, alone)
        kept, one = told_apart(alike)
        return self._of(kept, first, rows), one

    def going(self, is_open: Bools) -> tuple[_Walkers, NDArray[np.intp]]:
        """Return those that stand in a row of some (a mask), and which these are."""
        first = run_starts(self.number)
        kept = np.flatnonzero(np.bincount(self.number, is_open[self.row], minlength=len(first)))
        return self._of(kept, first, np.diff(first, append=len(self.number))), kept

    def _of(self, kept: Numbers, first: NDArray[np.intp], rows: NDArray[np.intp]) -> _Walkers:
        """Return some of them, in that order; of each it is given where its rows begin, and how many there are."""
        row = self.row[ranges(first[kept], rows[kept])]
        return _Walkers(self.source[kept], np.repeat(np.arange(len(kept)), rows[kept]), row)


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
