"""Truth in three values, exactly as Cypher has it: true, false, and None for unknown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Truth = bool | None


def every(truths: Iterable[Truth]) -> Truth:
    """AND: false if one is false, else unknown if one is unknown."""
    seen = list(truths)
    return False if False in seen else None if None in seen else True


def some(truths: Iterable[Truth]) -> Truth:
    """OR: true if one is true, else unknown if one is unknown."""
    seen = list(truths)
    return True if True in seen else None if None in seen else False


def negated(truth: Truth) -> Truth:
    """NOT: unknown stays unknown."""
    return None if truth is None else not truth


def compared(left: Any, operator: str, right: Any) -> Truth:
    """Compare two scalars; null on either side is unknown.

    Raises:
        ValueError: the two are of unlike types.
    """
    if left is None or right is None:
        return None
    if _sort(left) != _sort(right):
        raise ValueError(f"cannot compare {left!r} with {right!r}")
    match operator:
        case "=":
            return bool(left == right)
        case "<>":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


def contained(item: Any, items: Any) -> Truth:
    """IN: a missing list is unknown, the empty one holds nothing, null is found in no other list for sure."""
    return None if items is None else some(compared(item, "=", other) for other in items)


def _sort(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    raise ValueError(f"cannot compare {value!r}")
