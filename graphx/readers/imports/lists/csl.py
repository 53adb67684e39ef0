"""The US Consolidated Screening List as CSV: one row per party and list.

Source: International Trade Administration, https://www.trade.gov/consolidated-screening-list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphx.errors import Place
from graphx.readers.imports.draft import Draft, Fields, Outcome, made_id, slug
from graphx.readers.imports.fitting import claim_at
from graphx.readers.imports.lists.identifiers import identified
from graphx.readers.imports.rows import Row, country_of, parties_of, period_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

SOURCE: Final = "csl"
ROLES: Final = {"Individual": ["person"], "Vessel": ["vessel"]}
SAID_OF_LISTINGS: Final = (
    "federal_register_notice",
    "programs",
    "license_requirement",
    "license_policy",
    "standard_order",
)
"""Columns that speak of a listing and have no field of their own; they become its properties."""
_SUCCESSORS: Final = re.compile(r"[;,]?\s+and any successor, sub-unit, or subsidiary thereof\.?$")
_AFFILIATED: Final = re.compile(r"\s*Affiliated Entit(?:y|ies):\s*")
_LIST: Final = re.compile(r"(?P<name>.*?) \((?P<short>[^()]+)\)(?P<rest>.*?) - (?P<authority>.+)")


def csl(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the rows of the list; a party with an entity number is one, on however many lists it stands."""
    for file in files:
        draft.source(
            Place(file.name),
            SOURCE,
            title="Consolidated Screening List",
            publisher="International Trade Administration",
            url="https://www.trade.gov/consolidated-screening-list",
            reliability="A",
        )
        for row in parties_of(file, ("source", "name"), draft):
            _take(row, draft)


def _take(row: Row, draft: Draft) -> None:
    restriction = _restriction(row, draft)
    name, *affiliates = _AFFILIATED.split(row["name"])
    aliases = _aliases(row["alt_names"])
    if plain := _SUCCESSORS.sub("", name):
        if plain != name:
            draft.remark(
                row.where, Outcome.REPAIRED, f"the name is {plain}; its successors and subsidiaries are no part of it"
            )
            aliases.append(name)
        name = plain
    number = row["entity_number"]
    party = f"csl-{number}" if number else made_id("csl", name, row["source"], row["addresses"])
    identifiers, also_called = _identifiers(row["ids"])
    draft.entity(
        row.where,
        party,
        kind="organization",
        name=name,
        roles=ROLES.get(row["type"]),
        aliases=[alias for alias in [*aliases, *also_called] if alias != name],
        country=country_of(row, "addresses", draft),
        identifiers=identifiers,
    )
    _list(row, draft, party, restriction, "named")
    for affiliate in affiliates:
        other = made_id("csl", affiliate, row["source"])
        draft.entity(row.where, other, kind="organization", name=affiliate)
        draft.remark(row.where, Outcome.REPAIRED, f"{affiliate} stands inside the name of {name}, as its affiliate")
        _list(row, draft, other, restriction, "affiliate")


def _restriction(row: Row, draft: Draft) -> str:
    source = row["source"]
    match = _LIST.fullmatch(source)
    short = re.sub(r"\s*list$", "", match["short"], flags=re.IGNORECASE) if match else source
    restriction = f"csl-{slug(short)}"
    draft.entity(
        row.where,
        restriction,
        kind="restriction",
        type="list",
        name=f"{match['name']}{match['rest']} ({match['short']})" if match else source,
        authority=match["authority"] if match else None,
    )
    return restriction


def _list(row: Row, draft: Draft, party: str, restriction: str, role: str) -> None:
    fields: Fields = {name: row[name] for name in SAID_OF_LISTINGS if row[name]}
    since, until = period_of(row, "start_date", "end_date", draft)
    draft.relation(
        row.where,
        party,
        "LISTED_ON",
        restriction,
        since=since,
        until=until,
        status="enacted",
        role=role,
        properties=fields,
        claims=claim_at(row.where, SOURCE, locator=row["federal_register_notice"] or row["source_information_url"]),
    )


def _aliases(text: str) -> list[str]:
    """Return the names of a list that is separated by semicolons, the last perhaps by "; and "."""
    return [re.sub(r"^and ", "", alias.strip()) for alias in text.split(";") if alias.strip()]


def _identifiers(text: str) -> tuple[dict[str, str], list[str]]:
    """Return what identifies a party and the names among the identifiers."""
    stated, names = [], []
    for entry in text.split(";"):
        parts = [part.strip() for part in entry.split(",")]
        if len(parts) > 1 and len(parts[0]) == len("XX") and parts[0].isupper():
            parts = [*reversed(parts[1:]), parts[0]]  # the older form: country, number, kind
        kind, rest = parts[0], parts[1:]
        if kind == "Issuer Name" and rest:
            names.append(", ".join(rest))
        elif rest:
            stated.append((kind, rest[0]))
    return identified(stated), names
