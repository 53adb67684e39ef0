"""The search by a server: whom each start reaches, how certainly and in how many hops, what lies open, and the evidence.

Verdicts come first, by reach alone. Then only the relations on walks that arrive come over, with their claims; paths are read
off them in memory, in the same order as ever, and what the server found is held against them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from graphx.errors import QuestionError, ServerError
from graphx.graph.view import CERTAIN, POSSIBLE, WORDS
from graphx.model.vocabulary import CARRYING
from graphx.neo4j import emit, levels
from graphx.paths.openings import Open
from graphx.questions.frame import LookedAt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphx.neo4j.client import Server
    from graphx.neo4j.part import Part
    from graphx.questions.frame import Frame

AnswerT = TypeVar("AnswerT")
Hops = dict[str, dict[str, int]]
"""By start and end."""

STARTS: Final = 20
"""How many starts share a statement: each is a search of its own, and a transaction should end in time."""
ROUNDS: Final = 4
"""How often a group of several steps is written out at first."""
MOST_ROUNDS: Final = 64


@dataclass
class Found:
    """What the server found, by start."""

    possible: Hops = field(default_factory=dict)
    certain: Hops = field(default_factory=dict)
    frontier: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    """The nearest entities that lack something, one more than are shown."""
    cut: set[str] = field(default_factory=set)
    in_graph: int = 0

    def looked_at(self, ready: Frame) -> LookedAt:
        """Return what lies open in the terms of a question that is ready."""
        graph, most = ready.asked.view.graph, ready.asked.limits.max_frontier
        opened = []
        for start in ready.starts:
            name = graph.ids[start.entity]
            frontier = self.frontier[name]
            shown = [(graph.number[entity], missing) for entity, missing in frontier[:most]]
            opened.append(Open(shown, len(frontier) > most, name in self.cut))
        return LookedAt(opened, self.in_graph)

    def told(self, start: str) -> dict[str, tuple[str, int]]:
        """Return, per end that a start reaches, how certainly and in how many hops."""
        certain = self.certain.get(start, {})
        return {
            end: (WORDS[CERTAIN], certain[end]) if end in certain else (WORDS[POSSIBLE], hops)
            for end, hops in self.possible[start].items()
        }

    def best(self, start: str) -> tuple[str, int]:
        """Return how certainly a start reaches any of its ends, and in how many hops at least."""
        return min(self.told(start).values(), key=lambda told: (-WORDS.index(told[0]), told[1]))


@dataclass(frozen=True)
class Query(Generic[AnswerT]):
    """A question that is ready to be put to a server: to whom, about whom, and how its answer is put together."""

    server: Server
    part: Part
    ready: Frame
    ends: dict[str, int]
    """By id, how certainly each is asked for."""
    ownership: bool | None
    """Whether a restriction reaches further by ownership; None where nothing lies open."""
    finish: Callable[[Found], AnswerT]

    def answer(self) -> AnswerT:
        """Return what memory would answer.

        Raises:
            QuestionError: a group of steps goes round more often than is written out.
            ServerError: the server is gone, refuses, takes too long, or is changed while it is asked.
        """
        found = Found()
        starts = [self.ready.asked.view.graph.ids[start.entity] for start in self.ready.starts]
        crossed: set[str] = set()
        for first in range(0, len(starts), STARTS):
            self._search(starts[first : first + STARTS], found, crossed)
        found.in_graph = self._carrying()
        self.part.take_elements(crossed)
        self.part.take_ids(entity for frontier in found.frontier.values() for entity, _ in frontier)
        return self.finish(found)

    def statements(self) -> Iterator[tuple[emit.Statement, dict[str, Any]]]:
        """Yield what the server is asked, with all parameters: what is reached at all, and what for certain."""
        starts = [self.ready.asked.view.graph.ids[start.entity] for start in self.ready.starts]
        for level in (POSSIBLE, CERTAIN):
            yield self._statement(level, starts, self._ends(level), ROUNDS)

    def _ends(self, level: int) -> list[str]:
        return sorted(end for end, known in self.ends.items() if known >= level)

    def _statement(
        self, level: int, starts: Sequence[str], ends: Sequence[str], rounds: int
    ) -> tuple[emit.Statement, dict[str, Any]]:
        asked, automaton = self.ready.asked, self.ready.product.automaton
        max_hops = asked.limits.max_hops
        statement = emit.reach_statement(
            automaton, level=level, rounds=rounds, max_hops=max_hops, ownership=self.ownership
        )
        asker = {
            "dataset": self.part.dataset,
            "starts": list(starts),
            "ends": list(ends),
            "max_hops": max_hops or emit.NO_LIMIT,
        }
        return statement, asker | levels.view_parameters(asked.view.lens) | statement.parameters

    def _rows(self, level: int, starts: Sequence[str], ends: Sequence[str]) -> list[Mapping[str, Any]]:
        rounds = ROUNDS
        while True:
            statement, parameters = self._statement(level, starts, ends, rounds)
            rows = self.part.read(statement.text, **parameters)
            if all(row["settled"] for row in rows):
                return rows
            rounds *= 2
            if rounds > MOST_ROUNDS:
                raise QuestionError(
                    f"a group of several relations goes round more than {MOST_ROUNDS} times, which is not written out in Cypher",
                    "bound it, such as {0,10}, or limit --max-hops, or ask without the server",
                )

    def _search(self, starts: Sequence[str], found: Found, crossed: set[str]) -> None:
        rows = self._rows(POSSIBLE, starts, self._ends(POSSIBLE))
        if sorted(row["start"] for row in rows) != sorted(starts):
            raise changed(self.server)
        for row in rows:
            name = row["start"]
            found.possible[name] = _least(row["reached"])
            found.frontier[name] = _nearest(chain.from_iterable(row["open"]), self.ready.asked.limits.max_frontier + 1)
            if row["cut"]:
                found.cut.add(name)
            crossed |= self._on_walks(row["crossed"], found.possible[name], name)
        reaching = [name for name in starts if found.possible[name]]
        if reaching and (surely := self._ends(CERTAIN)):
            for row in self._rows(CERTAIN, reaching, surely):
                found.certain[row["start"]] = _least(row["reached"])

    def _on_walks(
        self, crossed: Sequence[Sequence[tuple[str, str, str, str]]], reached: Mapping[str, int], start: str
    ) -> set[str]:
        """Return the relations that lie on walks from a start to the ends that it reaches, by the server's own ids."""
        arriving: dict[tuple[int, str], list[tuple[int, str, str]]] = {}
        if not reached:
            return set()
        for crossing, relations in zip(emit.crossings(self.ready.product.automaton), crossed, strict=True):
            targets: dict[str, set[int]] = {}
            for move in crossing.moves:
                for each in move.step.types:
                    targets.setdefault(each, set()).add(move.target)
            for near, far, verb, relation in relations:
                for target in targets[verb]:
                    arriving.setdefault((target, far), []).append((crossing.place, near, relation))
        found: set[str] = set()
        waiting = [(state, end) for state, end in arriving if state < 0 and end in reached and end != start]
        seen = set(waiting)
        while waiting:
            for source, near, relation in arriving.get(waiting.pop(), ()):
                found.add(relation)
                if (source, near) not in seen:
                    seen.add((source, near))
                    waiting.append((source, near))
        return found

    def _carrying(self) -> int:
        """Return how many of the ends have any relation that carries a dependence."""
        types = "|".join(sorted(CARRYING))
        rows = self.part.read(
            "UNWIND $ends AS id MATCH (entity:Entity {id: id}) "
            f"WHERE EXISTS {{ (entity)-[r:{types}]-() WHERE r.graphx_dataset = $dataset }} RETURN count(*) AS count",
            ends=sorted(self.ends),
        )
        count: int = rows[0]["count"]
        return count


def changed(server: Server) -> ServerError:
    """Return the fault of a server whose answers do not fit each other."""
    return ServerError(
        server.settings.uri, "what it holds was changed while it was asked", "ask again when no push is running"
    )


def _least(reached: Iterable[tuple[str, int]]) -> dict[str, int]:
    least: dict[str, int] = {}
    for end, hops in reached:
        least[end] = min(hops, least.get(end, hops))
    return least


def _nearest(found: Iterable[tuple[str, int, list[str]]], most: int) -> list[tuple[str, tuple[str, ...]]]:
    """Return the nearest entities by (hops, id), each with all that is missing wherever it stands."""
    hops: dict[str, int] = {}
    missing: dict[str, set[str]] = {}
    for entity, far, words in found:
        hops[entity] = min(far, hops.get(entity, far))
        missing.setdefault(entity, set()).update(words)
    nearest = sorted(hops, key=lambda entity: (hops[entity], entity))[:most]
    return [(entity, tuple(sorted(missing[entity]))) for entity in nearest]
