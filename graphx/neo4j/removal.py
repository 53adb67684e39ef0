"""Taking away nodes that graphx wrote: what others' relations hold stays, and bears nothing of graphx but what tells which it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphx.model.batches import batches
from graphx.model.vocabulary import ANY_LABEL
from graphx.neo4j.layout import (
    EXPOSURE,
    FINDING_KEYS,
    GONE,
    OWN_ENTITY_KEYS,
    OWN_LABELS,
    OWN_SOURCE_KEYS,
    SOURCE,
    VERDICT_LABELS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphx.neo4j.client import Server


class Borne(NamedTuple):
    """What graphx writes on nodes of a label: keys and labels that go with it, and keys that stay on a node that stays."""

    own: Sequence[str]
    labels: Sequence[str]
    kept: Sequence[str] = ("id",)


BORNE: Final = {
    ANY_LABEL: Borne(OWN_ENTITY_KEYS, OWN_LABELS, ("id", "name")),
    SOURCE: Borne(OWN_SOURCE_KEYS, (SOURCE,)),
    EXPOSURE: Borne(FINDING_KEYS, (EXPOSURE, *VERDICT_LABELS)),  # its name is the verdict
}
_OWN_LINKS: Final = "MATCH (element)-[own]-() WHERE own.graphx_dataset = $dataset DELETE own"
_UNHELD: Final = "  AND NOT EXISTS { (element)--() } DELETE element"
_HELD: Final = "RETURN count(element) AS count"
_RELEASE: Final = f"""\
WITH element,
     [key IN keys(element) WHERE NOT key IN $kept
       AND (key STARTS WITH 'graphx_' OR key IN $own OR key IN coalesce(element.graphx_keys, []))] AS gone,
     [label IN labels(element) WHERE label IN $labels] AS lost
FOREACH (key IN gone | SET element[key] = null)
REMOVE element:$(lost)
SET element:{GONE}"""


def remove_nodes(
    server: Server, label: str, condition: str, ids: Sequence[str], parameters: Mapping[str, Any], batch: int
) -> int:
    """Remove a dataset's nodes of a label by their ids, where a condition on `element` holds; return how many others hold.

    `parameters` are the dataset and those of the condition. Done twice, it gives the same.

    Raises:
        ServerError: the server is gone, or refuses.
    """
    node = f"UNWIND $ids AS id\nMATCH (element:{label} {{graphx_dataset: $dataset, id: id}}) WHERE {condition}\n"
    held = 0
    for some in batches(ids, batch):
        told = {**parameters, "ids": some}
        server.write(node + _OWN_LINKS, told)
        server.write(node + _UNHELD, told)
        if left := server.read(node + _HELD, told)[0]["count"]:
            held += left
            server.write(node + _RELEASE, {**told, **BORNE[label]._asdict()})
    return held
