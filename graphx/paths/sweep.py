"""One sweep for many: level by level through a product, a bit per source packed into words (multi-source BFS).

Source: M. Then et al., The More the Merrier: Efficient Multi-Source Graph Traversal, PVLDB 8(4), 2014.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.model.columns import run_starts, sorted_order
from graphx.paths.region import THIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools, Ints
    from graphx.paths.region import Region

    Words = NDArray[np.uint64]

WORD: Final = 64
BLOCK: Final = 256
"""How many starts or ends share a sweep: more would cost memory, fewer would repeat work."""
SCANS: Final = 24
"""So many levels may be found by scanning all edges before these are sorted, which costs about as much."""
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
    ) -> None:
        """Begin with the rows of each source, at level 0; `limit` is the last level.

        Sources from `strict_from` on (a multiple of WORD) cross certain edges only. Rows outside `within` are not reached.
        """
        self._region = region
        self._backward = backward
        self._limit = limit
        self._strict_from = strict_from
        self._within = within
        self._scans = 0
        self.words = max(1, -(-len(seeds) // WORD))
        self.seen: Words = np.zeros((region.size, self.words), np.uint64)
        rows = sorted({row for source in seeds for row in source})
        position = {row: index for index, row in enumerate(rows)}
        words: Words = np.zeros((len(rows), self.words), np.uint64)
        for source, own in enumerate(seeds):
            for row in own:
                words[position[row], source // WORD] |= bit(source)
        self._level = 0
        self._rows: NDArray[np.integer] = np.array(rows, np.int64)
        self._words = words
        self.seen[self._rows] = words

    def levels(self) -> Iterator[Levels]:
        """Yield what is reached, from level 0 on: a wide level by itself, thin ones several together."""
        yield Levels(np.zeros(len(self._rows), np.int32), self._rows, self._words)
        while len(self._rows) and self._level != self._limit:
            if len(self._rows) <= THIN and self._is_ready():
                yield self._thin()
            else:
                self._level += 1
                self._wide()
                yield Levels(np.full(len(self._rows), self._level, np.int32), self._rows, self._words)

    def finished(self) -> Words:
        """Go on to the end, and return which sources reach each row."""
        for _ in self.levels():
            pass
        return self.seen

    def keep(self, wanted: Words) -> None:
        """Go on for some sources only: what the others reach beyond this level is not looked for."""
        self._words = self._words & wanted
        live = self._words.any(axis=1)
        self._rows, self._words = self._rows[live], self._words[live]

    def _is_ready(self) -> bool:
        """Whether the adjacency of this direction is there: not to sort a large one pays for so many scans of the other."""
        return self._region.is_ready(backward=self._backward) or self._scans >= SCANS

    def _wide(self) -> None:
        near, targets, certain = self._crossed() if self._is_ready() else self._scanned()
        if self._within is not None:
            inside = np.flatnonzero(self._within[targets])
            near, targets, certain = near[inside], targets[inside], certain[inside]
        if not len(targets):
            self._rows, self._words = self._rows[:0], self._words[:0]
            return
        words = self._words[near]
        if self._strict_from is not None:
            words[np.flatnonzero(~certain), self._strict_from // WORD :] = 0
        first = run_starts(targets)
        rows = targets[first]
        fresh = np.bitwise_or.reduceat(words, first, axis=0) & ~self.seen[rows]
        live = fresh.any(axis=1)
        self._rows, self._words = rows[live], fresh[live]
        self.seen[self._rows] |= self._words

    def _crossed(self) -> tuple[Ints, Ints, Bools]:
        """Return the edges onward from the rows of this level, sorted by what they reach: (index of the row, row reached, certain)."""
        adjacency = self._region.adjacency(backward=self._backward)
        near, crossed = adjacency.onward(self._rows)
        targets = adjacency.beyond[crossed]
        order = sorted_order(targets)
        return near[order], targets[order], adjacency.certain[crossed[order]]

    def _scanned(self) -> tuple[Ints, Ints, Bools]:
        """Return the same from the adjacency of the other direction, whose rows are what is reached: all edges are looked at."""
        self._scans += 1
        opposite = self._region.adjacency(backward=not self._backward)
        position = np.full(self._region.size, -1, np.int32)
        position[self._rows] = np.arange(len(self._rows), dtype=np.int32)
        near = position[opposite.beyond]
        live = np.flatnonzero(near >= 0)
        return near[live], opposite.near[live], opposite.certain[live]

    def _thin(self) -> Levels:
        """Go on while levels are thin, on plain integers: a chain is many levels of one row."""
        starts, beyond, _, _, certain = self._region.adjacency(backward=self._backward)
        within = self._within
        lax = -1 if self._strict_from is None else (1 << self._strict_from) - 1
        seen: dict[int, int] = {}
        frontier = dict(zip(self._rows.tolist(), map(_as_integer, self._words), strict=True))
        levels: list[int] = []
        rows: list[int] = []
        reached_by: list[int] = []
        while frontier and len(frontier) <= THIN and len(rows) < CHUNK and self._level != self._limit:
            self._level += 1
            reached: dict[int, int] = {}
            for row, sources in frontier.items():
                edges = slice(starts.item(row), starts.item(row + 1))
                for target, strict in zip(beyond[edges].tolist(), certain[edges].tolist(), strict=True):
                    if within is not None and not within[target]:
                        continue
                    known = seen.get(target)
                    if known is None:
                        known = seen[target] = _as_integer(self.seen[target])
                    if fresh := (sources if strict else sources & lax) & ~known:
                        reached[target] = reached.get(target, 0) | fresh
            frontier = dict(sorted(reached.items()))
            for row, sources in frontier.items():
                seen[row] |= sources
            levels += [self._level] * len(frontier)
            rows += frontier
            reached_by += frontier.values()
        chunk = Levels(np.array(levels, np.int32), np.array(rows, np.int64), self._as_words(reached_by))
        np.bitwise_or.at(self.seen, chunk.rows, chunk.words)
        self._rows = np.array(list(frontier), np.int64)
        self._words = self._as_words(list(frontier.values()))
        return chunk

    def _as_words(self, integers: Sequence[int]) -> Words:
        size = self.words * WORD // 8
        data = b"".join(integer.to_bytes(size, "little") for integer in integers)
        return np.frombuffer(data, np.uint64).reshape(len(integers), self.words)


def _as_integer(words: Words) -> int:
    return int.from_bytes(words.tobytes(), "little")


def bit(source: int) -> np.uint64:
    """Return a source's bit within its word."""
    return np.uint64(1) << np.uint64(source % WORD)


def has_bit(words: Words, source: int) -> NDArray[np.bool_]:
    """Return which rows of words have a source's bit."""
    having: NDArray[np.bool_] = (words[:, source // WORD] & bit(source)) != 0
    return having


def have_bits(words: Words, rows: NDArray[np.integer], sources: NDArray[np.integer]) -> Bools:
    """Return whether rows of words have the bit of a source each."""
    own = words.reshape(-1).take(rows * words.shape[1] + sources // WORD)  # of one dimension: several times as fast
    have: Bools = (own >> (sources % WORD).astype(np.uint64)) & np.uint64(1) != 0
    return have


def bits(words: Words, count: int) -> NDArray[np.bool_]:
    """Return words as a table of truth: a row each, a column per source."""
    return np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little")[:, :count].astype(bool)
