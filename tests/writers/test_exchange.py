"""Cypher, OpenGraph, FollowTheMoney and BODS: what each says is what the model says, and what it cannot say is counted."""

from __future__ import annotations

import json
import random
import re
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from graphx.errors import QuestionError
from graphx.model.records import ENTITY_FIELDS, EXACTLY, RELATION_FIELDS
from graphx.model.subgraph import Subgraph
from graphx.model.vocabulary import LABELS, Kind, Type
from graphx.readers import read
from graphx.readers.imports import import_files
from graphx.writers import cypher
from graphx.writers.attributes import TOLD, of_entity, of_relation
from graphx.writers.cypher import literal
from graphx.writers.exporter import Lost, Wishes
from graphx.writers.exporters import EXPORTERS
from graphx.writers.labels import relation_id
from tests.notation import graph
from tests.writers.graphs import NAMES, named, risk, world
from tests.writers.test_attribute_columns import inputs_of, parts_of


def written(form, subgraph, lost=None):
    [write, *_] = EXPORTERS[form].endings.values()
    return "\n".join(write(subgraph, Wishes(), lost or Lost()))


def told(lost):
    return {names[number > 1]: number for names, number in sorted(lost.counts.items())}


# Cypher

TOKEN = re.compile(r"\s*(?:'((?:[^'\\]|\\['\\nrt])*)'|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([A-Za-z_]\w*)|([\[\]{}:,+]))")
UNESCAPED = {"\\\\": "\\", "\\'": "'", "\\n": "\n", "\\r": "\r", "\\t": "\t"}


class Cypher:
    """A reader of literals by the grammar of Cypher 5; escapes that Neo4j reads before all others are refused."""

    def __init__(self, text):
        assert not re.search(r"\\u", text), "Neo4j would read this before the string"
        self.tokens = [match.groups() for match in TOKEN.finditer(text)]
        assert "".join(match.group() for match in TOKEN.finditer(text)).strip() == text.strip()
        self.at = 0

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def sign(self):
        return self.tokens[self.at][3] if self.at < len(self.tokens) else None

    def value(self):
        text, number, word, sign = self.take()
        if sign == "[":
            found = []
            while self.sign() != "]":
                found.append(self.value())
                if self.sign() == ",":
                    self.take()
            self.take()
            return found
        if sign == "{":
            fields = {}
            while self.sign() != "}":
                key = self.take()[2]
                assert self.take()[3] == ":"
                fields[key] = self.value()
                if self.sign() == ",":
                    self.take()
            self.take()
            return fields
        if word is not None:
            return {"true": True, "false": False}[word]
        if number is not None:
            return float(number) if re.search("[.e]", number) else int(number)
        read = re.sub(r"\\.", lambda match: UNESCAPED[match[0]], text)
        while self.sign() == "+":
            self.take()
            read += self.value()
        return read


@pytest.mark.parametrize(
    "text",
    [
        *NAMES.values(),
        "`",
        "\\u0060",
        "\\\\u0027 x",
        "' }) DETACH DELETE (n) //",
        "*/ // ; $param",
        "\\",
        "\\\\",
        "'",
        "u\\u",
        "",
    ],
    ids=ascii,
)
def test_a_literal_is_read_as_the_text_it_was(text):
    assert Cypher(literal({"name": text, "in": [text, text]})).value() == {"name": text, "in": [text, text]}


def test_a_script_merges_every_entity_source_and_relation_with_its_fields():
    lines = written("cypher", Subgraph(named())).split("\n")
    dataset = named()
    rows = [Cypher(line.strip().removesuffix(",")).value() for line in lines if line.startswith("  {")]
    ids = {row["id"]: row for row in rows}
    assert ids.keys() == dataset.entities.keys() | dataset.sources.keys() | set(map(relation_id, dataset.relations))
    assert {name: ids[name]["fields"]["name"] for name in dataset.entities} == {
        name: entity.name for name, entity in dataset.entities.items()
    }
    [identity] = [identity for identity in dataset.relations if identity.key]
    fields = ids[relation_id(identity)]["fields"]
    assert (fields["since"], fields["confidence"], fields["sources"], fields["key"]) == (
        "2016",
        70,
        ["s"],
        identity.key,
    )
    assert json.loads(ids[identity.source]["fields"]["graphx_properties"]) == {"Odd key` \\u0060": 1.5}


