"""A view: the graph as it stood on a day, as it was known on a day, at a least confidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.errors import QuestionError, did_you_mean
from graphx.model.columns import Column, per_value
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

OUT: Final = 0
POSSIBLE: Final = 1
CERTAIN: Final = 2
WORDS: Final = ("out", "possible", "certain")
"""How a level reads."""

ANY_DAY: Final = "any"


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
    least: Levels = np.minimum.reduce(levels)
    return least


def strongest(levels: Sequence[Levels]) -> Levels:
    """Return the greatest of several levels, row by row."""
    greatest: Levels = np.maximum.reduce(levels)
    return greatest


@dataclass(frozen=True)
class View:
    """A graph under a lens: every relation is certain, possible or out. A pair of masks, never a copy."""

    graph: Graph
    lens: Lens

    @cached_property
    def level(self) -> Levels:
        """Per relation OUT, POSSIBLE or CERTAIN: the weakest of time, status, claims and age."""
        since, until, status = (self.column(name) for name in ("since", "until", "status"))
        levels = [self._time(since, until), self._status(status, until), self._claimed]
        if self.lens.max_age is not None:
            levels.append(self._young(self.lens.max_age))
        return weakest(levels)

    def column(self, name: str) -> Column:
        """Return a field of the relations as it reads in this view: what the newest claim says replaces it."""
        stated = self.graph.relation_column(name)
        said = self._said.get(name)
        if not said:
            return stated
        values = list(stated.values)
        codes = stated.codes.copy()
        for relation, value in said.items():
            codes[relation] = len(values)
            values.append(value)
        return Column(codes, values)

    def value(self, relation: int, name: str) -> object:
        """Return one field of one relation as it reads in this view; None where nothing is stated."""
        said = self._said.get(name, {})
        attribute = "from_" if name == "from" else name
        return said[relation] if relation in said else getattr(self.graph.relations[relation], attribute, None)

    def facts(self, relation: int) -> dict[str, Any]:
        """Return what a relation states in this view, in the order of the model's fields."""
        stated = vars(self.graph.relations[relation])
        said = {name: values[relation] for name, values in self._said.items() if relation in values}
        facts = stated | said if said else stated
        return {name: facts[name] for name in Relation.FACTS if facts[name] is not None}

    def claims_of(self, relation: int) -> list[tuple[Claim, Place]]:
        """Return the claims known in this view that speak to a relation: its own, and denials of its keyless twin."""
        own = self._known_claims(relation)
        twin = int(self.graph.keyless_twin[relation])
        if twin >= 0:
            own += [each for each in self._known_claims(twin) if each[0].polarity == "denies"]
        return own

    def _known_claims(self, relation: int) -> list[tuple[Claim, Place]]:
        if not self.graph.relations[relation].claims:
            return []
        claims = self.graph.claims
        first, last = np.searchsorted(claims.relation, [relation, relation + 1])
        known = claims.known_from[first:last] <= self.lens.known
        return [each for each, is_known in zip(self.graph.claims_of(relation), known, strict=True) if is_known]

    @cached_property
    def _known(self) -> NDArray[np.bool_]:
        return self.graph.claims.known_from <= self.lens.known

    def _any(self, claims: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which relations have one of these claims."""
        found = np.zeros(len(self.graph.relations), bool)
        found[self.graph.claims.relation[claims]] = True
        return found

    @cached_property
    def _claimed(self) -> Levels:
        claims = self.graph.claims
        strong = claims.confidence >= self.lens.min_confidence
        asserted = self._any(self._known & claims.asserts)
        backed = self._any(self._known & claims.asserts & strong)
        denied = self._any(self._known & claims.denies & strong)
        twin = self.graph.keyless_twin
        denied |= (twin >= 0) & denied[twin]
        claimless = ~self._any(np.ones(len(claims.relation), bool))
        certain = (backed | claimless) & ~denied
        return np.where(certain, CERTAIN, np.where(asserted | claimless, POSSIBLE, OUT)).astype(np.int8)

    @cached_property
    def _said(self) -> dict[str, dict[int, object]]:
        """Per field that claims may speak to, and relation: the value that replaces the stated one."""
        claims, relations = self.graph.claims, self.graph.relations
        weight = self._known & claims.asserts & claims.says & (claims.confidence >= self.lens.min_confidence)
        said: dict[str, dict[int, object]] = {}
        newest: dict[tuple[str, int], int] = {}
        position = _positions(claims.relation)
        for row in np.flatnonzero(weight):
            relation = int(claims.relation[row])
            says = (relations[relation].claims or ())[position[int(row)]].says
            for name in Says.model_fields if says else ():
                value = getattr(says, name)
                if value is not None and claims.known_from[row] >= newest.get((name, relation), ALWAYS):
                    newest[name, relation] = int(claims.known_from[row])
                    said.setdefault(name, {})[relation] = value
        return said

    def _time(self, since: Column, until: Column) -> Levels:
        moment = self.lens.valid
        if moment is None:
            return np.full(len(since.codes), CERTAIN, np.int8)
        return np.minimum(self._begun(since, moment), level_until(until, moment))

    def _begun(self, since: Column, moment: int) -> Levels:
        levels = level_since(since, moment)
        claims = self.graph.claims
        asserting = self._known & claims.asserts
        # where no date says when it began, it is certain only from its first observation on
        seen_from = np.full(len(levels), NEVER, np.int32)
        np.minimum.at(seen_from, claims.relation[asserting], claims.seen_from[asserting])
        unseen = self._any(asserting & (claims.seen_from == NEVER))
        observed = self._any(asserting) & ~unseen & (since.codes < 0)
        levels[observed & (moment < seen_from)] = POSSIBLE
        return levels

    def _status(self, status: Column, until: Column) -> Levels:
        levels = per_value(status, self.level_of_status, CERTAIN).astype(np.int8)
        ended = per_value(status, lambda value: value in ENDED_STATUSES, 0).astype(bool)
        levels[ended & (until.codes >= 0)] = CERTAIN  # time decides
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
        claims = self.graph.claims
        asserting = self._known & claims.asserts & (claims.dated != ALWAYS)
        newest = np.full(len(self.graph.relations), ALWAYS, np.int32)
        np.maximum.at(newest, claims.relation[asserting], claims.dated[asserting])
        oldest_allowed = days_before(self.lens.valid or 0, max_age)
        old = (newest != ALWAYS) & (newest < oldest_allowed)
        return np.where(old, POSSIBLE, CERTAIN).astype(np.int8)


def _positions(owner: NDArray[np.int32]) -> Sequence[int]:
    """Return, for sorted owners, the position of each row among those of its owner."""
    starts = np.searchsorted(owner, owner)
    positions: Sequence[int] = (np.arange(len(owner)) - starts).tolist()
    return positions


def level_since(column: Column, moment: int) -> Levels:
    """Return per row whether it has begun: inside a vague period possibly."""
    return per_value(column, lambda text: _since(text, moment), CERTAIN).astype(np.int8)


def level_until(column: Column, moment: int) -> Levels:
    """Return per row whether it still lasts: out from `until` on, inside a vague period possibly."""
    return per_value(column, lambda text: _until(text, moment), CERTAIN).astype(np.int8)


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
