"""The US Department of Defense list of Chinese military companies (NDAA FY2021 section 1260H), as a curated table.

One row per company and edition; parents are given by name only.
Source: the notices in the Federal Register; the table follows the columns of its publication as CSV.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from graphx.errors import Place
from graphx.readers.imports.draft import Draft, Outcome, made_id
from graphx.readers.imports.fitting import claim_at
from graphx.readers.imports.rows import Row, listed_names, parties_of, period_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphx.readers.imports.files import SourceFile

RESTRICTION: Final = "us-1260h"
_ABBREVIATED: Final = re.compile(r"(?P<name>.*\S)\s*\((?P<short>[^()\s]+)\)")


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
    listed: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name in dict.fromkeys(row["Clean Name"] for row in rows):
        listed[_apart_from_writing(name)].setdefault(_id(name), name)
    for row in rows:
        _take(row, draft, listed)


def _take(row: Row, draft: Draft, listed: Mapping[str, Mapping[str, str]]) -> None:
    name = row["Clean Name"]
    party = _id(name)
    draft.entity(
        row.where,
        party,
        kind="organization",
        name=name,
        aliases=[*listed_names(row["Alias"]), *listed_names(row["Previous Name"])],
    )
    since, until = period_of(row, "Start date", "End date", draft)
    draft.relation(
        row.where,
        party,
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
        _own(row, party, parent, since, draft, listed)


def _own(
    row: Row, party: str, parent: str, since: str | None, draft: Draft, listed: Mapping[str, Mapping[str, str]]
) -> None:
    """State whose subsidiary a company is; the parent is known by its name alone."""
    alike = listed.get(_apart_from_writing(parent), {})
    owner = next(iter(alike)) if len(alike) == 1 else _id(parent)  # among several, its own name decides
    if owner == party:
        draft.remark(row.where, Outcome.PARTLY_LOST, f"its parent {parent} is itself, and is left out")
        return
    if owner in alike:
        if alike[owner] != parent:
            draft.remark(row.where, Outcome.REPAIRED, f"the parent {parent} is read as {alike[owner]}")
    else:
        if alike:
            who = " or ".join(sorted(alike.values()))
            what = f"the parent {parent} may be {who}, and which is not known; it is kept as an owner of its own"
            draft.remark(row.where, Outcome.KEPT, what)
        elif not draft.has_entity(owner):
            what = f"the parent {parent} is not on the list itself; it is kept as an owner"
            draft.remark(row.where, Outcome.KEPT, what)
        draft.entity(row.where, owner, kind="organization", name=parent)
    claims = claim_at(row.where, RESTRICTION, "reported", asserted=since)
    draft.relation(row.where, party, "OWNED_BY", owner, interest="subsidiary", claims=claims)


def _id(name: str) -> str:
    return made_id("us-1260h", name)


def _apart_from_writing(name: str) -> str:
    """Return a name without what tells no two companies apart: case, blanks, signs, and its own abbreviation behind it."""
    if (match := _ABBREVIATED.fullmatch(name)) and _abbreviates(match["short"], match["name"]):
        name = match["name"]
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] not in "PSZ") or name


def _abbreviates(short: str, name: str) -> bool:
    """Say whether capitals stand for a name: all of them are in it, in their order, and the first at its beginning."""
    letters = iter(name.upper())
    return short.isupper() and name.upper().startswith(short[0]) and all(letter in letters for letter in short)
