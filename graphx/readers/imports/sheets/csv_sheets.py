"""CSV as spreadsheets write it: encoding and delimiter are given, or found out and said; read row by row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.encodings import ENCODINGS, GUESS, encoding_of
from graphx.readers.imports.rows import LONGEST
from graphx.readers.imports.sheets.layout import Cells, Layout, Sheet, laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.readers.imports.files import SourceFile

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE: Final = 2**16
_ROWS: Final = 50


def csv_names(file: SourceFile) -> list[str]:
    """Return the one name: that of the file without its folder."""
    return [re.split(r"[/\\]", file.name)[-1]]


def csv_sheet(file: SourceFile, name: str, layout: Layout) -> Sheet:
    """Open a CSV file.

    Raises:
        InvalidInputError: it is no text in its encoding.
    """
    encoding = layout.encoding or encoding_of(file, "give --encoding, such as shift_jis")
    delimiter = layout.delimiter or _delimiter(file, encoding)
    found = Layout(layout.header, delimiter, encoding)
    columns, _ = laid_out(_records(file, found), found.header, file.name)
    note = (
        f"{file.name}: read as {ENCODINGS.get(encoding, encoding)}, separated by {DELIMITERS.get(delimiter, delimiter)}"
    )
    if encoding == GUESS and layout.encoding is None:
        note += "; it is not UTF-8, so say `encoding:` in the mapping if letters look wrong"
    return Sheet(name, columns, lambda: laid_out(_records(file, found), found.header, file.name)[1], note, found)


def _records(file: SourceFile, layout: Layout) -> Iterator[Cells]:
    with file.opened() as stream:
        text = io.TextIOWrapper(stream, encoding=layout.encoding, newline="")
        line = 1
        try:
            for record in _parsed(text, layout.delimiter or ","):
                line = record.line
                yield record
        except UnicodeError as error:
            byte = f"byte 0x{error.object[error.start]:02X}" if isinstance(error, UnicodeDecodeError) else "it"
            hint = "say `encoding:` in the mapping, such as cp1252 or shift_jis"
            raise InvalidInputError(
                [Problem(Place(file.name, line), f"{byte} is not {layout.encoding}", hint)]
            ) from None
        finally:
            text.detach()


def _parsed(text: io.TextIOWrapper, delimiter: str) -> Iterator[Cells]:
    """Yield the rows; one whose quotes do not fit is lost, and reading goes on behind it."""
    csv.field_size_limit(LONGEST)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            where = f"lines {line} to {reader.line_num}" if reader.line_num > line else "it"
            yield Cells(line, [], f"{where} cannot be read as CSV: {error}")
        else:
            if cells is None:
                return
            if line == 1 and cells:
                cells[0] = cells[0].removeprefix("\ufeff")
            yield Cells(line, [cell.strip() for cell in cells])
        line = reader.line_num + 1


def _delimiter(file: SourceFile, encoding: str) -> str:
    """Return the delimiter by which most of the first rows have equally many cells, and more than one; a title above has one."""
    with file.opened() as stream:
        text = stream.read(_SAMPLE).decode(encoding, errors="replace").removeprefix("\ufeff")

    def fits(delimiter: str) -> tuple[int, int]:
        counts: list[int] = []
        try:
            for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                if any(cells):
                    counts.append(len(cells))
                if len(counts) == _ROWS:
                    break
        except csv.Error:
            return 0, 0
        return max(((alike, count) for count, alike in Counter(counts).items() if count > 1), default=(0, 0))

    return max(DELIMITERS, key=fits)
