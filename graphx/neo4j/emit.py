"""Patterns to Cypher: the places of a pattern one after another, each with the entities that stand there and their hops.

A pattern's automaton has places, at which a step comes next, and ends. The statement visits them in an order in which
every place comes after those that lead to it, and collects at each who stands there, with the least number of hops. A
step is a MATCH of its own, so that what is matched are walks: Neo4j tells relationships apart within one MATCH only. A
step that repeats alone is one quantified relationship, which the server searches breadth first and pruned. Steps that
repeat as a group of several have no such plan, and as one MATCH they would be trails; they are written out round by round,
and the statement says whether more rounds would add anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final

from graphx.graph.view import CERTAIN, POSSIBLE
from graphx.model.vocabulary import Kind, Type
from graphx.neo4j.conditions import Conditions, label_of, values_of
from graphx.paths.automaton import ACCEPT, ACCEPT_POSSIBLE, Automaton, covering, kinds_of, ways_on, word_of
from graphx.paths.syntax import Direction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphx.paths.automaton import Check, Move
    from graphx.paths.syntax import StepPattern

NO_LIMIT: Final = 1_000_000_000
"""More hops than any walk without a repetition has."""
_SMALL: Final = 100
"""Up to this limit on hops a repetition is bounded in the text, too."""
_MISSING: Final = (
    "[way IN {ways} WHERE row.node.kind IN way.kinds AND none(i IN range(0, coalesce(size(row.node.graphx_complete), 0) - 1) "
    "WHERE row.node.graphx_complete[i] IN way.words "
    "AND ($as_of = 'any' OR $as_of <= row.node.graphx_complete_until[i])) | way.word]"
)


@dataclass(frozen=True)
class Statement:
    """Cypher, what it is for, and the parameters that the pattern brings; those of the view and of who is asked are the asker's."""

    title: str
    text: str
    parameters: dict[str, Any]


def reach_statement(
    automaton: Automaton, *, level: int, rounds: int, max_hops: int | None = None, ownership: bool | None = None
) -> Statement:
    """Return the statement that says, per start, which ends it reaches and in how many hops: rows of start, reached, settled.

    At the level POSSIBLE it also says whether a limit cut off anything (cut), what lies open (open), and, where an end
    is reached, which relationships its walks cross (crossed), a list per step of `crossings`, each [near, far, type, id]. With
    `ownership` None nothing lies open; with True an organization where a walk may end needs OWNED_BY declared as well.
    Parameters of the asker: dataset, starts, ends, max_hops, and those of the view.
    """
    writer = _Writer(automaton, level, rounds, max_hops)
    everybody = " + ".join(name for state, name in writer.at.items() if state < 0) or "[]"
    found = "row.node.id IN $ends AND row.node <> start AND row.hops <= $max_hops"
    with_reached = f"WITH *, [row IN {everybody} WHERE {found} | [row.node.id, row.hops]] AS reached"
    told = ["start.id AS start", "reached", f"{writer.settled} AS settled"]
    parameters = dict(writer.parameters)
    if level == POSSIBLE:
        told.append(f"{' OR '.join(_cut(state, name) for state, name in writer.at.items())} AS cut")
        # without anything to declare the lists are empty, and the text is the same: the server plans it once for all questions
        parameters |= {_ways_name(state): _ways(automaton, state, ownership=ownership) for state in writer.at}
        told.append(f"{' + '.join(_lacking(state, name) for state, name in writer.at.items())} AS open")
        crossed = (
            f"[row IN {name} | [row.near.id, row.node.id, type(row.by), row.by.graphx_id]]"
            for name in writer.crossed.values()
        )
        told.append(f"CASE WHEN reached = [] THEN [] ELSE [{', '.join(crossed)}] END AS crossed")
    words = "certain" if level == CERTAIN else "certain or possible"
    ending = f"{with_reached}\nRETURN " + ",\n  ".join(told)
    return Statement(f"whom each start reaches by {words} walks", writer.text(ending), parameters)


def crossings(automaton: Automaton) -> list[tuple[int, StepPattern]]:
    """Return the steps of an automaton with the place that each leaves, in the order in which a statement lists them."""
    moves = [
        move
        for component in _components(automaton)
        for state in component
        for move in automaton.moves
        if move.source == state
    ]
    return list(dict.fromkeys((move.source, move.step) for move in moves))


