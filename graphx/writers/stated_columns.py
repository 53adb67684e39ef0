"""What records that lie in columns state, in the order in which each would tell it; no record is made of a row."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from graphx.model.columns import Column, ranges, texts_at
from graphx.model.parts import KINDS
from graphx.model.records import RECORD_OF_KIND, Claim, Record, Relation, Says, field_names
from graphx.writers.table_columns import ends_of, values_of, with_defaults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from graphx.model.columns import Ints
    from graphx.model.parts import EntityPart, Part, RelationPart
    from graphx.model.table import EntityTable, Order, RelationTable
    from graphx.model.vocabulary import Kind

PIECE: Final = 2**14
"""Rows that are objects at once: maps among their cells take many times as much as their text."""
Stated = dict[str, Column]
"""Values by name, code -1 takes the last: fields in the order of the model, parts of a map in that of the columns."""


class Group(NamedTuple):
    """Entities of one part and one kind, which state their fields in one order."""

    part: EntityPart
    kind: Kind
    numbers: NDArray[np.intp]
    """Which of the table they are, ascending."""
    rows: Ints
    """Where each lies in the part."""


def groups_of(entities: EntityTable, order: Order) -> tuple[list[Group], list[int]]:
    """Return the entities of a table by part and kind, and of each, in order, the group in which it is."""
    of_kinds, which = np.unique(order.part * np.int64(len(KINDS)) + entities.kind, return_inverse=True)
    groups = []
    for number, of_kind in enumerate(of_kinds.tolist()):
        part, kind = divmod(of_kind, len(KINDS))
        numbers = np.flatnonzero(which == number)
        groups.append(Group(entities.parts[part], KINDS[kind], numbers, order.row[numbers]))
    return groups, which.tolist()


def pieces(rows: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield rows piece by piece: what is written of all at once would take a multiple of the memory that columns do."""
    return (rows[begin : begin + PIECE] for begin in range(0, len(rows), PIECE))


def stated_by_entities(part: EntityPart, kind: Kind, rows: Ints) -> Iterator[Stated]:
    """Yield what some rows of a part, all of one kind, state, by pieces."""
    model, cells = RECORD_OF_KIND[kind], part.stated_cells()
    for piece in pieces(rows):
        with _damage_told(part, piece):
            values = {
                "id": Column(np.arange(len(piece), dtype=np.int32), texts_at(piece, part.ids)),
                "kind": Column(np.zeros(len(piece), np.int32), [str(kind)]),
            }
            stated = {name: column.of(piece) for name, column in cells.items()}
            values |= {name: values_of(model, name, each) for name, each in stated.items() if (each.codes >= 0).any()}
            told = _in_order(model, values)
        yield told


class Claimed(NamedTuple):
    """What relations state, how many claims each has, and what these state."""

    own: Stated
    counts: list[int]
    claims: Stated


def stated_by_relations(relations: RelationTable, part: RelationPart, rows: Ints) -> Iterator[Claimed]:
    """Yield what some rows of a part, ascending, state, by pieces."""
    ends, cells, claims = ends_of(relations, part), part.stated_cells(), part.claim_cells()
    of_claims = with_defaults(claims.cells, len(claims.relation))
    for piece in pieces(rows):
        begin, end = (np.searchsorted(claims.relation, piece, side) for side in ("left", "right"))
        claimed = ranges(begin, end - begin)
        with _damage_told(part, piece):
            values = {name: values_of(None, name, column.of(piece)) for name, column in ends.items()}
            values |= {name: values_of(Relation, name, column.of(piece)) for name, column in cells.items()}
            stated = {name: values_of(Claim, name, column.of(claimed)) for name, column in of_claims.items()}
            told = Claimed(_in_order(Relation, values), (end - begin).tolist(), _in_order(Claim, stated))
        yield told


@contextmanager
def _damage_told(part: Part[Any], rows: Ints) -> Iterator[None]:
    """Let a record tell what is wrong with it, where a cell means nothing or is missing: only damage can be the reason."""
    try:
        yield
    except (ValueError, LookupError):
        list(part.records_at(rows.tolist()))
        raise


def _in_order(model: type[Record], values: Mapping[str, Column]) -> Stated:
    """Return columns in the order in which a record would tell them.

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

    return {name: values[name] for name in sorted(values, key=place)}
