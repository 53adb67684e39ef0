"""The attributes of many elements as columns: each different cell is turned once, and no record is made of what lies in columns."""

from __future__ import annotations

from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from graphx.model.batches import batches
from graphx.model.columns import Column, coded, renumbered
from graphx.model.json_text import json_text
from graphx.model.parts import StatedEntities, StatedRelations
from graphx.model.subgraph import MARKS
from graphx.model.table import EntityTable, RelationTable
from graphx.readers.columnar import used_codes
from graphx.writers.attributes import (
    ENDS,
    as_text,
    columns,
    flat,
    for_tools,
    of_entity,
    of_relation,
    of_source,
    told_by,
)
from graphx.writers.line_columns import members_of
from graphx.writers.marked import marks
from graphx.writers.stated_columns import groups_of, pieces, stated_by_entities, stated_by_relations
from graphx.writers.table_columns import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from graphx.model.parts import RelationPart
    from graphx.model.records import AnyEntity, Identity, Relation, Source
    from graphx.model.subgraph import Mark
    from graphx.model.table import Order
    from graphx.writers.attributes import Attributes, Value
    from graphx.writers.stated_columns import Claimed, Group, Stated

    K = TypeVar("K", bound=Hashable)
    Numbers = NDArray[np.integer]

Block = list[Column]
"""Columns of attributes, code -1 takes the last: a row has what its cells have, in the order of the columns.

A record has its attributes in an order of its own, so that all of them are one cell.
"""


LOOK: Final = ("kind", MARKS["verdict"], MARKS["restricted"])
"""The attributes by which an entity has its look."""


class Attributed:
    """The attributes of many elements, in order."""

    def __init__(self, groups: Sequence[Iterable[Block]], which: Sequence[int] | None = None) -> None:
        """Take groups of blocks, and of each element, in order, the group whose next row it is; None: there is one group."""
        self._groups = groups
        self._which = which

    def for_tools(self) -> Attributed:
        """Return the same under the names that tools of graphs take."""
        return Attributed([map(_for_tools, blocks) for blocks in self._groups], self._which)

    def kinds(self) -> dict[str, type]:
        """Return the type of every attribute that an element has, by name, sorted; all of them are held for it."""
        self._groups = [list(blocks) for blocks in self._groups]
        several = chain.from_iterable(self._groups)
        return columns(attributes for block in several for column in block for attributes in column.values)

    def rows(self, *wanted: Callable[[str, Value], str] | str, between: str = "") -> Iterator[tuple[str, ...]]:
        """Yield of each element, once, all its attributes as each writer writes them, and those named as text, empty where it has none."""
        cells = [_text(each) if isinstance(each, str) else _written(each, between) for each in wanted]
        coming = [chain.from_iterable(_rows(block, cells, between) for block in blocks) for blocks in self._groups]
        return coming[0] if self._which is None else (next(coming[number]) for number in self._which)


def _for_tools(block: Block) -> Block:
    return [Column(column.codes, list(map(for_tools, column.values))) for column in block]


def _text(name: str) -> Callable[[Attributes], str]:
    return lambda told: as_text(told.get(name, ""))


def _written(write: Callable[[str, Value], str], between: str) -> Callable[[Attributes], str]:
    return lambda told: between.join([text for name, value in told.items() if (text := write(name, value))])


def _rows(block: Block, cells: Iterable[Callable[[Attributes], str]], between: str) -> Iterator[tuple[str, ...]]:
    return zip(*(_joined(block, cell, between) for cell in cells), strict=True)


def _joined(block: Block, cell: Callable[[Attributes], str], between: str) -> Iterator[str]:
    texts = [Column(column.codes, list(map(cell, column.values))) for column in block]
    told = [listed(column) for column in texts if any(column.values)]
    if not told:
        return repeat("", len(block[0].codes))
    return (between.join(filter(None, row)) for row in zip(*told, strict=True))


def attributes_of_entities(entities: Mapping[str, AnyEntity], found: Mapping[str, Mark]) -> Attributed:
    """Return entities, in order, with their attributes but their ids, and what a question found of each."""
    marked = _marks(entities, found)
    if not isinstance(entities, EntityTable) or entities.order is None:
        return Attributed([_of_records(map(of_entity, entities.values()), np.arange(len(entities)), marked)])
    groups, which = groups_of(entities, entities.order)
    return Attributed([_of_entities(group, marked) for group in groups], which)


