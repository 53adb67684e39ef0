"""What each start leaves open: the nearest entities whose further relations nobody declared complete, and what a limit cut off."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.graph.view import POSSIBLE
from graphx.model.columns import run_starts
from graphx.paths.sweep import BLOCK, Sweep
from graphx.paths.words import WORD, bit, bits, have_bits, pairs

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from numpy.typing import NDArray

    from graphx.model.columns import Bools, Ints
    from graphx.paths.near import Near
    from graphx.paths.product import Start
    from graphx.paths.region import Region
    from graphx.paths.sweep import Levels
    from graphx.paths.words import Words

    Gaps = dict[int, dict[str, Bools]]
    """Per state and missing word, the entities that do not declare it."""


class Open(NamedTuple):
    """What a start leaves open: the nearest entities with what is missing there, and whether there are more.

    `cut` says that a limit on hops stopped the search before an existing relation.
    """

    frontier: list[tuple[int, tuple[str, ...]]]
    more: bool
    cut: bool


def openings(region: Region, starts: Sequence[Start], gaps: Gaps, *, most: int, max_hops: int | None) -> list[Open]:
    """Return what each start leaves open.

    Cost: one forward sweep per block of 256 starts, which ends where each of them has found enough; where the rest of
    it would tell more of what is missing at those found, a second one toward these.
    """
    lacking = _lacking(region, gaps)
    missing = _Missing(region, starts, gaps)
    nearest: list[list[int]] = []
    cut: set[int] = set()
    for first in range(0, len(starts), BLOCK):
        block = _Block(region, starts[first : first + BLOCK], lacking, most, max_hops)
        block.sweep()
        nearest += block.nearest
        cut |= {first + source for source in block.cut}
        missing.look(first, [entities[:most] for entities in block.nearest], block.seen, block.stopped)
    missing.look_further()
    return _told(nearest, most, missing, cut)


def near_openings(near: Near, starts: Sequence[Start], gaps: Gaps, *, most: int) -> list[Open] | None:
    """Return what the one start leaves open by what lies around it; None if that is not enough to tell."""
    region = near.region
    block = _Block(region, starts, _lacking(region, gaps), most, None)
    block.sweep()
    if not block.stopped.all():
        return None
    missing = _Missing(region, starts, gaps)
    missing.look(0, [entities[:most] for entities in block.nearest], block.seen, block.stopped)
    return _told(block.nearest, most, missing) if missing.look_around(near) else None


def _lacking(region: Region, gaps: Gaps) -> Bools:
    """Return in which rows something is missing."""
    return region.mask({state: reduce(np.logical_or, words.values()) for state, words in gaps.items() if words})


def _told(nearest: Sequence[Sequence[int]], most: int, missing: _Missing, cut: Container[int] = ()) -> list[Open]:
    words = iter(missing.words())
    return [
        Open([(entity, next(words)) for entity in entities[:most]], len(entities) > most, line in cut)
        for line, entities in enumerate(nearest)
    ]


class _Block:
    """Starts that share a sweep."""

    def __init__(
        self, region: Region, starts: Sequence[Start], lacking: Bools, most: int, max_hops: int | None
    ) -> None:
        self.nearest: list[list[int]] = [[] for _ in starts]
        """Per start the nearest entities that lack something, one more than `most`."""
        self.cut: set[int] = set()
        self._entity = region.entity
        self._lacking = lacking
        self._most = most
        self._max_hops = max_hops
        limit = None if max_hops is None else max_hops + 1
        self._sweep = Sweep(region, [region.begins(start, POSSIBLE) for start in starts], limit)
        self._whose_end = np.zeros(region.size, np.uint16)  # 0: nobody's
        for number, start in enumerate(starts, 1):
            self._whose_end[region.ends(start.entity)] = number
        self._wanted: Words = np.full(self._sweep.words, ~np.uint64(0), np.uint64)
        """Who has not found enough."""

    @property
    def stopped(self) -> Bools:
        """Whose search ended early, so that they may reach more than was seen."""
        if self._max_hops is not None:
            return np.zeros(len(self.nearest), bool)
        stopped: Bools = ~bits(self._wanted.reshape(1, -1), len(self.nearest))[0]
        return stopped

    @property
    def seen(self) -> Words:
        """Which sources reach a row, as far as was looked."""
        return self._sweep.seen

    def sweep(self) -> None:
        """Look as far as is needed: with a limit on hops as far as it allows, for it may cut anywhere."""
        for levels in self._sweep.levels():
            self._take(self._within(levels))
            if self._max_hops is None:
                self._sweep.keep(self._wanted)

    def _within(self, levels: Levels) -> Levels:
        """Return what is within the limit, and note who is cut by it."""
        if self._max_hops is None:
            return levels
        beyond = np.flatnonzero(levels.level > self._max_hops)
        rows, words = levels.rows[beyond], levels.words[beyond]
        self._sweep.seen[rows] &= ~words  # beyond the limit nothing was looked at
        self.cut.update(_sources(np.bitwise_or.reduce(self._foreign(rows, words), axis=0)))
        return levels.of(np.flatnonzero(levels.level <= self._max_hops))

    def _foreign(self, rows: NDArray[np.integer], words: Words) -> Words:
        """Return who reaches rows, but not the start whose end that is: a start is never its own end."""
        foreign = words.copy()
        for index in np.flatnonzero(self._whose_end[rows]).tolist():
            source = int(self._whose_end[rows[index]]) - 1
            foreign[index, source // WORD] &= ~bit(source)
        return foreign

    def _take(self, levels: Levels) -> None:
        lacking = levels.of(np.flatnonzero(self._lacking[levels.rows]))
        words = self._foreign(lacking.rows, lacking.words) & self._wanted
        index, source = pairs(words)
        if not len(index):
            return
        entity = self._entity[lacking.rows][index]
        order = np.lexsort((entity, lacking.level[index], source))
        source, entity = source[order], entity[order]
        bounds = run_starts(source).tolist()
        for begin, end in pairwise([*bounds, len(source)]):
            self._add(int(source[begin]), entity[begin:end])

    def _add(self, source: int, entities: Ints) -> None:
        nearest = dict.fromkeys(self.nearest[source])
        for entity in entities.tolist():
            nearest.setdefault(entity)
            if len(nearest) > self._most:
                self._wanted[source // WORD] &= ~bit(source)
                break
        self.nearest[source] = list(nearest)


def _sources(word: NDArray[np.uint64]) -> list[int]:
    sources: list[int] = np.flatnonzero(bits(word.reshape(1, -1), len(word) * WORD)[0]).tolist()
    return sources


class _Missing:
    """What is missing at entities that starts reach: of every state in which a start's walks stand there."""

    def __init__(self, region: Region, starts: Sequence[Start], gaps: Gaps) -> None:
        self._region = region
        self._starts = starts
        self._entity_of = np.array([start.entity for start in starts], np.int32)
        self._gaps = [(state, word, mask) for state, words in gaps.items() for word, mask in words.items()]
        self._all_words = sorted({word for _, word, _ in self._gaps})
        self._found: list[Bools] = []
        """Per pair and word, a block of starts behind the other."""
        self._open: list[tuple[NDArray[np.integer], ...]] = []
        """What a sweep that ended early did not say: pair, code of the word, start, place."""
        self._pairs = 0

    def look(self, first: int, nearest: Sequence[Sequence[int]], seen: Words, stopped: Bools) -> None:
        """Take the entities found from a block of starts, what was seen, and whose search ended early."""
        source = np.repeat(np.arange(len(nearest)), [len(entities) for entities in nearest])
        entity = np.array([each for entities in nearest for each in entities], np.int64)
        found = np.zeros((len(entity), len(self._all_words)), bool)
        place_of, is_asked, is_reached = {}, {}, {}
        product = self._region.product
        for state in {state for state, _, _ in self._gaps}:
            place_of[state] = product.place(state, entity)
            rows = self._region.rows_at(place_of[state])
            is_own = entity == self._entity_of[first + source]
            # a start is never its own end, so where a walk ends nothing is missing of it
            is_asked[state] = ~is_own | (state not in product.accepting)
            is_reached[state] = (rows >= 0) & is_asked[state] & have_bits(seen, rows, source)
        lacks = [(state, self._all_words.index(word), mask[entity]) for state, word, mask in self._gaps]
        for state, code, lacking in lacks:
            found[:, code] |= lacking & is_reached[state]
        for state, code, lacking in lacks:
            pairs = np.flatnonzero(stopped[source] & lacking & is_asked[state] & ~found[:, code])
            if not len(pairs):
                continue
            codes = np.full(len(pairs), code, np.int32)
            self._open.append((self._pairs + pairs, codes, first + source[pairs], place_of[state][pairs]))
        self._found.append(found)
        self._pairs += len(entity)

    def look_further(self) -> None:
        """Look whether starts reach the rows of which a sweep that ended early did not say."""
        pair, code, line, place = self._left_open()
        there = self._region.rows_at(place)
        pair, code, line, row = (column[np.flatnonzero(there >= 0)] for column in (pair, code, line, there))
        if not len(row):
            return
        within = Sweep(self._region, [np.unique(row).tolist()], backward=True).finished()[:, 0] != 0
        lines = np.unique(line)
        for first in range(0, len(lines), BLOCK):
            block = lines[first : first + BLOCK]
            own = np.flatnonzero((line >= block[0]) & (line <= block[-1]))
            source = np.searchsorted(block, line[own])
            begins = [
                [each for each in self._region.begins(self._starts[number], POSSIBLE) if within[each]]
                for number in block.tolist()
            ]
            sweep = Sweep(self._region, begins, within=within)
            for _ in sweep.levels():
                sought = ~have_bits(sweep.seen, row[own], source)
                wanted: Words = np.zeros(sweep.words, np.uint64)
                for each in np.unique(source[sought]).tolist():
                    wanted[each // WORD] |= bit(each)
                sweep.keep(wanted)
            reached = own[have_bits(sweep.seen, row[own], source)]
            self._all_found[pair[reached], code[reached]] = True

    def look_around(self, near: Near) -> bool:
        """Look at the same around the one start; return whether that was enough to tell."""
        pair, code, _, place = self._left_open()
        places, which = np.unique(place, return_inverse=True)
        reached = near.reached(places) if len(places) else np.zeros(0, bool)
        if reached is None:
            return False
        told = np.flatnonzero(reached[which])
        self._all_found[pair[told], code[told]] = True
        return True

    def _left_open(self) -> Sequence[NDArray[np.integer]]:
        self._all_found = np.concatenate(self._found)
        nothing = (np.zeros(0, np.int64),) * 4
        return [np.concatenate(columns) for columns in zip(nothing, *self._open, strict=True)]

    def words(self) -> Sequence[tuple[str, ...]]:
        """Return the words missing at each pair, sorted; few sets of words stand at very many pairs."""
        bits_of_words = 1 << np.arange(len(self._all_words))
        codes, which = np.unique(self._all_found @ bits_of_words, return_inverse=True)
        told = [
            tuple(word for bit, word in zip(bits_of_words, self._all_words, strict=True) if code & bit)
            for code in codes
        ]
        return [told[each] for each in which.tolist()]
