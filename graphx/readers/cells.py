"""Tables as columns of text: each different cell once, each row's line; what a fast reader could misread is left to the slow one."""

from __future__ import annotations

import csv
import io
import os
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import numpy as np

from graphx.errors import InvalidInputError, Place
from graphx.model.cells import LISTS, QUOTE, restored
from graphx.model.columns import Column, Texts, texts_at
from graphx.model.places import Places
from graphx.readers.tables import Columns, Row, as_cell, checked_columns, whole_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from graphx.model.columns import Ints

    Positions = NDArray[np.int64]

T = TypeVar("T")

_BLOCK: Final = 2**24
_LARGE: Final = 2**24
"""Bytes of a table from which on threads share the work."""
_THREADS: Final = 4
"""At most so many: each holds a column of its own in memory."""
_VARIED: Final = frozenset({"id", "name", "from", "to", "quote", "locator"})
"""Columns that hold about as many different texts as cells: those of a whole table are told apart at once, not block by block."""
_ZERO, _NEWLINE, _RETURN, _QUOTE, _COMMA = b'\0\n\r",'
_FEW: Final = 2**14
"""Up to so many different values of a column, all are kept as objects once one is asked for."""


class IrregularError(Exception):
    """A table that is to be read row by row: it is broken, or written in a way that is rare."""


@dataclass(frozen=True)
class Cells:
    """The cells of a table: per column its texts dictionary-coded, -1 where a cell is empty."""

    columns: dict[str, Column]
    places: Places
    """Where each row begins."""
    damaged: Callable[[int], Exception] | None = None
    """Of cells that were checked long ago, what to raise where a row is no record any more."""

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.places)

    @contextmanager
    def damage_told(self, row: Callable[[], int]) -> Iterator[None]:
        """Tell as damage of a row what goes wrong within, if these cells were checked long ago."""
        try:
            yield
        except (ValueError, LookupError):
            if self.damaged is None:
                raise
            raise self.damaged(row()) from None

    @cached_property
    def prepared(self) -> Columns:
        """The header, prepared to turn cells into the fields of a record."""
        return Columns(list(self.columns))

    def row(self, number: int) -> Row:
        """Return a row as the row by row reader would."""
        texts = ["" if (code := codes.item(number)) < 0 else values[code] for codes, values in self._ready]
        return self._made(texts, self.places.first(number))

    def rows(self, numbers: NDArray[np.integer]) -> list[Row]:
        """Return some rows: many together cost a small part of what they cost one by one."""
        columns = [texts_at(codes[numbers], values) for codes, values in self._ready]
        cells = zip(*columns, strict=True) if columns else ([] for _ in numbers)
        return list(map(self._made, cells, self.places.firsts(numbers)))

    def _made(self, texts: Sequence[str], place: Place) -> Row:
        """Return a row of which the cells and the place are known; an empty cell has an empty text."""
        return Row(self.prepared, texts, place.line, place.file)

    @cached_property
    def _ready(self) -> list[tuple[Ints, Sequence[str]]]:
        """Columns as single cells are taken from them: where few values repeat, each is made an object once."""
        return [
            (each.codes, list(each.values) if len(each.values) <= _FEW else each.values)
            for each in self.columns.values()
        ]


class PlacedCells(Cells):
    """Cells of which the places of rows are known, and not those of their columns."""

    def _made(self, texts: Sequence[str], place: Place) -> Row:
        return _PlacedRow(self.prepared, texts, place.line, place.file, column=place.column)


@dataclass(slots=True)
class _PlacedRow(Row):
    """A row of which the place is known, and not those of its cells."""

    column: int = 1

    def place(self, path: tuple[str | int, ...] = ()) -> Place:
        if self.claims and path[:1] == ("claims",) and len(path) > 1:
            return self.claims[int(path[1])].place()
        return Place(self.file, self.line, self.column)


def read_cells(path: Path, file: str, known: frozenset[str]) -> Cells:
    """Return the cells of a table.

    Raises:
        IrregularError: it is no well-formed table, or one that only the row by row reader reads rightly.
    """
    return _parquet(path, file, known) if path.suffix == ".parquet" else _csv(path, file, known)


def _checked(header: list[str], file: str, known: frozenset[str]) -> None:
    try:
        checked_columns(header, file, 1, known)
    except InvalidInputError as error:
        raise IrregularError from error


