"""Cytoscape JSON: for cytoscape.js and Cytoscape, with positions and a style whose colours are those of every picture.

Source: https://js.cytoscape.org/#notation/elements-json
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from graphx.model.vocabulary import Kind, Type
from graphx.writers.attributes import for_tools, of_entity, of_relation
from graphx.writers.document import fields_of, head_of
from graphx.writers.looks import LOOKS, RESTRICTED, drawn, line_colour, look_of, paint_of
from graphx.writers.positions import positions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model.subgraph import Subgraph
    from graphx.writers.exporter import Lost, Wishes

SHAPES: Final = {
    Kind.SITE: "pentagon",
    Kind.NETWORK: "hexagon",
    Kind.COMPONENT: "rectangle",
    Kind.ORGANIZATION: "round-rectangle",
    Kind.RESTRICTION: "cut-rectangle",
    Kind.JURISDICTION: "ellipse",
}


def to_cytoscape(subgraph: Subgraph, _wishes: Wishes, _lost: Lost) -> Iterator[str]:
    """Yield the JSON of a graph: `data` (title, day, sources), `elements` and `style`, an element to a line."""
    dataset = subgraph.dataset
    head = {**head_of(dataset), "sources": [fields_of(source) for source in dataset.sources.values()]}
    yield "{"
    yield f' "data": {_json(head)},'
    yield ' "directed": true,'
    yield ' "multigraph": true,'
    yield ' "elements": {'
    yield '  "nodes": ['
    places = positions(subgraph)
    yield from _listed(_node(subgraph, name, places[name]) for name in dataset.entities)
    yield "  ],"
    yield '  "edges": ['
    yield from _listed(_edges(subgraph))
    yield "  ]"
    yield " },"
    yield ' "style": ['
    yield from _listed(_style())
    yield " ]"
    yield "}"


def _node(subgraph: Subgraph, name: str, place: tuple[float, float]) -> dict[str, Any]:
    entity, mark = subgraph.dataset.entities[name], subgraph.entities.get(name)
    look = look_of(entity, mark)
    data = {**of_entity(entity, mark), "id": name, "value": name, "label": drawn(entity.name), "look": look}
    return {"data": data, "position": {"x": place[0], "y": place[1]}, "classes": f"{entity.kind} {look}"}


def _edges(subgraph: Subgraph) -> Iterator[dict[str, Any]]:
    for number, (identity, relation) in enumerate(subgraph.dataset.relations.items()):
        mark = subgraph.relations.get(identity)
        ends = {"id": f"e{number}", "source": identity.source, "target": identity.target, "type": identity.type.value}
        attributes = for_tools(of_relation(relation, mark))
        certain = "certain" if mark is None else mark.certainty
        yield {"data": {**attributes, **ends}, "classes": f"{identity.type.value} {certain}"}


def _style() -> Iterator[dict[str, Any]]:
    common = {"label": "data(label)", "width": 150, "height": 44, "text-valign": "center", "text-wrap": "wrap"}
    yield {"selector": "node", "style": {**common, "text-max-width": 140, "font-size": 10, "border-width": 1}}
    for kind in Kind:
        yield {"selector": f"node.{kind}", "style": {"shape": SHAPES[kind]}}
    # of several rules that fit the last one counts, so that kinds stand before findings
    for name, look in sorted(LOOKS.items(), key=lambda each: each[0] not in list(Kind)):
        style: dict[str, Any] = {
            "background-color": paint_of(name).fill,
            "border-color": paint_of(name).edge,
            "color": paint_of(name).words,
        }
        if look.is_strong:
            style |= {"border-width": 4, "border-style": "double"}
        if name in RESTRICTED:
            style |= {"shape": "octagon"}
        if look.is_dashed:
            style |= {"border-width": 2, "border-style": "dashed"}
        yield {"selector": f"node.{name}", "style": style}
    arrow = {
        "label": "data(type)",
        "font-size": 7,
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        "width": 1,
    }
    yield {"selector": "edge", "style": arrow}
    for verb in Type:
        colour = line_colour(verb)
        style = {"line-color": colour, "target-arrow-color": colour, "color": colour}
        yield {"selector": f"edge.{verb.value}", "style": style}
    yield {"selector": "edge.possible", "style": {"line-style": "dashed"}}


def _listed(values: Iterator[Any]) -> Iterator[str]:
    """Yield a line per value, each but the last with a comma."""
    waiting = None
    for value in values:
        if waiting is not None:
            yield f"{waiting},"
        waiting = f"   {_json(value)}"
    if waiting is not None:
        yield waiting


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
