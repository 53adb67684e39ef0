"""Lists of restricted parties by hand: who is meant by a name, by a sentence and by letters that were read wrong."""

from __future__ import annotations

import pytest

from graphx.model.vocabulary import Kind, Type
from tests.readers.imported import imported, relations, told

EDITIONS = "Clean Name,Alias,Previous Name,Parent Name,Note,Start date,End date,Source Url\n"
COVERED = "covered_equipment_or_services,date_of_inclusion_on_covered_list\n"


def names(found):
    return {each.id: each.name for each in found.dataset.entities.values() if each.kind is Kind.ORGANIZATION}


def owners(found):
    called = names(found)
    return {called[each.from_]: called[each.to] for each in relations(found, Type.OWNED_BY)}


def companies(write, *rows):
    return imported(write, "1260h", EDITIONS + "".join(f"{name},,,{parent},,2021-06-03,,\n" for name, parent in rows))


@pytest.mark.parametrize(
    ("listed", "parent"),
    [
        ("Acme Group Co. Ltd.", "Acme Group Co. Ltd"),
        ("Acme Machine Works", "ACME Machine-Works (AMW)"),
        ("Acme Machine Works (AMW)", "Acme Machine Works"),
        ("中芯国际", "中芯·国际"),
        ("A Corp", "A+ Corp"),
    ],
)
def test_a_parent_is_who_bears_its_name_in_other_writing(write, listed, parent):
    found = companies(write, (listed, ""), ("Acme Radio", parent))
    assert owners(found) == {"Acme Radio": listed}
    assert told(found) == [f"3: repaired: the parent {parent} is read as {listed}"]


@pytest.mark.parametrize(
    ("listed", "parent"),
    [
        (["长江存储"], "华为"),
        (["***"], "---"),
        (["长江 Co"], "华为 Co"),
        (["Acme (Beijing)"], "Acme (Shanghai)"),
        (["Acme (Beijing)"], "Acme"),
    ],
)
def test_a_parent_of_another_name_is_somebody_else(write, listed, parent):
    found = companies(write, *((name, "") for name in listed), ("Acme Radio", parent))
    assert owners(found) == {"Acme Radio": parent}
    what = f"the parent {parent} is not on the list itself; it is kept as an owner"
    assert told(found) == [f"{len(listed) + 2}: kept: {what}"]


def test_a_parent_is_not_chosen_among_several(write):
    both = ("Acme Machine Works", ""), ("Acme Machine Works (AMW)", "")
    found = companies(write, *both, ("Acme Radio", "Acme MachineWorks"), ("Acme Bus", "Acme Machine Works"))
    assert owners(found) == {"Acme Radio": "Acme MachineWorks", "Acme Bus": "Acme Machine Works"}
    what = "may be Acme Machine Works or Acme Machine Works (AMW), and which is not known; it is kept as an owner of its own"
    assert told(found) == [f"4: kept: the parent Acme MachineWorks {what}"]


def test_nobody_owns_itself(write):
    found = companies(write, ("Acme (Beijing)", "Acme (Beijing)"), ("Zeta Ltd.", "Zeta Ltd"))
    assert owners(found) == {}
    assert told(found) == [
        "2: partly lost: its parent Acme (Beijing) is itself, and is left out",
        "3: partly lost: its parent Zeta Ltd is itself, and is left out",
    ]


def test_an_edition_that_ends_before_it_begins_has_no_end(write):
    found = imported(write, "1260h", f"{EDITIONS}Acme,,,,,2024-01-31,2021-06-03,\nZeta,,,,,2024-01-31,2024-01-31,\n")
    assert {(each.since, each.until) for each in relations(found, Type.LISTED_ON)} == {("2024-01-31", None)}
    assert told(found) == [
        "2: repaired: it ends on 2021-06-03, before it begins on 2024-01-31; the end is left out",
        "3: repaired: it ends on 2024-01-31, as soon as it begins; the end is left out",
    ]


