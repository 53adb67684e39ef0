"""Every command answers a store as it answers the inputs that it was built from, byte for byte."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from tests import worlds
from tests.notation import graph
from tests.written import as_tables

SEEDS = range(12)
DOCUMENTED = (
    "graphx",
    "jsonl",
    "csv",
    "parquet",
    "svg",
    "dot",
    "mermaid",
    "graphml",
    "gexf",
    "cytoscape",
    "cypher",
    "ftm",
    "bods",
)


@pytest.fixture(autouse=True)
def _do_not_wait_for_the_disk(monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: None)


def written(seed: int) -> list[str]:
    """Write a world as a document, as a folder of tables, or half and half; return the inputs."""
    world = worlds.world(random.Random(seed))
    world.setdefault("as_of", "2019-06-01")
    document = Path("world.json")
    document.write_text(json.dumps(world), encoding="utf-8")
    if seed % 3 == 0:
        return [str(document)]
    folder = Path("tables")
    folder.mkdir()
    for name, content in as_tables(graph(world).dataset):
        (folder / name).write_bytes(content)
    return [str(folder)] if seed % 3 == 1 else [str(document), str(folder)]


def questions(world: dict) -> list[list[str]]:
    entities = [each["id"] for each in world["entities"]]
    organizations = [each["id"] for each in world["entities"] if each["kind"] == "organization"]
    first = world["relations"][0]
    return [
        ["exposure", "INPUTS", "--from", entities[0], "--format", "json", "--restricted", organizations[0]],
        [
            "exposure",
            "INPUTS",
            "--from",
            f"kind:{world['entities'][0]['kind']}",
            "--format",
            "text",
            "--known-at",
            "2019-01-01",
        ],
        ["impact", "INPUTS", "--of", organizations[-1], "--format", "json", "--pattern", "any"],
        ["paths", "INPUTS", first["from"], first["to"], "--format", "json", "--pattern", "any"],
        [
            "paths",
            "INPUTS",
            first["from"],
            first["to"],
            "--format",
            "json",
            "--pattern",
            "(:Entity)-[{lane: 1}]->(:Entity)",
        ],
        ["restricted", "INPUTS", "--format", "json"],
        ["control", "INPUTS", "--format", "json"],
        ["find", "INPUTS", "a", "--format", "json"],
        *(["show", "INPUTS", name, "--format", "json"] for name in entities),
        ["lint", "INPUTS", "--format", "json"],
        ["validate", "INPUTS", "--format", "json"],
        ["check", "INPUTS", "--policy", "nis2", "--format", "json"],
        *(["export", form, "INPUTS", "-o", f"OUT.{form}"] for form in DOCUMENTED),
        ["merge", "INPUTS", "-o", "OUT.yaml"],
    ]


def files_of(path: Path) -> dict[str, bytes]:
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {str(each.relative_to(path)): each.read_bytes() for each in found if each.is_file()}


def asked(command, question: list[str], inputs: list[str], out: str):
    arguments = [part.replace("OUT", out) for part in question]
    at = arguments.index("INPUTS")
    said = command(*arguments[:at], *inputs, *arguments[at + 1 :])
    file = Path(arguments[-1]) if "-o" in arguments else None
    return said.code, said.out, said.err.replace(out, "OUT"), files_of(file) if file and file.exists() else {}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_question_has_the_same_answer(command, seed):
    inputs = written(seed)
    assert command("build", *inputs, "-o", "store").code == 0
    for question in questions(json.loads(Path("world.json").read_text(encoding="utf-8"))):
        before = asked(command, question, inputs, "before")
        assert before[0] != 101, before
        assert asked(command, question, ["store"], "after") == before, question


def test_a_store_beside_a_document_is_its_inputs_beside_it(command):
    inputs = written(1)
    world = json.loads(Path("world.json").read_text(encoding="utf-8"))
    [start, *_, end] = [each["id"] for each in world["entities"] if each["kind"] == "organization"]
    overlay = {
        "graphx": 1,
        "as_of": "2019-06-01",
        "entities": [{"id": "list-x", "kind": "restriction", "name": "List X"}],
        "relations": [{"from": end, "type": "LISTED_ON", "to": "list-x"}],
    }
    Path("overlay.json").write_text(json.dumps(overlay), encoding="utf-8")
    command("build", *inputs, "-o", "store")
    question = ["exposure", "INPUTS", "--from", start, "--pattern", "any", "--list", "list-x", "--format", "json"]
    before = asked(command, question, [*inputs, "overlay.json"], "before")
    assert before[0] == 0
    assert json.loads(before[1])["coverage"]["restricted_asked"] == 1
    assert asked(command, question, ["store", "overlay.json"], "after") == before
    assert asked(command, question, ["overlay.json", "store"], "after") == before


def test_a_store_of_a_store_is_that_store(command):
    command("build", *written(2), "-o", "store")
    command("build", "store", "-o", "again")
    kept = [files_of(Path(each)) for each in ("store", "again")]
    assert kept[0] == kept[1]


def test_a_build_says_what_it_holds(command):
    said = command("build", *written(0), "-o", "store")
    assert (said.code, said.out, said.err) == (0, "", "built store: 9 entities, 22 relations, 5 claims, 4 sources\n")


def test_a_long_build_says_how_far_it_is_and_how_fast_it_was(command, monkeypatch):
    monkeypatch.setattr("graphx.cli.building.MANY", 10)
    monkeypatch.setattr("graphx.cli.building.LARGE", 10)
    said = command("build", *written(0), "-o", "store")
    told = re.sub(r"\d[\d,.]*\b", "N", said.err).splitlines()
    assert told == [
        "reading N MiB",
        "N s: writing entities",
        "N s: writing relations",
        "N s: writing claims",
        "built store: N entities, N relations, N claims, N sources; N s, N relations a second",
    ]


def test_a_damaged_store_exits_2_with_one_line(command):
    command("build", *written(0), "-o", "store")
    [array] = Path("store").rglob("source.npy")
    array.write_bytes(array.read_bytes()[:-1])
    for question in (["exposure", "store"], ["validate", "store"], ["export", "dot", "store"], ["merge", "store"]):
        said = command(*question)
        assert (said.code, said.out) == (2, "")
        assert said.err.count("\n") == 1
        assert said.err.startswith(f"{array}: the file has ")
