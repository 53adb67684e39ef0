"""The Global LEI System: who is who (level 1), who consolidates whom (level 2), and why a parent is not told.

Source: https://www.gleif.org; LEI-CDF, RR-CDF and reporting exceptions. How the relationships read here:

- A parent that consolidates accounts (IS_DIRECTLY_, IS_ULTIMATELY_CONSOLIDATED_BY) has a subsidiary, as IFRS 10 calls what another controls:
  `interest: subsidiary`, direct or indirect. The files tell no percentage; the model reads a subsidiary as at least a half.
- A branch abroad is the same legal person as its head office: `share: 1`.
- Who manages a fund, and the umbrella that a sub-fund is a part of, hold it in some way and to an unknown extent. So they are owners
  without a share, which every calculator reads as possible, and none as certain or as nothing. A feeder fund holds units of its master.
- An exception is never completeness. NO_KNOWN_PERSON says that nobody consolidates, not that nobody holds shares; every other reason says that
  there are owners whom the register does not tell, and so there is an unidentified one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.errors import Place
from graphx.model.identifiers import scheme_of
from graphx.readers.imports.draft import Draft, Fields, Outcome, id_of, lasting, made_id
from graphx.readers.imports.registers.gleif_editions import Edition, Relationships
from graphx.readers.imports.registers.gleif_records import Level, names_in, records
from graphx.readers.imports.registers.values import Given, moment_in, shown, told_lei
from graphx.readers.imports.values import ordered_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile


class _Stake(NamedTuple):
    """What a relationship is here."""

    interest: str | None = None
    directness: str | None = None
    share: str | None = None
    is_turned: bool = False
    """Whether the start of the relationship is the owner."""


RELATIONSHIPS: Final = {
    "IS_DIRECTLY_CONSOLIDATED_BY": _Stake("subsidiary", "direct"),
    "IS_ULTIMATELY_CONSOLIDATED_BY": _Stake("subsidiary", "indirect"),
    "IS_INTERNATIONAL_BRANCH_OF": _Stake("control", "direct", share="1"),
    "IS_FUND-MANAGED_BY": _Stake(directness="direct"),
    "IS_SUBFUND_OF": _Stake(directness="direct"),
    "IS_FEEDER_TO": _Stake(directness="direct", is_turned=True),
}
PARENT_NOT_TOLD: Final = frozenset(
    [
        "NO_LEI",
        "NON_PUBLIC",
        "BINDING_LEGAL_COMMITMENTS",
        "LEGAL_OBSTACLES",
        "CONSENT_NOT_OBTAINED",
        "DISCLOSURE_DETRIMENTAL",
        "DETRIMENT_NOT_EXCLUDED",
    ]
)
"""Reasons that say: a parent consolidates, and who it is is not told."""
HOLDERS_NOT_TOLD: Final = {"NATURAL_PERSONS": ["person", "unidentified"], "NON_CONSOLIDATING": ["unidentified"]}
"""Reasons that say: others than a consolidating parent control it, by the roles that they have here."""
NOBODY: Final = "NO_KNOWN_PERSON"
"""The reason that says: nobody controls it, as far as is known."""
CATEGORIES: Final = {
    "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT": ("direct", "direct_parent"),
    "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT": ("indirect", "ultimate_parent"),
}
WITHDRAWN: Final = frozenset({"ANNULLED", "DUPLICATE"})
"""States of a relationship's registration that take the record back."""
MERGED: Final = frozenset({"MERGERS_AND_ACQUISITIONS", "ABSORPTION", "MERGER", "COMPLETE_ACQUISITION"})
DIVIDED: Final = frozenset({"DEMERGER", "SPINOFF", "BREAKUP", "DIVISION"})
NO_AUTHORITY: Final = frozenset({"RA888888", "RA999999"})
"""Codes that stand for no register."""
ROLES: Final = {"FUND": ["fund"], "RESIDENT_GOVERNMENT_ENTITY": ["agency"]}
PERIODS: Final = {"ACCOUNTING_PERIOD": "accounting_period", "DOCUMENT_FILING_PERIOD": "document_filing_period"}


