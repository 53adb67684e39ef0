"""Files that are cut, torn, of wrong types, deep or huge: they are imported, or refused with located lines; nothing else happens."""

from __future__ import annotations

import copy
import json
import random

import pytest

from graphx.errors import InvalidInputError
from graphx.readers.imports import import_files, import_tables
from graphx.readers.imports.sheets.layout import Layout
from graphx.readers.imports.sheets.mapping_reader import mapping_of
from graphx.readers.imports.sheets.suggest import suggest
from tests.readers.test_catalogues import CATALOGUE
from tests.readers.test_inventories import ZOO, record
from tests.readers.test_mapping import GRAPHML, MAPPING, OF_GRAPH, TABLE, workbook
from tests.readers.test_netbox import NETBOX, dumped

ROUNDS = 60
BASES = (
    "Lat,Long,OBJECTID,COMPONENT,Site Name,Joint Base,State Terr,COUNTRY,Oper Stat\n1,2,7,Army,Camp,N/A,Texas,Japan,Active\n"
    * 3
)
CHIPS = (
    'provider_name,provider_id,provided_name,provided_id,share_provided,negligible_market_share\n"Acme, Inc",P1,Wafers,N2,39%,\n'
    * 3
)
OPENGRAPH = {
    "metadata": {"source_kind": "x", "title": "t", "sources": [{"id": "s"}]},
    "graph": {
        "nodes": [
            {"id": "a", "kinds": ["Site", "Port"], "properties": {"name": "A", "lat": 1.5, "tags": ["x"]}},
            {"id": "b", "kinds": ["Network"], "properties": {"name": "B", "identifiers": '{"x": "1"}'}},
        ],
        "edges": [
            {"kind": "SERVED_BY", "start": {"value": "a"}, "end": {"value": "b"}, "properties": {"claims": "[{}]"}}
        ],
    },
}
TEXTS = {
    "netbox": ("json", dumped(*NETBOX)),
    "mcc-mnc": ("json", json.dumps([record(bands="LTE 800 / GSM"), record(countryCode="A/B")])),
    "opengraph": ("json", json.dumps(OPENGRAPH)),
    "backstage": ("yaml", CATALOGUE),
    "topology-zoo": ("graphml", ZOO),
    "sites": ("csv", BASES),
    "eto-chips": ("csv", CHIPS),
}
STRANGE = (
    None,
    True,
    -1,
    10**40,
    1e308,
    "",
    " ",
    "\u202e",
    "x" * 5000,
    [],
    {},
    [[[]]],
    {"id": 1, "url": "/api/dcim/sites/1/"},
    "\ud800",
)


def torn(text, draw):
    """Return a text that was cut, torn or stuffed somewhere."""
    data = text.encode()
    at, end = sorted(draw.sample(range(len(data)), 2))
    stuffing = draw.choice(
        [
            b"[" * 3000,
            b"<a>" * 3000,
            b"{" * 3000,
            b'"',
            b"\x00",
            b"\xff\xfe",
            b"9" * 5000,
            b"\n---\n",
            b"&x;",
            b"," * 500,
        ]
    )
    return draw.choice(
        [data[:at], data[:at] + data[end:], data[:at] + stuffing + data[at:], data[at:], data[:end] + data[at:]]
    )


def twisted(value, draw):
    """Return JSON in which some values are of another type."""
    value = copy.deepcopy(value)
    for _ in range(draw.randint(1, 4)):
        inside = value
        while isinstance(inside, list | dict) and inside:
            key = draw.choice(list(inside) if isinstance(inside, dict) else range(len(inside)))
            if draw.random() < 0.3 or not isinstance(inside[key], list | dict) or not inside[key]:
                inside[key] = copy.deepcopy(draw.choice(STRANGE))
                break
            inside = inside[key]
    return value


def outcome(do):
    """Return what became of an import: whole, or refused at places that name a file."""
    try:
        do()
    except InvalidInputError as error:
        assert error.problems
        assert all(problem.where.file for problem in error.problems)
        return "refused"
    return "imported"


