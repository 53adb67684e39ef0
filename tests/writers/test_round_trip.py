"""Law: what is written and read again is the same dataset, in every lossless format, whatever its texts hold.

Kills, each tried: unquoted words that read as truth or numbers; control characters left as they are; a defused cell
that is not told apart from one that begins with a quote mark; a list whose items hold the separator.
"""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphx.model.subgraph import Subgraph
from graphx.readers import read
from graphx.readers.imports import import_files
from graphx.writers import WRITERS
from graphx.writers.exporter import Cells, Lost, Wishes
from graphx.writers.exporters import EXPORTERS
from tests.notation import graph
from tests.writers.graphs import named, risk, world
from tests.written import as_parquet, as_tables

# a zero byte and half a surrogate pair are no text in any of the formats
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
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
            '"12"',
            "=1",
            "'=1",
            "''=1",
            "'-1",
            "'s-Hertogenbosch",
            "\t=1",
            "a|b",
            "|",
            '["a"]',
            "[]",
            " x ",
            "a\u2028b",
            "a\x85b",
            "a\rb",
            "a\r\nb\n",
        ]
    ),
    ANY_TEXT,
)
PROPERTY = st.one_of(TEXT, st.just(""), st.booleans(), st.integers(-999, 999), st.sampled_from([0.5, -1.25]))
EXTENSION = st.fixed_dictionaries(
    {"calculator": st.sampled_from(["cascade", "affiliate", "none"])},
    optional={"threshold": st.sampled_from(["0.25", "0.5"]), "since": st.sampled_from(["2020", "2020-05"])},
)


EXACT = "0.1234567890123456789012345"
"""A share of more digits than a float holds."""


def dataset_of(name, aliases, properties, quote, extensions):
    stated = {"properties": properties} if properties else {}  # in tables, an empty map is none
    return graph(
        {
            "graphx": "1",
            "title": name,
            "as_of": "2020-01-01",
            "sources": [{"id": "s", "title": quote, "derived_from": []}],
            "entities": [
                {"id": "a", "kind": "organization", "name": name, "aliases": aliases, "identifiers": {"lei": quote}},
                {"id": "b", "kind": "component", "name": quote, "complete": [], **stated},
                {"id": "c", "kind": "site", "name": "C", "lat": "-12.5", "lon": "0.1"},
                {"id": "r", "kind": "restriction", "name": "R", "extends_to": extensions},
            ],
            "relations": [
                {"from": "b", "type": "MADE_BY", "to": "a", "share": "0.30", "synthetic": "true"},
                {"from": "a", "type": "LINKED_TO", "to": "c", "share_min": EXACT, "share_max": "0.5"},
                {
                    "from": "a",
                    "type": "LISTED_ON",
                    "to": "r",
                    "key": quote,
                    **stated,
                    "claims": [{"source": "s", "quote": quote, "confidence": "7"}, {"polarity": "denies"}],
                },
            ],
        }
    ).dataset


DATASETS = st.builds(
    dataset_of,
    TEXT,
    st.lists(TEXT, max_size=3),
    st.dictionaries(
        st.one_of(st.sampled_from(["note", "x1", "true"]), ANY_TEXT.map("my {}".format)), PROPERTY, max_size=3
    ),
    TEXT,
    st.lists(EXTENSION, min_size=1, max_size=2),
)


def whole(dataset):
    return dict(dataset.entities), dict(dataset.relations), dict(dataset.sources), dataset.as_of_days


def written_as_file(dataset, ending, folder):
    path = folder / f"graph{ending}"
    path.write_text("".join(f"{line}\n" for line in WRITERS[ending](dataset)), encoding="utf-8", newline="\n")
    return path


def written_as_folder(files, folder):
    for file, content in files:
        (folder / file).write_bytes(content)
    return folder


def exported(form, dataset, folder):
    ending, write = next(iter(EXPORTERS[form].endings.items()))
    path = folder / f"graph{ending}"
    lines = write(Subgraph(dataset), Wishes(), Lost())
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return path


FOLDERS = {
    "csv": as_tables,
    "raw csv": lambda dataset: as_tables(dataset, Cells.RAW),
    "parquet": as_parquet,
}


@settings(max_examples=60, deadline=None)
@given(DATASETS)
@pytest.mark.parametrize("ending", [".yaml", ".json", ".jsonl"])
def test_documents_are_read_as_they_were_written(tmp_path_factory, ending, dataset):
    path = written_as_file(dataset, ending, tmp_path_factory.mktemp("written"))
    again = read([path])
    assert whole(again) == whole(dataset), path.read_text(encoding="utf-8")
    assert again.documents[0].title == dataset.documents[0].title


@settings(max_examples=60, deadline=None)
@given(DATASETS)
@pytest.mark.parametrize("form", FOLDERS)
def test_tables_are_read_as_they_were_written(tmp_path_factory, form, dataset):
    folder = written_as_folder(FOLDERS[form](dataset), tmp_path_factory.mktemp("tables"))
    again = read([folder])
    assert whole(again) == whole(dataset)
    assert again.documents[0].title == dataset.documents[0].title


@pytest.mark.parametrize("dataset", [named(), risk().dataset, world(60)], ids=["named", "risk", "world"])
def test_every_lossless_format_gives_back_the_same(dataset, tmp_path):
    ways = [written_as_file(dataset, ending, tmp_path) for ending in WRITERS]
    for form, write in FOLDERS.items():
        (tmp_path / form).mkdir()
        ways.append(written_as_folder(write(dataset), tmp_path / form))
    assert [whole(read([way])) == whole(dataset) for way in ways] == [True] * len(ways)


