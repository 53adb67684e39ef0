"""A graph as a catalogue of software has it: the kind and the name of every entity, and the words that draw relations.

Source: https://backstage.io/docs/features/software-catalog/descriptor-format, and for names and for which kinds a word may join
packages/catalog-model of https://github.com/backstage/backstage.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.graph.graph import Graph
from graphx.graph.view import ANY_DAY, OUT, POSSIBLE, Lens, View
from graphx.model.records import Component, Organization
from graphx.model.vocabulary import CARRYING, ComponentType, Role, Type
from graphx.readers.backstage_words import FORWARD, PARTIES, PARTS, WHOLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from graphx.model.dataset import Dataset
    from graphx.model.records import AnyEntity, Identity
    from graphx.model.vocabulary import Status
    from graphx.writers.exporter import Lost

PROGRAMS: Final = frozenset({ComponentType.SOFTWARE, ComponentType.FIRMWARE, ComponentType.SERVICE})
"""Components that are a Component there; the others are hardware, a Resource."""
LONGEST: Final = 63
"""Letters of a name."""
DIGITS: Final = 8
"""Those of a digest in it."""
_NAME: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)?[A-Za-z0-9]")
_LABEL: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_IMPORTED: Final = re.compile(r"backstage/([a-z]+)/([^/]+)/([^/]+)")
"""The id that the importer gives: a reference."""


class Reference(NamedTuple):
    """How entities of a catalogue name each other."""

    kind: str
    space: str
    name: str

    def __str__(self) -> str:
        """Return the reference as a catalogue writes it."""
        return f"{self.kind}:{self.space}/{self.name}"


class Word(NamedTuple):
    """A word for relations of some types from entities of some kinds to those of others."""

    types: Collection[Type]
    near: Collection[str]
    far: Collection[str]
    is_one: bool = False
    """Whether it names one entity alone."""


THINGS: Final = ("component", "resource")
OWNERS: Final = ("group", "user")
WORDS: Final = {
    "dependsOn": Word(CARRYING, THINGS, THINGS),
    "consumesApis": Word({Type.HAS_PART}, {"component"}, {"api"}),
    "providesApis": Word({Type.HAS_PART}, {"api"}, {"component"}),
    "system": Word({Type.HAS_PART}, {"system"}, {*THINGS, "api"}, is_one=True),
    "domain": Word({Type.HAS_PART}, {"domain"}, {"system"}, is_one=True),
    "subdomainOf": Word({Type.HAS_PART}, {"domain"}, {"domain"}, is_one=True),
    "owner": Word({Type.DEPLOYS, Type.OPERATES}, OWNERS, PARTS, is_one=True),
    "parent": Word({Type.MEMBER_OF}, {"group"}, {"group"}, is_one=True),
    "memberOf": Word({Type.MEMBER_OF}, {"user"}, {"group"}),
}
"""The relations for which a catalogue has a word."""
_WORDS: Final = {
    (verb, near, far): name
    for name, word in WORDS.items()
    for verb in word.types
    for near in word.near
    for far in word.far
}


def references_of(entities: Iterable[AnyEntity]) -> dict[str, Reference]:
    """Return the reference of each entity by its id: one of its own, and the same in every export as far as others let it.

    An id that a catalogue gave is its reference again; one that is a name there stays as it is; any other is cut, with a digest.
    """
    whole = Reference("group", "default", WHOLE)
    found: dict[str, Reference] = {}
    taken = {str(whole)}
    for entity in entities:
        reference, number = _wished(entity), 0
        while str(reference).casefold() in taken or not _is_name(reference.name):
            digest = hashlib.sha256(f"{entity.id}{number or ''}".encode()).hexdigest()[:DIGITS]
            readable = re.sub(r"[^A-Za-z0-9]+", "-", entity.id)[: LONGEST - 1 - DIGITS].strip("-")
            reference, number = reference._replace(name=f"{readable}-{digest}".strip("-")), number + 1
        taken.add(str(reference).casefold())
        found[entity.id] = reference
    return found


def is_label(text: str) -> bool:
    """Say whether a text may be a namespace or a tag."""
    return len(text) <= LONGEST and bool(_LABEL.fullmatch(text))


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST and bool(_NAME.fullmatch(text))


def _wished(entity: AnyEntity) -> Reference:
    """Return the reference that an entity would have if no other had it and every name were one."""
    kinds = PARTIES if isinstance(entity, Organization) else PARTS
    match = _IMPORTED.fullmatch(entity.id)
    if match and match[1] in kinds and is_label(match[2]):
        return Reference(*match.groups())
    return Reference(_kind_of(entity), "default", entity.id)


def _kind_of(entity: AnyEntity) -> str:
    if isinstance(entity, Organization):
        return "user" if Role.PERSON in (entity.roles or ()) else "group"
    return "component" if isinstance(entity, Component) and entity.type in PROGRAMS else "resource"


class Drawn:
    """What a catalogue draws of a graph: the relations in force on its day, ended ones left out, for which it has a word."""

    def __init__(self, dataset: Dataset, references: dict[str, Reference], lost: Lost) -> None:
        """Find the word of every relation; those that are possible at most are drawn like the others, and counted."""
        view = View(Graph(dataset), Lens(next(iter(dataset.as_of_days), ANY_DAY)))
        self.words: dict[str, dict[str, dict[str, None]]] = {}
        """By entity and word, the references that it names, each once."""
        self.word_of: dict[Identity, str] = {}
        self.status_of: dict[str, Status | None] = {}
        """Of what has an owner, the status of that relation."""
        for number, identity in enumerate(view.graph.identities):
            near, far = references[identity.source], references[identity.target]
            word = _WORDS.get((identity.type, near.kind, far.kind))
            if word is None or near == far or view.level[number] == OUT:
                continue
            holder, named = (identity.source, far) if word in FORWARD else (identity.target, near)
            names = self.words.setdefault(holder, {}).setdefault(word, {})
            if names and WORDS[word].is_one:
                continue
            names[str(named)] = None
            self.word_of[identity] = word
            if word == "owner":
                self.status_of[holder] = view.graph.relations[number].status
            if view.level[number] == POSSIBLE:
                lost.add(
                    "relation that is only possible, drawn like a certain one",
                    "relations that are only possible, drawn like certain ones",
                )
