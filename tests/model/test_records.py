from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from graphx.model.records import (
    RECORD_OF_KIND,
    Claim,
    Component,
    Extension,
    Jurisdiction,
    Network,
    Organization,
    Relation,
    Restriction,
    Says,
    Site,
    Source,
    scalar,
)
from graphx.model.vocabulary import Certainty, Kind

COMMON = {
    "aliases": ["x", "華為"],
    "country": "JP",
    "identifiers": {"lei": "0123", "mcc_mnc": "440-20"},
    "tags": ["t"],
    "complete": ["all", "DEPLOYS", "<OPERATES"],
    "properties": {"a": "text", "b": 1, "c": 0.5, "d": True},
}
OWN = {
    Organization: {"roles": ["operator", "one_of"]},
    Site: {"type": "military_base", "lat": "-90", "lon": "180", "sensitivity": "high"},
    Network: {"domain": "core", "generation": "5g_nsa", "functions": ["AMF"]},
    Component: {"type": "chip", "category": "telecom", "capabilities": ["remote_disrupt"], "model": "X1"},
    Restriction: {
        "type": "list",
        "authority": "Ministry",
        "status": "proposed",
        "since": "2019",
        "until": "2020-05",
        "extends_to": [
            {"calculator": "cascade", "threshold": "0.5", "since": "2020", "until": "2021", "status": "enacted"}
        ],
    },
    Jurisdiction: {"type": "subdivision"},
}
RELATION = {"from": "a", "type": "SERVED_BY", "to": "b"}
EVERY_RELATION_FIELD = {
    "key": "k",
    "since": "2016",
    "until": "2019-07-01",
    "status": "removing",
    "domain": "ran",
    "generation": "4g",
    "role": "any text",
    "essential": "true",
    "purpose": "voice",
    "traffic": "all",
    "contract": "C-1",
    "share": "0.50",
    "interest": "voting",
    "directness": "indirect",
    "revenue_share": "1",
    "target_date": "2027-06",
    "synthetic": "false",
    "properties": {"x": 1},
    "claims": [{"source": "s"}],
}
EVERY_CLAIM_FIELD = {
    "source": "s",
    "polarity": "declines",
    "certainty": "alleged",
    "confidence": "0",
    "asserted": "2019-07-01",
    "observed": "2019",
    "says": {
        "since": "2016",
        "until": "2017",
        "status": "planned",
        "target_date": "2018",
        "share_min": "0.1",
        "share_max": "1",
    },
    "locator": "p. 3",
    "quote": "no",
}
EVERY_SOURCE_FIELD = {
    "title": "T",
    "publisher": "P",
    "url": "https://example.org",
    "published": "2019",
    "retrieved": "2020-01",
    "reliability": "F",
    "derived_from": ["t"],
}


def refusals(record, raw) -> list[str]:
    """Return the fields that a record refuses."""
    with pytest.raises(ValidationError) as caught:
        record.model_validate(raw)
    return sorted({".".join(map(str, error["loc"])) for error in caught.value.errors()})


@pytest.mark.parametrize("record", OWN, ids=lambda record: record.__name__)
def test_an_entity_keeps_every_field_it_has(record):
    fields = {"id": "a", "name": "A", **COMMON, **OWN[record]}
    kind = record.__name__.lower()
    assert set(record.model_validate({"kind": kind, **fields}).stated()) == {"kind", *fields}


@pytest.mark.parametrize("record", OWN, ids=lambda record: record.__name__)
def test_an_entity_refuses_the_fields_of_other_kinds(record):
    foreign = {name: value for other in OWN.values() for name, value in other.items()}
    foreign = {name: value for name, value in foreign.items() if name not in record.model_fields}
    assert refusals(record, {"id": "a", "name": "A", **foreign, "colour": "red"}) == sorted([*foreign, "colour"])


@pytest.mark.parametrize("record", OWN, ids=lambda record: record.__name__)
def test_an_entity_needs_an_id_and_a_name(record):
    assert refusals(record, {}) == ["id", "name"]


def test_every_kind_has_its_record():
    assert {str(kind): record.__name__.lower() for kind, record in RECORD_OF_KIND.items()} == {
        str(kind): str(kind) for kind in Kind
    }


@pytest.mark.parametrize("name", ["a", "A", "0", "a.b_c/d@e+f-g", "x" * 200, "-", "../x"])
def test_an_id_is_one_to_two_hundred_plain_characters(name):
    assert Site(id=name, name="A").id == name


