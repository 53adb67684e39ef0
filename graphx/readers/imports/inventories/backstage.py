"""Backstage, a catalogue of software: components, APIs, resources and systems, and the groups that own them.

As YAML (`catalog-info.yaml`, several documents in one file) or as the JSON that its API gives. Whatever needs something else to work
HAS_PART it; `role` keeps the word of the catalogue. A group DEPLOYS what it owns, and its status is the lifecycle of that.
Source: https://backstage.io/docs/features/software-catalog/descriptor-format.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import Place
from graphx.readers.imports.draft import Draft, Fields, Outcome, id_of
from graphx.readers.imports.fitting import claim_at, state_entity, state_relation
from graphx.readers.imports.json_records import json_records
from graphx.readers.imports.statuses import standing_of
from graphx.readers.located import bare
from graphx.readers.yaml import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphx.readers.imports.files import SourceFile

SOURCE: Final = "backstage"
PARTS: Final = {"component": "software", "api": "service", "resource": "other", "system": "service", "domain": "other"}
"""Kinds that are components here, and their type."""
PARTIES: Final = {"group": None, "user": ["person"]}
"""Kinds that are organizations here, and their roles."""
STATUSES: Final = {"production": "in_service", "experimental": "trial", "deprecated": "removing"}
"""The lifecycles that Backstage knows, and the status of each; a catalogue may have words of its own."""
FORWARD: Final = {
    "dependsOn": ("HAS_PART", "component", "dependsOn"),
    "consumesApis": ("HAS_PART", "api", "consumesApi"),
    "consumesApi": ("HAS_PART", "api", "consumesApi"),
    "apiProvidedBy": ("HAS_PART", "component", "providesApi"),
    "hasPart": ("HAS_PART", "component", "partOf"),
    "ownerOf": ("DEPLOYS", "component", "owner"),
    "parent": ("MEMBER_OF", "group", "childOf"),
    "childOf": ("MEMBER_OF", "group", "childOf"),
    "memberOf": ("MEMBER_OF", "group", "memberOf"),
}
"""Words in `spec` and types of `relations` by which an entity names what it depends on: the relation, the kind of what is named unless
its reference says another, and the role. An API works only if whoever provides it does, so it HAS_PART that."""
BACKWARD: Final = {
    "dependencyOf": ("HAS_PART", "component", "dependsOn"),
    "dependencyOfs": ("HAS_PART", "component", "dependsOn"),
    "apiConsumedBy": ("HAS_PART", "component", "consumesApi"),
    "providesApis": ("HAS_PART", "api", "providesApi"),
    "providesApi": ("HAS_PART", "api", "providesApi"),
    "system": ("HAS_PART", "system", "partOf"),
    "domain": ("HAS_PART", "domain", "partOf"),
    "subdomainOf": ("HAS_PART", "domain", "partOf"),
    "subcomponentOf": ("HAS_PART", "component", "partOf"),
    "partOf": ("HAS_PART", "system", "partOf"),
    "owner": ("DEPLOYS", "group", "owner"),
    "ownedBy": ("DEPLOYS", "group", "owner"),
    "children": ("MEMBER_OF", "group", "childOf"),
    "parentOf": ("MEMBER_OF", "group", "childOf"),
    "members": ("MEMBER_OF", "user", "memberOf"),
    "hasMember": ("MEMBER_OF", "user", "memberOf"),
}
"""Those by which an entity names who depends on it."""
_REFERENCE: Final = re.compile(r"(?:(?P<kind>[^:/\s]+):)?(?:(?P<space>[^:/\s]+)/)?(?P<name>[^:/\s]+)")
_MARKER: Final = re.compile(r"^---(?:\s|$)", re.MULTILINE)


def backstage(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the entities, then what relates them; what is named and not in the files is taken by its name, and said."""
    draft.source(Place(files[0].name), SOURCE, title="Backstage catalogue", reliability="B")
    found: list[tuple[Place, str, Fields]] = []
    for file in files:
        for where, entity in _entities(file):
            draft.sees(where)
            if name := _take(where, entity, draft):
                found.append((where, name, entity))
    taken = {name for _, name, _ in found}
    for where, name, entity in found:
        for word, target in _links(entity):
            if word != "ownerOf" or target.casefold() not in taken:  # what is owned says so itself, with its lifecycle
                _relate(where, name, word, target, entity, draft)


def _entities(file: SourceFile) -> Iterator[tuple[Place, Fields]]:
    """Yield the entities of a JSON array, an `items` list, one object, or the documents of a YAML file."""
    with file.opened() as stream:
        begin = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begin in {b"[", b"{"}:
        whole: Fields = {}
        where = Place(file.name, 1)
        for record in json_records(file, {"items"}):
            if record.key in {"", "items"}:
                yield record.where, _object(record.value)
            else:
                whole[record.key] = record.value
        if "kind" in whole:
            yield where, whole
        return
    text = file.utf8
    begins = [0, *(match.start() for match in _MARKER.finditer(text)), len(text)]
    above = 0
    for at, end in pairwise(begins):
        part = re.sub(r"^---[^\S\n]*", "", text[at:end])
        if any(line.strip() and not line.lstrip().startswith("#") for line in part.splitlines()):
            node = parse_yaml(part, file.name, above=above)
            yield node.place(file.name), _object(bare(node))
        above += text.count("\n", at, end)


