"""The FCC Covered List as a table of two columns: a sentence that says what is covered, and since when.

Source: Federal Communications Commission, https://www.fcc.gov/supplychain/coveredlist (Secure and Trusted Communications
Networks Act of 2019, 47 U.S.C. 1601).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphx.errors import Place
from graphx.readers.imports.draft import Draft, Outcome, made_id
from graphx.readers.imports.fitting import claim_at
from graphx.readers.imports.rows import Row, date_of_text, parties_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

RESTRICTION: Final = "us-fcc-covered-list"
COVERED: Final = "covered_equipment_or_services"
SINCE: Final = "date_of_inclusion_on_covered_list"
_MAKER: Final = re.compile(
    r"(?:produced or provided|produced|provided|supplied, directly or indirectly,) by (?P<maker>[A-Z].*?)"
    r"(?=,? including |,? to the extent |,? subject to | or any of its |, or any |\.?$)"
)
_OWNED: Final = re.compile(r" and its wholly[- ]owned subsidiary ")
_CATEGORY: Final = re.compile(r"^(?:Foreign-produced (?P<foreign>[^,]+)|(?P<what>.+?) produced in a foreign country)")
CATEGORIES: Final = {"uncrewed aircraft": "uas", "router": "telecom", "inverter": "power", "robotic": "robotics"}
"""Words of an entry that names no maker, and the category of component that it means."""


def fcc(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the rows: each names a maker, or a category of equipment whoever makes it."""
    where = Place(files[0].name)
    draft.source(
        where,
        RESTRICTION,
        title="List of Equipment and Services Covered By Section 2 of The Secure Networks Act",
        publisher="Federal Communications Commission",
        url="https://www.fcc.gov/supplychain/coveredlist",
        reliability="A",
    )
    draft.entity(
        where,
        RESTRICTION,
        kind="restriction",
        type="list",
        name="FCC Covered List",
        authority="Federal Communications Commission",
    )
    for file in files:
        for row in parties_of(file, (COVERED, SINCE), draft):
            _take(row, draft)


def _take(row: Row, draft: Draft) -> None:
    covered = row[COVERED]
    first, *updates = (part.strip() for part in row[SINCE].split("Updated:"))
    since = date_of_text(first, row.where, draft)
    if updates:
        draft.remark(
            row.where, Outcome.REPAIRED, f"several dates in one cell: listed {first}, updated {', '.join(updates)}"
        )
    if maker := _MAKER.search(covered):
        owner, *owned = _OWNED.split(maker["maker"])
        _list(row, draft, _organization(row, draft, owner), since, "named", covered)
        for name in owned:
            party = _organization(row, draft, name)
            _list(row, draft, party, since, "named", covered)
            draft.relation(
                row.where,
                party,
                "OWNED_BY",
                _organization(row, draft, owner),
                share=1,
                claims=claim_at(row.where, RESTRICTION),
            )
    elif category := _CATEGORY.search(covered):
        name = (category["foreign"] or category["what"]).strip(" ^£³†#")
        words = name.casefold()
        known = next((found for word, found in CATEGORIES.items() if word in words), None)
        component = made_id("us-fcc", name)
        draft.entity(
            row.where,
            component,
            kind="component",
            type="device",
            name=f"{name} produced in a foreign country",
            category=known,
        )
        _list(row, draft, component, since, "category", covered)
        draft.remark(row.where, Outcome.KEPT, f"the entry names no maker, but a category: {name}")
    else:
        draft.remark(row.where, Outcome.SKIPPED, "no maker and no category is found in the sentence")


def _organization(row: Row, draft: Draft, name: str) -> str:
    party = made_id("us-fcc", name)
    draft.entity(row.where, party, kind="organization", name=name)
    return party


def _list(row: Row, draft: Draft, party: str, since: str | None, role: str, covered: str) -> None:
    draft.relation(
        row.where,
        party,
        "LISTED_ON",
        RESTRICTION,
        since=since,
        status="enacted",
        role=role,
        properties={"covered": covered},
        claims=claim_at(row.where, RESTRICTION, asserted=since),
    )
