"""Records by number and fields as columns, whether they were read one by one or as columns; several inputs as one table."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, TypeVar, cast, overload

import numpy as np

from graphx.model.batches import batches
from graphx.model.columns import PIECE, Column, Texts, texts_at
from graphx.model.parts import ALWAYS as ALWAYS
from graphx.model.parts import KINDS as KINDS
from graphx.model.parts import NEVER as NEVER
from graphx.model.parts import TYPE_CODE as TYPE_CODE
from graphx.model.parts import TYPES as TYPES
from graphx.model.parts import Arrays, StatedEntities, StatedRelations
from graphx.model.parts import Claims as Claims
from graphx.model.parts import among as among
from graphx.model.records import Identity, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from graphx.errors import Place
    from graphx.model.columns import Ints
    from graphx.model.dataset import Dataset
    from graphx.model.parts import EntityPart, Part, RelationPart
    from graphx.model.records import AnyEntity, Record
    from graphx.model.vocabulary import Kind, Type

R = TypeVar("R", bound="Record")
K = TypeVar("K")
V = TypeVar("V")


class Rows(Sequence[V]):
    """What belongs to each number, made when it is asked for; what was asked for lately is kept."""

    KEPT: Final = 2**16
    TOGETHER: Final = 2**10

    def __init__(
        self,
        count: int,
        make: Callable[[int], V],
        make_several: Callable[[Sequence[int]], Iterable[V]] | None = None,
        kept: int = KEPT,
    ) -> None:
        """Make nothing yet, and keep so many; who can make several at once may do so quicker."""
        self._count = count
        self._make = make
        self._make_several = make_several or (lambda numbers: map(make, numbers))
        self._kept = kept
        self._made: dict[int, V] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return self._count

    @overload
    def __getitem__(self, index: int) -> V: ...

    @overload
    def __getitem__(self, index: slice) -> list[V]: ...

    def __getitem__(self, index: int | slice) -> V | list[V]:
        """Return one, or some."""
        if isinstance(index, slice):
            return list(self.several(range(*index.indices(self._count))))
        if not -self._count <= index < self._count:
            raise IndexError(index)
        index %= self._count
        made = self._made.get(index)
        if made is None:
            made = self._make(index)
            self._keep({index: made})
        return made

    def __iter__(self) -> Iterator[V]:
        """Yield every one."""
        return self.several(range(self._count))

    def several(self, numbers: Iterable[int]) -> Iterator[V]:
        """Yield those of some numbers, in that order, many made together."""
        for asked in batches(numbers, self.TOGETHER):
            found = {number: self._made[number] for number in asked if number in self._made}
            missing = [number for number in asked if number not in found]
            made = dict(zip(missing, self._make_several(missing), strict=True))
            self._keep(made)
            found |= made
            yield from (found[number] for number in asked)

    def _keep(self, made: Mapping[int, V]) -> None:
        if len(self._made) + len(made) > self._kept:
            self._made.clear()
        self._made |= made


class Order(NamedTuple):
    """Of each number of a table, the part in which its record is, and the row there."""

    part: NDArray[np.uint16]
    row: Ints

    def of(self, part: int) -> NDArray[np.intp]:
        """Return the numbers of a part, ascending."""
        return np.flatnonzero(self.part == part)

    def numbers_of_rows(self, part: int, rows: int) -> Ints:
        """Return the number of each row of a part that has so many; -1 for rows that are in no table."""
        own = self.of(part)
        numbers = np.full(rows, -1, np.int32)
        numbers[self.row[own]] = own
        return numbers


class Table(Mapping[K, R]):
    """Records of several parts in one order, as a mapping from their keys and, by number, as columns."""

    def __init__(self, parts: Sequence[Part[R]], order: Order | None = None, *, is_kept: bool = False) -> None:
        """Take the parts and the order of their rows (of a single part, its own may be the one); `is_kept`: no record is made twice."""
        self.parts = parts
        self.order = order
        self.is_kept = is_kept
        self.records: Rows[R] = Rows(len(self), self._record, self._records, len(self) if is_kept else Rows.KEPT)
        self._columns: dict[str, Column] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.order.row) if self.order else len(self.parts[0])

    def _at(self, number: int) -> tuple[int, int]:
        """Return the part of a number, and the row in it."""
        return (self.order.part.item(number), self.order.row.item(number)) if self.order else (0, number)

    def _record(self, number: int) -> R:
        part, row = self._at(number)
        return self.parts[part].record(row)

    def _records(self, numbers: Sequence[int]) -> Iterable[R]:
        if not self.order:
            return self.parts[0].records_at(numbers)
        at = [self._at(number) for number in numbers]
        coming = {
            part: iter(self.parts[part].records_at([row for own, row in at if own == part]))
            for part in {part for part, _ in at}
        }
        return (next(coming[part]) for part, _ in at)

    def values(self) -> ValuesView[R]:
        """Return the records in order."""
        return _Values(self)

    def items(self) -> ItemsView[K, R]:
        """Return the keys in order, each with its record."""
        return _Items(self)

    @abstractmethod
    def number(self, key: object) -> int:
        """Return the number of a key, -1 if it is not there."""

    @abstractmethod
    def key_of(self, number: int) -> K:
        """Return the key of a number."""

    def __contains__(self, key: object) -> bool:
        """Say whether a key is there."""
        return self.number(key) >= 0

    def __getitem__(self, key: K) -> R:
        """Return the record of a key."""
        if (number := self.number(key)) < 0:
            raise KeyError(key)
        return self.records[number]

    def __iter__(self) -> Iterator[K]:
        """Yield the keys in order."""
        return (self.key_of(number) for number in range(len(self)))

    def places(self, number: int) -> Sequence[Place]:
        """Return where a record is stated."""
        part, row = self._at(number)
        return self.parts[part].places(row)

    def stating(self, properties: Mapping[str, Column]) -> Self:
        """Return the same table with further properties, by key."""
        parts = [
            part.stating({key: self._of_part(number, column) for key, column in properties.items()})
            for number, part in enumerate(self.parts)
        ]
        return self._with(parts)

    @abstractmethod
    def _with(self, parts: Sequence[Any]) -> Self:
        """Return the same table with other parts of the same records."""

    def _of_part(self, part: int, column: Column) -> Column:
        """Return a field of the rows of a part; rows that are in no table state none."""
        if self.order is None:
            return column
        codes = np.full(len(self.parts[part]), -1, np.int32)
        own = self.order.of(part)
        codes[self.order.row[own]] = column.codes[own]
        return Column(codes, column.values)

    def property_keys(self) -> frozenset[str]:
        """Return the keys of `properties` that any record has."""
        return frozenset().union(*(part.property_keys() for part in self.parts))

    def column(self, field: str) -> Column:
        """Return a field of every record, a key of `properties` included."""
        if field not in self._columns:
            self._columns[field] = self._joined([part.column(field) for part in self.parts])
        return self._columns[field]

    def _joined(self, columns: Sequence[Column | None]) -> Column:
        """Return a column of all parts: codes of later parts follow those of earlier ones."""
        if self.order is None:
            return columns[0] or Column(np.broadcast_to(np.int32(-1), len(self)), [])
        codes = np.full(len(self), -1, np.int32)
        values: list[Any] = []
        for number, column in enumerate(columns):
            if column is not None:
                own = self.order.of(number)
                stated = column.codes[self.order.row[own]]
                codes[own] = np.where(stated < 0, -1, stated + len(values))
                values += column.values
        return Column(codes, values)

    def _gathered(self, columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """Return numbers of all parts."""
        if self.order is None:
            return columns[0]
        gathered: NDArray[Any] = np.zeros(len(self), columns[0].dtype)
        for number, column in enumerate(columns):
            own = self.order.of(number)
            gathered[own] = column[self.order.row[own]]
        return gathered


class _Values(ValuesView[R]):
    """Records in order: by number, for a mapping would look up each by its key."""

    def __init__(self, table: Table[Any, R]) -> None:
        super().__init__(table)
        self._table = table

    def __iter__(self) -> Iterator[R]:
        return iter(self._table.records)


class _Items(ItemsView[K, R]):
    """Keys and records in order."""

    def __init__(self, table: Table[K, R]) -> None:
        super().__init__(table)
        self._table = table

    def __iter__(self) -> Iterator[tuple[K, R]]:
        return zip(self._table, self._table.records, strict=True)


class PlacesOf(Mapping[K, Sequence["Place"]]):
    """Where the records of a table are stated, by key; looked up when it is asked for."""

    def __init__(self, table: Table[K, Any], places: Callable[[int], Sequence[Place]] | None = None) -> None:
        """Take the table, and who tells the places of a number: by default its own."""
        self._table = table
        self._places = places or table.places

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._table)

    def __iter__(self) -> Iterator[K]:
        """Yield the keys in order."""
        return iter(self._table)

    def __getitem__(self, key: K) -> Sequence[Place]:
        """Return the places of a record."""
        if (number := self._table.number(key)) < 0:
            raise KeyError(key)
        return self._places(number)


class EntityTable(Table[str, "AnyEntity"]):
    """Entities, numbered in the order of their ids."""

    def __init__(
        self, ids: Sequence[str], parts: Sequence[EntityPart], order: Order | None = None, *, is_kept: bool = False
    ) -> None:
        """Take the ids of all parts, sorted, and where each entity is."""
        super().__init__(parts, order, is_kept=is_kept)
        self.parts: Sequence[EntityPart] = parts
        self.ids = ids

    @classmethod
    def of(
        cls,
        entities: Mapping[str, AnyEntity],
        places: Mapping[str, Sequence[Place]],
        complete: Mapping[str, Mapping[str, str | None]],
    ) -> EntityTable:
        """Return the table of entities that were read one by one, sorted by id."""
        if isinstance(entities, EntityTable):
            return entities
        part = StatedEntities(entities, places, complete)
        return cls(part.ids, [part])

    def _with(self, parts: Sequence[EntityPart]) -> Self:
        return type(self)(self.ids, parts, self.order, is_kept=self.is_kept)

    def number(self, key: object) -> int:
        """Return the number of an id, -1 if no entity has it."""
        if isinstance(self.ids, Texts):
            return self.ids.find(key) if isinstance(key, str) else -1
        return self._numbers.get(cast("str", key), -1)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.ids)}

    def key_of(self, number: int) -> str:
        """Return the id of an entity."""
        return self.ids[number]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids in order."""
        return iter(self.ids)

    @cached_property
    def kind(self) -> NDArray[np.uint8]:
        """The code of each entity's kind."""
        return self._gathered([each.kind for each in self.parts])

    def kind_counts(self) -> Counter[Kind]:
        """Return how many entities there are of each kind that one has."""
        return +Counter(dict(zip(KINDS, np.bincount(self.kind, minlength=len(KINDS)).tolist(), strict=True)))

    def declared(self) -> Iterator[tuple[str, str | None, NDArray[np.integer]]]:
        """Yield words of `complete`, the day up to which they hold (None: every day), and the entities that declare them so."""
        if self.order is None:
            yield from self.parts[0].declared()
            return
        for number, part in enumerate(self.parts):
            number_of_row = self.order.numbers_of_rows(number, len(part))
            for word, until, rows in part.declared():
                numbers = number_of_row[rows]
                yield word, until, numbers[numbers >= 0]


