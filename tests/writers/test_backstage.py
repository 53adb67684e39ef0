"""Backstage: what is written is a catalogue by the rules of Backstage itself, and what comes back is the same graph."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from graphx.model.records import ID_LETTERS
from graphx.model.subgraph import Subgraph
from graphx.readers.imports import import_files
from graphx.writers.catalogue import references_of
from graphx.writers.exporter import Lost, Wishes
from graphx.writers.exporters import EXPORTERS
from tests.notation import document, graph
from tests.readers.imported import imported
from tests.readers.test_catalogues import CATALOGUE
from tests.writers.graphs import NAMES, named, risk, world

# The rules of https://github.com/backstage/backstage, of which packages/catalog-model/src has: schema/Entity.schema.json and
# schema/EntityMeta.schema.json; schema/kinds/, the schemas of v1alpha1; entity/policies/FieldFormatEntityPolicy.ts, which asks
# validation/KubernetesValidatorFunctions.ts for names and annotations and CommonValidatorFunctions.ts for namespaces and tags.

TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "array", "items": TEXT}
DNS_LABEL = {"type": "string", "maxLength": 63, "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*\Z"}
OBJECT_NAME = r"([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]"
META = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "pattern": rf"^{OBJECT_NAME}\Z"},
        "namespace": DNS_LABEL,
        "title": TEXT,
        "description": {"type": "string"},
        "annotations": {
            "type": "object",
            "propertyNames": {"pattern": rf"^([a-z0-9-]+(\.[a-z0-9-]+)*/)?{OBJECT_NAME}\Z"},
            "additionalProperties": {"type": "string"},
        },
        "tags": {"type": "array", "items": DNS_LABEL},
    },
    "additionalProperties": False,
}
PROFILE = {"type": "object", "properties": {"displayName": TEXT}}
SPECS = {
    "Component": (["type", "lifecycle", "owner"], {"providesApis": TEXTS, "consumesApis": TEXTS, "dependsOn": TEXTS}),
    "API": (["type", "lifecycle", "owner", "definition"], {}),
    "Resource": (["type", "owner"], {"dependsOn": TEXTS}),
    "System": (["owner"], {"domain": TEXT}),
    "Domain": (["owner"], {"subdomainOf": TEXT}),
    "Group": (["type", "children"], {"profile": PROFILE, "parent": TEXT, "children": TEXTS}),
    "User": (["memberOf"], {"profile": PROFILE, "memberOf": TEXTS}),
}
# which kinds a word may name: docs/features/software-catalog/descriptor-format.md
KINDS_OF = {
    "owner": {"group", "user"},
    "dependsOn": {"component", "resource"},
    "providesApis": {"api"},
    "consumesApis": {"api"},
    "system": {"system"},
    "domain": {"domain"},
    "subdomainOf": {"domain"},
    "parent": {"group"},
    "children": {"group"},
    "memberOf": {"group"},
}


def schema_of(kind):
    required, properties = SPECS[kind]
    of_all = {"type": TEXT, "lifecycle": TEXT, "owner": TEXT, "definition": TEXT, "system": TEXT}
    spec = {"type": "object", "required": required, "properties": of_all | properties, "additionalProperties": False}
    return {
        "type": "object",
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "properties": {
            "apiVersion": {"const": "backstage.io/v1alpha1"},
            "kind": {"const": kind},
            "metadata": META,
            "spec": spec,
        },
        "additionalProperties": False,
    }


VALIDATORS = {kind: Draft7Validator(schema_of(kind)) for kind in SPECS}


def written(subgraph, lost=None):
    return "".join(f"{line}\n" for line in EXPORTERS["backstage"].endings[".yaml"](subgraph, Wishes(), lost or Lost()))


def documents(text):
    """Return the documents as PyYAML reads them, which takes a bare `no` for a truth value and 2020-01-01 for a date."""
    return list(yaml.safe_load_all(text))


def named_by(document):
    """Yield each word of an entity with each reference that it gives."""
    for word in KINDS_OF.keys() & document["spec"].keys():
        value = document["spec"][word]
        yield from ((word, each) for each in (value if isinstance(value, list) else [value]))


def reference(document):
    metadata = document["metadata"]
    return f"{document['kind'].lower()}:{metadata.get('namespace', 'default')}/{metadata['name']}"


def notes(document):
    return {key.removeprefix("graphx.org/"): text for key, text in document["metadata"]["annotations"].items()}


def told(lost):
    return {names[number > 1]: number for names, number in sorted(lost.counts.items())}


CASE = """
anna:organization{name: Anna, roles: [person]} > MEMBER_OF > team:organization{name: Team A, roles: [operator], tags: [ops, Sea Cables]} > MEMBER_OF > firm:organization{name: Firm}
team > MEMBER_OF > guild:organization{name: Guild}
team > OPERATES{status: trial} > net:network{name: Net, domain: core} > DEPLOYS > box:component{name: Box, type: device, tags: [rack-1]}
team > DEPLOYS{status: trial} > app:component{name: App, type: software} > HAS_PART{essential: true} > lib:component{name: Library, type: software}
firm > DEPLOYS > app
app > HAS_PART > box > MADE_BY > acme:organization{name: Acme, roles: [vendor]} > LISTED_ON > list-a:restriction{name: List A, type: list}
camp:site{name: Camp, lat: 35.5} > SERVED_BY{until: 2020-01-01} > net
camp > LOCATED_IN > jp:jurisdiction{name: Japan, type: country}
camp > DEPLOYS > box
"""


def case(**head):
    return Subgraph(graph({**document(CASE), "as_of": "2024-01-01", **head}).dataset)


@pytest.mark.parametrize(
    "subgraph", [case(), Subgraph(named()), risk(), Subgraph(world(60)), Subgraph(graph({"graphx": "1"}).dataset)]
)
def test_every_document_keeps_to_the_rules_of_backstage(subgraph):
    found = documents(written(subgraph))
    for each in found:
        assert [error.message for error in VALIDATORS[each["kind"]].iter_errors(each)] == []
    taken = {reference(each).lower() for each in found}
    assert len(taken) == len(found) == 1 + len(subgraph.dataset.entities)
    for word, other in (pair for each in found for pair in named_by(each)):
        assert other.lower() in taken
        assert other.partition(":")[0] in KINDS_OF[word]


def test_a_catalogue_draws_what_it_has_a_word_for():
    lost = Lost()
    found = {reference(each): each for each in documents(written(case(), lost))}
    assert {name: sorted(named_by(each)) for name, each in found.items() if "spec" in each} == {
        "group:default/graphx": [],
        "user:default/anna": [("memberOf", "group:default/team")],
        "group:default/team": [("parent", "group:default/firm")],
        "group:default/firm": [],
        "group:default/guild": [],
        "group:default/acme": [],
        "resource:default/net": [("dependsOn", "resource:default/box"), ("owner", "group:default/team")],
        "resource:default/box": [("owner", "group:default/graphx")],
        "component:default/app": [
            ("dependsOn", "component:default/lib"),
            ("dependsOn", "resource:default/box"),
            ("owner", "group:default/firm"),
        ],
        "component:default/lib": [("owner", "group:default/graphx")],
        "resource:default/camp": [("dependsOn", "resource:default/box"), ("owner", "group:default/graphx")],
        "resource:default/jp": [("owner", "group:default/graphx")],
        "resource:default/list-a": [("owner", "group:default/graphx")],
    }
    assert {name: each["spec"].get("type") for name, each in found.items()} | {"user:default/anna": None} == {
        "group:default/graphx": "graphx",
        "user:default/anna": None,
        "group:default/team": "operator",
        "group:default/firm": "organization",
        "group:default/guild": "organization",
        "group:default/acme": "vendor",
        "resource:default/net": "network",
        "resource:default/box": "device",
        "component:default/app": "software",
        "component:default/lib": "software",
        "resource:default/camp": "site",
        "resource:default/jp": "jurisdiction",
        "resource:default/list-a": "restriction",
    }
    assert notes(found["resource:default/box"])["MADE_BY"] == '[{"to": "acme"}]'
    assert notes(found["component:default/app"])["HAS_PART"] == (
        '[{"to": "box", "drawn_as": "dependsOn"}, {"to": "lib", "essential": true, "drawn_as": "dependsOn"}]'
    )
    assert found["resource:default/box"]["metadata"]["tags"] == ["rack-1"]
    assert found["group:default/team"]["metadata"]["tags"] == ["ops"]
    assert notes(found["group:default/team"])["tags"] == '["ops", "Sea Cables"]'
    # a service that ended in 2020 is not drawn: the catalogue knows no dates
    assert json.loads(notes(found["resource:default/camp"])["SERVED_BY"]) == [{"to": "net", "until": "2020-01-01"}]
    assert told(lost) == {"relation that is only possible, drawn like a certain one": 1}  # that on trial


def test_the_text_of_a_document_is_as_a_person_would_write_it():
    alone = graph(
        """team:organization{name: Team A} > DEPLOYS{status: in_service} > app:component{name: no, type: software}"""
    )
    assert (
        written(Subgraph(alone.dataset))
        == """\
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: "graphx"
  description: "Owns what has no owner in this graph; its annotations hold the day and the sources of the graph."
  annotations:
    graphx.org/sources: "[]"
