"""Tables by a mapping: what a mapping says, what a row becomes, and every mistake at its place."""

from __future__ import annotations

import re
import zipfile
from textwrap import dedent

import jsonschema
import openpyxl
import pytest

from graphx.errors import InvalidInputError, Place
from graphx.model.vocabulary import Type
from graphx.readers.imports import import_tables
from graphx.readers.imports.sheets.layout import Layout
from graphx.readers.imports.sheets.mapping import Template, Value
from graphx.readers.imports.sheets.mapping_reader import mapping_of, read_mapping
from graphx.readers.imports.sheets.mapping_schema import mapping_schema
from graphx.readers.yaml import parse_yaml
from tests.readers.imported import plain, relations, told
from tests.test_readme import ROOT

MAPPING = """\
mapping: 1
title: Sites of Example Telecom
as_of: 2024-06-01
source: {id: register, title: Site register, publisher: Example Telecom, published: 2024-05-01, reliability: B}
tables:
  - entities:
      - {as: site, kind: site, id: "site-{Code}", name: "{Name}", type: military_base, country: "{Country}", tags: [ours, "{Region}"]}
      - as: circuit
        kind: network
        id: "circuit-{Circuit}"
        domain: transport
        identifiers: {asn: "{ASN}"}
        properties: {note: "{Note}"}
      - {as: vendor, kind: organization, name: "{Vendor}", alternatives: " or ", unless: {Vendor: [n/a, ""]}}
      - {as: owner, kind: organization, each: {column: Owners, split: ","}, name: "{each}"}
    relations:
      - from: site
        type: SERVED_BY
        to: circuit
        since: {column: Since, date: ["%d.%m.%Y", "%m/%Y"]}
        status: {column: Status, values: {LIVE: in_service, ordered: planned, "?": }}
        claim: {certainty: reported, quote: "{Note}", source: "{Told by}"}
      - {from: circuit, type: SUPPLIED_BY, to: vendor, when: {Status: live}}
      - {from: vendor, type: OWNED_BY, to: owner, share: "{Share}"}
"""
TABLE = """\
Code;Name;Country;Region;Circuit;ASN;Note;Vendor;Owners;Since;Status;Told by;Share;Floor
A 1;Camp Alpha;japan;Kanto;C-1;64500;near;Huawei or ZTE;"Acme Co., Ltd., Zeta and Sons";03.04.2019;live;Jane;38.88 %;2
B;Camp Beta;Elbonia;;C-2;;;n/a;;12/2020;Ordered;;;
;;;;;;only a note;;;;;;;
C;Camp Gamma;ITA;;;;;Nokia;;soon;?;;140 %;3
"""


def tables(write, mapping, *texts, form="csv", names=("sites.csv",), **given):
    paths = [write(name, text) for name, text in zip(names, texts, strict=True)]
    return import_tables(form, paths, read_mapping(write("map.yaml", dedent(mapping))), Layout(**given))


def test_a_row_becomes_what_its_rules_say(write):
    found = tables(write, MAPPING, TABLE)
    of = found.dataset.entities
    assert {name: entity.name for name, entity in of.items()} == {
        "site-a-1": "Camp Alpha",
        "site-b": "Camp Beta",
        "site-c": "Camp Gamma",
        "circuit-c-1": "C-1",
        "circuit-c-2": "C-2",
        "vendor-huawei-or-zte": "Huawei or ZTE",
        "vendor-huawei": "Huawei",
        "vendor-zte": "ZTE",
        "vendor-nokia": "Nokia",
        "owner-acme-co-ltd": "Acme Co., Ltd.",
        "owner-zeta-and-sons": "Zeta and Sons",
    }
    assert [of[name].country for name in ("site-a-1", "site-b", "site-c")] == ["JP", None, "IT"]
    assert (of["site-a-1"].tags, of["site-b"].tags) == (("ours", "Kanto"), ("ours",))
    assert (of["circuit-c-1"].identifiers, of["circuit-c-1"].properties) == ({"asn": "64500"}, {"note": "near"})
    assert of["vendor-huawei-or-zte"].roles == ("one_of",)
    assert [(each.from_, each.to) for each in relations(found, Type.MEMBER_OF)] == [
        ("vendor-huawei", "vendor-huawei-or-zte"),
        ("vendor-zte", "vendor-huawei-or-zte"),
    ]
    served = {each.from_: (each.since, each.status) for each in relations(found, Type.SERVED_BY)}
    assert served == {"site-a-1": ("2019-04-03", "in_service"), "site-b": ("2020-12", "planned")}
    assert [(each.from_, each.to) for each in relations(found, Type.SUPPLIED_BY)] == [
        ("circuit-c-1", "vendor-huawei-or-zte")
    ]
    owned = [(each.to, str(each.share)) for each in relations(found, Type.OWNED_BY)]
    assert owned == [("owner-acme-co-ltd", "0.3888"), ("owner-zeta-and-sons", "0.3888")]


def test_every_relation_keeps_who_says_it_and_in_which_row(write):
    found = tables(write, MAPPING, TABLE)
    claim, other = (each.claims[0] for each in relations(found, Type.SERVED_BY))
    place = str(write("sites.csv", TABLE))
    assert (claim.source, claim.certainty, claim.quote, claim.locator) == ("jane", "reported", "near", f"{place}:2")
    assert (other.source, other.locator) == ("register", f"{place}:3")
    assert found.dataset.sources["register"].publisher == "Example Telecom"
    assert [(each.title, each.as_of) for each in found.dataset.documents] == [
        ("Sites of Example Telecom", "2024-06-01")
    ]