def stated(attributes, reserved):
    """Return the attributes of a record as a script holds them, in order."""
    maps = {"identifiers": {}, "properties": {}}
    own = {name: value for name, value in attributes.items() if "." not in name}
    for name, value in attributes.items():
        map_, _, key = name.partition(".")
        if map_ in maps:
            maps[map_][key] = value
    if maps["identifiers"]:
        own["identifiers"] = [f"{key}:{value}" for key, value in maps["identifiers"].items()]
    is_word = re.compile(r"(?!graphx_|risk_)[A-Za-z_][A-Za-z0-9_]*").fullmatch
    others = {key: value for key, value in maps["properties"].items() if not is_word(key) or key in reserved}
    own |= {key: value for key, value in maps["properties"].items() if key not in others}
    return [*own.items(), *([("graphx_properties", json.dumps(others, ensure_ascii=False))] if others else [])]


def statements_of(lines):
    """Yield what each statement merges, and its rows."""
    rows = []
    for line in lines:
        if line.startswith("  {"):
            rows.append(Cypher(line.strip().removesuffix(",")).value())
        elif action := re.match(r"\] AS row .*(?:SET entity:([\w:]+)|(Source)|\[relation:(\w+) )", line):
            yield next(filter(None, action.groups())), rows
            rows = []


def labelled(entity):
    """Return the labels of an entity, whatever their order."""
    said = {("kind", entity.kind), ("type", getattr(entity, "type", None))}
    said |= {("roles", role) for role in getattr(entity, "roles", None) or ()}
    return {
        label
        for label, meanings in LABELS.items()
        if label != "Entity" and any(kind == entity.kind and (field, value) in said for kind, field, value in meanings)
    }


@pytest.mark.parametrize("seed", range(12))
def test_a_script_holds_what_the_records_state_in_groups_of_one_label_or_type(seed, monkeypatch, tmp_path):
    monkeypatch.setattr("os.fsync", lambda _: None)
    monkeypatch.setattr(cypher, "BATCH", 3)
    for path in inputs_of(random.Random(seed), tmp_path):
        for part in (Subgraph(read([str(path)])), *parts_of(path)):
            entities, relations = dict(part.dataset.entities.items()), dict(part.dataset.relations.items())
            merged = list(statements_of(written("cypher", part).split("\n")))
            assert all(0 < len(rows) <= 3 for _, rows in merged)
            of_entities = [(what, row) for what, rows in merged for row in rows if row["id"] in entities]
            of_entities.sort(key=lambda each: each[0])  # rows of one group stay in their order
            assert of_entities == sorted(of_entities, key=lambda each: (each[0], each[1]["id"]))
            assert sorted(row["id"] for _, row in of_entities) == list(entities)
            for what, row in of_entities:
                entity = entities[row["id"]]
                assert set(what.split(":")) == labelled(entity)
                told = of_entity(entity, part.entities.get(entity.id))
                assert list(row["fields"].items()) == stated(told, ENTITY_FIELDS)
            of_relations = [(what, row) for what, rows in merged for row in rows if "target" in row]
            of_relations.sort(key=lambda each: each[0])
            in_order = sorted(relations.items(), key=lambda each: each[0].type)
            assert len(of_relations) == len(in_order)
            for (what, row), (identity, relation) in zip(of_relations, in_order, strict=True):
                told = stated(of_relation(relation, part.relations.get(identity)), POSING)
                assert list(row.pop("fields").items()) == told
                ends = {"source": identity.source, "target": identity.target}
                assert (what, row) == (identity.type.value, {"id": relation_id(identity), **ends})


POSING = RELATION_FIELDS | TOLD | {"id", *EXACTLY.values()}


