"""A Cypher script for Neo4j 5: constraints, then entities, sources and relations, each merged, so that it may be run again.

A script has no parameters, so values stand in it as literals: text between single quotes. A backslash and a quote mark
are escaped by a backslash, and what follows a backslash is never a `u`: before Neo4j reads strings it replaces a backslash,
`u` and four digits wherever they stand, and a quote mark so hidden would end the string. Labels, types and names of properties are the
model's own; a property whose name is no plain word, or one that graphx uses, stands in the text `graphx_properties`.
Source: https://neo4j.com/docs/cypher-manual/5/syntax/parsing/, and CVEs of products that escaped by backticks.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from graphx.model.batches import batches
from graphx.model.records import ENTITY_FIELDS, EXACTLY, RELATION_FIELDS
from graphx.model.vocabulary import ANY_LABEL, Type
from graphx.writers.attributes import MARK, TOLD, Attributes, of_entity, of_relation, of_source
from graphx.writers.labels import labels_of, relation_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from graphx.model.subgraph import Subgraph
    from graphx.writers.exporter import Lost, Wishes

BATCH: Final = 500
"""Rows of one statement: one transaction each."""
LARGEST: Final = 2**63
"""The first integer that Neo4j does not hold; it is written as text."""
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MAPS: Final = ("identifiers", "properties")
_OF_RELATION: Final = RELATION_FIELDS | TOLD | {"id", *EXACTLY.values()}
_BEGINNINGS: Final = ("graphx_", MARK)
"""How the names begin that graphx uses for what it found."""


def to_cypher(subgraph: Subgraph, _wishes: Wishes, _lost: Lost) -> Iterator[str]:
    """Yield the lines of a script; `cypher-shell --file` runs it."""
    dataset = subgraph.dataset
    yield "// what graphx exported; every statement may be run again"
    yield f"CREATE CONSTRAINT graphx_entity_id IF NOT EXISTS FOR (entity:{ANY_LABEL}) REQUIRE entity.id IS UNIQUE;"
    for verb in sorted({identity.type for identity in dataset.relations}):
        name = f"graphx_{verb.value.lower()}_id"
        relation = f"()-[relation:{verb.value}]-()"
        yield f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR {relation} REQUIRE relation.graphx_id IS UNIQUE;"
    by_labels: defaultdict[str, list[str]] = defaultdict(list)
    for name, entity in dataset.entities.items():
        by_labels[":".join(dict.fromkeys(labels_of(entity)))].append(name)
    for labels, names in sorted(by_labels.items()):
        rows = (
            {
                "id": name,
                "fields": _named(of_entity(dataset.entities[name], subgraph.entities.get(name)), ENTITY_FIELDS),
            }
            for name in names
        )
        yield from _statements(
            rows, f"MERGE (entity:{ANY_LABEL} {{id: row.id}}) SET entity:{labels}, entity += row.fields"
        )
    sources = ({"id": name, "fields": _named(of_source(source), ())} for name, source in dataset.sources.items())
    yield from _statements(sources, "MERGE (source:Source {id: row.id}) SET source += row.fields")
    for verb in sorted(Type):
        yield from _statements(
            _relations(subgraph, verb),
            f"MATCH (source:{ANY_LABEL} {{id: row.source}}) MATCH (target:{ANY_LABEL} {{id: row.target}})"
            f" MERGE (source)-[relation:{verb.value} {{graphx_id: row.id}}]->(target) SET relation += row.fields",
        )


def _relations(subgraph: Subgraph, verb: Type) -> Iterator[dict[str, Any]]:
    for identity, relation in subgraph.dataset.relations.items():
        if identity.type is verb:
            fields = _named(of_relation(relation, subgraph.relations.get(identity)), _OF_RELATION)
            yield {"id": relation_id(identity), "source": identity.source, "target": identity.target, "fields": fields}


def _statements(rows: Iterator[dict[str, Any]], action: str) -> Iterator[str]:
    for batch in batches(rows, BATCH):
        yield "UNWIND ["
        for number, row in enumerate(batch, start=1):
            yield f"  {literal(row)}{',' if number < len(batch) else ''}"
        yield f"] AS row {action};"


def _named(attributes: Attributes, reserved: Collection[str]) -> dict[str, Any]:
    """Return attributes under plain names: maps of identifiers as a list of texts, properties under their own names.

    A property with a reserved name would be read as what graphx says of the element, though it says nothing of the kind.
    """
    named: dict[str, Any] = {name: value for name, value in attributes.items() if "." not in name}
    identifiers = [f"{key}:{value}" for map_, key, value in _inner(attributes) if map_ == "identifiers"]
    if identifiers:
        named["identifiers"] = identifiers
    others: dict[str, Any] = {}
    for map_, key, value in _inner(attributes):
        if map_ == "properties":
            is_free = _WORD.fullmatch(key) and key not in reserved and not key.startswith(_BEGINNINGS)
            (named if is_free else others)[key] = value
    if others:
        named["graphx_properties"] = json.dumps(others, ensure_ascii=False)
    return named


def _inner(attributes: Attributes) -> Iterator[tuple[str, str, Any]]:
    for name, value in attributes.items():
        map_, dot, key = name.partition(".")
        if dot and map_ in _MAPS:
            yield map_, key, value


_ESCAPES: Final = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL: Final = re.compile(r"[\\'\n\r\t]")
_HIDDEN: Final = re.compile(r"\\\\(?=u)")


def literal(value: object) -> str:
    r"""Return a value as Cypher writes it.

    >>> print(literal({"name": "O'Neill", "tags": ["a"], "known": True, "path": "c:\\users"}))
    {name: 'O\'Neill', tags: ['a'], known: true, path: 'c:\\' + 'users'}
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) or (isinstance(value, int) and -LARGEST <= value < LARGEST):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_plain(key)}: {literal(each)}' for key, each in value.items())}}}"
    escaped = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], str(value))
    return f"'{_HIDDEN.sub(lambda match: match[0] + chr(39) + ' + ' + chr(39), escaped)}'"


def _plain(key: str) -> str:
    if not _WORD.fullmatch(key):
        message = f"{key!r} is no plain word"
        raise ValueError(message)
    return key
