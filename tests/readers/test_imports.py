"""Lists of restricted parties: the real files, and by hand what is wrong in them."""

from __future__ import annotations

import json
import warnings
import zipfile
from collections import Counter

import pytest

from graphx.errors import InvalidInputError
from graphx.model.vocabulary import Kind, Type
from graphx.readers.imports import IMPORTERS, import_files, listings
from graphx.readers.imports.draft import Draft
from graphx.readers.imports.files import read_files

CSL_HEADER = (
    "_id,source,entity_number,type,programs,name,addresses,federal_register_notice,start_date,end_date,alt_names,ids"
)
EL = "Entity List (EL) - Bureau of Industry and Security"
SDN = "Specially Designated Nationals (SDN) - Treasury Department"


def imported(write, form, *texts, name="list.csv"):
    paths = [write(f"{number}-{name}", text) for number, text in enumerate(texts)]
    return import_files(form, paths)


def told(found):
    return [f"{remark.where.line}: {remark.outcome}: {remark.what}" for remark in found.remarks]


def parties(found):
    return {each.name: each for each in found.dataset.entities.values() if each.kind is Kind.ORGANIZATION}


def relations(found, verb):
    return [each for each in found.dataset.relations.values() if each.type is verb]


@pytest.mark.parametrize(
    ("form", "files", "expected"),
    [
        # rows below the header, its repetition taken off
        ("csl", ["restricted/csl/csl-2023-11-sample.csv"], {"listings": 4227, "partly lost": 1, "kept": 2}),
        ("csl", ["restricted/csl/csl-115.csv"], {"listings": 115, "parties": 115}),
        ("1260h", ["restricted/laws/dod_1260h_to_2025-01-07.csv"], {"listings": 209, "lists": 1}),
        ("fcc", ["restricted/laws/fcc_covered_list.csv"], {"listings": 17, "components": 4}),
        ("ofac", ["restricted/ofac/CONS_ENHANCED-2025-01-14.zip"], {"parties": 444, "OWNED_BY": 282, "LINKED_TO": 1}),
        (
            "ofac",
            [f"restricted/ofac/cons_{table}.csv" for table in ("prim", "alt", "add", "comments")],
            {"parties": 442 + 1, "LINKED_TO": 283, "address": 574},
        ),
        ("ftm", ["restricted/ftm/entities.ftm.json"], {"parties": 17, "OWNED_BY": 14, "listings": 41, "Address": 11}),
        ("ftm", ["restricted/ftm/targets.nested.json"], {"parties": 9, "listings": 0}),
        ("ftm", ["restricted/ftm/targets.simple.csv"], {"parties": 5, "listings": 0}),
    ],
)
def test_real_lists_import_with_the_counts_of_their_files(real_files, form, files, expected):
    found = import_files(form, [real_files / file for file in files])
    kinds = Counter(each.kind for each in found.dataset.entities.values())
    counts = {
        "listings": listings(found.dataset),
        "parties": kinds[Kind.ORGANIZATION],
        "components": kinds[Kind.COMPONENT],
        "lists": kinds[Kind.RESTRICTION],
        **Counter(identity.type.value for identity in found.dataset.relations),
        **Counter(remark.outcome.value for remark in found.remarks),
        **found.ignored,
    }
    assert {name: counts.get(name, 0) for name in expected} == expected
    assert "skipped" not in counts


def test_a_screening_list_is_read_with_its_names_numbers_and_dates(write):
    found = imported(
        write,
        "csl",
        f"""{CSL_HEADER}
1,{SDN},36,Entity,CUBA; SDGT," ACME  CO., LTD ","1 Road, Town, CN",81 FR 1,2019-05-16,2030-01-01,ACME; and ACME GROUP,"Legal Entity Number, 253400WSS48YWMBUA688, CN; Issuer Name, Acme Corp"
2,{EL},,,,Jane Doe,,,0017-03-02,,,
3,{SDN},37,Vessel,,SHIP,,,,,,
""",
    )
    assert told(found) == ["3: repaired: the date 0017-03-02 is read as 2017-03-02"]
    acme = parties(found)["ACME  CO., LTD"]
    assert (acme.id, acme.country, acme.aliases) == ("csl-36", "CN", ("ACME", "ACME GROUP", "Acme Corp"))
    assert acme.identifiers == {"lei": "253400WSS48YWMBUA688"}
    assert parties(found)["SHIP"].roles == ("vessel",)
    listing = found.dataset.relations[next(each for each in found.dataset.relations if each.source == "csl-36")]
    assert (listing.to, listing.since, listing.until) == ("csl-sdn", "2019-05-16", "2030-01-01")
    assert listing.properties == {"federal_register_notice": "81 FR 1", "programs": "CUBA; SDGT"}
    assert found.dataset.entities["csl-sdn"].authority == "Treasury Department"


