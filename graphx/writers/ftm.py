"""FollowTheMoney: parties, stakes, successions, listings and links between parties, as JSON lines.

Source: https://followthemoney.tech/explorer/; the names of schemata and properties are those of its default model.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from graphx.model.vocabulary import Kind, Polarity, Role, Type
from graphx.writers.document import json_line
from graphx.writers.facts import count_of_party, facts
from graphx.writers.labels import relation_id
from graphx.writers.looks import drawn

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from graphx.model.dataset import Dataset
    from graphx.model.records import AnyEntity, Identity, Relation
    from graphx.model.subgraph import Subgraph
    from graphx.writers.exporter import Lost, Wishes

SCHEMATA: Final = {
    Role.PERSON: "Person",
    Role.VESSEL: "Vessel",
    Role.AGENCY: "PublicBody",
    Role.STATE: "PublicBody",
    Role.ASSOCIATION: "Organization",
}
"""What a party is by its role."""
PARTY: Final = "LegalEntity"
COMPANY_ROLES: Final = frozenset(
    {Role.OPERATOR, Role.VENDOR, Role.SUBCONTRACTOR, Role.INTEGRATOR, Role.DISTRIBUTOR, Role.BRAND, Role.FUND}
)
LINKS: Final[dict[Type, tuple[str, str, str]]] = {
    Type.OWNED_BY: ("Ownership", "asset", "owner"),
    Type.SUCCEEDED_BY: ("Succession", "predecessor", "successor"),
    Type.MEMBER_OF: ("Membership", "member", "organization"),
}
"""Schema, the property that names where a relation comes from, and the one where it goes to; others are UnknownLinks."""
IDENTIFIERS: Final = {
    "lei": "leiCode",
    "registration": "registrationNumber",
    "inn": "innCode",
    "ogrn": "ogrnCode",
    "duns": "dunsCode",
    "uei": "uniqueEntityId",
    "cage": "cageCode",
    "swift": "swiftBic",
    "imo": "imoNumber",
    "mmsi": "mmsi",
    "isin": "isinCode",
    "uscc": "uscCode",
    "vat": "vatCode",
    "tax": "taxNumber",
}
"""Which property holds an identifier."""
ANY_NUMBER: Final = "idNumber"
"""The one for those of other schemes, which it does not tell."""
ONLY_OF: Final = {
    "cageCode": frozenset({"Company", "Organization", "PublicBody"}),
    "imoNumber": frozenset({"Company", "Organization", "PublicBody", "Vessel"}),
    "mmsi": frozenset({"Vessel"}),
    "isinCode": frozenset({"Company"}),
}
"""Properties that not every party has."""
OF_VESSEL: Final = frozenset({"imoNumber", "mmsi", "registrationNumber"})
"""A vessel is no legal entity and has few; the others stand in its notes."""
OF_PARTY: Final = frozenset({"tags", "properties"})
"""The fields of a party that have a property, beside its names, its country and its identifiers."""
OF_LINK: Final = frozenset({"since", "until", "role"})
OF_STAKE: Final = OF_LINK | {"share", "share_min", "share_max", "interest", "directness"}
OF_SANCTION: Final = OF_LINK | {"status"}
"""The fields of a relation that have a property."""
Properties = dict[str, list[str]]


def to_ftm(subgraph: Subgraph, _wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield an entity of FollowTheMoney per line: only what joins organizations, and their listings, has a place there."""
    dataset = subgraph.dataset
    relations = facts(dataset, partial(_fields_of, dataset), lost)
    owned = {identity.source for identity in relations if identity.type is Type.OWNED_BY}
    listing = {identity.target for identity in relations if identity.type is Type.LISTED_ON}
    for name, entity in dataset.entities.items():
        if entity.kind is Kind.ORGANIZATION:
            schema = schema_of(entity, owned)
            count_of_party(entity, OF_PARTY, [role for role in SCHEMATA if SCHEMATA[role] == schema], lost)
            lost.add("tag that is no topic", "tags that are no topics", len(entity.tags or ()) - len(_topics(entity)))
            yield _line(name, schema, _party(entity, schema, lost), dataset)
        elif entity.kind is not Kind.RESTRICTION:
            lost.add(entity.kind.value)
        elif name not in listing:
            lost.add("restriction without a listing", "restrictions without a listing")
        elif entity.extends_to:
            lost.add("reach of a restriction by ownership", "reaches of restrictions by ownership")
    lost.add("mark of the question", "marks of the question", len(subgraph.entities) + len(subgraph.relations))
    for identity, relation in relations.items():
        if identity.type is Type.LISTED_ON:
            yield _line(relation_id(identity), "Sanction", _sanction(identity, relation, dataset), dataset)
        else:
            schema, properties = _link(identity, relation, dataset)
            yield _line(relation_id(identity), schema, properties, dataset)


