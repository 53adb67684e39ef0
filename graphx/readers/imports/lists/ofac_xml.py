"""The enhanced XML of OFAC: entities with the lists that they stand on, and how they relate.

Source: ENHANCED_XML.xsd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.readers.imports.draft import Draft, Outcome
from graphx.readers.imports.fitting import claim_at
from graphx.readers.imports.lists.identifiers import identified
from graphx.readers.imports.lists.ofac_parties import ROLES, SOURCE, party_id, state_restriction
from graphx.readers.imports.xml_records import xml_records

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from graphx.errors import Place
    from graphx.readers.imports.files import SourceFile

UMBRELLA: Final = "Consolidated List"
"""The list that every list but one is a part of; it restricts nobody in its own way."""
OWNED: Final = "Owned or Controlled By"
OWNS: Final = "Owns, controls, or operates"
REASONS: Final = {"programs": "sanctionsPrograms/*", "legal_authorities": "legalAuthorities/*"}
"""What the listings of an entity rest on, by its name as a property."""


def take_xml(file: SourceFile, draft: Draft) -> None:
    """Take entities, then what relates them: a relationship may stand before the one that it names."""
    found: list[tuple[Place, Element]] = []
    for where, element in xml_records(file, {"dataAsOf", "entity"}):
        if element.tag == "entity":
            draft.sees(where)
            found.append((where, element))
        elif draft.as_of is None:
            draft.as_of = (element.text or "")[:10] or None
    for where, element in found:
        _take_element(where, element, draft)
    for where, element in found:
        _take_relationships(where, element, draft)


def _take_element(where: Place, entity: Element, draft: Draft) -> None:
    names = [
        name
        for each in sorted(entity.iterfind("names/name"), key=lambda each: each.findtext("isPrimary") != "true")
        for name in (_text(full) for full in each.iterfind("translations/translation/formattedFullName"))
        if name
    ]
    number = entity.get("id")
    if not number or not names:
        what = f"{names[0]} has no id" if names else f"entity {number or 'without an id'} has no name"
        draft.remark(where, Outcome.SKIPPED, what)
        return
    party = party_id(number)
    stated = [
        *(
            (_text(each.find("type")), _text(each.find("documentNumber")))
            for each in entity.iterfind("identityDocuments/*")
        ),
        *((_text(each.find("type")), _text(each.find("value"))) for each in entity.iterfind("features/*")),
    ]
    also_called = [value for kind, value in stated if kind == "Issuer Name"]
    draft.entity(
        where,
        party,
        kind="organization",
        name=names[0],
        roles=ROLES.get((entity.findtext("generalInfo/entityType") or "").casefold()),
        aliases=[name for name in dict.fromkeys([*names[1:], *also_called]) if name != names[0]],
        identifiers=identified(stated),
    )
    reasons = {here: "; ".join(map(_text, entity.iterfind(there))) for here, there in REASONS.items()}
    draft.ignored["address"] += len(entity.findall("addresses/address"))
    lists = [each for each in entity.iterfind("sanctionsLists/sanctionsList") if _text(each)]
    if not lists:
        draft.remark(where, Outcome.PARTLY_LOST, f"{names[0]} stands on no list, so that no listing is known")
    for each in [one for one in lists if _text(one) != UMBRELLA] or lists:
        published = each.get("datePublished")
        draft.relation(
            where,
            party,
            "LISTED_ON",
            state_restriction(where, draft, _text(each)),
            since=published,
            status="enacted",
            role="named",
            properties={here: words for here, words in reasons.items() if words},
            claims=claim_at(where, SOURCE, asserted=published),
        )


def _take_relationships(where: Place, entity: Element, draft: Draft) -> None:
    party = party_id(entity.get("id", ""))
    if not draft.has_entity(party):
        return
    for each in entity.iterfind("relationships/relationship"):
        kind, related = _text(each.find("type")), each.find("relatedEntity")
        number, name = related.get("entityId") if related is not None else None, _text(related)
        if not number:
            _, stated = draft.stated(party)
            draft.remark(where, Outcome.PARTLY_LOST, f"{stated['name']}: {kind} {name or 'somebody'}, who has no id")
            continue
        other = party_id(number)
        if not draft.has_entity(other):
            draft.remark(where, Outcome.KEPT, f"{party}: {kind} {name}, who is not in this list")
            draft.entity(where, other, kind="organization", name=name)
        if kind in {OWNED, OWNS}:
            owned, owner = (party, other) if kind == OWNED else (other, party)
            draft.relation(where, owned, "OWNED_BY", owner, interest="control", claims=claim_at(where, SOURCE))
        else:
            draft.relation(where, party, "LINKED_TO", other, role=kind, claims=claim_at(where, SOURCE))


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""
