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

from graphx.graph.view import POSSIBLE
from graphx.model.vocabulary import Kind, Type
from graphx.neo4j.conditions import Conditions, joined, label_of, values_of
from graphx.paths.automaton import ACCEPT, ACCEPT_POSSIBLE, Automaton, covering, kinds_of, ways_on, word_of
from graphx.paths.syntax import Direction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphx.paths.automaton import Move
    from graphx.paths.syntax import Predicate

NO_LIMIT: Final = 1_000_000_000
"""More hops than any walk without a repetition has."""
_SMALL: Final = 100
"""Up to this limit on hops a repetition is bounded in the text, too."""
_MISSING: Final = (
    "[way IN $ways[p] WHERE row.node.kind IN way.kinds AND none(i IN range(0, coalesce(size(row.node.graphx_complete), 0) - 1) "
    "WHERE row.node.graphx_complete[i] IN way.words "
    "AND ($as_of = 'any' OR $as_of <= row.node.graphx_complete_until[i])) | way.word]"
)
_OPEN: Final = (
    "[p IN range(0, size(places) - 1) | [found IN [row IN places[p] WHERE row.hops <= $max_hops "
    f"| [row.node.id, row.hops, {_MISSING}]] WHERE size(found[2]) > 0]]"
)
_CUT: Final = "any(place IN places WHERE any(row IN place WHERE row.hops > $max_hops))"
_CROSSED: Final = (
    "CASE WHEN reached = [] OR NOT $possible THEN [] "
    "ELSE [crossing IN [{crossings}] | [row IN crossing | [row.near.id, row.node.id, type(row.by), elementId(row.by)]]] END"
)


@dataclass(frozen=True)
class Statement:
    """Cypher, what it is for, and the parameters that the pattern brings; those of the view and of who is asked are the asker's."""

    title: str
    text: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Crossing:
    """What is crossed from a place in one direction, under the same predicates: one MATCH, of the types of every such step."""

    place: int
    direction: Direction
    predicates: tuple[Predicate, ...]
    types: frozenset[Type]
    moves: tuple[Move, ...]


def reach_statement(
    automaton: Automaton, *, level: int, rounds: int, max_hops: int | None = None, ownership: bool | None = None
) -> Statement:
    """Return the statement that says, per start, which ends it reaches and in how many hops: rows of start, reached, settled.

    It also says whether a limit cut off anything (cut), what lies open, a list per place (open), and, at the level POSSIBLE
    where an end is reached, which relationships its walks cross (crossed), a list per entry of `crossings`, each [near, far,
    type, element id]. The level is a parameter, so that a server plans one text for both. With `ownership` None nothing lies open;
    with True an organization where a walk may end needs OWNED_BY declared as well.
    Parameters of the asker: dataset, starts, ends, max_hops, and those of the view.
    """
    writer = _Writer(automaton, rounds, max_hops)
    is_possible = level == POSSIBLE
    # without anything to declare the lists are empty, and the text is the same: the server plans it once for all questions
    declaring = ownership if is_possible else None
    ways = [_ways(automaton, state, ownership=declaring) for state in writer.at]
    words = "certain or possible" if is_possible else "certain"
    return Statement(
        f"whom each start reaches by {words} walks",
        writer.text(),
        {**writer.parameters, "possible": is_possible, "ways": ways},
    )


def crossings(automaton: Automaton) -> list[Crossing]:
    """Return what is crossed from the places of an automaton, in the order in which a statement lists it."""
    found = []
    for state in (state for component in _components(automaton) for state in component):
        alike: dict[tuple[Direction, tuple[Predicate, ...]], list[Move]] = {}
        for move in automaton.moves:
            if move.source == state:
                alike.setdefault((move.step.direction, move.step.predicates), []).append(move)
        found += [
            Crossing(state, *same, frozenset().union(*(move.step.types for move in moves)), tuple(moves))
            for same, moves in alike.items()
        ]
    return found


