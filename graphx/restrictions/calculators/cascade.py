"""Cascade: restricted if restricted owners together hold at least the threshold, and so on downwards.

Source: OFAC FAQ 399 to 401 (the 50 Percent Rule: "in the aggregate, directly or indirectly"); BIS Affiliates Rule of
2025-09-29. A half of a half restricts: what is added counts as a whole owner from then on.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from graphx.restrictions.stakes import Stakes


def cascade(stakes: Stakes, restricted: Collection[int], threshold: Decimal) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return the least fixpoint beyond the restricted, by rounds; steps are the largest stakes that suffice."""
    enough = stakes.units(threshold)
    held: defaultdict[int, int] = defaultdict(int)
    parts: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    added: dict[int, tuple[tuple[int, int], ...]] = {}
    known = set(restricted)
    newest = sorted(known)
    while newest:
        touched = set()
        for owner in newest:
            for stake in stakes.holdings(owner):
                if stake.other not in known and stake.share:
                    held[stake.other] += stake.share
                    parts[stake.other].append((-stake.share, stake.relation, owner))
                    touched.add(stake.other)
        newest = sorted(entity for entity in touched if held[entity] >= enough)
        known.update(newest)
        for entity in newest:
            steps, total = [], 0
            for less, relation, owner in sorted(parts[entity]):
                steps.append((relation, owner))
                total -= less
                if total >= enough:
                    break
            added[entity] = tuple(steps)
    return added