@pytest.mark.parametrize("form", TEXTS)
def test_torn_files_are_imported_or_refused(form, tmp_path):
    ending, text = TEXTS[form]
    draw = random.Random(f"torn {form}")
    path = tmp_path / f"file.{ending}"
    seen = set()
    for _ in range(ROUNDS):
        path.write_bytes(torn(text, draw))
        seen.add(outcome(lambda: import_files(form, [path])))
    assert "refused" in seen


@pytest.mark.parametrize("form", ["netbox", "mcc-mnc", "opengraph"])
def test_values_of_other_types_are_said_and_stop_nothing(form, tmp_path):
    draw = random.Random(f"twisted {form}")
    value = json.loads(TEXTS[form][1])
    path = tmp_path / "file.json"
    seen = set()
    for _ in range(2 * ROUNDS):
        path.write_text(json.dumps(twisted(value, draw)), encoding="utf-8")
        seen.add(outcome(lambda: import_files(form, [path])))
    assert "imported" in seen


@pytest.mark.parametrize(("form", "text", "mapping"), [("csv", TABLE, MAPPING), ("graphml", GRAPHML, OF_GRAPH)])
def test_torn_tables_are_imported_or_refused_and_what_is_proposed_for_them_runs(form, text, mapping, tmp_path):
    draw = random.Random(f"tables {form}")
    path = tmp_path / f"file.{form}"
    rules = mapping_of(mapping, "m")
    seen = set()
    for _ in range(ROUNDS):
        path.write_bytes(torn(text, draw))
        seen.add(outcome(lambda: import_tables(form, [path], rules, Layout())))
        seen.add(outcome(lambda: import_tables(form, [path], proposed(form, path), Layout())))
    assert seen == {"imported", "refused"}


def test_torn_workbooks_are_imported_or_refused(tmp_path):
    draw = random.Random("workbooks")
    rules = mapping_of('mapping: 1\ntables: [{entities: [{kind: site, name: "{Name}"}]}]', "m")
    data = workbook(tmp_path / "b.xlsx", Sites=[["Name", "Lat"], ["One", 1.5]]).read_bytes()
    path = tmp_path / "torn.xlsx"
    seen = set()
    for _ in range(ROUNDS):
        at = draw.randrange(len(data))
        path.write_bytes(
            draw.choice([data[:at], data[:at] + draw.randbytes(8) + data[at + 8 :], data[:at] + b"\0" * 40 + data[at:]])
        )
        seen.add(outcome(lambda: import_tables("xlsx", [path], rules, Layout())))
    assert seen == {"imported", "refused"}


def test_torn_mappings_are_read_or_refused():
    draw = random.Random("mappings")
    seen = set()
    for _ in range(3 * ROUNDS):
        text = torn(MAPPING, draw).decode("utf-8", errors="replace")
        seen.add(outcome(lambda: mapping_of(text, "m")))  # noqa: B023  # why: it is called at once
    assert seen == {"imported", "refused"}


def proposed(form, path):
    """Return the mapping that is proposed for a file: whatever the file, it is one."""
    lines = list(suggest(form, [path], Layout()))
    try:
        return mapping_of("\n".join(lines), "proposed")
    except InvalidInputError as error:
        if "  - table" not in "\n".join(lines):
            raise
        raise AssertionError("\n".join([*lines, str(error)])) from error


def test_the_program_ends_with_a_code_and_no_traceback(command, tmp_path):
    draw = random.Random("program")
    for form in ("netbox", "backstage", "topology-zoo"):
        ending, text = TEXTS[form]
        (tmp_path / f"file.{ending}").write_bytes(torn(text, draw))
        done = command("import", form, f"file.{ending}", "-o", "out.yaml")
        assert done.code in {0, 2, 3}, (form, done.err)
        assert "Traceback" not in done.err
        assert done.err
