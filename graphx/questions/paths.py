"""Every accepted path between two entities, shortest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphx.graph.view import CERTAIN, POSSIBLE, WORDS, View
from graphx.paths.search import End
from graphx.questions.evidence import Path, networkx_of
from graphx.questions.exposure import Verdict
from graphx.questions.frame import AskedQuestion, Coverage, LookedAt, Options, frame
from graphx.questions.impact import ending_at, looked_at
from graphx.questions.proof import Prover
from graphx.questions.why import RestrictedOne, restricted_by, why

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx

    from graphx.questions.frame import Frame


@dataclass(frozen=True)
class PathsAnswer:
    """The paths between two entities, certain and possible, in the order of their hops."""

    question: AskedQuestion
    coverage: Coverage
    start: str
    end: str
    paths: tuple[Path, ...]
    restricted: RestrictedOne | None = None
    """The end, where it is restricted in the view, and why."""
    warnings: tuple[str, ...] = ()

    @property
    def verdicts(self) -> Sequence[Verdict]:
        """That of the start if it reaches the end, were the end restricted."""
        is_certain = any(all(hop.certainty == WORDS[CERTAIN] for hop in path.hops) for path in self.paths)
        return [Verdict.EXPOSED if is_certain else Verdict.UNKNOWN] if self.paths else []

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the relations of every shown path for NetworkX."""
        return networkx_of(self.paths)


def paths_between(view: View, start: str, end: str, options: Options | None = None) -> PathsAnswer:
    """Return accepted paths from one entity to another, at most `max_paths`, and say if there are more.

    Raises:
        QuestionError: an id is unknown, or the patterns can neither begin at the one nor end at the other.
    """
    options = options or Options()
    ready, last = made_ready(view, start, end, options)
    return between(ready, last, options.lists)


def made_ready(view: View, start: str, end: str, options: Options) -> tuple[Frame, int]:
    """Return the question made ready, and the number of the end.

    Raises:
        QuestionError: as of `paths_between`.
    """
    first, last = view.graph.entity(start), view.graph.entity(end)
    options = ending_at(view, replace(options, starts=(start,)), [last])
    return frame(view, options, [last], frozenset({view.graph.kind_of(last)}), only=[first]), last


def between(ready: Frame, last: int, lists: Sequence[str], looked: LookedAt | None = None) -> PathsAnswer:
    """Return the paths to an end; `looked` says what is open in the whole graph, where the question is put to a part of it."""
    view = ready.asked.view
    prover = Prover(ready)
    found: tuple[Path, ...] = ()
    for reach in ready.reaches([End(last, POSSIBLE)]):
        found = prover.possible_paths(reach)
    opened, in_graph = looked or looked_at(ready, [last])
    cut = opened[0].cut
    coverage = Coverage(
        starts=1,
        starts_rejected=0,
        restricted_asked=1,
        restricted_in_graph=in_graph,
        complete=not cut,
        truncated=tuple(sorted(prover.truncated | ({"max_hops"} if cut else set()))),
    )
    everybody = restricted_by(view, lists=lists)
    level = everybody.levels.get(last)
    start, end = (view.graph.ids[number] for number in (ready.starts[0].entity, last))
    restricted = level and RestrictedOne(end, WORDS[level], why(view, prover.witness, everybody, last))
    return PathsAnswer(ready.asked, coverage, start, end, found, restricted or None)
