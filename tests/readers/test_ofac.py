"""Lists of OFAC by hand: what the prose of remarks states, and what stands for nothing."""

from __future__ import annotations

import pytest

from graphx.errors import InvalidInputError
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


def test_identifiers_are_read_to_their_end_and_several_of_a_kind_are_kept(write):
    found = ofac(
        write,
        prim(1, "ACME", "Registration Number 12 345 678 (Iran); ISIN US1; alt. ISIN US2; Tax ID No. CHE-309.842.573(Switzerland)"),
        prim(2, "SHIP", "Vessel Registration Identification IMO 9187629; MMSI 123456789 (Linked); ISIN US3.", kind="vessel"),
        prim(3, "BANK", "Registration Number 77 issued 01 Jan 2001"),
    )  # fmt: skip
    identifiers = {name: found.dataset.entities[name].identifiers for name in ("ofac-1", "ofac-2", "ofac-3")}
    assert identifiers == {
        "ofac-1": {"registration": "12345678", "isin": "US1 US2", "tax": "CHE-309.842.573"},
        "ofac-2": {"imo": "9187629", "mmsi": "123456789", "isin": "US3"},
        "ofac-3": {"registration": "77"},
    }


def test_nothing_is_no_name_no_program_no_alias_and_no_number(write):
    found = imported(
        write,
        "ofac",
        prim(1, "ACME", programs="-0- ")
        + prim(2, "-0- ")
        + prim("", "EMPTY ONE")
        + prim("-0- ", "EMPTY TWO")
        + prim(3, "ZETA", "DOB 1962; "),
        '3,1,"aka",-0- ,-0- \r\n3,2,"aka","ZED",-0- \r\n',
        '3,"POB Here."\r\n9,"POB There."\r\n',
    )
    assert organizations(found) == {"ofac-1": "ACME", "ofac-3": "ZETA"}
    assert [(each.from_, each.to) for each in relations(found, Type.LISTED_ON)] == [("ofac-3", "ofac-sdgt")]
    assert found.dataset.entities["ofac-3"].aliases == ("ZED",)
    assert told(found) == [
        "1: partly lost: ACME stands under no program, so that no listing is known",
        "2: skipped: the row has no name",
        "3: skipped: the row has no number",
        "4: skipped: the row has no number",
        "1: skipped: the row has no alt_name",
        "2: skipped: the remarks are of nobody in the primary table",
    ]


def test_a_remark_that_goes_on_elsewhere_keeps_the_blank_between_its_words(write):
    found = imported(
        write,
        "ofac",
        prim(1, "ACME", "Tax ID No. "),
        '1,"77 (Russia)."\r\n',
    )
    assert found.dataset.entities["ofac-1"].identifiers == {"tax": "77"}


def entity(number, name, *, inside="", lists='<sanctionsList datePublished="2020-01-01">SDN List</sanctionsList>'):
    """Return an entity of the enhanced XML."""
    name = f"<name><isPrimary>true</isPrimary><translations><translation><formattedFullName>{name}</formattedFullName></translation></translations></name>"
    return f"<entity{number}><names>{name}</names><sanctionsLists>{lists}</sanctionsLists>{inside}</entity>\n"


def test_entities_of_the_xml_need_a_number_and_a_list_and_keep_every_identifier(write):
    features = "".join(
        f"<feature><type>{kind}</type><value>{value}</value></feature>"
        for kind, value in [("ISIN", "US1"), ("ISIN", "US2"), ("MMSI", "")]
    )
    owner = "<relationships><relationship><type>Owned or Controlled By</type><relatedEntity>ZETA</relatedEntity></relationship></relationships>"
    entities = (
        entity("", "ONE", inside=owner)
        + entity("", "TWO")
        + entity(' id="3"', "THREE", inside=f"<features>{features}</features>", lists="")
        + entity(' id="4"', "FOUR", inside=owner)
    )
    found = imported(
        write, "ofac", f"<sanctionsData><entities>\n{entities}</entities></sanctionsData>", name="list.xml"
    )
    assert organizations(found) == {"ofac-3": "THREE", "ofac-4": "FOUR"}
    assert found.dataset.entities["ofac-3"].identifiers == {"isin": "US1 US2"}
    assert told(found) == [
        "2: skipped: ONE has no id",
        "3: skipped: TWO has no id",
        "4: partly lost: THREE stands on no list, so that no listing is known",
        "5: partly lost: FOUR: Owned or Controlled By ZETA, who has no id",
    ]


def test_the_tables_and_the_xml_of_one_list_identify_alike(real_files):
    tables = import_files("ofac", [real_files / f"restricted/ofac/cons_{name}.csv" for name in ("prim", "comments")])
    xml = import_files("ofac", [real_files / "restricted/ofac/CONS_ENHANCED-2025-01-14.zip"])
    numbers = [
        {(name, each) for name, entity in found.dataset.entities.items() for each in (entity.identifiers or {}).get("isin", "").split()}
        for found in (tables, xml)
    ]  # fmt: skip
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) == 165 - 2  # two stand twice
    assert xml.dataset.entities["ofac-17064"].identifiers == {"registration": "1026303117642"}


def test_a_primary_table_is_needed_and_must_name_somebody(write):
    with pytest.raises(InvalidInputError, match="the primary table is missing"):
        imported(write, "ofac", '1,1,"aka","ACME",-0- \r\n')
    with pytest.raises(InvalidInputError, match="it names nobody and nothing"):
        ofac(write, prim("", "ACME"))
