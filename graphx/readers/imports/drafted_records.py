"""Records in the making, told apart by what they are about; of many, all but the latest are packed."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphx.readers.imports.drafted import Drafted
    from graphx.readers.imports.drafted_columns import DraftedEntities, DraftedRelations

K = TypeVar("K")

MANY: Final = 2**15
"""Records that are kept as objects, each in a kilobyte or two; what packs more takes a third of a second to be loaded."""
_LOOSE: Final = -1
"""The row of a record that is not packed."""


class Packing(Protocol):
    """Where records lie that are packed."""

    def pack(self, records: Sequence[Drafted]) -> int:
        """Take records; return the row of the first."""

    def unpack(self, row: int) -> Drafted:
        """Return a record as it was."""


P = TypeVar("P", bound=Packing)


def packed_entities() -> DraftedEntities:
    """Return where entities are packed."""
    from graphx.readers.imports.drafted_columns import DraftedEntities  # noqa: PLC0415  # why: heavy, and small imports do without

    return DraftedEntities()


def packed_relations() -> DraftedRelations:
    """Return where relations are packed."""
    from graphx.readers.imports.drafted_columns import DraftedRelations  # noqa: PLC0415  # why: as above

    return DraftedRelations()


class PackedRecords(NamedTuple, Generic[P]):
    """Where records lie, and their rows in the order in which they were stated first."""

    packing: P
    rows: array[int]

    def unpacked(self) -> Iterator[Drafted]:
        """Yield the records as they were."""
        return map(self.packing.unpack, self.rows)


class DraftedRecords(Generic[K, P]):
    """Records in the order in which they were stated first, by their keys."""

    def __init__(self, packing: Callable[[], P]) -> None:
        """Begin with none; `packing` is asked for only when there are many."""
        self._packing_of = packing
        self._rows: dict[K, int] = {}
        self._loose: dict[K, Drafted] = {}
        self._kept: dict[K, Drafted] = {}

    @cached_property
    def _packing(self) -> P:
        return self._packing_of()

    def __contains__(self, key: K) -> bool:
        """Say whether a record is stated."""
        return key in self._rows

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rows)

    def get(self, key: K) -> Drafted | None:
        """Return a record to look at, if it is stated."""
        return self[key] if key in self._rows else None

    def __getitem__(self, key: K) -> Drafted:
        """Return a record to look at."""
        row = self._rows[key]
        return (self._loose.get(key) or self._kept[key]) if row == _LOOSE else self._packing.unpack(row)

    def put(self, key: K, record: Drafted) -> None:
        """State a record, or take it back into memory to be changed until the next is stated."""
        if len(self._loose) >= MANY:
            self._pack_all(self._loose)
        self._rows[key] = _LOOSE
        self._loose[key] = record

    def keep(self, key: K, record: Drafted) -> None:
        """Take a record into memory for good: it changes again and again."""
        self._loose.pop(key, None)
        self._rows[key] = _LOOSE
        self._kept[key] = record

    def pop(self, key: K) -> Drafted:
        """Take a record out that is stated."""
        row = self._rows.pop(key)
        if row != _LOOSE:
            return self._packing.unpack(row)
        return (self._loose if key in self._loose else self._kept).pop(key)

    def packed(self) -> PackedRecords[P]:
        """Return all, packed; none is left here."""
        self._pack_all(self._loose)
        self._pack_all(self._kept)
        rows = array("i", self._rows.values())
        self._rows.clear()
        return PackedRecords(self._packing, rows)

    def _pack_all(self, records: dict[K, Drafted]) -> None:
        first = self._packing.pack(list(records.values()))
        self._rows.update(zip(records, range(first, first + len(records)), strict=True))
        records.clear()

    def __iter__(self) -> Iterator[Drafted]:
        """Yield every record."""
        return map(self.__getitem__, self._rows)

    def clear(self) -> None:
        """Forget all."""
        for records in (self._rows, self._loose, self._kept):
            records.clear()
