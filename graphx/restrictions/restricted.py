"""The restricted set of a view: listed organizations and components, and whom a listing reaches, each with proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graphx.errors import QuestionError, did_you_mean
from graphx.graph.view import CERTAIN, OUT, POSSIBLE
from graphx.model.records import Organization, Restriction
from graphx.model.vocabulary import NEVER_RESTRICTS, Calculator, Kind, Role, Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphx.graph.view import View


class Restricted(NamedTuple):
    """How certainly an entity is restricted, by which listings, and the relations by which they reach it."""

    level: int
    because: tuple[int, ...]
    """Numbers of LISTED_ON relations; none if the question itself named the entity."""
    through: tuple[int, ...] = ()
    """Numbers of the SUCCEEDED_BY and MEMBER_OF relations that lead from the listed to this entity."""


@dataclass(frozen=True)
class RestrictedSet:
    """Who is restricted, by the entity's number."""

    members: dict[int, Restricted]
    listed: dict[int, tuple[int, ...]]
    """An entity's own listings that count in the view: numbers of LISTED_ON relations."""
    extends_by_ownership: bool
    """Whether a restriction in force reaches further by ownership."""


def restricted_set(view: View, *, lists: Sequence[str] = (), named: Sequence[int] = ()) -> RestrictedSet:
    """Return who is restricted in a view, by some lists (default: all) and by the question itself.

    Raises:
        QuestionError: a list is no restriction of the graph; or nothing at all could restrict anybody.
    """
    asked = _restrictions(view, lists)
    graph = view.graph
    listings = graph.of_type(Type.LISTED_ON)
    if not len(listings) and not named:
        raise QuestionError(
            "the graph lists nobody, and the question names nobody",
            "add LISTED_ON relations, or name suppliers with --restricted",
        )
    members: dict[int, Restricted] = {}
    for relation in listings.tolist():
        level = min(int(view.level[relation]), asked.get(int(graph.target[relation]), OUT))
        if view.value(relation, "role") == "criteria":
            level = min(level, POSSIBLE)
        if level > OUT:
            entity = int(graph.source[relation])
            known = members.get(entity, Restricted(OUT, ()))
            members[entity] = Restricted(max(level, known.level), (*known.because, relation))
    listed = {entity: member.because for entity, member in members.items()}
    _spread(view, members)
    for entity in named:
        known = members.get(entity, Restricted(CERTAIN, ()))
        members[entity] = known._replace(level=CERTAIN)
    return RestrictedSet(dict(sorted(members.items())), listed, _extends(view, asked))


def _restrictions(view: View, lists: Sequence[str]) -> dict[int, int]:
    """Return the level of each restriction that is asked for and can restrict."""
    graph = view.graph
    for name in lists:
        number = graph.entity(name)
        if graph.entities[number].kind is not Kind.RESTRICTION:
            known = [entity.id for entity in graph.entities if entity.kind is Kind.RESTRICTION]
            raise QuestionError(f"--list {name}: it is no restriction", did_you_mean(name, known, "see `graphx find`"))
    return {
        number: view.level_of(since=entity.since, until=entity.until, status=entity.status)
        for number, entity in enumerate(graph.entities)
        if isinstance(entity, Restriction) and entity.type not in NEVER_RESTRICTS and (not lists or entity.id in lists)
    }


def _extends(view: View, levels: dict[int, int]) -> bool:
    for number, level in levels.items():
        entity = view.graph.entities[number]
        for extension in (entity.extends_to or ()) if isinstance(entity, Restriction) and level > OUT else ():
            in_force = view.level_of(since=extension.since, until=extension.until, status=extension.status)
            if extension.calculator is not Calculator.NONE and in_force > OUT:
                return True
    return False


def _spread(view: View, members: dict[int, Restricted]) -> None:
    """Let listings reach on along SUCCEEDED_BY and into `one_of`, to the least fixpoint, nearest proof first."""
    while True:
        raised: dict[int, Restricted] = {}
        for entity, reached in [*_succeeded(view, members), *_one_of(view, members)]:
            known = raised.get(entity) or members.get(entity)
            if known is None or reached.level > known.level:
                raised[entity] = reached
        if not raised:
            return
        for entity, reached in raised.items():
            own = members.get(entity)
            because = reached.because if own is None else (*own.because, *reached.because)
            members[entity] = reached._replace(because=tuple(dict.fromkeys(because)))


def _succeeded(view: View, members: dict[int, Restricted]) -> Iterator[tuple[int, Restricted]]:
    graph = view.graph
    for relation in graph.of_type(Type.SUCCEEDED_BY).tolist():
        level = int(view.level[relation])
        if view.value(relation, "role") != "rename":
            level = min(level, POSSIBLE)
        ends = int(graph.source[relation]), int(graph.target[relation])
        for near, far in (ends, ends[::-1]):
            if level > OUT and near in members:
                origin = members[near]
                yield far, Restricted(min(level, origin.level), origin.because, (*origin.through, relation))


def _one_of(view: View, members: dict[int, Restricted]) -> Iterator[tuple[int, Restricted]]:
    """Yield who stands for "one of": certain if all its members are restricted, possible if some are."""
    graph = view.graph
    membership: dict[int, list[int]] = {}
    for relation in graph.of_type(Type.MEMBER_OF).tolist():
        entity = graph.entities[int(graph.target[relation])]
        if view.level[relation] > OUT and isinstance(entity, Organization) and Role.ONE_OF in (entity.roles or ()):
            membership.setdefault(int(graph.target[relation]), []).append(relation)
    for number, relations in membership.items():
        hit = [relation for relation in relations if int(graph.source[relation]) in members]
        if not hit:
            continue
        origins = [members[int(graph.source[relation])] for relation in hit]
        is_certain = (
            len(hit) == len(relations)
            and all(origin.level == CERTAIN for origin in origins)
            and any(view.level[relation] == CERTAIN for relation in relations)
        )
        because = tuple(dict.fromkeys(listing for origin in origins for listing in origin.because))
        through = tuple(dict.fromkeys(relation for origin in origins for relation in origin.through))
        yield number, Restricted(CERTAIN if is_certain else POSSIBLE, because, (*through, *hit))
