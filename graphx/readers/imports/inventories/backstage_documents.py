"""The documents of a Backstage catalogue, and the words by which each of its entities names others."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import Place
from graphx.readers.backstage_words import BACKWARD, FORWARD
from graphx.readers.imports.json_records import json_records
from graphx.readers.located import bare
from graphx.readers.yaml import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.readers.imports.draft import Fields
    from graphx.readers.imports.files import SourceFile

_MARKER: Final = re.compile(r"^---(?:\s|$)", re.MULTILINE)


def entities_of(file: SourceFile) -> Iterator[tuple[Place, Fields]]:
    """Yield the entities of a JSON array, an `items` list, one object, or the documents of a YAML file."""
    with file.opened() as stream:
        begin = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begin in {b"[", b"{"}:
        whole: Fields = {}
        where = Place(file.name, 1)
        for record in json_records(file, {"items"}):
            if record.key in {"", "items"}:
                yield record.where, as_object(record.value)
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
            yield node.place(file.name), as_object(bare(node))
        above += text.count("\n", at, end)


def as_object(value: object) -> Fields:
    """Return a map; what is none has no fields."""
    return value if isinstance(value, dict) else {}


def map_of(fields: Fields, name: str) -> Fields:
    """Return the map that a field holds."""
    return as_object(fields.get(name))


def links_of(entity: Fields) -> Iterator[tuple[str, str]]:
    """Yield every word that relates an entity, and whom it names: those of `relations` are the same once more."""
    for word, value in map_of(entity, "spec").items():
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