def _fields_of(dataset: Dataset, identity: Identity) -> frozenset[str] | None:
    """Return which fields of a relation have a property; None where the relation itself has no place."""
    near, far = (dataset.entities[end].kind is Kind.ORGANIZATION for end in (identity.source, identity.target))
    if near and identity.type is Type.LISTED_ON:
        return OF_SANCTION
    if near and far:
        return OF_STAKE if identity.type is Type.OWNED_BY else OF_LINK
    return None


def schema_of(entity: AnyEntity, owned: Container[str]) -> str:
    """Return the schema of an organization: what is owned must be a Company or a Vessel there, as others are no assets."""
    roles = getattr(entity, "roles", None) or ()
    named = next((SCHEMATA[role] for role in roles if role in SCHEMATA), None)
    if entity.id in owned:
        return "Vessel" if named == "Vessel" else "Company"
    return named or ("Company" if COMPANY_ROLES & set(roles) else PARTY)


def _line(name: str, schema: str, properties: Properties, dataset: Dataset) -> str:
    names = [each for each in properties.get("name", ()) if each]
    caption = names[0] if names else schema
    filled = {key: values for key, values in sorted(properties.items()) if values}
    record: dict[str, Any] = {"id": name, "caption": caption, "schema": schema, "properties": filled}
    titles = [drawn(each.title) for each in dataset.documents if each.title]
    return json_line({**record, "datasets": list(dict.fromkeys(titles)) or ["graphx"]})


def _party(entity: AnyEntity, schema: str, lost: Lost) -> Properties:
    properties: Properties = {"name": [entity.name], "alias": list(entity.aliases or ())}
    if entity.country:
        properties["country"] = [entity.country.lower()]
    properties["topics"] = _topics(entity)
    properties["notes"] = [f"{key}: {value}" for key, value in (entity.properties or {}).items()]
    for scheme, value in (entity.identifiers or {}).items():
        name = IDENTIFIERS.get(scheme, ANY_NUMBER)
        if schema == "Vessel" and name not in OF_VESSEL:
            properties["notes"].append(f"{scheme}: {value}")
        else:
            is_there = name != ANY_NUMBER and schema in ONLY_OF.get(name, {schema})
            properties.setdefault(name if is_there else ANY_NUMBER, []).append(value)
            lost.add("scheme of an identifier", "schemes of identifiers", not is_there)
    return properties


def _topics(entity: AnyEntity) -> list[str]:
    return [tag for tag in entity.tags or () if tag.replace(".", "").isalpha()]


def _link(identity: Identity, relation: Relation, dataset: Dataset) -> tuple[str, Properties]:
    schema, near, far = LINKS.get(identity.type, ("UnknownLink", "subject", "object"))
    properties: Properties = {near: [identity.source], far: [identity.target], **_interval(relation, dataset)}
    role = [relation.role] if relation.role else []
    properties["role"] = role if identity.type in LINKS else [identity.type.value, *role]
    if identity.type is Type.OWNED_BY:
        properties["role"] += [str(relation.interest)] if relation.interest else []
        properties["percentage"] = [percentage(relation)] if percentage(relation) else []
        properties["ownershipType"] = [str(relation.directness)] if relation.directness else []
    return schema, properties


def percentage(relation: Relation) -> str:
    """Return a stake as FollowTheMoney writes it: `25`, or `25-50` where only bounds are known; empty if nothing is."""
    if relation.share is not None:
        return f"{(relation.share * 100).normalize():f}"
    if relation.share_min is None and relation.share_max is None:
        return ""
    least = relation.share_min or 0
    most = relation.share_max if relation.share_max is not None else 1
    return f"{(least * 100):f}".rstrip("0").rstrip(".") + "-" + f"{(most * 100):f}".rstrip("0").rstrip(".")


def _sanction(identity: Identity, relation: Relation, dataset: Dataset) -> Properties:
    restriction = dataset.entities[identity.target]
    authority = getattr(restriction, "authority", None)
    return {
        "entity": [identity.source],
        "program": [restriction.name],
        "programId": [identity.target],
        "authority": [authority] if authority else [],
        "status": [str(relation.status)] if relation.status else [],
        "reason": [relation.role] if relation.role else [],
        **_interval(relation, dataset),
    }


def _interval(relation: Relation, dataset: Dataset) -> Properties:
    claims = [claim for claim in relation.claims or () if claim.polarity is Polarity.ASSERTS]
    sources = [dataset.sources[claim.source] for claim in claims if claim.source]
    return {
        "startDate": [relation.since] if relation.since else [],
        "endDate": [relation.until] if relation.until else [],
        "sourceUrl": _once(source.url for source in sources),
        "publisher": _once(source.publisher or source.title or source.id for source in sources),
        "description": _once(claim.quote for claim in claims),
    }


def _once(values: Iterator[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
