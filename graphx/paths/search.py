"""Every start against every end: exact hops by certain and by possible walks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN
from graphx.model.columns import run_starts
from graphx.paths.arrivals import PlainArrivals
from graphx.paths.breadth_first import BreadthFirst
from graphx.paths.sweep import BLOCK, Sweep
from graphx.paths.words import WORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools
    from graphx.paths.arrivals import Arrivals, Distances, Hops
    from graphx.paths.product import Start
    from graphx.paths.region import Begins, Region


class End(NamedTuple):
    """An entity that is asked for, and whether it is certainly what is asked for."""

    entity: int
    level: int


@dataclass(frozen=True)
class Reach:
    """How a block of ends is reached: hops per start and end (-1: not), by certain walks and by possible ones."""

    ends: Sequence[End]
    certain: Hops
    possible: Hops
    arrivals: Arrivals
    """What the backward sweep reached: a source per end, and one more per end for its certain walks."""
    strict_from: int
    """Where the sources of certain walks begin; 0 if every walk is certain."""
    region: Region
    known: Sequence[int | None] | None = None
    """Of each end, up to how many hops walks to it were looked for; None: of any length."""
    widened: Callable[[End, int], Reach] | None = None
    """Looks for longer walks to an end than those of so many hops."""

    def wider(self, end: int) -> Reach:
        """Return how one of the ends is reached by longer walks, too."""
        known = None if self.known is None else self.known[end]
        return self if known is None or self.widened is None else self.widened(self.ends[end], known)

    def best(self, line: NDArray[np.integer], column: NDArray[np.integer]) -> tuple[Bools, Hops]:
        """Return of pairs of a start and an end whether a certain walk joins them, and the hops: of that one where it does."""
        certain = self.certain[line, column]
        is_certain: Bools = certain >= 0
        return is_certain, np.where(is_certain, certain, self.possible[line, column])

    def distances(self, end: int, least: int) -> Distances:
        """Return the hops from the rows of the product to an end of this block."""
        return self.arrivals.of(end + (self.strict_from if least == CERTAIN else 0))


def reaches(region: Region, starts: Sequence[Start], ends: Sequence[End], max_hops: int | None) -> Iterator[Reach]:
    """Yield how each block of ends is reached. Cost: one backward sweep per block, for certain and possible walks."""
    for first in range(0, len(ends), BLOCK):
        yield Search(region, starts, ends[first : first + BLOCK], max_hops).reach()


@dataclass(frozen=True)
class Search:
    """Some starts and a block of ends in a region, to be searched backward from the ends."""

    region: Region
    starts: Sequence[Start]
    ends: Sequence[End]
    max_hops: int | None
    horizon: Sequence[int] | None = None
    """As of a sweep."""

    def reach(self) -> Reach:
        """Return how the ends are reached."""
        region, ends = self.region, self.ends
        begins = region.all_begins(self.starts)
        begins_certainly = bool((begins.level == CERTAIN).all())
        all_certain = region.is_certain_throughout and begins_certainly and all(end.level == CERTAIN for end in ends)
        width = 1 if len(ends) == 1 else WORD * -(-len(ends) // WORD)
        strict_from = 0 if all_certain else width
        seeds = [region.ends(end.entity) for end in ends]
        if strict_from:
            seeds += [[] for _ in range(strict_from - len(ends))]
            seeds += [region.ends(end.entity, CERTAIN) if end.level == CERTAIN else [] for end in ends]
        arrivals = self._arrivals(seeds, strict_from)
        possible = _hops(arrivals, begins, len(self.starts), range(len(ends)))
        certain = possible
        if not all_certain:
            surely = begins.of(np.flatnonzero(begins.level >= CERTAIN))
            certain = _hops(arrivals, surely, len(self.starts), range(strict_from, strict_from + len(ends)))
        column_of = {end.entity: column for column, end in enumerate(ends)}
        for line, start in enumerate(self.starts):
            if start.entity in column_of:  # a start is never its own end
                certain[line, column_of[start.entity]] = possible[line, column_of[start.entity]] = -1
        return Reach(ends, certain, possible, arrivals, strict_from, region)

    def _arrivals(self, seeds: Sequence[Sequence[int]], strict_from: int) -> Arrivals:
        """Search backward from the rows of each source; those from `strict_from` on, if any, cross certain edges only."""
        region, limit, horizon = self.region, self.max_hops, self.horizon
        if len(self.ends) > 1:
            strict = strict_from or None
            return Sweep(region, seeds, limit, backward=True, strict_from=strict, horizon=horizon).arrivals()
        searches = [
            BreadthFirst(region, rows, limit, backward=True, certainly=0 < strict_from <= source, horizon=horizon)
            for source, rows in enumerate(seeds)
        ]
        return PlainArrivals([search.finished() for search in searches])


def _hops(arrivals: Arrivals, begins: Begins, starts: int, sources: range) -> Hops:
    """Return the hops per start and source from the nearest row in which a walk may begin, -1 where none."""
    hops = np.full((starts, len(sources)), -1, np.int32)
    least, from_each = (each.view(np.uint32) for each in (hops, arrivals.hops(begins.row, sources)))  # -1 is farthest
    first = run_starts(begins.line)
    rank = np.arange(len(begins.line)) - np.repeat(first, np.diff(first, append=len(begins.line)))
    for number in range(rank.max(initial=-1) + 1):  # the one row of each start, then the second of those that have two
        own = np.flatnonzero(rank == number)
        line = begins.line[own]
        least[line] = np.minimum(least[line], from_each[own])
    return hops
