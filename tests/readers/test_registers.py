"""Ownership registers: the real files, counted independently, and by hand the traps in them."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from graphx import view
from graphx.graph.graph import Graph
from graphx.model.vocabulary import Kind, Type
from graphx.readers.imports import import_files

BODS = "ownership/bods/examples"
GLEIF = "ownership/gleif"


def imported(write, form, *texts, name="register.json"):
    return import_files(form, [write(f"{number}-{name}", text) for number, text in enumerate(texts)])


def told(found):
    return [f"{remark.where.line}: {remark.outcome}: {remark.what}" for remark in found.remarks]


def relations(found, verb=Type.OWNED_BY):
    return [each for each in found.dataset.relations.values() if each.type is verb]


def parties(found):
    return [each for each in found.dataset.entities.values() if each.kind is Kind.ORGANIZATION]


# --- BODS -----------------------------------------------------------------------------------------------------------

SHARES = {"shareholding", "votingRights"}
OFFICES = {"boardMember", "boardChair", "seniorManagingOfficial"}


def counted(statements):
    """Return how many parties, stakes and offices statements state, by their own ids alone."""
    people = {each["recordId"] for each in statements if each["recordType"] != "relationship"}
    interests = set()
    unknown = set()
    for each in statements:
        if each["recordType"] == "relationship":
            details = each["recordDetails"]
            if isinstance(details["interestedParty"], dict):
                unknown.add(each["recordId"])
            for number, one in enumerate(details.get("interests") or [{}]):
                kind = one.get("type", "")
                share = json.dumps(one.get("share")) if kind in SHARES else ""
                which = number if kind not in SHARES | OFFICES else 0
                interests.add((each["recordId"], kind, one.get("directOrIndirect"), share, which))
    return Counter(
        parties=len(people) + len(unknown),
        OWNED_BY=sum(kind not in OFFICES for _, kind, *_ in interests),
        LINKED_TO=sum(kind in OFFICES for _, kind, *_ in interests),
    )


def test_every_example_of_the_standard_is_taken_whole(real_files):
    files = sorted((real_files / BODS).glob("*.json"))
    assert len(files) == 19
    for file in files:
        found = import_files("bods", [file])
        verbs = Counter(identity.type.value for identity in found.dataset.relations)
        assert Counter(parties=len(parties(found)), **verbs) == counted(json.loads(file.read_text())), file.name
        assert found.remarks == [], file.name
        statements = {
            each["statementId"] for each in json.loads(file.read_text()) if each["recordType"] == "relationship"
        }
        located = {claim.locator for each in found.dataset.relations.values() for claim in each.claims}
        assert located == statements, file.name


def statement(kind, record, details, /, *, status="new", day="2020-01-01", **more):
    return {
        "statementId": f"{record}-{status}-{day}",
        "recordId": record,
        "recordType": kind,
        "recordStatus": status,
        "statementDate": day,
        "declarationSubject": "a",
        "publicationDetails": {"publicationDate": day, "bodsVersion": "0.4", "publisher": {"name": "Register"}},
        "recordDetails": {"isComponent": False, **details},
        **more,
    }


def entity(record, name, /, kind="registeredEntity", **details):
    return statement("entity", record, {"entityType": {"type": kind}, "name": name, **details})


def person(record, name, /, **details):
    return statement("person", record, {"personType": "knownPerson", "names": [{"fullName": name}], **details})


def holding(record, *interests, subject="a", party="p", **more):
    details = {"subject": subject, "interestedParty": party, "interests": list(interests)}
    return statement("relationship", record, details, **more)


def interest(kind="shareholding", share=None, **more):
    return {"type": kind, "directOrIndirect": "direct", **({"share": share} if share else {}), **more}


def bods(write, *statements):
    return imported(write, "bods", json.dumps([entity("a", "Acme"), person("p", "Jo Doe"), *statements], indent=0))


def test_bounds_are_exact_and_an_exclusive_one_is_kept_as_such(write):
    found = bods(
        write,
        holding("r1", interest(share={"exact": 38.88})),
        holding("r2", interest("votingRights", {"minimum": 25, "exclusiveMaximum": 50})),
        holding("r3", interest(share={"exclusiveMinimum": 50, "maximum": 75})),
        holding(
            "r4", interest(share={"minimum": 10, "exclusiveMinimum": True, "maximum": 20, "exclusiveMaximum": False})
        ),
        holding("r5", interest(share={"minimum": 60, "maximum": 40})),
        holding("r6", interest(share={"exact": 0})),
    )
    stakes = {each.key.partition("-")[0]: each for each in relations(found)}
    shares = {key: (each.share, each.share_min, each.share_max) for key, each in stakes.items()}
    assert shares == {
        "r1": (Decimal("0.3888"), None, None),
        "r2": (None, Decimal("0.25"), Decimal("0.50")),
        "r3": (None, Decimal("0.50"), Decimal("0.75")),
        "r4": (None, Decimal("0.10"), Decimal("0.20")),
        "r5": (None, None, None),
        "r6": (Decimal(0), None, None),
    }
    assert {key: each.interest for key, each in stakes.items()} == {
        "r1": "shareholding",
        "r2": "voting",
        "r3": "control",  # more than a half
        "r4": "shareholding",
        "r5": "shareholding",
        "r6": "shareholding",
    }
    excluded = {key: sorted(each.properties or {}) for key, each in stakes.items()}
    assert excluded == {
        **{key: [] for key in stakes},
        "r2": ["share_max_is_excluded"],
        "r3": ["share_min_is_excluded"],
        "r4": ["share_min_is_excluded"],
    }
    assert [each.partition(": ")[2] for each in told(found)] == [
        "partly lost: the share is at least 0.6 and at most 0.4, and is left out"
    ]


def shares_at(found, day, **options):
    """Return the shares that hold on a day, as a view reads them: least and greatest, by owner."""
    seen = view(Graph(found.dataset), as_of=day, **options)
    return {
        (each.to, str(seen.value(number, "share")))
        for number, each in enumerate(found.dataset.relations.values())
        if each.type is Type.OWNED_BY and seen.level[number] == 2
    }


def test_an_update_ends_what_it_changes_on_its_day_and_what_was_known_before_stays_known(write):
    found = bods(
        write,
        holding("r", interest(share={"exact": 100}, startDate="2002-03-09"), day="2019-01-20"),
        holding("r", interest(share={"exact": 40}, startDate="2021-09-24"), status="updated", day="2021-09-25"),
        holding("r", interest(share={"exact": 40}, startDate="2021-09-24"), status="closed", day="2023-03-03"),
    )
    assert shares_at(found, "2020-01-01") == {("bods-p", "1")}
    assert shares_at(found, "2021-09-24") == {("bods-p", "0.4")}
    assert shares_at(found, "2023-03-03") == set()
    assert shares_at(found, "2022-01-01", known_at="2021-01-01") == {("bods-p", "1")}  # nobody had told of the change
    assert shares_at(found, "2024-01-01", known_at="2022-01-01") == {("bods-p", "0.4")}


def test_a_share_that_changes_without_a_new_beginning_changes_on_the_day_of_the_statement(write):
    found = bods(
        write,
        holding("r", interest(share={"exact": 50}, startDate="2019-09-11"), day="2019-09-11"),
        holding("r", interest(share={"exact": 50}, startDate="2019-09-11"), status="updated", day="2020-09-11"),
        holding("r", interest(share={"exact": 100}, startDate="2019-09-11"), status="updated", day="2022-01-21"),
    )
    assert shares_at(found, "2022-01-20") == {("bods-p", "0.5")}
    assert shares_at(found, "2022-01-21") == {("bods-p", "1")}
    assert [len(each.claims) for each in relations(found)] == [3, 1]


def test_an_interest_that_a_statement_no_longer_names_has_ended(write):
    found = bods(
        write,
        holding("r", interest(share={"exact": 30}), interest("votingRights", {"exact": 60}), day="2020-01-01"),
        holding("r", interest("votingRights", {"exact": 60}), status="updated", day="2021-01-01"),
    )
    assert shares_at(found, "2020-06-01") == {("bods-p", "0.3"), ("bods-p", "0.6")}
    assert shares_at(found, "2021-01-01") == {("bods-p", "0.6")}


def test_an_interest_that_ended_long_ago_is_not_prolonged_by_a_new_one(write):
    found = bods(
        write,
        holding("r", interest(share={"exact": 30}, startDate="2010-01-01", endDate="2011-01-01"), day="2012-01-01"),
        holding("r", interest(share={"exact": 60}, startDate="2015-01-01"), status="updated", day="2015-01-01"),
    )
    assert shares_at(found, "2013-01-01") == set()
    assert shares_at(found, "2016-01-01") == {("bods-p", "0.6")}


def test_a_record_that_is_closed_without_a_day_has_ended(write):
    told_of = holding("r", interest(share={"exact": 30}))
    closed = {**holding("r", interest(share={"exact": 30}), status="closed"), "statementDate": None}
    closed["publicationDetails"]["publicationDate"] = "2021-01-01"
    found = bods(write, {**told_of, "statementDate": None}, closed)
    assert shares_at(found, "2022-01-01") == set()


def older(kind, name, /, **details):
    return {
        "statementID": name,
        "statementType": kind,
        "statementDate": "2020-01-01",
        "publicationDetails": {
            "publicationDate": "2020-01-01",
            "bodsVersion": "0.2",
            "publisher": {"name": "Register"},
        },
        **details,
    }


def test_statements_of_version_0_2_replace_one_another(write):
    lines = [
        older("entityStatement", "e1", entityType="registeredEntity", name="Acme Ltd"),
        older("entityStatement", "e2", entityType="registeredEntity", name="Acme plc", replacesStatements=["e1"])
        | {"statementDate": "2021-01-01", "incorporatedInJurisdiction": {"code": "GB"}},
        older("personStatement", "p1", personType="knownPerson", names=[{"fullName": "Jo Doe"}], hasPepStatus=True),
        older(
            "ownershipOrControlStatement",
            "o1",
            subject={"describedByEntityStatement": "e1"},
            interestedParty={"describedByPersonStatement": "p1"},
            interests=[{"type": "voting-rights", "interestLevel": "indirect", "share": {"exact": 20}}],
        ),
        older(
            "ownershipOrControlStatement",
            "o2",
            subject={"describedByEntityStatement": "e2"},
            interestedParty={"describedByPersonStatement": "p1"},
            interests=[{"type": "voting-rights", "interestLevel": "indirect", "share": {"exact": 30}}],
            replacesStatements=["o1"],
        )
        | {"statementDate": "2021-01-01"},
        older(
            "ownershipOrControlStatement",
            "o3",
            subject={"describedByEntityStatement": "e2"},
            interestedParty={"unspecified": {"reason": "subject-unable-to-confirm-or-identify-beneficial-owner"}},
        ),
    ]
    found = imported(write, "bods", "\n".join(map(json.dumps, lines)))
    acme = found.dataset.entities["bods-e1"]
    assert (acme.name, acme.aliases, acme.country) == ("Acme plc", ("Acme Ltd",), "GB")
    assert found.dataset.entities["bods-p1"].tags == ("role.pep",)
    first, second, unknown = sorted(relations(found), key=lambda each: each.key)
    assert (first.from_, str(first.share), first.directness, first.claims[-1].says.until) == (
        "bods-e1",
        "0.2",
        "indirect",
        "2021-01-01",
    )
    assert (second.from_, str(second.share), second.since) == ("bods-e1", "0.3", "2021-01-01")
    owner = found.dataset.entities[unknown.to]
    assert owner.roles == ("unidentified",)
    assert owner.properties == {"unspecified_reason": "subjectUnableToConfirmOrIdentifyBeneficialOwner"}
    assert told(found) == []


def owners(name, party, share, /, replaces=(), day="2020-01-01"):
    return older(
        "ownershipOrControlStatement",
        name,
        subject={"describedByEntityStatement": "e"},
        interestedParty={"describedByPersonStatement": party},
        interests=[{"type": "shareholding", "share": {"exact": share}}],
        replacesStatements=list(replaces),
    ) | {"statementDate": day}


def test_two_statements_that_replace_one_leave_each_other_alone(write):
    found = imported(
        write,
        "bods",
        json.dumps(
            [
                older("entityStatement", "e", entityType="registeredEntity", name="Acme"),
                *(older("personStatement", name, names=[{"fullName": name}]) for name in ("p", "q")),
                owners("o1", "p", 100),
                owners("o2", "p", 60, ["o1"], "2021-01-01"),
                owners("o3", "q", 40, ["o1"], "2021-01-01"),
            ]
        ),
    )
    assert shares_at(found, "2020-06-01") == {("bods-p", "1")}
    assert shares_at(found, "2021-06-01") == {("bods-p", "0.6"), ("bods-q", "0.4")}


def test_who_later_declares_no_beneficial_owner_has_none_from_then_on(write):
    found = bods(
        write,
        holding("r", interest(share={"exact": 60})),
        holding("r", party={"reason": "noBeneficialOwners"}, status="updated", day="2021-01-01"),
    )
    assert shares_at(found, "2020-06-01") == {("bods-p", "0.6")}
    assert shares_at(found, "2021-06-01") == set()


def test_an_owner_who_stays_unspecified_is_one_unknown_party(write):
    unknown = {"reason": "interestedPartyHasNotProvidedInformation"}
    found = bods(write, holding("r", party=unknown), holding("r", party=unknown, status="updated", day="2021-01-01"))
    (stake,) = relations(found)
    assert [claim.asserted for claim in stake.claims] == ["2020-01-01", "2021-01-01"]


def test_who_declares_no_beneficial_owner_has_no_unknown_one_and_is_not_complete(write):
    nobody = {"reason": "noBeneficialOwners"}
    found = bods(write, holding("r", interest(), party=nobody))
    assert relations(found) == []
    assert found.dataset.entities["bods-a"].properties["beneficial_owners"] == "noBeneficialOwners"
    assert found.dataset.entities["bods-a"].complete is None
    assert found.counted == {"declared to have no beneficial owner": 1}


def test_an_owner_whom_no_statement_describes_is_somebody_unknown(write):
    found = bods(write, holding("r", interest(share={"exact": 60}), party="ghost"))
    (stake,) = relations(found)
    assert found.dataset.entities[stake.to].roles == ("unidentified",)
    assert [each.partition(": ")[2] for each in told(found)] == [
        "kept: ghost is described by no statement of the files; it is kept as somebody unknown"
    ]


def test_a_company_of_several_declarations_is_one_by_its_number(write):
    number = {"identifiers": [{"scheme": "GB-COH", "id": "012"}, {"scheme": "XI-LEI", "id": "5493001Z012YSB2A0K51"}]}
    found = bods(write, entity("x", "Middle", **number), entity("y", "MIDDLE LTD", **number), holding("r", party="y"))
    (middle,) = [each for each in parties(found) if each.identifiers and "lei" in each.identifiers]
    assert (middle.id, middle.name, middle.aliases) == ("bods-x", "MIDDLE LTD", ("Middle",))
    assert middle.identifiers == {"GB-COH": "012", "lei": "5493001Z012YSB2A0K51", "bods": "y-new-2020-01-01"}
    assert [each.to for each in relations(found)] == ["bods-x"]


def of_publisher(name, *statements):
    for each in statements:
        each["publicationDetails"]["publisher"] = {"name": name}
    return statements


def test_a_record_is_one_within_what_its_publisher_publishes(write):
    """The standard makes ids of records unique within a publisher's system: two registers may both number from one on."""
    first = of_publisher(
        "Register A",
        entity("1", "Alpha Radio Ltd"),
        entity("2", "Huawei"),
        holding("3", interest(share={"exact": 100}), subject="1", party="2"),
    )
    other = of_publisher(
        "Register B",
        entity("1", "Beta Bank AS"),
        entity("9", "Nobody in particular"),
        holding("3", interest(share={"exact": 100}), subject="1", party="9", day="2021-01-01"),
        holding("4", interest(share={"exact": 5}), subject="1", party="2", day="2021-01-01"),
    )
    found = imported(write, "bods", json.dumps([*first, *other]))
    names = {each.id: each.name for each in parties(found)}
    assert names["bods-1"] == "Alpha Radio Ltd"
    assert names["bods-1-register-b"] == "Beta Bank AS"
    stakes = {(each.from_, each.to): each for each in relations(found)}
    assert stakes.keys() == {
        ("bods-1", "bods-2"),
        ("bods-1-register-b", "bods-9"),
        (
            "bods-1-register-b",
            "bods-2-register-b",
        ),  # of whom its register says nothing: not the Huawei of the other one
    }
    assert all(len(each.claims) == 1 and each.until is None for each in stakes.values())
    assert [each.partition(": ")[2] for each in told(found)] == [
        "kept: Register A and Register B have a record 1 each; they are kept apart",
        "kept: Register A and Register B have a record 3 each; they are kept apart",
        "kept: 2 is described by no statement of the files; it is kept as somebody unknown",
    ]


