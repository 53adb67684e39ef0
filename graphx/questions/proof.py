"""From hops to proof: the paths that are shown for a start and an end, and what was shortened on the way."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.batches import batches
from graphx.model.columns import run_starts, told_apart
from graphx.model.table import TYPES, among
from graphx.model.vocabulary import CARRYING, Kind
from graphx.paths.first import visits
from graphx.paths.walks import Toward, Unfolded
from graphx.questions.evidence import Path, Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.graph.graph import Graph
    from graphx.paths.product import Start
    from graphx.paths.region import Region
    from graphx.paths.search import Reach
    from graphx.paths.walks import Walk
    from graphx.questions.frame import Frame


T = TypeVar("T")

TOGETHER: Final = 2**10
"""Of so many pairs the relations that they cross are looked up together."""


class Proof(NamedTuple):
    """How certainly a start reaches an end, in how many hops, past how many organizations, and by which paths."""

    level: int
    hops: int
    tier: int
    paths: tuple[Path, ...]


class _Walked(NamedTuple):
    """A start and an end by their places, and the walks found between them."""

    line: int
    column: int
    level: int
    hops: int
    walks: list[Walk]


class Prover:
    """Finds paths within the limits of a question, and remembers which limits shortened their lists."""

    def __init__(self, ready: Frame) -> None:
        """Find nothing yet; the time limit for lists of paths counts from now."""
        self.witness = Witness(ready.asked.view)
        self.truncated: set[str] = set()
        self._ready = ready
        self._limits = ready.asked.limits
        self._late: Callable[[], bool] = self._limits.deadline()
        self._unfolded: dict[tuple[Region, int], Unfolded] = {}
        if self._limits.max_paths == 0:
            self.truncated.add("max_paths")

    def prove(
        self, reach: Reach, shown: Callable[[int, Proof], T], wanted: NDArray[np.bool_] | None = None
    ) -> Iterator[tuple[int, list[T]]]:
        """Yield positions of starts, each with what is shown of ends of a block that it reaches; a start may come again.

        `shown` says so of an end's position and the proof; of starts that an end is proven to alike it is asked once.
        `wanted` names the pairs to prove, a row per start and a column per end; all of them if left out.
        """
        reached = reach.possible >= 0
        if wanted is not None:
            reached &= wanted
        if not self._limits.max_paths:
            yield from self._judge(reach, reached, shown)
            return
        for found in batches(self._walked(reach, reached), TOGETHER):
            self.witness.look_up(crossing for each in found for walk in each.walks for crossing in walk)
            for line, column, level, hops, walks in found:
                paths = tuple(map(self.witness.path, walks))
                yield line, [shown(column, Proof(level, hops, self._tier(walks[0]), paths))]

    def _walked(self, reach: Reach, reached: NDArray[np.bool_]) -> Iterator[_Walked]:
        """Yield the walks of pairs, those to one end together."""
        for column in range(len(reach.ends)):
            toward: dict[int, Toward] = {}
            for line in np.flatnonzero(reached[:, column]).tolist():
                start = self._ready.starts[line]
                level = CERTAIN if reach.certain[line, column] >= 0 else POSSIBLE
                hops = int((reach.certain if level == CERTAIN else reach.possible)[line, column])
                if level not in toward:
                    toward[level] = self._toward(reach, column, level)
                yield _Walked(line, column, level, hops, self._walks(start, toward[level]))

    def _tier(self, walk: Walk) -> int:
        """Return how many organizations a walk visits after its start."""
        source, target = self._ready.asked.view.graph.source, self._ready.asked.view.graph.target
        is_organization = self._is_organization.data  # a walk is short: an array of it would cost more than the sum
        return sum([is_organization[(source if reverse else target).item(relation)] for relation, reverse in walk])

    def _judge(
        self, reach: Reach, reached: NDArray[np.bool_], shown: Callable[[int, Proof], T]
    ) -> Iterator[tuple[int, list[T]]]:
        """Yield the same without paths: all ends of a start together."""
        line, column = np.nonzero(reached)
        tier = visits(reach, self._ready.starts, line, column, self._is_organization)
        is_certain, hops = reach.best(line, column)
        level = np.where(is_certain, CERTAIN, POSSIBLE)
        columns = column, level, hops, tier
        shape = tuple(int(each.max(initial=0)) + 1 for each in columns)
        different, which = told_apart(np.ravel_multi_index(columns, shape))
        alike = zip(*(each[different].tolist() for each in columns), strict=True)
        told = np.fromiter((shown(end, Proof(sure, far, passed, ())) for end, sure, far, passed in alike), object)
        first = run_starts(line)
        for begin, end in pairwise([*first.tolist(), len(line)]):
            yield line.item(begin), told[which[begin:end]].tolist()

    @cached_property
    def _is_organization(self) -> NDArray[np.bool_]:
        return self._ready.asked.view.graph.are(Kind.ORGANIZATION)

    def possible_paths(self, reach: Reach) -> tuple[Path, ...]:
        """Return the paths, certain or possible, from the one start to the one end of a block."""
        if reach.possible[0, 0] < 0:
            return ()
        if not self._limits.max_paths:
            return ()
        walks = self._walks(self._ready.starts[0], self._toward(reach, 0, POSSIBLE))
        return tuple(map(self.witness.path, walks))

    def _toward(self, reach: Reach, column: int, level: int) -> Toward:
        key = reach.region, level
        if key not in self._unfolded:
            self._unfolded[key] = Unfolded(*key)
        return Toward(self._unfolded[key], reach, column, level)

    def _walks(self, start: Start, toward: Toward) -> list[Walk]:
        walks = toward.walks(
            start,
            most=self._limits.max_paths,
            max_hops=self._limits.max_hops,
            late=self._late,
        )
        if walks.more:
            self.truncated.add("max_paths")
        if walks.longer:
            self.truncated.add("max_hops")
        if walks.gave_up:
            self.truncated.add("timeout" if self._late() else "effort")
        return walks.found


def carrying_ends(graph: Graph, ends: Sequence[int]) -> int:
    """Return how many of the ends have any relation that carries a dependence."""
    is_carrying = among(TYPES, CARRYING)
    return sum(
        bool(is_carrying[graph.type[span]].any())
        for end in set(ends)
        for span in [np.concatenate((graph.leaving(end), graph.arriving(end)))]
    )
