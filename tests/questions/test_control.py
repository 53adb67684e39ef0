"""What `control` and `restricted` answer, and what --calculator changes."""

from __future__ import annotations

import random

import pytest

from graphx.errors import QuestionError
from graphx.questions.control import control
from graphx.questions.exposure import exposures
from graphx.questions.frame import Options, view_of
from graphx.questions.impact import impact
from graphx.questions.restricted import restricted
from graphx.restrictions.restricted import restricted_set
from tests.notation import graph
from tests.restrictions.test_calculators import DAY
from tests.restrictions.test_reach import random_world

STRUCTURES = {  # domain facts: OFAC FAQ 401 and what follows from its definition; cascade, look-through of the last
    "a half of a half": ("b > OWNED_BY{share: 0.5} > a > OWNED_BY{share: 0.5} > x", "b", True, 0.25),
    "two quarters over two halves": (
        "a > OWNED_BY{share: 0.5} > x\n b > OWNED_BY{share: 0.5} > x\n"
        "c > OWNED_BY{share: 0.25} > a\n c > OWNED_BY{share: 0.25} > b",
        "c",
        True,
        0.25,
    ),
    "a tenth beside forty through a half": (
        "a > OWNED_BY{share: 0.5} > x\n b > OWNED_BY{share: 0.1} > x\n b > OWNED_BY{share: 0.4} > a",
        "b",
        True,
        0.3,
    ),
    "one of the two owners below a half": (
        "a > OWNED_BY{share: 0.5} > x\n b > OWNED_BY{share: 0.25} > x\n"
        "c > OWNED_BY{share: 0.25} > a\n c > OWNED_BY{share: 0.25} > b",
        "c",
        False,
        0.1875,
    ),
    "all of a quarter": ("b > OWNED_BY{share: 1} > a > OWNED_BY{share: 0.25} > x", "b", False, 0.25),
    "three steps of 51": (
        "c > OWNED_BY{share: 0.51} > b > OWNED_BY{share: 0.51} > a > OWNED_BY{share: 0.51} > x",
        "c",
        True,
        0.132651,
    ),
}


def world(stakes: str, extends_to: str = "cascade") -> str:
    return (
        f"a:organization\n b:organization\n c:organization\n y:organization\n"
        f"x:organization > LISTED_ON > list-a:restriction{{extends_to: {extends_to}}}\n{stakes}"
    )


def at(text, day=DAY):
    return view_of(graph(text), as_of=day)


def rows(answer, entity):
    found = next((each for each in answer.answers if each.entity == entity), None)
    every = (*found.restricted, *found.not_restricted) if found else ()
    return {row.calculator: row for row in every}


@pytest.mark.parametrize("name", STRUCTURES)
def test_the_structures_of_the_half_rule(name):
    stakes, last, reached, share = STRUCTURES[name]
    found = rows(control(at(world(stakes)), last), last)
    assert found["cascade"].own
    assert (found["cascade"].certainty == "certain") is reached
    assert not found["look_through"].own
    assert found["look_through"].certainty == "out"
    assert [float(part) for part in found["look_through"].share] == [share, share]


def test_shares_between_bounds_are_possible_and_told_as_an_interval():
    answer = control(at(world("a > OWNED_BY{share_min: 0.3, share_max: 0.6} > x")))
    row = rows(answer, "a")["cascade"]
    assert (row.certainty, *map(float, row.share)) == ("possible", 0.3, 0.6)
    assert [(hop.source, hop.target) for hop in row.because] == [("a", "x")]


def test_two_ways_that_reach_only_together_are_both_told():
    stakes = "b > OWNED_BY{share: 0.2, interest: control} > a > OWNED_BY{share: 0.5} > x"
    found = rows(control(at(world(stakes, "[cascade, control]"))), "b")
    assert {name for name, row in found.items() if row.own} == {"cascade", "control"}
    assert {hop.target for hop in found["control"].because} == {"a", "x"}


def test_what_control_calls_own_is_whom_the_restricted_set_reaches():
    reached = 0
    for seed in range(120):
        view = view_of(graph(random_world(random.Random(seed))), as_of=DAY)
        base, full = restricted_set(view, reaches=()).groups, restricted_set(view).groups
        expected = {
            (view.graph.ids[group], view.graph.ids[entity])
            for group, members in full.items()
            if group >= 0
            for entity, member in members.items()
            if member != base[group].get(entity)
        }
        answer = control(view)
        found = {(row.restriction, each.entity) for each in answer.answers for row in each.restricted if row.own}
        assert found == expected, seed
        reached += len(found)
    assert reached > 200


def test_a_chart_tells_owners_holdings_the_top_and_circles():
    stakes = """
    a > OWNED_BY{share: 0.4} > b > OWNED_BY{share: 0.5} > x
    b > OWNED_BY{share: 0.2} > a
    c > OWNED_BY{share: 0.75} > a
    c > OWNED_BY{share: 0.1} > y
    """
    (answer,) = control(at(world(stakes)), "c").answers
    chart = answer.chart
    assert [(each.entity, each.depth, each.again) for each in chart.owners] == [
        ("a", 1, False),
        ("b", 2, False),
        ("x", 3, False),
        ("a", 3, True),
        ("y", 1, False),
    ]
    assert not chart.holdings
    assert chart.circles == (("a", "b"),)
    # a = 0.4 b, b = 0.5 + 0.2 a: a = 0.2 / 0.92
    assert [(each.entities, round(float(each.share[0]), 6)) for each in chart.ultimate] == [
        (("x",), round(0.75 * 0.2 / 0.92, 6)),
        (("y",), 0.1),
    ]


