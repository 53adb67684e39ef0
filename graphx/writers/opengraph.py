"""BloodHound OpenGraph: nodes with kinds, edges with a kind, and properties that are no objects.

Source: https://bloodhound.specterops.io/opengraph/developer/schema
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from graphx.model.vocabulary import ANY_LABEL
from graphx.writers.attributes import Attributes, of_entity, of_relation
from graphx.writers.document import head_of
from graphx.writers.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model.subgraph import Subgraph
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
    last = len(dataset.entities) - 1
    for number, (name, entity) in enumerate(dataset.entities.items()):
        kinds = labels_of(entity)[: MOST_KINDS - 1]
        properties = _properties(of_entity(entity, subgraph.entities.get(name)), lost)
        properties["displayname"] = entity.name
        node = {"id": name, "kinds": [*dict.fromkeys([*kinds, ANY_LABEL])], "properties": properties}
        yield json.dumps(node, ensure_ascii=False) + ("," if number < last else "")
    yield '], "edges": ['
    last = len(dataset.relations) - 1
    for number, (identity, relation) in enumerate(dataset.relations.items()):
        edge = {
            "kind": identity.type.value,
            "start": {"match_by": "id", "value": identity.source},
            "end": {"match_by": "id", "value": identity.target},
            "properties": _properties(of_relation(relation, subgraph.relations.get(identity)), lost),
        }
        yield json.dumps(edge, ensure_ascii=False) + ("," if number < last else "")
    yield "]}}"


def _properties(attributes: Attributes, lost: Lost) -> dict[str, Any]:
    """Return attributes under names that the program takes; two that would share one are told apart by a number, and other names are counted."""
    found: dict[str, Any] = {}
    for name, value in attributes.items():
        plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "property"
        taken, number = plain, 1
        while taken in found or taken in RESERVED:
            number += 1
            taken = f"{plain}_{number}"
        found[taken] = value
        lost.add("spelling of a key", "spellings of keys", taken != name.replace(".", "_", 1))
    return found
