"""How a dataset lies on a server: records as nodes and relationships whose properties read as the model's, and back again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import Field, TypeAdapter

from graphx.errors import Place, QuestionError
from graphx.model.dataset import Dataset, Document, root_sources
from graphx.model.records import ENTITY_FIELDS, RELATION_FIELDS, AnyEntity, Extension, Record, Relation, Source
from graphx.model.vocabulary import ANY_LABEL, LABELS, Type
from graphx.model.vocabulary import Field as Labelled
from graphx.neo4j import LARGEST
from graphx.neo4j.levels import COMPLETE, COMPLETE_UNTIL, NEVER_TEXT, Bearings
from graphx.neo4j.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphx.graph.graph import Graph
    from graphx.model.records import Identity

Properties = dict[str, Any]

RESERVED: Final = "graphx_"
"""How the names of graphx's own bookkeeping begin, which no key of `properties` may use."""
SOURCE: Final = "Source"
RUN: Final = "GraphxRun"
EXPOSURE: Final = "Exposure"
GONE: Final = "GraphxGone"
"""The label of what is gone from the input but held by relations that others wrote."""
SYSTEM_LABELS: Final = (SOURCE, RUN, EXPOSURE, GONE)
TOLD_EVERY: Final = 5000
"""After so many rows it is told how many are made."""

OWN_LABELS: Final = sorted({*LABELS, *SYSTEM_LABELS})
OWN_ENTITY_KEYS: Final = sorted(ENTITY_FIELDS)
OWN_RELATION_KEYS: Final = sorted(RELATION_FIELDS)
OWN_SOURCE_KEYS: Final = sorted(Source.model_fields)
VERDICT_LABELS: Final = ("Exposed", "Unknown", "Clear")
FINDING_KEYS: Final = (
    *("name", "question", "entity", "verdict", "as_of", "restricted", "open"),
    *("nearest", "certainty", "hops", "tier", "path", "weakest_confidence"),
)
"""What a finding bears, beside its id and graphx's own bookkeeping."""

_ENTITY: Final[TypeAdapter[AnyEntity]] = TypeAdapter(Annotated[AnyEntity, Field(discriminator="kind")])
_LABEL: Final = {meaning: label for label, meanings in LABELS.items() if label != ANY_LABEL for meaning in meanings}
_ELSEWHERE: Final = frozenset({"id", "properties"})
_ELSEWHERE_OF_RELATION: Final = frozenset({"from_", "type", "to", "properties", "claims"})
"""Fields that are no properties: rows are found by them, or they lie there in another form."""


def constraints() -> dict[str, str]:
    """Return, by their names, the statements that make ids unique; each brings the index by which rows are found."""
    within = {"exposure": EXPOSURE, "source": SOURCE}
    return {
        f"graphx_{name}_id": f"CREATE CONSTRAINT graphx_{name}_id IF NOT EXISTS\nFOR {of} REQUIRE {keys} IS UNIQUE"
        for name, of, keys in (
            ("entity", f"(entity:{ANY_LABEL})", "entity.id"),
            ("run", f"(run:{RUN})", "run.graphx_dataset"),
            *((name, f"({name}:{label})", f"({name}.graphx_dataset, {name}.id)") for name, label in within.items()),
            *((verb.lower(), f"()-[relation:{verb.value}]-()", "relation.graphx_id") for verb in sorted(Type)),
        )
    }


def relation_id(identity: Identity) -> str:
    """Return what stands for from, type, to and key: of one length, however long the key is."""
    return hashlib.blake2b("\0".join(identity).encode(), digest_size=16).hexdigest()


