"""What a pattern becomes as Cypher: its text, and that nothing of a pattern but words of the model ever stands in it."""

from __future__ import annotations

import json
import random
import re

import pytest

from graphx.errors import PatternError, QuestionError
from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.vocabulary import LABELS, Type
from graphx.neo4j.emit import crossings, reach_statement
from graphx.neo4j.levels import either
from graphx.neo4j.paste import literal, pasteable
from graphx.paths.automaton import Automaton, compile_patterns
from graphx.paths.named import PATTERNS
from graphx.paths.syntax import parse_pattern
from tests import worlds


def automaton(*patterns: str) -> Automaton:
    return compile_patterns([parse_pattern(each) for each in patterns])


def test_a_short_pattern_reads_so():
    pattern = "(:Site)-[:SERVED_BY]->(:Network)-[:HAS_PART]->*(n:Network WHERE n.domain = 'core')"
    statement = reach_statement(automaton(pattern), level=CERTAIN, rounds=4)
    assert statement.title == "whom each start reaches by certain walks"
    assert (
        statement.text.replace(either("r"), "IN_VIEW(r)")
        == """\
MATCH (start:Entity)
WHERE start.id IN $starts AND start.graphx_dataset = $dataset
CALL (start) {
  UNWIND CASE WHEN (start:Site) THEN [{node: start, hops: 0}] ELSE [] END AS row
  WITH row.node AS node, min(row.hops) AS hops
  RETURN collect({node: node, hops: hops}) AS at0
}
CALL (at0) {
  UNWIND at0 AS row
  WITH row.node AS near, row.hops AS hops WHERE hops <= $max_hops
  MATCH (near)-[r:SERVED_BY WHERE IN_VIEW(r)]->(far)
  RETURN collect({near: near, by: r, node: far, hops: hops + 1}) AS at0by1
}
CALL (at0by1) {
  UNWIND [row IN at0by1 WHERE (row.node:Network)] AS row
  WITH row.node AS node, min(row.hops) AS hops
  MATCH path = (node) ((near)-[r:HAS_PART WHERE IN_VIEW(r)]->(next))* (far)
  WITH node, hops, far, min(length(path)) AS more
  WITH far AS node, min(hops + more) AS hops WHERE hops <= $max_hops + 1
  RETURN collect({node: node, hops: hops}) AS at1
}
CALL (at1) {
  UNWIND at1 AS row
  WITH row.node AS near, row.hops AS hops WHERE hops <= $max_hops
  MATCH (near)-[r:HAS_PART WHERE IN_VIEW(r)]->(far)
  RETURN collect({near: near, by: r, node: far, hops: hops + 1}) AS at1by1
}
CALL (at0by1, at1by1, start) {
  UNWIND [row IN at0by1 WHERE (((row.node:Network) AND coalesce((row.node.domain = $value1), $possible)) AND (row.node:Network))] + [row IN at1by1 WHERE ((row.node:Network) AND coalesce((row.node.domain = $value1), $possible))] AS row
  WITH row.node AS node, min(row.hops) AS hops WHERE node <> start
  RETURN collect({node: node, hops: hops}) AS ends
}
WITH *, [at0, at1, ends] AS places,
  [row IN ends WHERE row.node.id IN $ends AND row.hops <= $max_hops | [row.node.id, row.hops]] AS reached
RETURN start.id AS start,
  reached,
  true AS settled,
  any(place IN places WHERE any(row IN place WHERE row.hops > $max_hops)) AS cut,
  [p IN range(0, size(places) - 1) | [found IN [row IN places[p] WHERE row.hops <= $max_hops | [row.node.id, row.hops, [way IN $ways[p] WHERE row.node.kind IN way.kinds AND none(i IN range(0, coalesce(size(row.node.graphx_complete), 0) - 1) WHERE row.node.graphx_complete[i] IN way.words AND ($as_of = 'any' OR $as_of <= row.node.graphx_complete_until[i])) | way.word]]] WHERE size(found[2]) > 0]] AS open,
  CASE WHEN reached = [] OR NOT $possible THEN [] ELSE [crossing IN [at0by1, at1by1] | [row IN crossing | [row.near.id, row.node.id, type(row.by), elementId(row.by)]]] END AS crossed"""
    )
    assert {**statement.parameters, "ways": []} == {"possible": False, "value1": "core", "ways": []}


