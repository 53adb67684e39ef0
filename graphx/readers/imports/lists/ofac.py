"""Lists of the US Office of Foreign Assets Control: the CSV set without headers, and the enhanced XML.

Source: https://ofac.treasury.gov/sanctions-list-service; the columns of prim, alt, add and comments are those of its
specification, `-0-` stands for nothing, and the schema of the XML is ENHANCED_XML.xsd.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.draft import Draft, Fields, Outcome, made_id, slug
from graphx.readers.imports.lists.csl import IDENTIFIERS
from graphx.readers.imports.rows import Row, rows_of
from graphx.readers.imports.xml_records import xml_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

    from graphx.readers.imports.files import SourceFile

NOTHING: Final = "-0-"
PRIM: Final = (
    "number name type programs title call_sign vessel_type tonnage gross_tonnage flag owner remarks".split()  # noqa: SIM905
)
ALT: Final = ("number", "alt_number", "alt_type", "alt_name", "remarks")
ADD: Final = ("number", "add_number", "address", "city", "country", "remarks")
COMMENTS: Final = ("number", "remarks")
TABLES: Final = {len(columns): columns for columns in (PRIM, ALT, ADD, COMMENTS)}
"""The tables of the set, told apart by how many columns they have."""
ROLES: Final = {"individual": ["person"], "vessel": ["vessel"]}
UMBRELLA: Final = "Consolidated List"
"""The list that every list but one is a part of; it restricts nobody in its own way."""
OWNED: Final = "Owned or Controlled By"
OWNS: Final = "Owns, controls, or operates"
_ALIAS: Final = re.compile(r"^[a-z.]*k\.a\. '(?P<alias>.+?)'\.?$")
_LINKED: Final = re.compile(r"^Linked To: (?P<name>.+?)\.?$")
_IDENTIFIER: Final = re.compile(rf"^(?P<kind>{'|'.join(map(re.escape, IDENTIFIERS))}) (?P<value>\S+)")


def ofac(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the files of one list: the tables of the CSV set together, or one enhanced XML."""
    draft.source(
        Place(files[0].name),
        "ofac",
        title="Sanctions List Service",
        publisher="Office of Foreign Assets Control",
        url="https://ofac.treasury.gov/sanctions-list-service",
        reliability="A",
    )
    tables: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for file in files:
        if file.data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
            _take_xml(file, draft)
        else:
            for columns, row in _rows(file, draft):
                tables[columns].append(row)
    if tables:
        _take_tables(tables, draft, files)


def _rows(file: SourceFile, draft: Draft) -> Iterator[tuple[tuple[str, ...], Row]]:
    first = next(iter(rows_of(file, ())), None)
    columns = tuple(TABLES.get(len(first.cells) if first else 0, ()))
    if not columns:
        hint = "prim has 12 columns, alt 5, add 6, comments 2, and none has a header"
        raise InvalidInputError([Problem(Place(file.name, 1), "this is no table of the OFAC set", hint)])
    for row in rows_of(file, columns):
        if len(row.cells) == len(columns):
            yield columns, row
        else:
            what = f"the row has {len(row.cells)} cells, not {len(columns)}"
            draft.remark(row.where, Outcome.SKIPPED, what)


def _take_tables(tables: dict[tuple[str, ...], list[Row]], draft: Draft, files: Sequence[SourceFile]) -> None:
    parties = tables[tuple(PRIM)]
    if not parties:
        hint = "give the primary table (prim.csv, or cons_prim.csv) as well"
        raise InvalidInputError([Problem(Place(files[0].name), "the tables name nobody", hint)])
    comments: defaultdict[str, str] = defaultdict(str)
    for row in tables[COMMENTS]:
        comments[row["number"]] += row["remarks"]
    numbers = {row["name"]: _party(row["number"]) for row in parties}
    for row in parties:
        _take_party(row, row["remarks"].removesuffix(NOTHING) + comments[row["number"]], numbers, draft)
    for row in tables[ALT]:
        if draft.has_entity(_party(row["number"])):
            draft.entity(row.where, _party(row["number"]), aliases=[row["alt_name"]])
        else:
            draft.remark(row.where, Outcome.SKIPPED, f"the alias {row['alt_name']} is of nobody in the primary table")
    draft.ignored["address"] += len(tables[ADD])


