"""What the writers of every format share: what they are asked for, and what they could not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Final

from graphx.model.subgraph import Subgraph

MAX_NODES: Final = 150
"""How many nodes a picture shows unless told otherwise: more is no evidence that a person reads."""


class Flavour(StrEnum):
    """For which program a format is written that several read in their own way."""

    PLAIN = "plain"
    YED = "yed"


class Cells(StrEnum):
    """How cells of CSV are written that a spreadsheet would take for a formula."""

    DEFUSED = "defused"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user may choose; each format takes what concerns it."""

    flavour: Flavour = Flavour.PLAIN
    cells: Cells = Cells.DEFUSED
    max_nodes: int = MAX_NODES

    @property
    def given(self) -> set[str]:
        """The names of those that are not left as they are unless told otherwise."""
        return {each.name for each in fields(self) if getattr(self, each.name) != each.default}


@dataclass(slots=True)
class Lost:
    """What a format could not hold, counted by what it is; complete once everything is written."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By its name, singular and plural."""

    def add(self, singular: str, plural: str = "", number: int = 1) -> None:
        """Count what is not in the output as it was."""
        if number:
            self.counts[singular, plural or f"{singular}s"] += number


LineWriter = Callable[[Subgraph, Wishes, Lost], Iterator[str]]
"""Yields the lines of a file."""
File = tuple[str, Iterable[bytes]]
"""A name, and a content piece by piece, to be taken before the next file is."""
FileWriter = Callable[[Subgraph, Wishes, Lost], Iterator[File]]
"""Yields every file of a folder."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format to export to; it is a folder where it has `files`, and may be both."""

    purpose: str
    endings: dict[str, LineWriter]
    """By the ending of the file; the first is the usual one, and the one for standard output."""
    files: FileWriter | None = None
    heeded: frozenset[str] = frozenset()
    """The names of the wishes that concern it."""
