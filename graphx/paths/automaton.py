"""Path patterns to one small automaton, whose states are the places in a pattern where a step comes next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from graphx.errors import PatternError
from graphx.model.dataset import ALL_TYPES
from graphx.model.vocabulary import ENDS, LABELS, SYMMETRIC, Kind, Type
from graphx.paths.syntax import Direction, GroupPattern, NodePattern, StepPattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graphx.paths.syntax import Element, PathPattern, Quantifier

ACCEPT: Final = -1
"""The state behind the last node of an alternative that may yield certain walks."""
ACCEPT_POSSIBLE: Final = -2
"""The state behind the last node of an alternative that yields possible walks at most."""

Check = frozenset[frozenset[NodePattern]]
"""What an entity must be to stand in a state: for one of the sets, every node pattern in it."""


@dataclass(frozen=True)
class Move:
    """From a state, over a relation that the step allows, to an entity that passes the check, in a state."""

    source: int
    step: StepPattern
    check: Check
    target: int


@dataclass(frozen=True)
class Automaton:
    """Where a walk may begin (a check on the start, and the state), and how it goes on."""

    begins: tuple[tuple[Check, int], ...]
    moves: tuple[Move, ...]

    @property
    def states(self) -> list[int]:
        """The states that have a next step, sorted."""
        return sorted({move.source for move in self.moves})


def compile_patterns(patterns: Sequence[PathPattern]) -> Automaton:
    """Return one automaton that accepts what any of the alternatives accepts.

    Beginnings that alternatives share are shared, so that a search walks them once.

    Raises:
        PatternError: an alternative can match nothing by the table of relation ends.
    """
    begins: list[tuple[Check, int]] = []
    moves: list[Move] = []
    states = 0
    for pattern in patterns:
        single = _without_empty_moves(_Builder(pattern))
        if not end_kinds(single):
            hint = "see `graphx schema` for the kinds that each relation joins"
            raise PatternError("no relation of these types joins these kinds", text=pattern.text, at=0, hint=hint)
        begins += [(check, state + states) for check, state in single.begins]
        moves += [
            replace(move, source=move.source + states, target=move.target if move.target < 0 else move.target + states)
            for move in single.moves
        ]
        states = 1 + max(move.source for move in moves)
    return _merged(Automaton(tuple(begins), tuple(moves)))


class _Builder:
    """Thompson's construction: states, steps between them, and empty moves that check a node."""

    def __init__(self, pattern: PathPattern) -> None:
        self.count = 1
        self.empty: dict[int, list[tuple[NodePattern | None, int]]] = defaultdict(list)
        self.steps: dict[int, list[tuple[StepPattern, int]]] = defaultdict(list)
        self.possible = pattern.possible
        self.final = self._sequence(pattern.elements, 0)

    def _new(self) -> int:
        self.count += 1
        return self.count - 1

    def _sequence(self, elements: Iterable[Element], state: int) -> int:
        for element in elements:
            state = self._element(element, state)
        return state

    def _element(self, element: Element, state: int) -> int:
        if isinstance(element, NodePattern):
            after = self._new()
            self.empty[state].append((element if element.labels or element.predicates else None, after))
            return after
        if isinstance(element, GroupPattern):
            inner = element.elements
            return self._repeated(lambda begin: self._sequence(inner, begin), element.quantifier, state)
        once = replace(element, quantifier=None)
        if element.quantifier:
            return self._repeated(lambda begin: self._step(once, begin), element.quantifier, state)
        return self._step(once, state)

    def _step(self, step: StepPattern, state: int) -> int:
        after = self._new()
        self.steps[state].append((step, after))
        return after

    def _repeated(self, once: Callable[[int], int], quantifier: Quantifier, state: int) -> int:
        for _ in range(quantifier.least):
            state = once(state)
        if quantifier.most is None:
            loop = self._new()
            self.empty[state].append((None, loop))
            self.empty[once(loop)].append((None, loop))
            return loop
        after = self._new()
        self.empty[state].append((None, after))
        for _ in range(quantifier.most - quantifier.least):
            state = once(state)
            self.empty[state].append((None, after))
        return after

    def closure(self, state: int) -> dict[int, set[frozenset[NodePattern]]]:
        """Return the states that empty moves lead to, each with the sets of checks on the way."""
        reached: dict[int, set[frozenset[NodePattern]]] = defaultdict(set)
        waiting: list[tuple[int, frozenset[NodePattern]]] = [(state, frozenset())]
        while waiting:
            current, checks = waiting.pop()
            if checks in reached[current]:
                continue
            reached[current].add(checks)
            for node, after in self.empty[current]:
                waiting.append((after, checks | {node} if node else checks))
        return reached


def _without_empty_moves(builder: _Builder) -> Automaton:
    accept = ACCEPT_POSSIBLE if builder.possible else ACCEPT

    def standing(state: int) -> list[tuple[Check, int]]:
        return [
            (_strongest(checks), accept if after == builder.final else after)
            for after, checks in builder.closure(state).items()
            if after == builder.final or builder.steps[after]
        ]

    # a walk has at least one relation, so nothing is accepted where it begins
    begins = tuple((check, state) for check, state in standing(0) if state >= 0)
    moves = []
    seen, waiting = set(), [state for _, state in begins]
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        for step, arrival in builder.steps[state]:
            for check, after in standing(arrival):
                moves.append(Move(state, step, check, after))
                if after >= 0:
                    waiting.append(after)
    return Automaton(begins, tuple(moves))


