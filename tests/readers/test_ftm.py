"""FollowTheMoney by hand: on whose list a sanction stands and whether still, and what is of another type."""

from __future__ import annotations

import json

import pytest

from graphx.model.vocabulary import Kind, Type
from graphx.readers.imports import import_files
from tests.readers.imported import imported, relations, told


def entity(name, schema="Company", /, **properties):
    return {"id": name, "schema": schema, "properties": properties, "datasets": ["somewhere"]}


def ftm(write, *records):
    lines = "\n".join(map(json.dumps, [entity("a", name=["Alpha"]), entity("b", name=["Beta"]), *records]))
    return imported(write, "ftm", lines, name="list.json")


def sanction(name, party="a", /, **properties):
    return entity(name, "Sanction", entity=[party], **properties)


def lists(found):
    return {
        name: (each.name, each.authority)
        for name, each in found.dataset.entities.items()
        if each.kind is Kind.RESTRICTION
    }


def listed(found):
    return {(each.from_, each.to): each for each in relations(found, Type.LISTED_ON)}


def test_programs_of_one_name_are_lists_of_their_authorities(write):
    found = ftm(
        write,
        sanction("s1", authority=["UK FCDO"], program=["Russia"]),
        sanction("s2", "b", authority=["Swiss SECO"], program=["Russia"]),
        sanction("s3", "b", authority=["OFAC"], program=["SDGT", "IRAN"]),
        sanction("s4", authority=["Insolvency Service"]),
        sanction("s5"),
    )
    assert lists(found) == {
        "ftm-uk-fcdo-russia": ("Russia", "UK FCDO"),
        "ftm-swiss-seco-russia": ("Russia", "Swiss SECO"),
        "ftm-ofac-sdgt": ("SDGT", "OFAC"),
        "ftm-ofac-iran": ("IRAN", "OFAC"),
        "ftm-insolvency-service": ("Insolvency Service", "Insolvency Service"),
        "ftm-sanction-without-authority-or-program": ("sanction without authority or program", None),
    }
    assert sorted(listed(found)) == [
        ("a", "ftm-insolvency-service"),
        ("a", "ftm-sanction-without-authority-or-program"),
        ("a", "ftm-uk-fcdo-russia"),
        ("b", "ftm-ofac-iran"),
        ("b", "ftm-ofac-sdgt"),
        ("b", "ftm-swiss-seco-russia"),
    ]


def test_a_program_with_an_id_is_one_list_and_has_an_authority_if_all_name_one(write):
    found = ftm(
        write,
        sanction("s1", authority=["Trésor"], program=["2023/1", "2025/2"], programId=["EU-UKR"]),
        sanction("s2", "b", authority=["Finance"], programId=["EU-UKR"]),
        sanction("s3", "b", authority=["OFAC"], program=["RUSSIA"], programId=["US-RUSHAR", "US-SDN"]),
    )
    assert lists(found) == {
        "ftm-eu-ukr": ("EU-UKR", None),
        "ftm-us-rushar": ("US-RUSHAR", "OFAC"),
        "ftm-us-sdn": ("US-SDN", "OFAC"),
    }
    said = {ends: each.properties for ends, each in listed(found).items() if ends[1] == "ftm-eu-ukr"}
    assert said == {
        ("a", "ftm-eu-ukr"): {"authority": "Trésor", "program": "2023/1; 2025/2"},
        ("b", "ftm-eu-ukr"): {"authority": "Finance"},
    }


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["Delisted"], "ended"),
        (["REVOKED"], "ended"),
        (["Inactive"], "ended"),
        (["Expired", "ended"], "ended"),
        (["removed"], "removed"),
        (["proposed"], "proposed"),
        (["Sanctioned"], "enacted"),
        ([], "enacted"),
    ],
)
def test_a_sanction_has_come_as_far_as_its_word_says(write, words, status):
    found = ftm(write, sanction("s", authority=["FCDO"], status=words))
    (listing,) = relations(found, Type.LISTED_ON)
    assert (listing.status, (listing.properties or {}).get("stated_status", "")) == (status, "; ".join(words))
    assert told(found) == []


