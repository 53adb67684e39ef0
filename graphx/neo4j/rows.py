"""What a server returns, as plain values: an entity as its id, a path as its hops, all else as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time

from graphx.errors import QuestionError, did_you_mean
from graphx.model.dataset import Dataset, Document
from graphx.model.vocabulary import ANY_LABEL
from graphx.neo4j.layout import SOURCE
from graphx.neo4j.levels import view_parameters
from graphx.neo4j.library import DATASET, LibraryQuery, Param, ParamType, arguments
from graphx.neo4j.pull import run_on, runs_on
from graphx.questions.frame import default_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphx.graph.view import Lens
    from graphx.neo4j.client import Server

Plain = Any
"""What JSON can hold: null, truth, numbers, text, and lists and objects of these."""


@dataclass(frozen=True)
class RowsAnswer:
    """What a query of the library found, and what it was told."""

    query: LibraryQuery
    parameters: Mapping[str, Plain]
    rows: tuple[tuple[Plain, ...], ...]

    @property
    def may_have_more(self) -> bool:
        """Whether the query's own limit may have cut the rows."""
        return self.query.limit is not None and len(self.rows) >= self.query.limit


def run(
    server: Server,
    query: LibraryQuery,
    given: Sequence[str],
    *,
    dataset: str | None,
    lens: Lens | None,
    seconds: float,
) -> RowsAnswer:
    """Ask a query of the library, within some seconds, about one dataset or all; `given` are `name=value`.

    Raises:
        QuestionError: a parameter is wrong or missing, or names what the server or the dataset does not hold, or what the
            query cannot be about; there is no such dataset, or none.
        ServerError: the server is gone, refuses, or takes longer.
    """
    parameters = arguments(query, given)
    if dataset is not None or not runs_on(server):
        run_on(server, dataset)
    for param in query.params:
        if param.type is ParamType.ID and parameters[param.name] is not None:
            _require(server, param, parameters[param.name], dataset)
    if query.has_dataset:
        parameters[DATASET] = dataset
    if lens is not None:
        parameters |= view_parameters(lens)
    records = server.read(query.text, parameters, seconds=seconds)
    rows = tuple(tuple(plain(record[name]) for name in query.returns) for record in records)
    return RowsAnswer(query, parameters, rows)


_SOURCE_KIND: Final = "source"
_KNOWN: Final = f"""\
CALL () {{
  MATCH (held:{ANY_LABEL}) RETURN held, held.kind AS kind
  UNION ALL
  MATCH (held:{SOURCE}) RETURN held, '{_SOURCE_KIND}' AS kind
}}
WITH held, kind WHERE $id IS NULL OR held.id = $id
RETURN held.id AS id, kind, held.graphx_dataset AS dataset ORDER BY id, dataset"""


def _require(server: Server, param: Param, value: str, dataset: str | None) -> None:
    """Refuse an id that nothing bears, nothing of the dataset, or nothing that the query can be about.

    No rows would read as if there were nothing to find.
    """
    named = f"--param {param.name}={value}"
    held = server.read(_KNOWN, {"id": value})
    fitting = [row for row in held if param.may_name(row["kind"])]
    if any(dataset in {None, row["dataset"]} for row in fitting):
        return
    if not held:
        known = sorted(
            {
                row["id"]
                for row in server.read(_KNOWN, {"id": None})
                if param.may_name(row["kind"]) and dataset in {None, row["dataset"]}
            }
        )
        hint = did_you_mean(value, known, "see `graphx neo4j run find --param text=TEXT`")
        raise QuestionError(f"{named}: nothing on the server has that id", hint)
    if not fitting:
        *most, last = param.kinds
        allowed = f"{', '.join(most)} or {last}" if most else last
        raise QuestionError(f"{named}: it is of kind {held[0]['kind'] or 'unknown'}", f"the query is about: {allowed}")
    there = fitting[0]["dataset"]
    raise QuestionError(f"{named}: the dataset {dataset} does not hold it", f"--dataset {there}" if there else "")


def day_on(server: Server, dataset: str | None) -> str:
    """Return the day that the inputs of a dataset of the server agree on, today (UTC) where they state none.

    Raises:
        QuestionError: they state different days, or it is not clear which dataset is meant.
        ServerError: its last push was interrupted.
    """
    documents = [Document(*json.loads(each)) for each in run_on(server, dataset)["documents"]]
    return default_day(Dataset({}, {}, {}, documents=documents))


def plain(value: object) -> Plain:
    """Return a value of the driver as what JSON can hold.

    An entity is its id, a relationship its type and ends, a path its hops in the names of the reports' own.
    """
    match value:
        case Node():
            return value.get("id", value.get("name", value.element_id))
        case Path():
            return {"start": plain(value.start_node), "hops": _hops(value)}
        case Relationship():
            return _hop(value, plain(value.start_node))
        case Date() | DateTime() | Time() | Duration():
            return value.iso_format()
        case Point():
            return str(value)
        case list() | tuple():
            return [plain(each) for each in value]
        case dict():
            return {key: plain(each) for key, each in value.items()}
    return value


def _hops(path: Path) -> list[Plain]:
    return [
        _hop(relationship, plain(near))
        for near, relationship in zip(path.nodes, path.relationships, strict=False)  # one node more than relationships
    ]


def _hop(relationship: Relationship, near: Plain) -> Plain:
    source, target = plain(relationship.start_node), plain(relationship.end_node)
    return {
        "from": source,
        "type": relationship.type,
        "to": target,
        "key": relationship.get("key"),
        "reverse": source != near,
    }


def words(value: Plain) -> str:
    """Return a value as a cell of a table: nothing for null, a path from left to right."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:g}"
        case list():
            gap = "; " if any(isinstance(each, dict) for each in value) else " "
            return gap.join(words(each) for each in value)
        case {"hops": hops, "start": start}:
            return str(start) + "".join(_arrow(hop) for hop in hops)
        case {"type": _, "from": source}:
            return f"{source}{_arrow(value)}"
        case dict():
            return " ".join(f"{key}={words(each)}" for key, each in value.items())
    return str(value)


def _arrow(hop: Mapping[str, Plain]) -> str:
    if hop["reverse"]:
        return f" <-{hop['type']}- {hop['from']}"
    return f" -{hop['type']}-> {hop['to']}"
