"""A store as an input: alone it is a dataset as it lies, beside others it is what its own inputs stated."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from graphx.errors import Place
from graphx.model.columns import Column, Texts, span_of
from graphx.model.dataset import Dataset, Document
from graphx.model.parts import KINDS, TYPES, Arrays, ClaimCells, Claims
from graphx.model.records import Source
from graphx.model.table import Declared, EntityTable, PlacesOf, RelationTable
from graphx.readers.cells import Cells, PlacedCells
from graphx.readers.columnar import ReadClaims, ReadEntities, ReadRelations
from graphx.readers.document import Folder, Stated, take_entity, take_relation, take_source
from graphx.readers.located import Node
from graphx.readers.merge import united
from graphx.readers.stored import CLAIM_ARRAYS, Stored, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Ints
    from graphx.readers.located import Origin


def read_store(path: str) -> Dataset:
    """Return the dataset that a store holds; what is in it is read when it is asked for.

    Raises:
        InvalidInputError: the store is damaged, incomplete, or of another version.
    Cost: that of opening its files.
    """
    stored = open_store(path)
    cells = _Tables(stored)
    entities = EntityTable(cells.ids, [_Entities(cells)])
    relations = RelationTable(cells.ids, [_Relations(cells)])
    return Dataset(
        entities=entities,
        relations=relations,
        sources=_Sources(stored),
        documents=[Document(**each) for each in stored.manifest["inputs"]],
        entity_places=PlacesOf(entities),
        relation_places=PlacesOf(relations),
        claim_places=PlacesOf(relations, relations.claim_places),
        complete=Declared(entities),
        repeats=stored.manifest["repeats"],
    )


def take_store(path: str, ambiguous: Collection[str]) -> list[Stated]:
    """Return what each input of a store stated: what several stated as records, the rest as columns.

    Those called like inputs of others that are not the same are named after the store as well.

    Raises:
        InvalidInputError: the store is damaged, incomplete, or of another version.
    """
    stored = open_store(path).apart(ambiguous)
    documents = _documents(stored)
    cells = _Tables(stored)
    rows = {}
    for name, take, count in (
        ("entities", take_entity, len(cells.entities)),
        ("relations", take_relation, len(cells.relations)),
    ):
        _take_statements(stored, name, documents, take)
        is_single = np.ones(count, bool)
        is_single[stored.arrays[f"{name}.several"]] = False
        rows[name] = np.flatnonzero(is_single).astype(np.int32)
    documents[0].folder = Folder(
        cells.entities,
        rows["entities"],
        cells.relations,
        rows["relations"],
        np.zeros(0, np.int32),
        cells.claims,
        documents,
        stored.manifest["input_of_file"],
        claimed=stored.arrays["claims.relation"],
    )
    return documents


def take_store_rows(path: str, ambiguous: Collection[str]) -> list[Stated]:
    """Return what each input of a store stated, all of it as records.

    Raises:
        InvalidInputError: the store is damaged, incomplete, or of another version.
    """
    documents = take_store(path, ambiguous)
    folder = documents[0].folder
    if folder is None or folder.claims is None or folder.claimed is None:
        return documents
    claims = ReadClaims(folder.claims, folder.claimed, are_own=False)
    for row in folder.entity_rows.tolist():
        take_entity(folder.entities.row(row), folder.stated(folder.entities, row))
    for row in folder.relation_rows.tolist():
        take_relation(claims.attached(row, folder.relations.row(row)), folder.stated(folder.relations, row))
    documents[0].folder = None
    for stated in documents:
        stated.entities.sort(key=lambda each: each.origin.place())
        stated.relations.sort(key=lambda each: each.origin.place())
    return documents


def _documents(stored: Stored) -> list[Stated]:
    """Return the inputs of a store with their sources: those are records, always."""
    documents = [Stated(**each) for each in stored.manifest["inputs"]]
    _take_statements(stored, "sources", documents, take_source)
    return documents


def _take_statements(
    stored: Stored, name: str, documents: Sequence[Stated], take: Callable[[Origin, Stated], None]
) -> None:
    files = stored.manifest["files_stated"]
    for text in stored.texts(f"{name}.statements"):
        told = json.loads(text)
        place = _place(told["at"], files)
        origin = _Kept(place.file, told["record"], place, [_place(each, files) for each in told["claims_at"]])
        take(origin, documents[told["input"]])


def _place(at: Sequence[int], files: Sequence[str]) -> Place:
    file, line, column = at
    return Place(files[file], line, column)


@dataclass
class _Kept:
    """A record as one of several inputs stated it, and where that was."""

    file: str
    record: dict[str, Any]
    at: Place
    claims_at: Sequence[Place]

    def raw(self) -> object:
        return self.record

    def node(self) -> Node:
        return Node({}, self.at.line, self.at.column)

    def place(self, path: tuple[str | int, ...] = ()) -> Place:
        is_of_claim = path[:1] == ("claims",) and len(path) > 1
        return self.claims_at[int(path[1])] if is_of_claim else self.at


class _Tables:
    """The tables of a store as cells, as if they had been read from a folder."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        arrays = stored.arrays
        self.ids = stored.texts("id")
        self.source, self.target = arrays["source"], arrays["target"]
        number = np.arange(len(self.ids), dtype=np.int32)
        kinds, types = [str(kind) for kind in KINDS], [str(verb) for verb in TYPES]
        self.entities = self._cells(
            "entities", "entity", {"id": Column(number, self.ids), "kind": Column(arrays["kind"], kinds)}
        )
        self.relations = self._cells(
            "relations",
            "relation",
            {
                "from": Column(self.source, self.ids),
                "type": Column(arrays["type"], types),
                "to": Column(self.target, self.ids),
            },
        )
        self.claims = self._cells("claims", "claim", {})

    def _cells(self, table: str, noun: str, first: dict[str, Column]) -> Cells:
        return PlacedCells(first | self.stored.columns(table), self.stored.places(table), partial(self._damaged, noun))

    def _damaged(self, noun: str, row: int) -> Exception:
        return self.stored.damaged(f"{noun} {row} cannot be read: the store is damaged")