def labels_of(entity: AnyEntity) -> list[str]:
    """Return the labels of an entity, the general ones first.

    >>> from graphx.model.records import Organization
    >>> labels_of(Organization(id="acme", name="Acme", roles=("vendor",)))
    ['Entity', 'Organization', 'Vendor']
    """
    roles = getattr(entity, Labelled.ROLES, None) or ()
    kind_of_thing = getattr(entity, Labelled.TYPE, None)
    meanings = [
        (entity.kind, Labelled.KIND, entity.kind.value),
        *((entity.kind, Labelled.ROLES, role.value) for role in roles),
        *([(entity.kind, Labelled.TYPE, kind_of_thing.value)] if kind_of_thing else []),
    ]
    return [ANY_LABEL, *(_LABEL[meaning] for meaning in meanings)]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows of a kind are made or written."""

    what: str
    done: int
    total: int


class Layout:
    """Says of each record of a graph what the server holds of it, for one dataset of the server."""

    def __init__(self, graph: Graph, name: str, *, told: Callable[[Progress], None] = lambda _: None) -> None:
        """Take a graph and the name that its dataset has on the server, and make all rows.

        Each bears a digest of all, so nobody can have the first before the last is made; and to make one takes half as long
        as a server takes to write it.

        Raises:
            QuestionError: a property has a name or a value that a server cannot hold.
        """
        self.graph = graph
        self.dataset = graph.dataset
        self._bearings = Bearings(graph)
        self._told = told
        self._digest = hashlib.blake2b(digest_size=16)
        for document in self.dataset.documents:
            self._digest.update(f"{document}\n".encode())
        self._spool = Spool()
        self._spool.put(SOURCE, self._source_rows())
        self._spool.put(ANY_LABEL, self._entity_rows())
        made = 0
        for verb in sorted(Type):
            self._spool.put(verb, self._relation_rows(verb, made))
            made += len(graph.of_type(verb))
        self.run = self._digest.hexdigest()
        """A digest of all that the dataset states and where: the same input leaves the same bytes."""
        self.stamp = {"graphx_dataset": name, "graphx_run": self.run}
        """What every row bears, beside its own fields."""

    def run_properties(self) -> Properties:
        """Return what the run's node tells beside its status: the inputs, and how much there is."""
        documents = [[each.path, each.sha256, each.title, each.as_of] for each in self.dataset.documents]
        return {
            **self.stamp,
            "documents": [_json(each) for each in documents],
            "entities": len(self.dataset.entities),
            "relations": len(self.dataset.relations),
            "sources": len(self.dataset.sources),
            "repeats": self.dataset.repeats,
        }

    def sources(self) -> Iterator[Properties]:
        """Yield the rows of the sources, in the order of their ids."""
        return self._spool.rows(SOURCE)

    def entities(self) -> Iterator[Properties]:
        """Yield the rows of the entities, in the order of their ids."""
        return self._spool.rows(ANY_LABEL)

    def relations(self, verb: Type) -> Iterator[Properties]:
        """Yield the rows of the relations of a type, in the order of their identities."""
        return self._spool.rows(verb)

    def _source_rows(self) -> Iterator[Properties]:
        roots = root_sources(self.dataset.sources)
        for name in sorted(self.dataset.sources):
            source = self.dataset.sources[name]
            bears = {"graphx_roots": sorted(roots[name])}
            yield {"id": name, "fields": {**_fields(source), **bears, "graphx_record": self._record(source)}}

    def _entity_rows(self) -> Iterator[Properties]:
        for entity in self.graph.entities:
            places = _places(self.dataset.entity_places.get(entity.id, ()))
            fields = {
                **_fields(entity),
                **_own(entity.properties, entity),
                **self._bearings.entity(entity),
                "graphx_places": places,
                "graphx_record": self._record(entity, places),
            }
            yield {"id": entity.id, "labels": labels_of(entity), "fields": fields}

    def _relation_rows(self, verb: Type, made: int) -> Iterator[Properties]:
        """Yield the rows of a type, and tell how many there are when so many of other types were made."""
        graph = self.graph
        numbers = graph.of_type(verb).tolist()
        stated = zip(numbers, graph.relations.several(numbers), strict=True)
        for done, (number, relation) in enumerate(stated, start=made + 1):
            identity = relation.identity
            places = _places(graph.places(number))
            bears = {"graphx_claim_places": _places(graph.claim_places(number))} if relation.claims else {}
            fields = {
                **_fields(relation),
                **_own(relation.properties, relation),
                **self._bearings.relation(number, relation),
                "graphx_places": places,
                **bears,
                "graphx_record": self._record(relation, places),
            }
            if done % TOLD_EVERY == 0:
                self._told(Progress("rows of relations made", done, len(graph.relations)))
            yield {
                "id": relation_id(identity),
                "source": identity.source,
                "target": identity.target,
                "fields": fields,
            }

    def _record(self, record: Record, places: str = "") -> str:
        """Return a record as a text from which it is made again, and let the digest know of it and of where it is stated."""
        spelled = _spelled(record)
        self._digest.update(f"{spelled}{places}\n".encode())
        return spelled


