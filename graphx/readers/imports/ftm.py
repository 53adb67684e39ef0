"""FollowTheMoney: entities as JSON lines, nested or not, or as a simple table of targets.

Source: https://followthemoney.tech; the names of schemata and properties are those of its default model.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import Place
from graphx.readers.imports.draft import Draft, Fields, Outcome, made_id, slug
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
RELATIONS: Final = {"Ownership": "OWNED_BY", "Succession": "SUCCEEDED_BY"}
"""What a link is here; any other is LINKED_TO."""
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
    "uscCode": "uscc",
    "vatCode": "vat",
    "taxNumber": "tax",
}
_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def ftm(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take parties, then what relates them; a link to somebody who is not in the files is said."""
    records: list[tuple[Place, Fields]] = []
    for file in files:
        if file.text.lstrip().startswith(("{", "[")):
            records += _flat(_json_lines(file, draft))
        else:
            records += _simple(file, draft)
    for where, record in records:
        if record["schema"] in PARTIES:
            _take_party(where, record, draft)
    for where, record in records:
        schema = record["schema"]
        if schema == "Sanction":
            _take_sanction(where, record, draft)
        elif schema in LINKS:
            _take_link(where, record, draft)
        elif schema not in PARTIES:
            draft.ignored[schema] += 1


def _json_lines(file: SourceFile, draft: Draft) -> Iterator[tuple[Place, Fields]]:
    for number, line in enumerate(file.text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            draft.remark(Place(file.name, number, error.colno), Outcome.SKIPPED, f"this line is not JSON: {error.msg}")
            continue
        if isinstance(record, dict) and {"id", "schema"} <= record.keys():
            yield Place(file.name, number), record
        else:
            draft.remark(Place(file.name, number), Outcome.SKIPPED, "this line is no entity: it has no id or no schema")


def _flat(records: Iterator[tuple[Place, Fields]]) -> Iterator[tuple[Place, Fields]]:
    """Yield records and, after each, those nested in it, each only by its id where it stood."""
    for where, record in records:
        inside: list[Fields] = []
        properties: Fields = {}
        for key, values in (record.get("properties") or {}).items():
            values = values if isinstance(values, list) else [values]  # noqa: PLW2901  # why: one value may stand bare
            properties[key] = [each["id"] if isinstance(each, dict) else each for each in values]
            inside += [each for each in values if isinstance(each, dict)]
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
    name, *others = dict.fromkeys(
        [record.get("caption"), *_values(record, "name"), *_values(record, "alias"), *_values(record, "weakAlias")]
    )
    names = [each for each in (name, *others) if each]
    if not names:
        draft.remark(where, Outcome.SKIPPED, f"{record['id']} has no name")
        return
    countries = [*_values(record, "jurisdiction"), *_values(record, "country"), *_values(record, "nationality")]
    country = next((each.upper() for each in countries if re.fullmatch(r"[a-z]{2}", each)), None)
    draft.entity(
        where,
        _id(record["id"]),
        kind="organization",
        name=names[0],
        roles=PARTIES[record["schema"]],
        aliases=names[1:],
        country=country,
        identifiers={IDENTIFIERS[key]: " ".join(_values(record, key)) for key in IDENTIFIERS if _values(record, key)},
        tags=_values(record, "topics"),
    )


def _take_sanction(where: Place, record: Fields, draft: Draft) -> None:
    authority = next(iter(_values(record, "authority")), None)
    program = next(iter(_values(record, "programId")), None) or next(iter(_values(record, "program")), None)
    name = program or authority or "sanction without authority or program"
    restriction = made_id("ftm", name)
    since, until = _dates(where, record, draft, "startDate", "listingDate")
    status = "ended" if until is None and "expired" in map(str.casefold, _values(record, "status")) else "enacted"
    draft.entity(where, restriction, kind="restriction", type="list", name=name, authority=authority)
    for party in _ends(where, record, "entity", draft):
        draft.relation(
            where,
            party,
            "LISTED_ON",
            restriction,
            key=_id(record["id"]),
            since=since,
            until=until,
            status=status,
            role="named",
            claims=_claims(where, record, draft),
        )


def _take_link(where: Place, record: Fields, draft: Draft) -> None:
    schema = record["schema"]
    near, far = LINKS[schema]
    since, until = _dates(where, record, draft, "startDate")
    fields: Fields = {
        "key": _id(record["id"]),
        "since": since,
        "until": until,
        "role": next(iter(_values(record, "role")), None),
    }
    if schema == "Ownership":
        fields |= {"share": _share(where, record, draft)}
        if fields["role"] and "subsidiary" in fields["role"].casefold():
            fields |= {"interest": "subsidiary"}
    elif schema == "Succession":
        fields |= {"role": None}
    for start in _ends(where, record, near, draft):
        for end in _ends(where, record, far, draft):
            verb = RELATIONS.get(schema, "LINKED_TO")
            draft.relation(where, start, verb, end, **fields, claims=_claims(where, record, draft))


def _ends(where: Place, record: Fields, name: str, draft: Draft) -> list[str]:
    """Return the parties that a property names; who is not in the files is said, and the relation left out."""
    found = []
    for value in _values(record, name) or [""]:
        if value and draft.has_entity(_id(value)):
            found.append(_id(value))
        else:
            what = f"{record['schema']} {record['id']}: its {name} {value or 'is missing'}{' is not in the files' if value else ''}"
            draft.remark(where, Outcome.SKIPPED, what)
    return found


def _claims(where: Place, record: Fields, draft: Draft) -> list[Fields]:
    claims = []
    for dataset in record.get("datasets") or ["ftm"]:
        source = f"ftm-{slug(dataset)}" if dataset != "ftm" else "ftm"
        draft.source(where, source, title=f"Dataset {dataset}", publisher=dataset)
        locator = next(iter(_values(record, "sourceUrl")), None)
        claims.append({"source": source, "certainty": "stated", **({"locator": locator} if locator else {})})
    return claims


def _dates(where: Place, record: Fields, draft: Draft, *begins: str) -> tuple[str | None, str | None]:
    """Return the earliest beginning and the latest end; of several kinds of beginning the first that is stated."""
    stated = {name: [each[:10] for each in _values(record, name)] for name in (*begins, "endDate")}
    for name, values in stated.items():
        for value in values:
            if not _DATE.fullmatch(value):
                draft.remark(where, Outcome.PARTLY_LOST, f"{name} {value} is no date, and is left out")
        stated[name] = sorted(value for value in values if _DATE.fullmatch(value))
    since = next((stated[name][0] for name in begins if stated[name]), None)
    until = stated["endDate"][-1] if stated["endDate"] else None
    if since and until and until <= since:
        draft.remark(where, Outcome.REPAIRED, f"it ends on {until}, before it begins on {since}; the end is left out")
        until = None
    return since, until


def _share(where: Place, record: Fields, draft: Draft) -> str | None:
    for written in _values(record, "percentage"):
        try:
            share = Decimal(written.strip().rstrip("%").replace(",", ".")) / 100
        except InvalidOperation:
            share = Decimal(-1)
        if 0 <= share <= 1:
            return f"{share:f}"
        draft.remark(where, Outcome.PARTLY_LOST, f"percentage {written} is no share, and is left out")
    return None


def _values(record: Fields, name: str) -> list[Any]:
    values = (record.get("properties") or {}).get(name) or []
    return [each for each in values if isinstance(each, str) and each.strip()]


def _id(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._/@+-]", "-", name)[:200]