class _Entities(ReadEntities):
    """All entities of a store."""

    def __init__(self, tables: _Tables) -> None:
        super(ReadEntities, self).__init__(tables.entities, None)
        self._stored = tables.stored
        self.ids = tables.ids
        self.kind = tables.stored.arrays["kind"]

    def declared(self) -> Iterator[tuple[str, str | None, NDArray[np.integer]]]:
        begin, rows = 0, self._stored.arrays["declared"]
        for word, until, count in self._stored.manifest["declared"]:
            yield word, until, rows[begin : begin + count]
            begin += count


class _Relations(ReadRelations):
    """All relations of a store."""

    def __init__(self, tables: _Tables) -> None:
        super(ReadRelations, self).__init__(tables.relations, None)
        arrays = tables.stored.arrays
        self._stored = tables.stored
        self.source, self.target, self.type = tables.source, tables.target, arrays["type"]
        self.key = self.cells.columns.get("key") or Column(np.broadcast_to(np.int32(-1), len(self)), Texts.of(()))
        self.known = Arrays(*(arrays[name] for name in Arrays._fields))
        self._claims = _Claims(tables.claims, arrays["claims.relation"])

    def claims(self, published: Mapping[str, str | None]) -> Claims:  # noqa: ARG002  # why: that was asked when it was built
        return Claims(*(self._stored.arrays[f"claims.{name}"] for name in CLAIM_ARRAYS))

    def claim_cells(self) -> ClaimCells:
        cells = self._claims.cells
        return ClaimCells(self._claims.relation, cells.columns, cells.places)


class _Claims(ReadClaims):
    """The claims of a store: they lie in the order of their relations."""

    def __init__(self, cells: Cells, relation: Ints) -> None:
        self.cells, self.relation, self.are_own = cells, relation, False

    def _rows(self, relation: int) -> Sequence[int]:
        return range(*span_of(relation, self.relation))


class _Sources(Mapping[str, Source]):
    """The sources of a store by id, read when somebody asks for one."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    @cached_property
    def _records(self) -> Mapping[str, Source]:
        documents = _documents(self._stored)
        return united([(each.record.id, each) for stated in documents for each in stated.sources], []).records

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __getitem__(self, name: str) -> Source:
        return self._records[name]