@pytest.mark.parametrize(
    ("sentence", "makers"),
    [
        ("produced by Acme Company or ZTA Corporation, including services.", ["Acme Company", "ZTA Corporation"]),
        ("produced by Alpha Corp., Beta Inc. and Gamma, Ltd., including services.", ["Alpha Corp.", "Beta Inc.", "Gamma, Ltd."]),
        ("produced by Acme or Zeta.", ["Acme", "Zeta"]),
        ("produced by Acme Corp and Zeta Corp, and provided by Beta Inc., including services.", ["Acme Corp", "Zeta Corp", "Beta Inc."]),
    ],
)  # fmt: skip
def test_several_makers_in_one_sentence_are_listed_each(write, sentence, makers):
    found = imported(write, "fcc", f'{COVERED}"Equipment {sentence}","March 12, 2021"\n')
    assert sorted(names(found).values()) == sorted(makers)
    assert sorted(each.from_ for each in relations(found, Type.LISTED_ON)) == sorted(names(found))
    assert told(found) == [f"2: repaired: several makers in one sentence: {'; '.join(makers)}"]


@pytest.mark.parametrize("maker", ["Procter and Acme Company", "Acme, Zeta"])
def test_what_may_be_one_name_or_two_is_kept_and_told(write, maker):
    found = imported(write, "fcc", f'{COVERED}"Equipment produced by {maker}, including services.","March 12, 2021"\n')
    assert list(names(found).values()) == [maker]
    assert told(found) == [f"2: kept: {maker} may be one maker or several; it is read as one"]


@pytest.mark.parametrize(
    "maker", ["Acme Lab, Inc. or any of its successors", "Acme Lab, Inc. and its subsidiaries and affiliates"]
)
def test_those_who_belong_to_a_maker_are_no_part_of_its_name(write, maker):
    found = imported(write, "fcc", f'{COVERED}"Equipment produced by {maker}.","March 12, 2021"\n')
    assert list(names(found).values()) == ["Acme Lab, Inc."]
    assert told(found) == []


def test_an_entry_may_name_a_category_and_a_maker(write):
    entry = "Cameras produced in a foreign country, and recorders produced by Acme Company."
    found = imported(write, "fcc", f'{COVERED}"{entry}","Updated:March 12, 2021"\n')
    listed = {found.dataset.entities[each.from_].name for each in relations(found, Type.LISTED_ON)}
    assert listed == {"Acme Company", "Cameras produced in a foreign country"}
    assert told(found) == [
        "2: kept: the entry names a category, whoever makes it: Cameras",
        "2: partly lost: no date of inclusion, but only updates: March 12, 2021",
    ]


def test_a_country_is_what_an_address_ends_in_if_it_is_one(write):
    rows = (
        '1,Entity List (EL) - BIS,JANE DOE,"INMATE NUMBER: 1, 88021, NM",\n'
        '2,Entity List (EL) - BIS,ACME,"Somewhere, NM; Road 1, Town, CN",\n'
        "3,Entity List (EL) - BIS,ZETA,Road 2,\n"
    )
    found = imported(write, "csl", f"_id,source,name,addresses,alt_names\n{rows}")
    parties = [each for each in found.dataset.entities.values() if each.kind is Kind.ORGANIZATION]
    assert {each.name: each.country for each in parties} == {"JANE DOE": None, "ACME": "CN", "ZETA": None}
    assert told(found) == ["2: kept: its address ends in NM, which is no country"]


def test_numbers_of_vessels_and_numbers_with_blanks_are_one_identifier_each(write):
    ids = '"Vessel Registration Identification, IMO 7406784; Registration ID, HE 145737; Tax ID No., 77 (Russia); ISIN, US1; ISIN, US2"'
    found = imported(write, "csl", f"_id,source,name,addresses,alt_names,ids\n1,EL,SHIP,,,{ids}\n")
    (ship,) = (each for each in found.dataset.entities.values() if each.kind is Kind.ORGANIZATION)
    assert ship.identifiers == {"imo": "7406784", "registration": "HE145737", "tax": "77", "isin": "US1 US2"}


def test_who_is_excepted_is_not_listed_and_who_stands_twice_is_listed_once(write):
    routers = "Routers produced in a foreign country, except routers produced by Acme Company."
    found = imported(write, "fcc", f'{COVERED}"{routers}","March 12, 2021"\n')
    assert names(found) == {}
    twice = "Equipment produced by Zeta Company, including parts, and services provided by Zeta Company."
    found = imported(write, "fcc", f'{COVERED}"{twice}","March 12, 2021"\n')
    assert (list(names(found).values()), told(found)) == (["Zeta Company"], [])
