"""Who is restricted in a view (3.2): by listing, ownership, succession, "A or B", or the question itself."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from .ownership import USUAL, reached, stakes
from .view import (
    Document,
    View,
    certainty_by_status,
    certainty_by_time,
    identity,
    relation_certainties,
    strongest,
    weakest,
)


def standing(fields: dict[str, Any], view: View) -> str:
    """Return the certainty of a restriction, or of one of its rules, by its own dates and status."""
    return weakest([certainty_by_time(fields, view), certainty_by_status(fields, view)])


def restricting(document: Document, lists: Collection[str]) -> list[dict[str, Any]]:
    """Return the restrictions that the question asks about and that restrict at all."""
    return [
        entity
        for entity in document["entities"]
        if entity["kind"] == "restriction"
        and entity.get("type") not in {"white_list", "waiver"}
        and (not lists or entity["id"] in lists)
    ]


def rules_in_force(restriction: dict[str, Any], view: View) -> list[tuple[str, Fraction, str]]:
    """Return the ownership rules of a restriction that are in force: calculator, threshold, certainty."""
    rules = restriction.get("extends_to", [])
    found = []
    for rule in rules if isinstance(rules, list) else [rules]:
        fields = {"calculator": rule} if isinstance(rule, str) else rule
        certainty = weakest([standing(restriction, view), standing(fields, view)])
        if fields["calculator"] != "none" and certainty != "out":
            usual = USUAL[fields["calculator"]]
            found.append((fields["calculator"], Fraction(str(fields.get("threshold", usual))), certainty))
    return found


def extends_by_ownership(document: Document, lists: Collection[str], view: View) -> bool:
    """Say whether a restriction in force has an ownership rule in force."""
    return any(rules_in_force(restriction, view) for restriction in restricting(document, lists))


def restricted_entities(
    document: Document, *, lists: Collection[str], named: Collection[str], view: View
) -> dict[str, str]:
    """Return the certainty of every restricted organization and component: the least fixpoint of the rules."""
    certainties = relation_certainties(document, view)
    found = {entity["id"]: "out" for entity in document["entities"]}
    for restriction in restricting(document, lists):
        alone = {
            entity["id"]: strongest(["out", *_by_listing(entity["id"], document, certainties, [restriction["id"]], view)])
            for entity in document["entities"]
        }
        alone = _spread(document, certainties, alone)
        alone = _by_ownership(document, certainties, alone, rules_in_force(restriction, view), view)
        found = {entity: strongest([found[entity], alone[entity]]) for entity in found}
    found = _spread(document, certainties, found)
    # what the question names is an end by itself: only a listing reaches further
    found |= dict.fromkeys(named, "certain")
    return {entity: certainty for entity, certainty in found.items() if certainty != "out"}


def _spread(document: Document, certainties: dict[Any, str], found: dict[str, str]) -> dict[str, str]:
    grown = {
        entity["id"]: strongest(
            [
                found[entity["id"]],
                *_by_succession(entity["id"], document, certainties, found),
                _by_members(entity, document, certainties, found),
            ]
        )
        for entity in document["entities"]
    }
    return found if grown == found else _spread(document, certainties, grown)


def _by_ownership(
    document: Document,
    certainties: dict[Any, str],
    listed: dict[str, str],
    rules: list[tuple[str, Fraction, str]],
    view: View,
) -> dict[str, str]:
    states = {entity["id"] for entity in document["entities"] if "state" in entity.get("roles", [])}
    by_bound = {certain: stakes(document, certainties, view, certain=certain) for certain in (True, False)}
    found = listed
    while True:
        grown = dict(found)
        for certain, (shares, controls) in by_bound.items():
            level = "certain" if certain else "possible"
            for calculator, threshold, in_force in rules:
                if certain and in_force != "certain":
                    continue
                # who is added owns in its turn where the rule says so, and is one affiliate among others where not
                owners = found if calculator in {"cascade", "control"} else listed
                restricted = {name for name, each in owners.items() if each in {level, "certain"}}
                for name in reached(calculator, threshold, shares, controls, states, restricted):
                    grown[name] = strongest([grown[name], level])
        grown = _spread(document, certainties, grown)
        if grown == found:
            return found
        found = grown


def _by_listing(
    entity: str, document: Document, certainties: dict[Any, str], lists: Collection[str], view: View
) -> list[str]:
    restrictions = {restriction["id"]: restriction for restriction in restricting(document, lists)}
    return [
        weakest(
            [
                certainties[identity(relation)],
                standing(restrictions[relation["to"]], view),
                "possible" if relation.get("role") == "criteria" else "certain",
            ]
        )
        for relation in document["relations"]
        if relation["type"] == "LISTED_ON" and relation["from"] == entity and relation["to"] in restrictions
    ]


def _by_succession(entity: str, document: Document, certainties: dict[Any, str], found: dict[str, str]) -> list[str]:
    return [
        weakest(
            [
                found[relation["to"] if relation["from"] == entity else relation["from"]],
                certainties[identity(relation)],
                "certain" if relation.get("role") == "rename" else "possible",
            ]
        )
        for relation in document["relations"]
        if relation["type"] == "SUCCEEDED_BY" and entity in {relation["from"], relation["to"]}
    ]


def _by_members(entity: dict[str, Any], document: Document, certainties: dict[Any, str], found: dict[str, str]) -> str:
    if "one_of" not in entity.get("roles", []):
        return "out"
    memberships = [
        relation
        for relation in document["relations"]
        if relation["type"] == "MEMBER_OF"
        and relation["to"] == entity["id"]
        and certainties[identity(relation)] != "out"
    ]
    members = [found[relation["from"]] for relation in memberships]
    surely_has_members = any(certainties[identity(relation)] == "certain" for relation in memberships)
    if surely_has_members and all(member == "certain" for member in members):
        return "certain"
    return "possible" if any(member != "out" for member in members) else "out"
