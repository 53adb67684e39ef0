"""Law: a cell gives back its text, defused or raw, and no defused cell is a formula."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphx.model.cells import bare, begins_like_formula, defused, property_cell, property_of, restored

TEXT = st.one_of(
    st.text(alphabet="'=+-@\t \r12.aｗ＝", max_size=6),
    st.sampled_from(['"12"', '"true"', '"a"', '"\\""', '""12""']),
    st.text(max_size=8),
)


@given(TEXT)
@example("'=1+1")
def test_a_cell_gives_back_its_text_however_it_was_written(text):
    assert restored(defused(text)) == restored(bare(text)) == text


@given(TEXT)
def test_no_defused_cell_is_a_formula(text):
    assert not begins_like_formula(defused(text))


@given(TEXT)
def test_a_text_that_is_no_formula_and_begins_with_no_quote_mark_is_its_own_cell(text):
    if not begins_like_formula(text.lstrip("'")):
        assert defused(text) == bare(text) == text


@given(st.one_of(TEXT, st.booleans(), st.integers(-(10**14), 10**14), st.sampled_from([0.5, -1.25, 12.75])))
def test_a_property_gives_back_its_value_and_its_type(value):
    again = property_of(property_cell(value))
    assert (again, type(again)) == (value, type(value))


@pytest.mark.parametrize(("cell", "value"), [('"', '"'), ('"a', '"a'), ('"a" b', '"a" b'), ("0854.40", "0854.40")])
def test_what_is_no_quoted_text_is_the_text_itself(cell, value):
    assert property_of(cell) == value