def test_no_property_of_a_script_poses_as_what_graphx_found():
    own = {"denied": True, "certainty": "stated", "sources": "x", "confidence": 1, "id": "x", "risk_verdict": "exposed"}
    entities = [{"id": name, "kind": "organization", "name": name} for name in ("a", "b")]
    entities[0]["properties"] = {"risk_restricted": "certain", "plain": "x"}
    relation = {"from": "a", "type": "SUPPLIED_BY", "to": "b", "properties": {**own, "plain": "x"}}
    dataset = graph({"graphx": "1", "entities": entities, "relations": [relation]}).dataset
    lines = written("cypher", Subgraph(dataset)).split("\n")
    rows = [Cypher(line.strip().removesuffix(",")).value() for line in lines if line.startswith("  {")]
    fields = {row["id"]: row["fields"] for row in rows}
    [identity] = dataset.relations
    found = fields[relation_id(identity)]
    assert json.loads(found.pop("graphx_properties")) == own
    assert found == {"confidence": 100, "plain": "x"}
    assert json.loads(fields["a"].pop("graphx_properties")) == {"risk_restricted": "certain"}
    assert fields["a"] == {"kind": "organization", "name": "a", "plain": "x"}


def test_a_script_holds_nothing_but_constraints_and_merges_by_the_models_own_words():
    text = written("cypher", Subgraph(named()))
    actions = [line for line in text.split("\n") if not line.startswith(("  {", "//", "UNWIND ["))]
    word = "|".join(sorted({*Type, *LABELS, "Source"}))
    forms = [
        rf"CREATE CONSTRAINT graphx_\w+_id IF NOT EXISTS FOR (\(entity:Entity\)|\(\)-\[relation:({word})\]-\(\)) REQUIRE \w+\.\w+ IS UNIQUE;",
        rf"\] AS row MERGE \(entity:Entity {{id: row\.id}}\) SET entity(:({word}))+, entity \+= row\.fields;",
        r"\] AS row MERGE \(source:Source {id: row\.id}\) SET source \+= row\.fields;",
        rf"\] AS row MATCH .* MERGE \(source\)-\[relation:({word}) {{graphx_id: row\.id}}\]->\(target\) SET relation \+= row\.fields;",
    ]
    assert [line for line in actions if not any(re.fullmatch(form, line) for form in forms)] == []
    assert [line.partition(" ")[0] for line in actions[:2]] == ["CREATE", "CREATE"]


# OpenGraph, by the rules of the program's own schema for nodes and edges

VALUE = {"anyOf": [{"type": ["string", "number", "boolean"]}, {"type": "array", "items": {"type": "string"}}]}
PROPERTIES = {
    "type": "object",
    "propertyNames": {"pattern": "^[a-z0-9][a-z0-9_]*$", "not": {"const": "objectid"}},
    "additionalProperties": VALUE,
}
END = {
    "type": "object",
    "properties": {"match_by": {"const": "id"}, "value": {"type": "string"}},
    "required": ["value"],
    "additionalProperties": False,
}
NODE = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "kinds": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3, "uniqueItems": True},
        "properties": PROPERTIES,
    },
    "required": ["id", "kinds"],
    "additionalProperties": False,
}
EDGE = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "pattern": "^[A-Za-z0-9_]+$"},
        "start": END,
        "end": END,
        "properties": PROPERTIES,
    },
    "required": ["start", "end", "kind", "properties"],
    "additionalProperties": False,
}


@pytest.mark.parametrize("subgraph", [Subgraph(named()), risk(), Subgraph(world(50)), Subgraph(graph().dataset)])
def test_opengraph_keeps_to_the_schema_of_the_program(subgraph):
    lost = Lost()
    loaded = json.loads(written("opengraph", subgraph, lost))
    assert loaded["metadata"] == {"source_kind": "Graphx"}
    for element, schema in (("nodes", NODE), ("edges", EDGE)):
        for each in loaded["graph"][element]:
            Draft202012Validator(schema).validate(each)
    assert {node["id"]: node["properties"]["name"] for node in loaded["graph"]["nodes"]} == {
        name: entity.name for name, entity in subgraph.dataset.entities.items()
    }
    assert len(loaded["graph"]["edges"]) == len(subgraph.dataset.relations)
    head = sum(bool(told) for document in subgraph.dataset.documents for told in (document.title, document.as_of))
    assert sum(number for (what, _), number in lost.counts.items() if what != "spelling of a key") == (
        len(subgraph.dataset.sources) + head
    )


