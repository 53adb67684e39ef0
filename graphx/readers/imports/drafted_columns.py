"""Drafts as columns of cells, as if they had been read from a folder of tables: a small part of the memory that objects take.

Every cell means what the draft states, or there are no columns: then the records are looked at one by one.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.model.columns import Column, Texts, as_texts, joined_texts, ranges
from graphx.model.vocabulary import SYMMETRIC
from graphx.readers.cells import IrregularError, PlacedCells
from graphx.readers.folder import ENDS, judged
from graphx.readers.imports.aside import Aside
from graphx.readers.imports.drafted import Drafted, bare
from graphx.readers.imports.packed import Packed, Told, cell_of
from graphx.readers.tables import CLAIM_FIELDS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphx.errors import Place
    from graphx.model.columns import Ints
    from graphx.readers.cells import Cells
    from graphx.readers.document import Stated
    from graphx.readers.imports.drafted_records import PackedRecords
    from graphx.readers.imports.packed import Values

CLAIMS: Final = frozenset({"claims"})


class _Drafted:
    """Records in the making, packed, each by its row."""

    def __init__(self) -> None:
        self._own = Packed()

    def value(self, name: str, row: int) -> Any:  # noqa: ANN401  # why: whatever is stated
        """Return a field of a record, claims apart; None if it does not state it."""
        return self._own.value(name, row)


class DraftedEntities(_Drafted):
    """Entities in the making."""

    def pack(self, records: Sequence[Drafted]) -> int:
        """Take entities; return the row of the first."""
        return self._own.add([each.fields for each in records], [each.where for each in records])

    def unpack(self, row: int) -> Drafted:
        """Return an entity as it was."""
        return Drafted(self._own.place(row), self._own.record(row))

    def key(self, row: int) -> str:
        """Return the id of an entity."""
        return str(self.value("id", row))

    def cells(self, rows: Ints) -> Cells:
        """Return some as a table.

        Raises:
            IrregularError: cells cannot tell all that they state.
        """
        return _cells(self._own, rows, TABLES["entities"], ("id", "kind"))


class DraftedRelations(_Drafted):
    """Relations in the making with their claims."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self._claims = Packed()
        self._first_claim = array("i", [0])

    def pack(self, records: Sequence[Drafted]) -> int:
        """Take relations; return the row of the first."""
        claims = [each.fields.get("claims", ()) for each in records]
        places = (each.claimed or [each.where] * len(own) for each, own in zip(records, claims, strict=True))
        self._claims.add(list(chain.from_iterable(claims)), list(chain.from_iterable(places)))
        self._first_claim.extend(accumulate(map(len, claims), initial=self._first_claim.pop()))
        return self._own.add([each.fields for each in records], [each.where for each in records], apart=CLAIMS)

    def unpack(self, row: int) -> Drafted:
        """Return a relation as it was, with the place of each claim."""
        fields, claims = self._own.record(row), range(*self._first_claim[row : row + 2])
        if claims:
            fields["claims"] = [self._claims.record(each) for each in claims]
        return Drafted(self._own.place(row), fields, [self._claims.place(each) for each in claims])

    def key(self, row: int) -> tuple[str, str, str, str]:
        """Return the start, the type, the end and the key of a relation."""
        start, verb, end, key = (str(self.value(name, row) or "") for name in (*ENDS, "key"))
        return start, verb, end, key

    def cells(self, rows: Ints) -> tuple[Cells, Cells, Ints]:
        """Return some as a table, their claims as another, and of each claim the place of its relation among them.

        Raises:
            IrregularError: cells cannot tell all that they state, or not in its order.
        """
        self._check_order(rows)
        begin = np.array(self._first_claim, np.int32)
        count = np.diff(begin)[rows]
        claims = _cells(self._claims, ranges(begin[rows], count), CLAIM_FIELDS)
        own = _cells(self._own, rows, TABLES["relations"], ENDS)
        return own, claims, np.repeat(np.arange(len(rows), dtype=np.int32), count)

    def _check_order(self, rows: Ints) -> None:
        """Refuse relations that are one, since their type has no direction, and of which the first stands behind the second.

        Raises:
            IrregularError: there are such; columns would unite them in the order of their places.
        """
        known: dict[tuple[str, ...], Place] = {}
        verbs = _column("type", self._own, rows)
        either_way = [code for code, verb in enumerate(verbs.values) if verb in SYMMETRIC]
        for row in rows[np.isin(verbs.codes, either_way)].tolist():
            fields, where = self._own.record(row), self._own.place(row)
            identity = (fields["type"], fields.get("key", ""), *sorted((fields["from"], fields["to"])))
            if known.get(identity, where) > where:
                raise IrregularError
            known[identity] = where


