"""Measure all that graphx asks of a real Neo4j server: pushes, questions, the library, and a bulk import.

Pushes: two warm the server up; then the store is emptied, and one is timed, on one writer, beside one transaction per row on
the same server in the same run. Questions: the whole command, in a process of its own, first on a server that was only pushed to, and asked once by the push.
Beside the time stands what the processors of the client and of the server worked, which a busy machine changes less.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx.cli.samples import samples
from graphx.graph.graph import load
from graphx.graph.view import Lens
from graphx.model.vocabulary import Kind, Type
from graphx.neo4j.bulk import FINISH, import_commands, to_neo4j_csv
from graphx.neo4j.client import connected
from graphx.neo4j.guide import parameters
from graphx.neo4j.layout import Layout
from graphx.neo4j.library import ParamType, queries
from graphx.neo4j.local import GENERATIONS, LocalServer, started
from graphx.neo4j.pull import pull
from graphx.neo4j.push import push
from graphx.neo4j.query import have_planned
from graphx.neo4j.rows import run
from graphx.writers import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphx.graph.graph import Graph
    from graphx.neo4j.client import Server
    from graphx.neo4j.layout import Progress
    from graphx.neo4j.library import LibraryQuery

WARM_UPS: Final = 2
ROWS: Final = 500
"""Relations that are written one by one: enough for a rate, and soon done."""
RATE: Final = 8000
TIMES: Final = 30
QUESTION_SECONDS: Final = 3.0
"""For the exposure of one site at 100,000 relations, as a whole command."""
QUERY_SECONDS: Final = 2.0
"""For each query of the library on the largest sample."""
ASKED: Final = 5
TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass
class Spent:
    """What something took: seconds by the clock, and of work by the processors of client and server."""

    clock: float = 0.0
    client: float = 0.0
    server: float = 0.0

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.clock:.2f} s (client {self.client:.2f} s, server {self.server:.2f} s of work)"


@contextmanager
def timed(local: LocalServer) -> Iterator[Spent]:
    """Note what the block takes, processes that it waits for included."""
    spent = Spent()
    before = time.perf_counter(), _worked(), _worked_by(local)
    yield spent
    after = time.perf_counter(), _worked(), _worked_by(local)
    spent.clock, spent.client, spent.server = (late - early for early, late in zip(before, after, strict=True))


def _worked() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _worked_by(local: LocalServer) -> float:
    """Return the seconds that a server's processors worked; 0 where the system does not tell."""
    told = Path(f"/proc/{local.process.pid}/stat") if local.process else None
    if told is None or not told.exists():
        return 0.0
    fields = told.read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / TICKS  # time in user mode and in kernel mode


class Clock:
    """Notes when the rows of each kind begin and end."""

    def __init__(self) -> None:
        """Start."""
        self.began: dict[str, float] = {}
        self.ended: dict[str, float] = {}
        self.rows: dict[str, int] = {}
        self._last = time.perf_counter()

    def tell(self, progress: Progress) -> None:
        """Note one batch."""
        self.began.setdefault(progress.what, self._last)
        self._last = self.ended[progress.what] = time.perf_counter()
        self.rows[progress.what] = progress.done

    def rate(self, what: str) -> float:
        """Return rows per second."""
        return self.rows[what] / (self.ended[what] - self.began[what])


def empty(server: Server) -> None:
    """Delete everything."""
    while server.write("MATCH (n) WITH n LIMIT 20000 DETACH DELETE n").nodes_deleted:
        pass


