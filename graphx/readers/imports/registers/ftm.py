"""FollowTheMoney: entities as JSON lines or an array, nested or not, or as a simple table of targets.

Source: https://followthemoney.tech; the names of schemata and properties are those of its default model. The files are read twice, parties
first, since a link may stand before those whom it relates; neither time are they held as a whole.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.draft import Draft, Fields, Outcome, id_of, made_id
from graphx.readers.imports.json_records import MAX_RECORD, is_text, json_records
from graphx.readers.imports.registers.values import date_in, interval_in, ordered_dates, shown, told_lei
from graphx.readers.imports.rows import parties_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
OVER: Final = frozenset({"inactive", "ceased", "closed", "ended", "former", "historic", "terminated"})
"""Words for a status that is no more."""


def ftm(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take parties, then what relates them; a link to somebody who is not in the files is said."""
    others: dict[str, str] = {}
    for where, record in _records(files, draft):
        schema = record["schema"]
        if schema in PARTIES:
            _take_party(where, record, draft)
        elif schema != "Sanction" and schema not in LINKS:
            draft.ignored[schema] += 1
            others[id_of(record["id"])] = schema
    for where, record in _records(files, Draft(draft.title)):  # what is wrong with a line was told the first time
        schema = record["schema"]
        if schema == "Sanction":
            _take_sanction(where, record, draft)
        elif schema in LINKS:
            _take_link(where, record, others, draft)
        elif schema in PARTIES:
            _take_owners(where, record, others, draft)


def _records(files: Sequence[SourceFile], draft: Draft) -> Iterator[tuple[Place, Fields]]:
    for file in files:
        with file.opened() as stream:
            head = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
        if head.startswith(b"["):
            yield from _flat(_entities(((where, value) for _, where, value in json_records(file)), draft))
        elif head.startswith(b"{"):
            yield from _flat(_entities(_lines(file, draft), draft))
        else:
            yield from _simple(file, draft)


def _lines(file: SourceFile, draft: Draft) -> Iterator[tuple[Place, Any]]:
    """Yield the values of lines; one that is no JSON is skipped, and the next one tried.

    Raises:
        InvalidInputError: a line has no end, or is not UTF-8.
    """
    with file.opened() as stream:
        number = 0
        while line := stream.readline(MAX_RECORD):
            number += 1
            if len(line) == MAX_RECORD:
                what = f"a line is longer than {MAX_RECORD >> 20} MiB"
                raise InvalidInputError([Problem(Place(file.name, number), what, "is it the format that you named?")])
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                if not text.strip():
                    continue
                value = json.loads(text)
                if "\\u" in text and not is_text(value):
                    what = "an escape in this line is half a character"
                    draft.remark(Place(file.name, number), Outcome.SKIPPED, what)
                else:
                    yield Place(file.name, number), value
            except UnicodeDecodeError as error:
                what = f"byte 0x{line[error.start]:02X} is not UTF-8"
                where = Place(file.name, number, error.start + 1)
                raise InvalidInputError([Problem(where, what, "save the file as UTF-8")]) from None
            except json.JSONDecodeError as error:
                where = Place(file.name, number, error.colno)
                draft.remark(where, Outcome.SKIPPED, f"this line is not JSON: {error.msg}")
            except (RecursionError, ValueError) as error:
                what = "it nests too deeply" if isinstance(error, RecursionError) else str(error)
                draft.remark(Place(file.name, number), Outcome.SKIPPED, f"this line cannot be read: {what}")


def _entities(values: Iterator[tuple[Place, Any]], draft: Draft) -> Iterator[tuple[Place, Fields]]:
    for where, value in values:
        if _is_entity(value):
            yield where, value
        else:
            draft.remark(where, Outcome.SKIPPED, "this is no entity: it has no id or no schema")


def _is_entity(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(name), str) and value[name].strip() for name in ("id", "schema")
    )


