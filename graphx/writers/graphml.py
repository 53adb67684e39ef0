"""GraphML: typed attributes for networkx, igraph, Gephi and Neo4j; for yEd with its own labels, shapes and colours.

Source: http://graphml.graphdrawing.org/specification.html, https://docs.yworks.com/yfiles/doc/developers-guide/graphml.html
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from graphx.model.subgraph import MARKS
from graphx.model.vocabulary import Kind
from graphx.writers.attribute_columns import LOOK, attributes_of_entities, attributes_of_relations
from graphx.writers.attributes import as_text
from graphx.writers.document import fields_of, head_of
from graphx.writers.exporter import Flavour
from graphx.writers.looks import LOOKS, RESTRICTED, SURE, drawn, line_colour, look_by, paint_of
from graphx.writers.markup import allowed, escaped, tag
from graphx.writers.positions import HEIGHT, WIDTH, positions
from graphx.writers.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from graphx.model.subgraph import Subgraph
    from graphx.model.vocabulary import Type
    from graphx.writers.attributes import Value
    from graphx.writers.exporter import Lost, Wishes

TYPES: Final[dict[type, str]] = {bool: "boolean", int: "long", float: "double", str: "string", list: "string"}
"""GraphML knows no lists: they are JSON in a string."""
YED: Final = "http://www.yworks.com/xml/graphml"
SHAPES: Final = {
    Kind.SITE: "trapezoid",
    Kind.NETWORK: "hexagon",
    Kind.COMPONENT: "rectangle",
    Kind.ORGANIZATION: "roundrectangle",
    Kind.RESTRICTION: "parallelogram",
    Kind.JURISDICTION: "ellipse",
}
"""yEd's shapes by kind; who is restricted is an octagon."""


def to_graphml(subgraph: Subgraph, wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield a GraphML file; sources and head are attributes of the graph, as JSON."""
    return (allowed(line, lost) for line in _lines(subgraph, for_yed=wishes.flavour is Flavour.YED))


def _lines(subgraph: Subgraph, *, for_yed: bool) -> Iterator[str]:
    dataset = subgraph.dataset
    nodes = attributes_of_entities(dataset.entities, subgraph.entities)
    edges = attributes_of_relations(dataset.relations, subgraph.relations).for_tools()
    verb = {"type": str} if dataset.relations else {}
    keys = {"node": nodes.kinds(), "edge": dict(sorted({**edges.kinds(), **verb}.items()))}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"{f" xmlns:y={chr(34)}{YED}{chr(34)}" if for_yed else ""}>'
    for element, found in keys.items():
        for number, (name, kind) in enumerate(found.items()):
            yield tag(
                "key", id=f"{element[0]}{number}", **{"for": element, "attr.name": name, "attr.type": TYPES[kind]}
            )
    yield tag("key", id="g0", **{"for": "graph", "attr.name": "graphx", "attr.type": "string"})
    if for_yed:
        yield from (f'<key id="y{name[0]}" for="{name}" yfiles.type="{name}graphics"/>' for name in ("node", "edge"))
    yield '<graph id="graphx" edgedefault="directed">'
    yield tag("data", escaped(_head(subgraph)), key="g0")
    write_node, write_edge = (_data(element, found) for element, found in keys.items())
    # of what each drawing is made
    of_node: Sequence[str] = ("name", *LOOK) if for_yed else ()
    of_edge: Sequence[str] = (MARKS["certainty"],) if for_yed else ()
    places = iter(positions(subgraph) if for_yed else ())
    for id_, (data, *told) in zip(dataset.entities, nodes.rows(write_node, *of_node), strict=True):
        drawing = _yed_node(next(places), *told) if told else ""
        yield f'<node id="{id_}">{data}{drawing}</node>'
    elements = zip(dataset.relations, edges.rows(write_edge, *of_edge), strict=True)
    for number, (identity, (data, *told)) in enumerate(elements):
        drawing = _yed_edge(identity.type, *told) if told else ""
        yield (
            f'<edge id="e{number}" source="{identity.source}" target="{identity.target}">'
            f"{write_edge('type', identity.type)}{data}{drawing}</edge>"
        )
    yield from ("</graph>", "</graphml>")


def _head(subgraph: Subgraph) -> str:
    sources = [fields_of(source) for source in subgraph.dataset.sources.values()]
    return json.dumps({**head_of(subgraph.dataset), "sources": sources}, ensure_ascii=False)


def _data(element: str, found: Iterable[str]) -> Callable[[str, Value], str]:
    """Return what writes an attribute of an element by its number."""
    keys = {name: f"{element[0]}{number}" for number, name in enumerate(found)}
    return lambda name, value: f'<data key="{keys[name]}">{escaped(as_text(value))}</data>'


def _yed_node(place: tuple[float, float], name: str, kind: str, *found: str) -> str:
    x, y = place
    geometry = f'<y:Geometry x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}"/>'
    paint, label, shape = _yed_look(look_by(kind, *found), Kind(kind))
    words = escaped("\n".join(wrapped(drawn(name), 26, 3)))
    return f'<data key="yn"><y:ShapeNode>{geometry}{paint}{label}{words}</y:NodeLabel>{shape}</y:ShapeNode></data>'


@cache  # of the few looks; there may be many nodes
def _yed_look(look: str, kind: Kind) -> tuple[str, str, str]:
    """Return fill and border, how a label begins, and the shape."""
    paint, (_, _, is_strong, is_dashed) = paint_of(look), LOOKS[look]
    fill = tag("y:Fill", color=paint.fill, transparent="false")
    line = "dashed" if is_dashed else "line"
    border = tag("y:BorderStyle", color=paint.edge, type=line, width="3.0" if is_strong else "1.0")
    label = f'<y:NodeLabel textColor="{paint.words}" fontSize="11">'
    return fill + border, label, tag("y:Shape", type="octagon" if look in RESTRICTED else SHAPES[kind])


@cache  # of the few types
def _yed_edge(verb: Type, certainty: str) -> str:
    colour = line_colour(verb)
    style = tag("y:LineStyle", color=colour, type="line" if certainty in SURE else "dashed", width="1.0")
    arrows = tag("y:Arrows", source="none", target="standard")
    label = tag("y:EdgeLabel", escaped(verb.value), textColor=colour, fontSize=9)
    return tag("data", tag("y:PolyLineEdge", style + arrows + label), key="ye")
