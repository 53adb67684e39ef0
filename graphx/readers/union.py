"""Folders of tables beside documents as one dataset: what is stated once stays in columns, what is stated twice is merged by records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from graphx.errors import SHOWN_PROBLEMS, Problem, did_you_mean
from graphx.model.columns import Column
from graphx.model.parts import StatedEntities, StatedRelations
from graphx.model.table import (
    KINDS,
    TYPE_CODE,
    TYPES,
    Declared,
    EntityTable,
    Order,
    PlacesOf,
    RelationTable,
)
from graphx.model.vocabulary import ENDS, SYMMETRIC
from graphx.readers.columnar import ReadClaims, ReadEntities, ReadRelations, claimed_by_cells
from graphx.readers.document import take_entity, take_relation
from graphx.readers.doubt import is_id
from graphx.readers.ids import Ids

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from graphx.errors import Place
    from graphx.model.columns import Ints
    from graphx.model.dataset import Dataset
    from graphx.model.parts import EntityPart
    from graphx.model.records import AnyEntity, Identity, Source
    from graphx.readers.cells import Cells
    from graphx.readers.document import Folder, Stated

    Numbers = NDArray[np.int64]

SYMMETRIC_CODES: Final = [TYPE_CODE[verb] for verb in SYMMETRIC]


LOOKED_AT: Final = 2000
"""How many relations with wrong ends are told: the others are counted."""


class _Identities(NamedTuple):
    """What relations, or rows of claims, are about: numbers of ids and keys, and the code of their type."""

    source: Ints
    type: Ints
    target: Ints
    key: Ints

    def word(self, ids: int) -> Numbers:
        """Return from, type and to as one number that sorts as they do."""
        return (self.source.astype(np.int64) * len(TYPES) + self.type) * ids + self.target


class Union:
    """Folders and records as one table of entities and one of relations, in steps that `merge` takes between its own."""

    table: EntityTable
    """Of all entities, once their records are settled."""

    def __init__(self, inputs: Sequence[Stated]) -> None:
        """Number every id that an input states."""
        self._inputs = inputs
        self._folders = [each.folder for each in inputs if each.folder]
        self._ids = Ids(self._folders, {each.record.id for stated in inputs for each in stated.entities})
        self._problems: list[Problem] = []
        self.untold = 0
        """How many more problems there are than are kept."""

    def take_repeated_entities(self) -> None:
        """Make records of the rows whose id some other row or record states too."""
        numbers = self._ids.of_folders
        times = np.bincount(np.concatenate((*numbers, self._ids.of_others)), minlength=len(self._ids.texts))
        for index, folder in enumerate(self._folders):
            again = times[numbers[index]] > 1
            if again.any():
                for row in folder.entity_rows[again].tolist():
                    take_entity(folder.entities.row(row), folder.stated(folder.entities, row))
                folder.entity_rows = folder.entity_rows[~again]
                numbers[index] = numbers[index][~again]
            for stated in folder.documents:
                _in_order(stated.entities)

    def entities(
        self,
        entities: Mapping[str, AnyEntity],
        places: Mapping[str, Sequence[Place]],
        complete: Mapping[str, Mapping[str, str | None]],
    ) -> None:
        """Make the table of all entities; those given are the records that were made."""
        records = StatedEntities(entities, places, complete)
        own = np.array([self._ids.texts.find(name) for name in records.ids], np.int64)
        parts: list[EntityPart] = [records]
        part, row = np.zeros(len(self._ids.texts), np.uint16), np.zeros(len(self._ids.texts), np.int32)
        row[own] = np.arange(len(own))
        for folder, numbers in zip(self._folders, self._ids.of_folders, strict=True):
            order = np.argsort(numbers, kind="stable")
            part[numbers] = len(parts)
            row[numbers[order]] = np.arange(len(order))
            parts.append(ReadEntities(folder.entities, folder.entity_rows[order], _days(folder)))
        self.table = EntityTable(self._ids.texts, parts, Order(part, row))

    def take_relations(self) -> None:
        """Make records of the rows that are to be looked at, and of those that some other row or record states too."""
        self._sides = [_Side(folder, self._ids) for folder in self._folders]
        for side in self._sides:
            self._tell_unclaimed(side)
            side.take(side.doubtful)
            wrong = side.without_wrong_ends(self.table)
            side.take(wrong[:LOOKED_AT])
            side.untold = wrong[LOOKED_AT:]
            self.untold += side.faults(self.table)
        self._take_repeated([each.record.identity for stated in self._inputs for each in stated.relations])

    def _tell_unclaimed(self, side: _Side) -> None:
        unclaimed = side.match_claims()
        self.untold += max(0, len(unclaimed) - SHOWN_PROBLEMS)
        for row in unclaimed[:SHOWN_PROBLEMS].tolist():
            claim = side.claims.cells.row(row)
            what = f"no such relation in this folder: {' '.join(claim.ends()).strip()}"
            self._problems.append(Problem(claim.place(), what, "correct from, type, to or key"))

    def problems(self, sources: Mapping[str, Source], refused: Collection[str]) -> list[Problem]:
        """Return what is wrong with claims that are no records: they are about nothing, or cite none of the sources."""
        for side in self._sides:
            cells = side.claims.cells
            column = cells.columns.get("source")
            strangers: list[int] = []
            if column is not None:
                texts = enumerate(column.values)
                strangers = [row for row, text in texts if text not in sources and text not in refused]
            if column is None or not strangers:
                continue
            rows = np.flatnonzero(
                np.isin(column.codes, strangers) & side.claims.are_about(np.append(side.rows, side.untold))
            )
            self.untold += max(0, len(rows) - SHOWN_PROBLEMS)
            for row in rows[:SHOWN_PROBLEMS].tolist():
                where = cells.places.first(row)
                hint = did_you_mean(column.value(row), sources, "add it under sources, or correct the id")
                self._problems.append(Problem(where, f"no such source: {column.value(row)}", hint))
        return self._problems

    def _take_repeated(self, records: Sequence[Identity]) -> None:
        """Make records of the rows that say what a record or another row says as well."""
        every = [self._numbered(records), *(side.of(side.rows) for side in self._sides)]
        keys = [[each.key for each in records], *(side.key_texts for side in self._sides)]
        word, key, order = _in_order_of_identity(every, keys, len(self._ids.texts))
        same = (word[order[1:]] == word[order[:-1]]) & (key[order[1:]] == key[order[:-1]])
        again = np.zeros(len(order), bool)
        again[order[1:][same]] = again[order[:-1][same]] = True
        begins = np.cumsum([len(records), *(len(side.rows) for side in self._sides)])
        for side, begin, end in zip(self._sides, begins[:-1], begins[1:], strict=True):
            own = order[(order >= begin) & (order < end)]
            repeated = again[own]
            side.take(np.sort(side.rows[own[repeated] - begin]))
            side.rows = side.rows[own[~repeated] - begin]  # now in the order of identities

    def _numbered(self, records: Sequence[Identity]) -> _Identities:
        """Return whom records are about; an end that no entity is does not matter, for that is an error."""
        find = self._ids.texts.find
        rows = [(find(each.source), TYPE_CODE[each.type], find(each.target), row) for row, each in enumerate(records)]
        return _Identities(*np.array(rows, np.int32).reshape(len(rows), 4).T)

    def joined(self, records: Dataset) -> Dataset:
        """Return the whole; `records` holds all entities, and the relations that are records."""
        stated = StatedRelations(records.relations, self.table.number, records.relation_places, records.claim_places)
        relations = self._relations(stated)
        return replace(
            records,
            relations=relations,
            entity_places=PlacesOf(self.table),
            relation_places=PlacesOf(relations),
            claim_places=PlacesOf(relations, relations.claim_places),
            complete=Declared(self.table),
        )

    def _relations(self, stated: StatedRelations) -> RelationTable:
        own = _Identities(
            *(each.astype(np.int32) for each in (stated.source, stated.type, stated.target, stated.key.codes))
        )
        every = [own, *(side.of(side.rows) for side in self._sides)]
        keys = [stated.key.values, *(side.key_texts for side in self._sides)]
        _, _, order = _in_order_of_identity(every, keys, len(self._ids.texts))
        sizes = [len(each.source) for each in every]
        part = np.repeat(np.arange(len(sizes), dtype=np.uint16), sizes)[order]
        row = np.concatenate([np.arange(size, dtype=np.int32) for size in sizes])[order]
        parts = [stated, *(side.part(each) for side, each in zip(self._sides, every[1:], strict=True))]
        return RelationTable(self._ids.texts, parts, Order(part, row))


def _days(folder: Folder) -> Column:
    """Return, per row of entities, the day up to which its input knows."""
    days = [folder.documents[number].as_of for number in folder.document_of]
    told = sorted({day for day in days if day})
    code = np.array([told.index(day) if day else -1 for day in days], np.int32)
    return Column(code[folder.entities.places.file], told)


def _in_order(statements: list[Any]) -> None:
    statements.sort(key=lambda each: each.origin.place())


def _legal_ends() -> NDArray[np.bool_]:
    legal = np.zeros((len(TYPES) + 1, len(KINDS) + 1, len(KINDS) + 1), bool)
    for verb, pairs in ENDS.items():
        for near, far in pairs:
            legal[TYPE_CODE[verb], KINDS.index(near), KINDS.index(far)] = True
    return legal


_LEGAL: Final = _legal_ends()
"""Whether a type may run from a kind to a kind, by their codes; the code behind the last stands for what is unknown."""


def _in_order_of_identity(
    every: Sequence[_Identities], keys: Sequence[Sequence[str]], ids: int
) -> tuple[Numbers, Numbers, NDArray[np.intp]]:
    """Return relations of several parts as numbers (from, type and to in one; the key), and the order that sorts them."""
    word = np.concatenate([each.word(ids) for each in every])
    key = np.concatenate([rank[each.key] for rank, each in zip(_ranked(keys), every, strict=True)])
    return word, key, _order(word, key)


def _order(word: Numbers, key: Numbers) -> NDArray[np.intp]:
    """Return the order that sorts by two numbers; quickly, if most of it is so already."""
    width = int(key.max(initial=0)) + 1
    if int(word.max(initial=0)) < _GREATEST // width:
        return np.argsort(word * width + key, kind="stable")
    return np.lexsort((key, word))


_GREATEST: Final = 2**62


def _ranked(columns: Sequence[Sequence[str]]) -> list[Numbers]:
    """Return, per column of texts, the rank of each text among all of them, from 1 on; no text at all, behind them, has 0."""
    distinct = sorted({text for texts in columns for text in texts if text})
    rank = {text: number for number, text in enumerate(distinct, start=1)}
    return [np.array([*(rank.get(text, 0) for text in texts), 0], np.int64) for texts in columns]


class _Side:
    """The relations of a folder: whom each row is about, in numbers, and its claims."""

    claims: ReadClaims

    def __init__(self, folder: Folder, ids: Ids) -> None:
        self.folder = folder
        self.rows = folder.relation_rows
        self.untold = self.rows[:0]
        """The rows with a wrong end that are counted alone."""
        self._types: dict[str, int] = {str(verb): code for verb, code in TYPE_CODE.items()}
        self.doubtful = folder.doubtful_relations
        self._ids = ids
        keys = folder.relations.columns.get("key")
        self.key_texts: Sequence[str] = keys.values if keys else ()
        self._about = self._identities(folder.relations)
        misspelt = [number for text, number in ids.strangers.items() if not is_id(text)]
        self._doubt(np.flatnonzero(np.isin(self._about.source, misspelt) | np.isin(self._about.target, misspelt)))

    def _identities(self, cells: Cells) -> _Identities:
        """Return whom rows are about, the smaller id first where a type has no direction; what is not stated is a stranger."""
        nothing = self._ids.stranger("")
        near, far = cells.columns["from"], cells.columns["to"]
        number = np.append(self._ids.of_column(near), nothing).astype(np.int32)
        source = number[near.codes]
        if far.values is not near.values:
            number = np.append(self._ids.of_column(far), nothing).astype(np.int32)
        target = number[far.codes]
        verbs = cells.columns["type"]
        codes = [self._types.setdefault(word, len(self._types)) for word in (*verbs.values, "")]
        verb = np.array(codes, np.int32)[verbs.codes]
        turned = np.isin(verb, SYMMETRIC_CODES) & (target < source)
        for row in np.flatnonzero(
            np.isin(verb, SYMMETRIC_CODES) & (np.maximum(source, target) >= len(self._ids.texts))
        ).tolist():
            turned[row] = self._ids.text(target.item(row)) < self._ids.text(source.item(row))
        keys = cells.columns.get("key")
        key = keys.codes.astype(np.int32, copy=False) if keys else np.full(len(cells), -1, np.int32)
        return _Identities(np.where(turned, target, source), verb, np.where(turned, source, target), key)

    def of(self, rows: Ints) -> _Identities:
        """Return whom some rows are about."""
        return _Identities(*(column[rows] for column in self._about))

    def match_claims(self) -> Ints:
        """Find the relation that each claim is about; return the rows of claims about none."""
        cells, relations = self.folder.claims, self.folder.relations
        if cells is None:
            self.claims = ReadClaims(relations, claimed_by_cells(relations), are_own=True)
            return self.rows[:0]
        about_whom = self._about_whom(cells) if self.folder.claimed is None else self.folder.claimed
        self.claims = ReadClaims(cells, about_whom, are_own=False)
        if self.folder.doubtful_claims is not None:  # else they were looked at when their store was built
            doubtful = about_whom[self.folder.doubtful_claims]
            self._doubt(doubtful[doubtful >= 0])
            self._doubt(self.claims.repeated())
        return np.flatnonzero(about_whom < 0).astype(np.int32)

    def _about_whom(self, cells: Cells) -> Ints:
        """Return the relation of each claim, by its ends; -1 where there is none."""
        relations = self.folder.relations
        about = self._identities(cells)
        keys = cells.columns.get("key")
        ranks = _ranked([self.key_texts, keys.values if keys else ()])
        width, types = len(self._ids.texts) + len(self._ids.strangers), len(self._types)
        word = np.concatenate(
            [(each.source.astype(np.int64) * types + each.type) * width + each.target for each in (self._about, about)]
        )
        key = np.concatenate([rank[each.key] for rank, each in zip(ranks, (self._about, about), strict=True)])
        order = np.lexsort((key, word))  # stable: a relation stands before the claims about it
        begins = np.concatenate(([True], (np.diff(word[order]) != 0) | (np.diff(key[order]) != 0)))[: len(order)]
        first = order[np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))]
        found = np.empty(len(order), np.int64)
        found[order] = first
        relation = found[len(relations) :]
        about_whom: Ints = np.where(relation < len(relations), relation, -1).astype(np.int32)
        return about_whom

    def without_wrong_ends(self, entities: EntityTable) -> Ints:
        """Take out the rows with an end that no entity is, or that their type cannot join, and return them."""
        known = len(entities)
        source, verb, target, _ = self.of(self.rows)
        kind = np.append(entities.kind, np.uint8(len(KINDS)))
        is_wrong = ~_LEGAL[verb, kind[np.minimum(source, known)], kind[np.minimum(target, known)]]
        wrong = self.rows[is_wrong]
        self.rows = self.rows[~is_wrong]
        return wrong

    def faults(self, entities: EntityTable) -> int:
        """Return what is wrong in the rows that are counted alone: an end that no entity is, or both, or what joins none of these kinds."""
        source, _, target, _ = self.of(self.untold)
        strangers = (source >= len(entities)).astype(int) + (target >= len(entities))
        return int(np.maximum(strangers, 1).sum())

    def _doubt(self, rows: NDArray[np.integer]) -> None:
        if not len(rows):  # as almost always, and to look for what is unique NumPy loads a part of itself first
            return
        self.rows = np.setdiff1d(self.rows, np.unique(rows), assume_unique=True)
        self.doubtful = np.union1d(self.doubtful, rows)

    def take(self, rows: NDArray[np.integer]) -> None:
        """Make records of rows."""
        relations = self.folder.relations
        for row in rows.tolist():
            take_relation(self.claims.attached(row, relations.row(row)), self.folder.stated(relations, row))
        for stated in self.folder.documents if len(rows) else ():
            _in_order(stated.relations)

    def part(self, about: _Identities) -> ReadRelations:
        """Return the rows that remain as a part of a table."""
        return ReadRelations(self.folder.relations, self.rows, about.source, about.target, self.claims)