@pytest.mark.parametrize(
    "name", ["", "a b", "x" * 201, "ä", "華", "a\n", "\na", "a:b", "a|b", "a,b", "<a>", "a\u200b", "a\x00"]
)
def test_any_other_id_is_refused(name):
    assert refusals(Site, {"id": name, "name": "A"}) == ["id"]


@pytest.mark.parametrize("country", ["JPN", "jp", "J", "", "J1", "JP\n", "日本", "CN-XJ"])
def test_a_country_is_two_capital_letters(country):
    assert refusals(Site, {"id": "a", "name": "A", "country": country}) == ["country"]


@pytest.mark.parametrize("country", ["JP", "NO", "CN-XJ", "GB-ENG", "US-1"])
def test_a_jurisdiction_may_be_a_subdivision(country):
    assert Jurisdiction(id="j", name="J", country=country).country == country


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lat", 90.1),
        ("lat", -91),
        ("lat", "nan"),
        ("lat", float("inf")),
        ("lon", 181),
        ("lon", "-inf"),
        ("lon", "east"),
    ],
)
def test_a_place_lies_on_the_earth(field, value):
    assert refusals(Site, {"id": "a", "name": "A", field: value}) == [field]


@pytest.mark.parametrize("word", ["ALL", "deploys", "<all", "<<DEPLOYS", "DEPLOYS>", "", "DEPLOYS "])
def test_complete_holds_types_arrivals_of_types_and_all(word):
    assert refusals(Site, {"id": "a", "name": "A", "complete": [word]}) == ["complete.0"]


@pytest.mark.parametrize("field", ["aliases", "tags", "complete"])
def test_an_empty_list_is_not_an_absent_one(field):
    assert [getattr(Site(id="a", name="A", **given), field) for given in ({}, {field: []})] == [None, ()]


@pytest.mark.parametrize("key", ["id", "name", "kind", "domain", "roles", "extends_to", "lat", "properties"])
def test_a_property_may_not_have_the_name_of_a_field(key):
    with pytest.raises(ValidationError):
        Organization(id="a", name="A", properties={key: 1})


@pytest.mark.parametrize("key", ["from", "since", "claims", "share"])
def test_a_property_of_a_relation_may_not_have_the_name_of_a_field(key):
    with pytest.raises(ValidationError):
        Relation.model_validate({**RELATION, "properties": {key: 1}})


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, float("nan"), float("inf"), float("-inf")])
def test_a_property_is_a_finite_scalar(value):
    with pytest.raises(ValidationError):
        Organization(id="a", name="A", properties={"x": value})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("0854.40", "0854.40"),
        ("1.10", "1.10"),
        ("12", 12),
        ("-12", -12),
        ("0", 0),
        ("0.5", 0.5),
        ("-0.25", -0.25),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("1.0", 1.0),
        ("1.", "1."),
        (".5", ".5"),
        ("+1", "+1"),
        ("-0", "-0"),
        ("00", "00"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        ("1,5", "1,5"),
        ("١٢", "١٢"),
        ("12\n", "12\n"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("", ""),
        ("999999999999999", 999999999999999),
        ("9999999999999999", "9999999999999999"),
        ("0.1000000000000001", "0.1000000000000001"),
        ("0.00001", "0.00001"),
    ],
)
def test_text_is_a_number_only_if_the_number_prints_as_it(text, expected):
    value = scalar(text)
    assert (type(value), value) == (type(expected), expected)


def test_a_relation_keeps_every_field():
    relation = Relation.model_validate({**RELATION, **EVERY_RELATION_FIELD})
    assert set(relation.stated()) == {*RELATION, *EVERY_RELATION_FIELD}


def test_a_relation_needs_its_ends_and_its_type():
    assert refusals(Relation, {}) == ["from", "to", "type"]


WRONG = {
    "key": "",
    "since": "soon",
    "until": "2019-02-29",
    "status": "done",
    "domain": "cores",
    "generation": "7g",
    "role": "",
    "essential": "yes",
    "purpose": "",
    "share": "1.01",
    "share_max": "-0.01",
    "interest": "all",
    "directness": "both",
    "revenue_share": "half",
    "target_date": "2019-13",
    "synthetic": "1",
    "properties": [],
    "claims": "none",
    "colour": "red",
    "from": "a b",
    "to": "",
    "type": "owned_by",
}


@pytest.mark.parametrize(("field", "value"), WRONG.items(), ids=WRONG)
def test_a_relation_refuses_a_wrong_value_of_each_field(field, value):
    assert refusals(Relation, {**RELATION, field: value}) == [field]


