"""FollowTheMoney and BODS state plain facts: what nobody asserts or what is not in force is none, and is counted."""

from __future__ import annotations

import json

import pytest
import yaml

from graphx.graph.graph import Graph
from graphx.graph.view import OUT, Lens, View
from graphx.model.subgraph import Subgraph
from graphx.readers.imports import import_files
from graphx.restrictions.restricted import restricted_set
from graphx.writers.exporter import Lost
from tests.notation import graph
from tests.writers.test_exchange import told, written

ABOUT = ("entity", "asset", "subject", "predecessor", "member")
LIST = "{type: list}"


def drawn(text, **lists):
    """Return the dataset of lines `from TYPE to {fields}` between organizations and restrictions, whose fields `lists` gives."""
    relations = []
    for line in text.strip().splitlines():
        source, verb, target, *fields = line.split(maxsplit=3)
        relations.append({"from": source, "type": verb, "to": target, **_fields(*fields)})
    parties = {each[end] for each in relations for end in ("from", "to")} - lists.keys()
    entities = [{"id": name, "kind": "organization", "name": name} for name in sorted(parties)]
    entities += [{"id": name, "kind": "restriction", "name": name, **_fields(text)} for name, text in lists.items()]
    return graph({"graphx": "1", "as_of": "2024-01-01", "entities": entities, "relations": relations}).dataset


def _fields(text="{}"):
    return yaml.load(text, yaml.BaseLoader)


def ftm(text, **lists):
    """Return the properties of what joins parties, by schema and whom it is about, and what was lost."""
    lost = Lost()
    records = [json.loads(line) for line in written("ftm", Subgraph(drawn(text, **lists)), lost).splitlines()]
    links = [(each["schema"], each["properties"]) for each in records if "name" not in each["properties"]]
    return {
        (schema, *(properties[name][0] for name in ABOUT if name in properties)): properties
        for schema, properties in links
    }, told(lost)


def bods(text, **lists):
    """Return the interest of every stake by its two ends, and what was lost."""
    lost = Lost()
    statements = json.loads(written("bods", Subgraph(drawn(text, **lists)), lost))
    stakes = [each["recordDetails"] for each in statements if each["recordType"] == "relationship"]
    return {(each["subject"], each["interestedParty"]): each["interests"][0] for each in stakes}, told(lost)


def test_what_nobody_asserts_is_no_stake_no_link_and_no_sanction():
    text = """
    a OWNED_BY b {claims: [{polarity: denies}]}
    b SUPPLIED_BY c {claims: [{polarity: declines}]}
    c LISTED_ON l {claims: [{polarity: denies}]}
    a SUCCEEDED_BY c {claims: [{polarity: denies}]}
    a OWNED_BY c
    """
    records, lost = ftm(text, l=LIST)
    assert records.keys() == {("Ownership", "a")}
    assert records["Ownership", "a"]["owner"] == ["c"]
    assert lost == {
        "LISTED_ON relation that nobody asserts": 1,
        "OWNED_BY relation that nobody asserts": 1,
        "SUCCEEDED_BY relation that nobody asserts": 1,
        "SUPPLIED_BY relation that nobody asserts": 1,
        "restriction without a listing": 1,
    }
    stakes, lost = bods(text, l=LIST)
    assert stakes.keys() == {("a", "c")}
    assert lost["OWNED_BY relation that nobody asserts"] == 1


def test_whom_only_a_denied_stake_makes_an_asset_is_not_called_a_company():
    dataset = drawn("a OWNED_BY b {claims: [{polarity: denies}]}")
    records = [json.loads(line) for line in written("ftm", Subgraph(dataset)).splitlines()]
    assert {each["id"]: each["schema"] for each in records} == {"a": "LegalEntity", "b": "LegalEntity"}


@pytest.mark.parametrize(
    "fields",
    ["{type: white_list}", "{type: waiver}", "{type: list, status: proposed}", "{type: list, status: ended}"],
)
def test_to_be_named_by_what_restricts_nobody_is_no_sanction(fields):
    records, lost = ftm("a LISTED_ON l\nb LISTED_ON m", l=fields, m=LIST)
    assert records.keys() == {("Sanction", "b")}
    assert lost == {"LISTED_ON relation that restricts nobody": 1, "restriction without a listing": 1}


def test_who_comes_back_from_ftm_is_restricted_if_and_only_if_they_were(tmp_path):
    dataset = drawn(
        """
        trusted LISTED_ON white
        good LISTED_ON l {claims: [{polarity: denies}]}
        later LISTED_ON l {status: planned}
        bad LISTED_ON l
        """,
        white="{type: white_list}",
        l=LIST,
    )
    path = tmp_path / "export.json"
    path.write_text(written("ftm", Subgraph(dataset)), encoding="utf-8")
    for each in (dataset, import_files("ftm", [str(path)], as_of=None).dataset):
        view = View(Graph(each), Lens("2024-01-01"))
        levels = restricted_set(view).levels
        assert [view.graph.ids[number] for number, level in levels.items() if level > OUT] == ["bad"]


