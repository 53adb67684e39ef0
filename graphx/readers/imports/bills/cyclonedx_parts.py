"""A component or a service of CycloneDX as a part of a bill: what it is, what identifies it, who made and supplied it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphx.model.records import ENTITY_FIELDS
from graphx.readers.imports.bills.bills import Bill, Part, Presence
from graphx.readers.imports.bills.makers import (
    AUTHOR,
    NOBODY,
    Maker,
    Party,
    domain_of,
    named,
    of_publisher,
)
from graphx.readers.imports.draft import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.readers.imports.drafted import Fields
    from graphx.readers.imports.values import Values

TYPES: Final = {
    "application": "software",
    "framework": "software",
    "library": "software",
    "container": "software",
    "platform": "software",
    "operating-system": "software",
    "device-driver": "software",
    "file": "software",
    "machine-learning-model": "software",
    "device": "device",
    "firmware": "firmware",
    "data": "other",
    "cryptographic-asset": "other",
}
"""What a type of component is in the model."""
IDENTIFIERS: Final = {
    "cdx:device:serialNumber": "serial",
    "cdx:device:macAddress": "mac",
    "cdx:device:sku": "sku",
    "cdx:device:gs1:gtin-8": "gtin",
    "cdx:device:gs1:gtin-12": "gtin",
    "cdx:device:gs1:gtin-13": "gtin",
    "cdx:device:gs1:gtin-14": "gtin",
}
"""Properties of CycloneDX's own taxonomy that identify a thing."""
STATED: Final = (("manufacturer", "MADE_BY"), ("supplier", "SUPPLIED_BY"), ("provider", "SUPPLIED_BY"))
"""Organizations that a part names, and what they are to it."""
_READ: Final = frozenset(
    [
        *("type", "bom-ref", "name", "group", "version", "versionRange", "description", "scope", "isExternal"),
        *("purl", "cpe", "swid", "tags", "properties", "evidence", "endpoints", "components", "services"),
        *("supplier", "manufacturer", "provider", "publisher", "author", "authors"),
    ]
)
"""Fields that become something; any other is counted."""
_COUNTRY: Final = re.compile("[A-Z]{2}")
_PLAIN: Final = ("group", "version", "versionRange", "description")
"""Fields that become properties as they are."""
_OWN: Final = ENTITY_FIELDS | {*_PLAIN, "endpoints"}
"""Names that a property of a component cannot have here: those of fields."""


def part_of(values: Values, pointer: str, bill: Bill) -> Part | None:
    """Take one component or service into its bill; nothing if it has no name, and that is said."""
    record = values.record
    name = values.text("name") or _named_by_identifier(values, pointer)
    if not name:
        return None
    stated: dict[str, str] = {key: text for key in _PLAIN if key in record and (text := values.text(key))}
    identifiers, properties = _properties(values)
    for key in ("purl", "cpe"):
        if key in record and (text := values.text(key)):
            identifiers[key] = text
    if "swid" in record and (tag := values.inner("swid").text("tagId")):
        identifiers["swid"] = tag
    if "evidence" in record:
        _evidence(values.inner("evidence"), identifiers)
    if "endpoints" in record:
        stated["endpoints"] = " ".join(values.texts("endpoints"))
    own, locator = record.get("bom-ref"), values.text("bom-ref") or pointer
    group, version = stated.get("group"), stated.get("version")
    part = Part(
        bill,
        own if isinstance(own, str) and own else locator,
        values.where,
        locator,
        "".join((f"{group}/" if group else "", name, f"@{version}" if version else "")),
        tuple(_makers(values)),
        _presence(values),
    )
    fields: Fields = {
        "name": name,
        "type": _type(values, pointer),
        "identifiers": identifiers,
        "tags": values.texts("tags") if "tags" in record else None,
        "properties": stated | properties,
    }
    bill.add(part, fields, values.draft)
    values.ignore(_READ)
    return part


def _named_by_identifier(values: Values, pointer: str) -> str:
    name = values.text("purl") or values.text("cpe")
    if name:
        values.draft.remark(values.where, Outcome.REPAIRED, f"{pointer} has no name, and is called {name}")
    else:
        values.draft.remark(values.where, Outcome.SKIPPED, f"{pointer} has no name; what is nested in it is taken")
    return name


