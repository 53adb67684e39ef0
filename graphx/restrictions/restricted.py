"""The restricted set of a view: listed organizations and components, and whom a listing reaches, each with proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import QuestionError, did_you_mean
from graphx.graph.view import CERTAIN, OUT, POSSIBLE
from graphx.model.records import Restriction
from graphx.model.vocabulary import NEVER_RESTRICTS, Kind, Type
from graphx.restrictions.reach import (
    ASKED,
    LISTED,
    NOBODY,
    Identities,
    Member,
    Members,
    reaches_of,
    spread,
    spread_owned,
)
from graphx.restrictions.stakes import stakes_by_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphx.graph.view import View
    from graphx.restrictions.calculators.steps import Steps
    from graphx.restrictions.reach import Reach

THE_QUESTION: Final = -1
"""Stands for a restriction's number where the question itself names who is restricted."""
TOGETHER: Final = -2
"""Stands for it where only several restrictions together reach somebody: "A or B", each on another list."""


class Proof(NamedTuple):
    """Why an entity is restricted: by which restriction how, by whose listings, through which relations."""

    ways: tuple[tuple[int, str], ...]
    """Restrictions, THE_QUESTION or TOGETHER, each with a means: a calculator, or a word of `reach`."""
    because: tuple[int, ...]
    """Numbers of LISTED_ON relations; none if the question itself named the entity."""
    through: tuple[int, ...]
    """Numbers of the OWNED_BY, SUCCEEDED_BY and MEMBER_OF relations that lead from the listed to this entity, sorted."""


@dataclass(frozen=True)
class RestrictedSet:
    """Who is restricted, by the entity's number."""

    groups: dict[int, Members]
    """Per restriction, THE_QUESTION or TOGETHER: whom it reaches."""
    levels: dict[int, int]
    """Everybody in the order of their ids, by the best of all groups."""
    extends_by_ownership: bool = False
    """Whether a restriction in force, or what the question names, reaches further by ownership."""

    def listed(self, entity: int) -> tuple[int, ...]:
        """Return an entity's own listings that count in the view: numbers of LISTED_ON relations."""
        own = (members[entity].listings for members in self.groups.values() if entity in members)
        return tuple(listing for listings in own for listing in listings)

    def proof(self, entity: int, groups: Iterable[int] | None = None) -> Proof:
        """Return why an entity is restricted, by some groups (default: all), with everybody that leads to it."""
        ways: dict[tuple[int, str], None] = {}
        because: dict[int, None] = {}
        through: dict[int, None] = {}

        def own(each: int, groups: Iterable[int]) -> Iterator[tuple[int, int, Mapping[int, Steps]]]:
            for group in groups:
                member = self.groups[group].get(each, NOBODY)
                if member.level > OUT:
                    because.update(dict.fromkeys(member.listings))
                    if each == entity or member.how != LISTED:
                        ways[group, member.how] = None
                    yield group, each, member.steps

        waiting = list(own(entity, self.groups if groups is None else groups))
        seen = {(group, each, id(steps)) for group, each, steps in waiting}
        for group, each, steps in waiting:  # grows while it is walked
            for relation, nearer in steps.get(each, ()):
                through[relation] = None
                within = [(group, nearer, steps)] if nearer in steps else own(nearer, self._groups_below(group))
                for node in within:
                    if (key := (*node[:2], id(node[2]))) not in seen:
                        seen.add(key)
                        waiting.append(node)
        return Proof(tuple(ways), tuple(because), tuple(sorted(through)))

    def _groups_below(self, group: int) -> Iterable[int]:
        return self.groups if group == TOGETHER else (group,)


