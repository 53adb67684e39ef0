"""Lists of OFAC by hand: what the prose of remarks states, and what stands for nothing."""

from __future__ import annotations

from graphx.model.vocabulary import Kind, Type
from graphx.readers.imports import import_files
from tests.readers.imported import imported, relations, told


def prim(number, name, remarks="", *, programs="SDGT", kind="-0- "):
    """Return a row of the primary table."""
    nothing = ",".join(["-0- "] * 7)
    return f'{number},"{name}","{kind}","{programs}",{nothing},"{remarks or "-0- "}"\r\n'


def ofac(write, *rows):
    return imported(write, "ofac", "".join(rows))


def organizations(found):
    return {each.id: each.name for each in found.dataset.entities.values() if each.kind is Kind.ORGANIZATION}


def linked(found):
    return [(each.from_, each.to) for each in relations(found, Type.LINKED_TO)]


def test_the_full_stop_of_a_legal_form_is_a_part_of_the_name_that_is_linked_to(write):
    found = ofac(
        write,
        prim(1, "ACME CO., LTD."),
        prim(2, "Last", "DOB 1962; Linked To: ACME CO., LTD."),
        prim(3, "Not last", "Linked To: ACME CO., LTD.; DOB 1962."),
        prim(4, "Without", "Linked To: ACME CO., LTD; DOB 1962."),
        prim(5, "ZETA"),
        prim(6, "Closing", "Linked To: ZETA."),
    )
    assert linked(found) == [("ofac-2", "ofac-1"), ("ofac-3", "ofac-1"), ("ofac-4", "ofac-1"), ("ofac-6", "ofac-5")]
    assert told(found) == []


def test_who_is_linked_to_is_not_chosen_among_parties_of_one_name(write):
    found = ofac(write, prim(1, "ACME"), prim(2, "ACME"), prim(3, "ACME."), prim(4, "Doe", "Linked To: ACME."))
    assert linked(found) == []
    assert told(found) == [
        "4: partly lost: it is linked to ACME., and who of ofac-1, ofac-2, ofac-3 is meant is not known"
    ]


def test_who_is_linked_to_and_is_not_in_the_list_is_an_organization_of_its_own(write):
    found = ofac(write, prim(1, "Doe", "Linked To: HAMAS."))
    assert organizations(found) == {"ofac-1": "Doe", "ofac-hamas": "HAMAS"}
    assert linked(found) == [("ofac-1", "ofac-hamas")]
    assert told(found) == ["1: kept: it is linked to HAMAS, who is not in this list"]


def test_the_tables_and_the_xml_of_one_list_name_the_same_parties(real_files):
    tables = import_files(
        "ofac", [real_files / f"restricted/ofac/cons_{name}.csv" for name in ("prim", "alt", "comments")]
    )
    xml = import_files("ofac", [real_files / "restricted/ofac/CONS_ENHANCED-2025-01-14.zip"])
    numbered = [{each for each in organizations(found) if each[-1].isdigit()} for found in (tables, xml)]
    assert len(organizations(tables)) == 442 + 1  # HAMAS is on no list here
    assert numbered[0] <= numbered[1]


def listings(found):
    return {(each.from_, each.to): each for each in relations(found, Type.LISTED_ON)}


def test_a_listing_date_is_of_the_program_that_it_names(write):
    dates = "Listing Date (EO 14024 Directive 3): 24 Feb 2022; Effective Date (EO 14024 Directive 3): 26 Mar 2022"
    found = ofac(
        write,
        prim(1, "ACME", "Listing Date (CMIC) 03 Jun 2021; Effective Date (CMIC) 02 Aug 2021.", programs="CMIC-EO13959"),
        prim(2, "BANK", f"{dates}; Listing Date (EO 14024 Directive 2): 22 Feb 2022", programs="UKRAINE-EO13662] [RUSSIA-EO14024"),
    )  # fmt: skip
    acme = listings(found)["ofac-1", "ofac-cmic-eo13959"]
    assert (acme.since, acme.claims[0].asserted) == ("2021-06-03", "2021-06-03")
    assert acme.properties == {"dates": "Listing Date (CMIC) 03 Jun 2021; Effective Date (CMIC) 02 Aug 2021"}
    bank = {restriction: each.since for (party, restriction), each in listings(found).items() if party == "ofac-2"}
    assert bank == {"ofac-ukraine-eo13662": None, "ofac-russia-eo14024": "2022-02-22"}
    assert told(found) == []


def test_a_date_of_no_program_and_what_is_no_date_are_told(write):
    found = ofac(write, prim(1, "ACME", "Listing Date (CMIC) 03 Jun 2021; Listing Date (SDGT) soon"))
    assert [each.since for each in relations(found, Type.LISTED_ON)] == [None]
    assert told(found) == [
        "1: partly lost: Listing Date (CMIC) 03 Jun 2021 is of none of its programs, and is left out",
        "1: partly lost: soon is no date, and is left out",
    ]


def test_every_claim_of_a_list_says_where_it_stands(real_files):
    lists = {
        "csl": ["csl/csl-2023-11-sample.csv"],
        "ofac": [f"ofac/cons_{name}.csv" for name in ("prim", "alt")],
        "1260h": ["laws/dod_1260h_to_2025-01-07.csv"],
        "fcc": ["laws/fcc_covered_list.csv"],
    }
    xml = {"ofac": ["ofac/CONS_ENHANCED-2025-01-14.zip"]}
    for form, files in [*lists.items(), *xml.items()]:
        found = import_files(form, [real_files / "restricted" / file for file in files])
        assert all(claim.locator for each in found.dataset.relations.values() for claim in each.claims), form


def test_dates_of_the_tables_are_those_of_the_xml(real_files):
    tables = listings(
        import_files(
            "ofac", [real_files / "restricted/ofac/cons_prim.csv", real_files / "restricted/ofac/cons_comments.csv"]
        )
    )
    xml = listings(import_files("ofac", [real_files / "restricted/ofac/CONS_ENHANCED-2025-01-14.zip"]))
    chinese = {party: each.since for (party, to), each in tables.items() if to == "ofac-cmic-eo13959"}
    assert len(chinese) == 68
    assert chinese == {party: each.since for (party, to), each in xml.items() if to == "ofac-non-sdn-cmic-list"}
    assert sum(each.since is not None for each in tables.values()) == 68 + 26


def test_a_row_that_stands_twice_is_one_listing_and_told(write):
    found = ofac(write, prim(1, "ACME"), prim(1, "ACME"))
    assert [len(each.claims) for each in relations(found, Type.LISTED_ON)] == [1]
    (remark,) = told(found)
    assert remark.startswith("2: kept: ofac-1 LISTED_ON ofac-sdgt is stated already at ")


def test_addresses_of_the_xml_are_counted_as_those_of_the_tables(real_files):
    found = import_files("ofac", [real_files / "restricted/ofac/CONS_ENHANCED-2025-01-14.zip"])
    assert found.ignored == {"address": 572}
