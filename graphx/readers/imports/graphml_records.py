"""GraphML, element by element: the graph, its nodes and its edges, each with the values of its keys by their names.

Source: http://graphml.graphdrawing.org; what a hyperedge means is left to who asks.
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

IN_GRAPH: Final = ("node", "edge", "hyperedge")
ELEMENTS: Final = ("graph", *IN_GRAPH)
ID, SOURCE, TARGET, DIRECTED, WITHIN, PORTS = "@id", "@source", "@target", "@directed", "@within", "@ports"
"""The columns that are the element's own; a key may be called `id` as well.

`@directed` is `false` also where it is the graph that says so, `@within` is the node in whose graph the element lies,
and `@ports` are the names of a node's ports, with commas between them."""


class GraphElement(NamedTuple):
    """A graph, a node, an edge or a hyperedge; `values` holds its attributes behind an at sign, and its keys."""

    kind: str
    where: Place
    values: dict[str, str]
    lost: str = ""
    """What else it says, and has no column."""

    @property
    def is_directed(self) -> bool:
        """Whether its ends cannot be exchanged."""
        return self.values.get(DIRECTED) not in UNDIRECTED


UNDIRECTED: Final = frozenset({"false", "0"})
_UNSAID: Final = "undirected"
"""What a graph is that does not say it, though the standard wants it to: no direction is made up."""


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
    edgedefault = _UNSAID
    for where, element in xml_records(file, {"key", "data", *IN_GRAPH}, around={"graph"}):
        if element.tag == "graph":
            edgedefault = element.get("edgedefault", _UNSAID)
            continue
        is_empty = False
        if element.tag == "key":
            keys.take(element)
        elif element.tag == "data":
            begins = begins or where
            graph[keys.name("graph", element)] = _text(element)
        else:
            yield from _with_inner(element, where, keys, edgedefault)
    if begins:
        yield GraphElement("graph", begins, keys.defaults["graph"] | graph)
    if is_empty:
        raise InvalidInputError([Problem(Place(file.name), "it holds no node and no edge", "is it GraphML?")])


def _with_inner(
    element: Element, where: Place, keys: _Keys, edgedefault: str, within: str | None = None
) -> Iterator[GraphElement]:
    """Yield an element, and those of the graphs in it."""
    kind, ports, graphs = element.tag, element.findall("port"), element.findall("graph")
    own = {} if within is None else {WITHIN: within}
    own |= {DIRECTED: "false"} if kind == "edge" and edgedefault != "directed" else {}
    own |= {f"@{name}": value for name, value in element.attrib.items()}
    own |= {PORTS: ", ".join(port.get("name", "") for port in ports)} if ports else {}
    values = {keys.name(kind, data): _text(data) for data in element.iterfind("data")}
    lost = [f"port {port.get('name', '')}" for port in ports if len(port)]
    lost += ["the graph in it" for graph in graphs if graph.find("data") is not None]
    told = f"what {' and '.join(lost)} says of itself is not read" if lost else ""
    yield GraphElement(kind, where, own | keys.defaults[kind] | values, told)
    for graph in graphs:
        for each in graph:
            if each.tag in IN_GRAPH:
                own_default = graph.get("edgedefault", edgedefault)
                yield from _with_inner(each, where, keys, own_default, element.get("id", ""))


class GraphColumns(NamedTuple):
    """The columns of the nodes or the edges, and what the graph says of itself, which is in no column."""

    columns: list[str]
    of_graph: list[str]


def graphml_columns(file: SourceFile, kind: str) -> GraphColumns:
    """Return the columns of the nodes or the edges: every key that is declared for them, and whatever else occurs."""
    keys, occurring = _Keys(), dict[str, None]()
    of_graph: list[str] = []
    for element in _elements(file, keys):
        if element.kind == kind:
            occurring |= dict.fromkeys(element.values)
        elif element.kind == "graph":
            of_graph = list(element.values)
    declared = (name for (of, _), name in keys.names.items() if of == kind)
    return GraphColumns(list(dict.fromkeys(declared) | occurring), of_graph)


class _Keys:
    """The keys that are declared so far: by which name each is a column of nodes or of edges, and what stands for one that is absent."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, str], str] = {}
        self.defaults: dict[str, dict[str, str]] = {kind: {} for kind in ELEMENTS}

    def take(self, key: Element) -> None:
        """Take a key; one that is called as another of the same elements is told apart by a number.

        What yEd draws has no name, but says what it is: `nodegraphics`, in which the label stands.
        """
        of, number = key.get("for", "all"), key.get("id", "")
        for kind in ELEMENTS if of == "all" else (of,):
            taken = {name for (other, _), name in self.names.items() if other == kind}
            called = key.get("name") or key.get("attr.name") or key.get("yfiles.type") or number
            name = free_name(called, taken)
            self.names[kind, number] = name
            if (default := key.find("default")) is not None and kind in self.defaults:
                self.defaults[kind][name] = _text(default)

    def name(self, kind: str, data: Element) -> str:
        """Return the name of the key of a value."""
        number = data.get("key", "")
        return self.names.get((kind, number), number)


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()
