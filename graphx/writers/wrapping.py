"""Names on lines: how wide text is without a font at hand, and where it breaks."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_NARROW: Final = frozenset("iljtfrI.,:;'|!()[] -/")
_BROAD: Final = frozenset("mwMW@%—")
ELLIPSIS: Final = "…"


@lru_cache(maxsize=4096)
def ems(character: str) -> float:
    """Return about how wide a character of a sans-serif font is, in units of its size; rather more than less."""
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.36
    if character in _BROAD:
        return 0.95
    return 0.72 if character.isupper() else 0.58


def width(text: str) -> float:
    """Return about how wide text is, in units of its size."""
    return sum(map(ems, text))


def wrapped(text: str, most: float, lines: int) -> list[str]:
    """Return text on lines of at most `most` characters of middling width; what is longer than `lines` ends in an ellipsis.

    >>> wrapped("Northwind mobile core network", 18, 2)
    ['Northwind mobile', 'core network']
    >>> wrapped("華為技術有限公司", 6, 2)
    ['華為技', '術有…']
    """
    room = most * 0.58
    found: list[str] = []
    rest = text
    while rest and len(found) < lines:
        head, rest = _broken(rest, room)
        found.append(head)
    if rest:
        last = found[-1]
        while last and width(last + ELLIPSIS) > room:
            last = last[:-1]
        found[-1] = last.rstrip() + ELLIPSIS
    return found


def _broken(text: str, room: float) -> tuple[str, str]:
    """Return what fits on a line, broken at a blank or behind a joining mark if there is one, and the rest."""
    total, end = 0.0, 0
    for end, character in enumerate(text):
        total += ems(character)
        if total > room and end:
            break
    else:
        return text, ""
    at = max(text.rfind(" ", 0, end + 1), *(text.rfind(mark, 0, end) + 1 for mark in "-/._"))
    if at <= end // 3:  # no place near: within the word
        at = end
    return text[:at].rstrip(), text[at:].lstrip()
