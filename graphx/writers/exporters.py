"""Every format that a subgraph is exported to, in a visible table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.writers import WRITERS
from graphx.writers.backstage import to_backstage
from graphx.writers.bods import to_bods
from graphx.writers.cypher import to_cypher
from graphx.writers.cytoscape import to_cytoscape
from graphx.writers.dot import to_dot
from graphx.writers.exporter import Exporter, Lost, Wishes
from graphx.writers.ftm import to_ftm
from graphx.writers.gexf import to_gexf
from graphx.writers.graphml import to_graphml
from graphx.writers.mermaid import to_mermaid
from graphx.writers.opengraph import to_opengraph
from graphx.writers.settled import settled
from graphx.writers.svg import to_svg
from graphx.writers.tables import to_parquet, to_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graphx.model.dataset import Dataset
    from graphx.model.subgraph import Subgraph
    from graphx.writers.exporter import File, LineWriter


def _document(write: Callable[[Dataset], Iterable[str]]) -> LineWriter:
    def lines(subgraph: Subgraph, _wishes: Wishes, lost: Lost) -> Iterator[str]:
        yield from write(settled(subgraph, lost))

    return lines


def _csv(subgraph: Subgraph, wishes: Wishes, lost: Lost) -> Iterator[File]:
    return to_tables(settled(subgraph, lost), wishes.cells)


def _parquet(subgraph: Subgraph, _wishes: Wishes, lost: Lost) -> Iterator[File]:
    return to_parquet(settled(subgraph, lost))


_DOCUMENTS: Final[dict[str, LineWriter]] = {ending: _document(write) for ending, write in WRITERS.items()}

_CELLS: Final = frozenset({"cells"})
_BOXES: Final = frozenset({"max_nodes"})

EXPORTERS: Final[dict[str, Exporter]] = {
    "graphx": Exporter(
        "a document, as the ending says, or a folder of CSV tables: to ask again", _DOCUMENTS, _csv, _CELLS
    ),
    "jsonl": Exporter("a record per line, lossless: to stream and to search", {".jsonl": _DOCUMENTS[".jsonl"]}),
    "csv": Exporter("a folder of CSV tables, lossless: for spreadsheets and databases", {}, _csv, _CELLS),
    "parquet": Exporter("a folder of Parquet tables, lossless: for DuckDB, pandas and Spark", {}, _parquet),
    "svg": Exporter("a drawing for a page of A4 or A3 on its side", {".svg": to_svg}, heeded=_BOXES),
    "dot": Exporter("Graphviz", {".dot": to_dot, ".gv": to_dot}, heeded=_BOXES),
    "mermaid": Exporter("Mermaid, for pages of Markdown", {".mmd": to_mermaid, ".mermaid": to_mermaid}, heeded=_BOXES),
    "graphml": Exporter(
        "GraphML for networkx, igraph and Gephi; --flavour yed for yEd",
        {".graphml": to_graphml},
        heeded=frozenset({"flavour"}),
    ),
    "gexf": Exporter("GEXF 1.3 for Gephi, with dates, colours and positions", {".gexf": to_gexf}),
    "cytoscape": Exporter(
        "JSON for cytoscape.js and Cytoscape, with a style", {".json": to_cytoscape, ".cyjs": to_cytoscape}
    ),
    "cypher": Exporter("a script for Neo4j 5 that may be run again", {".cypher": to_cypher, ".cql": to_cypher}),
    "opengraph": Exporter("BloodHound OpenGraph JSON", {".json": to_opengraph}),
    "backstage": Exporter("a catalogue of Backstage, and the way back", {".yaml": to_backstage, ".yml": to_backstage}),
    "ftm": Exporter(
        "FollowTheMoney JSON lines: parties, stakes, listings", {".json": to_ftm, ".ijson": to_ftm, ".jsonl": to_ftm}
    ),
    "bods": Exporter("BODS 0.4 JSON: who owns whom", {".json": to_bods}),
}
"""Every format that a subgraph is exported to."""
