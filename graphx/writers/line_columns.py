"""Records that lie in columns as lines of a document: each different cell is written once, and no record is made of a row."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from graphx.model.columns import PIECE, Column, ranges, texts_at
from graphx.model.parts import KINDS, StatedEntities, StatedRelations
from graphx.model.records import RECORD_OF_KIND, Claim, Record, Relation, Says, field_names
from graphx.writers.document import fields_of
from graphx.writers.table_columns import ends_of, listed, values_of, with_defaults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphx.model.columns import Ints
    from graphx.model.parts import EntityPart, Part, RelationPart
    from graphx.model.table import EntityTable, RelationTable
    from graphx.model.vocabulary import Kind
    from graphx.writers.document import Write


def lines_of_entities(entities: EntityTable, write: Write) -> Iterator[str]:
    """Yield what entities state, in order, as a record of each would be written; what lies in columns becomes no record for it."""
    order = entities.order
    if order is None:
        return map(write, map(fields_of, entities.values()))  # of a store: it tells what of it is damaged
    of_kinds, which = np.unique(order.part * np.int64(len(KINDS)) + entities.kind, return_inverse=True)
    coming = []
    for number, of_kind in enumerate(of_kinds.tolist()):
        part, kind = divmod(of_kind, len(KINDS))
        coming.append(_entities(entities.parts[part], KINDS[kind], order.row[which == number], write))
    return (next(coming[number]) for number in which.tolist())


def _entities(part: EntityPart, kind: Kind, rows: Ints, write: Write) -> Iterator[str]:
    """Yield some rows of a part, all of one kind."""
    if isinstance(part, StatedEntities):
        yield from map(write, map(fields_of, part.records_at(rows.tolist())))
        return
    model, cells = RECORD_OF_KIND[kind], part.stated_cells()
    for piece in _pieces(rows):
        with _damage_told(part, piece):
            values = {
                "id": Column(np.arange(len(piece), dtype=np.int32), texts_at(piece, part.ids)),
                "kind": Column(np.zeros(len(piece), np.int32), [str(kind)]),
            }
            stated = {name: column.of(piece) for name, column in cells.items()}
            values |= {name: values_of(model, name, each) for name, each in stated.items() if (each.codes >= 0).any()}
            insides = _insides(model, values, write)
        yield from (f"{{{inside}}}" for inside in insides)


def _pieces(rows: Ints) -> Iterator[Ints]:
    """Yield rows piece by piece: what is written of all at once would take a multiple of the memory that columns do."""
    return (rows[begin : begin + PIECE] for begin in range(0, len(rows), PIECE))


def lines_of_relations(relations: RelationTable, write: Write) -> Iterator[str]:
    """Yield what relations state with their claims, as `lines_of_entities`."""
    order = relations.order
    if order is None:
        return map(write, map(fields_of, relations.values()))
    coming = [
        _relations(relations, part, order.row[order.of(number)], write) for number, part in enumerate(relations.parts)
    ]
    return (next(coming[part]) for part in order.part.tolist())


def _relations(relations: RelationTable, part: RelationPart, rows: Ints, write: Write) -> Iterator[str]:
    """Yield some rows of a part."""
    if isinstance(part, StatedRelations):
        yield from map(write, map(fields_of, part.records_at(rows.tolist())))
        return
    ends, cells, claims = ends_of(relations, part), part.stated_cells(), part.claim_cells()
    of_claims = with_defaults(claims.cells, len(claims.relation))
    for piece in _pieces(rows):
        begin, end = (np.searchsorted(claims.relation, piece, side) for side in ("left", "right"))
        claimed = ranges(begin, end - begin)
        with _damage_told(part, piece):
            values = {name: values_of(None, name, column.of(piece)) for name, column in ends.items()}
            values |= {name: values_of(Relation, name, column.of(piece)) for name, column in cells.items()}
            stated = {name: values_of(Claim, name, column.of(claimed)) for name, column in of_claims.items()}
            insides, several = _insides(Relation, values, write), _insides(Claim, stated, write)
        yield from _attached(insides, (end - begin).tolist(), several, write({"claims": []}))


def _attached(insides: Iterator[str], counts: Iterable[int], claims: Iterator[str], none: str) -> Iterator[str]:
    """Yield relations with so many claims each; `none` is how it is written that there are none."""
    begin, end = none[1:-2], none[-2:]
    for inside, count in zip(insides, counts, strict=True):
        if count:
            several = "}, {".join(islice(claims, count))
            yield f"{{{inside}, {begin}{{{several}}}{end}"
        else:
            yield f"{{{inside}}}"


@contextmanager
def _damage_told(part: Part[Any], rows: Ints) -> Iterator[None]:
    """Let a record tell what is wrong with it, where a cell means nothing or is missing: only damage can be the reason."""
    try:
        yield
    except (ValueError, LookupError):
        list(part.records_at(rows.tolist()))
        raise


def _insides(model: type[Record], values: Mapping[str, Column], write: Write) -> Iterator[str]:
    """Return what stands within the braces of each row: fields in the order of the model, parts of a map in that of the columns.

    Raises:
        LookupError: what every record has is missing.
    """
    needed = [shown for name, shown in field_names(model).items() if model.model_fields[name].is_required()]
    if any((values[name].codes < 0).any() for name in needed):
        raise LookupError(needed)
    rank = {name: number for number, name in enumerate(field_names(model).values())}
    inner = {name: number for number, name in enumerate(Says.model_fields)}

    def place(name: str) -> tuple[int, int]:
        field, _, key = name.partition(".")
        return rank[field], inner[key] if field == "says" and key else 0

    members = [
        _members(field, {name: values[name] for name in names}, write)
        for field, names in groupby(sorted(values, key=place), lambda name: name.partition(".")[0])
    ]
    return ("".join(row)[2:] for row in zip(*members, strict=True))


def _member(field: str, value: object, write: Write) -> str:
    return "" if value is None else f", {write({field: value})[1:-1]}"


def _members(field: str, values: Mapping[str, Column], write: Write) -> Sequence[str]:
    """Return the field of each row as it is written behind others, with its name; empty where it is not stated.

    Several columns are parts of a map.
    """
    if field in values and len(values) == 1:
        named, column = f", {write({field: ''})[1:-3]}", values[field]
        texts = [
            f"{named}{write(value)}" if type(value) is str else _member(field, value, write) for value in column.values
        ]
        return listed(Column(column.codes, texts))
    begin = write({field: {}})[:-2]
    length = len(begin)
    parts = []
    for name, column in values.items():
        key = name.partition(".")[2]
        wholes = (value if value is None or not key else {key: value} for value in column.values)
        written = [None if whole is None else write({field: whole})[length:-2] for whole in wholes]
        parts.append(listed(Column(column.codes, written)))
    stated = ([part for part in row if part is not None] for row in zip(*parts, strict=True))
    return [f", {begin[1:]}{', '.join(filter(None, row))}}}" if row else "" for row in stated]
