"""How far from the start each entity stands: the columns of every picture.

Where a question marked the elements, its hops are the layers. Else the longest way along carrying relations from
entities that nothing carries to, so that every arrow of dependence runs to the right; circles are cut where they are
entered. What only proves who is restricted stands behind what it is about, and restrictions stand last.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

from graphx.model.vocabulary import CARRYING, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphx.model.dataset import Dataset
    from graphx.model.subgraph import Subgraph

LAST: Final = frozenset({Kind.RESTRICTION, Kind.JURISDICTION})
FAR: Final = 2**31
"""The place in the queue of what nothing has led to yet."""
Neighbours = dict[str, list[str]]


def layers_of(subgraph: Subgraph) -> dict[str, int]:
    """Return the layer of every entity, from 0. Cost: O(entities + relations), a logarithm more on circles."""
    dataset = subgraph.dataset
    layers = {name: mark.layer for name, mark in subgraph.entities.items() if mark.layer is not None}
    if not layers:
        layers = _longest(dataset)
    last = {name for name in dataset.entities if name not in layers and dataset.entities[name].kind in LAST}
    _spread(layers, dataset, last)
    others = [layers.get(name, 0) for name in dataset.entities if name not in last]
    behind = max(others, default=-1) + 1
    return {name: behind if name in last else layers.get(name, 0) for name in dataset.entities}


def _longest(dataset: Dataset) -> dict[str, int]:
    ahead: Neighbours = defaultdict(list)
    waiting: dict[str, int] = {}
    for source, verb, target, _ in dataset.relations:
        if verb in CARRYING and source != target:
            ahead[source].append(target)
            waiting[target] = waiting.get(target, 0) + 1
            waiting.setdefault(source, 0)
    layers = dict.fromkeys(waiting, 0)
    ready = [(0, name) for name, count in sorted(waiting.items()) if not count]
    stuck = [(FAR, name) for name in sorted(waiting)]  # what lies on a circle waits until something leads into it
    done: set[str] = set()
    while len(done) < len(waiting):
        layer, name = heappop(ready) if ready else heappop(stuck)
        if name in done or layer < layers[name]:
            continue  # a later entry of the heap knows better
        done.add(name)
        for target in ahead[name]:
            if target not in done:
                layers[target] = max(layers[target], layers[name] + 1)
                waiting[target] -= 1
                heappush(stuck if waiting[target] else ready, (layers[target], target))
    return _drawn_near(layers, ahead, dataset)


def _drawn_near(layers: dict[str, int], ahead: Mapping[str, Sequence[str]], dataset: Dataset) -> dict[str, int]:
    """Return the layers with who only operates or buys beside what he operates, not in front of the first site."""
    carried = {target for targets in ahead.values() for target in targets}
    for name in layers:
        if name not in carried and dataset.entities[name].kind is not Kind.SITE:
            layers[name] = max(min(layers[target] for target in ahead[name]) - 1, 0)
    return layers


def _spread(layers: dict[str, int], dataset: Dataset, left_out: set[str]) -> None:
    """Give what has no layer that of its neighbours: one behind what leads to it, beside what it leads to."""
    waiting = dataset.entities.keys() - layers.keys() - left_out
    beside: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for source, _, target, _ in dataset.relations if waiting else ():
        if target in waiting:
            beside[source].append((target, 1))
        if source in waiting:
            beside[target].append((source, 0))
    frontier = sorted(layers.keys() & beside.keys())
    while frontier:
        found: dict[str, int] = {}
        for name in frontier:
            for other, step in beside.get(name, ()):
                if other not in layers:
                    found[other] = max(found.get(other, 0), layers[name] + step)
        layers |= found
        frontier = sorted(found)
