"""Entities, relations and claims as columns: what is sure to be right is never made a record, what is doubtful is told by row.

A column is checked once per different cell, by the model's own fields. A row of which that cannot tell that it is right is taken
row by row, as a row of a small table would be: so there is one set of rules, and one set of messages.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final

import numpy as np
from pydantic import TypeAdapter, ValidationError

from graphx.errors import Place
from graphx.model.cells import property_of
from graphx.model.columns import Column, Texts
from graphx.model.records import (
    ENTITY_FIELDS,
    ID_LENGTH,
    ID_LETTERS,
    RECORD_OF_KIND,
    RELATION_FIELDS,
    Claim,
    Entity,
    Record,
    Relation,
    Says,
)
from graphx.model.table import KINDS, TYPE_CODE, Claims, EntityPart, RelationPart, certain_from, first_day
from graphx.model.vocabulary import DEFAULT_CONFIDENCE, Certainty, Kind, Polarity
from graphx.readers.tables import CLAIM_FIELDS, LISTS, items_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools, Ints
    from graphx.model.records import AnyEntity
    from graphx.readers.cells import Cells
    from graphx.readers.tables import Row

    Numbers = NDArray[np.integer]

SPEAKING: Final = (Polarity.ASSERTS, Polarity.DENIES)
"""Polarities that have an effect."""
_RIGHT_IF_STATED: Final = frozenset({"name", "sensitivity", "category", "model", "authority", "quote", "locator"})
"""Fields that any text fits, and that are too many to look at one by one."""


@cache
def _adapter(model: type[Record], field: str) -> TypeAdapter[Any]:
    name = {"from": "from_"}.get(field, field)
    info = model.model_fields[name]
    kind: Any = info.annotation
    for constraint in info.metadata:
        kind = Annotated[kind, constraint]
    return TypeAdapter(kind)


def _typed(model: type[Record], field: str, text: str) -> Any:  # noqa: ANN401  # why: whatever the field holds
    """Return what a cell means.

    Raises:
        ValidationError: it is nothing that the field may hold.
    """
    written = items_of(text) if field in LISTS else text
    return _adapter(model, field).validate_python(written)


def _wrong(model: type[Record], field: str, column: Column, used: Numbers) -> Numbers:
    """Return the codes among those used whose text the field cannot hold."""
    if field in _RIGHT_IF_STATED:
        return used[:0]
    found = []
    for code in used.tolist():
        try:
            _typed(model, field, column.values[code])
        except ValidationError:
            found.append(code)
    return np.array(found, np.int32)


def _used(codes: Numbers) -> Numbers:
    """Return the different codes that are stated."""
    return np.flatnonzero(np.bincount(codes[codes >= 0])) if (codes >= 0).any() else np.zeros(0, np.intp)


def doubtful_entities(cells: Cells) -> Bools:
    """Return which rows of a table of entities are to be looked at one by one.

    Restrictions are, always: they are few, and how they reach further stands in several cells.
    """
    columns = cells.columns
    doubt = np.zeros(len(cells), bool)
    for needed in ("id", "kind", "name"):
        doubt |= columns[needed].codes < 0 if needed in columns else np.ones(len(cells), bool)
    if doubt.all():
        return doubt
    if not _are_ids(columns["id"]):
        doubt |= _bad(columns["id"], _wrong(Entity, "id", columns["id"], _used(columns["id"].codes)))
    kinds = columns["kind"]
    for code in _used(kinds.codes).tolist():
        rows = kinds.codes == code
        word = kinds.values[code]
        if word not in set(Kind) or word == Kind.RESTRICTION:
            doubt |= rows
            continue
        model = RECORD_OF_KIND[Kind(word)]
        for name, column in columns.items():
            field, dot, key = name.partition(".")
            if name in {"id", "kind"} or field == "identifiers":
                continue
            stated = rows & (column.codes >= 0)
            if field not in model.model_fields or (field == "properties" and key in ENTITY_FIELDS):
                doubt |= stated
            elif not dot:
                doubt |= rows & _bad(column, _wrong(model, name, column, _used(column.codes[stated])))
    return doubt


def _are_ids(column: Column) -> bool:
    """Say whether all texts of a column are ids, at a glance: by their bytes and lengths."""
    texts = column.values
    if not isinstance(texts, Texts) or not len(texts):
        return False
    is_allowed = np.zeros(256, bool)
    is_allowed[np.frombuffer(ID_LETTERS.encode(), np.uint8)] = True
    data = texts.data[int(texts.offsets[0]) : int(texts.offsets[-1])]
    return bool(is_allowed[data].all()) and int(np.diff(texts.offsets).max()) <= ID_LENGTH


def _bad(column: Column, codes: Numbers) -> Bools:
    is_bad = np.zeros(len(column.values) + 1, bool)
    is_bad[codes] = True
    bad: Bools = is_bad[column.codes]
    return bad


def doubtful_relations(cells: Cells, *, may_claim: bool) -> Bools:
    """Return which rows of a table of relations are to be looked at one by one; their ends are not looked at."""
    columns = cells.columns
    doubt = np.zeros(len(cells), bool)
    for needed in ("from", "type", "to"):
        doubt |= columns[needed].codes < 0 if needed in columns else np.ones(len(cells), bool)
    own = {name: column for name, column in columns.items() if may_claim and name.partition(".")[0] in CLAIM_FIELDS}
    for name, column in columns.items():
        field, _, key = name.partition(".")
        if field == "properties":
            doubt |= (column.codes >= 0) & (key in RELATION_FIELDS)
        elif name not in own and name not in {"from", "to"}:
            doubt |= _bad(column, _wrong(Relation, name, column, _used(column.codes)))
    doubt |= _between(Relation, {name: columns[name] for name in _BETWEEN if name in columns}, doubt)
    return doubt | _doubtful_claims(own, len(cells))


def doubtful_claims(cells: Cells) -> Bools:
    """Return which rows of a table of claims are to be looked at one by one."""
    return _doubtful_claims(cells.columns, len(cells))


def _doubtful_claims(columns: Mapping[str, Column], count: int) -> Bools:
    doubt = np.zeros(count, bool)
    for name, column in columns.items():
        field, dot, inner = name.partition(".")
        if name in {"from", "type", "to", "key"}:
            continue
        model, field = (Says, inner) if dot else (Claim, field)
        if field in model.model_fields:
            doubt |= _bad(column, _wrong(model, field, column, _used(column.codes)))
        else:
            doubt |= column.codes >= 0
    said = {name.removeprefix("says."): column for name, column in columns.items() if name.startswith("says.")}
    return doubt | _between(Says, said, doubt)


_BETWEEN: Final = ("type", "role", "since", "until", "share", "share_min", "share_max")
"""Fields of a relation between which there may be a fault."""
_TOGETHER: Final = (("since", "until"), ("type", "role"), ("share", "share_min", "share_max"))


def _between(model: type[Record], columns: Mapping[str, Column], doubt: Bools) -> Bools:
    """Return rows with a fault between fields: looked for once per different combination of their cells."""
    found = np.zeros(len(doubt), bool)
    for together in _TOGETHER:
        names = [name for name in together if name in columns]
        if len(names) < 2:  # noqa: PLR2004  # why: a fault between needs two
            continue
        codes = np.stack([columns[name].codes for name in names], axis=1)
        rows = np.flatnonzero(((codes >= 0).sum(axis=1) > 1) & ~doubt)
        combinations, which = np.unique(codes[rows], axis=0, return_inverse=True)
        is_faulty = [any(model.faults(_raw(columns, names, combination))) for combination in combinations.tolist()]
        found[rows] |= np.array(is_faulty, bool)[which.reshape(-1)]
    return found


def _raw(columns: Mapping[str, Column], names: Iterable[str], codes: Iterable[int]) -> dict[str, str]:
    return {name: columns[name].values[code] for name, code in zip(names, codes, strict=True) if code >= 0}


class _Read:
    """What entities and relations that were read as columns share."""

    def __init__(self, cells: Cells, rows: Ints) -> None:
        """Take the cells, and the rows that are used, in order."""
        self.cells = cells
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, row: int) -> Row:
        return self.cells.row(self.rows.item(row))

    def places(self, row: int) -> Sequence[Place]:
        return (Place(self.cells.file, self.cells.lines.item(self.rows.item(row)), 1),)

    def property_keys(self) -> frozenset[str]:
        keys = {
            name.partition(".")[2]: column for name, column in self.cells.columns.items() if name[:11] == "properties."
        }
        return frozenset(key for key, column in keys.items() if (column.codes[self.rows] >= 0).any())

    def _column(self, name: str, typed: Callable[[str], Any]) -> Column | None:
        column = self.cells.columns.get(name)
        if column is None:
            return None
        codes = column.codes[self.rows]
        used = _used(codes)
        if not len(used):
            return None
        # only what is used is made an object, in the order of the codes
        place = np.full(len(column.values) + 1, -1, np.int32)
        place[used] = np.arange(len(used))
        return Column(place[codes], [typed(column.values[code]) for code in used.tolist()])


class ReadEntities(_Read, EntityPart):
    """Entities that were read as columns."""

    def __init__(self, cells: Cells, rows: Ints, as_of: str | None) -> None:
        """Take the rows, sorted by id; `as_of` is the day up to which their `complete` holds."""
        super().__init__(cells, rows)
        self._as_of = as_of
        self.ids = _texts(cells.columns["id"], rows)
        kinds = cells.columns["kind"]
        code = np.array([KINDS.index(Kind(word)) if word in set(Kind) else 0 for word in kinds.values], np.uint8)
        self.kind = code[kinds.codes[rows]]

    def record(self, row: int) -> AnyEntity:
        """Return an entity."""
        raw = self.row(row).raw()
        return RECORD_OF_KIND[Kind(raw["kind"])].model_validate(raw, by_name=False)

    def column(self, field: str) -> Column | None:
        """Return a field; `type` and `country` as text, for what they may be depends on the kind."""
        if field not in ENTITY_FIELDS:
            return self._column(f"properties.{field}", property_of)
        if field in {"type", "country"}:
            return self._column(field, str)
        model = next(each for each in RECORD_OF_KIND.values() if field in each.model_fields)
        return self._column(field, lambda text: _typed(model, field, text))

    def declared(self) -> Iterator[tuple[str, str | None, NDArray[np.intp]]]:
        """Yield words of `complete` with the rows that declare them."""
        if column := self.column("complete"):
            for word in sorted({word for words in column.values for word in words}):
                yield word, self._as_of, column.rows_with(word)


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
        return self._claims.attached(self.rows.item(row), super().row(row))

    def record(self, row: int) -> Relation:
        """Return a relation with its claims."""
        return Relation.model_validate(self.row(row).raw(), by_name=False)

    def column(self, field: str) -> Column | None:
        """Return a field, a key of `properties` included."""
        if field not in RELATION_FIELDS:
            return self._column(f"properties.{field}", property_of)
        return self._column(field, lambda text: _typed(Relation, field, text))

    def claims(self, published: Mapping[str, str | None]) -> Claims:
        """Return the claims of these relations, by row."""
        place = np.full(len(self.cells), -1, np.int32)
        place[self.rows] = np.arange(len(self.rows), dtype=np.int32)
        claims = self._claims.columns(published)
        relation = place[claims.relation]
        return claims._replace(relation=relation).of(relation >= 0)

    def claim_places(self, row: int) -> Sequence[Place]:
        """Return where each of a relation's claims is stated."""
        return self._claims.places(self.rows.item(row))