def _csv(path: Path, file: str, known: frozenset[str]) -> Cells:
    import pyarrow as pa  # noqa: PLC0415  # why: heavy, and only needed here
    from pyarrow import csv as arrow  # noqa: PLC0415

    if not path.stat().st_size:
        raise IrregularError
    data: NDArray[np.uint8] = np.memmap(path, np.uint8, "r")
    records = _records(data)
    begin = int(records.starts[0])
    end = int(records.starts[1]) if len(records.starts) > 1 else len(data)
    try:
        header = next(csv.reader(io.StringIO(data[begin:end].tobytes().decode("utf-8-sig", "strict"))))
    except (UnicodeDecodeError, StopIteration) as error:
        raise IrregularError from error
    _checked(header, file, known)
    repeated = pa.dictionary(pa.int32(), pa.string())
    types = {name: pa.string() if name in _VARIED else repeated for name in header}
    try:
        table = arrow.read_csv(
            path,
            arrow.ReadOptions(block_size=_BLOCK),
            arrow.ParseOptions(newlines_in_values=records.has_quotes),
            arrow.ConvertOptions(column_types=types, strings_can_be_null=False),
        )
    except (pa.ArrowException, OSError) as error:
        raise IrregularError from error
    if table.num_rows + 1 != len(records.starts):
        raise IrregularError
    columns = _together(lambda index: _restored(_coded(table.column(index))), range(len(header)), data.nbytes)
    return Cells(dict(zip(header, columns, strict=True)), Places.on_lines(file, records.lines[1:]))


def _restored(column: Column) -> Column:
    """Return a column whose defused formulas are what they were."""
    texts = column.values
    if (
        not isinstance(texts, Texts)
        or not (texts.data[texts.offsets[:-1] % max(1, len(texts.data))] == ord(QUOTE)).any()
    ):
        return column
    return _recoded(column, [restored(text) for text in texts])


def _recoded(column: Column, texts: Iterable[str]) -> Column:
    """Return a column whose different texts read otherwise: some may be the same now, or empty."""
    told: dict[str, int] = {}
    table = np.array([*(told.setdefault(text, len(told)) if text else -1 for text in texts), -1], np.int32)
    return Column(table[column.codes], Texts.of(told))


class _Records(NamedTuple):
    """Where the records of a CSV file begin, blank lines apart, and on which lines."""

    starts: Positions
    lines: NDArray[np.int32]
    has_quotes: bool


def _records(data: NDArray[np.uint8]) -> _Records:
    """Return where records begin.

    Raises:
        IrregularError: a quote, a carriage return or a zero byte stands where readers of CSV differ.
    """
    if len(_where(data, _ZERO)):
        raise IrregularError
    newlines, returns, quotes = (_where(data, sign) for sign in (_NEWLINE, _RETURN, _QUOTE))
    if len(returns) and not (np.isin(returns + 1, newlines, assume_unique=True)).all():
        raise IrregularError
    ends = newlines
    numbers = np.arange(1, len(newlines) + 1)
    if len(quotes):
        _check_quotes(data, quotes)
        outside = np.searchsorted(quotes, newlines) % 2 == 0
        ends, numbers = newlines[outside], numbers[outside]
    starts = np.concatenate(([0], ends + 1))
    lines = np.concatenate(([0], numbers)) + 1
    inside = starts < len(data)
    starts, lines = starts[inside], lines[inside]
    filled = ~np.isin(data[starts], (_NEWLINE, _RETURN))
    if not filled.any():
        raise IrregularError
    return _Records(starts[filled], lines[filled].astype(np.int32), bool(len(quotes)))


def _where(data: NDArray[np.uint8], sign: int) -> Positions:
    blocks = range(0, len(data), _BLOCK)
    found = _together(lambda at: np.flatnonzero(data[at : at + _BLOCK] == sign) + at, blocks, data.nbytes)
    return np.concatenate(found)


def _together(work: Callable[[int], T], several: Iterable[int], size: int) -> list[T]:
    """Return what is made of each of some numbers, where there are many bytes by several threads: what arrays do holds up no other."""
    if size < _LARGE:
        return list(map(work, several))
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  # why: small tables do without

    with ThreadPoolExecutor(min(os.cpu_count() or 1, _THREADS)) as pool:
        return list(pool.map(work, several))


def _check_quotes(data: NDArray[np.uint8], quotes: Positions) -> None:
    """Refuse a quote that neither begins nor ends a cell nor stands doubled inside one."""
    if len(quotes) % 2:
        raise IrregularError
    opening, closing = quotes[::2], quotes[1::2]
    reopened = np.zeros(len(opening), bool)
    reopened[1:] = opening[1:] == closing[:-1] + 1
    before = data[np.maximum(opening - 1, 0)]
    begins = (opening == 0) | np.isin(before, (_COMMA, _NEWLINE, _RETURN))
    closes = np.zeros(len(closing), bool)
    closes[:-1] = reopened[1:]
    after = data[np.minimum(closing + 1, len(data) - 1)]
    ends = (closing + 1 == len(data)) | np.isin(after, (_COMMA, _NEWLINE, _RETURN))
    if not ((begins | reopened).all() and (ends | closes).all()):
        raise IrregularError


