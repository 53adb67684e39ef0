"""Law: what lies in columns is written in each format of graph tools as its records are, and what is lost is counted alike.

Kills, each tried: a certainty that is not told; a mark that goes to another row; a share whose digits are forgotten; a key that
keeps the name that networkx takes; claims that go to a relation without any; what is not stated with a comma behind it.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from graphx.cli.building import run_build
from graphx.errors import QuestionError
from graphx.graph.graph import Graph
from graphx.graph.view import ANY_DAY, Lens, View
from graphx.questions.frame import Options
from graphx.questions.subgraph import around, risk_subgraph
from graphx.readers import columnar, read
from graphx.readers.columnar import ReadEntities, ReadRelations
from graphx.writers import attribute_columns, stated_columns
from graphx.writers.exporter import Flavour, Lost, Wishes
from graphx.writers.exporters import EXPORTERS
from tests import worlds
from tests.writers.graphs import NAMES
from tests.written import as_tables

TEXTS = [*NAMES.values(), "a\x01b\x1fc", "\ufffe", "\ufffd", "[1]", "1.50"]
SCALARS = [*TEXTS, 7, 0.5, True]
SHARES = ["0.4234567890123456789012345", "0.30", "1", "0"]
FORMATS = [
    ("graphml", Wishes()),
    ("graphml", Wishes(flavour=Flavour.YED)),
    ("gexf", Wishes()),
    ("cytoscape", Wishes()),
    ("opengraph", Wishes()),
    ("cypher", Wishes()),
]
SEEDS = 24


def document(draw: random.Random):
    """Return a world in which everything that is hard to write is stated somewhere."""
    world = worlds.world(draw, entities=draw.choice((9, 14)))
    for each in [*world["entities"], *world["relations"]]:
        if draw.random() < 0.5:
            keys = draw.sample(["zeta", "Odd key`", "a<b", "lane"], draw.randint(1, 3))
            each["properties"] = {key: draw.choice(SCALARS) for key in keys}
    for each in world["entities"]:
        if draw.random() < 0.5:
            each |= {"name": draw.choice(TEXTS), "identifiers": {"lei": "x", 'an "id"': draw.choice(TEXTS)}}
    for each in world["relations"]:
        each["purpose"] = draw.choice(TEXTS)
        if draw.random() < 0.3:
            each["revenue_share"] = draw.choice(SHARES)
        for claim in each.get("claims", ()):
            claim["quote"] = draw.choice(TEXTS)
    return world


def inputs_of(draw: random.Random, tmp_path):
    """Return one world as a document, as a store and as a folder of tables."""
    (path := tmp_path / "world.json").write_text(json.dumps(document(draw)), encoding="utf-8")
    run_build([str(path)], tmp_path / "store")
    (folder := tmp_path / "folder").mkdir()
    for name, content in as_tables(read([str(path)])):
        (folder / name).write_bytes(content)
    return path, tmp_path / "store", folder


def parts_of(path):
    """Return parts of an input: what is at risk, and what lies around an entity."""
    view = View(Graph(read([str(path)])), Lens(ANY_DAY))
    parts = [around(view, view.graph.ids[0], 3).subgraph]
    try:
        return [*parts, risk_subgraph(view, Options(patterns=["dependency"])).subgraph]
    except QuestionError:
        return parts


def of_records(part):
    """Return a part whose records were read one by one."""
    dataset = part.dataset
    records = {"entities": dict(dataset.entities.items()), "relations": dict(dataset.relations.items())}
    return replace(part, dataset=replace(dataset, **records))


def written(part):
    """Return what each format writes, and what it does not hold."""
    several = []
    for form, wishes in FORMATS:
        lost = Lost()
        [write, *_] = EXPORTERS[form].endings.values()
        several.append((list(write(part, wishes, lost)), lost.counts))
    return several


@pytest.mark.parametrize("seed", range(SEEDS))
def test_columns_are_written_as_records_are(seed, tmp_path, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: None)
    monkeypatch.setattr(stated_columns, "PIECE", 3)
    monkeypatch.setattr(attribute_columns, "TOGETHER", 2)
    of_document, of_store, of_folder = map(parts_of, inputs_of(random.Random(seed), tmp_path))
    assert list(map(written, of_document)) == list(map(written, of_store))
    for part in (*of_document, *of_store, *of_folder):
        assert written(part) == written(of_records(part))
    for part in of_store:
        assert all(isinstance(each, ReadEntities) for each in part.dataset.entities.parts)
        assert all(isinstance(each, ReadRelations) for each in part.dataset.relations.parts)


def test_no_record_is_made_of_a_relation_that_lies_in_columns(tmp_path, monkeypatch):
    _, store, _ = inputs_of(random.Random(1), tmp_path)
    parts = parts_of(store)
    monkeypatch.setattr(columnar, "_relation", None)
    for part in parts:
        written(part)
    with pytest.raises(TypeError):
        written(of_records(parts[0]))
