"""The frame that questions about walks share: who asks what of which view, and what was looked at."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.errors import PatternError, QuestionError
from graphx.graph.view import Lens, View
from graphx.model.vocabulary import Status
from graphx.paths.automaton import Automaton, compile_patterns, end_kinds
from graphx.paths.exploring import explored, explored_from_either_side
from graphx.paths.named import DEPENDENCY, Asked, ask
from graphx.paths.near import Near
from graphx.paths.openings import Open, near_openings, openings
from graphx.paths.predicates import Predicates
from graphx.paths.product import Product
from graphx.paths.search import reaches
from graphx.questions.selectors import default_starts, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from graphx.graph.graph import Graph
    from graphx.model.dataset import Dataset
    from graphx.model.vocabulary import Kind
    from graphx.paths.openings import Gaps
    from graphx.paths.product import Start
    from graphx.paths.region import Region
    from graphx.paths.search import End, Reach

MAX_PATHS = 3
MIN_CONFIDENCE = 50
MAX_FRONTIER = 20


class NoStartError(QuestionError):
    """No start can begin a walk: nothing would be looked at."""


@dataclass(frozen=True)
class Limits:
    """What bounds an answer: only `max_hops` bounds the search, the others bound lists."""

    max_paths: int = MAX_PATHS
    """Per start and end; 0 asks for verdicts without proof."""
    max_hops: int | None = None
    max_frontier: int = MAX_FRONTIER
    timeout: float | None = None
    """Seconds for the lists of paths."""

    def __post_init__(self) -> None:
        """Check every limit.

        Raises:
            QuestionError: a limit is below its least value.
        """
        if self.max_paths < 0 or self.max_frontier < 0:
            raise QuestionError("a number of paths or frontier entities is 0 or more")
        if self.max_hops is not None and self.max_hops < 1:
            raise QuestionError("--max-hops is 1 or more", "leave it out for no limit")
        if self.timeout is not None and self.timeout <= 0:
            raise QuestionError("--timeout is above 0", "leave it out for no limit")

    def deadline(self) -> Callable[[], bool]:
        """Return a function that says whether the time for lists of paths, counted from now, is up."""
        if self.timeout is None:
            return lambda: False
        end = time.monotonic() + self.timeout
        return lambda: time.monotonic() > end


@dataclass(frozen=True)
class Options:
    """What questions about walks may be told, beside the view: the shared options of the command line."""

    starts: Sequence[str] = ()
    """Selectors; none: every site, else every operator."""
    restricted: Sequence[str] = ()
    """Selectors of further ends."""
    lists: Sequence[str] = ()
    calculator: str | None = None
    """How listings and named ends reach further by ownership, instead of each restriction's own way: `cascade:0.5`."""
    patterns: Sequence[str] = ()
    """Names or texts; none: `dependency`."""
    assume_complete: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Coverage:
    """What was looked at: an answer about nothing is not clear."""

    starts: int
    starts_rejected: int
    restricted_asked: int
    restricted_in_graph: int
    complete: bool
    """False exactly if a limit cut the search itself."""
    truncated: tuple[str, ...]
    """The limits that shortened something, by name."""


@dataclass(frozen=True)
class AskedQuestion:
    """The question as it was understood, every default filled in."""

    view: View
    starts: tuple[str, ...]
    restricted: tuple[str, ...]
    lists: tuple[str, ...]
    calculator: str | None
    patterns: tuple[Asked, ...]
    assume_complete: bool
    limits: Limits


@dataclass(frozen=True)
class Frame:
    """A question made ready: its product, its starts, and those that every alternative rejects."""

    asked: AskedQuestion
    product: Product
    starts: list[Start]
    rejected: int
    ends: Sequence[int]
    looks_ahead: bool
    """Whether it is asked what the starts leave open, or what a limit cuts off."""

    @cached_property
    def region(self) -> Region:
        """What is searched: what the starts reach or, where nothing open is asked for, what reaches the ends if that is less."""
        if self._near is not None and self._near.is_all:
            return self._near.region
        begun = np.array([(state, start.entity) for start in self.starts for state, _ in start.states], np.int64)
        begins = self.product.place(*begun.T)
        if self.looks_ahead:
            return explored(self.product, begins)
        accepted = np.array([place for end in self.ends for place in self.product.ends(end)], np.int64)
        return explored_from_either_side(self.product, begins, accepted)

    @cached_property
    def _near(self) -> Near | None:
        """What lies around the one start of a question that sets no limit on hops."""
        is_one = len(self.starts) == 1 and self.asked.limits.max_hops is None
        return Near(self.product, self.starts[0]) if is_one else None

    def reaches(self, ends: Sequence[End]) -> Iterator[Reach]:
        """Yield how each block of ends is reached."""
        if self._near is None or self._near.is_all:
            return reaches(self.region, self.starts, ends, self.asked.limits.max_hops)
        return self._near.reaches(ends)

    def left_open(self, gaps: Gaps, most: int = 0) -> list[Open]:
        """Return what each start leaves open: of what is missing up to so many entities, and what a limit cut off."""
        max_hops = self.asked.limits.max_hops
        if not gaps and max_hops is None:
            return [Open([], more=False, cut=False)] * len(self.starts)
        opened = None
        if self._near is not None and not self._near.is_all:
            opened = near_openings(self._near, self.starts, gaps, most=most)
        return opened or openings(self.region, self.starts, gaps, most=most, max_hops=max_hops)