class _Writer:
    """Writes the places of an automaton.

    `at` names the list of who stands at each place, and `crossed` that of what is crossed from there, in their order.
    """

    def __init__(self, automaton: Automaton, rounds: int, max_hops: int | None) -> None:
        self.parameters = values_of(automaton)
        self.at: dict[int, str] = {}
        self.crossed: dict[Crossing, str] = {}
        self._conditions = Conditions(self.parameters)
        self._rounds = rounds
        self._times = "*" if max_hops is None or max_hops >= _SMALL else f"{{0,{max_hops + 1}}}"
        self._automaton = automaton
        self._crossings = crossings(automaton)
        self._surely = _leading_to(automaton, ACCEPT)
        self._settled: list[str] = []
        self._places = []
        for component in _components(automaton):
            self._places += self._component(component)
            for number, crossing in enumerate(each for each in self._crossings if each.place in component):
                name = f"{_name(crossing.place)}by{number + 1}"
                onward = _targets(crossing) - {crossing.place}  # back to itself is told already, and only evidence
                self._places.append(self._crossing(crossing, self.at[crossing.place], name, onward))
                self.crossed[crossing] = name

    def text(self) -> str:
        """Return the whole statement."""
        ends = [
            name if state == ACCEPT else f"CASE WHEN $possible THEN {name} ELSE [] END"
            for state, name in self.at.items()
            if state < 0
        ]
        within = "row.node.id IN $ends AND row.hops <= $max_hops"
        told = [
            "start.id AS start",
            "reached",
            f"{' AND '.join(self._settled) or 'true'} AS settled",
            f"{_CUT} AS cut",
            f"{_OPEN} AS open",
            f"{_CROSSED.format(crossings=', '.join(self.crossed.values()))} AS crossed",
        ]
        return "\n".join(
            [
                "MATCH (start:Entity)\nWHERE start.id IN $starts AND start.graphx_dataset = $dataset",
                *self._places,
                f"WITH *, [{', '.join(self.at.values())}] AS places,",
                f"  [row IN {' + '.join(ends)} WHERE {within} | [row.node.id, row.hops]] AS reached",
                "RETURN " + ",\n  ".join(told),
            ]
        )

    def _arrow(self, direction: Direction, types: Iterable[Type], predicates: Iterable[Predicate]) -> str:
        ends = {Direction.ALONG: ("-", "->"), Direction.AGAINST: ("<-", "-"), Direction.EITHER: ("-", "-")}
        head, tail = ends[direction]
        return f"{head}[r:{_any_of(types)} WHERE {self._conditions.step(predicates, 'r')}]{tail}"

    def _component(self, component: Sequence[int]) -> list[str]:
        """Write the places that lead to each other, after all that lead to them."""
        within = [each for each in self._crossings if each.place in component and _targets(each) & {*component}]
        entering = {state: self._begun(state) | self._arriving(state, self.crossed) for state in component}
        repeating = [move for each in within for move in each.moves if move.target in component]
        if len(component) == 1 and len(repeating) <= 1:
            (state,) = component
            repeated = self._repeated(repeating[0]) if repeating else []
            return [self._collected(state, _name(state), entering[state], repeated)]
        texts = [self._collected(state, _name(state), entering[state], []) for state in component]
        before: dict[int, str] = {}
        for number in range(1, self._rounds + 1):
            before = {state: self.at[state] for state in component}
            crossed = {each: f"{before[each.place]}to{count}" for count, each in enumerate(within, start=1)}
            texts += [self._crossing(each, before[each.place], name, _targets(each)) for each, name in crossed.items()]
            for state in component:
                kept = {before[state]: before[state]} | self._arriving(state, crossed)
                texts.append(self._collected(state, f"{_name(state)}r{number}", kept, []))
        for state in component:
            here, there = self.at[state], before[state]
            self._settled.append(f"size({here}) = size({there}) AND {_total(here)} = {_total(there)}")
        return texts

    def _crossing(self, crossing: Crossing, at: str, name: str, onward: set[int]) -> str:
        """Write the subquery that crosses; where no place onward leads to a certain end, only possible walks do."""
        asked = "hops <= $max_hops" if onward & self._surely else "hops <= $max_hops AND $possible"
        return (
            f"CALL ({at}) {{\n  UNWIND {at} AS row\n"
            f"  WITH row.node AS near, row.hops AS hops WHERE {asked}\n"
            f"  MATCH (near){self._arrow(crossing.direction, crossing.types, crossing.predicates)}(far)\n"
            f"  RETURN collect({{near: near, by: r, node: far, hops: hops + 1}}) AS {name}\n}}"
        )

    def _begun(self, state: int) -> dict[str, str]:
        """Return the rows of a start that may begin at a place, if any: of a kind that can go on from there."""
        able = {kind for kinds in ways_on(self._automaton, state).values() for kind in kinds}
        conditions = []
        for check in (check for check, begun in self._automaton.begins if begun == state):
            labels = [] if kinds_of(check) <= able else [f"(start:{'|'.join(sorted(map(label_of, able)))})"]
            conditions.append(joined(" AND ", filter(None, [self._conditions.check(check, "start"), *labels])))
        begun = "[{node: start, hops: 0}]"
        if not conditions:
            return {}
        return {
            "start": f"CASE WHEN {joined(' OR ', conditions)} THEN {begun} ELSE [] END" if all(conditions) else begun
        }

    def _arriving(self, state: int, crossed: Mapping[Crossing, str]) -> dict[str, str]:
        """Return the rows that cross to a place, by the list that they are taken from."""
        parts = {}
        for crossing, name in crossed.items():
            conditions = [self._condition(crossing, move) for move in crossing.moves if move.target == state]
            if conditions:
                parts[name] = f"[row IN {name} WHERE {joined(' OR ', conditions)}]" if all(conditions) else name
        return parts

    def _condition(self, crossing: Crossing, move: Move) -> str:
        of_type = "" if move.step.types == crossing.types else f"(row.by:{_any_of(move.step.types)})"
        return joined(" AND ", filter(None, [of_type, self._conditions.check(move.check, "row.node")]))

    def _repeated(self, move: Move) -> list[str]:
        """Write how often a step may be repeated: who is reached so, breadth first, with the fewest repetitions."""
        check = self._conditions.check(move.check, "next")
        where = f" WHERE {check}" if check else ""
        arrow = self._arrow(move.step.direction, move.step.types, move.step.predicates)
        return [
            f"MATCH path = (node) ((near){arrow}(next{where})){self._times} (far)",
            "WITH node, hops, far, min(length(path)) AS more",
            "WITH far AS node, min(hops + more) AS hops WHERE hops <= $max_hops + 1",
        ]

    def _collected(self, state: int, name: str, parts: Mapping[str, str], repeated: Sequence[str]) -> str:
        """Write the subquery that collects who stands at a place, at an end all but the start; it has the name from then on."""
        self.at[state] = name
        if not parts:  # reached only from places beside it, round by round
            return f"WITH *, [] AS {name}"
        is_end = state < 0
        body = [
            f"UNWIND {' + '.join(parts.values())} AS row",
            f"WITH row.node AS node, min(row.hops) AS hops{' WHERE node <> start' if is_end else ''}",
            *repeated,
            f"RETURN collect({{node: node, hops: hops}}) AS {name}",
        ]
        taken = sorted({*parts, *(["start"] if is_end else [])})
        return f"CALL ({', '.join(taken)}) {{\n{indent(chr(10).join(body), '  ')}\n}}"


def _any_of(types: Iterable[Type]) -> str:
    return "|".join(sorted(verb.value for verb in types))


def _targets(crossing: Crossing) -> set[int]:
    return {move.target for move in crossing.moves}


def _leading_to(automaton: Automaton, end: int) -> set[int]:
    """Return the places from which an end can be reached, and the end."""
    found = {end}
    while further := {move.source for move in automaton.moves if move.target in found} - found:
        found |= further
    return found


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


def _total(name: str) -> str:
    return f"reduce(total = 0, row IN {name} | total + row.hops)"


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