def _flat(records: Iterator[tuple[Place, Fields]]) -> Iterator[tuple[Place, Fields]]:
    """Yield records and, after each, those nested in it, each only by its id where it stood."""
    for where, record in records:
        inside: list[Fields] = []
        properties: Fields = {}
        stated = record.get("properties")
        for key, values in stated.items() if isinstance(stated, dict) else ():
            values = values if isinstance(values, list) else [values]  # noqa: PLW2901  # why: one value may stand bare
            properties[key] = [each["id"] if _is_entity(each) else each for each in values]
            inside += [each for each in values if _is_entity(each)]
        yield where, {**record, "properties": properties}
        yield from _flat(iter([(where, each) for each in inside]))


def _simple(file: SourceFile, draft: Draft) -> Iterator[tuple[Place, Fields]]:
    for row in parties_of(file, ("id", "schema", "name"), draft):
        split = {key: [each for each in row[key].split(";") if each] for key in ("aliases", "countries", "sanctions")}
        properties = {"name": [row["name"]], "alias": split["aliases"], "country": split["countries"]}
        yield row.where, {"id": row["id"], "schema": row["schema"], "properties": properties}
        for number, sanction in enumerate(split["sanctions"]):
            listed = {"entity": [row["id"]], "authority": [row["dataset"]], "program": [sanction.strip()]}
            yield row.where, {"id": f"{row['id']}-sanction-{number}", "schema": "Sanction", "properties": listed}


def _take_party(where: Place, record: Fields, draft: Draft) -> None:
    caption = record.get("caption")
    names = [caption] if isinstance(caption, str) and caption.strip() else []
    for name in ("name", "alias", "weakAlias", "previousName", "abbreviation"):
        names += _values(record, name)
    names = list(dict.fromkeys(names))
    if not names:
        draft.remark(where, Outcome.SKIPPED, f"{record['id']} has no name")
        return
    countries = [*_values(record, "jurisdiction"), *_values(record, "country"), *_values(record, "nationality")]
    country = next((each.upper() for each in countries if re.fullmatch(r"[a-z]{2}", each)), None)
    identifiers: dict[str, list[str]] = {}
    for name, scheme in IDENTIFIERS.items():
        found = [told_lei(each, where, draft) if scheme == "lei" else each for each in _values(record, name)]
        if found:
            identifiers[scheme] = [*identifiers.get(scheme, ()), *found]
    draft.entity(
        where,
        id_of(record["id"]),
        kind="organization",
        name=names[0],
        roles=PARTIES[record["schema"]],
        aliases=names[1:],
        country=country,
        identifiers={scheme: " ".join(dict.fromkeys(values)) for scheme, values in identifiers.items()},
        tags=_values(record, "topics"),
    )


def _take_owners(where: Place, record: Fields, others: dict[str, str], draft: Draft) -> None:
    """Take owners whom a party names itself."""
    for name, fields in OWNERS.items():
        if not _values(record, name) or not draft.has_entity(id_of(record["id"])):
            continue
        for owner in _ends(where, record, name, others, draft):
            claims = _claims(where, record, draft)
            draft.relation(where, id_of(record["id"]), "OWNED_BY", owner, key=name, role=name, claims=claims, **fields)


def _take_sanction(where: Place, record: Fields, draft: Draft) -> None:
    authority = next(iter(_values(record, "authority")), None)
    program = next(iter(_values(record, "programId")), None) or next(iter(_values(record, "program")), None)
    name = program or authority or "sanction without authority or program"
    restriction = made_id("ftm", name)
    since, until = _dates(where, record, draft, "startDate", "listingDate")
    status = "ended" if until is None and "expired" in map(str.casefold, _values(record, "status")) else "enacted"
    draft.entity(where, restriction, kind="restriction", type="list", name=name, authority=authority)
    for party in _ends(where, record, "entity", {}, draft):
        draft.relation(
            where,
            party,
            "LISTED_ON",
            restriction,
            key=id_of(record["id"]),
            since=since,
            until=until,
            status=status,
            role="named",
            claims=_claims(where, record, draft),
        )


