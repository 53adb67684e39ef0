"""BloodHound OpenGraph: nodes with kinds, edges with a kind, and properties that are no objects.

Source: https://bloodhound.specterops.io/opengraph/developer/schema
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from graphx.model.json_text import json_text
from graphx.model.vocabulary import ANY_LABEL, Kind
from graphx.writers.attribute_columns import attributes_of_entities, attributes_of_relations
from graphx.writers.document import head_of, with_commas
from graphx.writers.labels import labels_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphx.model.subgraph import Subgraph
    from graphx.writers.attribute_columns import Attributed
    from graphx.writers.attributes import Value
    from graphx.writers.exporter import Lost, Wishes

MOST_KINDS: Final = 3
"""More the program does not take."""
RESERVED: Final = frozenset({"objectid"})


def to_opengraph(subgraph: Subgraph, _wishes: Wishes, lost: Lost) -> Iterator[str]:
    """Yield the JSON of a payload, an element to a line; names of properties are lower case, with `_` for what is no letter or digit."""
    dataset = subgraph.dataset
    lost.add(
        "source record (its id stays with the relations)",
        "source records (their ids stay with the relations)",
        len(dataset.sources),
    )
    lost.add("word on the whole (title, as_of)", "words on the whole (title, as_of)", len(head_of(dataset)))
    yield '{"metadata": {"source_kind": "Graphx"},'
    yield '"graph": {"nodes": ['
    yield from with_commas(_nodes(subgraph, lost))
    yield '], "edges": ['
    yield from with_commas(_edges(subgraph, lost))
    yield "]}}"


def _nodes(subgraph: Subgraph, lost: Lost) -> Iterator[str]:
    entities = subgraph.dataset.entities
    rows = _rows(attributes_of_entities(entities, subgraph.entities), lost, "name", "kind", "roles", "type")
    for id_, (properties, name, *looked) in zip(entities, rows, strict=True):
        node = f'"id": {json_text(id_)}, "kinds": {_kinds(*looked)}'
        yield f'{{{node}, "properties": {{{properties}, "displayname": {json_text(name)}}}}}'


@cache  # of the few; there may be many nodes
def _kinds(kind: str, roles: str, what: str) -> str:
    labels = labels_by(Kind(kind), json.loads(roles or "[]"), what)
    return json_text([*dict.fromkeys([*labels[: MOST_KINDS - 1], ANY_LABEL])])


def _edges(subgraph: Subgraph, lost: Lost) -> Iterator[str]:
    relations = subgraph.dataset.relations
    rows = _rows(attributes_of_relations(relations, subgraph.relations), lost)
    for identity, (properties,) in zip(relations, rows, strict=True):
        ends = {
            "kind": identity.type.value,
            "start": {"match_by": "id", "value": identity.source},
            "end": {"match_by": "id", "value": identity.target},
        }
        yield f'{json_text(ends)[:-1]}, "properties": {{{properties}}}}}'


def _rows(elements: Attributed, lost: Lost, *names: str) -> Iterator[Sequence[str]]:
    """Yield the properties of each element, and some of its attributes as text; keys that are spelt otherwise are counted."""
    names_of = _spelt(elements.kinds())

    def member(name: str, value: Value) -> str:
        return f"{json_text(names_of[name])}: {json_text(value)}"

    def respelt(name: str, _: Value) -> str:
        return "" if names_of[name] == name.replace(".", "_", 1) else "1"

    for properties, counted, *told in elements.rows(member, respelt, *names, between=", "):
        lost.add("spelling of a key", "spellings of keys", counted.count("1"))
        yield properties, *told


def _spelt(names: Iterable[str]) -> dict[str, str]:
    """Return names that the program takes, by attribute; those that would share one are told apart by a number."""
    taken: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "property"
        free, number = plain, 1
        while free in taken or free in RESERVED:
            number += 1
            free = f"{plain}_{number}"
        taken[free] = name
    return {name: free for free, name in taken.items()}
