"""GraphML: typed attributes for networkx, igraph, Gephi and Neo4j; for yEd with its own labels, shapes and colours.

Source: http://graphml.graphdrawing.org/specification.html, https://docs.yworks.com/yfiles/doc/developers-guide/graphml.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from graphx.model.vocabulary import Kind
from graphx.writers.attributes import Attributes, as_text, columns, for_tools, of_entity, of_relation
from graphx.writers.document import fields_of, head_of
from graphx.writers.exporter import Flavour
from graphx.writers.looks import LOOKS, RESTRICTED, drawn, line_colour, look_of, paint_of
from graphx.writers.markup import Markup
from graphx.writers.positions import HEIGHT, WIDTH, positions
from graphx.writers.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model.records import AnyEntity, Identity
    from graphx.model.subgraph import Mark, Subgraph
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
    dataset = subgraph.dataset
    for_yed = wishes.flavour is Flavour.YED
    xml = Markup(lost)
    nodes = {name: of_entity(entity, subgraph.entities.get(name)) for name, entity in dataset.entities.items()}
    edges = [
        {"type": identity.type.value, **for_tools(of_relation(relation, subgraph.relations.get(identity)))}
        for identity, relation in dataset.relations.items()
    ]
    keys = {"node": columns(nodes.values()), "edge": columns(edges)}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"{f" xmlns:y={chr(34)}{YED}{chr(34)}" if for_yed else ""}>'
    for element, found in keys.items():
        for number, (name, kind) in enumerate(found.items()):
            yield xml.tag(
                "key", id=f"{element[0]}{number}", **{"for": element, "attr.name": name, "attr.type": TYPES[kind]}
            )
    yield xml.tag("key", id="g0", **{"for": "graph", "attr.name": "graphx", "attr.type": "string"})
    if for_yed:
        yield from (f'<key id="y{name[0]}" for="{name}" yfiles.type="{name}graphics"/>' for name in ("node", "edge"))
    yield '<graph id="graphx" edgedefault="directed">'
    yield xml.tag("data", xml(_head(subgraph)), key="g0")
    numbers = {element: {name: f"{element[0]}{at}" for at, name in enumerate(found)} for element, found in keys.items()}
    places = positions(subgraph) if for_yed else {}
    for name, attributes in nodes.items():
        drawing = _yed_node(dataset.entities[name], subgraph.entities.get(name), places[name], xml) if for_yed else ""
        yield xml.tag("node", _data(attributes, numbers["node"], xml) + drawing, id=name)
    for number, (identity, attributes) in enumerate(zip(dataset.relations, edges, strict=True)):
        drawing = _yed_edge(identity, subgraph.relations.get(identity), xml) if for_yed else ""
        inner = _data(attributes, numbers["edge"], xml) + drawing
        yield xml.tag("edge", inner, id=f"e{number}", source=identity.source, target=identity.target)
    yield from ("</graph>", "</graphml>")


def _head(subgraph: Subgraph) -> str:
    sources = [fields_of(source) for source in subgraph.dataset.sources.values()]
    return json.dumps({**head_of(subgraph.dataset), "sources": sources}, ensure_ascii=False)


def _data(attributes: Attributes, numbers: dict[str, str], xml: Markup) -> str:
    return "".join(xml.tag("data", xml(as_text(value)), key=numbers[name]) for name, value in attributes.items())


def _yed_node(entity: AnyEntity, mark: Mark | None, place: tuple[float, float], xml: Markup) -> str:
    name = look_of(entity, mark)
    paint, (_, _, is_strong, is_dashed) = paint_of(name), LOOKS[name]
    shape = "octagon" if name in RESTRICTED else SHAPES[entity.kind]
    texts = wrapped(drawn(entity.name), 26, 3)
    x, y = place
    line = "dashed" if is_dashed else "line"
    geometry = xml.tag("y:Geometry", x=x, y=y, width=WIDTH, height=HEIGHT)
    fill = xml.tag("y:Fill", color=paint.fill, transparent="false")
    border = xml.tag("y:BorderStyle", color=paint.edge, type=line, width="3.0" if is_strong else "1.0")
    label = xml.tag("y:NodeLabel", xml("\n".join(texts)), textColor=paint.words, fontSize=11)
    return xml.tag(
        "data", xml.tag("y:ShapeNode", geometry + fill + border + label + xml.tag("y:Shape", type=shape)), key="yn"
    )


def _yed_edge(identity: Identity, mark: Mark | None, xml: Markup) -> str:
    colour = line_colour(identity.type)
    is_certain = mark is None or mark.certainty == "certain"
    style = xml.tag("y:LineStyle", color=colour, type="line" if is_certain else "dashed", width="1.0")
    arrows = xml.tag("y:Arrows", source="none", target="standard")
    label = xml.tag("y:EdgeLabel", xml(identity.type.value), textColor=colour, fontSize=9)
    return xml.tag("data", xml.tag("y:PolyLineEdge", style + arrows + label), key="ye")
