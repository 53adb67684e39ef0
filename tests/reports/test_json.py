from __future__ import annotations

import json
from decimal import Decimal
from hashlib import sha256

import pytest

from graphx import __version__
from graphx.errors import Place, Problem
from graphx.questions.exposure import exposures
from graphx.questions.find import find
from graphx.questions.frame import Limits, Options
from graphx.questions.impact import impact
from graphx.questions.lint import lint
from graphx.questions.paths import paths_between
from graphx.questions.show import show
from graphx.readers import read
from graphx.reports.json import to_json, validation
from graphx.reports.spelling import Entries, dumped, lines, records, spelled, spelled_list
from tests.reports.conftest import TINY

QUESTION = [
    "from",
    "restricted",
    "lists",
    "patterns",
    "as_of",
    "known_at",
    "min_confidence",
    "include",
    "max_age",
    "assume_complete",
    "limits",
    "graphx",
    "inputs",
]
COVERAGE = ["starts", "starts_rejected", "restricted_asked", "restricted_in_graph", "complete", "truncated"]
REACHED = ["entity", "certainty", "hops", "tier", "because", "ownership", "paths"]
BECAUSE = ["restriction", "status", "since", "role", "claims", "at"]
PATH = ["hops", "weakest_confidence", "root_sources"]
HOP = ["from", "type", "to", "key", "reverse", "certainty", "fields", "at", "claims"]


def given(answer: object) -> dict:
    """Return an answer as a program reads it."""
    return json.loads("\n".join(lines(to_json(answer))))


def test_an_exposure_has_exactly_the_keys_of_the_contract_in_their_order(viewed):
    answer = given(exposures(viewed()))
    assert list(answer) == ["schema", "question", "coverage", "answers"]
    assert list(answer["question"]) == QUESTION
    assert [list(each) for each in answer["question"]["patterns"]] == [["name", "text"]] * len(
        answer["question"]["patterns"]
    )
    assert [list(each) for each in answer["question"]["inputs"]] == [["path", "sha256"]]
    assert list(answer["coverage"]) == COVERAGE
    first = answer["answers"][0]
    assert list(first) == ["entity", "verdict", "listed", "restricted", "frontier", "frontier_truncated"]
    assert list(first["frontier"][0]) == ["entity", "missing"]
    [reached] = first["restricted"]
    assert list(reached) == REACHED
    assert list(reached["because"][0]) == BECAUSE
    [path] = reached["paths"]
    assert list(path) == PATH
    assert [list(hop) for hop in path["hops"]] == [HOP] * 3


def test_an_exposure_holds_what_was_stated(viewed):
    answer = given(exposures(viewed()))
    assert (answer["schema"], answer["coverage"]) == (
        "graphx.exposure/1",
        {
            "starts": 2,
            "starts_rejected": 0,
            "restricted_asked": 1,
            "restricted_in_graph": 1,
            "complete": True,
            "truncated": [],
        },
    )
    claim = {"source": "survey", "polarity": "asserts", "confidence": 85, "certainty": "stated", "at": "d.yaml:14"}
    denial = {"source": "survey", "polarity": "denies", "confidence": 20, "at": "d.yaml:14"}
    hop = {"key": None, "reverse": False, "certainty": "certain", "claims": []}
    claims = answer["answers"][0]["restricted"][0]["paths"][0]["hops"][1]["claims"]
    places = [each.pop("at") for each in claims]
    assert places == ["d.yaml:18", "d.yaml:19"]
    for each in (claim, denial):
        each.pop("at")
    assert answer["answers"] == [
        {
            "entity": "camp-one",
            "verdict": "exposed",
            "listed": [],
            "restricted": [
                {
                    "entity": "acme",
                    "certainty": "certain",
                    "hops": 3,
                    "tier": 1,
                    "because": [
                        {
                            "restriction": "list-a",
                            "status": "enacted",
                            "since": "2019-05-16",
                            "role": "named",
                            "claims": [],
                            "at": ["d.yaml:21"],
                        }
                    ],
                    "ownership": [],
                    "paths": [
                        {
                            "hops": [
                                {
                                    "from": "camp-one",
                                    "type": "SERVED_BY",
                                    "to": "net",
                                    **hop,
                                    "fields": {"since": "2016"},
                                    "at": ["d.yaml:13"],
                                },
                                {
                                    "from": "net",
                                    "type": "DEPLOYS",
                                    "to": "hss",
                                    **hop,
                                    "fields": {},
                                    "at": ["d.yaml:14"],
                                    "claims": [claim, denial],
                                },
                                {
                                    "from": "hss",
                                    "type": "MADE_BY",
                                    "to": "acme",
                                    **hop,
                                    "key": "k1",
                                    "fields": {"until": "2030", "status": "removing", "share": 0.5},
                                    "at": ["d.yaml:20"],
                                },
                            ],
                            "weakest_confidence": 85,
                            "root_sources": 1,
                        }
                    ],
                }
            ],
            "frontier": [{"entity": "net", "missing": ["DEPLOYS"]}],
            "frontier_truncated": False,
        },
        {
            "entity": "camp-two",
            "verdict": "clear",
            "listed": [],
            "restricted": [],
            "frontier": [],
            "frontier_truncated": False,
        },
    ]


