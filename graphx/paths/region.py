"""The part of a product that a search reaches: rows found level by level and numbered so, with the edges between them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.columns import ranges, run_starts, sorted_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools, Ints
    from graphx.paths.product import Codes, Onward, Product, Start

THIN: Final = 24
"""Up to so many rows, a level is thin: to search it by arrays costs more than by plain loops."""
PATIENCE: Final = 64
"""After so many thin levels all the rest is taken at once: a chain is many levels of one row."""


class Edges(NamedTuple):
    """Edges by their numbers, a column each."""

    relation: Ints
    passage: Codes
    certain: Bools


class Adjacency(NamedTuple):
    """Compressed rows: beyond row i lies `beyond[starts[i]:starts[i + 1]]`."""

    starts: NDArray[np.int64]
    beyond: Ints
    near: Ints
    """The row that an edge leaves."""
    edge: Ints
    """The number of an edge."""
    certain: Bools

    def of(self, kept: NDArray[np.intp]) -> Adjacency:
        """Return some of the edges, in their order."""
        near = self.near[kept]
        starts = _starts(np.bincount(near, minlength=len(self.starts) - 1))
        return Adjacency(starts, self.beyond[kept], near, self.edge[kept], self.certain[kept])

    def onward(self, rows: NDArray[np.integer]) -> tuple[Ints, Ints]:
        """Return the edges that leave some rows, row by row: the index of the row among these, and the place of the edge."""
        begin = self.starts[rows]
        degree = self.starts[rows + 1] - begin
        return np.repeat(np.arange(len(rows), dtype=np.int32), degree), ranges(begin, degree)


class Region:
    """Rows of a product and edges between them."""

    def __init__(self, product: Product, rows: Rows, edges: Edges, adjacency: Adjacency, *, backward: bool) -> None:
        """Take the rows, the edges, and how they hang together in one direction."""
        self.product = product
        self.rows = rows
        self.entity = rows.entity
        self.edges = edges
        self.size = len(rows.entity)
        self.is_backward = backward
        """Whether it was explored from where walks end."""
        self._adjacency = {backward: adjacency}

    def row(self, state: int, entity: int) -> int:
        """Return the row of an entity in a state, -1 if it is none of the region."""
        return self.rows.number.item(state * self.product.entities + entity) - 1

    def begins(self, start: Start, least: int) -> list[int]:
        """Return the rows in which walks of at least a level from a start may begin."""
        rows = (self.row(state, start.entity) for state, level in start.states if level >= least)
        return [row for row in rows if row >= 0]

    def all_begins(self, starts: Sequence[Start]) -> Begins:
        """Return the rows in which walks from starts may begin."""
        begins = [
            (line, state * self.product.entities + start.entity, level)
            for line, start in enumerate(starts)
            for state, level in start.states
        ]
        line, place, level = np.array(begins, np.int64).reshape(-1, 3).T
        row = self.rows.number[place] - 1
        found = np.flatnonzero(row >= 0)
        return Begins(line[found], row[found], level[found])

    def ends(self, entity: int, least: int = POSSIBLE) -> list[int]:
        """Return the rows in which a walk of at least a level to an entity is accepted."""
        certainly, possibly = self.product.accepting
        rows = (self.row(state, entity) for state in ((certainly,) if least == CERTAIN else (certainly, possibly)))
        return [row for row in rows if row >= 0]

    def hops(self, rows: NDArray[np.integer]) -> NDArray[np.intp]:
        """Return how many hops it takes at least to get to some rows from where the region was explored."""
        return np.searchsorted(self.rows.bounds, rows, side="right")

    def mask(self, masks: dict[int, Bools]) -> Bools:
        """Return a mask of rows from masks of entities per state."""
        chosen = np.zeros(self.size, bool)
        for state, mask in masks.items():
            rows = np.flatnonzero(self.rows.state == state)
            chosen[rows] = mask[self.entity[rows]]
        return chosen

    def adjacency(self, *, backward: bool) -> Adjacency:
        """Return the edges by the row they leave, or backward by the row they reach. Cost: one sort, the first time."""
        if backward not in self._adjacency:
            found = self._adjacency[not backward]
            order = sorted_order(found.beyond)
            starts = _starts(np.bincount(found.beyond, minlength=self.size))
            self._adjacency[backward] = Adjacency(
                starts, found.near[order], found.beyond[order], found.edge[order], found.certain[order]
            )
        return self._adjacency[backward]

    def is_ready(self, *, backward: bool) -> bool:
        """Return whether an adjacency costs nothing more."""
        return backward in self._adjacency

    def certainly(self) -> Region:
        """Return the region with its certain edges alone."""
        return self._of(lambda found: found.certain)

    def leading(self, rows: Bools) -> Region:
        """Return the region with those edges alone that lead to some rows."""
        return self._of(lambda found: rows[found.near if self.is_backward else found.beyond])

    def narrowed(self, chosen: Bools) -> Region:
        """Return some rows and the edges between them, numbered anew: a sweep over them costs what they are, not the whole."""
        kept = np.flatnonzero(chosen)
        number = np.full(self.size, -1, np.int32)
        number[kept] = np.arange(len(kept), dtype=np.int32)
        leading = self.leading(chosen).adjacency(backward=False)
        inside = leading.of(np.flatnonzero(chosen[leading.near]))
        adjacency = Adjacency(
            np.append(inside.starts[kept], len(inside.edge)),
            number[inside.beyond],
            number[inside.near],
            inside.edge,
            inside.certain,
        )
        entity, state = self.entity[kept], self.rows.state[kept]
        numbers = np.zeros_like(self.rows.number)
        numbers[state.astype(np.int64) * self.product.entities + entity] = np.arange(1, len(kept) + 1, dtype=np.int32)
        rows = Rows(entity, state, numbers, np.array([len(kept)]))
        return Region(self.product, rows, self.edges, adjacency, backward=False)

    def _of(self, kept: Callable[[Adjacency], Bools]) -> Region:
        found = self._adjacency[self.is_backward]
        fewer = found.of(np.flatnonzero(kept(found)))
        return Region(self.product, self.rows, self.edges, fewer, backward=self.is_backward)

    @property
    def is_certain_throughout(self) -> bool:
        """Whether no edge is possible only, so that one search answers for both."""
        return bool(self.edges.certain.all())


class Begins(NamedTuple):
    """Where walks begin, in the order of their starts."""

    line: NDArray[np.int64]
    """Which start it is."""
    row: Ints
    level: NDArray[np.int64]

    def of(self, chosen: NDArray[np.intp]) -> Begins:
        """Return some of them."""
        return Begins(self.line[chosen], self.row[chosen], self.level[chosen])


class Rows(NamedTuple):
    """Rows by their numbers: an entity in a state each."""

    entity: Ints
    state: Ints
    number: Ints
    """By state * entities + entity: the row's number, and one more; 0 for no row."""
    bounds: NDArray[np.int64]
    """How many rows it takes at least 0, 1, ... hops to get to: where nothing more is known of the last ones, they are counted early."""


