"""How a listing reaches further: by ownership, along SUCCEEDED_BY and into "one of", to the least fixpoint."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.errors import QuestionError, did_you_mean
from graphx.graph.view import CERTAIN, OUT, POSSIBLE
from graphx.model.records import Restriction
from graphx.model.vocabulary import USUAL_THRESHOLD, Calculator, Role, Type
from graphx.restrictions.calculators import CALCULATORS, GO_ON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphx.graph.view import View
    from graphx.restrictions.calculators.steps import Steps
    from graphx.restrictions.stakes import Stakes

    StakesAt = Callable[[int], Stakes]

LISTED: Final = "listed"
SUCCESSION: Final = "succession"
ONE_OF: Final = "one_of"
ASKED: Final = "asked"
"""How an entity is restricted, beside the names of the calculators: the question itself names it."""


class Member(NamedTuple):
    """How certainly an entity is restricted, how, and the steps that lead back to the listed."""

    level: int
    how: str
    listings: tuple[int, ...] = ()
    """Its own: numbers of LISTED_ON relations."""
    steps: Mapping[int, Steps] = MappingProxyType({})
    """Of this entity and of whom its reaching leads through: each relation, and the entity nearer the listed."""


Members = dict[int, Member]
NOBODY: Final = Member(OUT, LISTED)


class Reach(NamedTuple):
    """A way in which a listing reaches further by ownership, and how certainly it is in force."""

    calculator: Calculator
    threshold: Decimal
    level: int = CERTAIN


def reaches_asked(text: str) -> list[Reach]:
    """Return the way of reaching that a question names: `cascade`, or `cascade:0.25`; nothing for `none`.

    Raises:
        QuestionError: no calculator has that name, or the threshold does not lie between 0 and 1.
    """
    name, colon, share = text.partition(":")
    if name not in set(Calculator):
        hint = did_you_mean(name, [each.value for each in Calculator], f"one of {', '.join(Calculator)}")
        raise QuestionError(f"no calculator is called {name}", hint)
    usual = USUAL_THRESHOLD[Calculator(name)]
    if usual is None:
        if colon:
            raise QuestionError(f"--calculator {text}: {name} has no threshold")
        return []
    try:
        threshold = Decimal(share if colon else usual)
    except InvalidOperation:
        threshold = Decimal(-1)
    if not 0 <= threshold <= 1:
        raise QuestionError(f"--calculator {text}: the threshold lies between 0 and 1", f"such as {name}:{usual}")
    return [Reach(Calculator(name), threshold)]


def reaches_of(view: View, restriction: int, level: int) -> list[Reach]:
    """Return how a restriction of some level reaches further by ownership in a view."""
    entity = view.graph.entities[restriction]
    found = []
    for extension in (entity.extends_to or ()) if isinstance(entity, Restriction) else ():
        in_force = view.level_of(since=extension.since, until=extension.until, status=extension.status)
        if extension.effective_threshold is not None and min(level, in_force) > OUT:
            found.append(Reach(extension.calculator, extension.effective_threshold, min(level, in_force)))
    return found


class Identities:
    """Who became whom, and who stands for one of whom, in a view; read once for all lists."""

    def __init__(self, view: View) -> None:
        """Read the SUCCEEDED_BY and MEMBER_OF relations of a view that are not out."""
        graph = view.graph
        self._became: list[tuple[int, int, int, int]] = []
        for relation in graph.of_type(Type.SUCCEEDED_BY).tolist():
            level = int(view.level[relation])
            if view.value(relation, "role") != "rename":
                level = min(level, POSSIBLE)
            ends = int(graph.source[relation]), int(graph.target[relation])
            if level > OUT:
                self._became += [(relation, near, far, level) for near, far in (ends, ends[::-1])]
        self._one_of: dict[int, list[tuple[int, int]]] = {}
        self._sure: set[int] = set()
        is_one_of = np.zeros(len(graph), bool)
        is_one_of[graph.entity_column("roles").rows_with(Role.ONE_OF)] = True
        members = graph.of_type(Type.MEMBER_OF)
        for relation in members[(view.level[members] > OUT) & is_one_of[graph.target[members]]].tolist():
            number = int(graph.target[relation])
            self._one_of.setdefault(number, []).append((relation, int(graph.source[relation])))
            if view.level[relation] == CERTAIN:
                self._sure.add(number)

    def reached(self, members: Members) -> Iterator[tuple[int, Member]]:
        """Yield who is the same as a member, or stands for "one of" them: certainly if all are restricted, else possibly."""
        for relation, near, far, level in self._became:
            if near in members:
                yield far, Member(min(level, members[near].level), SUCCESSION, steps={far: ((relation, near),)})
        for number, alternatives in self._one_of.items():
            hit = tuple((relation, entity) for relation, entity in alternatives if entity in members)
            if hit:
                is_certain = (
                    len(hit) == len(alternatives)
                    and all(members[entity].level == CERTAIN for _, entity in hit)
                    and number in self._sure
                )
                yield number, Member(CERTAIN if is_certain else POSSIBLE, ONE_OF, steps={number: hit})


def spread(members: Members, identities: Identities) -> None:
    """Let listings reach on along SUCCEEDED_BY and into "one of", to the least fixpoint."""
    while _raised(members, identities.reached(members)):
        pass


def spread_owned(
    members: Members, stakes: StakesAt, reaches: Sequence[Reach], identities: Identities | None = None
) -> None:
    """Let the listings of one restriction reach on by ownership and, with `identities`, by these again.

    `members` has been spread without it. Calculators that start from the listed alone run once, the others until nobody
    adds anything for them to go on from.
    """
    listed = dict(members)
    _raised(members, _owned(members, listed, stakes, [reach for reach in reaches if reach.calculator not in GO_ON]))
    going_on = [reach for reach in reaches if reach.calculator in GO_ON]
    while True:
        grown = [_raised(members, _owned(members, members, stakes, [reach])) for reach in going_on]
        identified = identities is not None and _raised(members, identities.reached(members))
        alone = len(going_on) < 2  # noqa: PLR2004  # why: one has gone on from what it added itself
        if not identified and (alone or not any(grown)):
            return


def _raised(members: Members, reached: Iterable[tuple[int, Member]]) -> bool:
    """Raise members to the levels at which they are reached, and say whether any was."""
    raised = False
    for entity, member in reached:
        known = members.get(entity, NOBODY)
        if member.level > known.level:
            members[entity] = member._replace(listings=known.listings)
            raised = True
    return raised


def _owned(
    members: Members, listed: Members, stakes: StakesAt, reaches: Sequence[Reach]
) -> Iterator[tuple[int, Member]]:
    """Yield whom each way of reaching adds to the members of one restriction, the listed among them: the certain first."""
    for level in (CERTAIN, POSSIBLE):
        for reach in reaches:
            if reach.level >= level:
                owners = members if reach.calculator in GO_ON else listed
                restricted = [entity for entity, member in owners.items() if member.level >= level]
                is_sure = reach.level == CERTAIN and all(member.level == CERTAIN for member in owners.values())
                if level == POSSIBLE and is_sure and stakes(POSSIBLE) is stakes(CERTAIN):
                    continue  # it would add the same once more
                added = CALCULATORS[reach.calculator](stakes(level), restricted, reach.threshold)
                for entity in added:
                    if members.get(entity, NOBODY).level < level:
                        yield entity, Member(level, reach.calculator, steps=added)
