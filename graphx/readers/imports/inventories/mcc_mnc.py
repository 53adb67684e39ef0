"""Mobile networks by their codes, as JSON: who operates a code, under which brand, in which bands.

Source: the codes are those of ITU-T E.212; the list is https://github.com/pbakondy/mcc-mnc-list, taken from Wikipedia.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from graphx.errors import Place
from graphx.readers.imports.draft import Draft, Fields, Outcome, made_id, slug
from graphx.readers.imports.fitting import claim_at, state_entity, state_organization, state_relation
from graphx.readers.imports.json_records import json_records
from graphx.readers.imports.statuses import UNCLEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

SOURCE: Final = "mcc-mnc-list"
STATUSES: Final = {
    "operational": "in_service",
    "temporary operational": "in_service",
    "not operational": "ended",
    "returned spare": "ended",
    "testing": "trial",
    "test network": "trial",
    "reserved": "planned",
    "allocated": "planned",
    "planned": "planned",
    "upcoming": "planned",
    "implement / design": "planned",
}
"""What the list calls a status, and what it is here. Any other leaves open whether the network is in service."""
GENERATIONS: Final = {"GSM": "2g", "UMTS": "3g", "LTE": "4g", "TD-LTE": "4g", "5G": "5g", "TD-5G": "5g"}
"""The first word of a band, and its generation; the others are of no generation of this model."""
PROPERTIES: Final = {"bands": "bands", "notes": "notes", "status": "listed_as"}
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
    records: list[tuple[Place, Fields]] = []
    countries: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for file in files:
        for key, where, found in json_records(file):
            if key or not isinstance(found, dict):
                draft.remark(where, Outcome.SKIPPED, "this is no record of a network")
                continue
            draft.sees(where)
            record = {name: value.strip() for name, value in found.items() if isinstance(value, str)}
            records.append((where, record))
            countries[_code(record)] += [each for each in record.get("countryCode", "").split("/") if each]
    for where, record in records:
        _take(where, record, list(dict.fromkeys(countries[_code(record)])), draft)


def _code(record: Fields) -> tuple[str, str]:
    return record.get("mcc", ""), record.get("mnc", "")


def _take(where: Place, record: Fields, codes: list[str], draft: Draft) -> None:
    """Take a record; `codes` are the countries of its code in the whole list: of several none is *the* country."""
    mcc, mnc = _code(record)
    if not mcc or not mnc:
        draft.remark(where, Outcome.SKIPPED, "the record has no mcc or no mnc")
        return
    operator = record.get("operator") or record.get("brand", "")
    is_code = bool(_CODE.fullmatch(mcc) and _CODE.fullmatch(mnc))
    network = f"mcc-mnc-{mcc}-{mnc}" if is_code else made_id(f"mcc-mnc-{mcc}", mnc, operator)
    if not is_code:
        draft.remark(where, Outcome.KEPT, f"{mcc}-{mnc} is no code of one network, and identifies none")
    elif draft.has_entity(network):
        first = draft.stated(network)[0].line_only
        draft.remark(where, Outcome.KEPT, f"the code {mcc}-{mnc} stands at {first} already; it is one network")
    country = codes[0] if len(codes) == 1 and _COUNTRY.fullmatch(codes[0]) else None
    bands = record.get("bands", "")
    if not state_entity(
        draft,
        where,
        network,
        "network",
        name=f"{record.get('brand') or operator or 'Network'} ({mcc}-{mnc})",
        generation=None if draft.has_entity(network) else _generation(bands),
        country=country,
        identifiers={"mcc_mnc": f"{mcc}-{mnc}"} if is_code else None,
        tags=["mvno"] if "MVNO" in bands else None,
        properties={PROPERTIES[name]: record[name] for name in PROPERTIES if record.get(name)},
    ):
        return
    own = [each for each in record.get("countryCode", "").split("/") if each]
    for code in own if country is None else ():
        _locate(where, network, code, record, draft)
    _operate(where, network, operator, record, own, draft)


def _operate(where: Place, network: str, operator: str, record: Fields, own: list[str], draft: Draft) -> None:
    if not operator:
        draft.remark(where, Outcome.KEPT, f"{'-'.join(_code(record))} names no operator")
        return
    prefix = f"mcc-mnc-{slug(' '.join(own)) or 'international'}"
    country = own[0] if len(own) == 1 and _COUNTRY.fullmatch(own[0]) else None
    if party := state_organization(draft, where, prefix, operator, source=SOURCE, roles=["operator"], country=country):
        status = STATUSES.get(record.get("status", "").casefold())
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
