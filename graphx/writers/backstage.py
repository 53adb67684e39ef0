"""Backstage: a catalogue of software, an entity to a document; what it has no word for stands in annotations.

Source: https://backstage.io/docs/features/software-catalog/descriptor-format.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from graphx.model.json_text import json_text
from graphx.model.records import Component, Organization
from graphx.model.subgraph import Subgraph
from graphx.readers.backstage_words import AS_OF, DRAWN, PARTIES, PREFIX, SOURCES, STATUSES, WHOLE
from graphx.writers.catalogue import WORDS, Drawn, Reference, is_label, references_of
from graphx.writers.document import fields_of, head_of, quoted
from graphx.writers.marked import marks
from graphx.writers.settled import settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphx.model.records import AnyEntity, Identity, Relation
    from graphx.writers.document import Fields
    from graphx.writers.exporter import Lost, Wishes

OWNER: Final = Reference("group", "default", WHOLE)
ABOUT: Final = "Owns what has no owner in this graph; its annotations hold the day and the sources of the graph."
SPELT: Final = {"api": "API"}
"""Kinds that are written otherwise than with one capital."""
LIFECYCLES: Final = {status: lifecycle for lifecycle, status in STATUSES.items()}
"""By the status of the relation to the owner."""
UNKNOWN: Final = "unknown"
SPECIFIED: Final = {
    "component": ("type", "lifecycle", "owner"),
    "api": ("type", "lifecycle", "owner", "definition"),
    "resource": ("type", "owner"),
    "system": ("owner",),
    "domain": ("owner",),
    "group": ("type", "profile", "children"),
    "user": ("profile", "memberOf"),
}
"""What the `spec` of a kind has to say, and the name of a party."""
_REFERENCE: Final = re.compile(r"[a-z]+:[a-z0-9-]+/[A-Za-z0-9._-]+")
"""A text that nobody takes for a number, a date or a truth value."""
_NONE: Final[tuple[str, Iterable[tuple[Identity, Relation]]]] = ("", ())


def to_backstage(subgraph: Subgraph, _wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield the documents, each as it stands: first the group that owns whatever has no owner, and holds the title, the day and the sources."""
    dataset = settled(Subgraph(subgraph.dataset), lost)
    references = references_of(dataset.entities.values())
    drawn = Drawn(dataset, references, lost)
    head = head_of(dataset)
    sources = [fields_of(source) for source in dataset.sources.values()]
    notes: Fields = {key: value for key, value in head.items() if key == AS_OF} | {SOURCES: sources}
    profile = {"profile": {"displayName": head["title"]}} if "title" in head else {}
    yield _document(OWNER, {"description": ABOUT}, notes, {"type": WHOLE, **profile, "children": []})
    leaving = groupby(dataset.relations.items(), key=lambda item: item[0].source)
    source, relations = next(leaving, _NONE)
    for name, entity in dataset.entities.items():
        fields = fields_of(entity)
        metadata = _metadata(references[name], fields)
        spec = _spec(references[name].kind, entity, drawn)
        fields |= marks(subgraph.entities.get(name))
        if source == name:
            fields |= _noted(relations, subgraph, drawn)
            source, relations = next(leaving, _NONE)
        yield _document(references[name], metadata, fields, spec)


def _metadata(reference: Reference, fields: Fields) -> Fields:
    """Return what the catalogue has fields for, and take it out of the fields of an entity if it has room for all of it."""
    properties, tags = fields.get("properties", {}), fields.get("tags", ())
    name = fields.pop("name")
    fit = [tag for tag in tags if is_label(tag)]
    if fit and len(fit) == len(tags):
        del fields["tags"]
    told = {
        "title": name if reference.kind not in PARTIES else None,
        "description": properties.get("description"),
        "tags": fit,
    }
    return {key: value for key, value in told.items() if value and isinstance(value, str | list)}


def _spec(kind: str, entity: AnyEntity, drawn: Drawn) -> Fields:
    """Return what an entity says of itself, and whom it names."""
    properties = entity.properties or {}
    status = drawn.status_of.get(entity.id)
    known: Fields = {
        "type": _text(properties.get("backstage_type")) or _type_of(entity),
        "lifecycle": _text(properties.get("lifecycle")) or LIFECYCLES.get(status or "") or UNKNOWN,
        "owner": str(OWNER),
        "definition": UNKNOWN,
        "profile": {"displayName": entity.name},
        "children": [],
        "memberOf": [],
    }
    named = drawn.words.get(entity.id, {})
    return {key: known[key] for key in SPECIFIED[kind]} | {
        word: next(iter(names)) if WORDS[word].is_one else list(names) for word, names in named.items()
    }


def _type_of(entity: AnyEntity) -> str:
    """Return what a component or a party is, as far as it is stated; all else is called by its kind."""
    if isinstance(entity, Component):
        return entity.type or entity.kind
    return entity.roles[0] if isinstance(entity, Organization) and entity.roles else entity.kind


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _noted(relations: Iterable[tuple[Identity, Relation]], subgraph: Subgraph, drawn: Drawn) -> dict[str, list[Fields]]:
    """Return the relations that leave an entity by their types: where each goes, its fields, what a question found, the word that draws it."""
    noted: dict[str, list[Fields]] = {}
    for identity, relation in relations:
        fields = fields_of(relation)
        del fields["from"], fields["type"]
        word = drawn.word_of.get(identity)
        told = marks(subgraph.relations.get(identity)) | ({DRAWN: word} if word else {})
        noted.setdefault(identity.type.value, []).append(fields | told)
    return noted


def _document(reference: Reference, metadata: Fields, notes: Fields, spec: Fields) -> str:
    """Return a document."""
    space = {"namespace": reference.space} if reference.space != OWNER.space else {}
    annotations = {
        f"{PREFIX}{key}": value if isinstance(value, str) else json_text(value) for key, value in notes.items()
    }
    kind = SPELT.get(reference.kind, reference.kind.capitalize())
    named = {"name": reference.name, **space, **metadata, "annotations": annotations}
    lines = _lines({"metadata": named, "spec": spec})
    return "\n".join(["---", "apiVersion: backstage.io/v1alpha1", f"kind: {kind}", *lines])


def _lines(fields: Fields, indent: str = "") -> list[str]:
    """Return the lines of a map in block style."""
    lines = []
    for key, value in fields.items():
        if isinstance(value, dict):
            lines += [f"{indent}{key}:", *_lines(value, f"{indent}  ")]
        elif isinstance(value, list):
            lines += [f"{indent}{key}:" + ("" if value else " []"), *(f"{indent}  - {_scalar(each)}" for each in value)]
        else:
            lines.append(f"{indent}{key}: {_scalar(value)}")
    return lines


@lru_cache(maxsize=2**12)  # kinds, types and owners come again and again
def _scalar(text: str) -> str:
    """Return a text that every reader takes for just this text; JSON in single quotes, where it stays readable."""
    if _REFERENCE.fullmatch(text):
        return text
    if '"' in text and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return quoted(text)
