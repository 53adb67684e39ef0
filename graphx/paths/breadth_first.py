"""One source alone: at which level it reaches each row, by a breadth-first search that takes each level the cheapest way.

Half the work of a sweep, in which a source is one of many: a row is reached or not, and whoever reaches it first will do.
Source: S. Beamer, K. Asanović, D. Patterson, Direction-optimizing breadth-first search, SC 2012.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.model.columns import looked_up, ranges
from graphx.paths.exploring import THIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools
    from graphx.paths.arrivals import Hops
    from graphx.paths.region import Region

    Numbers = NDArray[np.integer]

SCAN: Final = 4
"""So many edges are looked at, all in their order, at the cost of crossing one that leaves the level."""
SPARSE: Final = 32
"""Up to one row in so many, those that are new are sorted; more are marked in a table."""


class BreadthFirst:
    """A search from some rows, which are at level 0."""

    def __init__(
        self,
        region: Region,
        rows: Sequence[int],
        limit: int | None = None,
        *,
        backward: bool = False,
        certainly: bool = False,
        horizon: Sequence[int] | None = None,
    ) -> None:
        """Begin; `limit` is the last level, `certainly` crosses certain edges only, and a `horizon` is as of a sweep."""
        self._region = region
        self._backward = backward
        self._certainly = certainly
        self._limit = limit if horizon is None else len(horizon) - 1
        self._horizon = horizon
        self._level = 0
        self._border: Numbers = np.unique(np.array(rows, np.int64))
        self._lacking = region.size
        self.levels: Hops = np.full(region.size, -1, np.int32)
        """By row; -1 where it is not reached."""
        self._reach(self._border)

    def finished(self) -> Hops:
        """Go on to the end, and return the level of each row."""
        while len(self._border) and self._level != self._limit:
            if len(self._border) <= THIN and self._region.is_ready(backward=self._backward):
                self._thin()
            else:
                self._level += 1
                found = self._next()
                self._reach(found[: found.searchsorted(self._in_reach)])
        return self.levels

    @property
    def _in_reach(self) -> int:
        """The first row that may not be reached at this level, as none behind it."""
        return self._region.size if self._horizon is None else self._horizon[self._level]

    def _reach(self, rows: Numbers) -> None:
        """Note that rows, in order, are reached at this level."""
        self.levels[rows] = self._level
        self._lacking -= len(rows)
        self._border = rows

    def _next(self) -> Numbers:
        """Return the rows of the next level, in order, by whichever way has fewest edges to look at."""
        pulling = self._region.is_ready(backward=not self._backward)
        pushing = self._region.is_ready(backward=self._backward)
        adjacency = self._region.adjacency(backward=self._backward if pushing else not self._backward)
        edges = len(adjacency.beyond)
        each = min(edges, self._region.size * self._region.size // len(self._border)) / self._region.size
        asked = self._lacking * each if pulling else edges
        if pushing:
            begin, end = adjacency.starts[self._border], adjacency.starts[self._border + 1]
            return self._pushed(begin, end - begin) if (end - begin).sum() <= asked or not pulling else self._pulled()
        return self._scanned() if edges / SCAN < asked else self._pulled()

    def _pushed(self, begin: Numbers, degree: Numbers) -> Numbers:
        """Cross all edges that leave this level."""
        adjacency = self._region.adjacency(backward=self._backward)
        return self._fresh(ranges(begin, degree), adjacency.beyond, adjacency.certain)

    def _scanned(self) -> Numbers:
        """Look for the same among all edges, which are sorted by what they reach."""
        opposite = self._region.adjacency(backward=not self._backward)
        leaving = np.flatnonzero(looked_up(self._on_border(), opposite.beyond))
        return self._fresh(leaving, opposite.near, opposite.certain)

    def _pulled(self) -> Numbers:
        """Ask all rows that are not reached, instead, over one edge after the other until one of this level is met."""
        starts, beyond, _, _, certain = self._region.adjacency(backward=not self._backward)
        is_border = self._on_border()
        rows = np.flatnonzero(self.levels < 0)
        at, end = starts[rows].astype(np.int32), starts[rows + 1].astype(np.int32)
        found = np.zeros(self._region.size, bool)
        while True:
            asking = np.flatnonzero(at < end)
            if len(asking) < len(rows):
                rows, at, end = rows[asking], at[asking], end[asking]
            if not len(rows):
                return np.flatnonzero(found)
            meets = is_border.take(beyond.take(at))
            if self._certainly:
                meets &= certain[at]
            found[rows[meets]] = True
            lacking = np.flatnonzero(~meets)
            rows, at, end = rows[lacking], at[lacking] + 1, end[lacking]

    def _fresh(self, edges: Numbers, beyond: Numbers, certain: Bools) -> Numbers:
        """Return what some edges reach that was not reached before, in order."""
        if self._certainly:
            edges = edges[certain[edges]]
        reached = beyond.take(edges)
        fresh = reached[self.levels.take(reached) < 0]
        if len(fresh) * SPARSE < self._region.size:
            return np.unique(fresh)
        is_fresh = np.zeros(self._region.size, bool)
        is_fresh[fresh] = True
        return np.flatnonzero(is_fresh)

    def _on_border(self) -> Bools:
        """Return which rows are of this level."""
        is_border = np.zeros(self._region.size, bool)
        is_border[self._border] = True
        return is_border

    def _thin(self) -> None:
        """Go on while levels are thin, on plain integers: a chain is many levels of one row."""
        starts, beyond, _, _, certain = self._region.adjacency(backward=self._backward)
        levels = self.levels
        border = self._border.tolist()
        while border and len(border) <= THIN and self._level != self._limit:
            self._level += 1
            in_reach = self._in_reach
            reached = []
            for row in border:
                for edge in range(starts.item(row), starts.item(row + 1)):
                    target = beyond.item(edge)
                    if target < in_reach and levels.item(target) < 0 and (certain.item(edge) or not self._certainly):
                        levels[target] = self._level
                        reached.append(target)
            border = reached
            self._lacking -= len(reached)
        self._border = np.array(sorted(border), np.int64)
