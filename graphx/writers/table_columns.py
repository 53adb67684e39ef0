"""Relations that lie in columns as they are written: each different cell is turned once, and no record is made of a row."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from graphx.model.cells import property_of
from graphx.model.columns import Column, of_used, ranges
from graphx.model.parts import KINDS, TYPES, StatedEntities, StatedRelations
from graphx.model.records import RECORD_OF_KIND, Claim, Record, Relation, Says, field_names
from graphx.model.vocabulary import Kind
from graphx.readers.columnar import typed
from graphx.writers.document import fields_of, plain
from graphx.writers.store_columns import joined_column, order_of_claims
from graphx.writers.tables import Cell, Columns, cells_of_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphx.model.columns import Ints
    from graphx.model.parts import EntityPart, RelationPart
    from graphx.model.table import EntityTable, Order, RelationTable, Table
    from graphx.writers.document import Fields

    R = TypeVar("R", bound=Record)


def columns_of_relations(relations: RelationTable) -> tuple[Columns, Columns, Ints]:
    """Return the cells of relations and those of their claims, in any order of columns, and the relation of each claim."""
    ends: Columns = {name: _listed(column) for name, column in _ends(relations, relations).items()}
    own = _written(Relation, _joined([part.stated_cells() for part in relations.parts], relations.order))
    several = [part.claim_cells() for part in relations.parts]
    order, claimed = order_of_claims(relations, several)
    stated = _with_defaults(_joined([each.cells for each in several], order), len(claimed))
    whole = ends | own
    about = {name: [whole[name][each] for each in claimed.tolist()] for name in (*ends, "key") if name in whole}
    return whole, about | _written(Claim, stated), claimed


def _ends(relations: RelationTable, part: RelationTable | RelationPart) -> dict[str, Column]:
    """Return whom relations are about, all of them or those of a part."""
    return {
        "from": Column(part.source, list(relations.ids)),
        "type": Column(part.type.astype(np.int32), [str(verb) for verb in TYPES]),
        "to": Column(part.target, list(relations.ids)),
    }


def _with_defaults(claims: Mapping[str, Column], count: int) -> dict[str, Column]:
    """Return the columns of claims, and those that are told where none of them states it."""
    nothing = Column(np.full(count, -1, np.int32), [])
    return dict.fromkeys(_ALWAYS, nothing) | dict(claims)


_ALWAYS: Final = frozenset(name for name, info in Claim.model_fields.items() if info.default is not None)
"""Fields of claims that have a value where none is stated."""


def _joined(parts: Sequence[Mapping[str, Column]], order: Order | None) -> dict[str, Column]:
    found = dict.fromkeys(name for cells in parts for name in cells)
    return {name: joined_column([cells.get(name) for cells in parts], order) for name in found}


def _written(model: type[Record], columns: Mapping[str, Column]) -> Columns:
    """Return columns as they are written; of a map that is one cell, each part is a column."""
    written: Columns = {}
    for name, column in columns.items():
        for part, cells in _turned(model, name, column).items():
            known = written.get(part)
            written[part] = cells if known is None else _either(known, cells)
    return {name: cells for name, cells in written.items() if any(cell is not None for cell in cells)}


def _turned(model: type[Record], name: str, column: Column) -> Columns:
    turned: Columns = {}
    field, dot, key = name.partition(".")
    values = _values(model, name, column)
    for code, value in enumerate(values):
        for part, cell in () if value is None else cells_of_fields({field: {key: value} if dot else value}):
            if part not in turned:
                turned[part] = [None] * len(values)
            turned[part][code] = cell
    return {part: _listed(Column(column.codes, cells)) for part, cells in turned.items()}


def _values(model: type[Record], name: str, column: Column) -> list[Any]:
    """Return what each cell of a column states, as a record would tell it, and behind those what stands where there is none."""
    field, dot, key = name.partition(".")
    if field == "properties" and dot:
        return [*map(property_of, column.values), None]
    if name in _IDS or (dot and field == "identifiers"):
        return [*column.values, None]
    if dot:
        return [*(plain(typed(Says, key, text)) for text in column.values), None]
    default = model.model_fields[field].default if field in _ALWAYS else None
    return [*(plain(typed(model, field, text)) for text in column.values), None if default is None else plain(default)]


_IDS: Final = frozenset({"id", "from", "to"})
"""Columns of ids, which are texts as they are."""


def _listed(column: Column) -> list[Any]:
    """Return the value of every row: code -1 takes the last one."""
    values = column.values
    return [values[code] for code in column.codes.tolist()]


def _either(one: list[Cell | None], other: list[Cell | None]) -> list[Cell | None]:
    return [second if first is None else first for first, second in zip(one, other, strict=True)]


def fields_of_entities(entities: EntityTable) -> Iterator[Fields]:
    """Yield what entities state, as `fields_of_relations` does."""
    return _in_order(entities, _fields_of_entities)


def fields_of_relations(relations: RelationTable) -> Iterator[Fields]:
    """Yield what relations state, in order, as a record of each would tell it; what lies in columns becomes no record for it."""
    return _in_order(relations, partial(_fields, relations))


def _in_order(table: Table[Any, R], fields: Callable[[Any, Ints], Iterator[Fields]]) -> Iterator[Fields]:
    order = table.order
    if order is None:
        return map(fields_of, table.values())  # of a store: it tells what of it is damaged
    try:
        coming = [fields(part, order.row[order.of(number)]) for number, part in enumerate(table.parts)]
    except (ValueError, LookupError):  # taken from a store that is damaged
        return map(fields_of, table.values())
    return (next(coming[part]) for part in order.part.tolist())


def _fields_of_entities(part: EntityPart, rows: Ints) -> Iterator[Fields]:
    """Return what some rows of a part state: those of each kind together, as each has fields of its own."""
    if isinstance(part, StatedEntities):
        return map(fields_of, part.records_at(rows.tolist()))
    cells = part.stated_cells()
    kinds = part.kind[rows]
    coming = {
        code: _fields_of_kind(part, cells, rows[kinds == code], KINDS[code]) for code in np.unique(kinds).tolist()
    }
    return (next(coming[code]) for code in kinds.tolist())


def _fields_of_kind(part: EntityPart, cells: Mapping[str, Column], rows: Ints, kind: Kind) -> Iterator[Fields]:
    if kind is Kind.RESTRICTION:  # few, and how a listing reaches further is a list of maps
        return map(fields_of, part.records_at(rows.tolist()))
    number = np.arange(len(rows), dtype=np.int32)
    first = {
        "id": Column(number, [part.ids[row] for row in rows.tolist()]),
        "kind": Column(np.zeros_like(number), [str(kind)]),
    }
    own = {name: of_used(column.of(rows)) for name, column in cells.items()}
    return _rows(RECORD_OF_KIND[kind], first | {name: column for name, column in own.items() if len(column.values)})


def _fields(relations: RelationTable, part: RelationPart, rows: Ints) -> Iterator[Fields]:
    """Return what some rows of a part state."""
    if isinstance(part, StatedRelations):
        return map(fields_of, part.records_at(rows.tolist()))
    cells = _ends(relations, part) | dict(part.stated_cells())
    whole = _rows(Relation, {name: column.of(rows) for name, column in cells.items()})
    claims = part.claim_cells()
    begin, end = (np.searchsorted(claims.relation, rows, side) for side in ("left", "right"))
    stated = {
        name: column.of(ranges(begin, end - begin))
        for name, column in _with_defaults(claims.cells, len(claims.relation)).items()
    }
    return _attached(whole, (end - begin).tolist(), _rows(Claim, stated))


def _attached(relations: Iterator[Fields], counts: Iterable[int], claims: Iterator[Fields]) -> Iterator[Fields]:
    for relation, count in zip(relations, counts, strict=True):
        if count:
            relation["claims"] = list(islice(claims, count))
        yield relation


def _rows(model: type[Record], columns: Mapping[str, Column]) -> Iterator[Fields]:
    """Return rows as fields in the order of the model; parts of a map stand in that of the columns.

    Raises:
        ValueError, LookupError: a cell means nothing, or is missing though every record has it: a store is damaged.
    """
    rank = {name: number for number, name in enumerate(field_names(model).values())}
    inner = {name: number for number, name in enumerate(Says.model_fields)}

    def place(name: str) -> tuple[int, int]:
        field, _, key = name.partition(".")
        return rank[field], inner[key] if field == "says" and key else 0

    needed = (shown for name, shown in field_names(model).items() if model.model_fields[name].is_required())
    if any((columns[name].codes < 0).any() for name in needed):
        raise LookupError(model)
    names = sorted(columns, key=place)
    values = [_listed(Column(columns[name].codes, _values(model, name, columns[name]))) for name in names]
    steps = [name.partition(".") for name in names]
    return (_row(steps, row) for row in zip(*values, strict=True))


def _row(steps: Iterable[tuple[str, str, str]], values: Iterable[Any]) -> Fields:
    row: Fields = {}
    for (field, dot, key), value in zip(steps, values, strict=True):
        if value is not None:
            row[field] = {**row.get(field, {}), key: value} if dot else value
    return row
