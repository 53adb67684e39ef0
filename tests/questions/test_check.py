"""What rule packs say of small graphs: each part of the form by itself, then the bundled packs.

Kills, each tried: a waiver that is over and still waives; shares of certain paths alone; exceptions before the rule itself.
"""

from __future__ import annotations

import json

import pytest
import yaml
from sarif_pydantic import Sarif

from graphx.errors import InvalidInputError
from graphx.questions.check import check, validate
from graphx.questions.frame import view_of
from graphx.readers.policies import bundled_policies, read_policies
from tests.notation import document, graph

DAY = "2022-01-01"
WORLD = """
agency:organization{roles: [agency], country: US, complete: [all]}
agency > BOUND_BY > act:restriction{type: statute}
agency > DEPLOYS > box:component{category: telecom, complete: [all]} > MADE_BY > acme:organization{complete: [all]} > LISTED_ON > act
"""
PATH = "(:Organization)-[:DEPLOYS]->(c:Component WHERE c.category = 'telecom')-[:MADE_BY]->(:Organization)"


def pack(tmp_path, name="own.yaml", /, rule=(), **policy):
    """Write a pack of one rule and read it."""
    rule = {
        "id": "boxes",
        "clause": "section 1",
        "says": "boxes",
        "to": {"lists": ["act"]},
        "paths": [PATH],
        **dict(rule),
    }
    whole = {
        "policy": "1",
        "id": "own",
        "title": "Own rule",
        "authority": "Somebody",
        "force": "statute",
        "since": "2020-01-01",
        "sources": [{"title": "The Act"}],
        "binds": {"whom": "Agencies", "bound_by": ["act"]},
        "rules": [rule],
        **policy,
    }
    (tmp_path / name).write_text(yaml.safe_dump(whole), encoding="utf-8")
    return read_policies([str(tmp_path / name)])


def found(tmp_path, world=WORLD, day=DAY, starts=(), rule=(), **policy):
    (answer,) = check(view_of(graph(world), as_of=day), pack(tmp_path, rule=rule, **policy), starts=starts).policies
    return answer


def said(*arguments, **options):
    return [(each.entity, each.verdict.value) for each in found(*arguments, **options).findings]


def test_a_walk_to_a_target_is_prohibited_with_clause_path_and_listing(tmp_path):
    (finding,) = found(tmp_path).findings
    assert (finding.entity, finding.verdict, finding.clause, finding.rule) == (
        "agency",
        "prohibited",
        "section 1",
        "boxes",
    )
    assert [(hop.type, hop.far) for hop in finding.path] == [("DEPLOYS", "box"), ("MADE_BY", "acme")]
    assert [each.restriction for each in finding.why.because] == ["act"]


@pytest.mark.parametrize(
    ("change", "verdict", "reason"),
    [
        (("", ""), "prohibited", "acme (on act) is reached: boxes"),
        (("category: telecom, ", "category: video, "), "allowed", "none is found"),
        (("category: telecom, ", ""), "unknown", "`category` of box not stated"),
        (("agency > DEPLOYS >", "agency > DEPLOYS{status: trial} >"), "unknown", "agency DEPLOYS box is not certain"),
        ((" > LISTED_ON > act", " > LISTED_ON{role: criteria} > act"), "unknown", "whether acme is meant"),
        ((" > LISTED_ON > act", ""), "unknown", "nobody is listed on act"),
        (("complete: [all]} > MADE_BY > acme", "complete: [LOCATED_IN]}\nacme"), "unknown", "box: MADE_BY"),
        (("complete: [all]} > MADE_BY > acme", "complete: [all]}\nacme"), "allowed", "none is found"),
        (("agency > BOUND_BY >", "agency > BOUND_BY{status: trial} >"), "unknown", "whether agency is bound"),
        (("agency > BOUND_BY >", "agency > BOUND_BY{role: exempt} >"), "allowed", "expressly not bound"),
        (("agency > BOUND_BY >", "agency > BOUND_BY{role: advised} >"), "allowed", "advised, and not bound"),
    ],
)
def test_what_the_facts_leave_open_is_unknown_and_named(tmp_path, change, verdict, reason):
    (finding,) = found(tmp_path, WORLD.replace(*change) if change[0] else WORLD).findings
    assert finding.verdict == verdict
    assert reason in finding.reason


def test_who_is_not_bound_is_not_asked_unless_the_question_does(tmp_path):
    world = WORLD.replace("agency > BOUND_BY > act:restriction{type: statute}", "act:restriction{type: statute}")
    assert said(tmp_path, world) == []
    assert said(tmp_path, world, starts=["agency"]) == [("agency", "prohibited")]
    by_selector = {"whom": "Agencies", "selectors": ["role:agency", "role:fund"]}
    assert said(tmp_path, world, binds=by_selector) == [("agency", "prohibited")]
    assert said(tmp_path, WORLD, binds={"whom": "x", "selectors": ["role:agency"], "except": ["country:US"]}) == [
        ("agency", "allowed")
    ]


