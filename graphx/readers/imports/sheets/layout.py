"""How a table is laid out, and what it is once it is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from graphx.errors import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence


@dataclass(frozen=True)
class Layout:
    """What a table does not say itself; what is None is found out."""

    header: int | None = None
    """The row of the names of the columns, counted from 1; 0: there is none, and columns are called 1, 2, 3 …"""
    delimiter: str | None = None
    encoding: str | None = None


class Cells(NamedTuple):
    """The cells of a row without blanks around them, the line on which it begins, and what of it cannot be read."""

    line: int
    cells: list[str]
    lost: str = ""


class SheetRow(NamedTuple):
    """A row: its cells that are not empty by the names of their columns, and what of it is lost."""

    where: Place
    values: dict[str, str]
    lost: str = ""
    either_way: str = ""
    """The column that says that what the row links has no direction, such as an undirected edge; empty if it has one."""
    beyond: int = 0
    """Cells that stand beyond the last column."""


@dataclass(frozen=True)
class Sheet:
    """A table that is open: its columns, its rows each time they are asked for, and how it was read."""

    name: str
    columns: list[str]
    rows: Callable[[], Iterator[SheetRow]]
    note: str = ""
    """What was found out about its layout."""
    layout: Layout = field(default_factory=Layout)
    """What was given or found out, so that a mapping can say it."""


def named_columns(cells: Sequence[str]) -> list[str]:
    """Return the names of columns: one that stands twice is told apart by a number, one without a name has its place.

    >>> named_columns(["Site", "", "Site"])
    ['Site', 'column 2', 'Site (2)']
    """
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        names.append(free_name(" ".join(cell.split()) or f"column {place}", names))
    return names


def free_name(name: str, taken: Collection[str]) -> str:
    """Return the name of a column, with a number if another is called so."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def laid_out(records: Iterator[Cells], header: int | None, file: str) -> tuple[list[str], Iterator[SheetRow]]:
    """Return the columns of a table and the rows below, those that are empty left out; the header is read, the rest not yet."""
    columns: list[str] = []
    before: list[Cells] = []
    for record in records:
        if record.lost and not any(record.cells):
            before.append(record)
        elif header == 0:
            columns = [str(number) for number in range(1, len(record.cells) + 1)]
            before.append(record)
            break
        elif record.line >= (header or 1) and any(record.cells):
            while not record.cells[-1]:
                record.cells.pop()
            columns = named_columns(record.cells)
            break
    return columns, (
        _row(record, columns, file) for record in chain(before, records) if record.lost or any(record.cells)
    )


def _row(record: Cells, columns: list[str], file: str) -> SheetRow:
    values = {name: cell for name, cell in zip(columns, record.cells, strict=False) if cell}
    beyond = sum(1 for cell in record.cells[len(columns) :] if cell)
    lost = [f"{beyond} cells stand beyond the last of {len(columns)} columns"] if beyond else []
    told = "; ".join([*lost, *([record.lost] if record.lost else [])])
    return SheetRow(Place(file, record.line), values, told, beyond=beyond)
