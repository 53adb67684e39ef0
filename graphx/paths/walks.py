"""Accepted walks one by one, in the order of (hops, entity ids, types, keys), by following known distances.

A walk is shown if it visits no entity twice at the same place of the pattern: if, back at an entity, it could
have gone on so at the earlier visit already, the round trip proves nothing. The first walk found has the least
hops; longer ones follow by raising the bound to the next length that the last pass saw beyond it (iterative
deepening A*: R. Korf, Depth-first iterative-deepening, Artificial Intelligence 27, 1985).
"""

from __future__ import annotations

from heapq import merge
from itertools import groupby, pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple, Optional

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from graphx.paths.product import Product, Rows

EFFORT: Final = 20_000
"""How many edges one search for walks longer than the shortest may look at: deterministic, unlike a clock."""

Walk = tuple[tuple[int, bool], ...]
"""A walk's relations in order, each with whether it is crossed against its arrow."""


class Distances(NamedTuple):
    """Per row of a product the hops to an end, -1 where it is out of reach; and the rows that reach it."""

    hops: NDArray[np.int32]
    rows: Rows


class Run(NamedTuple):
    """The rows that a walk has visited, newest first."""

    row: int
    before: Optional[Run]  # noqa: UP045  # why: a class cannot name itself with | before it exists


class Walks(NamedTuple):
    """The walks found, in order, and why there may be others."""

    found: list[Walk]
    more: bool = False
    """Others exist."""
    longer: bool = False
    """Longer ones than were asked for may exist."""
    gave_up: bool = False
    """The search for others was not finished."""


class Walker:
    """Finds walks in a product, over edges of at least a level; it remembers the rows it has unfolded."""

    def __init__(self, graph_product: Product, least: int) -> None:
        """Unfold nothing yet."""
        self._product = graph_product
        self._adjacency = graph_product.adjacency(least=least, backward=False)
        self._unfolded: dict[int, dict[int, list[int]]] = {}
        self._crossings: dict[tuple[int, int], dict[int, list[tuple[str, bool, int]]]] = {}

    def _onward(self, row: int) -> dict[int, list[int]]:
        """Return where a row leads, by the row reached, sorted by its entity: the edges that lead there."""
        onward = self._unfolded.get(row)
        if onward is None:
            starts, beyond, edge = self._adjacency
            begin, end = starts.item(row), starts.item(row + 1)
            onward = self._unfolded[row] = {}
            for target, number in zip(beyond[begin:end].tolist(), edge[begin:end].tolist(), strict=True):
                onward.setdefault(target, []).append(number)
        return onward

    def _places(self, run: Run) -> set[int]:
        """Return the rows in which a run might have stood where it stands, by the same arrival."""
        if run.before is None:
            return {run.row}
        arrival = self._product.edges.arrival
        entities = self._product.entities
        onward = self._onward(run.before.row)
        taken = {arrival.item(edge) for edge in onward[run.row]}
        return {
            row
            for row, edges in onward.items()
            if row % entities == run.row % entities and any(arrival.item(edge) in taken for edge in edges)
        }

    def first_entities(self, begins: Iterable[int], distances: Distances) -> list[int]:
        """Return the entities of the first walk after its start, without looking for its relations."""
        distance, entities = distances.hops, self._product.entities
        rows = [row for row in begins if distance.item(row) >= 0]
        rest = min(distance.item(row) for row in rows)
        rows = [row for row in rows if distance.item(row) == rest]
        visited = []
        while rest:
            rest -= 1
            nearer = [
                other for row in rows for other in self._candidates(row, distances) if distance.item(other) == rest
            ]
            entity = min(other % entities for other in nearer)
            rows = list({other for other in nearer if other % entities == entity})
            visited.append(entity)
        return visited

    def _candidates(self, row: int, distances: Distances) -> Iterable[int]:
        """Return the rows that a row leads to and that an end is reached from; beside them, others may stand."""
        onward = self._onward(row)
        if len(onward) <= len(distances.rows):
            return onward
        return [other for other in distances.rows.tolist() if other in onward]

    def walks(
        self,
        begins: Iterable[int],
        distances: Distances,
        *,
        most: int,
        max_hops: int | None = None,
        late: Callable[[], bool] = lambda: False,
    ) -> Walks:
        """Return the first `most` walks from rows to where the distance is 0, at most `max_hops` long.

        `late` is asked between walks whether time is up.
        """
        distance = distances.hops
        starts = [Run(row, None) for row in sorted(begins) if distance.item(row) >= 0]
        if not starts:
            return Walks([])
        found: list[Walk] = []
        search = _Deepening(self._candidates, self._places, distances, self._product.entities)
        length: int | None = min(distance.item(run.row) for run in starts)
        shortest = length
        while length is not None and (max_hops is None or length <= max_hops):
            effort = None if length == shortest else EFFORT
            for runs in search.of_length(starts, length, effort):
                for walk in self._relations(runs):
                    if len(found) == most:
                        return Walks(found, more=True)
                    found.append(walk)
                    if late():
                        return Walks(found, gave_up=True)
            if search.gave_up:
                return Walks(found, gave_up=True)
            length = search.next_length
        return Walks(found, longer=length is not None)

    def _relations(self, runs: list[Run]) -> Iterator[Walk]:
        """Yield the walks over one sequence of entities, by types and then by keys; parallel relations differ."""
        options = [self._options(run) for run in runs]
        if len(options) == 1 and all(len(hop) == 1 for hop in options[0]):
            only = [next(iter(hop.values())) for hop in options[0]]
            if all(len(each) == 1 for each in only):
                yield tuple((relation, reverse) for ((_, reverse, relation),) in only)
                return
        by_types = merge(*(product(*hops) for hops in options))
        for types, _ in groupby(by_types):
            fitting = [
                product(*(hop[verb] for hop, verb in zip(hops, types, strict=True)))
                for hops in options
                if all(verb in hop for hop, verb in zip(hops, types, strict=True))
            ]
            for crossings, _ in groupby(merge(*fitting)):
                yield tuple((relation, reverse) for _, reverse, relation in crossings)

    def _options(self, run: Run) -> list[dict[int, list[tuple[str, bool, int]]]]:
        """Return, per hop of a run, by type the relations that make it: (key, reverse, number), sorted."""
        rows: list[int] = []
        step: Run | None = run
        while step is not None:
            rows.append(step.row)
            step = step.before
        rows.reverse()
        return [self._hop(row, target) for row, target in pairwise(rows)]

    def _hop(self, row: int, target: int) -> dict[int, list[tuple[str, bool, int]]]:
        hop = self._crossings.get((row, target))
        if hop is None:
            graph, edges = self._product.view.graph, self._product.edges
            crossings: dict[int, set[tuple[str, bool, int]]] = {}
            for number in self._onward(row)[target]:
                relation, reverse = edges.relation.item(number), edges.reverse.item(number)
                verb = graph.type.item(relation)
                crossings.setdefault(verb, set()).add((graph.identities[relation].key, reverse, relation))
            hop = self._crossings[row, target] = {verb: sorted(crossings[verb]) for verb in sorted(crossings)}
        return hop


