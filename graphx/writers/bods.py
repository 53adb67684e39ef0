"""BODS 0.4: who owns whom, as statements about entities, people and relationships.

Source: https://standard.openownership.org/en/0.4.0/
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import QuestionError
from graphx.model.dates import period
from graphx.model.vocabulary import Directness, Interest, Polarity, Role, Type
from graphx.writers.facts import count_of_party, facts
from graphx.writers.labels import relation_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model.dataset import Dataset
    from graphx.model.records import AnyEntity, Claim, Identity, Relation
    from graphx.model.subgraph import Subgraph
    from graphx.writers.exporter import Lost, Wishes

VERSION: Final = "0.4"
INTERESTS: Final = {
    Interest.SHAREHOLDING: "shareholding",
    Interest.VOTING: "votingRights",
    Interest.CONTROL: "otherInfluenceOrControl",
    Interest.SUBSIDIARY: "otherInfluenceOrControl",
}
ENTITY_TYPES: Final = {
    Role.STATE: "state",
    Role.AGENCY: "stateBody",
    Role.FUND: "arrangement",
    Role.UNIDENTIFIED: "unknownEntity",
    Role.ONE_OF: "unknownEntity",
}
"""By role; others are legal entities."""
SCHEMES: Final = {"lei": "XI-LEI"}
"""Codes of org-id.guide; other schemes keep their own name."""
HELD: Final = frozenset({"since", "until", "share", "share_min", "share_max", "interest", "directness"})
"""The fields of a stake that have a place."""
DIGITS: Final = 40


def to_bods(subgraph: Subgraph, _wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield the JSON array of the ownership part, a statement to a line: who takes part in a stake, then the stakes.

    Raises:
        QuestionError: no day is stated on which the statements could have been made.
    """
    dataset = subgraph.dataset
    stakes = facts(dataset, lambda identity: HELD if identity.type is Type.OWNED_BY else None, lost)
    parties = {name for source, _, target, _ in stakes for name in (source, target)}
    for name, entity in dataset.entities.items():
        if name not in parties:
            lost.add(f"{entity.kind.value} without a stake", f"{entity.kind.value}s without a stake")
    lost.add("mark of the question", "marks of the question", len(subgraph.entities) + len(subgraph.relations))
    statements = [
        *(_party(dataset.entities[name], dataset, lost) for name in sorted(parties)),
        *(_relationship(identity, relation, dataset, lost) for identity, relation in stakes.items()),
    ]
    yield "["
    for number, statement in enumerate(statements, start=1):
        yield json.dumps(statement, ensure_ascii=False) + ("," if number < len(statements) else "")
    yield "]"


def _statement(kind: str, name: str, about: str, day: str, details: dict[str, Any], dataset: Dataset) -> dict[str, Any]:
    published = max(dataset.as_of_days, default=day)
    identity = f"{kind} {name} {day}"
    return {
        "statementId": hashlib.sha256(identity.encode()).hexdigest()[:DIGITS],
        "declarationSubject": about,
        "statementDate": day,
        "publicationDetails": {"publicationDate": published, "bodsVersion": VERSION, "publisher": {"name": "graphx"}},
        "recordId": name,
        "recordType": kind,
        "recordStatus": "new",
        "recordDetails": {"isComponent": False, **details},
    }


