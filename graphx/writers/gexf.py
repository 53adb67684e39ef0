"""GEXF 1.3 for Gephi: typed attributes, colours and positions, and every relation's dates as the interval of its edge.

Source: https://gexf.net/1.3/ and its schema
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from graphx.model.dates import period
from graphx.model.subgraph import MARKS
from graphx.writers.attribute_columns import LOOK, attributes_of_entities, attributes_of_relations
from graphx.writers.attributes import as_text
from graphx.writers.document import head_of
from graphx.writers.looks import LOOKS, SURE, line_colour, look_by
from graphx.writers.markup import allowed, escaped, tag
from graphx.writers.positions import positions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from graphx.model.subgraph import Subgraph
    from graphx.writers.attributes import Value
    from graphx.writers.exporter import Lost, Wishes

NAMESPACES: Final = 'xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz"'
TYPES: Final[dict[type, str]] = {bool: "boolean", int: "long", float: "double", str: "string", list: "liststring"}
SIZE: Final = 20.0
LARGE: Final = 32.0


def to_gexf(subgraph: Subgraph, _wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield a GEXF file. Dates known to a month or a year only reach from its first day to its last, and stay as attributes."""
    lost.add(
        "source record (its id stays with the relations)",
        "source records (their ids stay with the relations)",
        len(subgraph.dataset.sources),
    )
    return (allowed(line, lost) for line in _lines(subgraph))


def _lines(subgraph: Subgraph) -> Iterator[str]:
    dataset = subgraph.dataset
    nodes = attributes_of_entities(dataset.entities, subgraph.entities)
    edges = attributes_of_relations(dataset.relations, subgraph.relations).for_tools()
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<gexf {NAMESPACES} version="1.3">'
    head = head_of(dataset)
    told = tag("creator", "graphx") + tag("description", escaped(head.get("title", "")))
    yield tag("meta", told, lastmodifieddate=head.get("as_of"))
    yield '<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">'
    kinds = {"node": nodes.kinds(), "edge": edges.kinds()}
    for element, found in kinds.items():
        inner = "".join(
            tag("attribute", id=f"{element[0]}{number}", title=name, type=TYPES[kind])
            for number, (name, kind) in enumerate(found.items())
        )
        # `class` is a word of Python
        yield tag("attributes", inner, mode="static", **{"class": element})
    of_nodes, of_edges = (_values(element, found) for element, found in kinds.items())
    yield "<nodes>"
    yield from _nodes(subgraph, nodes.rows(of_nodes, "name", *LOOK))
    yield from ("</nodes>", "<edges>")
    yield from _edges(subgraph, edges.rows(of_edges, "since", "until", MARKS["certainty"]))
    yield from ("</edges>", "</graph>", "</gexf>")


def _nodes(subgraph: Subgraph, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    elements = zip(subgraph.dataset.entities, positions(subgraph), rows, strict=True)
    for id_, (x, y), (values, name, kind, *found) in elements:
        colour, size = _drawn(look_by(kind, *found))
        yield (
            f'<node id="{id_}" label="{escaped(name)}"><attvalues>{values}</attvalues>'
            # Gephi's heights grow upwards
            f'{colour}<viz:position x="{x}" y="{-y}" z="0.0"/>{size}</node>'
        )


@cache  # of the few looks; there may be many nodes
def _drawn(name: str) -> tuple[str, str]:
    look = LOOKS[name]
    return _colour(look.colour.fill), tag("viz:size", value=LARGE if look.is_strong or look.is_dashed else SIZE)


def _edges(subgraph: Subgraph, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    elements = zip(subgraph.dataset.relations, rows, strict=True)
    for number, (identity, (values, since, until, certainty)) in enumerate(elements):
        verb, shape = identity.type.value, "" if certainty in SURE else '<viz:shape value="dashed"/>'
        yield (
            f'<edge id="e{number}" source="{identity.source}" target="{identity.target}" kind="{verb}" label="{verb}"'
            f"{_span(since, until)}><attvalues>{values}</attvalues>{_colour(line_colour(identity.type))}{shape}</edge>"
        )


def _span(since: str, until: str) -> str:
    """Return the interval of dates as attributes of an edge."""
    begin, end = interval(since, until)
    return (f' start="{begin}"' if begin else "") + (f' end="{end}"' if end else "")


def interval(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """Return the first and the last day on which a relation may hold; None where it is open. `end` is a day inside."""
    begin = date.fromordinal(period(since).first).isoformat() if since else None
    if not until:
        return begin, None
    first, last = period(until)
    # on the day of `until` a relation is over; in its month or year it may hold to the last
    return begin, date.fromordinal(last if first < last else max(last - 1, 1)).isoformat()


def _values(element: str, found: Iterable[str]) -> Callable[[str, Value], str]:
    """Return what writes an attribute of an element by its number."""
    numbers = {name: f"{element[0]}{number}" for number, name in enumerate(found)}
    return lambda name, value: f'<attvalue for="{numbers[name]}" value="{escaped(as_text(value))}"/>'


@cache  # of the few
def _colour(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