def test_one_number_on_two_lists_is_one_party_and_one_name_at_two_addresses_is_two(write):
    found = imported(
        write,
        "csl",
        f"""{CSL_HEADER}
1,{SDN},36,Entity,,ACME,,,,,,
1,Capta List (CAP) - Treasury Department,36,Entity,,ACME CO,,,,,,
2,{EL},,,,JOHN DOE,"Here, AE",,,,,
3,{EL},,,,JOHN DOE,"There, US",,,,,
""",
    )
    assert parties(found)["ACME"].aliases == ("ACME CO",)
    assert sum(each.name == "JOHN DOE" for each in found.dataset.entities.values()) == 2
    assert listings(found.dataset) == 4


def test_rows_that_are_no_rows_are_told_with_their_lines(write):
    found = imported(
        write,
        "csl",
        f"""{CSL_HEADER}
{CSL_HEADER}
1,{EL},,,,"Two
lines",,,,,,
2,{EL},,,,,,,,,,
3,{EL},,,,Appliqu‚es,,,not a day,,,
4,{EL},,,,Cut""",
    )
    assert told(found) == [
        "2: kept: the header stands here once more, and is no party",
        "5: skipped: the row has no source or no name",
        "6: partly lost: not a day is no date, and is left out",
        "6: repaired: Appliqu‚es is read as Appliquées",
        "7: partly lost: the row is cut after 6 of 12 cells",
    ]
    assert not found.is_complete
    assert set(parties(found)) == {"Two\nlines", "Appliquées", "Cut"}


def test_affiliates_inside_a_name_are_parties_of_their_own(write):
    found = imported(
        write,
        "csl",
        f"{CSL_HEADER}\n1,{EL},,,,Acme Research Affiliated Entity:  Acme Fab 12,,,2019-05-16,,,\n"
        f'2,{EL},,,,"Ardis LLC and any successor, sub-unit, or subsidiary thereof",,,,,,\n',
    )
    assert set(parties(found)) == {"Acme Research", "Acme Fab 12", "Ardis LLC"}
    roles = {found.dataset.entities[each.from_].name: each.role for each in relations(found, Type.LISTED_ON)}
    assert roles == {"Acme Research": "named", "Acme Fab 12": "affiliate", "Ardis LLC": "named"}
    assert [remark.outcome for remark in found.remarks] == ["repaired", "repaired"]


@pytest.mark.parametrize("letters", ["Coöperatief", "“Acme”", "O’Neill", "Acme – Group"])
def test_letters_that_are_right_are_left_alone(write, letters):
    found = imported(write, "csl", f"{CSL_HEADER}\n1,{EL},,,,{letters},,,,,,\n")
    assert list(parties(found)) == [letters]
    assert not found.remarks


def test_editions_of_the_1260h_list_are_listings_of_one_company(write):
    found = imported(
        write,
        "1260h",
        """Name,Clean Name,Alias,Previous Name,Parent Name,Note,Start date,End date,Source Url
x,"Acme Group Co., Ltd.",ACME,,,,2021-06-03,2024-01-31,
x,"Acme Group Co., Ltd.","Acme Avionics Co., Ltd., AAC",,,,2024-01-31,,
x,Acme Radio Inc.,,,"Acme Group Co., Ltd",,2024-01-31,,
x,Acme Radar Inc.,,,Elsewhere Holding,,2024-01-31,,
""",
    )
    group = parties(found)["Acme Group Co., Ltd."]
    assert group.aliases == ("ACME", "Acme Avionics Co., Ltd.", "AAC")
    periods = sorted((each.since, each.until) for each in relations(found, Type.LISTED_ON) if each.from_ == group.id)
    assert periods == [("2021-06-03", "2024-01-31"), ("2024-01-31", None)]
    owners = {each.from_: found.dataset.entities[each.to].name for each in relations(found, Type.OWNED_BY)}
    assert list(owners.values()) == ["Elsewhere Holding", "Acme Group Co., Ltd."]
    assert [remark.outcome for remark in found.remarks] == ["repaired", "kept"]
    assert all(each.interest == "subsidiary" for each in relations(found, Type.OWNED_BY))


