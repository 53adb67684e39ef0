"""The default question as arrays, as one would write it with NumPy: the tables joined, and every step of a walk as an edge.

Like `peer.py`, from which it takes the states of the pattern and the levels, it has no line of graphx. Its edges are what
the other libraries search: those alone that a site reaches, so that they get for nothing what graphx explores first.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import peer
import pyarrow as pa
import pyarrow.compute as pc
from generate import spans
from peer import CERTAIN, POSSIBLE, State
from pyarrow import csv

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Levels = NDArray[np.int8]

ENDS: Final = (State.SUPPLIER, State.OPERATOR, State.ITS_SUPPLIER)
"""The states in which a walk to an organization is accepted."""


class Edges(NamedTuple):
    """Steps of walks between nodes: from, to, and the level of each."""

    near: Numbers
    beyond: Numbers
    level: Levels

    def certain(self) -> Edges:
        """Return the certain ones."""
        kept = self.level == CERTAIN
        return Edges(self.near[kept], self.beyond[kept], self.level[kept])


class World(NamedTuple):
    """What is searched: nodes are numbered; each site has one, and each listed vendor one behind all its accepting states."""

    nodes: int
    edges: Edges
    sites: Numbers
    """The node at which each site's walks begin."""
    vendors: Numbers
    """The node behind each listed vendor: a hop further than the vendor."""
    site_names: Sequence[str]
    vendor_names: Sequence[str]
    vendor_level: Levels


def load(folder: Path, as_of: str) -> World:
    """Return a folder of tables as it stood on a day."""
    entities = _table(folder / "entities.csv", "id", "kind")
    told = _table(
        folder / "relations.csv",
        *("from", "type", "to", "key", "since", "until", "status", "role"),
        *("source", "certainty", "confidence", "polarity"),
    )
    names = entities["id"].combine_chunks()
    source, target = (pc.index_in(told[end], names).to_numpy().astype(np.int64) for end in ("from", "to"))
    kind = _codes(entities["kind"])
    verb = _codes(told["type"])
    level = _levels(told, source, target, verb, as_of)
    listed = np.flatnonzero((told["type"].to_numpy(zero_copy_only=False) == "LISTED_ON") & (level > 0))
    role = told["role"].to_numpy(zero_copy_only=False)[listed]
    listing = np.where(role == "criteria", np.minimum(level[listed], POSSIBLE), level[listed])
    vendors, place = np.unique(source[listed], return_inverse=True)
    vendor_level = np.zeros(len(vendors), np.int8)
    np.maximum.at(vendor_level, place, listing)
    words = _words(entities["kind"])
    sites = np.flatnonzero(kind == words.index("site"))
    edges = _steps(source, target, verb, level, kind, _words(told["type"]), words)
    count = len(names)
    behind = np.arange(len(vendors)) + len(State) * count
    accepted = [(state * count + vendors, behind, np.full(len(vendors), CERTAIN, np.int8)) for state in ENDS]
    edges = Edges(*(np.concatenate(column) for column in zip(edges, *accepted, strict=True)))
    world = World(
        len(State) * count + len(vendors),
        edges,
        sites,
        behind,
        names.take(pa.array(sites)).to_pylist(),
        names.take(pa.array(vendors)).to_pylist(),
        vendor_level,
    )
    return _reached(world)


def _table(path: Path, *columns: str) -> pa.Table:
    text = {name: pa.string() for name in columns}
    return csv.read_csv(path, convert_options=csv.ConvertOptions(include_columns=columns, column_types=text))


def _words(column: pa.ChunkedArray) -> list[str]:
    words: list[str] = sorted(pc.unique(column).to_pylist())
    return words


def _codes(column: pa.ChunkedArray) -> Numbers:
    codes: Numbers = pc.index_in(column, pa.array(_words(column))).to_numpy().astype(np.int64)
    return codes


def _per_word(column: pa.ChunkedArray, level: Callable[[str], int]) -> Levels:
    return np.array([level(word) for word in _words(column)], np.int8)[_codes(column)]


def _levels(told: pa.Table, source: Numbers, target: Numbers, verb: Numbers, as_of: str) -> Levels:
    moment = date.fromisoformat(as_of)
    level = _per_word(told["since"], lambda word: peer.time_level({"since": word, "until": ""}, moment))
    np.minimum(
        level, _per_word(told["until"], lambda word: peer.time_level({"since": "", "until": word}, moment)), level
    )
    np.minimum(level, _per_word(told["status"], lambda word: peer.status_level({"status": word})), level)
    confidence = _per_word(told["certainty"], lambda word: peer.CONFIDENCE[word])
    stated = _per_word(told["confidence"], lambda word: int(word) if word else -1)
    confidence = np.where(stated >= 0, stated, confidence)
    is_claimed, denies, is_keyless = (
        _per_word(told[name], is_it) != 0
        for name, is_it in (("source", bool), ("polarity", "denies".__eq__), ("key", lambda word: not word))
    )
    is_weak = confidence < peer.MIN_CONFIDENCE
    claimed = np.where(denies, peer.OUT, np.where(is_weak, POSSIBLE, CERTAIN))
    ends = (source * 64 + verb) * (int(target.max()) + 1) + target
    is_denied = np.isin(ends, ends[is_claimed & denies & is_keyless & ~is_weak])
    np.minimum(level, np.where(is_claimed, claimed, CERTAIN), level)
    np.minimum(level, np.where(is_denied, POSSIBLE, CERTAIN), level)
    return level


