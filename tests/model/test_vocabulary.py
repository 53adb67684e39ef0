from __future__ import annotations

import pytest

from graphx.model.vocabulary import (
    CARRYING,
    DEFAULT_CONFIDENCE,
    ENDS,
    LABELS,
    RELATION_ROLES,
    SYMMETRIC,
    TYPES_OF_KIND,
    USUAL_THRESHOLD,
    Calculator,
    Certainty,
    Directness,
    Domain,
    Generation,
    Interest,
    Kind,
    Polarity,
    Role,
    Status,
    Type,
)

# section 2.2 of the design, word for word: each group of sources may reach each target of its group
TABLE = """
SERVED_BY           site, organization, network -> network, organization
OPERATES            organization -> network, site
HAS_PART            network -> network; component -> component; site -> site
DEPLOYS             network, site, organization -> component
MADE_BY             component -> organization
SUPPLIED_BY         organization, network, site, component -> organization
SUBCONTRACTS_TO     organization -> organization
OWNED_BY            organization -> organization
SUCCEEDED_BY        organization -> organization; network -> network; component -> component
LISTED_ON           organization, component -> restriction
BOUND_BY            organization, site, jurisdiction -> restriction
LOCATED_IN          site, organization, network, component -> jurisdiction
INTERCONNECTS_WITH  network -> network
MEMBER_OF           organization -> organization
"""
EVERY_KIND = ("organization", "site", "network", "component", "restriction", "jurisdiction")


def ends_of(sentence: str) -> set[tuple[str, str]]:
    pairs = set()
    for group in sentence.split(";"):
        sources, targets = (side.replace(" ", "").split(",") for side in group.split("->"))
        pairs |= {(source, target) for source in sources for target in targets}
    return pairs


def test_the_ends_of_relations_are_those_of_the_design():
    expected = {line.split()[0]: ends_of(line.split(maxsplit=1)[1]) for line in TABLE.strip().splitlines()}
    expected["LINKED_TO"] = {(source, target) for source in EVERY_KIND for target in EVERY_KIND}
    assert {verb.value: {(str(one), str(two)) for one, two in pairs} for verb, pairs in ENDS.items()} == expected


def test_every_type_has_its_ends_and_there_are_fifteen():
    assert (len(Type), set(ENDS)) == (15, set(Type))


def test_ownership_and_identity_never_carry_a_dependence():
    carrying = {"SERVED_BY", "OPERATES", "HAS_PART", "DEPLOYS", "MADE_BY", "SUPPLIED_BY", "SUBCONTRACTS_TO"}
    assert {verb.value for verb in CARRYING} == carrying


def test_only_interconnection_has_no_direction():
    assert {verb.value for verb in SYMMETRIC} == {"INTERCONNECTS_WITH"}


WORDS = {
    Kind: "organization site network component restriction jurisdiction",
    Role: (
        "operator vendor subcontractor integrator distributor brand agency state fund index association person"
        " vessel unidentified one_of"
    ),
    Domain: (
        "core ran transport management ims bss fixed_access cpe interconnect private surveillance submarine satellite"
    ),
    Generation: "2g 3g 4g 5g 6g 5g_nsa 5g_sa fixed",
    Interest: "shareholding voting control subsidiary",
    Directness: "direct indirect",
    Polarity: "asserts denies declines",
    Certainty: "stated reported assessed alleged inferred unverified",
    Calculator: "cascade affiliate control look_through none",
    Status: "in_service held enacted removing none trial removed ended planned proposed suspended",
    TYPES_OF_KIND[Kind.SITE]: (
        "military_base diplomatic_facility government cell_site exchange data_centre landing_station factory port"
        " power_plant office other"
    ),
    TYPES_OF_KIND[Kind.COMPONENT]: "device firmware software chip module camera cable service material other",
    TYPES_OF_KIND[Kind.RESTRICTION]: "list statute direction guideline agreement waiver white_list",
    TYPES_OF_KIND[Kind.JURISDICTION]: "country subdivision bloc",
}


@pytest.mark.parametrize(("words", "expected"), WORDS.items(), ids=[words.__name__ for words in WORDS])
def test_closed_values_are_those_of_the_design(words, expected):
    assert [word.value for word in words] == expected.split()


def test_roles_of_relations_are_those_of_the_design():
    assert {verb.value: roles for verb, roles in RELATION_ROLES.items()} == {
        "SUCCEEDED_BY": ("rename", "merger", "sale", "split"),
        "LISTED_ON": ("named", "affiliate", "category", "criteria"),
        "BOUND_BY": ("bound", "exempt", "advised"),
        "LOCATED_IN": ("host", "incorporated", "produced_in"),
    }


def test_a_claim_without_confidence_takes_that_of_its_certainty():
    expected = {
        "stated": 85,
        "reported": 70,
        "assessed": 45,
        "alleged": 40,
        "inferred": 30,
        "unverified": 20,
        None: 100,
    }
    assert {certainty and certainty.value: number for certainty, number in DEFAULT_CONFIDENCE.items()} == expected


def test_a_calculator_has_its_usual_threshold():
    expected = {"cascade": "0.5", "affiliate": "0.1", "control": "0.5", "look_through": "0.5", "none": None}
    assert {calculator.value: threshold for calculator, threshold in USUAL_THRESHOLD.items()} == expected


def meaning(label: str) -> set[tuple[str, str, str]]:
    return {(str(kind), str(field), value) for kind, field, value in LABELS[label]}


LABELLED = {
    "Network": {("network", "kind", "network")},
    "MilitaryBase": {("site", "type", "military_base")},
    "Operator": {("organization", "roles", "operator")},
    "OneOf": {("organization", "roles", "one_of")},
    "WhiteList": {("restriction", "type", "white_list")},
    "Bloc": {("jurisdiction", "type", "bloc")},
    "Other": {("site", "type", "other"), ("component", "type", "other")},
    "Entity": {(kind, "kind", kind) for kind in EVERY_KIND},
}


@pytest.mark.parametrize(("label", "expected"), LABELLED.items(), ids=LABELLED)
def test_a_label_means_a_kind_a_role_or_a_type(label, expected):
    assert meaning(label) == expected


def test_every_label_is_a_word_in_pascal_case_and_every_closed_word_has_one():
    words = [*Kind, *Role, *(word for words in TYPES_OF_KIND.values() for word in words)]
    expected = {"".join(part.capitalize() for part in word.value.split("_")) for word in words} | {"Entity"}
    assert set(LABELS) == expected
