"""GraphML, element by element: the graph, its nodes and its edges, each with the values of its keys by their names.

Source: http://graphml.graphdrawing.org; ports are not read, and what a hyperedge means is left to who asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.sheets.layout import free_name
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
    """Return the elements of a GraphML file, read one by one; what its graph says of itself is one, and comes when its last value is read.

    Raises:
        InvalidInputError: it is no whole XML, or no GraphML.
    """
    return _elements(file, _Keys())


def _elements(file: SourceFile, keys: _Keys) -> Iterator[GraphElement]:
    """Yield the same, and take the keys that are declared on the way."""
    graph: dict[str, str] = {}
    begins: Place | None = None
    is_empty = True
    for where, element in xml_records(file, {"key", "data", "node", "edge", "hyperedge"}):
        is_empty = False
        if element.tag == "key":
            keys.take(element)
        elif element.tag == "data":
            begins = begins or where
            graph[keys.name("graph", element)] = _text(element)
        else:
            for each in element.iter():  # a node may hold a graph of its own
                if each.tag in {"node", "edge", "hyperedge"}:
                    own = {f"@{name}": value for name, value in each.attrib.items()}
                    values = {keys.name(each.tag, data): _text(data) for data in each.iterfind("data")}
                    yield GraphElement(each.tag, where, own | keys.defaults[each.tag] | values)
    if begins:
        yield GraphElement("graph", begins, keys.defaults["graph"] | graph)
    if is_empty:
        raise InvalidInputError([Problem(Place(file.name), "it holds no node and no edge", "is it GraphML?")])


def graphml_columns(file: SourceFile, kind: str) -> list[str]:
    """Return the columns of the nodes or the edges: every key that is declared for them, and whatever else occurs."""
    keys, occurring = _Keys(), dict[str, None]()
    for element in _elements(file, keys):
        if element.kind == kind:
            occurring |= dict.fromkeys(element.values)
    declared = (name for (of, _), name in keys.names.items() if of == kind)
    return list(dict.fromkeys(declared) | occurring)


class _Keys:
    """The keys that are declared so far: by which name each is a column of nodes or of edges, and what stands for one that is absent."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, str], str] = {}
        self.defaults: dict[str, dict[str, str]] = {kind: {} for kind in ELEMENTS}

    def take(self, key: Element) -> None:
        """Take a key; one that is called as another of the same elements is told apart by a number."""
        of, number = key.get("for", "all"), key.get("id", "")
        for kind in ELEMENTS if of == "all" else (of,):
            taken = {name for (other, _), name in self.names.items() if other == kind}
            name = free_name(key.get("name") or key.get("attr.name") or number, taken)
            self.names[kind, number] = name
            if (default := key.find("default")) is not None and kind in self.defaults:
                self.defaults[kind][name] = _text(default)

    def name(self, kind: str, data: Element) -> str:
        """Return the name of the key of a value."""
        number = data.get("key", "")
        return self.names.get((kind, number), number)


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()
