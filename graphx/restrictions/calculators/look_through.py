"""Look-through: the economic share, which multiplies along a chain and adds over chains.

Source: 42 CFR 455.102 (10 % of 80 % is 8 %). With circles the sums over all chains are the solution of a linear
system; it is solved circle by circle from the listed downwards.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, localcontext
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

from graphx.restrictions.stakes import NOTHING, WHOLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from graphx.restrictions.stakes import Stakes

DIGITS: Final = 60
"""Of every intermediate result: products of a dozen shares are exact."""
SAME: Final = Decimal("1e-40")
"""What lies no further apart than this is equal: far above rounding, far below any difference of stated shares."""


def look_through(
    stakes: Stakes, restricted: Collection[int], threshold: Decimal
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return whose look-through share reaches the threshold; steps are all stakes of all chains."""
    known = set(restricted)
    shares = effective_shares(stakes, known)
    return {
        entity: _chains(stakes, entity, known, shares) for entity, share in shares.items() if share >= threshold - SAME
    }


def _chains(
    stakes: Stakes, entity: int, known: Collection[int], shares: Mapping[int, Decimal]
) -> tuple[tuple[int, int], ...]:
    """Return every stake on a chain from the restricted to an entity, whoever lies between."""
    steps: list[tuple[int, int]] = []
    waiting, seen = [entity], {entity}
    for each in waiting:  # grows while it is walked
        for stake in stakes.owners(each):
            if stake.share and (stake.other in known or stake.other in shares):
                steps.append((stake.relation, stake.other))
                if stake.other not in known and stake.other not in seen:
                    seen.add(stake.other)
                    waiting.append(stake.other)
    return tuple(steps)


def effective_shares(stakes: Stakes, restricted: Collection[int]) -> dict[int, Decimal]:
    """Return, for everyone below the restricted, what these hold over all chains together, at most 1.

    It is the least fixpoint of the capped sums: stakes that add up to more than a whole, as maxima may, hold the whole.
    """
    import networkx as nx  # noqa: PLC0415  # why: heavy, and only needed here

    known = set(restricted)
    found: dict[int, Decimal] = {}
    chains: nx.DiGraph[int] = nx.DiGraph()
    waiting = sorted(known)
    seen = set(known)
    for owner in waiting:  # grows while it is walked: breadth first
        for stake in stakes.holdings(owner):
            if stake.share and stake.other not in known:
                if owner not in known:
                    chains.add_edge(owner, stake.other)
                chains.add_node(stake.other)
                if stake.other not in seen:
                    seen.add(stake.other)
                    waiting.append(stake.other)
    circles = nx.condensation(chains)
    with localcontext(prec=DIGITS):
        for number in nx.lexicographical_topological_sort(circles):
            rows = _system(stakes, circles.nodes[number]["members"], known, found)
            solved = _solve(rows, frozenset())
            if solved is None or max(solved.values()) > WHOLE:
                solved = _solve_capped(rows)
            found |= dict(sorted(solved.items()))
    return found


class _Row:
    """What an entity's share is: a constant, and parts of other shares in the same circle."""

    def __init__(self) -> None:
        self.constant = NOTHING
        self.parts: dict[int, Decimal] = {}

    def with_whole(self, capped: frozenset[int]) -> _Row:
        """Return the row where some others are held at 1."""
        row = _Row()
        row.constant = self.constant + sum((self.parts[other] for other in capped & self.parts.keys()), NOTHING)
        row.parts = {other: part for other, part in self.parts.items() if other not in capped}
        return row


def _system(
    stakes: Stakes, members: Iterable[int], known: Collection[int], found: Mapping[int, Decimal]
) -> dict[int, _Row]:
    inside = set(members)
    rows = {}
    for entity in sorted(inside):
        row = rows[entity] = _Row()
        for stake in stakes.owners(entity):
            share = Decimal(stake.share) / stakes.whole
            if stake.other in known:
                row.constant += share
            elif stake.other not in inside:
                row.constant += share * found.get(stake.other, NOTHING)
            elif share:
                row.parts[stake.other] = share
    return rows


def _solve_capped(rows: dict[int, _Row]) -> dict[int, Decimal]:
    """Return the least solution of sums that stop at 1: from all at 1, those fall that their sums do not hold there.

    The sums are concave and everybody is reached, so no other solution is above 0 (policy iteration, Howard 1960).
    """
    solved = dict.fromkeys(rows, WHOLE)
    capped = frozenset(rows)
    while True:
        falling = {
            entity
            for entity in capped
            if rows[entity].constant + sum(part * solved[other] for other, part in rows[entity].parts.items())
            < WHOLE - SAME
        }
        if not falling:
            return solved
        capped -= falling
        solved = dict.fromkeys(capped, WHOLE) | (_solve(rows, capped) or {})


def _solve(system: dict[int, _Row], capped: frozenset[int]) -> dict[int, Decimal] | None:
    """Return the shares of all that are not held at 1; None where sums over chains have no bound.

    Gauss elimination: they have a bound exactly if every pivot is above 0, in whatever order (an M-matrix).
    """
    rows = {entity: row.with_whole(capped) for entity, row in system.items() if entity not in capped}
    uses: defaultdict[int, set[int]] = defaultdict(set)
    for entity, row in rows.items():
        for other in row.parts:
            uses[other].add(entity)
    eliminated: list[int] = []
    for entity in _least_connected_first(rows, uses):
        row = rows[entity]
        eliminated.append(entity)
        pivot = 1 - row.parts.pop(entity, NOTHING)
        uses[entity].discard(entity)
        if pivot <= SAME:
            return None
        row.constant /= pivot
        for other in row.parts:
            row.parts[other] /= pivot
            uses[other].discard(entity)
        for user in uses[entity]:
            factor = rows[user].parts.pop(entity)
            rows[user].constant += factor * row.constant
            for other, part in row.parts.items():
                rows[user].parts[other] = rows[user].parts.get(other, NOTHING) + factor * part
                uses[other].add(user)
    solution: dict[int, Decimal] = {}
    for entity in reversed(eliminated):
        row = rows[entity]
        solution[entity] = row.constant + sum((part * solution[other] for other, part in row.parts.items()), NOTHING)
    return solution


def _least_connected_first(rows: Mapping[int, _Row], uses: Mapping[int, set[int]]) -> Iterator[int]:
    """Yield every entity once, while the caller eliminates each: least fill first (Markowitz 1957), then by number."""
    waiting = [(len(row.parts) * len(uses.get(entity, ())), entity) for entity, row in rows.items()]
    heapify(waiting)
    while waiting:
        cost, entity = heappop(waiting)
        now = len(rows[entity].parts) * len(uses.get(entity, ()))
        if now > cost:
            heappush(waiting, (now, entity))
        else:
            yield entity
