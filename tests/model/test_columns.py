"""Columns as arrays: what stands where."""

from __future__ import annotations

import numpy as np
import pytest

from graphx.model.columns import PIECE, Column, looked_up, per_value, run_starts, span_of


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


@pytest.mark.parametrize("count", [0, 1, PIECE, 2 * PIECE + 7])
@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32])
def test_many_codes_are_looked_up_as_each_of_them(count: int, kind: type[np.integer]) -> None:
    table = np.array([2, 0, 1, 9], np.int8)
    codes = np.random.default_rng(count).integers(-1, 3, count).astype(kind)

    assert looked_up(table, codes).tolist() == [int(table[code]) for code in codes]


def test_a_code_that_no_table_has_is_told() -> None:
    with pytest.raises(IndexError):
        looked_up(np.array([1, 2], np.int8), np.array([0, 2], np.int32))


def test_what_is_the_same_for_every_value_is_so_for_every_row() -> None:
    column = Column(np.array([0, -1, 1, 0], np.int32), ["a", "b"])

    assert per_value(column, lambda _: 2, 2, np.int8).tolist() == [2, 2, 2, 2]
    assert per_value(column, lambda _: 1, 2, np.int8).tolist() == [1, 2, 1, 1]
    assert per_value(column, lambda value: 1 if value == "b" else 2, 2, np.int8).tolist() == [2, 2, 1, 2]


def test_a_run_begins_where_a_number_follows_another() -> None:
    assert run_starts(np.array([], np.int32)).tolist() == []
    assert run_starts(np.array([0, 0, 3, 3, 1, 0], np.int64)).tolist() == [0, 2, 4, 5]
