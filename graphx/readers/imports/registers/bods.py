"""Beneficial ownership registers: BODS 0.2, 0.3 and 0.4, as JSON arrays or JSON lines.

Source: https://standard.openownership.org. What a register states is kept statement by statement: the first of a record gives the relation
its values, and each is a claim with its day and its id. What a later one changes begins a relation of its own and ends the earlier
one; what it ends, it ends in its own words (`says`), so that what was known before stays known.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graphx.readers.imports.draft import Draft, Fields, Outcome, id_of, lasting, made_id, slug
from graphx.readers.imports.registers.bods_history import Relationship, take_relationship
from graphx.readers.imports.registers.bods_interests import interests_of
from graphx.readers.imports.registers.bods_parties import identities, party_of
from graphx.readers.imports.registers.bods_statements import About, camel, in_order, statements
from graphx.readers.imports.registers.values import shown
from graphx.readers.same import Same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.errors import Place
    from graphx.readers.imports.files import SourceFile
    from graphx.readers.imports.registers.bods_statements import Statement, Told
    from graphx.readers.imports.registers.values import Given

NOBODY = "noBeneficialOwners"
"""The one reason for an unspecified owner that says that there is none."""


class _Party(NamedTuple):
    """A party as one statement describes it."""

    name: str
    told: Told
    replaces: tuple[str, ...]
    record: str
    where: Place
    fields: Fields


@dataclass(slots=True)
class _Bearer:
    """Who bears an identifier, and the first words of the names under which it does."""

    record: str
    words: set[str]


def bods(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take parties and who holds what of whom; of several statements of one record the last is in force."""
    register = _Register(draft)
    for statement in statements(files, draft):
        register.take(statement)
    register.state_parties()
    register.state_relationships()


