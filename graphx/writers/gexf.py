"""GEXF 1.3 for Gephi: typed attributes, colours and positions, and every relation's dates as the interval of its edge.

Source: https://gexf.net/1.3/ and its schema
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from graphx.model.dates import period
from graphx.writers.attributes import Attributes, as_text, columns, for_tools, of_entity, of_relation
from graphx.writers.document import head_of
from graphx.writers.looks import LOOKS, line_colour, look_of
from graphx.writers.markup import Markup
from graphx.writers.positions import positions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model.records import Relation
    from graphx.model.subgraph import Subgraph
    from graphx.writers.exporter import Lost, Wishes

NAMESPACES: Final = 'xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz"'
TYPES: Final[dict[type, str]] = {bool: "boolean", int: "long", float: "double", str: "string", list: "liststring"}
SIZE: Final = 20.0
LARGE: Final = 32.0


def to_gexf(subgraph: Subgraph, _wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield a GEXF file. Dates known to a month or a year only reach from its first day to its last, and stay as attributes."""
    dataset = subgraph.dataset
    xml = Markup(lost)
    nodes = {name: of_entity(entity, subgraph.entities.get(name)) for name, entity in dataset.entities.items()}
    edges = [
        for_tools(of_relation(relation, subgraph.relations.get(identity)))
        for identity, relation in dataset.relations.items()
    ]
    lost.add(
        "source record (its id stays with the relations)",
        "source records (their ids stay with the relations)",
        len(dataset.sources),
    )
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<gexf {NAMESPACES} version="1.3">'
    head = head_of(dataset)
    told = xml.tag("creator", "graphx") + xml.tag("description", xml(head.get("title", "")))
    yield xml.tag("meta", told, lastmodifieddate=head.get("as_of"))
    yield '<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">'
    numbers = {}
    for element, rows in (("node", nodes.values()), ("edge", edges)):
        found = columns(rows)
        numbers[element] = {name: f"{element[0]}{at}" for at, name in enumerate(found)}
        inner = "".join(
            xml.tag("attribute", id=numbers[element][name], title=name, type=TYPES[kind])
            for name, kind in found.items()
        )
        # `class` is a word of Python
        yield xml.tag("attributes", inner, mode="static", **{"class": element})
    yield "<nodes>"
    yield from _nodes(subgraph, nodes, numbers["node"], xml)
    yield from ("</nodes>", "<edges>")
    yield from _edges(subgraph, edges, numbers["edge"], xml)
    yield from ("</edges>", "</graph>", "</gexf>")


def _nodes(subgraph: Subgraph, nodes: dict[str, Attributes], numbers: dict[str, str], xml: Markup) -> Iterator[str]:
    places = positions(subgraph)
    for name, attributes in nodes.items():
        entity = subgraph.dataset.entities[name]
        look = LOOKS[look_of(entity, subgraph.entities.get(name))]
        x, y = places[name]
        viz = (
            _colour(look.colour.fill)
            # Gephi's heights grow upwards
            + xml.tag("viz:position", x=x, y=-y, z="0.0")
            + xml.tag("viz:size", value=LARGE if look.is_strong or look.is_dashed else SIZE)
        )
        yield xml.tag("node", _values(attributes, numbers, xml) + viz, id=name, label=entity.name)


def _edges(subgraph: Subgraph, edges: list[Attributes], numbers: dict[str, str], xml: Markup) -> Iterator[str]:
    relations = subgraph.dataset.relations.items()
    for number, ((identity, relation), attributes) in enumerate(zip(relations, edges, strict=True)):
        begin, end = interval(relation)
        mark = subgraph.relations.get(identity)
        shape = "" if mark is None or mark.certainty == "certain" else xml.tag("viz:shape", value="dashed")
        yield xml.tag(
            "edge",
            _values(attributes, numbers, xml) + _colour(line_colour(identity.type)) + shape,
            id=f"e{number}",
            source=identity.source,
            target=identity.target,
            kind=identity.type.value,
            label=identity.type.value,
            start=begin,
            end=end,
        )


def interval(relation: Relation) -> tuple[str | None, str | None]:
    """Return the first and the last day on which a relation may hold; None where it is open. `end` is a day inside."""
    begin = date.fromordinal(period(relation.since).first).isoformat() if relation.since else None
    if not relation.until:
        return begin, None
    first, last = period(relation.until)
    # on the day of `until` a relation is over; in its month or year it may hold to the last
    return begin, date.fromordinal(last if first < last else max(last - 1, 1)).isoformat()


def _values(attributes: Attributes, numbers: dict[str, str], xml: Markup) -> str:
    inner = "".join(
        xml.tag("attvalue", **{"for": numbers[key]}, value=as_text(value)) for key, value in attributes.items()
    )
    return xml.tag("attvalues", inner)


def _colour(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
