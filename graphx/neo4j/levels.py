"""What a relationship bears so that the server tells certain, possible or out by itself, and the Cypher that reads it.

The level of a relation is piecewise constant in the day looked at, the day of knowledge and the least confidence. So
a push works out *boxes* once, as `graph.view` would for every view: within the days of knowledge and the
confidences of a box, the relation is certain (or possible) on the days from its `from` on and before its `until`. A
predicate then asks whether a box holds the view. Boxes are flat lists of text: a property holds no list of lists, days as
ISO text compare as days do, and an analyst can read and type them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN, OUT, POSSIBLE, Lens
from graphx.model.dates import days_before, period
from graphx.model.records import Restriction, Says
from graphx.model.table import ALWAYS, NEVER
from graphx.model.vocabulary import ENDED_STATUSES, INCLUDABLE_STATUSES, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphx.graph.graph import Graph
    from graphx.model.records import AnyEntity, Relation

ALWAYS_TEXT: Final = "0000"
"""Before every day."""
NEVER_TEXT: Final = "9999-99"
"""After every day."""
NO_LIMIT: Final = "9999-12-31"
"""The day of knowledge of a view that has no limit."""
CERTAIN_BOXES: Final = "graphx_certain"
POSSIBLE_BOXES: Final = "graphx_possible"
COMPLETE: Final = "graphx_complete"
"""The words of `complete`; beside it, as `graphx_complete_until`, the last day on which each holds."""
COMPLETE_UNTIL: Final = "graphx_complete_until"
BOX: Final = 7
"""Entries per box: known from, known until, confidence from, confidence until, from, until, and newest or needs."""
SAID_BOX: Final = 5
"""Entries per box of what claims say: the four bounds, and the value."""
SAYABLE: Final = tuple(Says.model_fields)
"""Fields for which a claim may have a value of its own."""
_SHARES: Final = frozenset({"share", "share_min", "share_max"})
_CONFIDENCES: Final = 101

_WITHIN: Final = (
    "b[i] <= $known_at AND $known_at < b[i+1] "
    "AND toInteger(b[i+2]) <= $min_confidence AND $min_confidence < toInteger(b[i+3])"
)


def certain(variable: str) -> str:
    """Return the predicate that a relationship, or a restriction's own dates and status, are certain in the view."""
    return _any_box(f"{variable}.{CERTAIN_BOXES}", _IS_NEW)


def possible(variable: str) -> str:
    """Return the predicate that they are not out in the view."""
    return _any_box(f"{variable}.{POSSIBLE_BOXES}", _IS_INCLUDED)


def either(variable: str) -> str:
    """Return the predicate that they are what the parameter `possible` asks for: not out where it is true, certain where it is false."""
    boxes = f"CASE WHEN $possible THEN {variable}.{POSSIBLE_BOXES} ELSE {variable}.{CERTAIN_BOXES} END"
    return _any_box(boxes, f"CASE WHEN $possible THEN {_IS_INCLUDED} ELSE {_IS_NEW} END")


_IS_NEW: Final = "$oldest <= b[i+6]"
_IS_INCLUDED: Final = "(b[i+6] = '' OR b[i+6] IN $include)"


def _any_box(boxes: str, last: str) -> str:
    return (
        # to the start of the last box: of an empty list, a range to -1 in steps would still hold 0
        f"any(b IN [{boxes}] WHERE any(i IN range(0, coalesce(size(b), 0) - {BOX}, {BOX}) WHERE {_WITHIN} "
        f"AND ($as_of = 'any' OR b[i+4] <= $as_of AND $as_of < b[i+5]) AND {last}))"
    )


def read(variable: str, field: str) -> str:
    """Return the expression that reads a relationship's field as of the view: what the newest claim says of it, else its own."""
    if field not in SAYABLE:
        return f"{variable}.{field}"
    value = "toFloat(b[i+4])" if field in _SHARES else "b[i+4]"
    said = (
        f"head([b IN [{variable}.{said_name(field)}] WHERE b IS NOT NULL "
        f"| head([i IN range(0, size(b) - 1, {SAID_BOX}) WHERE {_WITHIN} | {value}])])"
    )
    return f"coalesce({said}, {variable}.{field})"