def test_a_row_that_says_the_same_again_is_one_claim_more_and_the_same_row_is_none(write):
    mapping = """\
    mapping: 1
    tables:
      - entities:
          - {as: site, kind: site, name: "{Site}"}
          - {as: net, kind: network, each: {column: Net, split: ";"}, name: "{each}"}
        relations: [{from: site, type: SERVED_BY, to: net}]
    """
    found = tables(write, mapping, "Site,Net\nCamp,C-1\nCamp,C-2; C-1;C-1\nCamp,C-1\n")
    place = str(write("sites.csv", ""))
    one, _ = relations(found, Type.SERVED_BY)
    assert [each.locator for each in one.claims] == [f"{place}:2", f"{place}:3", f"{place}:4"]
    assert {each.source for each in one.claims} == {"sites-csv"}
    assert found.remarks == []


def test_a_column_may_be_called_as_a_part_of_a_relation_is(write):
    mapping = """\
    mapping: 1
    tables:
      - entities:
          - {as: site, kind: site, name: "{start}"}
          - {as: circuit, kind: network, name: "{Circuit}"}
        relations: [{from: site, type: SERVED_BY, to: circuit, until: "{end}"}]
    """
    found = tables(write, mapping, "start,Circuit,end\nCamp,C-1,2030\n")
    assert [(*identity[:3], each.until) for identity, each in found.dataset.relations.items()] == [
        ("site-camp", Type.SERVED_BY, "circuit-c-1", "2030")
    ]


def test_rows_whose_cells_are_alike_state_one_thing_once_and_what_is_lost_of_it_in_each(write):
    mapping = """\
    mapping: 1
    tables: [{entities: [{as: site, kind: site, name: "{Site}", country: "{Country}", tags: ["{Tag}"]}]}]
    """
    rows = "Camp,JP,a\nCamp,JP,a\nCamp,JP,b\nCamp,IT,a\nCamp,IT,a\n"
    found = tables(write, mapping, f"Site,Country,Tag\n{rows}")
    camp = found.dataset.entities["site-camp"]
    assert (camp.country, camp.tags) == ("JP", ("a", "b"))
    assert [(each.where.line, each.outcome) for each in found.remarks] == [(5, "kept")]


def test_what_does_not_fit_is_left_out_and_said_and_so_is_what_nobody_maps(write):
    found = tables(write, MAPPING, TABLE)
    assert told(found) == [
        "2: kept: Huawei or ZTE is read as one of Huawei, ZTE, and which is not known",
        "3: partly lost: site-b: country Elbonia: string should match pattern '^[A-Z]{2}$'",
        "4: skipped: the row states nothing: the cells that make an id are empty, or no rule takes it",
    ]
    place = str(write("sites.csv", TABLE))
    assert found.notes == [
        f"{place}: read as UTF-8, separated by semicolons",
        f"{place}: no rule names these columns: Floor (2)",
    ]


def test_two_names_that_are_taken_for_one_are_said_to_be(write):
    mapping = 'mapping: 1\ntables: [{entities: [{as: vendor, kind: organization, name: "{Vendor}"}]}]'
    found = tables(write, mapping, "Vendor\nHuawei or ZTE\nHuawei or ZTE\n")
    assert list(found.dataset.entities) == ["vendor-huawei-or-zte"]
    assert told(found) == [
        '2: kept: Huawei or ZTE is taken for one name; if it is one of two, say `alternatives: " or "` in the mapping'
    ]


def test_the_order_of_rows_and_files_changes_nothing(write):
    head, *rows = TABLE.splitlines(keepends=True)
    found = tables(write, MAPPING, TABLE).dataset
    again = tables(write, MAPPING, head + "".join(reversed(rows))).dataset
    assert found.entities == again.entities
    assert list(found.relations) == list(again.relations)


CODES = """\
mapping: 1
tables:
  - entities:
      - {as: site, kind: site, id: "s-{Code}"}
      - {as: rack, kind: component, id: "r-{Code}-{Rack}"}
    relations: [{from: site, type: DEPLOYS, to: rack}]
"""


def test_cells_that_differ_make_different_ids_in_whichever_order_they_stand(write):
    head, rows = "Code,Rack\n", ["A-1,2\n", "A.1,2\n", "B 1,1\n", "b  1,1\n"]
    found = tables(write, CODES, head + "".join(rows))
    again = tables(write, CODES, head + "".join(reversed(rows[:3])))
    names = {name: entity.name for name, entity in found.dataset.entities.items() if name.startswith("s-")}
    assert sorted(names.values()) == ["A-1", "A.1", "B 1"]
    assert [re.sub(r"-[0-9a-f]{8}$", "-#", name) for name in names] == ["s-a-1-#", "s-a-1-#", "s-b-1"]
    assert names == {name: each.name for name, each in again.dataset.entities.items() if name.startswith("s-")}
    number = {name: number for number, name in names.items()}
    assert [line for line in told(found) if "id s-" in line] == [
        f"2: kept: A-1 and other cells make the id s-a-1; they are told apart, and this is {number['A-1']}",
        f"3: kept: A.1 and other cells make the id s-a-1; they are told apart, and this is {number['A.1']}",
    ]


def test_ids_of_several_columns_are_told_apart_by_where_their_cells_end(write):
    found = tables(write, CODES, "Code,Rack\nA-1,2\nA,1-2\nA,3\n")
    racks = [name for name in found.dataset.entities if name.startswith("r-")]
    assert [re.sub(r"-[0-9a-f]{8}$", "-#", name) for name in racks] == ["r-a-1-2-#", "r-a-1-2-#", "r-a-3"]
    assert len({(each.from_, each.to) for each in relations(found, Type.DEPLOYS)}) == 3


