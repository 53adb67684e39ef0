"""Columns as arrays: what stands where."""

from __future__ import annotations

import numpy as np
import pytest

from graphx.model.columns import span_of


@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_the_span_of_a_value_is_where_it_stands_among_sorted_numbers(kind: type[np.integer]) -> None:
    numbers = np.array([0, 0, 2, 2, 2, 5], kind)

    spans = [span_of(value, numbers) for value in range(7)]

    assert spans == [(0, 2), (2, 2), (2, 5), (5, 5), (5, 5), (5, 6), (6, 6)]


def test_the_numbers_are_not_copied_for_each_look() -> None:
    """Else each look costs as much as there are numbers: a millisecond for two millions."""

    class Watched(np.ndarray):
        def searchsorted(self, values: np.ndarray, **_: object) -> np.ndarray:  # type: ignore[override]
            assert values.dtype == self.dtype
            return np.asarray(self).searchsorted(values)

    numbers = np.array([1, 3], np.int32).view(Watched)

    assert span_of(3, numbers) == (1, 2)