class _Register:
    """Statements by record, as compact as they become records."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._parties: defaultdict[str, list[_Party]] = defaultdict(list)
        self._relationships: defaultdict[str, list[Relationship]] = defaultdict(list)
        self._same = Same()
        self._publisher_of: dict[str, str] = {}
        self._bearers: defaultdict[tuple[About, str, str], list[_Bearer]] = defaultdict(list)
        self._ids: dict[str, str] = {}

    def take(self, statement: Statement) -> None:
        if statement.is_of_record:
            first = self._publisher_of.setdefault(statement.record, statement.publisher)
            own = self._name(statement.record, statement.publisher)
            if own != statement.record and own not in self._publisher_of:
                self._publisher_of[own] = statement.publisher
                publishers = " and ".join(
                    shown(each) or "an unnamed publisher" for each in (first, statement.publisher)
                )
                what = f"{publishers} have a record {shown(statement.record)} each; they are kept apart"
                self._draft.remark(statement.where, Outcome.KEPT, what)
            statement.record = own
        for each in statement.replaces:
            self._same.join(statement.record, each)
        if statement.about is About.RELATIONSHIP:
            self._relationships[statement.record].append(self._relationship(statement))
            return
        fields = party_of(statement, self._draft)
        self._meet(statement, fields)
        self._parties[statement.record].append(
            _Party(statement.name, statement.told, statement.replaces, statement.record, statement.where, fields)
        )

    def _name(self, record: str, publisher: str) -> str:
        """Return what a record is called here: its id is that of one record within what its publisher publishes, no further."""
        return record if self._publisher_of.get(record, publisher) == publisher else made_id(record, publisher)

    def _meet(self, statement: Statement, fields: Fields) -> None:
        """Say who is the same by an identifier: one company may have a record in every declaration that names it.

        A number that others may bear as well joins records of other names only where the publisher does not tell records
        apart, and that is said.
        """
        words = {slug(name).partition("-")[0] for name in (fields["name"], *fields["aliases"])}
        for scheme, value, is_unique in identities(statement):
            bearers = self._bearers[statement.about, scheme, value]
            for known in bearers:
                agrees = is_unique or known.record == statement.record or not words.isdisjoint(known.words)
                if not agrees:
                    told = f"{scheme} {shown(value)} is borne by {known.record} too, under another name"
                    done = "they are kept apart" if statement.is_of_record else "they are taken for one"
                    self._draft.remark(statement.where, Outcome.KEPT, f"{told}; {done}")
                if agrees or not statement.is_of_record:
                    self._same.join(statement.record, known.record)
                    known.words |= words
                    break
            else:
                bearers.append(_Bearer(statement.record, words))

    def _relationship(self, statement: Statement) -> Relationship:
        details = statement.details
        return Relationship(
            statement.where,
            statement.name,
            statement.record,
            statement.publisher,
            statement.replaces,
            statement.declared,
            statement.published,
            statement.told,
            statement.is_closed,
            statement.source,
            statement.certainty,
            _end(details, "subject"),
            _end(details, "interestedParty"),
            tuple(interests_of(details, self._draft)),
            bool(details.truth("isComponent")),
            " ".join(details.texts("componentRecords") or details.texts("componentStatementIDs")),
        )

    def state_parties(self) -> None:
        """State each party as its last statement describes it; earlier names are aliases."""
        for records in self._same.groups(self._parties):
            told = in_order(party for record in records for party in self._parties.pop(record))
            name = id_of(min(told, key=lambda each: (each.told.moment, each.record)).record, "bods")
            self._ids |= dict.fromkeys(records, name)
            last, *earlier = reversed(told)
            self._draft.entity(last.where, name, **last.fields)
            for each in earlier:
                kept = lasting(each.fields)
                identifiers = {scheme: value for scheme, value in kept["identifiers"].items() if scheme != "bods"}
                self._draft.entity(each.where, name, **kept | {"identifiers": identifiers})

    def state_relationships(self) -> None:
        """State who holds what, record by record."""
        for records in self._same.groups(self._relationships):
            told = in_order(each for record in records for each in self._relationships.pop(record))
            self._take_nobody(told[-1])
            ends = [
                ("", "")
                if each.party.reason == NOBODY
                else (self._party(each, each.subject, "subject"), self._party(each, each.party, "party"))
                for each in told
            ]
            told = [each._replace(interests=()) if each.party.reason == NOBODY else each for each in told]
            take_relationship(min(records), told, ends, self._draft)

    def _take_nobody(self, last: Relationship) -> None:
        """Keep it as a property where the statement in force declares that there is no beneficial owner."""
        if last.party.reason == NOBODY and not last.is_closed:
            self._draft.counted["declared to have no beneficial owner"] += 1
            subject = self._party(last, last.subject, "subject")
            self._draft.entity(last.where, subject, properties={"beneficial_owners": NOBODY})

    def _party(self, told: Relationship, end: End, side: str) -> str:
        """Return the id of an end; who is unspecified, or not in the files, is kept as somebody unknown."""
        record = self._name(end.record, told.publisher)
        if known := self._ids.get(record):
            return known
        properties = {"unspecified_reason": end.reason, "unspecified_description": end.description}
        if end.record:
            name, words = id_of(record, "bods"), f"party {end.record}"
            if not self._draft.has_entity(name):
                what = f"{end.record} is described by no statement of the files; it is kept as somebody unknown"
                self._draft.remark(told.where, Outcome.KEPT, what)
        else:
            name, words = id_of(told.record, f"bods-unknown-{side}"), f"unknown {side} ({end.reason})"
            if not self._draft.has_entity(name):
                self._draft.counted[f"unknown {side}: {end.reason}"] += 1
        self._draft.entity(
            told.where,
            name,
            kind="organization",
            name=words,
            roles=["unidentified"],
            properties={key: value for key, value in properties.items() if value},
        )
        return name


class End(NamedTuple):
    """An end of a relationship: the record of a party, or the reason why it is not specified."""

    record: str
    reason: str = ""
    description: str = ""


def _end(details: Given, name: str) -> End:
    if isinstance(details.record.get(name), str | int):
        return End(details.text(name))
    given = details.inner(name)
    if record := given.text("describedByEntityStatement", "describedByPersonStatement"):
        return End(record)
    unspecified = given.inner("unspecified") or given
    return End("", camel(unspecified.text("reason")) or "unknown", unspecified.text("description"))