def test_a_jurisdiction_binds_who_is_located_in_it(tmp_path):
    world = WORLD.replace(
        "agency > BOUND_BY >", "agency > LOCATED_IN{role: incorporated} > us:jurisdiction > BOUND_BY >"
    )
    assert said(tmp_path, world) == [("agency", "prohibited")]


@pytest.mark.parametrize(
    ("policy", "day", "in_force"),
    [
        ({"since": "2022-01-02"}, DAY, False),
        ({"until": "2022-01-01"}, DAY, False),
        ({"status": "proposed"}, DAY, False),
        ({"suspended": [{"since": "2021-06-01", "until": "2022-06-01"}]}, DAY, False),
        ({"suspended": [{"since": "2021-06-01", "until": "2022-01-01"}]}, DAY, True),
        ({"suspended": [{"since": "2021-06-01"}]}, "any", True),
    ],
)
def test_a_policy_applies_while_it_is_in_force(tmp_path, policy, day, in_force):
    answer = found(tmp_path, day=day, **policy)
    assert answer.in_force is in_force
    assert bool(answer.findings) is in_force


@pytest.mark.parametrize(
    "vague",
    [
        {"since": "2022"},
        {"suspended": [{"since": "2022"}]},
        {"suspended": [{"since": "2021", "until": "2022-01"}]},
        {"rule": {"since": "2022-01"}},
        {"status": "trial"},
    ],
)
def test_a_rule_that_is_only_possibly_in_force_prohibits_nothing(tmp_path, vague):
    (finding,) = found(tmp_path, **vague).findings
    assert finding.verdict == "unknown"
    assert "whether the rule is in force is not certain" in finding.reason


def test_a_rule_has_days_of_its_own(tmp_path):
    assert said(tmp_path, rule={"since": "2022-01-02"}) == []
    assert said(tmp_path, rule={"since": "2022-01-01"}) == [("agency", "prohibited")]


def test_a_list_that_the_graph_does_not_hold_is_no_clearance(tmp_path):
    (finding,) = found(tmp_path, rule={"to": {"lists": ["elsewhere"]}}).findings
    assert finding.verdict == "unknown"
    assert "does not hold the list elsewhere" in finding.reason


def test_only_some_parties_of_a_list_count_by_id_or_by_the_key_of_their_listing(tmp_path):
    assert said(tmp_path, rule={"to": {"lists": ["act"], "parties": ["acme"]}}) == [("agency", "prohibited")]
    assert said(tmp_path, rule={"to": {"lists": ["act"], "parties": ["borel"]}}) == [("agency", "unknown")]
    keyed = WORLD.replace("> LISTED_ON > act", "> LISTED_ON{key: borel} > act")
    assert said(tmp_path, keyed, rule={"to": {"lists": ["act"], "parties": ["borel"]}}) == [("agency", "prohibited")]


def test_ownership_is_the_rules_own(tmp_path):
    world = WORLD.replace(
        "acme:organization{complete: [all]} > LISTED_ON",
        "acme:organization{complete: [all]} > OWNED_BY{share: 0.3} > parent:organization{complete: [all]} > LISTED_ON",
    )
    assert said(tmp_path, world, rule={"ownership": {"calculator": "cascade"}}) == [("agency", "allowed")]
    (finding,) = found(tmp_path, world, rule={"ownership": {"calculator": "cascade", "threshold": "0.3"}}).findings
    assert finding.verdict == "prohibited"
    assert "through cascade" in finding.reason
    assert [(hop.source, hop.target) for hop in finding.why.ownership] == [("acme", "parent")]


def test_conditions_criteria_and_presumptions(tmp_path):
    (finding,) = found(tmp_path, rule={"verdict": "conditional", "conditions": ["a licence"]}).findings
    assert (finding.verdict, finding.conditions) == ("conditional", ("a licence",))
    assessed = WORLD.replace("> LISTED_ON > act", "> LISTED_ON{role: criteria} > act")
    assert said(tmp_path, assessed, rule={"criteria": "conditional"}) == [("agency", "conditional")]
    vague = WORLD.replace("category: telecom, ", "")
    assert said(tmp_path, vague, unknown="prohibited") == [("agency", "prohibited")]
    assert said(tmp_path, vague, unknown="prohibited", rule={"unknown": "allowed"}) == [("agency", "allowed")]


