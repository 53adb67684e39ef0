"""The graph: an index over a dataset as column arrays, built once and only read from then on.

Entities are numbered in the order of their ids and relations in the order of their identities, so that
numbers sort as what they stand for does.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graphx.errors import QuestionError, did_you_mean
from graphx.model.columns import Column, sorted_order, span_of
from graphx.model.table import KINDS, TYPE_CODE, TYPES, EntityTable, RelationTable, among, tables_of
from graphx.readers import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import networkx as nx
    from numpy.typing import NDArray

    from graphx.errors import Place
    from graphx.graph.view import Knowledge
    from graphx.model.columns import Bools, Ints
    from graphx.model.dataset import Dataset
    from graphx.model.records import AnyEntity, Claim, Identity, Relation
    from graphx.model.table import Claims, Rows
    from graphx.model.vocabulary import Kind, Type


class Numbers(Mapping[str, int]):
    """The number of each entity, by its id."""

    def __init__(self, entities: EntityTable) -> None:
        """Take the entities."""
        self._entities = entities

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._entities)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids in order."""
        return iter(self._entities)

    def __getitem__(self, name: str) -> int:
        """Return the number of an id."""
        if (number := self._entities.number(name)) < 0:
            raise KeyError(name)
        return number


def _known(stored: Ints | None, calculated: Callable[[], Ints]) -> Ints:
    """Return what was stored, or else calculate it."""
    return calculated() if stored is None else stored


def _starts(numbers: Ints, count: int) -> Ints:
    """Return where each of so many numbers begins among sorted ones, and where the last ends."""
    return np.searchsorted(numbers, np.arange(count + 1)).astype(np.int32)


