"""Look-through: the economic share, which multiplies along a chain and adds over chains.

Source: 42 CFR 455.102 (10 % of 80 % is 8 %). With circles the sums over all chains are the solution of a linear
system; it is solved circle by circle from the listed downwards.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, localcontext
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

from graphx.restrictions.calculators.steps import ToldSteps
from graphx.restrictions.stakes import NOTHING, WHOLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from graphx.restrictions.calculators.steps import Steps
    from graphx.restrictions.stakes import Stakes

DIGITS: Final = 60
"""Of every intermediate result: products of a dozen shares are exact."""
SAME: Final = Decimal("1e-40")
"""What lies no further apart than this is equal: far above rounding, far below any difference of stated shares."""


def look_through(stakes: Stakes, restricted: Collection[int], threshold: Decimal) -> Mapping[int, Steps]:
    """Return whose look-through share reaches the threshold; steps are all stakes of all chains."""
    known = set(restricted)
    shares = effective_shares(stakes, known)
    enough = threshold - SAME

    def steps(entity: int) -> Steps:
        """Return every stake on a chain from the restricted, whoever lies between."""
        found: list[tuple[int, int]] = []
        waiting, seen = [entity], {entity}
        for each in waiting:  # grows while it is walked
            for stake in stakes.owners(each):
                if stake.share and (stake.other in known or stake.other in shares):
                    found.append((stake.relation, stake.other))
                    if stake.other not in known and stake.other not in seen:
                        seen.add(stake.other)
                        waiting.append(stake.other)
        return tuple(found)

    return ToldSteps((entity for entity, share in shares.items() if share >= enough), steps)


def effective_shares(stakes: Stakes, restricted: Collection[int]) -> dict[int, Decimal]:
    """Return, for everyone below the restricted, what these hold over all chains together, at most 1.

    It is the least fixpoint of the capped sums: stakes that add up to more than a whole, as maxima may, hold the whole.
    Nearest the restricted first; cost: O(stakes) beside the circles.
    """
    with localcontext(prec=DIGITS):
        return _Sums(stakes, set(restricted)).shares()


class _Sums:
    """Sums over chains, settled owner by owner: whoever waits for nobody, then circle by circle."""

    def __init__(self, stakes: Stakes, known: Collection[int]) -> None:
        self._stakes = stakes
        self._parts: dict[int, Decimal] = {}
        self._settled: dict[int, Decimal] = {}
        self._owed: dict[
            int, Decimal
        ] = {}  # what settled owners hold of each entity below, in the order it was reached
        self._owners_left: dict[int, int] = {}
        waiting = sorted(known)
        for owner in waiting:  # grows while it is walked: breadth first
            is_known = owner in known
            for other, share, *_ in stakes.holdings(owner):
                if share and other not in known:
                    if other not in self._owed:
                        waiting.append(other)
                        self._owed[other] = NOTHING
                        self._owners_left[other] = 0
                    if is_known:
                        self._owed[other] += self._part(share)
                    else:
                        self._owners_left[other] += 1

    def _part(self, share: int) -> Decimal:
        part = self._parts.get(share)
        if part is None:
            part = self._parts[share] = Decimal(share) / self._stakes.whole
        return part

    def shares(self) -> dict[int, Decimal]:
        self._settle_on(entity for entity, left in self._owners_left.items() if not left)
        if len(self._settled) < len(self._owed):
            circles = self._circles()
            within = {entity for circle in circles for entity in circle}
            for circle in circles:
                if len(circle) == 1:
                    freed = self._settle(circle[0], min(self._owed[circle[0]], WHOLE))
                else:
                    solved = self._solved(circle)
                    freed = [each for entity in circle for each in self._settle(entity, solved[entity])]
                self._settle_on(each for each in freed if each not in within)
        return {entity: self._settled[entity] for entity in self._owed}

    def _settle_on(self, free: Iterable[int]) -> None:
        """Settle who waits for nobody, and whoever waits for nobody then."""
        waiting = list(free)
        for entity in waiting:  # grows while it is walked
            waiting += self._settle(entity, min(self._owed[entity], WHOLE))

    def _settle(self, entity: int, share: Decimal) -> list[int]:
        """Settle an entity's share, and return whoever waits for nobody any more."""
        self._settled[entity] = share
        freed = []
        for other, held, *_ in self._stakes.holdings(entity):
            if held and other in self._owners_left and other not in self._settled:
                self._owed[other] += share * self._part(held)
                self._owners_left[other] -= 1
                if not self._owners_left[other]:
                    freed.append(other)
        return freed

    def _circles(self) -> list[list[int]]:
        """Return who is on a circle or between circles, owners before the owned, each circle together."""
        import networkx as nx  # noqa: PLC0415  # why: heavy, and only needed here

        rest = {entity: 0 for entity in self._owed if entity not in self._settled}
        for entity in rest:
            rest[entity] = sum(1 for stake in self._stakes.holdings(entity) if stake.share and stake.other in rest)
        idle = [entity for entity, holdings in rest.items() if not holdings]
        for entity in idle:  # grows while it is walked: whoever holds nothing that waits is below all circles
            del rest[entity]
            for stake in self._stakes.owners(entity):
                if stake.share and stake.other in rest:
                    rest[stake.other] -= 1
                    if not rest[stake.other]:
                        idle.append(stake.other)
        chains: nx.DiGraph[int] = nx.DiGraph()
        chains.add_nodes_from(sorted(rest))
        chains.add_edges_from(
            (entity, stake.other)
            for entity in sorted(rest)
            for stake in self._stakes.holdings(entity)
            if stake.share and stake.other in rest
        )
        condensed = nx.condensation(chains)
        ordered = nx.lexicographical_topological_sort(condensed)
        return [sorted(condensed.nodes[number]["members"]) for number in ordered]

    def _solved(self, circle: Sequence[int]) -> dict[int, Decimal]:
        """Return the shares of a circle, whose owners outside are settled."""
        inside = set(circle)
        rows = {}
        for entity in circle:
            row = rows[entity] = _Row()
            row.constant = self._owed[entity]
            held = ((stake.other, stake.share) for stake in self._stakes.owners(entity) if stake.other in inside)
            row.parts = {other: self._part(share) for other, share in held if share}
        solved = _solve(rows, frozenset())
        return _solve_capped(rows) if solved is None or max(solved.values()) > WHOLE else solved


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
