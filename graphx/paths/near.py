"""One start in a graph where it reaches very many: what lies between it and its ends, met from both sides.

Where everybody depends on everybody, the walks that matter lie among few rows. So the start's side grows until it took some
effort, and the ends' until it took as much; what both found holds every walk of as many hops as they went together. Ends
whose nearest walks are among these are settled, and so is an end whose side came to its end.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.graph.view import CERTAIN
from graphx.paths.exploring import Explorer, met
from graphx.paths.search import Reach, Search
from graphx.paths.sweep import BLOCK, Sweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools
    from graphx.paths.arrivals import Arrivals, Hops
    from graphx.paths.product import Product, Start
    from graphx.paths.region import Region
    from graphx.paths.search import End

LARGE: Final = 1 << 17
"""So many rows and edges are taken from the start before anything is looked for from the ends."""
SLACK: Final = 1
"""Walks of so many hops more than the nearest are found with it, for several are shown."""
FURTHER: Final = 2
"""Of an end that takes longer ones, walks of so many hops more are looked for before all are."""


class Near:
    """A start, and what is known of the rows around it: it grows where more is asked."""

    def __init__(self, product: Product, start: Start) -> None:
        """Look around."""
        self._product = product
        self._start = start
        begins = np.array([product.place(state, start.entity) for state, _ in start.states], np.int64)
        self._forward = Explorer(product, begins, backward=False)
        self._effort = LARGE
        self._forward.grow_to(self._effort)

    @property
    def is_all(self) -> bool:
        """Whether all that the start reaches is known."""
        return self._forward.is_finished

    @property
    def region(self) -> Region:
        """What was found from the start so far; it is to be done with before more is asked."""
        return self._forward.region()

    def reaches(self, ends: Sequence[End]) -> Iterator[Reach]:
        """Yield how each block of ends is reached."""
        for first in range(0, len(ends), BLOCK):
            yield self.reach(ends[first : first + BLOCK])

    def reach(self, ends: Sequence[End], least: int = 0) -> Reach:
        """Return how some ends are reached; of all of them walks of at least so many hops are to be known."""
        sides: list[Explorer] = []
        behind: list[int | None] = [None] * len(ends)
        waiting = np.arange(len(ends))
        while len(waiting):
            asked = [ends[each] for each in waiting.tolist()]
            places = [place for end in asked for place in self._product.ends(end.entity)]
            side = self._toward(np.array(places, np.int64), least)
            if self._forward.is_finished:
                return self._whole(ends)
            sides.append(side)
            reach = self._search(asked, side)
            is_open = _are_open(reach.arrivals, side)
            for each, is_more in zip(waiting.tolist(), is_open.tolist(), strict=False):
                behind[each] = side.hops if is_more else None
            settled = self._settled(reach, is_open, self._forward.hops + side.hops, least)
            if 2 * settled.sum() < len(waiting):
                self._effort *= 2
            waiting = waiting[~settled]
        if len(sides) > 1:
            reach = self._search(ends, *sides)
        known = [None if hops is None else self._forward.hops + hops for hops in behind]
        return replace(reach, known=known, widened=self._wider)

    def _wider(self, end: End, known: int) -> Reach:
        """Return how an end is reached by some longer walks and, where these are not enough, by all."""
        return replace(self.reach([end], known + FURTHER), widened=lambda end, _: self._whole([end]))

    def _whole(self, ends: Sequence[End]) -> Reach:
        """Return how ends are reached by walks of any length."""
        return Search(self._everything, [self._start], ends, None).reach()

    @cached_property
    def _everything(self) -> Region:
        while self._forward.grow():
            pass
        return self.region

    def _search(self, ends: Sequence[End], *sides: Explorer) -> Reach:
        """Return how ends are reached where the sides met."""
        region = met(self._product, self._forward, *sides)
        return Search(region, [self._start], ends, None, self._horizon(region, *sides)).reach()

    def _horizon(self, region: Region, *sides: Explorer) -> list[int]:
        """Return how many rows of where the sides met walks of so many hops to an end may begin at, that are not too long."""
        return [region.size] * (1 + max(side.hops for side in sides)) + self._forward.bounds[::-1]

    def _toward(self, places: NDArray[np.int64], hops: int = 0) -> Explorer:
        """Return what was found from some places backward: with as much effort as from the start, or for walks of so many hops."""
        self._forward.grow_to(self._effort)
        side = Explorer(self._product, places, backward=True)
        side.grow_to(self._effort, max(1, hops - self._forward.hops) if hops else None)
        return side

    def _settled(self, reach: Reach, is_open: Bools, hops: int, least: int) -> Bools:
        """Return of which ends enough is known: by which walks they are reached, or that they are not."""

        def known(found: Hops, is_open: Bools) -> Bools:
            return ~is_open | ((found >= 0) & (np.maximum(found + SLACK, least) <= hops))

        count = len(reach.ends)
        is_own = np.array([end.entity == self._start.entity for end in reach.ends])
        is_possible_only = np.array([end.level < CERTAIN for end in reach.ends])
        certainly = known(reach.certain[0], is_open[reach.strict_from : reach.strict_from + count])
        possibly = known(reach.possible[0], is_open[:count])
        settled: Bools = possibly & (is_possible_only | certainly) | is_own
        return settled

    def reached(self, places: NDArray[np.int64]) -> Bools | None:
        """Return which of some places the start reaches; None if it takes longer to tell."""
        side = self._toward(places)
        region = met(self._product, self._forward, side)
        seeds = region.rows_at(places)[:, np.newaxis].tolist()
        arrivals = Sweep(region, seeds, backward=True, horizon=self._horizon(region, side)).arrivals()
        hops = arrivals.hops(np.array(region.begins(self._start, 0)), range(len(places)))
        reached: Bools = hops.max(axis=0) >= 0
        is_settled = not (_are_open(arrivals, side)[: len(places)] & ~reached).any()
        return reached if is_settled else None


def _are_open(arrivals: Arrivals, side: Explorer) -> Bools:
    """Return from which sources there may be more than their side found: those that come as far as it went.

    Of a border that was not left only what both sides found is told.
    """
    return arrivals.sources_at(side.hops - (not side.is_finished))
