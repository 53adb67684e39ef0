"""Ids that are made of cells: what the cells tell apart stays apart, though made fit for an id they may be alike."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from graphx.readers.imports.draft import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphx.readers.imports.sheets.mapping import Template, Written


class MadeIds:
    """The ids of all tables: where different cells make the same one, each has a digest of what is written in its own.

    So every row has to be looked at before the first id is made: which one is read first decides nothing.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._written: dict[str, set[Written]] = {}
        self._digest = cache(self._digest_of)

    def look(self, template: Template, cells: Mapping[str, str]) -> None:
        """Look at what an id is going to be made of."""
        number = template.as_id(cells)
        if number is not None:
            self._written.setdefault(number, set()).add(template.written(cells))

    def of(self, template: Template, cells: Mapping[str, str]) -> tuple[str | None, str]:
        """Return an id, None if one of its cells is empty; and the digest that tells it apart, empty if there is no need."""
        number = template.as_id(cells)
        if number is None or len(self._written.get(number, ())) < 2:  # noqa: PLR2004  # why: one is like no other
            return number, ""
        digest = self._digest(number, template.written(cells))
        return (f"{number}-{digest}" if digest else number), digest

    def _digest_of(self, number: str, own: Written) -> str:
        known = self._written[number]
        parts = [own.whole] if len({each.whole for each in known}) > 1 else []
        if sum(each.whole == own.whole and each.texts == own.texts for each in known) > 1:
            parts += own.cells  # the same as a whole, and parted differently: A-1 and 2, A and 1-2
        return digest_of(*parts) if parts else ""
