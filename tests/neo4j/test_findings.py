"""Verdicts as nodes: linked to whom they concern, whom they reach and how; replaced as a whole by the same question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from graphx.neo4j.client import Server

WORLD = """\
graphx: 1
as_of: 2020-01-01
entities:
  - {id: camp, kind: site, name: Camp}
  - {id: port, kind: site, name: Port, complete: [all]}
  - {id: acme, kind: organization, name: Acme, complete: [all]}
  - {id: list-a, kind: restriction, name: List A}
relations:
  - {from: camp, type: SUPPLIED_BY, to: acme}
  - {from: acme, type: LISTED_ON, to: list-a}
"""
LINKS = """\
MATCH (finding:Exposure)-[link]->(entity:Entity)
RETURN finding.id AS finding, [label IN labels(finding) WHERE label <> 'Exposure'] AS verdict, type(link) AS link,
  coalesce(link.position, link.hops, 0) AS number, entity.id AS entity
ORDER BY finding, link, number"""


@pytest.fixture
def push(command, environment, write):
    def run(*options: str, world: str = WORLD) -> list[str]:
        write("world.yaml", world)
        ran = command("neo4j", "push", "world.yaml", *options, **environment)
        assert (ran.code, ran.err) == (0, "")
        return ran.out.splitlines()

    return run


def links(server: Server) -> list[tuple[object, ...]]:
    return [tuple(row) for row in server.read(LINKS)]


USUAL = [
    ("camp: exposure", ["Exposed"], "ALONG", 0, "camp"),
    ("camp: exposure", ["Exposed"], "ALONG", 1, "acme"),
    ("camp: exposure", ["Exposed"], "CONCERNS", 0, "camp"),
    ("camp: exposure", ["Exposed"], "REACHES", 1, "acme"),
    ("port: exposure", ["Clear"], "CONCERNS", 0, "port"),
]


def test_findings_link_to_start_ends_and_path(push, empty_server: Server):
    assert push("--findings")[1:] == ["findings of `exposure`: 2"]
    assert links(empty_server) == USUAL
    finding = empty_server.read("MATCH (f:Exposure {entity: 'camp'}) RETURN f {.*} AS f")[0]["f"]
    told = {name: value for name, value in finding.items() if not name.startswith("graphx_")}
    assert told == {
        "id": "camp: exposure",
        "name": "camp is exposed",
        "question": "exposure",
        "entity": "camp",
        "verdict": "exposed",
        "as_of": "2020-01-01",
        "restricted": ["acme"],
        "open": ["camp"],
        "nearest": "acme",
        "certainty": "certain",
        "hops": 1,
        "tier": 1,
        "path": "camp -SUPPLIED_BY-> acme",
        "weakest_confidence": 100,
    }


def test_a_second_run_changes_nothing(push, empty_server: Server):
    push("--findings")
    ids = "MATCH (n:Exposure)-[r]->() RETURN elementId(n) AS n, elementId(r) AS r ORDER BY n, r"
    before = [tuple(row) for row in empty_server.read(ids)]
    push("--findings")
    assert [tuple(row) for row in empty_server.read(ids)] == before


def test_the_same_question_replaces_its_findings_and_no_others(push, empty_server: Server):
    push("--findings")
    push("--findings", "--from", "camp")
    found = [row for row in links(empty_server) if row[2] == "CONCERNS"]
    assert [row[0] for row in found] == ["camp: exposure", "camp: exposure --from camp", "port: exposure"]
    trial = WORLD.replace("to: acme}", "to: acme, status: trial}")
    push("--findings", world=trial)
    assert [row[:2] for row in links(empty_server) if row[2] == "CONCERNS"] == [
        ("camp: exposure", ["Unknown"]),
        ("port: exposure", ["Clear"]),
    ]


def test_a_start_that_is_gone_takes_its_finding_along(push, empty_server: Server):
    push("--findings")
    push("--findings", world=WORLD.replace("  - {id: port, kind: site, name: Port, complete: [all]}\n", ""))
    assert links(empty_server) == USUAL[:-1]


def test_another_dataset_keeps_its_findings(push, empty_server: Server):
    push("--findings")
    other = WORLD.replace("camp", "base").replace("acme", "bolt").replace("port", "dock").replace("list-a", "list-b")
    push("--findings", "--dataset", "other", world=other)
    assert [row for row in links(empty_server) if row[0] in {"camp: exposure", "port: exposure"}] == USUAL


def test_a_question_without_findings_and_a_wrong_one_write_nothing(command, environment, write, empty_server: Server):
    write("world.yaml", WORLD)
    ran = command("neo4j", "push", "world.yaml", "--pattern", "core", **environment)
    assert (ran.code, ran.err) == (2, "graphx: --pattern core asks for findings (add --findings)\n")
    ran = command("neo4j", "push", "world.yaml", "--findings", "--from", "nobody", **environment)
    assert (ran.code, ran.err.splitlines()[0]) == (2, "graphx: no entity has the id nobody (see `graphx find`)")
    assert empty_server.read("MATCH (n) RETURN count(n) AS count")[0]["count"] == 0


def test_a_verdict_that_somebody_noted_goes_with_its_data_and_the_note_stays(push, empty_server: Server):
    push("--findings")
    empty_server.write("MATCH (f:Exposure {entity: 'camp'}) SET f.mine = 'seen' CREATE (:Note)-[:ABOUT]->(f)")
    push(world=WORLD.replace("  - {from: camp, type: SUPPLIED_BY, to: acme}\n", ""))
    [row] = empty_server.read("MATCH (:Note)-[:ABOUT]->(f) RETURN labels(f) AS labels, f {.*} AS f")
    assert (row["labels"], row["f"]) == (["GraphxGone"], {"id": "camp: exposure", "mine": "seen"})
    assert empty_server.read("MATCH (f:Exposed) RETURN f") == []


def test_another_verdict_leaves_what_others_noted_on_the_finding(push, empty_server: Server):
    push("--findings")
    empty_server.write(
        "MATCH (f:Exposure {entity: 'camp'}) SET f.mine = 'seen', f.verdict = 'clear', f.tier = 7, f.graphx_digest = 'former' "
        "REMOVE f:Exposed SET f:Clear CREATE (:Note)-[:ABOUT]->(f)"
    )
    push("--findings")
    assert links(empty_server) == USUAL
    [row] = empty_server.read("MATCH (:Note)-[:ABOUT]->(f:Exposed) RETURN f {.mine, .verdict, .tier} AS f")
    assert row["f"] == {"mine": "seen", "verdict": "exposed", "tier": 1}


def test_who_is_asked_about_no_more_leaves_only_what_others_noted(push, empty_server: Server):
    push("--findings")
    empty_server.write("MATCH (f:Exposure {entity: 'camp'}) CREATE (:Note)-[:ABOUT]->(f)")
    push("--findings", world=WORLD.replace("id: camp, kind: site", "id: camp, kind: network"))
    assert links(empty_server) == USUAL[-1:]
    [row] = empty_server.read("MATCH (:Note)-[:ABOUT]->(f) RETURN labels(f) AS labels, keys(f) AS keys")
    assert (row["labels"], row["keys"]) == (["GraphxGone"], ["id"])


def test_the_least_confidence_of_all_is_a_question_of_its_own(push, empty_server: Server):
    weak = WORLD.replace("SUPPLIED_BY, to: acme}", "SUPPLIED_BY, to: acme, claims: [{confidence: 20}]}")
    assert push("--findings", world=weak)[1:] == ["findings of `exposure`: 2"]
    assert push("--findings", "--min-confidence", "0", world=weak)[1:] == [
        "findings of `exposure --min-confidence 0`: 2"
    ]
    rows = empty_server.read("MATCH (f:Exposure {entity: 'camp'}) RETURN f.question AS q, f.verdict AS v ORDER BY q")
    assert [tuple(row) for row in rows] == [("exposure", "unknown"), ("exposure --min-confidence 0", "exposed")]
