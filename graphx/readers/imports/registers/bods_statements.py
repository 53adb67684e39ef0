"""Statements of the Beneficial Ownership Data Standard, versions 0.2, 0.3 and 0.4, in one form.

Source: https://standard.openownership.org. Version 0.4 tells records by `recordId` and says what became of them; before, a statement
names those that it replaces, and a party is the statement that describes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeVar

from graphx.readers.imports.draft import Draft, Outcome, made_id
from graphx.readers.imports.json_records import json_lines, json_records
from graphx.readers.imports.registers.values import Given, moment_in, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphx.errors import Place
    from graphx.readers.imports.files import SourceFile


class About(StrEnum):
    """What a statement is about."""

    ENTITY = "entity"
    PERSON = "person"
    RELATIONSHIP = "relationship"


ABOUT: Final = {
    **{about.value: about for about in About},
    "entityStatement": About.ENTITY,
    "personStatement": About.PERSON,
    "ownershipOrControlStatement": About.RELATIONSHIP,
}
"""By `recordType`, or by `statementType` before version 0.4."""
FIRST_HAND: Final = frozenset({"officialRegister", "selfDeclaration", "verified"})
"""Types of source that state; the others report what somebody else knows."""
CLOSED: Final = "closed"
STAGES: Final = ("", "new", "updated", CLOSED)
"""What becomes of a record, in this order where it does so at one moment; nothing is told before version 0.4."""
NEVER_TOLD: Final = "~"
"""Sorts behind every moment: what ends or replaces something is told after it, even where no day is told."""
_WORD_BREAK: Final = re.compile(r"-(\w)")


@dataclass(slots=True)
class Statement:
    """One statement: a record as it was declared on a day."""

    where: Place
    name: str
    """Its own id."""
    record: str
    """The id of what it is about; before version 0.4 its own."""
    is_of_record: bool
    """Whether the publisher tells records apart, as since version 0.4."""
    publisher: str
    about: About
    details: Given
    declared: str | None
    published: str | None
    told: Told
    is_closed: bool
    source: str
    certainty: str
    replaces: tuple[str, ...] = ()


class Told(NamedTuple):
    """When a statement was made: what statements of one record are ordered by."""

    moment: str
    """When it was declared, or else published; a time of the day counts."""
    stage: int
    """What it makes of its record, by the place in STAGES."""
    published: str
    where: Place


class Ordered(Protocol):
    """What tells the order of statements."""

    @property
    def name(self) -> str:
        """Its own id."""

    @property
    def told(self) -> Told:
        """When it was made."""

    @property
    def replaces(self) -> tuple[str, ...]:
        """The ids of those that it replaces."""


S = TypeVar("S", bound=Ordered)


def in_order(statements_of_one: Iterable[S]) -> list[S]:
    """Return statements in the order in which they were made; one that replaces another stands behind it, whatever its day."""
    made = sorted(statements_of_one, key=lambda each: each.told)
    named = {each.name: each for each in made}
    placed: dict[int, S] = {}
    for each in made:
        waiting, entered = [each], set[int]()
        while waiting:
            now = waiting[-1]
            earlier = [named[name] for name in now.replaces if name in named]
            missing = [other for other in earlier if id(other) not in placed and id(other) not in entered]
            if missing and id(now) not in entered:
                entered.add(id(now))
                waiting += reversed(missing)
            else:
                placed.setdefault(id(now), now)
                waiting.pop()
    return list(placed.values())


def camel(code: str) -> str:
    """Return a code of any version as version 0.4 writes it: `voting-rights` is votingRights."""
    return _WORD_BREAK.sub(lambda match: match[1].upper(), code)


def statements(files: Sequence[SourceFile], draft: Draft) -> Iterator[Statement]:
    """Yield the statements of arrays and of JSON lines; what is none is skipped, and told."""
    for file in files:
        for where, value in _values(file):
            if not isinstance(value, dict):
                draft.remark(where, Outcome.SKIPPED, "this is no statement: it is no map")
                continue
            draft.sees(where)
            if found := _statement(Given(value, where, draft), draft):
                yield found


def _values(file: SourceFile) -> Iterator[tuple[Place, Any]]:
    with file.opened() as stream:
        is_array = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    for _, where, value in json_records(file) if is_array else json_lines(file):
        wrapped = value.get("statements") if isinstance(value, dict) else None
        if isinstance(wrapped, list):
            yield from ((where, each) for each in wrapped)
        else:
            yield where, value


def _statement(given: Given, draft: Draft) -> Statement | None:
    word = given.text("recordType", "statementType")
    name = given.text("statementId", "statementID")
    if (about := ABOUT.get(word)) is None or not name:
        missing = f"its type is {word}" if word and about is None else "it has no type or no id"
        draft.remark(given.where, Outcome.SKIPPED, f"this is no statement of BODS: {missing}")
        return None
    is_recent = "recordDetails" in given or "recordId" in given
    record = given.text("recordId")
    if annotations := given.inners("annotations"):
        draft.ignored["annotation"] += len(annotations)
    publication = given.inner("publicationDetails")
    source, certainty = _source(given, publication, draft)
    replaces = tuple(given.texts("replacesStatements"))
    told = _told(given, publication, draft, replaces)
    return Statement(
        given.where,
        name,
        record or name,
        bool(record),
        publication.inner("publisher").text("name", "url"),
        about,
        given.inner("recordDetails") if is_recent else given,
        given.date("statementDate"),
        publication.date("publicationDate"),
        told,
        STAGES[told.stage] == CLOSED,
        source,
        certainty,
        replaces,
    )


def _told(given: Given, publication: Given, draft: Draft, replaces: Sequence[str]) -> Told:
    """Return when a statement was made, and say where that, or what it makes of its record, is not told."""
    word = given.text("recordStatus")
    stage = word.casefold()
    if stage not in STAGES:
        draft.remark(given.where, Outcome.KEPT, f"{shown(word)} is no known status of a record; it is read as in force")
        stage = ""
    published = moment_in(publication.text("publicationDate"))
    moment = moment_in(given.text("statementDate")) or published
    if not moment and (stage == CLOSED or replaces):
        draft.remark(
            given.where, Outcome.KEPT, "it is of no day, and taken as the last word on what it closes or replaces"
        )
        moment = NEVER_TOLD
    return Told(moment, STAGES.index(stage), published, given.where)


def _source(given: Given, publication: Given, draft: Draft) -> tuple[str, str]:
    """State who publishes, and what it rests on; return the source's id, and how certain it is."""
    publisher = publication.inner("publisher")
    name = publisher.text("name", "url") or "unnamed publisher"
    origin = given.inner("source")
    kinds = [camel(kind) for kind in origin.texts("type")]
    witnesses = [each.text("name", "uri") for each in origin.inners("assertedBy")]
    rests_on = ", ".join(each for each in (*kinds, *sorted(witnesses)) if each)
    source = made_id("bods", name, *([rests_on] if rests_on else []))
    draft.source(
        given.where,
        source,
        title=f"{name} ({rests_on})" if rests_on else name,
        publisher=name,
        url=publisher.text("url"),
    )
    return source, "stated" if not kinds or FIRST_HAND & set(kinds) else "reported"