def test_one_text_asks_at_both_levels():
    """So that a server plans it once: what differs are parameters."""
    for name in PATTERNS:
        asked = automaton(*PATTERNS[name].alternatives)
        certain, possible = (
            reach_statement(asked, level=level, rounds=4, ownership=True) for level in (CERTAIN, POSSIBLE)
        )
        assert certain.text == possible.text
        assert (certain.parameters["possible"], possible.parameters["possible"]) == (False, True)
        assert not any(certain.parameters["ways"])


def test_a_role_that_is_not_stated_is_possible_and_not_certain():
    text = reach_statement(automaton("(:Site)-[:SUPPLIED_BY]->(:Vendor)"), level=CERTAIN, rounds=4).text
    assert re.findall(r"at0by1 WHERE (.*)\] AS row", text) == [
        "((row.node:Vendor) OR ($possible AND ((row.node:Organization AND row.node.roles IS NULL))))"
    ]


def test_a_start_begins_only_where_its_kind_can_go_on():
    asked = automaton("() (()-[:HAS_PART]-()){0,2} ()-[:MADE_BY]->(:Organization)")
    text = reach_statement(asked, level=CERTAIN, rounds=4).text
    assert re.findall(r"CASE WHEN (\(start.*) THEN", text) == ["(start:Component|Network|Site)", "(start:Component)"]


def test_a_possible_alternative_has_no_certain_end_and_is_not_walked_for_one():
    asked = automaton("possible: (:Site)-[:SUPPLIED_BY]->(:Organization)")
    text = reach_statement(asked, level=CERTAIN, rounds=4).text
    assert "WHERE hops <= $max_hops AND $possible\n" in text
    assert "[row IN CASE WHEN $possible THEN possibleEnds ELSE [] END WHERE" in text


def test_what_leaves_a_place_in_one_direction_under_the_same_predicates_is_one_match():
    asked = automaton(
        "(:Site)-[:SERVED_BY]->(:Network)",
        "(:Site)-[:DEPLOYS|SUPPLIED_BY]->()",
        "(:Site)<-[:OPERATES]-()",
        "(:Site)-[:SUPPLIED_BY {domain: 'core'}]->()",
    )
    assert [(each.place, each.direction.name, sorted(each.types)) for each in crossings(asked)] == [
        (0, "ALONG", ["DEPLOYS", "SERVED_BY", "SUPPLIED_BY"]),
        (0, "AGAINST", ["OPERATES"]),
        (0, "ALONG", ["SUPPLIED_BY"]),
    ]
    text = reach_statement(asked, level=CERTAIN, rounds=4).text
    assert text.count("  MATCH (near)") == 3
    assert "[row IN at0by1 WHERE (((row.by:SERVED_BY) AND (row.node:Network)) OR (row.by:DEPLOYS|SUPPLIED_BY))]" in text


def test_steps_that_repeat_together_are_written_out_and_asked_whether_more_would_add():
    asked = automaton("(:Network) (()-[:SERVED_BY]->()-[:HAS_PART]->())* (:Network)-[:DEPLOYS]->(:Component)")
    text = reach_statement(asked, level=CERTAIN, rounds=2).text
    assert "*" not in text.replace("WITH *", "")
    assert re.findall(r"AS (at\dr\d)$", text, re.MULTILINE) == ["at0r1", "at1r1", "at0r2", "at1r2"]
    assert "size(at0r2) = size(at0r1)" in text


def test_a_limit_on_hops_bounds_repetitions():
    asked = automaton("(:Network)-[:HAS_PART]->*(:Network)")
    assert "){0,4} (far)" in reach_statement(asked, level=POSSIBLE, rounds=4, max_hops=3).text


HOSTILE = ("` ) DETACH DELETE n //", "\\u0060", "'; MATCH (n) DETACH DELETE n; //", '" OR 1 = 1 */', "${x}")


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_only_a_parameter(value: str):
    quoted = json.dumps(value, ensure_ascii=False)
    asked = automaton(
        f"(n:Site WHERE n.country = {quoted})-[r:SUPPLIED_BY WHERE r.purpose IN [{quoted}]]->(:Organization)"
    )
    statement = reach_statement(asked, level=POSSIBLE, rounds=4)
    assert value not in statement.text
    told = [repr(each) for name, each in statement.parameters.items() if name.startswith("value")]
    assert sorted(told) == sorted([repr(value), repr([value])])


