"""Fields of many records, packed: a small part of the memory that objects take, and just the same objects when they are asked for.

Records come in blocks. Of a block each field is a column that lies aside: its different values once, as text, and of each record the
number of its own. The ends of relations stand in block after block, and are numbered once for all. What no text would give back as it
was stays as it is.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.errors import Place
from graphx.model.cells import MAPS, PARSED
from graphx.model.columns import Column, Texts
from graphx.model.json_text import json_text
from graphx.model.places import Places
from graphx.readers.imports.aside import Aside
from graphx.readers.imports.drafted import bare, is_text
from graphx.readers.tables import value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from graphx.model.columns import Ints
    from graphx.readers.imports.drafted import Fields

IDS: Final = frozenset({"from", "to"})
"""Fields of which block after block states the same; no other record has the id of one."""
Values = Column | list[Any]
"""The values of a field in a block, None where a record does not state it: cells of text, or as they are."""


class Told(dict[str | None, int]):
    """The numbers of texts in the order in which they first come, -1 of none; and the texts themselves."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__({None: -1})
        self.texts: list[str] = []

    def __missing__(self, text: str) -> int:
        """Number a text that comes for the first time."""
        self[text] = number = len(self.texts)
        self.texts.append(text)
        return number


class Packed:
    """Records by their rows, with the place of each."""

    def __init__(self) -> None:
        """Begin with none."""
        self._ids = Told()
        self._aside = Aside()
        self._begins: list[int] = []
        self._blocks: list[dict[str, Callable[[], Values]]] = []
        self._asked: dict[tuple[int, str], Values] = {}
        self._files = Told()
        self._places: list[Callable[[], Ints]] = []
        self._count = 0

    def __len__(self) -> int:
        """Return how many records there are."""
        return self._count

    def add(self, records: Sequence[Fields], places: Sequence[Place], apart: Collection[str] = ()) -> int:
        """Pack records without the fields that are told apart; return the row of the first."""
        first = len(self)
        names = [name for name in dict.fromkeys(chain.from_iterable(records)) if name not in apart]
        if records:
            files, lines, columns = zip(*places, strict=True)
            numbers = np.array([[*map(self._files.__getitem__, files)], lines, columns], np.int32)
            self._places.append(self._aside.array(numbers))
            self._begins.append(first)
            block = {name: self._packed(name, [each.get(name) for each in records]) for name in names}
            self._blocks.append({name: self._laid(values) for name, values in block.items()})
            self._count += len(records)
            self._asked.clear()
        return first

    def _laid(self, values: Values) -> Callable[[], Values]:
        """Lay the values of a field aside, if they are cells; return what fetches them."""
        return self._aside.column(values) if isinstance(values, Column) else lambda: values

    def _packed(self, name: str, values: list[Any]) -> Values:
        """Return values as cells of text, if each comes back from its cell as it is."""
        try:
            cells = values if name not in PARSED else [None if each is None else _exact(name, each) for each in values]
        except (ValueError, TypeError):
            return values
        if not _TOLD.issuperset(map(type, cells)):
            return values
        told = self._ids if name in IDS else Told()
        codes = np.array(array("i", [*map(told.__getitem__, cells)]), np.int32)
        try:
            return Column(codes, told.texts if name in IDS else Texts.of(told.texts))
        except UnicodeEncodeError:  # half of a sign that takes two
            return values

    def record(self, row: int) -> Fields:
        """Return the fields of a record as they were."""
        index, number = self._found(row)
        fields = {name: _value(name, self._values(number, name), index) for name in self._blocks[number]}
        return {name: value for name, value in fields.items() if value is not None}

    def value(self, name: str, row: int) -> Any:  # noqa: ANN401  # why: whatever is stated
        """Return a field of a record, None if it does not state it."""
        index, number = self._found(row)
        return _value(name, self._values(number, name), index) if name in self._blocks[number] else None

    def _found(self, row: int) -> tuple[int, int]:
        """Return which record of its block a row is, and the number of the block."""
        number = bisect_right(self._begins, row) - 1
        return row - self._begins[number], number

    def _values(self, number: int, name: str) -> Values:
        """Return the values of a field in a block; what was asked for since the last block came stays at hand."""
        values = self._asked.get((number, name))
        if values is None:
            values = self._asked[number, name] = self._blocks[number][name]()
        return values

    def place(self, row: int) -> Place:
        """Return the place of a record."""
        index, number = self._found(row)
        file, line, column = self._places[number]()[:, index].tolist()
        return Place(self._files.texts[file], line, column)

    def names(self) -> list[str]:
        """Return the names of all fields that any record states."""
        return list(dict.fromkeys(chain.from_iterable(self._blocks)))

    def blocks(self, name: str) -> Iterator[tuple[int, Values]]:
        """Yield the values of a field in each block that has it, with the row of the first."""
        return ((first, each[name]()) for first, each in zip(self._begins, self._blocks, strict=True) if name in each)

    def places(self, rows: Ints) -> Places:
        """Return the places of some records."""
        blocks = [np.zeros((3, 0), np.int32), *(each() for each in self._places)]
        file, line, column = (np.concatenate([each[number] for each in blocks])[rows] for number in range(3))
        return Places(self._files.texts, file, line, column, np.zeros((0, 4), np.int32))


def cell_of(name: str, value: object) -> str:
    """Return the cell of a value that is text, or of text, as the readers hold it.

    Raises:
        ValueError: none means just that value.
        TypeError: as above.
    """
    if type(value) is dict and value and name in MAPS and _TEXT.issuperset(map(type, value.values())):
        return json_text(value)  # which means just that
    cell = value if isinstance(value, str) else json_text(value) if value else "|"
    if value_of(name, cell) != value:
        raise ValueError(name)
    return cell


_TEXT: Final = frozenset({str})
_TOLD: Final = _TEXT | {type(None)}


def _exact(name: str, value: Any) -> str:  # noqa: ANN401  # why: whatever is stated
    if not isinstance(value, dict | list) or not (is_text(value) or bare(value, loose=name == "properties") == value):
        raise TypeError(name)
    return cell_of(name, value)


def _value(name: str, values: Values, index: int) -> Any:  # noqa: ANN401  # why: as above
    if isinstance(values, list):
        return values[index]
    code = values.codes.item(index)
    if code < 0:
        return None
    return value_of(name, values.values[code]) if name in PARSED else values.values[code]
