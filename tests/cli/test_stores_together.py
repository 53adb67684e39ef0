"""Stores whose inputs are called alike, what is no store, and what is damaged: no verdict hangs on a name."""

from __future__ import annotations

import json
import shutil

import pytest

from graphx.writers.store_files import ASIDE

JP = """\
graphx: 1
as_of: 2019-01-01
entities:
  - {id: s1, kind: site, name: S, complete: [all]}
"""
UK = """\
graphx: 1
as_of: 2024-01-01
entities:
  - {id: s2, kind: site, name: S2, complete: [all]}
  - {id: v, kind: organization, name: V, complete: [all]}
"""
OTHER = """\
graphx: 1
entities:
  - {id: x, kind: site, name: X}
"""
DENIED = """\
graphx: 1
sources: [{id: src, title: S, published: 2020-01-01}]
entities:
  - {id: s, kind: site, name: S, complete: [all]}
  - {id: v, kind: organization, name: V, complete: [all]}
relations:
  - {from: s, type: SUPPLIED_BY, to: v, claims: [{source: src, polarity: denies, certainty: stated, asserted: 2020-01-01}]}
"""
ASSERTED = """\
graphx: 1
entities:
  - {id: s, kind: site, name: S}
  - {id: v, kind: organization, name: V}
relations:
  - {from: s, type: SUPPLIED_BY, to: v}
"""


@pytest.fixture
def stores(command, tmp_path, monkeypatch):
    """Return what builds a store of a text that is called `graph.yaml` wherever it lies."""

    def build(name, text):
        (folder := tmp_path / name).mkdir()
        (folder / "graph.yaml").write_text(text, encoding="utf-8")
        monkeypatch.chdir(folder)
        assert command("build", "graph.yaml", "-o", f"../{name}.store").code == 0
        monkeypatch.chdir(tmp_path)
        return f"{name}.store"

    return build


def test_inputs_of_stores_that_are_called_alike_keep_their_days(stores, command, tmp_path):
    jp, uk = stores("jp", JP), stores("uk", UK)
    (tmp_path / "o.yaml").write_text(OTHER, encoding="utf-8")
    assert command("build", jp, uk, "-o", "all.store").code == 0
    asked = ("--restricted", "v", "--as-of", "2023-01-01", "--format", "json")
    apart, together = (command("exposure", *given, "o.yaml", *asked) for given in ((jp, uk), ("all.store",)))
    assert apart.out == together.out
    verdicts = {each["entity"]: each["verdict"] for each in json.loads(together.out)["answers"]}
    assert verdicts["s1"] == "unknown"
    assert "jp.store/graph.yaml" in together.out


def test_an_input_that_is_called_like_another_has_an_assertion_of_its_own(stores, command):
    denied, asserted = stores("jp", DENIED), stores("uk", ASSERTED)
    asked = ("--restricted", "v", "--as-of", "2024-01-01", "--format", "csv")
    files = command("exposure", "jp/graph.yaml", "uk/graph.yaml", *asked).out
    assert command("exposure", denied, asserted, *asked).out.split(",")[:8] == files.split(",")[:8]
    assert "unknown" in files


def test_the_same_input_in_two_stores_is_one(stores, command, tmp_path):
    jp = stores("jp", JP)
    shutil.copytree(tmp_path / jp, tmp_path / "copy.store")
    assert "jp.store" not in command("export", "graphx", jp, "copy.store").out
    assert command("validate", jp, "copy.store").out == command("validate", jp).out


def test_a_folder_of_something_else_is_not_replaced_whatever_its_files_are_called(stores, command, tmp_path):
    stores("jp", JP)
    (scripts := tmp_path / "ext" / "content-scripts").mkdir(parents=True)
    (tmp_path / "ext" / "manifest.json").write_text('{"name": "my extension"}', encoding="utf-8")
    (scripts / "main.js").write_text("precious", encoding="utf-8")
    done = command("build", "jp/graph.yaml", "-o", "ext")
    assert (done.code, done.err) == (
        2,
        "graphx: ext is a folder that is no store, and would be replaced (name a new folder)\n",
    )
    assert (scripts / "main.js").read_text(encoding="utf-8") == "precious"


def test_beside_a_store_other_folders_stay_when_it_is_replaced(stores, command, tmp_path):
    jp = stores("jp", JP)
    (tmp_path / jp / "content-images").mkdir()
    assert command("build", "jp/graph.yaml", "-o", jp).code == 0
    assert (tmp_path / jp / "content-images").is_dir()


def test_what_a_killed_build_left_is_cleared_away_whatever_the_store_is_called(stores, command, tmp_path):
    stores("jp", JP)
    (left := tmp_path / f".x[1].1234{ASIDE}").mkdir()
    assert command("build", "jp/graph.yaml", "-o", "x[1]").code == 0
    assert not left.exists()


def test_what_is_damaged_is_built_into_no_other_store(stores, command, tmp_path):
    uk = stores("uk", UK)
    (text,) = (tmp_path / uk).glob("content-*/arrays/id.text.npy")
    data = bytearray(text.read_bytes())
    data[-1] ^= 1
    text.write_bytes(data)
    done = command("build", uk, "-o", "next.store")
    assert (done.code, done.out) == (2, "")
    assert "id.text.npy" in done.err
    assert not (tmp_path / "next.store").exists()


@pytest.mark.parametrize(
    ("array", "command_", "byte"),
    [
        ("sources.statements.text", "restricted", 0xFF),
        ("type", "lint", 200),
        ("id.text", "lint", 0xFF),
    ],
)
def test_damage_that_a_command_stumbles_over_is_told_as_damage(array, command_, byte, command, tutorial, tmp_path):
    assert command("build", tutorial, "-o", tmp_path / "a.store").code == 0
    (file,) = (tmp_path / "a.store").glob(f"content-*/arrays/{array}.npy")
    data = bytearray(file.read_bytes())
    data[128:] = bytes([byte]) * (len(data) - 128)
    file.write_bytes(data)
    done = command(command_, tmp_path / "a.store")
    assert (done.code, done.out) == (2, "")
    assert "damaged" in done.err


def test_a_store_that_is_replaced_while_it_is_opened_is_opened_again(stores, command, tmp_path, monkeypatch):
    from graphx.readers import stored

    jp = stores("jp", JP)
    opened, read = [], stored.read_manifest

    def replaced_meanwhile(path):
        manifest = read(path)
        if not opened:
            opened.append(path)
            assert command("build", "uk/graph.yaml", "-o", jp).code == 0
        return manifest

    (tmp_path / "uk").mkdir()
    (tmp_path / "uk" / "graph.yaml").write_text(UK, encoding="utf-8")
    monkeypatch.setattr(stored, "read_manifest", replaced_meanwhile)
    assert stored.open_store(jp).manifest["counts"]["entities"] == 2
