"""Records as flat attributes, typed: what graph formats hold, where a value is text, a number, a truth value or a list."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from graphx.model.records import EXACTLY
from graphx.model.vocabulary import Polarity, effective_confidence
from graphx.writers.document import fields_of
from graphx.writers.marked import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphx.model.records import AnyEntity, Relation, Source
    from graphx.model.subgraph import Mark
    from graphx.writers.document import Fields

Value = str | int | float | bool | list[str]
Attributes = dict[str, Value]
ENDS: Final = frozenset({"from", "type", "to"})
TOLD: Final = frozenset({"confidence", "certainty", "sources", "denied"})
"""What is told of a relation by its claims, beside its fields."""
MARK: Final = "risk_"
"""How the names of marks begin."""
FULL_CONFIDENCE: Final = 100
"""That of a relation that its file states plainly."""


def of_entity(entity: AnyEntity, mark: Mark | None = None) -> Attributes:
    """Return an entity's attributes but its id; a map's entries stand alone: `identifiers.lei`."""
    fields = fields_of(entity)
    del fields["id"]
    return {**flat(fields), **marks(mark)}


def of_relation(relation: Relation, mark: Mark | None = None) -> Attributes:
    """Return a relation's attributes but its ends and type; `claims` is all of them, as JSON, and then what they tell."""
    fields = {name: value for name, value in fields_of(relation).items() if name not in ENDS}
    return {**flat(fields), **told_by(fields.get("claims", ())), **marks(mark)}


def told_by(claims: Sequence[Fields]) -> Attributes:
    """Return what its claims tell of a relation.

    `confidence` is the best of those that assert it, `certainty` how that one's source knows, `sources` who speaks of it,
    `denied` whether somebody denies it.
    """
    best = max((claim for claim in claims if claim["polarity"] == Polarity.ASSERTS), key=_confidence, default=None)
    told: Attributes = {"confidence": _confidence(best) if best else 0 if claims else FULL_CONFIDENCE}
    if best and best.get("certainty"):
        told["certainty"] = best["certainty"]
    if sources := list(dict.fromkeys(claim["source"] for claim in claims if claim.get("source"))):
        told["sources"] = sources
    if any(claim["polarity"] == Polarity.DENIES for claim in claims):
        told["denied"] = True
    return told


def _confidence(claim: Fields) -> int:
    """Return the effective confidence of a claim as it is written."""
    return effective_confidence(claim.get("confidence"), claim.get("certainty"))


def for_tools(attributes: Attributes) -> Attributes:
    """Return a relation's attributes without the name `key`, which networkx takes for the name of the edge."""
    if "key" not in attributes:
        return attributes
    return {"relation_key" if name == "key" else name: value for name, value in attributes.items()}


def of_source(source: Source) -> Attributes:
    """Return a source's attributes but its id."""
    fields = fields_of(source)
    del fields["id"]
    return flat(fields)


def flat(fields: Fields) -> Attributes:
    """Return fields as attributes: text, numbers, truth values and lists of text."""
    found: Attributes = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            found |= {f"{name}.{key}": each for key, each in value.items()}
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            found[name] = json.dumps(value, ensure_ascii=False)
        elif name in EXACTLY:
            found |= _share(name, value)
        else:
            found[name] = value
    return found


def _share(name: str, written: str) -> Attributes:
    """Return a share as a number, for tools; and where that rounds it, its digits too."""
    number: Attributes = {name: float(written)}
    return number if Decimal(str(number[name])) == Decimal(written) else {**number, EXACTLY[name]: written}


def columns(rows: Iterable[Attributes]) -> dict[str, type]:
    """Return the type of every attribute that some row has, by name, sorted; text where rows differ."""
    kinds: dict[str, type] = {}
    for row in rows:
        for name, value in row.items():
            known = kinds.setdefault(name, type(value))
            if known is not type(value):
                kinds[name] = float if {known, type(value)} == {int, float} else str
    return dict(sorted(kinds.items()))


def as_text(value: Value) -> str:
    """Return a value as the text that an attribute of any type holds; a list as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
