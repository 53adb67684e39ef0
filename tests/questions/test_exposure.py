"""What an exposure says where this version knows less than the rules ask."""

from __future__ import annotations

import pytest

from graphx.questions.exposure import exposures
from graphx.questions.frame import Options, view_of
from tests.notation import graph

OWNED = """
camp:site{complete: [all]} > SUPPLIED_BY > firm:organization{complete: [all]}
firm > OWNED_BY{share: 1} > parent:organization{complete: [all]}
parent > LISTED_ON > list-a:restriction{extends_to: cascade}
"""


@pytest.mark.parametrize("assume_complete", [False, True])
def test_nobody_is_clear_whose_supplier_has_owners_that_a_listing_may_reach_through(assume_complete):
    answer = exposures(view_of(graph(OWNED), as_of="2020-01-01"), Options(assume_complete=assume_complete))
    assert [(each.verdict, each.frontier) for each in answer.answers] == [("unknown", ())]
    assert answer.coverage.truncated == ("ownership",)
    assert answer.coverage.complete
    assert len(answer.warnings) == 1


def test_without_such_a_rule_owners_change_nothing():
    world = OWNED.replace("{extends_to: cascade}", "")
    answer = exposures(view_of(graph(world), as_of="2020-01-01"))
    assert [each.verdict for each in answer.answers] == ["clear"]
    assert (answer.coverage.truncated, answer.warnings) == ((), ())