def test_the_name_of_a_field_in_python_is_not_read_from_a_document():
    assert "from_" in refusals(Relation, {"from_": "a", "type": "SERVED_BY", "to": "b", "from": "c"})


@pytest.mark.parametrize("value", ["yes", "no", "on", "1", "0", "True", "TRUE", "t", ""])
def test_only_two_words_are_truth_values(value):
    assert refusals(Relation, {**RELATION, "essential": value}) == ["essential"]


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("false", False), (True, True), (False, False)])
def test_truth_values_are_read(value, expected):
    assert Relation.model_validate({**RELATION, "essential": value}).essential is expected


@pytest.mark.parametrize("text", ["0", "1", "0.5", "0.10", "1.000", "0.10000000000000000000000000000000001"])
def test_a_share_is_the_exact_decimal_that_was_written(text):
    share = Relation.model_validate({**RELATION, "share": text}).share
    assert (type(share), str(share)) == (Decimal, text)


def test_three_thirds_written_as_decimals_sum_exactly():
    shares = [Relation.model_validate({**RELATION, "share": text}).share for text in ("0.1", "0.2", "0.2")]
    assert sum(shares) == Decimal("0.5")


@pytest.mark.parametrize(
    "text", ["-0.1", "1.1", "50%", "1/2", "nan", "NaN", "Infinity", "-Infinity", "sNaN", "", "half", "0,5"]
)
def test_what_is_no_share_is_refused(text):
    assert refusals(Relation, {**RELATION, "share": text}) == ["share"]


ORDERS = [
    ("2019", "2020", True),
    ("2019", "2019", True),
    ("2019-12-30", "2019", True),
    ("2019-12-31", "2019", False),
    ("2019-12-31", "2019-12", False),
    ("2020", "2019", False),
    ("2019-05-01", "2019-05-01", False),
    ("2019-05-01", "2019-05-02", True),
    ("2019-05", "2019-05-01", False),
    ("2019-05", "2019-05-02", True),
    ("2019-05-02", "2019-05-01", False),
    ("2019-05", "2019-04", False),
]


@pytest.mark.parametrize("where", ["relation", "restriction", "extension", "says"])
@pytest.mark.parametrize(("since", "until", "fits"), ORDERS)
def test_an_end_that_cannot_lie_after_its_beginning_is_an_error(where, since, until, fits):
    dates = {"since": since, "until": until}
    make = {
        "relation": lambda: Relation.model_validate({**RELATION, **dates}),
        "restriction": lambda: Restriction(id="l", name="L", **dates),
        "extension": lambda: Extension(calculator="cascade", **dates),
        "says": lambda: Says(**dates),
    }[where]
    if fits:
        assert make().since == since
        return
    with pytest.raises(ValidationError) as caught:
        make()
    message = f"until {until} cannot lie after since {since} (until is the first day on which it no longer holds)"
    assert [str(error["ctx"]["error"]) for error in caught.value.errors()] == [message]


SHARES = [
    ({"share": "0.1"}, True),
    ({"share_min": "0.1"}, True),
    ({"share_max": "0.1"}, True),
    ({"share_min": "0.1", "share_max": "0.10"}, True),
    ({"share_min": "0.2", "share_max": "0.1"}, False),
    ({"share_min": "0.10000000000000000001", "share_max": "0.1"}, False),
    ({"share": "0.1", "share_min": "0.1"}, False),
    ({"share": "0.1", "share_max": "0.1"}, False),
]


@pytest.mark.parametrize(
    "record", [lambda shares: Relation.model_validate({**RELATION, **shares}), lambda shares: Says(**shares)]
)
@pytest.mark.parametrize(("shares", "fits"), SHARES)
def test_a_share_is_exact_or_between_bounds(record, shares, fits):
    if fits:
        assert {name: str(getattr(record(shares), name)) for name in shares} == shares
    else:
        with pytest.raises(ValidationError):
            record(shares)


ROLES = {
    "SUCCEEDED_BY": ["rename", "merger", "sale", "split"],
    "LISTED_ON": ["named", "affiliate", "category", "criteria"],
    "BOUND_BY": ["bound", "exempt", "advised"],
    "LOCATED_IN": ["host", "incorporated", "produced_in"],
}


@pytest.mark.parametrize(("verb", "role"), [(verb, role) for verb, roles in ROLES.items() for role in roles])
def test_a_role_that_its_type_knows_is_kept(verb, role):
    assert Relation.model_validate({"from": "a", "type": verb, "to": "b", "role": role}).role == role


