"""Relations as plain facts, for formats that know neither a status nor a denial: what holds, by the newest claims.

Whoever reads such a format takes each relation there for one that holds between its dates. So what the model holds to be out
whatever the day is left out, and what it holds to be possible at most is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.graph.graph import Graph
from graphx.graph.view import ANY_DAY, OUT, POSSIBLE, Lens, View
from graphx.model.dates import period
from graphx.model.records import Relation, Restriction, ordered
from graphx.model.vocabulary import Polarity, Type
from graphx.restrictions.restricted import level_of_listing, levels_of_restrictions
from graphx.restrictions.stakes import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from graphx.model.dataset import Dataset
    from graphx.model.records import AnyEntity, Identity
    from graphx.writers.exporter import Lost

    FieldsOf = Callable[[Identity], Collection[str] | None]
    """Which fields of a relation a format holds; None where it has no place for the relation."""


def facts(dataset: Dataset, fields_of: FieldsOf, lost: Lost) -> dict[Identity, Relation]:
    """Return the relations that a format may state, with their values in force; what it cannot hold is counted."""
    view = View(Graph(dataset), Lens(ANY_DAY))
    restrictions = levels_of_restrictions(view)
    found: dict[Identity, Relation] = {}
    for number, identity in enumerate(view.graph.identities):
        fields, is_listing = fields_of(identity), identity.type is Type.LISTED_ON
        if fields is None:
            lost.add(f"{identity.type} relation")
            continue
        relation = _in_force(view, number)
        level = level_of_listing(view, number, restrictions) if is_listing else int(view.level[number])
        if level == OUT or any(ordered(vars(relation))):
            _count_out(relation, int(view.level[number]), lost)
        else:
            found[identity] = relation
            _count_unheld(relation, level, fields, lost)
    return found


def count_of_party(entity: AnyEntity, fields: Collection[str], roles: Collection[str], lost: Lost) -> None:
    """Count what a format cannot hold of a party: fields that have no place, and roles that it does not tell apart."""
    for name in ("tags", "complete", "properties"):
        if name not in fields and getattr(entity, name):
            lost.add(f"`{name}` of a party", f"`{name}` of parties")
    if set(getattr(entity, "roles", None) or ()) - set(roles):
        lost.add("`roles` of a party", "`roles` of parties")


def _in_force(view: View, number: int) -> Relation:
    """Return a relation as the newest claims have it; a listing holds only while its restriction does."""
    relation = view.graph.relations[number]
    values = view.facts(number)
    if "share" in values and ("share_min" in values or "share_max" in values):  # one is stated and the other said
        bounds = (values.get(name) for name in ("share", "share_min", "share_max", "interest"))
        values["share"], (values["share_min"], values["share_max"]) = None, interval(*bounds)
    restriction = view.graph.entities[int(view.graph.target[number])]
    if isinstance(restriction, Restriction) and relation.type is Type.LISTED_ON:
        # of two vague dates the one that leaves more open, lest a day becomes certain that is not
        begins = [date for date in (values.get("since"), restriction.since) if date]
        ends = [date for date in (values.get("until"), restriction.until) if date]
        values["since"] = max(begins, key=lambda date: period(date).last, default=None)
        values["until"] = min(ends, key=lambda date: period(date).first, default=None)
    return relation.model_copy(update=values)


def _count_out(relation: Relation, level: int, lost: Lost) -> None:
    verb, claims = relation.type, relation.claims
    if claims and not any(claim.polarity is Polarity.ASSERTS for claim in claims):
        lost.add(f"{verb} relation that nobody asserts", f"{verb} relations that nobody asserts")
    elif level == OUT:
        lost.add(f"{relation.status} {verb} relation")
    elif any(ordered(vars(relation))):
        lost.add(f"{verb} relation that ends before it begins", f"{verb} relations that end before they begin")
    else:
        lost.add(f"{verb} relation that restricts nobody", f"{verb} relations that restrict nobody")


def _count_unheld(relation: Relation, level: int, fields: Collection[str], lost: Lost) -> None:
    for name in Relation.FACTS:
        if name not in fields and getattr(relation, name) is not None:
            lost.add(f"`{name}` of a relation", f"`{name}` of relations")
    if level == POSSIBLE:
        lost.add(
            "relation that is only possible, written like a certain one",
            "relations that are only possible, written like certain ones",
        )
    claims = relation.claims or ()
    lost.add("denying or declining claim", number=sum(claim.polarity is not Polarity.ASSERTS for claim in claims))
    lost.add(
        "confidence of a claim",
        "confidences of claims",
        sum(claim.confidence is not None or claim.certainty is not None for claim in claims),
    )
    lost.add(
        "claim with values of its own, of which the newest are written",
        "claims with values of their own, of which the newest are written",
        sum(claim.says is not None for claim in claims),
    )
