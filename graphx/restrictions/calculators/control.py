"""Control: whom the restricted control, by more than the threshold or by the interest itself, and so on downwards.

Source: NDAA FY2024 section 805 ("subject to the control of"); NDAA FY2019 section 889 ("subsidiary").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from graphx.restrictions.calculators.steps import Steps
    from graphx.restrictions.stakes import Stakes


def control(stakes: Stakes, restricted: Collection[int], threshold: Decimal) -> dict[int, Steps]:
    """Return who is controlled through any chain of control, nearest first."""
    enough = stakes.more_than(threshold)
    added: dict[int, Steps] = {}
    known = set(restricted)
    waiting = sorted(known)
    for owner in waiting:  # grows while it is walked: breadth first
        for other, share, relation, controls in stakes.holdings(owner):
            if other not in known and (controls or share >= enough):
                known.add(other)
                added[other] = ((relation, owner),)
                waiting.append(other)
    return added
