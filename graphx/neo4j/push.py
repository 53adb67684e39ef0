"""A dataset onto a server: constraints, then rows in sorted batches, and what is gone from the input only at the very end.

Every step gives the same when it is done twice, and the run's node says `running` until all are done: who was interrupted
at any commit pushes again, and ends with the same graph. What graphx did not write is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import ServerError
from graphx.model.batches import batches
from graphx.model.vocabulary import Type
from graphx.neo4j.layout import (
    EXPOSURE,
    OWN_ENTITY_KEYS,
    OWN_LABELS,
    OWN_RELATION_KEYS,
    OWN_SOURCE_KEYS,
    SOURCE,
    Layout,
    Progress,
    constraints,
)
from graphx.neo4j.removal import remove_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from neo4j import Record

    from graphx.graph.graph import Graph
    from graphx.neo4j.client import Server
    from graphx.neo4j.layout import Properties

BATCH: Final = 5000
"""Rows per transaction: more is hardly faster, and takes the server more memory."""


class Status(StrEnum):
    """How far the last push of a dataset came."""

    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the server holds now, and what the push changed."""

    dataset: str
    run: str
    entities: int
    relations: int
    sources: int
    added_entities: int
    added_relations: int
    removed_entities: int
    removed_relations: int
    kept: int
    """Entities gone from the input that relations of others hold: they stay, and bear nothing of graphx but id and name."""


def _change(found_by: str) -> str:
    """Return how to write what graphx states, and take away what it stated before and does not now; others' properties stay.

    `found_by` is the key by which an element is found, which stays.
    """
    return f"""\
WITH element, row,
     [key IN keys(element) WHERE row.fields[key] IS NULL AND $stamp[key] IS NULL AND key <> '{found_by}'
       AND (key STARTS WITH 'graphx_' OR key IN $own OR key IN coalesce(element.graphx_keys, []))] AS gone
SET element += row.fields, element += $stamp
FOREACH (key IN gone | SET element[key] = null)"""


_ENTITIES: Final = f"""\
UNWIND $rows AS row
MERGE (element:Entity {{id: row.id}}) ON CREATE SET element.graphx_dataset = $dataset
WITH element, row WHERE element.graphx_dataset = $dataset
{_change("id")}
WITH element, row, [label IN labels(element) WHERE label IN $labels AND NOT label IN row.labels] AS lost
SET element:$(row.labels)
REMOVE element:$(lost)"""

_SOURCES: Final = f"""\
UNWIND $rows AS row
MERGE (element:{SOURCE} {{graphx_dataset: $dataset, id: row.id}})
{_change("id")}"""


def _relations(verb: Type) -> str:
    return f"""\
UNWIND $rows AS row
MATCH (source:Entity {{id: row.source}}) WHERE source.graphx_dataset = $dataset
MATCH (target:Entity {{id: row.target}}) WHERE target.graphx_dataset = $dataset
MERGE (source)-[element:{verb.value} {{graphx_id: row.id}}]->(target)
{_change("graphx_id")}"""


_STRANGERS: Final = """\
UNWIND $ids AS id
MATCH (entity:Entity {id: id}) WHERE entity.graphx_dataset IS NULL OR entity.graphx_dataset <> $dataset
RETURN entity.id AS id, entity.graphx_dataset AS dataset ORDER BY id"""

_BEGIN: Final = """\
MERGE (run:GraphxRun {graphx_dataset: $dataset})
SET run.status = $status, run += $fields"""

_END: Final = """\
MATCH (run:GraphxRun {graphx_dataset: $dataset}) SET run.status = $status"""


_ANY_TYPE: Final = "|".join(sorted(Type))
_STALE: Final = "(element.graphx_run IS NULL OR element.graphx_run <> $run)"
_OWN_ENTITY: Final = "MATCH (element:Entity) WHERE element.graphx_dataset = $dataset"
_OWN_RELATION: Final = f"MATCH ()-[element:{_ANY_TYPE}]->() WHERE element.graphx_dataset = $dataset"
_STALE_RELATIONS: Final = f"""\
{_OWN_RELATION} AND {_STALE}
RETURN type(element) AS type, element.graphx_id AS id ORDER BY type, id"""


def _stale_relation(verb: Type) -> str:
    return f"""\
UNWIND $ids AS id
MATCH ()-[element:{verb.value} {{graphx_id: id}}]->() WHERE element.graphx_dataset = $dataset AND {_STALE}
DELETE element"""


def push(
    server: Server,
    graph: Graph,
    name: str,
    *,
    batch: int = BATCH,
    told: Callable[[Progress], None] = lambda _: None,
) -> Pushed:
    """Make the server hold a graph as its dataset of a name, and nothing else under that name.

    Raises:
        QuestionError: a property cannot be held; nothing was written.
        ServerError: the server is gone or refuses, or somebody else holds an entity of that id. What was written stays, nothing was
            removed, and pushing again completes it.
    """
    return _Push(server, Layout(graph, name, told=told), name, batch, told).run()


