"""Records that lie in columns as they are written in tables: each different cell is turned once, and no record is made of a row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np

from graphx.model.cells import property_of
from graphx.model.columns import PIECE, Column, renumbered, texts_of_used
from graphx.model.parts import KINDS, TYPES
from graphx.model.records import RECORD_OF_KIND, Claim, Record, Relation, Says
from graphx.readers.columnar import typed_all, used_codes
from graphx.readers.tables import value_of
from graphx.writers.document import plain
from graphx.writers.store_columns import OPEN_MAPS, joined_columns, order_of_claims
from graphx.writers.tables import Cell, Columns, cells_of_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from graphx.model.columns import Ints
    from graphx.model.parts import RelationPart
    from graphx.model.table import EntityTable, RelationTable
    from graphx.writers.document import Fields


class _Lying(Sequence[Cell | None]):
    """The cells of a column, each different one once: which one a row has is looked up when it is written."""

    def __init__(self, codes: NDArray[np.integer], cells: Sequence[Cell | None]) -> None:
        self._codes, self._cells = codes, cells

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, index: int) -> Cell | None: ...

    @overload
    def __getitem__(self, index: slice) -> list[Cell | None]: ...

    def __getitem__(self, index: int | slice) -> Cell | list[Cell | None] | None:
        if isinstance(index, slice):
            return [self._cells[code] for code in self._codes[index].tolist()]
        return self._cells[self._codes.item(index)]

    def __iter__(self) -> Iterator[Cell | None]:
        return chain.from_iterable(self[begin : begin + PIECE] for begin in range(0, len(self), PIECE))

    def of(self, rows: NDArray[np.integer]) -> _Lying:
        """Return the cells of some rows."""
        return _Lying(self._codes[rows], self._cells)

    def or_else(self, other: _Lying) -> _Lying:
        """Return these cells and, in rows that have none, those of another column."""
        cells = [second if first is None else first for first, second in zip(self, other, strict=True)]
        return _Lying(np.arange(len(cells)), cells)


def columns_of_entities(entities: EntityTable, *, is_whole: bool) -> Columns:
    """Return the cells of entities, in any order of columns; `is_whole`: `extends_to` is one column, and not its parts."""
    named: dict[str, Sequence[Cell | None]] = {
        "id": entities.ids,
        "kind": _Lying(entities.kind, [str(kind) for kind in KINDS]),
    }
    cells = joined_columns([part.stated_cells() for part in entities.parts], entities.order)
    return named | _written(_model_of, cells, is_whole=is_whole)


def _model_of(field: str) -> type[Record] | None:
    """Return a kind of entity that has a field; None if what it may hold depends on the kind, and is a word as it stands."""
    if field in {"type", "country"}:
        return None
    return next(model for model in RECORD_OF_KIND.values() if field in model.model_fields)


def columns_of_relations(relations: RelationTable) -> tuple[Columns, Columns, Ints]:
    """Return the cells of relations and those of their claims, in any order of columns, and the relation of each claim."""
    ends = {name: _Lying(column.codes, column.values) for name, column in ends_of(relations, relations).items()}
    own = _written(
        lambda _: Relation, joined_columns([part.stated_cells() for part in relations.parts], relations.order)
    )
    several = [part.claim_cells() for part in relations.parts]
    order, claimed = order_of_claims(relations, several)
    stated = with_defaults(joined_columns([each.cells for each in several], order), len(claimed))
    whole = ends | own
    about = {name: whole[name].of(claimed) for name in (*ends, "key") if name in whole}
    return whole, about | _written(lambda _: Claim, stated), claimed


def ends_of(relations: RelationTable, part: RelationTable | RelationPart) -> dict[str, Column]:
    """Return whom relations are about, all of them or those of a part."""
    ids = list(relations.ids)
    return {
        "from": Column(part.source, ids),
        "type": Column(part.type.astype(np.int32), [str(verb) for verb in TYPES]),
        "to": Column(part.target, ids),
    }


def with_defaults(claims: Mapping[str, Column], count: int) -> dict[str, Column]:
    """Return the columns of claims, and those that are told where none of them states it."""
    nothing = Column(np.full(count, -1, np.int32), [])
    return dict.fromkeys(_ALWAYS, nothing) | dict(claims)


_ALWAYS: Final = frozenset(name for name, info in Claim.model_fields.items() if info.default is not None)
"""Fields of claims that have a value where none is stated."""


def _written(
    model_of: Callable[[str], type[Record] | None], columns: Mapping[str, Column], *, is_whole: bool = False
) -> dict[str, _Lying]:
    """Return columns as they are written; of a map that is one cell, each part is a column."""
    written: dict[str, _Lying] = {}
    for name, column in columns.items():
        field, dot, key = name.partition(".")
        if not dot and field in OPEN_MAPS:
            codes, count, fields = _maps(field, column)
        else:
            values = values_of(model_of(field), name, column)
            if not dot and _TEXT.issuperset(map(type, values.values)):
                written[name] = _Lying(values.codes, values.values)  # a text is its own cell
                continue
            told = (each if each is None else {field: {key: each} if dot else each} for each in values.values)
            codes, count, fields = values.codes, len(values.values), told
        for part, cells in _turned(fields, count, is_whole=is_whole).items():
            own, known = _Lying(codes, cells), written.get(part)
            written[part] = own if known is None else known.or_else(own)
    return {name: cells for name, cells in written.items() if any(cell is not None for cell in cells)}


_TEXT: Final = frozenset({str, type(None)})


def _maps(field: str, column: Column) -> tuple[Ints, int, Iterator[Fields | None]]:
    """Return the maps of a column that a file wrote as one cell each: which each row has, how many there are, and these, one by one."""
    used = used_codes(column.codes)
    fields: Iterator[Fields | None] = ({field: value_of(field, cell)} for cell in texts_of_used(used, column.values))
    return renumbered(column.codes, used, len(column.values)), len(used) + 1, chain(fields, [None])


def _turned(several: Iterable[Fields | None], count: int, *, is_whole: bool) -> dict[str, list[Cell | None]]:
    """Return the cells of so many fields by column."""
    turned: dict[str, list[Cell | None]] = {}
    for number, fields in enumerate(several):
        for part, cell in () if fields is None else cells_of_fields(fields, is_whole=is_whole):
            if part not in turned:
                turned[part] = [None] * count
            turned[part][number] = cell
    return turned


def values_of(model: type[Record] | None, name: str, column: Column) -> Column:
    """Return what the cells of a column state, as a record would tell it; code -1 takes what stands where there is none.

    Without a model a cell is what it states.
    """
    used = used_codes(column.codes)
    cells, default = texts_of_used(used, column.values), None
    field, dot, key = name.partition(".")
    values: list[Any] = cells
    if field in OPEN_MAPS:
        if not dot:
            values = [value_of(field, cell) for cell in cells]
        elif field == "properties":
            values = list(map(property_of, cells))
    elif model:
        meant = typed_all(Says, key, cells) if dot else typed_all(model, field, cells)
        values = [each if type(each) is str else plain(each) for each in meant]
        default = model.model_fields[field].default if field in _ALWAYS else None
    return Column(
        renumbered(column.codes, used, len(column.values)), [*values, None if default is None else plain(default)]
    )


def listed(column: Column) -> list[Any]:
    """Return the value of every row: code -1 takes the last one."""
    values = column.values
    return [values[code] for code in column.codes.tolist()]