def test_opengraph_counts_the_keys_that_it_spells_otherwise():
    acme = {"id": "acme", "kind": "organization", "name": "Acme", "identifiers": {"lei": "1", "GB-COH": "2"}}
    acme["properties"] = {"founded": "1990", "Birth date": "1991", "birth_date": "1992"}
    lost = Lost()
    loaded = json.loads(written("opengraph", Subgraph(graph({"graphx": "1", "entities": [acme]}).dataset), lost))
    properties = loaded["graph"]["nodes"][0]["properties"]
    assert (properties["identifiers_gb_coh"], properties["identifiers_lei"]) == ("2", "1")
    assert lost.counts["spelling of a key", "spellings of keys"] == 3  # two would share a name, so one has a number


def test_opengraph_tells_a_kind_a_role_and_the_marks():
    nodes = {node["id"]: node for node in json.loads(written("opengraph", risk()))["graph"]["nodes"]}
    assert nodes["acme"]["kinds"] == ["Organization", "Vendor", "Entity"]
    assert nodes["camp"]["properties"]["risk_verdict"] == "exposed"
    assert nodes["acme"]["properties"]["kind"] == "organization"


# FollowTheMoney: the schemata and properties of its default model that are used, and of which they are

PARTY = {
    "name",
    "alias",
    "country",
    "topics",
    "notes",
    "idNumber",
    "registrationNumber",
    "leiCode",
    "innCode",
    "ogrnCode",
}
PARTY |= {"dunsCode", "uniqueEntityId", "swiftBic", "uscCode", "vatCode", "taxNumber"}
INTERVAL = {"startDate", "endDate", "sourceUrl", "publisher", "description", "role"}
MODEL = {
    "LegalEntity": PARTY,
    "Person": PARTY,
    "Company": PARTY | {"cageCode", "imoNumber", "isinCode"},
    "Organization": PARTY | {"cageCode", "imoNumber"},
    "PublicBody": PARTY | {"cageCode", "imoNumber"},
    "Vessel": {"name", "alias", "country", "topics", "notes", "imoNumber", "mmsi", "registrationNumber"},
    "Ownership": INTERVAL | {"asset", "owner", "percentage", "ownershipType"},
    "Succession": INTERVAL | {"predecessor", "successor"},
    "Membership": INTERVAL | {"member", "organization"},
    "UnknownLink": INTERVAL | {"subject", "object"},
    "Sanction": INTERVAL - {"role"} | {"entity", "program", "programId", "authority", "status", "reason"},
}
ASSETS = {"Company", "Vessel"}

STAKES = {
    "graphx": "1",
    "as_of": "2024-01-01",
    "sources": [{"id": "reg", "title": "Register", "publisher": "Registry", "url": "https://example.org/reg"}],
    "entities": [
        {
            "id": "acme",
            "kind": "organization",
            "name": NAMES["han"],
            "aliases": ["Acme"],
            "roles": ["vendor"],
            "country": "CN",
            "identifiers": {"lei": "5493001KJTIIGC8Y1R12", "cage": "1ABC2", "odd": "7"},
        },
        {"id": "parent", "kind": "organization", "name": NAMES["separators"], "roles": ["fund"], "country": "LU"},
        {"id": "jane", "kind": "organization", "name": NAMES["quotes"], "roles": ["person"], "country": "US"},
        {"id": "ministry", "kind": "organization", "name": "Ministry", "roles": ["state"]},
        {"id": "unknown", "kind": "organization", "name": "Somebody", "roles": ["unidentified"]},
        {
            "id": "ship",
            "kind": "organization",
            "name": "Ship",
            "roles": ["vessel"],
            "identifiers": {"imo": "9", "lei": "x"},
        },
        {"id": "box", "kind": "component", "name": "Box"},
        {"id": "list", "kind": "restriction", "type": "list", "name": "List A", "authority": "Example Ministry"},
    ],
    "relations": [
        {
            "from": "acme",
            "type": "OWNED_BY",
            "to": "parent",
            "share": "0.3888",
            "interest": "shareholding",
            "directness": "direct",
            "since": "2019-05",
            "until": "2021-03-01",
            "claims": [
                {"source": "reg", "asserted": "2020-02", "confidence": "80"},
                {"source": "reg", "polarity": "declines"},
            ],
        },
        {"from": "parent", "type": "OWNED_BY", "to": "jane", "share_min": "0.25", "share_max": "0.5"},
        {"from": "parent", "type": "OWNED_BY", "to": "ministry", "interest": "subsidiary"},
        {"from": "ship", "type": "OWNED_BY", "to": "unknown"},
        {"from": "ship", "type": "OWNED_BY", "to": "jane", "claims": [{"polarity": "denies"}]},
        {"from": "acme", "type": "SUPPLIED_BY", "to": "parent"},
        {"from": "acme", "type": "SUCCEEDED_BY", "to": "parent", "role": "merger"},
        {"from": "box", "type": "MADE_BY", "to": "acme"},
        {"from": "acme", "type": "LISTED_ON", "to": "list", "since": "2019-05-16", "status": "enacted"},
    ],
}


