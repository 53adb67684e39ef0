"""Exploring a product: rows found level by level, from one side or from both, until all are found or enough."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.model.columns import run_starts, sorted_order
from graphx.paths.region import Adjacency, Edges, Region, Rows, starts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphx.model.columns import Bools, Ints
    from graphx.paths.product import Codes, Product

    Places = NDArray[np.int64]

THIN: Final = 24
"""Up to so many rows, a level is thin: to search it by arrays costs more than by plain loops."""
PATIENCE: Final = 64
"""After so many thin levels all the rest is taken at once: a chain is many levels of one row."""
LEAD: Final = 2
"""A side may have taken so many times the effort of the other before it waits for it."""


def explored(product: Product, begins: Places) -> Region:
    """Return the rows that walks from some places reach.

    Accepting rows are left out at entities where the product says that it does not matter.
    Cost: O(relations that touch what is reached).
    """
    explorer = Explorer(product, begins, backward=False)
    while explorer.grow():
        pass
    return explorer.region()


def explored_from_either_side(product: Product, begins: Places, ends: Places) -> Region:
    """Return the rows that walks from some places reach, or the rows that walks to others leave, whichever are found sooner.

    Both hold all walks from the ones to the others. The side with fewer rows to leave next goes on: where both come to
    everything, one is nearly done while the other is at its widest. Cost: up to 1 + `LEAD` times that of the smaller.
    """
    sides = [Explorer(product, begins, backward=False), Explorer(product, ends, backward=True)]
    while True:
        narrow, wide = sorted(sides, key=lambda each: len(each.border))
        side = narrow if narrow.effort <= LEAD * (wide.effort + len(wide.border)) else wide
        if not side.grow():
            return side.region()


class _Left(NamedTuple):
    """The edges that were crossed to leave rows, in the order of these."""

    degree: NDArray[np.intp]
    """How many leave each row."""
    reached: Ints
    """The number of the row that each leads to."""
    relation: Ints
    passage: Codes
    certain: Bools


class Explorer:
    """Takes rows level by level; those of a level are numbered together, and left in that order."""

    def __init__(self, product: Product, begins: Places, *, backward: bool) -> None:
        """Begin with some places, from which nothing was crossed yet."""
        self._product = product
        self._backward = backward
        self._number = np.zeros(len(product.states) * product.entities, np.int32)
        self._levels: list[Places] = []
        nothing = product.onward(0, np.zeros(0, np.int32))
        self._left = [_Left(nothing.degree, nothing.relation, nothing.relation, nothing.passage, nothing.certain)]
        self._count = 0
        self._thin = 0
        self.hops = 0
        """How many levels were left: every walk of so many hops is known."""
        self.effort = 0
        """How many rows and edges were taken."""
        self.border = self._new(begins)
        """The places found last, which were not left."""

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is to be found."""
        return not len(self.border)

    def grow(self) -> bool:
        """Take the next level; return whether there is one after it."""
        if self.is_finished:
            return False
        reached, degree, relation, passage, certain = self._leave(self.border)
        self._thin += len(self.border) <= THIN
        self.border = self._new(reached if self._thin < PATIENCE else np.flatnonzero(self._number == 0))
        self._left.append(_Left(degree, self._number[reached] - 1, relation, passage, certain))
        self.hops += 1
        self.effort += len(reached) + len(self.border)
        return len(self.border) > 0

    def grow_to(self, effort: int, hops: int | None = None) -> None:
        """Take levels until that took so much effort, so many were left, or nothing more is to be found."""
        while self.effort < effort and self.hops != hops and self.grow():
            pass

    def has(self, places: Places) -> Bools:
        """Return which of some places were found."""
        found: Bools = self._number[places] > 0
        return found

    def _new(self, reached: Places) -> Places:
        """Return what was not reached before, sorted by state and entity, and number it so."""
        fresh: Places = reached[self._number[reached] == 0]
        if len(fresh) * 32 < len(self._number):
            fresh = _sorted(fresh)
        else:
            self._number[fresh] = -1
            fresh = np.flatnonzero(self._number < 0)
        self._number[fresh] = np.arange(self._count + 1, self._count + 1 + len(fresh), dtype=np.int32)
        self._count += len(fresh)
        self._levels.append(fresh)
        return fresh

    def _leave(self, level: Places) -> tuple[Places, NDArray[np.intp], Ints, Codes, Bools]:
        """Cross what leaves the rows of a level: the place that each edge leads to, how many leave each row, and the rest."""
        entities = self._product.entities
        bounds = np.searchsorted(level, np.arange(len(self._product.states) + 1) * entities)
        onward = [
            self._product.onward(
                state, (level[first:last] - state * entities).astype(np.int32), backward=self._backward
            )
            for state, (first, last) in enumerate(pairwise(bounds.tolist()))
        ]
        degree, state, entity, relation, passage, certain = map(np.concatenate, zip(*onward, strict=True))
        return self._product.place(state.astype(np.int64), entity), degree, relation, passage, certain

    @property
    def places(self) -> Places:
        """All that was found, by its number."""
        return np.concatenate(self._levels)

    @property
    def left(self) -> Places:
        """All that was found but the border."""
        return self.places[: self._count - len(self.border)]

    @property
    def bounds(self) -> list[int]:
        """Of the rows that were left, how many it takes 0, 1, ... hops at most to get to."""
        return list(accumulate(len(level) for level in self._levels[:-1]))

    def edges(self) -> tuple[Ints, _Left]:
        """Return all edges that were crossed: the number of the row that each leaves, and the rest."""
        self._left = [_Left(*map(np.concatenate, zip(*self._left, strict=True)))]
        degree = self._left[0].degree
        return np.repeat(np.arange(len(degree), dtype=np.int32), degree), self._left[0]

    def region(self) -> Region:
        """Return what was found, with the edges that were crossed."""
        near, (degree, beyond, relation, passage, certain) = self.edges()
        places = self.places
        degree = np.append(degree, np.zeros(len(places) - len(degree), np.intp))
        adjacency = Adjacency(starts_of(degree), beyond, near, np.arange(len(near), dtype=np.int32), certain)
        edges = Edges(relation, passage, certain)
        return Region(
            self._product, _rows(self._product, places, self._number), edges, adjacency, backward=self._backward
        )


