"""The Cypher that travels with the package agrees with the model."""

from __future__ import annotations

import re
from pathlib import Path

from graphx.model.vocabulary import LABELS, Type
from graphx.neo4j.layout import constraints

SCHEMA = Path(__file__).parent.parent / "cypher" / "schema.cypher"


def test_the_schema_holds_the_constraints_of_a_push():
    statements = [text.strip() for text in re.sub(r"(?m)^//.*$", "", SCHEMA.read_text(encoding="utf-8")).split(";")]
    assert [text for text in statements if text] == list(constraints().values())


def test_names_follow_cypher_custom():
    assert all(re.fullmatch(r"[A-Z][A-Z_]*[A-Z]", verb) for verb in Type)
    assert all(re.fullmatch(r"([A-Z][a-z]+)+", label) for label in LABELS)
