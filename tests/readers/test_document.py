from __future__ import annotations

from hashlib import sha256

import pytest

from graphx.errors import InvalidInputError
from graphx.model.dataset import Document
from graphx.readers import read

HEAD = "graphx: 1\n"
ENDS = """graphx: 1
sources:
  - {id: s, published: 2019}
entities:
  - {id: a, kind: organization, name: A}
  - {id: b, kind: organization, name: B}
  - {id: base, kind: site, name: Base}
  - {id: net, kind: network, name: Net}
  - {id: part, kind: component, name: Part}
  - {id: list, kind: restriction, name: List}
relations:
"""
TYPES = (
    "SERVED_BY, OPERATES, HAS_PART, DEPLOYS, MADE_BY, SUPPLIED_BY, SUBCONTRACTS_TO, OWNED_BY, SUCCEEDED_BY,"
    " LISTED_ON, BOUND_BY, LOCATED_IN, INTERCONNECTS_WITH, MEMBER_OF, LINKED_TO"
)
KINDS = "organization, site, network, component, restriction, jurisdiction"
DATE = "a date is YYYY, YYYY-MM or YYYY-MM-DD"
AN_ID = "(an id is 1 to 200 characters of A-Z a-z 0-9 . _ / @ + -)"

HEADS = {
    "no version": ("title: x\n", "d.yaml:1:1: `graphx` is missing (a document starts with `graphx: 1`)"),
    "version 2": ("graphx: 2\n", "d.yaml:1:9: document version 2 is not known (this graphx reads `graphx: 1`)"),
    "a list as version": ("graphx: [1]\n", "d.yaml:1:9: `graphx` is no version (this graphx reads `graphx: 1`)"),
    "a section that is near a known one": (
        HEAD + "entitys: []\n",
        "d.yaml:2:1: unknown section `entitys` (did you mean entities?)",
    ),
    "a section that is near none": (
        HEAD + "x: 1\n",
        "d.yaml:2:1: unknown section `x` (a document has graphx, title, as_of, sources, entities, relations)",
    ),
    "a map as a section": (
        HEAD + "entities: {}\n",
        "d.yaml:2:11: `entities` is not a list (start each record with a dash)",
    ),
    "a word as a record": (
        HEAD + "sources:\n  - x\n",
        "d.yaml:3:5: a record of `sources` is not a map (it has fields: {id: …})",
    ),
    "a list as title": (HEAD + "title: [a]\n", "d.yaml:2:8: `title` is not text (quote it)"),
    "a month as day": (
        HEAD + "as_of: 2019-07\n",
        "d.yaml:2:8: `as_of` is not a day: a day is YYYY-MM-DD (write YYYY-MM-DD)",
    ),
    "a day no calendar holds": (
        HEAD + "as_of: 2019-02-30\n",
        "d.yaml:2:8: `as_of` is not a day: no calendar holds that date (write YYYY-MM-DD)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), HEADS.values(), ids=HEADS)
def test_a_head_that_is_wrong_is_told_at_its_place(text, expected, problems):
    assert problems({"d.yaml": text}) == expected


def test_a_document_says_its_title_its_day_and_its_hash(dataset):
    text = "graphx: 1\ntitle: A title\nas_of: 2019-07-01\n"
    expected = Document("d.yaml", sha256(text.encode()).hexdigest(), "A title", "2019-07-01")
    assert dataset({"d.yaml": text}).documents == [expected]


ENTITIES = {
    "no kind": ("{id: a, name: A}", f"d.yaml:3:5: `kind` is missing (one of {KINDS})"),
    "a kind near a known one": (
        "{id: a, kind: organisation, name: A}",
        "d.yaml:3:19: `organisation` is no kind of entity (did you mean organization?)",
    ),
    "a kind near none": ("{id: a, kind: x, name: A}", f"d.yaml:3:19: `x` is no kind of entity (one of {KINDS})"),
    "no name": ("{id: a, kind: site}", "d.yaml:3:5: `name` is missing (every such record has one)"),
    "no id": ("{kind: site, name: A}", "d.yaml:3:5: `id` is missing (every such record has one)"),
    "an id with a blank": ("{id: a b, kind: site, name: A}", f"d.yaml:3:10: `id` cannot be a b {AN_ID}"),
    "a misspelt field": (
        "{id: a, kind: site, name: A, lattitude: 3, latt: 3}",
        "d.yaml:3:34: unknown field `lattitude` (its fields are aliases, complete, country, id, identifiers, kind, lat,"
        " lon, name, properties, sensitivity, tags, type)\n"
        "d.yaml:3:48: unknown field `latt` (did you mean lat?)",
    ),
    "a field of another kind": (
        "{id: a, kind: organization, name: A, lat: 3}",
        "d.yaml:3:42: unknown field `lat` (only a site has it; use properties for what has no field)",
    ),
    "a type of another kind": (
        "{id: a, kind: site, type: chip, name: A}",
        "d.yaml:3:31: `type` cannot be chip (one of military_base, diplomatic_facility, government, cell_site,"
        " exchange, data_centre, landing_station, factory, port, power_plant, office, other)",
    ),
    "a role near a known one": (
        "{id: a, kind: organization, roles: [vendr], name: A}",
        "d.yaml:3:41: `roles` cannot be vendr (did you mean vendor?)",
    ),
    "a country of three letters": (
        "{id: a, kind: site, name: A, country: JPN}",
        "d.yaml:3:43: `country` cannot be JPN"
        " (ISO 3166-1 alpha-2, such as JP; a jurisdiction may be a subdivision, such as CN-XJ)",
    ),
    "a latitude beyond the pole": (
        "{id: a, kind: site, name: A, lat: 90.1}",
        "d.yaml:3:39: `lat` cannot be 90.1: input should be less than or equal to 90",
    ),
    "a word in complete that is no type": (
        "{id: a, kind: site, name: A, complete: [DEPLOY]}",
        "d.yaml:3:45: `complete` cannot be DEPLOY: it is neither `all` nor a relation type, nor `<TYPE` for the"
        " relations that arrive (such as [DEPLOYS, HAS_PART])",
    ),
    "a property that hides behind a field": (
        "{id: a, kind: site, name: A, properties: {domain: core}}",
        "d.yaml:3:55: the property `domain` has the name of a field (rename it, or state the field)",
    ),
    "an end before the beginning": (
        "{id: a, kind: restriction, name: A, since: 2020, until: 2019}",
        "d.yaml:3:61: until 2019 cannot lie after since 2020 (until is the first day on which it no longer holds)",
    ),
    "an end before the beginning in extends_to": (
        "{id: a, kind: restriction, name: A, extends_to: {calculator: cascade, since: 2020, until: 2019}}",
        "d.yaml:3:95: until 2019 cannot lie after since 2020 (until is the first day on which it no longer holds)",
    ),
    "a calculator near a known one": (
        "{id: a, kind: restriction, name: A, extends_to: cascad}",
        "d.yaml:3:53: `extends_to.calculator` cannot be cascad (did you mean cascade?)",
    ),
}


@pytest.mark.parametrize(("record", "expected"), ENTITIES.values(), ids=ENTITIES)
def test_an_entity_that_is_wrong_is_told_at_the_field(record, expected, problems):
    assert problems({"d.yaml": f"{HEAD}entities:\n  - {record}\n"}) == expected


RELATIONS = {
    "no ends": (
        "{type: OWNED_BY}",
        "d.yaml:12:5: `from` is missing (every such record has one)\nd.yaml:12:5: `to` is missing (every such record has one)",
    ),
    "a type near none": ("{from: a, type: OWNS, to: b}", f"d.yaml:12:21: `type` cannot be OWNS (one of {TYPES})"),
    "a type in small letters": (
        "{from: a, type: owned_by, to: b}",
        "d.yaml:12:21: `type` cannot be owned_by (did you mean OWNED_BY?)",
    ),
    "a dangling end": (
        "{from: a, type: OWNED_BY, to: x}",
        "d.yaml:12:5: `to` names no entity: x (add the entity, or correct the id)",
    ),
    "a dangling end near an id": (
        "{from: bas, type: SERVED_BY, to: net}",
        "d.yaml:12:5: `from` names no entity: bas (did you mean base?)",
    ),
    "a target of the wrong kind": (
        "{from: a, type: SERVED_BY, to: base}",
        "d.yaml:12:5: SERVED_BY cannot run from organization a to site base"
        " (from organization it runs to network or organization)",
    ),
    "a source of the wrong kind": (
        "{from: part, type: DEPLOYS, to: part}",
        "d.yaml:12:5: DEPLOYS cannot run from component part to component part"
        " (it leaves network or organization or site)",
    ),
    "a part of another kind": (
        "{from: net, type: HAS_PART, to: part}",
        "d.yaml:12:5: HAS_PART cannot run from network net to component part (from network it runs to network)",
    ),
    "a share above one": (
        "{from: a, type: OWNED_BY, to: b, share: 1.01}",
        "d.yaml:12:45: `share` cannot be 1.01: a share lies between 0 and 1",
    ),
    "a share that is no number": (
        "{from: a, type: OWNED_BY, to: b, share: 50%}",
        "d.yaml:12:45: `share` cannot be 50%: it is no such number",
    ),
    "a share beside a bound": (
        "{from: a, type: OWNED_BY, to: b, share: 0.1, share_max: 0.2}",
        "d.yaml:12:45: share stands beside share_min or share_max (state the exact share or its bounds)",
    ),
    "bounds that are swapped": (
        "{from: a, type: OWNED_BY, to: b, share_min: 0.3, share_max: 0.2}",
        "d.yaml:12:49: share_min 0.3 is above share_max 0.2 (swap them)",
    ),
    "a date of another shape": (
        "{from: a, type: OWNED_BY, to: b, since: 31.12.2019}",
        f"d.yaml:12:45: `since` cannot be 31.12.2019: {DATE} (the first day on which it holds)",
    ),
    "a day no calendar holds": (
        "{from: a, type: OWNED_BY, to: b, until: 2019-02-29}",
        "d.yaml:12:45: `until` cannot be 2019-02-29: no calendar holds that date"
        " (the first day on which it no longer holds)",
    ),
    "an end on the first day": (
        "{from: a, type: OWNED_BY, to: b, since: 2019-05-01, until: 2019-05-01}",
        "d.yaml:12:64: until 2019-05-01 cannot lie after since 2019-05-01"
        " (until is the first day on which it no longer holds)",
    ),
    "a role its type does not know": (
        "{from: a, type: LISTED_ON, to: list, role: nam}",
        "d.yaml:12:48: `nam` is no role of LISTED_ON (one of named, affiliate, category, criteria)",
    ),
    "truth in other words": (
        "{from: a, type: OWNED_BY, to: b, essential: yes, synthetic: 1}",
        "d.yaml:12:49: `essential` cannot be yes: it is neither true nor false\n"
        "d.yaml:12:65: `synthetic` cannot be 1: it is neither true nor false",
    ),
    "the name of a field in Python": (
        "{from_: a, from: a, type: OWNED_BY, to: b}",
        "d.yaml:12:6: unknown field `from_` (did you mean from?)",
    ),
    "a source nobody states": (
        "{from: a, type: OWNED_BY, to: b, claims: [{source: q}]}",
        "d.yaml:12:47: no such source: q (add it under sources, or correct the id)",
    ),
    "two claims with faults": (
        "{from: a, type: OWNED_BY, to: b, claims: [{source: s, confidence: 101}, {certainty: sure, polarity: denied}]}",
        "d.yaml:12:71: `claims.confidence` cannot be 101: input should be less than or equal to 100\n"
        "d.yaml:12:89: `claims.certainty` cannot be sure"
        " (one of stated, reported, assessed, alleged, inferred, unverified)\n"
        "d.yaml:12:105: `claims.polarity` cannot be denied (did you mean denies?)",
    ),
    "what a claim says": (
        "{from: a, type: OWNED_BY, to: b, claims: [{source: s, says: {since: 2020, until: 2019, role: x}}]}",
        "d.yaml:12:86: until 2019 cannot lie after since 2020 (until is the first day on which it no longer holds)\n"
        "d.yaml:12:92: unknown field `claims.says.role` (its fields are share, share_max, share_min, since, status,"
        " target_date, until)",
    ),
}


@pytest.mark.parametrize(("record", "expected"), RELATIONS.values(), ids=RELATIONS)
def test_a_relation_that_is_wrong_is_told_at_the_field(record, expected, problems):
    assert problems({"d.yaml": f"{ENDS}  - {record}\n"}) == expected


def test_the_name_of_a_field_in_python_is_no_field(problems):
    assert problems({"d.yaml": f"{ENDS}  - {{from_: a, type: OWNED_BY, to: b}}\n"}) == (
        "d.yaml:12:5: `from` is missing (every such record has one)\n"
        "d.yaml:12:6: unknown field `from_` (did you mean from?)"
    )


@pytest.mark.parametrize("value", ["[1]", "{y: 1}"])
def test_a_property_that_is_no_scalar_is_one_problem(value, files):
    files({"d.yaml": f"{HEAD}entities:\n  - {{id: a, kind: site, name: A, properties: {{x: {value}}}}}\n"})
    with pytest.raises(InvalidInputError) as caught:
        read(["d.yaml"])
    assert [str(problem.where) for problem in caught.value.problems] == ["d.yaml:3:50"]


def test_an_end_that_is_refused_itself_is_no_second_problem(problems):
    text = HEAD + (
        "sources:\n  - {id: s, published: x}\nentities:\n  - {id: a, kind: organization}\n  - {id: b, kind: company}\n"
        "relations:\n  - {from: a, type: OWNED_BY, to: b, claims: [{source: s}]}\n"
    )
    assert problems({"d.yaml": text}) == (
        f"d.yaml:3:24: `published` cannot be x: {DATE}\n"
        "d.yaml:5:5: `name` is missing (every such record has one)\n"
        "d.yaml:6:19: `company` is no kind of entity (did you mean component?)"
    )


ALL_AT_ONCE = """\
graphx: 2
titel: Many faults
as_of: 2019-13-01
sources:
  - {id: s1, published: 2019-02-30, reliability: G}
  - {id: s2, derived_from: [s2]}
  - {id: s3, derived_from: [nobody]}
entities:
  - {id: camp, kind: site, type: military_bas, name: Camp, lat: 100, country: Japan}
  - {id: net, kind: netwrok, name: Net}
  - {id: a b, kind: component, name: Part}
  - {id: acme, kind: organization, name: "", roles: [vendor, seller]}
  - {id: good, kind: organization, name: Good, functions: [AMF]}
  - {id: list, kind: restriction, name: List, since: 2020-05, until: 2020-04}
  - {id: fine, kind: organization, name: Fine}
  - {id: fine, kind: organization, name: Finer}
  - {id: camp-two, kind: site, name: Camp Two, complete: [ALL], properties: {lat: 3}}
  - just a word
relations:
  - {from: fine, type: OWNED_BY, to: fin}
  - {from: fine, type: BOUGHT_BY, to: fine}
  - {from: fine, type: OPERATES, to: fine}
  - {from: fine, type: OWNED_BY, to: fine, share: 2, since: soon}
  - {from: fine, type: OWNED_BY, to: fine, key: k, share_min: 0.6, share_max: 0.5, until: 2019, since: 2020}
  - {from: fine, type: SUPPLIED_BY, to: fine, essential: maybe, colour: red}
  - from: fine
    type: SUBCONTRACTS_TO
    to: fine
    claims:
      - {source: s9, confidence: 50}
      - {source: s2, says: {share: 0.5, share_min: 0.1}}
"""
ALL_PROBLEMS = f"""\
d.yaml:1:9: document version 2 is not known (this graphx reads `graphx: 1`)
d.yaml:2:1: unknown section `titel` (did you mean title?)
d.yaml:3:8: `as_of` is not a day: no calendar holds that date (write YYYY-MM-DD)
d.yaml:5:25: `published` cannot be 2019-02-30: no calendar holds that date
d.yaml:5:50: `reliability` cannot be G (one of A, B, C, D, E, F)
d.yaml:6:5: source s2 derives from itself in a circle (a source derives from earlier ones only)
d.yaml:7:5: `derived_from` names no source: nobody (add it under sources, or correct the id)
d.yaml:9:34: `type` cannot be military_bas (did you mean military_base?)
d.yaml:9:65: `lat` cannot be 100: input should be less than or equal to 90
d.yaml:9:79: `country` cannot be Japan (ISO 3166-1 alpha-2, such as JP; a jurisdiction may be a subdivision, such as CN-XJ)
d.yaml:10:21: `netwrok` is no kind of entity (did you mean network?)
d.yaml:11:10: `id` cannot be a b {AN_ID}
d.yaml:12:42: `name` is empty (give it a value, or leave the field out)
d.yaml:12:62: `roles` cannot be seller (one of operator, vendor, subcontractor, integrator, distributor, brand, agency, state, fund, index, association, person, vessel, unidentified, one_of)
d.yaml:13:48: unknown field `functions` (only a network has it; use properties for what has no field)
d.yaml:14:70: until 2020-04 cannot lie after since 2020-05 (until is the first day on which it no longer holds)
d.yaml:16:42: `name` of fine is Finer here and Fine at d.yaml:15:42 (correct one of them)
d.yaml:17:59: `complete` cannot be ALL: it is neither `all` nor a relation type, nor `<TYPE` for the relations that arrive (such as [DEPLOYS, HAS_PART])
d.yaml:17:83: the property `lat` has the name of a field (rename it, or state the field)
d.yaml:18:5: a record of `entities` is not a map (it has fields: {{id: …}})
d.yaml:20:5: `to` names no entity: fin (did you mean fine?)
d.yaml:21:24: `type` cannot be BOUGHT_BY (did you mean BOUND_BY?)
d.yaml:22:5: OPERATES cannot run from organization fine to organization fine (from organization it runs to network or site)
d.yaml:23:51: `share` cannot be 2: a share lies between 0 and 1
d.yaml:23:61: `since` cannot be soon: {DATE} (the first day on which it holds)
d.yaml:24:63: share_min 0.6 is above share_max 0.5 (swap them)
d.yaml:24:91: until 2019 cannot lie after since 2020 (until is the first day on which it no longer holds)
d.yaml:25:58: `essential` cannot be maybe: it is neither true nor false
d.yaml:25:65: unknown field `colour` (its fields are claims, contract, directness, domain, essential, from, generation, interest, key, properties, purpose, revenue_share, role, share, share_max, share_min, since, status, synthetic, target_date, to, traffic, type, until)
d.yaml:31:36: share stands beside share_min or share_max (state the exact share or its bounds)"""


def test_all_faults_of_a_document_are_told_at_once_each_at_its_place(problems):
    assert problems({"d.yaml": ALL_AT_ONCE}) == ALL_PROBLEMS


def test_the_first_twenty_problems_are_printed_and_the_rest_is_counted(files):
    files({"d.yaml": ALL_AT_ONCE})
    with pytest.raises(InvalidInputError) as caught:
        read(["d.yaml"])
    assert str(caught.value) == "\n".join([*ALL_PROBLEMS.splitlines()[:20], "… and 10 more"])