def test_the_question_is_told_with_every_default_filled_in(viewed):
    question = given(exposures(viewed()))["question"]
    question["patterns"] = sorted({pattern["name"] for pattern in question["patterns"]})
    assert question == {
        "from": ["kind:site"],
        "restricted": [],
        "lists": [],
        "patterns": ["dependency"],
        "as_of": "2024-06-01",
        "known_at": None,
        "min_confidence": 50,
        "include": [],
        "max_age": None,
        "assume_complete": False,
        "limits": {"max_paths": 3, "max_hops": None, "max_frontier": 20, "timeout": None},
        "graphx": __version__,
        "inputs": [{"path": "d.yaml", "sha256": sha256(TINY.encode()).hexdigest()}],
    }


def test_a_search_that_was_cut_is_not_complete(viewed):
    answer = given(exposures(viewed(), Options(limits=Limits(max_hops=1))))
    assert (answer["coverage"]["complete"], answer["coverage"]["truncated"]) == (False, ["max_hops"])


def test_verdicts_without_proof_are_said_to_be_so(viewed):
    answer = given(exposures(viewed(), Options(limits=Limits(max_paths=0))))
    [reached] = answer["answers"][0]["restricted"]
    assert (reached["paths"], answer["coverage"]["complete"], answer["coverage"]["truncated"]) == (
        [],
        True,
        ["max_paths"],
    )


def test_an_impact_has_exactly_the_keys_of_the_contract(viewed):
    answer = given(impact(viewed(), ["hss"]))
    assert (answer["schema"], list(answer)) == ("graphx.impact/1", ["schema", "question", "coverage", "of", "hit"])
    assert (list(answer["question"]), list(answer["coverage"])) == (QUESTION, COVERAGE)
    [hit] = answer["hit"]
    assert (answer["of"], list(hit)) == (["hss"], ["entity", "kind", "certainty", "hops", "paths"])
    assert [list(path) for path in hit["paths"]] == [PATH]


def test_paths_have_exactly_the_keys_of_the_contract(viewed):
    answer = given(paths_between(viewed(), "camp-one", "acme"))
    assert (answer["schema"], list(answer)) == (
        "graphx.paths/1",
        ["schema", "question", "coverage", "from", "to", "paths"],
    )
    assert (list(answer["question"]), list(answer["coverage"])) == (QUESTION, COVERAGE)
    assert (answer["from"], answer["to"], [list(path) for path in answer["paths"]]) == ("camp-one", "acme", [PATH])


@pytest.mark.parametrize(
    ("ask", "schema"),
    [
        (lambda view: find(view.graph, "camp"), "graphx.find/1"),
        (lambda view: show(view, "net"), "graphx.show/1"),
        (lambda view: lint(view.graph), "graphx.lint/1"),
    ],
    ids=["find", "show", "lint"],
)
def test_the_other_questions_keep_the_frame(ask, schema, viewed):
    answer = given(ask(viewed()))
    assert (answer["schema"], list(answer)[:3]) == (schema, ["schema", "question", "coverage"])


