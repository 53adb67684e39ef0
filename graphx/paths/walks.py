"""Accepted walks one by one, in the order of (hops, entity ids, types, keys), by following known distances.

A walk is shown if it visits no entity twice at the same place of the pattern: if, back at an entity, it could
have gone on so at the earlier visit already, the round trip proves nothing. The first walk found has the least
hops; longer ones follow by raising the bound to the next length that the last pass saw beyond it (iterative
deepening A*: R. Korf, Depth-first iterative-deepening, Artificial Intelligence 27, 1985).
"""

from __future__ import annotations

from heapq import merge
from itertools import groupby, pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple, Optional, TypeAlias

from graphx.graph.view import CERTAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graphx.paths.product import Passage, Start
    from graphx.paths.region import Region
    from graphx.paths.search import Reach

EFFORT: Final = 20_000
"""How many steps one search for walks longer than the shortest may weigh: deterministic, unlike a clock."""
HUB: Final = 64
"""A row is a hub if one in so many of all rows lies beyond it: then it pays to find the rows from which the end is reached."""

Walk = tuple[tuple[int, bool], ...]
"""A walk's relations in order, each with whether it is crossed against its arrow."""

Run: TypeAlias = tuple[int, Optional["Run"]]
"""The rows that a walk has visited, newest first: a row, and the run before it."""

Crossings = dict[int, list[tuple[str, bool, int]]]
"""The relations of one hop, by their type: key, whether against the arrow, number; sorted."""


class Walks(NamedTuple):
    """The walks found, in order, and why there may be others."""

    found: list[Walk]
    more: bool = False
    """Others exist."""
    longer: bool = False
    """Longer ones than were asked for may exist."""
    gave_up: bool = False
    """The search for others was not finished."""


class Unfolded:
    """Edges of a product of at least a level, as plain Python objects, each row unfolded once."""

    def __init__(self, region: Region, least: int) -> None:
        """Unfold nothing yet."""
        self.entity = memoryview(region.entity)  # type: ignore[arg-type]  # why: before Python 3.12 no type says that arrays are buffers
        self._graph = region.product.view.graph
        self._key = self._graph.relation_table.key
        self._passages = region.product.passages
        self._edges = region.edges
        self._adjacency = region.adjacency(backward=False)
        self._is_strict = least == CERTAIN
        self._onward: dict[int, dict[int, list[int]]] = {}
        self._crossings: dict[tuple[int, int], Crossings] = {}
        self._sole: dict[tuple[int, int], tuple[int, bool] | None] = {}

    def onward(self, row: int) -> dict[int, list[int]]:
        """Return where a row leads: by the row reached, the edges that lead there."""
        onward = self._onward.get(row)
        if onward is None:
            starts, beyond, _, edge, certain = self._adjacency
            span = slice(starts.item(row), starts.item(row + 1))
            crossed = zip(beyond[span].tolist(), edge[span].tolist(), certain[span].tolist(), strict=True)
            onward = self._onward[row] = {}
            for target, number, is_certain in crossed:
                if is_certain or not self._is_strict:
                    onward.setdefault(target, []).append(number)
        return onward

    def places(self, before: int, here: int) -> set[int]:
        """Return the rows in which a run that came here from the row before might stand, by the same arrival."""
        onward = self.onward(before)
        taken = {self._passage(edge).arrival for edge in onward[here]}
        return {
            row
            for row, edges in onward.items()
            if self.entity[row] == self.entity[here] and any(self._passage(edge).arrival in taken for edge in edges)
        }

    def _passage(self, edge: int) -> Passage:
        return self._passages[self._edges.passage.item(edge)]

    def crossings(self, row: int, target: int) -> Crossings:
        """Return the relations that lead from a row to another."""
        hop = self._crossings.get((row, target))
        if hop is None:
            found: dict[int, set[tuple[str, bool, int]]] = {}
            for number in self.onward(row)[target]:
                relation, reverse = self._edges.relation.item(number), self._passage(number).is_against
                verb = self._graph.type.item(relation)
                found.setdefault(verb, set()).add((self._key.value(relation) or "", reverse, relation))
            hop = self._crossings[row, target] = {verb: sorted(found[verb]) for verb in sorted(found)}
        return hop

    def sole_walk(self, run: Run) -> Walk | None:
        """Return the walk of a run if one relation alone makes each hop: nearly every run is such."""
        walk: list[tuple[int, bool]] = []
        for pair in pairwise(_rows(run)):
            if pair not in self._sole:
                crossings = [crossing for same in self.crossings(*pair).values() for crossing in same]
                self._sole[pair] = (crossings[0][2], crossings[0][1]) if len(crossings) == 1 else None
            crossing = self._sole[pair]
            if crossing is None:
                return None
            walk.append(crossing)
        return tuple(walk)


