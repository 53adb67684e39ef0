"""A view: the graph as it stood on a day, as it was known on a day, at a least confidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from graphx.errors import QuestionError, did_you_mean
from graphx.model.columns import Column, looked_up, per_value, run_starts, span_of
from graphx.model.dates import day, days_before, period
from graphx.model.records import Relation, Says
from graphx.model.table import ALWAYS, NEVER
from graphx.model.vocabulary import ENDED_STATUSES, INCLUDABLE_STATUSES, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphx.errors import Place
    from graphx.graph.graph import Graph
    from graphx.model.records import Claim

    Levels = NDArray[np.int8]

N = TypeVar("N", bound=np.generic)

OUT: Final = 0
POSSIBLE: Final = 1
CERTAIN: Final = 2
WORDS: Final = ("out", "possible", "certain")
"""How a level reads."""

ANY_DAY: Final = "any"

ASSERTED, BACKED, DENIED, CLAIMED = (np.uint8(1 << bit) for bit in range(4))
"""What any claim of a relation does: assert, do so with confidence enough, deny with as much, or be there at all."""


def _level_of_claims(heard: int) -> int:
    """Return the level that claims give a relation, of which it is told by bits what any of them does."""
    if heard & DENIED or heard & (BACKED | CLAIMED) == CLAIMED:
        return OUT if heard & (ASSERTED | CLAIMED) == CLAIMED else POSSIBLE
    return CERTAIN


LEVEL_OF_CLAIMS: Final = np.array([_level_of_claims(heard) for heard in range(16)], np.int8)


@dataclass(frozen=True)
class Lens:
    """How a view looks: at which day, as known when, from which confidence on, and what it includes."""

    as_of: str
    """A day, or `any`: dates are ignored, which means "ever" and may join what never held together."""
    known_at: str | None = None
    min_confidence: int = 50
    include: frozenset[Status] = field(default_factory=frozenset)
    max_age: str | None = None

    def __post_init__(self) -> None:
        """Check every part.

        Raises:
            QuestionError: a date is no day, a confidence leaves 0 to 100, a status cannot be included.
        """
        for name, text in (("as-of", self.as_of), ("known-at", self.known_at)):
            if text is not None and not (name == "as-of" and text == ANY_DAY):
                try:
                    day(text)
                except ValueError as error:
                    raise QuestionError(f"--{name} {text}: {error}", "such as 2019-07-01") from None
        if not 0 <= self.min_confidence <= 100:  # noqa: PLR2004  # why: the scale of STIX 2.1
            raise QuestionError(f"--min-confidence {self.min_confidence}: it lies between 0 and 100")
        for status in self.include:
            if status not in INCLUDABLE_STATUSES:
                hint = did_you_mean(status, INCLUDABLE_STATUSES, f"one of {', '.join(sorted(INCLUDABLE_STATUSES))}")
                raise QuestionError(f"--include {status}: that status needs no including", hint)
        if self.max_age is not None:
            try:
                days_before(day("2000-01-01"), self.max_age)
            except ValueError as error:
                raise QuestionError(f"--max-age {self.max_age}: {error}") from None
            if self.as_of == ANY_DAY:
                raise QuestionError("--max-age needs a day to count from", "give --as-of a day")

    @property
    def valid(self) -> int | None:
        """The day looked at, as an ordinal; None for any."""
        return None if self.as_of == ANY_DAY else day(self.as_of)

    @property
    def known(self) -> int:
        """The day of knowledge, as an ordinal; NEVER for no limit."""
        return NEVER if self.known_at is None else day(self.known_at)


def weakest(levels: Sequence[Levels]) -> Levels:
    """Return the least of several levels, row by row."""
    return reduce(np.minimum, levels)


def strongest(levels: Sequence[Levels]) -> Levels:
    """Return the greatest of several levels, row by row."""
    return reduce(np.maximum, levels)


class Knowledge:
    """What was known of a graph on a day, from a least confidence on: the same whatever day is looked at."""

    def __init__(self, graph: Graph, known: int, min_confidence: int) -> None:
        """Work nothing out yet; `known` is an ordinal."""
        self._graph = graph
        self._claims = graph.claims
        self._min_confidence = min_confidence
        self.is_known: NDArray[np.bool_] = self._claims.known_from <= known
        """Per claim."""

    @cached_property
    def level(self) -> Levels:
        """Per relation what its claims make of it: certain where none says anything."""
        claims = self._claims
        strong = self.is_known & (claims.confidence >= self._min_confidence)
        said = np.full(len(claims.relation), CLAIMED, np.uint8)
        said |= (self.is_known & claims.asserts) * ASSERTED
        said |= (strong & claims.asserts) * BACKED
        said |= (strong & claims.denies) * DENIED
        heard = np.zeros(len(self._graph.relations), np.uint8)
        relations, all_said = _per_owner(np.bitwise_or, claims.relation, said)
        heard[relations] = all_said
        heard[self._graph.keyed] |= heard[self._graph.keyless] & DENIED
        return looked_up(LEVEL_OF_CLAIMS, heard)

    @cached_property
    def seen_from(self) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Relations of which every asserting claim observed some day, and the first day on which one did for certain."""
        asserting = self.is_known & self._claims.asserts
        owner, seen = self._claims.relation[asserting], self._claims.seen_from[asserting]
        observed = np.flatnonzero(seen != NEVER)
        if not len(observed):
            return observed, seen[observed]
        unseen = np.zeros(len(self._graph.relations), bool)
        unseen[owner[seen == NEVER]] = True
        observed = observed[~unseen[owner[observed]]]
        return _per_owner(np.minimum, owner[observed], seen[observed])

    @cached_property
    def newest(self) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Relations of which an asserting claim has a date, and the newest of these days."""
        dated = np.flatnonzero(self.is_known & self._claims.asserts & (self._claims.dated != ALWAYS))
        return _per_owner(np.maximum, self._claims.relation[dated], self._claims.dated[dated])

    @cached_property
    def said(self) -> dict[str, dict[int, object]]:
        """Per field that claims may speak to, and relation: the value that replaces the stated one."""
        claims, relations = self._claims, self._graph.relations
        weight = self.is_known & claims.asserts & claims.says & (claims.confidence >= self._min_confidence)
        said: dict[str, dict[int, object]] = {}
        newest: dict[tuple[str, int], int] = {}
        for row in np.flatnonzero(weight):
            relation = int(claims.relation[row])
            position = int(row) - span_of(relation, claims.relation)[0]
            says = (relations[relation].claims or ())[position].says
            for name in Says.model_fields if says else ():
                value = getattr(says, name)
                if value is not None and claims.known_from[row] >= newest.get((name, relation), ALWAYS):
                    newest[name, relation] = int(claims.known_from[row])
                    said.setdefault(name, {})[relation] = value
        return said


def _per_owner(best: np.ufunc, owner: NDArray[np.int32], values: NDArray[N]) -> tuple[NDArray[np.intp], NDArray[N]]:
    """Return sorted owners, each once, and the best of each one's values."""
    first = run_starts(owner)
    return owner[first].astype(np.intp), best.reduceat(values, first) if len(first) else values


