"""A subgraph as a dataset whose elements bear what a question found of them, for what takes a dataset."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from graphx.model.columns import coded
from graphx.model.subgraph import MARKS
from graphx.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from graphx.model.dataset import Dataset
    from graphx.model.records import AnyEntity, Relation
    from graphx.model.subgraph import Mark, Subgraph

    K = TypeVar("K", bound=Hashable)
    R = TypeVar("R", AnyEntity, Relation)


@lru_cache(maxsize=2**14)  # of many elements the same is found
def marks(mark: Mark | None) -> dict[str, str | int]:
    """Return what a question found of an element, by the keys that every format uses."""
    return {key: value for name, key in MARKS.items() if (value := _told(mark, name)) is not None}


def _told(mark: Mark | None, name: str) -> str | int | None:
    """Return what a mark tells by a name, None where it does not."""
    value: str | int | None = getattr(mark, name, None)
    return None if name == "starts" and not value else value


def marked(subgraph: Subgraph) -> Dataset:
    """Return the dataset with the marks as properties of its elements; all else, its inputs and their days too, stays as it is."""
    dataset = subgraph.dataset
    if not (subgraph.entities or subgraph.relations):
        return dataset  # as large as a whole graph, which may lie in columns
    return replace(
        dataset,
        entities=_marked(dataset.entities, subgraph.entities),
        relations=_marked(dataset.relations, subgraph.relations),
    )


def _marked(records: Mapping[K, R], found: Mapping[K, Mark]) -> Mapping[K, R]:
    if isinstance(records, Table):
        own = [found.get(key) for key in records]
        return records.stating({key: coded(_told(mark, name) for mark in own) for name, key in MARKS.items()})
    return {
        key: record.model_copy(update={"properties": {**(record.properties or {}), **marks(found[key])}})
        if key in found
        else record
        for key, record in records.items()
    }
