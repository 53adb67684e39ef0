"""Records of one origin by row, their fields as columns, and their claims; those that were read one by one among them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, NamedTuple, Self, TypeVar

import numpy as np

from graphx.model.cells import cells_of
from graphx.model.columns import Column, Texts, coded
from graphx.model.dates import period
from graphx.model.places import Places
from graphx.model.records import Relation
from graphx.model.vocabulary import Kind, Polarity, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from graphx.errors import Place
    from graphx.model.columns import Bools, Ints
    from graphx.model.records import AnyEntity, Claim, Identity, Record

R = TypeVar("R", bound="Record")

KINDS: Final = tuple(Kind)
"""Kinds by their code in an entity table."""
TYPES: Final = tuple(sorted(Type))
"""Relation types by their code in a relation table, sorted, so that codes sort as names do."""
TYPE_CODE: Final = {verb: code for code, verb in enumerate(TYPES)}

ALWAYS: Final = -(2**30)
"""The day before all days: a date that is not stated where that means "from the beginning"."""
NEVER: Final = 2**30
"""The day after all days."""


def among(words: Sequence[str], chosen: Iterable[str]) -> Bools:
    """Return per code of a word whether it is one of those chosen."""
    wanted = set(chosen)
    return np.array([word in wanted for word in words], bool)


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


class Arrays(NamedTuple):
    """What an index over all relations of a graph consists of; None: not known yet."""

    forward_starts: Ints | None = None
    """Per entity, and once more behind the last: the first relation that leaves it."""
    backward_starts: Ints | None = None
    """The same for `backward`."""
    backward: Ints | None = None
    """Relations in the order of where they arrive: by target, type, source and key."""
    keyed: Ints | None = None
    """The relations with a key that have a twin between the same ends without one, in order."""
    keyless: Ints | None = None
    """That twin of each."""


class Part(ABC, Generic[R]):
    """Records of one origin, by row."""

    @abstractmethod
    def __len__(self) -> int:
        """Return how many there are."""

    @abstractmethod
    def record(self, row: int) -> R:
        """Return a record."""

    def records_at(self, rows: Sequence[int]) -> Iterable[R]:
        """Return the records of some rows: many together may be made quicker than one by one."""
        return map(self.record, rows)

    @abstractmethod
    def column(self, field: str) -> Column | None:
        """Return a field, a key of `properties` included; None if no record states it."""

    @abstractmethod
    def property_keys(self) -> frozenset[str]:
        """Return the keys of `properties` that any record has."""

    @abstractmethod
    def stating(self, properties: Mapping[str, Column]) -> Self:
        """Return the same records with further properties, by key."""

    @abstractmethod
    def places(self, row: int) -> Sequence[Place]:
        """Return where a record is stated."""

    @abstractmethod
    def stated_cells(self) -> Mapping[str, Column]:
        """Return what the records state as columns of cells, by name: without ids, kinds, ends, types and claims."""

    @abstractmethod
    def all_places(self) -> Places:
        """Return where every record is stated."""


class EntityPart(Part["AnyEntity"]):
    """Entities of one origin, sorted by id."""

    ids: Sequence[str]
    kind: NDArray[np.uint8]

    @abstractmethod
    def declared(self) -> Iterable[tuple[str, str | None, NDArray[np.integer]]]:
        """Yield words of `complete`, the day up to which they hold (None: every day), and the rows that declare them so."""


class RelationPart(Part[Relation]):
    """Relations of one origin."""

    source: Ints
    """Numbers of entities."""
    target: Ints
    type: NDArray[np.uint8]
    key: Column
    known: Arrays = Arrays()

    @abstractmethod
    def claims(self, published: Mapping[str, str | None]) -> Claims:
        """Return the claims of all its relations, by row; `published` tells of each source when it appeared."""

    @abstractmethod
    def claim_places(self, row: int) -> Sequence[Place]:
        """Return where each of a relation's claims is stated."""

    @abstractmethod
    def claim_cells(self) -> ClaimCells:
        """Return the claims of all its relations as columns of cells."""


class ClaimCells(NamedTuple):
    """Claims as columns of cells: the row of the relation of each, ascending; the cells by name; the places."""

    relation: Ints
    cells: Mapping[str, Column]
    places: Places


class _Stated(Part[R]):
    """Records that were read one by one."""

    def __init__(self, records: Sequence[R], places: Callable[[int], Sequence[Place]]) -> None:
        self.records = list(records)
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

    def stating(self, properties: Mapping[str, Column]) -> Self:
        told = {key: [column.value(row) for row in range(len(self))] for key, column in properties.items()}
        other = copy(self)
        other.records = [
            _stating(record, {key: values[row] for key, values in told.items() if values[row] is not None})
            for row, record in enumerate(self.records)
        ]
        return other

    def stated_cells(self) -> Mapping[str, Column]:
        return {name: column for name, column in columns_of(self.records).items() if name not in self.APART}

    def all_places(self) -> Places:
        return Places.of(self._places(row) for row in range(len(self)))

    APART: ClassVar[frozenset[str]]


def _stating(record: R, properties: Mapping[str, Any]) -> R:
    known = getattr(record, "properties", None) or {}
    return record.model_copy(update={"properties": {**known, **properties}}) if properties else record


def columns_of(records: Iterable[Record]) -> dict[str, Column]:
    """Return the cells of records as columns, by the names of their fields."""
    codes: dict[str, list[int]] = {}
    told: dict[str, dict[str, int]] = {}
    count = 0
    for count, record in enumerate(records, start=1):
        for name, cell in cells_of(record).items():
            known = told.setdefault(name, {})
            column = codes.setdefault(name, [])
            column.extend([-1] * (count - 1 - len(column)))
            column.append(known.setdefault(cell, len(known)))
    return {
        name: Column(np.array(column + [-1] * (count - len(column)), np.int32), Texts.of(told[name]))
        for name, column in codes.items()
    }


def _value(record: Any, attribute: str) -> Hashable | None:  # noqa: ANN401  # why: any record
    value: Hashable | None = getattr(record, attribute, None)
    if value is None and record.properties:
        value = record.properties.get(attribute)
    return value


class StatedEntities(_Stated["AnyEntity"], EntityPart):
    """Entities that were read one by one."""

    APART: ClassVar = frozenset({"id", "kind"})

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

    def declared(self) -> Iterable[tuple[str, str | None, NDArray[np.integer]]]:
        """Yield words of `complete` with the rows that declare them, by day."""
        rows: dict[tuple[str, str | None], list[int]] = {}
        for row, name in enumerate(self.ids):
            for word, until in self._complete.get(name, {}).items():
                rows.setdefault((word, until), []).append(row)
        return ((word, until, np.array(found, np.intp)) for (word, until), found in rows.items())


class StatedRelations(_Stated[Relation], RelationPart):
    """Relations that were read one by one."""

    APART: ClassVar = frozenset({"from", "type", "to"})

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

    def claim_cells(self) -> ClaimCells:
        """Return the claims of all its relations as columns of cells."""
        counts = [len(each.claims or ()) for each in self.records]
        places = ([place] for row, count in enumerate(counts) if count for place in self.claim_places(row))
        return ClaimCells(
            np.repeat(np.arange(len(counts), dtype=np.int32), counts),
            columns_of(claim for each in self.records for claim in each.claims or ()),
            Places.of(places),
        )


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
