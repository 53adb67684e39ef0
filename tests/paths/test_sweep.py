"""A sweep, and a search from one source, find the levels that a plain search finds, whichever way they take to the next one.

Kills: a row that is taken for satisfied too early; a digit of a level that is forgotten; a doubtful edge crossed by who may not.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx.paths import breadth_first, sweep
from graphx.paths.arrivals import PlainArrivals
from graphx.paths.breadth_first import BreadthFirst
from graphx.paths.region import Adjacency, Edges, Region, Rows
from graphx.paths.sweep import Sweep
from graphx.paths.words import WORD, bit, bits

EDGES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), max_size=120)
SEEDS = st.lists(st.lists(st.integers(0, 30), max_size=2), min_size=1, max_size=2 * WORD + 3)
WAYS = {"pull": {"DENSE": 10**9, "THIN": -1}, "push": {"DENSE": 0, "THIN": -1}, "loops": {"DENSE": 0, "THIN": 10**9}}

ALONE = {"push": {}, "scan": {"SCAN": 10**9}, "pull": {"SCAN": 1e-9}, "loops": {"THIN": 10**9}}
"""The same for a search from one source; it crosses what leaves a level where the edges are sorted by that."""
HORIZONS = st.none() | st.lists(st.integers(0, 31), min_size=1, max_size=7).map(lambda rows: sorted(rows, reverse=True))


def region_of(edges, *, backward):
    """Return a region of 31 rows of which the adjacency of one direction is there, or of both."""
    edges = sorted(edges, key=lambda edge: edge[1] if backward else edge[0])
    near, beyond = ([edge[side] for edge in edges] for side in ((1, 0) if backward else (0, 1)))
    certain = np.array([edge[2] for edge in edges], bool)
    starts = np.searchsorted(near, np.arange(32)).astype(np.int64)
    number = np.arange(len(edges), dtype=np.int32)
    adjacency = Adjacency(starts, np.array(beyond, np.int32), np.array(near, np.int32), number, certain)
    entity = np.arange(31, dtype=np.int32)
    rows = Rows(entity, np.zeros(31, np.int32), entity + 1)
    return Region(None, rows, Edges(number, np.zeros(len(edges), np.int32), certain), adjacency, backward=backward)


def searched(edges, seeds, *, backward, strict_from, within, limit, horizon=None):
    """Return per source at which level each row is reached, by a plain search."""
    onward = defaultdict(list)
    for source, target, certain in edges:
        near, beyond = (target, source) if backward else (source, target)
        onward[near].append((beyond, certain))
    found = []
    for number, own in enumerate(seeds):
        level_of = dict.fromkeys(own, 0)
        queue = list(level_of)
        for row in queue:
            for beyond, certain in onward[row] if limit is None or level_of[row] < limit else ():
                crosses = certain or number < strict_from
                in_reach = horizon is None or beyond < horizon[level_of[row] + 1]
                if crosses and within[beyond] and in_reach and beyond not in level_of:
                    level_of[beyond] = level_of[row] + 1
                    queue.append(beyond)
        found.append(level_of)
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("is_ready", [True, False], ids=["ready", "not ready"])
@settings(max_examples=60, deadline=None)
@given(
    EDGES,
    SEEDS,
    st.booleans(),
    st.none() | st.integers(1, 6),
    st.lists(st.booleans(), min_size=31, max_size=31),
    st.data(),
)
def test_each_source_reaches_each_row_at_the_level_of_a_plain_search(
    way, is_ready, edges, seeds, backward, limit, within, data
):
    strict_from = data.draw(st.sampled_from([None, *range(WORD, len(seeds), WORD)]))
    mask = data.draw(st.sampled_from([None, np.array(within)]))
    horizon = data.draw(HORIZONS)
    if horizon is not None:
        limit = len(horizon) - 1
    expected = searched(
        edges,
        seeds,
        backward=backward,
        strict_from=len(seeds) if strict_from is None else strict_from,
        within=[True] * 31 if mask is None else within,
        limit=limit,
        horizon=horizon,
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, value in WAYS[way].items():
            patch.setattr(sweep, name, value)

        def swept():
            region = region_of(edges, backward=backward == is_ready)
            how = {"strict_from": strict_from, "within": mask, "horizon": horizon}
            return Sweep(region, seeds, limit, backward=backward, **how)

        arrivals = swept().arrivals()
        levels = list(swept().levels())
    rows = np.arange(31)
    hops = arrivals.hops(rows, range(len(seeds)))
    first = data.draw(st.integers(0, len(seeds) - 1))
    assert (arrivals.hops(rows, range(first, len(seeds))) == hops[:, first:]).all()
    for source, level_of in enumerate(expected):
        assert {row: level for row, level in enumerate(hops[:, source].tolist()) if level >= 0} == level_of
        distances = arrivals.of(source)
        assert [distances[row] for row in range(31)] == hops[:, source].tolist()
        assert distances.rows == sorted(level_of)
    pairs = np.repeat(rows, len(seeds)), np.tile(np.arange(len(seeds)), 31)
    for level in range(8):
        assert arrivals.at(level, *pairs).tolist() == np.flatnonzero(hops.reshape(-1) == level).tolist()
        assert arrivals.sources_at(level)[: len(seeds)].tolist() == (hops == level).any(axis=0).tolist()
    told = [
        (level, row, source)
        for each in levels
        for level, row, own in zip(*each[:2], bits(each.words, len(seeds)), strict=True)
        for source in np.flatnonzero(own)
    ]
    assert sorted(told) == sorted(
        (level, row, source) for source, of in enumerate(expected) for row, level in of.items()
    )


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=60, deadline=None)
@given(EDGES, SEEDS, st.data())
def test_who_is_dropped_goes_no_further_and_the_others_do(way, edges, seeds, data):
    dropped = set(data.draw(st.lists(st.integers(0, len(seeds) - 1))))
    after = data.draw(st.integers(0, 3))
    expected = searched(edges, seeds, backward=False, strict_from=len(seeds), within=[True] * 31, limit=None)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in WAYS[way].items():
            patch.setattr(sweep, name, value)
        going = Sweep(region_of(edges, backward=False), seeds)
        wanted = np.zeros(going.words, np.uint64)
        for source in set(range(len(seeds))) - dropped:
            wanted[source // WORD] |= bit(source)
        for number, _ in enumerate(going.levels()):
            if number >= after:
                going.keep(wanted)
    for source, level_of in enumerate(expected):
        reached = set(np.flatnonzero(bits(going.seen, len(seeds))[:, source]).tolist())
        if source not in dropped:
            assert reached == set(level_of)
        elif way != "loops":  # these find several levels together
            assert reached == {row for row, level in level_of.items() if level <= after}


@pytest.mark.parametrize("way", WAYS)
def test_who_has_heard_of_one_source_still_hears_of_another(way, monkeypatch):
    for name, value in WAYS[way].items():
        monkeypatch.setattr(sweep, name, value)
    region = region_of([(1, 0, True), (0, 2, True)], backward=False)
    hops = Sweep(region, [[0], [1]]).arrivals().hops(np.arange(3), range(2))
    assert hops.tolist() == [[0, 1], [-1, 0], [1, 2]]


@pytest.mark.parametrize("way", ALONE)
@pytest.mark.parametrize("sparse", [0, 10**9], ids=["marked", "sorted"])
@settings(max_examples=60, deadline=None)
@given(EDGES, SEEDS, st.booleans(), st.booleans(), st.none() | st.integers(1, 6), HORIZONS)
def test_a_source_alone_reaches_each_row_at_the_level_of_a_plain_search(
    way, sparse, edges, seeds, backward, is_ready, limit, horizon
):
    if horizon is not None:
        limit = len(horizon) - 1
    several = seeds[:2] * 2
    strict_from = len(several) // 2
    how = {"within": [True] * 31, "limit": limit, "horizon": horizon}
    expected = searched(edges, several, backward=backward, strict_from=strict_from, **how)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ({"THIN": -1, "SPARSE": sparse} | ALONE[way]).items():
            patch.setattr(breadth_first, name, value)
        region = region_of(edges, backward=backward == (way in {"push", "loops"}))
        region.adjacency(backward=backward == (way in {"push", "loops"} or is_ready))
        searches = [
            BreadthFirst(region, rows, limit, backward=backward, certainly=source >= strict_from, horizon=horizon)
            for source, rows in enumerate(several)
        ]
        arrivals = PlainArrivals([search.finished() for search in searches])
    hops = arrivals.hops(np.arange(31), range(len(several)))
    for source, level_of in enumerate(expected):
        distances = arrivals.of(source)
        assert {row: level for row, level in enumerate(hops[:, source].tolist()) if level >= 0} == level_of
        assert [distances[row] for row in range(len(distances))] == hops[:, source].tolist()
        assert distances.rows == sorted(level_of)
    rows, sources = np.repeat(np.arange(31), len(several)), np.tile(np.arange(len(several)), 31)
    for level in range(8):
        assert arrivals.at(level, rows, sources).tolist() == np.flatnonzero(hops.reshape(-1) == level).tolist()
        assert arrivals.sources_at(level).tolist() == (hops == level).any(axis=0).tolist()


def test_who_is_not_reached_is_asked_over_each_edge(monkeypatch):
    for name, value in {"THIN": -1, "SCAN": 1e-9}.items():
        monkeypatch.setattr(breadth_first, name, value)
    edges = [(beyond, 9, True) for beyond in range(5)]
    for first in range(5):
        levels = BreadthFirst(region_of(edges, backward=True), [first]).finished()
        assert np.flatnonzero(levels == 1).tolist() == [9]


def test_on_thin_levels_who_crosses_certain_edges_only_stays_behind():
    region = region_of([(0, 1, False), (1, 2, True)], backward=False)
    seeds = [[0], *([[]] * (WORD - 1)), [0]]
    hops = Sweep(region, seeds, strict_from=WORD).arrivals().hops(np.arange(3), range(WORD + 1))
    assert (hops[:, 0].tolist(), hops[:, WORD].tolist()) == ([0, 1, 2], [0, -1, -1])
    for certainly, alone in enumerate(([0, 1, 2], [0, -1, -1])):
        assert BreadthFirst(region, [0], certainly=bool(certainly)).finished()[:3].tolist() == alone
