"""Who holds which share of whom in a view: the smallest that is certain, or the greatest that is possible."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.graph.graph import per_value
from graphx.graph.view import CERTAIN
from graphx.model.records import Organization
from graphx.model.vocabulary import Directness, Interest, Role, Type

if TYPE_CHECKING:
    from collections.abc import Iterable

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
            indirect = per_value(view.column("directness"), lambda value: value is Directness.INDIRECT, 0)
            relations = relations[~indirect.astype(bool)[relations]]
        relations = relations[graph.source[relations] != graph.target[relations]]
        bounds, which = _bounds(view, relations, level)
        scale = max([0, *(-int(share.as_tuple().exponent) for share in bounds)])
        self.whole: int = 10**scale
        """How many units make a share of 1."""
        units = [int(share.scaleb(scale)) for share in bounds]
        ranked = sorted(set(units))
        rank_of = {unit: rank for rank, unit in enumerate(ranked)}
        ranks = np.array([rank_of[unit] for unit in units], np.intp)[which]
        interest = per_value(view.column("interest"), lambda value: value in CONTROLLING, 0).astype(bool)[relations]

        worst_first = ranks if level == CERTAIN else -ranks
        order = np.lexsort((relations, worst_first, graph.target[relations], graph.source[relations]))
        owned, owner = graph.source[relations[order]], graph.target[relations[order]]
        is_first = np.concatenate(([True], (owned[1:] != owned[:-1]) | (owner[1:] != owner[:-1])))[: len(order)]
        first = np.flatnonzero(is_first)
        self._owned, self._owner = owned[first].astype(np.intp), owner[first].astype(np.intp)
        self._share = [ranked[rank] for rank in ranks[order[first]].tolist()]
        self._relation = relations[order[first]]
        controls = interest[order]
        self._controls = np.logical_or.reduceat(controls, first) if len(first) else controls
        self._by_owner = np.argsort(self._owner, kind="stable")
        self._owners_sorted = self._owner[self._by_owner]
        self._states = frozenset(
            number
            for number, entity in enumerate(graph.entities)
            if isinstance(entity, Organization) and Role.STATE in (entity.roles or ())
        )

    def owners(self, entity: int) -> Iterable[Stake]:
        """Return who owns a part of an entity, by number."""
        first, last = np.searchsorted(self._owned, [entity, entity + 1]).tolist()
        return [self._stake(row, self._owner) for row in range(first, last)]

    def holdings(self, entity: int) -> Iterable[Stake]:
        """Return what an entity owns a part of, by number."""
        first, last = np.searchsorted(self._owners_sorted, [entity, entity + 1]).tolist()
        return [self._stake(row, self._owned) for row in self._by_owner[first:last].tolist()]

    def is_state(self, entity: int) -> bool:
        """Say whether an entity has the role of a state, at which affiliation stops."""
        return entity in self._states

    def units(self, share: Decimal) -> Fraction:
        """Return a share in this graph's units, exactly."""
        return Fraction(share) * Fraction(self.whole)

    def _stake(self, row: int, others: Ints) -> Stake:
        return Stake(int(others[row]), self._share[row], int(self._relation[row]), bool(self._controls[row]))


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