def _steps(
    source: Numbers,
    target: Numbers,
    verb: Numbers,
    level: Levels,
    kind: Numbers,
    verbs: Sequence[str],
    kinds: Sequence[str],
) -> Edges:
    """Return every step of a walk: from a state and an entity to another."""
    count = len(kind)
    parts: list[tuple[Numbers, Numbers, Levels]] = []

    def add(crossed: Numbers, near: Numbers, state: State, beyond: Numbers, after: State) -> None:
        most = POSSIBLE if after in peer.POSSIBLE_AT_MOST else CERTAIN
        parts.append((state * count + near, after * count + beyond, np.minimum(level[crossed], most).astype(np.int8)))

    by_pair = verb * len(kinds) + kind[target]
    order = np.argsort(by_pair, kind="stable")
    order = order[level[order] > peer.OUT]
    bounds = np.searchsorted(by_pair[order], np.arange(len(verbs) * len(kinds) + 1))
    for state, steps in peer.ALONG.items():
        for (word, to), afters in steps.items():
            if word not in verbs or to not in kinds:
                continue
            code = verbs.index(word) * len(kinds) + kinds.index(to)
            crossed = order[bounds[code] : bounds[code + 1]]
            for after in afters:
                add(crossed, source[crossed], state, target[crossed], after)
    operates = verbs.index("OPERATES") if "OPERATES" in verbs else -1
    operated = np.flatnonzero((verb == operates) & (level > peer.OUT))
    for state, of in peer.AGAINST.items():
        crossed = operated[np.isin(kind[target[operated]], [kinds.index(each) for each in of if each in kinds])]
        add(crossed, target[crossed], state, source[crossed], State.OPERATOR)
    return Edges(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _reached(world: World) -> World:
    """Return what the sites reach, numbered anew."""
    order = np.argsort(world.edges.near, kind="stable")
    near, beyond = world.edges.near[order], world.edges.beyond[order]
    starts = np.searchsorted(near, np.arange(world.nodes + 1))
    seen = np.zeros(world.nodes, bool)
    rows = world.sites
    while len(rows):
        seen[rows] = True
        rows = np.unique(beyond[spans(starts, rows)])
        rows = rows[~seen[rows]]
    seen[world.vendors] = True
    number = np.cumsum(seen) - 1
    kept = np.flatnonzero(seen[world.edges.near] & seen[world.edges.beyond])
    edges = Edges(number[world.edges.near[kept]], number[world.edges.beyond[kept]], world.edges.level[kept])
    return world._replace(nodes=int(seen.sum()), edges=edges, sites=number[world.sites], vendors=number[world.vendors])


class Backward(NamedTuple):
    """Edges by what they lead to: compressed rows."""

    starts: Numbers
    near: Numbers

    @classmethod
    def of(cls, world: World, edges: Edges) -> Backward:
        """Sort the edges."""
        order = np.argsort(edges.beyond, kind="stable")
        return cls(np.searchsorted(edges.beyond[order], np.arange(world.nodes + 1)), edges.near[order])

    def hops(self, world: World, ends: Numbers) -> Numbers:
        """Return the hops from every site (a row each) to every end, -1 for none: one sweep, a bit per end."""
        words = -(-len(ends) // 64)
        seen = np.zeros((world.nodes, words), np.uint64)
        number = np.arange(len(ends))
        seen[ends, number // 64] = np.uint64(1) << (number % 64).astype(np.uint64)
        hops = np.full((len(world.sites), len(ends)), -1)
        rows, fresh, level = ends, seen[ends], 0
        while len(rows):
            edges = spans(self.starts, rows)
            beyond = self.near[edges]
            order = np.argsort(beyond, kind="stable")
            carried = np.repeat(fresh, self.starts[rows + 1] - self.starts[rows], axis=0)[order]
            first = np.flatnonzero(np.diff(beyond[order], prepend=-1))
            rows = beyond[order][first]
            fresh = np.bitwise_or.reduceat(carried, first, axis=0) & ~seen[rows] if len(rows) else fresh[:0]
            live = fresh.any(axis=1)
            rows, fresh = rows[live], fresh[live]
            seen[rows] |= fresh
            level += 1
            index = np.full(world.nodes, -1)
            index[rows] = np.arange(len(rows))
            reached = np.flatnonzero(index[world.sites] >= 0)
            told = np.unpackbits(fresh[index[world.sites[reached]]].view(np.uint8), axis=1, bitorder="little")
            site, column = np.nonzero(told[:, : len(ends)])
            hops[reached[site], column] = level - 1
        return hops


class Forward(NamedTuple):
    """Edges by what they leave: compressed rows."""

    starts: Numbers
    beyond: Numbers

    @classmethod
    def of(cls, world: World) -> Forward:
        """Sort the edges."""
        order = np.argsort(world.edges.near, kind="stable")
        return cls(np.searchsorted(world.edges.near[order], np.arange(world.nodes + 1)), world.edges.beyond[order])

    def walks(self, world: World, site: int) -> list[list[int]]:
        """Return a shortest walk from a site's node to that behind each vendor that it reaches: one search that notes whence it came."""
        came = np.full(world.nodes, -1)
        came[site] = site
        rows = np.array([site])
        while len(rows):
            beyond = self.beyond[spans(self.starts, rows)]
            near = np.repeat(rows, self.starts[rows + 1] - self.starts[rows])
            fresh = np.flatnonzero(came[beyond] < 0)
            came[beyond[fresh]] = near[fresh]
            rows = np.unique(beyond[fresh])
        walks = []
        for vendor in world.vendors[came[world.vendors] >= 0].tolist():
            walk = [vendor]
            while walk[-1] != site:
                walk.append(int(came[walk[-1]]))
            walks.append(walk[::-1])
        return walks
