"""One sweep for many: level by level through a product, a bit per source packed into words (multi-source BFS).

Source: M. Then et al., The More the Merrier: Efficient Multi-Source Graph Traversal, PVLDB 8(4), 2014.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.model.columns import ranges, run_starts, sorted_order
from graphx.paths.arrivals import PackedArrivals
from graphx.paths.exploring import THIN
from graphx.paths.words import WORD, bit, picked, some, united

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools, Ints
    from graphx.paths.region import Adjacency, Region
    from graphx.paths.words import Chosen, Words

BLOCK: Final = 256
"""How many starts or ends share a sweep: more would cost memory, fewer would repeat work."""
DENSE: Final = 6
"""From one row in so many on, a level is dense: not its edges are crossed, but all rows that lack a source are asked."""
PART: Final = 1 << 17
"""So many words are looked at together: they stay in the processor's cache."""
SCANS: Final = 24
"""So many levels may be found by scanning all edges before these are sorted, which costs about as much."""
_NOBODY: Final = np.zeros(0, bool)
CHUNK: Final = 4096
"""How many rows of thin levels are handed on together."""


class Levels(NamedTuple):
    """Rows reached first, at which level, and by whom; sorted by level and row, each row once per level."""

    level: NDArray[np.int32]
    rows: NDArray[np.integer]
    words: Words

    def of(self, chosen: NDArray[np.intp]) -> Levels:
        """Return some of them."""
        return Levels(self.level[chosen], self.rows[chosen], self.words[chosen])


class _Frontier:
    """The rows that were reached last, and by whom."""

    def __init__(self, rows: NDArray[np.integer], words: Words, *, is_table: bool = False) -> None:
        """Take the words of each of these rows, or a table of all rows, in which the others' are 0."""
        self.rows = rows
        self._words = words
        self._is_table = is_table

    @cached_property
    def words(self) -> Words:
        """Who reached each of the rows."""
        return picked(self._words, self.rows) if self._is_table else self._words

    def table(self, size: int) -> Words:
        """Return the same as a table of all so many rows."""
        if self._is_table:
            return self._words
        table: Words = np.zeros((size, self._words.shape[1]), np.uint64)
        table[self.rows] = self._words
        return table

    def of(self, wanted: Words) -> _Frontier:
        """Return what some sources reached."""
        words = self.words & wanted
        live = np.flatnonzero(some(words))
        return _Frontier(self.rows[live], words[live])


