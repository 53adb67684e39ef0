"""Entities, relations and claims as columns: what is sure to be right is made a record only when one is asked for."""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from dataclasses import replace
from functools import cache
from itertools import chain, islice
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, Final, Self, TypeVar

import numpy as np
from pydantic import TypeAdapter, ValidationError

from graphx.model.cells import PARSED, property_cell, property_of
from graphx.model.columns import Column, Texts, renumbered, span_of
from graphx.model.parts import (
    KINDS,
    TYPE_CODE,
    ClaimCells,
    Claims,
    EntityPart,
    RelationPart,
    certain_from,
    first_day,
)
from graphx.model.records import ENTITY_FIELDS, RECORD_OF_KIND, RELATION_FIELDS, Claim, Record, Relation
from graphx.model.table import Rows
from graphx.model.vocabulary import DEFAULT_CONFIDENCE, Certainty, Kind, Polarity
from graphx.readers.tables import CLAIM_FIELDS, ENDS, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from graphx.errors import Place
    from graphx.model.columns import Bools, Ints
    from graphx.model.places import Places
    from graphx.model.records import AnyEntity
    from graphx.readers.cells import Cells
    from graphx.readers.tables import Row

    Numbers = NDArray[np.integer]

R = TypeVar("R")

SPEAKING: Final = (Polarity.ASSERTS, Polarity.DENIES)
"""Polarities that have an effect."""


def _kind(model: type[Record], field: str) -> Any:  # noqa: ANN401  # why: a type, as pydantic takes it
    name = {"from": "from_"}.get(field, field)
    info = model.model_fields[name]
    kind: Any = info.annotation
    for constraint in info.metadata:
        kind = Annotated[kind, constraint]
    return kind


@cache
def _adapter(model: type[Record], field: str) -> TypeAdapter[Any]:
    return TypeAdapter(_kind(model, field))


@cache
def _adapter_of_all(model: type[Record], field: str) -> TypeAdapter[list[Any]]:
    several: Any = GenericAlias(list, (_kind(model, field),))
    return TypeAdapter(several)


def typed(model: type[Record], field: str, text: str) -> Any:  # noqa: ANN401  # why: whatever the field holds
    """Return what a cell means.

    Raises:
        ValidationError: it is nothing that the field may hold.
    """
    return _adapter(model, field).validate_python(value_of(field, text))


def typed_all(model: type[Record], field: str, texts: Iterable[str]) -> list[Any]:
    """Return what cells mean: many together cost a small part of what they cost one by one.

    Raises:
        ValidationError: some are nothing that the field may hold; of each, `loc` begins with its number.
    """
    raw = [value_of(field, text) for text in texts] if field in PARSED else list(texts)
    return _adapter_of_all(model, field).validate_python(raw)


def used_codes(codes: Numbers) -> Numbers:
    """Return the different codes that are stated."""
    return np.flatnonzero(np.bincount(codes[codes >= 0])) if (codes >= 0).any() else np.zeros(0, np.intp)