def test_statements_of_one_day_are_told_apart_by_the_hour_and_then_by_what_they_make_of_the_record(write):
    share = interest(share={"exact": 60})
    for closed_at, opened_at in (("15:00:00Z", "09:00:00Z"), ("09:00:00Z", "10:00:00+02:00"), ("", "")):
        closed, opened = (
            holding("r", share, status=status, day=f"2020-01-01{'T' if hour else ''}{hour}")
            for status, hour in (("closed", closed_at), ("new", opened_at))
        )
        found = bods(write, closed, opened)
        (stake,) = relations(found)
        assert shares_at(found, "2021-01-01") == set(), closed_at
        assert len(stake.claims) == 2


def held(write, *stakes):
    """Import stakes of one person in one company, as version 0.2 states them."""
    acme = older("entityStatement", "e", entityType="registeredEntity", name="Acme")
    owner = older("personStatement", "p", names=[{"fullName": "p"}])
    return imported(write, "bods", json.dumps([acme, owner, *stakes]))


def test_what_replaces_another_comes_after_it_whatever_its_day(write):
    for day in (None, "2019-06-01"):
        later = owners("o2", "p", 10, ["o1"]) | {"statementDate": day}
        later["publicationDetails"] = {"publisher": {"name": "Register"}}
        found = held(write, owners("o1", "p", 60), later)
        assert shares_at(found, "2022-01-01") == {("bods-p", "0.1")}, day


