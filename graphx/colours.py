"""The colours that every drawing of a graph shares, told apart by the colour-blind as well.

Chosen from the palettes of Okabe and Ito (https://jfly.uni-koeln.de/color/) and of Paul Tol
(https://personal.sron.nl/~pault/): under simulated deuteranopia and protanopia any two lie apart, and the words on a
fill are legible (WCAG 2.2, 1.4.3). A colour is never the only sign: words say the same.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Colour(NamedTuple):
    """What an element is filled with, its edge, and the words on it: `#RRGGBB` each."""

    fill: str
    edge: str
    words: str


_BLACK: Final = "#000000"
_WHITE: Final = "#FFFFFF"

OF_KIND: Final[dict[str, Colour]] = {
    "organization": Colour("#4477AA", "#2B4C6E", _WHITE),
    "site": Colour("#44AA99", "#2A6B60", _BLACK),
    "network": Colour("#66CCEE", "#3D8AA3", _BLACK),
    "component": Colour("#EEDD88", "#9C8D3F", _BLACK),
    "restriction": Colour("#8C2D04", "#591C02", _WHITE),
    "jurisdiction": Colour("#F5F5F5", "#767676", _BLACK),
}
"""By the kind of an entity."""

OF_VERDICT: Final[dict[str, Colour]] = {
    "exposed": Colour("#D55E00", "#8A3D00", _BLACK),
    "unknown": Colour("#F0E442", "#8F8800", _BLACK),
    "clear": Colour("#225555", "#102A2A", _WHITE),
}
"""By the verdict of a finding."""

RECORD: Final = Colour("#332288", "#1F1552", _WHITE)
"""What keeps books: sources, documents, runs."""

CARRYING: Final = "#404040"
"""A line over which dependence passes on."""
STAKE: Final = "#4477AA"
"""A line of ownership, succession or membership: who is restricted, and never what is in place."""
RESTRICTING: Final = "#8C2D04"
"""A line to a restriction."""
CONTEXT: Final = "#767676"
"""Any other line."""