def restricted_set(
    view: View,
    *,
    lists: Sequence[str] = (),
    named: Sequence[int] = (),
    reaches: Sequence[Reach] | None = None,
    parties: Sequence[str] = (),
) -> RestrictedSet:
    """Return who is restricted in a view, by some lists (default: all) and by the question itself.

    `reaches` overrides how every restriction reaches further by ownership; with it, so does what the question names.
    `parties` are the only listings that count: ids of whom they name, or their keys.

    Raises:
        QuestionError: a list is no restriction of the graph.
    """
    levels = levels_of_restrictions(view, lists)
    stakes = stakes_by_level(view)
    identities = Identities(view)
    groups = _listed(view, levels, frozenset(parties))
    ways = {
        restriction: reaches_of(view, restriction, level) if reaches is None else _no_surer(reaches, level)
        for restriction, level in levels.items()
    }
    for restriction, members in groups.items():
        spread(members, identities)
        if ways[restriction]:
            spread_owned(members, stakes, ways[restriction], identities)
    groups[TOGETHER] = _together(groups, identities)
    if named:
        groups |= asked_set(view, named, reaches or ()).groups
    extends = any(ways.values()) or bool(named and reaches)
    return RestrictedSet(groups, _best(groups), extends)


def asked_set(view: View, named: Sequence[int], reaches: Sequence[Reach]) -> RestrictedSet:
    """Return whom a question names, and whom these reach by ownership."""
    members = dict.fromkeys(named, Member(CERTAIN, ASKED))
    spread_owned(members, stakes_by_level(view), reaches)
    return RestrictedSet({THE_QUESTION: members}, _best({THE_QUESTION: members}))


def levels_of_restrictions(view: View, lists: Sequence[str] = ()) -> dict[int, int]:
    """Return the level of each restriction that is asked for (default: all) and can restrict.

    Raises:
        QuestionError: a list is no restriction of the graph.
    """
    graph = view.graph
    for name in lists:
        number = graph.entity(name)
        if graph.kind_of(number) is not Kind.RESTRICTION:
            known = [graph.ids[each] for each in graph.of_kind(Kind.RESTRICTION)]
            raise QuestionError(f"--list {name}: it is no restriction", did_you_mean(name, known, "see `graphx find`"))
    return {
        number: view.level_of(since=entity.since, until=entity.until, status=entity.status)
        for number in graph.of_kind(Kind.RESTRICTION)
        if isinstance(entity := graph.entities[number], Restriction)
        and entity.type not in NEVER_RESTRICTS
        and (not lists or entity.id in lists)
    }


def level_of_listing(view: View, relation: int, restrictions: Mapping[int, int]) -> int:
    """Return how certain it is that a LISTED_ON relation restricts whom it names, by the levels of the restrictions."""
    level = min(int(view.level[relation]), restrictions.get(int(view.graph.target[relation]), OUT))
    return min(level, POSSIBLE) if view.value(relation, "role") == "criteria" else level


def _no_surer(reaches: Sequence[Reach], level: int) -> list[Reach]:
    return [reach._replace(level=min(reach.level, level)) for reach in reaches if level > OUT]


def _listed(view: View, levels: Mapping[int, int], parties: frozenset[str]) -> dict[int, Members]:
    """Return whom each restriction names, by number; only some parties, where any are given."""
    graph = view.graph
    groups: dict[int, Members] = {}
    for relation in graph.of_type(Type.LISTED_ON).tolist():
        restriction = int(graph.target[relation])
        level = level_of_listing(view, relation, levels)
        source, _, _, key = graph.identities[relation]
        if level > OUT and not (parties and parties.isdisjoint((source, key))):
            members = groups.setdefault(restriction, {})
            entity = int(graph.source[relation])
            known = members.get(entity, NOBODY)
            members[entity] = Member(max(known.level, level), LISTED, (*known.listings, relation))
    return dict(sorted(groups.items()))


def _together(groups: Mapping[int, Members], identities: Identities) -> Members:
    """Return whom only lists together restrict, or more surely than each: if one names A and another B, "A or B" is."""
    joined = {entity: Member(level, LISTED) for entity, level in _best(groups).items()}
    before = dict(joined)
    spread(joined, identities)
    return {entity: member for entity, member in joined.items() if member is not before.get(entity)}


def _best(groups: Mapping[int, Members]) -> dict[int, int]:
    best: dict[int, int] = {}
    for members in groups.values():
        for entity, member in members.items():
            best[entity] = max(member.level, best.get(entity, OUT))
    return dict(sorted(best.items()))
