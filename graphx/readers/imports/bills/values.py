"""Values of a record that others wrote: taken where they are of the right type, and told where they are not."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from graphx.readers.imports.draft import Outcome

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from graphx.errors import Place
    from graphx.readers.imports.draft import Draft, Fields

T = TypeVar("T")
_UNFIT: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no name holds: blanks are made one, and what cannot be written is a replacement character."""


def cleaned(text: str) -> str:
    r"""Return a text on one line, without control characters and without halves of characters.

    >>> cleaned("  two\n words ")
    'two words'
    """
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
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
    """One record at its place; what is not there is empty."""

    __slots__ = ("draft", "record", "where")

    def __init__(self, record: Fields, where: Place, draft: Draft) -> None:
        """Take a record."""
        self.record, self.where, self.draft = record, where, draft

    def text(self, key: str) -> str:
        """Return a text, on one line; a number is read as its text, and that is said."""
        value = self.record.get(key)
        if value is None:
            return ""
        if isinstance(value, str):
            return cleaned(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            self.draft.remark(self.where, Outcome.REPAIRED, f"`{key}` is a number, and is read as text")
            return str(value)
        self._lost(key, value, "text")
        return ""

    def texts(self, key: str) -> list[str]:
        """Return the texts of a list; a text alone is a list of one."""
        value = self.record.get(key)
        return [cleaned(each) for each in self._items(key, [value] if isinstance(value, str) else value, str, "text")]

    def inner(self, key: str) -> Values:
        """Return an object; without fields if it is not there."""
        value = self.record.get(key)
        if value and not isinstance(value, dict):  # an empty element of XML is an empty text, and says nothing
            self._lost(key, value, "an object")
        return Values(value if isinstance(value, dict) else {}, self.where, self.draft)

    def inners(self, key: str) -> list[Values]:
        """Return the objects of a list."""
        found = self._items(key, self.record.get(key), dict, "an object")
        return [Values(each, self.where, self.draft) for each in found]

    def ignore(self, read: AbstractSet[str]) -> None:
        """Count the fields that were not read, by name; of a list, its entries."""
        for key in self.record.keys() - read:
            value = self.record[key]
            self.draft.ignored[key] += len(value) if isinstance(value, list) else 1

    def _items(self, key: str, value: object, wanted: type[T], words: str) -> list[T]:
        if value is None:
            return []
        if not isinstance(value, list):
            self._lost(key, value, "a list")
            return []
        found = []
        for each in value:
            if isinstance(each, wanted):
                found.append(each)
            else:
                self._lost(key, each, words)
        return found

    def _lost(self, key: str, value: object, wanted: str) -> None:
        what = f"`{key}` is {said(value)} where {wanted} is expected, and is left out"
        self.draft.remark(self.where, Outcome.PARTLY_LOST, what)
