"""How the Browser draws a graph: a GraSS style with a rule for every label and relationship type.

A label without a rule takes an automatic colour that overrides all others, so each has one; where several apply the
last wins, so the general stand before the specific.
Source: https://neo4j.com/docs/browser-manual/current/operations/browser-styling/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graphx import colours
from graphx.model.vocabulary import ANY_LABEL, CARRYING, LABELS, Field, Kind, Type
from graphx.neo4j.layout import EXPOSURE, GONE, RUN, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.colours import Colour


class _Node(NamedTuple):
    label: str
    colour: Colour
    caption: str
    diameter: int


_DIAMETERS: Final = {
    Kind.SITE: 65,
    Kind.ORGANIZATION: 60,
    Kind.NETWORK: 60,
    Kind.COMPONENT: 50,
    Kind.RESTRICTION: 60,
    Kind.JURISDICTION: 45,
}
_BOOKS: Final = {SOURCE: "{id}", RUN: "{graphx_dataset}", GONE: "{id}"}
"""Labels of nodes that are no entities, and the caption of each."""
_STAKES: Final = frozenset({Type.OWNED_BY, Type.SUCCEEDED_BY, Type.MEMBER_OF})
_RESTRICTING: Final = frozenset({Type.LISTED_ON, Type.BOUND_BY})


def grass() -> Iterator[str]:
    """Yield the lines of the style."""
    yield from _rule(
        "node",
        diameter="50px",
        color=colours.RECORD.fill,
        border_color=colours.RECORD.edge,
        border_width="2px",
        text_color_internal=colours.RECORD.words,
        font_size="10px",
    )
    yield from _rule(
        "relationship",
        color=colours.CONTEXT,
        shaft_width="1px",
        font_size="8px",
        padding="3px",
        text_color_external="#000000",
        text_color_internal="#FFFFFF",
        caption="'<type>'",
    )
    for node in _nodes():
        yield from _rule(
            f"node.{node.label}",
            color=node.colour.fill,
            border_color=node.colour.edge,
            text_color_internal=node.colour.words,
            diameter=f"{node.diameter}px",
            caption=f"'{node.caption}'",
        )
    for verb in sorted(Type):
        colour, width = _line(verb)
        yield from _rule(f"relationship.{verb}", color=colour, shaft_width=f"{width}px", caption="'<type>'")


def _nodes() -> Iterator[_Node]:
    """Yield every label: books, then `Entity`, then what several kinds share, then kinds, types and roles, verdicts."""
    for label, caption in _BOOKS.items():
        yield _Node(label, colours.RECORD, caption, 45)
    meanings = {label: meaning for label, meaning in LABELS.items() if label != ANY_LABEL}
    shared = [label for label, meaning in meanings.items() if len({kind for kind, _, _ in meaning}) > 1]
    kinds = [label for label, meaning in meanings.items() if all(field is Field.KIND for _, field, _ in meaning)]
    others = [label for label in meanings if label not in {*shared, *kinds}]
    for label in (ANY_LABEL, *sorted(shared)):
        yield _Node(label, colours.OF_KIND[Kind.JURISDICTION], "{name}", 50)
    for label in (*kinds, *sorted(others)):
        [kind] = {kind for kind, _, _ in meanings[label]}
        yield _Node(label, colours.OF_KIND[kind], "{name}", _DIAMETERS[kind])
    yield _Node(EXPOSURE, colours.OF_VERDICT["unknown"], "{verdict}", 55)
    for verdict, colour in colours.OF_VERDICT.items():
        yield _Node(verdict.capitalize(), colour, "{verdict}", 55)


def _line(verb: Type) -> tuple[str, int]:
    if verb in CARRYING:
        return colours.CARRYING, 3
    if verb in _STAKES:
        return colours.STAKE, 2
    return (colours.RESTRICTING, 2) if verb in _RESTRICTING else (colours.CONTEXT, 1)


def _rule(selector: str, **settings: str) -> Iterator[str]:
    yield f"{selector} {{"
    for name, value in settings.items():
        yield f"  {name.replace('_', '-')}: {value};"
    yield "}"
