"""Mermaid flowcharts: pictures for Markdown pages, from left to right."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from graphx.model.vocabulary import Kind
from graphx.writers.looks import LOOKS, drawn, line_colour
from graphx.writers.picture import Node, Picture, picture_of
from graphx.writers.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model.subgraph import Subgraph
    from graphx.writers.exporter import Lost, Wishes

MOST_LINES: Final = 500
"""More edges Mermaid refuses to draw unless its page says otherwise (`maxEdges`)."""
MOST_TEXT: Final = 50_000
"""As above, characters (`maxTextSize`)."""
SHAPES: Final = {
    Kind.SITE: ("[/", "\\]"),
    Kind.NETWORK: ("{{", "}}"),
    Kind.COMPONENT: ("[", "]"),
    Kind.ORGANIZATION: ("(", ")"),
    Kind.RESTRICTION: ("[[", "]]"),
    Kind.JURISDICTION: ("([", "])"),
}
"""What stands around the label, by kind."""


def to_mermaid(subgraph: Subgraph, wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield a flowchart that every Mermaid draws: fewer nodes than wished where it would refuse their edges."""
    room = wishes.max_nodes
    while True:
        picture = picture_of(subgraph, room)
        lines = list(_flowchart(picture))
        if room <= 1 or (len(picture.lines) <= MOST_LINES and sum(map(len, lines)) + len(lines) <= MOST_TEXT):
            break
        room = room * 4 // 5
    lost.add("entity folded into a count", "entities folded into counts", picture.folded)
    yield from lines


def _flowchart(picture: Picture) -> Iterator[str]:
    title = " · ".join(part for part in (picture.title, picture.as_of and f"as of {picture.as_of}") if part)
    if title:
        yield from ("---", f"title: {json.dumps(drawn(title), ensure_ascii=False)}", "---")
    yield "flowchart LR"
    members: defaultdict[str, list[str]] = defaultdict(list)
    for box, node in enumerate(picture.nodes):
        before, behind = SHAPES[node.kind]
        yield f'  n{box}{before}"{_label(node)}"{behind}'
        members["fold" if node.is_fold else node.look].append(f"n{box}")
    for line in picture.lines:
        arrow = "-->" if line.is_certain else "-.->"
        yield f'  n{line.source} {arrow}|"{_escaped(line.label)}"| n{line.target}'
    for look, names in sorted(members.items()):
        yield f"  classDef {look} {_style(look)}"
        yield f"  class {','.join(names)} {look}"
    colours: defaultdict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(picture.lines):
        colours[line_colour(line.type)].append(str(number))
    for colour, numbers in sorted(colours.items()):
        yield f"  linkStyle {','.join(numbers)} stroke:{colour}"


def _style(name: str) -> str:
    if name == "fold":
        return "fill:#FFFFFF,stroke:#767676,color:#000000,stroke-dasharray:2 2"
    look = LOOKS[name]
    if look.is_dashed:
        return f"fill:#FFFFFF,stroke:{look.colour.edge},color:#000000,stroke-dasharray:5 3,stroke-width:2px"
    width = "3px" if look.is_strong else "1px"
    return f"fill:{look.colour.fill},stroke:{look.colour.edge},color:{look.colour.words},stroke-width:{width}"


def _label(node: Node) -> str:
    name = "<br/>".join(_escaped(part) for part in wrapped(node.label, 26, 4))
    return f"{name}<br/>{_escaped(node.words)}" if node.words else name


_SPECIAL: Final = re.compile(r"[^\w .,·–×…+/-]|[_`]", re.ASCII)


def _escaped(text: str) -> str:
    """Return text in which each character that Mermaid, Markdown or HTML may read otherwise is a numbered entity.

    Source: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
    """
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};" if match[0].isascii() else match[0], text)