def _parquet(path: Path, file: str, known: frozenset[str]) -> Cells:
    import pyarrow as pa  # noqa: PLC0415  # why: as above
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.read_table(path, partitioning=None)
        header = table.schema.names
        _checked(header, file, known)
        table.validate(full=True)
        columns = _together(
            lambda index: _column(header[index], table.column(index)), range(len(header)), path.stat().st_size
        )
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise IrregularError from error
    if any(_has_zero(each.values) for each in columns):
        raise IrregularError
    return Cells(
        dict(zip(header, columns, strict=True)), Places.on_lines(file, np.arange(2, table.num_rows + 2, dtype=np.int32))
    )


def _has_zero(texts: Sequence[str]) -> bool:
    if isinstance(texts, Texts):
        return len(texts) > 0 and not texts.data[texts.offsets[0] : texts.offsets[-1]].all()
    return any("\0" in text for text in texts)


def _column(name: str, values: Any) -> Column:  # noqa: ANN401  # why: an Arrow array, and Arrow ships no types
    """Return a column of a Parquet table as the text that CSV would hold.

    Raises:
        IrregularError: it holds lists where none are expected, or that text cannot tell apart, or values in values.
        OverflowError, ValueError: it holds a day or a time that is none of Python's.
    """
    import pyarrow as pa  # noqa: PLC0415  # why: as above
    import pyarrow.compute as pc  # noqa: PLC0415

    values = whole_days(values)
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        items = pc.list_flatten(values)
        if (
            name not in LISTS
            or not pa.types.is_string(items.type)
            or items.null_count
            or pc.any(pc.match_substring_regex(items, r"\||^\[")).as_py()
        ):
            raise IrregularError
        if pc.any(pc.equal(items, "")).as_py() or pc.any(pc.equal(pc.list_value_length(values), 0)).as_py():
            raise IrregularError
        values = pc.binary_join(values, "|")
    if pa.types.is_nested(values.type):
        raise IrregularError
    encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    if pa.types.is_string(encoded.type.value_type):
        return _coded(encoded)
    encoded = encoded.unify_dictionaries()
    texts = [str(as_cell(value)) for value in _dictionary(encoded).to_pylist()]
    return _recoded(Column(_codes(encoded), texts), texts)


def _coded(encoded: Any) -> Column:  # noqa: ANN401  # why: as above
    """Return an Arrow column of text dictionary-coded; an empty text and nothing are the same."""
    import pyarrow as pa  # noqa: PLC0415  # why: as above

    # what is encoded here has one dictionary already
    is_encoded = pa.types.is_dictionary(encoded.type)
    encoded = encoded.unify_dictionaries() if is_encoded else encoded.dictionary_encode()
    codes, values = _codes(encoded), _dictionary(encoded)
    if (empty := values.index("").as_py() if len(values) else -1) >= 0:
        codes = np.where(codes == empty, -1, codes - (codes > empty)).astype(np.int32)
        values = values.filter(pa.array(np.arange(len(values)) != empty))
    return Column(codes, texts_of(values))


def _codes(encoded: Any) -> NDArray[np.int32]:  # noqa: ANN401  # why: as above
    parts = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in encoded.chunks]
    return np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, np.int32)


def _dictionary(encoded: Any) -> Any:  # noqa: ANN401  # why: as above
    import pyarrow as pa  # noqa: PLC0415  # why: as above

    return encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], encoded.type.value_type)


def texts_of(values: Any) -> Texts:  # noqa: ANN401  # why: as above
    """Return an Arrow array of text, without copying it."""
    import pyarrow as pa  # noqa: PLC0415  # why: as above

    if not len(values):
        return Texts.of(())
    _, offsets, data = values.buffers()
    is_large = pa.types.is_large_string(values.type)
    begins = np.frombuffer(offsets, np.dtype(np.int64 if is_large else np.int32))[
        values.offset : values.offset + len(values) + 1
    ]
    return Texts(begins, np.frombuffer(data or b"", np.uint8))


def arrow_of(values: Sequence[str]) -> Any:  # noqa: ANN401  # why: an Arrow array, and Arrow ships no types
    """Return texts as an Arrow array, without copying them where they are bytes."""
    import pyarrow as pa  # noqa: PLC0415  # why: as above

    if not isinstance(values, Texts):
        return pa.array(values, pa.string())
    kind = pa.LargeStringArray if values.offsets.dtype == np.int64 else pa.StringArray
    offsets, data = (pa.py_buffer(np.ascontiguousarray(each)) for each in (values.offsets, values.data))
    return kind.from_buffers(len(values), offsets, data).cast(pa.string())
