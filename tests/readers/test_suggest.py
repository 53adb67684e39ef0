"""A proposal of a mapping: what it says of tables that people keep, and that it runs whatever the table."""

from __future__ import annotations

import csv
import io
import string

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx.errors import InvalidInputError
from graphx.model.vocabulary import Type
from graphx.readers.imports import import_tables
from graphx.readers.imports.sheets.layout import Layout
from graphx.readers.imports.sheets.mapping_reader import mapping_of
from graphx.readers.imports.sheets.mapping_schema import mapping_schema
from graphx.readers.imports.sheets.suggest import suggest
from graphx.readers.yaml import parse_yaml
from tests.readers.imported import counts, plain, relations
from tests.readers.test_mapping import workbook

SITES = """\
Site code;Site name;Country;Latitude;Longitude;Circuit ID;Carrier;Equipment vendor;Device model;Install date;Status;Remarks
A1;Camp Alpha;Japan;35,68;139,76;C-100;Northwind;Huawei or ZTE;S5700;03/04/2019;live;near the gate
B2;Camp Beta;Germany;50,1;8,6;C-200;Lakeland;Ericsson;R6000;21/12/2020;ordered;
C3;Camp Gamma;ITALY;;;;Lakeland;Nokia;7750;01/02/2018;broken;x
"""
PROPOSED = """\
# A proposal: look at every line, correct it, and fill in what nobody can guess from a table.
mapping: 1
title: "sites.csv"
source: {id: "sites-csv", title: "sites.csv"}
tables:
  - table: "sites.csv"
    # sites.csv: read as UTF-8, separated by semicolons
    delimiter: ";"
    encoding: "utf-8"
    entities:
      - as: site
        kind: site
        id: "site-{Site code}"
        name: "{Site name}"
        country: "{Country}"  # every cell is a country
        lat: {column: "Latitude", decimal: ","}
        lon: {column: "Longitude", decimal: ","}
      - as: network
        kind: network
        id: "network-{Circuit ID}"
      - as: provider
        kind: organization
        name: "{Carrier}"
        roles: [operator]
      - as: maker
        kind: organization
        name: "{Equipment vendor}"
        alternatives: " or "  # one of them is meant, and which one is not known
        roles: [vendor]
      - as: component
        kind: component
        name: "{Device model}"
        model: "{Device model}"
    relations:
      - from: site
        type: SERVED_BY
        to: network
        since: {column: "Install date", date: "%d/%m/%Y"}
        status: {column: "Status", values: {"broken":, "live": in_service, "ordered": planned}}  # a word without a value is left out
      - from: site
        type: DEPLOYS
        to: component
      - from: component
        type: MADE_BY
        to: maker
      - from: network
        type: SERVED_BY
        to: provider
    # no rule names: Remarks
"""


def proposed(form, path, **given):
    return "\n".join(suggest(form, [path], Layout(**given))) + "\n"


def tried(form, path):
    return import_tables(form, [path], mapping_of(proposed(form, path), "m"), Layout())


def test_a_list_of_sites_is_proposed_with_its_reasons(write, monkeypatch, tmp_path):
    write("sites.csv", SITES)
    monkeypatch.chdir(tmp_path)
    assert proposed("csv", "sites.csv") == PROPOSED
    found = tried("csv", "sites.csv")
    assert [(each.from_, each.since, each.status) for each in relations(found, Type.SERVED_BY) if each.since] == [
        ("site-a1", "2019-04-03", "in_service"),
        ("site-b2", "2020-12-21", "planned"),
    ]
    assert [str(remark.what) for remark in found.remarks] == [
        "Huawei or ZTE is read as one of Huawei, ZTE, and which is not known"
    ]


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("LEI", ["253400WSS48YWMBUA688"], 'identifiers: {lei: "{LEI}"}'),
        ("Whatever", ["253400WSS48YWMBUA688"], 'identifiers: {lei: "{Whatever}"}'),
        ("Package", ["pkg:npm/a@1", "pkg:npm/b@2"], 'identifiers: {purl: "{Package}"}'),
        ("CPE", ["cpe:2.3:a:x"], 'identifiers: {cpe: "{CPE}"}'),
        ("PLMN", ["440-10", "310-260"], 'identifiers: {mcc_mnc: "{PLMN}"}'),
        ("ASN", ["AS64500", "64501"], 'identifiers: {asn: "{ASN}"}'),
        ("Nation", ["JPN", "Viet Nam"], 'country: "{Nation}"'),
        ("Alias", ["a; b"], 'aliases: {column: "Alias", split: ";"}'),
        ("Type", ["port", "office"], 'type: "{Type}"'),
    ],
)  # fmt: skip
def test_what_a_column_holds_is_told_by_its_name_and_its_cells(write, header, cells, expected):
    rows = "".join(f"Site {number},{cell}\n" for number, cell in enumerate(cells))
    assert expected in proposed("csv", write("t.csv", f"Site,{header}\n{rows}"))


