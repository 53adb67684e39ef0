"""A subgraph as a dataset of its own: its marks are properties, and it speaks of one day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphx.model.dataset import Dataset, Document
from graphx.writers.marked import marked

if TYPE_CHECKING:
    from graphx.model.records import AnyEntity
    from graphx.model.subgraph import Subgraph
    from graphx.writers.exporter import Lost


def settled(subgraph: Subgraph, lost: Lost) -> Dataset:
    """Return the dataset with the marks as properties of its elements, and with one day of which it speaks.

    One file has one `as_of`: the last of the inputs'. What `complete` says only up to an earlier day would then be
    said of too long a time, and so of too much; it is left out, and counted.
    """
    dataset = marked(subgraph)
    days = dataset.as_of_days
    as_of = days[-1] if days else None
    shorter: dict[str, AnyEntity] = {}
    for name, words in dataset.complete.items():
        early = {word for word, day in words.items() if day is not None and as_of is not None and day < as_of}
        if early and (entity := dataset.entities.get(name)):
            kept = tuple(word for word in entity.complete or () if word not in early)
            shorter[name] = entity.model_copy(update={"complete": kept or None})
            lost.add(
                f"word of `complete` that holds only until before {as_of}",
                f"words of `complete` that hold only until before {as_of}",
                len(early),
            )
    titles = list(dict.fromkeys(each.title for each in dataset.documents if each.title))
    document = Document("", "", "; ".join(titles) or None, as_of)
    entities = dict(dataset.entities.items()) | shorter if shorter else dataset.entities
    return replace(dataset, entities=entities, documents=[document])
