"""Selectors: an id, or what entities have in common; a comma means and, several mean or."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.errors import QuestionError, did_you_mean
from graphx.graph.view import OUT
from graphx.model.vocabulary import Kind, Role, Type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.graph.graph import Graph
    from graphx.graph.view import View

FIELDS: Final = {"kind": "kind", "type": "type", "role": "roles", "tag": "tags", "country": "country"}
"""Selectors by a field; an absent field never matches."""
RELATED: Final = {"operator": Type.OPERATES, "in": Type.LOCATED_IN}
"""Selectors by a relation that is not out in the view."""


def select(view: View, selectors: Sequence[str]) -> list[int]:
    """Return the numbers of the entities that any of the selectors matches, sorted.

    Raises:
        QuestionError: a selector has an unknown word, names an entity that does not exist, or matches nothing.
    """
    found: set[int] = set()
    for selector in selectors:
        terms = [_term(view, term.strip()) for term in selector.split(",")]
        matching = set.intersection(*terms)
        if not matching:
            raise QuestionError(f"{selector} matches nothing", "an absent field never matches")
        found |= matching
    return sorted(found)


def _term(view: View, term: str) -> set[int]:
    graph = view.graph
    word, colon, value = term.partition(":")
    if not colon:
        return {graph.entity(term)}
    if word in RELATED:
        other = graph.entity(value)
        return _related(view, RELATED[word], other)
    if word not in FIELDS:
        known = [*FIELDS, *RELATED]
        hint = did_you_mean(word, known, f"one of {', '.join(f'{each}:' for each in known)}, or an id")
        raise QuestionError(f"no selector is called {word}:", hint)
    column = graph.entity_column(FIELDS[word])
    matching = column.rows_with(value).tolist()
    if not matching:
        known_values = {
            each for stated in column.values for each in (stated if isinstance(stated, tuple) else (stated,))
        }
        raise QuestionError(
            f"{term} matches nothing", did_you_mean(value, known_values, "an absent field never matches")
        )
    return set(matching)


def _related(view: View, verb: Type, other: int) -> set[int]:
    graph = view.graph
    near, far = (graph.source, graph.target) if verb is Type.OPERATES else (graph.target, graph.source)
    relations = graph.of_type(verb)
    chosen = relations[(near[relations] == other) & (view.level[relations] > OUT)]
    return set(far[chosen].tolist())


def default_starts(graph: Graph) -> list[str]:
    """Return the selector of who is asked about where nobody is named: every site, else every operator.

    Raises:
        QuestionError: the graph has neither.
    """
    if graph.of_kind(Kind.SITE):
        return [f"kind:{Kind.SITE}"]
    if len(graph.entity_column("roles").rows_with(Role.OPERATOR)):
        return [f"role:{Role.OPERATOR}"]
    raise QuestionError("the graph has no site and no operator to ask about", "name who with --from")