class ReadClaims:
    """The claims of a table of relations: in cells of their own rows, or in a table of their own."""

    def __init__(self, cells: Cells, relation: Ints, *, are_own: bool) -> None:
        """Take the cells of claims and, for each row of them, the row of its relation; -1 for none."""
        self.cells = cells
        self.are_own = are_own
        order = np.argsort(relation, kind="stable")
        self._order = order[np.searchsorted(relation[order], 0) :].astype(np.int32)
        self._relation = relation[self._order]

    def _rows(self, relation: int) -> Sequence[int]:
        begin, end = np.searchsorted(self._relation, [relation, relation + 1])
        rows: list[int] = self._order[begin:end].tolist()
        return rows

    def attached(self, relation: int, row: Row) -> Row:
        """Return a row of a relation with its claims."""
        row.has_own_claim = self.are_own
        if not self.are_own:
            row.claims = [self.cells.row(each) for each in self._rows(relation)]
        return row

    def places(self, relation: int) -> Sequence[Place]:
        """Return where the claims of a relation are stated."""
        lines = self.cells.lines
        return [Place(self.cells.file, lines.item(each), 1) for each in self._rows(relation)]

    def are_about(self, relations: Ints) -> Bools:
        """Return which rows of the table of claims are about one of some relations, given by their rows."""
        about = np.zeros(len(self.cells), bool)
        about[self._order[np.isin(self._relation, relations)]] = True
        return about

    def repeated(self) -> Ints:
        """Return relations that may have a claim twice: by a digest of its cells, so that a few too many may be among them."""
        digest = self._relation.astype(np.uint64)
        for column in self.cells.columns.values():
            digest = digest * _MIXED + column.codes[self._order].astype(np.uint64)
        order = np.lexsort((digest, self._relation))
        same = digest[order[1:]] == digest[order[:-1]]
        return np.unique(self._relation[order[1:][same]])

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
        stated = self._per_text("confidence", int, -1)
        says = [name for name in self.cells.columns if name.startswith("says.")]
        return Claims(
            self._relation,
            asserts.astype(bool),
            denies.astype(bool),
            np.where(stated >= 0, stated, usual).astype(np.int32),
            known,
            self._days("observed", certain_from),
            dated,
            np.logical_or.reduce([self._stated(name) for name in says])
            if says
            else np.zeros(len(self._relation), bool),
        )

    def _stated(self, name: str) -> Bools:
        column = self.cells.columns.get(name)
        if column is None:
            return np.zeros(len(self._order), bool)
        stated: Bools = column.codes[self._order] >= 0
        return stated

    def _days(self, name: str, of: Callable[[str | None], int]) -> Ints:
        return self._per_text(name, of, of(None))

    def _per_text(self, name: str, of: Callable[[str], int], missing: int) -> Ints:
        column = self.cells.columns.get(name)
        if column is None:
            return np.full(len(self._order), missing, np.int32)
        table = np.full(len(column.values) + 1, missing, np.int32)
        codes = column.codes[self._order]
        used = _used(codes)
        table[used] = [of(column.values[code]) for code in used.tolist()]
        return table[codes]


_MIXED: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose bits are well spread (the golden ratio, as in Knuth's multiplicative hashing)."""


def claimed_by_cells(cells: Cells) -> Ints:
    """Return, for rows that may state a claim of their own, their number; -1 for those that state none."""
    own = [column for name, column in cells.columns.items() if name.partition(".")[0] in CLAIM_FIELDS]
    claims = np.zeros(len(cells), bool)
    for column in own:
        claims |= column.codes >= 0
    return np.where(claims, np.arange(len(cells)), -1).astype(np.int32)


def is_id(text: str) -> bool:
    """Say whether a text has the shape of an id."""
    try:
        _typed(Entity, "id", text)
    except ValidationError:
        return False
    return True