@pytest.mark.parametrize(
    ("header", "cells"),
    [("LEI", ["253400WSS48YWMBUA689"]), ("Country", ["Elbonia"]), ("Latitude", ["120"]), ("Type", ["nice"])],
)
def test_a_name_that_its_cells_refute_is_not_believed(write, header, cells):
    rows = "".join(f"One,{cell}\n" for cell in cells)
    assert f"    # no rule names: {header}\n" in proposed("csv", write("t.csv", f"Site,{header}\n{rows}"))


def test_dates_that_might_be_of_two_forms_are_said_to_be(write):
    text = proposed("csv", write("t.csv", "Site,Circuit,Since\nA,C,03/04/2019\n"))
    assert 'since: {column: "Since", date: "%d/%m/%Y"}  # it might be %m/%d/%Y as well\n' in text


def test_who_owns_whom_keeps_its_share(write):
    path = write("t.csv", "Company;Owner;Share\nAcme;Zeta; 41.55%\nAcme;Beta Co., Ltd.;12 %\n")
    found = tried("csv", path)
    assert [(each.to, str(each.share)) for each in relations(found, Type.OWNED_BY)] == [
        ("owner-beta-co-ltd", "0.12"),
        ("owner-zeta", "0.4155"),
    ]


def test_percentages_without_a_sign_are_shares_too(write):
    found = tried("csv", write("t.csv", "Company,Owner,Share\nAcme,Zeta,45\nAcme,Beta,1\n"))
    assert [str(each.share) for each in relations(found, Type.OWNED_BY)] == ["0.01", "0.45"]


def test_a_list_of_vendors_in_a_cell_is_several(write):
    found = tried("csv", write("t.csv", "Network,Vendors\nCore,Nokia; Ericsson\n"))
    assert [each.to for each in relations(found, Type.SUPPLIED_BY)] == ["maker-ericsson", "maker-nokia"]


def test_a_workbook_is_proposed_sheet_by_sheet(tmp_path):
    path = workbook(
        tmp_path / "b.xlsx", Sites=[["Name", "Country"], ["One", "Japan"]], Empty=[], Vendors=[["Vendor"], ["Acme"]]
    )
    text = proposed("xlsx", path)
    assert "  # Empty: nothing stands in it\n" in text
    assert counts(tried("xlsx", path)) == {"site": 1, "organization": 1}


@pytest.mark.parametrize(
    ("form", "file", "expected"),
    [
        ("csv", "sites/military-bases.csv", {"site": 774, "component": 10, "DEPLOYS": 774}),
        ("csv", "supplychain/eto-chips/providers.csv", {"organization": 294}),
        ("csv", "restricted/laws/dod_1260h_to_2025-01-07.csv", None),
        ("csv", "restricted/csl/csl-115.csv", None),
        ("csv", "supplychain/eto-chips/sequence.csv", None),
        ("graphml", "telecom/topology-zoo/Dfn.graphml", {"network": 58, "LINKED_TO": 87}),
    ],
)
def test_a_proposal_for_a_real_table_runs(real_files, form, file, expected):
    found = tried(form, real_files / file)
    assert expected is None or counts(found) == expected
    assert found.dataset.entities