def test_ftm_keeps_to_the_default_model():
    for dataset in (graph(STAKES).dataset, named(), risk().dataset):
        records = [json.loads(line) for line in written("ftm", Subgraph(dataset)).splitlines()]
        schema_of = {record["id"]: record["schema"] for record in records}
        assert len(schema_of) == len(records)
        for record in records:
            assert record["properties"].keys() <= MODEL[record["schema"]]
            assert all(isinstance(each, str) for values in record["properties"].values() for each in values)
            for owned in record["properties"].get("asset", ()):
                assert schema_of[owned] in ASSETS


def test_ftm_counts_what_has_no_place_there():
    lost = Lost()
    written("ftm", Subgraph(graph(STAKES).dataset), lost)
    assert told(lost) == {
        "MADE_BY relation": 1,
        "OWNED_BY relation that nobody asserts": 1,
        "`roles` of parties": 3,
        "component": 1,
        "confidence of a claim": 1,
        "denying or declining claim": 1,
        "scheme of an identifier": 1,
    }


PARTIES = [
    {
        "id": "a",
        "kind": "organization",
        "name": "A",
        "roles": ["vendor"],
        "tags": ["sanction", "ours-2"],
        "complete": ["OWNED_BY"],
    },
    {"id": "b", "kind": "organization", "name": "B", "roles": ["person"], "properties": {"born": "1970"}},
    {"id": "c", "kind": "organization", "name": "C", "roles": ["state", "fund"]},
]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("ftm", {"`complete` of a party": 1, "`roles` of parties": 2, "tag that is no topic": 1}),
        (
            "bods",
            {"`complete` of a party": 1, "`roles` of parties": 2, "`tags` of a party": 1, "`properties` of a party": 1},
        ),
    ],
)
def test_what_a_party_says_and_has_no_place_is_counted(form, expected):
    stakes = [{"from": "a", "type": "OWNED_BY", "to": owner} for owner in ("b", "c")]
    lost = Lost()
    document = {"graphx": "1", "as_of": "2024-01-01", "entities": PARTIES, "relations": stakes}
    written(form, Subgraph(graph(document).dataset), lost)
    assert told(lost) == expected


def test_ftm_is_imported_again_with_the_same_parties_stakes_and_listings(tmp_path):
    dataset = graph(STAKES).dataset
    path = tmp_path / "export.json"
    path.write_text(written("ftm", Subgraph(dataset)), encoding="utf-8", newline="\n")
    again = import_files("ftm", [str(path)], as_of=None).dataset
    parties = {name: entity for name, entity in dataset.entities.items() if entity.kind is Kind.ORGANIZATION}
    assert {name: (entity.name, entity.country) for name, entity in again.entities.items() if name in parties} == {
        name: (entity.name, entity.country) for name, entity in parties.items()
    }
    stakes = {
        (source, target): each for (source, verb, target, _), each in again.relations.items() if verb is Type.OWNED_BY
    }
    assert stakes["acme", "parent"].share == Decimal("0.3888")
    assert (stakes["acme", "parent"].since, stakes["acme", "parent"].until) == ("2019-05", "2021-03-01")
    assert {("acme", "parent"), ("parent", "jane"), ("parent", "ministry"), ("ship", "unknown")} <= stakes.keys()
    [listing] = [each for (_, verb, _, _), each in again.relations.items() if verb is Type.LISTED_ON]
    assert (listing.from_, listing.since, listing.status) == ("acme", "2019-05-16", "enacted")
    assert again.entities[listing.to].name == "list"
    assert again.entities["acme"].identifiers["lei"] == "5493001KJTIIGC8Y1R12"


# BODS


