"""Folders of tables, CSV or Parquet: rows become the same located nodes that a document has."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem, did_you_mean
from graphx.model.records import ENTITY_FIELDS, RELATION_FIELDS, Claim, Source
from graphx.readers.located import Node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

csv.field_size_limit(2**24)

CLAIM_FIELDS: Final = frozenset(Claim.model_fields)
MAPS: Final = ("identifiers", "properties", "says", "extends_to")
"""Fields with fields of their own: a column `identifiers.lei` holds one of them."""
LISTS: Final = frozenset({"aliases", "roles", "functions", "capabilities", "tags", "complete", "derived_from"})
TABLES: Final[dict[str, frozenset[str]]] = {
    "entities": ENTITY_FIELDS,
    "relations": RELATION_FIELDS - {"claims"},
    "claims": frozenset({"from", "type", "to", "key"}) | CLAIM_FIELDS,
    "sources": frozenset(Source.model_fields),
}
"""The tables of a folder and their columns; `relations` may also carry those of its one claim."""


@dataclass(frozen=True)
class Row:
    """A row of a table as a map of its cells, and the line that it starts on."""

    fields: dict[str, Node]
    line: int


def read_csv(text: str, file: str, known: frozenset[str]) -> Iterator[Row]:
    """Yield the rows of a CSV table with a header.

    Raises:
        InvalidInputError: the header has a column that is unknown or stands twice, or a row has too many or
            too few cells; rows before it have been yielded, all row faults are told together at the end.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    problems: list[Problem] = []
    line = 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if not cells:
                continue
            if not header:
                header = cells
                check_header(header, file, start, known)
            elif len(cells) != len(header):
                what = f"the row has {len(cells)} cells, the header has {len(header)}"
                problems.append(Problem(Place(file, start, 1), what, "check commas and quotes in this row"))
            else:
                yield Row(_nested(zip(header, cells, strict=True), start), start)
    except csv.Error as error:
        problems.append(Problem(Place(file, reader.line_num, 1), f"this is not CSV: {error}", "check the quotes"))
    if not header:
        problems.append(Problem(Place(file), "it is empty", "the first row names the columns"))
    if problems:
        raise InvalidInputError(problems)


def read_parquet(path: Path, file: str, known: frozenset[str]) -> Iterator[Row]:
    """Yield the rows of a Parquet table; its line 2 is the first row, as in a CSV file with a header.

    Raises:
        InvalidInputError: it is no Parquet file, or has a column that is unknown.
    """
    import pyarrow  # noqa: PLC0415  # why: heavy, and only needed here
    import pyarrow.parquet  # noqa: PLC0415

    try:
        table = pyarrow.parquet.ParquetFile(path)
        header = table.schema_arrow.names
    except (pyarrow.ArrowException, OSError) as error:
        what = f"this is not Parquet: {str(error).splitlines()[0]}"
        raise InvalidInputError([Problem(Place(file), what, "write it again, or use CSV")]) from error
    check_header(header, file, 1, known)
    line = 1
    for batch in table.iter_batches():
        for values in batch.to_pylist():
            line += 1
            yield Row(_nested(((name, _cell(values[name])) for name in header), line), line)


def check_header(header: list[str], file: str, line: int, known: frozenset[str]) -> None:
    """Check the names of the columns.

    Raises:
        InvalidInputError: with every column that is unknown or stands twice.
    """
    problems = []
    for column, name in enumerate(header, start=1):
        place = Place(file, line, column)
        if name in header[: column - 1]:
            problems.append(Problem(place, f"the column `{name}` stands twice", "keep one of them"))
        field, dot, rest = name.partition(".")
        if field not in known or (dot and (field not in MAPS or not rest)):
            hint = did_you_mean(name, known, "see `graphx schema` for the fields")
            problems.append(Problem(place, f"unknown column `{name}`", hint))
    if problems:
        raise InvalidInputError(problems)


def _cell(value: object) -> str:
    """Return a Parquet value as the text that a CSV cell would hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "|".join(_cell(item) for item in value) or "|"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _nested(cells: Iterator[tuple[str, str]] | zip[tuple[str, str]], line: int) -> dict[str, Node]:
    fields: dict[str, Node] = {}
    for column, (name, cell) in enumerate(cells, start=1):
        if cell == "":
            continue
        if name in LISTS:
            items = [] if cell == "|" else [Node(item, line, column) for item in cell.split("|")]
            fields[name] = Node(items, line, column)
            continue
        node = Node(cell, line, column, plain=True)
        field, dot, key = name.partition(".")
        if not dot:
            fields[name] = node
            continue
        inner = fields.setdefault(field, Node({}, line, column)).value
        if isinstance(inner, dict):
            inner[key] = node
    return fields


def claim_of_relation(row: Row) -> Node | None:
    """Take the cells of its one claim out of a relation's row."""
    cells = {name: row.fields.pop(name) for name in CLAIM_FIELDS if name in row.fields}
    return Node(cells, row.line, min(cell.column for cell in cells.values())) if cells else None


