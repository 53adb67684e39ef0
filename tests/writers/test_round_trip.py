"""Law: what is written and read again is the same dataset, whatever its texts hold.

Kills, each tried: unquoted words that read as truth or numbers; control characters left as they are.
"""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx.errors import QuestionError
from graphx.readers import read
from graphx.writers import to_json, to_tables, to_yaml
from tests.notation import graph

# a zero byte and half a surrogate pair are no text in any of the formats, and a carriage return is a line's end
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=12)
TEXT = st.one_of(
    st.sampled_from(
        [
            "true",
            "null",
            "~",
            "12",
            "1.10",
            "2019",
            "0x1",
            "- a",
            "a: b",
            "#",
            "'",
            '"',
            "=1",
            " x ",
            "a\u2028b",
            "a\x85b",
        ]
    ),
    ANY_TEXT,
)
PROPERTY = st.one_of(TEXT, st.booleans(), st.integers(-999, 999), st.sampled_from([0.5, -1.25]))


def dataset_of(name, alias, properties, quote):
    return graph(
        {
            "graphx": "1",
            "title": name,
            "as_of": "2020-01-01",
            "sources": [{"id": "s", "title": alias}],
            "entities": [
                {"id": "a", "kind": "organization", "name": name, "aliases": [alias], "identifiers": {"lei": alias}},
                {"id": "b", "kind": "component", "name": alias, "complete": [], "properties": properties},
                {
                    "id": "r",
                    "kind": "restriction",
                    "name": "R",
                    "extends_to": [{"calculator": "cascade", "threshold": "0.25", "since": "2020"}],
                },
            ],
            "relations": [
                {"from": "b", "type": "MADE_BY", "to": "a", "share": "0.30", "synthetic": "true"},
                {
                    "from": "a",
                    "type": "LISTED_ON",
                    "to": "r",
                    "key": alias,
                    "claims": [{"source": "s", "quote": quote}],
                },
            ],
        }
    ).dataset


def whole(dataset):
    return dict(dataset.entities), dict(dataset.relations), dict(dataset.sources), dataset.as_of_days


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT, st.dictionaries(st.sampled_from(["note", "x1", "true"]), PROPERTY, max_size=3), TEXT)
def test_documents_are_read_as_they_were_written(tmp_path_factory, name, alias, properties, quote):
    dataset = dataset_of(name, alias, properties, quote)
    for ending, write in ((".yaml", to_yaml), (".json", to_json)):
        path = tmp_path_factory.mktemp("written") / f"graph{ending}"
        path.write_text("\n".join(write(dataset)) + "\n", encoding="utf-8", newline="\n")
        again = read([path])
        assert whole(again) == whole(dataset), path.read_text(encoding="utf-8")
        assert again.documents[0].title == name


@settings(max_examples=100, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_tables_are_read_as_they_were_written(tmp_path_factory, name, alias, quote):
    if "|" in alias:
        return
    dataset = dataset_of(name, alias, {"note": True}, quote)
    folder = tmp_path_factory.mktemp("tables")
    for file, content in to_tables(dataset):
        (folder / file).write_text(content, encoding="utf-8", newline="\n")
    assert whole(read([folder])) == whole(dataset)


def test_what_a_cell_cannot_hold_is_refused():
    with pytest.raises(QuestionError, match="separates items"):
        list(to_tables(dataset_of("a", "b|c", {}, "q")))


def test_tables_begin_with_what_tells_records_apart():
    files = dict(to_tables(dataset_of("a", "b", {}, "q")))
    assert sorted(files) == ["claims.csv", "document.yaml", "entities.csv", "relations.csv", "sources.csv"]
    header = next(csv.reader(io.StringIO(files["relations.csv"])))
    assert header[:4] == ["from", "type", "to", "key"]
