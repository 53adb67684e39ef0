"""Relations that are stated again: what is said anew, and what is only said once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphx.errors import Place
    from graphx.readers.imports.drafted import Drafted, Fields


class Restated:
    """The claims of a relation that is stated again: whether one is among them costs the same, however many there are."""

    def __init__(self, known: Drafted) -> None:
        """Take the claims so far."""
        self._known = known
        self._claims: list[Fields] = []
        self._claimed: list[Place] = []
        self._places: dict[str, set[str | None]] = {}
        for claim in known.fields.get("claims", ()):
            self.add(claim, known.where)

    def add(self, claim: Fields, where: Place) -> None:
        """Add a claim."""
        self._claims.append(claim)
        self._claimed.append(where)
        self._known.fields["claims"], self._known.claimed = self._claims, self._claimed
        self._places.setdefault(_apart_from_place(claim), set()).update((claim.get("locator"), _place(claim, where)))

    def says(self, claim: Fields) -> bool:
        """Say whether a claim is made, wherever that is."""
        return _apart_from_place(claim) in self._places

    def says_there(self, claim: Fields) -> bool:
        """Say whether a claim is made at the place that it names."""
        return claim.get("locator") in self._places.get(_apart_from_place(claim), ())

    def says_but_for_row(self, claim: Fields, where: Place) -> bool:
        """Say whether a claim is made at the place that it names, or in any row if that is its own."""
        return _place(claim, where) in self._places.get(_apart_from_place(claim), ())


def apart_from_claims(relation: Fields) -> Fields:
    """Return what a relation says itself: two of the same ends that say the same are one."""
    return {name: value for name, value in relation.items() if name not in {"key", "claims"}}


def _place(claim: Fields, where: Place) -> str | None:
    """Return the locator of a claim, None if that is only the row on which it stands."""
    locator: str | None = claim.get("locator")
    return None if locator == where.line_only else locator


def _apart_from_place(claim: Fields) -> str:
    return repr(sorted(each for each in claim.items() if each[0] != "locator"))
