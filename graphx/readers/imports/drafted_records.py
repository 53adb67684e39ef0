"""Records in the making, told apart by what they are about; of many, all but the latest are packed."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from graphx.readers.imports.drafted import Drafted
    from graphx.readers.imports.drafted_columns import DraftedEntities, DraftedRelations

K = TypeVar("K", bound="Hashable")
K_co = TypeVar("K_co", bound="Hashable", covariant=True)

MANY: Final = 2**14
"""Records that become columns; what makes these takes a third of a second to be loaded. Twice as many are kept as objects at most."""
_LOOSE: Final = -1
"""The row of a record that is not packed."""
_GONE: Final = -2
"""The row of a record that was taken out."""


class Packing(Protocol[K_co]):
    """Where records lie that are packed."""

    def pack(self, records: Sequence[Drafted]) -> int:
        """Take records; return the row of the first."""

    def unpack(self, row: int) -> Drafted:
        """Return a record as it was."""

    def value(self, name: str, row: int) -> Any:  # noqa: ANN401  # why: whatever is stated
        """Return a field of a record, None if it does not state it."""

    def key(self, row: int) -> K_co:
        """Return by what a record is told from others."""


P = TypeVar("P", bound=Packing)  # type: ignore[type-arg]  # why: a bound cannot name another variable


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


class _Hashes:
    """Numbers from 0 on by hashes, in some twenty bytes each: open addressing, at most half full."""

    def __init__(self) -> None:
        self._hashes = array("q")
        self._slots = array("i", [-1]) * 1024

    def with_hash(self, wanted: int) -> Sequence[int]:
        """Return the numbers that have a hash."""
        slots, last = self._slots, len(self._slots) - 1
        at = wanted & last
        number = slots[at]
        if number < 0:  # as for most that are new
            return ()
        found = []
        while number >= 0:
            if self._hashes[number] == wanted:
                found.append(number)
            at = (at + 1) & last
            number = slots[at]
        return found

    def extend(self, several: Iterable[int]) -> None:
        """Give hashes to the next numbers."""
        first = len(self._hashes)
        self._hashes.extend(several)
        size = len(self._slots)
        while 2 * len(self._hashes) > size:
            size *= 4
        if size > len(self._slots):
            self._slots, first = array("i", [-1]) * size, 0
        slots, last = self._slots, size - 1
        for number in range(first, len(self._hashes)):
            at = self._hashes[number] & last
            while slots[at] >= 0:
                at = (at + 1) & last
            slots[at] = number


class DraftedRecords(Generic[K, P]):
    """Records in the order in which they were stated first, by their keys."""

    def __init__(self, packing: Callable[[], P]) -> None:
        """Begin with none; `packing` is asked for only when there are many."""
        self._packing_of = packing
        self.clear()

    def clear(self) -> None:
        """Forget all."""
        self._rows = array("i")  # by the position of a record: where it is packed
        self._loose: dict[K, Drafted] = {}
        self._kept: dict[K, Drafted] = {}
        self._positions = array("i")  # by row: of which record it is, or was
        self._hashes = _Hashes()
        self._gone = 0
        self._packing: P | None = None

    def __contains__(self, key: K) -> bool:
        """Say whether a record is stated."""
        return self._in_memory(key) is not None or self._row(key) >= 0

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rows) - self._gone

    def get(self, key: K) -> Drafted | None:
        """Return a record to look at, if it is stated."""
        known = self._in_memory(key)
        if known is not None or self._packing is None:
            return known
        row = self._row(key)
        return None if row < 0 else self._unpacked(row)

    def value(self, key: K, name: str) -> Any:  # noqa: ANN401  # why: whatever is stated
        """Return a field of a record, None if it does not state it or is none."""
        if known := self._in_memory(key):
            return known.fields.get(name)
        row = self._row(key)
        return None if row < 0 else self._where_packed().value(name, row)

    def _in_memory(self, key: K) -> Drafted | None:
        known = self._loose.get(key)
        return self._kept.get(key) if known is None and self._kept else known

    def __getitem__(self, key: K) -> Drafted:
        """Return a record to look at, that is stated."""
        if record := self.get(key):
            return record
        raise KeyError(key)

    def _row(self, key: K) -> int:
        for row in self._hashes.with_hash(hash(key)):
            if self._rows[self._positions[row]] == row and self._where_packed().key(row) == key:
                return row
        return -1

    def _unpacked(self, row: int) -> Drafted:
        record = self._where_packed().unpack(row)
        record.position = self._positions[row]
        return record

    def put(self, key: K, record: Drafted) -> None:
        """State a record."""
        if len(self._loose) >= 2 * MANY:
            self._pack(self._loose)
        record.position = len(self._rows)
        self._rows.append(_LOOSE)
        self._loose[key] = record

    def hold(self, key: K, record: Drafted) -> None:
        """Keep a record in memory, to be changed until the next is stated."""
        if len(self._loose) >= 2 * MANY:
            self._pack(self._loose)
        self._rows[record.position] = _LOOSE
        self._loose[key] = record

    def keep(self, key: K, record: Drafted) -> None:
        """Keep a record in memory for good: it changes again and again."""
        self._loose.pop(key, None)
        self._rows[record.position] = _LOOSE
        self._kept[key] = record

    def pop(self, key: K) -> Drafted:
        """Take a record out that is stated."""
        record = self[key]
        for records in (self._loose, self._kept):
            records.pop(key, None)
        self._rows[record.position] = _GONE
        self._gone += 1
        return record

    def packed(self) -> PackedRecords[P]:
        """Return all, packed; none is left here."""
        self._pack(self._loose)
        self._pack(self._kept)
        rows = array("i", (row for row in self._rows if row != _GONE))
        packing = self._where_packed()
        self.clear()
        return PackedRecords(packing, rows)

    def _pack(self, records: dict[K, Drafted]) -> None:
        first = self._where_packed().pack(list(records.values()))
        for row, record in enumerate(records.values(), first):
            self._rows[record.position] = row
            self._positions.append(record.position)
        self._hashes.extend(map(hash, records))
        records.clear()

    def _where_packed(self) -> P:
        if self._packing is None:
            self._packing = self._packing_of()
        return self._packing

    def __iter__(self) -> Iterator[Drafted]:
        """Yield every record."""
        loose = {record.position: record for records in (self._loose, self._kept) for record in records.values()}
        for position, row in enumerate(self._rows):
            if row != _GONE:
                yield loose[position] if row == _LOOSE else self._unpacked(row)
