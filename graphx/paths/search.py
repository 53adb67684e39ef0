"""Every start against every end: exact hops by certain and by possible walks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN
from graphx.model.columns import run_starts
from graphx.paths.sweep import BLOCK, Horizon, Sweep
from graphx.paths.words import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    search: Search
    known: Sequence[int] | None = None
    """Of each end, up to how many hops the sweep followed walks; None: of any length."""

    def wider(self, end: int) -> Reach:
        """Return how one of the ends is reached by longer walks, too."""
        known = self.known and self.known[end]
        search = replace(self.search, ends=[self.ends[end]])
        return search.reach([known + SLACK] if known and len(self.ends) > 1 else None)

    def best(self, line: NDArray[np.integer], column: NDArray[np.integer]) -> tuple[Bools, Hops]:
        """Return of pairs of a start and an end whether a certain walk joins them, and the hops: of that one where it does."""
        certain = self.certain[line, column]
        is_certain: Bools = certain >= 0
        return is_certain, np.where(is_certain, certain, self.possible[line, column])

    def distances(self, end: int, least: int) -> Distances:
        """Return the hops from the rows of the product to an end of this block."""
        return self.arrivals.of(end + (self.strict_from if least == CERTAIN else 0))


LARGE: Final = 1 << 19
"""From so many rows on, a sweep for one start looks first at what lies on walks that are hardly longer than the shortest."""
SLACK: Final = 3
"""By how many hops."""


def reaches(region: Region, starts: Sequence[Start], ends: Sequence[End], max_hops: int | None) -> Iterator[Reach]:
    """Yield how each block of ends is reached. Cost: one backward sweep per block, for certain and possible walks."""
    for first in range(0, len(ends), BLOCK):
        search = Search(region, starts, ends[first : first + BLOCK], max_hops)
        yield search.near() or search.reach()


@dataclass(frozen=True)
class Search:
    """Some starts and a block of ends in a region, to be searched backward from the ends."""

    region: Region
    starts: Sequence[Start]
    ends: Sequence[End]
    max_hops: int | None

    def near(self) -> Reach | None:
        """Return how the ends are reached if that can be told from walks that are hardly longer than the shortest.

        In a graph where everybody reaches everybody these lie among few rows.
        """
        if self.region.is_backward or len(self.starts) > 1 or self.max_hops is not None or self.region.size < LARGE:
            return None
        nearest = [min(self.region.hops(np.array(rows)).tolist(), default=-1) for rows in self._accepted()]
        known = [hops if hops < 0 else hops + SLACK for hops in nearest]
        reach = self.reach(known)
        (own,) = (start.entity for start in self.starts)
        pairs = zip(self.ends, nearest, reach.possible[0].tolist(), reach.certain[0].tolist(), strict=True)
        is_settled = all(
            end.entity == own or hops < 0 or (possible if end.level < CERTAIN else certain) >= 0
            for end, hops, possible, certain in pairs
        )
        return reach if is_settled else None

    def reach(self, known: Sequence[int] | None = None) -> Reach:
        """Return how the ends are reached; `known` are the most hops of walks to each that are looked at."""
        region, ends = self.region, self.ends
        begins = region.all_begins(self.starts)
        begins_certainly = bool((begins.level == CERTAIN).all())
        all_certain = region.is_certain_throughout and begins_certainly and all(end.level == CERTAIN for end in ends)
        seeds = self._accepted()
        strict_from = 0
        if not all_certain:
            strict_from = WORD * -(-len(ends) // WORD)
            seeds += [[] for _ in range(strict_from - len(ends))]
            seeds += [region.ends(end.entity, CERTAIN) if end.level == CERTAIN else [] for end in ends]
        horizon = None
        if known is not None:
            horizon = Horizon(region, known if all_certain else [*known, *[-1] * (strict_from - len(ends)), *known])
        sweep = Sweep(region, seeds, self.max_hops, backward=True, strict_from=strict_from or None, horizon=horizon)
        arrivals = sweep.arrivals()
        possible = _hops(arrivals, begins, len(self.starts), range(len(ends)))
        certain = possible
        if not all_certain:
            surely = begins.of(np.flatnonzero(begins.level >= CERTAIN))
            certain = _hops(arrivals, surely, len(self.starts), range(strict_from, strict_from + len(ends)))
        column_of = {end.entity: column for column, end in enumerate(ends)}
        for line, start in enumerate(self.starts):
            if start.entity in column_of:  # a start is never its own end
                certain[line, column_of[start.entity]] = possible[line, column_of[start.entity]] = -1
        return Reach(ends, certain, possible, arrivals, strict_from, self, known)

    def _accepted(self) -> list[list[int]]:
        return [self.region.ends(end.entity) for end in self.ends]


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
