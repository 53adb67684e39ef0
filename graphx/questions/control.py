"""Who owns whom: who is restricted through ownership under every calculator, and one organization's owners and holdings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING

from graphx.errors import QuestionError
from graphx.graph.view import CERTAIN, OUT, POSSIBLE, WORDS
from graphx.model.vocabulary import USUAL_THRESHOLD, Calculator, Kind
from graphx.questions.chart import Chart, Charted, Share
from graphx.questions.evidence import Because, Hop, Witness
from graphx.questions.restricted import AskedSet
from graphx.questions.why import why
from graphx.restrictions.calculators.look_through import effective_shares
from graphx.restrictions.reach import NOBODY, Identities, Reach, reaches_of, spread_owned
from graphx.restrictions.restricted import RestrictedSet, levels_of_restrictions, restricted_set
from graphx.restrictions.stakes import NOTHING, WHOLE, stakes_by_level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphx.graph.view import View
    from graphx.restrictions.reach import Member, Members, StakesAt


@dataclass(frozen=True)
class Held:
    """What one calculator finds of one organization under one restriction."""

    restriction: str
    calculator: str
    threshold: Decimal
    own: bool
    """Whether the restriction itself reaches further in this way."""
    certainty: str
    """`out`: the calculator does not reach it."""
    share: Share
    """What was compared with the threshold: the sum held by the restricted (cascade), the product over chains (look-through),
    or the one stake that decides (affiliate, control; an interest may decide without it)."""
    because: tuple[Hop, ...]


@dataclass(frozen=True)
class Control:
    """One organization."""

    entity: str
    listed: tuple[Because, ...]
    """Its own listings that count in the view."""
    restricted: tuple[Held, ...]
    not_restricted: tuple[Held, ...] = ()
    """Calculators that do not reach it, although the restricted hold or may hold a part of it."""
    chart: Chart | None = None


@dataclass(frozen=True)
class ControlAnswer:
    """One answer per organization, sorted by id."""

    question: AskedSet
    entity: str | None
    answers: tuple[Control, ...]
    warnings: tuple[str, ...] = ()


def control(view: View, entity: str | None = None, *, lists: Sequence[str] = ()) -> ControlAnswer:
    """Return who is restricted through ownership, under all calculators on every restriction in force.

    With an entity, return that one alone, with its owners, its holdings, its ultimate holders and its circles.

    Raises:
        QuestionError: the entity is unknown or no organization, or a list is no restriction.
    """
    graph = view.graph
    number = None if entity is None else graph.entity(entity)
    if number is not None and graph.kind_of(number) is not Kind.ORGANIZATION:
        raise QuestionError(f"{entity} is no organization, and only organizations are owned")
    stakes = stakes_by_level(view)
    witness = Witness(view)
    named = restricted_set(view, lists=lists, reaches=())
    rows: dict[int, list[Held]] = {} if number is None else {number: []}
    for run in _runs(view, stakes, lists, named.groups):
        for each in run.reached if number is None else [number]:
            if row := run.held(witness, each):
                rows.setdefault(each, []).append(row)
    answers = tuple(
        Control(
            graph.ids[each],
            listed=witness.because(named.listed(each)),
            restricted=tuple(row for row in rows[each] if row.certainty != WORDS[OUT]),
            not_restricted=tuple(row for row in rows[each] if row.certainty == WORDS[OUT]),
            chart=None if number is None else Charted(view, witness, stakes).chart(each),
        )
        for each in sorted(rows, key=graph.ids.__getitem__)
    )
    return ControlAnswer(AskedSet(view, tuple(sorted(set(lists)))), entity, answers)


def _runs(view: View, stakes: StakesAt, lists: Sequence[str], named: Mapping[int, Members]) -> Iterator[_Run]:
    """Yield every calculator on every restriction in force that names somebody."""
    identities = Identities(view)

    def spread(restriction: int, reaches: Sequence[Reach]) -> RestrictedSet:
        members = dict(named[restriction])
        spread_owned(members, stakes, reaches, identities)
        return RestrictedSet({restriction: members}, {})

    for restriction, level in levels_of_restrictions(view, lists).items():
        if level == OUT or restriction not in named:
            continue
        own = reaches_of(view, restriction, level)
        looked_through = cache(partial(_looked_through, stakes, named[restriction]))
        for calculator, usual in USUAL_THRESHOLD.items():
            if usual is None:
                continue
            of_own = [reach for reach in own if reach.calculator is calculator]
            reaches = of_own or [Reach(calculator, Decimal(usual), level)]
            sets = [spread(restriction, reaches)]
            if of_own and len(own) > len(of_own):  # one may go on from whom another adds
                sets.append(spread(restriction, own))
            lowest = min(reaches, key=lambda reach: reach.threshold)
            yield _Run(view, stakes, restriction, named[restriction], lowest, sets, looked_through, is_own=bool(of_own))


class _Run:
    """One calculator on one restriction: whom it reaches beyond the named, alone or with the restriction's others."""

    def __init__(
        self,
        view: View,
        stakes: StakesAt,
        restriction: int,
        named: Members,
        reach: Reach,
        sets: Sequence[RestrictedSet],
        looked_through: Callable[[int], dict[int, Decimal]],
        *,
        is_own: bool,
    ) -> None:
        self._view, self._stakes, self._restriction, self._named = view, stakes, restriction, named
        self._reach, self._sets, self._is_own = reach, sets, is_own
        self._looked_through = looked_through

    @property
    def reached(self) -> Iterator[int]:
        """Who is restricted through ownership; some perhaps by another of the restriction's calculators."""
        everybody = dict.fromkeys(entity for each in self._sets for entity in each.groups[self._restriction])
        return (entity for entity in everybody if self._found(entity))

    def _found(self, entity: int) -> tuple[RestrictedSet, Member] | None:
        best = None
        for each in self._sets:
            member = each.groups[self._restriction].get(entity)
            if member is None or member is self._named.get(entity) or (best and member.level <= best[1].level):
                continue
            if each is self._sets[0] or (self._restriction, self._reach.calculator) in each.proof(entity).ways:
                best = each, member
        return best

    def held(self, witness: Witness, entity: int) -> Held | None:
        """Return what the calculator finds of an entity; None if it is named itself, or has nothing to do with it."""
        found = self._found(entity)
        share = self._share(entity, found, CERTAIN), self._share(entity, found, POSSIBLE)
        held_at_all = share[1] or self._looked_through(POSSIBLE).get(entity)
        if found is None and (entity in self._named or not held_at_all):
            return None
        return Held(
            restriction=self._view.graph.ids[self._restriction],
            calculator=self._reach.calculator,
            threshold=self._reach.threshold,
            own=self._is_own,
            certainty=WORDS[found[1].level if found else OUT],
            share=share,
            because=why(self._view, witness, found[0], entity).ownership if found else (),
        )

    def _share(self, entity: int, found: tuple[RestrictedSet, Member] | None, level: int) -> Decimal:
        stakes = self._stakes(level)
        members = found[0].groups[self._restriction] if found else self._sets[0].groups[self._restriction]
        match self._reach.calculator:
            case Calculator.LOOK_THROUGH:
                return self._looked_through(level).get(entity, NOTHING)
            case Calculator.CASCADE:
                held = sum(stake.share for stake in stakes.owners(entity) if _is_at(members, stake.other, level))
                return min(WHOLE, Decimal(held) / stakes.whole)
            case calculator:
                around = self._named if calculator is Calculator.AFFILIATE else members
                nearer = {other for _, other in found[1].steps.get(entity, ())} if found else _at(around, level)
                links = [
                    *stakes.owners(entity),
                    *(stakes.holdings(entity) if calculator is Calculator.AFFILIATE else ()),
                ]
                most = max((stake.share for stake in links if stake.other in nearer), default=0)
                return Decimal(most) / stakes.whole


def _looked_through(stakes: StakesAt, named: Members, level: int) -> dict[int, Decimal]:
    return effective_shares(stakes(level), _at(named, level))


def _is_at(members: Members, entity: int, level: int) -> bool:
    return members.get(entity, NOBODY).level >= level


def _at(members: Members, level: int) -> set[int]:
    return {entity for entity in members if _is_at(members, entity, level)}