@dataclass
class _Push:
    server: Server
    layout: Layout
    name: str
    batch: int
    told: Callable[[Progress], None]

    def run(self) -> Pushed:
        dataset = self.layout.dataset
        known = {row["name"] for row in self.server.read("SHOW CONSTRAINTS YIELD name")}
        for constraint, statement in constraints().items():
            if constraint not in known:
                self.server.write(statement)
        self._refuse_strangers()
        before = self._counts()
        self._write(_BEGIN, status=Status.RUNNING, fields=self.layout.run_properties())
        self._put_all()
        self._verify()
        removed_relations = self._remove_relations()
        self._remove_nodes(EXPOSURE)
        removed, kept = self._remove_nodes("Entity")
        self._remove_nodes(SOURCE)
        self._write(_END, status=Status.DONE)
        return Pushed(
            self.name,
            self.layout.run,
            len(dataset.entities),
            len(dataset.relations),
            len(dataset.sources),
            added_entities=len(dataset.entities) - (before[0] - removed - kept),
            added_relations=len(dataset.relations) - (before[1] - removed_relations),
            removed_entities=removed,
            removed_relations=removed_relations,
            kept=kept,
        )

    def _refuse_strangers(self) -> None:
        """Write nothing where an id is somebody else's: two datasets cannot both hold an entity."""
        for ids in batches(self.layout.graph.ids, self.batch):
            strangers = self._read(_STRANGERS, ids=ids)
            if strangers:
                first = strangers[0]
                owner = f"the dataset {first['dataset']}" if first["dataset"] else "somebody other than graphx"
                more = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
                raise ServerError(
                    self.server.settings.uri,
                    f"the entity {first['id']}{more} belongs to {owner} there; nothing was written",
                    "push all inputs together, or replace that dataset by naming it with --dataset, or use another database",
                )

    def _counts(self, condition: str = "") -> tuple[int, int]:
        entities, relations = (
            self._read(f"{mine}{condition} RETURN count(element) AS count")[0]["count"]
            for mine in (_OWN_ENTITY, _OWN_RELATION)
        )
        return entities, relations

    def _put_all(self) -> None:
        dataset, layout = self.layout.dataset, self.layout
        self._put("sources", _SOURCES, layout.sources(), (0, len(dataset.sources)), own=OWN_SOURCE_KEYS)
        self._put(
            *("entities", _ENTITIES, layout.entities(), (0, len(dataset.entities))),
            own=OWN_ENTITY_KEYS,
            labels=OWN_LABELS,
        )
        done = 0
        for verb in sorted(Type):
            span = (done, len(dataset.relations))
            done = self._put("relations", _relations(verb), layout.relations(verb), span, own=OWN_RELATION_KEYS)

    def _put(
        self,
        what: str,
        statement: str,
        rows: Iterable[Properties],
        span: tuple[int, int],
        **parameters: Sequence[str],
    ) -> int:
        """Write rows in batches, and return how many of their kind are written now, those of earlier types included."""
        done, total = span
        for group in batches(rows, self.batch):
            self._write(statement, rows=group, stamp=self.layout.stamp, **parameters)
            done += len(group)
            self.told(Progress(what, done, total))
        return done

    def _verify(self) -> None:
        """Remove nothing unless all that was to be written is there: somebody else may be writing as well."""
        expected = (len(self.layout.dataset.entities), len(self.layout.dataset.relations))
        if self._counts(" AND element.graphx_run = $run") != expected:
            raise ServerError(
                self.server.settings.uri,
                f"somebody else changed the dataset {self.name} meanwhile; nothing was removed",
                "push again when they are done",
            )

    def _remove_relations(self) -> int:
        stale = self._read(_STALE_RELATIONS)
        for verb, rows in groupby(stale, key=itemgetter("type")):
            for ids in batches((row["id"] for row in rows), self.batch):
                self._write(_stale_relation(Type(verb)), ids=ids)
        return len(stale)

    def _remove_nodes(self, label: str) -> tuple[int, int]:
        """Remove what is gone from the input; return how many went, and how many others' relations hold."""
        mine = f"MATCH (element:{label}) WHERE element.graphx_dataset = $dataset AND {_STALE}"
        stale = [row["id"] for row in self._read(f"{mine} RETURN element.id AS id ORDER BY id")]
        named = {"dataset": self.name, "run": self.layout.run}
        kept = remove_nodes(self.server, label, _STALE, stale, named, self.batch)
        return len(stale) - kept, kept

    def _write(self, statement: str, **parameters: Any) -> None:  # noqa: ANN401  # why: what a statement takes
        self.server.write(statement, {"dataset": self.name, "run": self.layout.run, **parameters})

    def _read(self, statement: str, **parameters: Any) -> list[Record]:  # noqa: ANN401  # why: as above
        return self.server.read(statement, {"dataset": self.name, "run": self.layout.run, **parameters})