class Graph:
    """Entities and relations as arrays, both directions; `dataset` and the two tables keep the records behind them."""

    def __init__(self, dataset: Dataset) -> None:
        """Index a dataset. Cost: O(entities + relations log relations); nothing for one that was stored."""
        self.dataset = dataset
        self.entity_table, self.relation_table = tables_of(dataset)
        self.ids = self.entity_table.ids
        self.number = Numbers(self.entity_table)
        self.entities: Rows[AnyEntity] = self.entity_table.records
        self.identities: Rows[Identity] = self.relation_table.identities
        self.relations: Rows[Relation] = self.relation_table.records
        self.kind = self.entity_table.kind
        self.source: Ints = self.relation_table.source
        self.target: Ints = self.relation_table.target
        self.type = self.relation_table.type
        self._are: dict[frozenset[Kind], Bools] = {}
        self.knowledge: dict[tuple[int, int], Knowledge] = {}
        """What views worked out of the claims, by the day of knowledge and the least confidence."""

    def __len__(self) -> int:
        """Return the number of entities."""
        return len(self.ids)

    def entity(self, name: str) -> int:
        """Return the number of an entity.

        Raises:
            QuestionError: no entity has that id.
        """
        if (number := self.entity_table.number(name)) < 0:
            raise QuestionError(f"no entity has the id {name}", did_you_mean(name, self.ids, "see `graphx find`"))
        return number

    def kind_of(self, entity: int) -> Kind:
        """Return what an entity is."""
        return KINDS[int(self.kind[entity])]

    def are(self, *kinds: Kind) -> Bools:
        """Return per entity whether it is of one of some kinds; the same array each time."""
        asked = frozenset(kinds)
        if asked not in self._are:
            is_one = np.zeros(len(self), bool)
            for code in np.flatnonzero(among(KINDS, asked)):
                is_one |= self.kind == code  # bytes: to look each up takes ten times as long
            is_one.setflags(write=False)
            self._are[asked] = is_one
        return self._are[asked]

    def of_kind(self, *kinds: Kind) -> list[int]:
        """Return the numbers of the entities of some kinds, in order."""
        numbers: list[int] = np.flatnonzero(self.are(*kinds)).tolist()
        return numbers

    @cached_property
    def types(self) -> frozenset[Type]:
        """The types that any relation has."""
        return frozenset(verb for verb, code in TYPE_CODE.items() if (self.type == code).any())

    def of_type(self, verb: Type) -> NDArray[np.intp]:
        """Return the numbers of the relations of a type."""
        return np.flatnonzero(self.type == TYPE_CODE[verb])

    def leaving(self, entity: int) -> Ints:
        """Return the numbers of the relations that leave an entity."""
        return np.arange(*self.forward_starts[entity : entity + 2].tolist(), dtype=np.int32)

    def arriving(self, entity: int) -> Ints:
        """Return the numbers of the relations that arrive at an entity."""
        return self.backward[slice(*self.backward_starts[entity : entity + 2].tolist())]

    def entity_places(self, entity: int) -> Sequence[Place]:
        """Return where an entity is stated."""
        return self.entity_table.places(entity)

    def places(self, relation: int) -> Sequence[Place]:
        """Return where a relation is stated."""
        return self.relation_table.places(relation)

    def claims_of(self, relation: int) -> list[tuple[Claim, Place]]:
        """Return a relation's own claims, each with its place."""
        claims = self.relations[relation].claims
        if not claims:
            return []
        return list(zip(claims, self.claim_places(relation), strict=True))

    def claim_places(self, relation: int) -> Sequence[Place]:
        """Return where each of a relation's own claims is stated."""
        return self.relation_table.claim_places(relation)

    def declared(self) -> Iterator[tuple[str, str | None, NDArray[np.integer]]]:
        """Yield words of `complete`, the day up to which they hold (None: every day), and the entities that declare them so."""
        return self.entity_table.declared()

    @cached_property
    def forward_starts(self) -> Ints:
        """Per entity, and once more behind the last, the first relation that leaves it: relations are numbered by source."""
        return _known(self.relation_table.known.forward_starts, lambda: _starts(self.source, len(self)))

    @cached_property
    def backward(self) -> Ints:
        """The relations in the order of where they arrive: by target, type, source and key."""
        return _known(self.relation_table.known.backward, self._backward)

    def _backward(self) -> Ints:
        # relations are numbered by source first, so their number settles what is equal
        return sorted_order(self.target.astype(np.int64) * len(TYPES) + self.type)

    @cached_property
    def backward_starts(self) -> Ints:
        """Per entity, and once more behind the last, where in `backward` the relations that arrive at it begin."""
        return _known(self.relation_table.known.backward_starts, lambda: _starts(self.target[self.backward], len(self)))

    @cached_property
    def keyed(self) -> Ints:
        """The relations with a key that have a twin between the same ends without one, in order."""
        return _known(self.relation_table.known.keyed, lambda: self._twins[0])

    @cached_property
    def keyless(self) -> Ints:
        """That twin of each of them."""
        return _known(self.relation_table.known.keyless, lambda: self._twins[1])

    def keyless_twin(self, relation: int) -> int | None:
        """Return, of a relation with a key, the one between the same ends that has none. Cost: O(log relations)."""
        first, last = span_of(relation, self.keyed)
        return self.keyless.item(first) if first < last else None

    @cached_property
    def _twins(self) -> tuple[Ints, Ints]:
        source, target, verb, key = self.source, self.target, self.type, self.relation_table.key.codes
        keyed = np.flatnonzero(key >= 0).astype(np.int32)
        if not len(keyed):
            return keyed, keyed
        differs = (source[1:] != source[:-1]) | (verb[1:] != verb[:-1]) | (target[1:] != target[:-1])
        begins = np.flatnonzero(np.concatenate(([True], differs))).astype(np.int32)
        # sorted: what has no key stands first among those between the same ends
        first = begins[np.searchsorted(begins, keyed, side="right") - 1]
        has_twin = key[first] < 0
        return keyed[has_twin], first[has_twin]

    @cached_property
    def claims(self) -> Claims:
        """The claims of all relations as columns."""
        return self.relation_table.claims({name: source.published for name, source in self.dataset.sources.items()})

    def entity_column(self, field: str) -> Column:
        """Return a field of the entities, a key of `properties` included."""
        if field == "id":
            return Column(np.arange(len(self.ids), dtype=np.int32), self.ids)
        if field == "kind":
            return Column(self.kind.astype(np.int32), KINDS)
        return self.entity_table.column(field)

    def relation_column(self, field: str) -> Column:
        """Return a field of the relations as they are stated, a key of `properties` included."""
        match field:
            case "from":
                return Column(self.source, self.ids)
            case "to":
                return Column(self.target, self.ids)
            case "type":
                return Column(self.type.astype(np.int32), TYPES)
            case _:
                return self.relation_table.column(field)

    def property_keys(self, name: str) -> frozenset[str]:
        """Return the keys of `properties` that any record has; `name` is "entity" or "relation"."""
        table: EntityTable | RelationTable = self.entity_table if name == "entity" else self.relation_table
        return table.property_keys()

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the graph for NetworkX: ids as nodes, relation types as `type`, stated fields as attributes."""
        import networkx as nx  # noqa: PLC0415  # why: heavy, and only needed here

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for name, entity in zip(self.ids, self.entities, strict=True):
            graph.add_node(name, **{key: value for key, value in entity.stated().items() if key != "id"})
        for identity, relation in zip(self.identities, self.relations, strict=True):
            stated = {key: value for key, value in relation.stated().items() if key not in {"from", "to", "key"}}
            graph.add_edge(identity.source, identity.target, key=(identity.type, identity.key), **stated)
        return graph


def load(*inputs: str | Path) -> Graph:
    """Return the graph that files, folders of tables, stores and standard input (`-`) state together.

    Raises:
        InvalidInputError: with every problem of all inputs.
    """
    return Graph(read(inputs))
