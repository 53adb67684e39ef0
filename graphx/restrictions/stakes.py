"""Who holds which share of whom in a view: the smallest that is certain, or the greatest that is possible."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from math import ceil, floor
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.columns import per_value
from graphx.model.vocabulary import Directness, Interest, Role, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from graphx.graph.view import View

    Ints = NDArray[np.intp]

NOTHING: Final = Decimal(0)
HALF: Final = Decimal("0.5")
WHOLE: Final = Decimal(1)
CONTROLLING: Final = frozenset({Interest.CONTROL, Interest.SUBSIDIARY})
"""Interests that are control whatever their share."""


class Stake(NamedTuple):
    """A stake seen from one of its ends."""

    other: int
    """The owner of what was asked about, or what the asked one owns."""
    share: int
    """In units of `Stakes.whole`."""
    relation: int
    """The OWNED_BY relation that bears this share; of equal ones the first."""
    controls: bool
    """Whether some relation of the pair is control by its interest."""


class Stakes:
    """Every pair of owned and owner, with one share: parallel relations of a pair are alternatives.

    At the level CERTAIN it is the lowest minimum of the certain direct relations, at POSSIBLE the highest maximum of all that
    are not out. A missing share lies between 0 and 1, a subsidiary's between 0.5 and 1. Shares are whole numbers of
    a common unit, so that sums are exact. An organization's shares in itself count for nothing.
    """

    def __init__(self, view: View, level: int) -> None:
        """Read the stakes of a view at one level. Cost: O(stakes log stakes), in arrays."""
        graph = view.graph
        relations = graph.of_type(Type.OWNED_BY)
        relations = relations[view.level[relations] >= level]
        if level == CERTAIN:
            directness = view.column("directness").of(relations)
            relations = relations[~per_value(directness, lambda value: value is Directness.INDIRECT, 0, np.bool_)]
        relations = relations[graph.source[relations] != graph.target[relations]]
        bounds, which = _bounds(view, relations, level)
        scale = max([0, *(-int(share.as_tuple().exponent) for share in bounds)])
        self.whole: int = 10**scale
        """How many units make a share of 1."""
        units = [int(share.scaleb(scale)) for share in bounds]
        ranked = sorted(set(units))
        rank_of = {unit: rank for rank, unit in enumerate(ranked)}
        ranks = np.array([rank_of[unit] for unit in units], np.intp)[which]
        interest = view.column("interest").of(relations)
        controlling = per_value(interest, lambda value: value in CONTROLLING, 0, np.bool_)

        worst_first = ranks if level == CERTAIN else -ranks
        order = np.lexsort((relations, worst_first, graph.target[relations], graph.source[relations]))
        owned, owner = graph.source[relations[order]], graph.target[relations[order]]
        is_first = np.concatenate(([True], (owned[1:] != owned[:-1]) | (owner[1:] != owner[:-1])))[: len(order)]
        first = np.flatnonzero(is_first)
        controls = controlling[order]
        shares = [ranked[rank] for rank in ranks[order[first]].tolist()]
        if len(first):
            controls = np.logical_or.reduceat(controls, first)
        self._borne = shares, relations[order[first]].tolist(), controls.tolist()
        self._owned, self._owner = owned[first], owner[first]
        self._entities = len(graph.ids)
        self._states = frozenset(graph.entity_column("roles").rows_with(Role.STATE).tolist())

    @cached_property
    def _owners(self) -> _Side:
        return self._side(self._owned, self._owner)

    @cached_property
    def _holdings(self) -> _Side:
        return self._side(self._owner, self._owned)

    def _side(self, near: Ints, far: Ints) -> _Side:
        return _Side(near, map(Stake._make, zip(far.tolist(), *self._borne, strict=True)), self._entities)

    def owners(self, entity: int) -> list[Stake]:
        """Return who owns a part of an entity, by number."""
        return self._owners.of(entity)

    def holdings(self, entity: int) -> list[Stake]:
        """Return what an entity owns a part of, by number."""
        return self._holdings.of(entity)

    def is_state(self, entity: int) -> bool:
        """Say whether an entity has the role of a state, at which affiliation stops."""
        return entity in self._states

    def __eq__(self, other: object) -> bool:
        """Say whether two read the same stakes: nobody's share lies between bounds, and none is merely possible."""
        return (
            isinstance(other, Stakes)
            and self.whole == other.whole
            and np.array_equal(self._owned, other._owned)
            and np.array_equal(self._owner, other._owner)
            and self._borne == other._borne
        )

    __hash__ = None  # type: ignore[assignment]  # why: nobody keeps stakes in sets

    def at_least(self, share: Decimal) -> int:
        """Return how many units a stake needs to reach a share."""
        return ceil(Fraction(share) * self.whole)

    def more_than(self, share: Decimal) -> int:
        """Return how many units a stake needs to exceed a share."""
        return floor(Fraction(share) * self.whole) + 1


class _Side:
    """Stakes as seen from one end: plain tuples, of which a walk takes a few at a time, a million times."""

    def __init__(self, near: Ints, stakes: Iterable[Stake], entities: int) -> None:
        order = np.argsort(near, kind="stable")
        self._first: list[int] = np.searchsorted(near[order], np.arange(entities + 1)).tolist()
        rows = list(stakes)
        self._stakes = [rows[row] for row in order.tolist()]

    def of(self, entity: int) -> list[Stake]:
        return self._stakes[self._first[entity] : self._first[entity + 1]]


def stakes_by_level(view: View) -> Callable[[int], Stakes]:
    """Return the stakes of a view by level, each read once; the same object where nothing is merely possible."""

    @cache
    def at(level: int) -> Stakes:
        stakes = Stakes(view, level)
        return at(CERTAIN) if level == POSSIBLE and stakes == at(CERTAIN) else stakes

    return at


def _bounds(view: View, relations: Ints, level: int) -> tuple[list[Decimal], Ints]:
    """Return the different least or greatest shares of relations, and which of them each relation has."""
    columns = [view.column(name) for name in ("share", "share_min", "share_max", "interest")]
    key = np.zeros(len(relations), np.int64)
    for column in columns:
        key = key * (len(column.values) + 1) + column.codes[relations] + 1
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    side = 0 if level == CERTAIN else 1
    found = []
    for relation in relations[first].tolist():
        codes = [int(column.codes[relation]) for column in columns]
        values = [column.values[code] if code >= 0 else None for column, code in zip(columns, codes, strict=True)]
        found.append(interval(*values)[side])
    return found, which


def interval(
    share: Decimal | None, least: Decimal | None, most: Decimal | None, interest: Interest | None
) -> tuple[Decimal, Decimal]:
    """Return between which shares a stake lies, by what is stated or said of it."""
    if share is not None and least is None and most is None:
        return share, share
    if share is not None:  # one is stated and the other said: both are kept in view
        return min(share, NOTHING if least is None else least), max(share, WHOLE if most is None else most)
    bare_subsidiary = interest is Interest.SUBSIDIARY and least is None and most is None
    usual = HALF if bare_subsidiary else NOTHING
    return usual if least is None else least, WHOLE if most is None else most