def test_an_edge_with_an_id_is_proposed_too(write):
    edge = '<edge id="e1" source="a" target="a" directed="false"/>'
    path = write("g.graphml", f'<graphml><graph edgedefault="directed"><node id="a"/>{edge}</graph></graphml>')
    assert "    # no rule names: @directed, @id\n" in proposed("graphml", path)
    assert tried("graphml", path).dataset.entities


def test_of_several_files_each_is_a_source_of_its_own(write):
    paths = [write("sites.csv", "Site,Vendor\nOne,Acme\n"), write("owners.csv", "Company,Owner\nAcme,Zeta\n")]
    mapping = mapping_of("\n".join(suggest("csv", paths, Layout())), "m")
    found = import_tables("csv", paths, mapping, Layout())
    assert [each.claims[0].source for verb in ("SUPPLIED_BY", "OWNED_BY") for each in relations(found, Type(verb))] == [
        "sites-csv",
        "owners-csv",
    ]


SCHEMA = jsonschema.Draft202012Validator(mapping_schema())
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8) | st.sampled_from(
    [
        "Site",
        "Vendor",
        "Country",
        "Japan",
        "2020-01-01",
        "1.5",
        "live",
        "Huawei or ZTE",
        "a;b",
        "{x}",
        "38 %",
        "# x",
        '"',
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5))
def test_whatever_the_table_a_proposal_is_a_mapping_that_fits_it(tmp_path_factory, rows):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    text = proposed("csv", path, delimiter=",", encoding="utf-8")
    if "  - table" not in text:
        return
    mapping = mapping_of(text, "m")
    assert not list(SCHEMA.iter_errors(plain(parse_yaml(text, "m"))))
    try:
        import_tables("csv", [path], mapping, Layout())
    except InvalidInputError as error:
        assert [problem.what for problem in error.problems] == ["it names nobody and nothing"]


@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_title_above_the_names_of_the_columns_is_none_of_them(write, delimiter):
    rows = [
        ["Circuits of 2024"],
        [],
        ["Site", "Vendor", "Country"],
        ["Camp One", "Acme", "JP"],
        ["Camp Two", "Acme", "JP"],
    ]
    path = write("t.csv", "".join(f"{delimiter.join(row)}\n" for row in rows))
    text = proposed("csv", path)
    assert "    header: 3\n" in text
    found = import_tables("csv", [path], mapping_of(text, "m"), Layout())
    assert sorted(each.name for each in found.dataset.entities.values()) == ["Acme", "Camp One", "Camp Two"]
    assert not found.remarks


def test_a_stray_cell_below_is_no_name_of_a_column(write):
    text = proposed("csv", write("t.csv", "Site\nOne\nTwo\nThree,a note\nFour\nFive\n"))
    assert "header:" not in text
    assert "{Site}" in text


YED = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key for="node" id="d6" yfiles.type="nodegraphics"/><key for="edge" id="d10" yfiles.type="edgegraphics"/>
<graph edgedefault="directed"><node id="n0"><data key="d6"><y:ShapeNode><y:NodeLabel>Camp One</y:NodeLabel></y:ShapeNode></data></node>
<node id="n1"><data key="d6"><y:ShapeNode><y:NodeLabel>Core</y:NodeLabel></y:ShapeNode></data></node>
<edge source="n0" target="n1"><data key="d10"><y:PolyLineEdge/></data></edge></graph></graphml>"""


def test_the_label_of_a_node_that_yed_drew_is_its_name(write):
    found = tried("graphml", write("t.graphml", YED))
    assert sorted(each.name for each in found.dataset.entities.values()) == ["Camp One", "Core"]


def test_a_proposal_is_the_same_however_often_it_is_made(write):
    path = write("t.csv", SITES)
    assert proposed("csv", path) == proposed("csv", path)
    assert set(proposed("csv", path)) <= {*string.printable}
