"""The tables of a store for other programs: the columns that a folder of Parquet tables has, lists as lists, the rest as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graphx.model.cells import LISTS, MAPS, property_cell
from graphx.model.columns import Column, Texts, as_texts
from graphx.model.parts import KINDS, TYPES, columns_of
from graphx.readers.cells import arrow_of, texts_of
from graphx.readers.tables import value_of
from graphx.writers.tables import FIRST, NUMBERS, TRUTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphx.graph.graph import Graph
    from graphx.model.columns import Ints
    from graphx.model.records import Source

    Cells = Mapping[str, Column]


def entity_table(graph: Graph, cells: Cells) -> Any:  # noqa: ANN401  # why: an Arrow table, and Arrow ships no types
    """Return the entities, in the order of their ids."""
    kinds = Column(graph.kind.astype(np.int32), Texts.of(KINDS))
    return _table(
        {"id": Column(np.arange(len(graph), dtype=np.int32), as_texts(graph.ids)), "kind": kinds} | _flat(cells)
    )


def relation_table(graph: Graph, cells: Cells) -> Any:  # noqa: ANN401  # why: as above
    """Return the relations, in the order of from, type, to and key."""
    return _table(_ends(graph, slice(None)) | _flat(cells))


def claim_table(graph: Graph, cells: Cells) -> Any:  # noqa: ANN401  # why: as above
    """Return the claims, in the order of their relations."""
    relation = graph.claims.relation
    key = graph.relation_column("key")
    codes = key.codes[relation]
    keys = {"key": Column(codes, as_texts(key.values))} if (codes >= 0).any() else {}
    return _table(_ends(graph, relation) | keys | _flat(cells))


def source_table(sources: Iterable[Source]) -> Any:  # noqa: ANN401  # why: as above
    """Return the sources, in the order of their ids."""
    return _table({"id": Column(np.zeros(0, np.int32), Texts.of(()))} | columns_of(sources))


def _ends(graph: Graph, relations: Ints | slice) -> dict[str, Column]:
    ids = as_texts(graph.ids)
    return {
        "from": Column(graph.source[relations], ids),
        "type": Column(graph.type[relations].astype(np.int32), Texts.of(TYPES)),
        "to": Column(graph.target[relations], ids),
    }


def _flat(cells: Cells) -> dict[str, Column]:
    """Return cells with a column for every key of every map."""
    flat: dict[str, Column] = {}
    for name, column in cells.items():
        for inner, part in (_parts(name, column) if name in MAPS else {name: column}).items():
            flat[inner] = _over(part, flat.get(inner))
    return {name: _distinct(column) for name, column in flat.items()}


def _distinct(column: Column) -> Column:
    """Return a column of which each text stands there once: Parquet's writer counts on it."""
    encoded = arrow_of(as_texts(column.values)).dictionary_encode()
    number = np.append(encoded.indices.to_numpy(), np.int32(-1))
    return Column(number[column.codes], texts_of(encoded.dictionary))


def _over(column: Column, under: Column | None) -> Column:
    """Return a column over another: where it states nothing, the other's cell stands."""
    if under is None:
        return column
    codes = np.where(column.codes >= 0, column.codes.astype(np.int32) + len(under.values), under.codes)
    return Column(codes, Texts.of([*under.values, *column.values]))


def _parts(name: str, column: Column) -> dict[str, Column]:
    """Return a column of whole maps as one per key; several ways of `extends_to` stay whole."""
    maps = [value_of(name, text) for text in column.values]
    if name == "extends_to":
        if any(len(each) != 1 for each in maps):
            return {name: column}
        maps = [each[0] for each in maps]
    meaning = property_cell if name == "properties" else str
    parts = {}
    for key in dict.fromkeys(key for each in maps for key in each):
        texts = [meaning(each[key]) for each in maps if key in each]
        number = np.full(len(maps) + 1, -1, np.int32)
        number[[row for row, each in enumerate(maps) if key in each]] = np.arange(len(texts))
        parts[f"{name}.{key}"] = Column(number[column.codes], Texts.of(texts))
    return parts


def _table(columns: Mapping[str, Column]) -> Any:  # noqa: ANN401  # why: as above
    import pyarrow as pa  # noqa: PLC0415  # why: heavy, and only needed here

    names = [*(name for name in FIRST if name in columns), *(name for name in columns if name not in FIRST)]
    return pa.table({name: _array(name, columns[name]) for name in names})


def _array(name: str, column: Column) -> Any:  # noqa: ANN401  # why: as above
    import pyarrow as pa  # noqa: PLC0415  # why: as above

    values = as_texts(column.values)
    if name in LISTS:
        told = pa.array([value_of(name, text) for text in values], pa.list_(pa.string()))
    elif name in NUMBERS:
        told = pa.array([float(text) for text in values], pa.float64())
    elif name in TRUTHS:
        told = pa.array([text == "true" for text in values], pa.bool_())
    else:
        told = arrow_of(values)
    codes = pa.array(column.codes, pa.int32(), mask=column.codes < 0)
    if pa.types.is_string(told.type):
        return pa.DictionaryArray.from_arrays(codes, told)
    return told.take(codes)