def test_an_exception_is_told_where_only_it_leads_to_a_target(tmp_path):
    exception = {
        "clause": "section 2",
        "says": "a mere connection",
        "paths": ["(:Organization)-[:SERVED_BY]->(:Network)-[:DEPLOYS]->(:Component)-[:MADE_BY]->(:Organization)"],
    }
    world = WORLD.replace("agency > DEPLOYS > box", "agency > SERVED_BY > net:network{complete: [all]} > DEPLOYS > box")
    (finding,) = found(tmp_path, world, rule={"exceptions": [exception]}).findings
    assert (finding.verdict, finding.clause) == ("allowed", "section 2")
    assert "a mere connection" in finding.reason
    assert finding.path[-1].far == "acme"
    both = f"{world}\nagency > DEPLOYS > box"
    assert said(tmp_path, both, rule={"exceptions": [exception]}) == [("agency", "prohibited")]


def test_a_target_on_a_white_list_of_exceptions_is_allowed(tmp_path):
    exception = {"clause": "section 3", "says": "it is approved", "listed_on": ["approvals"]}
    world = f"{WORLD}\nbox > LISTED_ON{{until: 2023}} > approvals:restriction{{type: white_list}}"
    assert said(tmp_path, world, rule={"exceptions": [exception]}) == [("agency", "allowed")]
    assert said(tmp_path, world, day="2024-01-01", rule={"exceptions": [exception]}) == [("agency", "prohibited")]


@pytest.mark.parametrize(("until", "verdict"), [("2022-09-30", "conditional"), ("2021-12-31", "prohibited")])
@pytest.mark.parametrize("of_list", [True, False])
def test_a_waiver_in_force_leaves_a_condition(tmp_path, until, verdict, of_list):
    own, relation = ("", f"{{until: {until}}}") if of_list else (f", until: {until}", "")
    world = f"{WORLD}\nagency > BOUND_BY{relation} > waiver:restriction{{type: waiver{own}}}"
    waivers = [{"list": "waiver", "clause": "section 4"}]
    assert said(tmp_path, world, rule={"waivers": waivers}) == [("agency", verdict)]


def test_a_white_list_asks_it_of_every_walk(tmp_path):
    world = """
    agency:organization{complete: [all]} > BOUND_BY > act:restriction{type: white_list}
    agency > DEPLOYS > good:component{category: telecom, complete: [all]} > MADE_BY > trusted:organization > LISTED_ON > act
    """
    every = {"quantifier": "every"}
    assert said(tmp_path, world, rule=every) == [("agency", "allowed")]
    other = f"{world}\nagency > DEPLOYS > bad:component{{category: telecom, complete: [all]}} > MADE_BY > other:organization"
    (finding,) = found(tmp_path, other, rule=every).findings
    assert (finding.verdict, finding.reason) == ("prohibited", "other is not on the white-list")
    maybe = f"{other}\nother > LISTED_ON{{status: trial}} > act"
    assert said(tmp_path, maybe, rule=every) == [("agency", "unknown")]
    nobody = f"{world}\nagency > DEPLOYS > odd:component{{category: telecom}}"
    assert said(tmp_path, nobody, rule=every) == [("agency", "unknown")]


CAPPED = """
op:organization{complete: [all]} > BOUND_BY > act:restriction
op > OPERATES > net:network{complete: [all]}
net > DEPLOYS{SHARE_A} > a:component{complete: [all]} > MADE_BY > acme:organization{complete: [all]} > LISTED_ON > act
net > DEPLOYS{SHARE_B} > b:component{complete: [all]} > MADE_BY > acme
net > DEPLOYS{share: 0.4} > c:component{complete: [all]} > MADE_BY > other:organization{complete: [all]}
"""


@pytest.mark.parametrize(
    ("first", "second", "verdict", "value", "most"),
    [
        ("share: 0.2", "share: 0.15", "allowed", 0.35, 0.35),
        ("share: 0.2", "share: 0.16", "prohibited", 0.36, 0.36),
        ("share: 0.2", "share_min: 0.1, share_max: 0.2", "unknown", 0.3, 0.4),
        ("share: 0.2", "share_min: 0.16, share_max: 0.2", "prohibited", 0.36, 0.4),
        ("share: 0.2", "", "unknown", 0.2, 1),
        ("share: 0.2", "share: 0.3, status: trial", "unknown", 0.2, 0.5),
        ("share: 0.2", "share: 0.3, status: planned", "allowed", 0.2, 0.2),
    ],
)
def test_shares_are_added_up_and_compared_with_the_cap(tmp_path, first, second, verdict, value, most):
    rule = {
        "share": {"of": "DEPLOYS", "most": "0.35", "denominator": "network"},
        "paths": ["(:Organization)-[:OPERATES]->(:Network)-[:DEPLOYS]->(:Component)-[:MADE_BY]->(:Organization)"],
    }
    (finding,) = found(tmp_path, CAPPED.replace("SHARE_A", first).replace("SHARE_B", second), rule=rule).findings
    measure = finding.measure
    assert (finding.verdict, float(measure.value), float(measure.most)) == (verdict, value, most)
    assert (float(measure.limit), measure.denominator) == (0.35, "network net")