def test_a_covered_list_in_prose_gives_makers_and_categories(write):
    found = imported(
        write,
        "fcc",
        """covered_equipment_or_services,date_of_inclusion_on_covered_list
"Telecommunications equipment produced by Acme Company, including services provided by such entity or using such equipment.","March 12, 2021"
International services provided by Acme Networks Corp and its wholly-owned subsidiary AcmeNet (USA) LLC subject to section 214.,"September 20, 2022"
"Routers ^ produced in a foreign country, except some.","March 23, 2026Updated:June 15, 2026"
Something else.,"March 23, 2026"
""",
    )
    assert set(parties(found)) == {"Acme Company", "Acme Networks Corp", "AcmeNet (USA) LLC"}
    roles = Counter((each.role, each.since) for each in relations(found, Type.LISTED_ON))
    assert roles == {("named", "2021-03-12"): 1, ("named", "2022-09-20"): 2, ("category", "2026-03-23"): 1}
    assert [remark.outcome for remark in found.remarks] == ["kept", "repaired", "skipped"]


def test_the_tables_of_ofac_have_no_header_and_continue_remarks_elsewhere(write):
    found = imported(
        write,
        "ofac",
        '36,"ACME BANK",-0- ,"SDGT] [CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"SWIFT/BIC ACMEXX; a.k.a. \'ACMEB\'; Lin"\r\n'
        '37,"DOE, Jane","individual","CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a',
        '36,"ked To: DOE, Jane."\r\n',
        '36,1,"aka","ACME",-0- \r\n99,2,"aka","NOBODY",-0- \r\n',
        '36,1,-0- ,-0- ,"Cuba",-0- \r\n',
    )
    bank = found.dataset.entities["ofac-36"]
    assert (bank.aliases, bank.identifiers) == (("ACMEB", "ACME"), {"swift": "ACMEXX"})
    assert found.dataset.entities["ofac-37"].roles == ("person",)
    assert [(each.from_, each.to) for each in relations(found, Type.LINKED_TO)] == [("ofac-36", "ofac-37")]
    assert {each.to for each in relations(found, Type.LISTED_ON)} == {"ofac-sdgt", "ofac-cuba"}
    assert [remark.what for remark in found.remarks] == ["the alias NOBODY is of nobody in the primary table"]


XML = """<sanctionsData xmlns="https://example.org/"><publicationInfo><dataAsOf>2025-01-10T00:00:00</dataAsOf></publicationInfo>
<entities><entity id="7"><generalInfo><entityType>Entity</entityType></generalInfo>
<sanctionsLists><sanctionsList datePublished="2015-07-30">SDN List</sanctionsList><sanctionsList datePublished="2015-07-30">Consolidated List</sanctionsList></sanctionsLists>
<names><name><isPrimary>false</isPrimary><translations><translation><formattedFullName>ACME BK</formattedFullName></translation></translations></name>
<name><isPrimary>true</isPrimary><translations><translation><formattedFullName>ACME BANK</formattedFullName></translation></translations></name></names>
<relationships><relationship><type>Owned or Controlled By</type><relatedEntity entityId="8">ACME HOLDING</relatedEntity></relationship></relationships>
</entity>{more}</entities></sanctionsData>"""


def test_the_enhanced_xml_of_ofac_is_read_from_an_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "list.zip", "w") as archive:
        archive.writestr("LIST.XML", XML.replace("{more}", ""))
    found = import_files("ofac", [tmp_path / "list.zip"])
    assert [each.as_of for each in found.dataset.documents] == ["2025-01-10"]
    assert found.dataset.entities["ofac-7"].name == "ACME BANK"
    assert [(each.to, each.since) for each in relations(found, Type.LISTED_ON)] == [("ofac-sdn-list", "2015-07-30")]
    assert [(each.from_, each.to, each.interest) for each in relations(found, Type.OWNED_BY)] == [
        ("ofac-7", "ofac-8", "control")
    ]
    assert [remark.outcome for remark in found.remarks] == ["kept"]


def test_of_an_archive_all_files_are_read_but_what_a_system_put_there(tmp_path):
    with zipfile.ZipFile(tmp_path / "list.zip", "w") as archive:
        for number, name in enumerate(["LIST.XML", "__MACOSX/._LIST.XML", ".DS_Store", "LIST.XML"]):
            with warnings.catch_warnings(action="ignore"):  # of the name that comes twice
                archive.writestr(name, f"<{number}/>")
    assert [file.data for file in read_files([tmp_path / "list.zip"])] == [b"<0/>", b"<3/>"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (XML, "this is not whole XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "declares a document type or entities"),
    ],
)
def test_broken_or_hostile_xml_is_an_error_with_its_place(write, text, message):
    with pytest.raises(InvalidInputError) as error:
        imported(write, "ofac", text.replace("{more}", "<entity>"), name="list.xml")
    assert message in str(error.value)


