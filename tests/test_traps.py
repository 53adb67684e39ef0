"""The traps of real reports: what a tool gets wrong that reads too quickly. Each is a fact that was published, in small."""

from __future__ import annotations

import pytest

import graphx
from graphx.cli.samples import sample_path
from graphx.questions.check import check
from graphx.questions.control import control
from graphx.questions.exposure import exposures
from graphx.questions.frame import Options, view_of
from graphx.questions.restricted import restricted
from graphx.readers.policies import read_policies
from graphx.restrictions.names import named
from graphx.restrictions.screening import Screen
from tests.notation import document, graph
from tests.restrictions.test_screening import party, said


def sample(name, **view):
    return view_of(graphx.load(sample_path(name)), **view)


def verdict(view, start, **options):
    (answer,) = exposures(view, Options(starts=[start], **options)).answers
    return answer.verdict


def checked(view, policy, rule, **options):
    """Return what a rule of a bundled policy says, by subject."""
    (answer,) = check(view, read_policies([policy]), **options).policies
    return {each.entity: each.verdict.value for each in answer.findings if each.rule == rule}


def test_a_base_on_an_operators_fibre_is_not_exposed_through_its_sisters_mobile_core():
    view = sample("croughton", as_of="2017-06-01")
    assert verdict(view, "raf-croughton", restricted=["huawei"]) != "exposed"
    assert verdict(view, "raf-croughton", restricted=["huawei"], assume_complete=True) == "clear"
    assert verdict(view, "ee", restricted=["huawei"], patterns=["core"]) == "exposed"


def test_equipment_of_an_owner_is_not_its_subsidiarys():
    view = sample("sprint-softbank", as_of="2018-12-07")
    assert verdict(view, "softbank", restricted=["huawei"]) == "exposed"
    assert verdict(view, "sprint", restricted=["huawei"]) != "exposed"


def test_a_carrier_that_its_parent_owns_is_unknown_and_not_exposed():
    world = """
    navy-guam:site{type: military_base} > SERVED_BY > docomo-pacific:organization{roles: [operator]}
    docomo-pacific > OWNED_BY{share: 1} > ntt-docomo:organization > SUPPLIED_BY > huawei:organization > LISTED_ON > list-a:restriction
    """
    assert verdict(view_of(graph(world), as_of="2018-12-07"), "navy-guam") == "unknown"


def test_two_claims_that_contradict_are_both_shown_and_decide_nothing():
    view = sample("seed-003-japan-procurement", as_of="2018-12-31")
    (answer,) = exposures(view, Options(starts=["kddi"], restricted=["huawei"])).answers
    assert answer.verdict == "unknown"
    polarities = {
        shown.claim.polarity for end in answer.restricted for hop in end.paths[0].hops for shown in hop.claims
    }
    assert {"asserts", "denies"} <= polarities


HIKVISION = """
hikvision:organization > OWNED_BY{share: 0.4155} > cetc:organization > OWNED_BY{share: 1} > sasac:organization{roles: [state]}
other-soe:organization > OWNED_BY{share: 1} > sasac
cetc > LISTED_ON > list-a:restriction
"""


def test_a_stake_below_a_half_is_no_cascade_but_an_affiliate_and_a_state_makes_no_affiliates():
    answer = control(view_of(graph(HIKVISION), as_of="2018-01-01"))
    found = {(each.entity, row.calculator): row.certainty for each in answer.answers for row in each.restricted}
    assert ("hikvision", "cascade") not in found
    assert found["hikvision", "affiliate"] == "certain"
    assert found["sasac", "affiliate"] == "certain"
    assert not any(entity == "other-soe" for entity, _ in found)


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2019-06-01", {"huawei"}),
        ("2019-10-09", {"huawei", "hikvision", "dahua", "hikvision-or-dahua"}),
    ],
)
def test_who_is_only_proposed_is_not_listed(day, names):
    (only,) = restricted(sample("seed-004-camera-makers", as_of=day)).sets
    assert {each.entity for each in only.restricted} == names


@pytest.mark.parametrize(("day", "reached"), [("2025-09-01", False), ("2025-10-15", True), ("2025-12-01", False)])
def test_a_subsidiary_is_reached_while_the_rule_is_in_force(day, reached):
    (only,) = restricted(sample("affiliates-rule", as_of=day)).sets
    assert ("bexley" in {each.entity for each in only.restricted}) is reached


ROAMING = """
us-889:restriction{type: statute}
agency-site:site{complete: [all]} > BOUND_BY > us-889
agency-site > SERVED_BY > own:network{complete: [all]}
guest:network{complete: [all]} > INTERCONNECTS_WITH > own
guest > DEPLOYS > radio:component{category: telecom, capabilities: [routes_user_data], complete: [all]}
radio > MADE_BY > huawei:organization{complete: [all]} > LISTED_ON > us-889
"""


def test_roaming_into_listed_equipment_is_excepted_and_ones_own_is_covered():
    view = view_of(graph(ROAMING), as_of="2021-01-01")
    assert checked(view, "us-889-a", "service") == {"agency-site": "allowed"}
    own = view_of(graph(f"{ROAMING}\nown > DEPLOYS > radio"), as_of="2021-01-01")
    assert checked(own, "us-889-a", "service") == {"agency-site": "prohibited"}


