"""The product of a view and an automaton, never built whole: from rows (state, entity) it is told where walks go on.

To search it is to search the pattern: a walk is accepted where it reaches a row of an accepting state.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.columns import ranges
from graphx.model.dates import day
from graphx.model.table import TYPES, among
from graphx.model.vocabulary import Kind, Type
from graphx.paths.automaton import ACCEPT, ACCEPT_POSSIBLE, covering, kinds_reached, ways_on, word_of
from graphx.paths.syntax import Direction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.graph.view import Levels, View
    from graphx.model.columns import Bools, Ints
    from graphx.paths.automaton import Automaton, Check, Move
    from graphx.paths.predicates import Predicates
    from graphx.paths.syntax import Predicate, StepPattern

    Codes = NDArray[np.integer]
    """Numbers of states or passages."""
    _Crossed = tuple[Ints, Codes, Ints, Ints, Codes, Bools]
    """The index of the entity that each crossing goes on from, and the columns of `Onward`."""

ACCEPTING: Final = (ACCEPT, ACCEPT_POSSIBLE)


class Passage(NamedTuple):
    """A move that crosses its relations one way: what they and the entity behind them must be, and where it leads."""

    source: int
    """The index of a state."""
    target: int
    step: StepPattern
    check: Check
    is_against: bool
    """Whether relations are crossed against their arrow."""
    most: int
    """The level that walks over it have at most."""
    arrival: int
    """Which step was taken: passages that share it arrive at the same place in the pattern."""
    types: Bools
    """By the code of a type: whether the step allows it."""


class Onward(NamedTuple):
    """Where walks go on from some entities in a state, a row per crossing, in the order of the entities."""

    degree: NDArray[np.intp]
    """How many crossings each entity has."""
    state: Codes
    """The index of the state beyond."""
    entity: Ints
    """The entity beyond."""
    relation: Ints
    passage: Codes
    certain: Bools


class Start(NamedTuple):
    """An entity that is asked about, and the states in which its walks may begin, each with its level."""

    entity: int
    states: tuple[tuple[int, int], ...]


class Product:
    """A view crossed with an automaton: rows are pairs of a state and an entity."""

    def __init__(
        self,
        view: View,
        automaton: Automaton,
        predicates: Predicates,
        starts: Sequence[int],
        ends: Sequence[int] | None,
        *,
        ownership: bool = False,
    ) -> None:
        """Cross them.

        `starts` are the entities from which walks are asked for, `ends` those at which it matters whether a walk is accepted
        (None: all); with `ownership` it matters at organizations too whose owners are not declared complete. Elsewhere no walk
        is accepted.
        """
        self.view = view
        self.automaton = automaton
        self.entities = len(view.graph)
        self.states = [*automaton.states, *ACCEPTING]
        self._asked = starts
        self._ends = ends
        self._ownership = ownership
        self._predicates = predicates
        self._index = {state: index for index, state in enumerate(self.states)}

    @property
    def accepting(self) -> tuple[int, int]:
        """The indices of the states behind the last node: certainly accepted, possibly at most."""
        return self._index[ACCEPT], self._index[ACCEPT_POSSIBLE]

    def place(self, state: Any, entity: Any) -> Any:  # noqa: ANN401  # why: numbers, or arrays of them
        """Return the number by which a row is known, whether it is reached or not."""
        return state * self.entities + entity

    def ends(self, entity: int, least: int = POSSIBLE) -> list[int]:
        """Return the places in which a walk of at least a level to an entity is accepted."""
        certainly, possibly = self.accepting
        return [self.place(state, entity) for state in ((certainly,) if least == CERTAIN else (certainly, possibly))]

    @cached_property
    def starts(self) -> list[Start]:
        """Those entities that are asked about from which a walk may begin; the others are rejected by every alternative."""
        chosen = np.asarray(self._asked, np.intp)
        level_of = {state: np.zeros(len(chosen), np.int8) for _, state in self.automaton.begins}
        for check, state in self.automaton.begins:
            level = np.where(self._can_leave(state)[chosen], self._predicates.check(check)[chosen], 0)
            np.maximum(level_of[state], level, out=level_of[state])
        indices = [self._index[state] for state in level_of]
        levels = np.stack(list(level_of.values()), axis=1).tolist()
        starts = (
            Start(entity, tuple((state, level) for state, level in zip(indices, own, strict=True) if level))
            for entity, own in zip(chosen.tolist(), levels, strict=True)
        )
        return [start for start in starts if start.states]

    @cached_property
    def _standing(self) -> dict[int, Bools]:
        """Per index of a state: the entities of the kinds in which walks from the starts may stand in it, by types alone."""
        graph = self.view.graph
        begins = {
            (graph.kind_of(start.entity), self.states[state]) for start in self.starts for state, _ in start.states
        }
        reached = kinds_reached(self.automaton, begins, graph.types)
        return {self._index[state]: graph.are(*kinds) for state, kinds in reached.items()}

    @cached_property
    def passages(self) -> Sequence[Passage]:
        """Every way in which a walk may go on, by its code in `Onward.passage`."""
        arrivals: dict[tuple[int, StepPattern], int] = {}
        return [
            self._passage(move, arrivals.setdefault((move.source, move.step), len(arrivals)), is_against=is_against)
            for move in self.automaton.moves
            for is_against in (False, True)
            if move.step.direction is not (Direction.ALONG if is_against else Direction.AGAINST)
        ]

    def _passage(self, move: Move, arrival: int, *, is_against: bool) -> Passage:
        most = POSSIBLE if move.target == ACCEPT_POSSIBLE else CERTAIN
        source, target = self._index[move.source], self._index[move.target]
        return Passage(source, target, move.step, move.check, is_against, most, arrival, among(TYPES, move.step.types))

    def onward(self, state: int, entities: Ints, *, backward: bool = False) -> Onward:
        """Return where walks go on from entities in a state, or, backward, where those from the starts may come from.

        Cost: O(relations that touch the entities x passages of the state).
        """
        codes = [code for code, each in enumerate(self.passages) if (each.target if backward else each.source) == state]
        if backward:
            codes = [code for code in codes if self.passages[code].source in self._standing]
        crossed: list[_Crossed] = []
        for leaving in (True, False):
            own = [code for code in codes if (self.passages[code].is_against == backward) == leaving]
            if own and len(entities):
                crossed += self._crossed(own, entities, leaving=leaving, backward=backward)
        if not crossed:
            return self._nowhere(len(entities))
        owner, *told = crossed[0] if len(crossed) == 1 else map(np.concatenate, zip(*crossed, strict=True))
        if len(crossed) > 1:
            order = np.argsort(owner, kind="stable")  # each is in order, so that they are merged
            told = [column[order] for column in told]
        return Onward(np.bincount(owner, minlength=len(entities)), *told)

    def _nowhere(self, entities: int) -> Onward:
        nothing, code = np.zeros(0, np.int32), np.zeros(0, self._narrow)
        return Onward(np.zeros(entities, np.intp), code, nothing, nothing, code, nothing.astype(bool))

    @cached_property
    def _narrow(self) -> np.dtype[np.integer]:
        """How codes of states and passages are held: there are few of them, and many crossings."""
        return np.min_scalar_type(len(self.states) + len(self.passages))

    def _crossed(self, codes: Sequence[int], entities: Ints, *, leaving: bool, backward: bool) -> Iterator[_Crossed]:
        """Yield what each of some passages crosses, over relations that leave the entities, or over those that arrive there."""
        graph = self.view.graph
        passages = [self.passages[code] for code in codes]
        fitting: Bools = np.logical_or.reduce([each.types for each in passages])
        owner, relation, verb, in_view = self._touching(entities, fitting, leaving=leaving)
        beyond = (graph.target if leaving else graph.source)[relation]
        for code, passage in zip(codes, passages, strict=True):
            arriving = self._entities(passage)
            level = arriving[entities][owner] if backward else arriving[beyond]
            np.minimum(
                level, self._relations(passage.step)[relation] if passage.step.predicates else in_view, out=level
            )
            level *= passage.types[verb]
            if backward:
                level *= self._standing[passage.source][beyond]
            if passage.is_against and passage.step.direction is Direction.EITHER:
                level *= entities[owner] != beyond  # a loop is the same relation both ways
            crossing = np.flatnonzero(level)
            if len(crossing):
                own, entity, crossed, level = _kept(crossing, owner, beyond, relation, level)
                yield (
                    own,
                    np.full(len(crossing), passage.source if backward else passage.target, self._narrow),
                    entity,
                    crossed,
                    np.full(len(crossing), code, self._narrow),
                    np.minimum(level, passage.most) == CERTAIN,
                )

    def _touching(self, entities: Ints, fitting: Bools, *, leaving: bool) -> tuple[Ints, Ints, Codes, Levels]:
        """Return relations in view of fitting types that leave or reach entities: the index of the entity, the relation, its type and level."""
        graph = self.view.graph
        starts = graph.forward_starts if leaving else graph.backward_starts
        begin = starts[entities]
        degree = starts[entities + 1] - begin
        owner = np.repeat(np.arange(len(entities), dtype=np.int32), degree)
        relation = ranges(begin, degree)
        if not leaving:
            relation = graph.backward[relation]
        verb, level = graph.type[relation], self.view.level[relation]
        owner, relation, verb, level = _kept(np.flatnonzero(fitting[verb] & (level > 0)), owner, relation, verb, level)
        return owner, relation, verb, level

    def _entities(self, passage: Passage) -> Levels:
        """Return per entity how far a walk may arrive there; where it does not matter, none is accepted."""
        level = self._predicates.check(passage.check)
        if self._ends is None or passage.target not in self.accepting:
            return level
        if passage.check not in self._accepted:
            self._accepted[passage.check] = np.where(self._matters, level, 0).astype(np.int8)
        return self._accepted[passage.check]

    @cached_property
    def _accepted(self) -> dict[Check, Levels]:
        return {}

    def _relations(self, step: StepPattern) -> Levels:
        key = step.predicates
        if key not in self._levels_of:
            self._levels_of[key] = self._predicates.step(step)
        return self._levels_of[key]

    @cached_property
    def _levels_of(self) -> dict[tuple[Predicate, ...], Levels]:
        return {}

    @cached_property
    def _matters(self) -> Bools:
        """At which entities it matters whether a walk is accepted."""
        wanted = np.full(self.entities, self._ends is None)
        wanted[np.asarray(self._ends or (), np.intp)] = True
        if self._ownership:
            wanted |= self._unowned
        return wanted

    @cached_property
    def _unowned(self) -> Bools:
        """Organizations whose owners are not declared complete."""
        return self.view.graph.are(Kind.ORGANIZATION) & ~self._declared(OWNED)

    def _can_leave(self, state: int) -> Bools:
        return self.view.graph.are(*(kind for kinds in ways_on(self.automaton, state).values() for kind in kinds))

    def gaps(self) -> dict[int, dict[str, Bools]]:
        """Return, per index of a state, what is not declared complete: by the word missing, a mask of entities.

        Where a walk may end at an organization, that is OWNED_BY, if the product is told that ownership matters.
        """

        @cache
        def lacking(way: tuple[Type, bool], kinds: frozenset[Kind]) -> Bools:
            mask: Bools = self.view.graph.are(*kinds) & ~self._declared(way)
            return mask

        gaps = {
            self._index[state]: {
                word_of(way): lacking(way, frozenset(kinds)) for way, kinds in ways_on(self.automaton, state).items()
            }
            for state in self.automaton.states
        }
        if self._ownership:
            gaps |= {state: {word_of(OWNED): self._unowned} for state in self.accepting}
        return gaps

    def _declared(self, way: tuple[Type, bool]) -> Bools:
        """Return which entities declare a type complete, in a direction, on the day of the view."""
        declared = np.zeros(self.entities, bool)
        for word in covering(way):
            if word in self._declarers:
                declared |= self._declarers[word]
        return declared

    @cached_property
    def _declarers(self) -> dict[str, Bools]:
        """Who declares what complete, by the word, on the day of the view."""
        moment = self.view.lens.valid
        declarers: dict[str, Bools] = {}
        for word, until, entities in self.view.graph.declared():
            if until is None or moment is None or moment <= day(until):
                declarers.setdefault(word, np.zeros(self.entities, bool))[entities] = True
        return declarers


OWNED: Final = (Type.OWNED_BY, False)


def _kept(chosen: NDArray[np.intp], *columns: NDArray[Any]) -> Sequence[NDArray[Any]]:
    """Return chosen rows of columns: these themselves where all are chosen, as most often."""
    return columns if len(chosen) == len(columns[0]) else [column[chosen] for column in columns]