def _take_link(where: Place, record: Fields, others: dict[str, str], draft: Draft) -> None:
    schema = record["schema"]
    near, far = LINKS[schema]
    since, until = _dates(where, record, draft, "startDate")
    role = next(iter(_values(record, "role")), None)
    is_over = any(each.casefold() in OVER for each in _values(record, "status"))
    details = {here: "; ".join(_values(record, name)) for name, here in DETAILS.items() if _values(record, name)}
    fields: Fields = {
        "key": id_of(record["id"]),
        "since": since,
        "until": until,
        "status": "ended" if is_over and until is None else None,
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
    for start in _ends(where, record, near, others, draft):
        for end in _ends(where, record, far, others, draft):
            claims = _claims(where, record, draft)
            draft.relation(where, start, verb, end, **fields, properties=details, claims=claims)


def _ends(where: Place, record: Fields, name: str, others: dict[str, str], draft: Draft) -> list[str]:
    """Return the parties that a property names; who is not in the files is said, and the relation left out.

    What is in the files and is no party, such as an aeroplane, is counted.
    """
    found = []
    for value in _values(record, name) or [""]:
        if value and draft.has_entity(id_of(value)):
            found.append(id_of(value))
        elif value and (other := others.get(id_of(value))):
            draft.ignored[f"{record['schema']} of {other}"] += 1
        else:
            what = f"{record['schema']} {record['id']}: its {name} {value or 'is missing'}{' is not in the files' if value else ''}"
            draft.remark(where, Outcome.SKIPPED, what)
    return found


def _claims(where: Place, record: Fields, draft: Draft) -> list[Fields]:
    claims = []
    datasets = record.get("datasets")
    named = [each for each in datasets if isinstance(each, str)] if isinstance(datasets, list) else []
    observed = next((day for each in _values(record, "date") if (day := date_in(each))), None)
    for dataset in named or ["ftm"]:
        source = made_id("ftm", dataset) if dataset != "ftm" else "ftm"
        draft.source(where, source, title=f"Dataset {dataset}", publisher=dataset)
        locator = next(iter(_values(record, "sourceUrl")), None) or record["id"]
        claims.append({"source": source, "certainty": "stated", "observed": observed, "locator": locator})
    return claims


def _dates(where: Place, record: Fields, draft: Draft, *begins: str) -> tuple[str | None, str | None]:
    """Return the earliest beginning and the latest end; of several kinds of beginning the first that is stated."""
    stated: dict[str, list[str]] = {}
    for name in (*begins, "endDate"):
        for value in _values(record, name):
            if (found := date_in(value)) is None:
                draft.remark(where, Outcome.PARTLY_LOST, f"{name} {shown(value)} is no date, and is left out")
            else:
                stated.setdefault(name, []).append(found)
    since = next((min(stated[name]) for name in begins if name in stated), None)
    return ordered_dates(since, max(stated.get("endDate", [""])) or None, where, draft)


def _share(where: Place, record: Fields, draft: Draft) -> Fields:
    """Return the exact share, or the bounds that all stated percentages lie between."""
    bounds = []
    for written in _values(record, "percentage"):
        if (found := interval_in(written)) is None:
            draft.remark(where, Outcome.PARTLY_LOST, f"percentage {shown(written)} is no share, and is left out")
        else:
            bounds.append(found)
    if not bounds:
        return {}
    least, most = min(low for low, _ in bounds), max(high for _, high in bounds)
    return {"share": f"{least:f}"} if least == most else {"share_min": f"{least:f}", "share_max": f"{most:f}"}


def _values(record: Fields, name: str) -> list[str]:
    values = record["properties"].get(name) or []
    found = (str(each) for each in values if isinstance(each, str | int | float) and not isinstance(each, bool))
    return [clean for each in found if (clean := " ".join(each.split()))]
