"""Cytoscape JSON: for cytoscape.js and Cytoscape, with positions and a style whose colours are those of every picture.

Source: https://js.cytoscape.org/#notation/elements-json
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphx.model.json_text import json_text
from graphx.model.subgraph import MARKS
from graphx.model.vocabulary import Kind, Type
from graphx.writers.attribute_columns import LOOK, attributes_of_entities, attributes_of_relations
from graphx.writers.document import fields_of, head_of, with_commas
from graphx.writers.looks import LOOKS, RESTRICTED, drawn, line_colour, look_by, paint_of
from graphx.writers.positions import positions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model.subgraph import Subgraph
    from graphx.writers.attributes import Value
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
    yield f' "data": {json_text(head)},'
    yield ' "directed": true,'
    yield ' "multigraph": true,'
    yield ' "elements": {'
    yield '  "nodes": ['
    yield from _listed(_nodes(subgraph))
    yield "  ],"
    yield '  "edges": ['
    yield from _listed(_edges(subgraph))
    yield "  ]"
    yield " },"
    yield ' "style": ['
    yield from _listed(map(json_text, _style()))
    yield " ]"
    yield "}"


def _nodes(subgraph: Subgraph) -> Iterator[str]:
    dataset = subgraph.dataset
    rows = attributes_of_entities(dataset.entities, subgraph.entities).rows(_member, "name", *LOOK, between=", ")
    elements = zip(dataset.entities, positions(subgraph), rows, strict=True)
    for id_, (x, y), (data, name, kind, *found) in elements:
        look = look_by(kind, *found)
        ends = json_text({"id": id_, "value": id_, "label": drawn(name), "look": look})
        yield f'{{"data": {{{data}, {ends[1:]}, "position": {{"x": {x}, "y": {y}}}, "classes": "{kind} {look}"}}'


def _edges(subgraph: Subgraph) -> Iterator[str]:
    dataset = subgraph.dataset
    edges = attributes_of_relations(dataset.relations, subgraph.relations).for_tools()
    rows = edges.rows(_member, MARKS["certainty"], between=", ")
    for number, (identity, (data, certainty)) in enumerate(zip(dataset.relations, rows, strict=True)):
        verb = identity.type.value
        ends = json_text({"id": f"e{number}", "source": identity.source, "target": identity.target, "type": verb})
        yield f'{{"data": {{{data}, {ends[1:]}, "classes": "{verb} {certainty or "certain"}"}}'


def _member(name: str, value: Value) -> str:
    return f"{json_text(name)}: {json_text(value)}"


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


def _listed(values: Iterator[str]) -> Iterator[str]:
    """Yield a line per value, each but the last with a comma."""
    return with_commas(f"   {value}" for value in values)