def _take(where: Place, entity: Fields, draft: Draft) -> str | None:
    """State one entity and return its reference, None if it is none or of a kind that says nothing here."""
    kind, metadata = entity.get("kind"), _map(entity, "metadata")
    if not isinstance(kind, str) or not isinstance(metadata.get("name"), str):
        what = "this is no entity of a catalogue: it has no kind, or no name in its metadata"
        draft.remark(where, Outcome.SKIPPED, what)
        return None
    kind = kind.casefold()
    if kind not in PARTS and kind not in PARTIES:
        draft.ignored[kind] += 1
        return None
    space = metadata.get("namespace") if isinstance(metadata.get("namespace"), str) else "default"
    reference = f"{kind}:{space}/{metadata['name']}".casefold()
    if reference.count("/") > 1:
        draft.remark(where, Outcome.SKIPPED, f"{reference} has a slash too many: where its namespace ends is not known")
        return None
    spec = _map(entity, "spec")
    profile = _map(spec, "profile")
    name = metadata.get("title") or profile.get("displayName") or metadata["name"]
    aliases = [metadata["name"]] if name != metadata["name"] else None
    tags = metadata.get("tags") if isinstance(metadata.get("tags"), list) else None
    told = {
        "description": metadata.get("description"),
        "backstage_type": spec.get("type"),
        "lifecycle": spec.get("lifecycle"),
    }
    fields: Fields = {
        "name": name,
        "aliases": aliases,
        "tags": tags,
        "properties": {k: v for k, v in told.items() if v},
    }
    return reference if _state(where, reference, fields, draft) else None


def _state(where: Place, reference: str, fields: Fields, draft: Draft) -> bool:
    kind = reference.partition(":")[0]
    if kind in PARTIES:
        return state_entity(draft, where, _id(reference), "organization", roles=PARTIES[kind], **fields)
    return state_entity(draft, where, _id(reference), "component", type=PARTS[kind], **fields)


def _id(reference: str) -> str:
    kind, _, rest = reference.partition(":")
    space, _, name = rest.partition("/")
    return f"backstage/{kind}/{id_of(space)}/{id_of(name)}"


def _object(value: object) -> Fields:
    """Return a map; what is none has no fields."""
    return value if isinstance(value, dict) else {}


def _map(fields: Fields, name: str) -> Fields:
    return _object(fields.get(name))


def _links(entity: Fields) -> Iterator[tuple[str, str]]:
    """Yield every word that relates an entity, and whom it names: those of `relations` are the same once more."""
    for word, value in _map(entity, "spec").items():
        if word in FORWARD or word in BACKWARD:
            yield from (
                (word, each) for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)
            )
    relations = entity.get("relations")
    for each in relations if isinstance(relations, list) else ():
        if (
            isinstance(each, dict)
            and isinstance(each.get("type"), str)
            and (each["type"] in FORWARD or each["type"] in BACKWARD)
        ):
            target = each.get("targetRef") or _reference_of(each.get("target"))
            if isinstance(target, str):
                yield each["type"], target


def _reference_of(target: Any) -> str | None:  # noqa: ANN401  # why: whatever the file holds
    if isinstance(target, dict) and isinstance(target.get("name"), str):
        return f"{target.get('kind', '')}:{target.get('namespace') or 'default'}/{target['name']}".removeprefix(":")
    return None


def _relate(where: Place, name: str, word: str, target: str, entity: Fields, draft: Draft) -> None:
    verb, usual, role = FORWARD.get(word) or BACKWARD[word]
    match = _REFERENCE.fullmatch(target.strip().casefold())
    if not match:
        draft.remark(where, Outcome.PARTLY_LOST, f"{word} {target} names no entity")
        return
    kind = match["kind"] or usual
    other = f"{kind}:{match['space'] or name.partition(':')[2].partition('/')[0]}/{match['name']}"
    if kind not in PARTS and kind not in PARTIES:
        draft.ignored[f"{word} of a {kind}"] += 1
        return
    if not draft.has_entity(_id(other)):
        draft.remark(where, Outcome.KEPT, f"{other} is not in the files, and is taken by its name")
        _state(where, other, {"name": match["name"]}, draft)
    start, end = (other, name) if word in BACKWARD else (name, other)
    if start == end:
        draft.remark(where, Outcome.KEPT, f"{word} names the entity itself, which says nothing")
        return
    lifecycle = str(_map(entity, "spec").get("lifecycle") or "") if verb == "DEPLOYS" and word in BACKWARD else ""
    status, certainty = standing_of(draft, where, lifecycle, STATUSES)
    known = {"role": role} if verb != "MEMBER_OF" else {}
    claims = claim_at(where, SOURCE, certainty)
    state_relation(draft, where, _id(start), verb, _id(end), status=status, claims=claims, **known)
