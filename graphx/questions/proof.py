"""From hops to proof: the paths that are shown for a start and an end, and what was shortened on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.vocabulary import CARRYING, Kind
from graphx.paths.walks import Walker
from graphx.questions.evidence import Path, Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphx.graph.graph import Graph
    from graphx.paths.search import Hops, Reach, Start
    from graphx.paths.walks import Walk
    from graphx.questions.frame import Frame


class Proof(NamedTuple):
    """How certainly a start reaches an end, in how many hops, past how many organizations, and by which paths."""

    level: int
    hops: int
    tier: int
    paths: tuple[Path, ...]


class Prover:
    """Finds paths within the limits of a question, and remembers which limits shortened their lists."""

    def __init__(self, ready: Frame) -> None:
        """Find nothing yet; the time limit for lists of paths counts from now."""
        self.witness = Witness(ready.asked.view)
        self.truncated: set[str] = set()
        self._ready = ready
        self._limits = ready.asked.limits
        self._late: Callable[[], bool] = self._limits.deadline()
        self._walkers: dict[int, Walker] = {}
        if self._limits.max_paths == 0:
            self.truncated.add("max_paths")

    def prove(self, reach: Reach) -> Iterator[tuple[int, int, Proof]]:
        """Yield, for every start and end of a block that reach each other: their positions, and the proof."""
        for column in range(len(reach.ends)):
            distances: dict[int, Hops] = {}
            for line, start in enumerate(self._ready.starts):
                level = CERTAIN if reach.certain[line, column] >= 0 else POSSIBLE
                hops = int((reach.certain if level == CERTAIN else reach.possible)[line, column])
                if hops < 0:
                    continue
                if level not in distances:
                    distances[level] = reach.distance(column, level)
                walks = self._walks(start, distances[level], level)
                paths = tuple(map(self.witness.path, walks)) if self._limits.max_paths else ()
                yield line, column, Proof(level, hops, self._tier(walks[0]), paths)

    def possible_paths(self, reach: Reach) -> tuple[Path, ...]:
        """Return the paths, certain or possible, from the one start to the one end of a block."""
        if reach.possible[0, 0] < 0:
            return ()
        walks = self._walks(self._ready.starts[0], reach.distance(0, POSSIBLE), POSSIBLE)
        return tuple(map(self.witness.path, walks)) if self._limits.max_paths else ()

    def _walks(self, start: Start, distance: Hops, level: int) -> list[Walk]:
        # the first walk is looked up even if none is shown: the tier is counted on it
        if level not in self._walkers:
            self._walkers[level] = Walker(self._ready.product, level)
        walks = self._walkers[level].walks(
            start.begins(level),
            distance,
            most=max(self._limits.max_paths, 1),
            further=self._limits.max_paths > 0,
            max_hops=self._limits.max_hops,
            late=self._late,
        )
        if walks.more:
            self.truncated.add("max_paths")
        if walks.gave_up:
            self.truncated.add("timeout" if self._late() else "effort")
        return walks.found

    def _tier(self, walk: Walk) -> int:
        graph = self._ready.asked.view.graph
        visited = [(graph.source if reverse else graph.target).item(relation) for relation, reverse in walk]
        return sum(graph.entities[entity].kind is Kind.ORGANIZATION for entity in visited)


def carrying_ends(graph: Graph, ends: Sequence[int]) -> int:
    """Return how many of the ends have any relation that carries a dependence."""
    touched: set[int] = set()
    for verb in CARRYING:
        relations = graph.of_type(verb)
        touched.update(graph.source[relations].tolist(), graph.target[relations].tolist())
    return len(touched.intersection(ends))
