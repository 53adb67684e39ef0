"""At which level each source of a search reaches each row first: a number per pair."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from graphx.paths.words import WORD, add, has_bit, some, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools
    from graphx.paths.words import Chosen, Words

    Numbers = NDArray[np.integer]
    Hops = NDArray[np.int32]


class Distances(Protocol):
    """At which level one source reaches each row first."""

    def __len__(self) -> int:
        """Return how many rows there are, reached or not."""

    def __getitem__(self, row: int, /) -> int:
        """Return the level of a row, -1 where it is not reached."""

    @property
    def rows(self) -> list[int]:
        """The rows that are reached. Cost: O(rows)."""


class Arrivals(Protocol):
    """Which sources reach each row, and at which level first."""

    def hops(self, rows: Numbers, sources: range) -> Hops:
        """Return the level at which each of some sources (a column each) reaches each of some rows first, -1 where never."""

    def at(self, level: int, rows: Numbers, sources: Numbers) -> NDArray[np.intp]:
        """Return which of some pairs of a row and a source meet first at a level."""

    def sources_at(self, level: int) -> Bools:
        """Return which sources reach some row first at a level."""

    def of(self, source: int) -> Distances:
        """Return the levels at which a source reaches rows, to be looked up one by one."""


class PlainArrivals:
    """Of few sources: a number per pair."""

    def __init__(self, levels: Sequence[Hops]) -> None:
        """Take the levels of each source, by row."""
        self._levels = levels

    def hops(self, rows: Numbers, sources: range) -> Hops:
        """As of all arrivals."""
        return np.stack([self._levels[source][rows] for source in sources], axis=1)

    def at(self, level: int, rows: Numbers, sources: Numbers) -> NDArray[np.intp]:
        """As of all arrivals."""
        found = np.zeros(len(rows), bool)
        for source, levels in enumerate(self._levels):
            found |= (sources == source) & (levels[rows] == level)
        return np.flatnonzero(found)

    def sources_at(self, level: int) -> Bools:
        """As of all arrivals."""
        return np.array([(levels == level).any() for levels in self._levels])

    def of(self, source: int) -> Distances:
        """As of all arrivals."""
        return _PlainDistances(self._levels[source])


class _PlainDistances:
    def __init__(self, levels: Hops) -> None:
        self._levels = levels
        self._level_of = memoryview(levels)  # type: ignore[arg-type]  # why: before Python 3.12 no type says that arrays are buffers

    def __len__(self) -> int:
        return len(self._levels)

    def __getitem__(self, row: int) -> int:
        return self._level_of[row]

    @cached_property
    def rows(self) -> list[int]:
        reached: list[int] = np.flatnonzero(self._levels >= 0).tolist()
        return reached


class PackedArrivals:
    """Of many sources: binary digits of the levels, a bit per source.

    A table of words per binary digit of the levels: a million rows, 256 sources and 15 levels take 160 MB, where a number of
    one byte per pair would take 256 MB and be written a byte at a time.
    """

    def __init__(self, size: int, sources: int) -> None:
        """Take how many rows and sources there are; nothing is reached."""
        self.words = max(1, -(-sources // WORD))
        self.seen: Words = np.zeros((size, self.words), np.uint64)
        self._digits: list[Words] = []

    def note(self, level: int, rows: Chosen, words: Words) -> None:
        """Note by whom rows, each given once, are reached first at a level."""
        add(self.seen, rows, words)
        for digit in _digits_of(level):
            add(self._table(digit), rows, words)

    def note_each(self, levels: Hops, rows: Numbers, words: Words) -> None:
        """Note the same of rows that may be given at several levels."""
        np.bitwise_or.at(self.seen, rows, words)
        for digit in _digits_of(int(np.bitwise_or.reduce(levels, initial=0))):
            has_digit = np.flatnonzero(levels >> digit & 1)
            np.bitwise_or.at(self._table(digit), rows[has_digit], words[has_digit])

    def _table(self, digit: int) -> Words:
        while len(self._digits) <= digit:
            self._digits.append(np.zeros(self.seen.shape, np.uint64))  # not zeros_like, which touches every page
        return self._digits[digit]

    def hops(self, rows: Numbers, sources: range) -> Hops:
        """As of all arrivals."""
        first, last = sources.start // WORD, -(-sources.stop // WORD)
        chosen = slice(sources.start - first * WORD, sources.stop - first * WORD)
        reached = np.flatnonzero(some(self.seen[rows, first:last]))
        near = rows[reached]

        def of(table: Words) -> NDArray[np.uint8]:
            return unpacked(table[near, first:last])[:, chosen]

        levels = np.zeros((len(near), len(sources)), np.min_scalar_type((1 << len(self._digits)) - 1))
        for digit, table in enumerate(self._digits):
            levels |= of(table).astype(levels.dtype) << digit
        hops = np.full((len(rows), len(sources)), -1, np.int32)
        hops[reached] = np.where(of(self.seen), levels, np.int32(-1))
        return hops

    def at(self, level: int, rows: Numbers, sources: Numbers) -> NDArray[np.intp]:
        """As of all arrivals."""
        if level.bit_length() > len(self._digits):  # nobody came so late
            return np.zeros(0, np.intp)
        left, place, bit = np.arange(len(rows)), rows * self.words + sources // WORD, (sources % WORD).astype(np.uint64)
        wanted = [level >> digit & 1 for digit in range(len(self._digits))]
        for table, value in zip([*self._digits, self.seen], [*wanted, 1], strict=True):
            agreeing = np.flatnonzero((table.reshape(-1).take(place) >> bit & np.uint64(1)) == value)
            left, place, bit = left[agreeing], place[agreeing], bit[agreeing]
        return left

    def sources_at(self, level: int) -> Bools:
        """As of all arrivals."""
        there = self.seen if level.bit_length() <= len(self._digits) else np.zeros_like(self.seen[:1])
        for digit, table in enumerate(self._digits if len(there) == len(self.seen) else ()):
            there = there & (table if level >> digit & 1 else ~table)
        come: Bools = unpacked(np.bitwise_or.reduce(there, axis=0)[np.newaxis])[0].astype(bool)
        return come

    def of(self, source: int) -> Distances:
        """As of all arrivals."""
        return _PackedDistances(self.seen, self._digits, source)


class _PackedDistances:
    """Looked up, not laid out, for few rows are ever asked for."""

    def __init__(self, seen: Words, digits: list[Words], source: int) -> None:
        self._source = source
        self._word, bit = divmod(source, WORD)
        self._words = seen.shape[1]
        self._bit = 1 << bit
        self._table = seen
        self._seen = memoryview(seen.reshape(-1))  # type: ignore[arg-type]  # why: before Python 3.12 no type says that arrays are buffers
        self._digits = [(1 << digit, memoryview(table.reshape(-1))) for digit, table in enumerate(digits)]  # type: ignore[arg-type]  # why: as above

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, row: int) -> int:
        place, bit = row * self._words + self._word, self._bit
        if not self._seen[place] & bit:
            return -1
        level = 0
        for value, digits in self._digits:
            if digits[place] & bit:
                level |= value
        return level

    @cached_property
    def rows(self) -> list[int]:
        reached: list[int] = np.flatnonzero(has_bit(self._table, self._source)).tolist()
        return reached


def _digits_of(level: int) -> list[int]:
    return [digit for digit in range(level.bit_length()) if level >> digit & 1]
