"""What `graphx.readers` itself decides: which parser, which places, and that nothing else ever comes out."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

import pytest

from graphx.errors import InvalidInputError
from graphx.model.dataset import Dataset
from graphx.readers import READERS, read

if TYPE_CHECKING:
    from pathlib import Path

VALID = """\
graphx: 1
title: "A base, and the core network behind it"
as_of: 2019-07-01
sources:
  - {id: inspection, title: Site inspection, published: 2019-07-01, reliability: B, derived_from: [notes]}
  - {id: notes, url: 'https://example.org/?a=b&c'}
entities:
  - {id: camp-one, kind: site, type: military_base, name: Camp One, country: JP, lat: 35.5, complete: [all]}
  - {id: net-one, kind: network, name: Core, domain: core, complete: [DEPLOYS, <OPERATES], properties: {old: 0854.40}}
  - id: hss
    kind: component
    type: software
    name: 加入者サーバ
    aliases: [HSS, "home subscriber server"]
  - {id: acme, kind: organization, roles: [vendor], name: Acme, country: NO, identifiers: {lei: '0123'}}
  - {id: list-a, kind: restriction, type: list, name: List A, extends_to: [{calculator: cascade, until: 2020}]}
relations:
  - {from: camp-one, type: SERVED_BY, to: net-one, since: 2016}
  - from: net-one
    type: DEPLOYS
    to: hss
    since: 2017-04
    claims:
      - {source: inspection, certainty: stated, asserted: 2019-07-01, says: {until: 2021}}
  - {from: hss, type: MADE_BY, to: acme, share: 0.5}
  - {from: acme, type: LISTED_ON, to: list-a, since: 2019-05-16, status: enacted}
"""


def mutated(data: bytes, generator: random.Random) -> bytes:
    """Return data with one to three random wounds: bytes flipped, cut off, lines left out or doubled."""
    for _ in range(generator.randint(1, 3)):
        lines = data.splitlines(keepends=True)
        kind = generator.choice(["flip", "insert", "cut", "drop", "double", "swap"])
        at = generator.randrange(len(data)) if data else 0
        line = generator.randrange(len(lines)) if lines else 0
        if kind == "flip" and data:
            data = data[:at] + bytes([data[at] ^ (1 << generator.randrange(8))]) + data[at + 1 :]
        elif kind == "insert":
            data = (
                data[:at]
                + generator.choice([b":", b"-", b"{", b"]", b"'", b'"', b"&", b"*", b"\t", b"\n", b"|"])
                + data[at:]
            )
        elif kind == "cut":
            data = data[: len(data) - generator.randrange(len(data) // 3 + 1)]
        elif kind == "drop":
            data = b"".join(lines[:line] + lines[line + 1 :])
        elif kind == "double":
            data = b"".join(lines[: line + 1] + lines[line:])
        elif lines:
            other = generator.randrange(len(lines))
            lines[line], lines[other] = lines[other], lines[line]
            data = b"".join(lines)
    return data


def outcome(path: Path) -> str:
    """Return how reading ends; every problem of a refusal is checked to name the file."""
    try:
        dataset = read([path])
    except InvalidInputError as error:
        assert [problem for problem in error.problems if not str(problem).startswith(str(path))] == []
        return "refused"
    assert isinstance(dataset, Dataset)
    return "read"


def test_the_document_to_be_wounded_is_whole(tmp_path):
    path = tmp_path / "d.yaml"
    path.write_text(VALID, encoding="utf-8")
    assert outcome(path) == "read"


@pytest.mark.parametrize("ending", sorted(READERS))
def test_a_wounded_document_is_a_dataset_or_invalid_input_and_nothing_else(ending, tmp_path):
    generator = random.Random(f"wounds{ending}")
    path = tmp_path / f"d{ending}"
    valid = VALID.encode()
    if ending == ".json":
        valid = (
            b'{"graphx": 1, "sources": [{"id": "s", "derived_from": []}],\n "entities": [\n'
            b'  {"id": "a", "kind": "organization", "name": "\xe8\x8f\xaf", "roles": ["vendor"], "properties": {"x": 1.50}},\n'
            b'  {"id": "b", "kind": "organization", "name": "B\\u00e9", "identifiers": {"lei": "1"}}],\n "relations": [\n'
            b'  {"from": "a", "type": "OWNED_BY", "to": "b", "share": 0.25, "since": "2019",\n'
            b'   "claims": [{"source": "s", "confidence": 70, "says": {"until": "2021"}}]}]}\n'
        )
    if ending == ".jsonl":
        valid = (
            b'{"graphx": 1, "as_of": "2020-01-01"}\n{"source": {"id": "s", "derived_from": []}}\n'
            b'{"entity": {"id": "a", "kind": "organization", "name": "\xe8\x8f\xaf", "properties": {"x": 1.50}}}\n'
            b'{"entity": {"id": "b", "kind": "organization", "name": "B\\u00e9", "identifiers": {"lei": "1"}}}\n'
            b'{"relation": {"from": "a", "type": "OWNED_BY", "to": "b", "claims": [{"source": "s", "confidence": 70}]}}\n'
        )
    ends = []
    for _ in range(150):
        path.write_bytes(mutated(valid, generator))
        ends.append(outcome(path))
    assert set(ends) == {"read", "refused"}


def test_wounded_tables_are_a_dataset_or_invalid_input_and_nothing_else(tmp_path):
    generator = random.Random("wounds of tables")
    folder = tmp_path / "t"
    folder.mkdir()
    tables = {
        "entities.csv": "id,kind,name,roles,identifiers.lei,properties.x\na,organization,A,vendor|brand,1,0.5\nb,organization,B,|,,\n",
        "relations.csv": "from,type,to,key,since,share\na,OWNED_BY,b,,2019,0.5\na,OWNED_BY,b,k,,\n",
        "claims.csv": 'from,type,to,key,source,says.until,quote\na,OWNED_BY,b,,s,2021,"x, ""y"""\n',
        "sources.csv": "id,title,derived_from\ns,S,\n",
        "document.yaml": "title: T\nas_of: 2019-01-01\n",
    }
    ends = []
    for _ in range(150):
        wounded = generator.choice(sorted(tables))
        for name, text in tables.items():
            data = text.encode()
            (folder / name).write_bytes(mutated(data, generator) if name == wounded else data)
        ends.append(outcome(folder))
    assert set(ends) == {"read", "refused"}


