"""What lies between starts and ends: every entity and relation on an accepted walk, by backward and forward search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN
from graphx.paths.sweep import BLOCK, Sweep
from graphx.paths.words import has_bit, some

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.paths.product import Start
    from graphx.paths.region import Region
    from graphx.paths.search import End
    from graphx.paths.words import Words

    Ints = NDArray[np.int32]


class Lying(NamedTuple):
    """Per entity or per relation: hops from the nearest start by a walk over it (FAR: on none), and how many starts have one."""

    layer: Ints
    starts: Ints


class Between(NamedTuple):
    """What lies on accepted walks; a relation lies as far off as the end of it that comes first."""

    entities: Lying
    relations: Lying


def between(
    region: Region, starts: Sequence[Start], ends: Sequence[End], *, least: int, max_hops: int | None
) -> Between:
    """Return what lies on some accepted walk of at least a level from a start to an end, the start itself excepted.

    Cost: one sweep back from the ends and, per 256 starts, one over what lies between; as much again for each start
    that is an end and walks to itself, for its walks end at the others alone.
    """
    product = region.product
    found = Between(_nowhere(product.entities), _nowhere(len(product.view.graph.relations)))
    if least == CERTAIN:
        region = region.certainly()
    ends = [end for end in ends if end.level >= least]
    starts = [start for start in starts if region.begins(start, least)]
    to_themselves = _walking_to_themselves(region, starts, ends, least)
    _add(found, region, [start for start in starts if start not in to_themselves], ends, least, max_hops)
    for start in to_themselves:
        others = [end for end in ends if end.entity != start.entity]
        _add(found, region, [start], others, least, max_hops)
    return found


FAR: Final = np.iinfo(np.int32).max
"""The layer of what lies on no walk."""


def _nowhere(size: int) -> Lying:
    return Lying(np.full(size, FAR, np.int32), np.zeros(size, np.int32))


def _walking_to_themselves(region: Region, starts: Sequence[Start], ends: Sequence[End], least: int) -> Sequence[Start]:
    entities = {end.entity for end in ends}
    asked = [start for start in starts if start.entity in entities]
    found = []
    for block in _blocks(asked):
        sweep = Sweep(region, [region.begins(start, least) for start in block])
        seen = sweep.finished()
        for source, start in enumerate(block):
            if has_bit(seen[region.ends(start.entity)], source).any():
                found.append(start)
    return found


def _blocks(starts: Sequence[Start]) -> Iterator[Sequence[Start]]:
    return (starts[first : first + BLOCK] for first in range(0, len(starts), BLOCK))


def _add(
    found: Between,
    region: Region,
    starts: Sequence[Start],
    ends: Sequence[End],
    least: int,
    max_hops: int | None,
) -> None:
    """Add what lies between some starts and some ends."""
    rest = _hops_to(region, ends, max_hops)
    region, rest = region.narrowed(rest >= 0), rest[rest >= 0]
    graph = region.adjacency(backward=False)
    lying_entities = _Elements(found.entities, region.entity)
    lying_relations = _Elements(found.relations, region.edges.relation[graph.edge])
    for block in _blocks(starts):
        sweep = Sweep(region, [region.begins(start, least) for start in block], max_hops)
        entities = _Reached(lying_entities, sweep.words)
        relations = _Reached(lying_relations, sweep.words)
        for levels in sweep.levels():
            near = slice(None) if max_hops is None else levels.level + rest[levels.rows] <= max_hops
            entities.take(region.entity[levels.rows[near]], levels.level[near], levels.words[near])
            index, crossed = graph.onward(levels.rows)
            if max_hops is not None:
                in_reach = levels.level[index] + 1 + rest[graph.beyond[crossed]] <= max_hops
                index, crossed = index[in_reach], crossed[in_reach]
            relation = region.edges.relation[graph.edge[crossed]]
            relations.take(relation, levels.level[index], levels.words[index])
        entities.count()
        relations.count()


def _hops_to(region: Region, ends: Sequence[End], max_hops: int | None) -> Ints:
    """Return per row the hops to the nearest end, -1 where none is reached."""
    rest = np.full(region.size, -1, np.int32)
    rows = [row for end in ends for row in region.ends(end.entity)]
    for levels in Sweep(region, [rows], max_hops, backward=True).levels():
        rest[levels.rows] = levels.level
    return rest


class _Elements:
    """The elements that may lie between: a small part of all."""

    def __init__(self, lying: Lying, elements: NDArray[np.integer]) -> None:
        self.lying = lying
        self.place = np.full(len(lying.layer), -1, np.int32)
        self.place[elements] = 0
        self.numbers = np.flatnonzero(self.place == 0)
        self.place[self.numbers] = np.arange(len(self.numbers), dtype=np.int32)


class _Reached:
    """Which starts of a block have a walk over each element."""

    def __init__(self, elements: _Elements, words: int) -> None:
        self._elements = elements
        self._words: Words = np.zeros((len(elements.numbers), words), np.uint64)

    def take(self, elements: NDArray[np.integer], level: Ints, words: Words) -> None:
        """Take the walks that cross elements, each at a level."""
        np.minimum.at(self._elements.lying.layer, elements, level)
        np.bitwise_or.at(self._words, self._elements.place[elements], words)

    def count(self) -> None:
        """Add how many starts there were."""
        crossed = np.flatnonzero(some(self._words))
        starts = _ONES[self._words[crossed].view(np.uint8)].sum(axis=1, dtype=np.int32)
        self._elements.lying.starts[self._elements.numbers[crossed]] += starts


_ONES: Final = np.array([byte.bit_count() for byte in range(256)], np.uint8)
"""How many bits of each byte are set."""