def test_a_status_that_is_not_known_or_contradicts_itself_is_in_force_and_told(write):
    found = ftm(
        write,
        sanction("s1", authority=["FCDO"], status=["Vorbei"]),
        sanction("s2", "b", authority=["FCDO"], status=["Active", "Expired"]),
        entity("o", "Ownership", owner=["a"], asset=["b"], status=["Liquidé"]),
    )
    assert {each.status for each in relations(found, Type.LISTED_ON)} == {"enacted"}
    assert [each.status for each in relations(found, Type.OWNED_BY)] == [None]
    assert told(found) == [
        "3: kept: s1: the status Vorbei is no word that is known, and is read as in force",
        "4: kept: s2: the status Active; Expired contradicts itself, and is read as in force",
        "5: kept: o: the status Liquidé is no word that is known, and is read as in force",
    ]


def test_an_end_decides_and_no_word(write):
    found = ftm(write, sanction("s", authority=["FCDO"], status=["Delisted"], endDate=["2024-01-01"]))
    assert [(each.status, each.until) for each in relations(found, Type.LISTED_ON)] == [("enacted", "2024-01-01")]


def test_no_sanction_of_the_real_file_has_a_word_that_is_not_known(real_files):
    found = import_files("ftm", [real_files / "restricted/ftm/entities.ftm.json"])
    assert found.remarks == []
    assert lists(found)["ftm-gb-rus"] == ("GB-RUS", "Foreign, Commonwealth & Development Office; UK")


@pytest.mark.parametrize("form", ["lines", "array"])
def test_a_value_of_another_type_is_told_and_a_country_is_known_in_any_case(write, form):
    records = [
        entity("a", name=["Alpha", {"en": "A"}], country=["GB"]),
        entity("b", name=["Beta"], jurisdiction="us-de", alias=[True, None, 7]),
        entity("c", name=["Gamma"], country=["suhh"]),
        entity("o", "Ownership", owner=["a"], asset=["b"], percentage=[{"min": 20}]),
        entity("p", "Ownership", owner=["b"], asset=["c"], percentage=[12.5]),
        entity("d", name=["Delta"], country=["xk"]),
        {"id": "q", "schema": "Company", "properties": ["name"]},
    ]
    text = "\n".join(map(json.dumps, records)) if form == "lines" else "[" + ",\n".join(map(json.dumps, records)) + "]"
    found = imported(write, "ftm", text, name="list.json")
    assert [found.dataset.entities[name].country for name in "abcd"] == ["GB", "US", None, "XK"]
    assert found.dataset.entities["b"].aliases == ("7",)
    assert [str(each.share) for each in relations(found, Type.OWNED_BY)] == ["None", "0.125"]
    assert told(found) == [
        "1: partly lost: a: `name` is an object where text is expected, and is left out",
        "2: partly lost: b: `alias` is true or false where text is expected, and is left out",
        "3: partly lost: c: the country suhh is none that is known, and is left out",
        "4: partly lost: o: `percentage` is an object where text is expected, and is left out",
        "7: partly lost: q: `properties` is a list where an object is expected, and is left out",
        "7: skipped: q has no name",
    ]


def test_a_sanction_on_what_is_no_party_is_counted_by_what_it_is_and_one_on_a_vessel_is_a_listing(write):
    things = [entity("j", "Airplane", name=["J"]), entity("v", "Vessel", name=["V"])]
    found = ftm(write, *things, sanction("s1", "j", authority=["X"]), sanction("s2", "v", authority=["X"]))
    assert list(listed(found)) == [("v", "ftm-x")]
    assert found.ignored == {"Airplane": 1, "Sanction of Airplane": 1}
    assert told(found) == []
    ghost = ftm(write, sanction("s1", "ghost", authority=["X"]), sanction("s2", authority=["X"]))
    assert told(ghost) == ["3: skipped: Sanction s1: its entity ghost is not in the files"]
