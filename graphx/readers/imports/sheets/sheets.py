"""Tables as people keep them (CSV, a sheet of a workbook, the nodes or edges of a graph): columns, and rows one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.readers.imports.graphml_records import (
    DIRECTED,
    ID,
    PORTS,
    SOURCE,
    TARGET,
    WITHIN,
    graphml_columns,
    graphml_records,
)
from graphx.readers.imports.sheets.csv_sheets import csv_names, csv_sheet
from graphx.readers.imports.sheets.layout import Layout, Sheet, SheetRow
from graphx.readers.imports.sheets.xlsx_sheets import xlsx_names, xlsx_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphx.readers.imports.files import SourceFile

PARTS: Final = {"nodes": ("node", (ID, WITHIN, PORTS)), "edges": ("edge", (SOURCE, TARGET, DIRECTED, WITHIN))}
"""The tables of a graph: the element of a row, and the columns that are its own, though no cell may be filled."""


class SheetFormat(NamedTuple):
    """A format: what it is called, which tables a file holds, and who opens one."""

    title: str
    names: Callable[[SourceFile], list[str]]
    open: Callable[[SourceFile, str, Layout], Sheet]


def _graphml_names(_: SourceFile) -> list[str]:
    return list(PARTS)


def _graphml_sheet(file: SourceFile, name: str, layout: Layout) -> Sheet:  # noqa: ARG001  # why: a graph is laid out in one way
    kind, own = PARTS[name]
    found = graphml_columns(file, kind)
    told = ", ".join(found.of_graph)
    note = f"{file.name}: what the graph says of itself is in no table: {told}" if told and kind == "node" else ""
    return Sheet(name, list(dict.fromkeys([*own, *found.columns])), lambda: _graphml_rows(file, kind), note)


def _graphml_rows(file: SourceFile, kind: str) -> Iterator[SheetRow]:
    for element in graphml_records(file):
        if element.kind == kind:
            values = {key: value for key, value in element.values.items() if value}
            yield SheetRow(element.where, values, element.lost, either_way="" if element.is_directed else DIRECTED)
        elif element.kind == "hyperedge" and kind == "edge":
            yield SheetRow(element.where, {}, "an edge of several ends is not read")


SHEETS: Final = {
    "csv": SheetFormat("CSV", csv_names, csv_sheet),
    "xlsx": SheetFormat("Workbook", xlsx_names, xlsx_sheet),
    "graphml": SheetFormat("GraphML", _graphml_names, _graphml_sheet),
}
"""Formats whose tables say nothing by themselves, by the name of the format: a mapping says what they mean."""
