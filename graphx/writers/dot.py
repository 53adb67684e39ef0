"""Graphviz DOT: layers from left to right, for those who let Graphviz draw."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from graphx.model.vocabulary import Kind
from graphx.writers.looks import LOOKS, RESTRICTED, drawn, line_colour, paint_of
from graphx.writers.markup import allowed
from graphx.writers.picture import Line, Node, picture_of
from graphx.writers.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model.subgraph import Subgraph
    from graphx.writers.exporter import Lost, Wishes

SHAPES: Final = {
    Kind.SITE: "house",
    Kind.NETWORK: "hexagon",
    Kind.COMPONENT: "component",
    Kind.ORGANIZATION: "box",
    Kind.RESTRICTION: "note",
    Kind.JURISDICTION: "tab",
}
"""By kind."""
_TEXT: Final = {"fontname": "Helvetica,Arial,sans-serif"}


def to_dot(subgraph: Subgraph, wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield a DOT digraph; the id and name of every entity are its attributes, whatever the label shows of them."""
    picture = picture_of(subgraph, wishes.max_nodes)
    lost.add("entity folded into a count", "entities folded into counts", picture.folded)
    head = [part for part in (picture.title, picture.as_of and f"as of {picture.as_of}", picture.summary) if part]
    yield "digraph graphx {"
    yield f"  graph {_list(rankdir='LR', ranksep=1.1, nodesep=0.18, splines='spline', label=_lines(head), labelloc='t', fontsize=14, **_TEXT)};"
    yield f"  node {_list(style='filled', fontsize=10, penwidth=1.2, margin='0.12,0.06', **_TEXT)};"
    yield f"  edge {_list(fontsize=8, arrowsize=0.7, **_TEXT)};"
    for layer, group in groupby(enumerate(picture.nodes), key=lambda each: each[1].layer):
        yield f"  {{ rank=same; // layer {layer}"
        yield from (f"    {_name(box, node)} {_node(node, lost)};" for box, node in group)
        yield "  }"
    for line in picture.lines:
        ends = (_name(box, picture.nodes[box]) for box in (line.source, line.target))
        yield f"  {' -> '.join(ends)} {_edge(line, picture.nodes)};"
    yield "}"


def _name(box: int, node: Node) -> str:
    # no id holds a blank, so that no fold can bear the name of an entity
    return _quoted(f"fold {box}" if node.is_fold else node.id)


def _node(node: Node, lost: Lost) -> str:
    look, paint = LOOKS[node.look], paint_of(node.look)
    label = _lines([*wrapped(node.label, 24, 4), *([node.words] if node.words else [])])
    style = "filled,dashed" if look.is_dashed or node.is_fold else "filled"
    # Graphviz writes attributes into XML and JSON as they are, and neither may hold a control character
    told = {} if node.is_fold else {"id": node.id, "name": allowed(node.name, lost), "tooltip": drawn(node.name)}
    return _list(
        label=label,
        shape="octagon" if node.look in RESTRICTED else SHAPES[node.kind],
        style=style,
        fillcolor=paint.fill,
        color=paint.edge,
        fontcolor=paint.words,
        peripheries=2 if look.is_strong else 1,
        kind=node.kind.value,
        **told,
    )


def _edge(line: Line, nodes: list[Node]) -> str:
    is_back = nodes[line.target].layer <= nodes[line.source].layer
    return _list(
        label=_lines(line.texts),
        color=line_colour(line.type),
        fontcolor=line_colour(line.type),
        style=None if line.is_certain else "dashed",
        constraint="false" if is_back else None,
        type=line.type.value,
    )


def _list(**settings: object) -> str:
    inner = (
        f"{name}={value if isinstance(value, int | float) else _quoted(str(value), is_shown=name in SHOWN)}"
        for name, value in settings.items()
        if value is not None
    )
    return "[" + ", ".join(inner) + "]"


SHOWN: Final = frozenset({"label", "tooltip"})
"""Attributes in which DOT reads HTML entities and escapes."""
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_BREAK: Final = "\x1e"
"""Stands for a line's end until the text is quoted; no drawn text holds one."""


def _lines(texts: list[str]) -> str:
    return _BREAK.join(texts)


def _quoted(text: str, *, is_shown: bool = False) -> str:
    """Return a quoted string: backslashes stand twice everywhere, lest the last one takes the quote mark with it.

    Source: https://graphviz.org/doc/info/lang.html, https://graphviz.org/docs/attr-types/escString/
    """
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_ENTITY.sub("&amp;", text).replace(_BREAK, chr(92) + "n") if is_shown else text}"'
