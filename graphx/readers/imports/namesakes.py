"""Names that several things of one file share: each of those has its number in its id."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from graphx.readers.imports.draft import id_of

if TYPE_CHECKING:
    from collections.abc import Iterable

Numbered = tuple[str, str]
"""A name that `made_id` made, and the number that tells its bearer from others of that name."""


def ids_apart(numbered: Iterable[Numbered]) -> dict[Numbered, str]:
    """Return the id of each: its name alone, or with its number behind it where others have that name.

    No made name holds an at sign, and so no id is what something else is called, nor will be when the file grows.

    >>> sorted(ids_apart([("sw", "1"), ("sw", "2"), ("sw-1", "3")]).values())
    ['sw-1', 'sw@1', 'sw@2']
    """
    each_once = set(numbered)
    bearers = Counter(name for name, _ in each_once)
    return {(name, number): id_of(f"{name}@{number}") if bearers[name] > 1 else name for name, number in each_once}