def _take_party(row: Row, remarks: str, numbers: dict[str, str], draft: Draft) -> None:
    party = _party(row["number"])
    parts = [part.strip() for part in remarks.split(";")]
    identifiers = [match for part in parts if (match := _IDENTIFIER.match(part))]
    draft.entity(
        row.where,
        party,
        kind="organization",
        name=row["name"],
        roles=ROLES.get(row["type"]),
        aliases=[match["alias"] for part in parts if (match := _ALIAS.match(part))],
        identifiers={IDENTIFIERS[match["kind"]]: match["value"].rstrip(".") for match in identifiers},
    )
    for program in row["programs"].split("] ["):
        restriction = _restriction(row.where, draft, program, "OFAC program ")
        draft.relation(row.where, party, "LISTED_ON", restriction, status="enacted", role="named", claims=[_claim()])
    for part in parts:
        if match := _LINKED.match(part):
            other = numbers.get(match["name"])
            if other is None:
                other = made_id("ofac", match["name"])
                draft.remark(row.where, Outcome.KEPT, f"it is linked to {match['name']}, who is not in this list")
                draft.entity(row.where, other, kind="organization", name=match["name"])
            draft.relation(row.where, party, "LINKED_TO", other, role="linked to", claims=[_claim()])


def _party(number: str) -> str:
    return f"ofac-{number}"


def _restriction(where: Place, draft: Draft, name: str, kind: str = "") -> str:
    restriction = f"ofac-{slug(name)}"
    authority = "Office of Foreign Assets Control"
    draft.entity(where, restriction, kind="restriction", type="list", name=f"{kind}{name}", authority=authority)
    return restriction


def _claim(**fields: str | None) -> Fields:
    return {"source": "ofac", "certainty": "stated", **fields}


def _take_xml(file: SourceFile, draft: Draft) -> None:
    found: list[tuple[Place, str, Element]] = []
    for where, element in xml_records(file, {"dataAsOf", "entity"}):
        if element.tag == "entity":
            found.append((where, _party(element.get("id", "")), element))
        elif draft.as_of is None:
            draft.as_of = (element.text or "")[:10] or None
    for where, party, element in found:
        _take_element(where, party, element, draft)
    for where, party, element in found:
        _take_relationships(where, party, element, draft)


def _take_element(where: Place, party: str, entity: Element, draft: Draft) -> None:
    names = [
        name
        for each in sorted(entity.iterfind("names/name"), key=lambda each: each.findtext("isPrimary") != "true")
        for name in (_text(full) for full in each.iterfind("translations/translation/formattedFullName"))
        if name
    ]
    if not names:
        draft.remark(where, Outcome.SKIPPED, f"entity {entity.get('id')} has no name")
        return
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
        identifiers={IDENTIFIERS[kind]: value for kind, value in reversed(stated) if kind in IDENTIFIERS and value},
    )
    programs = "; ".join(_text(each) for each in entity.iterfind("sanctionsPrograms/*"))
    authorities = "; ".join(_text(each) for each in entity.iterfind("legalAuthorities/*"))
    lists = list(entity.iterfind("sanctionsLists/sanctionsList"))
    for each in [one for one in lists if _text(one) != UMBRELLA] or lists:
        published = each.get("datePublished")
        draft.relation(
            where,
            party,
            "LISTED_ON",
            _restriction(where, draft, _text(each)),
            since=published,
            status="enacted",
            role="named",
            properties={"programs": programs} if programs else None,
            claims=[_claim(asserted=published, locator=authorities or None)],
        )


def _take_relationships(where: Place, party: str, entity: Element, draft: Draft) -> None:
    for each in entity.iterfind("relationships/relationship"):
        related = each.find("relatedEntity")
        if related is None or not draft.has_entity(party):
            continue
        kind, other, name = _text(each.find("type")), _party(related.get("entityId", "")), _text(related)
        if not draft.has_entity(other):
            draft.remark(where, Outcome.KEPT, f"{party}: {kind} {name}, who is not in this list")
            draft.entity(where, other, kind="organization", name=name)
        if kind in {OWNED, OWNS}:
            owned, owner = (party, other) if kind == OWNED else (other, party)
            draft.relation(where, owned, "OWNED_BY", owner, interest="control", claims=[_claim()])
        else:
            draft.relation(where, party, "LINKED_TO", other, role=kind, claims=[_claim()])


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""
