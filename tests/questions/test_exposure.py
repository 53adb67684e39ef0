"""What an exposure says of an end that a listing reaches by ownership: the stakes are part of the proof."""

from __future__ import annotations

import pytest

from graphx.questions.exposure import exposures
from graphx.questions.frame import Options, view_of
from tests.notation import graph

OWNED = """
camp:site{complete: [all]} > SUPPLIED_BY > firm:organization{complete: [all]}
firm > OWNED_BY{share: 0.3} > left:organization > OWNED_BY{share: 0.9} > parent:organization
firm > OWNED_BY{share: 0.2} > right:organization > OWNED_BY{share: 0.5} > parent
firm > OWNED_BY{share: 0.1} > parent
firm > OWNED_BY{share: 0.4} > stranger:organization
parent > LISTED_ON > list-a:restriction{extends_to: cascade}
"""


def asked(world, **options):
    (answer,) = exposures(view_of(graph(world), as_of="2020-01-01"), Options(**options)).answers
    return answer


def test_the_largest_stakes_that_suffice_are_the_proof():
    (end,) = asked(OWNED).restricted
    assert (end.entity, end.certainty, end.hops) == ("firm", "certain", 1)
    assert [each.restriction for each in end.why.because] == ["list-a"]
    # 30 and 20 per cent are enough, so neither the tenth nor the stranger's stake is shown
    assert [(each.source, each.target) for each in end.why.ownership] == [
        ("firm", "left"),
        ("firm", "right"),
        ("left", "parent"),
        ("right", "parent"),
    ]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (("share: 0.9", "share_min: 0.4, share_max: 0.9"), "unknown"),  # left is possibly restricted
        (("share: 0.9", "share: 0.9, until: 2019-12-31"), "clear"),  # and was before
        (("share: 0.9", "share: 0.9, until: 2020-01-02"), "exposed"),
        (("share: 0.3", "directness: indirect, share: 0.3"), "unknown"),
        (("cascade", "none"), "clear"),
        (("cascade", "cascade, status: suspended"), "unknown"),  # the list itself: nobody is listed, nothing is clear
        (("cascade", "cascade, since: 2020"), "unknown"),  # inside the year
    ],
)
def test_a_stake_counts_as_its_dates_and_bounds_say(change, verdict):
    assert asked(OWNED.replace(*change)).verdict == verdict


def test_equipment_flows_over_no_stake():
    world = OWNED.replace("parent > LISTED_ON", "parent > SUPPLIED_BY > acme:organization > LISTED_ON")
    assert asked(world).verdict == "clear"


@pytest.mark.parametrize(("second", "verdict"), [("list-a", "exposed"), ("list-b", "clear")])
def test_owners_add_up_under_one_restriction_only(second, verdict):
    world = f"""
    camp:site{{complete: [all]}} > SUPPLIED_BY > firm:organization{{complete: [all]}}
    list-a:restriction{{extends_to: cascade}}
    list-b:restriction{{extends_to: cascade}}
    firm > OWNED_BY{{share: 0.25}} > one:organization > LISTED_ON > list-a
    firm > OWNED_BY{{share: 0.25}} > two:organization > LISTED_ON > {second}
    """
    assert asked(world).verdict == verdict
