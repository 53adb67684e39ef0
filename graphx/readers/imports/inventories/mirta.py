"""Military installations, ranges and training areas of the United States (MIRTA): sites with a point, as CSV.

Source: US Department of Defense, https://catalog.data.gov/dataset/military-installations-ranges-and-training-areas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.errors import Place
from graphx.readers.imports.countries import country_code
from graphx.readers.imports.draft import Draft, Outcome, made_id
from graphx.readers.imports.fitting import claim_at, state_entity, state_relation
from graphx.readers.imports.namesakes import ids_apart
from graphx.readers.imports.rows import Row, parties_of
from graphx.readers.imports.statuses import standing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

SOURCE: Final = "mirta"
NOTHING: Final = "N/A"
STATUSES: Final = {"active": "in_service", "inactive": "ended"}
"""Whether a component still runs a site; a site that is inactive is a place all the same."""
PROPERTIES: Final = {
    "COMPONENT": "component",
    "State Terr": "state",
    "Joint Base": "joint_base",
    "Oper Stat": "operational_status",
}


def mirta(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the sites; two of one name have their number in their id, whichever comes first."""
    draft.source(
        Place(files[0].name),
        SOURCE,
        title="Military Installations, Ranges and Training Areas",
        publisher="US Department of Defense",
        url="https://catalog.data.gov/dataset/military-installations-ranges-and-training-areas",
        reliability="A",
    )
    rows = [row for file in files for row in parties_of(file, ("Site Name", "Lat", "Long"), draft)]
    numbered = [(made_id("mirta", row["Site Name"]), row["OBJECTID"] or f"{row['Lat']}/{row['Long']}") for row in rows]
    ids = ids_apart(numbered)
    for row, (name, number) in zip(rows, numbered, strict=True):
        site = ids[name, number]
        if site != name and not row["OBJECTID"]:
            what = (
                f"another site is called {row['Site Name']} too, and this one has no OBJECTID: its point tells it apart"
            )
            draft.remark(row.where, Outcome.KEPT, what)
        _take(row, site, draft)


def _take(row: Row, site: str, draft: Draft) -> None:
    where, country = row.where, country_code(row["COUNTRY"])
    if row["COUNTRY"] and not country:
        draft.remark(where, Outcome.PARTLY_LOST, f"{row['COUNTRY']} is no country that is known")
    state_entity(
        draft,
        where,
        site,
        "site",
        name=row["Site Name"],
        type="military_base",
        lat=row["Lat"],
        lon=row["Long"],
        country=country,
        properties={key: row[column] for column, key in PROPERTIES.items() if row[column] not in {"", NOTHING}},
    )
    if (component := row["COMPONENT"]) not in {"", NOTHING}:
        operator = made_id("mirta-component", component)
        state_entity(draft, where, operator, "organization", name=component, roles=["agency"], country="US")
        status, certainty = standing_of(draft, where, row["Oper Stat"], STATUSES)
        claims = claim_at(where, SOURCE, certainty)
        state_relation(draft, where, operator, "OPERATES", site, status=status, claims=claims)
    if (joint := row["Joint Base"]) not in {"", NOTHING}:
        whole = made_id("mirta-joint", joint)
        state_entity(draft, where, whole, "site", name=joint, type="military_base", country=country)
        state_relation(draft, where, whole, "HAS_PART", site, claims=claim_at(where, SOURCE))
