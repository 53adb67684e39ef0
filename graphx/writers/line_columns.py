"""Records that lie in columns as lines of a document: each different cell is written once, and no record is made of a row."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING

from graphx.model.columns import Column
from graphx.model.parts import StatedEntities, StatedRelations
from graphx.writers.document import fields_of
from graphx.writers.stated_columns import groups_of, stated_by_entities, stated_by_relations
from graphx.writers.table_columns import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphx.model.columns import Ints
    from graphx.model.parts import RelationPart
    from graphx.model.table import EntityTable, RelationTable
    from graphx.writers.document import Write
    from graphx.writers.stated_columns import Group, Stated


def lines_of_entities(entities: EntityTable, write: Write) -> Iterator[str]:
    """Yield what entities state, in order, as a record of each would be written; what lies in columns becomes no record for it."""
    if entities.order is None:
        return map(write, map(fields_of, entities.values()))  # of a store: it tells what of it is damaged
    groups, which = groups_of(entities, entities.order)
    coming = [_entities(group, write) for group in groups]
    return (next(coming[number]) for number in which)


def _entities(group: Group, write: Write) -> Iterator[str]:
    part, kind, _, rows = group
    if isinstance(part, StatedEntities):
        yield from map(write, map(fields_of, part.records_at(rows.tolist())))
        return
    for stated in stated_by_entities(part, kind, rows):
        yield from (f"{{{inside}}}" for inside in members_of(stated, write))


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
    for own, counts, claims in stated_by_relations(relations, part, rows):
        yield from _attached(members_of(own, write), counts, members_of(claims, write), write({"claims": []}))


def _attached(insides: Iterator[str], counts: Iterable[int], claims: Iterator[str], none: str) -> Iterator[str]:
    """Yield relations with so many claims each; `none` is how it is written that there are none."""
    begin, end = none[1:-2], none[-2:]
    for inside, count in zip(insides, counts, strict=True):
        if count:
            several = "}, {".join(islice(claims, count))
            yield f"{{{inside}, {begin}{{{several}}}{end}"
        else:
            yield f"{{{inside}}}"


def members_of(stated: Stated, write: Write) -> Iterator[str]:
    """Return what stands within the braces of each row."""
    members = [
        _members(field, {name: stated[name] for name in names}, write)
        for field, names in groupby(stated, lambda name: name.partition(".")[0])
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