Seeds: TypeAlias = "Iterable[tuple[int, int]]"


def explored(product: Product, begins: Seeds) -> Region:
    """Return the rows that walks from some rows (state, entity) reach.

    Accepting rows are left out at entities where the product says that it does not matter.
    Cost: O(relations that touch what is reached).
    """
    explorer = _Explorer(product, begins, backward=False)
    while explorer.grow():
        pass
    return explorer.region()


def explored_from_either_side(product: Product, begins: Seeds, ends: Seeds) -> Region:
    """Return the rows that walks from some rows reach, or the rows that walks to others leave, whichever are found sooner.

    Both hold all walks from the ones to the others. Cost: up to twice that of the smaller.
    """
    sides = [_Explorer(product, begins, backward=False), _Explorer(product, ends, backward=True)]
    while True:
        side = min(sides, key=lambda each: each.effort)
        if not side.grow():
            return side.region()


class _Explorer:
    """Takes rows level by level; those of a level are numbered together, and left in that order."""

    def __init__(self, product: Product, seeds: Seeds, *, backward: bool) -> None:
        self._product = product
        self._backward = backward
        self._number = np.zeros(len(product.states) * product.entities, np.int32)
        self._levels: list[NDArray[np.int64]] = []
        self._onward: list[Onward] = []
        self._beyond: list[Ints] = []
        self._count = 0
        self._thin = 0
        self.effort = 0
        """How many rows and edges were taken."""
        self._level = self._new(np.array([state * product.entities + entity for state, entity in seeds], np.int64))

    def grow(self) -> bool:
        """Take the next level; return whether there is one after it."""
        reached = self._leave(self._level)
        self._thin += len(self._level) <= THIN
        self._level = self._new(reached if self._thin < PATIENCE else np.flatnonzero(self._number == 0))
        self._beyond.append(self._number[reached] - 1)
        self.effort += len(reached) + len(self._level)
        return len(self._level) > 0

    def _new(self, reached: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what was not reached before, sorted by state and entity, and number it so."""
        fresh: NDArray[np.int64] = reached[self._number[reached] == 0]
        if len(fresh) * 32 < len(self._number):
            fresh = np.sort(fresh)
            fresh = fresh[run_starts(fresh)]
        else:
            self._number[fresh] = -1
            fresh = np.flatnonzero(self._number < 0)
        self._number[fresh] = np.arange(self._count + 1, self._count + 1 + len(fresh), dtype=np.int32)
        self._count += len(fresh)
        self._levels.append(fresh)
        return fresh

    def _leave(self, level: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what lies beyond the rows of a level, an entry per edge."""
        entities = self._product.entities
        bounds = np.searchsorted(level, np.arange(len(self._product.states) + 1) * entities)
        reached: list[NDArray[np.int64]] = []
        for state, (first, last) in enumerate(pairwise(bounds.tolist())):
            own = (level[first:last] - state * entities).astype(np.int32)
            onward = self._product.onward(state, own, backward=self._backward)
            self._onward.append(onward)
            reached.append(onward.state.astype(np.int64) * entities + onward.entity)
        return np.concatenate(reached)

    def region(self) -> Region:
        """Return what was taken."""
        entities = self._product.entities
        row = np.concatenate(self._levels)
        told = zip(*((each.degree, each.relation, each.passage, each.certain) for each in self._onward), strict=True)
        degree, relation, passage, certain = map(np.concatenate, told)
        self._onward.clear()
        near = np.repeat(np.arange(len(row), dtype=np.int32), degree)
        adjacency = Adjacency(
            _starts(degree),
            np.concatenate(self._beyond),
            near,
            np.arange(len(near), dtype=np.int32),
            certain,
        )
        bounds = np.cumsum([len(level) for level in self._levels])
        rows = Rows((row % entities).astype(np.int32), (row // entities).astype(np.int32), self._number, bounds)
        return Region(self._product, rows, Edges(relation, passage, certain), adjacency, backward=self._backward)


def _starts(degree: NDArray[np.integer]) -> NDArray[np.int64]:
    starts = np.zeros(len(degree) + 1, np.int64)
    np.cumsum(degree, out=starts[1:])
    return starts