def _type(values: Values, pointer: str) -> str:
    if "/services/" in pointer:
        return "service"
    written = values.text("type")
    if written not in TYPES:
        what = f"is of the type {written}, which CycloneDX does not know" if written else "has no type"
        values.draft.remark(values.where, Outcome.KEPT, f"{pointer} {what}; it is taken as other")
    return TYPES.get(written, "other")


def _presence(values: Values) -> Presence:
    scope = values.text("scope") if "scope" in values.record else ""
    if scope == "excluded":
        return Presence.EXCLUDED
    is_there = scope != "optional" and not ("isExternal" in values.record and _may_be_external(values))
    return Presence.REQUIRED if is_there else Presence.OPTIONAL


def _may_be_external(values: Values) -> bool:
    """Say whether a part that tells so may be outside of what is delivered; of a type that tells nothing, that is said."""
    external = values.record["isExternal"]
    return external if isinstance(external, bool) else values.text("isExternal") not in {"false", "0"}


def _properties(values: Values) -> tuple[dict[str, str], dict[str, str]]:
    """Return the identifiers and the other properties; of one name several values are joined."""
    identifiers: dict[str, str] = {}
    properties: dict[str, str] = {}
    for each in values.inners("properties") if "properties" in values.record else ():
        name, value = each.text("name"), each.text("value")
        if not name or not value:
            values.draft.ignored["properties without name or value"] += 1
        elif name in IDENTIFIERS:
            known = identifiers.get(IDENTIFIERS[name])
            identifiers[IDENTIFIERS[name]] = f"{known} {value}" if known else value
        else:
            name = f"cyclonedx:{name}" if name in _OWN else name
            properties[name] = f"{properties[name]}; {value}" if name in properties else value
    return identifiers, properties


def _evidence(evidence: Values, identifiers: dict[str, str]) -> None:
    """Take the purl and the cpe that an analysis concluded, where none is stated."""
    is_one = isinstance(evidence.record.get("identity"), dict)  # as until 1.5
    for each in [evidence.inner("identity")] if is_one else evidence.inners("identity"):
        kind, value = each.text("field"), each.text("concludedValue")
        if kind in {"purl", "cpe"} and value:
            identifiers.setdefault(kind, value)
        else:
            evidence.draft.ignored["evidence"] += 1
    evidence.draft.ignored["evidence"] += len(evidence.record.keys() - {"identity"})


def _makers(values: Values) -> list[Maker]:
    """Return who is stated to have made and supplied a part, and who is inferred from whoever wrote it."""
    makers = [Maker(verb, party) for key, verb in STATED if key in values.record and (party := party_of(values, key))]
    if "MADE_BY" not in {maker.verb for maker in makers}:
        makers += _writers(values)
    return makers


def _writers(values: Values) -> Iterator[Maker]:
    """Yield the publisher, else the authors."""
    if "publisher" in values.record and (publisher := of_publisher(values.text("publisher"))):
        yield publisher
        return
    if not {"author", "authors"} & values.record.keys():
        return
    authors = [(each.text("name"), ("person",)) for each in values.inners("authors")]
    for name, roles in [*authors, (values.text("author"), ())]:
        if name.casefold() not in NOBODY:
            yield Maker("MADE_BY", named(name, "", *roles), "inferred", AUTHOR, f"author: {name}")


def party_of(values: Values, key: str) -> Party | None:
    """Return an organization that a record names under a key; one without a name is called by its address."""
    if key not in values.record:
        return None
    inner = values.inner(key)
    name = inner.text("name")
    domain = next(filter(None, map(domain_of, inner.texts("url"))), "")
    if name.casefold() in NOBODY:
        if not domain:
            values.draft.ignored[f"{key} without a name"] += 1
            return None
        name = domain
    country = inner.inner("address").text("country") if "address" in inner.record else ""
    return named(name, domain, country=country if _COUNTRY.fullmatch(country) else None)
