"""Columns of several parts as one: their codes in the order of a table, their texts one behind the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.model.cells import property_of
from graphx.model.columns import Column, Texts, as_texts, joined_texts, of_used
from graphx.model.table import Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Ints
    from graphx.model.parts import ClaimCells
    from graphx.model.table import RelationTable

    Chosen = NDArray[np.intp] | slice

OPEN_MAPS: Final = ("identifiers", "properties")
"""Maps whose keys stand in the order in which a record states them."""


def joined_columns(parts: Sequence[Mapping[str, Column]], order: Order | None) -> dict[str, Column]:
    """Return the columns of all parts by name, with no text that no record states."""
    if order is None:
        [cells] = parts
        return {name: of_used(column) for name, column in cells.items()}
    places = [_places(order, number) for number in range(len(parts))]
    named = dict.fromkeys(name for cells in parts for name in cells)
    return {
        name: _joined(
            [(cells[name], *place) for cells, place in zip(parts, places, strict=True) if name in cells],
            len(order.row),
        )
        for name in named
    }


def _places(order: Order, part: int) -> tuple[Chosen, Ints]:
    """Return where the records of a part stand, and the row of each."""
    own = order.of(part)
    return (slice(None), order.row) if len(own) == len(order.row) else (own, order.row[own])


def _joined(stated: Iterable[tuple[Column, Chosen, Ints]], count: int) -> Column:
    """Return a column of so many records: what parts state, each where its records stand, of the rows in which they are."""
    codes = np.full(count, -1, np.int32)
    texts: list[Texts] = []
    begin = 0
    for column, own, rows in stated:
        taken = column.codes[rows]
        codes[own] = np.where(taken < 0, -1, taken.astype(np.int32) + begin) if begin else taken
        texts.append(as_texts(column.values))
        begin += len(texts[-1])
    return of_used(Column(codes, joined_texts(texts)))


def order_of_claims(relations: RelationTable, several: Sequence[ClaimCells]) -> tuple[Order | None, Ints]:
    """Return the order of the claims of several parts by relation (None if they lie in it), and the relation of each in that order."""
    if relations.order is None:
        return None, several[0].relation
    numbers = [
        relations.order.numbers_of_rows(part, len(relations.parts[part]))[each.relation]
        for part, each in enumerate(several)
    ]
    claimed = np.concatenate(numbers)
    order = np.argsort(claimed, kind="stable")
    part = np.repeat(np.arange(len(several), dtype=np.uint16), [len(each.relation) for each in several])
    row = np.concatenate([np.arange(len(each.relation), dtype=np.int32) for each in several])
    return Order(part[order], row[order]), claimed[order]


def in_one_order(parts: Sequence[Mapping[str, Column]]) -> Sequence[Mapping[str, Column]]:
    """Return the cells of parts so that their columns can stand side by side.

    A record keeps the order of its properties; where a part has them in another order than those before it, each record of
    it keeps its maps whole.
    """
    known: dict[str, None] = {}
    found = []
    for cells in parts:
        own = [name for name in cells if _is_in_map(name)]
        if [*(name for name in known if name in cells), *(name for name in own if name not in known)] == own:
            known.update(dict.fromkeys(own))
            found.append(cells)
        else:
            found.append(_whole(cells))
    return found


def _is_in_map(name: str) -> bool:
    return name.startswith(tuple(f"{field}." for field in OPEN_MAPS))


def _whole(cells: Mapping[str, Column]) -> Mapping[str, Column]:
    """Return cells with maps in one cell each, once per different map."""
    whole = {name: column for name, column in cells.items() if not _is_in_map(name)}
    for field in OPEN_MAPS:
        names = [name for name in cells if name.startswith(f"{field}.")]
        if not names:
            continue
        codes = np.stack([cells[name].codes for name in names], axis=1)
        maps, which = np.unique(codes, axis=0, return_inverse=True)
        meaning = property_of if field == "properties" else str
        texts: list[str] = []
        number = np.full(len(maps), -1, np.int32)
        for row, found in enumerate(maps.tolist()):
            told = {
                name.partition(".")[2]: meaning(cells[name].values[code])
                for name, code in zip(names, found, strict=True)
                if code >= 0
            }
            if told:
                number[row] = len(texts)
                texts.append(json.dumps(told, ensure_ascii=False))
        whole[field] = Column(number[which.reshape(-1)], Texts.of(texts))
    return whole
