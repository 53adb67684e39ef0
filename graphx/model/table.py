"""Records by number and fields as columns, whether they were read one by one or as columns; several inputs as one table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar, cast, overload

import numpy as np

from graphx.model.columns import Column, Texts, coded
from graphx.model.dates import period
from graphx.model.records import Identity, Relation
from graphx.model.vocabulary import Kind, Polarity, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from numpy.typing import NDArray

    from graphx.errors import Place
    from graphx.model.columns import Bools, Ints
    from graphx.model.records import AnyEntity, Claim, Record

R = TypeVar("R", bound="Record")
K = TypeVar("K")
V = TypeVar("V")

KINDS: Final = tuple(Kind)
"""Kinds by their code in an entity table."""
TYPES: Final = tuple(sorted(Type))
"""Relation types by their code in a relation table, sorted, so that codes sort as names do."""
TYPE_CODE: Final = {verb: code for code, verb in enumerate(TYPES)}

ALWAYS: Final = -(2**30)
"""The day before all days: a date that is not stated where that means "from the beginning"."""
NEVER: Final = 2**30
"""The day after all days."""


class Claims(NamedTuple):
    """Every claim as columns, in the order of relations and, within one, of the input; dates are ordinals."""

    relation: Ints
    asserts: Bools
    denies: Bools
    confidence: Ints
    known_from: Ints
    """When it became known; ALWAYS where nothing says when."""
    seen_from: Ints
    """The first day on which what it observed held for certain; NEVER if it observed no day."""
    dated: Ints
    """The day that its age counts from; ALWAYS if it has none."""
    says: Bools
    """Whether it says a value of its own."""

    def of(self, chosen: NDArray[np.integer] | Bools) -> Claims:
        """Return some claims."""
        columns: Any = (column[chosen] for column in self)
        return Claims(*columns)


class Part(ABC, Generic[R]):
    """Records of one origin, by row."""

    @abstractmethod
    def __len__(self) -> int:
        """Return how many there are."""

    @abstractmethod
    def record(self, row: int) -> R:
        """Return a record."""

    @abstractmethod
    def column(self, field: str) -> Column | None:
        """Return a field, a key of `properties` included; None if no record states it."""

    @abstractmethod
    def property_keys(self) -> frozenset[str]:
        """Return the keys of `properties` that any record has."""

    @abstractmethod
    def places(self, row: int) -> Sequence[Place]:
        """Return where a record is stated."""


class EntityPart(Part["AnyEntity"]):
    """Entities of one origin, sorted by id."""

    ids: Sequence[str]
    kind: NDArray[np.uint8]

    @abstractmethod
    def declared(self) -> Iterable[tuple[str, str | None, NDArray[np.intp]]]:
        """Yield words of `complete`, the day up to which they hold (None: every day), and the rows that declare them so."""


class RelationPart(Part[Relation]):
    """Relations of one origin."""

    source: Ints
    """Numbers of entities."""
    target: Ints
    type: NDArray[np.uint8]
    key: Column

    @abstractmethod
    def claims(self, published: Mapping[str, str | None]) -> Claims:
        """Return the claims of all its relations, by row; `published` tells of each source when it appeared."""

    @abstractmethod
    def claim_places(self, row: int) -> Sequence[Place]:
        """Return where each of a relation's claims is stated."""


class _Stated(Part[R]):
    """Records that were read one by one."""

    def __init__(self, records: Sequence[R], places: Callable[[int], Sequence[Place]]) -> None:
        self.records = records
        self._places = places

    def __len__(self) -> int:
        return len(self.records)

    def record(self, row: int) -> R:
        return self.records[row]

    def column(self, field: str) -> Column | None:
        column = coded(_value(record, field) for record in self.records)
        return column if column.values else None

    def property_keys(self) -> frozenset[str]:
        return frozenset(key for record in self.records for key in getattr(record, "properties", None) or ())

    def places(self, row: int) -> Sequence[Place]:
        return self._places(row)


def _value(record: Any, attribute: str) -> Hashable | None:  # noqa: ANN401  # why: any record
    value: Hashable | None = getattr(record, attribute, None)
    if value is None and record.properties:
        value = record.properties.get(attribute)
    return value