@pytest.mark.parametrize("verb", ROLES)
def test_a_role_that_its_type_does_not_know_is_refused(verb):
    with pytest.raises(ValidationError):
        Relation.model_validate({"from": "a", "type": verb, "to": "b", "role": "other"})


def test_a_relation_is_its_ends_its_type_and_its_key():
    one = Relation.model_validate({**RELATION, "since": "2019"})
    other = Relation.model_validate({**RELATION, "until": "2020"})
    keyed = Relation.model_validate({**RELATION, "key": "k"})
    assert [tuple(each.identity) for each in (one, other, keyed)] == [
        ("a", "SERVED_BY", "b", ""),
        ("a", "SERVED_BY", "b", ""),
        ("a", "SERVED_BY", "b", "k"),
    ]


def test_a_relation_without_direction_has_the_smaller_id_first():
    relation = Relation.model_validate({"from": "b", "type": "INTERCONNECTS_WITH", "to": "a", "key": "k"})
    assert (relation.from_, relation.to, tuple(relation.identity)) == ("a", "b", ("a", "INTERCONNECTS_WITH", "b", "k"))


def test_a_claim_keeps_every_field():
    assert set(Claim.model_validate(EVERY_CLAIM_FIELD).stated()) == set(EVERY_CLAIM_FIELD)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", "a b"),
        ("polarity", "confirms"),
        ("certainty", "sure"),
        ("confidence", "101"),
        ("confidence", "-1"),
        ("confidence", "50.5"),
        ("confidence", "high"),
        ("asserted", "yesterday"),
        ("observed", "2019-02-29"),
        ("locator", ""),
        ("quote", ""),
        ("colour", "red"),
    ],
)
def test_a_claim_refuses_a_wrong_value_of_each_field(field, value):
    assert refusals(Claim, {field: value}) == [field]


@pytest.mark.parametrize("field", ["from", "role", "key", "domain", "claims", "confidence"])
def test_a_claim_says_only_what_differs_between_sources(field):
    assert refusals(Claim, {"says": {field: "x"}}) == [f"says.{field}"]


def test_a_claim_asserts_unless_it_says_otherwise():
    assert Claim().polarity == "asserts"


@pytest.mark.parametrize(
    ("certainty", "confidence", "expected"),
    [
        (None, None, 100),
        ("stated", None, 85),
        ("reported", None, 70),
        ("assessed", None, 45),
        ("alleged", None, 40),
        ("inferred", None, 30),
        ("unverified", None, 20),
        ("stated", 0, 0),
        ("unverified", 100, 100),
        (None, 7, 7),
    ],
)
def test_confidence_is_that_of_the_certainty_unless_it_is_stated(certainty, confidence, expected):
    claim = Claim(certainty=certainty and Certainty(certainty), confidence=confidence)
    assert claim.effective_confidence == expected


def test_a_source_keeps_every_field():
    fields = {"id": "s", **EVERY_SOURCE_FIELD}
    assert set(Source.model_validate(fields).stated()) == set(fields)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "a b"),
        ("title", ""),
        ("published", "x"),
        ("retrieved", "2019-13"),
        ("reliability", "G"),
        ("colour", "red"),
    ],
)
def test_a_source_refuses_a_wrong_value_of_each_field(field, value):
    assert refusals(Source, {"id": "s", field: value}) == [field]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("cascade", [("cascade", "0.5")]),
        ("affiliate", [("affiliate", "0.1")]),
        ("control", [("control", "0.5")]),
        ("look_through", [("look_through", "0.5")]),
        ("none", [("none", "None")]),
        ({"calculator": "cascade", "threshold": "0.25"}, [("cascade", "0.25")]),
        ({"calculator": "cascade", "threshold": "0"}, [("cascade", "0")]),
        (
            [{"calculator": "cascade"}, {"calculator": "affiliate", "until": "2020"}],
            [("cascade", "0.5"), ("affiliate", "0.1")],
        ),
    ],
)
def test_a_restriction_reaches_further_by_a_word_a_rule_or_rules(given, expected):
    rules = Restriction(id="l", name="L", extends_to=given).extends_to
    assert [(str(rule.calculator), str(rule.effective_threshold)) for rule in rules] == expected


def test_records_are_frozen():
    site = Site(id="a", name="A")
    with pytest.raises(ValidationError):
        site.name = "B"
