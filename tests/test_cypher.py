"""The Cypher that travels with the package agrees with the model."""

from __future__ import annotations

import re
from pathlib import Path

from graphx.model.vocabulary import LABELS, Type

SCHEMA = Path(__file__).parent.parent / "cypher" / "schema.cypher"


def test_every_relation_type_and_the_entities_have_a_constraint():
    text = SCHEMA.read_text(encoding="utf-8")
    assert re.findall(r"FOR \(\)-\[relation:(\w+)\]-\(\) REQUIRE relation\.id IS UNIQUE;", text) == sorted(Type)
    assert text.count("FOR (entity:Entity) REQUIRE entity.id IS UNIQUE;") == 1
    names = re.findall(r"CREATE CONSTRAINT (\w+) IF NOT EXISTS", text)
    assert len(names) == len(set(names)) == len(Type) + 1


def test_names_follow_cypher_custom():
    assert all(re.fullmatch(r"[A-Z][A-Z_]*[A-Z]", verb) for verb in Type)
    assert all(re.fullmatch(r"([A-Z][a-z]+)+", label) for label in LABELS)