class _Deepening:
    """Depth-first passes of rising length; several runs that visit the same entities are carried together."""

    def __init__(
        self,
        candidates: Callable[[int, Distances], Iterable[int]],
        places: Callable[[Run], set[int]],
        distances: Distances,
        entities: int,
    ) -> None:
        self._candidates = candidates
        self._places = places
        self._distances = distances
        self._distance = memoryview(distances.hops)  # type: ignore[arg-type]  # why: before Python 3.12 no type says that arrays are buffers
        self._entities = entities
        self.next_length: int | None = None
        self.gave_up = False

    def of_length(self, starts: list[Run], length: int, effort: int | None) -> Iterator[list[Run]]:
        """Yield the sequences of entities, in their order, that accepted walks of just this length visit."""
        self.next_length = None
        self._length = length
        spent = 0
        on_path: dict[int, int] = {}
        self._begins = {run.row for run in starts}
        waiting = [iter([(starts[0].row % self._entities, starts)])]
        path: list[int] = []
        while waiting:
            step = next(waiting[-1], None)
            if step is None:
                waiting.pop()
                if path:
                    on_path[path.pop()] -= 1
                continue
            entity, runs = step
            depth = len(path)
            if depth == length:
                done = [run for run in runs if self._distance[run.row] == 0]
                if done:
                    yield done
                continue
            path.append(entity)
            on_path[entity] = on_path.get(entity, 0) + 1
            onward, looked_at = self._extended(runs, length - depth - 1, on_path)
            spent += looked_at
            if effort is not None and spent > effort:
                self.gave_up = True
                return
            waiting.append(iter(sorted(onward.items())))

    def _extended(self, runs: list[Run], slack: int, on_path: dict[int, int]) -> tuple[dict[int, list[Run]], int]:
        """Return the runs one hop on, by entity, that can still end in `slack` hops; and how many edges that took."""
        distance = self._distance
        onward: dict[int, list[Run]] = {}
        looked_at = 0
        for run in runs:
            steps = self._candidates(run.row, self._distances)
            for row in steps:
                looked_at += 1
                rest = distance[row]
                other = row % self._entities
                if rest > slack:
                    beyond = self._length - slack + rest
                    self.next_length = min(beyond, self.next_length or beyond)
                elif rest < 0 or (rest == 0 and slack):
                    continue
                elif not (on_path.get(other) and self._visited(run, row)):
                    onward.setdefault(other, []).append(Run(row, run))
        return onward, looked_at

    def _visited(self, run: Run, row: int) -> bool:
        """Whether a run has stood at a row's entity where it might have gone on as from the row."""
        entity = row % self._entities
        step: Run | None = run
        while step is not None:
            if step.row % self._entities == entity:
                places = self._places(step) if step.before else self._begins
                if row in places:
                    return True
            step = step.before
        return False