def _strongest(checks: set[frozenset[NodePattern]]) -> Check:
    """Drop what a weaker set of checks implies: who passes the smaller set need not pass the larger."""
    return frozenset(each for each in checks if not any(other < each for other in checks))


def _merged(automaton: Automaton) -> Automaton:
    """Merge states that the same walks reach (the coarsest backward bisimulation); the language stays."""
    states = automaton.states
    arrivals: dict[int, list[Move]] = defaultdict(list)
    for move in automaton.moves:
        arrivals[move.target].append(move)
    begins: dict[int, set[Check]] = defaultdict(set)
    for check, state in automaton.begins:
        begins[state].add(check)
    block = dict.fromkeys(states, 0)
    while True:
        signature = {
            state: (
                frozenset(begins[state]),
                frozenset((block[move.source], move.step, move.check) for move in arrivals[state]),
            )
            for state in states
        }
        numbers: dict[object, int] = {}
        finer = {state: numbers.setdefault(signature[state], len(numbers)) for state in states}
        if len(numbers) == len(set(block.values())):
            break
        block = finer
    block |= {ACCEPT: ACCEPT, ACCEPT_POSSIBLE: ACCEPT_POSSIBLE}
    merged_begins = dict.fromkeys((check, block[state]) for check, state in automaton.begins if state in block)
    moves = dict.fromkeys(
        replace(move, source=block[move.source], target=block[move.target])
        for move in automaton.moves
        if move.target in block
    )
    return Automaton(tuple(merged_begins), tuple(moves))


@lru_cache(maxsize=1024)  # a pattern asks of each check once for every move to it
def kinds_of(check: Check) -> frozenset[Kind]:
    """Return the kinds that may pass a check, by labels alone."""
    return frozenset(kind for kind in Kind for nodes in check if all(_may_be(kind, node.labels) for node in nodes))


def _may_be(kind: Kind, labels: Sequence[str]) -> bool:
    return not labels or any(kind is other for label in labels for other, _, _ in LABELS[label])


def leaves(kind: Kind, verb: Type, direction: Direction) -> list[tuple[Type, bool]]:
    """Return how a relation of a type may leave a kind in a direction: (type, against the arrow)."""
    ways = []
    if verb in SYMMETRIC:
        return [(verb, False)] if any(source is kind for source, _ in ENDS[verb]) else []
    if direction is not Direction.AGAINST and any(source is kind for source, _ in ENDS[verb]):
        ways.append((verb, False))
    if direction is not Direction.ALONG and any(target is kind for _, target in ENDS[verb]):
        ways.append((verb, True))
    return ways


def ways_on(automaton: Automaton, state: int) -> dict[tuple[Type, bool], set[Kind]]:
    """Return the ways that may come next in a state, (type, against the arrow), sorted, and the kinds that each may leave."""
    ways: dict[tuple[Type, bool], set[Kind]] = {}
    for move in automaton.moves:
        if move.source == state:
            for verb in move.step.types:
                for kind in Kind:
                    for way in leaves(kind, verb, move.step.direction):
                        ways.setdefault(way, set()).add(kind)
    return dict(sorted(ways.items()))


def word_of(way: tuple[Type, bool]) -> str:
    """Return the word by which `complete` declares a way."""
    verb, against = way
    return f"<{verb}" if against else verb.value


def covering(way: tuple[Type, bool]) -> list[str]:
    """Return the words of `complete` that declare a way."""
    return [ALL_TYPES, word_of(way), *([f"<{way[0]}"] if way[0] in SYMMETRIC else [])]


def end_kinds(automaton: Automaton) -> frozenset[Kind]:
    """Return the kinds that an accepted walk may end at, by the table of relation ends."""
    begins = [(kind, state) for check, state in automaton.begins for kind in kinds_of(check)]
    reached = kinds_reached(automaton, begins, frozenset(Type))
    return frozenset(kind for state, kinds in reached.items() if state < 0 for kind in kinds)


def kinds_reached(
    automaton: Automaton, begins: Iterable[tuple[Kind, int]], types: frozenset[Type]
) -> dict[int, set[Kind]]:
    """Return the kinds that walks may reach in each state over relations of some types, by the table of relation ends."""
    reached: dict[int, set[Kind]] = defaultdict(set)
    waiting = list(begins)
    while waiting:
        kind, state = waiting.pop()
        if kind in reached[state]:
            continue
        reached[state].add(kind)
        for move in automaton.moves:
            if move.source == state:
                waiting += [(other, move.target) for other in _over(kind, move.step, types) & kinds_of(move.check)]
    return reached


def _over(kind: Kind, step: StepPattern, types: frozenset[Type]) -> frozenset[Kind]:
    reached = set()
    for verb in step.types & types:
        for source, target in ENDS[verb]:
            if source is kind and step.direction is not Direction.AGAINST:
                reached.add(target)
            if target is kind and step.direction is not Direction.ALONG:
                reached.add(source)
    return frozenset(reached)