@pytest.mark.parametrize("line_end", ["\\n", "\\r"])
def test_a_problem_is_one_line_whatever_stands_in_the_file(line_end, problems):
    text = f'graphx: 1\nentities:\n  - {{id: a, kind: site, name: A, country: "J{line_end}P"}}\n'
    assert len(problems({"d.yaml": text}).splitlines()) == 1


NO_FILES = {
    "nope.yaml": "nope.yaml: there is no such file (did you mean node.yaml?)",
    "x/far.yaml": "x/far.yaml: there is no such file (see `graphx sample` for bundled graphs)",
    "d.txt": "d.txt: the ending `.txt` names no known format (graphx reads .yaml, .yml, .json, .jsonl and folders of tables)",
}


@pytest.mark.parametrize(("name", "expected"), NO_FILES.items(), ids=NO_FILES)
def test_what_is_no_input_is_told_with_the_nearest_name(name, expected, problems):
    assert problems({"node.yaml": VALID, "d.txt": "x"}, name) == expected


@pytest.mark.parametrize("name", ["d.YAML", "d.yml", "d.Yml"])
def test_the_case_of_an_ending_does_not_matter(name, dataset):
    assert len(dataset({name: VALID}).entities) == 5


def test_a_file_that_may_not_be_read_is_a_problem(problems, monkeypatch):
    def denied(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", denied)
    assert problems({"d.yaml": VALID}) == "d.yaml: it cannot be read: Permission denied"


def test_a_file_that_is_too_large_is_not_read(problems, monkeypatch):
    monkeypatch.setattr("graphx.readers.files.MAX_BYTES", 1 << 20)
    large = b"#" * ((1 << 20) + 1)
    assert problems({"d.yaml": large}) == "d.yaml: it is larger than 1 MiB (write the graph as a folder of tables)"


class Standard:
    """Standard input that holds these bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize("data", [VALID.encode(), b"\xef\xbb\xbf" + VALID.encode(), b' {"graphx": 1, "entities": []}'])
def test_standard_input_is_yaml_or_json(data, monkeypatch):
    monkeypatch.setattr("sys.stdin", Standard(data))
    assert [document.path for document in read(["-"]).documents] == ["-"]


def test_standard_input_that_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr("graphx.readers.files.MAX_BYTES", 64)
    monkeypatch.setattr("sys.stdin", Standard(b"graphx: 1\n" + b"#" * 64))
    with pytest.raises(InvalidInputError) as caught:
        read(["-"])
    assert [str(problem.where) for problem in caught.value.problems] == ["-"]


def test_an_input_that_is_named_twice_is_read_once(dataset):
    read_back = dataset({"d.yaml": VALID}, "d.yaml", "d.yaml")
    assert (len(read_back.documents), read_back.repeats) == (1, 0)
