"""One entity's card: what it is, its relations both ways with their claims, its listings and its gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphx.model.vocabulary import ENDS, SYMMETRIC, Type
from graphx.questions.evidence import Hop, Witness

if TYPE_CHECKING:
    from graphx.graph.view import View
    from graphx.model.records import AnyEntity


@dataclass(frozen=True)
class ShowAnswer:
    """A card; every relation is shown with its certainty in the view, also those that are out."""

    view: View
    entity: AnyEntity
    at: tuple[str, ...]
    upstream: tuple[Hop, ...]
    """Relations that leave: what it depends on."""
    downstream: tuple[Hop, ...]
    """Relations that arrive: who depends on it."""
    listings: tuple[Hop, ...]
    gaps: tuple[str, ...]
    """Relation types that may leave its kind and that nobody declared complete."""


def show(view: View, name: str) -> ShowAnswer:
    """Return the card of an entity.

    Raises:
        QuestionError: no entity has that id.
    """
    graph = view.graph
    number = graph.entity(name)
    entity = graph.entities[number]
    witness = Witness(view)
    leaving = [witness.hop(each, reverse=False) for each in np.flatnonzero(graph.source == number).tolist()]
    arriving = [witness.hop(each, reverse=True) for each in np.flatnonzero(graph.target == number).tolist()]
    declared = graph.dataset.complete.get(name, {})
    leavable = {verb for verb in Type for source, _ in ENDS[verb] if source is entity.kind}
    gaps = sorted(
        verb
        for verb in leavable
        if not {"all", verb.value, *([f"<{verb}"] if verb in SYMMETRIC else [])} & declared.keys()
    )
    return ShowAnswer(
        view=view,
        entity=entity,
        at=tuple(place.line_only for place in graph.dataset.entity_places.get(name, ())),
        upstream=tuple(hop for hop in leaving if hop.type != Type.LISTED_ON),
        downstream=tuple(sorted(arriving, key=lambda hop: (hop.type, hop.source, hop.key or ""))),
        listings=tuple(hop for hop in leaving if hop.type == Type.LISTED_ON),
        gaps=tuple(gaps),
    )
