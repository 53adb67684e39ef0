"""Every start against every end: exact hops by certain and by possible walks, what lies open, and what a limit cut off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.paths.sweep import BLOCK, WORD, Levels, Sweep, bit, bits, has_bit
from graphx.paths.walks import Distances

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


@dataclass(frozen=True)
class Reach:
    """How a block of ends is reached: hops per start and end (-1: not), by certain walks and by possible ones."""

    ends: Sequence[End]
    certain: Hops
    possible: Hops
    reached: Levels
    """What the backward sweep reached: a source per end, and one more per end for its certain walks."""
    strict_from: int
    """Where the sources of certain walks begin; 0 if every walk is certain."""
    size: int

    def distances(self, end: int, least: int) -> Distances:
        """Return the hops from every row of the product to an end of this block.

        The array is the same for every end; it holds until the next one is asked for at this level.
        """
        level, rows, words = self.reached
        if least not in self._distances:
            self._distances[least] = Distances(np.full(self.size, -1, np.int32), rows[:0])
        hops, filled = self._distances[least]
        hops[filled] = -1
        chosen = has_bit(words, end + (self.strict_from if least == CERTAIN else 0))
        hops[rows[chosen]] = level[chosen]
        self._distances[least] = Distances(hops, rows[chosen])
        return self._distances[least]

    @cached_property
    def _distances(self) -> dict[int, Distances]:
        return {}


def reaches(product: Product, starts: Sequence[Start], ends: Sequence[End], max_hops: int | None) -> Iterator[Reach]:
    """Yield how each block of ends is reached. Cost: one backward sweep per block, for certain and possible walks."""
    adjacency = product.adjacency(least=POSSIBLE, backward=True)
    for first in range(0, len(ends), BLOCK):
        block = ends[first : first + BLOCK]
        rows = [product.end_rows(end.entity) for end in block]
        seeds = [list(each) for each in rows]
        all_certain = (
            product.is_certain_throughout
            and all(end.level == CERTAIN for end in block)
            and all(level == CERTAIN for start in starts for _, level in start.rows)
        )
        strict_from = 0
        if not all_certain:
            strict_from = WORD * -(-len(block) // WORD)
            seeds += [[] for _ in range(strict_from - len(block))]
            seeds += [[row] if end.level == CERTAIN else [] for (row, _), end in zip(rows, block, strict=True)]
        sweep = Sweep(adjacency, seeds, max_hops, strict_from=strict_from)
        reached = Levels(*(np.concatenate(columns) for columns in zip(*sweep.levels(), strict=True)))
        possible = _hops(product, starts, reached, range(len(block)), POSSIBLE)
        certain = _hops(product, starts, reached, range(strict_from, strict_from + len(block)), CERTAIN)
        column_of = {end.entity: column for column, end in enumerate(block)}
        for line, start in enumerate(starts):
            if start.entity in column_of:  # a start is never its own end
                certain[line, column_of[start.entity]] = possible[line, column_of[start.entity]] = -1
        yield Reach(block, certain, possible, reached, strict_from, product.size)


def _hops(product: Product, starts: Sequence[Start], reached: Levels, sources: range, least: int) -> Hops:
    start_of_row = np.full(product.size, -1, np.int32)
    for line, start in enumerate(starts):
        start_of_row[start.begins(least)] = line
    begun = np.flatnonzero(start_of_row[reached.rows] >= 0)[::-1]  # the least level last: it stays
    first, last = sources.start // WORD, -(-sources.stop // WORD)
    index, column = np.nonzero(bits(reached.words[begun, first:last], len(sources)))
    hops = np.full((len(starts), len(sources)), -1, np.int32)
    hops[start_of_row[reached.rows[begun]][index], column] = reached.level[begun][index]
    return hops


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
        begins = [start.begins(POSSIBLE) for start in block]
        limit = None if max_hops is None else max_hops + 1
        sweep = Sweep(product.adjacency(least=POSSIBLE, backward=False), begins, limit)
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
    cut: set[int] = set()
    own_end = np.full(product.size, -1, np.int32)
    for source, start in enumerate(starts):
        own_end[list(product.end_rows(start.entity))] = source
    wanted = np.full(sweep.words, ~np.uint64(0), np.uint64)
    for level, rows, words in sweep.levels():
        foreign = words.copy()  # a start is never its own end
        for index in np.flatnonzero(own_end[rows] >= 0).tolist():
            source = int(own_end[rows[index]])
            foreign[index, source // WORD] &= ~bit(source)
        beyond = level > max_hops if max_hops is not None else np.zeros(len(level), bool)
        if beyond.any():
            sweep.seen[rows[beyond]] &= ~words[beyond]  # beyond the limit nothing was looked at
            cut.update(_sources(np.bitwise_or.reduce(foreign[beyond], axis=0)))
        here = lacking[rows] & ~beyond
        chosen_level, chosen_rows, chosen = level[here], rows[here], foreign[here] & wanted
        for source in _sources(np.bitwise_or.reduce(chosen, axis=0)) if len(chosen_rows) else ():
            by_source = has_bit(chosen, source)
            entities = chosen_rows[by_source] % product.entities
            known = nearest[source]
            for entity in entities[np.lexsort((entities, chosen_level[by_source]))].tolist():
                known.setdefault(entity)
                if len(known) > most:
                    wanted[source // WORD] &= ~bit(source)
                    break
    return [list(entities) for entities in nearest], cut


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