def test_statements_that_replace_each_other_are_all_taken(write):
    circle = owners("o1", "p", 60, ["o3"]), owners("o2", "p", 50, ["o1"]), owners("o3", "p", 40, ["o2"])
    found = held(write, *circle)
    assert {str(each.share) for each in relations(found)} == {"0.6", "0.5", "0.4"}


def test_a_record_that_is_closed_on_no_day_at_all_has_ended_and_that_is_said(write):
    closed = {**holding("r", interest(share={"exact": 30}), status="Closed"), "statementDate": None}
    closed["publicationDetails"].pop("publicationDate")
    found = bods(write, holding("r", interest(share={"exact": 30})), closed)
    assert shares_at(found, "2022-01-01") == set()
    assert [each.partition(": ")[2] for each in told(found)] == [
        "kept: it is of no day, and taken as the last word on what it closes or replaces"
    ]


def test_a_status_that_nobody_knows_is_said(write):
    found = bods(write, holding("r", interest(share={"exact": 30}), status="dormant"))
    assert [each.partition(": ")[2] for each in told(found)] == [
        "kept: dormant is no known status of a record; it is read as in force"
    ]


def test_a_number_that_repeats_from_court_to_court_makes_nobody_one(write):
    number = {"identifiers": [{"scheme": "DE-CR", "id": "HRB 1234"}]}
    found = bods(
        write,
        entity("x", "Muster Bau GmbH (Berlin)", **number),
        entity("y", "Nordfunk AG (Hamburg)", **number),
        entity("z", "MUSTER BAU GMBH", **number),
    )
    assert {each.name for each in parties(found) if "DE-CR" in each.identifiers} == {
        "MUSTER BAU GMBH",
        "Nordfunk AG (Hamburg)",
    }
    assert [each.partition(": ")[2] for each in told(found)] == [
        "kept: DE-CR HRB1234 is borne by x too, under another name; they are kept apart"
    ]
    older_form = [
        older("entityStatement", name, entityType="registeredEntity", name=shown, **number)
        for name, shown in (("x", "Old name plc"), ("y", "New name plc"))
    ]
    found = imported(
        write, "bods", json.dumps(older_form)
    )  # nothing else tells that two declarations are of one company
    assert len(parties(found)) == 1
    assert [each.partition(": ")[2] for each in told(found)] == [
        "kept: DE-CR HRB1234 is borne by x too, under another name; they are taken for one"
    ]