def ftm_line(name, schema, /, **properties):
    return json.dumps({"id": name, "schema": schema, "properties": properties, "datasets": ["somewhere"]})


def test_follow_the_money_gives_stakes_with_shares_and_sanctions_with_dates(write):
    lines = [
        ftm_line(
            "own", "Ownership", owner=["a"], asset=["b"], percentage=["51,5 %"], startDate=["2015-11"], endDate=["2023"]
        ),
        ftm_line("own-2", "Ownership", owner=["a"], asset=["nobody"], percentage=["500"]),
        ftm_line("a", "Company", name=["Acme", "АКМЕ"], country=["ru"], leiCode=["253400WSS48YWMBUA688"]),
        ftm_line("b", "Person", name=["Jane"]),
        ftm_line(
            "s",
            "Sanction",
            entity=["a"],
            program=["Prog 1"],
            authority=["Ministry"],
            listingDate=["2022-03-01", "2021-01-01"],
        ),
        ftm_line("t", "Sanction", entity=["a"], program=["Prog 1"], status=["Expired"]),
        ftm_line("d", "Directorship", director=["b"], organization=["a"], role=["Director"]),
        ftm_line("z", "Address", full=["Street"]),
        "{broken",
    ]
    found = imported(write, "ftm", "\n".join(lines), name="list.json")
    (stake,) = relations(found, Type.OWNED_BY)
    assert (stake.from_, stake.to, str(stake.share), stake.since, stake.until) == ("b", "a", "0.515", "2015-11", "2023")
    assert sorted((each.since, each.status) for each in relations(found, Type.LISTED_ON) if each.since) == [
        ("2021-01-01", "enacted")
    ]
    assert {each.status for each in relations(found, Type.LISTED_ON)} == {"enacted", "ended"}
    assert found.dataset.entities["a"].aliases == ("АКМЕ",)
    assert found.ignored == {"Address": 1}
    assert [(remark.where.line, remark.outcome) for remark in found.remarks] == [
        (2, "partly lost"),
        (2, "skipped"),
        (9, "skipped"),
    ]


@pytest.mark.parametrize(
    ("form", "text", "message"),
    [
        ("csl", "a,b\n1,2\n", "no column source and no name"),
        ("csl", f"{CSL_HEADER}\n", "names nobody"),
        ("ofac", "a,b,c\n", "no table of the OFAC set"),
        ("1260h", "", "no column Clean Name"),
    ],
)
def test_a_file_of_another_form_is_refused(write, form, text, message):
    with pytest.raises(InvalidInputError, match=message):
        imported(write, form, text)


NODE = '{"graph": {"nodes": [{"id": "a", "kinds": ["Site"], "properties": {"name": "A"}}]}}'
BOM = '{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"name": "a", "version": "1"}}}'
PERSON = """[{"statementId": "s", "recordId": "r", "recordType": "person", "statementDate": "2024-01-01", "recordDetails":
{"isComponent": false, "personType": "knownPerson", "names": [{"type": "individual", "fullName": "A"}]}}]"""


@pytest.mark.parametrize(
    ("form", "good", "empty"),
    [
        ("csl", f"{CSL_HEADER}\n1,{EL},,,,A,,,,,,\n", f"{CSL_HEADER}\n"),
        ("ofac", '<l><entity id="1"><names/></entity><dataAsOf/></l>', "<l/>"),
        ("1260h", "Clean Name\nA\n", "Clean Name\n"),
        ("ftm", '{"id": "a", "schema": "Company", "properties": {"name": ["A"]}}', "[]"),
        ("cyclonedx", BOM, '{"bomFormat": "CycloneDX", "specVersion": "1.6"}'),
        ("bods", PERSON, "[]"),
        ("gleif", "<l><LEIRecord><LEI>1</LEI><Entity><LegalName>A</LegalName></Entity></LEIRecord></l>", "<l/>"),
        ("netbox", '[{"model": "dcim.site", "pk": 1, "fields": {"name": "A"}}]', '{"results": []}'),
        ("backstage", "kind: Component\nmetadata: {name: a}\n", "# nothing"),
        ("opengraph", NODE, '{"graph": {"nodes": []}}'),
        ("mcc-mnc", '[{"mcc": "001", "mnc": "01", "operator": "A"}]', "[]"),
        ("sites", "Site Name,Lat,Long\nA,1,2\n", "Site Name,Lat,Long\n"),
    ],
)
def test_a_file_beside_others_in_which_nothing_is_found_is_told(write, form, good, empty):
    draft = Draft("Title")
    files = read_files(write(f"{number}.txt", text) for number, text in enumerate([empty, good]))
    IMPORTERS[form].take(files, draft)
    assert [draft.has_seen(file) for file in files] == [False, True]


