"""Control: whom the restricted control, by more than the threshold or by the interest itself, and so on downwards.

Source: NDAA FY2024 section 805 ("subject to the control of"); NDAA FY2019 section 889 ("subsidiary").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from graphx.restrictions.stakes import Stakes


def control(stakes: Stakes, restricted: Collection[int], threshold: Decimal) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return who is controlled through any chain of control, nearest first."""
    more_than = stakes.units(threshold)
    added: dict[int, tuple[tuple[int, int], ...]] = {}
    known = set(restricted)
    waiting = sorted(known)
    for owner in waiting:  # grows while it is walked: breadth first
        for stake in stakes.holdings(owner):
            if stake.other not in known and (stake.controls or stake.share > more_than):
                known.add(stake.other)
                added[stake.other] = ((stake.relation, owner),)
                waiting.append(stake.other)
    return added
