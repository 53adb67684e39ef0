"""Law: what is redacted is nowhere in the export; what is not redacted is all there, joined as before.

Kills, each tried: a pseudonym without its key; a claim that keeps its source's id; a site that keeps its jurisdiction.
"""

from __future__ import annotations

import json

import pytest

from graphx.errors import QuestionError
from graphx.graph.graph import Graph
from graphx.model.redaction import Redact, redacted
from graphx.model.subgraph import Subgraph
from graphx.model.vocabulary import Kind
from graphx.writers import to_json
from tests.notation import graph
from tests.writers.graphs import risk

SECRET = {
    "graphx": "1",
    "title": "TITLE-OF-IT",
    "as_of": "2024-01-01",
    "sources": [
        {"id": "SOURCE-ID", "title": "SOURCE-TITLE", "publisher": "PUBLISHER", "url": "https://URL"},
        {"id": "SOURCE-TWO", "derived_from": ["SOURCE-ID"]},
    ],
    "entities": [
        {
            "id": "SITE-ID",
            "kind": "site",
            "name": "SITE-NAME",
            "aliases": ["SITE-ALIAS"],
            "country": "JP",
            "lat": "35.123",
            "lon": "139.456",
            "complete": ["SERVED_BY"],
            "sensitivity": "SENSITIVITY-TEXT",
            "properties": {"PROPERTY-KEY": "PROPERTY-VALUE"},
        },
        {"id": "NET-ID", "kind": "network", "name": "NET-NAME", "tags": ["TAG"], "functions": ["FUNCTION-TEXT"]},
        {"id": "NET-TWO", "kind": "network", "name": "NET-NAME-2"},
        {"id": "ORG-ID", "kind": "organization", "name": "ORG-NAME", "identifiers": {"lei": "LEI-VALUE"}},
        {"id": "BOX-ID", "kind": "component", "name": "BOX-NAME", "model": "MODEL-NAME", "category": "CATEGORY-TEXT"},
        {"id": "JP-ID", "kind": "jurisdiction", "name": "JURISDICTION-NAME"},
    ],
    "relations": [
        {
            "from": "SITE-ID",
            "type": "SERVED_BY",
            "to": "NET-ID",
            "key": "KEY-VALUE",
            "contract": "CONTRACT-NAME",
            "purpose": "PURPOSE-TEXT",
            "role": "ROLE-TEXT",
            "since": "2016",
            "claims": [{"source": "SOURCE-ID", "quote": "QUOTE-TEXT", "locator": "LOCATOR-TEXT", "confidence": "70"}],
        },
        {"from": "SITE-ID", "type": "LOCATED_IN", "to": "JP-ID"},
        {"from": "NET-ID", "type": "INTERCONNECTS_WITH", "to": "NET-TWO"},
        {"from": "NET-ID", "type": "DEPLOYS", "to": "BOX-ID"},
        {"from": "BOX-ID", "type": "MADE_BY", "to": "ORG-ID"},
    ],
}
OF_NAMES = [
    "TITLE-OF-IT",
    "SOURCE-ID",
    "SOURCE-TWO",
    "SOURCE-TITLE",
    "PUBLISHER",
    "https://URL",
    "SITE-ID",
    "SITE-NAME",
]
OF_NAMES += ["SITE-ALIAS", "NET-ID", "NET-NAME", "ORG-ID", "ORG-NAME", "BOX-ID", "BOX-NAME", "MODEL-NAME", "JP-ID"]
OF_NAMES += ["JURISDICTION-NAME", "KEY-VALUE", "CONTRACT-NAME", "35.123", "139.456"]
OF_SITES = ["TITLE-OF-IT", "SITE-ID", "SITE-NAME", "SITE-ALIAS", "35.123", "139.456", '"JP"', "LOCATED_IN"]
OF_SITES += ["KEY-VALUE", "CONTRACT-NAME"]
OF_PROPERTIES = ["PROPERTY-KEY", "PROPERTY-VALUE", "TAG", "LEI-VALUE", "PURPOSE-TEXT", "QUOTE-TEXT", "LOCATOR-TEXT"]
OF_PROPERTIES += ["SENSITIVITY-TEXT", "FUNCTION-TEXT", "CATEGORY-TEXT", "ROLE-TEXT"]
HIDDEN = {Redact.NAMES: OF_NAMES, Redact.SITES: OF_SITES, Redact.PROPERTIES: OF_PROPERTIES}