def test_validation_of_a_whole_dataset_counts_it(viewed):
    viewed()
    answer = json.loads("\n".join(lines(validation(read(["d.yaml"]), ()))))
    assert {key: answer[key] for key in ("schema", "valid", "counts", "problems")} == {
        "schema": "graphx.validate/1",
        "valid": True,
        "counts": {"entities": 6, "relations": 4, "claims": 2, "sources": 1},
        "problems": [],
    }
    assert list(answer) == ["schema", "question", "coverage", "valid", "counts", "problems"]


def test_validation_tells_problems_with_their_places():
    answer = json.loads("\n".join(lines(validation(None, [Problem(Place("d.yaml", 3, 5), "what", "hint")]))))
    assert (answer["valid"], answer["problems"]) == (
        False,
        [{"file": "d.yaml", "line": 3, "column": 5, "message": "what", "hint": "hint"}],
    )


def test_an_answer_stands_on_a_line_of_its_own(viewed):
    printed = list(lines(to_json(exposures(viewed()))))
    assert [line.partition(":")[0].strip('"') for line in printed if line.startswith('"')] == [
        "schema",
        "question",
        "coverage",
        "answers",
    ]
    assert [json.loads(line.rstrip(","))["entity"] for line in printed if line.startswith('{"entity"')] == [
        "camp-one",
        "camp-two",
    ]


def test_text_keeps_its_own_script_and_decimals_are_numbers():
    assert dumped({"name": "華為 é", "share": Decimal("0.50")}) == '{"name": "華為 é", "share": 0.5}'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumped(value)


def test_names_are_carried_byte_for_byte_in_json(viewed):
    text = TINY.replace("name: Camp Two", 'name: "\\e[31m[/red]\\u202e=1+1"')
    match = given(find(viewed(text).graph, "camp-two"))["matches"][0]
    assert match["name"] == "\x1b[31m[/red]\u202e=1+1"


def test_same_input_same_bytes(viewed):
    first, second = ("\n".join(lines(to_json(exposures(viewed())))) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", ["answers", "hit", "paths"])
def test_json_lines_are_the_frame_and_then_each_entry_of_json(name, viewed):
    view = viewed()
    answer = {
        "answers": lambda: exposures(view),
        "hit": lambda: impact(view, ["acme"]),
        "paths": lambda: paths_between(view, "camp-one", "acme"),
    }[name]()
    whole = json.loads("\n".join(lines(to_json(answer))))
    frame, *entries = map(json.loads, records(to_json(answer)))
    assert entries == whole.pop(name)
    assert entries
    assert frame == whole


def test_an_answer_without_a_list_is_one_json_line(viewed):
    card = show(viewed(), "acme")
    assert [json.loads(line) for line in records(to_json(card))] == [json.loads("\n".join(lines(to_json(card))))]


def test_entries_are_spelled_out_when_they_are_asked_for_and_not_before():
    asked = []

    def entry(each):
        asked.append(each)
        return spelled({"n": each})

    found = Entries(range(3), entry)
    assert len(found) == 3
    assert not asked
    assert dumped(found[1]) == '{"n": 1}'
    assert asked == [1]
    assert [dumped(each) for each in found] == ['{"n": 0}', '{"n": 1}', '{"n": 2}']
    assert found[1:] == list(found)[1:]


def test_what_is_spelled_out_stays_as_it_is_and_is_never_taken_for_a_text():
    told = spelled({"name": 'a "quoted" 華為', "share": Decimal("0.50")})
    whole = spelled({"first": told, "all": spelled_list([told, told]), "none": spelled_list([]), "rest": [None, True]})
    assert dumped(told) == dumped({"name": 'a "quoted" 華為', "share": Decimal("0.50")})
    plain = {"name": 'a "quoted" 華為', "share": 0.5}
    assert json.loads(dumped(whole)) == {"first": plain, "all": [plain, plain], "none": [], "rest": [None, True]}
    with pytest.raises(TypeError, match="no JSON for Spelled"):
        dumped({"inside": told})


def test_an_empty_list_of_entries_is_written_as_an_empty_list():
    assert "".join(lines({"schema": "s", "answers": Entries((), dict)})) == '{"schema": "s","answers": []}'