@pytest.mark.parametrize(
    ("rule", "members"),
    [
        ('id: "v-{VCode}", name: "{Vendor}"', ["vendor-huawei", "vendor-zte"]),
        ('id: "v-{Vendor}", name: "{Vendor} (maybe)"', ["vendor-huawei", "vendor-zte-maybe"]),
        ('id: "v-{Vendor}", name: "{Vendor}"', ["v-huawei", "v-zte"]),
    ],
)
def test_of_alternatives_each_is_stated_whatever_the_id_is_made_of(write, rule, members):
    mapping = f'mapping: 1\ntables: [{{entities: [{{as: vendor, kind: organization, {rule}, alternatives: " or "}}]}}]'
    found = tables(write, mapping, "Vendor,VCode\nHuawei  or ZTE,7\n")
    assert [each.from_ for each in relations(found, Type.MEMBER_OF)] == members


@pytest.mark.parametrize("named", ["table: sites.csv, ", ""])
def test_a_table_is_taken_by_all_of_its_rules(write, named):
    mapping = f"""\
    mapping: 1
    tables:
      - {{{named}entities: [{{as: site, kind: site, name: "{{Site}}"}}]}}
      - {{{named}when: {{Kind: x}}, entities: [{{as: device, kind: component, name: "{{Device}}"}}]}}
    """
    found = tables(write, mapping, "Site,Device,Kind,Floor\nCamp,,x,1\n,Cam,x,\n,,x,\nCamp,Lost,y,\n")
    assert list(found.dataset.entities) == ["device-cam", "site-camp"]
    assert [line.split(":")[0] for line in told(found)] == ["4"]
    assert [note.rpartition(": ")[2] for note in found.notes[1:]] == ["Floor (1)"]


TWO = """\
mapping: 1
tables:
  - table: sites.csv
    entities: [{as: site, kind: site, id: "s-{id}", name: "{name}"}]
  - table: links.csv
    when: {ok: "yes"}
    entities:
      - {as: near, id: "s-{from}"}
      - {as: far, kind: network, name: "{to}"}
    relations: [{from: near, type: SERVED_BY, to: far}]
"""


def test_a_rule_without_a_kind_means_what_another_table_states(write):
    sites, links = "id,name\n1,One\n1,Uno\n", "from,to,ok\n1,Net,yes\n2,Net,yes\n1,Other,no\n"
    found = tables(write, TWO, links, sites, names=("links.csv", "sites.csv"))
    assert [(each.from_, each.to) for each in relations(found, Type.SERVED_BY)] == [("s-1", "far-net")]
    assert found.dataset.entities["s-1"].aliases == ("Uno",)
    assert told(found) == ["3: partly lost: s-2 SERVED_BY far-net: nothing here is called s-2"]
    assert found.ignored == {"row of links.csv that `when` or `unless` leaves out": 1}


def test_one_thing_that_rows_tell_differently_stays_as_it_was_first_told(write):
    mapping = """\
        mapping: 1
        tables:
          - entities: [{kind: site, name: "{name}", country: "{country}"}, {as: net, kind: network, id: "{same}", name: "{same}"}]
        """
    found = tables(write, mapping, "name,country,same\nOne,JP,\nOne,DE,\n,,site-one\n")
    assert found.dataset.entities["site-one"].country == "JP"
    place = str(write("sites.csv", ""))
    assert told(found) == [
        f"3: kept: the country of site-one is JP at {place}:2, and stays so; here it is DE",
        f"4: skipped: site-one is a site at {place}:2, and cannot be a network as well",
        "4: skipped: the row states nothing: the cells that make an id are empty, or no rule takes it",
    ]


@pytest.mark.parametrize(
    ("data", "given", "note", "names"),
    [
        ("name\ncafé\n".encode(), {}, "UTF-8, separated by commas", ["café"]),
        ("\ufeffname;b\ncafé;1\n".encode(), {}, "UTF-8, separated by semicolons", ["café"]),
        ("name\tb\ncafé\t1\n".encode("utf-16"), {}, "UTF-16, separated by tabs", ["café"]),
        ("name,b\ncafé,1\n".encode("cp1252"), {}, "Windows-1252, separated by commas; it is not UTF-8", ["café"]),
        ("name|b\n東京|1\n".encode("shift_jis"), {"encoding": "shift_jis"}, "shift_jis, separated by bars", ["東京"]),
        (b"name;b,c\nx;y,z\n", {"delimiter": ";"}, "UTF-8, separated by semicolons", ["x"]),
    ],
)
def test_encoding_and_delimiter_are_given_or_found_out_and_said(tmp_path, data, given, note, names):
    (tmp_path / "t.csv").write_bytes(data)
    mapping = mapping_of('mapping: 1\ntables: [{entities: [{kind: site, name: "{name}"}]}]', "m")
    found = import_tables("csv", [tmp_path / "t.csv"], mapping, Layout(**given))
    assert [each.name for each in found.dataset.entities.values()] == names
    assert found.notes[0].startswith(f"{tmp_path}/t.csv: read as {note}")


@pytest.mark.parametrize(
    ("data", "given", "message"),
    [
        (b"name\nca\x81\n", {}, "t.csv:2: byte 0x81 is neither UTF-8 nor Windows-1252"),
        ("name\n東京\n".encode() + b"caf\xe9\n", {}, "t.csv:3:4: byte 0xE9 is not UTF-8"),
        (b"name\nca\x00\n", {}, "t.csv:2: it holds a zero byte"),
        (b"name\ncaf\xe9\n", {"encoding": "utf-8"}, "byte 0xE9 is not utf-8"),
        (b"", {}, "t.csv has no column name"),
    ],
)
def test_a_wrong_encoding_is_refused_at_its_line(tmp_path, data, given, message):
    (tmp_path / "t.csv").write_bytes(data)
    mapping = mapping_of('mapping: 1\ntables: [{entities: [{kind: site, name: "{name}"}]}]', "m")
    with pytest.raises(InvalidInputError) as error:
        import_tables("csv", [tmp_path / "t.csv"], mapping, Layout(**given))
    assert message in str(error.value)


