"""Law: a folder read as columns is what it is read row by row: the same dataset, the same places, the same messages.

Kills, each tried: a doubtful row that is not looked at; a repeated row that is kept; claims that go to another relation of the same
ends; an interconnection whose ends are not turned; a day of `complete` that is lost.
"""

from __future__ import annotations

import csv
import io
import random

import pytest

from graphx.errors import InvalidInputError
from graphx.graph.graph import Graph
from graphx.model.table import EntityTable
from graphx.questions.frame import view_of
from graphx.readers import read
from graphx.readers.cells import IrregularError
from graphx.writers import to_json
from tests import worlds
from tests.notation import graph
from tests.written import as_tables

WORLDS = 120
JUNK = (
    *(
        "",
        "|",
        " ",
        "a",
        "x y",
        "é",
        "organization",
        "restriction",
        "site",
        "SERVED_BY",
        "INTERCONNECTS_WITH",
        "OWNED_BY",
    ),
    *("2019", "2019-13", "2020-02-30", "2030-01-01", "0.5", "1.5", "-1", "abc", "stated", "denies", "planned", "true"),
    *("'=1+1", "=1+1", "''=x", "'", '"1.5"', '["a|b", "c"]', "[x"),
    *("line\nbreak", 'quo"te', "a|b", "all", "named", "rename", "101", "50"),
)
NEW_COLUMNS = ("properties.lane", "says.share", "says.until", "share_min", "share_max", "role", "interest", "until")


def in_rows(paths):
    with pytest.MonkeyPatch.context() as patch:

        def never(*_):
            raise IrregularError

        patch.setattr("graphx.readers.folder.read_cells", never)
        return outcome(paths)


def outcome(paths):
    try:
        dataset = read(paths)
    except InvalidInputError as error:
        return str(error)
    return {
        "entities": {name: entity.stated() for name, entity in dataset.entities.items()},
        "relations": {identity: relation.stated() for identity, relation in dataset.relations.items()},
        "order": (list(dataset.entities), list(dataset.relations)),
        "sources": dict(dataset.sources),
        "places": [
            {key: sorted(found) for key, found in places.items()}
            for places in (dataset.entity_places, dataset.relation_places)
        ],
        "claim places": {key: list(found) for key, found in dataset.claim_places.items() if found},
        "complete": {name: dict(words) for name, words in sorted(dataset.complete.items())},
        "documents": list(dataset.documents),
        "repeats": dataset.repeats,
        "json": list(to_json(dataset)),
    }


def tables_of(seed):
    """Return the files of a random world; every other one has its claims beside its relations."""
    source = random.Random(seed)
    dataset = graph(worlds.world(source)).dataset
    files = {
        name: list(csv.reader(io.StringIO(text.decode()))) for name, text in as_tables(dataset) if name.endswith(".csv")
    }
    return source, files


def write(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "document.yaml").write_text("as_of: 2020-01-01\n", encoding="utf-8")
    for name, rows in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    return str(folder)


def spoiled(source, files):
    """Return tables of which some cells, rows or columns are not what they were."""
    files = {name: [list(row) for row in rows] for name, rows in files.items()}
    for _ in range(source.randint(0, 4)):
        name = source.choice([each for each, rows in files.items() if len(rows) > 1])
        rows = files[name]
        row = source.choice(rows[1:])
        match source.randrange(6):
            case 0 | 1 | 2:
                row[source.randrange(len(row))] = source.choice(JUNK)
            case 3:
                rows.insert(source.randint(1, len(rows)), list(row))
            case 4:
                rows.remove(row)
            case 5 if name in {"relations.csv", "claims.csv"} and (column := source.choice(NEW_COLUMNS)) not in rows[0]:
                if (name == "relations.csv") is not column.startswith("says"):
                    for each in rows:
                        each.append(source.choice(JUNK))
                    rows[0][-1] = column
    return files


@pytest.mark.parametrize("seed", range(WORLDS))
def test_columns_read_what_rows_read(seed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("graphx.readers.cells._LARGE", 0 if seed % 2 else 2**24)  # with threads and without
    source, files = tables_of(seed)
    paths = [write((tmp_path / "one").relative_to(tmp_path), spoiled(source, files))]
    if source.random() < 0.4:
        _, others = tables_of(seed + 1 if source.random() < 0.5 else seed)
        paths.append(write((tmp_path / "two").relative_to(tmp_path), spoiled(source, others)))
    assert outcome(paths) == in_rows(paths)


def test_what_is_compared_was_read_as_columns(tmp_path):
    """Most worlds are whole, and most of their records never became objects."""
    whole, rows = 0, 0
    for seed in range(20):
        _, files = tables_of(seed)
        dataset = read([write(tmp_path / str(seed), files)])
        assert isinstance(dataset.entities, EntityTable)
        whole += 1
        rows += sum(len(part) for part in dataset.entities.parts[1:])
    assert (whole, rows > 100) == (20, True)


def test_columns_answer_what_records_answer(tmp_path):
    """Every field of every record reads the same as a column, in either way of reading; so do claims and what is declared."""
    for seed in range(40):
        source, files = tables_of(seed)
        folder = write(tmp_path / str(seed), files)
        columns = Graph(read([folder]))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("graphx.readers.folder._columns", irregular)
            records = Graph(read([folder]))
        for name, keys in (
            ("entity", columns.property_keys("entity")),
            ("relation", columns.property_keys("relation")),
        ):
            assert keys == records.property_keys(name)
            for field in (
                *keys,
                "type",
                "roles",
                "country",
                "domain",
                "since",
                "until",
                "status",
                "share",
                "role",
                "tags",
            ):
                one, other = (getattr(each, f"{name}_column")(field) for each in (columns, records))
                assert [one.value(row) for row in range(len(one.codes))] == [
                    other.value(row) for row in range(len(other.codes))
                ], (seed, field)
        assert [each.tolist() for each in columns.claims] == [each.tolist() for each in records.claims]
        assert (columns.keyed.tolist(), columns.keyless.tolist()) == (records.keyed.tolist(), records.keyless.tolist())
        told = [
            sorted((word, until, number) for word, until, numbers in each.declared() for number in numbers.tolist())
            for each in (columns, records)
        ]
        assert told[0] == told[1]
        lens = {**worlds.view(source), "max_age": None}
        assert view_of(columns, **lens).level.tolist() == view_of(records, **lens).level.tolist()


def irregular(*_):
    raise IrregularError
