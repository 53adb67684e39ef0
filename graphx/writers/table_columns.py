"""Tables of relations that lie in columns: each different cell is turned into what is written once, and no record is made of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.model.cells import property_of
from graphx.model.columns import Column
from graphx.model.parts import TYPES
from graphx.model.records import Claim, Record, Relation, Says
from graphx.readers.columnar import typed
from graphx.writers.document import plain
from graphx.writers.store_columns import joined_column, order_of_claims
from graphx.writers.tables import Cell, Columns, cells_of_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphx.model.columns import Ints
    from graphx.model.table import Order, RelationTable


def columns_of_relations(relations: RelationTable) -> tuple[Columns, Columns, Ints]:
    """Return the cells of relations and those of their claims, in any order of columns, and the relation of each claim."""
    verbs = [str(verb) for verb in TYPES]
    ends = {
        "from": _listed(Column(relations.source, list(relations.ids))),
        "type": _listed(Column(relations.type.astype(np.int32), verbs)),
        "to": _listed(Column(relations.target, list(relations.ids))),
    }
    own = _written(Relation, _joined([part.stated_cells() for part in relations.parts], relations.order))
    several = [part.claim_cells() for part in relations.parts]
    order, claimed = order_of_claims(relations, several)
    stated = _joined([each.cells for each in several], order)
    for name in _ALWAYS:
        stated.setdefault(name, Column(np.full(len(claimed), -1, np.int32), []))
    whole = ends | own
    about = {name: [whole[name][each] for each in claimed.tolist()] for name in (*ends, "key") if name in whole}
    return whole, about | _written(Claim, stated), claimed


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
    values: list[Any] = [_meaning(model, name, text) for text in column.values]
    default = model.model_fields[name].default if name in model.model_fields else None
    for code, value in enumerate([*values, None if default is None else {name: plain(default)}]):
        for part, cell in cells_of_fields(value or {}):
            turned.setdefault(part, [None] * (len(values) + 1))[code] = cell
    return {part: _listed(Column(column.codes, cells)) for part, cells in turned.items()}


def _meaning(model: type[Record], name: str, text: str) -> dict[str, Any]:
    """Return what a cell states, as a record would tell it."""
    field, dot, key = name.partition(".")
    if not dot:
        return {field: plain(typed(model, field, text))}
    return {field: {key: property_of(text) if field == "properties" else plain(typed(Says, key, text))}}


def _listed(column: Column) -> list[Cell | None]:
    """Return the cell of every row: code -1 takes the last value."""
    values = column.values
    return [values[code] for code in column.codes.tolist()]


def _either(one: list[Cell | None], other: list[Cell | None]) -> list[Cell | None]:
    return [second if first is None else first for first, second in zip(one, other, strict=True)]
