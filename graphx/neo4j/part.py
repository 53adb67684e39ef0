"""The part of a dataset that a question needs, read from a server record by record and asked in memory as any graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphx.graph.graph import Graph
from graphx.model.records import Identity
from graphx.model.vocabulary import ANY_LABEL, Type
from graphx.neo4j.layout import SOURCE, dataset_of, relation_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphx.neo4j.client import Server

Held = dict[str, Any]

_RECORD: Final = ".graphx_record, .graphx_places"
_ENTITY: Final = f"RETURN entity {{{_RECORD}, .id, .graphx_complete, .graphx_complete_until}} AS held"
_RELATION: Final = (
    f"RETURN r {{{_RECORD}, .graphx_id, .graphx_claim_places, .graphx_claim_source, .key, "
    "type: type(r), source: near.id, target: far.id} AS held"
)
_ENTITIES: Final = f"MATCH (entity:{ANY_LABEL}) WHERE entity.graphx_dataset = $dataset AND entity.id IN $ids {_ENTITY}"
_SOURCES: Final = (
    f"MATCH (source:{SOURCE}) WHERE source.graphx_dataset = $dataset AND source.id IN $ids "
    "RETURN source {.graphx_record, .id, .derived_from} AS held"
)


class Part:
    """Records taken from one dataset of a server, each once."""

    def __init__(self, server: Server, run: Mapping[str, Any], parameters: Mapping[str, Any], seconds: float) -> None:
        """Take nothing yet; `parameters` are those of the view, `seconds` how long the server may work on one statement."""
        self.dataset: str = run["graphx_dataset"]
        self._server = server
        self._run = run
        self._parameters = {**parameters, "dataset": self.dataset}
        self._seconds = seconds
        self._entities: dict[str, Held] = {}
        self._relations: dict[str, Held] = {}
        self._sources: dict[str, Held] = {}
        self._sought: set[str] = set()

    def read(self, statement: str, **parameters: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401  # why: what a statement takes
        """Return the rows of a statement that knows the dataset and the view.

        Raises:
            ServerError: the server is gone, refuses or takes too long.
        """
        rows: list[Mapping[str, Any]] = list(
            self._server.read(statement, self._parameters | parameters, seconds=self._seconds)
        )
        return rows

    def take_entities(self, condition: str = "true", **parameters: Any) -> int:  # noqa: ANN401  # why: as above
        """Take the entities that fulfil a condition on `entity`, and return how many these are."""
        match = f"MATCH (entity:{ANY_LABEL}) WHERE entity.graphx_dataset = $dataset AND {condition}"
        held = [row["held"] for row in self.read(f"{match} {_ENTITY}", **parameters)]
        self._entities |= {each["id"]: each for each in held}
        return len(held)

    def take_ids(self, ids: Iterable[str]) -> None:
        """Take entities by their ids; who is not there is left out."""
        wanted = sorted(set(ids) - self._entities.keys())
        if wanted:
            self._entities |= {row["held"]["id"]: row["held"] for row in self.read(_ENTITIES, ids=wanted)}

    def take_relations(self, match: str, ending: str = "", **parameters: Any) -> set[Type]:  # noqa: ANN401  # why: as above
        """Take the relations `r` from `near` to `far` that a MATCH finds, and return of which types these are."""
        held = [row["held"] for row in self.read(f"{match} {_RELATION} {ending}".rstrip(), **parameters)]
        self._relations |= {each["graphx_id"]: each for each in held}
        return {Type(each["type"]) for each in held}

    def take_elements(self, elements: Iterable[str]) -> None:
        """Take relations by the ids that the server itself gives them: it finds those of all types at once."""
        wanted = sorted(elements)
        if wanted:
            match = "MATCH (near)-[r]->(far) WHERE elementId(r) IN $elements AND r.graphx_dataset = $dataset"
            self.take_relations(match, elements=wanted)

    def graph(self) -> Graph:
        """Return what was taken as a graph, with all that its relations need: ends, keyless twins, cited sources."""
        self._take_twins()
        self.take_ids(end for held in self._relations.values() for end in (held["source"], held["target"]))
        self._take_sources()
        held = self._sources.values(), self._entities.values(), self._relations.values()
        return Graph(dataset_of(self._run, *held))

    def _take_twins(self) -> None:
        """Take the relation without a key beside each that has one: its denials speak to all keys."""
        twins: dict[Type, set[str]] = {}
        for held in self._relations.values():
            if held["key"]:
                verb = Type(held["type"])
                twin = relation_id(Identity(held["source"], verb, held["target"], ""))
                if twin not in self._sought:
                    twins.setdefault(verb, set()).add(twin)
        for verb in sorted(twins):
            wanted = sorted(twins[verb] - self._relations.keys())
            self._sought |= twins[verb]
            if wanted:
                match = f"UNWIND $ids AS id MATCH (near)-[r:{verb.value} {{graphx_id: id}}]->(far)"
                self.take_relations(f"{match} WHERE r.graphx_dataset = $dataset", ids=wanted)

    def _take_sources(self) -> None:
        """Take the sources that claims cite, and those that these retell."""
        cited = {name for held in self._relations.values() for name in held["graphx_claim_source"] or () if name}
        while wanted := sorted(cited - self._sources.keys()):
            found = {row["held"]["id"]: row["held"] for row in self.read(_SOURCES, ids=wanted)}
            self._sources |= found
            cited = {name for held in found.values() for name in held["derived_from"] or ()}
