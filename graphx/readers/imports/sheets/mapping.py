"""A mapping: what the columns of tables mean, and how a cell becomes a value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.readers.imports.draft import made_id
from graphx.readers.imports.rows import listed_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphx.errors import Place
    from graphx.readers.imports.sheets.layout import Layout


LISTS: Final = frozenset({"aliases", "tags", "complete", "roles", "functions", "capabilities"})
"""Fields that are lists."""
MAPS: Final = frozenset({"identifiers", "properties"})
"""Fields that are maps."""
EACH: Final = "each"
"""The column of an item of a list, in what is stated once for each."""
_COLUMN: Final = re.compile(r"\{([^{}]*)\}")


class Unit(StrEnum):
    """What a share without a sign of percent is."""

    PERCENT = "percent"
    FRACTION = "fraction"


class Written(NamedTuple):
    """What an id is made of: the texts around its cells, and the cells as they are compared."""

    texts: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The texts and the cells in turn."""
        return "".join(text + cell for text, cell in zip_longest(self.texts, self.cells, fillvalue=""))


@dataclass(frozen=True)
class Template:
    """Text in which `{Column}` stands for the cell of that column."""

    text: str
    where: Place

    @cached_property
    def _parts(self) -> list[str]:
        """Text and names of columns in turn; text comes first and last."""
        return [
            " ".join(part.split()) if place % 2 else part for place, part in enumerate(_COLUMN.split(self.text.strip()))
        ]

    @cached_property
    def columns(self) -> list[str]:
        """The columns that it names."""
        return self._parts[1::2]

    def filled(self, cells: Mapping[str, str]) -> str | None:
        """Return the text with its cells, None if all of them are empty."""
        found = [cells.get(name, "") for name in self.columns]
        if found and not any(found):
            return None
        return " ".join(self._with(found).split())

    def as_id(self, cells: Mapping[str, str]) -> str | None:
        """Return the text as an id, each cell made fit for one; None if one of them is empty."""
        found = [cells.get(name, "") for name in self.columns]
        return self._with([made_id("", cell) for cell in found]) if all(found) else None

    def written(self, cells: Mapping[str, str]) -> Written:
        """Return what an id is made of, before it is made fit for one."""
        return Written(tuple(self._parts[::2]), tuple(folded(cells.get(name, "")) for name in self.columns))

    def _with(self, values: Sequence[str]) -> str:
        """Return the text with a value for each column."""
        parts = self._parts.copy()
        parts[1::2] = values
        return "".join(parts)


@dataclass(frozen=True)
class Value:
    """How a field gets its value: a template, perhaps split into a list, looked up in a table, read as a date or a number."""

    template: Template
    split: str | None = None
    values: Mapping[str, str | None] | None = None
    dates: Sequence[str] = ()
    decimal: str | None = None
    unit: Unit | None = None
    """Of a share; without one, its column tells."""

    def one(self, cells: Mapping[str, str]) -> str | None:
        """Return the value, None if there is none."""
        text = self.template.filled(cells)
        return self._read(text) if text else None

    def all(self, cells: Mapping[str, str]) -> list[str]:
        """Return the values of a list."""
        text = self.template.filled(cells)
        parts = [] if not text else [text] if self.split is None else listed_names(text, self.split)
        return [value for part in parts if (value := self._read(part))]

    def _read(self, text: str) -> str | None:
        if self.values is not None and folded(text) in self.values:
            return self.values[folded(text)]
        for form in self.dates:
            try:
                found = datetime.strptime(text, form)  # noqa: DTZ007  # why: a day has no time zone
            except ValueError:
                continue
            return found.strftime(_precision(form))
        if self.decimal == "," and ("," in text or _GROUPED.fullmatch(text)):
            return text.replace(".", "").replace(",", ".")
        return text


_GROUPED: Final = re.compile(r"\D*\d{1,3}(?:\.\d{3})+\D*")
"""A number whose thousands are set apart by dots; in any other without a comma, a dot is a decimal point after all."""


def folded(text: str) -> str:
    """Return a word as tables and conditions compare it: without case, and blanks as one."""
    return " ".join(text.split()).casefold()


@cache
def _precision(form: str) -> str:
    """Return how exactly a form tells a date: a day, a month or a year."""
    if any(sign in form for sign in ("%d", "%j", "%x", "%c")):
        return "%Y-%m-%d"
    return "%Y-%m" if any(sign in form for sign in ("%m", "%b", "%B")) else "%Y"


Spec = Value | tuple[Value, ...] | dict[str, Value]
"""What a field is made of: one value, several of a list, or those of a map."""


@dataclass(frozen=True)
class Condition:
    """Of which rows something is stated: columns, and the words of which their cell must be one, or none."""

    when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unless: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, cells: Mapping[str, str]) -> bool:
        """Say whether it holds in a row."""
        if not self.when and not self.unless:  # as most
            return True
        return all(folded(cells.get(name, "")) in words for name, words in self.when.items()) and not any(
            folded(cells.get(name, "")) in words for name, words in self.unless.items()
        )


@dataclass(frozen=True)
class EntityRule:
    """An entity per row, by a name for the relations of the row; without a kind it is one that another rule states."""

    label: str
    where: Place
    kind: str | None
    name: Template | None
    number: Template | None
    """What its id is made of; without one, of its label and its name."""
    fields: Mapping[str, Spec]
    each: Value | None = None
    """A list, for each item of which there is an entity."""
    alternatives: str | None = None
    """What stands between names of which one is meant, and which one is not known."""
    condition: Condition = field(default_factory=Condition)

    @cached_property
    def columns(self) -> Sequence[str]:
        """The columns that it is made of: rows in which they are alike state the same."""
        made = [name for each in (self.name, self.number) if each for name in each.columns]
        made += [name for spec in (*self.fields.values(), self.each) for name, _ in columns_of(spec)]
        return list(dict.fromkeys(made))


@dataclass(frozen=True)
class RelationRule:
    """A relation per row, between entities of the row."""

    start: str
    verb: str
    end: str
    where: Place
    fields: Mapping[str, Spec]
    claim: Mapping[str, Spec]
    condition: Condition = field(default_factory=Condition)


@dataclass(frozen=True)
class TableRule:
    """What the rows of a table state; without a name, those of every table that has no rule of its own."""

    where: Place
    name: str | None
    layout: Layout
    entities: Sequence[EntityRule]
    relations: Sequence[RelationRule]
    columns: Mapping[str, Place]
    """Every column that is named, and where."""
    condition: Condition = field(default_factory=Condition)


@dataclass(frozen=True)
class TableMapping:
    """The whole: what the document is called, who says it, and a rule per table."""

    file: str
    title: str | None
    as_of: str | None
    source: Mapping[str, object] | None
    tables: Sequence[TableRule]


def columns_of(spec: Spec | None) -> Iterator[tuple[str, Place]]:
    """Yield the columns that a field is made of."""
    values = spec.values() if isinstance(spec, dict) else spec if isinstance(spec, tuple) else [spec] if spec else []
    for value in values:
        for name in value.template.columns:
            yield name, value.template.where