def apart_from_keys(record):
    """Return what a record states; of its properties the values alone, as OpenGraph spells their keys in its own way."""
    fields = record.stated()
    return fields | {"properties": list(fields.get("properties", {}).values())}


@settings(max_examples=60, deadline=None)
@given(DATASETS)
@example(named())
@example(risk().dataset)
@example(world(60))
def test_opengraph_is_imported_again_with_every_field_claim_and_identity(tmp_path_factory, dataset):
    path = exported("opengraph", dataset, tmp_path_factory.mktemp("opengraph"))
    again = import_files("opengraph", [path], as_of=next(iter(dataset.as_of_days), None))
    assert (again.remarks, again.dataset.as_of_days) == ([], dataset.as_of_days)
    for before, after in ((dataset.entities, again.dataset.entities), (dataset.relations, again.dataset.relations)):
        assert {key: apart_from_keys(each) for key, each in after.items()} == {
            key: apart_from_keys(each) for key, each in before.items()
        }
    assert set(again.dataset.sources) == {
        claim.source for each in dataset.relations.values() for claim in each.claims or () if claim.source
    }


@settings(max_examples=60, deadline=None)
@given(DATASETS)
@example(named())
@example(risk().dataset)
@example(world(60))
def test_a_catalogue_of_backstage_is_imported_again_as_the_same(tmp_path_factory, dataset):
    path = exported("backstage", dataset, tmp_path_factory.mktemp("backstage"))
    again = import_files("backstage", [path])
    assert (again.remarks, whole(again.dataset)) == ([], whole(dataset)), path.read_text(encoding="utf-8")
    assert again.dataset.documents[0].title == dataset.documents[0].title


FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "'=1",
    "-",
    "=cmd|'/C calc'!A0",
]


@pytest.mark.parametrize("name", FORMULAS, ids=ascii)
def test_no_cell_of_a_table_is_a_formula_unless_asked_for(name):
    dataset = dataset_of(name, [name], {"note": name}, name, [{"calculator": "none"}])
    for file, content in as_tables(dataset):
        if file.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
            cells = [cell for row in rows for cell in row if cell.strip("'") == name.strip("'")]
            assert [cell for cell in cells if not cell.startswith("'")] == []
    raw = dict(as_tables(dataset, Cells.RAW))["entities.csv"].decode()
    assert name.startswith("'") or name in [cell for row in csv.reader(io.StringIO(raw, newline="")) for cell in row]


def test_tables_begin_with_what_tells_records_apart():
    files = dict(as_tables(dataset_of("a", ["b"], {}, "q", [{"calculator": "none"}])))
    assert sorted(files) == ["claims.csv", "document.yaml", "entities.csv", "relations.csv", "sources.csv"]
    header = next(csv.reader(io.StringIO(files["relations.csv"].decode())))
    assert header[:4] == ["from", "type", "to", "key"]


def test_a_table_that_another_hand_wrote_is_read_as_it_stands(tmp_path):
    written_as_folder(
        [
            (
                "entities.csv",
                b'id,kind,name,aliases,properties.n\ns,site,\'s-Hertogenbosch,\'tis|x,12\nt,site,\'=1,,"""12"""\n',
            ),
            ("relations.csv", b"from,type,to\n"),
        ],
        tmp_path,
    )
    entities = read([tmp_path]).entities
    assert (entities["s"].name, entities["s"].aliases, entities["s"].properties) == (
        "'s-Hertogenbosch",
        ("'tis", "x"),
        {"n": 12},
    )
    assert (entities["t"].name, entities["t"].properties) == ("=1", {"n": "12"})


def test_a_subgraph_bears_its_marks_as_properties_and_is_read_again(tmp_path):

    for ending in WRITERS:
        lines = EXPORTERS["graphx"].endings[ending](risk(), Wishes(), Lost())
        (tmp_path / f"risk{ending}").write_text("\n".join(lines), encoding="utf-8")
        again = read([tmp_path / f"risk{ending}"])
        assert again.entities["camp"].properties == {
            "risk_certainty": "certain",
            "risk_layer": 0,
            "risk_starts": 1,
            "risk_verdict": "exposed",
        }
        assert again.entities["acme"].properties["risk_restricted"] == "certain"
        assert all(relation.properties for relation in again.relations.values())


def test_what_is_complete_up_to_an_earlier_day_is_not_said_to_be_up_to_a_later():
    from graphx.writers.settled import settled

    early = {
        "graphx": "1",
        "as_of": "2020-01-01",
        "entities": [site("a", complete=["SERVED_BY", "DEPLOYS"]), site("b")],
    }
    late = {
        "graphx": "1",
        "as_of": "2021-01-01",
        "entities": [site("a", complete=["DEPLOYS"]), site("b", complete=["all"])],
    }
    lost = Lost()
    dataset = settled(Subgraph(graph(early, late).dataset), lost)
    assert dataset.as_of_days == ["2021-01-01"]
    assert dataset.entities["a"].complete == ("DEPLOYS",)
    assert dataset.entities["b"].complete == ("all",)
    assert list(lost.counts.values()) == [1]


def site(name, **fields):
    return {"id": name, "kind": "site", "name": name, **fields}
