"""Which part of the graph is a question about? The part cut out exactly, with what was found of each element."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphx.errors import QuestionError
from graphx.graph.view import ANY_DAY, CERTAIN, OUT, POSSIBLE, WORDS
from graphx.model.dataset import Dataset, Document
from graphx.model.subgraph import Mark, Subgraph
from graphx.model.table import TYPES, PlacesOf
from graphx.model.vocabulary import Polarity, Type
from graphx.paths.between import FAR, between
from graphx.paths.search import End
from graphx.questions.exposure import judged, made_ready
from graphx.questions.frame import frame
from graphx.questions.impact import ending_at
from graphx.readers.taken import taken_entities, taken_relations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphx.graph.graph import Graph
    from graphx.graph.view import View
    from graphx.model.records import Source
    from graphx.model.table import RelationTable
    from graphx.paths.product import Start
    from graphx.questions.frame import Frame, Options

Marks = dict[int, Mark]
"""By the number of an entity or relation."""


@dataclass(frozen=True)
class SubgraphAnswer:
    """A part of the graph, and what to know of how it was found."""

    subgraph: Subgraph
    is_complete: bool = True
    """False if a limit cut the search itself."""
    warnings: tuple[str, ...] = ()


def risk_subgraph(view: View, options: Options) -> SubgraphAnswer:
    """Return every entity and relation on an accepted walk from a start to a restricted end, and what proves the ends.

    What proves them are their listings and the relations by which these reach them; so are the starts' own listings. Of each relation all claims are kept, and
    denials that speak to it. Entities no longer declare anything complete: what was cut off is not absent.

    Raises:
        QuestionError: the question cannot be asked of this graph, as for `exposures`.
    """
    ready, restricted = made_ready(view, options)
    answer = judged(ready, restricted)
    ends = [End(entity, level) for entity, level in restricted.levels.items()]
    entities, relations = _on_walks(ready, ready.starts, ends)
    number = view.graph.number
    for asked, each in zip(ready.starts, answer.answers, strict=True):
        if (start := asked.entity) in entities:
            entities[start] = replace(entities[start], verdict=each.verdict.value)
            _prove(view, restricted.listed(start), entities, relations)
    for end in map(number.__getitem__, sorted({end.entity for each in answer.answers for end in each.restricted})):
        entities[end] = replace(entities[end], restricted=WORDS[restricted.levels[end]])
        proof = restricted.proof(end)
        _prove(view, (*proof.because, *proof.through), entities, relations)
    title = f"Risk subgraph of {', '.join(sorted({each.name or each.text for each in ready.asked.patterns}))}"
    return SubgraphAnswer(_cut(view, entities, relations, title), answer.coverage.complete, answer.warnings)


def between_two(view: View, start: str, end: str, options: Options) -> SubgraphAnswer:
    """Return every entity and relation on an accepted walk from one entity to another.

    Raises:
        QuestionError: an id is unknown, or the patterns can neither begin at the one nor end at the other.
    """
    first, last = view.graph.entity(start), view.graph.entity(end)
    options = ending_at(view, replace(options, starts=(start,)), [last])
    ready = frame(view, options, [last], frozenset({view.graph.kind_of(last)}), only=[first])
    entities, relations = _on_walks(ready, ready.starts, [End(last, CERTAIN)])
    cut = ready.left_open({})[0].cut
    return SubgraphAnswer(_cut(view, entities, relations, f"Between {start} and {end}"), not cut)


def around(view: View, entity: str, hops: int) -> SubgraphAnswer:
    """Return what lies within some hops of an entity, over relations of every type in either direction that are not out.

    Raises:
        QuestionError: no entity has that id, or the number of hops is below 1.
    """
    if hops < 1:
        raise QuestionError(f"--hops {hops}: it is 1 or more")
    graph = view.graph
    layer = np.full(len(graph), -1)
    layer[graph.entity(entity)] = 0
    level = np.where(view.level > OUT, view.level, OUT)
    for hop in range(hops):
        for near, far in ((graph.source, graph.target), (graph.target, graph.source)):
            crossed = (level > OUT) & (layer[near] == hop) & (layer[far] < 0)
            layer[far[crossed]] = hop + 1
    entities = {each: Mark(WORDS[CERTAIN], int(layer[each])) for each in np.flatnonzero(layer >= 0).tolist()}
    within = np.flatnonzero((level > OUT) & (layer[graph.source] >= 0) & (layer[graph.target] >= 0)).tolist()
    relations = {
        each: Mark(WORDS[level[each]], int(min(layer[graph.source[each]], layer[graph.target[each]])))
        for each in within
    }
    return SubgraphAnswer(_cut(view, entities, relations, f"Around {entity}"))


def _on_walks(ready: Frame, starts: Sequence[Start], ends: Sequence[End]) -> tuple[Marks, Marks]:
    """Return the marks of the entities and of the relations on accepted walks."""
    limit = ready.asked.limits.max_hops
    possibly = between(ready.region, starts, ends, least=POSSIBLE, max_hops=limit)
    certainly = between(ready.region, starts, ends, least=CERTAIN, max_hops=limit)
    marks = []
    for some, sure in zip(possibly, certainly, strict=True):
        lying = np.flatnonzero(some.layer < FAR)
        words = np.where(sure.layer[lying] < FAR, WORDS[CERTAIN], WORDS[POSSIBLE])
        columns = (column.tolist() for column in (lying, words, some.layer[lying], some.starts[lying]))
        marks.append({each: Mark(word, layer, count) for each, word, layer, count in zip(*columns, strict=True)})
    entities, relations = marks
    return entities, relations


def _prove(view: View, proof: Iterable[int], entities: Marks, relations: Marks) -> None:
    """Add relations that only prove who is restricted, and those beside them that make the proof less sure."""
    graph = view.graph
    for relation in proof:
        for each in (relation, *_beside(graph, relation)):
            if (level := view.level[each]) > OUT:
                relations.setdefault(each, Mark(WORDS[level]))
                for end in (int(graph.source[each]), int(graph.target[each])):
                    entities.setdefault(end, Mark(WORDS[level]))


def _beside(graph: Graph, relation: int) -> list[int]:
    """Return the other members of a "one of", the other stakes of a pair: with fewer of them the proof would be surer."""
    verb = TYPES[graph.type[relation]]
    if verb not in {Type.MEMBER_OF, Type.OWNED_BY}:
        return []
    same = graph.of_type(verb)
    same = same[graph.target[same] == graph.target[relation]]
    if verb is Type.OWNED_BY:
        same = same[graph.source[same] == graph.source[relation]]
    others: list[int] = same.tolist()
    return others


def _cut(view: View, entities: Marks, relations: Marks, title: str) -> Subgraph:
    """Return the part of a graph that is marked, as a dataset of its own."""
    graph = view.graph
    _deny(view, relations)
    day = None if view.lens.as_of == ANY_DAY else view.lens.as_of
    inputs = graph.dataset.documents
    digest = inputs[0].sha256 if len(inputs) == 1 else ""
    whole: Dataset = graph.dataset
    inside, between = (np.array(sorted(marks), np.int32) for marks in (entities, relations))
    lying = taken_entities(graph.entity_table, inside)
    stated = taken_relations(graph.relation_table, between, lying, inside)
    dataset = Dataset(
        entities=lying,
        relations=stated,
        sources=_with_origins(whole.sources, _cited(stated)),
        documents=(Document(", ".join(each.path for each in inputs), digest, title, day),),
        entity_places=PlacesOf(lying),
        relation_places=PlacesOf(stated),
        claim_places=PlacesOf(stated, stated.claim_places),
    )
    return Subgraph(
        dataset,
        {name: entities[each] for name, each in zip(lying, inside.tolist(), strict=True)},
        {identity: relations[each] for identity, each in zip(stated, between.tolist(), strict=True)},
    )


def _deny(view: View, relations: Marks) -> None:
    """Add the relations without key whose denials speak to those with one: without them doubt would be lost."""
    graph = view.graph
    twins = np.unique(graph.keyless[np.isin(graph.keyed, list(relations))]).tolist()
    for twin, relation in zip(twins, graph.relations.several(twins), strict=True):
        if any(claim.polarity is Polarity.DENIES for claim in relation.claims or ()):
            relations.setdefault(twin, Mark(WORDS[view.level[twin]]))


def _cited(relations: RelationTable) -> set[str]:
    """Return the sources that claims cite."""
    columns = (part.claim_cells().cells.get("source") for part in relations.parts)
    return {source for column in columns if column for source in column.values}


def _with_origins(sources: Mapping[str, Source], cited: set[str]) -> dict[str, Source]:
    """Return the sources that are cited, and those that they retell."""
    waiting, found = sorted(cited), set(cited)
    while waiting:
        for origin in sources[waiting.pop()].derived_from or ():
            if origin not in found:
                found.add(origin)
                waiting.append(origin)
    return {name: sources[name] for name in sorted(found) if name in sources}
