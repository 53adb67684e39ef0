"""A mapping: what the columns of tables mean, and how a cell becomes a value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final

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


@dataclass(frozen=True)
class Template:
    """Text in which `{Column}` stands for the cell of that column."""

    text: str
    where: Place

    @property
    def columns(self) -> list[str]:
        """The columns that it names."""
        return [" ".join(name.split()) for name in _COLUMN.findall(self.text)]

    def filled(self, cells: Mapping[str, str]) -> str | None:
        """Return the text with its cells, None if all of them are empty."""
        columns = self.columns
        if columns and not any(cells.get(name) for name in columns):
            return None
        return " ".join(_COLUMN.sub(lambda match: cells.get(" ".join(match[1].split()), ""), self.text).split())

    def as_id(self, cells: Mapping[str, str]) -> str | None:
        """Return the text as an id, each cell made fit for one; None if one of them is empty."""
        if not all(cells.get(name) for name in self.columns):
            return None
        return _COLUMN.sub(lambda match: made_id("", cells[" ".join(match[1].split())]), self.text.strip())


@dataclass(frozen=True)
class Value:
    """How a field gets its value: a template, perhaps split into a list, looked up in a table, read as a date or a number."""

    template: Template
    split: str | None = None
    values: Mapping[str, str | None] | None = None
    dates: Sequence[str] = ()
    decimal: str | None = None

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
        if self.decimal == ",":
            return text.replace(".", "").replace(",", ".")
        return text


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
