"""Values of a record that others wrote: taken where they are of the right type, and told where they are not."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Self

from graphx.model.dates import period
from graphx.readers.imports.draft import Outcome

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from graphx.errors import Place
    from graphx.readers.imports.draft import Draft, Fields

_UNFIT: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no name holds: blanks are made one, and what cannot be written is a replacement character."""


def cleaned(text: str) -> str:
    r"""Return a text on one line, without control characters and without halves of characters.

    >>> cleaned("  two\n words ")
    'two words'
    """
    if text.isprintable() and (" " not in text or ("  " not in text and text[0] != " " != text[-1])):
        return text  # as almost all are, and many are asked
    text = " ".join(text.split())
    return _UNFIT.sub("\ufffd", text) if _UNFIT.search(text) else text


def said(value: object) -> str:
    """Return of what type a value is, in words."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | Decimal):
        return "a number"
    words = {str: "text", list: "a list", dict: "an object", type(None): "nothing"}
    return words.get(type(value), "something else")


class Values:
    """One record at its place: what is not there is empty, and what is of another type is told and left out."""

    __slots__ = ("draft", "record", "where")

    def __init__(self, record: Fields, where: Place, draft: Draft) -> None:
        """Take a record."""
        self.record, self.where, self.draft = record, where, draft

    def text(self, key: str, *others: str) -> str:
        """Return the first of some texts that is there, on one line; a number is what it is written as."""
        value = self.record.get(key)
        if isinstance(value, str):
            if found := cleaned(value):
                return found
        elif _is_number(value):
            return str(value)
        elif value is not None:
            self._misfit(key, value, "text")
        return self.text(*others) if others else ""

    def texts(self, key: str) -> list[str]:
        """Return the texts of a list, each once; one alone is a list of one."""
        found: dict[str, None] = {}
        for each in self._entries(key):
            if isinstance(each, str) or _is_number(each):
                if text := cleaned(str(each)):
                    found[text] = None
            elif each is not None:
                self._misfit(key, each, "text")
        return list(found)

    def inner(self, key: str) -> Self:
        """Return an object; without fields if it is not there."""
        value = self.record.get(key)
        if not isinstance(value, dict) and not _is_nothing(value):
            self._misfit(key, value, "an object")
        return self._of(value if isinstance(value, dict) else {})

    def inners(self, key: str) -> list[Self]:
        """Return the objects of a list; one alone is a list of one."""
        found = []
        for each in self._entries(key):
            if isinstance(each, dict):
                found.append(self._of(each))
            elif not _is_nothing(each):
                self._misfit(key, each, "an object")
        return found

    def ignore(self, read: AbstractSet[str]) -> None:
        """Count the fields that were not read, by name; of a list, its entries."""
        for key, value in self.record.items():
            if key not in read:
                self.draft.ignored[key] += len(value) if isinstance(value, list) else 1

    def lost(self, what: str) -> None:
        """Say that something of the record is left out."""
        self.draft.remark(self.where, Outcome.PARTLY_LOST, what)

    def _of(self, record: Fields) -> Self:
        return type(self)(record, self.where, self.draft)

    def _entries(self, key: str) -> list[Any]:
        value = self.record.get(key)
        if value is None or isinstance(value, list):
            return value or []
        if isinstance(value, dict | str):
            return [value]
        self._misfit(key, value, "a list")
        return []

    def _misfit(self, key: str, value: object, wanted: str) -> None:
        self.lost(f"`{key}` is {said(value)} where {wanted} is expected, and is left out")


def ordered_dates(since: str | None, until: str | None, where: Place, draft: Draft) -> tuple[str | None, str | None]:
    """Return a beginning and an end as the first day on which it holds, and the first on which it no longer does.

    What ends on the day that it begins held on that day. An end before the beginning is left out, and told: what is
    contradicted must not hide an owner.
    """
    if not since or not until or period(until).last > period(since).first:
        return since, until
    if since == until:
        return since, date.fromordinal(period(until).last + 1).isoformat()
    what = f"it ends on {until}, before it begins on {since}; the end is left out"
    draft.remark(where, Outcome.REPAIRED, what)
    return since, None


def _is_nothing(value: object) -> bool:
    """Say whether what stands in place of an object says nothing; an empty element of XML is a blank text."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
