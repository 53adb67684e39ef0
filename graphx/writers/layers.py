"""How far from the start each entity stands: the columns of every picture.

Where a question marked the elements, its hops are the layers. Else the longest way along carrying relations from
entities that nothing carries to, so that every arrow of dependence runs to the right; circles are cut where they are
entered. What only proves who is restricted stands behind what it is about, and restrictions stand last.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.model.table import KINDS, TYPES, among, tables_of
from graphx.model.vocabulary import CARRYING, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphx.model.columns import Bools
    from graphx.model.subgraph import Subgraph
    from graphx.model.table import EntityTable, RelationTable

LAST: Final = among(KINDS, {Kind.RESTRICTION, Kind.JURISDICTION})
FAR: Final = 2**31
"""The place in the queue of what nothing has led to yet."""
Layers = dict[int, int]
"""By the number of an entity; numbers are in the order of ids."""
Neighbours = dict[int, list[int]]


def layers_of(subgraph: Subgraph) -> dict[str, int]:
    """Return the layer of every entity, from 0. Cost: O(entities + relations), a logarithm more on circles."""
    entities, relations = tables_of(subgraph.dataset)
    marks = enumerate(map(subgraph.entities.get, entities))
    layers = {number: mark.layer for number, mark in marks if mark and mark.layer is not None}
    if not layers:
        layers = _longest(entities, relations)
    last = set(np.flatnonzero(LAST[entities.kind]).tolist()) - layers.keys()
    _spread(layers, relations, set(range(len(entities))) - layers.keys() - last)
    behind = max((layers.get(number, 0) for number in range(len(entities)) if number not in last), default=-1) + 1
    return {name: behind if number in last else layers.get(number, 0) for number, name in enumerate(entities)}


def _longest(entities: EntityTable, relations: RelationTable) -> Layers:
    ahead: Neighbours = defaultdict(list)
    waiting: dict[int, int] = {}
    carrying = among(TYPES, CARRYING)[relations.type] & (relations.source != relations.target)
    for source, target in _ends(relations, carrying):
        ahead[source].append(target)
        waiting[target] = waiting.get(target, 0) + 1
        waiting.setdefault(source, 0)
    layers = dict.fromkeys(waiting, 0)
    ready = [(0, number) for number, count in sorted(waiting.items()) if not count]
    stuck = [(FAR, number) for number in sorted(waiting)]  # what lies on a circle waits until something leads into it
    done: set[int] = set()
    while len(done) < len(waiting):
        layer, number = heappop(ready) if ready else heappop(stuck)
        if number in done or layer < layers[number]:
            continue  # a later entry of the heap knows better
        done.add(number)
        for target in ahead[number]:
            if target not in done:
                layers[target] = max(layers[target], layers[number] + 1)
                waiting[target] -= 1
                heappush(stuck if waiting[target] else ready, (layers[target], target))
    return _drawn_near(layers, ahead, entities)


def _ends(relations: RelationTable, chosen: Bools | slice = slice(None)) -> Iterator[tuple[int, int]]:
    return zip(relations.source[chosen].tolist(), relations.target[chosen].tolist(), strict=True)


def _drawn_near(layers: Layers, ahead: Mapping[int, Sequence[int]], entities: EntityTable) -> Layers:
    """Return the layers with who only operates or buys beside what he operates, not in front of the first site."""
    carried = {target for targets in ahead.values() for target in targets}
    is_site = (entities.kind == KINDS.index(Kind.SITE)).tolist()
    for number in layers:
        if number not in carried and not is_site[number]:
            layers[number] = max(min(layers[target] for target in ahead[number]) - 1, 0)
    return layers


def _spread(layers: Layers, relations: RelationTable, waiting: set[int]) -> None:
    """Give what waits for a layer that of its neighbours: one behind what leads to it, beside what it leads to."""
    beside: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for source, target in _ends(relations) if waiting else ():
        if target in waiting:
            beside[source].append((target, 1))
        if source in waiting:
            beside[target].append((source, 0))
    frontier = sorted(layers.keys() & beside.keys())
    while frontier:
        found: Layers = {}
        for number in frontier:
            for other, step in beside.get(number, ()):
                if other not in layers:
                    found[other] = max(found.get(other, 0), layers[number] + step)
        layers |= found
        frontier = sorted(found)