def test_a_circle_at_the_top_holds_as_one():
    stakes = "c > OWNED_BY{share: 0.3} > a > OWNED_BY{share: 0.9} > b > OWNED_BY{share: 0.9} > a\n c > OWNED_BY{share: 0.2} > b"
    (answer,) = control(at(world(stakes)), "c").answers
    assert [(each.entities, float(each.share[1])) for each in answer.chart.ultimate] == [(("a", "b"), 0.5)]


def test_control_is_asked_of_organizations():
    with pytest.raises(QuestionError, match="no organization"):
        control(at(world("")), "list-a")


def sets(answer):
    return {each.restriction: {one.entity: one.certainty for one in each.restricted} for each in answer.sets}


def test_restricted_keeps_lists_apart_and_says_who_does_not_count_and_who_is_bound():
    text = """
    acme:organization > LISTED_ON > list-a:restriction
    acme > SUCCEEDED_BY{role: rename} > acme-new:organization
    maker:organization > LISTED_ON{status: proposed} > list-a
    other:organization > LISTED_ON{role: criteria} > list-b:restriction
    agency:organization > BOUND_BY > list-b
    buyer:organization > BOUND_BY{role: exempt} > list-b
    trusted:organization > LISTED_ON > list-c:restriction{type: white_list}
    """
    answer = restricted(at(text))
    assert sets(answer) == {
        "list-a": {"acme": "certain", "acme-new": "certain"},
        "list-b": {"other": "possible"},
        "list-c": {},
    }
    first, second, third = answer.sets
    assert [hop.source for hop in first.apart] == ["maker"]
    assert [(each.role, each.entity) for each in second.bound] == [("bound", "agency"), ("exempt", "buyer")]
    assert third.never_restricts
    assert [hop.source for hop in third.apart] == ["trusted"]
    assert [way.how for one in first.restricted for way in one.why.ways] == ["listed", "succession"]
    assert sets(restricted(at(text), lists=["list-b"])) == {"list-b": {"other": "possible"}}


def test_a_or_b_on_two_lists_belongs_to_neither():
    text = """
    either:organization{roles: [one_of]}
    acme:organization > LISTED_ON > list-a:restriction
    borel:organization > LISTED_ON > list-b:restriction
    acme > MEMBER_OF > either
    borel > MEMBER_OF > either
    """
    answer = restricted(at(text))
    assert sets(answer) == {
        "list-a": {"acme": "certain", "either": "possible"},
        "list-b": {"borel": "certain", "either": "possible"},
        None: {"either": "certain"},
    }
    (one,) = answer.sets[-1].restricted
    assert {each.restriction for each in one.why.because} == {"list-a", "list-b"}


def test_a_guideline_that_names_nobody_is_answered():
    answer = restricted(at("agency:organization > BOUND_BY > rule:restriction{type: guideline}"))
    assert [(each.restriction, len(each.restricted), len(each.bound)) for each in answer.sets] == [("rule", 0, 1)]


CHAIN = """
camp:site{complete: [all]} > SUPPLIED_BY > firm:organization{complete: [all]}
firm > OWNED_BY{share: 0.3} > acme:organization > LISTED_ON > list-a:restriction
acme > OWNED_BY{share: 0.9} > parent:organization
"""


@pytest.mark.parametrize(
    ("calculator", "verdict"),
    [(None, "clear"), ("cascade", "clear"), ("cascade:0.3", "exposed"), ("affiliate", "exposed"), ("none", "clear")],
)
def test_a_calculator_asked_for_takes_the_place_of_the_restrictions_own(calculator, verdict):
    (answer,) = exposures(at(CHAIN), Options(calculator=calculator)).answers
    assert answer.verdict == verdict


def test_a_calculator_asked_for_extends_what_the_question_names():
    text = CHAIN.replace(" > LISTED_ON > list-a:restriction", "")
    (answer,) = exposures(at(text), Options(restricted=["acme"])).answers
    assert answer.verdict == "clear"
    (answer,) = exposures(at(text), Options(restricted=["acme"], calculator="affiliate")).answers
    (end,) = answer.restricted
    assert (answer.verdict, end.entity, end.why.because) == ("exposed", "firm", ())
    assert [(hop.source, hop.target) for hop in end.why.ownership] == [("firm", "acme")]
    assert not impact(at(text), ["parent"]).hit
    (hit,) = impact(at(text), ["parent"], Options(calculator="cascade:0.2")).hit
    assert (hit.entity, hit.certainty) == ("camp", "certain")
    assert {(hop.source, hop.target) for hop in hit.ownership} == {("firm", "acme"), ("acme", "parent")}


def test_who_may_own_an_end_is_asked_where_the_question_reaches_by_ownership():
    text = CHAIN.replace(" > LISTED_ON > list-a:restriction", "").replace(
        "firm:organization{complete: [all]}", "firm:organization{complete: [SUPPLIED_BY, SUBCONTRACTS_TO]}"
    )
    for calculator, verdict in ((None, "clear"), ("cascade", "unknown"), ("none", "clear")):
        (answer,) = exposures(at(text), Options(restricted=["acme"], calculator=calculator)).answers
        assert answer.verdict == verdict
        assert [gap.missing for gap in answer.frontier] == ([("OWNED_BY",)] if verdict == "unknown" else [])


@pytest.mark.parametrize(
    ("calculator", "message"),
    [
        ("casade", "no calculator is called casade"),
        ("cascade:1.5", "between 0 and 1"),
        ("none:0.5", "no threshold"),
        ("cascade:", "between 0 and 1"),
    ],
)
def test_a_calculator_that_is_none_is_refused(calculator, message):
    with pytest.raises(QuestionError, match=message):
        exposures(at(CHAIN), Options(calculator=calculator))
