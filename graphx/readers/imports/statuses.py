"""Words for a status that others use, read by a table of what each means here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.readers.imports.draft import Draft, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphx.errors import Place

UNCLEAR: Final = "unverified"
"""The certainty of what may be in force or not: it counts as possible at most."""


class Standing(NamedTuple):
    """What a word says of a relation: its status, and how certain that leaves it."""

    status: str | None
    certainty: str


def standing_of(
    draft: Draft, where: Place, word: str, statuses: Mapping[str, str | None], certainty: str = "stated"
) -> Standing:
    """Return what a word means, in capitals or not; one that the table lacks leaves open whether the relation is in force, and is said.

    A guess either way would be wrong for somebody: in force, it accuses whoever has retired a thing; not in force, it clears
    whoever has it still.
    """
    known = word.casefold()
    if not word or known in statuses:
        return Standing(statuses.get(known), certainty)
    draft.remark(where, Outcome.KEPT, f"{word} is no status that is known, and so what has it may be in force or not")
    return Standing(None, UNCLEAR)