spec:
  type: "graphx"
  children: []
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: "app"
  title: "no"
  annotations:
    graphx.org/id: "app"
    graphx.org/kind: "component"
    graphx.org/type: "software"
spec:
  type: "software"
  lifecycle: "production"
  owner: group:default/team
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: "team"
  annotations:
    graphx.org/id: "team"
    graphx.org/kind: "organization"
    graphx.org/DEPLOYS: '[{"to": "app", "status": "in_service", "drawn_as": "owner"}]'
spec:
  type: "organization"
  profile:
    displayName: "Team A"
  children: []
"""
    )


def test_what_a_question_found_stands_with_each_element_and_is_not_taken_back(tmp_path):
    found = {reference(each): notes(each) for each in documents(written(risk()))}
    marks = {key: text for key, text in found["resource:default/camp"].items() if key.startswith("risk_")}
    assert marks == {"risk_certainty": "certain", "risk_layer": "0", "risk_starts": "1", "risk_verdict": "exposed"}
    [served] = json.loads(found["resource:default/camp"]["SERVED_BY"])
    assert (served["risk_certainty"], served["risk_layer"], served["risk_starts"]) == ("certain", 0, 1)
    path = tmp_path / "catalog-info.yaml"
    path.write_text(written(risk()), encoding="utf-8")
    again = import_files("backstage", [path]).dataset
    assert again.entities == risk().dataset.entities
    assert again.relations == risk().dataset.relations


@pytest.mark.parametrize(
    "name", [*NAMES.values(), "no", "1e3", "2020-01-01", "null", "~", "@x", "`x", "- a", "---", "a: b", "#", "x" * 300]
)
def test_no_text_is_taken_for_anything_else(name, write):
    entities = [
        {"id": "no", "kind": "organization", "name": name, "aliases": [name]},
        {"id": "1e3", "kind": "component", "name": name, "category": name, "properties": {"description": name}},
    ]
    relation = {"from": "1e3", "type": "MADE_BY", "to": "no", "claims": [{"quote": name}]}
    dataset = graph({"graphx": "1", "title": name, "entities": entities, "relations": [relation]}).dataset
    text = written(Subgraph(dataset))
    whole, component, party = documents(text)
    assert (whole["spec"]["profile"]["displayName"], party["spec"]["profile"]["displayName"]) == (name, name)
    assert (component["metadata"]["title"], component["metadata"]["description"]) == (name, name)
    assert notes(component)["category"] == name
    found = imported(write, "backstage", text, name="catalog-info.yaml")
    assert (dict(found.dataset.entities), dict(found.dataset.relations)) == (dataset.entities, dataset.relations)
    assert (found.dataset.documents[0].title, found.remarks) == (name, [])


def test_what_is_stated_to_be_none_and_what_only_looks_like_a_text_comes_back(write):
    numbers = {"description": 5, "lifecycle": True, "backstage_type": 1.5, "small": 1e-7, "large": 10**14, "text": "12"}
    texts = {"lifecycle": "production", "backstage_type": "library", "description": " "}
    nothing = {"aliases": [], "tags": [], "complete": [], "roles": []}
    entities = [
        {"id": "a", "kind": "organization", "name": "A", **nothing, "properties": numbers},
        {"id": "b", "kind": "component", "name": "B", "type": "software", "tags": ["x", "x"], "properties": texts},
        {"id": "c", "kind": "site", "name": "C", "lat": "0.0000001", "tags": ["X", "x", "x"]},
    ]
    made = {"from": "b", "type": "MADE_BY", "to": "a"}
    dated = {"key": "risk_x", "share": "0.10", "properties": {"risk_y": 1, "z": 0.1}, "claims": [{"source": "s"}]}
    dataset = graph(
        {
            "graphx": "1",
            "sources": [{"id": "r"}, {"id": "s", "derived_from": []}],
            "entities": entities,
            "relations": [{**made, "claims": []}, {**made, **dated}],
        }
    ).dataset
    found = imported(write, "backstage", written(Subgraph(dataset)), name="catalog-info.yaml")
    assert (dict(found.dataset.entities), dict(found.dataset.relations)) == (dataset.entities, dataset.relations)
    assert (found.dataset.sources, found.remarks) == (dataset.sources, [])
    assert written(Subgraph(found.dataset)).partition("children: []")[2] == written(Subgraph(dataset)).partition("children: []")[2]  # fmt: skip


IDS = st.lists(st.text(ID_LETTERS, min_size=1, max_size=200) | st.sampled_from(["a", "A", "graphx", "GraphX", "a" * 64, "a/b", "a@b", "-"]), min_size=1, max_size=8, unique=True)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(IDS)
def test_every_id_has_a_valid_name_of_its_own_that_others_change_only_if_they_have_it(ids):
    entities = graph({"graphx": "1", "entities": [{"id": each, "kind": "organization", "name": "x"} for each in ids]})
    names = references_of(entities.dataset.entities.values())
    assert all(re.fullmatch(OBJECT_NAME, each.name) for each in names.values())
    assert len({"graphx", *(each.name.casefold() for each in names.values())}) == 1 + len(ids)
    for each in entities.dataset.entities.values():
        twins = [other for other in ids if other.casefold() == each.id.casefold()]
        assert len(twins) > 1 or references_of([each])[each.id] == names[each.id]


def test_an_id_that_a_catalogue_gave_is_its_reference_again(write):
    once = imported(write, "backstage", CATALOGUE, name="catalog-info.yaml").dataset
    found = {reference(each): each for each in documents(written(Subgraph(once)))}
    assert {name: sorted(named_by(each)) for name, each in found.items()} == {
        "group:default/graphx": [],
        "component:shop/payments": [
            ("dependsOn", "resource:default/db"),
            ("owner", "group:default/team-a"),
            ("providesApis", "api:shop/payments-api"),
            ("system", "system:shop/checkout"),
        ],
        "api:shop/payments-api": [("owner", "group:shop/team-b")],
        "system:shop/checkout": [("owner", "group:default/graphx")],
        "resource:default/db": [("owner", "group:default/graphx")],
        "user:default/jane": [("memberOf", "group:default/team-a")],
        "group:default/team-a": [],
        "group:shop/team-b": [],
    }
    payments = found["component:shop/payments"]
    assert (payments["spec"]["lifecycle"], payments["metadata"]["tags"]) == ("deprecated", ["java"])
    for each in found.values():
        assert [error.message for error in VALIDATORS[each["kind"]].iter_errors(each)] == []
    again = imported(write, "backstage", written(Subgraph(once)), name="catalog-info.yaml")
    assert (again.dataset.entities, again.dataset.relations) == (once.entities, once.relations)
    assert (again.dataset.sources, again.remarks) == (once.sources, [])


SYSTEMS = """\
kind: Domain
metadata: {name: trade}
---
kind: Domain
metadata: {name: shop}
spec: {subdomainOf: trade}
---
kind: System
metadata: {name: checkout}
spec: {domain: shop}
---
kind: API
metadata: {name: pay}
spec: {system: checkout}
---
kind: Component
metadata: {name: web}
spec: {consumesApis: [pay], system: checkout}
"""


def test_domains_systems_and_apis_are_joined_by_their_own_words(write):
    once = imported(write, "backstage", SYSTEMS, name="catalog-info.yaml").dataset
    found = {reference(each): each for each in documents(written(Subgraph(once)))}
    words = {(name, *pair) for name, each in found.items() for pair in named_by(each) if pair[0] != "owner"}
    assert words == {
        ("domain:default/shop", "subdomainOf", "domain:default/trade"),
        ("system:default/checkout", "domain", "domain:default/shop"),
        ("api:default/pay", "system", "system:default/checkout"),
        ("component:default/web", "system", "system:default/checkout"),
        ("component:default/web", "consumesApis", "api:default/pay"),
    }
    for each in found.values():
        assert [error.message for error in VALIDATORS[each["kind"]].iter_errors(each)] == []


def test_what_is_no_more_than_possible_and_what_holds_no_longer_is_counted():
    camp = {"id": "camp", "kind": "site", "name": "Camp", "complete": ["DEPLOYS"]}
    early = {"graphx": "1", "as_of": "2020-01-01", "entities": [camp]}
    boxes = [{"id": name, "kind": "component", "name": name} for name in ("alleged", "denied")]
    claims = [[{"certainty": "alleged"}], [{"polarity": "denies"}]]
    deployed = [
        {"from": "camp", "type": "DEPLOYS", "to": box["id"], "claims": each}
        for box, each in zip(boxes, claims, strict=True)
    ]
    late = {"graphx": "1", "as_of": "2021-01-01", "entities": boxes, "relations": deployed}
    lost = Lost()
    found = {reference(each): each for each in documents(written(Subgraph(graph(early, late).dataset), lost))}
    assert found["resource:default/camp"]["spec"]["dependsOn"] == ["resource:default/alleged"]
    assert [each["to"] for each in json.loads(notes(found["resource:default/camp"])["DEPLOYS"])] == [
        "alleged",
        "denied",
    ]
    assert told(lost) == {
        "relation that is only possible, drawn like a certain one": 1,
        "word of `complete` that holds only until before 2021-01-01": 1,
    }