def test_a_wrong_lei_is_told_and_makes_nobody_one(write):
    wrong = {"identifiers": [{"scheme": "XI-LEI", "id": "5493001Z012YSB2A0K52"}]}
    found = bods(write, entity("x", "One", **wrong), entity("y", "Other", **wrong))
    assert len(parties(found)) == 4
    what = "kept: the LEI 5493001Z012YSB2A0K52 is none: its check digits are wrong (ISO 17442)"
    assert [each.partition(": ")[2] for each in told(found)] == [what, what]


def test_a_right_beside_a_share_does_not_make_the_share_less(write):
    from graphx.restrictions.stakes import stakes_by_level

    found = bods(
        write,
        entity("b", "B"),
        holding(
            "r", interest(share={"minimum": 60, "maximum": 75}), interest("appointmentOfBoard"), interest("trustee")
        ),
        holding("s", interest("otherInfluenceOrControl"), subject="b"),
    )
    graph = Graph(found.dataset)
    at = stakes_by_level(view(graph, as_of="2021-01-01"))
    certain, possible = at(2), at(1)
    (stake,) = certain.owners(graph.number["bods-a"])
    assert (Decimal(stake.share) / certain.whole, stake.controls) == (Decimal("0.6"), True)
    (influence,) = certain.owners(graph.number["bods-b"])
    assert (influence.share, influence.controls) == (0, False)  # influence need not be control …
    (influence,) = possible.owners(graph.number["bods-b"])
    assert influence.share == possible.whole  # … and may be all of it


def test_states_trusts_nominees_and_the_unnamed_bear_their_roles(write):
    found = bods(
        write,
        entity("s", "Land", kind="state"),
        entity("m", "Ministry", kind="stateBody"),
        statement("person", "u", {"personType": "unknownPerson"}),
        holding("r", interest("nominee"), party="u"),
        holding("t", interest("boardMember"), party="m"),
    )
    roles = {each.id: each.roles for each in parties(found)}
    assert roles == {
        "bods-a": None,
        "bods-p": ("person",),
        "bods-s": ("state",),
        "bods-m": ("agency", "state"),
        "bods-u": ("person", "unidentified"),
    }
    assert found.dataset.entities["bods-u"].name == "unnamed person u"
    assert [(each.to, each.role, each.interest) for each in relations(found)] == [("bods-u", "nominee", None)]
    assert [each.role for each in relations(found, Type.LINKED_TO)] == ["boardMember"]