def test_rows_that_are_no_csv_are_lost_and_reading_goes_on(write):
    text = 'name,b\n"a"x,1\nb,2\nc,3,extra\n"open,4\nd,5\n'
    found = tables(write, 'mapping: 1\ntables: [{entities: [{kind: site, name: "{name}"}]}]', text)
    assert [each.name for each in found.dataset.entities.values()] == ["b", "c"]
    assert told(found) == [
        "2: skipped: it cannot be read as CSV: ',' expected after '\"'",
        "4: partly lost: 1 cells stand beyond the last of 2 columns",
        "5: skipped: lines 5 to 6 cannot be read as CSV: unexpected end of data",
    ]


def test_a_table_may_begin_lower_or_have_no_names(write):
    mapping = 'mapping: 1\ntables: [{header: 3, entities: [{kind: site, name: "{Site name}"}]}]'
    found = tables(write, mapping, "Report,,\nof 2024,,\nSite  name,,Site name\nOne,x,y\n")
    assert [each.name for each in found.dataset.entities.values()] == ["One"]
    assert found.notes[1].endswith("no rule names these columns: column 2 (1), Site name (2) (1)")
    found = tables(write, 'mapping: 1\ntables: [{header: 0, entities: [{kind: site, name: "{2}"}]}]', "1,One\n2,Two\n")
    assert [each.name for each in found.dataset.entities.values()] == ["One", "Two"]


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


BOOK = 'mapping: 1\ntables: [{table: sites, entities: [{as: s, kind: site, name: "{Name}", lat: "{Lat}"}, {as: n, kind: network, name: "{Net}"}], relations: [{from: s, type: SERVED_BY, to: n, since: "{Since}"}]}]'


def test_a_workbook_shows_its_values_and_says_what_shows_none(tmp_path):
    from datetime import datetime

    rows = [["Name", "Lat", "Net", "Since"], ["One", 35.0, 12, datetime(2020, 5, 1)], [], ["Two", "=1+1", True, "2021-03"], ["Three", "#REF!", None, None]]  # fmt: skip  # noqa: DTZ001  # why: a cell has no time zone
    path = workbook(tmp_path / "b.xlsx", Other=[["x"]], Sites=rows)
    found = import_tables("xlsx", [path], mapping_of(BOOK, "m"), Layout())
    assert [(each.from_, each.to, each.since) for each in relations(found, Type.SERVED_BY)] == [
        ("s-one", "n-12", "2020-05-01"),
        ("s-two", "n-true", "2021-03"),
    ]
    assert found.dataset.entities["s-one"].lat == 35
    assert relations(found, Type.SERVED_BY)[0].claims[0].locator == f"{path}!Sites:2"
    assert told(found) == [
        "4: partly lost: cell B4 holds a formula without its value; open the file in Excel and save it",
        "5: partly lost: cell B5 holds the error #REF!",
    ]
    assert found.notes == [f"{path}: no rule of m takes the table Other"]


def test_dates_that_a_workbook_counts_from_1904_are_the_same_days(tmp_path):
    from datetime import date

    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.title = "Sites"
    for row in ["Name", "Lat", "Net", "Since"], ["One", 1, "N", date(2020, 5, 1)]:
        book.active.append(row)
    book.save(tmp_path / "b.xlsx")
    found = import_tables("xlsx", [tmp_path / "b.xlsx"], mapping_of(BOOK, "m"), Layout())
    assert [each.since for each in relations(found, Type.SERVED_BY)] == ["2020-05-01"]
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        assert b"<v>42490</v>" in archive.read("xl/worksheets/sheet1.xml")  # counted from 1900 it were 2016-05-01


def test_what_a_workbook_hides_is_read_and_said_and_codes_keep_their_zeros(tmp_path):
    path = workbook(tmp_path / "b.xlsx", Sites=[["Name", "Lat", "Net"], ["One", 1, 7], ["Two", 2, 1234]])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Shown")
    sheet = book["Sites"]
    sheet.sheet_state = "hidden"
    sheet.row_dimensions[3].hidden = True
    sheet["C2"].number_format = sheet["C3"].number_format = "000"
    book.save(path)
    found = import_tables("xlsx", [path], mapping_of(BOOK.replace(', since: "{Since}"', ""), "m"), Layout())
    assert [each.to for each in relations(found, Type.SERVED_BY)] == ["n-007", "n-1234"]
    told_of = "the sheet Sites is hidden, and is read; hidden rows and columns are read like all others"
    assert f"{path}: {told_of}" in found.notes


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("35,5", "35.5"),
        ("4.5", "4.5"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("-1.234.567", "-1234567"),
        ("12", "12"),
    ],
)
def test_a_dot_sets_thousands_apart_only_where_it_can(written, read):
    value = Value(Template("{A}", Place("m")), decimal=",")
    assert value.one({"A": written}) == read


OWNERS = """\
mapping: 1
tables:
  - entities: [{as: firm, kind: organization, name: "{Firm}"}, {as: owner, kind: organization, name: "{Owner}"}]
    relations: [{from: firm, type: OWNED_BY, to: owner, share: "{Share}"}]
"""
PERCENT = "m.yaml:4:17: the numbers of Share are read as percentages, for some are above 1"
WHOLE = "m.yaml:4:17: 1 is the only share in Share, and is read as the whole; say `unit: percent` in the mapping if it is 1 %"


