"""Backstage, a catalogue of software: components, APIs, resources and systems, and the groups that own them.

As YAML (`catalog-info.yaml`, several documents in one file) or as the JSON that its API gives. Whatever needs something else to work
HAS_PART it; `role` keeps the word of the catalogue. A group DEPLOYS what it owns, and its status is the lifecycle of that. What graphx
itself wrote into a catalogue is taken back as it was, and only what the catalogue says beside it is read like any other.
Source: https://backstage.io/docs/features/software-catalog/descriptor-format.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from graphx.errors import Place
from graphx.readers.backstage_words import BACKWARD, DRAWN, FORWARD, PARTIES, PARTS, STATUSES
from graphx.readers.imports.draft import Draft, Fields, Outcome, id_of
from graphx.readers.imports.fitting import claim_at, state_entity, state_relation
from graphx.readers.imports.inventories.backstage_documents import entities_of, links_of, map_of
from graphx.readers.imports.inventories.backstage_own import (
    is_entity,
    is_whole,
    own_fields,
    own_notes,
    own_relations,
    take_whole,
)
from graphx.readers.imports.statuses import standing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.readers.imports.files import SourceFile

SOURCE: Final = "backstage"
_REFERENCE: Final = re.compile(r"(?:(?P<kind>[^:/\s]+):)?(?:(?P<space>[^:/\s]+)/)?(?P<name>[^:/\s]+)")


def backstage(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take the entities, then what relates them; what is named and not in the files is taken by its name, and said."""
    catalogue = _Catalogue(draft)
    for file in files:
        for where, entity in entities_of(file):
            draft.sees(where)
            catalogue.take(where, entity)
    catalogue.relate()


