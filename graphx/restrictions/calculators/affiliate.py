"""Affiliate: owners, the owned, and whom an owner owns as well, each link above the threshold or control.

Source: 47 U.S.C. 153(2) and 47 CFR 2.903 ("more than 10 percent", either direction, common ownership). Owners are followed
upwards and from there what they own downwards, never up again: who else owns a part of an affiliate is none. A state is an
affiliate by its share, and neither its owners nor its other holdings are, unless the list names it itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.restrictions.stakes import HALF

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from decimal import Decimal

    from graphx.restrictions.calculators.steps import Steps
    from graphx.restrictions.stakes import Stake, Stakes


def affiliate(stakes: Stakes, restricted: Collection[int], threshold: Decimal) -> dict[int, Steps]:
    """Return the affiliates of the restricted: first all owners upwards, then all holdings downwards."""
    enough = stakes.more_than(min(threshold, HALF))  # above a half it is control
    added: dict[int, Steps] = {}
    restricted_already = set(restricted)
    listed = sorted(restricted_already)
    directions: tuple[Callable[[int], Iterable[Stake]], ...] = (stakes.owners, stakes.holdings)
    for beyond in directions:
        waiting = [*listed, *(entity for entity in added if not stakes.is_state(entity))]
        reached = set(waiting)
        for entity in waiting:  # grows while it is walked: breadth first
            for other, share, relation, controls in beyond(entity):
                if other not in reached and (controls or share >= enough):
                    reached.add(other)
                    if other not in added:
                        added[other] = ((relation, entity),)
                    if not stakes.is_state(other):
                        waiting.append(other)
    return {entity: steps for entity, steps in added.items() if entity not in restricted_already}
