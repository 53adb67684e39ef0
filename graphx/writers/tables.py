"""A dataset as a folder of tables, CSV or Parquet: the columns are the fields that some record states, nested ones dotted.

How a list, a formula or a property stands in a cell: `graphx.readers.tables` and `graphx.model.cells`.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, Final

from graphx.model.cells import bare, defused, list_cell, property_cell
from graphx.writers.document import Fields, head_of, sections_of, to_yaml_head
from graphx.writers.exporter import Cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphx.model.dataset import Dataset

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
Cell = str | list[str]
Row = dict[str, Cell]


def to_tables(dataset: Dataset, cells: Cells = Cells.DEFUSED) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every file of a folder of CSV tables."""
    for name, content in _tables(dataset):
        yield (name, content) if isinstance(content, bytes) else (f"{name}.csv", _csv(*content, cells))


def to_parquet(dataset: Dataset) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every file of a folder of Parquet tables; lists are lists, the rest is text."""
    import pyarrow as pa  # noqa: PLC0415  # why: heavy, and only needed here
    import pyarrow.parquet as pq  # noqa: PLC0415

    for name, content in _tables(dataset):
        if isinstance(content, bytes):
            yield name, content
            continue
        columns, rows = content
        arrays = [_array(column, rows, pa) for column in columns]
        sink = pa.BufferOutputStream()
        pq.write_table(pa.table(dict(zip(columns, arrays, strict=True))), sink, compression="zstd")
        yield f"{name}.parquet", sink.getvalue().to_pybytes()


def _array(column: str, rows: list[Row], pa: Any) -> Any:  # noqa: ANN401  # why: Arrow ships no types
    values = [row.get(column) for row in rows]
    if column in NUMBERS:
        return pa.array([None if value is None else float(str(value)) for value in values], pa.float64())
    if column in TRUTHS:
        return pa.array([None if value is None else value == "true" for value in values], pa.bool_())
    is_list = any(isinstance(value, list) for value in values)
    return pa.array(values, pa.list_(pa.string()) if is_list else pa.string())


def _tables(dataset: Dataset) -> Iterator[tuple[str, tuple[list[str], list[Row]] | bytes]]:
    """Yield the head as it is written, and every table with its columns and rows."""
    sections = {name: list(records) for name, records in sections_of(dataset).items()}
    claims = [
        {**{name: relation[name] for name in ENDS if name in relation}, **claim}
        for relation in sections["relations"]
        for claim in relation.get("claims", ())
    ]
    for relation in sections["relations"]:
        relation.pop("claims", None)  # they are told, and many
    if head := head_of(dataset):
        yield "document.yaml", ("\n".join(to_yaml_head(head)) + "\n").encode()
    yield "entities", _table(sections["entities"], ("id", "kind", "name"))
    yield "relations", _table(sections["relations"], ENDS[:3])
    for name, records in (("claims", claims), ("sources", sections["sources"])):
        if records:
            yield name, _table(records, ())


def _table(records: list[Fields], columns: tuple[str, ...]) -> tuple[list[str], list[Row]]:
    # a column is either the whole of `extends_to` or its parts: the whole, as soon as one reaches further in several ways
    is_whole = any(len(record.get("extends_to", ())) > 1 for record in records)
    rows = [dict(_cells(record, is_whole=is_whole)) for record in records]
    found = dict.fromkeys([*columns, *(column for row in rows for column in row)])
    return [*(name for name in FIRST if name in found), *(name for name in found if name not in FIRST)], rows


def _cells(record: Fields, *, is_whole: bool) -> Iterator[tuple[str, Cell]]:
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
            yield name, value if isinstance(value, list) else _cell(value)


def _cell(value: Any) -> str:  # noqa: ANN401  # why: text, a number or a truth value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _csv(columns: list[str], rows: Iterable[Row], cells: Cells) -> bytes:
    safe = defused if cells is Cells.DEFUSED else bare
    lines = _Lines()
    # with this end of line, cells that hold one are quoted
    writer = csv.writer(lines, lineterminator=_END)
    writer.writerow(columns)
    writer.writerows([safe(_listed(row.get(column, ""))) for column in columns] for row in rows)
    return "".join(lines).encode()


_END: Final = "\r\n"


class _Lines(list[str]):
    """Lines as they are written, one at a time; of the end of each, half is kept."""

    def write(self, line: str) -> None:
        self.append(f"{line.removesuffix(_END)}\n")


def _listed(cell: Cell) -> str:
    """Return a cell as text."""
    return cell if isinstance(cell, str) else list_cell(cell)
