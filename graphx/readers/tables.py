"""Folders of tables, CSV or Parquet: rows become the same located nodes that a document has.

Lists are separated by `|`; where an item holds one, the cell is a JSON list. Several ways of `extends_to` are a JSON list
in a column of that name. How formulas and properties stand in cells: `graphx.model.cells`.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import InvalidInputError, Place, Problem, did_you_mean
from graphx.model.cells import LISTS, MAPS, QUOTE, property_of, restored
from graphx.model.records import ENTITY_FIELDS, RELATION_FIELDS, Claim, Source
from graphx.model.vocabulary import SYMMETRIC
from graphx.readers.located import Node, find

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LONGEST: Final = 2**24
"""Characters of a cell."""
ENDS: Final = ("from", "type", "to", "key")
CLAIM_FIELDS: Final = frozenset(Claim.model_fields)
TABLES: Final[dict[str, frozenset[str]]] = {
    "entities": ENTITY_FIELDS,
    "relations": RELATION_FIELDS - {"claims"},
    "claims": frozenset(ENDS) | CLAIM_FIELDS,
    "sources": frozenset(Source.model_fields),
}
"""The tables of a folder and their columns; `relations` may also carry those of its one claim."""


Cell = str | list[str]
"""What a cell holds; only Parquet knows lists, in CSV they are text separated by `|`."""


class Columns:
    """A checked header, prepared to turn cells into the fields of a record."""

    def __init__(self, header: Sequence[str]) -> None:
        """Sort the columns by what their cells are: plain values, lists, or parts of a map."""
        self.header = header
        self._plain = [(index, name) for index, name in enumerate(header) if name not in LISTS and "." not in name]
        self._lists = [(index, name) for index, name in enumerate(header) if name in LISTS]
        self._whole = [name for name in MAPS if name in header]
        self._inner = [(index, name.partition(".")) for index, name in enumerate(header) if "." in name]

    def raw(self, cells: Sequence[Cell]) -> dict[str, Any]:
        """Return the fields that cells state; an empty cell is absent, `|` alone is an empty list."""
        fields: dict[str, Any] = {name: cells[index] for index, name in self._plain if cells[index] != ""}
        for name in self._whole:
            if name in fields:
                fields[name] = value_of(name, fields[name])
        for index, name in self._lists:
            if (cell := cells[index]) != "":
                fields[name] = items_of(cell)
        for index, (name, _, key) in self._inner:
            if (cell := cells[index]) != "":
                is_property = name == "properties" and isinstance(cell, str)
                fields.setdefault(name, {})[key] = property_of(cell) if is_property else cell  # type: ignore[arg-type]  # why: a property's cell is text
        return fields


def items_of(cell: Cell) -> list[str]:
    """Return the items of a list: separated by `|`, or a JSON list; `|` alone is an empty one."""
    if isinstance(cell, list):
        return cell
    listed = _json(cell)
    if isinstance(listed, list) and listed and all(isinstance(item, str) for item in listed):
        return listed
    return [] if cell == "|" else cell.split("|")


def value_of(field: str, cell: str) -> Any:  # noqa: ANN401  # why: text, a list or a map
    """Return what the cell of a field holds, before the model looks at it: text, the items of a list, or a whole map."""
    if field in LISTS:
        return items_of(cell)
    whole = _json(cell) if field in MAPS else None
    return cell if whole is None else whole


def _json(cell: str) -> Any:  # noqa: ANN401  # why: a list or a map
    """Return the list or the map that a cell holds as JSON, None if it holds none."""
    if not cell.startswith(("[", "{")):
        return None
    try:
        value, end = _SCAN(cell, 0)
    except (StopIteration, ValueError, RecursionError):
        return None
    return value if end == len(cell) or not cell[end:].strip(_BLANKS) else None


_SCAN: Final = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # why: typeshed leaves it out
_BLANKS: Final = " \t\n\r"
"""What may stand behind a value of JSON."""


@dataclass(slots=True)
class Row:
    """A record in a table: its cells, the line that it starts on, and the claims that other rows bring."""

    columns: Columns
    cells: Sequence[Cell]
    line: int
    file: str
    claims: Sequence[Row] = ()
    has_own_claim: bool = False
    """Whether its cells may state the relation's one claim."""

    def raw(self) -> dict[str, Any]:
        """Return the value without places."""
        fields = self.columns.raw(self.cells)
        if self.has_own_claim and (own := {name: fields.pop(name) for name in CLAIM_FIELDS & fields.keys()}):
            fields["claims"] = [own]
        if self.claims:
            fields["claims"] = [claim.claim() for claim in self.claims]
        return fields

    def ends(self) -> tuple[str, str, str, str]:
        """Return the four cells that say which relation a row is about; the smaller id first if it has no direction."""
        fields = self.columns.raw(self.cells)
        source, verb, target, key = (str(fields.get(name, "")) for name in ENDS)
        return (target, verb, source, key) if verb in SYMMETRIC and target < source else (source, verb, target, key)

    def claim(self) -> dict[str, Any]:
        """Return the claim that a row of `claims` states."""
        return {name: value for name, value in self.columns.raw(self.cells).items() if name not in ENDS}

    def node(self) -> Node:
        """Return the value with its places; columns are counted, not characters."""
        fields: dict[str, Node] = {}
        own: dict[str, Node] = {}
        for column, (name, cell) in enumerate(zip(self.columns.header, self.cells, strict=True), start=1):
            if cell == "":
                continue
            field, dot, key = name.partition(".")
            into = own if self.has_own_claim and field in CLAIM_FIELDS else fields
            if not dot:
                into[name] = self._node(cell, column, is_list=name in LISTS)
                continue
            inner = into.setdefault(field, self._node({}, column)).value
            if isinstance(inner, dict):
                inner[key] = self._node(cell, column)
        if own:
            first = min(node.column for node in own.values())
            fields["claims"] = self._node([self._node(own, first)], first)
        if self.claims:
            fields["claims"] = self._node([claim.node() for claim in self.claims], 1)
        return self._node(fields, 1)

    def _node(self, value: Cell | list[Node] | dict[str, Node], column: int, *, is_list: bool = False) -> Node:
        if is_list or (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            items = items_of(value) if is_list else value  # type: ignore[arg-type]  # why: a list's cell is text or texts
            value = [self._node(item, column) for item in items if isinstance(item, str)]
        return Node(value, self.line, column, plain=True, key_line=1, key_column=column, file=self.file)  # type: ignore[arg-type]  # why: as above

    def place(self, path: tuple[str | int, ...] = ()) -> Place:
        """Return the place of the row, or of a cell of it."""
        if not path:
            return Place(self.file, self.line, 1)
        if self.claims and path[0] == "claims" and len(path) > 1:
            return self.claims[int(path[1])].place(path[2:])
        if path == ("claims", 0):
            return Place(self.file, self.line, 1)
        return find(self.node(), path).place(self.file)


def read_csv(text: str, file: str, known: frozenset[str]) -> Iterator[Row]:
    """Yield the rows of a CSV table with a header.

    Raises:
        InvalidInputError: the header has a column that is unknown or stands twice, or a row has too many or
            too few cells; rows before it have been yielded, all row faults are told together at the end.
    """
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    columns = Columns(header)
    problems: list[Problem] = []
    line = 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if not cells:
                continue
            if not header:
                header = cells
                columns = checked_columns(header, file, start, known)
            elif len(cells) != len(header):
                what = f"the row has {len(cells)} cells, the header has {len(header)}"
                problems.append(Problem(Place(file, start, 1), what, "check commas and quotes in this row"))
            else:
                yield Row(columns, [restored(cell) if cell[:1] == QUOTE else cell for cell in cells], start, file)
    except csv.Error as error:
        problems.append(Problem(Place(file, reader.line_num, 1), f"this is not CSV: {error}", "check the quotes"))
    if not header:
        problems.append(Problem(Place(file, 1, 1), "it is empty", "the first row names the columns"))
    if problems:
        raise InvalidInputError(problems)


def read_parquet(path: Path, file: str, known: frozenset[str]) -> Iterator[Row]:
    """Yield the rows of a Parquet table; its line 2 is the first row, as in a CSV file with a header.

    Raises:
        InvalidInputError: it is no Parquet file, or has a column that is unknown; or texts hold zero bytes: rows without have been
            yielded then, and all such cells are told together at the end.
    """
    import pyarrow as pa  # noqa: PLC0415  # why: heavy, and only needed here
    import pyarrow.parquet as pq  # noqa: PLC0415

    line = 1
    problems: list[Problem] = []
    try:
        table = pq.ParquetFile(path)
        header = table.schema_arrow.names
        columns = checked_columns(header, file, 1, known)
        for batch in table.iter_batches():
            cells = [[as_cell(value) for value in whole_days(column).to_pylist()] for column in batch.columns]
            for row in zip(*cells, strict=True):
                line += 1
                zeros = [column for column, cell in enumerate(row, start=1) if "\0" in "".join(cell)]
                problems += (
                    Problem(Place(file, line, column), "it holds a zero byte", "remove it") for column in zeros
                )
                if not zeros:
                    yield Row(columns, row, line, file)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        what = f"this is not Parquet: {(str(error).splitlines() or ['it is damaged'])[0]}"
        raise InvalidInputError([Problem(Place(file), what, "write it again, or use CSV")]) from error
    if problems:
        raise InvalidInputError(problems)


def whole_days(column: Any) -> Any:  # noqa: ANN401  # why: an Arrow array, and Arrow ships no types
    """Return a column whose times are days: dates are all that the model knows, whatever the resolution."""
    import pyarrow as pa  # noqa: PLC0415  # why: heavy, and only needed here

    return column.cast(pa.date32(), safe=False) if pa.types.is_timestamp(column.type) else column


def checked_columns(header: list[str], file: str, line: int, known: frozenset[str]) -> Columns:
    """Return the columns of a header.

    Raises:
        InvalidInputError: with every column that is unknown or stands twice.
    """
    problems = []
    for column, name in enumerate(header, start=1):
        place = Place(file, line, column)
        if name in header[: column - 1]:
            problems.append(Problem(place, f"the column `{name}` stands twice", "keep one of them"))
        field, dot, rest = name.partition(".")
        if field in MAPS and field in known and not dot and (field != "extends_to" or _has_parts(field, header)):
            problems.append(Problem(place, f"`{field}` is a map", f"give each part a column: {field}.KEY"))
        elif field not in known or (dot and (field not in MAPS or not rest)):
            hint = did_you_mean(name, known, "see `graphx schema` for the fields")
            problems.append(Problem(place, f"unknown column `{name}`", hint))
    if problems:
        raise InvalidInputError(problems)
    return Columns(header)


def _has_parts(field: str, header: list[str]) -> bool:
    return any(name.startswith(f"{field}.") for name in header)


def as_cell(value: object) -> Cell:
    """Return a Parquet value as the text that a CSV cell would hold; lists stay lists."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [str(as_cell(item)) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)
