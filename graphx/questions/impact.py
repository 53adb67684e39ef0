"""The main question read backwards: who is hit if this vendor, component or network is restricted or lost?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.errors import QuestionError
from graphx.graph.view import CERTAIN, WORDS, View
from graphx.model.vocabulary import Kind
from graphx.paths.named import DEPENDENCY, IN_PLACE
from graphx.paths.search import End
from graphx.questions.evidence import Hop, Path, networkx_of
from graphx.questions.exposure import Verdict
from graphx.questions.frame import AskedQuestion, Coverage, LookedAt, Options, frame
from graphx.questions.proof import Prover, carrying_ends
from graphx.questions.selectors import select
from graphx.questions.why import overriding, why
from graphx.restrictions.restricted import asked_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx
    from numpy.typing import NDArray

    from graphx.paths.search import Reach
    from graphx.questions.frame import Frame
    from graphx.restrictions.restricted import RestrictedSet

PLACES = frozenset({Kind.SITE, Kind.NETWORK})
"""Kinds that `dependency` passes through and does not end at."""


@dataclass(frozen=True)
class Hit:
    """An entity that depends on what is asked about, by its best walk to any of it."""

    entity: str
    kind: Kind
    certainty: str
    hops: int
    ownership: tuple[Hop, ...]
    """The stakes between what is asked about and the end of the paths, where --calculator reached it."""
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class ImpactAnswer:
    """Who is hit, nearest first; who is not listed here is not thereby clear."""

    question: AskedQuestion
    coverage: Coverage
    of: tuple[str, ...]
    hit: tuple[Hit, ...]
    warnings: tuple[str, ...] = ()

    @property
    def verdicts(self) -> Sequence[Verdict]:
        """One per hit: who is hit certainly would be exposed."""
        return [Verdict.EXPOSED if hit.certainty == WORDS[CERTAIN] else Verdict.UNKNOWN for hit in self.hit]

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the relations of every shown path for NetworkX."""
        return networkx_of(path for hit in self.hit for path in hit.paths)


def ending_at(view: View, options: Options, ends: Sequence[int]) -> Options:
    """Return options whose default pattern also ends at the sites and networks among the ends."""
    if not options.patterns and any(view.graph.kind_of(end) in PLACES for end in ends):
        return replace(options, patterns=(DEPENDENCY, IN_PLACE))
    return options


def _nearest(reach: Reach) -> NDArray[np.bool_]:
    """Return, per start, the one end that it reaches best: certainly if it can be, then in the fewest hops."""
    far = np.iinfo(np.int32).max
    possibly = np.where(reach.possible >= 0, reach.possible, far)
    certainly = np.where(reach.certain >= 0, reach.certain, far)
    any_certain = (reach.certain >= 0).any(axis=1, keepdims=True)
    best = np.where(any_certain, certainly, possibly).argmin(axis=1)
    nearest: NDArray[np.bool_] = np.arange(len(reach.ends)) == best[:, np.newaxis]
    return nearest


def impact(view: View, of: Sequence[str], options: Options | None = None) -> ImpactAnswer:
    """Return which starts depend on the selected entities, with paths.

    Raises:
        QuestionError: a selector matches nothing, or the patterns can end at none of what it matches.
    """
    return struck(*made_ready(view, of, options or Options()))


class Struck(NamedTuple):
    """What is asked about: whom the selectors match, and whom these reach by ownership."""

    chosen: list[int]
    asked: RestrictedSet


def made_ready(view: View, of: Sequence[str], options: Options) -> tuple[Frame, Struck]:
    """Return the question made ready, and what it asks about.

    Raises:
        QuestionError: as of `impact`.
    """
    if not of:
        raise QuestionError("impact of what?", "name it with --of")
    chosen = select(view, of)
    asked = asked_set(view, chosen, overriding(options.calculator) or ())
    options = ending_at(view, options, chosen)
    ready = frame(view, options, list(asked.levels), frozenset(view.graph.kind_of(end) for end in chosen))
    return ready, Struck(chosen, asked)


def struck(ready: Frame, of: Struck, looked: LookedAt | None = None) -> ImpactAnswer:
    """Return who is hit; `looked` says what is open in the whole graph, where the question is put to a part of it."""
    view = ready.asked.view
    prover = Prover(ready)
    best: dict[int, Hit] = {}
    ends = [End(end, level) for end, level in of.asked.levels.items()]

    @cache
    def ownership(end: int) -> tuple[Hop, ...]:
        return why(view, prover.witness, of.asked, end).ownership

    for reach in ready.reaches(ends):
        for line, [(column, proof)] in prover.prove(reach, lambda *found: found, _nearest(reach)):
            hit = Hit(
                view.graph.ids[ready.starts[line].entity],
                view.graph.kind_of(ready.starts[line].entity),
                WORDS[proof.level],
                proof.hops,
                ownership(reach.ends[column].entity),
                proof.paths,
            )
            known = best.get(line)
            if known is None or (-proof.level, hit.hops) < (-WORDS.index(known.certainty), known.hops):
                best[line] = hit
    opened, in_graph = looked or looked_at(ready, list(of.asked.levels))
    cut = any(left_open.cut for left_open in opened)
    coverage = Coverage(
        starts=len(ready.starts),
        starts_rejected=ready.rejected,
        restricted_asked=len(ends),
        restricted_in_graph=in_graph,
        complete=not cut,
        truncated=tuple(sorted(prover.truncated | ({"max_hops"} if cut else set()))),
    )
    of_ids = tuple(view.graph.ids[end] for end in of.chosen)
    hits = tuple(sorted(best.values(), key=lambda hit: (hit.hops, hit.entity)))
    return ImpactAnswer(ready.asked, coverage, of_ids, hits)


def looked_at(ready: Frame, ends: Sequence[int]) -> LookedAt:
    """Return whether a limit cut off anything, for a question that asks for no frontier, and how many ends are in the graph."""
    return LookedAt(ready.left_open({}), carrying_ends(ready.asked.view.graph, ends))