SINCLAIR = """
us-889:restriction{type: statute}
us-fcc-covered-list:restriction
naval-base:site{complete: [all]} > BOUND_BY > us-889
naval-base > DEPLOYS{purpose: security of government facilities} > antenna:component{category: telecom, capabilities: [], tags: [us-market], complete: [all]}
antenna > MADE_BY > sinclair:organization{complete: [all]} > OWNED_BY{share: 1} > norsat:organization{complete: [all]}
norsat > OWNED_BY{share: 1} > hytera:organization{complete: [all]} > LISTED_ON > us-fcc-covered-list
huawei:organization{complete: [all]} > LISTED_ON > us-889
"""


def test_an_antenna_that_cannot_route_data_is_excepted_and_its_maker_is_an_affiliate_all_the_same():
    view = view_of(graph(SINCLAIR), as_of="2023-06-01")
    assert checked(view, "us-889-a", "telecom") == {"naval-base": "allowed"}
    assert checked(view, "us-fcc-covered-list", "produced") == {"antenna": "prohibited"}


TIM = """
uk-direction-2022:restriction
tim:organization{complete: [all]} > BOUND_BY > uk-direction-2022
tim > OPERATES > access:network{domain: fixed_access, complete: [all]} > DEPLOYS{SHARE} > kit:component{complete: [all]}
kit > MADE_BY > huawei:organization{complete: [all]} > LISTED_ON > uk-direction-2022
"""


def test_a_fifth_passes_a_cap_fails_a_ban_and_without_a_share_nothing_is_evaluated():
    stated = view_of(graph(TIM.replace("SHARE", "share: 0.2")), as_of="2024-06-01")
    assert checked(stated, "uk-huawei-2022", "full-fibre-share") == {"tim": "allowed"}
    assert verdict(stated, "tim") == "exposed"
    silent = view_of(graph(TIM.replace("{SHARE}", "")), as_of="2024-06-01")
    assert checked(silent, "uk-huawei-2022", "full-fibre-share") == {"tim": "unknown"}


@pytest.mark.parametrize(("known", "until"), [("2019-01-01", "2020-12"), ("2020-05-01", "2023"), (None, "2024-03")])
def test_a_plan_slips_and_each_day_knew_another_date(known, until):
    view = sample("seed-003-japan-procurement", as_of="2019-01-01", known_at=known)
    (answer,) = exposures(view, Options(starts=["ee"], patterns=["core"], restricted=["huawei"])).answers
    (deploys,) = [hop for hop in answer.restricted[0].paths[0].hops if hop.type == "DEPLOYS"]
    assert deploys.fields["until"] == until


def test_a_brand_that_was_sold_is_no_longer_owned_and_may_still_be_made_by_the_seller():
    world = """
    lorex:organization{complete: [OWNED_BY]} > OWNED_BY{share: 1, until: 2022-11-24} > dahua:organization > LISTED_ON > list-a:restriction{extends_to: control}
    camera:component > SUPPLIED_BY > lorex
    camera > MADE_BY{status: trial} > dahua
    """
    before, after = (view_of(graph(world), as_of=day) for day in ("2022-11-23", "2022-11-24"))
    ends = {end.entity: end.certainty for end in exposures(before, Options(starts=["camera"])).answers[0].restricted}
    assert ends == {"lorex": "certain", "dahua": "possible"}
    ends = {end.entity: end.certainty for end in exposures(after, Options(starts=["camera"])).answers[0].restricted}
    assert ends == {"dahua": "possible"}


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("BIS Research", "Bureau of Industry and Security"),
        ("Honor", "Honor Device Co., Ltd."),
        ("EE", "EE"),
        ("BASE", "BASE"),
        ("Three", "Three"),
        ("BOZTEPE", "ZTE Corporation"),
    ],
)
def test_names_that_are_words_match_nobody_by_themselves(name, listed):
    assert said({"name": name}, {"name": listed})[0] != "match"


def test_the_later_stories_below_an_article_gave_no_facts():
    view = sample("seed-004-camera-makers")
    names = [entity.name for entity in view.graph.entities]
    for stranger in ("Powertech", "DBS Group", "NBA"):
        assert not Screen([party(stranger)]).hits([party(name) for name in names if named(name).words]), stranger


def test_two_articles_of_one_agency_are_one_root_source():
    world = """
    camp:site > SUPPLIED_BY > acme:organization > LISTED_ON > list-a:restriction
    """
    whole = document(world)
    whole["sources"] = [
        {"id": "agency", "title": "Story", "publisher": "Agency"},
        {"id": "paper", "title": "Story", "publisher": "Paper", "derived_from": ["agency"]},
        {"id": "blog", "title": "Story", "publisher": "Blog", "derived_from": ["paper"]},
    ]
    whole["relations"][0]["claims"] = [{"source": "paper"}, {"source": "blog"}]
    (answer,) = exposures(view_of(graph(whole), as_of="2020-01-01")).answers
    assert answer.restricted[0].paths[0].root_sources == 1


def test_the_same_camera_is_covered_at_the_gate_and_not_in_the_canteen():
    view = sample("rule-889")
    assert checked(view, "us-889-a", "video")["works-office"] == "prohibited"
    canteen = """
    us-889:restriction{type: statute}
    office:site{complete: [all]} > BOUND_BY > us-889
    office > DEPLOYS{purpose: canteen queue} > camera:component{category: video, complete: [all]}
    camera > MADE_BY > hikvision:organization{complete: [all]} > LISTED_ON > us-889
    """
    assert checked(view_of(graph(canteen), as_of="2021-01-01"), "us-889-a", "video") == {"office": "allowed"}