def said_name(field: str) -> str:
    """Return the name of the property that holds what claims say of a field."""
    return f"graphx_said_{field}"


def view_parameters(lens: Lens) -> dict[str, Any]:
    """Return the parameters by which the predicates read a view."""
    oldest = ALWAYS_TEXT
    if lens.max_age is not None and lens.valid is not None:
        oldest = date.fromordinal(days_before(lens.valid, lens.max_age)).isoformat()
    return {
        "as_of": lens.as_of,
        "known_at": lens.known_at or NO_LIMIT,
        "min_confidence": lens.min_confidence,
        "include": sorted(lens.include),
        "oldest": oldest,
    }


def declared(until_of_word: Mapping[str, str | None]) -> dict[str, list[str]]:
    """Return what an entity bears of its `complete`: words, and the last day on which each holds."""
    words = sorted(until_of_word)
    return {COMPLETE: words, COMPLETE_UNTIL: [until_of_word[word] or NEVER_TEXT for word in words]} if words else {}


class _Days(NamedTuple):
    """From when to when something is possible and certain by its dates alone; ends are exclusive."""

    possible_from: int
    possible_until: int
    certain_from: int
    certain_until: int


class _Said(NamedTuple):
    """A claim that a relation heeds, as the view reads it."""

    asserts: bool
    confidence: int
    known_from: int
    seen_from: int
    dated: int
    says: Says | None


class _Cell(NamedTuple):
    """Days of knowledge and confidences within which the same claims count."""

    known: tuple[int, int]
    confidence: tuple[int, int]


class _Heard(NamedTuple):
    """What claims say in a cell: how certain something is by them, and what they say of its fields."""

    cell: _Cell
    level: int
    said: Mapping[str, Any]
    first_seen: int
    newest: int


class _Box(NamedTuple):
    """A cell, and what holds in it."""

    cell: _Cell
    held: tuple[str, ...]


class Bearings:
    """Works out what the relations and entities of a graph bear."""

    def __init__(self, graph: Graph) -> None:
        """Find where each relation's claims begin."""
        self._graph = graph
        numbers = np.arange(len(graph.relations) + 1, dtype=graph.claims.relation.dtype)
        self._first_claim: list[int] = graph.claims.relation.searchsorted(numbers).tolist()

    def relation(self, number: int, relation: Relation) -> dict[str, list[Any]]:
        """Return the properties by which the server tells a relation's level and reads its fields and claims in any view."""
        heeded = self._said(number)
        twin = self._graph.keyless_twin(number)
        if twin is not None:
            heeded += [each for each in self._said(twin) if not each.asserts]
        if not heeded and not relation.claims:
            return dict(_claimless(relation.since, relation.until, relation.status))
        return _claimed(relation, heeded) | self._claims(number, relation)

    def entity(self, entity: AnyEntity) -> dict[str, list[str]]:
        """Return the properties by which the server tells what an entity declares, and a restriction's level."""
        bears = declared(self._graph.dataset.complete.get(entity.id, {}))
        if isinstance(entity, Restriction):
            bears |= dict(_claimless(entity.since, entity.until, entity.status))
        return bears

    def _claims(self, number: int, relation: Relation) -> dict[str, list[Any]]:
        """Return a relation's own claims as parallel lists, in their order: for queries that show or count them."""
        claims = relation.claims
        if not claims:
            return {}
        first = self._first_claim[number]
        known = self._graph.claims.known_from[first : first + len(claims)].tolist()
        return {
            "graphx_claim_source": [claim.source or "" for claim in claims],
            "graphx_claim_polarity": [claim.polarity.value for claim in claims],
            "graphx_claim_confidence": [claim.effective_confidence for claim in claims],
            "graphx_claim_known": [_text(day) for day in known],
            "graphx_claim_says": [_spoken(claim.says) for claim in claims],
        }

    def _said(self, number: int) -> list[_Said]:
        """Return a relation's claims that assert or deny, in their order."""
        first, end = self._first_claim[number : number + 2]
        return [said for row in range(first, end) if (said := self._said_in(row, number, row - first))]

    def _said_in(self, row: int, number: int, place: int) -> _Said | None:
        columns = self._graph.claims
        asserts = columns.asserts.item(row)
        if not asserts and not columns.denies.item(row):
            return None
        claims = (self._graph.relations[number].claims or ()) if columns.says.item(row) else ()
        return _Said(
            asserts,
            columns.confidence.item(row),
            columns.known_from.item(row),
            columns.seen_from.item(row),
            columns.dated.item(row),
            claims[place].says if claims else None,
        )


