"""Law: a store is its inputs. What was read answers as what was built, byte for byte, alone and beside further inputs.

Kills, each tried: a merged record that forgets who else stated it; a place that moves; a day of `complete` that is lost; a claim
that goes to another relation; properties that change their order.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pyarrow import parquet

from graphx.cli.building import run_build
from graphx.errors import InvalidInputError
from graphx.graph.graph import Graph
from graphx.graph.view import ANY_DAY, Lens, View
from graphx.model.table import Rows
from graphx.questions.subgraph import around
from graphx.readers import read, read_apart
from graphx.writers import to_json
from graphx.writers.exporter import Lost
from graphx.writers.settled import settled
from tests import worlds
from tests.notation import graph
from tests.readers.test_columnar import outcome
from tests.written import as_parquet, as_tables

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = 40


@pytest.fixture(autouse=True)
def _do_not_wait_for_the_disk(monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: None)


def inputs_of(source: random.Random, folder: Path) -> list[str]:
    """Write up to four inputs that share records, as documents and as folders of tables; return their paths."""
    world = worlds.world(source)
    paths = []
    for number in range(source.randint(1, 4)):
        share = {**world, "as_of": source.choice(("2019-01-01", "2020-01-01"))}
        share["title"] = f"Part {number}"
        share["relations"] = [each for each in world["relations"] if source.random() < 0.7]
        if source.random() < 0.3:
            share["relations"] = [
                {key: value for key, value in each.items() if key != "claims"} for each in share["relations"]
            ]
        for record in share["entities"]:
            if source.random() < 0.3:
                keys = source.sample(["zeta", "alpha", "lane", "mid"], source.randint(1, 3))
                record = {**record, "properties": {key: f"{key} of {record['id']}" for key in keys}}  # noqa: PLW2901
            share["entities"] = [record if each["id"] == record["id"] else each for each in share["entities"]]
        own = {"id": f"own-{number}", "kind": "site", "name": "Its own", "complete": ["all"]}
        own |= {"properties": dict.fromkeys(source.sample(["p", "q", "r"], 3), number)}
        share["entities"] = [*share["entities"], own]
        name = f"{source.choice('abcxyz')}{number}"
        if source.random() < 0.5:
            paths.append(str(written_folder(share, folder / name)))
        else:
            path = folder / f"{name}.json"
            path.write_text(json.dumps(share, indent=source.choice((None, 1))), encoding="utf-8")
            paths.append(str(path))
    return paths


def written_folder(document: dict, folder: Path) -> Path:
    folder.mkdir()
    for name, content in as_tables(graph(document).dataset):
        (folder / name).write_bytes(content)
    return folder


def built(inputs: list[str], store: Path) -> str:
    run_build(inputs, store)
    return str(store)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_store_holds_what_its_inputs_state(seed, tmp_path):
    inputs = inputs_of(random.Random(seed), tmp_path)
    store = built(inputs, tmp_path / "store")
    assert outcome([store]) == outcome(inputs)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_store_beside_further_inputs_is_its_inputs_beside_them(seed, tmp_path):
    source = random.Random(seed)
    inputs = inputs_of(source, tmp_path)
    some = [each for each in inputs if source.random() < 0.6] or inputs[:1]
    others = [each for each in inputs if each not in some]
    store = built(some, tmp_path / "store")
    if len(others) > 1:
        second = built(others[1:], tmp_path / "second")
        others = [others[0], second]
    assert outcome([store, *others]) == outcome(inputs)


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_what_is_in_a_store_already_changes_nothing_beside_it(seed, tmp_path):
    source = random.Random(seed)
    inputs = inputs_of(source, tmp_path)
    store = built(inputs, tmp_path / "store")
    second = built(source.sample(inputs, source.randint(1, len(inputs))), tmp_path / "second")
    beside = source.sample(inputs, source.randint(0, len(inputs)))
    assert outcome([store, second, *beside]) == outcome(inputs)


def test_each_record_keeps_the_order_of_its_properties(tmp_path):
    """Two folders whose columns stand in another order: no order of columns is that of both."""
    for name, keys in (("one", ("zeta", "alpha")), ("two", ("alpha", "mid", "zeta"))):
        folder = tmp_path / name
        folder.mkdir()
        columns = ",".join(f"properties.{key}" for key in keys)
        rows = [f"{name}-{number},site,A site,{','.join(f'{key} {number}' for key in keys)}" for number in range(3)]
        (folder / "entities.csv").write_text("\n".join([f"id,kind,name,{columns}", *rows, ""]), encoding="utf-8")
        (folder / "relations.csv").write_text("from,type,to\n", encoding="utf-8")
    inputs = [str(tmp_path / name) for name in ("one", "two")]
    store = built(inputs, tmp_path / "store")
    assert [list(each.properties or ()) for each in read([store]).entities.values()] == [
        *[["zeta", "alpha"]] * 3,
        *[["alpha", "mid", "zeta"]] * 3,
    ]
    assert outcome([store]) == outcome(inputs)


def test_columns_answer_what_records_answer(tmp_path):
    """Every field of every record reads the same as a column, from a store as from its inputs; so do claims and what is declared."""
    for seed in range(20):
        folder = tmp_path / str(seed)
        folder.mkdir()
        inputs = inputs_of(random.Random(seed), folder)
        before, after = Graph(read(inputs)), Graph(read([built(inputs, folder / "store")]))
        for name in ("entity", "relation"):
            assert before.property_keys(name) == after.property_keys(name)
            fields = {
                "name",
                "type",
                "country",
                "tags",
                "complete",
                "status",
                "since",
                "share",
                "lat",
                "essential",
                "key",
            }
            for field in sorted(fields | before.property_keys(name) | {"nothing"}):
                columns = [getattr(graph, f"{name}_column")(field) for graph in (before, after)]
                values = [[column.value(row) for row in range(len(column.codes))] for column in columns]
                assert values[0] == values[1], field
        for name in (
            "source",
            "target",
            "type",
            "kind",
            "forward_starts",
            "backward",
            "backward_starts",
            "keyed",
            "keyless",
        ):
            assert getattr(before, name).tolist() == getattr(after, name).tolist(), name
        assert [column.tolist() for column in before.claims] == [column.tolist() for column in after.claims]
        declared = [
            sorted((word, until or "", numbers.tolist()) for word, until, numbers in graph.declared())
            for graph in (before, after)
        ]
        assert united(declared[0]) == united(declared[1])


def united(declared: list) -> dict:
    """Return what is declared as one list of entities per word and day."""
    together: dict = {}
    for word, until, numbers in declared:
        together.setdefault((word, until), []).extend(numbers)
    return {key: sorted(numbers) for key, numbers in together.items()}


def test_the_starts_tell_what_leaves_and_what_arrives(tmp_path):
    for seed in range(10):
        store = Graph(
            read([built(inputs_of(random.Random(seed), folder_of(tmp_path, seed)), tmp_path / f"store-{seed}")])
        )
        for entity in range(len(store)):
            leaves = range(store.forward_starts[entity], store.forward_starts[entity + 1])
            assert [*leaves] == [number for number in range(len(store.source)) if store.source[number] == entity]
            arrives = store.backward[store.backward_starts[entity] : store.backward_starts[entity + 1]].tolist()
            found = [number for number in range(len(store.target)) if store.target[number] == entity]
            assert arrives == sorted(found, key=lambda number: (store.type[number], number))


def folder_of(tmp_path: Path, seed: int) -> Path:
    folder = tmp_path / f"inputs-{seed}"
    folder.mkdir()
    return folder


def test_the_tables_of_a_store_are_those_of_an_export(tmp_path):
    """As people's tools read them: the same columns, and graphx itself reads them back as the folder of tables that they are."""
    for seed in range(12):
        inputs = inputs_of(random.Random(seed), folder_of(tmp_path, seed))
        built(inputs, tmp_path / f"store-{seed}")
        [content] = (tmp_path / f"store-{seed}").glob("content-*")
        tables, export = folder_of(tmp_path, 100 + seed), folder_of(tmp_path, 200 + seed)
        for file in content.glob("*.parquet"):
            (tables / file.name).write_bytes(file.read_bytes())
        for name, data in as_parquet(read(inputs)):
            (export / name).write_bytes(data)
            if name.endswith(".parquet"):
                columns = [sorted(parquet.read_schema(folder / name).names) for folder in (tables, export)]
                assert columns[0] == columns[1], name
        told, exported = read([tables]), read([export])
        for section in ("entities", "relations", "sources"):
            records = [{key: each.stated() for key, each in getattr(one, section).items()} for one in (told, exported)]
            assert records[0] == records[1], section


