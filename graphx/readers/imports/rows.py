"""Rows of a table that others wrote: with their lines, and with what is wrong in them."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.countries import country_code
from graphx.readers.imports.draft import Draft, Outcome
from graphx.readers.imports.encodings import ENCODINGS, UTF_8, encoding_of, repaired_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphx.readers.imports.files import SourceFile

_FORMS: Final = r"Co\.?|Ltd\.?|Inc\.?|LLC|Corp\.?|Limited|S\.?A\.?|AG|GmbH|B\.?V\.?|PLC"
_LEGAL_FORM: Final = re.compile(rf"^\s*({_FORMS})(?=[\s.,]|$)", re.IGNORECASE)
_IN_FULL: Final = re.compile(rf"\s({_FORMS}|Company|Corporation)$", re.IGNORECASE)
_COUNTRY: Final = re.compile(r"(?:^|, )([A-Z]{2})$")
_WRITTEN: Final = ("%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%m/%d/%Y")
LONGEST: Final = 2**24
"""Letters of a cell; the library's own limit is shorter than some lists of aliases."""
CENTURY: Final = 100
"""Years below it have lost their century: `0017` is 2017."""
MILLENNIUM: Final = 2000


class Row:
    """One row, by the names of its columns."""

    def __init__(self, where: Place, header: Sequence[str], written: Sequence[str]) -> None:
        """Take the cells, their letters as they were meant; blanks around them say nothing."""
        self.where, self.cells = where, [repaired_letters(cell) for cell in written]
        self._header, self._written = header, written
        self._values = {name: cell.strip() for name, cell in zip(header, self.cells, strict=False)}

    def __getitem__(self, name: str) -> str:
        """Return a cell, empty if the row has none."""
        return self._values.get(name, "")

    @property
    def is_header(self) -> bool:
        """Whether it repeats the header."""
        return list(self.cells) == list(self._header)

    @property
    def is_cut(self) -> bool:
        """Whether it ends before the header does."""
        return len(self.cells) < len(self._header)

    @property
    def repaired(self) -> list[tuple[str, str]]:
        """The cells whose letters were repaired, as they stood and as they are read."""
        return [(before, after) for before, after in zip(self._written, self.cells, strict=True) if before != after]


class Rows:
    """The rows of a table in order; they end where its last record ends, whole or not."""

    def __init__(self, file: SourceFile, header: Sequence[str] | None) -> None:
        """Read the header, unless the table has none and it is given."""
        csv.field_size_limit(LONGEST)
        self._file = file.name
        encoding = encoding_of(file, "save the file as UTF-8")
        self.note = "" if encoding == UTF_8 else f"{file.name}: read as {ENCODINGS[encoding]}, for it is not UTF-8"
        self._reader = csv.reader(io.StringIO(_text(file, encoding), newline=""))
        self._cells = self._read()
        self.header = list(header) if header is not None else [cell.strip() for cell in next(self._cells, [])]

    def __iter__(self) -> Iterator[Row]:
        """Yield every row that is not empty, at the line that it begins on."""
        line = self._reader.line_num + 1
        for cells in self._cells:
            if any(cell.strip() for cell in cells):
                yield Row(Place(self._file, line), self.header, cells)
            line = self._reader.line_num + 1

    def _read(self) -> Iterator[list[str]]:
        try:
            yield from self._reader
        except csv.Error as error:
            hint = "is a quote left open before?"
            raise InvalidInputError([Problem(Place(self._file, self._reader.line_num), f"{error}", hint)]) from None


def _text(file: SourceFile, encoding: str) -> str:
    """Return the content; a byte order mark is none of it, nor is a closing sign of end of file (0x1A)."""
    try:
        return file.data.decode(encoding).removeprefix("\ufeff").rstrip("\x1a")
    except UnicodeDecodeError:
        problem = Problem(Place(file.name), f"it is no whole {ENCODINGS[encoding]}", "save the file as UTF-8")
        raise InvalidInputError([problem]) from None


def rows_of(file: SourceFile, header: Sequence[str], draft: Draft) -> Iterator[Row]:
    """Yield the rows of a CSV file that has no header of its own; how its letters are read is said."""
    return said(Rows(file, header), draft)