def owned(write, mapping, cells, column="Share"):
    """Return the shares of firms whose owners have these cells, and the import."""
    rows = "".join(f'F{number},O,"{cell}"\n' for number, cell in enumerate(cells))
    path = write("t.csv", f"Firm,Owner,{column}\n{rows}")
    found = import_tables("csv", [path], mapping_of(mapping.replace("{Share}", f"{{{column}}}"), "m.yaml"), Layout())
    return [str(each.share) for each in relations(found, Type.OWNED_BY)], found


@pytest.mark.parametrize(
    ("cells", "shares", "notes"),
    [
        (["45", "30", "1"], ["0.45", "0.3", "0.01"], [PERCENT]),
        (["45 %", "30", "1"], ["0.45", "0.3", "0.01"], [PERCENT]),
        (["0", "1", "1.5"], ["0", "0.01", "0.015"], [PERCENT]),
        (["0.45", ".3", "1"], ["0.45", "0.3", "1"], []),
        (["45 %", "0.5 %", "1%", "100%"], ["0.45", "0.005", "0.01", "1"], []),
        (["12.345678901234567890123456789012 %"], ["0.12345678901234567890123456789012"], []),
        (["1", "1"], ["1", "1"], [WHOLE]),
        (["0.0123456789012345678901234567", "0"], ["0.0123456789012345678901234567", "0"], []),
    ],
)
def test_whether_a_share_is_a_percentage_is_told_by_its_column(write, cells, shares, notes):
    read, found = owned(write, OWNERS, cells)
    assert (read, found.notes[1:], found.remarks) == (shares, notes, [])


@pytest.mark.parametrize(
    ("cells", "column", "shares", "line"),
    [
        (["45", "0.3", "1", "0"], "Share", ["0.45", "None", "None", "0"], "share 0.3"),
        (["45 %", "0.3"], "Share", ["0.45", "None"], "share 0.3"),
        (["1"], "Share (%)", ["None"], "share 1"),
    ],
)
def test_a_share_that_may_be_a_percentage_or_not_is_left_out_and_told(write, cells, column, shares, line):
    read, found = owned(write, OWNERS, cells, column)
    hint = "say `unit: percent` or `unit: fraction` in the mapping"
    assert read == shares
    assert told(found)[0].partition(": ")[2] == f"partly lost: {line} may be a percentage or a part of 1, as its column shows both, and is left out ({hint})"  # fmt: skip


@pytest.mark.parametrize(("unit", "shares"), [("percent", ["0.45", "0.003", "0.01"]), ("fraction", ["0.45", "0.3", "1"])])  # fmt: skip
def test_a_mapping_may_say_what_shares_are(write, unit, shares):
    rule = OWNERS.replace('"{Share}"', f'{{column: "Share", unit: {unit}}}')
    assert owned(write, rule, ["45 %", "0.3", "1"])[0] == shares


def test_a_number_that_a_workbook_shows_as_a_percentage_is_one(tmp_path):
    rows = [
        ["Firm", "Owner", "Share %"],
        *([f"F{number}", "O", share] for number, share in enumerate([0.07, 1, 0.385])),
    ]
    path = workbook(tmp_path / "b.xlsx", Sheet=rows)
    mapping = mapping_of(OWNERS.replace("{Share}", "{Share %}"), "m.yaml")
    for forms, shares in (["0%"] * 3, ["0.07", "1", "0.385"]), (['0"%"'] * 3, ["None"] * 3):
        book = openpyxl.load_workbook(path)
        for row, form in enumerate(forms, start=2):
            book.active.cell(row, 3).number_format = form
        book.save(path)
        found = import_tables("xlsx", [path], mapping, Layout())
        assert [str(each.share) for each in relations(found, Type.OWNED_BY)] == shares


def test_the_least_and_the_greatest_share_of_a_relation_are_of_one_unit(write):
    mapping = mapping_of(OWNERS.replace('share: "{Share}"', 'share_min: "{Min}", share_max: "{Max}"'), "m.yaml")
    path = write("t.csv", "Firm,Owner,Min,Max\nF,O,1,25\n")
    (owned_by,) = relations(import_tables("csv", [path], mapping, Layout()), Type.OWNED_BY)
    assert (str(owned_by.share_min), str(owned_by.share_max)) == ("0.01", "0.25")


def test_only_a_share_has_a_unit():
    text = OWNERS.replace('name: "{Firm}"', 'name: "{Firm}", country: {column: A, unit: percent}')
    text = text.replace('"{Share}"', "{column: A, unit: per mille}")
    with pytest.raises(InvalidInputError) as error:
        mapping_of(text, "m.yaml")
    assert [each.what for each in error.value.problems] == [
        "`unit` of `country` cannot be percent",
        "`unit` of `share` cannot be per mille",
    ]


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 2**28)


