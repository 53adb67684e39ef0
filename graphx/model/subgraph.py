"""A part of a dataset that was cut out to be handed on, and what a question found of each of its elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphx.model.dataset import Dataset
    from graphx.model.records import Identity

MARKS: Final = {name: f"risk_{name}" for name in ("certainty", "layer", "starts", "verdict", "restricted")}
"""The properties that hold marks in a file, by the name of what each tells; so begun that none equals a field of the model."""


def unmarked(properties: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return properties without the marks that an earlier export left: they answer another question."""
    return {key: value for key, value in (properties or {}).items() if key not in MARKS.values()} or None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a question found of an entity or a relation."""

    certainty: str
    """`certain` if an accepted certain walk to a certain end uses it, else `possible`."""
    layer: int | None = None
    """Hops from the nearest start, of a relation those of its nearer end; None for what only proves who is restricted."""
    starts: int = 0
    """How many starts it serves: those that have an accepted walk over it."""
    verdict: str | None = None
    """Of a start: exposed, unknown or clear."""
    restricted: str | None = None
    """Of a restricted end: certain or possible."""


@dataclass(frozen=True)
class Subgraph:
    """A dataset and the marks of its elements; a dataset as a whole has none."""

    dataset: Dataset
    entities: Mapping[str, Mark] = field(default_factory=dict)
    relations: Mapping[Identity, Mark] = field(default_factory=dict)
