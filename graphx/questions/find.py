"""Which entities match a name, an alias, an identifier or an id? So that nobody needs to know an id."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from graphx.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.graph.graph import Graph
    from graphx.model.records import AnyEntity
    from graphx.model.vocabulary import Kind

HOW: Final = ("is", "starts with", "contains", "is close to")
"""How a field matches, best first."""


@dataclass(frozen=True)
class Match:
    """An entity, and the field that matches best."""

    entity: str
    kind: Kind
    name: str
    field: str
    value: str
    how: str


@dataclass(frozen=True)
class FindAnswer:
    """The matches, best first."""

    text: str
    matches: tuple[Match, ...]


def folded(text: str) -> str:
    """Return text as names are compared: compatible forms, case and invisible characters folded away.

    >>> folded("Ｈuawei") == folded("HUAWEI")
    True
    """
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in normal if unicodedata.category(character) != "Cf").strip()


def find(graph: Graph, text: str) -> FindAnswer:
    """Return the entities that a text matches, by id, name, alias or identifier; near names if none does.

    Raises:
        QuestionError: the text is blank.
    """
    wanted = folded(text)
    if not wanted:
        raise QuestionError("find what?", "give a part of a name, an alias or an identifier")
    matches = [match for entity in graph.entities if (match := _best(entity, wanted))]
    if not matches:
        matches = list(_near(graph, wanted))
    return FindAnswer(text, tuple(sorted(matches, key=lambda match: (HOW.index(match.how), match.entity))))


def fields_of(entity: AnyEntity) -> Iterator[tuple[str, str]]:
    """Yield what an entity is known by: field and value."""
    yield "id", entity.id
    yield "name", entity.name
    for alias in entity.aliases or ():
        yield "alias", alias
    yield from (entity.identifiers or {}).items()


def _best(entity: AnyEntity, wanted: str) -> Match | None:
    best: tuple[int, str, str] | None = None
    for field, value in fields_of(entity):
        known = folded(value)
        rank = 0 if known == wanted else 1 if known.startswith(wanted) else 2 if wanted in known else None
        if rank is not None and (best is None or rank < best[0]):
            best = rank, field, value
    return best and Match(entity.id, entity.kind, entity.name, best[1], best[2], HOW[best[0]])


def _near(graph: Graph, wanted: str) -> Iterator[Match]:
    known: dict[str, list[tuple[AnyEntity, str, str]]] = {}
    for entity in graph.entities:
        for field, value in fields_of(entity):
            known.setdefault(folded(value), []).append((entity, field, value))
    seen = set()
    for near in get_close_matches(wanted, known, n=5, cutoff=0.7):
        for entity, field, value in known[near]:
            if entity.id not in seen:
                seen.add(entity.id)
                yield Match(entity.id, entity.kind, entity.name, field, value, HOW[3])
