"""Law: a store is its inputs. What was read answers as what was built, byte for byte, alone and beside further inputs.

Kills, each tried: a merged record that forgets who else stated it; a place that moves; a day of `complete` that is lost; a claim
that goes to another relation; properties that change their order.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from graphx.cli.building import run_build
from graphx.writers import to_tables
from tests import worlds
from tests.notation import graph
from tests.readers.test_columnar import outcome

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
    for name, content in to_tables(graph(document).dataset):
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
