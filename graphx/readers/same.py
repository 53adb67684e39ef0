"""Names of one thing, found pair by pair: who is the same as somebody who is the same as a third is the same as that."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Same:
    """Names of one thing: each belongs to one group."""

    def __init__(self) -> None:
        """Begin with nobody in a group."""
        self._root: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Return the name that stands for a group."""
        while (above := self._root.get(name, name)) != name:
            self._root[name] = self._root.get(above, above)  # so that the way is shorter next time
            name = above
        return name

    def join(self, one: str, other: str) -> None:
        """Say that two names are of one thing."""
        first, second = sorted((self.of(one), self.of(other)))
        if first != second:
            self._root[second] = first

    def groups(self, names: Iterable[str]) -> list[list[str]]:
        """Return names in their groups, each sorted."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(names):
            found[self.of(name)].append(name)
        return list(found.values())