def test_what_is_no_statement_is_skipped_and_what_is_of_another_type_is_left_out_and_both_are_told(write):
    found = bods(
        write,
        3,
        {"recordType": "entity"},
        entity("x", "X", identifiers="none", jurisdiction=[1]),
        holding("r", interest(startDate="soon", share=[1]), interest("ownership"), party="x"),
    )
    assert [each.partition(": ")[2] for each in told(found)] == [
        "skipped: this is no statement: it is no map",
        "skipped: this is no statement of BODS: it has no type or no id",
        "partly lost: `identifiers` is text where an object is expected, and is left out",
        "partly lost: `jurisdiction` is a list where an object is expected, and is left out",
        "kept: the interest ownership is none of BODS; it is kept as a hold of some kind",
        "partly lost: `share` is a list where an object is expected, and is left out",
        "partly lost: `startDate` soon is no date, and is left out",
    ]


# --- GLEIF ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["xml", "json"])
def test_the_files_of_gleif_are_taken_whole_in_either_form(real_files, form):
    folder = real_files / GLEIF
    found = import_files("gleif", [folder / f"{name}-data.{form}" for name in ("lei", "rr", "repex")])
    if form == "xml":
        trees = [ET.parse(folder / f"{name}-data.xml").getroot() for name in ("lei", "rr", "repex")]  # noqa: S314  # why: they are ours
        tags = [
            [each.text for each in tree.iter() if each.tag.endswith(tag)]
            for tree, tag in zip(trees, ("}LEI", "}NodeID", "}LEI"), strict=True)
        ]
        reasons = [each.text for each in trees[2].iter() if each.tag.endswith("}ExceptionReason")]
    else:
        levels = [json.loads((folder / f"{name}-data.json").read_text()) for name in ("lei", "rr", "repex")]
        nodes = [each["Relationship"][node]["NodeID"] for each in levels[1] for node in ("StartNode", "EndNode")]
        tags = [[each["LEI"] for each in levels[0]], nodes, [each["LEI"] for each in levels[2]]]
        reasons = [each["ExceptionReason"] for each in levels[2]]
    leis = {lei for each in tags for lei in each}
    unknown = [reason for reason in reasons if reason != "NO_KNOWN_PERSON"]
    assert {each.identifiers["lei"] for each in parties(found) if each.identifiers} == leis
    assert len(parties(found)) == len(leis) + len(unknown)
    assert len(relations(found)) == len(tags[1]) // 2 + len(unknown)
    assert found.counted["named without a record of its own"] == len(leis) - len(tags[0])
    assert sum(number for name, number in found.counted.items() if "not told" in name) == len(reasons)
    assert found.remarks == []
    assert all(each.complete is None for each in parties(found))


def test_xml_and_json_of_gleif_say_the_same(real_files):
    def meaning(form):
        found = import_files("gleif", [real_files / GLEIF / f"{name}-data.{form}" for name in ("lei", "rr", "repex")])
        return found.dataset.entities, found.dataset.relations

    assert meaning("xml") == meaning("json")


def test_gleif_and_what_it_publishes_as_bods_state_the_same_owners(real_files):
    own = import_files("gleif", [real_files / GLEIF / "rr-data.json"])
    same = import_files("bods", [real_files / GLEIF / "rr-data-out.json"])
    by_line = {
        found.dataset.relation_places[identity][0].line: relation
        for found in [same]
        for identity, relation in found.dataset.relations.items()
    }
    theirs = [by_line[line] for line in sorted(by_line)]
    lines = {
        own.dataset.relation_places[identity][0].line: relation for identity, relation in own.dataset.relations.items()
    }
    ours = [lines[line] for line in sorted(lines)]
    assert len(ours) == len(theirs) == 10
    one_to_one = {}
    for mine, other in zip(ours, theirs, strict=True):
        assert (mine.since, mine.directness) == (other.since, other.directness)
        for left, right in ((mine.from_, other.from_), (mine.to, other.to)):
            assert one_to_one.setdefault(left, right) == right
    assert len(set(one_to_one.values())) == len(one_to_one)


def test_level_1_as_bods_describes_the_same_companies(real_files):
    own = import_files("gleif", [real_files / GLEIF / "lei-data.json"])
    same = import_files("bods", [real_files / GLEIF / "lei-data-out.json"])
    ours = {each.identifiers["lei"]: each for each in parties(own)}
    assert len(parties(same)) == 5
    for other in parties(same):
        mine = ours[other.identifiers["lei"]]
        assert (mine.name, mine.country) == (other.name, other.country)
        assert mine.identifiers.items() <= other.identifiers.items()


ONE, TWO, THREE = "5493001Z012YSB2A0K51", "001GPB6A9XPE8XJICC14", "C7J4FOV6ELAVE39B7M82"


def lei_record(lei, name, /, **entity):
    return {
        "LEI": lei,
        "Entity": {"LegalName": name, "LegalJurisdiction": "GB", **entity},
        "Registration": {"LastUpdateDate": "2020-02-02T00:00:00Z"},
    }


def rr_record(verb, start=ONE, end=TWO, status="ACTIVE", **more):
    return {
        "Relationship": {
            "StartNode": {"NodeID": start, "NodeIDType": "LEI"},
            "EndNode": {"NodeID": end, "NodeIDType": "LEI"},
            "RelationshipType": verb,
            "RelationshipStatus": status,
            **more,
        },
        "Registration": {"LastUpdateDate": "2020-02-02", "RegistrationStatus": "PUBLISHED"},
    }


