"""What is measured inside one fresh Python process; `run.py` starts it, and it prints its findings as JSON."""

from __future__ import annotations

import argparse
import gc
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import peer
from generate import AS_OF

import graphx
from graphx.paths.search import End, reaches
from graphx.questions.exposure import RESTRICTABLE
from graphx.questions.frame import frame
from graphx.readers import read
from graphx.restrictions.restricted import restricted_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphx.graph.graph import Graph
    from graphx.questions.exposure import ExposureAnswer

VERDICTS_ALONE = graphx.Options(limits=graphx.Limits(max_paths=0))


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes; what lies in memory before it is not searched for circles."""
    gc.collect()
    gc.freeze()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def peak_memory() -> int | None:
    """Return the most bytes that this process has held, where the system tells.

    Not `resource.getrusage`: there, on Linux, a process begins with what its parent held.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)


def reading(path: Path, repeat: int) -> dict[str, Any]:
    """Measure reading, locating and validating a document, with Python's cycle collector and without it."""
    dataset = read([path])
    last = list(dataset.relation_places.values())[-1]
    counts = {"entities": len(dataset.entities), "relations": len(dataset.relations), "located": last[0].line > 1}
    del dataset
    collected = [seconds_of(lambda: read([path])) for _ in range(repeat)]
    gc.disable()
    return counts | {
        "seconds": collected,
        "without_collector": [seconds_of(lambda: read([path])) for _ in range(repeat)],
    }


def typed(folder: Path, repeat: int, *, every: int) -> dict[str, Any]:
    """Measure the default question, every site against every listed vendor, beside NetworkX; answers first.

    The peer is timed on every so many sites and scaled. Its relations carry their levels ready; graphx's view is new
    each time in the whole question, and what the starts reach is explored before the bare search.
    """
    graph = graphx.load(folder)
    world = peer.load(folder, AS_OF)
    answer = graphx.exposures(graphx.view(graph), VERDICTS_ALONE)
    found = {(each.entity, end.entity): (end.certainty, end.hops) for each in answer.answers for end in each.restricted}
    verdicts = {each.entity: each.verdict.value for each in answer.answers}
    reached, judged = peer.ask_all(world, world.sites)
    search = _search(graph)
    agree = found == reached == search() and verdicts == judged
    result: dict[str, Any] = {
        "agree": agree,
        "pairs": len(reached),
        "sites": len(world.sites),
        "vendors": len(world.restricted),
    }
    if not agree:
        return result | {"differences": _differences(found | verdicts, reached | judged)}
    sample = world.sites[::every]
    scale = len(world.sites) / len(sample)
    result |= {"sampled": len(sample), "networkx": [], "whole": [], "search": []}
    for _ in range(repeat):  # by turns, so that a noisy moment meets all
        result["networkx"].append(scale * seconds_of(lambda: peer.ask_all(world, sample)))
        result["whole"].append(seconds_of(lambda: graphx.exposures(graphx.view(graph), VERDICTS_ALONE)))
        result["search"].append(seconds_of(lambda: search(keep=False)))
    return result


def many(folder: Path, repeat: int, *, every: int) -> dict[str, Any]:
    """Measure the bare search from every site and every network beside NetworkX, which asks every so many of them."""
    graph = graphx.load(folder)
    world = peer.load(folder, AS_OF)
    starts = peer.of_kind(world.graph, "site", "network")
    sample = set(starts[::every])
    search = _search(graph, ("kind:site", "kind:network"))
    found = {pair: proof for pair, proof in search().items() if pair[0] in sample}
    reached, _ = peer.ask_all(world, sorted(sample))
    result: dict[str, Any] = {"agree": found == reached, "pairs": len(reached), "starts": len(starts)}
    if found != reached:
        return result | {"differences": _differences(found, reached)}
    result |= {"vendors": len(world.restricted), "sampled": len(sample), "networkx": [], "search": []}
    for _ in range(repeat):
        seconds = seconds_of(lambda: peer.ask_all(world, sorted(sample)))
        result["networkx"].append(seconds * len(starts) / len(sample))
        result["search"].append(seconds_of(lambda: search(keep=False)))
    return result


def _search(graph: Graph, starts: tuple[str, ...] = ()) -> Callable[..., peer.Reached]:
    """Return the bare search: certain and possible hops of every start and end, nothing shown and no frontier."""
    view = graphx.view(graph)
    restricted = restricted_set(view).levels
    ready = frame(view, graphx.Options(starts=starts), list(restricted), RESTRICTABLE, frontier=True)
    ends = [End(entity, level) for entity, level in restricted.items()]
    region = ready.region

    def search(*, keep: bool = True) -> peer.Reached:
        reached: peer.Reached = {}
        for reach in reaches(region, ready.starts, ends, None):
            for line, start in enumerate(ready.starts if keep else ()):
                for column, end in enumerate(reach.ends):
                    certain, possible = int(reach.certain[line, column]), int(reach.possible[line, column])
                    if possible >= 0:
                        word = "certain" if certain >= 0 else "possible"
                        pair = graph.ids[start.entity], graph.ids[end.entity]
                        reached[pair] = (word, certain if certain >= 0 else possible)
        return reached

    return search


def _differences(ours: dict[Any, Any], theirs: dict[Any, Any]) -> list[str]:
    differing = [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]
    return sorted(f"{key}: graphx {ours.get(key)}, NetworkX {theirs.get(key)}" for key in differing)[:10]


def whole(folder: Path, repeat: int) -> dict[str, Any]:
    """Measure one site's question on a graph in memory, proof included, and the memory that it takes at most."""
    graph = graphx.load(folder)
    loaded = peak_memory()
    answer = graphx.exposures(graphx.view(graph))
    peak = peak_memory()
    facts = _facts(answer)
    del answer
    seconds = [seconds_of(lambda: graphx.exposures(graphx.view(graph))) for _ in range(repeat)]
    return facts | {"relations": len(graph.relations), "seconds": seconds, "loaded": loaded, "peak": peak}


def _facts(answer: ExposureAnswer) -> dict[str, Any]:
    (site,) = answer.answers
    (end,) = site.restricted
    return {
        "verdict": site.verdict.value,
        "hops": end.hops,
        "paths": [len(path.hops) for path in end.paths],
        "truncated": list(answer.coverage.truncated),
    }


def main() -> None:
    """Measure one thing and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("reading", "typed", "many", "whole"))
    parser.add_argument("input", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--every", type=int, default=1, help="time the peer on every so many starts")
    given = parser.parse_args()
    if given.what in {"typed", "many"}:
        found = (typed if given.what == "typed" else many)(given.input, given.repeat, every=given.every)
    else:
        found = (reading if given.what == "reading" else whole)(given.input, given.repeat)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
