"""Mermaid flowcharts: pictures for Markdown pages, from left to right."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from graphx.model.vocabulary import Kind
from graphx.writers.looks import LOOKS, RESTRICTED, drawn, line_colour, paint_of
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
TALLEST: Final = 12
"""Boxes of a layer: a page shows a chart as wide as itself, and one much higher than wide in letters too small to read."""
LAYOUT: Final = "{flowchart: {nodeSpacing: 12, rankSpacing: 60}}"
"""Closer than Mermaid's own, by which a chart of 150 boxes is twice as high."""
SHAPES: Final = {
    Kind.SITE: ("[/", "\\]"),
    Kind.NETWORK: ("{{", "}}"),
    Kind.COMPONENT: ("[", "]"),
    Kind.ORGANIZATION: ("(", ")"),
    Kind.RESTRICTION: ("[[", "]]"),
    Kind.JURISDICTION: ("([", "])"),
}
"""What stands around the label, by kind."""
FLAG: Final = (">", "]")
"""The same for who is restricted: Mermaid has no octagon that every version draws."""


def to_mermaid(subgraph: Subgraph, wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield a flowchart that every Mermaid draws and a page shows: fewer nodes than wished where it would not."""
    room = wishes.max_nodes
    while True:
        picture = picture_of(subgraph, room, TALLEST)
        lines = list(_flowchart(picture))
        if room <= 1 or (len(picture.lines) <= MOST_LINES and sum(map(len, lines)) + len(lines) <= MOST_TEXT):
            break
        room = min(room * 4 // 5, room * MOST_LINES // max(len(picture.lines), 1))
    lost.add("entity folded into a count", "entities folded into counts", picture.folded)
    yield from lines


def _flowchart(picture: Picture) -> Iterator[str]:
    title = " · ".join(part for part in (picture.title, picture.as_of and f"as of {picture.as_of}") if part)
    yield "---"
    if title:
        yield f"title: {json.dumps(drawn(title).translate(_TWINS), ensure_ascii=False)}"
    yield from (f"config: {LAYOUT}", "---")
    yield "flowchart LR"
    members: defaultdict[str, list[str]] = defaultdict(list)
    for box, node in enumerate(picture.nodes):
        before, behind = FLAG if node.look in RESTRICTED else SHAPES[node.kind]
        yield f'  n{box}{before}"{_label(node)}"{behind}'
        members["fold" if node.is_fold else node.look].append(f"n{box}")
    for line in picture.lines:
        arrow = "-->" if line.is_certain else "-.->"
        # words of the model and digits: entities are not read here
        yield f'  n{line.source} {arrow}|"{"<br/>".join(line.texts)}"| n{line.target}'
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
    look, paint = LOOKS[name], paint_of(name)
    if look.is_dashed:
        return f"fill:{paint.fill},stroke:{paint.edge},color:{paint.words},stroke-dasharray:5 3,stroke-width:2px"
    return (
        f"fill:{paint.fill},stroke:{paint.edge},color:{paint.words},stroke-width:{'3px' if look.is_strong else '1px'}"
    )


def _label(node: Node) -> str:
    name = "<br/>".join(_escaped(part) for part in wrapped(node.label, 26, 4))
    return f"{name}<br/>{_escaped(node.words)}" if node.words else name


_TWINS: Final = str.maketrans("&<>", "＆＜＞")
"""A title knows no entities, and what it takes for HTML it leaves out: there these stand as their full-width twins."""
_SPECIAL: Final = re.compile(r"[^\w .,·–×…+/-]|[_`]", re.ASCII)


def _escaped(text: str) -> str:
    """Return text in which each character that Mermaid, Markdown or HTML may read otherwise is a numbered entity.

    Source: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
    """
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};" if match[0].isascii() else match[0], text)
