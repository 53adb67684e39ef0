"""Who is restricted in a view: per restriction those it names, those it reaches, those it does not count, those it binds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphx.graph.view import CERTAIN, WORDS
from graphx.model.records import Restriction
from graphx.model.vocabulary import NEVER_RESTRICTS, Kind, Type
from graphx.questions.evidence import Hop, Witness
from graphx.questions.why import RestrictedOne, restricted_by, why
from graphx.restrictions.restricted import THE_QUESTION, TOGETHER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from graphx.graph.view import View
    from graphx.model.records import Extension
    from graphx.restrictions.restricted import RestrictedSet

BOUND: Final = "bound"
"""The role of a BOUND_BY that states none."""


@dataclass(frozen=True)
class AskedSet:
    """Who asks for which restricted set or stakes of which view."""

    view: View
    lists: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    calculator: str | None = None


@dataclass(frozen=True)
class Applies:
    """Whom a restriction binds, exempts or merely advises."""

    entity: str
    role: str
    certainty: str
    said: Hop


@dataclass(frozen=True)
class ReachesFurther:
    """A way in which a restriction reaches further by ownership, and whether it is in force in the view."""

    calculator: str
    threshold: Decimal
    certainty: str
    stated: Extension


@dataclass(frozen=True)
class RestrictionSet:
    """One restriction and everybody it speaks of."""

    restriction: str | None
    """None: no single restriction, but the question itself, or several lists together."""
    restricted: tuple[RestrictedOne, ...]
    certainty: str = WORDS[CERTAIN]
    """By its own status and dates: in force certainly, possibly, or `out`."""
    never_restricts: bool = False
    """A white-list or a waiver: whom it names it does not restrict."""
    extends_to: tuple[ReachesFurther, ...] = ()
    apart: tuple[Hop, ...] = ()
    """Listings that do not count in the view: proposed, suspended, ended, not yet begun, denied."""
    bound: tuple[Applies, ...] = ()


@dataclass(frozen=True)
class RestrictedAnswer:
    """A set per restriction, sorted by id, those without one last."""

    question: AskedSet
    sets: tuple[RestrictionSet, ...]
    warnings: tuple[str, ...] = ()


def restricted(
    view: View, *, lists: Sequence[str] = (), selectors: Sequence[str] = (), calculator: str | None = None
) -> RestrictedAnswer:
    """Return who is restricted, per restriction and with proof; `calculator` overrides how each reaches by ownership.

    Raises:
        QuestionError: a list is no restriction, a selector matches nothing, or no calculator has that name.
    """
    everybody = restricted_by(view, lists=lists, selectors=selectors, calculator=calculator)
    witness = Witness(view)
    sets = [
        _of_restriction(view, witness, everybody, number, entity)
        for number in view.graph.of_kind(Kind.RESTRICTION)
        if isinstance(entity := view.graph.entities[number], Restriction) and (not lists or entity.id in lists)
    ]
    sets.sort(key=lambda each: each.restriction or "")
    sets += [
        RestrictionSet(None, restricted=_members(view, witness, everybody, group))
        for group in (TOGETHER, THE_QUESTION)
        if everybody.groups.get(group)
    ]
    asked = AskedSet(view, tuple(sorted(set(lists))), tuple(sorted(set(selectors))), calculator)
    return RestrictedAnswer(asked, tuple(sets))


def _of_restriction(
    view: View, witness: Witness, everybody: RestrictedSet, number: int, restriction: Restriction
) -> RestrictionSet:
    counted = {listing for member in everybody.groups.get(number, {}).values() for listing in member.listings}
    uncounted = [each for each in _arriving(view, Type.LISTED_ON, number) if each not in counted]
    bound = [witness.hop(each, reverse=False) for each in _arriving(view, Type.BOUND_BY, number)]
    return RestrictionSet(
        restriction=restriction.id,
        certainty=WORDS[_level(view, restriction)],
        never_restricts=restriction.type in NEVER_RESTRICTS,
        extends_to=tuple(
            ReachesFurther(each.calculator, each.effective_threshold, WORDS[_level(view, each)], each)
            for each in restriction.extends_to or ()
            if each.effective_threshold is not None
        ),
        restricted=_members(view, witness, everybody, number),
        apart=tuple(
            sorted(
                (witness.hop(each, reverse=False) for each in uncounted), key=lambda hop: (hop.source, hop.key or "")
            )
        ),
        bound=tuple(
            sorted(
                (Applies(hop.source, hop.fields.get("role", BOUND), hop.certainty, hop) for hop in bound),
                key=lambda each: (each.role, each.entity, each.said.key or ""),
            )
        ),
    )


def _level(view: View, dated: Restriction | Extension) -> int:
    return view.level_of(since=dated.since, until=dated.until, status=dated.status)


def _arriving(view: View, verb: Type, number: int) -> list[int]:
    relations = view.graph.of_type(verb)
    arriving: list[int] = relations[view.graph.target[relations] == number].tolist()
    return arriving


def _members(view: View, witness: Witness, everybody: RestrictedSet, group: int) -> tuple[RestrictedOne, ...]:
    found = (
        RestrictedOne(view.graph.ids[entity], WORDS[member.level], why(view, witness, everybody, entity, (group,)))
        for entity, member in everybody.groups.get(group, {}).items()
    )
    return tuple(sorted(found, key=lambda each: each.entity))
