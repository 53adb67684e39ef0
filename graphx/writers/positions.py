"""Where entities stand when all are shown: a column per layer, neighbours at like heights, tall layers as blocks."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.writers.layers import layers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from graphx.model.subgraph import Subgraph

    Ints = NDArray[np.intp]

WIDTH: Final = 180.0
HEIGHT: Final = 56.0
"""The size of a box, in the programs that draw boxes."""
STEP: Final = (WIDTH + 60.0, HEIGHT + 24.0)
BETWEEN: Final = 160.0
"""Between layers, beside the room between the columns of one."""
SWEEPS: Final = 4


def positions(subgraph: Subgraph) -> list[tuple[float, float]]:
    """Return the upper left corner of every entity, in order; x grows with the layer. Cost: O(entities log entities + relations)."""
    layers = layers_of(subgraph)
    number = {name: at for at, name in enumerate(sorted(layers))}
    several, layer = np.unique(np.array([layers[name] for name in number], np.intp), return_inverse=True)
    near, far = _neighbours(subgraph, number)
    columns = _by_layer(np.arange(len(layer)), layer, len(several))
    across = _by_layer(np.flatnonzero(layer[near] != layer[far]), layer[near], len(several))
    row = np.zeros(len(layer), np.intp)
    for column in columns:
        row[column] = np.arange(len(column))
    place = np.zeros(len(layer))
    for _ in range(SWEEPS):
        for column, pairs in zip(columns, across, strict=True):
            rows, size = row[near[pairs]], len(column)
            # places are halves: their sum is exact, in whatever order
            wish = np.bincount(rows, place[far[pairs]], size) / np.maximum(np.bincount(rows, minlength=size), 1)
            place[column[np.argsort(wish, kind="stable")]] = np.arange(size) - size / 2
    corner = np.zeros((len(layer), 2))
    x = 0.0
    for column in columns:
        most = max(isqrt(len(column) * 4), 12)
        right, down = np.divmod(place[column] + len(column) / 2, most)
        corner[column, 0] = x + right * STEP[0]
        corner[column, 1] = (down - min(most, len(column)) / 2) * STEP[1]
        x += -(-len(column) // most) * STEP[0] + BETWEEN
    found = [(x, y) for x, y in corner.tolist()]
    return [found[number[name]] for name in layers]


def _neighbours(subgraph: Subgraph, number: Mapping[str, int]) -> tuple[Ints, Ints]:
    """Return the ends of every relation, and once more the other way round."""
    ends = [(number[source], number[target]) for source, _, target, _ in subgraph.dataset.relations]
    source, target = np.array(ends, np.intp).reshape(-1, 2).T
    return np.concatenate([source, target]), np.concatenate([target, source])


def _by_layer(numbers: Ints, layer: Ints, count: int) -> list[Ints]:
    """Return ascending numbers for each of so many layers, ascending."""
    order = numbers[np.argsort(layer[numbers], kind="stable")]
    return np.split(order, np.searchsorted(layer[order], np.arange(1, count)))