def secret():
    return Subgraph(graph(SECRET).dataset)


def spelled(subgraph):
    return "\n".join(to_json(subgraph.dataset))


@pytest.mark.parametrize("what", [[Redact.NAMES], [Redact.SITES], [Redact.PROPERTIES], list(Redact)], ids=str)
def test_what_is_redacted_is_gone_and_nothing_else(what):
    text = spelled(redacted(secret(), what, "key"))
    gone = {word for each in what for word in HIDDEN[each]}
    assert {word for word in gone if word in text} == set()
    assert {word for words in HIDDEN.values() for word in words if word not in gone and word not in text} == set()


def test_the_graph_stays_the_same_graph():
    before, after = secret().dataset, redacted(secret(), [Redact.NAMES], "key").dataset
    assert sorted(each.kind for each in after.entities.values()) == sorted(
        each.kind for each in before.entities.values()
    )
    assert sorted(verb for _, verb, _, _ in after.relations) == sorted(verb for _, verb, _, _ in before.relations)
    for source, _, target, _ in after.relations:
        assert {source, target} <= after.entities.keys()
    cited = {claim.source for each in after.relations.values() for claim in each.claims or ()}
    assert cited <= after.sources.keys()
    [site] = [each for each in after.entities.values() if each.kind is Kind.SITE]
    assert after.complete == {site.id: {"SERVED_BY": "2024-01-01"}}
    assert list(after.entities) == sorted(after.entities)
    assert list(after.relations) == sorted(after.relations)


def test_marks_stay_with_their_elements():
    before, after = risk(), redacted(risk(), [Redact.NAMES], "key")
    assert sorted(map(str, after.entities.values())) == sorted(map(str, before.entities.values()))
    [camp] = [name for name, mark in after.entities.items() if mark.verdict == "exposed"]
    assert camp.startswith("site-")
    assert after.relations.keys() == after.dataset.relations.keys()


def test_the_same_key_gives_the_same_pseudonyms_and_another_key_others():
    ids = [sorted(redacted(secret(), [Redact.NAMES], key).dataset.entities) for key in ("one", "one", "two")]
    assert ids[0] == ids[1]
    assert set(ids[0]) & set(ids[2]) == set()


def test_pseudonyms_agree_between_a_graph_and_a_part_of_it():
    part = {**SECRET, "relations": [], "entities": SECRET["entities"][:1]}
    one = redacted(Subgraph(graph(part).dataset), [Redact.NAMES], "key").dataset.entities
    assert one.keys() < redacted(secret(), [Redact.NAMES], "key").dataset.entities.keys()


@pytest.mark.parametrize("what", [Redact.NAMES, Redact.SITES])
def test_pseudonyms_without_a_key_are_refused(what):
    with pytest.raises(QuestionError, match="pseudonyms need a key"):
        redacted(secret(), [what], None)


def test_properties_need_no_key_and_nothing_to_redact_changes_nothing():
    assert "ORG-NAME" in json.dumps(spelled(redacted(secret(), [Redact.PROPERTIES], None)))
    subgraph = secret()
    assert redacted(subgraph, [], None) is subgraph


def test_what_is_left_is_a_graph_whose_claims_can_be_asked_for():
    left = Graph(redacted(secret(), [Redact.PROPERTIES], None).dataset)
    told = [claim.confidence for number in range(len(left.relations)) for claim, _ in left.claims_of(number)]
    assert told == [70]


def test_a_role_that_decides_who_is_restricted_stays():
    listed = {
        "graphx": "1",
        "entities": [
            {"id": "a", "kind": "organization", "name": "A"},
            {"id": "l", "kind": "restriction", "type": "list", "name": "L"},
        ],
        "relations": [{"from": "a", "type": "LISTED_ON", "to": "l", "role": "criteria"}],
    }
    left = redacted(Subgraph(graph(listed).dataset), list(Redact), "key").dataset
    assert [each.role for each in left.relations.values()] == ["criteria"]