class _Writer:
    """Writes the places of an automaton at one level.

    `at` names the list of who stands at each place, and `crossed` that of what each step from there crosses, in their order.
    """

    def __init__(self, automaton: Automaton, level: int, rounds: int, max_hops: int | None) -> None:
        self.parameters = values_of(automaton)
        self.at: dict[int, str] = {}
        self.crossed: dict[tuple[int, StepPattern], str] = {}
        self._level = level
        self._conditions = Conditions(level, self.parameters)
        self._rounds = rounds
        self._times = "*" if max_hops is None or max_hops >= _SMALL else f"{{0,{max_hops + 1}}}"
        self._automaton = automaton
        self._begins = automaton.begins
        self._moves = [move for move in automaton.moves if level == POSSIBLE or move.target != ACCEPT_POSSIBLE]
        self._settled: list[str] = []
        self._places = []
        for component in _components(automaton):
            self._places += self._component(component)
            self._places += [text for state in component for text in self._crossings(state)]

    @property
    def settled(self) -> str:
        """The condition that more rounds would add nothing."""
        return " AND ".join(self._settled) or "true"

    def text(self, ending: str) -> str:
        """Return the whole statement."""
        head = "MATCH (start:Entity)\nWHERE start.id IN $starts AND start.graphx_dataset = $dataset"
        return "\n".join([head, *self._places, ending])

    def _arrow(self, step: StepPattern) -> str:
        ends = {Direction.ALONG: ("-", "->"), Direction.AGAINST: ("<-", "-"), Direction.EITHER: ("-", "-")}
        head, tail = ends[step.direction]
        types = "|".join(sorted(verb.value for verb in step.types))
        return f"{head}[r:{types} WHERE {self._conditions.step(step, 'r')}]{tail}"

    def _component(self, component: Sequence[int]) -> list[str]:
        """Write the places that lead to each other, after all that lead to them."""
        within = [move for move in self._moves if move.source in component and move.target in component]
        entering = {state: self._entering(state, component) for state in component}
        if len(component) == 1 and len(within) <= 1:
            (state,) = component
            repeated = self._repeated(within[0]) if within else []
            return [self._collected(state, _name(state), entering[state], repeated)]
        texts = [self._collected(state, _name(state), entering[state], []) for state in component]
        before: dict[int, str] = {}
        for number in range(1, self._rounds + 1):
            before = {state: self.at[state] for state in component}
            for state in component:
                kept = {self.at[state]: self.at[state]}
                for move in within:
                    if move.target == state:
                        name = f"{_name(move.source)}to{_name(state)}r{number}by{len(kept)}"
                        texts.append(self._crossing(self.at[move.source], move.step, name))
                        kept[name] = self._filtered(name, move.check)
                texts.append(self._collected(state, f"{_name(state)}r{number}", kept, []))
        for state in component:
            here, there = self.at[state], before[state]
            self._settled.append(f"size({here}) = size({there}) AND {_total(here)} = {_total(there)}")
        return texts

    def _crossings(self, state: int) -> list[str]:
        """Write what each step from a place crosses: for the places behind it, and as evidence."""
        texts = []
        for move in self._moves:
            key = state, move.step
            is_needed = self._level == POSSIBLE or move.target != state
            if move.source == state and is_needed and key not in self.crossed:
                self.crossed[key] = f"{_name(state)}by{sum(source == state for source, _ in self.crossed) + 1}"
                texts.append(self._crossing(self.at[state], move.step, self.crossed[key]))
        return texts

    def _crossing(self, at: str, step: StepPattern, name: str) -> str:
        return (
            f"CALL ({at}) {{\n  UNWIND {at} AS row\n"
            "  WITH row.node AS near, row.hops AS hops WHERE hops <= $max_hops\n"
            f"  MATCH (near){self._arrow(step)}(far)\n"
            f"  RETURN collect({{near: near, by: r, node: far, hops: hops + 1}}) AS {name}\n}}"
        )

    def _entering(self, state: int, component: Sequence[int]) -> dict[str, str]:
        """Return how a place is entered from outside its component: the rows, by the list that each part reads."""
        begins = [self._begun(check, state) for check, begun in self._begins if begun == state]
        parts = {}
        if begins:
            begun = "[{node: start, hops: 0}]"
            condition = " OR ".join(sorted(set(begins)))
            parts["start"] = f"CASE WHEN {condition} THEN {begun} ELSE [] END" if all(begins) else begun
        for move in self._moves:
            if move.target == state and move.source not in component:
                name = self.crossed[move.source, move.step]
                parts[name] = self._filtered(name, move.check)
        return parts

    def _begun(self, check: Check, state: int) -> str:
        """Return what a start must be to begin at a place: what the pattern asks for, and of a kind that can go on from there."""
        condition = self._conditions.check(check, "start")
        able = {kind for kinds in ways_on(self._automaton, state).values() for kind in kinds}
        if kinds_of(check) <= able:
            return condition
        labels = f"(start:{'|'.join(sorted(map(label_of, able)))})"
        return f"({condition} AND {labels})" if condition else labels

    def _filtered(self, name: str, check: Check) -> str:
        condition = self._conditions.check(check, "row.node")
        return f"[row IN {name} WHERE {condition}]" if condition else name

    def _repeated(self, move: Move) -> list[str]:
        """Write how often a step may be repeated: who is reached so, breadth first, with the fewest repetitions."""
        check = self._conditions.check(move.check, "next")
        where = f" WHERE {check}" if check else ""
        return [
            f"MATCH path = (node) ((near){self._arrow(move.step)}(next{where})){self._times} (far)",
            "WITH node, hops, far, min(length(path)) AS more",
            "WITH far AS node, min(hops + more) AS hops WHERE hops <= $max_hops + 1",
        ]

    def _collected(self, state: int, name: str, parts: Mapping[str, str], repeated: Sequence[str]) -> str:
        """Write the subquery that collects who stands at a place; it is known by the name from then on."""
        self.at[state] = name
        if not parts:  # nobody can stand there at this level
            return f"WITH *, [] AS {name}"
        body = [
            f"UNWIND {' + '.join(parts.values())} AS row",
            "WITH row.node AS node, min(row.hops) AS hops",
            *repeated,
            f"RETURN collect({{node: node, hops: hops}}) AS {name}",
        ]
        return f"CALL ({', '.join(sorted(parts))}) {{\n{indent(chr(10).join(body), '  ')}\n}}"


