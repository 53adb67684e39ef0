"""Rows in batches: so much is held, sent or written together."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield rows as lists of a size, the last one as long as what is left."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch
