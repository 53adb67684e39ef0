"""Backstage and OpenGraph, by hand: what their objects are to each other, and what is said of those that are not whole."""

from __future__ import annotations

import json

import pytest

from graphx.errors import InvalidInputError
from graphx.model.vocabulary import Type
from tests.readers.imported import imported, relations, told

CATALOGUE = """\
# ours
---
kind: Component
metadata: {name: payments, title: Payments Service, tags: [java], namespace: shop}
spec:
  lifecycle: deprecated
  owner: group:default/team-a
  system: checkout
  dependsOn: ["resource:default/db", payments]
  providesApis: [payments-api]
---
kind: API
metadata: {name: payments-api, namespace: shop}
spec: {owner: team-b}
--- # a user
kind: User
metadata: {name: jane}
spec: {profile: {displayName: Jane}, memberOf: [team-a]}
---
kind: Template
metadata: {name: x}
---
kind: Group
metadata: {}
"""


def test_a_catalogue_is_what_needs_what_and_whose_it_is(write):
    found = imported(write, "backstage", CATALOGUE, name="catalog-info.yaml")
    assert [
        f"{each.from_} {each.type} {each.to} {each.role} {each.status}"
        for _, each in sorted(found.dataset.relations.items())
    ] == [
        "backstage/api/shop/payments-api HAS_PART backstage/component/shop/payments providesApi None",
        "backstage/component/shop/payments HAS_PART backstage/resource/default/db dependsOn None",
        "backstage/group/default/team-a DEPLOYS backstage/component/shop/payments owner removing",
        "backstage/group/shop/team-b DEPLOYS backstage/api/shop/payments-api owner None",
        "backstage/system/shop/checkout HAS_PART backstage/component/shop/payments partOf None",
        "backstage/user/default/jane MEMBER_OF backstage/group/default/team-a None None",
    ]
    jane = found.dataset.entities["backstage/user/default/jane"]
    assert (jane.name, jane.aliases, jane.roles) == ("Jane", ("jane",), ("person",))
    assert found.ignored == {"template": 1}
    assert told(found) == [
        "3: kept: dependsOn names the entity itself, which says nothing",
        "3: kept: group:default/team-a is not in the files, and is taken by its name",
        "3: kept: resource:default/db is not in the files, and is taken by its name",
        "3: kept: system:shop/checkout is not in the files, and is taken by its name",
        "12: kept: group:shop/team-b is not in the files, and is taken by its name",
        "23: skipped: this is no entity of a catalogue: it has no kind, or no name in its metadata",
    ]


def test_relations_that_the_api_computed_say_nothing_twice(write):
    entities = [
        {
            "kind": "Group",
            "metadata": {"name": "a"},
            "relations": [{"type": "ownerOf", "targetRef": "component:default/c"}],
        },
        {
            "kind": "Component",
            "metadata": {"name": "c"},
            "spec": {"owner": "a", "lifecycle": "production"},
            "relations": [
                {"type": "ownedBy", "targetRef": "group:default/a"},
                {"type": "dependsOn", "target": {"kind": "resource", "namespace": "default", "name": "db"}},
            ],
        },
    ]
    for text in (json.dumps(entities), json.dumps({"items": entities})):
        found = imported(write, "backstage", text, name="entities.json")
        assert [(each.from_, each.type, each.status) for _, each in sorted(found.dataset.relations.items())] == [
            ("backstage/component/default/c", "HAS_PART", None),
            ("backstage/group/default/a", "DEPLOYS", "in_service"),
        ]


def test_names_that_a_catalogue_keeps_apart_stay_apart(write):
    names = [
        ("Component", "pay.core"),
        ("Component", "pay-core"),
        ("Component", "pay_core"),
        ("Group", "team-a"),
        ("Group", "team_a"),
    ]
    documents = [
        f"kind: {kind}\nmetadata: {{name: {name}}}\nspec: {{dependsOn: [pay-core]}}\n" for kind, name in names[:3]
    ]
    documents += [f"kind: {kind}\nmetadata: {{name: {name}}}\n" for kind, name in [*names[3:], ("Group", "a/b")]]
    found = imported(write, "backstage", "---\n".join(documents), name="catalog.yaml")
    assert set(found.dataset.entities) == {f"backstage/{kind.lower()}/default/{name}" for kind, name in names}
    assert [each.from_.rpartition("/")[2] for each in relations(found, Type.HAS_PART)] == ["pay.core", "pay_core"]
    assert [remark.partition(": ")[2] for remark in told(found)] == [
        "kept: dependsOn names the entity itself, which says nothing",
        "skipped: group:default/a/b has a slash too many: where its namespace ends is not known",
    ]


def test_a_lifecycle_that_backstage_does_not_know_leaves_open_whether_it_is_in_force(write):
    text = "kind: Component\nmetadata: {name: c}\nspec: {lifecycle: retired, owner: a}\n---\nkind: Group\nmetadata: {name: a}\n"
    found = imported(write, "backstage", text, name="catalog.yaml")
    (owned,) = relations(found, Type.DEPLOYS)
    assert (owned.status, owned.claims[0].effective_confidence) == (None, 20)
    assert told(found) == ["1: kept: retired is no status that is known, and so what has it may be in force or not"]


def test_a_fault_in_the_yaml_of_a_catalogue_is_told_at_its_line(write):
    with pytest.raises(InvalidInputError, match=r"catalog\.yaml:5:7: alias \*x: aliases are not read"):
        imported(
            write, "backstage", "kind: Group\nmetadata: {name: a}\n---\nkind: Group\nspec: *x\n", name="catalog.yaml"
        )


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        ("kind: [", "6:1: this is not YAML"),
        ("kind: a\n\x07", "6:1: the character U\\+0007 may not stand in YAML"),
        ("&a kind: a", "5:1: anchor &a: anchors are not read"),
        ('"\\0"', "5:1: a zero byte in a text"),
    ],
)
def test_every_fault_in_a_later_document_is_told_at_its_line_of_the_file(write, second, fault):
    with pytest.raises(InvalidInputError, match=rf"catalog\.yaml:{fault}"):
        imported(write, "backstage", f"kind: Group\nmetadata: {{name: a}}\n\n---\n{second}\n", name="catalog.yaml")


def graph(nodes, edges, source_kind="Other", **head):
    return json.dumps(
        {"metadata": {"source_kind": source_kind, **head}, "graph": {"nodes": nodes, "edges": edges}}, indent=0
    )


def test_a_graph_of_opengraph_comes_back_with_every_field_and_claim(write):
    nodes = [
        {
            "id": "camp",
            "kinds": ["Site", "MilitaryBase"],
            "properties": {
                "name": "Camp",
                "lat": 35.5,
                "aliases": [],
                "complete": ["SERVED_BY"],
                "identifiers": '{"x": "1"}',
                "properties": '{"n": 1, "t": true, "s": "12", "f": 0.25}',
                "risk_verdict": "exposed",
                "risk_layer": 0,
                "beds": 40,
                "identifiers_mcc_mnc": "440-10",
                "properties_note": "x",
                "displayname": "Camp",
            },
        },
        {"id": "acme", "kinds": ["Organization", "Vendor", "Brand"], "properties": {"name": "Acme", "country": "CN"}},
        {
            "id": "list-a",
            "kinds": ["Restriction", "List"],
            "properties": {"name": "A", "extends_to": '[{"calculator": "cascade", "threshold": "0.25"}]'},
        },
    ]
    claims = [{"source": "gazette", "certainty": "stated", "confidence": 70, "says": {"until": "2023"}}]
    edges = [
        {"kind": "SUPPLIED_BY", "start": {"value": "camp", "match_by": "id"}, "end": {"value": "acme"}, "properties": {"since": "2019", "essential": True, "share_min": 0.1, "confidence": 70, "sources": ["gazette"], "claims": json.dumps(claims)}},
        {"kind": "LISTED_ON", "start": {"value": "acme"}, "end": {"value": "list-a"}},
    ]  # fmt: skip
    found = imported(write, "opengraph", graph(nodes, edges, title="T", as_of="2024-01-01"), name="graph.json")
    camp = found.dataset.entities["camp"]
    assert (camp.type, camp.lat, camp.aliases, camp.complete, camp.identifiers) == (
        "military_base",
        35.5,
        (),
        ("SERVED_BY",),
        {"x": "1", "mcc_mnc": "440-10"},
    )
    assert camp.properties == {"n": 1, "t": True, "s": "12", "f": 0.25, "beds": 40, "note": "x"}
    assert found.dataset.entities["acme"].roles == ("vendor", "brand")
    assert str(found.dataset.entities["list-a"].extends_to[0].threshold) == "0.25"
    (supplied,) = relations(found, Type.SUPPLIED_BY)
    assert (supplied.since, supplied.essential, str(supplied.share_min)) == ("2019", True, "0.1")
    assert (supplied.claims[0].source, supplied.claims[0].confidence, supplied.claims[0].says.until) == (
        "gazette",
        70,
        "2023",
    )
    (listed_on,) = relations(found, Type.LISTED_ON)
    assert (listed_on.claims[0].source, listed_on.claims[0].certainty) == ("opengraph-0-graph-json", "reported")
    assert [(each.title, each.as_of) for each in found.dataset.documents] == [("T", "2024-01-01")]
    assert not found.remarks