class RelationTable(Table[Identity, Relation]):
    """Relations between the entities of a table, numbered in the order of their identities."""

    def __init__(
        self, ids: Sequence[str], parts: Sequence[RelationPart], order: Order | None = None, *, is_kept: bool = False
    ) -> None:
        """Take the ids of the entities, and where each relation is."""
        super().__init__(parts, order, is_kept=is_kept)
        self.parts: Sequence[RelationPart] = parts
        self.ids = ids
        self.source: Ints = self._gathered([each.source for each in parts])
        self.target: Ints = self._gathered([each.target for each in parts])
        self.type: NDArray[np.uint8] = self._gathered([each.type for each in parts])
        self.identities: Rows[Identity] = Rows(len(self), self.key_of, self.keys_of)

    @classmethod
    def of(
        cls,
        relations: Mapping[Identity, Relation],
        entities: EntityTable,
        places: Mapping[Identity, Sequence[Place]],
        claim_places: Mapping[Identity, Sequence[Place]],
    ) -> RelationTable:
        """Return the table of relations that were read one by one, sorted by identity."""
        if isinstance(relations, RelationTable):
            return relations
        return cls(entities.ids, [StatedRelations(relations, entities.number, places, claim_places)])

    def _with(self, parts: Sequence[RelationPart]) -> Self:
        return type(self)(self.ids, parts, self.order, is_kept=self.is_kept)

    @cached_property
    def key(self) -> Column:
        """What tells parallel relations apart."""
        return self._joined([each.key for each in self.parts])

    def key_of(self, number: int) -> Identity:
        """Return the identity of a relation."""
        return Identity(
            self.ids[self.source.item(number)],
            TYPES[self.type.item(number)],
            self.ids[self.target.item(number)],
            self.key.value(number) or "",
        )

    def keys_of(self, numbers: Sequence[int]) -> Iterator[Identity]:
        """Yield the identities of some relations: an id stands in many of them, and is made once."""
        rows = np.asarray(numbers, np.intp)
        near, far = (texts_at(ends[rows], self.ids) for ends in (self.source, self.target))
        verbs = [TYPES[code] for code in self.type[rows].tolist()]
        return map(Identity, near, verbs, far, texts_at(self.key.codes[rows], self.key.values))

    def __iter__(self) -> Iterator[Identity]:
        """Yield the identities in order."""
        for begin in range(0, len(self), PIECE):
            yield from self.keys_of(range(begin, min(begin + PIECE, len(self))))

    def number(self, key: object) -> int:
        """Return the number of an identity, -1 if no relation has it. Cost: O(log relations)."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.key_of(middle) < key:  # type: ignore[operator]  # why: an identity, or nothing is equal to it
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self.key_of(low) == key else -1

    def claim_places(self, number: int) -> Sequence[Place]:
        """Return where each of a relation's claims is stated."""
        part, row = self._at(number)
        return self.parts[part].claim_places(row)

    def claims(self, published: Mapping[str, str | None]) -> Claims:
        """Return the claims of all relations; `published` tells of each source when it appeared."""
        if self.order is None:
            return self.parts[0].claims(published)
        found = []
        for number, part in enumerate(self.parts):
            number_of_row = self.order.numbers_of_rows(number, len(part))
            claims = part.claims(published)
            relation = number_of_row[claims.relation]
            found.append(claims._replace(relation=relation).of(relation >= 0))
        joined = Claims(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
        return joined.of(np.argsort(joined.relation, kind="stable"))

    def type_counts(self) -> Counter[Type]:
        """Return how many relations there are of each type that one has."""
        return +Counter(dict(zip(TYPES, np.bincount(self.type, minlength=len(TYPES)).tolist(), strict=True)))

    def claim_count(self) -> int:
        """Return how many claims there are."""
        return len(self.claims({}).relation)

    @property
    def known(self) -> Arrays:
        """What is known of the whole without calculating it; nothing, if it was not stored."""
        return Arrays() if self.order else self.parts[0].known


def tables_of(dataset: Dataset) -> tuple[EntityTable, RelationTable]:
    """Return the entities and relations of a dataset as tables, which they may be already."""
    entities = EntityTable.of(dataset.entities, dataset.entity_places, dataset.complete)
    return entities, RelationTable.of(dataset.relations, entities, dataset.relation_places, dataset.claim_places)


class Declared(Mapping[str, Mapping[str, str | None]]):
    """Per entity of a table, the words of its `complete`, each with the day up to which it holds; found out when asked for."""

    def __init__(self, entities: EntityTable) -> None:
        """Take the entities."""
        self._entities = entities

    @cached_property
    def _found(self) -> dict[str, dict[str, str | None]]:
        found: dict[str, dict[str, str | None]] = {}
        for word, until, numbers in self._entities.declared():
            for number in numbers.tolist():
                found.setdefault(self._entities.key_of(number), {})[word] = until
        return dict(sorted(found.items()))

    def __len__(self) -> int:
        """Return how many entities declare something."""
        return len(self._found)

    def __iter__(self) -> Iterator[str]:
        """Yield their ids in order."""
        return iter(self._found)

    def __getitem__(self, name: str) -> Mapping[str, str | None]:
        """Return what an entity declares."""
        return self._found[name]
