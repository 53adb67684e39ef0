"""A dataset as a folder of tables, CSV or Parquet: the columns are the fields that some record states, nested ones dotted.

How a list, a formula or a property stands in a cell: `graphx.readers.tables` and `graphx.model.cells`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, Final

from graphx.model.batches import batches
from graphx.model.cells import bare, defused, list_cell, property_cell
from graphx.writers.document import Fields, fields_of, head_of, to_yaml_head
from graphx.writers.exporter import Cells, File

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graphx.model.dataset import Dataset
    from graphx.model.records import AnyEntity, Identity, Relation
    from graphx.model.table import EntityTable, RelationTable

ENDS: Final = ("from", "type", "to", "key")
FIRST: Final = ("id", "kind", "name", *ENDS)
"""Columns that stand before the others."""
FILES: Final = (
    "document.yaml",
    *(f"{name}{ending}" for name in ("entities", "relations", "claims", "sources") for ending in (".csv", ".parquet")),
)
"""What a folder of tables may hold."""
NUMBERS: Final = frozenset({"lat", "lon"})
TRUTHS: Final = frozenset({"essential", "synthetic"})
"""Columns of Parquet that are not text; shares stay text, since they are exact decimals."""
ROWS: Final = 2**14
"""Rows that are written at once."""
Cell = str | tuple[str, ...]
Columns = Mapping[str, Sequence[Cell | None]]


def to_tables(dataset: Dataset, cells: Cells = Cells.DEFUSED) -> Iterator[File]:
    """Yield the name and the content of every file of a folder of CSV tables."""
    for name, content in _tables(dataset):
        yield (name, [content]) if isinstance(content, bytes) else (f"{name}.csv", _csv(content, cells))
        del content  # else it would be held until the next table is made


def to_parquet(dataset: Dataset) -> Iterator[File]:
    """Yield the name and the content of every file of a folder of Parquet tables; lists are lists, the rest is text."""
    import pyarrow as pa  # noqa: PLC0415  # why: heavy, and only needed here
    import pyarrow.parquet as pq  # noqa: PLC0415

    for name, content in _tables(dataset):
        if isinstance(content, bytes):
            yield name, [content]
            continue
        sink = pa.BufferOutputStream()
        arrays = {column: _array(column, values, pa) for column, values in content.items()}
        pq.write_table(pa.table(arrays), sink, compression="zstd")
        yield f"{name}.parquet", [sink.getvalue().to_pybytes()]
        del content, arrays  # as above


def _array(column: str, values: Sequence[Cell | None], pa: Any) -> Any:  # noqa: ANN401  # why: Arrow ships no types
    if column in NUMBERS:
        return pa.array([None if value is None else float(str(value)) for value in values], pa.float64())
    if column in TRUTHS:
        return pa.array([None if value is None else value == "true" for value in values], pa.bool_())
    is_list = any(isinstance(value, tuple) for value in values)
    return pa.array(values, pa.list_(pa.string()) if is_list else pa.string())


def _tables(dataset: Dataset) -> Iterator[tuple[str, Columns | bytes]]:
    """Yield the head as it is written, and every table; no more than two of them are held at once."""
    if head := head_of(dataset):
        yield "document.yaml", ("\n".join(to_yaml_head(head)) + "\n").encode()
    yield "entities", _entities(dataset.entities)
    relations, claims = _relations(dataset.relations)
    yield "relations", relations
    del relations
    sources = _Table()
    for source in map(fields_of, dataset.sources.values()):
        sources.add(source)
    for name, columns in (("claims", claims), ("sources", sources.columns())):
        if columns:
            yield name, columns


def _entities(entities: Mapping[str, AnyEntity]) -> Columns:
    """Return the entities as a table."""
    if not isinstance(entities, dict):
        from graphx.model.table import EntityTable  # noqa: PLC0415  # why: heavy, and small datasets do without

        # if they lie in a store that is damaged, a record tells where
        with suppress(ValueError, LookupError):
            if isinstance(entities, EntityTable):
                return _lying_entities(entities)
    records = list(map(fields_of, entities.values()))
    return _stated_entities(records, is_whole=any(len(record.get("extends_to", ())) > 1 for record in records))


def _stated_entities(records: Iterable[Fields], *, is_whole: bool) -> Columns:
    """Return entities as a table: `extends_to` as a whole, if one reaches further in several ways, or its parts."""
    table = _Table("id", "kind", "name", is_whole=is_whole)
    for record in records:
        table.add(record)
    return table.columns()


def _lying_entities(entities: EntityTable) -> Columns:
    """Return entities that lie in columns, without a record of each: those that state a column first tell the order of columns."""
    from graphx.writers.table_columns import columns_of_entities  # noqa: PLC0415  # why: as above

    is_whole = any(len(ways) > 1 for ways in entities.column("extends_to").values)
    whole = columns_of_entities(entities, is_whole=is_whole)
    first = {row for cells in whole.values() for row in _first(cells)}
    in_order = _stated_entities(map(fields_of, entities.records.several(sorted(first))), is_whole=is_whole)
    return {name: whole[name] for name in in_order}


def _relations(relations: Mapping[Identity, Relation]) -> tuple[Columns, Columns]:
    """Return the relations and their claims, which are told and many, as tables."""
    if not isinstance(relations, dict):
        from graphx.model.table import RelationTable  # noqa: PLC0415  # why: heavy, and small datasets do without

        with suppress(ValueError, LookupError):  # as above
            if isinstance(relations, RelationTable):
                return _lying_relations(relations)
    return _stated_relations(relations.values())


def _stated_relations(relations: Iterable[Relation]) -> tuple[Columns, Columns]:
    table, claims = _Table(*ENDS[:3]), _Table()
    for relation in map(fields_of, relations):
        own = relation.pop("claims", ())
        table.add(relation)
        ends: Fields = {name: relation[name] for name in ENDS if name in relation}
        for claim in own:
            claims.add({**ends, **claim})
    return table.columns(), claims.columns()


def _lying_relations(relations: RelationTable) -> tuple[Columns, Columns]:
    """Return relations that lie in columns, likewise."""
    from graphx.writers.table_columns import columns_of_relations  # noqa: PLC0415  # why: as above

    whole, claims, claimed = columns_of_relations(relations)
    first = {row for cells in whole.values() for row in _first(cells)}
    first.update(claimed.item(row) for cells in claims.values() for row in _first(cells))
    in_order = _stated_relations(relations.records.several(sorted(first)))
    return {name: whole[name] for name in in_order[0]}, {name: claims[name] for name in in_order[1]}


def _first(cells: Iterable[Cell | None]) -> Iterator[int]:
    """Yield the first row that states a cell, if there is one."""
    return islice((row for row, cell in enumerate(cells) if cell is not None), 1)


class _Table:
    """A table in the making: cells by column, for rows as maps would take several times the memory."""

    def __init__(self, *needed: str, is_whole: bool = False) -> None:
        self.rows = 0
        self._columns: dict[str, list[Cell | None]] = {name: [] for name in needed}
        self._is_whole = is_whole

    def add(self, record: Fields) -> None:
        """Add a row."""
        for name, cell in cells_of_fields(record, is_whole=self._is_whole):
            self._column(name).append(cell)
        self.rows += 1

    def _column(self, name: str) -> list[Cell | None]:
        """Return a column, filled up to the row that is being added."""
        column = self._columns.setdefault(name, [])
        if len(column) < self.rows:
            column.extend(repeat(None, self.rows - len(column)))
        return column

    def columns(self) -> Columns:
        """Return the whole, in the order of columns; without rows, the columns that are needed."""
        names = [
            *(name for name in FIRST if name in self._columns),
            *(name for name in self._columns if name not in FIRST),
        ]
        return {name: self._column(name) for name in names}


def cells_of_fields(record: Fields, *, is_whole: bool = False) -> Iterator[tuple[str, Cell]]:
    """Yield the columns that a record states, each with its cell; `is_whole`: `extends_to` is one column, and not its parts."""
    for name, value in record.items():
        if name == "extends_to":
            if is_whole or not value:
                yield name, json.dumps(value, ensure_ascii=False)
            else:
                yield from ((f"{name}.{key}", _cell(each)) for key, each in value[0].items())
        elif isinstance(value, dict):
            write = property_cell if name == "properties" else _cell
            yield from ((f"{name}.{key}", write(each)) for key, each in value.items())
        else:
            yield name, tuple(value) if isinstance(value, list) else _cell(value)


def _cell(value: Any) -> str:  # noqa: ANN401  # why: text, a number or a truth value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _csv(columns: Columns, cells: Cells) -> Iterator[bytes]:
    safe = defused if cells is Cells.DEFUSED else bare
    lines = _Lines()
    # with this end of line, cells that hold one are quoted
    writer = csv.writer(lines, lineterminator=_END)
    writer.writerow(columns)
    rows = zip(*(map(_Spelled(safe).__getitem__, column) for column in columns.values()), strict=True)
    for batch in batches(rows, ROWS):
        writer.writerows(batch)
        yield lines.taken()
    yield lines.taken()


class _Spelled(dict[Cell | None, str]):
    """How the cells of a column are written: of those before, few that differ are thought about twice."""

    def __init__(self, safe: Callable[[str], str]) -> None:
        super().__init__()
        self._safe = safe

    def __missing__(self, cell: Cell | None) -> str:
        if len(self) >= ROWS:
            self.clear()  # where so many differ, few come again
        text = "" if cell is None else self._safe(cell if isinstance(cell, str) else list_cell(cell))
        self[cell] = text
        return text


_END: Final = "\r\n"


class _Lines:
    """Lines as they are written, one at a time; of the end of each, half is kept."""

    def __init__(self) -> None:
        self._written: list[str] = []

    def write(self, line: str) -> None:
        self._written.append(line.removesuffix(_END))

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        written = "".join(f"{line}\n" for line in self._written).encode()
        self._written.clear()
        return written
