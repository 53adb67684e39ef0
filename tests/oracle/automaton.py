"""A pattern unrolled into a nondeterministic automaton of checks (on an entity) and moves (over a relation)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .syntax import Node, Pattern, Repeat, Step

Item = Node | Step | Repeat


@dataclass
class Automaton:
    """States are numbers; 0 begins, `final` accepts; a check of None always passes."""

    possible_only: bool
    final: int = 0
    states: int = 1
    checks: list[tuple[int, Node | None, int]] = field(default_factory=list)
    moves: list[tuple[int, Step, int]] = field(default_factory=list)

    def new_state(self) -> int:
        """Add a state and return it."""
        self.states += 1
        return self.states - 1

    def append(self, items: tuple[Item, ...], state: int) -> int:
        """Add the items one after the other, from a state on, and return the state behind them."""
        for item in items:
            if isinstance(item, Repeat):
                state = self.append_repeat(item, state)
                continue
            behind = self.new_state()
            if isinstance(item, Step):
                self.moves.append((state, item, behind))
            else:
                self.checks.append((state, item, behind))
            state = behind
        return state

    def append_repeat(self, repeat: Repeat, state: int) -> int:
        """Unroll: the least number of copies, then a loop or the optional copies, each of which may be left out."""
        for _ in range(repeat.least):
            state = self.append(repeat.items, state)
        exit_state = self.new_state()
        if repeat.most is None:
            loop = self.new_state()
            self.checks.append((state, None, loop))
            self.checks.append((self.append(repeat.items, loop), None, loop))
            self.checks.append((loop, None, exit_state))
            return exit_state
        for _ in range(repeat.most - repeat.least):
            self.checks.append((state, None, exit_state))
            state = self.append(repeat.items, state)
        self.checks.append((state, None, exit_state))
        return exit_state

    def checks_from(self, state: int) -> list[tuple[Node | None, int]]:
        """Return the checks that lead on from a state without a relation."""
        return [(node, behind) for before, node, behind in self.checks if before == state]

    def moves_from(self, state: int) -> list[tuple[Step, int]]:
        """Return the next steps of a state."""
        return [(step, behind) for before, step, behind in self.moves if before == state]


def unrolled(pattern: Pattern) -> Automaton:
    """Build the automaton of one alternative."""
    automaton = Automaton(pattern.possible_only)
    automaton.final = automaton.append(pattern.items, 0)
    return automaton
