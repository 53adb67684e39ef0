"""What becomes of one relationship of a beneficial ownership register: its interests from statement to statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from graphx.model.dates import period
from graphx.readers.imports.values import ordered_dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphx.errors import Place
    from graphx.readers.imports.draft import Draft, Fields
    from graphx.readers.imports.registers.bods import End
    from graphx.readers.imports.registers.bods_interests import Held
    from graphx.readers.imports.registers.bods_statements import Told


class Relationship(NamedTuple):
    """A relationship as one statement states it."""

    where: Place
    name: str
    record: str
    publisher: str
    replaces: tuple[str, ...]
    declared: str | None
    published: str | None
    told: Told
    is_closed: bool
    source: str
    certainty: str
    subject: End
    party: End
    interests: tuple[Held, ...]
    is_component: bool
    components: str

    @property
    def day(self) -> str | None:
        """When what it says holds at the latest: the day of the statement, or else of its publication."""
        return self.declared or self.published

    def succeeds(self, earlier: Relationship) -> bool:
        """Say whether it is a later state of what another statement says: of the same record, or a replacement by its own words."""
        return self.record == earlier.record or earlier.name in self.replaces

    def claim(self, **says: str) -> Fields:
        """Return the claim that the statement makes."""
        return {
            "source": self.source,
            "certainty": self.certainty,
            "asserted": self.published or self.declared,
            "observed": self.declared,
            "says": says or None,
            "locator": self.name,
        }


class _Track(NamedTuple):
    """What tells an interest of a record from its others, from one statement to the next."""

    ends: tuple[str, str]
    kind: str
    directness: str | None
    number: int


@dataclass(slots=True, eq=False)
class _Tranche:
    """An interest for as long as its share stays the same."""

    key: str
    ends: tuple[str, str]
    held: Held
    since: str | None
    until: str | None
    first: Relationship
    last: Relationship
    """The last statement that speaks of it."""
    track: _Track
    is_ended: bool = False
    claims: list[tuple[Place, Fields]] = field(default_factory=list)


def take_relationship(record: str, told: Sequence[Relationship], ends: Sequence[tuple[str, str]], draft: Draft) -> None:
    """State the interests of one record; `told` are its statements in order, `ends` who is held by whom in each."""
    history = _History(record, draft)
    for each, pair in zip(told, ends, strict=True):
        history.take(each, pair)
    for tranche in history.tranches:
        _state(tranche, draft)


class _History:
    def __init__(self, record: str, draft: Draft) -> None:
        self._record, self._draft = record, draft
        self._open: list[_Tranche] = []
        self._keys: dict[str, int] = {}
        self.tranches: list[_Tranche] = []

    def take(self, told: Relationship, ends: tuple[str, str]) -> None:
        """Go on with a statement: what it repeats is claimed once more, what it changes begins anew, what it drops has ended."""
        before = {each.track: each for each in self._open if told.succeeds(each.last)}
        for track, held in _tracks(told, ends):
            tranche = before.pop(track, None)
            if tranche is None:
                self._begin(track, told, held, held.since)
            elif tranche.held.share == held.share:
                self._repeat(tranche, told, held)
            else:
                begins = _later(held.since, tranche.since) or told.day
                self._close(tranche, told, begins)
                self._begin(track, told, held, begins)
        for tranche in before.values():
            self._close(tranche, told, told.day)
        if told.is_closed:
            for tranche in [each for each in self._open if each.last is told]:
                self._close(tranche, told, told.day)

    def _begin(self, track: _Track, told: Relationship, held: Held, since: str | None) -> None:
        name = f"{self._record}-{held.kind or 'interest'}"
        self._keys[name] = number = self._keys.get(name, 0) + 1
        key = name if number == 1 else f"{name}-{number}"
        until = held.until or (told.day if told.is_closed else None)
        _, until = ordered_dates(since, until, told.where, self._draft)
        tranche = _Tranche(key, track.ends, held, since, until, told, told, track)
        tranche.is_ended = bool(held.until) or told.is_closed
        tranche.claims.append((told.where, told.claim()))
        self._open.append(tranche)
        self.tranches.append(tranche)

    def _close(self, tranche: _Tranche, told: Relationship, day: str | None) -> None:
        self._open.remove(tranche)
        if not tranche.is_ended:
            self._end(tranche, told, day)

    def _repeat(self, tranche: _Tranche, told: Relationship, held: Held) -> None:
        says = {"since": held.since} if held.since and held.since != tranche.since else {}
        _, until = ordered_dates(held.since or tranche.since, held.until, told.where, self._draft)
        if until:
            says["until"] = until
            tranche.is_ended = True
        tranche.claims.append((told.where, told.claim(**says)))
        tranche.last = told

    def _end(self, tranche: _Tranche, told: Relationship, day: str | None) -> None:
        _, until = ordered_dates(tranche.since, day, told.where, self._draft)
        says = {"until": until} if until else {"status": "ended"}
        tranche.is_ended = True
        if tranche.claims[-1][1]["locator"] == told.name:  # the statement spoke of it already
            said = tranche.claims[-1][1]
            said["says"] = {**(said["says"] or {}), **says}
        else:
            tranche.claims.append((told.where, told.claim(**says)))


def _tracks(told: Relationship, ends: tuple[str, str]) -> Iterator[tuple[_Track, Held]]:
    numbers: dict[tuple[str, str | None], int] = {}
    for held in told.interests:
        name = held.kind, held.directness
        numbers[name] = numbers.get(name, 0) + 1
        yield _Track(ends, held.kind, held.directness, numbers[name]), held


def _later(since: str | None, known: str | None) -> str | None:
    return since if since and (known is None or period(since).first > period(known).first) else None


def _state(tranche: _Tranche, draft: Draft) -> None:
    held, told = tranche.held, tranche.first
    is_stake = held.meaning.verb == "OWNED_BY"
    share = held.share
    properties = {
        **dict(held.more),
        **({"component": True} if told.is_component else {}),
        **({"component_records": told.components} if told.components else {}),
    }
    subject, party = tranche.ends
    for where, claim in tranche.claims:
        draft.relation(
            where,
            subject,
            held.meaning.verb,
            party,
            key=tranche.key,
            since=tranche.since,
            until=tranche.until,
            status="ended" if told.is_closed and tranche.until is None else None,
            role=held.kind,
            share=share.exact,
            share_min=share.least,
            share_max=share.most,
            interest=held.interest if is_stake else None,
            directness=held.directness if is_stake else None,
            properties=properties,
            claims=[claim],
        )
