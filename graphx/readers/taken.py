"""Some records of a table as a table of their own: what lies in columns stays in columns, and no record is made for it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from graphx.model.columns import Column, Texts, of_used, ranges, texts_at
from graphx.model.parts import KINDS, TYPES, StatedEntities, StatedRelations
from graphx.model.subgraph import MARKS, unmarked
from graphx.model.table import EntityTable, Order, RelationTable
from graphx.readers.cells import PlacedCells
from graphx.readers.columnar import ReadClaims, ReadEntities, ReadRelations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphx.model.columns import Ints
    from graphx.model.parts import EntityPart, RelationPart
    from graphx.model.records import AnyEntity, Relation
    from graphx.model.table import Table

    R = TypeVar("R", AnyEntity, Relation)


def taken_entities(whole: EntityTable, numbers: Ints) -> EntityTable:
    """Return the entities of some numbers, ascending: they declare nothing complete, and bear no marks of an earlier question."""
    ids = texts_at(numbers, whole.ids)
    order, chosen = _by_part(whole, numbers)
    parts: list[EntityPart] = []
    for part, (rows, own) in zip(whole.parts, chosen, strict=True):
        if isinstance(part, ReadEntities):
            with suppress(ValueError, LookupError):  # what is damaged is taken as records: they tell
                parts.append(_Entities(part, rows, [ids[each] for each in own.tolist()]))
                continue
        records = {each.id: _bare(each, complete=None) for each in part.records_at(rows.tolist())}
        places = {name: part.places(row) for name, row in zip(records, rows.tolist(), strict=True)}
        parts.append(StatedEntities(records, places, {}))
    return EntityTable(ids, parts, order, is_kept=True)


def taken_relations(whole: RelationTable, numbers: Ints, entities: EntityTable, entity_numbers: Ints) -> RelationTable:
    """Return the relations of some numbers, ascending, between entities that were taken, with their claims.

    `entity_numbers` are the numbers that these entities have in the whole.
    """
    place = np.full(len(whole.ids), -1, np.int32)
    place[entity_numbers] = np.arange(len(entity_numbers), dtype=np.int32)
    order, chosen = _by_part(whole, numbers)
    parts: list[RelationPart] = []
    for part, (rows, _) in zip(whole.parts, chosen, strict=True):
        if isinstance(part, ReadRelations):
            with suppress(ValueError, LookupError):  # as above
                parts.append(_Relations(part, rows, place[part.source[rows]], place[part.target[rows]], entities.ids))
                continue
        records = {each.identity: _bare(each) for each in part.records_at(rows.tolist())}
        at = dict(zip(records, rows.tolist(), strict=True))
        places = {identity: part.places(row) for identity, row in at.items()}
        claim_places = {identity: part.claim_places(row) for identity, row in at.items()}
        parts.append(StatedRelations(records, entities.number, places, claim_places))
    return RelationTable(entities.ids, parts, order, is_kept=True)


def _bare(record: R, **changed: object) -> R:
    """Return a record with other values, and without the marks of an earlier question."""
    if record.properties is not None:
        changed["properties"] = unmarked(record.properties)
    update = {name: value for name, value in changed.items() if getattr(record, name) != value}
    return record.model_copy(update=update) if update else record


def _by_part(whole: Table[Any, Any], numbers: Ints) -> tuple[Order, list[tuple[Ints, Ints]]]:
    """Return the order of some numbers, and for each part its rows among them, each with its place in that order."""
    count = len(numbers)
    part = whole.order.part[numbers] if whole.order else np.zeros(count, np.uint16)
    row = whole.order.row[numbers] if whole.order else numbers
    chosen = []
    new = np.zeros(count, np.int32)
    for number in range(len(whole.parts)):
        own = np.flatnonzero(part == number).astype(np.int32)
        new[own] = np.arange(len(own), dtype=np.int32)
        chosen.append((row[own], own))
    return Order(part, new), chosen


_KINDS: Final = [str(kind) for kind in KINDS]
_TYPES: Final = [str(verb) for verb in TYPES]
_MARKED: Final = frozenset(f"properties.{key}" for key in MARKS.values())


def _bare_cells(cells: Mapping[str, Column], rows: Ints) -> dict[str, Column]:
    """Return the cells of some rows, without what an earlier question left."""
    own = {name: of_used(column.of(rows)) for name, column in cells.items() if name not in _MARKED}
    if whole := own.get("properties"):
        own["properties"] = _unmarked(whole)
    return {name: column for name, column in own.items() if len(column.values)}


def _unmarked(column: Column) -> Column:
    """Return whole maps of properties without marks."""
    left = [unmarked(json.loads(text)) for text in column.values]
    number = np.array([*(code if each else -1 for code, each in enumerate(left)), -1], np.int32)
    return Column(number[column.codes], Texts.of(json.dumps(each, ensure_ascii=False) for each in left))


class _Entities(ReadEntities):
    """Entities of a part that lies in columns."""

    def __init__(self, part: ReadEntities, rows: Ints, ids: Sequence[str]) -> None:
        number = np.arange(len(rows), dtype=np.int32)
        kinds = Column(part.kind[rows].astype(np.int32), _KINDS)
        cells = _bare_cells(part.stated_cells(), rows)
        cells.pop("complete", None)
        first = {"id": Column(number, ids), "kind": kinds}
        places = part.all_places().taken(rows)
        taken = PlacedCells(first | cells, places, part.damaged(rows))
        super().__init__(taken, number, Column(np.full(len(rows), -1, np.int32), []))


class _Relations(ReadRelations):
    """Relations of a part that lies in columns."""

    def __init__(self, part: ReadRelations, rows: Ints, source: Ints, target: Ints, ids: Sequence[str]) -> None:
        first = {
            "from": Column(source, ids),
            "type": Column(part.type[rows].astype(np.int32), _TYPES),
            "to": Column(target, ids),
        }
        cells = first | _bare_cells(part.stated_cells(), rows)
        told = part.claim_cells()
        begin, end = (np.searchsorted(told.relation, rows, side) for side in ("left", "right"))
        at = ranges(begin, end - begin)
        about = np.repeat(np.arange(len(rows), dtype=np.int32), end - begin)
        claims = PlacedCells(
            {name: of_used(column.of(at)) for name, column in told.cells.items()}, told.places.taken(at)
        )
        super().__init__(
            PlacedCells(cells, part.all_places().taken(rows), part.damaged(rows)),
            np.arange(len(rows), dtype=np.int32),
            source,
            target,
            ReadClaims(claims, about, are_own=False),
        )
