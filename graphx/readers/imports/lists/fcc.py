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
from graphx.readers.imports.rows import Row, date_of_text, has_legal_form, listed_names, parties_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

RESTRICTION: Final = "us-fcc-covered-list"
COVERED: Final = "covered_equipment_or_services"
SINCE: Final = "date_of_inclusion_on_covered_list"
_MAKER: Final = re.compile(
    r"(?:produced or provided|produced|provided|supplied, directly or indirectly,) by (?P<maker>[A-Z].*?)"
    r"(?=,? including |,? to the extent |,? subject to | or any of its |, or any |,? and (?:any of )?its (?!wholly)"
    r"|,? (?:and|or) (?:produced|provided|supplied)|\.?$)"
)
_EXCEPTED: Final = re.compile(r"\bexcept\b")
"""What follows it is not covered, whoever makes it."""
_OWNED: Final = re.compile(r" and its wholly[- ]owned subsidiary ")
_EITHER: Final = re.compile(r",? or ")
_BOTH: Final = re.compile(r",? and ")
_CATEGORY: Final = re.compile(r"^(?:Foreign-produced (?P<foreign>[^,]+)|(?P<what>.+?) produced in a foreign country)")
CATEGORIES: Final = {"uncrewed aircraft": "uas", "router": "telecom", "inverter": "power", "robotic": "robotics"}
"""Words of an entry that names no maker, and the category of component that it means."""


def fcc(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the rows: each names makers, or a category of equipment whoever makes it."""
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
    if updates and not first:
        draft.remark(row.where, Outcome.PARTLY_LOST, f"no date of inclusion, but only updates: {', '.join(updates)}")
    elif updates:
        draft.remark(
            row.where, Outcome.REPAIRED, f"several dates in one cell: listed {first}, updated {', '.join(updates)}"
        )
    named = dict.fromkeys(match["maker"] for match in _MAKER.finditer(_EXCEPTED.split(covered)[0]))
    makers = [maker for written in named for maker in _list_makers(row, draft, written, since)]
    if len(makers) > 1:
        draft.remark(row.where, Outcome.REPAIRED, f"several makers in one sentence: {'; '.join(makers)}")
    category = _CATEGORY.search(covered)
    if category:
        _list_category(row, draft, (category["foreign"] or category["what"]).strip(" ^£³†#"), since)
    if not makers and not category:
        draft.remark(row.where, Outcome.SKIPPED, "no maker and no category is found in the sentence")


def _list_makers(row: Row, draft: Draft, written: str, since: str | None) -> list[str]:
    """List the makers that a part of a sentence names, and what they own; return their names."""
    owner, *owned = _OWNED.split(written)
    makers = _makers(row, draft, owner)
    for name in [*makers, *owned]:
        _list(row, draft, _organization(row, draft, name), since, "named")
    for name in owned:
        ends = _organization(row, draft, name), "OWNED_BY", _organization(row, draft, makers[-1])
        draft.relation(row.where, *ends, share=1, claims=claim_at(row.where, RESTRICTION))
    return makers


def _makers(row: Row, draft: Draft, written: str) -> list[str]:
    """Return the makers in "A Corp., B Inc. and C Ltd. or D": "or" stands in no name; of the others each must be whole by itself."""
    makers = []
    for each in _EITHER.split(written):
        names = [name for part in _BOTH.split(each) for name in listed_names(part)]
        if len(names) > 1 and not all(map(has_legal_form, names)):
            draft.remark(row.where, Outcome.KEPT, f"{each} may be one maker or several; it is read as one")
            names = [each]
        makers += names
    return makers


def _list_category(row: Row, draft: Draft, name: str, since: str | None) -> None:
    words = name.casefold()
    component = made_id("us-fcc", name)
    draft.entity(
        row.where,
        component,
        kind="component",
        type="device",
        name=f"{name} produced in a foreign country",
        category=next((found for word, found in CATEGORIES.items() if word in words), None),
    )
    _list(row, draft, component, since, "category")
    draft.remark(row.where, Outcome.KEPT, f"the entry names a category, whoever makes it: {name}")


def _organization(row: Row, draft: Draft, name: str) -> str:
    party = made_id("us-fcc", name)
    draft.entity(row.where, party, kind="organization", name=name)
    return party


def _list(row: Row, draft: Draft, party: str, since: str | None, role: str) -> None:
    draft.relation(
        row.where,
        party,
        "LISTED_ON",
        RESTRICTION,
        since=since,
        status="enacted",
        role=role,
        properties={"covered": row[COVERED]},
        claims=claim_at(row.where, RESTRICTION, asserted=since),
    )