def entities(path):
    workbook(path, Sites=[["Name"], ["One"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts["xl/worksheets/sheet1.xml"].replace(b"One", b"&a;").replace(b"</sheetData>", b"<row><c t='inlineStr'><is><t>&a;</t></is></c></row></sheetData>")  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def empty(path):
    with zipfile.ZipFile(path, "w"):
        pass


def damaged(path):
    workbook(path, Sites=[["Name"], *([f"Site {number * number}"] for number in range(20_000))])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    begin = sheet.header_offset + sheet.compress_size * 3 // 4  # to open a workbook, only the beginning is read
    data[begin : begin + 50] = bytes(50)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (bomb, "b.xlsx: unpacked it is 256 MiB, which is more than its size lets expect"),
        (entities, "this is no workbook"),
        (empty, "this is no workbook"),
        (damaged, "b.xlsx/xl/worksheets/sheet1.xml: it cannot be read: "),
        (lambda path: path.write_bytes(b"PK\x03\x04 nonsense"), "this is no workbook"),
        (lambda path: path.write_bytes(b"name,b\n"), "this is no workbook"),
    ],
)
def test_workbooks_that_explode_or_are_none_are_refused(tmp_path, make, message):
    make(tmp_path / "b.xlsx")
    mapping = mapping_of('mapping: 1\ntables: [{entities: [{kind: site, name: "{Name}"}]}]', "m")
    with pytest.raises(InvalidInputError) as error:
        import_tables("xlsx", [tmp_path / "b.xlsx"], mapping, Layout())
    assert message in str(error.value)


GRAPHML = """<graphml><key id="d0" for="node" attr.name="id"/><key id="d1" for="node" attr.name="kind"><default>site</default></key>
<key id="d2" for="edge" attr.name="type"/>
<graph edgedefault="directed">
<node id="a"><data key="d0">One</data></node><node id="b"><data key="d1">network</data><data key="d0">Net</data></node>
<edge source="a" target="b"><data key="d2">uses</data></edge>
</graph></graphml>"""
OF_GRAPH = """\
mapping: 1
tables:
  - table: nodes
    entities:
      - {as: node, kind: site, id: "n-{@id}", name: "{id}", when: {kind: site}}
      - {as: node, kind: network, id: "n-{@id}", name: "{id}", unless: {kind: site}}
  - table: edges
    entities: [{as: from, id: "n-{@source}"}, {as: to, id: "n-{@target}"}]
    relations: [{from: from, type: SERVED_BY, to: to, when: {type: uses}}]
"""


def test_graphs_inside_nodes_are_read_and_edges_of_several_ends_are_said_to_be_lost(write):
    inner = '<graph><node id="c"><data key="d0">In</data></node><edge source="c" target="b"><data key="d2">uses</data></edge></graph>'
    text = GRAPHML.replace('<data key="d0">One</data>', f'<data key="d0">One</data>{inner}')
    text = text.replace("</graph></graphml>", '<hyperedge><endpoint node="a"/></hyperedge></graph></graphml>')
    found = tables(write, OF_GRAPH, text, form="graphml", names=("g.graphml",))
    assert [(each.from_, each.to) for each in relations(found, Type.SERVED_BY)] == [("n-a", "n-b"), ("n-c", "n-b")]
    assert told(found) == ["6: skipped: an edge of several ends is not read"]


def test_a_graph_has_a_table_of_nodes_and_one_of_edges(write):
    found = tables(write, OF_GRAPH, GRAPHML, form="graphml", names=("g.graphml",))
    assert {name: entity.name for name, entity in found.dataset.entities.items()} == {"n-a": "One", "n-b": "Net"}
    assert [(each.from_, each.to) for each in relations(found, Type.SERVED_BY)] == [("n-a", "n-b")]


def test_whatever_an_edge_or_a_node_of_a_graph_says_is_a_column(write):
    text = GRAPHML.replace('<edge source="a"', '<edge id="e1" directed="false" source="a"')
    text = text.replace("<graph edge", '<key id="d3" for="node" attr.name="id"/><graph edge')
    text = text.replace(
        '<data key="d0">One</data>', '<data key="d0">One</data><data key="d3">Uno</data><data key="x">y</data>'
    )
    found = tables(
        write,
        OF_GRAPH.replace("uses}}", 'uses}, properties: {directed: "{@directed}"}}'),
        text,
        form="graphml",
        names=("g.graphml",),
    )
    assert found.dataset.entities["n-a"].name == "One"
    assert [each.properties for each in relations(found, Type.SERVED_BY)] == [{"directed": "false"}]
    assert [note.rpartition(": ")[2] for note in found.notes] == ["id (2) (1), x (1)", "@id (1)"]


def test_what_a_graph_says_of_itself_is_said_to_be_in_no_table(write):
    text = GRAPHML.replace("<node id=", '<data key="made">2024</data><node id=', 1)
    found = tables(write, OF_GRAPH, text, form="graphml", names=("g.graphml",))
    assert [note.rpartition("/")[2] for note in found.notes] == [
        "g.graphml: what the graph says of itself is in no table: made"
    ]


EDGE = '<edge source="a" target="b">'


@pytest.mark.parametrize(
    "text",
    [
        GRAPHML.replace('"directed"', '"undirected"'),
        GRAPHML.replace(' edgedefault="directed"', ""),
        GRAPHML.replace(EDGE, EDGE.replace(">", ' directed="false">')),
    ],
)
def test_an_edge_without_a_direction_becomes_no_relation_that_has_one_unless_the_mapping_says_so(write, text):
    found = tables(write, OF_GRAPH, text, form="graphml", names=("g.graphml",))
    hint = """if the mapping knows it, it says so: when: {"@directed": "false"}"""
    what = "n-a SERVED_BY n-b: it has a direction, and what is linked here has none"
    assert (relations(found, Type.SERVED_BY), told(found)) == ([], [f"5: partly lost: {what} ({hint})"])
    said = tables(write, OF_GRAPH.replace("uses}", 'uses, "@directed": "false"}'), text, form="graphml", names=("g.graphml",))  # fmt: skip
    assert [(each.from_, each.to) for each in relations(said, Type.SERVED_BY)] == [("n-a", "n-b")]
    loose = tables(write, OF_GRAPH.replace("SERVED_BY", "LINKED_TO"), text, form="graphml", names=("g.graphml",))
    assert (len(relations(loose, Type.LINKED_TO)), loose.remarks) == (1, [])


def test_an_edge_may_have_a_direction_of_its_own_and_a_graph_in_a_node_too(write):
    text = GRAPHML.replace('"directed"', '"undirected"').replace(EDGE, EDGE.replace(">", ' directed="true">'))
    inner = '<graph edgedefault="directed"><node id="c"/><edge source="c" target="b"><data key="d2">uses</data></edge></graph>'
    text = text.replace('<data key="d0">One</data>', f'<data key="d0">One</data>{inner}')
    found = tables(write, OF_GRAPH, text, form="graphml", names=("g.graphml",))
    assert [each.from_ for each in relations(found, Type.SERVED_BY)] == ["n-a", "n-c"]


PORTED = """\
mapping: 1
tables:
  - table: nodes
    entities:
      - {as: node, kind: component, id: "n-{@id}", name: "{@id}"}
      - {as: port, kind: component, id: "p-{@id}-{each}", each: {column: "@ports", split: ","}, name: "{each}"}
      - {as: whole, id: "n-{@within}"}
    relations:
      - {from: whole, type: HAS_PART, to: node}
      - {from: node, type: HAS_PART, to: port}
"""


def test_in_which_node_a_node_lies_and_which_ports_it_has_are_columns(write):
    text = """<graphml><graph edgedefault="directed"><node id="a"><port name="p1"/><port name="p2"><data key="x">y</data></port>
    <graph edgedefault="directed"><data key="k">v</data><node id="b"/></graph></node></graph></graphml>"""
    found = tables(write, PORTED, text, form="graphml", names=("g.graphml",))
    parts = [(each.from_, each.to) for each in relations(found, Type.HAS_PART)]
    assert parts == [("n-a", "n-b"), ("n-a", "p-a-p1"), ("n-a", "p-a-p2")]
    assert told(found) == ["1: partly lost: what port p2 and the graph in it says of itself is not read"]
    without = 'mapping: 1\ntables: [{table: nodes, entities: [{kind: site, name: "{@id}"}]}]'
    found = tables(write, without, text, form="graphml", names=("g.graphml",))
    assert found.notes[-1].endswith("g.graphml!nodes: no rule names these columns: @within (1), @ports (1)")


MISTAKES = """\
mapping: 2
titel: x
as_of: soon
source: {id: a b}
tables:
  - sheet: x
    header: first
    delimiter: ";;"
    encoding: klingon
    entities:
      - {as: a, kind: sitte, name: "{A}"}
      - {as: b, kind: site, contry: JP}
      - {as: c, kind: site, name: "{A}", type: militry_base, country: [JP], lat: {column: A, split: ";"}}
      - {as: d, kind: network, name: "{A", id: "d {A}"}
      - {as: e, kind: network, name: "{A}", alternatives: or, each: "{A}"}
      - {as: f, kind: component, name: {A: B}, model: {values: {}}}
      - {as: g, name: "{A}"}
      - {as: h, kind: organization, name: "{A}", aliases: {column: A, date: "%d/%m", decimal: "x", values: {a: b, A: c}}}
    relations:
      - {from: b, type: SERVED_BY, to: h, since: 2019-13, share: 2}
      - {from: b, type: MADE_BY, to: h}
      - {from: b, type: SERVES, to: hh}
      - {type: OWNED_BY, to: h, claim: {certainty: sure, says: {}}}
"""
TOLD = """\
m.yaml:1:10: this graphx reads `mapping: 1`
m.yaml:2:1: unknown word `titel` (did you mean title?)
m.yaml:3:8: `as_of` is not a day: a date is YYYY, YYYY-MM or YYYY-MM-DD (write YYYY-MM-DD)
m.yaml:4:14: `id` cannot be a b (an id is 1 to 200 characters of A-Z a-z 0-9 . _ / @ + -)
m.yaml:6:5: unknown word `sheet` (a table has table, header, delimiter, encoding, when, unless, entities, relations)
m.yaml:7:13: `header` cannot be first (the row of the names of the columns, counted from 1; 0 if there is none)
m.yaml:8:16: `delimiter` cannot be ;; (it is one sign, such as ";" or "\\t")
m.yaml:9:15: `klingon` is no encoding that is known (such as utf-8, cp1252, shift_jis or gb18030)
m.yaml:11:23: `sitte` is no kind of entity (did you mean site?)
m.yaml:12:9: `name` and `id` are missing (an entity needs one of them)
m.yaml:12:29: unknown field `contry` (did you mean country?)
m.yaml:13:48: `type` cannot be militry_base (did you mean military_base?)
m.yaml:13:71: `country` takes one value (write it without brackets)
m.yaml:13:82: `lat` takes one value, and cannot be split (only aliases, capabilities, complete, functions, roles, tags are lists)
m.yaml:14:38: a brace in `name` has no partner (a column stands in braces: {Column}; quote the text)
m.yaml:14:48: an id is made of A-Z a-z 0-9 . _ / @ + - and columns (columns are made fit by themselves)
m.yaml:15:45: only an organization can be one of several (remove it)
m.yaml:15:69: `each` is no list (write {column: NAME, split: ";"})
m.yaml:16:40: `name` is not text (a value that begins with a brace needs quotes: "{Column}")
m.yaml:16:55: `model` names no column (write {column: NAME} or {text: "{NAME} …"}, one of them)
m.yaml:17:9: `id` is missing (it says which entity is meant)
m.yaml:17:9: `kind` is missing (only an entity that another rule states has none, and then no name)
m.yaml:18:77: the form of a date has no year: %d/%m (such as "%d/%m/%Y")
m.yaml:18:95: `x` is no decimal sign (a comma or a full stop)
m.yaml:18:115: A stands twice, as case and blanks do not count (keep one)
m.yaml:20:50: `since` cannot be 2019-13: no calendar holds that date (the first day on which it holds)
m.yaml:20:66: `share` cannot be 2: a share lies between 0 and 1
m.yaml:21:25: MADE_BY cannot run from b to h (it runs from component to organization)
m.yaml:22:25: `SERVES` is no type of relation (did you mean SERVED_BY?)
m.yaml:22:37: no entity of this table is called `hh` (did you mean h?)
m.yaml:23:9: `from` is missing (it names an entity of this table by its `as`)
m.yaml:23:52: `certainty` cannot be sure (one of stated, reported, assessed, alleged, inferred, unverified)
m.yaml:23:58: unknown word `says` (`claim` has asserted, certainty, confidence, locator, observed, polarity, quote, source)"""


def test_every_mistake_in_a_mapping_is_told_at_its_place():
    with pytest.raises(InvalidInputError) as error:
        mapping_of(MISTAKES, "m.yaml")
    assert "\n".join(map(str, error.value.problems)) == TOLD


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ('entities: [{kind: site, name: "{Nam}"}]', "map.yaml:2:41: sites.csv has no column Nam (did you mean Name?)"),
        ('table: site.csv, entities: [{kind: site, name: "{Name}"}]', "map.yaml:2:10: no table is called site.csv (did you mean sites.csv?)"),
        ('entities: [{kind: site, name: "{Name}", when: {Statu: x}}]', "has no column Statu (did you mean Status?)"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_the_table_is_told_at_its_place(write, monkeypatch, tmp_path, mapping, message):
    write("sites.csv", "Name,Status\nOne,x\n")
    write("map.yaml", f"mapping: 1\ntables: [{{{mapping}}}]\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInputError) as error:
        import_tables("csv", ["sites.csv"], read_mapping("map.yaml"), Layout())
    assert message in str(error.value)


@pytest.mark.parametrize("text", [MAPPING, TWO, OF_GRAPH, BOOK])
def test_the_schema_takes_what_the_reader_takes(text):
    assert mapping_of(text, "m").tables
    assert not list(jsonschema.Draft202012Validator(mapping_schema()).iter_errors(plain(parse_yaml(text, "m"))))


def test_the_schema_refuses_what_the_reader_refuses():
    errors = list(jsonschema.Draft202012Validator(mapping_schema()).iter_errors(plain(parse_yaml(MISTAKES, "m"))))
    assert len(errors) >= 3


def test_the_command_asks_for_a_mapping_and_offers_to_propose_one(command, write):
    write("t.csv", "Site,Vendor\nOne,Acme\n")
    refused = command("import", "csv", "t.csv")
    assert (refused.code, refused.err) == (
        2,
        "graphx: csv says nothing by itself, so it needs --map (propose one: graphx import csv --suggest FILE)\n",
    )
    assert command("import", "csl", "t.csv", "--map", "m.yaml").code == 2
    assert command("import", "csl", "t.csv", "--suggest").code == 2
    assert command("import", "csv", "--suggest", "t.csv", "-o", "map.yaml").code == 0
    done = command("import", "csv", "t.csv", "--map", "map.yaml", "-o", "t.yaml")
    assert (done.code, done.err) == (
        0,
        "t.csv: read as utf-8, separated by commas\nCSV: 1 party, 1 site, 1 relation\n".replace("utf-8", "UTF-8"),
    )
    assert command("validate", "t.yaml").out == "valid: 2 entities, 1 relation, 1 claim, 1 source\n"
    assert command("import", "csv", "t.csv", "--map", "none.yaml").err.startswith("none.yaml: there is no such mapping")
    assert '"title": "graphx mapping"' in command("import", "--map-schema").out


def test_the_screen_shows_the_first_remarks_of_each_outcome_and_a_file_takes_all(command, write, tmp_path):
    write(
        "map.yaml", 'mapping: 1\ntables: [{entities: [{as: site, kind: site, name: "{Site}", country: "{Country}"}]}]\n'
    )
    write("t.csv", "Site,Country\n" + "".join(f"Camp {row},Elbonia\n" for row in range(25)) + ",JP\n")
    done = command("import", "csv", "t.csv", "--map", "map.yaml", "--remarks", "remarks.txt", "-o", "t.yaml")
    *lines, more, _, _ = done.err.splitlines()
    assert (done.code, len(lines), more) == (3, 21, "… and 5 more partly lost (--remarks FILE writes them all)")
    assert lines[-1].startswith("t.csv:27: skipped: ")
    kept = (tmp_path / "remarks.txt").read_text(encoding="utf-8").splitlines()
    assert (len(kept), [line for line in kept if line in lines]) == (26, lines)


def test_the_mapping_of_the_manual_is_read_and_its_schema_takes_it(tmp_path):
    page = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    mapping = mapping_of(text, "m")
    jsonschema.validate(plain(parse_yaml(text, "m")), mapping_schema())
    columns = list(mapping.tables[0].columns)
    cells = ["live" if name == "Status" else "1" for name in columns]
    (tmp_path / "sites.csv").write_text("\n".join([";".join(columns), ";".join(cells)]), encoding="utf-8")
    found = import_tables("csv", [tmp_path / "sites.csv"], mapping, Layout())
    assert [identity.type for identity in sorted(found.dataset.relations)] == ["SUPPLIED_BY", "SERVED_BY", "OWNED_BY"]
