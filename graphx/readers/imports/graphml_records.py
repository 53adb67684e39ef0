"""GraphML, element by element: the graph, its nodes and its edges, each with the values of its keys by their names.

Source: http://graphml.graphdrawing.org; ports are not read, and what a hyperedge means is left to who asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.xml_records import xml_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from graphx.readers.imports.files import SourceFile

ELEMENTS: Final = ("graph", "node", "edge", "hyperedge")
ID, SOURCE, TARGET, DIRECTED = "@id", "@source", "@target", "@directed"
"""The columns that are the element's own; a key may be called `id` as well."""


class GraphElement(NamedTuple):
    """A graph, a node, an edge or a hyperedge; `values` holds its attributes behind an at sign, and its keys."""

    kind: str
    where: Place
    values: dict[str, str]


def graphml_records(file: SourceFile) -> Iterator[GraphElement]:
    """Yield the elements of a GraphML file; what its graph says of itself is one, and comes when its last value is read.

    Raises:
        InvalidInputError: it is no whole XML, or no GraphML.
    """
    names: dict[tuple[str, str], str] = {}
    defaults: dict[str, dict[str, str]] = {kind: {} for kind in ELEMENTS}
    graph: dict[str, str] = {}
    begins: Place | None = None
    is_empty = True
    for where, element in xml_records(file, {"key", "data", "node", "edge", "hyperedge"}):
        is_empty = False
        if element.tag == "key":
            _take_key(element, names, defaults)
        elif element.tag == "data":
            begins = begins or where
            graph[_name(element, "graph", names)] = _text(element)
        else:
            for each in element.iter():  # a node may hold a graph of its own
                if each.tag in {"node", "edge", "hyperedge"}:
                    own = {f"@{name}": value for name, value in each.attrib.items()}
                    values = {_name(data, each.tag, names): _text(data) for data in each.iterfind("data")}
                    yield GraphElement(each.tag, where, own | defaults[each.tag] | values)
    if begins:
        yield GraphElement("graph", begins, defaults["graph"] | graph)
    if is_empty:
        raise InvalidInputError([Problem(Place(file.name), "it holds no node and no edge", "is it GraphML?")])


def _take_key(key: Element, names: dict[tuple[str, str], str], defaults: dict[str, dict[str, str]]) -> None:
    of, number = key.get("for", "all"), key.get("id", "")
    for kind in ELEMENTS if of == "all" else (of,):
        names[kind, number] = key.get("name") or key.get("attr.name") or number
        if (default := key.find("default")) is not None and kind in defaults:
            defaults[kind][names[kind, number]] = _text(default)


def _name(data: Element, kind: str, names: dict[tuple[str, str], str]) -> str:
    number = data.get("key", "")
    return names.get((kind, number), number)


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()
