"""Registers that are broken, of wrong types, deep or huge: imported, or refused with a located line; never a traceback."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from graphx.errors import InvalidInputError
from graphx.readers.imports import IMPORTERS
from graphx.readers.imports.draft import Draft
from graphx.readers.imports.files import SourceFile

ONE, TWO = "5493001Z012YSB2A0K51", "001GPB6A9XPE8XJICC14"
INTERESTS = [
    {
        "type": "shareholding",
        "share": {"exclusiveMinimum": 25, "maximum": 50},
        "startDate": "2019-09-11",
        "endDate": "2020",
    },
    {"type": "boardMember", "directOrIndirect": "direct", "beneficialOwnershipOrControl": True, "details": "chair"},
]
PUBLISHED = {
    "publicationDate": "2020-01-01",
    "bodsVersion": "0.4",
    "publisher": {"name": "Register", "url": "https://a.example"},
}


def statement(kind, record, details):
    return {
        "statementId": f"s-{record}",
        "recordId": record,
        "recordType": kind,
        "recordStatus": "new",
        "statementDate": "2020-01-01T10:00:00Z",
        "publicationDetails": PUBLISHED,
        "source": {"type": ["officialRegister"], "assertedBy": [{"name": "Somebody"}]},
        "annotations": [{"motivation": "commenting"}],
        "recordDetails": details,
    }


BODS = [
    statement(
        "entity",
        "a",
        {
            "entityType": {"type": "registeredEntity"},
            "name": "Acme",
            "alternateNames": ["Ac"],
            "identifiers": [{"scheme": "XI-LEI", "id": ONE}],
            "jurisdiction": {"code": "US-DE"},
            "publicListing": {
                "hasPublicListing": True,
                "securitiesListings": [{"security": {"idScheme": "isin", "id": "X"}}],
            },
        },
    ),
    statement(
        "person",
        "p",
        {"names": [{"fullName": "Jo"}], "politicalExposure": {"status": "isPep", "details": [{"reason": "MP"}]}},
    ),
    statement("relationship", "r", {"subject": "a", "interestedParty": "p", "interests": INTERESTS}),
    statement(
        "relationship", "r", {"subject": "a", "interestedParty": {"reason": "unknown"}, "interests": INTERESTS[:1]}
    ),
    {
        "statementID": "o",
        "statementType": "ownershipOrControlStatement",
        "subject": {"describedByEntityStatement": "a"},
        "replacesStatements": ["r"],
    },
]
GLEIF = [
    {
        "LEI": ONE,
        "Entity": {
            "LegalName": {"$": "Acme"},
            "OtherEntityNames": [{"type": "X", "OtherEntityName": "Ac"}],
            "LegalJurisdiction": "GB",
            "RegistrationAuthority": {"RegistrationAuthorityID": "RA000585", "RegistrationAuthorityEntityID": "1"},
            "SuccessorEntity": [{"SuccessorLEI": TWO}],
            "LegalEntityEvents": [{"LegalEntityEventType": "MERGER"}],
        },
        "Registration": {"LastUpdateDate": "2020-01-01", "RegistrationStatus": "ISSUED"},
    },
    {
        "Relationship": {
            "StartNode": {"NodeID": ONE},
            "EndNode": {"NodeID": TWO},
            "RelationshipType": "IS_DIRECTLY_CONSOLIDATED_BY",
            "RelationshipPeriods": [
                {"StartDate": "2020-01-01", "EndDate": "2019-01-01", "PeriodType": "RELATIONSHIP_PERIOD"}
            ],
            "RelationshipQuantifiers": [{"QuantifierAmount": 60, "QuantifierUnits": "PERCENTAGE"}],
        },
        "Registration": {"RegistrationStatus": "PUBLISHED"},
    },
    {"LEI": TWO, "ExceptionCategory": "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT", "ExceptionReason": ["NON_PUBLIC"]},
]
FTM = [
    {
        "id": "a",
        "schema": "Company",
        "caption": "A",
        "datasets": ["x"],
        "properties": {"name": ["A"], "leiCode": [ONE], "parent": ["b"]},
    },
    {
        "id": "b",
        "schema": "Company",
        "properties": {
            "name": ["B"],
            "ownershipOwner": [
                {
                    "id": "o",
                    "schema": "Ownership",
                    "properties": {
                        "owner": ["b"],
                        "asset": ["a"],
                        "percentage": ["25-50"],
                        "startDate": ["2020"],
                        "endDate": ["2019"],
                    },
                }
            ],
        },
    },
    {"id": "s", "schema": "Sanction", "properties": {"entity": ["a"], "authority": ["X"], "startDate": ["2020-01"]}},
]
XML = """<?xml version="1.0" encoding="UTF-8"?><lei:LEIData xmlns:lei="urn:x"><lei:LEIHeader><lei:ContentDate>2023-06-05T08:20:51Z</lei:ContentDate>
</lei:LEIHeader><lei:LEIRecords><lei:LEIRecord><lei:LEI>5493001Z012YSB2A0K51</lei:LEI><lei:Entity><lei:LegalName xml:lang="en">Acme</lei:LegalName>
<lei:OtherEntityNames><lei:OtherEntityName type="X">Ac</lei:OtherEntityName></lei:OtherEntityNames></lei:Entity></lei:LEIRecord></lei:LEIRecords></lei:LEIData>"""
WRONG = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    "\u202e\x07",
    "9" * 400,
    10**40,
    [],
    [None],
    {},
    {"a": 1},
    [[[]]],
    {"$": {"$": 1}},
    "2020-13-45",
]


ENDS = ("taken", "incomplete", "refused")


def outcome(form, data):
    """Import bytes as `graphx import` does, and return what is said; anything but a located refusal fails the test."""
    file = SourceFile("register", content=data)
    draft = Draft("Register")
    try:
        IMPORTERS[form].take([file], draft)
        found = draft.imported([file])
    except InvalidInputError as error:
        assert error.problems
        assert all(problem.where.file == "register" for problem in error.problems)
        assert not any("internal" in problem.what for problem in error.problems)
        return "refused"
    assert all(remark.where.file == "register" and remark.where.line for remark in found.remarks)
    if not found.dataset.entities:
        return "refused"  # `graphx import` stops where nobody is named
    return "incomplete" if not found.is_complete else "taken"


def places(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(each, (*path, key))


def with_at(value, path, other):
    if not path:
        return other
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = with_at(value[path[0]], path[1:], other)
    return changed


DOCUMENTS = {"bods": BODS, "gleif": GLEIF, "ftm": FTM}


@pytest.mark.parametrize("form", DOCUMENTS)
def test_any_value_of_any_other_type_is_taken_told_or_refused_where_it_stands(form):
    document = DOCUMENTS[form]
    assert outcome(form, json.dumps(document).encode()) == "taken"
    source = random.Random(7)
    found = {
        outcome(form, json.dumps(with_at(document, path, other)).encode())
        for path in places(document)
        if path
        for other in source.sample(WRONG, 6)
    }
    assert found == {"taken", "incomplete"}


@pytest.mark.parametrize("form", [*DOCUMENTS, "xml"])
def test_a_register_that_is_cut_at_any_byte_is_refused_or_said_to_be_incomplete(form):
    whole = XML.encode() if form == "xml" else json.dumps(DOCUMENTS[form], ensure_ascii=False).encode()
    form = "gleif" if form == "xml" else form
    assert outcome(form, whole) == "taken"
    assert {outcome(form, whole[:length]) for length in range(0, len(whole), 7)} == {"refused"}


def test_lines_that_are_cut_lose_a_line_and_say_so():
    whole = "\n".join(map(json.dumps, FTM)).encode()
    assert {outcome("ftm", whole[:length]) for length in range(len(whole) - 40, len(whole), 3)} == {"incomplete"}
    assert outcome("bods", "\n".join(map(json.dumps, BODS)).encode()) == "taken"
    assert outcome("bods", "\n".join(map(json.dumps, BODS)).encode()[:-9]) == "refused"


@pytest.mark.parametrize("form", DOCUMENTS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        bytes(range(256)) * 8,
        "[{}]".encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'[{"id": ' + b"9" * 5000 + b"}]",
        b'[{"share": 1e999999999, "statementId": 1e-999999999}]',
        b"<a>" * 300,
        b'<!DOCTYPE a [<!ENTITY b "c">]><LEIData>&b;</LEIData>',
        b'[{"a": "' + b"x" * 3_000_000,
        rb'[{"statementId": "\ud800", "LEI": "\ud800", "id": "\ud800", "schema": "Company", "recordType": "entity"}]',
    ],
    ids=[
        "empty",
        "zeros",
        "binary",
        "utf-16",
        "brackets",
        "braces",
        "digits",
        "exponents",
        "depth",
        "entities",
        "endless",
        "halves",
    ],
)
def test_what_is_no_register_is_refused(form, data):
    file = SourceFile("register", content=data)
    draft = Draft("Register")
    try:
        IMPORTERS[form].take([file], draft)
    except InvalidInputError as error:
        assert all(problem.where.file == "register" for problem in error.problems)
        return
    assert not draft.imported([file]).is_complete or not draft.imported([file]).dataset.entities


@pytest.mark.parametrize(
    "name",
    [
        "bods/examples/fermcat.json",
        "gleif/lei-data.xml",
        "gleif/rr-data.json",
        "gleif/repex-data.xml",
        "gleif/rr-data-out.json",
    ],
)
def test_real_registers_that_are_cut_or_scrambled_never_break_the_import(real_files, name):
    whole = Path(real_files / "ownership" / name).read_bytes()
    form = "bods" if "bods" in name or "out" in name else "gleif"
    source = random.Random(11)
    for _ in range(25):
        assert outcome(form, whole[: source.randrange(len(whole))]) in ENDS
        scrambled = bytearray(whole)
        for _ in range(source.randint(1, 20)):
            scrambled[source.randrange(len(scrambled))] = source.choice(b'{}[]",:0a<>/\n\xff')
        assert outcome(form, bytes(scrambled)) in ENDS


def test_the_command_ends_with_a_code_and_a_located_line(command, write):
    write("cut.json", json.dumps(BODS)[:-30])
    done = command("import", "bods", "cut.json", "-o", "out.yaml")
    assert done.code == 2
    assert done.err.startswith("cut.json:1:")
    write("lost.json", json.dumps([*BODS, 3], indent=1))
    done = command("import", "bods", "lost.json", "-o", "out.yaml")
    assert done.code == 3
    assert "skipped: this is no statement: it is no map" in done.err
    assert command("validate", "out.yaml").code == 0
