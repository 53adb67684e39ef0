"""The main question: does a start depend on a restricted supplier? A verdict each, with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.errors import QuestionError
from graphx.graph.view import CERTAIN, WORDS, View
from graphx.model.columns import texts_of_used
from graphx.model.vocabulary import Type
from graphx.paths.search import End
from graphx.questions.evidence import Because, Path, Witness, networkx_of
from graphx.questions.frame import AskedQuestion, Coverage, LookedAt, Options, frame
from graphx.questions.proof import Prover, carrying_ends
from graphx.questions.why import RESTRICTABLE, Why, restricted_by, why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import networkx as nx

    from graphx.paths.openings import Open
    from graphx.paths.product import Start
    from graphx.paths.search import Reach
    from graphx.questions.frame import Frame
    from graphx.questions.proof import Proof
    from graphx.restrictions.restricted import RestrictedSet


class Verdict(StrEnum):
    """What is known of a start's dependence."""

    EXPOSED = "exposed"
    UNKNOWN = "unknown"
    CLEAR = "clear"


class Reached(NamedTuple):
    """A restricted end, how certainly it is reached, and the paths that prove it: there may be millions of them."""

    entity: str
    certainty: str
    hops: int
    """Of the shortest walk of that certainty."""
    tier: int
    """How many organizations the first path visits after the start, the end included."""
    why: Why
    paths: tuple[Path, ...]


class Gap(NamedTuple):
    """An entity whose further relations nobody declared complete, and of which types."""

    entity: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Exposure:
    """The answer for one start."""

    entity: str
    verdict: Verdict
    listed: tuple[Because, ...]
    """The start's own restrictions."""
    restricted: tuple[Reached, ...]
    frontier: tuple[Gap, ...]
    frontier_truncated: bool


@dataclass(frozen=True)
class ExposureAnswer:
    """One answer per start, sorted by id, and what was looked at."""

    question: AskedQuestion
    coverage: Coverage
    answers: tuple[Exposure, ...]
    warnings: tuple[str, ...] = ()

    @property
    def verdicts(self) -> Sequence[Verdict]:
        """One per start."""
        return [each.verdict for each in self.answers]

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the relations of every shown path for NetworkX."""
        return networkx_of(path for answer in self.answers for end in answer.restricted for path in end.paths)


def exposures(view: View, options: Options | None = None) -> ExposureAnswer:
    """Return a verdict per start: exposed, unknown or clear, with paths and with what is left open.

    Raises:
        QuestionError: the question cannot be asked of this graph: a name matches nothing, nobody is listed
            or named, or every start is rejected.
    Cost: one backward sweep per 256 ends and one forward sweep per 256 starts, and a short search per pair shown.
    """
    return judged(*made_ready(view, options or Options()))


def made_ready(view: View, options: Options) -> tuple[Frame, RestrictedSet]:
    """Return the question made ready, and who is restricted.

    Raises:
        QuestionError: as `exposures`.
    """
    restricted = restricted_by(view, lists=options.lists, selectors=options.restricted, calculator=options.calculator)
    ready = frame(
        view,
        options,
        list(restricted.levels),
        RESTRICTABLE,
        frontier=not options.assume_complete,
        ownership=restricted.extends_by_ownership and not options.assume_complete,
    )
    if not options.restricted and not len(view.graph.of_type(Type.LISTED_ON)):
        raise QuestionError(
            "the graph lists nobody, and the question names nobody",
            "add LISTED_ON relations, or name suppliers with --restricted",
        )
    return ready, restricted


def looked_at(ready: Frame, restricted: RestrictedSet) -> LookedAt:
    """Return what each start of a question that is ready leaves open, and how many of the restricted are in the graph."""
    gaps = {} if ready.asked.assume_complete else ready.product.gaps()
    opened = ready.left_open(gaps, ready.asked.limits.max_frontier)
    return LookedAt(opened, carrying_ends(ready.asked.view.graph, list(restricted.levels)))


def judged(ready: Frame, restricted: RestrictedSet, looked: LookedAt | None = None) -> ExposureAnswer:
    """Return a verdict per start of a question that is ready, against whoever is restricted.

    `looked` says what is open in the whole graph, where the question is put to a part of it.
    """
    asked = ready.asked
    view = asked.view
    ends = [End(entity, level) for entity, level in restricted.levels.items()]
    opened, in_graph = looked or looked_at(ready, restricted)
    prover = Prover(ready)
    proof_of = cache(partial(why, view, prover.witness, restricted))
    reached: list[list[Reached]] = [[] for _ in ready.starts]
    for reach in ready.reaches(ends):
        for line, shown in prover.prove(reach, partial(_reached, view, reach, proof_of)):
            reached[line] += shown
    answer = partial(_answer, view, restricted, prover.witness, _names_of(view, opened))
    answers = tuple(map(answer, ready.starts, reached, opened))
    cut = any(left_open.cut for left_open in opened)
    truncated = set(prover.truncated)
    if cut:
        truncated.add("max_hops")
    if any(left_open.more for left_open in opened):
        truncated.add("max_frontier")
    coverage = Coverage(
        starts=len(answers),
        starts_rejected=ready.rejected,
        restricted_asked=len(ends),
        restricted_in_graph=in_graph,
        complete=not cut,
        truncated=tuple(sorted(truncated)),
    )
    return ExposureAnswer(asked, coverage, answers, tuple(_warnings(ends)))


def _reached(view: View, reach: Reach, proof_of: Callable[[int], Why], column: int, proof: Proof) -> Reached:
    end = reach.ends[column].entity
    return Reached(view.graph.ids[end], WORDS[proof.level], proof.hops, proof.tier, proof_of(end), proof.paths)


def _names_of(view: View, opened: Sequence[Open]) -> dict[int, str]:
    """Return the ids of all entities that starts leave open, looked up together: many leave the same open."""
    left = np.unique(np.fromiter((entity for each in opened for entity, _ in each.frontier), np.int32))
    return dict(zip(left.tolist(), texts_of_used(left, view.graph.ids), strict=True))


def _warnings(ends: Sequence[End]) -> Iterator[str]:
    if not ends:
        yield "no listing counts in this view, so nothing can be clear: check --as-of, --list and --include"


def _answer(
    view: View,
    restricted: RestrictedSet,
    witness: Witness,
    name_of: Mapping[int, str],
    start: Start,
    ends: list[Reached],
    left_open: Open,
) -> Exposure:
    if any(end.certainty == WORDS[CERTAIN] for end in ends):
        verdict = Verdict.EXPOSED
    elif ends or any(left_open) or not restricted.levels:
        verdict = Verdict.UNKNOWN
    else:
        verdict = Verdict.CLEAR
    return Exposure(
        entity=view.graph.ids[start.entity],
        verdict=verdict,
        listed=witness.because(restricted.listed(start.entity)),
        restricted=tuple(sorted(ends, key=attrgetter("hops"))),  # they come in the order of their ids
        frontier=tuple([Gap(name_of[entity], missing) for entity, missing in left_open.frontier]),
        frontier_truncated=left_open.more,
    )
