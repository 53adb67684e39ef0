"""A catalogue of Backstage that graphx wrote and somebody edited: what was added is taken, what contradicts is told, nothing crashes."""

from __future__ import annotations

import json
import random
import re

import pytest

from graphx.model.subgraph import Subgraph
from graphx.model.vocabulary import Type
from graphx.readers.imports import import_files
from tests.notation import graph
from tests.readers.imported import imported
from tests.readers.imported import told as remarks
from tests.readers.test_imports_fuzzed import outcome, twisted
from tests.writers.test_backstage import case, documents, written


def edited(write, *changes, subgraph=None):
    text = written(subgraph or case())
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return imported(write, "backstage", text, name="catalog-info.yaml")


def what(found):
    return [re.sub(r"at \S+:\d+", "at HERE", remark.partition(": ")[2]) for remark in remarks(found)]


def test_a_name_and_a_tag_and_a_description_that_were_edited_are_taken(write):
    found = edited(
        write, ('title: "Box"', 'title: "Crate"\n  description: "Holds things"'), ('- "rack-1"', '- "rack-2"')
    )
    box = found.dataset.entities["box"]
    assert (box.name, box.tags, box.properties) == ("Crate", ("rack-2",), {"description": "Holds things"})
    assert found.remarks == []


def test_a_description_that_says_otherwise_is_told_and_so_is_a_kind(write):
    box = {"id": "box", "kind": "component", "name": "Box", "properties": {"description": "One", "lifecycle": "old"}}
    subgraph = Subgraph(graph({"graphx": "1", "entities": [box]}).dataset)
    found = edited(write, ('description: "One"', 'description: "Two"'), ("kind: Resource", "kind: Group"), subgraph=subgraph)  # fmt: skip
    assert found.dataset.entities["box"].properties == {"description": "One", "lifecycle": "old"}
    assert what(found) == [
        "kept: box is a component, and stays one; the catalogue has it as a group",
        "kept: the properties.description of box is One at HERE, and stays so; here it is Two",
    ]


def test_a_word_that_was_added_is_one_more_relation_and_one_that_was_taken_out_is_told(write):
    found = edited(
        write,
        ("  dependsOn:\n    - resource:default/box\n    - component:default/lib\n", "  dependsOn:\n    - resource:default/box\n    - resource:default/new\n"),
        ('  name: "lib"\n', '  name: "lib"\n  namespace: "default"\n'),
    )  # fmt: skip
    [added] = [each for identity, each in found.dataset.relations.items() if identity.target.startswith("backstage/")]
    assert (added.from_, added.type, added.to) == ("app", "HAS_PART", "backstage/resource/default/new")
    assert added.claims[0].source == "backstage"
    assert len(found.dataset.relations) == len(case().dataset.relations) + 1
    assert what(found) == [
        "kept: dependsOn joins app and lib no more: the annotation of graphx does, and stays",
        "kept: resource:default/new is not in the files, and is taken by its name",
    ]


def test_an_entity_that_was_added_names_ours_and_one_that_was_taken_out_is_missed(write):
    text = written(case())
    more = "---\nkind: Component\nmetadata: {name: web}\nspec: {owner: team, dependsOn: ['component:app']}\n"
    parts = [part for part in text.split("---\n") if 'name: "lib"' not in part]
    found = imported(write, "backstage", "---\n".join(parts) + more, name="catalog-info.yaml")
    own = {
        (each.from_, each.type, each.to) for each in found.dataset.relations.values() if "web" in each.from_ + each.to
    }
    assert own == {
        ("backstage/component/default/web", Type.HAS_PART, "app"),
        ("team", Type.DEPLOYS, "backstage/component/default/web"),
    }
    assert "partly lost: app HAS_PART lib: nothing here is called lib" in what(found)


def test_the_api_of_a_catalogue_gives_back_the_same(write):
    entities = documents(written(case(title="Whole")))
    for each in entities:
        each["relations"] = [{"type": "ownerOf", "targetRef": "component:default/app"}] if each["metadata"]["name"] == "firm" else []  # fmt: skip
    found = imported(write, "backstage", json.dumps({"items": entities}), name="entities.json")
    assert (found.dataset.entities, found.dataset.relations) == (case().dataset.entities, case().dataset.relations)
    assert (found.dataset.documents[0].title, found.dataset.as_of_days, found.remarks) == ("Whole", ["2024-01-01"], [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("'[{\"to\": \"acme\"}]'", "'[{'", "partly lost: graphx.org/MADE_BY is no JSON"),
        ("'[{\"to\": \"acme\"}]'", "'[1]'", "partly lost: graphx.org/MADE_BY is no list of objects"),
        ("'[{\"to\": \"acme\"}]'", "'[{}]'", "partly lost: box MADE_BY None: nothing here is called None"),
        ("'[{\"to\": \"acme\"}]'", "'[{\"to\": \"acme\", \"share\": 2}]'", "partly lost: box MADE_BY acme: share 2"),
        ("'[\"ops\", \"Sea Cables\"]'", "'{}'", ""),
        ('graphx.org/lat: "35.5"', 'graphx.org/lat: "far"', "partly lost: camp: lat far"),
        ('graphx.org/lat: "35.5"', 'graphx.org/late: "x"', "partly lost: camp: late x"),
        ('graphx.org/id: "lib"', 'graphx.org/id: "l b"', "skipped: l b: its id cannot be l b"),
        ('graphx.org/kind: "site"', 'graphx.org/kind: "place"', "kept: the annotations of resource:default/camp tell no id and kind"),
        ('graphx.org/sources: "[]"', 'graphx.org/sources: "{}"', "partly lost: graphx.org/sources is no list"),
    ],
)  # fmt: skip
def test_annotations_that_were_spoilt_are_told(write, old, new, said):
    found = edited(write, (old, new))
    assert not said or any(each.startswith(said) for each in what(found)), what(found)


def test_whatever_else_becomes_of_annotations_is_said_and_stops_nothing(tmp_path):
    entities = documents(written(case()))
    draw = random.Random("backstage")
    path = tmp_path / "entities.json"
    seen = set()
    for _ in range(200):
        path.write_text(json.dumps(twisted(entities, draw)), encoding="utf-8")
        seen.add(outcome(lambda: import_files("backstage", [path])))
        each = draw.choice(entities)["metadata"]["annotations"]
        each[draw.choice([*each])] = draw.choice(["", "[]", "{}", "[[]]", '{"a": {}}', "1e999", '[{"to": []}]', "[{}, 1]", "x"])  # fmt: skip
    assert "imported" in seen


def test_two_catalogues_that_speak_of_two_days_are_told_apart(write):
    texts = [written(case(as_of=day)) for day in ("2023-01-01", "2024-01-01")]
    found = imported(write, "backstage", *texts, name="catalog-info.yaml")
    assert found.dataset.as_of_days == ["2023-01-01"]
    assert what(found) == ["kept: it speaks of 2024-01-01, and the import of 2023-01-01"]