def test_that_nothing_is_found_in_a_file_is_said_behind_its_name(write):
    row = f"1,{EL},,,,A,,,,,,\n"
    found = imported(write, "csl", f"{CSL_HEADER}\n{row}", f"{CSL_HEADER}\n")
    assert [note.rpartition("/")[2] for note in found.notes] == ["1-list.csv: nothing of US Consolidated Screening List is in it"]  # fmt: skip


def test_an_import_is_a_document_in_every_form_and_says_what_it_did(command, write):
    write("list.csv", f"{CSL_HEADER}\n1,{EL},,,,華為 Huawei,,,2019-05-16,,Huawei; true; 12; a\u2028b,\n2,{EL},,,,Cut")
    for output in ("list.yaml", "list.json", "folder"):
        done = command("import", "csl", "list.csv", "-o", output)
        assert done.code == 3, done.err
        assert done.err.splitlines()[0] == "list.csv:3: partly lost: the row is cut after 6 of 12 cells"
        assert (
            done.err.splitlines()[1] == "US Consolidated Screening List: 2 parties, 1 list, 2 listings, 1 partly lost"
        )
        assert command("validate", output).out == "valid: 3 entities, 2 relations, 2 claims, 1 source\n"
        found = command("find", output, "華為", "--format", "json")
        assert json.loads(found.out)["matches"][0]["name"] == "華為 Huawei"
    assert command("validate", "list.yaml", "list.json", "folder").code == 0
    assert command("import", "csl", "list.csv").out == command("import", "csl", "list.csv").out


def test_a_list_that_shrinks_stops_unless_told_otherwise(command, write):
    rows = "".join(f"{number},{EL},,,,Party {number},,,,,,\n" for number in range(10))
    write("all.csv", f"{CSL_HEADER}\n{rows}")
    write("less.csv", f"{CSL_HEADER}\n" + "".join(rows.splitlines(keepends=True)[:6]))
    assert command("import", "csl", "all.csv", "-o", "all.yaml").code == 0
    stopped = command("import", "csl", "less.csv", "--previous", "all.yaml", "-o", "less.yaml")
    assert stopped.code == 2
    assert "shrunk from 10 to 6 listings" in stopped.err
    assert "no such file" in command("validate", "less.yaml").err
    assert command("import", "csl", "less.csv", "--previous", "all.yaml", "--allow-shrink", "-o", "less.yaml").code == 0
    assert command("import", "csl", "all.csv", "-o", "all.txt").code == 2


@pytest.mark.parametrize("form", ["bods", "cyclonedx", "ftm", "gleif", "mcc-mnc", "netbox", "opengraph", "spdx"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_json_in_another_encoding_of_unicode_is_refused_as_such(tmp_path, form, encoding):
    path = tmp_path / "in.json"
    path.write_bytes('{"id": "a", "schema": "Company"}'.encode(encoding))
    with pytest.raises(InvalidInputError) as error:
        import_files(form, [path])
    assert str(error.value).startswith(f"{path}:1:")
    assert str(error.value).endswith("(save the file as UTF-8)")


def test_standard_input_is_a_file(command, tmp_path):
    text = '{"id": "a", "schema": "Company", "properties": {"name": ["Acme"]}}\n'
    (tmp_path / "in.json").write_text(text, encoding="utf-8")
    ran, named = command("import", "ftm", "-", stdin=text), command("import", "ftm", "in.json")
    assert (ran.code, ran.out) == (0, named.out)
    assert command("import", "ftm", "-", stdin="").err.startswith("-:1: ")


def test_where_nothing_is_left_it_is_told_what_was_lost(write):
    path = write("in.ftm.json", '{"id": "a",\n "schema": "Company"}\n')
    with pytest.raises(InvalidInputError) as error:
        import_files("ftm", [path])
    assert str(error.value).splitlines() == [
        f"{path}: it names nobody and nothing (is it the format that you named?)",
        f"{path}:1:13: this line is not JSON: Expecting property name enclosed in double quotes",
        f"{path}:2:10: this line is not JSON: Extra data",
    ]