def said(rows: Rows, draft: Draft) -> Iterator[Row]:
    """Yield rows; how their letters are read is said."""
    if rows.note:
        draft.notes.append(rows.note)
    for row in rows:
        draft.sees(row.where)
        for before, after in row.repaired:
            words = zip(before.split(), after.split(), strict=True)
            told = ", ".join(f"{wrong} is read as {right}" for wrong, right in words if wrong != right)
            draft.remark(row.where, Outcome.REPAIRED, told)
        yield row


def parties_of(file: SourceFile, required: Sequence[str], draft: Draft) -> Iterator[Row]:
    """Yield the rows of a CSV file below its header; what is wrong with one as a row is said.

    Raises:
        InvalidInputError: the table lacks a required column.
    """
    rows = Rows(file, None)
    if missing := [column for column in required if column not in rows.header]:
        hint = f"its columns are {', '.join(rows.header)}" if rows.header else "it is empty"
        raise InvalidInputError([Problem(Place(file.name, 1), f"there is no column {' and no '.join(missing)}", hint)])
    for row in said(rows, draft):
        if row.is_header:
            draft.remark(row.where, Outcome.KEPT, "the header stands here once more, and is no party")
            continue
        if not all(row[column] for column in required):
            draft.remark(row.where, Outcome.SKIPPED, f"the row has no {' or no '.join(required)}")
            continue
        if row.is_cut:
            what = f"the row is cut after {len(row.cells)} of {len(rows.header)} cells"
            draft.remark(row.where, Outcome.PARTLY_LOST, what)
        yield row


def date_of(row: Row, column: str, draft: Draft) -> str | None:
    """Return a cell as a day; one that is none is left out, and said."""
    return date_of_text(row[column], row.where, draft)


def date_of_text(written: str, where: Place, draft: Draft) -> str | None:
    """Return a day, however it is written; what is none is left out, and said."""
    if not written:
        return None
    for form in _WRITTEN:
        try:
            found = datetime.strptime(written, form).date()  # noqa: DTZ007  # why: a day has no time zone
        except ValueError:
            continue
        if found.year < CENTURY:
            found = date(MILLENNIUM + found.year, found.month, found.day)
            draft.remark(where, Outcome.REPAIRED, f"the date {written} is read as {found.isoformat()}")
        return found.isoformat()
    draft.remark(where, Outcome.PARTLY_LOST, f"{written} is no date, and is left out")
    return None


def period_of(row: Row, start: str, end: str, draft: Draft) -> tuple[str | None, str | None]:
    """Return two cells as days; an end that is not after the beginning is left out, and said: it must not hide anybody."""
    since, until = date_of(row, start, draft), date_of(row, end, draft)
    if since and until and until <= since:
        when = f"before it begins on {since}" if until < since else "as soon as it begins"
        draft.remark(row.where, Outcome.REPAIRED, f"it ends on {until}, {when}; the end is left out")
        until = None
    return since, until


def country_of(row: Row, column: str, draft: Draft) -> str | None:
    """Return the country of the first address of a cell that ends in one; a code that is no country, such as of a state, is said."""
    codes = [found[1] for each in row[column].split(";") if (found := _COUNTRY.search(each.strip()))]
    country = next(filter(None, map(country_code, codes)), None)
    if codes and not country:
        draft.remark(row.where, Outcome.KEPT, f"its address ends in {', '.join(codes)}, which is no country")
    return country


def listed_names(text: str, separator: str = ",") -> list[str]:
    """Return the names of a list; the comma before a legal form belongs to the name, the word "and" before the last to none.

    >>> listed_names("Acme Co., Ltd., Zeta; and Beta"), listed_names("Acme, Inc.; and Zeta", ";")
    (['Acme Co., Ltd.', 'Zeta; and Beta'], ['Acme, Inc.', 'Zeta'])
    """
    names: list[str] = []
    for part in text.split(separator):
        if names and separator == "," and _LEGAL_FORM.match(part):
            names[-1] += f",{part}"
        elif name := re.sub(r"^and\s+", "", part.strip()):
            names.append(name)
    return names


def has_legal_form(name: str) -> bool:
    """Say whether a name ends in a legal form, so that it is that of one company.

    >>> has_legal_form("Acme, Inc."), has_legal_form("Procter")
    (True, False)
    """
    return _IN_FULL.search(name) is not None