class _Read:
    """What entities and relations that were read as columns share."""

    def __init__(self, cells: Cells, rows: Ints | None) -> None:
        """Take the cells, and the rows that are used, in order; None: all of them, as they stand."""
        self.cells = cells
        self.rows = rows

    def __len__(self) -> int:
        return len(self.cells if self.rows is None else self.rows)

    def _at(self, row: int) -> int:
        return row if self.rows is None else self.rows.item(row)

    def row(self, row: int) -> Row:
        return self.cells.row(self._at(row))

    def _several(self, rows: Sequence[int]) -> list[Row]:
        numbers = np.asarray(rows, np.intp)
        return self.cells.rows(numbers if self.rows is None else self.rows[numbers])

    def _record(self, make: Callable[[Row], R], row: int) -> R:
        with self.cells.damage_told(lambda: self._at(row)):
            return make(self.row(row))

    def _records(self, make: Callable[[Row], R], rows: Sequence[int]) -> Iterable[R]:
        try:
            return list(map(make, self._several(rows)))
        except (ValueError, LookupError):
            return [self._record(make, row) for row in rows]  # one of them is damaged: that tells which

    def damaged(self, rows: Ints) -> Callable[[int], Exception] | None:
        """Return what tells damage of one of some rows, if the cells were checked long ago."""
        told = self.cells.damaged
        return told and (lambda place: told(self._at(rows.item(place))))

    def places(self, row: int) -> Sequence[Place]:
        return self.cells.places.all(self._at(row))

    def all_places(self) -> Places:
        places = self.cells.places
        return places if self.rows is None else places.taken(self.rows)

    def _codes(self, column: Column) -> Ints:
        return column.codes if self.rows is None else column.codes[self.rows]

    def _cells(self, is_wanted: Callable[[str], bool]) -> Mapping[str, Column]:
        return {
            name: Column(self._codes(column), column.values)
            for name, column in self.cells.columns.items()
            if is_wanted(name)
        }

    def stating(self, properties: Mapping[str, Column]) -> Self:
        columns = dict(self.cells.columns)
        for key, column in properties.items():
            codes = column.codes
            if self.rows is not None:
                codes = np.full(len(self.cells), -1, np.int32)
                codes[self.rows] = column.codes
            columns[f"properties.{key}"] = Column(codes, [property_cell(value) for value in column.values])
        other = copy(self)
        other.cells = replace(self.cells, columns=columns)
        return other

    def property_keys(self) -> frozenset[str]:
        columns = self.cells.columns
        apart = {name.partition(".")[2]: column for name, column in columns.items() if name[:11] == "properties."}
        keys = {key for key, column in apart.items() if self.rows is None or (self._codes(column) >= 0).any()}
        if whole := columns.get("properties"):
            used = used_codes(self._codes(whole)).tolist()
            keys.update(key for code in used for key in value_of("properties", whole.values[code]))
        return frozenset(keys)

    def _column(self, name: str, meaning: Callable[[str], Any]) -> Column | None:
        column = self.cells.columns.get(name)
        if column is None:
            return None
        values, all_codes = column.values, column.codes

        def meant(code: int) -> Any:  # noqa: ANN401  # why: whatever the field holds
            with self.cells.damage_told(lambda: int(np.argmax(all_codes == code))):
                return meaning(values[code])

        if self.rows is None:
            # all is used, and is made an object when somebody asks for it
            return column if meaning is str else Column(column.codes, Rows(len(values), meant))
        codes = self._codes(column)
        used = used_codes(codes)
        if not len(used):
            return None
        # only what is used is made an object, in the order of the codes
        return Column(renumbered(codes, used, len(values)), [meant(code) for code in used.tolist()])

    def _property(self, key: str) -> Column | None:
        """Return a property: a column of its own, or a part of whole maps."""
        apart = self._column(f"properties.{key}", property_of)
        whole = self._column("properties", lambda text: value_of("properties", text).get(key))
        if whole is None:
            return apart
        values = list(whole.values)
        is_stated = np.array([*(value is not None for value in values), False])
        codes = np.where(is_stated[whole.codes], whole.codes, -1)
        if apart is not None:
            codes = np.where(apart.codes >= 0, apart.codes.astype(np.int32) + len(values), codes)
            values += apart.values
        return Column(codes, values) if (codes >= 0).any() else None


class ReadEntities(_Read, EntityPart):
    """Entities that were read as columns."""

    def __init__(self, cells: Cells, rows: Ints, days: Column) -> None:
        """Take the rows, sorted by id; `days` tells of each row of the cells up to which day its `complete` holds."""
        super().__init__(cells, rows)
        self._days = Column(days.codes[rows], days.values)
        self.ids = _texts(cells.columns["id"], rows)
        kinds = cells.columns["kind"]
        code = np.array([KINDS.index(Kind(word)) if word in set(Kind) else 0 for word in kinds.values], np.uint8)
        self.kind = code[kinds.codes[rows]]

    def stated_cells(self) -> Mapping[str, Column]:
        """Return what the records state as columns of cells."""
        return self._cells(lambda name: name not in {"id", "kind"})

    def record(self, row: int) -> AnyEntity:
        """Return an entity."""
        return self._record(_entity, row)

    def records_at(self, rows: Sequence[int]) -> Iterable[AnyEntity]:
        """Return some entities."""
        return self._records(_entity, rows)

    def column(self, field: str) -> Column | None:
        """Return a field; `type` and `country` as text, for what they may be depends on the kind."""
        if field not in ENTITY_FIELDS:
            return self._property(field)
        if field in {"type", "country"}:
            return self._column(field, str)
        model = next(each for each in RECORD_OF_KIND.values() if field in each.model_fields)
        return self._column(field, lambda text: typed(model, field, text))

    def declared(self) -> Iterator[tuple[str, str | None, NDArray[np.integer]]]:
        """Yield words of `complete` with the rows that declare them, by day."""
        if column := self.column("complete"):
            for word in sorted({word for words in column.values for word in words}):
                rows = column.rows_with(word)
                codes = self._days.codes[rows]
                for code in np.unique(codes).tolist():
                    yield word, None if code < 0 else self._days.values[code], rows[codes == code]


