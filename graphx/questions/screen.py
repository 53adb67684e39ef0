"""Which names in the graph match a listed party? Every answer says its rule, its score and both names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphx.errors import QuestionError
from graphx.model.dataset import Dataset, Document
from graphx.model.records import Claim, Relation, Source
from graphx.model.vocabulary import Certainty, Kind, Type
from graphx.restrictions.names import Answer
from graphx.restrictions.screening import Screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphx.graph.graph import Graph
    from graphx.model.records import AnyEntity, Identity
    from graphx.restrictions.screening import Hit

SCREENED: Final = (Kind.ORGANIZATION, Kind.COMPONENT)
"""Kinds that a list may name; an entity is compared with parties of its own kind."""
SOURCE: Final = "graphx-screening"
CONFIDENCE: Final = {Answer.MATCH: 80, Answer.POSSIBLE: 40}
"""Of a claim that a screening makes; a possible one makes a possible listing."""


@dataclass(frozen=True)
class Screened:
    """What is said of one entity and one listing."""

    entity: str
    name: str
    list: str
    listed_id: str
    listed_name: str
    answer: Answer
    rule: str
    score: int
    listing: Relation
    warning: str = ""


@dataclass(frozen=True)
class ScreenAnswer:
    """The matches, by entity: the best first."""

    graph: Graph
    lists: tuple[str, ...]
    screened: int
    """How many entities were compared."""
    parties: int
    """With how many listed parties."""
    matches: tuple[Screened, ...]
    warnings: tuple[str, ...] = ()


def screen(graph: Graph, lists: Sequence[tuple[str, Dataset]], *, every: bool = False) -> ScreenAnswer:
    """Return which entities match a party of a list; with `every`, also those that match nobody, each with the nearest name.

    A list is a dataset with a name: all its listings count, or those of the restriction of that name where the
    dataset is the graph's own.

    Raises:
        QuestionError: nobody is listed, or the graph has nobody to compare.
    """
    matches: list[Screened] = []
    others: list[Screened] = []
    compared: set[str] = set()
    parties: set[str] = set()
    for name, dataset in lists:
        listings = [
            relation
            for identity, relation in dataset.relations.items()
            if identity.type is Type.LISTED_ON and (dataset is not graph.dataset or identity.target == name)
        ]
        if not listings:
            raise QuestionError(f"--list {name}: nobody is listed in it")
        for kind in SCREENED:
            listed = {
                each.from_: dataset.entities[each.from_]
                for each in listings
                if dataset.entities[each.from_].kind is kind
            }
            own = listed if dataset is graph.dataset else {}
            entities = [each for each in graph.entities if each.kind is kind and each.id not in own]
            if not listed or not entities:
                continue
            compared.update(each.id for each in entities)
            parties.update(listed)
            screened = Screen(list(listed.values()))
            matches += _screened(screened.hits(entities), entities, list(listed.values()), listings)
            if every:
                others += _screened(screened.nearest(entities), entities, list(listed.values()), listings)
    if not compared:
        raise QuestionError("the graph has no organization or component that could be listed", "is it the list itself?")
    told = {match.entity for match in matches}
    nearest = {
        other.entity: other for other in sorted(others, key=lambda other: other.score) if other.entity not in told
    }
    matches += nearest.values()
    matches.sort(
        key=lambda match: (
            match.entity,
            list(Answer).index(match.answer),
            -match.score,
            match.list or "",
            match.listed_id or "",
        )
    )
    warnings = dict.fromkeys(match.warning for match in matches if match.warning)
    return ScreenAnswer(
        graph, tuple(name for name, _ in lists), len(compared), len(parties), tuple(matches), tuple(warnings)
    )


def _screened(
    hits: Iterable[Hit], entities: Sequence[AnyEntity], parties: Sequence[AnyEntity], listings: Iterable[Relation]
) -> list[Screened]:
    of_party: dict[str, list[Relation]] = {}
    for listing in listings:
        of_party.setdefault(listing.from_, []).append(listing)
    return [
        Screened(
            entities[hit.entity].id,
            hit.name,
            listing.to,
            parties[hit.party].id,
            hit.listed_name,
            hit.rule.answer,
            hit.rule.name,
            hit.rule.score,
            listing,
            hit.warning,
        )
        for hit in hits
        for listing in of_party[parties[hit.party].id]
    ]


def overlay(answer: ScreenAnswer, lists: Sequence[tuple[str, Dataset]], accepted: Iterable[Answer]) -> Dataset:
    """Return the accepted matches as a document: LISTED_ON relations with a claim each, and what they need to stand alone."""
    accepted = frozenset(accepted)
    restrictions = {
        name: each for _, dataset in lists for name, each in dataset.entities.items() if each.kind is Kind.RESTRICTION
    }
    entities: dict[str, AnyEntity] = {}
    relations: dict[Identity, Relation] = {}
    for match in answer.matches:
        if match.answer not in accepted:
            continue
        own = answer.graph.entities[answer.graph.number[match.entity]]
        entities[own.id] = type(own).model_validate({"id": own.id, "kind": own.kind, "name": own.name})
        entities[match.listing.to] = restrictions[match.listing.to]
        said = f"{match.rule}, score {match.score}: {match.name} is listed as {match.listed_name} ({match.listed_id})"
        claim = Claim(source=SOURCE, certainty=Certainty.ASSESSED, confidence=CONFIDENCE[match.answer], quote=said)
        listing = match.listing.model_copy(update={"from_": own.id, "claims": (claim,), "key": match.listed_id})
        relations[listing.identity] = listing
    sources = {
        SOURCE: Source(id=SOURCE, title=f"Screening of names against {', '.join(answer.lists)}", publisher="graphx")
    }
    return Dataset(
        entities=dict(sorted(entities.items())),
        relations=dict(sorted(relations.items())),
        sources=sources if relations else {},
        documents=[Document("", "", "Accepted matches of a screening")],
    )