@cache
def _claimless(since: str | None, until: str | None, status: Status | None) -> dict[str, list[str]]:
    """Return the boxes of what is the file's own assertion: the same for every knowledge and confidence."""
    everywhere = _Cell((ALWAYS, NEVER), (0, _CONFIDENCES))
    certain_held, possible_held = _held(CERTAIN, since, until, status, first_seen=ALWAYS, newest=NEVER)
    return {
        CERTAIN_BOXES: _flat([_Box(everywhere, certain_held)] if certain_held else []),
        POSSIBLE_BOXES: _flat([_Box(everywhere, possible_held)] if possible_held else []),
    }


def _claimed(relation: Relation, heeded: Sequence[_Said]) -> dict[str, list[str]]:
    certain_boxes: list[_Box] = []
    possible_boxes: list[_Box] = []
    said_boxes: dict[str, list[_Box]] = {}
    for cell, level, said, first_seen, newest in _heard(tuple(heeded), is_claimless=not relation.claims):
        for field, value in said.items():
            said_boxes.setdefault(field, []).append(_Box(cell, (_worded(value),)))
        since, until, status = (said.get(field, getattr(relation, field)) for field in ("since", "until", "status"))
        certain_held, possible_held = _held(level, since, until, status, first_seen=first_seen, newest=newest)
        if certain_held:
            certain_boxes.append(_Box(cell, certain_held))
        if possible_held:
            possible_boxes.append(_Box(cell, possible_held))
    bears = {said_name(field): _flat(_joined(boxes)) for field, boxes in sorted(said_boxes.items())}
    return {CERTAIN_BOXES: _flat(_joined(certain_boxes)), POSSIBLE_BOXES: _flat(_joined(possible_boxes)), **bears}


@lru_cache(2**16)
def _heard(heeded: tuple[_Said, ...], *, is_claimless: bool) -> list[_Heard]:
    """Return what claims say in each cell: many relations have claims that are alike."""
    heard = []
    for cell in _cells(heeded):
        known = [each for each in heeded if each.known_from <= cell.known[0]]
        strong = [each for each in known if each.confidence >= cell.confidence[1] - 1]
        asserting = [each for each in known if each.asserts]
        level = _level_of_claims(known, strong, is_claimless=is_claimless)
        heard.append(_Heard(cell, level, _newest_says(strong), _first_seen(asserting), _newest(asserting)))
    return heard


def _cells(heeded: Iterable[_Said]) -> Iterator[_Cell]:
    """Yield the cells into which claims divide knowledge and confidence."""
    days = sorted({ALWAYS, NEVER, *(each.known_from for each in heeded)})
    levels = sorted({0, _CONFIDENCES, *(each.confidence + 1 for each in heeded)})
    for known in pairwise(days):
        for confidence in pairwise(levels):
            yield _Cell(known, confidence)


def _level_of_claims(known: Sequence[_Said], strong: Sequence[_Said], *, is_claimless: bool) -> int:
    is_denied = any(not each.asserts for each in strong)
    if (is_claimless or any(each.asserts for each in strong)) and not is_denied:
        return CERTAIN
    return POSSIBLE if is_claimless or any(each.asserts for each in known) else OUT


def _newest_says(strong: Iterable[_Said]) -> dict[str, Any]:
    """Return per field the value of the newest asserting claim that says one; on the same day the later in the input."""
    said: dict[str, Any] = {}
    newest: dict[str, int] = {}
    for each in strong:
        for field in SAYABLE if each.asserts and each.says else ():
            value = getattr(each.says, field)
            if value is not None and each.known_from >= newest.get(field, ALWAYS):
                newest[field] = each.known_from
                said[field] = value
    return said