def test_what_graphx_wrote_without_a_claim_comes_back_without_one(write):
    nodes = [{"id": "a", "kinds": ["Site", "Entity"]}, {"id": "b", "kinds": ["Network", "Entity"]}]
    edges = [{"kind": "SERVED_BY", "start": {"value": "a"}, "end": {"value": "b"}, "properties": {"confidence": 100}}]
    (ours,) = relations(imported(write, "opengraph", graph(nodes, edges, "Graphx"), name="g.json"), Type.SERVED_BY)
    (other,) = relations(imported(write, "opengraph", graph(nodes, edges), name="g.json"), Type.SERVED_BY)
    assert (ours.claims, len(other.claims)) == (None, 1)


def test_nodes_of_two_ids_are_two_however_alike_their_letters(write):
    nodes = [{"id": each, "kinds": ["Organization"]} for each in ("Acme (US)", "Acme: US", "node-acme-us", "")]
    nodes.append({"id": "c", "kinds": ["Component"]})
    edges = [{"kind": "MADE_BY", "start": {"value": "c"}, "end": {"value": "Acme: US"}}]
    found = imported(write, "opengraph", graph(nodes, edges), name="g.json")
    assert sorted(each.name for each in found.dataset.entities.values()) == [
        "Acme (US)",
        "Acme: US",
        "c",
        "node-acme-us",
    ]
    (made,) = relations(found, Type.MADE_BY)
    assert found.dataset.entities[made.to].name == "Acme: US"
    assert [remark.partition(": ")[2] for remark in told(found)] == [
        "skipped: nodes without an id or without kinds: 1 left out, the first of them here"
    ]


@pytest.mark.parametrize(
    ("value", "lost"),
    [
        ('{"x": 1e999999999999999999999}', "no JSON"),
        ('{"x": NaN}', "no JSON"),
        ('{"x": "\\ud800"}', "no JSON"),
        ('{"x": 1, "x": 2}', "no JSON"),
        ("[" * 99_999, "no JSON"),
        ("[1]", "a list where an object is expected"),
        (5, "a number where an object is expected"),
    ],
)
def test_a_map_that_is_none_is_lost_and_said(write, value, lost):
    nodes = [{"id": "a", "kinds": ["Site"], "properties": {"name": "A", "properties": value}}]
    found = imported(write, "opengraph", graph(nodes, []), name="g.json")
    assert found.dataset.entities["a"].properties is None
    assert told(found) == [f"7: partly lost: properties is {lost}"]


def test_kinds_of_other_graphs_are_counted_and_lost(write):
    nodes = [
        {"id": "S-1", "kinds": ["User", "Base"], "properties": {"name": "u"}},
        {"id": "S-2", "kinds": ["User", "Base"]},
        {"id": "acme:1", "kinds": ["Base", "Organization"], "properties": {"displayname": "Acme"}},
        {"kinds": ["Site"]},
    ]
    edges = [
        {"kind": "MemberOf", "start": {"value": "acme:1"}, "end": {"value": "acme:1"}},
        {"kind": "OWNED_BY", "start": {"value": "S-1"}, "end": {"value": "acme:1"}},
        {"kind": "OWNED_BY", "start": {"value": "Acme", "match_by": "name"}, "end": {"value": "acme:1"}},
    ]
    found = imported(write, "opengraph", graph(nodes, edges), name="graph.json")
    (acme,) = found.dataset.entities.values()
    assert (acme.name, acme.properties) == ("Acme", {"objectid": "acme:1"})
    assert [remark.partition(": ")[2] for remark in told(found)] == [
        "skipped: nodes of kind User, which is none of this model: 2 left out, the first of them here",
        "skipped: nodes without an id or without kinds: 1 left out, the first of them here",
        "skipped: edges of kind MemberOf, which is none of this model (did you mean MEMBER_OF?): 1 left out, the first of them here",
        "skipped: OWNED_BY edges at a node that was left out: 1 left out, the first of them here",
        "skipped: edges without a kind, or with an end that is not named by its id: 1 left out, the first of them here",
    ]
