"""The part of a product that a search reaches: rows, numbered, with the edges between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.graph.view import POSSIBLE
from graphx.model.columns import ranges, sorted_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools, Ints
    from graphx.paths.product import Codes, Product, Start


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
        starts = starts_of(np.bincount(near, minlength=len(self.starts) - 1))
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
        return self.rows.number.item(self.product.place(state, entity)) - 1

    def rows_at(self, places: NDArray[np.integer]) -> Ints:
        """Return the row at each of some places, -1 where it is none of the region."""
        rows: Ints = self.rows.number[places] - 1
        return rows

    def begins(self, start: Start, least: int) -> list[int]:
        """Return the rows in which walks of at least a level from a start may begin."""
        rows = (self.row(state, start.entity) for state, level in start.states if level >= least)
        return [row for row in rows if row >= 0]

    def all_begins(self, starts: Sequence[Start]) -> Begins:
        """Return the rows in which walks from starts may begin."""
        begins = [
            (line, state, start.entity, level) for line, start in enumerate(starts) for state, level in start.states
        ]
        line, state, entity, level = np.array(begins, np.int64).reshape(-1, 4).T
        row = self.rows_at(self.product.place(state, entity))
        found = np.flatnonzero(row >= 0)
        return Begins(line[found], row[found], level[found])

    def ends(self, entity: int, least: int = POSSIBLE) -> list[int]:
        """Return the rows in which a walk of at least a level to an entity is accepted."""
        rows = self.rows_at(np.array(self.product.ends(entity, least))).tolist()
        return [row for row in rows if row >= 0]

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
            starts = starts_of(np.bincount(found.beyond, minlength=self.size))
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
        numbers[self.product.place(state.astype(np.int64), entity)] = np.arange(1, len(kept) + 1, dtype=np.int32)
        rows = Rows(entity, state, numbers)
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
    """By place: the row's number, and one more; 0 for no row."""


def starts_of(degree: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return where the edges of each row begin, so many of each, and where the last end."""
    starts = np.zeros(len(degree) + 1, np.int64)
    np.cumsum(degree, out=starts[1:])
    return starts