def _first_seen(asserting: Sequence[_Said]) -> int:
    """Return from when on somebody saw it, if everybody who asserts it says when; else always."""
    if not asserting or any(each.seen_from == NEVER for each in asserting):
        return ALWAYS
    return min(each.seen_from for each in asserting)


def _newest(asserting: Iterable[_Said]) -> int:
    """Return the day from which the age counts; what has none is never old."""
    return max((each.dated for each in asserting if each.dated != ALWAYS), default=NEVER)


@lru_cache(2**16)
def _held(
    claimed: int, since: str | None, until: str | None, status: Status | None, *, first_seen: int, newest: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a box holds where it is certain and where it is possible; nothing where it never is."""
    level, needs = _level_of_status(status, until)
    level = min(level, claimed)
    if level == OUT:
        return (), ()
    days = _days(since, until)
    certain_from = max(days.certain_from, first_seen) if since is None else days.certain_from
    possible_held = _text(days.possible_from), _text(days.possible_until), needs
    if level == POSSIBLE:
        return (), possible_held
    return (_text(certain_from), _text(days.certain_until), _text(newest)), possible_held


def _level_of_status(status: Status | None, until: str | None) -> tuple[int, str]:
    """Return the level of a status by itself, and the status that a view must include for it."""
    if status in INCLUDABLE_STATUSES:
        return POSSIBLE, str(status)
    if status in ENDED_STATUSES:
        return (OUT, "") if until is None else (CERTAIN, "")
    return (POSSIBLE, "") if status is Status.TRIAL else (CERTAIN, "")


def _days(since: str | None, until: str | None) -> _Days:
    possible_from = certain_from = ALWAYS
    possible_until = certain_until = NEVER
    if since is not None:
        first, last = period(since)
        possible_from, certain_from = first, first if first == last else last + 1
    if until is not None:
        first, last = period(until)
        certain_until, possible_until = first, first if first == last else last + 1
    return _Days(possible_from, possible_until, certain_from, certain_until)


def _joined(boxes: Sequence[_Box]) -> list[_Box]:
    """Return fewer boxes that hold the same: neighbours of equal content become one, in confidence, then in knowledge."""

    def merged(boxes: Iterable[_Box], touch: Callable[[_Cell, _Cell], _Cell | None]) -> list[_Box]:
        found: list[_Box] = []
        for box in boxes:
            cell = touch(found[-1].cell, box.cell) if found and found[-1].held == box.held else None
            if cell:
                found[-1] = _Box(cell, box.held)
            else:
                found.append(box)
        return found

    def in_confidence(one: _Cell, other: _Cell) -> _Cell | None:
        is_next = one.known == other.known and one.confidence[1] == other.confidence[0]
        return _Cell(one.known, (one.confidence[0], other.confidence[1])) if is_next else None

    def in_knowledge(one: _Cell, other: _Cell) -> _Cell | None:
        is_next = one.confidence == other.confidence and one.known[1] == other.known[0]
        return _Cell((one.known[0], other.known[1]), one.confidence) if is_next else None

    joined = merged(boxes, in_confidence)
    return merged(sorted(joined, key=lambda box: (box.cell.confidence, box.cell.known)), in_knowledge)


def _worded(value: object) -> str:
    """Return a value that a claim says as text: what is equal reads alike, 0.5 and 0.50 too."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def _spoken(says: Says | None) -> str:
    return ", ".join(f"{field} {value}" for field, value in says.stated().items()) if says else ""


def _flat(boxes: Iterable[_Box]) -> list[str]:
    return [
        text
        for cell, held in boxes
        for text in (
            _text(cell.known[0]),
            _text(cell.known[1]),
            str(cell.confidence[0]),
            str(cell.confidence[1]),
            *held,
        )
    ]


@lru_cache(2**16)
def _text(day: int) -> str:
    if day <= 0:
        return ALWAYS_TEXT
    return NEVER_TEXT if day > date.max.toordinal() else date.fromordinal(day).isoformat()