@pytest.mark.parametrize(
    ("predicate", "said"),
    [
        ("n.big < 99999999999999999999", "99999999999999999999 is beyond 64 bits, which no server holds"),
        ("n.big IN [1, -9223372036854775809]", "-9223372036854775809 is beyond 64 bits, which no server holds"),
        (
            "n.name > '\U0001f600'",
            "a server sorts texts with characters such as those of '\U0001f600' in another order",
        ),
        ("NOT n.name <= 'x\ufffd'", "a server sorts texts with characters such as those of 'x\ufffd' in another order"),
    ],
)
def test_what_a_server_holds_or_sorts_otherwise_is_refused(predicate: str, said: str):
    asked = automaton(f"(:Site)-[:SUPPLIED_BY]->(n WHERE {predicate})")
    with pytest.raises(QuestionError) as caught:
        reach_statement(asked, level=POSSIBLE, rounds=4)
    assert caught.value.what == said


@pytest.mark.parametrize(
    ("predicate", "literal"),
    [
        ("n.name > '\ud7ff'", "\ud7ff"),
        ("n.name = '\U0001f600'", "\U0001f600"),
        ("n.big < 9223372036854775807", 9223372036854775807),
    ],
)
def test_what_it_holds_and_sorts_alike_is_asked(predicate: str, literal: object):
    told = reach_statement(automaton(f"(:Site)-[:SUPPLIED_BY]->(n WHERE {predicate})"), level=POSSIBLE, rounds=4)
    assert literal in told.parameters.values()


def test_a_hostile_name_is_refused_by_the_parser():
    with pytest.raises(PatternError):
        parse_pattern("(:Site)-[:SUPPLIED_BY`]->()")


WORDS = re.compile(r"[A-Za-z_]\w*")
OWN = re.compile(r"at\d+(r\d+)?(by\d+)?(to\w+)?|ways\w+|value\d+|graphx_\w+")


def test_every_word_of_a_statement_is_one_of_the_model_or_of_cypher():
    """Of random patterns nothing stands in the text but words that the named patterns use as well, labels, types and fields."""
    from graphx.model.records import ENTITY_FIELDS, RELATION_FIELDS

    known = set(LABELS) | set(Type.__members__) | ENTITY_FIELDS | RELATION_FIELDS
    for pattern in PATTERNS.values():
        for level in (CERTAIN, POSSIBLE):
            asked = automaton(*pattern.alternatives)
            known |= set(WORDS.findall(reach_statement(asked, level=level, rounds=4, ownership=True).text))
    known |= {"NOT", "IN", "IS", "NULL", "OR", "d", "head", "null", "false", "startNode", "endNode", "total", "reduce"}
    known |= {"toFloat", "possibleEnds", "coalesce", "certain"}
    for seed in range(150):
        asked = automaton(*worlds.patterns(random.Random(seed)))
        for level in (CERTAIN, POSSIBLE):
            text = reach_statement(asked, level=level, rounds=4, ownership=True).text
            strange = {word for word in WORDS.findall(text) if word not in known and not OWN.fullmatch(word)}
            assert strange == set(), (seed, strange)


def test_a_statement_is_the_same_whatever_the_hash_seed(graphx_process):
    texts = {graphx_process(seed) for seed in ("0", "1", "2")}
    assert len(texts) == 1


@pytest.fixture
def graphx_process():
    import subprocess
    import sys

    code = (
        "from graphx.neo4j.emit import reach_statement; from graphx.paths.automaton import compile_patterns;"
        "from graphx.paths.named import ask; from graphx.graph.view import POSSIBLE;"
        "a = compile_patterns([each.pattern for each in ask(['dependency', 'core'])]);"
        "s = reach_statement(a, level=POSSIBLE, rounds=4, ownership=True); print(s.text, s.parameters)"
    )

    def run(seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout

    return run


def test_parameters_are_spelled_to_be_pasted():
    values = {"text": 'a "b"\\u0041\n', "list": [1, True, None, 0.5], "map": {"word": "all"}}
    assert {name: literal(value) for name, value in values.items()} == {
        "text": '("a \\"b\\"\\\\" + "u0041\\n")',
        "list": "[1, true, null, 0.5]",
        "map": '{word: "all"}',
    }
    statement = reach_statement(automaton("(:Site)-[:SERVED_BY]->()"), level=CERTAIN, rounds=4)
    lines = list(pasteable(statement, {"starts": ["a"]}))
    assert lines[:2] == ["// whom each start reaches by certain walks", ':param starts => ["a"];']
    assert lines[2:] == [f"{statement.text};"]
