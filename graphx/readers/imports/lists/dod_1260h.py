"""The US Department of Defense list of Chinese military companies (NDAA FY2021 section 1260H), as a curated table.

One row per company and edition; parents are given by name only.
Source: the notices in the Federal Register; the table follows the columns of its publication as CSV.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphx.errors import Place
from graphx.readers.imports.draft import Draft, Outcome, made_id, slug
from graphx.readers.imports.fitting import claim_at
from graphx.readers.imports.rows import Row, date_of, listed_names, parties_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

RESTRICTION: Final = "us-1260h"


def dod_1260h(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the rows; a company that stands in several editions is one, with a listing each."""
    rows = [row for file in files for row in parties_of(file, ("Clean Name",), draft)]
    where = Place(files[0].name)
    draft.source(
        where,
        RESTRICTION,
        title="Entities Identified as Chinese Military Companies Operating in the United States",
        publisher="US Department of Defense",
        reliability="A",
    )
    draft.entity(
        where,
        RESTRICTION,
        kind="restriction",
        type="list",
        name="Section 1260H list of Chinese military companies",
        authority="US Department of Defense",
    )
    names = {row["Clean Name"]: _id(row["Clean Name"]) for row in rows}
    loose = {_loose(name): name for name in names}
    for row in rows:
        _take(row, draft, names, loose)


def _take(row: Row, draft: Draft, names: dict[str, str], loose: dict[str, str]) -> None:
    name = row["Clean Name"]
    draft.entity(
        row.where,
        names[name],
        kind="organization",
        name=name,
        aliases=[*listed_names(row["Alias"]), *listed_names(row["Previous Name"])],
    )
    since, until = date_of(row, "Start date", draft), date_of(row, "End date", draft)
    draft.relation(
        row.where,
        names[name],
        "LISTED_ON",
        RESTRICTION,
        since=since,
        until=until,
        status="enacted",
        role="named",
        properties={"note": row["Note"]} if row["Note"] else None,
        claims=claim_at(row.where, RESTRICTION, asserted=since, locator=row["Source Url"]),
    )
    if parent := row["Parent Name"]:
        draft.relation(
            row.where,
            names[name],
            "OWNED_BY",
            _parent(row, parent, draft, names, loose),
            interest="subsidiary",
            claims=claim_at(row.where, RESTRICTION, "reported", asserted=since),
        )


def _parent(row: Row, parent: str, draft: Draft, names: dict[str, str], loose: dict[str, str]) -> str:
    """Return the parent's id: by its name, by its name without signs of punctuation, or as an organization of its own."""
    if parent in names:
        return names[parent]
    if found := loose.get(_loose(parent)):
        draft.remark(row.where, Outcome.REPAIRED, f"the parent {parent} is read as {found}")
        return names[found]
    name = _id(parent)
    if not draft.has_entity(name):
        draft.remark(row.where, Outcome.KEPT, f"the parent {parent} is not on the list itself; it is kept as an owner")
    draft.entity(row.where, name, kind="organization", name=parent)
    return name


def _id(name: str) -> str:
    return made_id("us-1260h", name)


def _loose(name: str) -> str:
    """Return a name without what tells no two companies apart: an abbreviation behind it, case, punctuation."""
    return slug(re.sub(r"\s*\([^()]*\)\s*$", "", name))
