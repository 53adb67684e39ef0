"""Workbooks of Excel and its kin: the values that their sheets show, row by row; archives that explode are refused."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.files import DAMAGED, refuse_explosive, unreadable
from graphx.readers.imports.sheets.layout import Cells, Layout, Sheet, SheetRow, laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.readers.imports.files import SourceFile

MAX_ROWS: Final = 2**20
"""Of a sheet, by the specification."""
MAX_COLUMNS: Final = 2**14
_PART: Final = "xl/worksheets/"
_MERGED: Final = re.compile(rb"<mergeCell ")
_HIDDEN: Final = re.compile(rb' hidden="(?:1|true)"')
_FORMULA: Final = re.compile(rb"<f[ >]")
_LONGEST_SIGN: Final = 16
"""Bytes of the longest of these."""
_ZEROS: Final = re.compile("0+")
"""A form of numbers that fills them up with zeros."""
_LITERAL: Final = re.compile(r'"[^"]*"|\\.')
"""What a form adds to a number as it stands."""


def xlsx_names(file: SourceFile) -> list[str]:
    """Return the names of the sheets that hold cells.

    Raises:
        InvalidInputError: it is no workbook.
    """
    workbook = _workbook(file, formulas=False)
    return [sheet.title for sheet in workbook.worksheets]


def xlsx_sheet(file: SourceFile, name: str, layout: Layout) -> Sheet:
    """Open a sheet.

    Raises:
        InvalidInputError: it is no workbook.
    """
    shown = f"{file.name}!{name}"
    workbook = _workbook(file, formulas=False)
    is_hidden = workbook[name].sheet_state != "visible"
    columns, _ = laid_out(_records(file, name, workbook), layout.header, shown)
    held = _held(file, _MERGED, _HIDDEN)
    told = [
        *(["merged cells have their value in the first of them alone"] if _MERGED in held else []),
        *([f"the sheet {name} is hidden, and is read"] if is_hidden else []),
        *(["hidden rows and columns are read like all others"] if _HIDDEN in held else []),
    ]
    note = f"{file.name}: {'; '.join(told)}" if told else ""

    def rows() -> Iterator[SheetRow]:
        return laid_out(_records(file, name, _workbook(file, formulas=False)), layout.header, shown)[1]

    return Sheet(name, columns, rows, note, layout)


def _records(file: SourceFile, name: str, workbook: Any) -> Iterator[Cells]:  # noqa: ANN401  # why: as below
    """Yield the texts of every row, and what in it shows no value."""
    shown = _iterate(file, name, workbook)
    written = _iterate(file, name, _workbook(file, formulas=True)) if _held(file, _FORMULA) else None
    for number, cells in enumerate(shown, start=1):
        if number > MAX_ROWS:
            where = Place(f"{file.name}!{name}", number)
            raise InvalidInputError(
                [Problem(where, f"a sheet has at most {MAX_ROWS} rows", "it is no workbook of Excel")]
            )
        texts, lost = _texts(cells, next(written, cells) if written else cells)
        yield Cells(number, texts, lost)


def _texts(cells: tuple[Any, ...], written: tuple[Any, ...]) -> tuple[list[str], str]:
    texts, lost = [], []
    for cell, formula in zip(cells[:MAX_COLUMNS], written, strict=False):
        text = _text(cell)
        if cell.data_type == "e":
            lost.append(f"cell {cell.coordinate} holds the error {text}")
            text = ""
        elif cell.value is None and formula.data_type == "f":
            lost.append(
                f"cell {formula.coordinate} holds a formula without its value; open the file in Excel and save it"
            )
        texts.append(text)
    return texts, "; ".join(lost)


def _text(cell: Any) -> str:  # noqa: ANN401  # why: openpyxl is imported late
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    return str(value).strip()


def _number(value: float, form: str) -> str:
    """Return a number as the form of its cell shows it: with a sign of percent, or with the zeros that fill up a code."""
    if _is_percent(form):
        return f"{Decimal(str(value)).scaleb(2).normalize():f}%"
    if not isinstance(value, int) and not value.is_integer():
        return str(value)
    zeros = _ZEROS.fullmatch(form)
    return str(int(value)).zfill(len(zeros[0]) if zeros else 0)


@cache
def _is_percent(form: str) -> bool:
    return "%" in _LITERAL.sub("", form)


def _iterate(file: SourceFile, name: str, workbook: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401  # why: as below
    sheet = workbook[name]
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    number = 0
    try:
        for cells in sheet.iter_rows():
            number += 1
            yield cells
    except InvalidInputError:
        raise
    except Exception as error:  # noqa: BLE001  # why: openpyxl stops at broken sheets in many ways
        what = f"the sheet cannot be read on: {_said(error)}"
        raise InvalidInputError([Problem(Place(f"{file.name}!{name}", number + 1), what)]) from None


def _workbook(file: SourceFile, *, formulas: bool) -> Any:  # noqa: ANN401  # why: openpyxl is imported late
    import openpyxl  # noqa: PLC0415  # why: only workbooks need it

    try:
        data = io.BytesIO(file.data)
        with zipfile.ZipFile(data) as archive:
            refuse_explosive(archive, file.name, len(file.data))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations, which are not asked for
            return openpyxl.load_workbook(data, read_only=True, data_only=not formulas, keep_links=False)
    except InvalidInputError:
        raise
    except Exception as error:  # noqa: BLE001  # why: as above
        hint = "save it as .xlsx, or as CSV"
        raise InvalidInputError([Problem(Place(file.name), f"this is no workbook: {_said(error)}", hint)]) from None


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _held(file: SourceFile, *signs: re.Pattern[bytes]) -> set[re.Pattern[bytes]]:
    """Return which of some elements a sheet of the workbook holds; they are looked for until all are found.

    Raises:
        InvalidInputError: a sheet is damaged.
    """
    left = set(signs)
    part = ""
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            for part in [name for name in archive.namelist() if name.startswith(_PART)]:
                with archive.open(part) as stream:
                    before = b""
                    while left and (chunk := stream.read(2**20)):
                        left -= {sign for sign in left if sign.search(before + chunk)}
                        before = chunk[-_LONGEST_SIGN:]
    except DAMAGED as error:
        raise InvalidInputError([unreadable(f"{file.name}/{part}", error)]) from None
    return {*signs} - left
