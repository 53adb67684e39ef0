"""One sweep for many: level by level through a product, a bit per source packed into words (multi-source BFS).

Source: M. Then et al., The More the Merrier: Efficient Multi-Source Graph Traversal, PVLDB 8(4), 2014.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.paths.product import Adjacency, Rows

    Words = NDArray[np.uint64]

WORD: Final = 64
BLOCK: Final = 256
"""How many starts or ends share a sweep: more would cost memory, fewer would repeat work."""
FEW: Final = 24
"""Up to so many rows at a level, plain loops beat the constant cost of array operations."""
CHUNK: Final = 4096
"""How many rows of thin levels are handed on together."""


class Levels(NamedTuple):
    """Rows reached first, at which level, and by whom; sorted by level and row, each row once per level."""

    level: NDArray[np.int32]
    rows: Rows
    words: Words


class Sweep:
    """Which rows each source reaches, and at which level first."""

    def __init__(
        self,
        adjacency: Adjacency,
        seeds: Sequence[Sequence[int]],
        limit: int | None = None,
        *,
        strict_from: int | None = None,
    ) -> None:
        """Begin with the rows of each source, at level 0; `limit` is the last level.

        Sources from `strict_from` on (a multiple of WORD) cross certain edges only.
        """
        self._adjacency = adjacency
        self._limit = limit
        self._strict_from = strict_from
        self.words = max(1, -(-len(seeds) // WORD))
        self.seen: Words = np.zeros((len(adjacency.starts) - 1, self.words), np.uint64)
        rows = sorted({row for source in seeds for row in source})
        position = {row: index for index, row in enumerate(rows)}
        words: Words = np.zeros((len(rows), self.words), np.uint64)
        for source, own in enumerate(seeds):
            for row in own:
                words[position[row], source // WORD] |= bit(source)
        self._level = 0
        self._rows: Rows = np.array(rows, np.int64)
        self._words = words
        self.seen[self._rows] = words

    def levels(self) -> Iterator[Levels]:
        """Yield what is reached, from level 0 on: a wide level by itself, thin ones several together."""
        yield Levels(np.zeros(len(self._rows), np.int32), self._rows, self._words)
        while len(self._rows) and self._level != self._limit:
            if len(self._rows) <= FEW:
                yield self._thin()
            else:
                self._level += 1
                self._wide()
                yield Levels(np.full(len(self._rows), self._level, np.int32), self._rows, self._words)

    def _wide(self) -> None:
        starts, beyond = self._adjacency.starts, self._adjacency.beyond
        begin, end = starts[self._rows], starts[self._rows + 1]
        degree = end - begin
        total = int(degree.sum())
        if not total:
            self._rows, self._words = self._rows[:0], self._words[:0]
            return
        offsets = np.repeat(begin - np.concatenate(([0], np.cumsum(degree)[:-1])), degree)
        crossed = offsets + np.arange(total)
        targets = beyond[crossed]
        order = np.argsort(targets, kind="stable")
        targets = targets[order]
        words = self._words[np.repeat(np.arange(len(degree)), degree)[order]]
        if self._strict_from is not None:
            words[np.flatnonzero(~self._adjacency.certain[crossed[order]]), self._strict_from // WORD :] = 0
        first = np.flatnonzero(np.concatenate(([True], targets[1:] != targets[:-1])))
        rows = targets[first]
        fresh = np.bitwise_or.reduceat(words, first, axis=0) & ~self.seen[rows]
        live = fresh.any(axis=1)
        self._rows, self._words = rows[live], fresh[live]
        self.seen[self._rows] |= self._words

    def _thin(self) -> Levels:
        """Go on while levels are thin, on plain integers: a chain is many levels of one row."""
        starts, beyond, certain = self._adjacency.starts, self._adjacency.beyond, self._adjacency.certain
        lax = -1 if self._strict_from is None else (1 << self._strict_from) - 1
        seen: dict[int, int] = {}
        frontier = dict(zip(self._rows.tolist(), map(_as_integer, self._words), strict=True))
        levels: list[int] = []
        rows: list[int] = []
        reached_by: list[int] = []
        while frontier and len(frontier) <= FEW and len(rows) < CHUNK and self._level != self._limit:
            self._level += 1
            reached: dict[int, int] = {}
            for row, sources in frontier.items():
                edges = slice(starts.item(row), starts.item(row + 1))
                for target, strict in zip(beyond[edges].tolist(), certain[edges].tolist(), strict=True):
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


def bits(words: Words, count: int) -> NDArray[np.bool_]:
    """Return words as a table of truth: a row each, a column per source."""
    return np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little")[:, :count].astype(bool)
