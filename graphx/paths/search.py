"""Every start against every end: exact hops by certain and by possible walks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.paths.sweep import BLOCK, WORD, Levels, Sweep, bits, has_bit
from graphx.paths.walks import Distances

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools
    from graphx.paths.product import Start
    from graphx.paths.region import Begins, Region

    Hops = NDArray[np.int32]


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
    levels: Sequence[Levels]
    """What the backward sweep reached: a source per end, and one more per end for its certain walks."""
    strict_from: int
    """Where the sources of certain walks begin; 0 if every walk is certain."""
    size: int

    def best(self, line: NDArray[np.integer], column: NDArray[np.integer]) -> tuple[Bools, Hops]:
        """Return of pairs of a start and an end whether a certain walk joins them, and the hops: of that one where it does."""
        certain = self.certain[line, column]
        is_certain: Bools = certain >= 0
        return is_certain, np.where(is_certain, certain, self.possible[line, column])

    def distances(self, end: int, least: int) -> Distances:
        """Return the hops from every row of the product to an end of this block.

        The array is the same for every end; it holds until the next one is asked for at this level.
        """
        level, rows, words = self._reached
        if least not in self._distances:
            self._distances[least] = Distances(np.full(self.size, -1, np.int32), rows[:0])
        hops, filled = self._distances[least]
        hops[filled] = -1
        chosen = has_bit(words, end + (self.strict_from if least == CERTAIN else 0))
        hops[rows[chosen]] = level[chosen]
        self._distances[least] = Distances(hops, rows[chosen])
        return self._distances[least]

    @cached_property
    def _reached(self) -> Levels:
        return Levels(*(np.concatenate(columns) for columns in zip(*self.levels, strict=True)))

    @cached_property
    def _distances(self) -> dict[int, Distances]:
        return {}


def reaches(region: Region, starts: Sequence[Start], ends: Sequence[End], max_hops: int | None) -> Iterator[Reach]:
    """Yield how each block of ends is reached. Cost: one backward sweep per block, for certain and possible walks."""
    begins = region.all_begins(starts)
    begun = {least: _Begun(region.size, len(starts), begins, least) for least in (CERTAIN, POSSIBLE)}
    begins_certainly = all(level == CERTAIN for start in starts for _, level in start.states)
    for first in range(0, len(ends), BLOCK):
        block = ends[first : first + BLOCK]
        seeds = [region.ends(end.entity) for end in block]
        all_certain = region.is_certain_throughout and begins_certainly and all(end.level == CERTAIN for end in block)
        strict_from = 0
        if not all_certain:
            strict_from = WORD * -(-len(block) // WORD)
            seeds += [[] for _ in range(strict_from - len(block))]
            seeds += [region.ends(end.entity, CERTAIN) if end.level == CERTAIN else [] for end in block]
        sweep = Sweep(region, seeds, max_hops, backward=True, strict_from=strict_from)
        levels = list(sweep.levels())
        possible = begun[POSSIBLE].hops(levels, range(len(block)))
        certain = begun[CERTAIN].hops(levels, range(strict_from, strict_from + len(block)))
        column_of = {end.entity: column for column, end in enumerate(block)}
        for line, start in enumerate(starts):
            if start.entity in column_of:  # a start is never its own end
                certain[line, column_of[start.entity]] = possible[line, column_of[start.entity]] = -1
        yield Reach(block, certain, possible, levels, strict_from, region.size)


class _Begun:
    """Which start begins at which row, by walks of at least a level."""

    def __init__(self, size: int, count: int, begins: Begins, least: int) -> None:
        self._count = count
        self._start_of_row = np.full(size, -1, np.int32)
        line, row, level = begins
        self._start_of_row[row[level >= least]] = line[level >= least]

    def hops(self, levels: Sequence[Levels], sources: range) -> Hops:
        """Return the hops per start and source, -1 where none."""
        hops = np.full((self._count, len(sources)), -1, np.int32)
        first, last = sources.start // WORD, -(-sources.stop // WORD)
        for reached in reversed(levels):  # the least level last: it stays
            line = self._start_of_row[reached.rows]
            begun = np.flatnonzero(line >= 0)[::-1]
            index, column = np.nonzero(bits(reached.words[begun, first:last], len(sources)))
            hops[line[begun][index], column] = reached.level[begun][index]
        return hops