def _spelled(record: Record) -> str:
    """Return a record as JSON from which it is made again exactly, decimals included."""
    return record.model_dump_json(by_alias=True, exclude_none=True)


_json: Final = json.JSONEncoder(ensure_ascii=False).encode
"""One encoder for all rows: to make one takes longer than to use it."""


def _fields(record: Record) -> Properties:
    """Return the stated fields as values that a server holds: text, numbers, truth values and lists of text."""
    elsewhere = _ELSEWHERE_OF_RELATION if isinstance(record, Relation) else _ELSEWHERE
    stated = vars(record).items()  # as fast as it gets: a push asks this of every record
    return {name: _held(value) for name, value in stated if value is not None and name not in elsewhere}


def _held(value: object) -> object:
    if isinstance(value, tuple):
        return [_spelled(each) if isinstance(each, Extension) else str(each) for each in value]
    if isinstance(value, dict):
        return [f"{key}:{each}" for key, each in value.items()]
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, bool | int | float) else str(value)


def _own(properties: Mapping[str, Any] | None, record: AnyEntity | Relation) -> Properties:
    """Return the `properties` of a record under their own names, and which names these are; one may be unfit."""
    if not properties:
        return {}
    _check(properties, record)
    return {**properties, "graphx_keys": list(properties)}


def _check(properties: Mapping[str, Any], record: AnyEntity | Relation) -> None:
    name = " ".join(record.identity).strip() if isinstance(record, Relation) else record.id
    for key, value in properties.items():
        if key.startswith(RESERVED):
            raise QuestionError(
                f"the property `{key}` of {name} begins with {RESERVED}, as graphx's own do", "rename it"
            )
        if isinstance(value, int) and not -LARGEST <= value < LARGEST:
            raise QuestionError(f"the property `{key}` of {name} is beyond 64 bits, which no server holds", "quote it")


def _places(places: Iterable[Place]) -> str:
    return _json(list(places))


def dataset_of(
    run: Mapping[str, Any],
    sources: Iterable[Mapping[str, Any]],
    entities: Iterable[Mapping[str, Any]],
    relations: Iterable[Mapping[str, Any]],
) -> Dataset:
    """Return the dataset, or the part of one, that the properties of nodes and relationships hold."""
    taken_entities = sorted(((_entity(each), each) for each in entities), key=lambda pair: pair[0].id)
    taken_relations = sorted(((_relation(each), each) for each in relations), key=lambda pair: pair[0].identity)
    taken_sources = sorted((_source(each) for each in sources), key=lambda source: source.id)
    return Dataset(
        entities={entity.id: entity for entity, _ in taken_entities},
        relations={relation.identity: relation for relation, _ in taken_relations},
        sources={source.id: source for source in taken_sources},
        documents=[Document(*json.loads(each)) for each in run["documents"]],
        entity_places={entity.id: _placed(held["graphx_places"]) for entity, held in taken_entities},
        relation_places={relation.identity: _placed(held["graphx_places"]) for relation, held in taken_relations},
        claim_places={
            relation.identity: _placed(held["graphx_claim_places"])
            for relation, held in taken_relations
            if held.get("graphx_claim_places")
        },
        complete={
            entity.id: {
                word: None if until == NEVER_TEXT else until
                for word, until in zip(held[COMPLETE], held[COMPLETE_UNTIL], strict=True)
            }
            for entity, held in taken_entities
            if held.get(COMPLETE)
        },
        repeats=run["repeats"],
    )


def _entity(held: Mapping[str, Any]) -> AnyEntity:
    return _ENTITY.validate_json(held["graphx_record"])


def _relation(held: Mapping[str, Any]) -> Relation:
    return Relation.model_validate_json(held["graphx_record"])


def _source(held: Mapping[str, Any]) -> Source:
    return Source.model_validate_json(held["graphx_record"])


def _placed(text: str) -> Sequence[Place]:
    return [Place(*each) for each in json.loads(text)]