@pytest.mark.parametrize("empty", ["<{0}/>", "<{0}></{0}>", "<{0}>\n  </{0}>"])
def test_an_empty_element_says_nothing_and_loses_nothing(write, empty):
    node = "<{0}Node><NodeID>{1}</NodeID></{0}Node>"
    relationship = (
        node.format("Start", ONE)
        + node.format("End", TWO)
        + "<RelationshipType>IS_DIRECTLY_CONSOLIDATED_BY</RelationshipType>"
    )
    relationship += "".join(map(empty.format, ("RelationshipPeriods", "RelationshipQuantifiers")))
    record = f"<RelationshipRecord><Relationship>{relationship}</Relationship>{empty.format('Registration')}</RelationshipRecord>"
    found = imported(write, "gleif", f"<RelationshipData>{record}</RelationshipData>")
    assert [(each.from_, each.to) for each in relations(found, Type.OWNED_BY)] == [(f"lei-{ONE}", f"lei-{TWO}")]
    assert not found.remarks


def exception(reason, category="ULTIMATE"):
    return {"LEI": ONE, "ExceptionCategory": f"{category}_ACCOUNTING_CONSOLIDATION_PARENT", "ExceptionReason": reason}


def gleif(write, *records):
    return imported(write, "gleif", json.dumps(list(records), indent=0))


@pytest.mark.parametrize(
    ("verb", "stake"),
    [
        ("IS_DIRECTLY_CONSOLIDATED_BY", (ONE, TWO, "subsidiary", "direct", None)),
        ("IS_ULTIMATELY_CONSOLIDATED_BY", (ONE, TWO, "subsidiary", "indirect", None)),
        ("IS_INTERNATIONAL_BRANCH_OF", (ONE, TWO, "control", "direct", Decimal(1))),
        ("IS_FUND-MANAGED_BY", (ONE, TWO, None, "direct", None)),
        ("IS_SUBFUND_OF", (ONE, TWO, None, "direct", None)),
        ("IS_FEEDER_TO", (TWO, ONE, None, "direct", None)),
    ],
)
def test_a_relationship_reads_as_what_it_says_of_ownership(write, verb, stake):
    (found,) = relations(gleif(write, rr_record(verb)))
    ends = found.from_.removeprefix("lei-"), found.to.removeprefix("lei-")
    assert (*ends, found.interest, found.directness, found.share) == stake


def of_day(day, record, state=None):
    record["Registration"] |= {"LastUpdateDate": day} | ({"RegistrationStatus": state} if state else {})
    return record


def editions(write, *files):
    return imported(write, "gleif", *(json.dumps(each, indent=0) for each in files), name="gleif.json")


def lasting_from(since, until=None):
    period = {"PeriodType": "RELATIONSHIP_PERIOD", "StartDate": since} | ({"EndDate": until} if until else {})
    return {"RelationshipPeriods": [period]}


@pytest.mark.parametrize("newest_first", [False, True])
def test_of_two_editions_of_a_relationship_the_newer_is_in_force_and_what_was_known_before_stays_known(
    write, newest_first
):
    verb = "IS_DIRECTLY_CONSOLIDATED_BY"
    full = [of_day("2023-01-01", rr_record(verb, **lasting_from("2010-01-01")))]
    ended = rr_record(verb, status="INACTIVE", **lasting_from("2010-01-01", "2024-02-01"))
    files = [full, [of_day("2024-03-01T08:00:00+01:00", ended)]]
    found = editions(write, *files[:: -1 if newest_first else 1])
    (stake,) = relations(found)
    assert found.counted["earlier edition of a relationship"] == 1

    def level(day, **known):
        return int(view(Graph(found.dataset), as_of=day, **known).level[0])

    assert [level(day) for day in ("2009-01-01", "2024-01-31", "2024-02-01")] == [0, 2, 0]
    assert level("2024-02-02", known_at="2023-06-01") == 2
    assert [claim.locator for claim in stake.claims] == [f"{ONE} {verb} {TWO}"] * 2


def test_a_status_of_a_relationship_that_nobody_knows_is_said(write):
    found = gleif(
        write, rr_record("IS_FUND-MANAGED_BY", status="Inactive"), rr_record("IS_SUBFUND_OF", status="PAUSED")
    )
    assert {each.role: each.status for each in relations(found)} == {
        "IS_FUND-MANAGED_BY": "ended",
        "IS_SUBFUND_OF": None,
    }
    assert [each.partition(": ")[2] for each in told(found)] == [
        "kept: PAUSED is no known status of a relationship; it is read as in force"
    ]


def test_a_relationship_that_a_newer_edition_takes_back_is_none(write):
    verb = "IS_DIRECTLY_CONSOLIDATED_BY"
    found = editions(write, [rr_record(verb)], [of_day("2021-01-01", rr_record(verb), "ANNULLED")])
    assert relations(found) == []
    assert found.counted["relationship taken back: ANNULLED"] == 1


def test_a_relationship_that_goes_on_after_all_goes_on(write):
    """No claim can say that an end is none: then the newest edition states the relation."""
    verb = "IS_ULTIMATELY_CONSOLIDATED_BY"
    ended = rr_record(verb, status="INACTIVE", **lasting_from("2010-01-01", "2019-01-01"))
    found = editions(write, [ended], [of_day("2021-01-01", rr_record(verb, **lasting_from("2010-01-01")))])
    (stake,) = relations(found)
    assert (stake.since, stake.until, stake.status, len(stake.claims)) == ("2010-01-01", None, None, 2)


