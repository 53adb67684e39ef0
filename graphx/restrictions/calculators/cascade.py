"""Cascade: restricted if restricted owners together hold at least the threshold, and so on downwards.

Source: OFAC FAQ 399 to 401 (the 50 Percent Rule: "in the aggregate, directly or indirectly"); BIS Affiliates Rule of
2025-09-29. A half of a half restricts: what is added counts as a whole owner from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.restrictions.calculators.steps import ToldSteps

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from graphx.restrictions.calculators.steps import Steps
    from graphx.restrictions.stakes import Stakes


def cascade(stakes: Stakes, restricted: Collection[int], threshold: Decimal) -> Mapping[int, Steps]:
    """Return the least fixpoint beyond the restricted, nearest first; steps are the largest stakes that suffice."""
    enough = stakes.at_least(threshold)
    round_of = dict.fromkeys(sorted(restricted), 0)
    held: dict[int, int] = {}
    waiting = list(round_of)
    for owner in waiting:  # grows while it is walked: breadth first
        for other, share, *_ in stakes.holdings(owner):
            if share and other not in round_of:
                held[other] = total = held.get(other, 0) + share
                if total >= enough:
                    round_of[other] = round_of[owner] + 1
                    waiting.append(other)

    def steps(entity: int) -> Steps:
        nearer = [
            stake for stake in stakes.owners(entity) if round_of.get(stake.other, len(waiting)) < round_of[entity]
        ]
        found, total = [], 0
        for stake in sorted(nearer, key=lambda stake: (-stake.share, stake.relation)):
            found.append((stake.relation, stake.other))
            total += stake.share
            if total >= enough:
                break
        return tuple(found)

    return ToldSteps(waiting[len(set(restricted)) :], steps)
