"""One sweep for many: level by level through a product, a bit per source packed into words (multi-source BFS).

Source: M. Then et al., The More the Merrier: Efficient Multi-Source Graph Traversal, PVLDB 8(4), 2014.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.paths.product import Adjacency, Rows

    Words = NDArray[np.uint64]

WORD: Final = 64
BLOCK: Final = 256
"""How many sources share a sweep: more would cost memory, fewer would repeat work."""
FEW: Final = 24
"""Up to so many rows at a level, plain loops beat the constant cost of array operations."""


class Sweep:
    """Which rows each of up to BLOCK sources reaches, and at which level first."""

    def __init__(self, adjacency: Adjacency, seeds: Sequence[Sequence[int]]) -> None:
        """Begin with the rows of each source, at level 0."""
        self._adjacency = adjacency
        self.words = max(1, -(-len(seeds) // WORD))
        self.seen: Words = np.zeros((len(adjacency.starts) - 1, self.words), np.uint64)
        rows = sorted({row for source in seeds for row in source})
        position = {row: index for index, row in enumerate(rows)}
        words: Words = np.zeros((len(rows), self.words), np.uint64)
        for source, own in enumerate(seeds):
            for row in own:
                words[position[row], source // WORD] |= np.uint64(1) << np.uint64(source % WORD)
        self._rows: Rows = np.array(rows, np.int64)
        self._words = words
        self.seen[self._rows] = words

    def levels(self) -> Iterator[tuple[Rows, Words]]:
        """Yield, level by level from 0 on, the rows reached first now and by whom; rows are distinct."""
        while len(self._rows):
            yield self._rows, self._words
            if len(self._rows) <= FEW:
                self._few()
            else:
                self._many()

    def _many(self) -> None:
        starts, beyond, _ = self._adjacency
        begin, end = starts[self._rows], starts[self._rows + 1]
        degree = end - begin
        total = int(degree.sum())
        offsets = np.repeat(begin - np.concatenate(([0], np.cumsum(degree)[:-1])), degree)
        targets = beyond[offsets + np.arange(total)]
        words = np.repeat(self._words, degree, axis=0)
        order = np.argsort(targets, kind="stable")
        targets, words = targets[order], words[order]
        if not total:
            self._rows, self._words = targets, words
            return
        first = np.flatnonzero(np.concatenate(([True], targets[1:] != targets[:-1])))
        rows = targets[first]
        fresh = np.bitwise_or.reduceat(words, first, axis=0) & ~self.seen[rows]
        live = fresh.any(axis=1)
        self._rows, self._words = rows[live], fresh[live]
        self.seen[self._rows] |= self._words

    def _few(self) -> None:
        starts, beyond, _ = self._adjacency
        reached: dict[int, Words] = {}
        for row, words in zip(self._rows.tolist(), self._words, strict=True):
            for target in beyond[starts[row] : starts[row + 1]].tolist():
                fresh = words & ~self.seen[target]
                if fresh.any():
                    known = reached.get(target)
                    reached[target] = fresh if known is None else known | fresh
        rows = sorted(reached)
        self._rows = np.array(rows, np.int64)
        self._words = np.array([reached[row] for row in rows], np.uint64).reshape(len(rows), self.words)
        self.seen[self._rows] |= self._words


def has_bit(words: Words, source: int) -> NDArray[np.bool_]:
    """Return which rows of words have a source's bit."""
    return (words[:, source // WORD] >> np.uint64(source % WORD) & np.uint64(1)).astype(bool)


def bits(words: Words, count: int) -> NDArray[np.bool_]:
    """Return words as a table of truth: a row each, a column per source."""
    return np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")[:, :count].astype(bool)