def test_several_periods_in_one_file_are_several_relationships_in_every_edition(write):
    verb = "IS_FUND-MANAGED_BY"

    def told_on(day, *periods):
        return [of_day(day, rr_record(verb, **lasting_from(*period))) for period in periods]

    found = editions(
        write,
        told_on("2020-01-01", ("2010-01-01", "2012-01-01"), ("2015-01-01",)),
        told_on("2021-01-01", ("2015-01-01", "2020-12-01")),
    )
    assert {
        (each.since, each.until, each.claims[-1].says and each.claims[-1].says.until) for each in relations(found)
    } == {
        ("2010-01-01", "2012-01-01", None),
        ("2015-01-01", None, "2020-12-01"),
    }


@pytest.mark.parametrize("newest_first", [False, True])
def test_of_two_editions_of_a_party_the_newer_is_in_force(write, newest_first):
    old = lei_record(ONE, "Old name", LegalJurisdiction="FR", EntityStatus="ACTIVE", EntityExpirationReason="OTHER")
    new = lei_record(ONE, "New name", LegalJurisdiction="DE", EntityStatus="INACTIVE")
    files = [[of_day("2020-01-01", old)], [of_day("2024-01-01", new, "RETIRED")]]
    found = editions(write, *files[:: -1 if newest_first else 1])
    (party,) = parties(found)
    assert (party.name, party.aliases, party.country) == ("New name", ("Old name",), "DE")
    assert party.properties == {"entity_status": "INACTIVE", "registration_status": "RETIRED"}
    assert found.counted["earlier edition of a party"] == 1


def test_periods_percentages_and_what_is_over_are_kept(write):
    periods = [
        {"PeriodType": "ACCOUNTING_PERIOD", "StartDate": "2018-01-01", "EndDate": "2018-12-31"},
        {"PeriodType": "RELATIONSHIP_PERIOD", "StartDate": "2018-02-06T00:00:00Z", "EndDate": "2021-05-01"},
    ]
    share = [
        {"MeasurementMethod": "ACCOUNTING_CONSOLIDATION", "QuantifierAmount": "62.50", "QuantifierUnits": "PERCENTAGE"}
    ]
    found = gleif(
        write,
        rr_record("IS_DIRECTLY_CONSOLIDATED_BY", RelationshipPeriods=periods, RelationshipQuantifiers=share),
        rr_record("IS_ULTIMATELY_CONSOLIDATED_BY", status="INACTIVE"),
        rr_record("IS_SUBFUND_OF") | {"Registration": {"RegistrationStatus": "ANNULLED"}},
        rr_record("IS_COUSIN_OF"),
    )
    direct, ultimate = relations(found)
    assert (direct.since, direct.until, direct.share) == ("2018-02-06", "2021-05-01", Decimal("0.625"))
    assert (direct.claims[0].asserted, direct.claims[0].observed) == ("2020-02-02", "2018-12-31")
    assert direct.properties["accounting_period"] == "2018-01-01/2018-12-31"
    assert ultimate.status == "ended"
    assert [each.role for each in relations(found, Type.LINKED_TO)] == ["IS_COUSIN_OF"]
    assert found.counted["relationship taken back: ANNULLED"] == 1


@pytest.mark.parametrize(
    ("reason", "owner"),
    [
        ("NO_KNOWN_PERSON", None),
        ("NATURAL_PERSONS", (("person", "unidentified"), None)),
        ("NON_CONSOLIDATING", (("unidentified",), None)),
        ("NO_LEI", (("unidentified",), "subsidiary")),
        ("NON_PUBLIC", (("unidentified",), "subsidiary")),
        ("CONSENT_NOT_OBTAINED", (("unidentified",), "subsidiary")),
        ("A_NEW_REASON", (("unidentified",), None)),
    ],
)
def test_only_nobody_known_is_no_owner_and_no_exception_is_completeness(write, reason, owner):
    found = gleif(write, lei_record(ONE, "Acme"), exception(reason))
    acme = found.dataset.entities[f"lei-{ONE}"]
    assert (acme.name, acme.properties["ultimate_parent"], acme.complete) == ("Acme", reason, None)
    stakes = [(found.dataset.entities[each.to].roles, each.interest) for each in relations(found)]
    assert stakes == ([owner] if owner else [])


def test_a_successor_is_told_with_what_is_known_of_how(write):
    merged = {
        "EntityExpirationDate": "2019-03-04",
        "LegalEntityEvents": [{"LegalEntityEventType": "MERGERS_AND_ACQUISITIONS"}],
    }
    found = gleif(
        write,
        lei_record(ONE, "Old", SuccessorEntity={"SuccessorLEI": TWO}, **merged),
        lei_record(TWO, "New"),
        lei_record(THREE, "Twin", SuccessorEntity=[{"SuccessorLEI": TWO}])
        | {"Registration": {"RegistrationStatus": "DUPLICATE"}},
    )
    successions = {
        each.from_.removeprefix("lei-"): (each.to, each.role, each.since)
        for each in relations(found, Type.SUCCEEDED_BY)
    }
    assert successions == {ONE: (f"lei-{TWO}", "merger", "2019-03-04"), THREE: (f"lei-{TWO}", "rename", None)}


def test_the_json_of_the_golden_copy_writes_texts_and_lists_as_xml_does(write):
    def text(value):
        return {"$": value}

    record = {
        "LEI": text(ONE),
        "Entity": {
            "LegalName": {"@xml:lang": "en", "$": "Acme"},
            "OtherEntityNames": {"OtherEntityName": [{"@type": "TRADING", "$": "Ac"}, {"$": "Me"}]},
            "LegalJurisdiction": text("US-DE"),
        },
    }
    period = {"StartDate": text("2018-02-06T00:00:00Z"), "PeriodType": text("RELATIONSHIP_PERIOD")}
    relationship = rr_record("IS_SUBFUND_OF", RelationshipPeriods={"RelationshipPeriod": period})
    found = imported(
        write,
        "gleif",
        json.dumps({"header": {"ContentDate": text("2020-01-01T00:00:00Z")}, "records": [record]}),
        json.dumps({"relations": [{"RelationshipRecord": relationship}]}),
    )
    acme = found.dataset.entities[f"lei-{ONE}"]
    assert (acme.name, acme.aliases, acme.country) == ("Acme", ("Ac", "Me"), "US")
    assert [each.since for each in relations(found)] == ["2018-02-06"]
    assert found.dataset.documents[0].as_of == "2020-01-01"


