"""What the tables and the XML of OFAC have in common: the ids of parties, what restricts them, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.readers.imports.draft import Draft, slug

if TYPE_CHECKING:
    from graphx.errors import Place

SOURCE: Final = "ofac"
ROLES: Final = {"individual": ["person"], "vessel": ["vessel"]}


def party_id(number: str) -> str:
    """Return the id of a party by its number in the lists."""
    return f"{SOURCE}-{number}"


def state_restriction(where: Place, draft: Draft, name: str, kind: str = "") -> str:
    """State a list or a program, and return its id."""
    restriction = f"{SOURCE}-{slug(name)}"
    authority = "Office of Foreign Assets Control"
    draft.entity(where, restriction, kind="restriction", type="list", name=f"{kind}{name}", authority=authority)
    return restriction
