"""The restricted set of a view: listed organizations and components, and whom a listing reaches, each with proof."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import QuestionError, did_you_mean
from graphx.graph.view import CERTAIN, OUT, POSSIBLE
from graphx.model.records import Organization, Restriction
from graphx.model.vocabulary import NEVER_RESTRICTS, Kind, Role, Type
from graphx.restrictions.calculators import CALCULATORS, GO_ON
from graphx.restrictions.stakes import Stakes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from graphx.graph.view import View
    from graphx.model.vocabulary import Calculator
    from graphx.restrictions.calculators import Steps


class Restricted(NamedTuple):
    """How certainly an entity is restricted, by which listings, and the relations by which they reach it."""

    level: int
    because: tuple[int, ...]
    """Numbers of LISTED_ON relations; none if the question itself named the entity."""
    through: tuple[int, ...] = ()
    """Numbers of the OWNED_BY, SUCCEEDED_BY and MEMBER_OF relations that lead from the listed to this entity."""

    def beside(self, other: Restricted) -> Restricted:
        """Return both together: as certain as the more certain one, with the proof of each."""
        because = tuple(dict.fromkeys((*self.because, *other.because)))
        return Restricted(max(self.level, other.level), because, tuple(dict.fromkeys((*self.through, *other.through))))


Members = dict[int, Restricted]
NOBODY: Final = Restricted(OUT, ())


class Reach(NamedTuple):
    """A way in which a listing reaches further by ownership, and how certainly it is in force."""

    calculator: Calculator
    threshold: Decimal
    level: int


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
    by_restriction: dict[int, Members] = {}
    for relation in listings.tolist():
        restriction = int(graph.target[relation])
        level = min(int(view.level[relation]), asked.get(restriction, OUT))
        if view.value(relation, "role") == "criteria":
            level = min(level, POSSIBLE)
        if level > OUT:
            by_list = by_restriction.setdefault(restriction, {})
            entity = int(graph.source[relation])
            by_list[entity] = by_list.get(entity, NOBODY).beside(Restricted(level, (relation,)))
    listed: dict[int, tuple[int, ...]] = {}
    members: Members = {}
    stakes = cache(partial(Stakes, view))
    for restriction, by_list in sorted(by_restriction.items()):
        for entity, member in by_list.items():
            listed[entity] = (*listed.get(entity, ()), *member.because)
        reaches = _reaches(view, restriction, asked[restriction])
        if reaches:
            _spread(view, by_list)
            _spread(view, by_list, partial(_owned, stakes, reaches, dict(by_list)))
        for entity, member in by_list.items():
            members[entity] = members.get(entity, NOBODY).beside(member)
    _spread(view, members)  # lists together: "A or B" is restricted if one list names A and another B
    for entity in named:
        known = members.get(entity, Restricted(CERTAIN, ()))
        members[entity] = known._replace(level=CERTAIN)
    extends = any(_reaches(view, restriction, level) for restriction, level in asked.items())
    return RestrictedSet(dict(sorted(members.items())), listed, extends)


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


def _reaches(view: View, restriction: int, level: int) -> list[Reach]:
    """Return how a restriction of some level reaches further by ownership in a view."""
    entity = view.graph.entities[restriction]
    found = []
    for extension in (entity.extends_to or ()) if isinstance(entity, Restriction) else ():
        in_force = view.level_of(since=extension.since, until=extension.until, status=extension.status)
        if extension.effective_threshold is not None and min(level, in_force) > OUT:
            found.append(Reach(extension.calculator, extension.effective_threshold, min(level, in_force)))
    return found


def _spread(
    view: View, members: Members, owned: Callable[[Members], Iterator[tuple[int, Restricted]]] = lambda _: iter(())
) -> None:
    """Let listings reach on, by ownership, along SUCCEEDED_BY and into `one_of`, to the least fixpoint."""
    while True:
        raised: Members = {}
        for entity, reached in [*owned(members), *_succeeded(view, members), *_one_of(view, members)]:
            known = raised.get(entity) or members.get(entity)
            if known is None or reached.level > known.level:
                raised[entity] = reached
        if not raised:
            return
        for entity, reached in raised.items():
            own = members.get(entity, NOBODY)
            members[entity] = reached._replace(because=tuple(dict.fromkeys((*own.because, *reached.because))))


def _owned(
    stakes: Callable[[int], Stakes], reaches: Sequence[Reach], listed: Members, members: Members
) -> Iterator[tuple[int, Restricted]]:
    """Yield whom each way of reaching adds to the members of one restriction, the listed among them: the certain first."""
    for level in (CERTAIN, POSSIBLE):
        for reach in reaches:
            if reach.level >= level:
                owners = members if reach.calculator in GO_ON else listed
                restricted = [entity for entity, member in owners.items() if member.level >= level]
                added = CALCULATORS[reach.calculator](stakes(level), restricted, reach.threshold)
                for entity in added:
                    if members.get(entity, NOBODY).level < level:
                        yield entity, _proven(entity, added, members, level)


def _proven(entity: int, added: Mapping[int, Steps], members: Members, level: int) -> Restricted:
    """Return how an entity is restricted, by all the steps that lead back to members."""
    because: dict[int, None] = {}
    through: dict[int, None] = {}
    waiting, seen = [entity], {entity}
    for each in waiting:  # grows while it is walked
        for relation, nearer in added[each]:
            through[relation] = None
            if nearer not in added:
                origin = members.get(nearer, NOBODY)
                because.update(dict.fromkeys(origin.because))
                through.update(dict.fromkeys(origin.through))
            elif nearer not in seen:
                seen.add(nearer)
                waiting.append(nearer)
    return Restricted(level, tuple(because), tuple(through))


def _succeeded(view: View, members: Members) -> Iterator[tuple[int, Restricted]]:
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


def _one_of(view: View, members: Members) -> Iterator[tuple[int, Restricted]]:
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
