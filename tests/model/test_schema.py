from __future__ import annotations

from datetime import date

import pytest
import yaml
from jsonschema import Draft202012Validator

from graphx.model.schema import document_schema, policy_schema
from graphx.readers.policies import bundled_policies

SCHEMA = document_schema()
VALIDATOR = Draft202012Validator(SCHEMA)

WHOLE = {
    "graphx": 1,
    "title": "A title",
    "as_of": "2019-07-01",
    "sources": [{"id": "s", "derived_from": ["t"]}],
    "entities": [
        {"id": "a", "kind": "site", "name": "A", "type": "port", "lat": 3, "properties": {"x": True}},
        {"id": "l", "kind": "restriction", "name": "L", "extends_to": [{"calculator": "cascade", "threshold": 0.5}]},
        {"id": "j", "kind": "jurisdiction", "name": "J", "country": "CN-XJ"},
    ],
    "relations": [
        {
            "from": "a",
            "type": "SERVED_BY",
            "to": "b",
            "share": 0.5,
            "claims": [{"source": "s", "says": {"until": "2020"}}],
        }
    ],
}


def faults(document: object) -> list[str]:
    return sorted("/".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(document))


def test_the_schema_is_a_schema_of_the_draft_that_it_names():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_whole_document_is_valid():
    assert faults(WHOLE) == []


@pytest.mark.parametrize("word", ["cascade", {"calculator": "cascade"}])
def test_the_reach_of_a_restriction_may_be_a_word_or_one_map(word):
    entity = {"id": "l", "kind": "restriction", "name": "L", "extends_to": word}
    assert faults({**WHOLE, "entities": [entity]}) == []


ENTITY = {"id": "a", "kind": "site", "name": "A"}
RELATION = {"from": "a", "type": "SERVED_BY", "to": "b"}
REFUSED = {
    "an unknown section": {**WHOLE, "entitys": []},
    "no version": {"entities": []},
    "another version": {**WHOLE, "graphx": 2},
    "an unknown field of an entity": {**WHOLE, "entities": [{**ENTITY, "colour": "red"}]},
    "a field of another kind": {**WHOLE, "entities": [{**ENTITY, "roles": ["vendor"]}]},
    "an unknown kind": {**WHOLE, "entities": [{**ENTITY, "kind": "company"}]},
    "an id with a blank": {**WHOLE, "entities": [{**ENTITY, "id": "a b"}]},
    "an unknown field of a relation": {**WHOLE, "relations": [{**RELATION, "colour": "red"}]},
    "the name of a field in Python": {**WHOLE, "relations": [{"from_": "a", "type": "SERVED_BY", "to": "b"}]},
    "an unknown type": {**WHOLE, "relations": [{**RELATION, "type": "OWNS"}]},
    "a confidence above 100": {**WHOLE, "relations": [{**RELATION, "claims": [{"confidence": 101}]}]},
    "an unknown field of a source": {**WHOLE, "sources": [{"id": "s", "colour": "red"}]},
}


@pytest.mark.parametrize("document", REFUSED.values(), ids=REFUSED)
def test_what_the_model_refuses_the_schema_refuses(document):
    assert len(faults(document)) > 0


def texts(value):
    """Return YAML's days as the text that a document holds."""
    if isinstance(value, dict):
        return {key: texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [texts(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def test_every_bundled_policy_fits_the_schema_of_policies_and_a_wrong_one_does_not():
    schema = Draft202012Validator(policy_schema())
    for name, path in bundled_policies().items():
        pack = texts(yaml.safe_load(path.read_text(encoding="utf-8")))
        schema.validate(pack)
        assert not schema.is_valid({**pack, "forse": "statute"}), name
        assert not schema.is_valid({**pack, "rules": []}), name
