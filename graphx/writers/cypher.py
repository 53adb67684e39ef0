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
from functools import cache
from typing import TYPE_CHECKING, Final

from graphx.model.json_text import json_text
from graphx.model.records import ENTITY_FIELDS, EXACTLY, RELATION_FIELDS
from graphx.model.vocabulary import ANY_LABEL, Kind
from graphx.writers.attribute_columns import attributes_of_entities, attributes_of_relations, attributes_of_sources
from graphx.writers.attributes import MARK, TOLD
from graphx.writers.document import with_commas
from graphx.writers.labels import labels_by, relation_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from graphx.model.subgraph import Subgraph
    from graphx.writers.attribute_columns import Attributed
    from graphx.writers.attributes import Value
    from graphx.writers.exporter import Lost, Wishes

    Row = tuple[str, str]
    """What it has in common with others, and itself as a literal."""

BATCH: Final = 500
"""Rows of one statement: one transaction each."""
LARGEST: Final = 2**63
"""The first integer that Neo4j does not hold; it is written as text."""
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OF_RELATION: Final = RELATION_FIELDS | TOLD | {"id", *EXACTLY.values()}
_BEGINNINGS: Final = ("graphx_", MARK)
"""How the names begin that graphx uses for what it found."""


def to_cypher(subgraph: Subgraph, _wishes: Wishes, _lost: Lost) -> Iterator[str]:
    """Yield the lines of a script; `cypher-shell --file` runs it."""
    yield "// what graphx exported; every statement may be run again"
    yield f"CREATE CONSTRAINT graphx_entity_id IF NOT EXISTS FOR (entity:{ANY_LABEL}) REQUIRE entity.id IS UNIQUE;"
    for verb in sorted({identity.type.value for identity in subgraph.dataset.relations}):
        name = f"graphx_{verb.lower()}_id"
        relation = f"()-[relation:{verb}]-()"
        yield f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR {relation} REQUIRE relation.graphx_id IS UNIQUE;"
    for labels, rows in _together(_entities(subgraph)):
        yield from _statement(
            rows, f"MERGE (entity:{ANY_LABEL} {{id: row.id}}) SET entity:{labels}, entity += row.fields"
        )
    for _, rows in _together(_sources(subgraph)):
        yield from _statement(rows, "MERGE (source:Source {id: row.id}) SET source += row.fields")
    for verb, rows in _together(_relations(subgraph)):
        yield from _statement(
            rows,
            f"MATCH (source:{ANY_LABEL} {{id: row.source}}) MATCH (target:{ANY_LABEL} {{id: row.target}})"
            f" MERGE (source)-[relation:{verb} {{graphx_id: row.id}}]->(target) SET relation += row.fields",
        )


def _entities(subgraph: Subgraph) -> Iterator[Row]:
    entities = subgraph.dataset.entities
    told = _fields(attributes_of_entities(entities, subgraph.entities), ENTITY_FIELDS, "kind", "roles", "type")
    for id_, (fields, *looked) in zip(entities, told, strict=True):
        yield _labels(*looked), f"{{id: {literal(id_)}, {fields}}}"


@cache  # of the few; there may be many entities
def _labels(kind: str, roles: str, what: str) -> str:
    return ":".join(dict.fromkeys(labels_by(Kind(kind), json.loads(roles or "[]"), what)))


def _sources(subgraph: Subgraph) -> Iterator[Row]:
    sources = subgraph.dataset.sources
    for id_, (fields,) in zip(sources, _fields(attributes_of_sources(sources), ()), strict=True):
        yield "", f"{{id: {literal(id_)}, {fields}}}"


def _relations(subgraph: Subgraph) -> Iterator[Row]:
    relations = subgraph.dataset.relations
    told = _fields(attributes_of_relations(relations, subgraph.relations), _OF_RELATION)
    for identity, (fields,) in zip(relations, told, strict=True):
        ends = f"source: {literal(identity.source)}, target: {literal(identity.target)}"
        yield identity.type.value, f"{{id: '{relation_id(identity)}', {ends}, {fields}}}"


def _together(rows: Iterable[Row]) -> Iterator[tuple[str, list[str]]]:
    """Yield rows with what they have in common, so many at once: when they are that many, and of what is left in the end."""
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for common, row in rows:
        waiting[common].append(row)
        if len(waiting[common]) == BATCH:
            yield common, waiting.pop(common)
    yield from sorted(waiting.items())


def _statement(rows: Iterable[str], action: str) -> Iterator[str]:
    yield "UNWIND ["
    yield from with_commas(f"  {row}" for row in rows)
    yield f"] AS row {action};"


def _fields(elements: Attributed, reserved: Collection[str], *names: str) -> Iterator[Sequence[str]]:
    """Yield the fields of each element, and some of its attributes as text.

    Maps of identifiers are a list of texts, properties stand under their own names. One with a reserved name would be read as what
    graphx says of the element, though it says nothing of the kind.
    """

    def is_free(key: str) -> bool:
        return bool(_WORD.fullmatch(key)) and key not in reserved and not key.startswith(_BEGINNINGS)

    def plain(name: str, value: Value) -> str:
        return "" if "." in name else _member(name, value)

    def identifier(name: str, value: Value) -> str:
        scheme = name.removeprefix("identifiers.")
        return "" if scheme == name else literal(f"{scheme}:{value}")

    def free(name: str, value: Value) -> str:
        key = name.removeprefix("properties.")
        return _member(key, value) if key != name and is_free(key) else ""

    def other(name: str, value: Value) -> str:
        key = name.removeprefix("properties.")
        return "" if key == name or is_free(key) else f"{json_text(key)}: {json_text(value)}"

    for told, identifiers, own, others, *looked in elements.rows(plain, identifier, free, other, *names, between=", "):
        listed = f"identifiers: [{identifiers}]" if identifiers else ""
        whole = f"graphx_properties: {literal(f'{{{others}}}')}" if others else ""
        yield f"fields: {{{', '.join(filter(None, (told, listed, own, whole)))}}}", *looked


_ESCAPES: Final = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL: Final = re.compile(r"[\\'\n\r\t]")
_HIDDEN: Final = re.compile(r"\\\\(?=u)")


def literal(value: object) -> str:
    r"""Return a value as Cypher writes it.

    >>> print(literal({"name": "O'Neill", "tags": ["a"], "known": True, "path": "c:\\users"}))
    {name: 'O\'Neill', tags: ['a'], known: true, path: 'c:\\' + 'users'}
    """
    if type(value) is str and value.isprintable() and "'" not in value and "\\" not in value:
        return f"'{value}'"  # as almost all are
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) or (isinstance(value, int) and -LARGEST <= value < LARGEST):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(_member(key, each) for key, each in value.items())}}}"
    escaped = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], str(value))
    return f"'{_HIDDEN.sub(lambda match: match[0] + chr(39) + ' + ' + chr(39), escaped)}'"


def _member(key: str, value: object) -> str:
    if not _WORD.fullmatch(key):
        message = f"{key!r} is no plain word"
        raise ValueError(message)
    return f"{key}: {literal(value)}"
