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
