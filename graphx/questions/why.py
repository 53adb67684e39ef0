"""Why somebody is restricted, as answers say it: by which restriction how, by whose listings, through which relations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graphx.errors import QuestionError
from graphx.model.vocabulary import Kind
from graphx.questions.selectors import select
from graphx.restrictions.reach import reaches_asked
from graphx.restrictions.restricted import RestrictedSet, restricted_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.graph.view import View
    from graphx.questions.evidence import Because, Hop, Witness
    from graphx.restrictions.reach import Reach

RESTRICTABLE = frozenset({Kind.ORGANIZATION, Kind.COMPONENT})
"""Kinds that a list may name."""


@dataclass(frozen=True)
class Way:
    """A means by which somebody is restricted: `listed`, a calculator, `succession`, `one_of` or `asked`."""

    restriction: str | None
    """None where the question itself names who is restricted, or several lists together do."""
    how: str


class Why(NamedTuple):
    """The proof that somebody is restricted."""

    ways: tuple[Way, ...]
    because: tuple[Because, ...]
    ownership: tuple[Hop, ...]
    """The relations by which a listing reaches further, where it does not name its entity itself."""


@dataclass(frozen=True)
class RestrictedOne:
    """An entity that is restricted, how certainly, and why."""

    entity: str
    certainty: str
    why: Why


def why(
    view: View, witness: Witness, restricted: RestrictedSet, entity: int, groups: Sequence[int] | None = None
) -> Why:
    """Return the proof that a member of the set is restricted, by some of its groups (default: all)."""
    proof = restricted.proof(entity, groups)
    ways = sorted({(view.graph.ids[group] if group >= 0 else "", how) for group, how in proof.ways})
    return Why(
        tuple(Way(restriction or None, how) for restriction, how in ways),
        witness.because(proof.because),
        tuple(witness.hop(each, reverse=False) for each in proof.through),
    )


def restricted_by(
    view: View, *, lists: Sequence[str] = (), selectors: Sequence[str] = (), calculator: str | None = None
) -> RestrictedSet:
    """Return who is restricted, as the options of a question say it.

    Raises:
        QuestionError: a list is no restriction, a selector matches no organization and no component, or no calculator
            has that name.
    """
    named = []
    for selector in selectors:
        chosen = [entity for entity in select(view, [selector]) if view.graph.kind_of(entity) in RESTRICTABLE]
        if not chosen:
            raise QuestionError(f"--restricted {selector} matches no organization and no component")
        named += chosen
    return restricted_set(view, lists=lists, named=sorted(set(named)), reaches=overriding(calculator))


def overriding(calculator: str | None) -> list[Reach] | None:
    """Return what a question puts in the place of each restriction's own way to reach further; None for nothing.

    Raises:
        QuestionError: no calculator has that name, or its threshold is none.
    """
    return None if calculator is None else reaches_asked(calculator)
