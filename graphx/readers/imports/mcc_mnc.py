"""Mobile networks by their codes, as JSON: who operates a code, under which brand, in which bands.

Source: the codes are those of ITU-T E.212; the list is https://github.com/pbakondy/mcc-mnc-list, taken from Wikipedia.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphx.errors import Place
from graphx.readers.imports.draft import Draft, Fields, Outcome, made_id
from graphx.readers.imports.fitting import claim_at, state_entity, state_organization, state_relation
from graphx.readers.imports.json_records import json_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

SOURCE: Final = "mcc-mnc-list"
STATUSES: Final = {
    "Operational": "in_service",
    "Temporary operational": "in_service",
    "Not operational": "ended",
    "Returned spare": "ended",
    "Testing": "trial",
    "Test Network": "trial",
    "Reserved": "planned",
    "Allocated": "planned",
    "Planned": "planned",
    "Upcoming": "planned",
    "Implement / Design": "planned",
}
"""What the list calls a status, and what it is here. Any other leaves open whether the network is in service."""
UNCLEAR: Final = "unverified"
"""The certainty of an operator whose network may be in service or not."""
GENERATIONS: Final = {"GSM": "2g", "UMTS": "3g", "LTE": "4g", "TD-LTE": "4g", "5G": "5g", "TD-5G": "5g"}
"""The first word of a band, and its generation; the others are of no generation of this model."""
_CODE: Final = re.compile(r"\d{2,3}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_JURISDICTION: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def mcc_mnc(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the records: one network per code, and whoever operates it; a code may have several operators."""
    draft.source(
        Place(files[0].name),
        SOURCE,
        title="Mobile country and network codes",
        url="https://github.com/pbakondy/mcc-mnc-list",
        reliability="C",
    )
    for file in files:
        for key, where, record in json_records(file):
            if key or not isinstance(record, dict):
                draft.remark(where, Outcome.SKIPPED, "this is no record of a network")
                continue
            _take(where, {name: value.strip() for name, value in record.items() if isinstance(value, str)}, draft)


def _take(where: Place, record: Fields, draft: Draft) -> None:
    mcc, mnc = record.get("mcc", ""), record.get("mnc", "")
    operator, brand = (
        record.get("operator") or record.get("brand", ""),
        record.get("brand") or record.get("operator", ""),
    )
    if not mcc or not mnc:
        draft.remark(where, Outcome.SKIPPED, "the record has no mcc or no mnc")
        return
    is_code = bool(_CODE.fullmatch(mcc) and _CODE.fullmatch(mnc))
    network = f"mcc-mnc-{mcc}-{mnc}" if is_code else made_id(f"mcc-mnc-{mcc}", mnc, operator)
    if not is_code:
        draft.remark(where, Outcome.KEPT, f"{mcc}-{mnc} is no code of one network, and identifies none")
    elif draft.has_entity(network):
        draft.remark(
            where,
            Outcome.KEPT,
            f"the code {mcc}-{mnc} stands at {draft.stated(network)[0].line_only} already; it is one network",
        )
    codes = [each for each in record.get("countryCode", "").split("/") if each]
    country = codes[0] if len(codes) == 1 and _COUNTRY.fullmatch(codes[0]) else None
    known = draft.stated(network)[1].get("country")
    if not state_entity(
        draft,
        where,
        network,
        "network",
        name=f"{brand or 'Network'} ({mcc}-{mnc})",
        generation=_generation(record.get("bands", "")),
        country=country,
        identifiers={"mcc_mnc": f"{mcc}-{mnc}"} if is_code else None,
        tags=["mvno"] if "MVNO" in record.get("bands", "") else None,
        properties={name: record[name] for name in ("bands", "notes", "brand") if record.get(name)}
        | ({"listed_as": record["status"]} if record.get("status") else {}),
    ):
        return
    for code in codes if country is None or known not in {None, country} else ():
        _locate(where, network, code, record, draft)
    if not operator:
        draft.remark(where, Outcome.KEPT, f"{mcc}-{mnc} names no operator")
    elif party := state_organization(
        draft,
        where,
        f"mcc-mnc-{'-'.join(codes).lower() or 'international'}",
        operator,
        roles=["operator"],
        country=country,
    ):
        status = STATUSES.get(record.get("status", ""))
        claims = claim_at(where, SOURCE, "reported" if status else UNCLEAR)
        state_relation(draft, where, party, "OPERATES", network, status=status, claims=claims)


def _locate(where: Place, network: str, code: str, record: Fields, draft: Draft) -> None:
    """State one of several countries, or a part of one."""
    if not _JURISDICTION.fullmatch(code):
        draft.remark(where, Outcome.PARTLY_LOST, f"{code} is no code of a country")
        return
    place = f"jurisdiction-{code.lower()}"
    name = record.get("countryName", "") if "-" in code else code
    kind = "subdivision" if "-" in code else "country"
    state_entity(draft, where, place, "jurisdiction", name=name or code, type=kind, country=code)
    state_relation(draft, where, network, "LOCATED_IN", place, role="host", claims=claim_at(where, SOURCE, "reported"))


def _generation(bands: str) -> str | None:
    """Return the generation of a network that has just one."""
    found = {GENERATIONS.get(band.split()[0]) for band in bands.split("/") if band.strip()}
    return found.pop() if len(found) == 1 else None