def take_as_columns(
    entities: PackedRecords[DraftedEntities], relations: PackedRecords[DraftedRelations], stated: Stated
) -> None:
    """Add what drafts state.

    Raises:
        IrregularError: cells cannot tell all that they state, or not in its order.
    """
    of_relations, of_claims, claimed = relations.packing.cells(np.array(relations.rows, np.int32))
    of_entities = entities.packing.cells(np.array(entities.rows, np.int32))
    stated.folder = judged(of_entities, of_relations, of_claims, stated, claimed)


def _cells(packed: Packed, rows: Ints, known: frozenset[str], needed: Iterable[str] = ()) -> Cells:
    """Return some rows as a table.

    Raises:
        IrregularError: it has columns that are not known, or cells cannot tell all that it states.
    """
    names = dict.fromkeys([*needed, *packed.names()])
    if not known.issuperset(names):
        raise IrregularError
    aside, places = Aside(), packed.places(rows)
    at = aside.array(np.stack((places.file, places.line, places.column)))
    columns = {name: aside.column(_column(name, packed, rows)) for name in names}
    file, line, column = at()
    places = replace(places, file=file, line=line, column=column)
    return PlacedCells({name: fetched() for name, fetched in columns.items()}, places)


def _column(name: str, packed: Packed, rows: Ints) -> Column:
    """Return a field of some rows: the number of each cell among the different ones, in the order in which they come.

    Raises:
        IrregularError: a cell is empty, or no text, or does not mean just what is stated.
    """
    codes = np.full(len(packed), -1, np.int32)
    try:
        several, texts = _numbered(name, [values for _, values in packed.blocks(name)])
    except (ValueError, TypeError) as error:  # such as half of a sign that takes two
        raise IrregularError from error
    if not np.diff(texts.offsets).all():  # an empty cell states nothing, and a draft an empty text
        raise IrregularError
    for (first, _), own in zip(packed.blocks(name), several, strict=True):
        codes[first : first + len(own)] = own
    return Column(codes[rows], texts)


def _numbered(name: str, blocks: Sequence[Values]) -> tuple[list[Ints], Texts]:
    """Return the number of each cell of each block among the different ones of all, and these."""
    columns = [each for each in blocks if isinstance(each, Column)]
    if len(columns) == len(blocks) and len({id(each.values) for each in columns}) == 1:
        return [each.codes for each in columns], as_texts(columns[0].values)
    told = Told()
    numbers: list[Ints] = []
    texts: list[Texts] = []
    for values in blocks:
        known = len(told.texts)
        numbers.append(_numbers(name, values, told))
        texts.append(Texts.of(told.texts[known:]))
    return numbers, joined_texts(texts)


def _numbers(name: str, values: Values, told: Told) -> Ints:
    if isinstance(values, Column):
        table = np.array([*map(told.__getitem__, values.values), -1], np.int32)
        numbers: Ints = table[values.codes]
        return numbers
    return np.array([-1 if each is None else told[_cell(name, each)] for each in values], np.int32)


def _cell(name: str, value: object) -> str:
    """Return the cell of a value that did not come back from a cell as it is: it may tell it all the same, as `2` tells 2."""
    return cell_of(name, bare(value, loose=name == "properties"))