def test_a_wrong_lei_is_told_once(write):
    wrong = f"{ONE[:-1]}2"
    found = gleif(write, lei_record(wrong, "Acme"), rr_record("IS_SUBFUND_OF", start=wrong))
    assert told(found) == [f"2: kept: the LEI {wrong} is none: its check digits are wrong (ISO 17442)"]


# --- FollowTheMoney -------------------------------------------------------------------------------------------------


def ftm_entity(name, schema, /, **properties):
    return {"id": name, "schema": schema, "properties": properties, "datasets": ["somewhere"]}


def test_real_stakes_of_follow_the_money_keep_their_shares_counts_and_ends(real_files):
    file = real_files / "restricted/ftm/entities.ftm.json"
    records = [json.loads(line) for line in file.read_text().splitlines()]
    stated = {
        each["id"]: {name: values[0] for name, values in each["properties"].items()}
        for each in records
        if each["schema"] == "Ownership"
    }
    found = {each.key: each for each in relations(import_files("ftm", [file]))}
    assert found.keys() == stated.keys()
    for key, stake in found.items():
        properties = stated[key]
        share = Decimal(properties["percentage"]) / 100 if "percentage" in properties else None
        assert (stake.share, stake.since, stake.until) == (
            share,
            properties.get("startDate"),
            properties.get("endDate"),
        )
        assert (stake.properties or {}).get("shares_count") == properties.get("sharesCount")


def test_follow_the_money_gives_intervals_owners_of_its_own_and_what_is_closed(write):
    nested = ftm_entity(
        "n", "Ownership", asset=["b"], owner=[ftm_entity("c", "Company", name=["C"])], percentage=["25-50"]
    )
    lines = [
        ftm_entity("own", "Ownership", owner=["a"], asset=["b"], percentage=["about 42 %"], status=["Ceased"]),
        ftm_entity("both", "Ownership", owner=["a"], asset=["b"], percentage=["38.88", "41.55"]),
        ftm_entity("day", "Ownership", owner=["a"], asset=["b"], startDate=["2020-01-01"], endDate=["2020-01-01"]),
        ftm_entity("jet", "Ownership", owner=["a"], asset=["j"]),
        ftm_entity("a", "Company", name=["A"], leiCode=[ONE.lower()], previousName=["Alpha"], isinCode=["X1", "X2"]),
        ftm_entity("b", "Company", name=["B"], parent=["a"], ownershipAsset=[nested]),
        ftm_entity("j", "Airplane", name=["J"]),
        ftm_entity("d", "Directorship", director=["a"], organization=["b"]),
        ftm_entity("m", "Membership", member=["a"], organization=["b"], role=["founder"]),
    ]
    found = imported(write, "ftm", json.dumps(lines))
    stakes = {each.key: each for each in relations(found)}
    assert {key: (each.share, each.share_min, each.share_max) for key, each in stakes.items()} == {
        "own": (None, None, None),
        "both": (None, Decimal("0.3888"), Decimal("0.4155")),
        "day": (None, None, None),
        "n": (None, Decimal("0.25"), Decimal("0.50")),
        "parent": (None, None, None),
    }
    assert (stakes["own"].status, stakes["own"].properties["percentage"]) == ("ended", "about 42 %")
    assert (stakes["day"].since, stakes["day"].until) == ("2020-01-01", "2020-01-02")
    assert (stakes["parent"].from_, stakes["parent"].to, stakes["parent"].interest) == ("b", "a", "subsidiary")
    a = found.dataset.entities["a"]
    assert (a.identifiers, a.aliases) == ({"lei": ONE, "isin": "X1 X2"}, ("Alpha",))
    assert [each.role for each in relations(found, Type.LINKED_TO)] == ["Directorship"]
    assert [(each.from_, each.to) for each in relations(found, Type.MEMBER_OF)] == [("a", "b")]
    assert found.ignored == {"Airplane": 1, "Ownership of Airplane": 1}
    assert [each.partition(": ")[2] for each in told(found)] == [
        "partly lost: percentage about 42 % is no share, and is left out"
    ]


# --- Large files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["gleif", "gleif-xml", "bods", "ftm"])
def test_what_is_not_kept_is_never_held(tmp_path, form):
    import tracemalloc

    filler = "x" * 60_000
    records = {
        "gleif": (lambda n: json.dumps(lei_record(f"{n:018}00", f"N{n}", Address=filler)), "[", ",\n", "]"),
        "gleif-xml": (
            lambda n: (
                f"<LEIRecord><LEI>{n:018}00</LEI><Entity><LegalName>N{n}</LegalName></Entity><Extension><a>{filler}</a></Extension></LEIRecord>"
            ),
            "<LEIData>",
            "\n",
            "</LEIData>",
        ),
        "bods": (lambda n: json.dumps(entity(f"e{n}", f"N{n}", uri=filler)), "[", ",\n", "]"),
        "ftm": (lambda n: json.dumps(ftm_entity(f"e{n}", "Company", name=[f"N{n}"], notes=[filler])), "", "\n", ""),
    }
    record, begin, between, end = records[form]
    path = tmp_path / "large"
    path.write_text(begin + between.join(map(record, range(250))) + end)
    tracemalloc.start()
    found = import_files(form.partition("-")[0], [path])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(parties(found)) == 250
    assert peak < path.stat().st_size / 2