class Toward:
    """Walks toward one end, from any start: what lies nearer the end is worked out once for all of them."""

    def __init__(self, unfolded: Unfolded, reach: Reach, end: int, least: int) -> None:
        """Work nothing out yet of the walks of at least a level to an end of a block."""
        self._least = least
        self._take(unfolded, reach, end)
        self._overshoot: int | None = None
        """By how many hops the walks that a pass saw beyond its length are longer, at least."""
        self._spent = 0

    def _take(self, unfolded: Unfolded, reach: Reach, end: int) -> None:
        """Take the distances to an end of a block, and where the rows lead that they are told of."""
        self._unfolded = unfolded
        self._entity = unfolded.entity
        self._reach = reach
        self._end = end
        self._known = None if reach.known is None else reach.known[end]
        """Of walks of up to so many hops all is known; None: of all."""
        self._distance = reach.distances(end, self._least)
        self._steps: dict[int, list[tuple[int, int, int]]] = {}

    def _steps_from(self, row: int) -> list[tuple[int, int, int]]:
        """Return where a row leads that the end is reached from: (hops from there, entity, row), sorted."""
        steps = self._steps.get(row)
        if steps is None:
            onward = self._unfolded.onward(row)
            # the end of a hub with many relations is reached from few other rows
            nearer: Iterable[int] = onward
            if len(onward) * HUB > len(self._distance) and len(onward) > len(self._distance.rows):
                nearer = [other for other in self._distance.rows if other in onward]
            distance, entity = self._distance, self._entity
            steps = [(rest, entity[other], other) for other in nearer if (rest := distance[other]) >= 0]
            steps.sort()
            self._steps[row] = steps
        return steps

    def walks(
        self,
        start: Start,
        *,
        most: int,
        max_hops: int | None = None,
        late: Callable[[], bool] = lambda: False,
    ) -> Walks:
        """Return the first `most` walks from a start to where the distance is 0, at most `max_hops` long.

        `late` is asked between walks whether time is up.
        """
        while (walks := self._known_walks(start, most, max_hops, late)) is None:
            wider = self._reach.wider(self._end)
            self._take(Unfolded(wider.region, self._least), wider, 0)
        return walks

    def _known_walks(self, start: Start, most: int, max_hops: int | None, late: Callable[[], bool]) -> Walks | None:
        """Return the walks, None if there may be others of which nothing is known yet."""
        begins = sorted(self._reach.region.begins(start, self._least))
        starts: list[Run] = [(row, None) for row in begins if self._distance[row] >= 0]
        if not starts:
            return Walks([])
        found: list[Walk] = []
        shortest = min(self._distance[row] for row, _ in starts)
        length: int | None = shortest
        while length is not None and (max_hops is None or length <= max_hops):
            for runs in self._of_length(starts, length, bounded=length > shortest):
                for walk in self._relations(runs):
                    if len(found) == most:
                        return Walks(found, more=True)
                    found.append(walk)
                    if late():
                        return Walks(found, gave_up=True)
            if length > shortest and self._spent > EFFORT:
                return Walks(found, gave_up=True)
            length = None if self._overshoot is None else length + self._overshoot
            if self._known is not None and (length is None or length > self._known):
                return None
        return Walks(found, longer=length is not None)

    def _of_length(self, starts: list[Run], length: int, *, bounded: bool) -> Iterator[list[Run]]:
        """Yield the sequences of entities, in their order, that accepted walks of just this length visit.

        Depth first; several runs that visit the same entities are carried together. If bounded, it stops where
        the effort is spent.
        """
        self._overshoot = None
        self._spent = 0
        begins = {row for row, _ in starts}
        on_path: dict[int, int] = {}
        path: list[int] = []
        pending: list[list[tuple[int, list[Run]]]] = [[(self._entity[starts[0][0]], starts)]]
        while pending:
            if not pending[-1]:
                pending.pop()
                if path:
                    on_path[path.pop()] -= 1
                continue
            entity, runs = pending[-1].pop()
            if len(path) == length:
                if done := [run for run in runs if self._distance[run[0]] == 0]:
                    yield done
                continue
            path.append(entity)
            on_path[entity] = on_path.get(entity, 0) + 1
            onward = self._onward(runs, length - len(path), on_path, begins)
            if bounded and self._spent > EFFORT:
                return
            pending.append(sorted(onward.items(), reverse=True) if len(onward) > 1 else list(onward.items()))

    def _onward(self, runs: list[Run], slack: int, on_path: dict[int, int], begins: set[int]) -> dict[int, list[Run]]:
        """Return the runs one hop on, by entity, that can still end in `slack` hops."""
        onward: dict[int, list[Run]] = {}
        for run in runs:
            for rest, other, row in self._steps_from(run[0]):
                if rest > slack:  # and so are all that follow
                    self._overshoot = min(rest - slack, self._overshoot or rest)
                    break
                self._spent += 1
                if (rest == 0 and slack) or (on_path.get(other) and self._visited(run, row, begins)):
                    continue
                onward.setdefault(other, []).append((row, run))
        return onward

    def _visited(self, run: Run, row: int, begins: set[int]) -> bool:
        """Whether a run has stood at a row's entity where it might have gone on as from the row."""
        entity = self._entity[row]
        step: Run | None = run
        while step is not None:
            here, before = step
            if self._entity[here] == entity:
                places = begins if before is None else self._unfolded.places(before[0], here)
                if row in places:
                    return True
            step = before
        return False

    def _relations(self, runs: list[Run]) -> Iterator[Walk]:
        """Yield the walks over one sequence of entities, by types and then by keys; parallel relations differ."""
        if len(runs) == 1 and (walk := self._unfolded.sole_walk(runs[0])) is not None:
            yield walk
            return
        options = [[self._unfolded.crossings(*pair) for pair in pairwise(_rows(run))] for run in runs]
        by_types = merge(*(product(*hops) for hops in options))
        for types, _ in groupby(by_types):
            fitting = [
                product(*(hop[verb] for hop, verb in zip(hops, types, strict=True)))
                for hops in options
                if all(verb in hop for hop, verb in zip(hops, types, strict=True))
            ]
            for crossings, _ in groupby(merge(*fitting)):
                yield tuple((relation, reverse) for _, reverse, relation in crossings)


def _rows(run: Run) -> list[int]:
    """Return the rows of a run, oldest first."""
    rows: list[int] = []
    step: Run | None = run
    while step is not None:
        row, step = step
        rows.append(row)
    rows.reverse()
    return rows