def one_by_one(server: Server, graph: Graph) -> float:
    """Return relations per second where every row is a transaction: what a loop over rows would be."""
    layout = Layout(graph, "bench")
    rows = [(verb, row) for verb in sorted(Type) for row in layout.relations(verb)]
    chosen = rows[:: max(1, len(rows) // ROWS)][:ROWS]
    started_at = time.perf_counter()
    for verb, row in chosen:
        server.write(
            f"MATCH (source:Entity {{id: $source}}) MATCH (target:Entity {{id: $target}}) "
            f"MERGE (source)-[element:{verb.value} {{graphx_id: $id}}]->(target) SET element += $fields",
            row,
        )
    return len(chosen) / (time.perf_counter() - started_at)


def pushing(local: LocalServer, server: Server, graph: Graph) -> bool:
    """Print the rates of pushes, and leave the graph there; return whether the targets are met."""
    for _ in range(WARM_UPS):
        push(server, graph, "bench")
        empty(server)
    clock = Clock()
    with timed(local) as whole:
        push(server, graph, "bench", told=clock.tell)
    with timed(local) as second:
        again = push(server, graph, "bench")
    if (again.added_relations, again.removed_relations) != (0, 0) or list(to_json(pull(server))) != list(
        to_json(graph.dataset)
    ):
        sys.exit("the server does not hold what was pushed: nothing is timed")
    slow = one_by_one(server, graph)
    with timed(local) as planning:
        have_planned(server, "bench", graph)
    rate = clock.rate("relations")
    print(
        f"  push: {clock.rate('entities'):,.0f} entities/s, {rate:,.0f} relations/s (target {RATE:,}) once rows are made"
    )
    print(f"  the whole push, making rows included: {whole}")
    print(f"  the same push again: {second}")
    print(f"  asking once after it, as `graphx neo4j push` does, so that a server has planned the question: {planning}")
    print(
        f"  one transaction per relation: {slow:,.0f} relations/s; push is {rate / slow:.0f} times faster (target {TIMES})"
    )
    return rate >= RATE and rate >= TIMES * slow


def asking(local: LocalServer, graph: Graph) -> bool:
    """Print how long the exposure of one site takes as a whole command; return whether the target is met."""
    served = {identity.source for identity in graph.identities if identity.type is Type.SERVED_BY}
    sites = [each.id for each in graph.entities if each.kind is Kind.SITE and each.id in served]
    chosen = sites[:: max(1, len(sites) // (ASKED + 1))][: ASKED + 1]
    environment = {
        **os.environ,
        "NEO4J_URI": local.uri,
        "NEO4J_USERNAME": local.connection.username,
        "NEO4J_PASSWORD": local.password.get_secret_value(),
    }
    taken = []
    for site in chosen:
        told = ["--from", site, "--format", "json"]
        command = [sys.executable, "-m", "graphx", "neo4j", "query", "exposure", *told]
        with timed(local) as spent:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode or '"answers"' not in done.stdout:
            sys.exit(f"no answer: {done.stderr}")
        taken.append(spent)
    first, *others = taken
    others.sort(key=lambda spent: spent.clock)
    print(f"  exposure of one site, the first after the push: {first} (target {QUESTION_SECONDS:g} s)")
    print(f"  the same of {len(others)} other sites: median {others[len(others) // 2]}, slowest {others[-1]}")
    return max(first.clock, others[-1].clock) <= QUESTION_SECONDS


def library(local: LocalServer, server: Server, graph: Graph) -> bool:
    """Print how long each query of the library takes, planned and unplanned; return whether the target is met."""
    empty(server)
    push(server, graph, "sample")
    lens = Lens("2021-06-30")
    slowest = 0.0
    for name, query in queries().items():
        told = told_of(query, graph)
        if told is None:
            print(f"  {name}: nothing in the sample is what it asks about")
            continue
        taken = []
        for _ in range(3):
            with timed(local) as spent:
                found = run(server, query, told, dataset=None, lens=lens if query.has_view else None, seconds=30)
            taken.append(spent)
        first, *others = taken
        best = min(others, key=lambda spent: spent.clock)
        slowest = max(slowest, best.clock)
        print(f"  {name}: {len(found.rows)} rows, first {first}, then {best}")
    print(f"  the slowest of {len(queries())}, once planned: {slowest:.2f} s (target {QUERY_SECONDS:g} s)")
    return slowest <= QUERY_SECONDS


def told_of(query: LibraryQuery, graph: Graph) -> list[str] | None:
    """Return what a query must be told, of a graph: of what fits a parameter, that which has most relations; None if nothing does."""
    degree = dict.fromkeys(graph.ids, 0)
    for identity in graph.identities:
        degree[identity.source] += 1
        degree[identity.target] += 1
    told = []
    for param in (param for param in query.params if param.default is None):
        value = parameters()[param.name]
        if param.kinds == ("source",):
            value = min(graph.dataset.sources)
        elif param.type is ParamType.ID:
            fitting = sorted(
                (each.id for each in graph.entities if param.may_name(each.kind)), key=lambda each: -degree[each]
            )
            if not fitting:
                return None
            value = fitting[-1 if param.name == "second" else 0]
        told.append(f"{param.name}={value}")
    return told


def measured(name: str, graph: Graph, sample: Graph) -> bool:
    """Print all rates and times of one generation; return whether the targets are met."""
    with started(GENERATIONS[name]) as local, connected(local.connection) as server:
        print(f"Neo4j {GENERATIONS[name].version}: {len(graph):,} entities, {len(graph.relations):,} relations")
        met = [pushing(local, server, graph), asking(local, graph)]
        print(f"The library on the largest sample: {len(sample):,} entities, {len(sample.relations):,} relations")
        met.append(library(local, server, sample))
    return all(met)


def importing(name: str, graph: Graph, heap: str) -> None:
    """Print how long files, import and constraints take; stop if the server then holds anything else."""
    from pydantic import SecretStr  # noqa: PLC0415  # why: only here

    from graphx.neo4j.local import free_port  # noqa: PLC0415  # why: only here

    with tempfile.TemporaryDirectory(prefix="graphx-bulk-") as temporary:
        folder = Path(temporary)
        began = time.perf_counter()
        files = []
        for file, lines in to_neo4j_csv(graph.dataset, "bench"):
            with (folder / file).open("w", encoding="utf-8", newline="") as out:
                out.writelines(f"{line}\n" for line in lines)
            files.append(file)
        written = time.perf_counter() - began
        local = LocalServer(
            GENERATIONS[name],
            folder / "server",
            free_port(),
            free_port(),
            SecretStr("benchmark-only"),
            heap=heap,
            is_kept=False,
        )
        local.prepare()
        _, *arguments = shlex.split(import_commands(files, is_multiline=False)[0])
        began = time.perf_counter()
        local.admin(
            *(
                each.replace("s=", f"s={folder}/") if each.startswith(("--nodes", "--rel")) else each
                for each in arguments
            )
        )
        imported = time.perf_counter() - began
        local.start()
        try:
            with connected(local.connection) as server, server.driver.session() as session:
                began = time.perf_counter()
                for statement in (folder / FINISH).read_text(encoding="utf-8").split(";\n"):
                    if statement.strip():
                        session.run(statement).consume()
                finished = time.perf_counter() - began
                if pull(server).relations != graph.dataset.relations:
                    sys.exit("the import is not what would be pushed")
        finally:
            local.stop()
    print(
        f"Neo4j {GENERATIONS[name].version}: bulk import of {len(graph):,} entities, {len(graph.relations):,} relations"
    )
    print(
        f"  files written in {written:.1f} s, imported in {imported:.1f} s, constraints and lists in {finished:.1f} s"
    )


def million(folder: Path, entities: int) -> Path:
    """Write sites that are each served by one network: as many entities as asked, and return the folder."""
    with (folder / "entities.csv").open("w", encoding="utf-8") as out:
        out.write("id,kind,name\nnet,network,Net\n")
        out.writelines(f"site-{number},site,Site {number}\n" for number in range(entities - 1))
    with (folder / "relations.csv").open("w", encoding="utf-8") as out:
        out.write("from,type,to,since\n")
        out.writelines(f"site-{number},SERVED_BY,net,2019-0{number % 9 + 1}\n" for number in range(entities - 1))
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; exits 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("input", help="a graph, such as generate.py writes: a document or a folder of tables")
    parser.add_argument("--generation", choices=GENERATIONS, action="append", help="default: both")
    parser.add_argument("--bulk", type=int, metavar="ENTITIES", help="import so many entities as well, such as 1000000")
    parser.add_argument("--heap", default="3g", help="memory of the import; default: 3g")
    asked = parser.parse_args(arguments)
    gc.disable()  # as in a command
    graph = load(asked.input)
    sample = max(map(load, samples().values()), key=lambda each: len(each.relations))
    generations = asked.generation or list(GENERATIONS)
    print(f"The machine: {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start")
    met = [measured(name, graph, sample) for name in generations]
    if asked.bulk:
        with tempfile.TemporaryDirectory(prefix="graphx-million-") as temporary:
            large = load(str(million(Path(temporary), asked.bulk)))
        for name in generations:
            importing(name, large, asked.heap)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
