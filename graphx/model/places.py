"""Where records are stated, as columns: mostly one place each, the further ones apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.errors import Place
from graphx.model.columns import span_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Ints

NOWHERE: Final = -1
"""The file of a record of which nobody knows where it is stated."""


@dataclass(frozen=True)
class Places:
    """Per record its first place: the number of the file, line and column; and, behind each other, all further ones."""

    files: Sequence[str]
    file: Ints
    line: Ints
    column: Ints
    more: Ints
    """Further places, a row each: record, file, line, column; in the order of records."""

    @classmethod
    def of(cls, places: Iterable[Sequence[Place]]) -> Places:
        """Return the places of records, in their order."""
        files: dict[str, int] = {}
        first, more = [], []
        for record, found in enumerate(places):
            rows = [(files.setdefault(each.file, len(files)), each.line, each.column) for each in found]
            first.append(rows[0] if rows else (NOWHERE, 0, 0))
            more += [(record, *row) for row in rows[1:]]
        file, line, column = np.array(first, np.int32).reshape(len(first), 3).T
        return cls(list(files), file, line, column, np.array(more, np.int32).reshape(len(more), 4))

    @classmethod
    def on_lines(cls, file: str, lines: Ints) -> Places:
        """Return the places of rows of one table."""
        nought, one = (np.broadcast_to(np.int32(number), len(lines)) for number in (0, 1))
        return cls([file], nought, lines, one, np.zeros((0, 4), np.int32))

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self.file)

    def first(self, record: int) -> Place:
        """Return the first place of a record."""
        return Place(self.files[self.file.item(record)], self.line.item(record), self.column.item(record))

    def firsts(self, records: NDArray[np.integer]) -> Iterator[Place]:
        """Yield the first places of some records: many together cost a small part of what they cost one by one."""
        files = (self.files[number] for number in self.file[records].tolist())
        return map(Place, files, self.line[records].tolist(), self.column[records].tolist())

    def all(self, record: int) -> Sequence[Place]:
        """Return every place of a record. Cost: O(log further places)."""
        if self.file.item(record) == NOWHERE:
            return ()
        if not len(self.more):
            return (self.first(record),)
        begin, end = span_of(record, self._further)
        further = (Place(self.files[file], line, column) for _, file, line, column in self.more[begin:end].tolist())
        return (self.first(record), *further)

    @cached_property
    def _further(self) -> Ints:
        """The records of further places."""
        return np.ascontiguousarray(self.more[:, 0])

    def taken(self, records: NDArray[np.integer]) -> Places:
        """Return the places of some records, each at most once, in the order given."""
        number = np.full(len(self), -1, np.int32)
        number[records] = np.arange(len(records), dtype=np.int32)
        more = self.more.copy()
        more[:, 0] = number[more[:, 0]]
        more = more[more[:, 0] >= 0]
        more = more[np.argsort(more[:, 0], kind="stable")]
        return Places(self.files, self.file[records], self.line[records], self.column[records], more)


def joined(several: Sequence[Places]) -> Places:
    """Return the places of several groups of records, one group behind the other."""
    files: dict[str, int] = {}
    columns: list[tuple[Ints, Ints, Ints, Ints]] = []
    begin = 0
    for places in several:
        number = np.array([*(files.setdefault(name, len(files)) for name in places.files), NOWHERE], np.int32)
        more = np.array(places.more)
        more[:, 0] += begin
        more[:, 1] = number[more[:, 1]]
        columns.append((number[places.file], places.line, places.column, more))
        begin += len(places)
    file, line, column, more = (np.concatenate(each).astype(np.int32) for each in zip(*columns, strict=True))
    return Places(list(files), file, line, column, more)
