"""Many worlds on one server at once, each a dataset of its own, written in few statements; and how two engines are compared."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from graphx.errors import QuestionError
from graphx.model.vocabulary import Type
from graphx.neo4j.layout import Layout
from graphx.reports.json import to_json
from graphx.reports.spelling import lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graphx.graph.graph import Graph
    from graphx.neo4j.client import Server

Fields = dict[str, Any]

NAMES = frozenset({"id", "from", "to", "source"})
"""Fields that name an entity or a source: ids are unique on a whole server, so each world has its own."""


def prefixed(thing: Any, prefix: str) -> Any:
    """Return a document whose ids begin with a prefix."""
    if isinstance(thing, list):
        return [prefixed(each, prefix) for each in thing]
    if not isinstance(thing, dict):
        return thing
    return {
        name: f"{prefix}{value}"
        if name in NAMES and isinstance(value, str)
        else [f"{prefix}{each}" for each in value]
        if name == "derived_from"
        else value
        if name == "properties"
        else prefixed(value, prefix)
        for name, value in thing.items()
    }


def selector(text: str, prefix: str) -> str:
    """Return a selector of a document whose ids begin with a prefix."""
    terms = []
    for term in text.split(","):
        word, colon, value = term.strip().partition(":")
        named = (
            f"{word}:{prefix}{value}" if word in {"operator", "in"} else term.strip() if colon else f"{prefix}{word}"
        )
        terms.append(named)
    return ",".join(terms)


def put_all(server: Server, graphs: Mapping[str, Graph]) -> None:
    """Write graphs as datasets of these names, as a push of each would leave them; the constraints are there."""
    layouts = [(Layout(graph, name), {"graphx_dataset": name}) for name, graph in graphs.items()]
    server.write(
        "UNWIND $rows AS row CREATE (run:GraphxRun) SET run = row, run.status = 'done'",
        {"rows": [layout.run_properties() for layout, _ in layouts]},
    )

    def rows(of: Callable[[Layout], Iterable[Fields]]) -> list[Fields]:
        return [
            {**row, "fields": {**row["fields"], **stamp, "graphx_run": layout.run}}
            for layout, stamp in layouts
            for row in of(layout)
        ]

    server.write(
        "UNWIND $rows AS row CREATE (source:Source) SET source = row.fields, source.id = row.id",
        {"rows": rows(Layout.sources)},
    )
    server.write(
        "UNWIND $rows AS row CREATE (entity:Entity) SET entity = row.fields, entity.id = row.id, entity:$(row.labels)",
        {"rows": rows(Layout.entities)},
    )
    for verb in Type:
        server.write(
            "UNWIND $rows AS row MATCH (near:Entity {id: row.source}) MATCH (far:Entity {id: row.target}) "
            f"CREATE (near)-[r:{verb}]->(far) SET r = row.fields, r.graphx_id = row.id",
            {"rows": rows(partial(Layout.relations, verb=verb))},
        )


def outcome(ask: Callable[..., Any], *told: Any) -> Any:
    """Return an answer as the JSON that the command line gives, or the words of what is wrong with the question."""
    try:
        return json.loads("\n".join(lines(to_json(ask(*told)))))
    except QuestionError as error:
        return str(error)
