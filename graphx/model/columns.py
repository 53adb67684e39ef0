"""Columns: a field of millions of records as numbers, its different values told once; texts as bytes with offsets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

N = TypeVar("N", bound=np.generic)

PIECE: Final = 1 << 16


class Texts(Sequence[str]):
    """Texts one behind the other as UTF-8, and where each begins; a text becomes an object when it is asked for."""

    def __init__(self, offsets: NDArray[np.integer], data: NDArray[np.uint8]) -> None:
        """Keep where each text begins (one more says where the last ends), and the bytes of all."""
        self.offsets = offsets
        self.data = data

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """Return texts as bytes."""
        several = list(texts)
        data = "".join(several).encode()
        lengths = list(map(len, several))
        if len(data) != sum(lengths):  # some letters are several bytes
            lengths = [len(each.encode()) for each in several]
        offsets = np.zeros(len(several) + 1, np.int64)
        np.cumsum(lengths, out=offsets[1:])
        return cls(offsets, np.frombuffer(data, np.uint8))

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        """Return a text, or some."""
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
            if index < 0:
                raise IndexError(index)
        begin, end = self.offsets.item(index), self.offsets.item(index + 1)  # beyond the last: IndexError
        return self.data[begin:end].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        """Yield every text."""
        data = self.data.tobytes()
        places = pairwise(self.offsets.tolist())
        if data.isascii():  # a byte is a letter then, and to take letters costs half of what taking bytes does
            letters = data.decode()
            return (letters[begin:end] for begin, end in places)
        return (data[begin:end].decode() for begin, end in places)

    def find(self, text: str) -> int:
        """Return the number of a text among texts that are sorted, -1 if it is not there. Cost: O(log texts)."""
        index = bisect_left(self, text)
        return index if index < len(self) and self[index] == text else -1

    def taken(self, numbers: NDArray[np.integer]) -> Texts:
        """Return some of the texts, in the order of their numbers given. Cost: O(bytes), in arrays.

        Raises:
            IndexError: there is no such text, or it does not lie in the bytes.
        """
        begin = np.asarray(self.offsets[:-1])[numbers].astype(np.int64)
        length = np.asarray(self.offsets[1:])[numbers].astype(np.int64) - begin
        if (length < 0).any() or (begin + length > len(self.data)).any():
            raise IndexError(numbers)
        offsets = np.zeros(len(numbers) + 1, np.int64)
        np.cumsum(length, out=offsets[1:])
        data = np.empty(int(offsets[-1]), np.uint8)
        for first in range(0, len(numbers), PIECE):  # the place of each byte takes eight times as much as the bytes
            ends = offsets[first : first + PIECE + 1]
            place = np.arange(ends[0], ends[-1])
            place += np.repeat(begin[first : first + PIECE] - ends[:-1], length[first : first + PIECE])
            data[ends[0] : ends[-1]] = self.data[place]
        return Texts(offsets, data)


def texts_at(codes: NDArray[np.integer], values: Sequence[str]) -> list[str]:
    """Return the texts of codes, each different one made once; an empty one where there is no code."""
    used, place = np.unique(codes, return_inverse=True)
    stated = used[used >= 0]
    texts = [""] * (len(used) - len(stated)) + texts_of_used(stated, values)
    return [texts[each] for each in place.tolist()]


def texts_of_used(used: NDArray[np.integer], values: Sequence[str]) -> list[str]:
    """Return the texts of codes that ascend."""
    if len(used) == len(values):
        return list(values)
    return list(values.taken(used)) if isinstance(values, Texts) else [values[code] for code in used.tolist()]


def as_texts(values: Sequence[str]) -> Texts:
    """Return texts as bytes, as they are if they are that already."""
    return values if isinstance(values, Texts) else Texts.of(values)


def joined_texts(several: Sequence[Texts]) -> Texts:
    """Return all texts, one group behind the other. Cost: O(bytes), in arrays."""
    begins = [np.asarray(each.offsets, np.int64) for each in several]
    lengths = np.concatenate([np.diff(each) for each in begins]) if several else np.zeros(0, np.int64)
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    data = [each.data[begin[0] : begin[-1]] for each, begin in zip(several, begins, strict=True)]
    return Texts(offsets, np.concatenate(data) if data else np.zeros(0, np.uint8))


@dataclass(frozen=True)
class Column:
    """A field of every record, dictionary-coded: `values[codes[i]]`, code -1 where not stated."""

    codes: Ints
    values: Sequence[Any]

    def rows_with(self, wanted: Hashable) -> NDArray[np.intp]:
        """Return the rows that state a value, alone or in a list."""
        codes = [
            code
            for code, value in enumerate(self.values)
            if wanted == value or (isinstance(value, tuple) and wanted in value)
        ]
        return np.flatnonzero(np.isin(self.codes, codes))

    def of(self, rows: NDArray[np.integer]) -> Column:
        """Return some rows of the field."""
        return Column(self.codes[rows], self.values)

    def value(self, row: int) -> Any:  # noqa: ANN401  # why: whatever the field holds
        """Return the value of a row, None where it is not stated."""
        code = self.codes.item(row)
        return None if code < 0 else self.values[code]


def of_used(column: Column) -> Column:
    """Return a column of text with no text that no row states."""
    is_used = np.zeros(len(column.values) + 1, bool)
    is_used[column.codes] = True
    is_used[-1] = False  # code -1
    used = np.flatnonzero(is_used)
    texts = as_texts(column.values)
    if len(used) == len(texts):
        return Column(column.codes, joined_texts([texts]))
    return Column(renumbered(column.codes, used, len(texts)), texts.taken(used))


def renumbered(codes: NDArray[np.integer], used: NDArray[np.integer], count: int) -> Ints:
    """Return codes, below `count`, as places among those that are used; -1 stays."""
    place: Ints = np.full(count + 1, -1, np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    taken: Ints = place[codes]
    return taken


def coded(values: Iterable[Hashable | None]) -> Column:
    """Return values dictionary-coded, in the order in which they first occur; truth is told from numbers."""
    code_of: dict[tuple[type, Hashable], int] = {}
    distinct: list[Any] = []
    codes = []
    for value in values:
        if value is None:
            codes.append(-1)
            continue
        code = code_of.setdefault((type(value), value), len(distinct))
        if code == len(distinct):
            distinct.append(value)
        codes.append(code)
    return Column(np.array(codes, np.int32), distinct)


def per_value(column: Column, of: Callable[[Any], int], missing: int, kind: type[N]) -> NDArray[N]:
    """Return `of(value)` for every row of a column, computed once per distinct value."""
    if not len(column.values):
        return np.full(len(column.codes), missing, kind)
    table = np.array([*(of(value) for value in column.values), missing], kind)
    if (table == table[-1]).all():
        return np.full(len(column.codes), table[-1])
    return looked_up(table, column.codes)  # code -1 takes the last entry


def looked_up(table: NDArray[N], codes: NDArray[np.integer]) -> NDArray[N]:
    """Return the entries of a small table for many codes: piece by piece, as NumPy makes a wider copy of what it looks up."""
    found = np.empty(len(codes), table.dtype)
    for first in range(0, len(codes), PIECE):
        found[first : first + PIECE] = table.take(codes[first : first + PIECE])
    return found


def sorted_order(keys: NDArray[np.integer]) -> Ints:
    """Return the stable order of numbers from 0 on: packed with their places into 63 bits they sort several times as fast."""
    width = len(keys).bit_length()
    if int(keys.max(initial=0)) >> (63 - width):
        return np.argsort(keys, kind="stable").astype(np.int32)
    packed = keys.astype(np.int64) << width
    packed |= np.arange(len(keys))
    packed.sort()
    return (packed & ((1 << width) - 1)).astype(np.int32)


def told_apart(keys: NDArray[np.integer]) -> tuple[Ints, NDArray[np.intp]]:
    """Return of numbers from 0 on the place of each different one, in their order, and which of these each number is."""
    order = sorted_order(keys)
    begins = run_starts(keys[order])
    which = np.empty(len(keys), np.intp)
    which[order] = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(keys)))
    return order[begins], which


def span_of(value: int, numbers: NDArray[np.integer]) -> tuple[int, int]:
    """Return where a value begins among sorted numbers, and where it ends. Cost: O(log numbers).

    It is looked for as a number of their own width: for any other, NumPy makes a wider copy of all of them.
    """
    begin, end = numbers.searchsorted(np.array([value, value + 1], numbers.dtype)).tolist()
    return begin, end


def run_starts(numbers: NDArray[np.integer]) -> NDArray[np.intp]:
    """Return where each run of equal numbers begins."""
    begins = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def ranges(begin: NDArray[np.integer], degree: NDArray[np.integer]) -> Ints:
    """Return the numbers begin, begin + 1, … of each span of so many, one span behind the other."""
    before = np.cumsum(degree) - degree
    numbers: Ints = np.repeat((begin - before).astype(np.int32), degree)
    numbers += np.arange(len(numbers), dtype=np.int32)
    return numbers