def test_what_a_store_says_apart_is_what_its_inputs_say_apart(tmp_path):
    """Joining looks at what each input states, record by record."""
    for seed in range(12):
        inputs = inputs_of(random.Random(seed), folder_of(tmp_path, seed))
        store = built(inputs, tmp_path / f"store-{seed}")
        apart = [
            [
                (each.path, sorted((str(one.origin.place()), one.record.model_dump_json()) for one in each.relations))
                for each in read_apart(paths)[0]
            ]
            for paths in (inputs, [store])
        ]
        assert apart[0] == apart[1]


def test_inputs_that_contradict_a_store_are_told(tmp_path):
    world = worlds.world(random.Random(4))
    path = tmp_path / "world.json"
    path.write_text(json.dumps(world), encoding="utf-8")
    store = built([str(path)], tmp_path / "store")
    entity = world["entities"][0]
    other = tmp_path / "other.json"
    entities = [{"id": entity["id"], "kind": entity["kind"], "name": "another name"}]
    other.write_text(json.dumps({"graphx": 1, "entities": entities}), encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read([store, str(other)])
    [problem] = caught.value.problems
    assert f"`name` of {entity['id']} is" in problem.what
    assert f"{path}:1:" in str(problem)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_records_made_together_are_those_made_one_by_one(seed, tmp_path):
    source = random.Random(seed)
    inputs = inputs_of(source, tmp_path)
    store = built(inputs, tmp_path / "store")
    some = source.sample(inputs, source.randint(1, len(inputs)))
    for given in ([store], some, [store, *some]):
        alone, together = Graph(read(given)), Graph(read(given))
        for one, other, by_key in (
            (alone.entities, together.entities, together.dataset.entities),
            (alone.relations, together.relations, together.dataset.relations),
        ):
            numbers = source.sample(range(len(one)), len(one) // 2)
            assert list(other.several(numbers)) == [one[number] for number in numbers]
            assert list(other) == list(by_key.values()) == [one[number] for number in range(len(one))]
            assert list(by_key.items()) == [(key, by_key[key]) for key in by_key]


def test_of_more_records_than_are_kept_each_is_made_rightly(tmp_path, monkeypatch):
    monkeypatch.setattr(Rows, "KEPT", 5)
    monkeypatch.setattr(Rows, "TOGETHER", 3)
    store = built(inputs_of(random.Random(1), tmp_path), tmp_path / "store")
    one, other = (Graph(read([store])).relations for _ in range(2))
    expected = [one[number] for number in range(len(one))]
    assert [each for _ in range(2) for each in other] == expected * 2
    assert list(other.several([4, 4, 0, 4, 3, 1])) == [expected[number] for number in (4, 4, 0, 4, 3, 1)]


@pytest.mark.parametrize("seed", range(12))
def test_a_part_is_written_from_columns_as_from_records(seed, tmp_path):
    """Marks, claims, the order of properties; what an earlier export left is taken off."""
    source = random.Random(seed)
    inputs = inputs_of(source, tmp_path)
    whole = Graph(read(inputs))
    ids = source.sample(list(whole.ids), 3)
    earlier = tmp_path / "earlier.json"
    part = around(View(whole, Lens(ANY_DAY)), ids[0], 2).subgraph
    earlier.write_text("\n".join(to_json(settled(part, Lost()))), encoding="utf-8")
    for number, given in enumerate((inputs, [str(earlier)])):
        store = built(given, tmp_path / f"store-{number}")
        (folder := tmp_path / f"tables-{number}").mkdir()
        for name, content in as_tables(read(given)):
            (folder / name).write_bytes(content)
        of_document, of_store, of_folder = (parts_of(lying, ids) for lying in (given, [store], [str(folder)]))
        assert list(map(written, of_document)) == list(map(written, of_store))
        for each in of_folder:
            records = replace(each, entities=dict(each.entities.items()), relations=dict(each.relations.items()))
            assert written(each) == written(records)


def parts_of(inputs: list[str], ids: list[str]):
    view = View(Graph(read(inputs)), Lens(ANY_DAY))
    parts = [around(view, name, hops).subgraph for name in ids if name in view.graph.number for hops in (1, 3)]
    return [settled(part, Lost()) for part in parts]


def written(part):
    return list(to_json(part)), as_tables(part)