@pytest.fixture(scope="module")
def bods_schema(real_files):
    folder = real_files / "ownership" / "bods" / "schema"
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    resources = [(schema["$id"], Resource.from_contents(schema)) for schema in schemas]
    [statements] = [schema for schema in schemas if schema["$id"] == "urn:statement"]
    return Draft202012Validator(
        statements, registry=Registry().with_resources(resources), format_checker=FormatChecker()
    )


@pytest.mark.parametrize("dataset", [graph(STAKES).dataset, risk().dataset, graph({"graphx": "1"}).dataset])
def test_bods_keeps_to_its_schema(dataset, bods_schema):
    statements = json.loads(written("bods", Subgraph(dataset)))
    assert [error.message for error in bods_schema.iter_errors(statements)] == []
    assert len({each["statementId"] for each in statements}) == len(statements)
    records = {each["recordId"] for each in statements}
    for each in statements:
        if each["recordType"] == "relationship":
            assert {each["recordDetails"]["subject"], each["recordDetails"]["interestedParty"]} <= records


def test_bods_says_who_owns_what_share_since_when_and_who_says_so():
    statements = {each["recordId"]: each for each in json.loads(written("bods", Subgraph(graph(STAKES).dataset)))}
    stake = statements[relation_id(("acme", "OWNED_BY", "parent", ""))]
    assert stake["recordDetails"]["interests"] == [
        {
            "type": "shareholding",
            "directOrIndirect": "direct",
            "share": {"exact": 38.88},
            "startDate": "2019-05-01",
            "endDate": "2021-03-01",
        }
    ]
    assert stake["statementDate"] == "2020-02-01"
    assert stake["source"] == {
        "type": ["thirdParty"],
        "url": "https://example.org/reg",
        "assertedBy": [{"name": "Registry"}],
    }
    [interest] = statements[relation_id(("parent", "OWNED_BY", "jane", ""))]["recordDetails"]["interests"]
    assert interest["share"] == {"minimum": 25, "maximum": 50}
    kinds = {name: each["recordDetails"].get("entityType", {}).get("type") for name, each in statements.items()}
    assert kinds["ministry"] == "state"
    assert kinds["unknown"] == "unknownEntity"
    assert statements["jane"]["recordType"] == "person"
    assert statements["acme"]["recordDetails"]["name"] == NAMES["han"]


def test_bods_tells_every_stake_apart_whatever_ids_and_keys_are_like():
    stakes = [
        {"from": "a", "type": "OWNED_BY", "to": "b", "key": "c"},
        {"from": "a", "type": "OWNED_BY", "to": "b-c"},
        {"from": "a-owned-by-b", "type": "OWNED_BY", "to": "c"},
        {"from": "a", "type": "OWNED_BY", "to": "b-owned-by-c"},
        {"from": "c", "type": "OWNED_BY", "to": "a-owned-by-b-c"},
    ]
    names = {each[end] for each in stakes for end in ("from", "to")}
    parties = [{"id": name, "kind": "organization", "name": name} for name in sorted(names)]
    dataset = graph({"graphx": "1", "as_of": "2024-01-01", "entities": parties, "relations": stakes}).dataset
    statements = json.loads(written("bods", Subgraph(dataset)))
    for name in ("recordId", "statementId"):
        assert len({each[name] for each in statements}) == len(statements) == len(parties) + len(stakes)


def test_bods_counts_what_has_no_place_there():
    lost = Lost()
    written("bods", Subgraph(graph(STAKES).dataset), lost)
    assert told(lost) == {
        "LISTED_ON relation": 1,
        "MADE_BY relation": 1,
        "OWNED_BY relation that nobody asserts": 1,
        "SUCCEEDED_BY relation": 1,
        "SUPPLIED_BY relation": 1,
        "`roles` of parties": 2,
        "component without a stake": 1,
        "confidence of a claim": 1,
        "date known to a month or a year, written as its first day": 1,
        "denying or declining claim": 1,
        "restriction without a stake": 1,
        "share of an unknown interest, written as a shareholding": 1,
    }


def test_bods_without_a_day_is_refused():
    with pytest.raises(QuestionError, match="needs the day of each statement"):
        written("bods", Subgraph(graph("a:organization > OWNED_BY > b:organization").dataset))
