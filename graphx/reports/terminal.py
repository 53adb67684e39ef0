"""What may reach a terminal or a file: names without control characters, columns that align, colour that is never alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_BLANKS: Final = re.compile(r"[\t\n]+")
_WORDS: Final = re.compile(r"( *)(\S+)")

ROOM: Final = 24
"""Columns that the last cell of a row needs beside the others; with less it goes below them."""
_COLOURS: Final = {"exposed": "1;31", "unknown": "1;33", "clear": "1;32", "heading": "1", "faint": "2"}


def clean(text: object) -> str:
    """Return text that no terminal takes for a command and that reads in the order it is written."""
    return _CONTROLS.sub("", _BLANKS.sub(" ", str(text)))


def cells(text: str) -> int:
    """Return how many columns a terminal needs for text; wide characters need two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(each) or unicodedata.category(each) == "Cf"
        else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in text
    )


@dataclass(frozen=True)
class Style:
    """How a text report is laid out: within a width (None: never wrapped), with or without colour."""

    width: int | None = None
    colour: bool = False

    def paint(self, text: str, colour: str) -> str:
        """Return text in a colour, or as it is."""
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self.colour else text

    def fold(self, text: str, indent: str, first: str | None = None) -> list[str]:
        """Return a text as lines within the width; words, and so ids, are never cut."""
        first = indent if first is None else first
        if self.width is None:
            return [first + text]
        lines, line = [], first
        for gap, word in _WORDS.findall(text):
            if line == first or cells(line) + len(gap) + cells(word) <= self.width:
                line += gap + word
            else:
                lines.append(line)
                line = indent + word
        return [*lines, line.rstrip()]

    def indented(self, by: int) -> Style:
        """Return the style of what stands some columns to the right."""
        return self if self.width is None else Style(self.width - by, self.colour)

    def table(self, header: list[str], rows: list[list[str]], paint: dict[str, str] | None = None) -> list[str]:
        """Return rows under a header in aligned columns; the last column is folded, none is cut."""
        widths = [max(cells(row[column]) for row in [header, *rows]) for column in range(len(header) - 1)]
        lead_width = sum(widths) + 2 * len(widths)
        narrow = self.width is not None and self.width - lead_width < ROOM
        indent = "    " if narrow else " " * lead_width
        lines = [self.paint("".join(map(_padded, header, [*widths, 0])).rstrip(), "faint")]
        for row in rows:
            lead = "".join(
                self.paint(_padded(cell, width), paint[cell]) if paint and cell in paint else _padded(cell, width)
                for cell, width in zip(row[:-1], widths, strict=True)
            )
            first, *rest = self.fold(row[-1], indent)
            if narrow:
                lines += [lead.rstrip(), first, *rest]
            else:
                lines += [(lead + first[lead_width:]).rstrip(), *rest]
        return lines


def _padded(cell: str, width: int) -> str:
    return cell + " " * max(width - cells(cell) + 2, 2)


def since_until(fields: dict[str, object]) -> str:
    """Return the dates and the status that fields state, as words."""
    parts = [f"{name} {fields[name]}" for name in ("since", "until") if fields.get(name)]
    if fields.get("target_date"):
        parts.append(f"target {fields['target_date']}")
    if fields.get("status"):
        parts.append(str(fields["status"]))
    return " ".join(parts)


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else many}"
