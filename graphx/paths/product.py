"""The product of a view and an automaton: a row per (state, entity), and an edge wherever a walk may go on.

To search it is to search the pattern: a walk is accepted where it reaches a row of an accepting state.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.dates import day
from graphx.model.table import KINDS, TYPE_CODE
from graphx.model.vocabulary import Kind, Type
from graphx.paths.automaton import ACCEPT, ACCEPT_POSSIBLE, covering, ways_on, word_of
from graphx.paths.sweep import Sweep
from graphx.paths.syntax import Direction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from graphx.graph.view import Levels, View
    from graphx.paths.automaton import Automaton, Move
    from graphx.paths.predicates import Predicates
    from graphx.paths.syntax import StepPattern

    Rows = NDArray[np.int64]

ACCEPTING: Final = (ACCEPT, ACCEPT_POSSIBLE)


class Edges(NamedTuple):
    """Edges of the product, a column each."""

    source: Rows
    target: Rows
    relation: NDArray[np.int32]
    reverse: NDArray[np.bool_]
    """Whether the relation is crossed against its arrow."""
    level: Levels
    arrival: NDArray[np.int32]
    """Which step was taken: edges that share it (and both entities) arrive at the same place in the pattern."""

    def of(self, chosen: NDArray[np.bool_] | Rows) -> Edges:
        """Return some of the edges."""
        return Edges(
            self.source[chosen],
            self.target[chosen],
            self.relation[chosen],
            self.reverse[chosen],
            self.level[chosen],
            self.arrival[chosen],
        )


class Adjacency(NamedTuple):
    """Compressed rows: what lies beyond row i is `beyond[starts[i]:starts[i + 1]]`; `edge` numbers the edges."""

    starts: Rows
    beyond: Rows
    edge: Rows
    certain: NDArray[np.bool_]
    """Whether the edge is certain."""


class Product:
    """A view crossed with an automaton, built once per question."""

    def __init__(self, view: View, automaton: Automaton, predicates: Predicates) -> None:
        """Cross them. Cost: O(moves x relations of their types)."""
        self.view = view
        self.automaton = automaton
        self.entities = len(view.graph)
        self._predicates = predicates
        self._index = {state: index for index, state in enumerate([*automaton.states, *ACCEPTING])}
        self.size = len(self._index) * self.entities

    def row(self, state: int, entity: int) -> int:
        """Return the row of an entity in a state."""
        return self._index[state] * self.entities + entity

    def begin_rows(self, entity: int) -> list[tuple[int, int]]:
        """Return the rows in which a walk from an entity may begin, each with its level; none if it is rejected."""
        rows: dict[int, int] = {}
        for check, state in self.automaton.begins:
            level = int(self._predicates.check(check)[entity])
            row = self.row(state, entity)
            if level and self._can_leave(state)[entity]:
                rows[row] = max(level, rows.get(row, 0))
        return list(rows.items())

    def end_rows(self, entity: int) -> tuple[int, int]:
        """Return the rows in which a walk to an entity is accepted: certainly, and possibly at most."""
        return self.row(ACCEPT, entity), self.row(ACCEPT_POSSIBLE, entity)

    @cached_property
    def edges(self) -> Edges:
        """Every edge that is certain or possible, sorted by source row, target entity, type and key."""
        arrivals: dict[tuple[int, StepPattern], int] = {}
        for move in self.automaton.moves:
            arrivals.setdefault((move.source, move.step), len(arrivals))
        parts = [
            part for move in self.automaton.moves for part in self._edges_of(move, arrivals[move.source, move.step])
        ]
        edges = Edges(*(np.concatenate(column) for column in zip(*parts, strict=True)))
        order = np.lexsort((edges.target, edges.relation, edges.target % self.entities, edges.source))
        return edges.of(order)

    def narrow(self, rows: Iterable[int]) -> None:
        """Forget the edges that no walk from these rows reaches: no search from there would miss them."""
        reached = np.zeros(self.size, bool)
        adjacency = self.adjacency(least=POSSIBLE, backward=False)
        for levels in Sweep(adjacency, [list(rows)]).levels():
            reached[levels.rows] = True
        self.edges = self.edges.of(reached[self.edges.source])
        self._adjacencies.clear()

    def _edges_of(self, move: Move, arrival: int) -> Iterable[Edges]:
        graph = self.view.graph
        levels = self._step_levels(move.step)
        check = self._predicates.check(move.check)
        source_row, target_row = (self._index[state] * self.entities for state in (move.source, move.target))
        for reverse in (False, True):
            if move.step.direction is (Direction.ALONG if reverse else Direction.AGAINST):
                continue
            near, far = (graph.target, graph.source) if reverse else (graph.source, graph.target)
            level = np.minimum(levels, check[far])
            if move.target == ACCEPT_POSSIBLE:
                level = np.minimum(level, POSSIBLE)
            chosen = level > 0
            if reverse and move.step.direction is Direction.EITHER:
                chosen &= near != far  # a loop is the same relation both ways
            relation = np.flatnonzero(chosen).astype(np.int32)
            yield Edges(
                source_row + near[relation].astype(np.int64),
                target_row + far[relation].astype(np.int64),
                relation,
                np.full(len(relation), reverse),
                level[relation].astype(np.int8),
                np.full(len(relation), arrival, np.int32),
            )

    def _step_levels(self, step: StepPattern) -> Levels:
        key = step
        if key not in self._levels_of_step:
            codes = [TYPE_CODE[verb] for verb in step.types]
            of_type = np.isin(self.view.graph.type, codes)
            self._levels_of_step[key] = np.where(of_type, self._predicates.step(step), 0).astype(np.int8)
        return self._levels_of_step[key]

    @cached_property
    def _levels_of_step(self) -> dict[StepPattern, Levels]:
        return {}

    def adjacency(self, *, least: int, backward: bool) -> Adjacency:
        """Return the edges of at least a level, by the row they leave, or backward by the row they reach."""
        key = (least, backward)
        if key not in self._adjacencies:
            self._adjacencies[key] = self.adjacency_of(np.flatnonzero(self.edges.level >= least), backward=backward)
        return self._adjacencies[key]

    def adjacency_of(self, chosen: Rows, *, backward: bool = False) -> Adjacency:
        """Return some edges, sorted by their numbers, by the row they leave, or backward by the row they reach."""
        edges = self.edges
        near, far = (edges.target, edges.source) if backward else (edges.source, edges.target)
        if backward:
            chosen = chosen[np.argsort(near[chosen], kind="stable")]
        starts = np.searchsorted(near[chosen], np.arange(self.size + 1))
        return Adjacency(starts, far[chosen], chosen, edges.level[chosen] == CERTAIN)

    @cached_property
    def _adjacencies(self) -> dict[tuple[int, bool], Adjacency]:
        return {}

    @property
    def is_certain_throughout(self) -> bool:
        """Whether no edge is possible only, so that one search answers for both."""
        return bool((self.edges.level == CERTAIN).all())

    def _ways_on(self, state: int) -> dict[tuple[Type, bool], NDArray[np.bool_]]:
        """Return the types that may come next in a state, and which kinds they may leave (by entity)."""
        kind_codes = self.view.graph.kind
        return {
            way: np.isin(kind_codes, [KINDS.index(kind) for kind in kinds])
            for way, kinds in ways_on(self.automaton, state).items()
        }

    def _can_leave(self, state: int) -> NDArray[np.bool_]:
        if state not in self._leavable:
            self._leavable[state] = np.logical_or.reduce(list(self._ways_on(state).values()))
        return self._leavable[state]

    @cached_property
    def _leavable(self) -> dict[int, NDArray[np.bool_]]:
        return {}

    def gaps(self, *, ownership: bool) -> dict[int, dict[str, NDArray[np.bool_]]]:
        """Return, per state, what is not declared complete: by the word missing, a mask of entities.

        With `ownership`, an organization where a walk may end needs OWNED_BY declared as well.
        """
        gaps: dict[int, dict[str, NDArray[np.bool_]]] = {}
        for state in self.automaton.states:
            ways = self._ways_on(state).items()
            gaps[state] = {word_of(way): mask & ~self._declared(way) for way, mask in ways}
        if ownership:
            organizations = self.view.graph.kind == KINDS.index(Kind.ORGANIZATION)
            owned = Type.OWNED_BY, False
            for state in ACCEPTING:
                gaps[state] = {word_of(owned): organizations & ~self._declared(owned)}
        return gaps

    def _declared(self, way: tuple[Type, bool]) -> NDArray[np.bool_]:
        """Return which entities declare a type complete, in a direction, on the day of the view."""
        nobody = np.zeros(self.entities, bool)
        declared: NDArray[np.bool_] = np.logical_or.reduce(
            [self._declarers.get(word, nobody) for word in covering(way)]
        )
        return declared

    @cached_property
    def _declarers(self) -> dict[str, NDArray[np.bool_]]:
        """Who declares what complete, by the word, on the day of the view."""
        moment = self.view.lens.valid
        declarers: dict[str, NDArray[np.bool_]] = {}
        for word, until, entities in self.view.graph.declared():
            if until is None or moment is None or moment <= day(until):
                declarers.setdefault(word, np.zeros(self.entities, bool))[entities] = True
        return declarers

    def rows_of(self, masks: dict[int, NDArray[np.bool_]]) -> NDArray[np.bool_]:
        """Return a mask of rows from masks of entities per state."""
        rows = np.zeros(self.size, bool)
        for state, mask in masks.items():
            begin = self.row(state, 0)
            rows[begin : begin + self.entities] = mask
        return rows