def _entity(row: Row) -> AnyEntity:
    raw = row.raw()
    return RECORD_OF_KIND[Kind(raw["kind"])].model_validate(raw, by_name=False)


def _relation(row: Row) -> Relation:
    return Relation.model_validate(row.raw(), by_name=False)


def _texts(column: Column, rows: Ints) -> Texts:
    """Return the texts of rows, all of which state one."""
    values = column.values if isinstance(column.values, Texts) else Texts.of(column.values)
    return values.taken(column.codes[rows])


class ReadRelations(_Read, RelationPart):
    """Relations that were read as columns; the numbers of their ends are given."""

    def __init__(self, cells: Cells, rows: Ints, source: Ints, target: Ints, claims: ReadClaims) -> None:
        """Take rows in any order, the numbers of their ends, and the claims by row of the table."""
        super().__init__(cells, rows)
        self.source, self.target = source, target
        verbs = cells.columns["type"]
        code = np.array([TYPE_CODE.get(word, 0) for word in verbs.values], np.uint8)
        self.type = code[verbs.codes[rows]]
        self.key = self._column("key", str) or Column(np.full(len(rows), -1, np.int32), [])
        self._claims = claims

    def row(self, row: int) -> Row:
        """Return a row with its claims."""
        return self._claims.attached(self._at(row), super().row(row))

    def stated_cells(self) -> Mapping[str, Column]:
        """Return what the records state as columns of cells, without their ends and claims."""
        apart = CLAIM_FIELDS.union(ENDS[:3]) if self._claims.are_own else frozenset(ENDS[:3])
        return self._cells(lambda name: name.partition(".")[0] not in apart)

    def record(self, row: int) -> Relation:
        """Return a relation with its claims."""
        return self._record(_relation, row)

    def records_at(self, rows: Sequence[int]) -> Iterable[Relation]:
        """Return some relations with their claims."""
        return self._records(_relation, rows)

    def _several(self, rows: Sequence[int]) -> list[Row]:
        return self._claims.all_attached([self._at(row) for row in rows], super()._several(rows))

    def column(self, field: str) -> Column | None:
        """Return a field, a key of `properties` included."""
        if field not in RELATION_FIELDS:
            return self._property(field)
        return self._column(field, lambda text: typed(Relation, field, text))

    def claims(self, published: Mapping[str, str | None]) -> Claims:
        """Return the claims of these relations, by row."""
        claims = self._claims.columns(published)
        relation = self._rows_of(claims.relation)
        return claims._replace(relation=relation).of(relation >= 0)

    def _rows_of(self, rows: Ints) -> Ints:
        """Return which relations rows of the table are; -1 for those that are none."""
        if self.rows is None:
            return rows
        relation = np.full(len(self.cells), -1, np.int32)
        relation[self.rows] = np.arange(len(self.rows), dtype=np.int32)
        return relation[rows]

    def claim_places(self, row: int) -> Sequence[Place]:
        """Return where each of a relation's claims is stated."""
        return self._claims.places(self._at(row))

    def claim_cells(self) -> ClaimCells:
        """Return the claims of these relations as columns of cells."""
        relation = self._rows_of(self._claims.relation)
        order = np.argsort(relation, kind="stable")
        order = order[np.searchsorted(relation[order], 0) :]
        rows, cells = self._claims.order[order], self._claims.cells
        columns = {
            name: Column(column.codes[rows], column.values)
            for name, column in cells.columns.items()
            if name.partition(".")[0] in CLAIM_FIELDS
        }
        return ClaimCells(relation[order], columns, cells.places.taken(rows))


