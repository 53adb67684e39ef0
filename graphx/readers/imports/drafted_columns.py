"""Drafts as columns of cells, as if they had been read from a folder of tables: a small part of the memory that objects take.

Every cell means what the draft states, or there are no columns: then the records are looked at one by one.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from itertools import chain, count, repeat
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.model.batches import batches
from graphx.model.cells import MAPS, PARSED
from graphx.model.columns import Column, Texts
from graphx.model.json_text import json_text
from graphx.model.places import Places
from graphx.model.vocabulary import SYMMETRIC
from graphx.readers.cells import IrregularError, PlacedCells
from graphx.readers.folder import ENDS, judged
from graphx.readers.imports.draft import BLOCK, bare, is_text
from graphx.readers.tables import CLAIM_FIELDS, TABLES, value_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from graphx.errors import Place
    from graphx.model.columns import Ints
    from graphx.readers.cells import Cells
    from graphx.readers.document import Stated
    from graphx.readers.imports.draft import Drafted, Fields


def take_as_columns(entities: Collection[Drafted], relations: Collection[Drafted], stated: Stated) -> None:
    """Add what drafts state, as columns.

    Raises:
        IrregularError: cells cannot tell all that they state, or not in its order.
    """
    _check_order(relations)
    of_entities, of_relations = _Table(TABLES["entities"], ("id", "kind")), _Table(TABLES["relations"], ENDS)
    of_claims, claimed = _Table(CLAIM_FIELDS), array("i")
    for block in batches(entities, BLOCK):
        of_entities.add([each.fields for each in block], [each.where for each in block])
    for block in batches(relations, BLOCK):
        claims = [each.fields.get("claims", ()) for each in block]
        first = of_relations.add([each.fields for each in block], [each.where for each in block], apart={"claims"})
        claimed.extend(chain.from_iterable(map(repeat, range(first, first + len(block)), map(len, claims))))
        places = (each.claimed or [each.where] * len(own) for each, own in zip(block, claims, strict=True))
        of_claims.add(list(chain.from_iterable(claims)), list(chain.from_iterable(places)))
    stated.folder = judged(
        of_entities.cells(), of_relations.cells(), of_claims.cells(), stated, np.array(claimed, np.int32)
    )


def _check_order(relations: Iterable[Drafted]) -> None:
    """Refuse relations that are one, since their type has no direction, and of which the first stands behind the second.

    Raises:
        IrregularError: there are such; columns would unite them in the order of their places.
    """
    known: dict[tuple[str, ...], Place] = {}
    for each in relations:
        if (fields := each.fields)["type"] in SYMMETRIC:
            identity = (fields["type"], fields.get("key", ""), *sorted((fields["from"], fields["to"])))
            if known.get(identity, each.where) > each.where:
                raise IrregularError
            known[identity] = each.where


class _Table:
    """A table in the making."""

    def __init__(self, known: frozenset[str], needed: Iterable[str] = ()) -> None:
        self._known = known
        self._columns = {name: _Column() for name in needed}
        self._file = _Column()
        self._line, self._column = array("i"), array("i")

    def add(self, records: Sequence[Fields], places: Sequence[Place], apart: Collection[str] = ()) -> int:
        """Add records without the fields that are told apart; return the row of the first."""
        first = len(self._line)
        for name in dict.fromkeys(chain.from_iterable(records)):
            if name in self._known:
                self._columns.setdefault(name, _Column()).add(first, _cells(name, [each.get(name) for each in records]))
            elif name not in apart:
                raise IrregularError
        files, lines, columns = zip(*places, strict=True) if places else ((), (), ())
        self._file.add(first, files)
        self._line.extend(lines)
        self._column.extend(columns)
        return first

    def cells(self) -> Cells:
        """Return the whole."""
        rows = len(self._line)
        columns = {name: Column(each.numbers(rows), each.texts()) for name, each in self._columns.items()}
        line, column = np.array(self._line, np.int32), np.array(self._column, np.int32)
        files = list(self._file.texts())
        return PlacedCells(columns, Places(files, self._file.numbers(rows), line, column, np.zeros((0, 4), np.int32)))


class _Column:
    """A column in the making: the number of each cell among the different ones, in the order in which they come."""

    def __init__(self) -> None:
        self._codes = array("i")
        self._told: dict[str | None, int] = defaultdict(count().__next__, {None: -1})

    def add(self, first: int, cells: Sequence[str | None]) -> None:
        """Add cells from a row on; the rows before it that are not told state nothing."""
        self._codes.extend(repeat(-1, first - len(self._codes)))
        self._codes.extend(array("i", [*map(self._told.__getitem__, cells)]))

    def numbers(self, rows: int) -> Ints:
        """Return the number of the cell of each row, -1 where there is none."""
        self.add(rows, ())
        return np.array(self._codes, np.int32)

    def texts(self) -> Texts:
        """Return the different cells.

        Raises:
            IrregularError: one is empty, or no text.
        """
        if "" in self._told:  # a cell of it states nothing, and a draft an empty text
            raise IrregularError
        try:
            return Texts.of(cell for cell in self._told if cell is not None)
        except UnicodeEncodeError as error:  # half of a sign that takes two
            raise IrregularError from error


def _cells(name: str, values: Sequence[Any]) -> Sequence[str | None]:
    """Return the cells of values: almost all of them are text, and the cell of a plain field is its text."""
    if name not in PARSED and _TOLD.issuperset(map(type, values)):
        return values
    return [_cell(name, each) for each in values]


_TEXT: Final = frozenset({str})
_TOLD: Final = _TEXT | {type(None)}


def _cell(name: str, value: object) -> str | None:
    """Return the cell of a value.

    Raises:
        IrregularError: none means just that value.
    """
    if value is None:
        return None
    if type(value) is dict and value and name in MAPS and _TEXT.issuperset(map(type, value.values())):
        return json_text(value)  # which means just that
    stated: Any = (
        value if isinstance(value, dict | list) and is_text(value) else bare(value, loose=name == "properties")
    )
    cell = stated if isinstance(stated, str) else json_text(stated) if stated else "|"
    if value_of(name, cell) != stated:
        raise IrregularError
    return cell
