"""A document in the making: its records are checked as those of a document are, without a tree of places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graphx.errors import Place
from graphx.model.records import RECORD_OF_KIND, Claim, Relation
from graphx.readers.document import checked
from graphx.readers.imports.draft import Draft, Drafted
from graphx.readers.located import InText

WHERE = Place("list.csv", 7)
FIELDS = sorted({*(name for each in RECORD_OF_KIND.values() for name in each.model_fields), *Relation.model_fields})
scalars = st.sampled_from(["", "a", "HAS_PART", "component", "2024", "0.5", "stated", 7, 0.5, None])
claims = st.lists(st.dictionaries(st.sampled_from(sorted(Claim.model_fields)), scalars, max_size=4), max_size=2)
values = st.one_of(
    scalars, st.lists(scalars, max_size=2), st.dictionaries(st.sampled_from(["x", "name"]), scalars), claims
)


@given(
    st.sampled_from([*RECORD_OF_KIND.values(), Relation]), st.dictionaries(st.sampled_from(FIELDS), values, max_size=6)
)
def test_a_drafted_record_is_checked_like_one_in_a_text(model, fields):
    drafted = Drafted(WHERE, fields)
    in_text = InText(drafted.node(), WHERE.file)
    assert checked(model, drafted, drafted.raw()) == checked(model, in_text, in_text.raw())
    assert drafted.place(("name",)) == in_text.place(("name",))


def test_a_remark_stays_on_its_line():
    draft = Draft("x")
    draft.remark(WHERE, "kept", "a\nb\x1b[0m")
    assert str(draft.remarks[0]) == "list.csv:7: kept: a\\nb\\x1b[0m"
