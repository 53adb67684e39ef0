"""A subgraph as a dataset of its own: its marks are properties, and it speaks of one day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from graphx.model.dataset import Dataset, Document
from graphx.model.records import Record
from graphx.model.subgraph import MARKS

if TYPE_CHECKING:
    from graphx.model.records import AnyEntity
    from graphx.model.subgraph import Mark, Subgraph
    from graphx.writers.exporter import Lost

R = TypeVar("R", bound=Record)


def marks(mark: Mark | None) -> dict[str, str | int]:
    """Return what a question found of an element, by the keys that every format uses."""
    if mark is None:
        return {}
    told = {MARKS[name]: getattr(mark, name) for name in MARKS} | {MARKS["starts"]: mark.starts or None}
    return {key: value for key, value in told.items() if value is not None}


def settled(subgraph: Subgraph, lost: Lost) -> Dataset:
    """Return the dataset with the marks as properties of its elements, and with one day of which it speaks.

    One file has one `as_of`: the last of the inputs'. What `complete` says only up to an earlier day would then be
    said of too long a time, and so of too much; it is left out, and counted.
    """
    dataset = subgraph.dataset
    days = dataset.as_of_days
    as_of = days[-1] if days else None
    entities: dict[str, AnyEntity] = dict(dataset.entities)
    for name, mark in subgraph.entities.items():
        entities[name] = _marked(entities[name], mark)
    for name, words in dataset.complete.items():
        early = {word for word, day in words.items() if day is not None and as_of is not None and day < as_of}
        if early and name in entities:
            kept = tuple(word for word in entities[name].complete or () if word not in early)
            entities[name] = entities[name].model_copy(update={"complete": kept or None})
            lost.add(
                f"word of `complete` that holds only until before {as_of}",
                f"words of `complete` that hold only until before {as_of}",
                len(early),
            )
    relations = dict(dataset.relations)
    for identity, mark in subgraph.relations.items():
        relations[identity] = _marked(relations[identity], mark)
    titles = list(dict.fromkeys(each.title for each in dataset.documents if each.title))
    document = Document("", "", "; ".join(titles) or None, as_of)
    return replace(dataset, entities=entities, relations=relations, documents=[document])


def _marked(record: R, mark: Mark) -> R:
    return record.model_copy(update={"properties": {**(getattr(record, "properties", None) or {}), **marks(mark)}})