class StatedEntities(_Stated["AnyEntity"], EntityPart):
    """Entities that were read one by one."""

    def __init__(
        self,
        entities: Mapping[str, AnyEntity],
        places: Mapping[str, Sequence[Place]],
        complete: Mapping[str, Mapping[str, str | None]],
    ) -> None:
        """Take entities sorted by id."""
        self.ids = list(entities)
        super().__init__(list(entities.values()), lambda row: places.get(self.ids[row], ()))
        code = {kind: number for number, kind in enumerate(KINDS)}
        self.kind = np.fromiter((code[each.kind] for each in self.records), np.uint8, len(self.records))
        self._complete = complete

    def declared(self) -> Iterable[tuple[str, str | None, NDArray[np.intp]]]:
        """Yield words of `complete` with the rows that declare them, by day."""
        rows: dict[tuple[str, str | None], list[int]] = {}
        for row, name in enumerate(self.ids):
            for word, until in self._complete.get(name, {}).items():
                rows.setdefault((word, until), []).append(row)
        return ((word, until, np.array(found, np.intp)) for (word, until), found in rows.items())


class StatedRelations(_Stated[Relation], RelationPart):
    """Relations that were read one by one."""

    def __init__(
        self,
        relations: Mapping[Identity, Relation],
        number: Callable[[str], int],
        places: Mapping[Identity, Sequence[Place]],
        claim_places: Mapping[Identity, Sequence[Place]],
    ) -> None:
        """Take relations between entities that have numbers."""
        identities = list(relations)
        super().__init__(list(relations.values()), lambda row: places.get(identities[row], ()))
        count = len(identities)
        self.source = np.fromiter((number(each.source) for each in identities), np.int32, count)
        self.target = np.fromiter((number(each.target) for each in identities), np.int32, count)
        self.type = np.fromiter((TYPE_CODE[each.type] for each in identities), np.uint8, count)
        self.key = coded(each.key or None for each in identities)
        self._identities = identities
        self._claim_places = claim_places

    def claims(self, published: Mapping[str, str | None]) -> Claims:
        """Return the claims of all its relations, by row."""
        rows = [
            (row, *_claim_row(claim, published)) for row, each in enumerate(self.records) for claim in each.claims or ()
        ]
        table = np.array(rows, np.int32).reshape(len(rows), len(Claims._fields))
        relation, asserts, denies, confidence, known, seen, dated, says = table.T
        return Claims(relation, asserts != 0, denies != 0, confidence, known, seen, dated, says != 0)

    def claim_places(self, row: int) -> Sequence[Place]:
        """Return where each of a relation's claims is stated."""
        return self._claim_places.get(self._identities[row], ())


def _claim_row(claim: Claim, published: Mapping[str, str | None]) -> tuple[int, ...]:
    known = claim.asserted or (published.get(claim.source) if claim.source else None)
    dated = claim.observed or known
    return (
        claim.polarity is Polarity.ASSERTS,
        claim.polarity is Polarity.DENIES,
        claim.effective_confidence,
        first_day(known),
        certain_from(claim.observed),
        first_day(dated),
        claim.says is not None,
    )


def first_day(text: str | None) -> int:
    """Return the first day that a date may mean; ALWAYS where none is stated."""
    return period(text).first if text else ALWAYS


def certain_from(observed: str | None) -> int:
    """Return the first day on which what was observed holds for certain; NEVER if no day was observed."""
    if not observed:
        return NEVER
    span = period(observed)
    return span.first if span.first == span.last else span.last + 1


