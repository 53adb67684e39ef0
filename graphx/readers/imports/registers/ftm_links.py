"""Links of FollowTheMoney: who owns, directs or is related to whom, since when, and by which dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.model.vocabulary import ENDED_STATUSES, Status
from graphx.readers.imports.draft import Draft, Fields, Outcome, id_of, made_id
from graphx.readers.imports.registers.ftm_records import values
from graphx.readers.imports.registers.values import date_in, interval_in, shown
from graphx.readers.imports.values import ordered_dates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphx.errors import Place

LINKS: Final = {
    "Ownership": ("asset", "owner"),
    "Directorship": ("organization", "director"),
    "Membership": ("member", "organization"),
    "Employment": ("employee", "employer"),
    "Representation": ("client", "agent"),
    "Family": ("person", "relative"),
    "Associate": ("person", "associate"),
    "Succession": ("predecessor", "successor"),
    "UnknownLink": ("subject", "object"),
}
"""Schemata that relate two parties: the property that the relation leaves, and the one that it goes to."""
RELATIONS: Final = {"Ownership": "OWNED_BY", "Succession": "SUCCEEDED_BY", "Membership": "MEMBER_OF"}
"""What a link is here; any other is LINKED_TO."""
OWNERS: Final[dict[str, Fields]] = {"parent": {"interest": "subsidiary"}, "owner": {}}
"""Properties of a party that name its owner, without a record of the stake."""
DETAILS: Final = {
    "percentage": "percentage",
    "sharesCount": "shares_count",
    "sharesType": "shares_type",
    "sharesValue": "shares_value",
    "sharesCurrency": "shares_currency",
    "ownershipType": "ownership_type",
    "legalBasis": "legal_basis",
    "relationship": "relationship",
    "status": "stated_status",
    "summary": "summary",
    "description": "description",
}
"""What a link states beside the model's fields, by its name here; a percentage only where the model cannot hold it."""
OVER: Final = frozenset(
    "ceased closed delisted expired former historic inactive revoked terminated".split()  # noqa: SIM905
)
"""Words for a status that is no more."""
IN_FORCE: Final = frozenset({"active", "current", "effective", "in force", "listed", "sanctioned", "valid"})


def take_owners(where: Place, record: Fields, others: dict[str, str], draft: Draft) -> None:
    """Take owners whom a party names itself."""
    for name, fields in OWNERS.items():
        if not values(record, name) or not draft.has_entity(id_of(record["id"])):
            continue
        for owner in ends(where, record, name, others, draft):
            claims = claims_of(where, record, draft)
            draft.relation(where, id_of(record["id"]), "OWNED_BY", owner, key=name, role=name, claims=claims, **fields)


def take_link(where: Place, record: Fields, others: dict[str, str], draft: Draft) -> None:
    """Take a link between parties that are stated already."""
    schema = record["schema"]
    near, far = LINKS[schema]
    since, until = dates_of(where, record, draft, "startDate")
    role = next(iter(values(record, "role")), None)
    details = details_of(record, DETAILS)
    fields: Fields = {
        "key": id_of(record["id"]),
        "since": since,
        "until": until,
        "status": status_of(where, record, until, draft),
        "role": role,
    }
    if schema == "Ownership":
        stake = _share(where, record, draft)
        fields |= stake
        if "share" in stake:
            details.pop("percentage")
        if role and "subsidiary" in role.casefold():
            fields |= {"interest": "subsidiary"}
    elif schema == "Succession":
        fields |= {"role": None}
        details |= {"stated_role": role} if role else {}
    elif role is None:
        fields |= {"role": schema}
    verb = RELATIONS.get(schema, "LINKED_TO")
    for start in ends(where, record, near, others, draft):
        for end in ends(where, record, far, others, draft):
            claims = claims_of(where, record, draft)
            draft.relation(where, start, verb, end, **fields, properties=details, claims=claims)


