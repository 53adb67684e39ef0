"""Where entities stand when all are shown: a column per layer, neighbours at like heights, tall layers as blocks."""

from __future__ import annotations

from collections import defaultdict
from math import isqrt
from typing import TYPE_CHECKING, Final

from graphx.writers.layers import layers_of

if TYPE_CHECKING:
    from graphx.model.subgraph import Subgraph

WIDTH: Final = 180.0
HEIGHT: Final = 56.0
"""The size of a box, in the programs that draw boxes."""
STEP: Final = (WIDTH + 60.0, HEIGHT + 24.0)
BETWEEN: Final = 160.0
"""Between layers, beside the room between the columns of one."""
SWEEPS: Final = 4


def positions(subgraph: Subgraph) -> dict[str, tuple[float, float]]:
    """Return the upper left corner of every entity; x grows with the layer. Cost: O(entities log entities + relations)."""
    layers = layers_of(subgraph)
    columns: defaultdict[int, list[str]] = defaultdict(list)
    for name in sorted(layers):
        columns[layers[name]].append(name)
    beside: defaultdict[str, list[str]] = defaultdict(list)
    for source, _, target, _ in subgraph.dataset.relations:
        if layers[source] != layers[target]:
            beside[source].append(target)
            beside[target].append(source)
    place = dict.fromkeys(layers, 0.0)
    for _ in range(SWEEPS):
        for _, names in sorted(columns.items()):
            wish = {name: sum(place[other] for other in beside[name]) / max(len(beside[name]), 1) for name in names}
            names.sort(key=lambda name: (wish[name], name))
            place.update({name: index - len(names) / 2 for index, name in enumerate(names)})
    found: dict[str, tuple[float, float]] = {}
    x = 0.0
    for _, names in sorted(columns.items()):
        rows = max(isqrt(len(names) * 4), 12)
        for index, name in enumerate(names):
            column, row = divmod(index, rows)
            height = min(rows, len(names)) / 2
            found[name] = (x + column * STEP[0], (row - height) * STEP[1])
        x += -(-len(names) // rows) * STEP[0] + BETWEEN
    return found
