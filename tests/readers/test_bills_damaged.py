"""Damaged bills of materials: whatever stands in them, an import gives a graph or says what is wrong and where."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from graphx.errors import InvalidInputError
from graphx.readers.imports import import_files
from graphx.writers import to_json, to_yaml
from tests.readers.test_cyclonedx import RICH, RICH_XML
from tests.readers.test_spdx import ELEMENTS, PLAIN, TAGS, document, graph, package

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = {
    "cyclonedx-json": ("cyclonedx", json.dumps(RICH, indent=1)),
    "cyclonedx-xml": ("cyclonedx", RICH_XML),
    "spdx-tags": ("spdx", TAGS),
    "spdx-json": (
        "spdx",
        json.dumps(
            document(PLAIN, package("app"), relationships=[("app", "CONTAINS", "lib")], files=[{"SPDXID": "f"}])
        ),
    ),
    "spdx-graph": ("spdx", json.dumps(graph(*ELEMENTS), indent=1)),
}
VALUES = [
    *(None, True, False, 0, -1, 10**30, 1e300, "", " ", "x", "\ud800", "\0", "a" * 300, "\u202e", "库"),
    *([], {}, [[]], [None], [1], ["x"], {"x": 1}, [{"name": 1}], {"name": {}}),
    *("pkg:", "pkg:npm/%", "cpe:2.3:a", "urn:cdx:", "NONE", "2024-13-45T00", "https://", "Organization:"),
]


def outcome(form: str, data: bytes, path: Path) -> int:
    """Return the code with which a command would end; what is told must have a line, what is given must be text."""
    path.write_bytes(data)
    try:
        found = import_files(form, [path])
    except InvalidInputError as error:
        assert all(problem.where.line for problem in error.problems if "names nobody" not in problem.what), error
        return 2
    assert all(remark.where.line for remark in found.remarks)
    for written in (to_json(found.dataset), to_yaml(found.dataset)):
        assert "\n".join(written).encode()
    return 0 if found.is_complete else 3


def places(value, path=()):
    """Yield the path of every value within one."""
    yield path
    for step, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(inner, (*path, step))


def replaced(value, path, new):
    """Return a value with another at a path."""
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bill_cut_anywhere_is_told_or_read(seed, tmp_path):
    form, text = SEEDS[seed]
    data = text.encode()
    ends = range(0, len(data), max(1, len(data) // 150))
    codes = {outcome(form, data[:end], tmp_path / "bill") for end in ends}
    assert codes <= {0, 2, 3}
    assert outcome(form, data, tmp_path / "bill") == 0
    if seed != "spdx-tags":  # which has no end that could be missed
        assert codes == {2}


@pytest.mark.parametrize("seed", [name for name in SEEDS if "json" in name or "graph" in name])
def test_a_wrong_type_at_any_field_is_told_or_read(seed, tmp_path):
    form, text = SEEDS[seed]
    whole, draw = json.loads(text), random.Random(seed)
    codes = set()
    for path in places(whole):
        for value in draw.sample(VALUES, 2):
            data = json.dumps(replaced(whole, path, value)).encode()
            codes.add(outcome(form, data, tmp_path / "bill"))
    assert codes == {0, 2, 3}


@pytest.mark.parametrize("seed", SEEDS)
def test_changed_bytes_are_told_or_read(seed, tmp_path):
    form, text = SEEDS[seed]
    draw = random.Random(seed)
    for _ in range(60):
        data = bytearray(text.encode())
        for _ in range(draw.randrange(1, 6)):
            data[draw.randrange(len(data))] = draw.choice([draw.randrange(256), *b'"{[<\n:,'])
        assert outcome(form, bytes(data), tmp_path / "bill") in {0, 2, 3}