class _Catalogue:
    """The entities of all files, by the references with which they name each other."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._found: list[tuple[Place, str, Fields, dict[str, str]]] = []
        self._ids: dict[str, str] = {}
        """Of what graphx wrote, the id by the reference; that of others is made of it."""
        self._whole: set[str] = set()
        self._joined: set[tuple[str, str]] = set()
        """The ends of the relations that graphx wrote: a word between them says nothing new."""
        self._undrawn: dict[tuple[str, str], tuple[Place, str]] = {}
        """Those that a word drew when they were written, until it is met."""

    def take(self, where: Place, entity: Fields) -> None:
        """State one entity, if it is one, and of a kind that says something here."""
        kind, metadata = entity.get("kind"), map_of(entity, "metadata")
        if not isinstance(kind, str) or not isinstance(metadata.get("name"), str):
            what = "this is no entity of a catalogue: it has no kind, or no name in its metadata"
            self._draft.remark(where, Outcome.SKIPPED, what)
            return
        kind = kind.casefold()
        if kind not in PARTS and kind not in PARTIES:
            self._draft.ignored[kind] += 1
            return
        space = metadata.get("namespace") if isinstance(metadata.get("namespace"), str) else "default"
        reference = f"{kind}:{space}/{metadata['name']}".casefold()
        if reference.count("/") > 1:
            what = f"{reference} has a slash too many: where its namespace ends is not known"
            self._draft.remark(where, Outcome.SKIPPED, what)
            return
        notes = own_notes(metadata)
        if is_whole(notes):
            self._whole.add(reference)
            take_whole(where, map_of(map_of(entity, "spec"), "profile").get("displayName"), notes, self._draft)
            return
        told = _told(entity)
        if notes and not is_entity(notes):
            what = f"the annotations of {reference} tell no id and kind of graphx: it is taken as the catalogue has it"
            self._draft.remark(where, Outcome.KEPT, what)
        state = partial(self._state_own, notes) if is_entity(notes) else self._state
        if state(where, reference, told):
            self._found.append((where, reference, entity, notes))

    def relate(self) -> None:
        """State the relations: those that graphx wrote as they were, then what the words of the catalogue say beside them."""
        for where, reference, _, notes in self._found:
            start = self._id(reference)
            for verb, end, fields in own_relations(where, notes, self._draft):
                word = fields.pop(DRAWN, None)
                if state_relation(self._draft, where, start, verb, end, **fields):
                    self._joined.add((start, end))
                    if word:
                        self._undrawn[start, end] = where, f"{word} joins {start} and {end} no more"
        taken = {reference for _, reference, _, _ in self._found}
        for where, reference, entity, _ in self._found:
            for word, target in links_of(entity):
                if word != "ownerOf" or target.casefold() not in taken:  # what is owned says so, with its lifecycle
                    self._relate(where, reference, word, target, entity)
        for where, what in self._undrawn.values():
            self._draft.remark(where, Outcome.KEPT, f"{what}: the annotation of graphx does, and stays")

    def _state_own(self, notes: dict[str, str], where: Place, reference: str, told: Fields) -> bool:
        """State what graphx wrote as it was; where the catalogue says otherwise, that is said."""
        name, kind, fields = notes["id"], notes["kind"], own_fields(where, notes, self._draft)
        shown = reference.partition(":")[0]
        if (shown in PARTIES) != (kind == "organization"):
            self._draft.remark(
                where, Outcome.KEPT, f"{name} is a {kind}, and stays one; the catalogue has it as a {shown}"
            )
        stated = {"tags": told["tags"]} | fields | {"name": told["name"]}
        if not state_entity(self._draft, where, name, kind, **stated):
            return False
        self._ids[reference] = name
        known = self._draft.stated(name)[1]
        own, tags = known.get("properties", {}), known.get("tags", ())
        texts = {key for key, value in ({"description": ""} | own).items() if isinstance(value, str)}
        more = {key: value for key, value in told["properties"].items() if key in texts and own.get(key) != value}
        new = [tag for tag in told["tags"] or () if tag not in tags]
        return state_entity(self._draft, where, name, kind, tags=new, properties=more)

    def _state(self, where: Place, reference: str, told: Fields) -> bool:
        self._cite(where)
        kind, name = reference.partition(":")[0], self._id(reference)
        if kind in PARTIES:
            return state_entity(self._draft, where, name, "organization", roles=PARTIES[kind], **told)
        return state_entity(self._draft, where, name, "component", type=PARTS[kind], **told)

    def _cite(self, where: Place) -> None:
        self._draft.source(Place(where.file), SOURCE, title="Backstage catalogue", reliability="B")

    def _id(self, reference: str) -> str:
        kind, _, rest = reference.partition(":")
        space, _, name = rest.partition("/")
        return self._ids.get(reference) or f"backstage/{kind}/{id_of(space)}/{id_of(name)}"

    def _relate(self, where: Place, name: str, word: str, target: str, entity: Fields) -> None:
        """State what a word says, unless graphx wrote it and it stands already."""
        draft = self._draft
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
        if other in self._whole:
            return
        if not draft.has_entity(self._id(other)):
            draft.remark(where, Outcome.KEPT, f"{other} is not in the files, and is taken by its name")
            self._state(where, other, {"name": match["name"]})
        start, end = map(self._id, (other, name) if word in BACKWARD else (name, other))
        if start == end:
            draft.remark(where, Outcome.KEPT, f"{word} names the entity itself, which says nothing")
            return
        self._undrawn.pop((start, end), None)
        if (start, end) in self._joined:
            return
        lifecycle = str(map_of(entity, "spec").get("lifecycle") or "") if verb == "DEPLOYS" and word in BACKWARD else ""
        status, certainty = standing_of(draft, where, lifecycle, STATUSES)
        known = {"role": role} if verb != "MEMBER_OF" else {}
        self._cite(where)
        claims = claim_at(where, SOURCE, certainty)
        state_relation(draft, where, start, verb, end, status=status, claims=claims, **known)


def _told(entity: Fields) -> Fields:
    """Return the fields that a catalogue itself tells of an entity."""
    metadata, spec = map_of(entity, "metadata"), map_of(entity, "spec")
    name = metadata.get("title") or map_of(spec, "profile").get("displayName") or metadata["name"]
    aliases = [metadata["name"]] if name != metadata["name"] else None
    tags = metadata.get("tags") if isinstance(metadata.get("tags"), list) else None
    told = {
        "description": metadata.get("description"),
        "backstage_type": spec.get("type"),
        "lifecycle": spec.get("lifecycle"),
    }
    return {
        "name": name,
        "aliases": aliases,
        "tags": tags,
        "properties": {k: v for k, v in told.items() if v},
    }
