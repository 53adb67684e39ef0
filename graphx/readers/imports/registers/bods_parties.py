"""Parties of the Beneficial Ownership Data Standard: entities and people as organizations of the model."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.model.identifiers import scheme_of
from graphx.readers.imports.draft import Draft, Fields, slug
from graphx.readers.imports.registers.bods_statements import About, Statement, camel
from graphx.readers.imports.registers.values import Given, told_lei

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLES: Final[dict[str, list[str]]] = {
    "state": ["state"],
    "stateBody": ["agency", "state"],
    "anonymousEntity": ["unidentified"],
    "unknownEntity": ["unidentified"],
    "anonymousPerson": ["unidentified"],
    "unknownPerson": ["unidentified"],
}
"""Roles by the type of an entity or a person; any other is just an organization, or a person."""
SCHEMES: Final = {"XI-LEI": "lei", "RU-INN": "inn", "RU-OGRN": "ogrn"}
"""Codes of https://org-id.guide that have a name here; any other code is a scheme of its own, such as GB-COH."""
DATES: Final = {
    "foundingDate": "founded",
    "dissolutionDate": "dissolved",
    "birthDate": "birth_date",
    "deathDate": "death_date",
}
UNMAPPED: Final = {
    "addresses": "address",
    "placeOfBirth": "place of birth",
    "placeOfResidence": "place of residence",
    "taxResidencies": "tax residency",
    "formedByStatute": "statute",
    "uri": "uri",
}
"""What states nothing of the model, by how it is counted."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]+")


class Identity(NamedTuple):
    """An identifier by which a party may be the same in several declarations."""

    scheme: str
    value: str
    is_unique: bool
    """Else others may bear it: numbers of the German register repeat from court to court."""


def identities(statement: Statement) -> Iterator[Identity]:
    """Yield the identifiers by which a party may be the same in several declarations."""
    for each in statement.details.inners("identifiers"):
        code, value = each.text("scheme"), each.text("id")
        if code and value and (scheme := scheme_of(SCHEMES.get(code, code))):
            found = scheme.spelled(value)
            if found and scheme.is_sound(found):
                yield Identity(code, found, scheme.is_unique)


def party_of(statement: Statement, draft: Draft) -> Fields:
    """Return the fields of a party as a statement describes it."""
    given = statement.details
    is_person = statement.about is About.PERSON
    kind, subtype = _type(given)
    names = [*_names(given), *given.texts("alternateNames")]
    exposed = _political_exposure(given)
    unspecified = given.inner("unspecifiedPersonDetails" if is_person else "unspecifiedEntityDetails")
    reason = camel(unspecified.text("reason") or given.text("missingInfoReason"))
    roles = [*(["person"] if is_person else []), *ROLES.get(kind, [])]
    if not names:
        names = [f"unnamed {statement.about} {statement.record}"]
        roles += ["unidentified"] if "unidentified" not in roles else []
    for member, word in UNMAPPED.items():
        if member in given:
            found = given.record[member]
            draft.ignored[word] += len(found) if isinstance(found, list) else 1
    return {
        "kind": "organization",
        "name": names[0],
        "aliases": list(dict.fromkeys(names[1:])),
        "roles": roles,
        "country": _country(given),
        "identifiers": _identifiers(given, draft) | {"bods": statement.name},
        "tags": ["role.pep"] if exposed is not None else [],
        "properties": {
            **({"entity_type": kind} if not is_person and kind else {}),
            **({"entity_subtype": subtype} if subtype else {}),
            **({"jurisdiction": code} if "-" in (code := _jurisdiction(given).text("code")) else {}),
            **{word: found for member, word in DATES.items() if (found := given.date(member))},
            **({"political_exposure": exposed} if exposed else {}),
            **({"nationalities": told} if " " in (told := _nationalities(given)) else {}),
            **({"unspecified_reason": reason} if reason else {}),
            **({"unspecified_description": words} if (words := unspecified.text("description")) else {}),
            **({"publicly_listed": True} if given.inner("publicListing").truth("hasPublicListing") else {}),
            **({"record_closed": statement.declared or True} if statement.is_closed else {}),
        },
    }


def _type(given: Given) -> tuple[str, str]:
    if isinstance(given.record.get("entityType"), dict):
        stated = given.inner("entityType")
        return camel(stated.text("type")), stated.text("subtype")
    older = given.inner("entitySubtype")
    return camel(given.text("entityType", "personType")), older.text("generalCategory", "localTerm")


def _names(given: Given) -> Iterator[str]:
    if name := given.text("name"):
        yield name
    for each in sorted(given.inners("names"), key=lambda name: name.text("type") not in {"legal", "individual"}):
        parts = " ".join(part for part in (each.text("givenName"), each.text("familyName")) if part)
        if name := each.text("fullName") or parts:
            yield name


def _jurisdiction(given: Given) -> Given:
    return given.inner("jurisdiction") or given.inner("incorporatedInJurisdiction")


def _country(given: Given) -> str | None:
    nationalities = [each.country("code") for each in given.inners("nationalities")]
    return _jurisdiction(given).country("code") or next((each for each in nationalities if each), None)


def _nationalities(given: Given) -> str:
    return " ".join(each.text("code", "name") for each in given.inners("nationalities"))


def _identifiers(given: Given, draft: Draft) -> dict[str, str]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for each in given.inners("identifiers"):
        code, value = each.text("scheme", "schemeName"), each.text("id")
        if not value:
            draft.ignored["identifier without id"] += 1
            continue
        scheme = SCHEMES.get(code) or (code if _PLAIN.fullmatch(code) else slug(code) or "other")
        found[scheme].append(told_lei(value, given.where, draft) if scheme == "lei" else value)
    for listing in given.inner("publicListing").inners("securitiesListings"):
        security = listing.inner("security")
        if security.text("idScheme") == "isin" and (value := security.text("id")):
            found["isin"].append(value)
    return {scheme: " ".join(dict.fromkeys(values)) for scheme, values in found.items()}


def _political_exposure(given: Given) -> str | None:
    """Return the words of a declared political exposure; empty if there are none, None if nobody says that there is one."""
    stated = given.inner("politicalExposure")
    if stated.text("status") != "isPep" and not given.truth("hasPepStatus"):
        return None
    told = []
    for each in [*stated.inners("details"), *given.inners("pepStatusDetails")]:
        since, until = each.date("startDate"), each.date("endDate")
        country = each.inner("jurisdiction").text("code", "name").upper()
        dates = [f"since {since}" if since else "", f"until {until}" if until else ""]
        told.append(", ".join(part for part in (each.text("reason"), country, *dates) if part))
    return "; ".join(filter(None, told))