def met(product: Product, forward: Explorer, *sides: Explorer) -> Region:
    """Return what was left forward and, from other sides, backward, and where they met.

    It holds every walk of as many hops as the explorer forward and one of the others went together. Edges that both crossed
    are there twice. Cost: O(what was found), and sorts.
    """
    borders = [side.border[forward.has(side.border)] for side in sides]
    number = np.zeros(len(product.states) * product.entities, np.int32)
    places = []
    count = 0
    for found in (forward.left, _sorted(np.concatenate((*(side.left for side in sides), *borders)))):
        fresh = found[number[found] == 0]
        number[fresh] = np.arange(count + 1, count + len(fresh) + 1, dtype=np.int32)
        count += len(fresh)
        places.append(fresh)
    columns = []
    for explorer in (forward, *sides):
        row_of = number[explorer.places] - 1
        near, (_, beyond, *told) = explorer.edges()
        kept = np.flatnonzero(row_of[beyond] >= 0)
        ends = row_of[near[kept]], row_of[beyond[kept]]
        columns.append((*(ends if explorer is forward else ends[::-1]), *(each[kept] for each in told)))
    near, beyond, relation, passage, certain = map(np.concatenate, zip(*columns, strict=True))
    edges = Edges(relation, passage, certain)
    order = sorted_order(near)
    adjacency = Adjacency(
        starts_of(np.bincount(near, minlength=count)), beyond[order], near[order], order, edges.certain[order]
    )
    return Region(product, _rows(product, np.concatenate(places), number), edges, adjacency, backward=False)


def _sorted(places: Places) -> Places:
    """Return places in order, each once."""
    places = np.sort(places)
    return places[run_starts(places)]


def _rows(product: Product, places: Places, number: Ints) -> Rows:
    state, entity = np.divmod(places, product.entities)
    return Rows(entity.astype(np.int32), state.astype(np.int32), number)
