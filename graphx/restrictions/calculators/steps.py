"""Steps back to the listed, found when somebody asks: an answer shows few of those whom a calculator adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

Steps = tuple[tuple[int, int], ...]
"""The relations of an entity that lead back, each with the restricted entity nearer the listed."""


class ToldSteps(Mapping[int, Steps]):
    """Whom a calculator adds, in its order, each with its steps."""

    def __init__(self, added: Iterable[int], steps: Callable[[int], Steps]) -> None:
        """Keep who is added, and how to find the steps of one of them."""
        self._added = dict.fromkeys(added)
        self._steps = steps

    def __getitem__(self, entity: int) -> Steps:
        """Return the steps of one who is added."""
        if entity not in self._added:
            raise KeyError(entity)
        return self._steps(entity)

    def __contains__(self, entity: object) -> bool:
        """Say whether an entity is added."""
        return entity in self._added

    def __iter__(self) -> Iterator[int]:
        """Iterate over who is added, nearest first."""
        return iter(self._added)

    def __len__(self) -> int:
        """Return how many are added."""
        return len(self._added)
