"""Every start against every end: exact hops in both products, what lies open, and what a limit cut off."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.paths.sweep import BLOCK, WORD, Sweep, bits, has_bit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.paths.product import Product

    Hops = NDArray[np.int32]


class Start(NamedTuple):
    """An entity that is asked about, and the rows in which its walks may begin, each with its level."""

    entity: int
    rows: tuple[tuple[int, int], ...]

    def begins(self, least: int) -> list[int]:
        """Return the rows of at least a level."""
        return [row for row, level in self.rows if level >= least]


class End(NamedTuple):
    """An entity that is asked for, and whether it is certainly what is asked for."""

    entity: int
    level: int


def starts_of(product: Product, entities: Sequence[int]) -> list[Start]:
    """Return those entities from which a walk may begin; the others are rejected by every alternative."""
    starts = [Start(entity, tuple(product.begin_rows(entity))) for entity in entities]
    return [start for start in starts if start.rows]


@dataclass
class Reach:
    """How a block of ends is reached: hops per start and end (-1: not), in the certain and the possible product."""

    ends: Sequence[End]
    certain: Hops
    possible: Hops
    _levels: dict[int, list[tuple[NDArray[np.int64], NDArray[np.uint64]]]] = field(default_factory=dict)
    _size: int = 0

    def distance(self, end: int, least: int) -> Hops:
        """Return, per row of the product, the hops to an end of this block, -1 where it is out of reach."""
        distance = np.full(self._size, -1, np.int32)
        rows, words, level = self._sparse(least)
        chosen = has_bit(words, end)
        distance[rows[chosen]] = level[chosen]
        return distance

    def _sparse(self, least: int) -> tuple[NDArray[np.int64], NDArray[np.uint64], Hops]:
        if least not in self._joined:
            levels = self._levels[least]
            sizes = [len(rows) for rows, _ in levels]
            self._joined[least] = (
                np.concatenate([rows for rows, _ in levels]),
                np.concatenate([words for _, words in levels]),
                np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
            )
        return self._joined[least]

    @cached_property
    def _joined(self) -> dict[int, tuple[NDArray[np.int64], NDArray[np.uint64], Hops]]:
        return {}


def reaches(product: Product, starts: Sequence[Start], ends: Sequence[End], max_hops: int | None) -> Iterator[Reach]:
    """Yield how each block of ends is reached. Cost: two backward sweeps per block, one if all is certain."""
    for first in range(0, len(ends), BLOCK):
        block = ends[first : first + BLOCK]
        rows = [product.end_rows(end.entity) for end in block]
        certain_seeds = [[row] if end.level == CERTAIN else [] for (row, _), end in zip(rows, block, strict=True)]
        levels, certain = _hops(product, starts, certain_seeds, CERTAIN, max_hops)
        same = (
            product.is_certain_throughout
            and all(end.level == CERTAIN for end in block)
            and all(level == CERTAIN for start in starts for _, level in start.rows)
        )
        if same:
            all_levels, possible = levels, certain
        else:
            all_levels, possible = _hops(product, starts, [list(each) for each in rows], POSSIBLE, max_hops)
        column_of = {end.entity: column for column, end in enumerate(block)}
        for line, start in enumerate(starts):
            if start.entity in column_of:  # a start is never its own end
                certain[line, column_of[start.entity]] = possible[line, column_of[start.entity]] = -1
        yield Reach(block, certain, possible, {CERTAIN: levels, POSSIBLE: all_levels}, product.size)


def _hops(
    product: Product, starts: Sequence[Start], seeds: list[list[int]], least: int, max_hops: int | None
) -> tuple[list[tuple[NDArray[np.int64], NDArray[np.uint64]]], Hops]:
    start_of_row = np.full(product.size, -1, np.int32)
    for line, start in enumerate(starts):
        start_of_row[start.begins(least)] = line
    hops = np.full((len(starts), len(seeds)), -1, np.int32)
    sweep = Sweep(product.adjacency(least=least, backward=True), seeds)
    kept = []
    for level, (rows, words) in enumerate(sweep.levels()):
        kept.append((rows, words))
        here = start_of_row[rows]
        for line, reached in zip(here[here >= 0], bits(words[here >= 0], len(seeds)), strict=True):
            hops[line][reached & (hops[line] < 0)] = level
        if level == max_hops:
            break
    return kept, hops


class Open(NamedTuple):
    """What a start leaves open: the nearest entities with what is missing there, and whether there are more.

    `cut` says that a limit on hops stopped the search before an existing relation.
    """

    frontier: list[tuple[int, list[str]]]
    more: bool
    cut: bool


def openings(
    product: Product,
    starts: Sequence[Start],
    gaps: dict[int, dict[str, NDArray[np.bool_]]],
    *,
    most: int,
    max_hops: int | None,
) -> list[Open]:
    """Return what each start leaves open. Cost: one forward sweep per block of 256 starts."""
    lacking = product.rows_of(
        {state: np.logical_or.reduce(list(words.values())) for state, words in gaps.items() if words}
    )
    found: list[Open] = []
    for first in range(0, len(starts), BLOCK):
        block = starts[first : first + BLOCK]
        sweep = Sweep(product.adjacency(least=POSSIBLE, backward=False), [start.begins(POSSIBLE) for start in block])
        nearest, cut = _nearest(product, block, sweep, lacking, most, max_hops)
        for source, (start, entities) in enumerate(zip(block, nearest, strict=True)):
            shown = []
            for entity in entities[:most]:
                # a start is never its own end, so where a walk ends nothing is missing of it
                states = [state for state in gaps if state >= 0 or entity != start.entity]
                shown.append(
                    (entity, _missing(product, {state: gaps[state] for state in states}, sweep, source, entity))
                )
            found.append(Open(shown, len(entities) > most, source in cut))
    return found


def _nearest(
    product: Product,
    starts: Sequence[Start],
    sweep: Sweep,
    lacking: NDArray[np.bool_],
    most: int,
    max_hops: int | None,
) -> tuple[list[list[int]], set[int]]:
    """Return per source the nearest entities that lack something, one more than `most`, and who was cut."""
    nearest: list[dict[int, None]] = [{} for _ in starts]
    own_end = np.full(product.size, -1, np.int32)
    for source, start in enumerate(starts):
        own_end[list(product.end_rows(start.entity))] = source
    wanted = np.full(sweep.words, ~np.uint64(0), np.uint64)
    for level, (rows, words) in enumerate(sweep.levels()):
        foreign = words.copy()  # a start is never its own end
        for index in np.flatnonzero(own_end[rows] >= 0).tolist():
            source = int(own_end[rows[index]])
            foreign[index, source // WORD] &= ~(np.uint64(1) << np.uint64(source % WORD))
        if max_hops is not None and level > max_hops:
            sweep.seen[rows] &= ~words  # beyond the limit nothing was looked at
            return [list(entities) for entities in nearest], set(_sources(np.bitwise_or.reduce(foreign, axis=0)))
        here = lacking[rows]
        chosen_rows, chosen = rows[here], foreign[here] & wanted
        for source in _sources(np.bitwise_or.reduce(chosen, axis=0)) if len(chosen_rows) else ():
            known = nearest[source]
            for entity in np.unique(chosen_rows[has_bit(chosen, source)] % product.entities).tolist():
                known.setdefault(entity)
                if len(known) > most:
                    wanted[source // WORD] &= ~(np.uint64(1) << np.uint64(source % WORD))
                    break
    return [list(entities) for entities in nearest], set()


def _sources(word: NDArray[np.uint64]) -> list[int]:
    sources: list[int] = np.flatnonzero(bits(word.reshape(1, -1), len(word) * WORD)[0]).tolist()
    return sources


def _missing(
    product: Product, gaps: dict[int, dict[str, NDArray[np.bool_]]], sweep: Sweep, source: int, entity: int
) -> list[str]:
    missing = set()
    for state, words in gaps.items():
        row = product.row(state, entity)
        if has_bit(sweep.seen[row : row + 1], source)[0]:
            missing |= {word for word, mask in words.items() if mask[entity]}
    return sorted(missing)
