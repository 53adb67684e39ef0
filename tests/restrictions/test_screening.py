"""Names against listed names: the traps of real lists, and the quick search against all pairs.

Kills, each tried: single words that match by themselves; resembling names that match; bands of length that are too narrow.
"""

from __future__ import annotations

import json
import random

import pytest
from rapidfuzz import fuzz

from graphx.model.records import Organization
from graphx.restrictions.names import LEAST_LETTERS, LEAST_RESEMBLANCE, Answer, named
from graphx.restrictions.screening import Screen

HUAWEI = {"name": "Huawei Technologies Co., Ltd.", "country": "CN"}
DAHUA = {"name": "Zhejiang Dahua Technology Co., Ltd.", "aliases": ["Dahua Technology"]}
ZTE = {"name": "ZTE Corporation", "country": "CN"}


def party(name="x", **fields):
    return Organization.model_validate({"id": "x", "kind": "organization", "name": name, **fields})


def said(entity, listed):
    """Return the answer and the rule for one entity and one listed party."""
    hits = Screen([party(**listed)]).hits([party(**entity)])
    return (hits[0].rule.answer, hits[0].rule.name) if hits else (Answer.NO, None)


@pytest.mark.parametrize(
    ("entity", "listed", "answer", "rule"),
    [
        ({"name": "DAHUA ELECTRONICS CORPORATION"}, DAHUA, "no", None),
        ({"name": "ZTE Parsian"}, ZTE, "no", None),
        ({"name": "BOZTEPE"}, ZTE, "no", None),
        ({"name": "Bureau of Industry and Security"}, {"name": "BIS Research"}, "no", None),
        ({"name": "Honor Finance"}, {"name": "Honor Device Co., Ltd."}, "no", None),
        ({"name": "HUAWEI TECHNOLOGIES CO LTD"}, HUAWEI, "match", "same name"),
        ({"name": "Huawei\u200b Technologies Company Limited"}, HUAWEI, "match", "same name"),
        ({"name": "Ｈｕａｗｅｉ Technologies Co., Ltd."}, HUAWEI, "match", "same name"),
        ({"name": "Huawei Technologies"}, HUAWEI, "match", "same name but for the legal form"),
        ({"name": "Huawei Technologies Inc."}, HUAWEI, "possible", "same name, another legal form"),
        ({"name": "Huawei Technologies Co., Ltd.", "country": "US"}, HUAWEI, "possible", "same name, but another country"),
        ({"name": "Huawei"}, HUAWEI, "possible", "same name but for general words"),
        ({"name": "華為"}, HUAWEI, "possible", "same name but for general words"),
        ({"name": "華為"}, {"name": "Huawei"}, "possible", "same sound in another script"),
        ({"name": "华为技术有限公司"}, {"name": "華為技術有限公司"}, "possible", "same sound in another script"),
        ({"name": "ZTE"}, ZTE, "possible", "same name but for the legal form"),
        ({"name": "Three"}, {"name": "Three"}, "possible", "same single word"),
        ({"name": "Huawei", "country": "CN"}, {"name": "HUAWEI", "country": "CN"}, "match", "same single word and country"),
        ({"name": "Нuawei Technologies Co., Ltd."}, HUAWEI, "possible", "same letters to the eye"),
        ({"name": "Ismail HANIYA"}, {"name": "HANIYA, Ismail"}, "possible", "same words in another order"),
        ({"name": "Hua Wei Technologies"}, HUAWEI, "possible", "same name written apart"),
        ({"name": "Zhejiang Dahau Technology"}, DAHUA, "possible", "resembling name"),
        ({"name": "ООО «Ромашка Связь»"}, {"name": "Общество с ограниченной ответственностью Ромашка Связь"}, "match", "same name"),
        ({"name": "Coop S.A."}, {"name": "COOP SA"}, "match", "same name"),
        ({"name": "Other", "aliases": ["Huawei Technologies Co., Ltd."]}, HUAWEI, "match", "same name"),
        ({"name": "Other", "identifiers": {"lei": "253400WSS48YWMBUA688"}}, {"name": "Y", "identifiers": {"lei": "253400wss48ywmbua688"}}, "match", "same lei 253400wss48ywmbua688"),
        ({"name": "Other", "identifiers": {"registration": "12 34"}}, {"name": "Y", "identifiers": {"registration": "34"}}, "possible", "same registration 34"),
        (
            {"name": "Acme Group Ltd", "identifiers": {"lei": "A"}},
            {"name": "Acme Group Ltd", "identifiers": {"lei": "B"}},
            "possible",
            "same name, but another lei",
        ),
    ],
)  # fmt: skip
def test_a_name_is_judged_by_a_rule(entity, listed, answer, rule):
    assert said(entity, listed) == (answer, rule)


def test_an_answer_shows_both_names_as_they_are_written_and_warns_of_mixed_scripts():
    (hit,) = Screen([party(**HUAWEI)]).hits([party("Other", aliases=["Нuawei Technologies Co., Ltd."])])
    assert (hit.name, hit.listed_name) == ("Нuawei Technologies Co., Ltd.", "Huawei Technologies Co., Ltd.")
    assert "mixes letters of several scripts" in hit.warning
    (plain,) = Screen([party("Ромашка Связь")]).hits([party("РОМАШКА СВЯЗЬ")])
    assert not plain.warning


