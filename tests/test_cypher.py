"""The Cypher that travels with the package agrees with the model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graphx.model.vocabulary import LABELS, Type
from graphx.neo4j.findings import ALONG, CONCERNS, REACHES, VERDICT_LABELS
from graphx.neo4j.layout import SYSTEM_LABELS, constraints
from graphx.neo4j.levels import SAYABLE, certain, possible, read
from graphx.neo4j.library import DATASET, VIEW, parsed, queries

CYPHER = Path(__file__).parent.parent / "cypher"
SCHEMA = CYPHER / "schema.cypher"
NAMES = list(queries())
LIBRARY = pytest.mark.parametrize("query", queries().values(), ids=NAMES)

OTHER_VIEWS = {"$as_of": "$other", "$known_at": "$earlier"}
"""Queries that compare two views read the second by parameters of these names."""
ONLY_BY_STATUS = ("(b[i+6] = '' OR b[i+6] IN $include)", "b[i+6] <> ''")
"""What holds only if its status is included: another end of the predicate of what is possible."""


def test_the_schema_holds_the_constraints_of_a_push():
    statements = [text.strip() for text in re.sub(r"(?m)^//.*$", "", SCHEMA.read_text(encoding="utf-8")).split(";")]
    assert [text for text in statements if text] == list(constraints().values())


def test_names_follow_cypher_custom():
    assert all(re.fullmatch(r"[A-Z][A-Z_]*[A-Z]", verb) for verb in Type)
    assert all(re.fullmatch(r"([A-Z][a-z]+)+", label) for label in LABELS)


def test_the_library_is_large_and_every_file_is_read():
    files = {path.stem for path in CYPHER.rglob("*.cypher")} - {"schema"}
    assert files == set(NAMES)
    assert len(files) == len([path for path in CYPHER.rglob("*.cypher") if path != SCHEMA]) >= 30
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in files)
    titles = [query.title for query in queries().values()]
    assert len(set(titles)) == len(titles)


@LIBRARY
def test_a_head_says_what_is_asked_and_which_parameters_are_used(query):
    assert query.question.endswith("?")
    assert query.title == query.title[0].upper() + query.title[1:]
    body = query.text.partition("\n\n")[2]
    own = {param.name for param in query.params} | ({DATASET} if query.has_dataset else set())
    used = set(re.findall(r"\$(\w+)", body))
    assert used - set(VIEW) == own
    assert bool(used & set(VIEW)) == query.has_view
    assert all(re.search(rf"\b{name}\b", body) for name in query.returns)


@LIBRARY
def test_a_query_is_bounded_and_only_reads(query):
    assert query.limit is not None or query.name == "overview"
    body = query.text.partition("\n\n")[2]
    assert body.count(";") == 1
    assert body.endswith(";\n")
    assert not re.search(r"\b(CREATE|MERGE|SET|DELETE|DETACH|REMOVE|DROP|LOAD|FOREACH|apoc)\b", body)


@LIBRARY
def test_labels_and_types_are_those_of_the_model(query):
    body = re.sub(r"'[^']*'", "''", query.text.partition("\n\n")[2])
    named = {word for found in re.findall(r":\s*!?([A-Z]\w*(?:\|[A-Z]\w*)*)", body) for word in found.split("|")}
    known = {*LABELS, *SYSTEM_LABELS, *VERDICT_LABELS, *Type, CONCERNS, REACHES, ALONG}
    assert named <= known


@LIBRARY
def test_levels_are_read_just_as_a_push_wrote_them(query):
    """Whatever asks for a box asks by the text that `levels` gives, so no query has an opinion of its own."""
    text = query.text
    for variable in set(re.findall(r"any\(b IN \[(\w+)\.graphx_", text)):
        for predicate in (certain(variable), possible(variable), possible(variable).replace(*ONLY_BY_STATUS)):
            for name, other in OTHER_VIEWS.items():
                text = text.replace(predicate, "").replace(predicate.replace(name, other), "")
    for variable in set(re.findall(r"\[b IN \[(\w+)\.graphx_said_", text)):
        for field in SAYABLE:
            text = text.replace(read(variable, field), "")
    assert not re.search(r"graphx_(certain|possible|said)", text.replace("r.graphx_said_until IS NULL", ""))


def test_a_query_names_no_id_and_no_day():
    for query in queries().values():
        literals = set(re.findall(r"'([^']*)'", query.text.partition("\n\n")[2]))
        assert not [each for each in literals if re.search(r"\d{4}-\d\d", each)], query.name


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (
            "// A\n// b?\n// params: none\n// shows: c",
            "x.cypher: `shows: c` is no line of a head: params, returns or note",
        ),
        (
            "// A\n// b?\n// params: site id of building\n// returns: c",
            "`site id of building` is no parameter: name, type, `of` what, and `= default` where it may be left out",
        ),
        (
            "// A\n// b?\n// params: site name\n// returns: c",
            "`site name` is no parameter: name, type, `of` what, and `= default` where it may be left out",
        ),
    ],
)
def test_a_head_that_is_none_is_refused(write, head, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        parsed(write("f/x.cypher", f"{head}\n\nRETURN 1 AS c;\n"))
