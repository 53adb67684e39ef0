"""Cells of tables: what a spreadsheet would take for a formula, and how such a text stays a text.

A cell that begins like a formula is written with a quote mark before it, as spreadsheets themselves do. So that the
reader takes back what was written, whoever wrote it, this is an escape and no decoration: quote marks that stand
before what begins like a formula are one more than the text has, and a cell with none of them is the text itself.

    text      =1+1     '=1+1     's-Hertogenbosch     -5     'tis
    cell     '=1+1    ''=1+1     's-Hertogenbosch     -5     'tis

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from graphx.model.records import scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.model.records import Record

_FORMULA: Final = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?\Z", re.ASCII)
QUOTE: Final = "'"
MAPS: Final = ("identifiers", "properties", "says", "extends_to")
"""Fields with fields of their own: a column `identifiers.lei` holds one of them."""
LISTS: Final = frozenset({"aliases", "roles", "functions", "capabilities", "tags", "complete", "derived_from"})
PARSED: Final = LISTS.union(MAPS)
"""Fields of which a cell is more than its text."""


def begins_like_formula(cell: str) -> bool:
    """Return whether a spreadsheet would calculate a cell; a number is none."""
    if cell[:1].isalnum():
        return False  # as almost all, and many are asked
    return _FORMULA.match(cell) is not None and not _NUMBER.match(cell)


def defused(text: str) -> str:
    """Return the cell of a text, safe in a spreadsheet.

    >>> defused("=1+1"), defused("'=1+1"), defused("-5"), defused("'s-Hertogenbosch")
    ("'=1+1", "''=1+1", '-5', "'s-Hertogenbosch")
    """
    return QUOTE + text if begins_like_formula(text.lstrip(QUOTE)) else text


def bare(text: str) -> str:
    """Return the cell of a text for machines: what begins like a formula stays, only what would read as defused is not.

    >>> bare("=1+1"), bare("'=1+1")
    ('=1+1', "''=1+1")
    """
    return defused(text) if text.startswith(QUOTE) else text


def restored(cell: str) -> str:
    """Return the text of a cell, however it was written.

    >>> restored("=1+1"), restored("'=1+1"), restored("''=1+1"), restored("'tis")
    ('=1+1', '=1+1', "'=1+1", "'tis")
    """
    return cell[1:] if cell.startswith(QUOTE) and begins_like_formula(cell.lstrip(QUOTE)) else cell


def property_cell(value: str | float) -> str:
    """Return the cell of a property: text that would read as a number, a truth value or nothing stands in double quotes.

    >>> property_cell(True), property_cell(1.5), property_cell("NO"), property_cell("1.5"), property_cell("")
    ('true', '1.5', 'NO', '"1.5"', '""')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    is_plain = value and isinstance(scalar(value), str) and not value.startswith('"')
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def property_of(cell: str) -> str | float:
    """Return the property that a cell holds.

    >>> property_of("true"), property_of("1.5"), property_of('"1.5"'), property_of('"')
    (True, 1.5, '1.5', '"')
    """
    if cell.startswith('"'):
        try:
            text = json.loads(cell)
        except ValueError:
            return cell
        return text if isinstance(text, str) else cell
    return scalar(cell)


def list_cell(items: Sequence[str]) -> str:
    """Return the cell of a list: items separated by `|`, or as JSON where an item holds one; `|` alone is the empty list.

    >>> list_cell(["a", "b"]), list_cell(["a|b"]), list_cell([])
    ('a|b', '["a|b"]', '|')
    """
    is_plain = not any("|" in item for item in items) and not items[0].startswith("[") if items else True
    return ("|".join(items) or "|") if is_plain else json.dumps(list(items), ensure_ascii=False)


def cells_of(record: Record) -> dict[str, str]:
    """Return the cells of a record by the names of its fields, without claims; a map, or a list of maps, is one cell of JSON."""
    fields = record.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"claims"})
    return {name: _cell(name, value) for name, value in fields.items()}


def _cell(name: str, value: Any) -> str:  # noqa: ANN401  # why: whatever a field holds
    if isinstance(value, str):
        return value
    return list_cell(value) if name in LISTS else json.dumps(value, ensure_ascii=False)