class LookedAt(NamedTuple):
    """What only a search of the whole graph can say, where an answer is put together from a part of it."""

    opened: Sequence[Open]
    """Per start what it leaves open."""
    in_graph: int
    """How many of the ends have any relation that carries a dependence."""


def view_of(
    graph: Graph,
    *,
    as_of: str | None = None,
    known_at: str | None = None,
    min_confidence: int = MIN_CONFIDENCE,
    include: Iterable[str] = (),
    max_age: str | None = None,
) -> View:
    """Return a view; without a day it is that of the documents, and today (UTC) where they have none.

    Raises:
        QuestionError: a part of the view is malformed, or the documents state different days.
    """
    return View(graph, lens_of(as_of or default_day(graph.dataset), known_at, min_confidence, include, max_age))


def lens_of(
    as_of: str,
    known_at: str | None = None,
    min_confidence: int = MIN_CONFIDENCE,
    include: Iterable[str] = (),
    max_age: str | None = None,
) -> Lens:
    """Return a lens by words.

    Raises:
        QuestionError: one of them is malformed.
    """
    statuses = [Status(each) if each in set(Status) else each for each in include]
    return Lens(as_of, known_at, min_confidence, frozenset(statuses), max_age)  # type: ignore[arg-type]  # why: the lens refuses what is no status


def default_day(dataset: Dataset) -> str:
    """Return the day that the documents agree on, today (UTC) where they state none.

    Raises:
        QuestionError: they state different days.
    """
    days = dataset.as_of_days
    if len(days) > 1:
        raise QuestionError(
            f"the inputs were written as of different days: {', '.join(days)}", "say which with --as-of"
        )
    return days[0] if days else datetime.now(UTC).date().isoformat()


def frame(
    view: View,
    options: Options,
    ends: Sequence[int],
    ends_may_be: frozenset[Kind],
    *,
    only: Sequence[int] | None = None,
    frontier: bool = False,
    ownership: bool = False,
) -> Frame:
    """Make a question about ends ready; `only` are the starts of a question that names them itself.

    `frontier` says that it is asked what the starts leave open, `ownership` that owners belong to it.

    Raises:
        PatternError: a pattern cannot be read, cannot match by the table of relation ends, or can end at
            none of the kinds that the question's ends may be.
        QuestionError: a start matches nothing, or every start is rejected by every alternative.
    """
    patterns = []
    for asked in ask(list(options.patterns or (DEPENDENCY,))):  # one by one first: a message quotes one text
        single = compile_patterns([asked.pattern])
        _check_names(view, single, asked.text)
        if end_kinds(single) & ends_may_be:
            patterns.append(asked)
        elif asked.name is None:
            hint = f"its last node is to be {' or '.join(sorted(ends_may_be))}"
            raise PatternError("the pattern can end at nothing that is asked for", text=asked.text, at=0, hint=hint)
    if not patterns:
        names = ", ".join(options.patterns or (DEPENDENCY,))
        raise QuestionError(
            f"the pattern {names} ends at no {' and no '.join(sorted(ends_may_be))}", "see `graphx patterns`"
        )
    automaton = compile_patterns([asked.pattern for asked in patterns])
    is_limited = options.limits.max_hops is not None
    selectors = tuple(options.starts) if options.starts or only is not None else tuple(default_starts(view.graph))
    entities = select(view, selectors) if only is None else list(only)
    # what a limit cuts off counts wherever a walk might have ended
    product = Product(view, automaton, Predicates(view), entities, None if is_limited else ends, ownership=ownership)
    starts = product.starts
    if not starts:
        raise NoStartError("no start can begin a walk of these patterns", "ask with another --from or --pattern")
    asked_question = AskedQuestion(
        view=view,
        starts=tuple(sorted(set(selectors))),
        restricted=tuple(sorted(set(options.restricted))),
        lists=tuple(sorted(set(options.lists))),
        calculator=options.calculator,
        patterns=tuple(patterns),
        assume_complete=options.assume_complete,
        limits=options.limits,
    )
    return Frame(asked_question, product, starts, len(entities) - len(starts), ends, frontier or is_limited)


def _check_names(view: View, automaton: Automaton, text: str) -> None:
    """Evaluate every predicate once, so that a wrong name is told with the text that it stands in."""
    predicates = Predicates(view, text)
    for check, _ in automaton.begins:
        predicates.check(check)
    for move in automaton.moves:
        predicates.step(move.step)
        predicates.check(move.check)