def _components(automaton: Automaton) -> list[list[int]]:
    """Return the places, those that lead to each other together, each group after all that lead to it."""
    onward: dict[int, set[int]] = {state: {state} for _, state in automaton.begins}
    for move in automaton.moves:
        onward.setdefault(move.source, {move.source}).add(move.target)
        onward.setdefault(move.target, {move.target})
    for middle, further in onward.items():  # Warshall's closure
        for beyond in onward.values():
            if middle in beyond:
                beyond.update(further)
    groups = {
        frozenset(other for other in beyond if state in onward[other]): len(beyond) for state, beyond in onward.items()
    }
    # a group that leads to another leads to all that the other does, and to more; ends come last
    return [sorted(group) for group in sorted(groups, key=lambda group: (min(group) < 0, -groups[group], min(group)))]


def _name(state: int) -> str:
    return f"at{state}" if state >= 0 else {ACCEPT: "ends", ACCEPT_POSSIBLE: "possibleEnds"}[state]


def _ways_name(state: int) -> str:
    return f"ways{_name(state).capitalize()}"


def _total(name: str) -> str:
    return f"reduce(total = 0, row IN {name} | total + row.hops)"


def _cut(state: int, name: str) -> str:
    beyond = "row.hops > $max_hops"
    return (
        f"any(row IN {name} WHERE {beyond})"
        if state >= 0
        else f"any(row IN {name} WHERE {beyond} AND row.node <> start)"
    )


def _lacking(state: int, name: str) -> str:
    within = "row.hops <= $max_hops" if state >= 0 else "row.hops <= $max_hops AND row.node <> start"
    missing = _MISSING.format(ways=f"${_ways_name(state)}")
    return f"[found IN [row IN {name} WHERE {within} | [row.node.id, row.hops, {missing}]] WHERE size(found[2]) > 0]"


def _ways(automaton: Automaton, state: int, *, ownership: bool | None) -> list[dict[str, Any]]:
    """Return what must be declared where a walk stands: the word, which kinds it concerns, and the words that declare it."""
    if ownership is None:
        return []
    if state >= 0:
        ways = ways_on(automaton, state)
    else:
        ways = {(Type.OWNED_BY, False): {Kind.ORGANIZATION}} if ownership else {}
    return [
        {"word": word_of(way), "kinds": sorted(kind.value for kind in kinds), "words": covering(way)}
        for way, kinds in ways.items()
    ]
