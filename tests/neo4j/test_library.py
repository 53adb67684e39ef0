"""Every query of the library on real servers: the answers that memory gives, quick, and planned without a Cartesian product."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from neo4j import GraphDatabase

from graphx.graph.view import CERTAIN, Lens, View
from graphx.model.vocabulary import Status, Type
from graphx.neo4j.client import connected
from graphx.neo4j.findings import put_findings
from graphx.neo4j.guide import parameters as told_in_the_guide
from graphx.neo4j.levels import view_parameters
from graphx.neo4j.library import arguments, queries
from graphx.neo4j.push import push
from graphx.neo4j.rows import plain, run, words
from graphx.neo4j.style import grass
from graphx.questions.exposure import exposures
from graphx.questions.frame import Options
from tests.all_samples import ODD, all_samples
from tests.library_answers import ANSWERS
from tests.library_world import World
from tests.notation import document, graph

LENSES = (
    Lens("2019-10-31"),
    Lens("2021-06-30", known_at="2020-06-30", min_confidence=71),
    Lens("2022-07-31", max_age="2y"),
    Lens("2024-06-01"),
    Lens("any", min_confidence=40, include=frozenset(Status(each) for each in ("planned", "proposed"))),
)
SECONDS = 2.0
JAPAN, CAMERAS, RURAL, TIERS = (
    *("seed-003-japan-procurement/", "seed-004-camera-makers/"),
    *("us-rural-carriers/", "subcontract-tiers/"),
)
SITES = [
    "tutorial/camp-amber",
    "tutorial/camp-birch",
    "listed-chip/harbour-gate",
    RURAL + "viaero-masts",
    "odd/base",
    "submarine-cable/kribi-landing",
]
TOLD: dict[str, list[dict[str, Any]]] = {
    "alternatives": [{"site": site} for site in (*SITES, "seed-000-bases-abroad/ramstein-ab")],
    "between-two-sites": [{"site": "odd/mast", "second": "odd/far"}],
    "blast-radius": [
        {"entity": each}
        for each in ("tutorial/meridian", JAPAN + "huawei", TIERS + "dunmore", "submarine-cable/huawei-marine")
    ],
    "claims-of-a-source": [{"source": each} for each in ("tutorial/survey", RURAL + "lightreading-2020")],
    "exposed-segments": [{}, {"domain": "core"}],
    "find": [{"text": "HUAWEI"}, {"text": "camp"}],
    "former-names": [
        {"entity": each} for each in ("succession/honor", "succession/honor-handsets", "succession/huawei")
    ],
    "holdings": [{"entity": each} for each in ("affiliates-rule/aldane", "sprint-softbank/softbank")],
    "learned-since": [{"earlier": each} for each in ("2018-12-07", "2020-01-01")],
    "listing-changes": [{"other": each} for each in ("2019-05-23", "2030-01-01")],
    "nearest-listed-supplier": [{"entity": each} for each in (*SITES, RURAL + "verizon", JAPAN + "kddi")],
    "neighbourhood": [{"entity": each} for each in ("tutorial/camp-amber", TIERS + "estermann")],
    "owners": [
        {"entity": each}
        for each in ("odd/brand-a", "affiliates-rule/elstow", "affiliates-rule/corvan", "sprint-softbank/sprint")
    ],
    "plan-history": [{"start": JAPAN + "ee-core", "target": JAPAN + "ee-core-equipment"}],
    "remaining-equipment": [{"vendor": JAPAN + "huawei"}, {"vendor": JAPAN + "huawei", "domain": "core"}],
    "research-list": [{"site": site} for site in SITES],
    "rule-changes": [{"other": each} for each in ("2019-05-23", "2030-01-01")],
    "single-points-of-failure": [{"site": site} for site in SITES],
    "subcontract-chains": [{"start": TIERS + each} for each in ("works-office", "survey-office", "alder")],
    "true-on-the-day": [{"entity": each} for each in (JAPAN + "huawei", CAMERAS + "dahua")],
    "uncertain-links": [{"site": site} for site in (*SITES, RURAL + "verizon", TIERS + "us-dod")],
    "vendor-shares": [
        {"network": each} for each in ("rule-uk-segments/fenland-fibre", "rule-uk-segments/moorland-fibre", "odd/net")
    ],
    "vendors-by-segment": [
        {"operator": each} for each in (JAPAN + "ee", JAPAN + "softbank", "tutorial/northwind", "odd/carrier")
    ],
}
"""What queries that must be told something are told; the others are told nothing."""


@pytest.fixture(scope="module")
def samples(connection):
    """An open connection to a server that holds every bundled graph side by side, and another dataset of nothing."""
    with connected(connection) as server:
        while server.write("MATCH (n) WITH n LIMIT 20000 DETACH DELETE n").nodes_deleted:
            pass
        push(server, all_samples(), "samples")
        push(server, graph({"graphx": "1", "entities": [], "relations": []}), "another")
        yield server


@pytest.fixture(scope="module")
def explained(connection):
    """A function that gives the plan of a query, and what the server has to say about it."""
    driver = GraphDatabase.driver(
        connection.uri,
        auth=(connection.username, connection.password.get_secret_value()),
        warn_notification_severity="OFF",
    )

    def explain(cypher):
        return driver.execute_query(f"EXPLAIN {cypher}", told_in_the_guide()).summary

    with driver:
        yield explain


DAY = Lens("2021-06-30")


def told_by(server, name, *given, dataset=None, lens=DAY):
    """Return the rows of a query as objects."""
    query = queries()[name]
    found = run(server, query, given, dataset=dataset, lens=lens if query.has_view else None, seconds=30)
    return [dict(zip(query.returns, row, strict=True)) for row in found.rows]


def told(parameters) -> list[str]:
    return [f"{name}={value}" for name, value in parameters.items()]


def comparable(rows) -> list[str]:
    """Return rows in one order, numbers as numbers and words as words; lists of names are sets here."""

    def spelled(cell) -> str:
        if isinstance(cell, list):
            cells = [spelled(each) for each in cell]
            return str(sorted(cells) if all(isinstance(each, str) for each in cell) else cells)
        return f"{cell:g}" if isinstance(cell, float) else str(cell)

    return sorted(" | ".join(map(spelled, row)) for row in rows)


@pytest.mark.takes_turns
@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_query_finds_what_memory_finds(samples, name):
    columns, answer = ANSWERS[name]
    query = queries()[name]
    best = SECONDS
    found_any = 0
    for lens in LENSES if query.has_view else LENSES[:1]:
        if name == "listing-changes" and lens.max_age:
            continue  # ages are counted back from one day there, as its head says, and from each in memory
        world = World(View(all_samples(), lens))
        for parameters in TOLD.get(name, [{}]):
            started = time.monotonic()
            found = run(samples, query, told(parameters), dataset=None, lens=lens, seconds=30)
            best = min(best, time.monotonic() - started)
            rows = [tuple(row[query.returns.index(column)] for column in columns) for row in found.rows]
            assert comparable(rows) == comparable(answer(world, **parameters)), (lens, parameters)
            assert not found.may_have_more
            found_any += len(rows)
    assert found_any
    assert best < SECONDS


def test_sites_are_exposed_by_the_pattern_of_dependency(samples):
    """What the query finds by name is what the main question finds, hop for hop."""
    lens = Lens("2024-06-01")
    view = View(all_samples(), lens)
    listed = World(view).listed
    answers = exposures(view, Options(starts=["kind:site"])).answers
    asked = {
        (each.entity, end.entity, end.hops)
        for each in answers
        for end in each.restricted
        if end.certainty == "certain" and listed.get(end.entity) == CERTAIN
    }
    assert {
        (row["site"], row["supplier"], row["hops"]) for row in told_by(samples, "exposed-sites", lens=lens)
    } == asked


def test_two_sites_are_joined_by_their_networks_and_what_stands_there_is_shown(samples):
    lens, told_of = Lens("2022-09-01"), ["site=odd/mast", "second=odd/far"]
    [row] = run(samples, queries()["between-two-sites"], told_of, dataset=None, lens=lens, seconds=30).rows
    path, equipment, suppliers = row
    assert words(path) == ("odd/mast -SERVED_BY-> odd/net-two <-INTERCONNECTS_WITH- odd/net <-SERVED_BY- odd/far")
    assert {words(each) for each in equipment} >= {
        "odd/mast -DEPLOYS-> odd/radio -MADE_BY-> odd/maker",
        "odd/net -DEPLOYS-> odd/radio -MADE_BY-> odd/maker",
    }
    assert suppliers == ["odd/maker"]
    apart = ["site=rule-clean-path/mission-east", "second=rule-clean-path/mission-west"]
    assert run(samples, queries()["between-two-sites"], apart, dataset=None, lens=lens, seconds=30).rows == ()


def test_entities_of_one_name_are_told_once_per_name(samples):
    found = run(samples, queries()["likely-duplicates"], [], dataset="samples", lens=None, seconds=30).rows
    assert ("brand a", "organization", ["odd/brand-a", "odd/brand-b"]) in found
    assert all(len(entities) == len(set(entities)) > 1 for _, _, entities in found)


@pytest.mark.takes_turns
@pytest.mark.parametrize("name", [name for name, query in queries().items() if query.has_dataset])
def test_another_dataset_of_the_server_is_not_looked_at(samples, name):
    query = queries()[name]
    lens = Lens("2021-06-30")
    given = arguments(query, told(TOLD.get(name, [{}])[0])) | view_parameters(lens) | {"dataset": "another"}
    found = [tuple(plain(cell) for cell in row) for row in samples.read(query.text, given)]
    if query.returns[-1] == "listed_suppliers":  # the ways of one site, and nobody is listed in the other dataset
        assert all(row[-1] == [] for row in found)
    elif "listed" in query.returns:
        assert all(row[query.returns.index("listed")] in (False, []) for row in found)
    else:
        assert found == []


@pytest.mark.usefixtures("samples")
@pytest.mark.parametrize("name", list(queries()))
def test_a_plan_has_no_cartesian_product_and_no_unbounded_walk(explained, name):
    summary = explained(queries()[name].text)
    steps = list(operators(summary.plan))
    assert not [step for step, _ in steps if step.startswith(("CartesianProduct", "AllNodesScan"))]
    unbounded = [
        step
        for step, details in steps
        if step.startswith("VarLength") and re.search(r"\*(\d+)?\.\.(?!\d)|2147483647", details)
    ]
    assert all(step.startswith("VarLengthExpand(Pruning") for step in unbounded)
    said = {each.gql_status for each in summary.gql_status_objects if each.is_notification}
    assert said <= UNKNOWN_YET


UNKNOWN_YET = {"01N50", "01N51", "01N52"}
"""A label, a type or a property that nothing bears yet: all that a server may have to say about a query."""


def operators(plan):
    yield plan["operatorType"], str(plan["args"].get("Details", ""))
    for child in plan.get("children", ()):
        yield from operators(child)


def test_every_label_on_a_server_has_a_rule_in_the_style(samples):
    labels = {record["label"] for record in samples.read("CALL db.labels() YIELD label RETURN label")}
    styled = set(re.findall(r"^node\.(\w+) \{$", "\n".join(grass()), re.MULTILINE))
    assert labels <= styled
    types = {
        record["type"]
        for record in samples.read("CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type")
    }
    assert {each for each in types if each in set(Type)} <= set(
        re.findall(r"^relationship\.(\w+) \{$", "\n".join(grass()), re.MULTILINE)
    )


def test_findings_are_shown_with_the_path_behind_them(samples):
    view = View(all_samples(), Lens("2024-06-01"))
    answer = exposures(view, Options(starts=["kind:site"]))
    put_findings(samples, push(samples, all_samples(), "samples"), "exposure", answer)
    found = run(samples, queries()["findings"], [], dataset="samples", lens=None, seconds=30)
    columns = [found.query.returns.index(name) for name in ("start", "verdict", "ends")]
    assert comparable([tuple(row[column] for column in columns) for row in found.rows]) == comparable(
        [(each.entity, str(each.verdict), [end.entity for end in each.restricted]) for each in answer.answers]
    )
    exposed = run(samples, queries()["findings"], ["verdict=exposed"], dataset=None, lens=None, seconds=30)
    assert {row[2] for row in exposed.rows} == {"exposed"}
    [(about, along, ends)] = run(
        samples, queries()["best-path"], ["entity=tutorial/camp-amber"], dataset=None, lens=None, seconds=30
    ).rows
    assert about["hops"][-1]["to"] == "tutorial/camp-amber"
    assert [each["hops"][-1]["to"].removeprefix("tutorial/") for each in along] == [
        "camp-amber",
        "northwind-mobile",
        "northwind-core",
        "subscriber-server",
        "meridian",
    ]
    assert [each["hops"][-1]["to"] for each in ends] == ["tutorial/meridian"]


OPERATED = """
camp:site > SERVED_BY > net:network
dito:organization{roles: [operator]} > OPERATES > net
dito > LISTED_ON > l:restriction{type: list}
clean:network
camp > SERVED_BY > clean
"""


def test_who_operates_what_stands_in_place_is_depended_on(empty_server):
    push(empty_server, graph(document(OPERATED)), "operated")
    assert [row["site"] for row in told_by(empty_server, "exposed-sites")] == ["camp"]
    [near] = told_by(empty_server, "nearest-listed-supplier", "entity=camp")
    assert (near["supplier"], near["hops"], near["certainty"]) == ("dito", 2, "certain")
    assert words(near["path"]) == "camp -SERVED_BY-> net <-OPERATES- dito"
    hit = told_by(empty_server, "blast-radius", "entity=dito")
    assert [(row["hit"], row["hops"]) for row in hit] == [("net", 1), ("camp", 2)]
    ways = told_by(empty_server, "alternatives", "site=camp")
    assert [(row["provider"], row["listed_suppliers"]) for row in ways] == [("clean", []), ("net", ["dito"])]
    points = told_by(empty_server, "single-points-of-failure", "site=camp")
    assert [(row["supplier"], row["point"]) for row in points] == [("dito", "net")]
    assert ("dito", ["camp"]) not in [
        (row["dependency"], row["sites"]) for row in told_by(empty_server, "shared-dependencies", "minimum=2")
    ]
    assert {row["dependency"] for row in told_by(empty_server, "shared-dependencies", "minimum=1")} == {
        "net",
        "clean",
        "dito",
    }


def test_whoever_merely_may_operate_it_is_depended_on_possibly(empty_server):
    push(empty_server, graph(document(OPERATED.replace("OPERATES", "OPERATES{status: trial}"))), "operated")
    assert told_by(empty_server, "exposed-sites") == []
    assert [row["site"] for row in told_by(empty_server, "possibly-exposed-sites")] == ["camp"]


def test_a_company_depends_on_what_it_operates_and_has_in_place(empty_server):
    text = """
    carrier:organization > OPERATES > net:network > DEPLOYS > core:component > MADE_BY > bad:organization
    agency:organization > DEPLOYS > camera:component > MADE_BY > bad
    office:organization > SERVED_BY > net
    client:organization > SUPPLIED_BY > carrier
    bad > LISTED_ON > l:restriction{type: list}
    """
    push(empty_server, graph(document(text)), "operated")
    hops = {
        name: [row["hops"] for row in told_by(empty_server, "nearest-listed-supplier", f"entity={name}")]
        for name in ("carrier", "agency", "office", "client", "net")
    }
    assert hops == {"carrier": [3], "agency": [2], "office": [3], "client": [], "net": [2]}
    hit = {row["hit"] for row in told_by(empty_server, "blast-radius", "entity=bad")}
    assert hit == {"core", "camera", "net", "carrier", "agency", "office"}
    points = told_by(empty_server, "single-points-of-failure", "site=carrier")
    assert [row["point"] for row in points] == ["core", "net"]
    missing = {row["entity"]: row["missing"] for row in told_by(empty_server, "research-list", "site=carrier")}
    assert missing["carrier"] == ["DEPLOYS", "OPERATES", "SERVED_BY", "SUBCONTRACTS_TO", "SUPPLIED_BY"]
    assert {"net", "core", "bad"} < set(missing)


def test_a_company_that_serves_is_asked_for_all_that_it_has(empty_server):
    text = """
    camp:site > SERVED_BY > carrier:organization > OPERATES > net:network > DEPLOYS > core:component > MADE_BY > bad:organization
    other:organization > OPERATES > net
    bad > LISTED_ON > l:restriction{type: list}
    other > LISTED_ON > l
    """
    push(empty_server, graph(document(text)), "operated")
    [way] = told_by(empty_server, "alternatives", "site=camp")
    assert way["listed_suppliers"] == ["bad"]
    assert told_by(empty_server, "possibly-exposed-sites") == []


def test_a_start_is_never_its_own_end(empty_server):
    text = """
    a:organization > SUPPLIED_BY > b:organization > SUPPLIED_BY > a
    a > SUBCONTRACTS_TO > b > SUBCONTRACTS_TO > a
    a > LISTED_ON > l:restriction{type: list}
    buyer:organization{roles: [agency]} > SUPPLIED_BY > a
    """
    push(empty_server, graph(document(text)), "circle")
    assert {row["hit"] for row in told_by(empty_server, "blast-radius", "entity=a")} == {"b", "buyer"}
    assert told_by(empty_server, "nearest-listed-supplier", "entity=a") == []
    assert told_by(empty_server, "single-points-of-failure", "site=a") == []
    assert told_by(empty_server, "subcontract-chains", "start=a") == []
    assert told_by(empty_server, "contractors-with-listed-suppliers") == []
    behind = {
        row["subcontractor"]: row["buyers"] for row in told_by(empty_server, "shared-subcontractors", "minimum=1")
    }
    assert behind == {"a": ["b", "buyer"], "b": ["a", "buyer"]}


def test_an_agency_that_is_named_need_not_be_called_one(empty_server):
    text = """
    a:organization > SUPPLIED_BY > b:organization > SUPPLIED_BY > c:organization > LISTED_ON > l:restriction{type: list}
    """
    push(empty_server, graph(document(text)), "agency")
    assert told_by(empty_server, "contractors-with-listed-suppliers") == []
    [row] = told_by(empty_server, "contractors-with-listed-suppliers", "agency=a")
    assert (row["contractor"], row["supplier"]) == ("b", "c")


def test_whoever_is_on_a_white_list_or_on_a_list_that_ended_is_not_listed(empty_server):
    text = """
    bad:organization > LISTED_ON > l:restriction{type: list}
    a:organization > OWNED_BY{share: "0.6"} > bad
    b:organization > OWNED_BY{share: "0.6"} > bad
    c:organization > OWNED_BY{share: "0.6"} > bad
    a > LISTED_ON > good:restriction{type: white_list}
    b > LISTED_ON > former:restriction{type: list, until: "2020-01-01"}
    c > LISTED_ON > l
    """
    push(empty_server, graph(document(text)), "owned")
    assert [row["company"] for row in told_by(empty_server, "owned-by-listed")] == ["a", "b"]


def test_a_share_is_counted_once_however_many_ways_lead_to_it(empty_server):
    text = """
    net:network > HAS_PART > ran-a:network > HAS_PART > shared:network > DEPLOYS{share: "0.6"} > box:component
    net > HAS_PART > ran-b:network > HAS_PART > shared
    shared > DEPLOYS{share: "0.1", key: more} > box
    shared > DEPLOYS > rest:component > MADE_BY > bad:organization
    box > MADE_BY > bad
    box > MADE_BY{key: again} > bad
    """
    push(empty_server, graph(document(text)), "shares")
    [row] = told_by(empty_server, "vendor-shares", "network=net")
    assert (row["maker"], row["share"], row["unstated"]) == ("bad", 0.7, 1)


def test_a_site_of_another_dataset_is_not_near(empty_server):
    first = """
    near:site{lat: 41.0, lon: 20.0} > DEPLOYS > box:component > MADE_BY > bad:organization
    bad > LISTED_ON > l:restriction{type: list}
    by:site{lat: 41.01, lon: 20.0}
    """
    push(empty_server, graph(document(first)), "one")
    second = "other:site{lat: 41.0, lon: 20.01} > SERVED_BY > net:network"
    push(empty_server, graph(document(second)), "two")
    near = {
        dataset: [row["site"] for row in told_by(empty_server, "near-listed-equipment", dataset=dataset)]
        for dataset in (None, "one", "two")
    }
    assert near == {None: ["by", "other"], "one": ["by"], "two": []}


def test_a_dataset_is_all_that_a_query_of_it_looks_at(empty_server):
    """Two datasets of the same things under other ids: whatever a row of one names is of it."""
    for name in ("one", "two"):
        odd = json.loads(re.sub(r'"(id|from|to)": "', rf'"\1": "{name}-', json.dumps(ODD)))
        push(empty_server, graph(odd), name)
    for query in queries().values():
        if query.has_dataset and all(param.default for param in query.params):
            rows = run(empty_server, query, [], dataset="one", lens=DAY, seconds=30).rows
            assert "two-" not in json.dumps(rows), query.name


def test_a_claim_is_shown_from_the_day_on_that_it_is_known(empty_server):
    text = "a:organization > LISTED_ON{role: criteria} > l:restriction{type: list}"
    drawn = document(text, sources=[{"id": "s", "title": "S"}])
    drawn["relations"][0]["claims"] = [
        {"source": "s", "asserted": "2019-01-01"},
        {"source": "s", "asserted": "2021-01-01", "polarity": "denies"},
    ]
    push(empty_server, graph(drawn), "claims")
    known = {
        day: [
            (row["polarity"], row["confidence"])
            for row in told_by(empty_server, "claims-of-a-source", "source=s", lens=Lens("2022-01-01", known_at=day))
        ]
        for day in ("2018-01-01", "2020-01-01", None)
    }
    assert [len(known[day]) for day in known] == [0, 1, 2]
    [row] = told_by(empty_server, "criteria-matches", lens=Lens("2022-01-01", known_at="2020-01-01"))
    assert row["sources"] == ["s"]


def test_relations_that_others_wrote_are_not_counted_as_data(empty_server):
    text = """
    camp:site > LOCATED_IN > fr:jurisdiction{type: country}
    acme:organization > LISTED_ON > l:restriction{type: list}
    """
    push(empty_server, graph(document(text)), "own")
    names = (
        *("uncited-relations", "overview", "loops", "schema-of-the-graph", "ended-without-date"),
        *("sites-without-service", "networks-without-operator", "listed-and-unconnected"),
    )
    before = {name: told_by(empty_server, name) for name in names}
    empty_server.write(
        "MATCH (camp:Entity {id: 'camp'}), (acme:Entity {id: 'acme'}) CREATE (camp)-[:SERVED_BY]->(acme),"
        " (camp)-[:LINKED_TO {status: 'ended'}]->(camp), (camp)-[:KNOWS]->(acme)"
    )
    assert {name: told_by(empty_server, name) for name in names} == before
    assert [row["site"] for row in before["sites-without-service"]] == ["camp"]