def test_every_bundled_pack_is_whole_and_has_what_it_promises():
    packs = read_policies()
    validate(packs)
    assert len(packs) == 19
    assert {each.policy.id for each in packs} == set(bundled_policies())
    for each in packs:
        assert all(rule.clause and rule.says for rule in each.policy.rules), each.file


@pytest.mark.parametrize(
    ("rule", "policy", "message"),
    [
        ({"paths": ["(:Organization"]}, {}, "the pattern (:Organization"),
        ({"paths": ["(:Site)-[:MADE_BY]->(:Organization)"]}, {}, "the pattern (:Site)-[:MADE_BY]"),
        ({"to": "somebody"}, {}, "cannot be somebody (one of any)"),
        ({"verdict": "forbidden"}, {}, "forbidden"),
        ({"exceptions": [{"clause": "x", "says": "y"}]}, {}, "excepts nothing"),
        ({}, {"forse": "statute"}, "unknown field `forse`"),
        ({}, {"since": "2020-13-01"}, "`since`"),
        ({"since": "2021", "until": "2020"}, {}, "until 2020 cannot lie after since 2021"),
        ({"ownership": {"calculator": "cascade", "threshold": "2"}}, {}, "threshold"),
    ],
)
def test_a_bad_pack_is_told_with_its_place(tmp_path, rule, policy, message):
    with pytest.raises(InvalidInputError) as error:
        validate(pack(tmp_path, rule=rule, **policy))
    (problem,) = error.value.problems
    assert message in str(problem)
    assert problem.where.line > 1 or policy


def test_a_policy_nobody_knows_is_told_with_a_hint():
    with pytest.raises(InvalidInputError, match=r"us-889-c: there is no such policy \(did you mean us-889-b"):
        read_policies(["us-889-c"])


def test_the_command_gives_every_form_and_its_exit_code(command, write, tmp_path):
    world = document(WORLD)
    write("graph.json", json.dumps({**world, "as_of": DAY}))
    pack(tmp_path)
    asked = ("check", "graph.json", "--policy", "own.yaml")
    assert "prohibited  agency: acme (on act) is reached: boxes" in command(*asked).out
    answer = json.loads(command(*asked, "--format", "json").out)
    (policy,) = answer["policies"]
    assert (answer["schema"], policy["policy"], policy["as_of"], policy["in_force"]) == (
        "graphx.check/1",
        "own",
        DAY,
        True,
    )
    (finding,) = policy["findings"]
    assert {"entity", "verdict", "clause", "reason", "path"} <= set(finding)
    assert command(*asked, "--format", "csv").out.startswith("policy,in_force,entity,verdict,rule,clause,reason")
    assert command(*asked, "--format", "markdown").out.startswith("| policy |")
    assert command(*asked, "--fail-on", "prohibited").code == 1
    assert command(*asked, "--fail-on", "exposed").code == 1
    assert command(*asked).code == 0
    assert command("check", "graph.json", "--policy", "us-ofac-50", "--fail-on", "exposed").code == 0
    assert command("check", "graph.json", "--policy", "us-ofac-50", "--fail-on", "unknown").code == 1
    assert command("check", "graph.json").code == 0
    assert "us-889-a" in command("policy").out
    assert command("policy", "show", "us-889-a").out.startswith("policy: 1\n")
    assert command("policy", "validate", "own.yaml").out == "valid: 1 policy, 1 rule\n"


def test_sarif_is_valid_and_points_at_lines(command, write, tmp_path):
    write("a graph.json", json.dumps({**document(WORLD), "as_of": DAY}, indent=1))
    pack(tmp_path)
    done = command("check", "a graph.json", "--policy", "own.yaml", "--policy", "us-ofac-50", "-o", "out.sarif")
    assert done.code == 0, done.err
    log = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))
    Sarif.model_validate(log)
    (run,) = log["runs"]
    assert [(each["ruleId"], each["kind"], each["level"]) for each in run["results"]] == [
        ("own/boxes", "fail", "error"),
        ("us-ofac-50/dealings", "open", "none"),
    ]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} >= {each["ruleId"] for each in run["results"]}
    first = run["results"][0]
    assert [each["message"]["text"] for each in first["relatedLocations"]] == [
        "agency -DEPLOYS-> box",
        "box -MADE_BY-> acme",
    ]
    for location in first["locations"]:
        physical = location["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == "a%20graph.json"
        assert physical["region"]["startLine"] > 1
