"""A dataset: entities, relations and sources that fit together, with the places where each was stated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

from graphx.errors import SHOWN_PROBLEMS, Place, Problem, did_you_mean
from graphx.model.vocabulary import ENDS, Kind, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphx.model.records import AnyEntity, Claim, Identity, Relation, Source

ALL_TYPES: Final = "all"
"""The word in `complete` that covers every relation type, both ways."""


@dataclass(frozen=True, slots=True)
class Document:
    """One input: its path as it was given, the hash of its bytes, its title, and the day up to which it knows."""

    path: str
    sha256: str
    title: str | None = None
    as_of: str | None = None


@dataclass(frozen=True)
class Dataset:
    """Entities by id, relations by identity, sources by id, each sorted; whole, or it would not exist."""

    entities: Mapping[str, AnyEntity]
    relations: Mapping[Identity, Relation]
    sources: Mapping[str, Source]
    documents: Sequence[Document] = ()
    entity_places: Mapping[str, Sequence[Place]] = field(default_factory=dict)
    relation_places: Mapping[Identity, Sequence[Place]] = field(default_factory=dict)
    claim_places: Mapping[Identity, Sequence[Place]] = field(default_factory=dict)
    """One place per claim of the relation, in the order of its claims."""
    complete: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    """By entity and word of its `complete`: the day up to which that holds; None: every day."""
    repeats: int = 0
    """How many exact repeats were merged."""

    @property
    def as_of_days(self) -> list[str]:
        """The different `as_of` days that the documents state, sorted."""
        return sorted({document.as_of for document in self.documents if document.as_of})

    @property
    def claim_count(self) -> int:
        """How many claims there are; relations that lie in columns are not made records for it."""
        counted = getattr(self.relations, "claim_count", None)
        return sum(len(each.claims or ()) for each in self.relations.values()) if counted is None else counted()

    @property
    def kinds(self) -> Counter[Kind]:
        """How many entities there are of each kind; as `claim_count`."""
        counted: Callable[[], Counter[Kind]] | None = getattr(self.entities, "kind_counts", None)
        return Counter(entity.kind for entity in self.entities.values()) if counted is None else counted()

    @property
    def types(self) -> Counter[Type]:
        """How many relations there are of each type."""
        counted: Callable[[], Counter[Type]] | None = getattr(self.relations, "type_counts", None)
        return Counter(identity.type for identity in self.relations) if counted is None else counted()

    @cached_property
    def _roots(self) -> dict[str, frozenset[str]]:
        return root_sources(self.sources)

    def roots(self, claim: Claim, place: Place) -> frozenset[str]:
        """Return the root sources on which a claim rests; a claim without source rests on its own file."""
        if claim.source is None:
            return frozenset({f"file:{place.file}"})
        return self._roots.get(claim.source, frozenset({claim.source}))


def root_sources(sources: Mapping[str, Source]) -> dict[str, frozenset[str]]:
    """Return, per source, the sources at the far end of `derived_from`; itself if it derives from none."""
    roots: dict[str, frozenset[str]] = {}
    for start in sources:
        ends, seen, waiting = set(), {start}, [start]
        while waiting:
            source = sources.get(current := waiting.pop())
            origins = source.derived_from if source else None
            if not origins:
                ends.add(current)
            for origin in origins or ():
                if origin not in seen:
                    seen.add(origin)
                    waiting.append(origin)
        roots[start] = frozenset(ends)
    return roots


HalfRead = tuple[str, str, str, Place]
"""From, type and to of a relation that has problems of its own, as far as they are known, and its place."""


def whole_problems(
    dataset: Dataset,
    source_places: Mapping[str, Sequence[Place]],
    refused: Mapping[str, Kind | None],
    half_read: Sequence[HalfRead] = (),
) -> list[Problem]:
    """Return what no record can tell alone: ends, their kinds, cited sources, circles among sources.

    `refused` are ids of records that have problems of their own, with their kind: to name one is no problem.
    """
    return [
        *_ends(dataset, refused, chain(_misfits(dataset), half_read)),
        *_citations(dataset, source_places, refused),
        *_circles(dataset.sources, source_places),
    ]


_TYPES: Final = dict(Type.__members__)


def _misfits(dataset: Dataset) -> Iterator[HalfRead]:
    """Yield the relations whose ends are not there or of the wrong kind."""
    kind_of = dataset.entities.get
    for identity in dataset.relations:
        source, verb, target, _ = identity
        near, far = kind_of(source), kind_of(target)
        if not (near and far and (near.kind, far.kind) in ENDS[verb]):
            yield source, verb, target, dataset.relation_places[identity][0]


def _ends(dataset: Dataset, refused: Mapping[str, Kind | None], relations: Iterable[HalfRead]) -> Iterable[Problem]:
    dangling = 0

    def kind_of(name: str) -> Kind | None:
        entity = dataset.entities.get(name)
        return entity.kind if entity else refused.get(name)

    for source, word, target, place in relations:
        verb = _TYPES.get(word)
        near, far = kind_of(source), kind_of(target)
        if verb and (near, far) in ENDS[verb]:
            continue
        for name, end in (("from", source), ("to", target)):
            if end and end not in dataset.entities and end not in refused:
                dangling += 1
                hint = "add the entity, or correct the id"
                if dangling <= SHOWN_PROBLEMS:  # to look for near names costs time, and more are not shown
                    hint = did_you_mean(end, dataset.entities, hint)
                yield Problem(place, f"`{name}` names no entity: {end}", hint)
        if verb and near and far:
            yield Problem(place, f"{verb} cannot run from {near} {source} to {far} {target}", _legal_ends(verb, near))


def _legal_ends(verb: Type, kind: Kind) -> str:
    ends = ENDS[verb]
    targets = sorted(target for source, target in ends if source is kind)
    if targets:
        return f"from {kind} it runs to {' or '.join(targets)}"
    return f"it leaves {' or '.join(sorted({source for source, _ in ends}))}"


def _citations(
    dataset: Dataset, source_places: Mapping[str, Sequence[Place]], refused: Mapping[str, Kind | None]
) -> Iterable[Problem]:
    known = {*dataset.sources, *refused}
    hint = "add it under sources, or correct the id"
    for identity, relation in dataset.relations.items():
        for index, claim in enumerate(relation.claims or ()):
            if claim.source is not None and claim.source not in known:
                place = dataset.claim_places[identity][index]
                near = did_you_mean(claim.source, dataset.sources, hint)
                yield Problem(place, f"no such source: {claim.source}", near)
    for source in dataset.sources.values():
        for origin in source.derived_from or ():
            if origin not in known:
                place = source_places[source.id][0]
                yield Problem(
                    place, f"`derived_from` names no source: {origin}", did_you_mean(origin, dataset.sources, hint)
                )


def _circles(sources: Mapping[str, Source], places: Mapping[str, Sequence[Place]]) -> Iterable[Problem]:
    """Yield one problem per source that lies on a circle of `derived_from`."""
    for start in sources:
        seen, waiting = set(), [start]
        while waiting:
            source = sources.get(waiting.pop())
            for origin in (source.derived_from or ()) if source else ():
                if origin == start:
                    what = f"source {start} derives from itself in a circle"
                    yield Problem(places[start][0], what, "a source derives from earlier ones only")
                    waiting.clear()
                    break
                if origin not in seen:
                    seen.add(origin)
                    waiting.append(origin)