def test_the_reach_of_a_list_by_ownership_is_counted():
    assert ftm("a LISTED_ON l", l="{type: list, extends_to: cascade}")[1] == {"reach of a restriction by ownership": 1}


@pytest.mark.parametrize("claims", ["[{polarity: denies}, {}]", "[{confidence: 30}]"])
@pytest.mark.parametrize("form", [ftm, bods])
def test_what_is_only_possible_is_told(form, claims):
    facts, lost = form(f"a OWNED_BY b {{claims: {claims}}}")
    assert len(facts) == 1
    assert lost["relation that is only possible, written like a certain one"] == 1


def test_who_only_meets_a_criterion_or_is_on_a_list_on_trial_is_possibly_restricted():
    records, lost = ftm("a LISTED_ON l {role: criteria}\nb LISTED_ON m", l=LIST, m="{status: trial}")
    assert records.keys() == {("Sanction", "a"), ("Sanction", "b")}
    assert lost == {"relations that are only possible, written like certain ones": 2}


@pytest.mark.parametrize("status", ["removed", "ended", "planned", "proposed", "suspended"])
def test_what_is_not_in_force_is_no_fact(status):
    text = f"""
    a OWNED_BY b {{status: {status}}}
    b OWNED_BY c {{claims: [{{says: {{status: {status}}}}}]}}
    c LISTED_ON l {{status: {status}}}
    """
    for form in (ftm, bods):
        facts, lost = form(text, l=LIST)
        assert facts == {}
        assert lost[f"{status} OWNED_BY relations"] == 2
    assert ftm(text, l=LIST)[1][f"{status} LISTED_ON relation"] == 1


def test_what_ended_on_a_day_is_a_fact_until_then():
    text = "a OWNED_BY b {status: ended, until: 2020-05-01}"
    assert ftm(text)[0]["Ownership", "a"]["endDate"] == ["2020-05-01"]
    assert bods(text)[0]["a", "b"]["endDate"] == "2020-05-01"


def test_the_newest_claim_replaces_what_the_relation_states():
    text = """
    a OWNED_BY b {share: "0.9", claims: [{asserted: 2020, says: {share: "0.05", until: 2018-01-01}}, {asserted: 2019, says: {share: "0.5"}}, {confidence: 20, asserted: 2021, says: {share: "0.7"}}]}
    """
    records, lost = ftm(text)
    assert records["Ownership", "a"]["percentage"] == ["5"]
    assert records["Ownership", "a"]["endDate"] == ["2018-01-01"]
    assert lost["claims with values of their own, of which the newest are written"] == 3
    stakes, lost = bods(text)
    assert stakes["a", "b"]["share"] == {"exact": 5}
    assert stakes["a", "b"]["endDate"] == "2018-01-01"
    assert lost["claims with values of their own, of which the newest are written"] == 3


def test_bounds_that_a_claim_says_beside_an_exact_share_are_kept_in_view():
    text = 'a OWNED_BY b {share: "0.1", claims: [{says: {share_min: "0.05", share_max: "0.2"}}]}'
    assert ftm(text)[0]["Ownership", "a"]["percentage"] == ["5-20"]
    assert bods(text)[0]["a", "b"]["share"] == {"minimum": 5, "maximum": 20}


def test_a_sanction_lasts_as_long_as_both_its_listing_and_its_list():
    records, _ = ftm(
        """
        a LISTED_ON l {since: 2018-03-01}
        b LISTED_ON l {since: 2019-07-01, claims: [{says: {until: 2020-02-01}}]}
        """,
        l="{type: list, since: 2019, until: 2021-01-01}",
    )
    dates = {name: (each["startDate"], each["endDate"]) for (_, name), each in records.items()}
    assert dates == {"a": (["2019"], ["2021-01-01"]), "b": (["2019"], ["2020-02-01"])}


def test_what_ends_before_it_begins_holds_on_no_day():
    text = """
    a LISTED_ON l {since: 2022}
    a OWNED_BY b {since: 2020, claims: [{says: {until: 2019-01-01}}]}
    """
    records, lost = ftm(text, l="{type: list, until: 2021-01-01}")
    assert records == {}
    assert lost["LISTED_ON relation that ends before it begins"] == 1
    stakes, lost = bods(text, l=LIST)
    assert stakes == {}
    assert lost["OWNED_BY relation that ends before it begins"] == 1


def test_fields_that_have_no_place_are_counted():
    text = "a OWNED_BY b {status: held, role: quiet, synthetic: true, properties: {x: 1}}"
    both = {"`properties` of a relation": 1, "`status` of a relation": 1, "`synthetic` of a relation": 1}
    assert ftm(text)[1] == both
    assert bods(text)[1] == {**both, "`role` of a relation": 1}


def test_a_sanction_has_the_status_of_its_listing():
    records, lost = ftm("a LISTED_ON l {status: enacted, role: affiliate}", l=LIST)
    assert (records["Sanction", "a"]["status"], records["Sanction", "a"]["reason"]) == (["enacted"], ["affiliate"])
    assert lost == {}
