"""Measure a push to a real Neo4j server, beside one transaction per row on the same server in the same run; and bulk import.

The first push warms the server up; then the store is emptied, and the push is timed again, on one writer.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx.graph.graph import load
from graphx.model.vocabulary import Type
from graphx.neo4j.bulk import FINISH, import_commands, to_neo4j_csv
from graphx.neo4j.client import connected
from graphx.neo4j.layout import Layout
from graphx.neo4j.local import GENERATIONS, LocalServer, started
from graphx.neo4j.pull import pull
from graphx.neo4j.push import push
from graphx.writers import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.graph.graph import Graph
    from graphx.neo4j.client import Server
    from graphx.neo4j.push import Progress

WARM_UPS: Final = 2
ROWS: Final = 500
"""Relations that are written one by one: enough for a rate, and soon done."""
RATE: Final = 8000
TIMES: Final = 30


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


def pushing(name: str, graph: Graph) -> bool:
    """Print the rates of one generation; return whether the targets are met."""
    with started(GENERATIONS[name]) as local, connected(local.connection) as server:
        for _ in range(WARM_UPS):
            push(server, graph, "bench")
            empty(server)
        clock = Clock()
        began = time.perf_counter()
        push(server, graph, "bench", told=clock.tell)
        whole = time.perf_counter() - began
        began = time.perf_counter()
        again = push(server, graph, "bench")
        second = time.perf_counter() - began
        if (again.added_relations, again.removed_relations) != (0, 0) or list(to_json(pull(server))) != list(
            to_json(graph.dataset)
        ):
            sys.exit("the server does not hold what was pushed: nothing is timed")
        slow = one_by_one(server, graph)
    rate = clock.rate("relations")
    print(
        f"Neo4j {GENERATIONS[name].version}: {len(graph):,} entities, {len(graph.relations):,} relations, warm, one writer"
    )
    print(
        f"  push: {clock.rate('entities'):,.0f} entities/s, {rate:,.0f} relations/s (target {RATE:,}); whole push {whole:.1f} s"
    )
    print(f"  the same push again: {second:.1f} s")
    print(
        f"  one transaction per relation: {slow:,.0f} relations/s; push is {rate / slow:.0f} times faster (target {TIMES})"
    )
    return rate >= RATE and rate >= TIMES * slow


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
    graph = load(asked.input)
    generations = asked.generation or list(GENERATIONS)
    met = [pushing(name, graph) for name in generations]
    if asked.bulk:
        with tempfile.TemporaryDirectory(prefix="graphx-million-") as temporary:
            large = load(str(million(Path(temporary), asked.bulk)))
        for name in generations:
            importing(name, large, asked.heap)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
