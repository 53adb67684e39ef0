"""Three-valued predicates, as Cypher has them; and names that no graph knows."""

from __future__ import annotations

import pytest

from graphx.errors import PatternError
from graphx.graph.view import WORDS
from graphx.paths.predicates import Predicates
from graphx.paths.syntax import parse_pattern
from graphx.questions.frame import view_of
from tests.notation import graph

DOCUMENT_GRAPH = graph(
    {
        "graphx": 1,
        "entities": [
            {
                "id": "known",
                "kind": "network",
                "name": "known",
                "domain": "core",
                "functions": ["AMF"],
                "country": "JP",
                "properties": {"floors": 3, "code": "3"},
            },
            {"id": "other", "kind": "network", "name": "other", "domain": "ran", "functions": []},
            {"id": "silent", "kind": "network", "name": "silent"},
            {"id": "base", "kind": "site", "name": "base", "type": "military_base"},
            {"id": "firm", "kind": "organization", "name": "firm", "roles": ["vendor"]},
            {"id": "plain", "kind": "organization", "name": "plain"},
            {"id": "bare", "kind": "organization", "name": "bare", "roles": []},
        ],
        "relations": [
            {"from": "known", "type": "LINKED_TO", "to": "other", "since": "2018", "share": 0.3},
            {"from": "silent", "type": "LINKED_TO", "to": "base", "since": "2019-05-01", "status": "trial"},
        ],
    }
)
TRUTH = {"out": "false", "possible": "unknown", "certain": "true"}


def of_nodes(pattern: str) -> dict[str, str]:
    node = parse_pattern(f"{pattern}-->()").elements[0]
    levels = Predicates(view_of(DOCUMENT_GRAPH, as_of="any"), pattern).node(node)
    return {name: TRUTH[WORDS[level]] for name, level in zip(DOCUMENT_GRAPH.ids, levels.tolist(), strict=True)}


def of_relations(where: str) -> list[str]:
    step = parse_pattern(f"()-[r WHERE {where}]->()").elements[1]
    predicates = Predicates(view_of(DOCUMENT_GRAPH, as_of="any"), where)
    levels = next(predicates._relation(each) for each in step.predicates)  # noqa: SLF001  # why: without the view's own levels
    return [TRUTH[WORDS[level]] for level in levels.tolist()]


def some(**expected: str) -> dict[str, str]:
    return dict.fromkeys(DOCUMENT_GRAPH.ids, "false") | expected


def networks(known: str, other: str, silent: str, rest: str = "unknown") -> dict[str, str]:
    return dict.fromkeys(DOCUMENT_GRAPH.ids, rest) | {"known": known, "other": other, "silent": silent}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("(:Network)", some(known="true", other="true", silent="true")),
        ("(:Entity)", dict.fromkeys(DOCUMENT_GRAPH.ids, "true")),
        ("(:Vendor)", some(firm="true", plain="unknown")),
        ("(:MilitaryBase|Vendor)", some(base="true", firm="true", plain="unknown")),
        ("(:Port)", some()),
        ("(n {domain: 'core'})", networks("true", "false", "unknown")),
        ("(n WHERE n.domain <> 'core')", networks("false", "true", "unknown")),
        ("(n WHERE NOT n.domain = 'core')", networks("false", "true", "unknown")),
        ("(n WHERE n.domain IS NULL)", networks("false", "false", "true", "true")),
        ("(n WHERE n.domain IS NOT NULL)", networks("true", "true", "false", "false")),
        ("(n WHERE n.domain IN ['core', 'ims'])", networks("true", "false", "unknown")),
        ("(n WHERE n.domain IN [])", networks("false", "false", "false", "false")),
        ("(n WHERE 'AMF' IN n.functions)", networks("true", "false", "unknown")),
        ("(n WHERE n.domain = 'core' OR n.id = 'silent')", networks("true", "false", "true")),
        ("(n WHERE n.domain = 'core' AND n.id = 'silent')", networks("false", "false", "unknown", "false")),
        ("(n WHERE n.floors > 2)", networks("true", "unknown", "unknown")),
        ("(n WHERE n.code = '3')", networks("true", "unknown", "unknown")),
        ("(:Site {domain: 'core'})", some(base="unknown")),
    ],
)
def test_a_missing_property_is_unknown_and_unknown_stays_unknown(pattern, expected):
    assert of_nodes(pattern) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("r.since < '2018-06-01'", ["unknown", "false"]),
        ("r.since >= '2018-01-01'", ["true", "true"]),
        ("r.since > '2018-12-31'", ["false", "true"]),
        ("r.since = '2018'", ["true", "false"]),
        ("r.since = '2018-03-01'", ["unknown", "false"]),
        ("r.since <> '2017'", ["true", "true"]),
        ("r.share = 0.3", ["true", "unknown"]),
        ("r.status = 'trial'", ["unknown", "true"]),
        ("r.type = 'LINKED_TO'", ["true", "true"]),
        ("r.from = 'known'", ["true", "false"]),
    ],
)
def test_predicates_on_relations_compare_exact_numbers_and_vague_dates(where, expected):
    assert of_relations(where) == expected


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(n {domian: 'core'})", "no field `domian` (did you mean domain?)\n  (n {domian: 'core'})\n      ^"),
        ("(n {domain: 'cor'})", "`domain` is never 'cor' (did you mean core?)\n  (n {domain: 'cor'})\n      ^"),
        (
            "(n {domain: 3})",
            "`domain` is text and cannot be compared with 3 (compare like with like)\n  (n {domain: 3})\n      ^",
        ),
        (
            "(n WHERE n.lat = 'x')",
            "`lat` is number and cannot be compared with 'x' (compare like with like)\n  (n WHERE n.lat = 'x')\n             ^",
        ),
        (
            "(n WHERE n.floors = 'x')",
            "`floors` is number and cannot be compared with 'x' (compare like with like)\n  (n WHERE n.floors = 'x')\n             ^",
        ),
        ("(n {roles: 'vendor'})", "`roles` is a list (write 'value' IN n.roles)\n  (n {roles: 'vendor'})\n      ^"),
        (
            "(n WHERE 'x' IN n.name)",
            "`name` is no list (write n.name IN […])\n  (n WHERE 'x' IN n.name)\n                    ^",
        ),
        (
            "(n WHERE 'boss' IN n.roles)",
            "`roles` is never 'boss' (one of agency, association, brand, distributor, fund, index, integrator, one_of, operator, person, state, subcontractor, unidentified, vendor, vessel)\n  (n WHERE 'boss' IN n.roles)\n                       ^",
        ),
        (
            "(n {since: 'soon'})",
            "`since` cannot be compared with 'soon': a date is YYYY, YYYY-MM or YYYY-MM-DD (quote it: '2019-07-01')\n  (n {since: 'soon'})\n      ^",
        ),
        (
            "(n {identifiers: 'x'})",
            "`identifiers` is a map and cannot be compared (a property is asked for by its key)\n  (n {identifiers: 'x'})\n      ^",
        ),
    ],
)
def test_a_name_or_value_that_can_never_match_is_an_error(pattern, message):
    with pytest.raises(PatternError) as caught:
        of_nodes(pattern)
    assert str(caught.value) == message
