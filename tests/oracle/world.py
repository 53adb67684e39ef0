"""A document in a view, and what a search asks of it: what fits a node, where a step leads, what is undeclared."""

from __future__ import annotations

from typing import Any

from .logic import Truth, every, some
from .syntax import Node, Step
from .table import KINDS, ROLES, TYPES, enters, label, leaves
from .view import Document, View, fields_in_view, first_day, identity, relation_certainties

Hop = tuple[str, str, str, str | None, bool]


class World:
    """A document in a view."""

    def __init__(self, document: Document, view: View) -> None:
        """Read every relation once."""
        self.entities = {entity["id"]: entity for entity in document["entities"]}
        certainties = relation_certainties(document, view)
        self.relations = [
            (fields_in_view(relation, document, view), certainties[identity(relation)])
            for relation in document["relations"]
        ]
        self.declarations_hold = (
            "as_of" not in document or view.as_of == "any" or first_day(view.as_of) <= first_day(document["as_of"])
        )

    def fits(self, entity_id: str, node: Node | None) -> Truth:
        """Say whether an entity is what a node asks for."""
        if node is None:
            return True
        entity = self.entities[entity_id]
        has_label = some(_has_label(entity, name) for name in node.labels) if node.labels else True
        if has_label is False:
            return False
        return every([has_label, node.condition(lambda name: _value(entity, name))])

    def hops(self, entity: str, step: Step) -> list[tuple[str, Hop, Truth]]:
        """Return where a step may lead: the next entity, the hop, and true if certain, None if possible."""
        found: list[tuple[str, Hop, Truth]] = []
        for fields, certainty in self.relations:
            if certainty == "out" or fields["type"] not in step.types:
                continue
            ends = []
            if step.direction in {"out", "both"} and fields["from"] == entity:
                ends.append((fields["to"], False))
            if step.direction in {"in", "both"} and fields["to"] == entity:
                ends.append((fields["from"], True))
            if step.direction == "both" and fields["from"] == fields["to"]:
                ends = ends[:1]
            truth = every([True if certainty == "certain" else None, _meets(fields, step)]) if ends else False
            if truth is not False:
                found += [(end, (*identity(fields), reverse), truth) for end, reverse in ends]
        return found

    def undeclared(self, entity_id: str, step: Step) -> set[str]:
        """Return the types of a step that may leave an entity's kind and that it does not declare complete."""
        return {name for name in ways_out(self.entities[entity_id]["kind"], step) if not self.declares(entity_id, name)}

    def declares(self, entity_id: str, name: str) -> bool:
        """Say whether an entity declares that nothing is missing of a type (`<TYPE`: against the arrow)."""
        declared = self.entities[entity_id].get("complete", [])
        return self.declarations_hold and ("all" in declared or name in declared)


def ways_out(kind: str, step: Step) -> set[str]:
    """Return the types by which a step may leave a kind, written as in `complete`."""
    ways = set()
    for name in step.types:
        if step.direction in {"out", "both"} and leaves(name, kind):
            ways.add(name)
        if step.direction in {"in", "both"} and enters(name, kind) and name != "INTERCONNECTS_WITH":
            ways.add("<" + name)
    return ways


def _has_label(entity: dict[str, Any], name: str) -> Truth:
    kind = entity["kind"]
    possible: tuple[str, ...]
    if name in {"Entity", label(kind)}:
        return True
    if name in map(label, KINDS):
        return False
    if kind == "organization":
        possible, stated = ROLES, entity.get("roles")
    else:
        possible, stated = TYPES.get(kind, ()), [entity["type"]] if "type" in entity else None
    if name not in map(label, possible):
        return False
    return None if stated is None else name in map(label, stated)


def _meets(fields: dict[str, Any], step: Step) -> Truth:
    return step.condition(lambda name: _value(fields, name))


def _value(element: dict[str, Any], name: str) -> Any:
    return element[name] if name in element else element.get("properties", {}).get(name)