class ReadClaims:
    """The claims of a table of relations: in cells of their own rows, or in a table of their own."""

    def __init__(self, cells: Cells, relation: Ints, *, are_own: bool) -> None:
        """Take the cells of claims and, for each row of them, the row of its relation; -1 for none."""
        self.cells = cells
        self.are_own = are_own
        order = np.argsort(relation, kind="stable")
        self.order = order[np.searchsorted(relation[order], 0) :].astype(np.int32)
        """The rows of claims that are about a relation, in the order of relations."""
        self.relation = relation[self.order]
        """The relation of each of these."""

    def _rows(self, relation: int) -> Sequence[int]:
        begin, end = span_of(relation, self.relation)
        rows: list[int] = self.order[begin:end].tolist()
        return rows

    def attached(self, relation: int, row: Row) -> Row:
        """Return a row of a relation with its claims."""
        row.has_own_claim = self.are_own
        if not self.are_own:
            row.claims = [self.cells.row(each) for each in self._rows(relation)]
        return row

    def all_attached(self, relations: Sequence[int], rows: list[Row]) -> list[Row]:
        """Return rows of relations with their claims."""
        if self.are_own:
            for row in rows:
                row.has_own_claim = True
            return rows
        claims_of = [self._rows(relation) for relation in relations]
        claims = iter(self.cells.rows(np.fromiter(chain.from_iterable(claims_of), np.intp)))
        for row, own in zip(rows, claims_of, strict=True):
            row.claims = list(islice(claims, len(own)))
        return rows

    def places(self, relation: int) -> Sequence[Place]:
        """Return where the claims of a relation are stated."""
        return [self.cells.places.first(each) for each in self._rows(relation)]

    def are_about(self, relations: Ints) -> Bools:
        """Return which rows of the table of claims are about one of some relations, given by their rows."""
        about = np.zeros(len(self.cells), bool)
        about[self.order[np.isin(self.relation, relations)]] = True
        return about

    def repeated(self) -> Ints:
        """Return relations that may have a claim twice, some several times: by a digest of its cells, so that a few too many may be among them."""
        digest = self.relation.astype(np.uint64)
        for name, column in self.cells.columns.items():
            digest = digest * _MIXED + _meant(name, column)[column.codes[self.order]].astype(np.uint64)
        order = np.lexsort((digest, self.relation))
        same = digest[order[1:]] == digest[order[:-1]]
        repeated: Ints = self.relation[order[1:][same]]
        return repeated

    def columns(self, published: Mapping[str, str | None]) -> Claims:
        """Return the claims as columns; `relation` is the row of the relation."""
        day = self._days("asserted", first_day)
        source = self._per_text("source", lambda text: first_day(published.get(text)), first_day(None))
        asserted = self._stated("asserted")
        known = np.where(asserted, day, source).astype(np.int32)
        observed = self._stated("observed")
        dated = np.where(observed, self._days("observed", first_day), known).astype(np.int32)
        asserts, denies = (self._per_text("polarity", word.__eq__, word is Polarity.ASSERTS) for word in SPEAKING)
        usual = self._per_text("certainty", lambda text: DEFAULT_CONFIDENCE[Certainty(text)], DEFAULT_CONFIDENCE[None])
        stated = self._per_text("confidence", lambda text: int(float(text)), -1)
        says = [name for name in self.cells.columns if name.partition(".")[0] == "says"]
        return Claims(
            self.relation,
            asserts.astype(bool),
            denies.astype(bool),
            np.where(stated >= 0, stated, usual).astype(np.int32),
            known,
            self._days("observed", certain_from),
            dated,
            np.logical_or.reduce([self._stated(name) for name in says]) if says else np.zeros(len(self.relation), bool),
        )

    def _stated(self, name: str) -> Bools:
        column = self.cells.columns.get(name)
        if column is None:
            return np.zeros(len(self.order), bool)
        stated: Bools = column.codes[self.order] >= 0
        return stated

    def _days(self, name: str, of: Callable[[str | None], int]) -> Ints:
        return self._per_text(name, of, of(None))

    def _per_text(self, name: str, of: Callable[[str], int], missing: int) -> Ints:
        column = self.cells.columns.get(name)
        if column is None:
            return np.full(len(self.order), missing, np.int32)
        table = np.full(len(column.values) + 1, missing, np.int32)
        codes = column.codes[self.order]
        used = used_codes(codes)
        table[used] = [of(column.values[code]) for code in used.tolist()]
        return table[codes]


def _meant(name: str, column: Column) -> Ints:
    """Return a number for what each cell of claims means, and behind those for nothing: it may be spelt in several ways."""
    number = np.arange(len(column.values) + 1, dtype=np.int32)
    number[-1] = -1
    if name in _SPELT_IN_SEVERAL_WAYS:
        told = {Claim.model_fields[name].default: -1}
        for code, text in enumerate(column.values):
            with suppress(ValidationError):  # what means nothing is doubtful already
                number[code] = told.setdefault(typed(Claim, name, text), code)
    return number


_SPELT_IN_SEVERAL_WAYS: Final = ("polarity", "confidence", "says")
_MIXED: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose bits are well spread (the golden ratio, as in Knuth's multiplicative hashing)."""


def claimed_by_cells(cells: Cells) -> Ints:
    """Return, for rows that may state a claim of their own, their number; -1 for those that state none."""
    own = [column for name, column in cells.columns.items() if name.partition(".")[0] in CLAIM_FIELDS]
    claims = np.zeros(len(cells), bool)
    for column in own:
        claims |= column.codes >= 0
    return np.where(claims, np.arange(len(cells)), -1).astype(np.int32)
