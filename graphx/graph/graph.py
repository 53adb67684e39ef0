"""The graph: an index over a dataset as column arrays, built once and only read from then on.

Entities are numbered in the order of their ids and relations in the order of their identities, so that
numbers sort as what they stand for does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.errors import QuestionError, did_you_mean
from graphx.model.dates import period
from graphx.model.vocabulary import Kind, Polarity, Type
from graphx.readers import read

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from pathlib import Path

    import networkx as nx
    from numpy.typing import NDArray

    from graphx.errors import Place
    from graphx.model.dataset import Dataset
    from graphx.model.records import AnyEntity, Claim, Identity, Relation

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

KINDS: Final = tuple(Kind)
"""Kinds by their code in `Graph.kind`."""
TYPES: Final = tuple(sorted(Type))
"""Relation types by their code in `Graph.type`, sorted, so that codes sort as names do."""
TYPE_CODE: Final = {verb: code for code, verb in enumerate(TYPES)}

ALWAYS: Final = -(2**30)
"""The day before all days: a date that is not stated where that means "from the beginning"."""
NEVER: Final = 2**30
"""The day after all days."""


@dataclass(frozen=True)
class Column:
    """A field of every entity or relation, dictionary-coded: `values[codes[i]]`, code -1 where not stated."""

    codes: Ints
    values: Sequence[Any]

    def rows_with(self, wanted: Hashable) -> NDArray[np.intp]:
        """Return the rows that state a value, alone or in a list."""
        codes = [
            code
            for code, value in enumerate(self.values)
            if wanted == value or (isinstance(value, tuple) and wanted in value)
        ]
        return np.flatnonzero(np.isin(self.codes, codes))


@dataclass(frozen=True)
class Claims:
    """Every claim as columns, in the order of relations and, within one, of the input; dates are ordinals."""

    relation: Ints
    asserts: Bools
    denies: Bools
    confidence: Ints
    known_from: Ints
    """When it became known; ALWAYS where nothing says when."""
    seen_from: Ints
    """The first day on which what it observed held for certain; NEVER if it observed no day."""
    dated: Ints
    """The day that its age counts from; ALWAYS if it has none."""


class Graph:
    """Entities and relations as arrays, both directions; `dataset` keeps the records behind them."""

    def __init__(self, dataset: Dataset) -> None:
        """Index a dataset. Cost: O(entities + relations log relations)."""
        self.dataset = dataset
        self.ids: Sequence[str] = list(dataset.entities)
        self.number: dict[str, int] = {name: number for number, name in enumerate(self.ids)}
        self.entities: Sequence[AnyEntity] = list(dataset.entities.values())
        self.identities: Sequence[Identity] = list(dataset.relations)
        self.relations: Sequence[Relation] = list(dataset.relations.values())
        kind_code = {kind: code for code, kind in enumerate(KINDS)}
        self.kind = np.fromiter((kind_code[each.kind] for each in self.entities), np.uint8, len(self.ids))
        count = len(self.identities)
        self.source: Ints = np.fromiter((self.number[each.source] for each in self.identities), np.int32, count)
        self.target: Ints = np.fromiter((self.number[each.target] for each in self.identities), np.int32, count)
        self.type = np.fromiter((TYPE_CODE[each.type] for each in self.identities), np.uint8, count)
        self._columns: dict[tuple[str, str], Column] = {}

    def __len__(self) -> int:
        """Return the number of entities."""
        return len(self.ids)

    def entity(self, name: str) -> int:
        """Return the number of an entity.

        Raises:
            QuestionError: no entity has that id.
        """
        if name not in self.number:
            raise QuestionError(f"no entity has the id {name}", did_you_mean(name, self.ids, "see `graphx find`"))
        return self.number[name]

    def kind_of(self, entity: int) -> Kind:
        """Return what an entity is."""
        return KINDS[int(self.kind[entity])]

    def of_kind(self, *kinds: Kind) -> list[int]:
        """Return the numbers of the entities of some kinds, in order."""
        numbers: list[int] = np.flatnonzero(np.isin(self.kind, [KINDS.index(kind) for kind in kinds])).tolist()
        return numbers

    def of_type(self, verb: Type) -> NDArray[np.intp]:
        """Return the numbers of the relations of a type."""
        return np.flatnonzero(self.type == TYPE_CODE[verb])

    def places(self, relation: int) -> Sequence[Place]:
        """Return where a relation is stated."""
        return self.dataset.relation_places.get(self.identities[relation], ())

    def claims_of(self, relation: int) -> list[tuple[Claim, Place]]:
        """Return a relation's own claims, each with its place."""
        claims = self.relations[relation].claims
        if not claims:
            return []
        return list(zip(claims, self.dataset.claim_places[self.identities[relation]], strict=True))

    @cached_property
    def keyless_twin(self) -> Ints:
        """Per relation with a key: the relation between the same ends that has none, else -1."""
        twin = np.full(len(self.identities), -1, np.int32)
        for number, identity in enumerate(self.identities):
            if not identity.key:  # sorted: the keyed ones follow at once
                last = number + 1
                while last < len(self.identities) and self.identities[last][:3] == identity[:3]:
                    twin[last] = number
                    last += 1
        return twin

    @cached_property
    def claims(self) -> Claims:
        """The claims of all relations as columns."""
        published = {name: source.published for name, source in self.dataset.sources.items()}
        rows = []
        for number, relation in enumerate(self.relations):
            for claim in relation.claims or ():
                known = claim.asserted or (published.get(claim.source) if claim.source else None)
                dated = claim.observed or known
                rows.append(
                    (
                        number,
                        claim.polarity is Polarity.ASSERTS,
                        claim.polarity is Polarity.DENIES,
                        claim.effective_confidence,
                        period(known).first if known else ALWAYS,
                        _certain_from(claim.observed) if claim.observed else NEVER,
                        period(dated).first if dated else ALWAYS,
                    )
                )
        table = np.array(rows, np.int32).reshape(len(rows), 7)
        asserts, denies = table[:, 1].astype(bool), table[:, 2].astype(bool)
        return Claims(table[:, 0], asserts, denies, *(table[:, column] for column in range(3, 7)))

    def entity_column(self, field: str) -> Column:
        """Return a field of the entities, a key of `properties` included."""
        return self._column("entity", field, self.entities)

    def relation_column(self, field: str) -> Column:
        """Return a field of the relations as they are stated, a key of `properties` included."""
        return self._column("relation", field, self.relations)

    def _column(self, name: str, field: str, records: Sequence[Any]) -> Column:
        key = (name, field)
        if key not in self._columns:
            attribute = "from_" if field == "from" else field
            self._columns[key] = coded(_value(record, attribute) for record in records)
        return self._columns[key]

    def property_keys(self, name: str) -> frozenset[str]:
        """Return the keys of `properties` that any record has; `name` is "entity" or "relation"."""
        records: Sequence[AnyEntity | Relation] = self.entities if name == "entity" else self.relations
        return frozenset(key for record in records for key in record.properties or ())

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
    """Return the graph that files, folders of tables and standard input (`-`) state together.

    Raises:
        InvalidInputError: with every problem of all inputs.
    """
    return Graph(read(inputs))


def _value(record: Any, attribute: str) -> Hashable | None:  # noqa: ANN401  # why: any record
    value: Hashable | None = getattr(record, attribute, None)
    if value is None and record.properties:
        value = record.properties.get(attribute)
    return value


def coded(values: Iterable[Hashable | None]) -> Column:
    """Return values dictionary-coded, in the order in which they first occur; truth is told from numbers."""
    code_of: dict[tuple[type, Hashable], int] = {}
    distinct: list[Any] = []
    codes = []
    for value in values:
        if value is None:
            codes.append(-1)
            continue
        code = code_of.setdefault((type(value), value), len(distinct))
        if code == len(distinct):
            distinct.append(value)
        codes.append(code)
    return Column(np.array(codes, np.int32), distinct)


def _certain_from(observed: str) -> int:
    span = period(observed)
    return span.first if span.first == span.last else span.last + 1


def per_value(column: Column, of: Callable[[Any], int], missing: int) -> Ints:
    """Return `of(value)` for every row of a column, computed once per distinct value."""
    table = np.array([*(of(value) for value in column.values), missing], np.int32)
    return table[column.codes]  # code -1 takes the last entry
