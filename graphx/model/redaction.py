"""A subgraph to hand on: names, sites or properties taken out, and pseudonyms in place of names.

A pseudonym is the beginning of a keyed hash (HMAC-SHA-256, RFC 2104) of the id: two exports with the same key agree, and
who does not have the key can neither turn it back nor try out names that he suspects.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graphx.errors import Place, QuestionError
from graphx.model.dataset import Dataset, Document
from graphx.model.records import RECORD_OF_KIND, Claim, Identity, Record, Relation, Source
from graphx.model.vocabulary import Kind, Type

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from graphx.model.records import AnyEntity
    from graphx.model.subgraph import Mark, Subgraph


class Redact(StrEnum):
    """What is taken out."""

    NAMES = "names"
    """Ids, names, aliases, models, authorities and coordinates of entities, keys and contracts of relations, sources, the title."""
    SITES = "sites"
    """Of sites: id, name, aliases, country, coordinates, in which jurisdiction they lie, keys and contracts of their relations, the title."""
    PROPERTIES = "properties"
    """Whatever may say something in words of its own: properties, identifiers, tags, functions, capabilities, categories and
    sensitivity of entities, properties, purpose, traffic and role of relations, quotes and locators."""


DIGITS: Final = 16
"""64 bits: among a million ids two share a pseudonym with a chance of 1 in 37 million."""
Fields = dict[str, Any]
K = TypeVar("K", str, Identity)
R = TypeVar("R", bound=Record)
_NAMING: Final = ("aliases", "model", "authority", "lat", "lon")
_PLACING: Final = ("aliases", "country", "lat", "lon")
_TELLING: Final = ("properties", "identifiers", "tags", "functions", "capabilities", "category", "sensitivity")
_TELLING_OF_RELATIONS: Final = ("properties", "purpose", "traffic")
WITH_KNOWN_ROLES: Final = frozenset({Type.LISTED_ON, Type.SUCCEEDED_BY, Type.BOUND_BY, Type.LOCATED_IN})
"""Types whose role is a word of the model, and may decide a verdict: without it, who meets a criterion would read as named."""


def redacted(subgraph: Subgraph, what: Collection[Redact], key: str | None) -> Subgraph:
    """Return a subgraph without what is to be taken out; its marks stay with their elements.

    Raises:
        QuestionError: names or sites are to be taken out, and there is no key.
    """
    if not what:
        return subgraph
    if not key and {Redact.NAMES, Redact.SITES} & set(what):
        raise QuestionError(
            "pseudonyms need a key, or anybody could try out names", "--redact-key TEXT; keep it to yourself"
        )
    return _Redaction(subgraph, frozenset(what), (key or "").encode()).subgraph()


class _Redaction:
    def __init__(self, subgraph: Subgraph, what: frozenset[Redact], key: bytes) -> None:
        self._before, self._what, self._key = subgraph, what, key
        dataset = subgraph.dataset
        hidden = {name for name, entity in dataset.entities.items() if self._is_hidden(entity)}
        self._ids = {
            name: self._pseudonym(str(entity.kind), name) if name in hidden else name
            for name, entity in dataset.entities.items()
        }
        takes_sources = Redact.NAMES in what
        self._sources = {name: self._pseudonym("source", name) if takes_sources else name for name in dataset.sources}

    def _is_hidden(self, entity: AnyEntity) -> bool:
        return Redact.NAMES in self._what or (Redact.SITES in self._what and entity.kind is Kind.SITE)

    def _pseudonym(self, kind: str, name: str) -> str:
        return f"{kind}-{hmac.new(self._key, f'{kind}:{name}'.encode(), hashlib.sha256).hexdigest()[:DIGITS]}"

    def subgraph(self) -> Subgraph:
        """Return what is left, in the order of the new ids."""
        dataset = self._before.dataset
        entities = {each.id: each for each in map(self._entity, dataset.entities.values())}
        relations: dict[Identity, Relation] = {}
        marks: dict[Identity, Mark] = {}
        for identity, relation in dataset.relations.items():
            if self._places_a_site(identity):
                continue
            new = self._relation(relation)
            relations[new.identity] = new
            if identity in self._before.relations:
                marks[new.identity] = self._before.relations[identity]
        sources = {each.id: each for each in map(self._source, dataset.sources.values())}
        nowhere = Place("")
        left = Dataset(
            entities=_sorted(entities),
            relations=_sorted(relations),
            sources=_sorted(sources),
            documents=[self._document(each) for each in dataset.documents],
            complete={self._ids.get(name, name): words for name, words in dataset.complete.items()},
            claim_places={name: [nowhere] * len(each.claims) for name, each in relations.items() if each.claims},
        )
        return replace(
            self._before,
            dataset=left,
            entities={self._ids[name]: mark for name, mark in self._before.entities.items()},
            relations=marks,
        )

    def _places_a_site(self, identity: Identity) -> bool:
        is_site = self._before.dataset.entities[identity.source].kind is Kind.SITE
        return Redact.SITES in self._what and identity.type is Type.LOCATED_IN and is_site

    def _document(self, document: Document) -> Document:
        says_names = {Redact.NAMES, Redact.SITES} & self._what  # the title of a part says what it is around or between
        return Document("", "", None if says_names else document.title, document.as_of)

    def _entity(self, entity: AnyEntity) -> AnyEntity:
        fields = entity.stated()
        if self._is_hidden(entity):
            pseudonym = self._ids[entity.id]
            fields |= {"id": pseudonym, "name": pseudonym.capitalize().replace("-", " ")}
        if Redact.NAMES in self._what:
            _drop(fields, _NAMING)
        if Redact.SITES in self._what and entity.kind is Kind.SITE:
            _drop(fields, _PLACING)
        if Redact.PROPERTIES in self._what:
            _drop(fields, _TELLING)
        return RECORD_OF_KIND[entity.kind].model_validate(fields)

    def _relation(self, relation: Relation) -> Relation:
        fields = relation.stated()
        ends = self._ids[relation.from_], self._ids[relation.to]
        fields |= dict(zip(("from", "to"), ends, strict=True))
        if ends != (relation.from_, relation.to):  # a key or a contract often repeats the name of an end
            _drop(fields, ("contract",))
            if relation.key:
                fields["key"] = self._pseudonym("key", relation.key)
        if Redact.PROPERTIES in self._what:
            _drop(fields, _TELLING_OF_RELATIONS)
            if relation.type not in WITH_KNOWN_ROLES:
                _drop(fields, ("role",))
        if relation.claims is not None:
            fields["claims"] = tuple(map(self._claim, relation.claims))
        return Relation.model_validate(fields)

    def _claim(self, claim: Claim) -> Claim:
        fields = claim.stated()
        if claim.source is not None:
            fields["source"] = self._sources[claim.source]
        if Redact.PROPERTIES in self._what:
            _drop(fields, ("quote", "locator"))
        return Claim.model_validate(fields)

    def _source(self, source: Source) -> Source:
        fields = source.stated()
        fields["id"] = self._sources[source.id]
        if source.derived_from is not None:
            fields["derived_from"] = tuple(self._sources[name] for name in source.derived_from)
        if Redact.NAMES in self._what:
            _drop(fields, ("title", "publisher", "url"))
        return Source.model_validate(fields)


def _drop(fields: Fields, names: Collection[str]) -> None:
    for name in names:
        fields.pop(name, None)


def _sorted(records: Mapping[K, R]) -> dict[K, R]:
    return {key: records[key] for key in sorted(records)}
