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

    from graphx.restrictions.stakes import Stake, Stakes


def affiliate(
    stakes: Stakes, restricted: Collection[int], threshold: Decimal
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return the affiliates of the restricted: first all owners upwards, then all holdings downwards."""
    more_than = stakes.units(min(threshold, HALF))  # above a half it is control
    added: dict[int, tuple[tuple[int, int], ...]] = {}
    listed = sorted(restricted)
    directions: tuple[Callable[[int], Iterable[Stake]], ...] = (stakes.owners, stakes.holdings)
    for beyond in directions:
        waiting = [*listed, *(entity for entity in added if not stakes.is_state(entity))]
        reached = set(waiting)
        for entity in waiting:  # grows while it is walked: breadth first
            for stake in beyond(entity):
                if stake.other in reached or not (stake.controls or stake.share > more_than):
                    continue
                reached.add(stake.other)
                if stake.other not in added:
                    added[stake.other] = ((stake.relation, entity),)
                if not stakes.is_state(stake.other):
                    waiting.append(stake.other)
    return {entity: steps for entity, steps in added.items() if entity not in set(listed)}