def test_every_name_equals_itself_whatever_it_is():
    for name in ("有限公司", "Co., Ltd.", "…", "ООО", "A", "&", "Ω", "ﷺ"):
        assert said({"name": name}, {"name": name})[0] is not Answer.NO, name


def test_resembling_names_are_found_as_by_all_pairs():
    source = random.Random(7)
    letters = "abcdefgh "
    listed = ["".join(source.choice(letters) for _ in range(source.randrange(3, 60))) + "x" for _ in range(400)]

    def changed(name):
        place = source.randrange(len(name))
        return name[:place] + source.choice(letters) + name[place + source.randrange(3) :]

    own = [changed(changed(source.choice(listed))) for _ in range(700)]
    found = {
        (hit.entity, hit.party)
        for hit in Screen([party(name) for name in listed]).hits([party(name) for name in own])
        if hit.rule.name == "resembling name"
    }
    expected = set()
    for number, name in enumerate(own):
        for row, other in enumerate(listed):
            mine, theirs = (" ".join(sorted(named(each).words)) for each in (name, other))
            if min(len(mine), len(theirs)) >= LEAST_LETTERS and fuzz.ratio(mine, theirs) >= LEAST_RESEMBLANCE:
                expected.add((number, row))
    others = {
        (hit.entity, hit.party)
        for hit in Screen([party(name) for name in listed]).hits([party(name) for name in own])
        if hit.rule.name != "resembling name"
    }
    assert found == expected - others
    assert len(found) > 200


GRAPH = """graphx: 1
as_of: 2020-01-01
entities:
  - {id: camp, kind: site, name: Camp, complete: [all]}
  - {id: maker, kind: organization, name: "HUAWEI TECHNOLOGIES CO LTD", complete: [all]}
  - {id: brand, kind: organization, name: Huawei, complete: [all]}
relations:
  - {from: camp, type: SUPPLIED_BY, to: maker}
  - {from: camp, type: SUPPLIED_BY, to: brand}
"""


def test_accepted_matches_are_a_document_that_restricts(command, write):
    write("graph.yaml", GRAPH)
    done = command(
        "screen", "graph.yaml", "--list", "us-889", "-o", "overlay.yaml", "--format", "json", "--fail-on", "exposed"
    )
    assert done.code == 1
    answer = json.loads(done.out)
    assert answer["schema"] == "graphx.screen/1"
    assert [(each["entity"], each["list"], each["listed_id"], each["answer"]) for each in answer["matches"]] == [
        ("brand", "us-889", "huawei", "possible"),
        ("maker", "us-889", "huawei", "match"),
    ]
    assert command("validate", "overlay.yaml").code == 0
    exposure = json.loads(command("exposure", "graph.yaml", "overlay.yaml", "--format", "json").out)
    assert [(each["entity"], each["certainty"]) for each in exposure["answers"][0]["restricted"]] == [
        ("maker", "certain")
    ]
    command("screen", "graph.yaml", "--list", "us-889", "--accept", "possible", "-o", "overlay.yaml")
    exposure = json.loads(command("exposure", "graph.yaml", "overlay.yaml", "--format", "json").out)
    assert [(each["entity"], each["certainty"]) for each in exposure["answers"][0]["restricted"]] == [
        ("brand", "possible"),
        ("maker", "certain"),
    ]


def test_a_restriction_of_the_graph_is_a_list_and_those_it_names_are_not_compared(command, write):
    write(
        "graph.yaml",
        GRAPH.replace(
            "relations:",
            "  - {id: acme, kind: organization, name: Huawei Technologies}\n  - {id: r, kind: restriction, name: R}\nrelations:\n  - {from: acme, type: LISTED_ON, to: r}",
        ),
    )
    answer = json.loads(command("screen", "graph.yaml", "--list", "r", "--all", "--format", "json").out)
    assert [(each["entity"], each["answer"]) for each in answer["matches"]] == [
        ("brand", "possible"),
        ("maker", "match"),
    ]
    answer = json.loads(command("screen", "graph.yaml", "--list", "us-154", "--all", "--format", "json").out)
    assert {each["answer"] for each in answer["matches"]} == {"no"}
    wrong = command("screen", "graph.yaml", "--list", "us-888")
    assert (wrong.code, wrong.err) == (2, "graphx: --list us-888: there is no such list (did you mean us-889?)\n")
    assert command("screen", "graph.yaml", "--list", "tutorial").code == 0


def test_who_matches_nobody_is_told_with_the_nearest_name():
    (hit,) = Screen([party(**ZTE), party(**DAHUA)]).nearest([party("DAHUA ELECTRONICS CORPORATION")])
    assert (hit.rule.answer, hit.rule.name, hit.name, hit.listed_name) == (
        "no",
        "another name",
        "DAHUA ELECTRONICS CORPORATION",
        "Dahua Technology",
    )
    assert LEAST_RESEMBLANCE > hit.rule.score > 0