def gleif(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take files of all three kinds together; who is named only in a relationship is known by the LEI alone."""
    draft.source(
        Place(files[0].name),
        "gleif",
        title="Global LEI System",
        publisher="Global Legal Entity Identifier Foundation",
        url="https://www.gleif.org",
    )
    register = _Register(draft)
    takers = {
        Level.ENTITY: register.take_entity,
        Level.RELATIONSHIP: register.take_relationship,
        Level.EXCEPTION: register.take_exception,
    }
    days = set()
    for file in files:
        for level, given, day in records(file, draft):
            draft.sees(given.where)
            takers[level](given, day)
            days.add(day)
    register.state_others()
    draft.as_of = draft.as_of or min((day for day in days if day), default=None)


class _Register:
    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._ids: dict[str, str] = {}
        self._named: dict[str, tuple[Place, str]] = {}
        self._exceptions: dict[str, dict[str, str]] = {}
        self._updated: dict[str, str] = {}
        """When the record in force of each party was updated last."""
        self._relationships = Relationships(draft)

    def _id(self, lei: str, where: Place) -> str:
        """Return the id of whom an LEI names; one with wrong check digits is told once."""
        if lei not in self._ids:
            self._ids[lei] = id_of(told_lei(lei, where, self._draft), "lei")
        return self._ids[lei]

    def _node(self, lei: str, where: Place) -> str:
        """Return the id of whom a relationship names, who may have no record of its own."""
        name = self._id(lei, where)
        self._named.setdefault(name, (where, lei))
        return name

    def state_others(self) -> None:
        """State relationships, who is only named, by the LEI as a name, and why parents are not told."""
        self._relationships.state()
        for name, (where, lei) in self._named.items():
            if not self._draft.has_entity(name):
                self._draft.counted["named without a record of its own"] += 1
                self._draft.entity(where, name, kind="organization", name=lei, identifiers={"lei": lei})
            self._draft.entity(where, name, properties=self._exceptions.get(name, {}))

    def take_entity(self, given: Given, _: str | None) -> None:
        lei, entity, registration = given.text("LEI"), given.inner("Entity"), given.inner("Registration")
        names = [entity.text("LegalName"), *names_in(entity, "OtherEntityNames", "TransliteratedOtherEntityNames")]
        names = list(dict.fromkeys(filter(None, names)))
        if not lei or not names:
            self._draft.remark(given.where, Outcome.SKIPPED, "the record has no LEI or no name")
            return
        name = self._id(lei, given.where)
        authority = entity.inner("RegistrationAuthority")
        code, number = authority.text("RegistrationAuthorityID"), authority.text("RegistrationAuthorityEntityID")
        jurisdiction = entity.text("LegalJurisdiction")
        address, seat = entity.inner("LegalAddress"), entity.inner("HeadquartersAddress")
        country = entity.country("LegalJurisdiction") or address.country("Country")
        properties = {
            "entity_status": entity.text("EntityStatus"),
            "entity_category": entity.text("EntityCategory"),
            "registration_status": registration.text("RegistrationStatus"),
            "jurisdiction": jurisdiction if "-" in jurisdiction else "",
            "headquarters": abroad if (abroad := seat.country("Country")) != country else None,
            "founded": entity.date("EntityCreationDate"),
            "expired": entity.date("EntityExpirationDate"),
            "expired_because": entity.text("EntityExpirationReason"),
        }
        fields: Fields = {
            "kind": "organization",
            "name": names[0],
            "aliases": names[1:],
            "identifiers": {"lei": lei}
            | ({code: number} if number and scheme_of(code) and code not in NO_AUTHORITY else {}),
            "roles": ROLES.get(entity.text("EntityCategory")),
            "country": country,
            "properties": {key: value for key, value in properties.items() if value},
        }
        updated = moment_in(registration.text("LastUpdateDate"))
        if name in self._updated:
            self._draft.counted["earlier edition of a party"] += 1
        if updated > self._updated.setdefault(name, updated):
            self._updated[name] = updated
            self._draft.restate(given.where, name, **fields)
        elif updated < self._updated[name]:
            self._draft.entity(given.where, name, **lasting(fields))
        else:
            self._draft.entity(given.where, name, **fields)
        for successor in entity.inners("SuccessorEntity"):
            self._succeed(name, successor, entity, registration)

    def _succeed(self, name: str, successor: Given, entity: Given, registration: Given) -> None:
        lei, also = successor.text("SuccessorLEI"), successor.text("SuccessorEntityName")
        where = successor.where
        if lei:
            other = self._node(lei, where)
        elif also:
            other = made_id("gleif", also)
            self._draft.remark(where, Outcome.KEPT, f"{name} is succeeded by {also}, of whom no LEI is told")
            self._draft.entity(where, other, kind="organization", name=also)
        else:
            return
        events = {event.text("LegalEntityEventType") for event in entity.inners("LegalEntityEvents")}
        state = registration.text("RegistrationStatus")
        role = "merger" if events & MERGED or state == "MERGED" else "split" if events & DIVIDED else None
        if state == "DUPLICATE":  # two LEIs of one entity, of which one goes on
            role = "rename"
        since = entity.date("EntityExpirationDate")
        claim = _claim(registration, f"LEI {name.removeprefix('lei-')}")
        self._draft.relation(where, name, "SUCCEEDED_BY", other, role=role, since=since, claims=[claim])

    def take_relationship(self, given: Given, _: str | None) -> None:
        relationship, registration = given.inner("Relationship"), given.inner("Registration")
        verb = relationship.text("RelationshipType")
        start, end = (relationship.inner(node).text("NodeID") for node in ("StartNode", "EndNode"))
        state = registration.text("RegistrationStatus").upper()
        if not start or not end or not verb:
            self._draft.remark(given.where, Outcome.SKIPPED, "the relationship has no type, or not both of its ends")
            return
        stake = RELATIONSHIPS.get(verb)
        if stake is None:
            self._draft.remark(given.where, Outcome.KEPT, f"{verb} is no known relationship; it is kept as a link")
        is_withdrawn = state in WITHDRAWN
        node = self._id if is_withdrawn else self._node
        near, far = node(start, given.where), node(end, given.where)
        periods = _periods(relationship)
        since, until = ordered_dates(*periods.pop("RELATIONSHIP_PERIOD", (None, None)), given.where, self._draft)
        status = relationship.text("RelationshipStatus").upper()
        if status not in {"", "ACTIVE", "INACTIVE", "NULL"}:
            what = f"{shown(status)} is no known status of a relationship; it is read as in force"
            self._draft.remark(given.where, Outcome.KEPT, what)
        is_over = status == "INACTIVE" or state == "RETIRED"
        accounting = periods.get("ACCOUNTING_PERIOD", (None, None))
        fields: Fields = {
            "key": verb,
            "since": since,
            "until": until,
            "status": "ended" if is_over and until is None else None,
            "share": (stake and stake.share) or (_quantified(relationship) if stake else None),
            "role": verb,
            "properties": _told(periods, state, registration.text("ValidationReference")),
        }
        if stake:
            fields |= {"interest": stake.interest, "directness": stake.directness}
        owned, owner = (far, near) if stake and stake.is_turned else (near, far)
        self._relationships.take(
            Edition(
                given.where,
                moment_in(registration.text("LastUpdateDate")),
                is_withdrawn,
                owned,
                "OWNED_BY" if stake else "LINKED_TO",
                owner,
                fields,
                _claim(registration, f"{start} {verb} {end}") | {"observed": accounting[1]},
            )
        )

    def take_exception(self, given: Given, day: str | None) -> None:
        lei, category = given.text("LEI"), given.text("ExceptionCategory")
        reasons = given.texts("ExceptionReason")
        if not lei or category not in CATEGORIES or not reasons:
            self._draft.remark(given.where, Outcome.SKIPPED, "the exception has no LEI, no known category or no reason")
            return
        name = self._node(lei, given.where)
        directness, parent = CATEGORIES[category]
        told = " ".join(sorted(reasons))
        self._draft.counted[f"{parent.replace('_', ' ')} not told: {told}"] += 1
        self._exceptions.setdefault(name, {})[parent] = told
        if set(reasons) <= {NOBODY}:
            return
        if unknown := set(reasons) - PARENT_NOT_TOLD - HOLDERS_NOT_TOLD.keys() - {NOBODY}:
            what = f"{', '.join(sorted(unknown))} is no known reason; an unknown owner is kept"
            self._draft.remark(given.where, Outcome.KEPT, what)
        owner = f"{name}-{parent.replace('_', '-')}"
        roles = next((HOLDERS_NOT_TOLD[each] for each in reasons if each in HOLDERS_NOT_TOLD), ["unidentified"])
        shown = f"unknown {parent.replace('_', ' ')} of {lei} ({told})"
        self._draft.entity(given.where, owner, kind="organization", name=shown, roles=roles)
        claim = {"source": "gleif", "certainty": "stated", "asserted": day, "observed": day}
        self._draft.relation(
            given.where,
            name,
            "OWNED_BY",
            owner,
            key=category,
            role=told,
            interest="subsidiary" if set(reasons) & PARENT_NOT_TOLD else None,
            directness=directness,
            claims=[claim | {"locator": f"{lei} {category}"}],
        )


def _claim(registration: Given, locator: str) -> Fields:
    asserted = registration.date("LastUpdateDate")
    return {"source": "gleif", "certainty": "stated", "asserted": asserted, "locator": locator}


def _periods(relationship: Given) -> dict[str, tuple[str | None, str | None]]:
    """Return the latest period of each kind."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for each in relationship.inners("RelationshipPeriods"):
        kind, period = each.text("PeriodType"), (each.date("StartDate"), each.date("EndDate"))
        found[kind] = max(found.get(kind, period), period, key=lambda stated: stated[0] or "")
    return found


def _told(periods: dict[str, tuple[str | None, str | None]], state: str, reference: str) -> dict[str, str]:
    """Return what has no field in the model."""
    told = {word: "/".join(day or ".." for day in periods[kind]) for kind, word in PERIODS.items() if kind in periods}
    return told | ({"registration_status": state} if state else {}) | ({"reference": reference} if reference else {})


def _quantified(relationship: Given) -> str | None:
    """Return the share, where a percentage is told."""
    for each in relationship.inners("RelationshipQuantifiers"):
        if each.text("QuantifierUnits") == "PERCENTAGE" and (share := each.percentage("QuantifierAmount")) is not None:
            return f"{share:f}"
    return None
