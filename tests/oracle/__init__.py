"""The contract's meaning of a question, written as slowly and plainly as it reads, to test the engine against."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from .between import Lies, lying_between
from .named import NAMED
from .restricted import restricted_entities
from .verdict import Answer, accepted_walks, answers
from .view import View, relation_certainties

__all__ = ["NAMED", "Answer", "Lies", "between", "exposures", "relation_certainty", "restricted_set", "walks"]


def relation_certainty(document: dict[str, Any], **view: Any) -> dict[tuple[str, str, str, str | None], str]:
    """Return whether each relation, as (from, type, to, key), is certain, possible or out."""
    return relation_certainties(document, View(**view))


def restricted_set(
    document: dict[str, Any], *, lists: Collection[str] = (), named: Collection[str] = (), **view: Any
) -> dict[str, str]:
    """Return whether each restricted entity is so for certain or possibly."""
    return restricted_entities(document, lists=lists, named=named, view=View(**view))


def exposures(
    document: dict[str, Any],
    *,
    patterns: Iterable[str],
    starts: Iterable[str],
    lists: Collection[str] = (),
    named: Collection[str] = (),
    max_hops: int | None = None,
    assume_complete: bool = False,
    **view: Any,
) -> dict[str, Answer]:
    """Return one answer per start; a start that every alternative rejects has none."""
    return answers(
        document,
        patterns=patterns,
        starts=starts,
        lists=lists,
        named=named,
        max_hops=max_hops,
        assume_complete=assume_complete,
        view=View(**view),
    )


def walks(
    document: dict[str, Any], *, patterns: Iterable[str], start: str, end: str, longest: int, **view: Any
) -> list[tuple[tuple[str, str, str, str | None, bool], ...]]:
    """Return the accepted walks, certain or possible, that visit no (entity, pattern state) twice, in order."""
    return accepted_walks(document, patterns=patterns, start=start, end=end, longest=longest, view=View(**view))


def between(
    document: dict[str, Any],
    *,
    patterns: Iterable[str],
    starts: Iterable[str],
    lists: Collection[str] = (),
    named: Collection[str] = (),
    max_hops: int | None = None,
    **view: Any,
) -> tuple[dict[str, Lies], dict[tuple[str, str, str, str | None], Lies]]:
    """Return the entities and the relations on accepted walks from a start to a restricted end."""
    return lying_between(
        document, patterns=patterns, starts=starts, lists=lists, named=named, max_hops=max_hops, view=View(**view)
    )