def _of_entities(group: Group, marked: Column) -> Iterator[Block]:
    part, kind, numbers, rows = group
    if isinstance(part, StatedEntities):
        yield from _of_records(map(of_entity, part.records_at(rows.tolist())), numbers, marked)
        return
    for piece, stated in zip(pieces(numbers), stated_by_entities(part, kind, rows), strict=True):
        yield [*_turned(stated, {"id"}), _used(marked, piece)]


def attributes_of_relations(relations: Mapping[Identity, Relation], found: Mapping[Identity, Mark]) -> Attributed:
    """Return relations likewise, with their attributes but their ends and types."""
    marked = _marks(relations, found)
    if not isinstance(relations, RelationTable) or relations.order is None:
        return Attributed([_of_records(map(of_relation, relations.values()), np.arange(len(relations)), marked)])
    order = relations.order
    parts = [_of_relations(relations, part, order.of(at), order, marked) for at, part in enumerate(relations.parts)]
    return Attributed(parts, order.part.tolist())


def _of_relations(
    relations: RelationTable, part: RelationPart, numbers: Numbers, order: Order, marked: Column
) -> Iterator[Block]:
    rows = order.row[numbers]
    if isinstance(part, StatedRelations):
        yield from _of_records(map(of_relation, part.records_at(rows.tolist())), numbers, marked)
        return
    for piece, claimed in zip(pieces(numbers), stated_by_relations(relations, part, rows), strict=True):
        yield [*_turned(claimed.own, ENDS), _claims(claimed), _used(marked, piece)]


def attributes_of_sources(sources: Mapping[str, Source]) -> Attributed:
    """Return sources, in order, with their attributes but their ids."""
    number = np.arange(len(sources), dtype=np.int32)
    return Attributed([[[Column(number, list(map(of_source, sources.values())))]]])


TOGETHER: Final = 2**10
"""Records of one block: what is written of many at once would take the memory of all once more."""


def _of_records(several: Iterable[Attributes], numbers: Numbers, marked: Column) -> Iterator[Block]:
    """Yield rows that each have attributes of their own, in whatever order, and the marks of some elements."""
    begin = 0
    for batch in batches(several, TOGETHER):
        end = begin + len(batch)
        yield [Column(np.arange(len(batch), dtype=np.int32), batch), _used(marked, numbers[begin:end])]
        begin = end


def _marks(keys: Iterable[K], found: Mapping[K, Mark]) -> Column:
    """Return what a question found of each element."""
    column = coded(map(found.get, keys))
    return Column(column.codes, list(map(marks, column.values)))


def _used(column: Column, numbers: Numbers) -> Column:
    """Return the attributes of some rows, and of no others."""
    codes = column.codes[numbers]
    used = used_codes(codes)
    return Column(renumbered(codes, used, len(column.values)), [*(column.values[code] for code in used.tolist()), {}])


def _turned(stated: Stated, apart: Collection[str]) -> Block:
    """Return what is stated, but what stands apart, as attributes."""
    return [
        Column(column.codes, [_attributes(name, value) for value in column.values])
        for name, column in stated.items()
        if name not in apart
    ]


def _attributes(name: str, value: Any) -> Attributes:  # noqa: ANN401  # why: whatever a field may hold
    if value is None:
        return {}
    return {name: value} if "." in name else flat({name: value})  # a part of a map stands alone already


VOICE: Final = ("source", "polarity", "certainty", "confidence")
"""What of a claim counts for its relation."""


def _claims(claimed: Claimed) -> Column:
    """Return the claims of each relation as JSON, and what they tell."""
    texts = members_of(claimed.claims, json_text)
    names = [name for name in VOICE if name in claimed.claims]
    voices = zip(*(listed(claimed.claims[name]) for name in names), strict=True)
    values = [
        {
            "claims": f"[{{{'}, {'.join(islice(texts, count))}}}]",
            **told_by([dict(zip(names, voice, strict=True)) for voice in islice(voices, count)]),
        }
        for count in filter(None, claimed.counts)
    ]
    has_some = np.array(claimed.counts, np.int32) > 0
    return Column(np.where(has_some, np.cumsum(has_some, dtype=np.int32) - 1, -1), [*values, told_by(())])
