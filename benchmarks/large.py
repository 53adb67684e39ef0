"""Millions of relations: the same questions on graphx, NetworkX, rustworkx, igraph and plain NumPy; writes LARGE.md and a plot.

The peers search what `arrays.py` makes of the tables: edges between (entity, state) that the sites reach, ready in their
memory. The bare search of graphx begins from its own of the kind; a whole question makes it. Answers are compared first.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import arrays
import igraph
import networkx as nx
import numpy as np
import rustworkx as rx
from generate import AS_OF, SIZES, World, write_tables
from inside import seconds_of
from run import GRAPHX, PYTHON, in_words, markdown, output, timed_command
from shapes import write_dense, write_tangled

import graphx
from graphx.paths.breadth_first import BreadthFirst
from graphx.paths.search import End, reaches
from graphx.questions.exposure import RESTRICTABLE
from graphx.questions.frame import frame
from graphx.restrictions.restricted import restricted_set

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Hops = NDArray[np.int64]
    Walks = Sequence[Sequence[int]]

HERE: Final = Path(__file__).resolve().parent
SAMPLED: Final = 4
"""So many vendors are timed where a search for each takes long, and scaled."""
OTHER_DAY: Final = "2021-06-30"
SITE: Final = "site-7"
ALONE: Final = graphx.Limits(max_paths=0)
ENGINES: Final = ("graphx", "NumPy", "igraph", "rustworkx", "NetworkX")
HOW: Final = """\
The peers search what the sites reach, which `arrays.py` made ready for them without timing it, and look for possible walks
alone; graphx finds certain and possible ones. rustworkx does not count hops. A bare search begins from what is ready, of
graphx too. Of the whole questions a view is ready: graphx explores, judges, looks for what is left open and proves."""
NOT_PAID: Final = """\
Tried, with equal answers, and left out: a compiled step of the sweep (numba 0.68) made the bare search of the dense world at
size M 1.25 times as fast, the frontier of all sites no faster, and no whole question measurably so; to import numba takes 0.2 s.
Bisection of rows for the first walk of each pair, and sorting all its edges, took five times as long as placing them by
number. Hops laid out as a byte per row and source, for the tiers of all pairs, took as long as looking up their bits. To
keep freed memory in the process (glibc's thresholds) made neither a build nor a question faster. Words of a byte where there are
few sources made the sweep from one vendor at most 1.2 times as fast; what paid is a search of its own for a single source, which
takes less than half of the time. To choose a sweep's direction by edges instead of rows, to unite words edge by edge of all rows
instead of row by row, and to choose the side to explore by how it grows instead of by its width made nothing faster."""
COMPARED: Final = ("every site", "impact", "one site")


def timed(work: Callable[[], object], repeat: int) -> float:
    """Return the median seconds of a piece of work, after a first run that is not counted."""
    work()
    return median(seconds_of(work) for _ in range(repeat))


class Held(NamedTuple):
    """Bytes of memory that this process holds; 0 where the system does not tell."""

    own: int
    mapped: int
    """Of files: they are in the system's cache anyway, and give way to whoever needs memory."""

    @classmethod
    def now(cls) -> Held:
        """Ask the system."""
        try:
            lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        except OSError:
            return cls(0, 0)
        told = dict(line.split(":", 1) for line in lines if ":" in line)
        return cls(*(1024 * int(told[name].split()[0]) for name in ("RssAnon", "RssFile")))

    def since(self, before: Held, relations: int) -> list[float]:
        """Return what came to it, by relation."""
        return [(now - then) / relations for now, then in zip(self, before, strict=True)]


class Peer(NamedTuple):
    """How a library answers."""

    hops: Callable[[Sequence[int]], Hops]
    """From every site to some vendors: a search back from each of these."""
    walks: Callable[[int], Walks]
    """From a site's node, a shortest one to the node behind each vendor that it reaches."""
    is_slow: bool = False
    """Whether it is timed on some vendors, and scaled."""


class Ours:
    """graphx: a loaded graph, and its answers as arrays in the order of the peers' sites and vendors."""

    def __init__(self, folder: Path) -> None:
        """Load."""
        self.graph = graphx.load(folder)
        self.view = graphx.view(self.graph)
        self.levels = restricted_set(self.view).levels
        self.ready = frame(self.view, graphx.Options(), list(self.levels), RESTRICTABLE, frontier=True)
        self.ready.region.adjacency(backward=True)  # as the peers have it
        self.ends = [End(entity, level) for entity, level in self.levels.items()]

    def search(self) -> list[Any]:
        """Return the bare search of every site and vendor."""
        return list(reaches(self.ready.region, self.ready.starts, self.ends, None))

    def hops(self, world: arrays.World) -> tuple[Hops, Hops]:
        """Return the hops of possible and of certain walks."""
        site = {name: row for row, name in enumerate(world.site_names)}
        vendor = {name: column for column, name in enumerate(world.vendor_names)}
        rows = [site[self.graph.ids[start.entity]] for start in self.ready.starts]
        tables = [np.full((len(site), len(vendor)), -1) for _ in range(2)]
        for reach in self.search():
            columns = [vendor[self.graph.ids[end.entity]] for end in reach.ends]
            for table, found in zip(tables, (reach.possible, reach.certain), strict=True):
                table[np.ix_(rows, columns)] = found
        return tables[0], tables[1]

    def reached(self, vendor: str) -> None:
        """Find which sites one vendor reaches, by the bare search."""
        entity = self.graph.entity(vendor)
        list(reaches(self.ready.region, self.ready.starts, [End(entity, self.levels[entity])], None))

    def nearest(self, site: str) -> dict[str, list[int]]:
        """Return the shortest walk, as rows, from one site to each vendor that it reaches: one search, and its levels back from each."""
        region, entity = self.ready.region, self.graph.entity(site)
        (start,) = (start for start in self.ready.starts if start.entity == entity)
        levels = BreadthFirst(region, region.begins(start, 0)).finished()
        into = region.adjacency(backward=True)
        level, begin, near = levels.item, into.starts.item, into.beyond.item
        walks = {}
        for end in self.ends:
            rows = [row for row in region.ends(end.entity) if level(row) >= 0]
            if rows and end.entity != entity:
                walk = [min(rows, key=level)]
                while left := level(walk[-1]):
                    edges = range(begin(walk[-1]), begin(walk[-1] + 1))
                    walk.append(next(row for row in map(near, edges) if level(row) == left - 1))
                walks[self.graph.ids[end.entity]] = walk[::-1]
        return walks

    def impact(self, vendor: str) -> None:
        """Ask the same as a whole question, without paths."""
        graphx.impact(self.view, [vendor], graphx.Options(limits=ALONE))

    def question(self, *sites: str, as_of: str | None = None, limits: graphx.Limits = ALONE) -> graphx.ExposureAnswer:
        """Return a whole answer: verdicts, frontier, tiers."""
        view = graphx.view(self.graph, as_of=as_of)
        return graphx.exposures(view, graphx.Options(starts=sites, limits=limits))


def compared(world: arrays.World, ours: Ours) -> tuple[Hops, dict[str, Peer], list[str]]:
    """Check every answer against the others; return the hops, the peers, and what was checked."""
    possible, certain = arrays.Backward.of(world, world.edges), arrays.Backward.of(world, world.edges.certain())
    expected = possible.hops(world, world.vendors)
    surely = np.where(world.vendor_level == arrays.CERTAIN, certain.hops(world, world.vendors), -1)
    found = ours.hops(world)
    if not (np.array_equal(found[0], expected) and np.array_equal(found[1], surely)):
        sys.exit("nothing is timed: graphx and NumPy differ")
    peers = peers_of(world)
    everything = range(len(world.vendors))
    if not np.array_equal(peers["igraph"].hops(everything), expected):
        sys.exit("nothing is timed: igraph differs")
    few = sample_of(world)
    for name in ("NetworkX", "rustworkx"):
        told = expected[:, few] if name == "NetworkX" else np.where(expected[:, few] >= 0, 0, -1)
        if not np.array_equal(peers[name].hops(few), told):
            sys.exit(f"nothing is timed: {name} differs")
    pairs = (
        f"{(expected >= 0).sum():,} pairs of {len(world.sites):,} sites and {len(world.vendors)} vendors by possible walks, "
        f"{(surely >= 0).sum():,} by certain ones: graphx and NumPy have the same hops for each"
    )
    said = [
        pairs,
        "igraph has the same hops by possible walks for all, NetworkX for some vendors; rustworkx reaches the same",
    ]
    forward = arrays.Forward.of(world)
    plain = Peer(lambda ends: possible.hops(world, world.vendors[list(ends)]), lambda site: forward.walks(world, site))
    return expected, peers | {"NumPy": plain}, said


def check_walks(world: arrays.World, ours: Ours, peers: dict[str, Peer], site: int, hops: Hops) -> str:
    """Check that everybody's walks from a site to the vendors are of the hops that are known; return what was checked."""
    reached = np.flatnonzero(hops[site] >= 0).tolist()
    expected = {world.vendors.item(each): hops.item(site, each) for each in reached}
    for name, peer in peers.items():
        walks = peer.walks(int(world.sites[site]))
        if {walk[-1]: len(walk) - 2 for walk in walks} != expected:  # the last edge leads behind the vendor
            sys.exit(f"nothing is timed: walks of {name} from one site have other hops")
    found = ours.nearest(world.site_names[site])
    if {name: len(walk) - 1 for name, walk in found.items()} != {
        world.vendor_names[each]: hops.item(site, each) for each in reached
    }:
        sys.exit("nothing is timed: walks of graphx from one site have other hops")
    onward = ours.ready.region.adjacency(backward=False)
    steps = {step for walk in found.values() for step in pairwise(walk)}
    if any(far not in onward.beyond[onward.starts[near] : onward.starts[near + 1]] for near, far in steps):
        sys.exit("nothing is timed: a walk of graphx crosses what is no edge")
    return f"{len(reached)} shortest walks from one site are as long for all five, and those of graphx cross edges"


def peers_of(world: arrays.World) -> dict[str, Peer]:
    """Return how each library answers, its graph made."""
    pairs = np.stack((world.edges.near, world.edges.beyond), axis=1)
    flow = igraph.Graph(n=world.nodes, edges=pairs, directed=True)
    backward: nx.DiGraph[int] = nx.DiGraph()
    backward.add_nodes_from(range(world.nodes))
    backward.add_edges_from(zip(world.edges.beyond.tolist(), world.edges.near.tolist(), strict=True))
    rust = rx.PyDiGraph(multigraph=False)
    rust.add_nodes_from([None] * world.nodes)
    rust.add_edges_from_no_data(list(map(tuple, pairs.tolist())))
    sites = world.sites.tolist()

    def by_igraph(ends: Sequence[int]) -> Hops:
        found = flow.distances(world.vendors[list(ends)].tolist(), sites, mode="in")
        return np.where(np.isfinite(found), np.array(found) - 1, -1).astype(np.int64).T

    def by_networkx(ends: Sequence[int]) -> Hops:
        found = [nx.single_source_shortest_path_length(backward, int(world.vendors[end])) for end in ends]
        return np.array([[hops.get(site, 0) - 1 for site in sites] for hops in found]).T

    def by_rustworkx(ends: Sequence[int]) -> Hops:
        """Return 0 where one is reached: it has no search that counts hops without calling Python at each step."""
        found = [rx.ancestors(rust, int(world.vendors[end])) for end in ends]
        return np.array([[0 if site in reached else -1 for site in sites] for reached in found]).T

    forward = backward.reverse(copy=False)
    ends = world.vendors.tolist()

    def walks_by_igraph(site: int) -> Walks:
        return [walk for walk in flow.get_shortest_paths(site, ends, mode="out") if walk]

    def walks_by_networkx(site: int) -> Walks:
        found = nx.single_source_shortest_path(forward, site)
        return [found[end] for end in ends if end in found]

    def walks_by_rustworkx(site: int) -> Walks:
        found = rx.dijkstra_shortest_paths(rust, site)
        return [found[end] for end in ends if end in found]

    return {
        "igraph": Peer(by_igraph, walks_by_igraph),
        "NetworkX": Peer(by_networkx, walks_by_networkx, is_slow=True),
        "rustworkx": Peer(by_rustworkx, walks_by_rustworkx, is_slow=True),
    }


def sample_of(world: arrays.World) -> Sequence[int]:
    """Return some vendors, evenly from all."""
    return range(0, len(world.vendors), max(1, len(world.vendors) // SAMPLED))


def inside(folder: Path, repeat: int, *, alone: bool) -> dict[str, Any]:
    """Measure everything on one world, in this process; `alone` leaves the peers out."""
    before = Held.now()
    begin = time.perf_counter()
    ours = Ours(folder)
    loaded = time.perf_counter() - begin
    relations = len(ours.graph.relations)
    ours.search()
    held = sum(Held.now().since(before, relations))
    result: dict[str, Any] = {"relations": relations, "load": loaded, "held": held}
    seconds: dict[str, dict[str, float]] = {work: {} for work in COMPARED}
    result |= {"seconds": seconds, "checks": []}
    busiest, site = None, None
    if not alone:
        world = arrays.load(folder, AS_OF)
        hops, peers, result["checks"] = compared(world, ours)
        column, row = int((hops >= 0).sum(axis=0).argmax()), int((hops >= 0).sum(axis=1).argmax())
        busiest, site = world.vendor_names[column], world.site_names[row]
        result["checks"].append(check_walks(world, ours, peers, row, hops))
        for name, peer in peers.items():
            chosen = sample_of(world) if peer.is_slow else range(len(world.vendors))
            taken = timed(partial(peer.hops, chosen), 1 if peer.is_slow else repeat)
            seconds["every site"][name] = taken * len(world.vendors) / len(chosen)
            seconds["impact"][name] = timed(partial(peer.hops, [column]), repeat)
            seconds["one site"][name] = timed(partial(peer.walks, int(world.sites[row])), repeat)
        del world, peers, peer
    seconds["every site"]["graphx"] = timed(ours.search, repeat)
    if busiest is not None and site is not None:
        seconds["impact"]["graphx"] = timed(lambda: ours.reached(busiest), repeat)
        result["impact"] = timed(lambda: ours.impact(busiest), repeat)
        seconds["one site"]["graphx"] = timed(lambda: ours.nearest(site), repeat)
        one_path = graphx.Limits(max_paths=1)
        result["one site"] = timed(lambda: ours.question(site, limits=one_path), repeat)
    whole = timed(lambda: ours.question(as_of="any"), repeat)
    dated = timed(lambda: ours.question(as_of=OTHER_DAY), repeat)
    return result | {"whole": timed(ours.question, repeat), "unfiltered": whole, "dated": dated}


def held_by_a_question(store: Path) -> list[float]:
    """Return how much memory a question of one site to a store takes, by relation: of its own, and mapped."""
    before = Held.now()
    graph = graphx.load(store)
    graphx.exposures(graphx.view(graph), graphx.Options(starts=[SITE]))
    return Held.now().since(before, len(graph.relations))


def commands(folder: Path, store: Path, repeat: int) -> dict[str, float]:
    """Measure whole commands: build, and questions of a store."""
    taken = {"build": timed_command([*GRAPHX, "build", str(folder), "-o", str(store)])}
    opening = "import time, sys; import graphx; from graphx.graph import graph; t = time.perf_counter(); graph.load(sys.argv[1]); print(time.perf_counter() - t)"
    taken["open"] = median(float(output([*PYTHON, "-c", opening, str(store)])) for _ in range(repeat))
    for name, options in (
        ("one site", ("--from", SITE)),
        ("every site, JSON", ("--format", "json", "--max-paths", "0")),
    ):
        asked = [*GRAPHX, "exposure", str(store), *options]
        timed_command(asked)
        taken[name] = median(timed_command(asked) for _ in range(repeat))
    return taken


def apart(*options: str) -> Any:  # noqa: ANN401  # why: whatever it tells
    """Return what this program tells in a process of its own."""
    return json.loads(output([sys.executable, "-W", "ignore", __file__, *options]))


def times(ratio: float) -> str:
    """Return a ratio as text; below one with two digits, however small."""
    return f"{ratio:.1f} ×" if ratio >= 1 else f"{ratio:.2g} ×"


def report(found: dict[str, dict[str, Any]], told: str) -> str:
    """Return the page."""
    parts = ["# Benchmarks: millions of relations", told, HOW]
    for work, title in (
        ("every site", "Every site × 200 vendors, hops of each pair: the bare search"),
        ("impact", "The sites that one vendor reaches, and their hops: the bare search"),
        ("one site", "One site, and a shortest path to each vendor that it reaches: the bare search"),
    ):
        rows = []
        for size, each in found.items():
            seconds = each["seconds"][work]
            ours = seconds.get("graphx")
            rows.append([size, *(in_words(seconds[name]) if name in seconds else "" for name in ENGINES)])
            if ours and len(seconds) > 1:
                ratios = (times(seconds[name] / ours) if name in seconds else "" for name in ENGINES[1:])
                rows.append(["over graphx", "1", *ratios])
        parts.append(f"## {title}\n\n{markdown(['size', *ENGINES], rows)}")
    rows = [
        [
            size,
            f"{each['relations']:,}",
            in_words(each["load"]),
            f"{each['held']:.0f}",
            in_words(each["whole"]),
            *(in_words(each[work]) if work in each else "" for work in ("impact", "one site")),
            in_words(each["unfiltered"]),
            f"{in_words(each['dated'])} ({each['dated'] / each['unfiltered']:.2f} ×)",
        ]
        for size, each in found.items()
    ]
    heads = [
        "size",
        "relations",
        "load from CSV",
        "bytes per relation",
        "every site, verdicts",
        "impact of one vendor",
        "one site, a path to each vendor",
        "every site, of no day",
        f"as of {OTHER_DAY}",
    ]
    parts.append(f"## Whole questions in memory\n\n{markdown(heads, rows)}")
    rows = [
        [
            size,
            *(in_words(value) for value in each["commands"].values()),
            " + ".join(f"{part:.0f}" for part in each["of store"]),
        ]
        for size, each in found.items()
    ]
    heads = ["size", *next(iter(found.values()))["commands"], "bytes per relation, own + mapped, one site"]
    parts.append(f"## Whole commands, and a store\n\n{markdown(heads, rows)}")
    parts.append(f"## What did not pay\n\n{NOT_PAID}")
    checks = [f"- {size}: {check}" for size, each in found.items() for check in each["checks"]]
    parts.append("## Compared before timing\n\n" + "\n".join(checks))
    parts.append("![cost against size](large.svg)")
    return "\n\n".join(parts) + "\n"


def plot(found: dict[str, dict[str, Any]]) -> str:
    """Return a picture: the bare search of each engine against the number of relations, both by powers of ten."""
    colours = dict(zip(ENGINES, ("#0072b2", "#009e73", "#e69f00", "#cc79a7", "#555555"), strict=True))
    left, top, width, height = 70, 20, 480, 300
    found = {name.partition(",")[0]: each for name, each in found.items() if name.endswith("tangled")}
    counts = [each["relations"] for each in found.values()]
    times = [value for each in found.values() for value in each["seconds"]["every site"].values()]
    low_x, high_x = np.log10(min(counts)) - 0.1, np.log10(max(counts)) + 0.1
    low_y, high_y = np.floor(np.log10(min(times))), np.ceil(np.log10(max(times)))

    def at(count: float, seconds: float) -> tuple[float, float]:
        across = (np.log10(count) - low_x) / (high_x - low_x)
        up = (np.log10(seconds) - low_y) / (high_y - low_y)
        return left + width * across, top + height * (1 - up)

    shapes = [f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" stroke="#999"/>']
    for power in range(int(low_y), int(high_y) + 1):
        _, y = at(counts[0], 10.0**power)
        shapes.append(f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g} s</text>')
        shapes.append(f'<line x1="{left}" x2="{left + width}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>')
    for size, each in found.items():
        x, _ = at(each["relations"], 10.0**low_y)
        label = f"{size}: {each['relations']:,} relations"
        shapes.append(f'<text x="{x:.0f}" y="{top + height + 18}" text-anchor="middle">{label}</text>')
    for place, name in enumerate(ENGINES):
        points = [
            at(each["relations"], each["seconds"]["every site"][name])
            for each in found.values()
            if name in each["seconds"]["every site"]
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        shapes.append(f'<polyline points="{line}" fill="none" stroke="{colours[name]}" stroke-width="2"/>')
        shapes += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colours[name]}"/>' for x, y in points]
        y = top + 16 + 18 * place
        shapes.append(f'<text x="{left + width + 12}" y="{y}" fill="{colours[name]}">{name}</text>')
    body = "\n".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 110}" height="{top + height + 34}" '
        f'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


def main() -> None:
    """Measure the sizes asked for, each in a process of its own, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["S", "N", "M"])
    parser.add_argument(
        "--alone", nargs="*", choices=SIZES, help="sizes without the peers, which take long and much memory"
    )
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--output", type=Path, default=HERE / "LARGE.md")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.store:
        print(json.dumps(held_by_a_question(given.store)))
        return
    if given.inside:
        print(json.dumps(inside(given.inside, given.repeat, alone=given.alone is not None)))
        return
    begun = f"{os.getloadavg()[0]:.1f}"
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="graphx-large-") as temporary:
        for size in given.sizes:
            scale = SIZES[size]._replace(listed=200)
            worlds = {
                f"{size}, tangled": write_tangled(Path(temporary) / f"{size}-tangled", scale),
                f"{size}, dense": write_dense(Path(temporary) / f"{size}-dense", scale),
                f"{size}, typed": write_tables(World(scale, market=scale.entities), Path(temporary) / f"{size}-typed"),
            }
            for name, folder in worlds.items():
                print(f"{name} …", file=sys.stderr, flush=True)
                alone = ["--alone"] if size in (given.alone or ()) else []
                store = folder.with_suffix(".store")
                found[name] = apart("--repeat", str(given.repeat), "--inside", str(folder), *alone)
                found[name]["commands"] = commands(folder, store, given.repeat)
                found[name]["of store"] = apart("--store", str(store))
    libraries = ("numpy", "python-igraph", "rustworkx", "networkx")
    names = {"python-igraph": "igraph"}
    machine = (
        f"Written by `python benchmarks/large.py`. {os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, "
        + ", ".join(f"{names.get(name, name)} {version(names.get(name, name))}" for name in libraries)
        + f"; load {begun} before, {os.getloadavg()[0]:.1f} after. Medians of {given.repeat} runs after a warm-up; NetworkX "
        f"and rustworkx search back from {SAMPLED} vendors, once, and are scaled. 200 listed vendors. *Tangled*: everybody has five suppliers from among all, and reaches nearly all; *dense*: ten tiers, everybody has five suppliers in the next, all is certain; *typed*: what "
        "`generate.py` writes, one market for all, half of the listed the best connected."
    )
    given.output.write_text(report(found, machine), encoding="utf-8")
    if given.output.suffix == ".md":
        given.output.with_name("large.svg").write_text(plot(found), encoding="utf-8")


if __name__ == "__main__":
    main()
