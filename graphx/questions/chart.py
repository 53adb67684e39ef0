"""Where an organization stands: its owners upwards, its holdings downwards, who stands at the top, and the circles."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from graphx.graph.view import CERTAIN, OUT, POSSIBLE
from graphx.model.vocabulary import Type
from graphx.restrictions.calculators.look_through import effective_shares
from graphx.restrictions.stakes import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graphx.graph.view import View
    from graphx.questions.evidence import Hop, Witness
    from graphx.restrictions.reach import StakesAt
    from graphx.restrictions.stakes import Stake

Share = tuple[Decimal, Decimal]
"""The smallest that is certain and the greatest that is possible, between 0 and 1."""
LEVELS: Final = (CERTAIN, POSSIBLE)


@dataclass(frozen=True)
class Branch:
    """An organization in a tree of owners or holdings, drawn from the root downwards."""

    entity: str
    depth: int
    """1 for a direct owner or holding."""
    share: Share
    stakes: tuple[Hop, ...]
    """The relations of this pair, all that are not out."""
    again: bool
    """Whether it stands in the tree above with what lies beyond it; it is not repeated."""


@dataclass(frozen=True)
class Holder:
    """Who stands at the top: an owner without owners, or a circle that nobody outside owns."""

    entities: tuple[str, ...]
    share: Share
    """By look-through: over all chains together."""


@dataclass(frozen=True)
class Chart:
    """Where an organization stands."""

    owners: tuple[Branch, ...]
    holdings: tuple[Branch, ...]
    ultimate: tuple[Holder, ...]
    circles: tuple[tuple[str, ...], ...]
    """Organizations that own one another around a circle, among its owners, its holdings and itself."""


class Charted:
    """Draws the owners, holdings, ultimate holders and circles of organizations in one view."""

    def __init__(self, view: View, witness: Witness, stakes: StakesAt) -> None:
        """Draw nothing yet."""
        self._view, self._witness, self._stakes = view, witness, stakes
        self._relations: dict[tuple[int, int], list[int]] = {}
        graph = view.graph
        for relation in graph.of_type(Type.OWNED_BY).tolist():
            if view.level[relation] > OUT:
                pair = int(graph.source[relation]), int(graph.target[relation])
                self._relations.setdefault(pair, []).append(relation)

    def chart(self, entity: int) -> Chart:
        """Return where an organization stands."""
        stakes = self._stakes(POSSIBLE)
        owners, above = self._tree(entity, stakes.owners, is_up=True)
        holdings, below = self._tree(entity, stakes.holdings, is_up=False)
        circles = self._circles({entity, *above, *below})
        return Chart(
            owners,
            holdings,
            ultimate=self._ultimate(entity, above, circles),
            circles=tuple(self._ids(circle) for circle in circles),
        )

    def _tree(
        self, root: int, beyond: Callable[[int], Iterable[Stake]], *, is_up: bool
    ) -> tuple[tuple[Branch, ...], list[int]]:
        """Return everybody beyond, depth first, each with what lies beyond it only once."""
        branches: list[Branch] = []
        expanded = {root: None}
        waiting = [(1, root, stake) for stake in self._largest_first(beyond(root))]
        while waiting:
            depth, near, stake = waiting.pop()
            pair = (near, stake.other) if is_up else (stake.other, near)
            again = stake.other in expanded
            branches.append(
                Branch(
                    self._view.graph.ids[stake.other],
                    depth,
                    (self._held(*pair, CERTAIN), self._held(*pair, POSSIBLE)),
                    tuple(self._witness.hop(each, reverse=False) for each in self._relations[pair]),
                    again,
                )
            )
            if not again:
                expanded[stake.other] = None
                waiting += [(depth + 1, stake.other, each) for each in self._largest_first(beyond(stake.other))]
        return tuple(branches), [entity for entity in expanded if entity != root]

    def _largest_first(self, stakes: Iterable[Stake]) -> list[Stake]:
        """Return stakes in the order in which a stack gives the largest first, then by id."""
        ids = self._view.graph.ids
        return sorted(stakes, key=lambda stake: (-stake.share, ids[stake.other]), reverse=True)

    def _held(self, owned: int, owner: int, level: int) -> Decimal:
        stakes = self._stakes(level)
        held = (stake.share for stake in stakes.owners(owned) if stake.other == owner)
        return Decimal(next(held, 0)) / stakes.whole

    def _circles(self, entities: set[int]) -> list[list[int]]:
        import networkx as nx  # noqa: PLC0415  # why: heavy, and only needed here

        within: nx.DiGraph[int] = nx.DiGraph()
        within.add_edges_from(
            (owned, stake.other)
            for owned in sorted(entities)
            for stake in self._stakes(POSSIBLE).owners(owned)
            if stake.other in entities
        )
        circles = [sorted(circle) for circle in nx.strongly_connected_components(within) if len(circle) > 1]
        return sorted(circles)

    def _ultimate(self, entity: int, above: Sequence[int], circles: Sequence[Sequence[int]]) -> tuple[Holder, ...]:
        """Return the owners that nobody outside owns; a circle at the top holds as one."""
        circle_of = {each: circle for circle in circles for each in circle}
        tops = {tuple(circle_of.get(each, (each,))) for each in above}
        holders = []
        for top in tops:
            outside = (stake for each in top for stake in self._stakes(POSSIBLE).owners(each) if stake.other not in top)
            if entity not in top and not any(outside):
                low, high = (effective_shares(self._stakes(level), top).get(entity, NOTHING) for level in LEVELS)
                holders.append(Holder(self._ids(top), (low, high)))
        return tuple(sorted(holders, key=lambda holder: (-holder.share[1], holder.entities)))

    def _ids(self, entities: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted(self._view.graph.ids[each] for each in entities))
