"""One source alone: at which level it reaches each row, by a breadth-first search that takes each level the cheapest way.

Half the work of a sweep, in which a source is one of many: a row is reached or not, and whoever reaches it first will do.
Source: S. Beamer, K. Asanović, D. Patterson, Direction-optimizing breadth-first search, SC 2012.
"""

from __future__ import annotations

from functools import cached_property
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
        self._is_lacking = np.ones(region.size, bool)
        """Where the level is -1: a mask is looked up in half of the time."""
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
        self._is_lacking[rows] = False
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
            degree = self._degree.take(self._border)
            return self._pushed(degree) if degree.sum() <= asked or not pulling else self._pulled()
        return self._scanned() if edges / SCAN < asked else self._pulled()

    @cached_property
    def _degree(self) -> Numbers:
        """How many edges leave each row."""
        return np.diff(self._region.adjacency(backward=self._backward).starts)

    def _pushed(self, degree: Numbers) -> Numbers:
        """Cross all edges that leave this level, so many from each row."""
        adjacency = self._region.adjacency(backward=self._backward)
        edges = ranges(adjacency.starts.take(self._border), degree)
        return self._fresh(edges, adjacency.beyond, adjacency.certain)

    def _scanned(self) -> Numbers:
        """Look for the same among all edges, which are sorted by what they reach."""
        opposite = self._region.adjacency(backward=not self._backward)
        leaving = np.flatnonzero(looked_up(self._on_border(), opposite.beyond))
        return self._fresh(leaving, opposite.near, opposite.certain)

    def _pulled(self) -> Numbers:
        """Ask all rows that are not reached, instead, over one edge after the other until one of this level is met."""
        starts, beyond, _, _, certain = self._region.adjacency(backward=not self._backward)
        is_border = self._on_border()
        found = self._is_lacking.copy()
        rows = np.flatnonzero(found)
        at, end = starts.take(rows).astype(np.int32), starts.take(rows + 1).astype(np.int32)
        is_missing = np.ones(len(rows), bool)
        while True:
            has_more = at < end
            found[rows[is_missing & ~has_more]] = False
            asking = np.flatnonzero(is_missing & has_more)
            if not len(asking):
                return np.flatnonzero(found)
            rows, at, end = rows.take(asking), at.take(asking), end.take(asking)
            is_missing = ~is_border.take(beyond.take(at))
            if self._certainly:
                is_missing |= ~certain.take(at)
            at += 1

    def _fresh(self, edges: Numbers, beyond: Numbers, certain: Bools) -> Numbers:
        """Return what some edges reach that was not reached before, in order."""
        if self._certainly:
            edges = edges[certain[edges]]
        reached = beyond.take(edges)
        if len(reached) * SPARSE < self._region.size:
            return np.unique(reached[self._is_lacking.take(reached)])
        is_fresh = np.zeros(self._region.size, bool)
        is_fresh[reached] = True
        is_fresh &= self._is_lacking
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
                        self._is_lacking[target] = False
                        reached.append(target)
            border = reached
            self._lacking -= len(reached)
        self._border = np.array(sorted(border), np.int64)
