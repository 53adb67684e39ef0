"""How an element looks in every picture: a colour, a shape and words that say the same, so that colour is never the only sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx import colours
from graphx.model.vocabulary import CARRYING, Kind, Type

if TYPE_CHECKING:
    from graphx.colours import Colour
    from graphx.model.records import AnyEntity
    from graphx.model.subgraph import Mark


class Look(NamedTuple):
    """How a node is drawn, and what the legend says of it."""

    colour: Colour
    words: str
    is_strong: bool = False
    """Filled and with a double edge: what a reader must see first."""
    is_dashed: bool = False


LOOKS: Final[dict[str, Look]] = {
    "exposed": Look(colours.OF_VERDICT["exposed"], "exposed", is_strong=True),
    "unknown": Look(colours.OF_VERDICT["unknown"], "unknown", is_strong=True),
    "clear": Look(colours.OF_VERDICT["clear"], "clear", is_strong=True),
    "restricted": Look(colours.OF_KIND["restriction"], "restricted", is_strong=True),
    "possible": Look(colours.OF_KIND["restriction"], "possibly restricted", is_dashed=True),
    **{str(kind): Look(colours.OF_KIND[kind], str(kind)) for kind in Kind},
}
"""By verdict of a start, restriction of an end, else kind; the order is that of the legend."""

RESTRICTED: Final = frozenset({"restricted", "possible"})
"""The looks of who is restricted, which have a shape of their own: an octagon where there is one."""
SURE: Final = frozenset({"certain", ""})
"""The certainty of a relation that is a full line; none is told where no question was asked."""
_STAKES: Final = frozenset({Type.OWNED_BY, Type.SUCCEEDED_BY, Type.MEMBER_OF})
_RESTRICTING: Final = frozenset({Type.LISTED_ON, Type.BOUND_BY})

_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_BLANKS: Final = re.compile(r"[\s\u2028\u2029]+")


class Paint(NamedTuple):
    """With what a box is drawn."""

    fill: str
    edge: str
    words: str


def paint_of(name: str) -> Paint:
    """Return the colours of a look's box: full for what must be seen first, else pale under black words."""
    colour, _, is_strong, is_dashed = LOOKS[name]
    if is_strong:
        return Paint(colour.fill, colour.edge, colour.words)
    return Paint("#FFFFFF" if is_dashed else tinted(colour.fill), colour.edge, "#000000")


def tinted(colour: str) -> str:
    """Return a colour as a pale ground for black words.

    >>> tinted("#000000")
    '#D1D1D1'
    """
    return "#" + "".join(f"{round(255 - (255 - int(colour[at : at + 2], 16)) * 0.18):02X}" for at in (1, 3, 5))


def look_of(kind: Kind, mark: Mark | None) -> str:
    """Return the name of the look of an entity of some kind."""
    return look_by(kind, *((mark.verdict, mark.restricted) if mark else (None, None)))


def look_by(kind: str, verdict: str | None, restricted: str | None) -> str:
    """Return the name of a look by what an entity is, and what a question found of it, if it did."""
    if verdict:
        return verdict
    if restricted:
        return "restricted" if restricted == "certain" else "possible"
    return str(kind)


def line_colour(verb: Type) -> str:
    """Return the colour of a relation: what carries, what says who is restricted, what restricts, and the rest."""
    if verb in CARRYING:
        return colours.CARRYING
    if verb in _STAKES:
        return colours.STAKE
    return colours.RESTRICTING if verb in _RESTRICTING else colours.CONTEXT


def drawn(text: str) -> str:
    """Return text as a picture draws it: on one line, without characters that turn or hide what stands beside them."""
    return _CONTROLS.sub("", _BLANKS.sub(" ", text)).strip() or "·"


def words_of(entity: AnyEntity, mark: Mark | None) -> str:
    """Return what stands under a name: what it is, where, and what was found of it."""
    roles = getattr(entity, "roles", None)
    what = getattr(entity, "type", None) or getattr(entity, "domain", None) or (roles[0] if roles else None)
    kind = str(entity.kind)
    parts = [kind if what in {None, "other"} else f"{what} network" if entity.kind is Kind.NETWORK else str(what)]
    if entity.country:
        parts.append(entity.country)
    look = look_of(entity.kind, mark)
    if look != kind:
        parts.append(LOOKS[look].words)
    return " · ".join(part.replace("_", " ") for part in parts)