class Rows(Sequence[V]):
    """What belongs to each number, made when it is asked for; what was asked for lately is kept."""

    KEPT: Final = 2**16

    def __init__(self, count: int, make: Callable[[int], V]) -> None:
        """Make nothing yet."""
        self._count = count
        self._make = make
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
            return [self[each] for each in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        index %= self._count
        made = self._made.get(index)
        if made is None:
            if len(self._made) >= self.KEPT:
                self._made.clear()
            made = self._made[index] = self._make(index)
        return made


class Table(Mapping[K, R]):
    """Records of several parts in one order, as a mapping from their keys and, by number, as columns."""

    def __init__(self, parts: Sequence[Part[R]], part: NDArray[np.uint8], row: Ints) -> None:
        """Take the parts, and for each number the part and the row in it."""
        self.parts = parts
        self.part = part
        self.row = row
        self.records: Rows[R] = Rows(len(row), self._record)
        self._columns: dict[str, Column] = {}

    def _record(self, number: int) -> R:
        return self.parts[self.part.item(number)].record(self.row.item(number))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.row)

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
        return self.parts[self.part.item(number)].places(self.row.item(number))

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
        codes = np.full(len(self.row), -1, np.int32)
        values: list[Any] = []
        for number, column in enumerate(columns):
            if column is not None:
                own = slice(None) if len(columns) == 1 else np.flatnonzero(self.part == number)
                stated = column.codes[self.row[own]]
                codes[own] = np.where(stated < 0, -1, stated + len(values))
                values += column.values
        return Column(codes, values)


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

    def __init__(self, ids: Sequence[str], parts: Sequence[EntityPart], part: NDArray[np.uint8], row: Ints) -> None:
        """Take the ids of all parts, sorted, and where each entity is."""
        super().__init__(parts, part, row)
        self._parts = parts
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
        count = len(part)
        return cls(part.ids, [part], np.zeros(count, np.uint8), np.arange(count, dtype=np.int32))

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
        kind = np.zeros(len(self), np.uint8)
        for number, part in enumerate(self._parts):
            own = self.part == number
            kind[own] = part.kind[self.row[own]]
        return kind

    def declared(self) -> Iterator[tuple[str, str | None, NDArray[np.intp]]]:
        """Yield words of `complete`, the day up to which they hold (None: every day), and the entities that declare them so."""
        for number, part in enumerate(self._parts):
            own = np.flatnonzero(self.part == number)
            number_of_row = np.full(len(part), -1, np.intp)
            number_of_row[self.row[own]] = own
            for word, until, rows in part.declared():
                numbers = number_of_row[rows]
                yield word, until, numbers[numbers >= 0]


class RelationTable(Table[Identity, Relation]):
    """Relations between the entities of a table, numbered in the order of their identities."""

    def __init__(self, ids: Sequence[str], parts: Sequence[RelationPart], part: NDArray[np.uint8], row: Ints) -> None:
        """Take the ids of the entities, and where each relation is."""
        super().__init__(parts, part, row)
        self._parts = parts
        self._ids = ids
        self.source: Ints = self._gathered([each.source for each in parts], np.int32)
        self.target: Ints = self._gathered([each.target for each in parts], np.int32)
        self.type = self._gathered([each.type for each in parts], np.uint8)
        self.identities: Rows[Identity] = Rows(len(row), self.key_of)

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
        part = StatedRelations(relations, entities.number, places, claim_places)
        count = len(part)
        return cls(entities.ids, [part], np.zeros(count, np.uint8), np.arange(count, dtype=np.int32))

    def _gathered(self, columns: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
        if len(columns) == 1:
            return np.ascontiguousarray(columns[0][self.row])
        gathered: NDArray[Any] = np.zeros(len(self), kind)
        for number, column in enumerate(columns):
            own = self.part == number
            gathered[own] = column[self.row[own]]
        return gathered

    @cached_property
    def key(self) -> Column:
        """What tells parallel relations apart."""
        return self._joined([each.key for each in self._parts])

    def key_of(self, number: int) -> Identity:
        """Return the identity of a relation."""
        return Identity(
            self._ids[self.source.item(number)],
            TYPES[self.type.item(number)],
            self._ids[self.target.item(number)],
            self.key.value(number) or "",
        )

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
        return self._parts[self.part.item(number)].claim_places(self.row.item(number))

    def claims(self, published: Mapping[str, str | None]) -> Claims:
        """Return the claims of all relations; `published` tells of each source when it appeared."""
        found = []
        for number, part in enumerate(self._parts):
            own = np.flatnonzero(self.part == number)
            number_of_row = np.full(len(part), -1, np.int32)
            number_of_row[self.row[own]] = own
            claims = part.claims(published)
            relation = number_of_row[claims.relation]
            found.append(claims._replace(relation=relation).of(relation >= 0))
        joined = Claims(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
        if len(found) == 1 and bool((joined.relation[1:] >= joined.relation[:-1]).all()):
            return joined
        return joined.of(np.argsort(joined.relation, kind="stable"))


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