def details_of(record: Fields, named: Mapping[str, str]) -> Fields:
    """Return what some properties state, each as one text under its name here."""
    return {here: "; ".join(stated) for name, here in named.items() if (stated := values(record, name))}


def status_of(where: Place, record: Fields, until: str | None, draft: Draft) -> str | None:
    """Return how far something has come; None if it is in force, if nothing is said, or if an end says when it was over.

    What is not known or contradicts itself is in force, and told.
    """
    words = values(record, "status")
    meant = {_status(word) for word in words}
    for word in words:
        if _status(word) is None:
            what = f"the status {shown(word)} is no word that is known, and is read as in force"
            draft.remark(where, Outcome.KEPT, f"{record['id']}: {what}")
    if len(meant) > 1:
        if None not in meant:
            what = f"the status {shown('; '.join(words))} contradicts itself, and is read as in force"
            draft.remark(where, Outcome.KEPT, f"{record['id']}: {what}")
        return None
    status = next(iter(meant), None) or None
    return None if until and status in ENDED_STATUSES else status


def _status(word: str) -> str | None:
    """Return what a word for a status means, the empty text for what is in force; None if it is not known."""
    word = word.casefold()
    if word in OVER:
        return Status.ENDED
    return "" if word in IN_FORCE else next((each for each in Status if each == word), None)


def ends(where: Place, record: Fields, name: str, others: dict[str, str], draft: Draft) -> list[str]:
    """Return the parties that a property names; who is not in the files is said, and the relation left out.

    What is in the files and is no party, such as an aeroplane, is counted.
    """
    found = []
    for value in values(record, name) or [""]:
        if value and draft.has_entity(id_of(value)):
            found.append(id_of(value))
        elif value and (other := others.get(id_of(value))):
            draft.ignored[f"{record['schema']} of {other}"] += 1
        else:
            what = f"{record['schema']} {record['id']}: its {name} {value or 'is missing'}{' is not in the files' if value else ''}"
            draft.remark(where, Outcome.SKIPPED, what)
    return found


def claims_of(where: Place, record: Fields, draft: Draft) -> list[Fields]:
    """Return what each dataset of a record says, as a claim."""
    claims = []
    datasets = record.get("datasets")
    named = [each for each in datasets if isinstance(each, str)] if isinstance(datasets, list) else []
    observed = next((day for each in values(record, "date") if (day := date_in(each))), None)
    for dataset in named or ["ftm"]:
        source = made_id("ftm", dataset) if dataset != "ftm" else "ftm"
        draft.source(where, source, title=f"Dataset {dataset}", publisher=dataset)
        locator = next(iter(values(record, "sourceUrl")), None) or record["id"]
        claims.append({"source": source, "certainty": "stated", "observed": observed, "locator": locator})
    return claims


def dates_of(where: Place, record: Fields, draft: Draft, *begins: str) -> tuple[str | None, str | None]:
    """Return the earliest beginning and the latest end; of several kinds of beginning the first that is stated."""
    stated: dict[str, list[str]] = {}
    for name in (*begins, "endDate"):
        for value in values(record, name):
            if (found := date_in(value)) is None:
                draft.remark(where, Outcome.PARTLY_LOST, f"{name} {shown(value)} is no date, and is left out")
            else:
                stated.setdefault(name, []).append(found)
    since = next((min(stated[name]) for name in begins if name in stated), None)
    return ordered_dates(since, max(stated.get("endDate", [""])) or None, where, draft)


def _share(where: Place, record: Fields, draft: Draft) -> Fields:
    """Return the exact share, or the bounds that all stated percentages lie between."""
    bounds = []
    for written in values(record, "percentage"):
        if (found := interval_in(written)) is None:
            draft.remark(where, Outcome.PARTLY_LOST, f"percentage {shown(written)} is no share, and is left out")
        else:
            bounds.append(found)
    if not bounds:
        return {}
    least, most = min(low for low, _ in bounds), max(high for _, high in bounds)
    return {"share": f"{least:f}"} if least == most else {"share_min": f"{least:f}", "share_max": f"{most:f}"}
