"""A dataset as a store: tables for other programs, and the same as arrays that are mapped into memory when it is asked."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from graphx import __version__
from graphx.graph.graph import Graph
from graphx.model.columns import Texts, as_texts
from graphx.model.parts import Arrays
from graphx.model.places import NOWHERE
from graphx.model.places import joined as joined_places
from graphx.model.table import tables_of
from graphx.readers.files import STORE
from graphx.readers.stored import CLAIM_ARRAYS, VERSION
from graphx.writers.store_columns import in_one_order, joined_columns, order_of_claims
from graphx.writers.store_tables import claim_table, entity_table, relation_table, source_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphx.errors import Place
    from graphx.model.columns import Column
    from graphx.model.dataset import Dataset
    from graphx.model.places import Places
    from graphx.model.table import EntityTable, Order, RelationTable
    from graphx.readers.document import Stated, Statement
    from graphx.writers.store_files import Content

    Told = Callable[[str], None]


def write_store(dataset: Dataset, inputs: Sequence[Stated], content: Content, tell: Told) -> dict[str, Any]:
    """Write the files of a store, and return what its manifest says of them; `inputs` are what the dataset was merged from.

    Raises:
        OSError: a file cannot be written.
    """
    entities, relations = tables_of(dataset)
    graph = Graph(replace(dataset, entities=entities, relations=relations))
    return _Writing(graph, entities, relations, inputs, content, tell).manifest()


class _Writing:
    """One store being written."""

    def __init__(
        self,
        graph: Graph,
        entities: EntityTable,
        relations: RelationTable,
        inputs: Sequence[Stated],
        content: Content,
        tell: Told,
    ) -> None:
        self.graph, self.entities, self.relations = graph, entities, relations
        self.inputs, self.content, self.tell = inputs, content, tell
        self.files: dict[str, int] = {}
        self.columns: dict[str, list[str]] = {}

    def manifest(self) -> dict[str, Any]:
        """Write everything, and return what the manifest says."""
        dataset = self.graph.dataset
        declared = self._entities()
        self._relations()
        claims = self._claims()
        self._statements()
        return {
            "format": STORE,
            "version": VERSION,
            "graphx": __version__,
            "counts": {
                "entities": len(self.entities),
                "relations": len(self.relations),
                "claims": claims,
                "sources": len(dataset.sources),
            },
            "repeats": dataset.repeats,
            "inputs": [
                {"path": each.path, "sha256": each.sha256, "title": each.title, "as_of": each.as_of}
                for each in self.inputs
            ],
            "files_stated": list(self.files),
            "input_of_file": [_input_of(file, self.inputs) for file in self.files],
            "declared": declared,
            "columns": self.columns,
        }

    def _entities(self) -> list[list[Any]]:
        self.tell("entities")
        ids = as_texts(self.entities.ids)
        self.content.array("id.offsets", ids.offsets)
        self.content.array("id.text", ids.data)
        self.content.array("kind", self.entities.kind)
        parts, order = self.entities.parts, self.entities.order
        cells = self._cells("entities", [part.stated_cells() for part in parts], order)
        self._places("entities", [part.all_places() for part in parts], order)
        self.content.table("entities", entity_table(self.graph, cells))
        declared = list(self.entities.declared())
        rows = [numbers for _, _, numbers in declared]
        self.content.array("declared", np.concatenate(rows) if rows else np.zeros(0, np.int32))
        return [[word, until, len(numbers)] for word, until, numbers in declared]

    def _relations(self) -> None:
        self.tell("relations")
        relations = self.relations
        for name, column in (("source", relations.source), ("target", relations.target), ("type", relations.type)):
            self.content.array(name, column)
        for name in Arrays._fields:
            self.content.array(name, getattr(self.graph, name))
        parts, order = relations.parts, relations.order
        cells = self._cells("relations", [part.stated_cells() for part in parts], order)
        self._places("relations", [part.all_places() for part in parts], order)
        self.content.table("relations", relation_table(self.graph, cells))

    def _claims(self) -> int:
        self.tell("claims")
        for name, column in zip(CLAIM_ARRAYS, self.graph.claims, strict=True):
            self.content.array(f"claims.{name}", column)
        several = [part.claim_cells() for part in self.relations.parts]
        order, _ = order_of_claims(self.relations, several)
        cells = self._cells("claims", [each.cells for each in several], order)
        self._places("claims", [each.places for each in several], order)
        self.content.table("claims", claim_table(self.graph, cells))
        return len(self.graph.claims.relation)

    def _cells(self, table: str, parts: Sequence[Mapping[str, Column]], order: Order | None) -> dict[str, Column]:
        """Write the cells of a table, column by column, and return them."""
        joined = joined_columns(in_one_order(parts), order)
        cells = {name: column for name, column in joined.items() if len(column.values)}
        for number, column in enumerate(cells.values()):
            texts = as_texts(column.values)
            self.content.array(f"{table}.{number}.codes", column.codes)
            self.content.array(f"{table}.{number}.offsets", texts.offsets)
            self.content.array(f"{table}.{number}.text", texts.data)
        self.columns[table] = list(cells)
        return cells

    def _places(self, table: str, parts: Sequence[Places], order: Order | None) -> None:
        """Write where the records of a table are stated."""
        places = joined_places(parts)
        if order is not None:
            begins = np.cumsum([0, *(len(each) for each in parts[:-1])])
            places = places.taken(begins[order.part] + order.row)
        number = np.array([*(self._file(each) for each in places.files), NOWHERE], np.int32)
        more = np.array(places.more)
        more[:, 1] = number[more[:, 1]]
        self.content.array(f"{table}.file", number[places.file])
        self.content.array(f"{table}.line", places.line)
        self.content.array(f"{table}.column", places.column)
        self.content.array(f"{table}.more", more.reshape(-1))

    def _file(self, name: str) -> int:
        return self.files.setdefault(name, len(self.files))

    def _statements(self) -> None:
        """Write, of what is stated several times, each statement as it was; of sources all."""
        numbers: Mapping[str, Callable[[Any], int]] = {
            "entities": self.entities.number,
            "relations": self.relations.number,
        }
        for section in ("entities", "relations", "sources"):
            groups: defaultdict[Any, list[tuple[int, Statement[Any]]]] = defaultdict(list)
            for number, stated in enumerate(self.inputs):
                for statement in getattr(stated, section):
                    groups[_key(statement.record)].append((number, statement))
            several = sorted(key for key, group in groups.items() if len(group) > 1 or section == "sources")
            if section in numbers:
                found = [numbers[section](key) for key in several]
                self.content.array(f"{section}.several", np.array(found, np.int32))
            texts = Texts.of(self._statement(*each) for key in several for each in groups[key])
            self.content.array(f"{section}.statements.offsets", texts.offsets)
            self.content.array(f"{section}.statements.text", texts.data)
        self.content.table("sources", source_table(self.graph.dataset.sources.values()))

    def _statement(self, number: int, statement: Statement[Any]) -> str:
        record, place = statement.record, statement.origin.place
        claims = getattr(record, "claims", None) or ()
        told = {
            "input": number,
            "at": self._at(place()),
            "claims_at": [self._at(place(("claims", index))) for index in range(len(claims))],
            "record": record.model_dump(mode="json", by_alias=True, exclude_none=True),
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def _at(self, place: Place) -> tuple[int, int, int]:
        return self._file(place.file), place.line, place.column


def _key(record: Any) -> Any:  # noqa: ANN401  # why: an id or an identity
    return getattr(record, "identity", None) or record.id


def _input_of(file: str, inputs: Sequence[Stated]) -> int:
    """Return the number of the input to which a file belongs: it is the file, or the folder that holds it."""
    paths = [each.path for each in inputs]
    if file in paths:
        return paths.index(file)
    folders = [PurePath(path) for path in paths]
    return folders.index(PurePath(file).parent)