class Sweep:
    """Which rows each source reaches, and at which level first."""

    def __init__(
        self,
        region: Region,
        seeds: Sequence[Sequence[int]],
        limit: int | None = None,
        *,
        backward: bool = False,
        strict_from: int | None = None,
        within: Bools | None = None,
        horizon: Sequence[int] | None = None,
    ) -> None:
        """Begin with the rows of each source, at level 0; `limit` is the last level.

        Sources from `strict_from` on (a multiple of WORD) cross certain edges only. Rows outside `within` are not reached, nor
        at a level any but so many of the first as the `horizon` has; it ends at the last level.
        """
        self._region = region
        self._backward = backward
        self._limit = limit if horizon is None else len(horizon) - 1
        self._horizon = horizon
        self._strict_from = strict_from
        self._within = within
        self._scans = 0
        self._is_dated = False
        self._lacking: _Lacking | None = None
        self._arrivals = PackedArrivals(region.size, len(seeds))
        self.words = self._arrivals.words
        self.seen = self._arrivals.seen
        rows = sorted({row for source in seeds for row in source})
        position = {row: index for index, row in enumerate(rows)}
        words: Words = np.zeros((len(rows), self.words), np.uint64)
        for source, own in enumerate(seeds):
            for row in own:
                words[position[row], source // WORD] |= bit(source)
        self._level = 0
        self._frontier = _Frontier(np.array(rows, np.int64), words)
        self._wanted = np.bitwise_or.reduce(words, axis=0)
        self._arrivals.note(0, self._frontier.rows, words)

    def levels(self) -> Iterator[Levels]:
        """Yield what is reached, from level 0 on: a wide level by itself, thin ones several together."""
        yield self._last()
        while self._goes_on():
            if self._is_thin():
                yield self._thin()
            else:
                self._wide()
                yield self._last()

    def _last(self) -> Levels:
        rows = self._frontier.rows
        return Levels(np.full(len(rows), self._level, np.int32), rows, self._frontier.words)

    def finished(self) -> Words:
        """Go on to the end, and return which sources reach each row."""
        while self._goes_on():
            if self._is_thin():
                self._thin()
            else:
                self._wide()
        return self.seen

    @property
    def _in_reach(self) -> int:
        """The first row that may not be reached at this level, as none behind it."""
        return self._region.size if self._horizon is None else self._horizon[self._level]

    def _goes_on(self) -> bool:
        return len(self._frontier.rows) > 0 and self._level != self._limit

    def _is_thin(self) -> bool:
        return len(self._frontier.rows) <= THIN and self._is_ready()

    def arrivals(self) -> PackedArrivals:
        """Go from the beginning to the end, and return at which level each source reaches each row first."""
        self._is_dated = True
        self.finished()
        return self._arrivals

    def keep(self, wanted: Words) -> None:
        """Go on for some sources only: what the others reach beyond this level is not looked for."""
        self._wanted = self._wanted & wanted
        self._frontier = self._frontier.of(wanted)

    def _is_ready(self) -> bool:
        """Whether the adjacency of this direction is there: not to sort a large one pays for so many scans of the other."""
        return self._region.is_ready(backward=self._backward) or self._scans >= SCANS

    def _wide(self) -> None:
        """Go on by one level."""
        self._level += 1
        is_dense = len(self._frontier.rows) * DENSE >= self._region.size
        self._frontier = self._pulled() if is_dense else self._pushed()

    def _pushed(self) -> _Frontier:
        """Cross all edges that leave this level."""
        near, targets, certain = self._crossed() if self._is_ready() else self._scanned()
        if self._within is not None:
            inside = np.flatnonzero(self._within[targets])
            near, targets, certain = near[inside], targets[inside], certain[inside]
        words = picked(self._frontier.words, near)
        self._hold_back(words, certain)
        first = run_starts(targets)
        rows = targets[first]
        fresh = self._fresh(united(words, np.append(first, len(targets))), rows)
        live = np.flatnonzero(some(fresh))
        rows, fresh = rows[live], fresh[live]
        self._note(rows, fresh)
        return _Frontier(rows, fresh)

    def _pulled(self) -> _Frontier:
        """Ask all rows that lack a source, instead of crossing what leaves this level."""
        if self._lacking is None:
            self._lacking = _Lacking(self._region.adjacency(backward=not self._backward), self._within)
        reached = self._frontier.table(self._region.size)
        table: Words = np.zeros(reached.shape, np.uint64)
        live, lack = [_NOBODY], [_NOBODY]
        for rows, starts, beyond, certain in self._lacking.parts(PART // self.words):
            words = reached.take(beyond, axis=0, mode="clip")
            self._hold_back(words, certain)
            fresh = self._fresh(united(words, starts), rows)
            live.append(some(fresh))
            self._note(rows, fresh)
            table[rows] = fresh
            lack.append(some(self._wanted & ~picked(self.seen, rows)))
        reached_now = self._lacking.rows(np.concatenate(live))
        self._lacking.keep(np.concatenate(lack))
        return _Frontier(reached_now, table, is_table=True)

    def _fresh(self, words: Words, rows: Chosen) -> Words:
        """Return who of those that come to rows, in their order, had not been there."""
        fresh: Words = words & ~picked(self.seen, rows)
        inside = self._in_reach - rows.start if isinstance(rows, slice) else rows.searchsorted(self._in_reach)
        fresh[max(0, int(inside)) :] = 0
        return fresh

    def _hold_back(self, words: Words, certain: Bools) -> None:
        """Take from what goes over edges those that cross certain ones only."""
        if self._strict_from is not None:
            words[np.flatnonzero(~certain), self._strict_from // WORD :] = 0

    def _note(self, rows: Chosen, words: Words) -> None:
        self._arrivals.note(self._level if self._is_dated else 0, rows, words)

    def _crossed(self) -> tuple[Ints, Ints, Bools]:
        """Return the edges onward from the rows of this level, sorted by what they reach: (index of the row, row reached, certain)."""
        adjacency = self._region.adjacency(backward=self._backward)
        near, crossed = adjacency.onward(self._frontier.rows)
        targets = adjacency.beyond[crossed]
        order = sorted_order(targets)
        return near[order], targets[order], adjacency.certain[crossed[order]]

    def _scanned(self) -> tuple[Ints, Ints, Bools]:
        """Return the same from the adjacency of the other direction, whose rows are what is reached: all edges are looked at."""
        self._scans += 1
        opposite = self._region.adjacency(backward=not self._backward)
        rows = self._frontier.rows
        is_near = np.zeros(self._region.size, bool)
        is_near[rows] = True
        live = np.flatnonzero(is_near[opposite.beyond[: opposite.starts[self._in_reach]]])
        position = np.empty(self._region.size, np.int32)
        position[rows] = np.arange(len(rows), dtype=np.int32)
        return position[opposite.beyond[live]], opposite.near[live], opposite.certain[live]

    def _thin(self) -> Levels:
        """Go on while levels are thin, on plain integers: a chain is many levels of one row."""
        starts, beyond, _, _, certain = self._region.adjacency(backward=self._backward)
        within = self._within
        lax = -1 if self._strict_from is None else (1 << self._strict_from) - 1
        seen: dict[int, int] = {}
        last = self._frontier
        frontier = dict(zip(last.rows.tolist(), map(_as_integer, last.words), strict=True))
        levels: list[int] = []
        rows: list[int] = []
        reached_by: list[int] = []
        while frontier and len(frontier) <= THIN and len(rows) < CHUNK and self._level != self._limit:
            self._level += 1
            in_reach = self._in_reach
            reached: dict[int, int] = {}
            for row, sources in frontier.items():
                edges = slice(starts.item(row), starts.item(row + 1))
                for target, strict in zip(beyond[edges].tolist(), certain[edges].tolist(), strict=True):
                    if target >= in_reach or (within is not None and not within[target]):
                        continue
                    known = seen.get(target)
                    if known is None:
                        known = seen[target] = _as_integer(self.seen[target])
                    fresh = (sources if strict else sources & lax) & ~known
                    if fresh:
                        reached[target] = reached.get(target, 0) | fresh
            frontier = dict(sorted(reached.items()))
            for row, sources in frontier.items():
                seen[row] |= sources
            levels += [self._level] * len(frontier)
            rows += frontier
            reached_by += frontier.values()
        chunk = Levels(np.array(levels, np.int32), np.array(rows, np.int64), self._as_words(reached_by))
        self._arrivals.note_each(chunk.level if self._is_dated else chunk.level * 0, chunk.rows, chunk.words)
        self._frontier = _Frontier(np.array(list(frontier), np.int64), self._as_words(list(frontier.values())))
        return chunk

    def _as_words(self, integers: Sequence[int]) -> Words:
        size = self.words * WORD // 8
        data = b"".join(integer.to_bytes(size, "little") for integer in integers)
        return np.frombuffer(data, np.uint64).reshape(len(integers), self.words)


class _Lacking:
    """The rows that may lack a source, with the edges over which they may hear of it."""

    def __init__(self, adjacency: Adjacency, within: Bools | None) -> None:
        """Take all rows, or those within a mask."""
        self._rows: NDArray[np.intp] | None = None
        """None: all."""
        self._starts = adjacency.starts
        self._beyond, self._certain = adjacency.beyond, adjacency.certain
        if within is not None:
            self._take(np.flatnonzero(within))

    def parts(self, size: int) -> Iterator[tuple[NDArray[np.intp] | slice, NDArray[np.integer], Ints, Bools]]:
        """Yield rows, where the edges of each begin and end, what lies beyond these, and whether they are certain."""
        starts = self._starts
        cuts = np.searchsorted(starts, np.arange(0, len(self._beyond), size)).tolist()
        for first, last in pairwise(sorted({0, *cuts, len(starts) - 1})):
            begin, end = starts[[first, last]].tolist()
            rows = slice(first, last) if self._rows is None else self._rows[first:last]
            yield rows, starts[first : last + 1] - begin, self._beyond[begin:end], self._certain[begin:end]

    def rows(self, chosen: Bools) -> NDArray[np.intp]:
        """Return some of the rows, by a mask of those that it has."""
        numbers = np.flatnonzero(chosen)
        return numbers if self._rows is None else self._rows[numbers]

    def keep(self, lack: Bools) -> None:
        """Go on with rows that lack something; they move together only where half of the edges are left, for that costs too."""
        kept = np.flatnonzero(lack)
        if 2 * (self._starts[kept + 1] - self._starts[kept]).sum() <= len(self._beyond):
            self._take(kept)

    def _take(self, kept: NDArray[np.intp]) -> None:
        begin = self._starts[kept]
        degree = self._starts[kept + 1] - begin
        edges = ranges(begin, degree)
        self._rows = kept if self._rows is None else self._rows[kept]
        self._starts = np.concatenate(([0], np.cumsum(degree)))
        self._beyond, self._certain = self._beyond[edges], self._certain[edges]


def _as_integer(words: Words) -> int:
    return int.from_bytes(words.tobytes(), "little")
