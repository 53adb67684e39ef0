"""FollowTheMoney: entities as JSON lines or an array, nested or not, or as a simple table of targets.

Source: https://followthemoney.tech; the names of schemata and properties are those of its default model. The files are read twice, parties
first, since a link may stand before those whom it relates; neither time are they held as a whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphx.readers.imports.countries import country_code
from graphx.readers.imports.draft import Draft, Fields, Outcome, id_of
from graphx.readers.imports.registers.ftm_links import LINKS, take_link, take_owners
from graphx.readers.imports.registers.ftm_records import records_of, values
from graphx.readers.imports.registers.ftm_sanctions import Sanctions
from graphx.readers.imports.registers.values import shown, told_lei

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.errors import Place
    from graphx.readers.imports.files import SourceFile

PARTIES: Final[dict[str, list[str] | None]] = {
    "Company": None,
    "Organization": None,
    "LegalEntity": None,
    "PublicBody": ["agency"],
    "Person": ["person"],
    "Vessel": ["vessel"],
}
"""Schemata that are parties, and the roles that they have here."""
IDENTIFIERS: Final = {
    "leiCode": "lei",
    "registrationNumber": "registration",
    "innCode": "inn",
    "ogrnCode": "ogrn",
    "dunsCode": "duns",
    "uniqueEntityId": "uei",
    "cageCode": "cage",
    "swiftBic": "swift",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "isin": "isin",
    "isinCode": "isin",
    "uscCode": "uscc",
    "vatCode": "vat",
    "taxNumber": "tax",
    "permId": "permid",
}
_TWO_LETTERS: Final = re.compile("[A-Za-z]{2}")


def ftm(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take parties, then what relates them; a link to somebody who is not in the files is said."""
    others: dict[str, str] = {}
    sanctions = Sanctions()
    for where, record in records_of(files, draft):
        schema = record["schema"]
        if schema in PARTIES:
            _take_party(where, record, draft)
        elif schema == "Sanction":
            sanctions.see(record)
        elif schema not in LINKS:
            draft.ignored[schema] += 1
            others[id_of(record["id"])] = schema
    for where, record in records_of(files, Draft(draft.title)):  # what is wrong with a line was told the first time
        schema = record["schema"]
        if schema == "Sanction":
            sanctions.take(where, record, others, draft)
        elif schema in LINKS:
            take_link(where, record, others, draft)
        elif schema in PARTIES:
            take_owners(where, record, others, draft)


def _take_party(where: Place, record: Fields, draft: Draft) -> None:
    caption = record.get("caption")
    names = [caption] if isinstance(caption, str) and caption.strip() else []
    for name in ("name", "alias", "weakAlias", "previousName", "abbreviation"):
        names += values(record, name)
    names = list(dict.fromkeys(names))
    if not names:
        draft.remark(where, Outcome.SKIPPED, f"{record['id']} has no name")
        return
    identifiers: dict[str, list[str]] = {}
    for name, scheme in IDENTIFIERS.items():
        found = [told_lei(each, where, draft) if scheme == "lei" else each for each in values(record, name)]
        if found:
            identifiers[scheme] = [*identifiers.get(scheme, ()), *found]
    draft.entity(
        where,
        id_of(record["id"]),
        kind="organization",
        name=names[0],
        roles=PARTIES[record["schema"]],
        aliases=names[1:],
        country=_country(where, record, draft),
        identifiers={scheme: " ".join(dict.fromkeys(values)) for scheme, values in identifiers.items()},
        tags=values(record, "topics"),
    )


def _country(where: Place, record: Fields, draft: Draft) -> str | None:
    """Return the first country that is known; a part of one, such as `us-de`, is that country."""
    stated = [code for name in ("jurisdiction", "country", "nationality") for code in values(record, name)]
    found = next(filter(None, map(_code, stated)), None)
    if stated and not found:
        what = f"the country {shown(', '.join(stated))} is none that is known, and is left out"
        draft.remark(where, Outcome.PARTLY_LOST, f"{record['id']}: {what}")
    return found


def _code(written: str) -> str | None:
    whole = written.partition("-")[0]
    if _TWO_LETTERS.fullmatch(whole):
        return whole.upper()  # of ISO 3166, or one of the format's own, such as `xk`
    return country_code(whole)