@dataclass(frozen=True)
class View:
    """A graph under a lens: every relation is certain, possible or out. A pair of masks, never a copy."""

    graph: Graph
    lens: Lens

    @cached_property
    def level(self) -> Levels:
        """Per relation OUT, POSSIBLE or CERTAIN: the weakest of time, status, claims and age."""
        since, until, status = (self.column(name) for name in ("since", "until", "status"))
        levels = [self._knowledge.level, self._status(status, until)]
        if (moment := self.lens.valid) is not None:
            levels += [self._begun(since, moment), level_until(until, moment)]
        if self.lens.max_age is not None:
            levels.append(self._young(self.lens.max_age))
        return weakest(levels)

    @property
    def _knowledge(self) -> Knowledge:
        """What was known; kept with the graph, so that every day asked about finds it ready."""
        key = self.lens.known, self.lens.min_confidence
        if key not in self.graph.knowledge:
            self.graph.knowledge[key] = Knowledge(self.graph, *key)
        return self.graph.knowledge[key]

    def column(self, name: str) -> Column:
        """Return a field of the relations as it reads in this view: what the newest claim says replaces it."""
        stated = self.graph.relation_column(name)
        said = self._knowledge.said.get(name)
        if not said:
            return stated
        values = list(stated.values)
        codes = stated.codes.astype(np.int32)
        for relation, value in said.items():
            codes[relation] = len(values)
            values.append(value)
        return Column(codes, values)

    def value(self, relation: int, name: str) -> object:
        """Return one field of one relation as it reads in this view; None where nothing is stated."""
        said = self._knowledge.said.get(name, {})
        return said[relation] if relation in said else self.graph.relation_column(name).value(relation)

    def facts(self, relation: int) -> dict[str, Any]:
        """Return what a relation states in this view, in the order of the model's fields."""
        stated = vars(self.graph.relations[relation])
        said = {name: values[relation] for name, values in self._knowledge.said.items() if relation in values}
        facts = stated | said if said else stated
        return {name: facts[name] for name in Relation.FACTS if facts[name] is not None}

    def claims_of(self, relation: int) -> list[tuple[Claim, Place]]:
        """Return the claims known in this view that speak to a relation: its own, and denials of its keyless twin."""
        own = self._known_claims(relation)
        twin = self.graph.keyless_twin(relation)
        if twin is not None:
            own += [each for each in self._known_claims(twin) if each[0].polarity == "denies"]
        return own

    def _known_claims(self, relation: int) -> list[tuple[Claim, Place]]:
        if not self.graph.relations[relation].claims:
            return []
        claims = self.graph.claims
        first, last = span_of(relation, claims.relation)
        known = self._knowledge.is_known[first:last]
        return [each for each, is_known in zip(self.graph.claims_of(relation), known, strict=True) if is_known]

    def _begun(self, since: Column, moment: int) -> Levels:
        levels = level_since(since, moment)
        # where no date says when it began, it is certain only from its first observation on
        relations, seen_from = self._knowledge.seen_from
        unseen = relations[(since.codes[relations] < 0) & (moment < seen_from)]
        levels[unseen] = np.minimum(levels[unseen], POSSIBLE)
        return levels

    def _status(self, status: Column, until: Column) -> Levels:
        levels = per_value(status, self.level_of_status, CERTAIN, np.int8)
        ended = np.flatnonzero(per_value(status, lambda value: value in ENDED_STATUSES, 0, np.bool_))
        levels[ended[until.codes[ended] >= 0]] = CERTAIN  # time decides
        return levels

    def level_of_status(self, status: Status) -> int:
        """Return the level of a status by itself; ended ones are out unless an `until` says when."""
        if status in self.lens.include:
            return POSSIBLE
        if status is Status.TRIAL:
            return POSSIBLE
        return OUT if status in ENDED_STATUSES or status in INCLUDABLE_STATUSES else CERTAIN

    def level_of(self, *, since: str | None, until: str | None, status: Status | None) -> int:
        """Return the level of dates and a status that no relation bears, such as a restriction's own."""
        level = CERTAIN
        if status is not None and not (status in ENDED_STATUSES and until is not None):
            level = self.level_of_status(status)
        moment = self.lens.valid
        if moment is None:
            return level
        begun = CERTAIN if since is None else _since(since, moment)
        lasting = CERTAIN if until is None else _until(until, moment)
        return min(level, begun, lasting)

    def _young(self, max_age: str) -> Levels:
        levels = np.full(len(self.graph.relations), CERTAIN, np.int8)
        relations, newest = self._knowledge.newest
        levels[relations[newest < days_before(self.lens.valid or 0, max_age)]] = POSSIBLE
        return levels


def level_since(column: Column, moment: int) -> Levels:
    """Return per row whether it has begun: inside a vague period possibly."""
    return per_value(column, lambda text: _since(text, moment), CERTAIN, np.int8)


def level_until(column: Column, moment: int) -> Levels:
    """Return per row whether it still lasts: out from `until` on, inside a vague period possibly."""
    return per_value(column, lambda text: _until(text, moment), CERTAIN, np.int8)


def _since(text: str, moment: int) -> int:
    first, last = period(text)
    if moment < first:
        return OUT
    return CERTAIN if moment > last or first == last else POSSIBLE


def _until(text: str, moment: int) -> int:
    first, last = period(text)
    if moment < first:
        return CERTAIN
    return OUT if moment > last or first == last else POSSIBLE