def _party(entity: AnyEntity, dataset: Dataset, lost: Lost) -> dict[str, Any]:
    roles = getattr(entity, "roles", None) or ()
    kind = next((ENTITY_TYPES[role] for role in roles if role in ENTITY_TYPES), "legalEntity")
    told = [Role.PERSON] if Role.PERSON in roles else [role for role in ENTITY_TYPES if ENTITY_TYPES[role] == kind]
    count_of_party(entity, (), told, lost)
    day = _day(dataset, ())
    identifiers = [
        {"id": value, "scheme": SCHEMES[scheme]} if scheme in SCHEMES else {"id": value, "schemeName": scheme}
        for scheme, value in (entity.identifiers or {}).items()
    ]
    listed = {"identifiers": identifiers} if identifiers else {}
    country = {"name": entity.country, "code": entity.country} if entity.country else None
    if Role.PERSON in roles:
        names = [{"type": "legal", "fullName": entity.name}]
        names += [{"type": "alternative", "fullName": alias} for alias in entity.aliases or ()]
        details: dict[str, Any] = {"personType": "knownPerson", "names": names, **listed}
        return _statement(
            "person", entity.id, entity.id, day, details | ({"nationalities": [country]} if country else {}), dataset
        )
    details = {"entityType": {"type": kind}, "name": entity.name, **listed}
    if entity.aliases:
        details["alternateNames"] = list(entity.aliases)
    if country:
        details["jurisdiction"] = country
    if kind == "unknownEntity":
        details["unspecifiedEntityDetails"] = {"reason": "informationUnknownToPublisher"}
    return _statement("entity", entity.id, entity.id, day, details, dataset)


def _relationship(identity: Identity, relation: Relation, dataset: Dataset, lost: Lost) -> dict[str, Any]:
    claims = [claim for claim in relation.claims or () if claim.polarity is Polarity.ASSERTS]
    interest: dict[str, Any] = {
        "type": INTERESTS.get(relation.interest, "shareholding") if relation.interest else "unknownInterest",
        "directOrIndirect": "unknown" if relation.directness is None else Directness(relation.directness).value,
    }
    if share := _share(relation):
        interest["share"] = share
        if relation.interest is None:
            interest["type"] = "shareholding"
            lost.add(
                "share of an unknown interest, written as a shareholding",
                "shares of unknown interests, written as shareholdings",
            )
    if relation.interest is Interest.SUBSIDIARY:
        interest["details"] = Interest.SUBSIDIARY.value
    for field, value in (("startDate", relation.since), ("endDate", relation.until)):
        if value:
            interest[field] = _rounded(value, lost)
    details = {"subject": identity.source, "interestedParty": identity.target, "interests": [interest]}
    statement = _statement(
        "relationship", relation_id(identity), identity.source, _day(dataset, claims), details, dataset
    )
    if source := _source(claims, dataset):
        statement["source"] = source
    return statement


def _share(relation: Relation) -> dict[str, float]:
    values = {"exact": relation.share, "minimum": relation.share_min, "maximum": relation.share_max}
    percents = {name: float(value * 100) for name, value in values.items() if value is not None}
    return {name: int(value) if value.is_integer() else value for name, value in percents.items()}


def _rounded(written: str, lost: Lost) -> str:
    """Return the first day of a date, as the standard asks for where only the month or the year is known."""
    days = period(written)
    if days.first != days.last:
        lost.add(
            "date known to a month or a year, written as its first day",
            "dates known to a month or a year, written as their first days",
        )
    return date.fromordinal(days.first).isoformat()


def _day(dataset: Dataset, claims: list[Claim] | tuple[Claim, ...]) -> str:
    stated = [date.fromordinal(period(claim.asserted).first).isoformat() for claim in claims if claim.asserted]
    days = stated or dataset.as_of_days
    if not days:
        raise QuestionError(
            "BODS needs the day of each statement, and the inputs state none", "give the document an as_of"
        )
    return max(days)


def _source(claims: list[Claim], dataset: Dataset) -> dict[str, Any]:
    """Return where a stake is stated: BODS knows one link, the first, and all who assert it."""
    cited = [dataset.sources[name] for name in dict.fromkeys(claim.source for claim in claims) if name]
    if not cited:
        return {}
    source: dict[str, Any] = {"type": ["thirdParty"]}
    url = next((each.url for each in cited if each.url), None)
    if url:
        source["url"] = url
    source["assertedBy"] = [{"name": each.publisher or each.title or each.id} for each in cited]
    return source
