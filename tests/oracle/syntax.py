"""Pattern text read into nodes, steps and repeats, by recursive descent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from .logic import Truth, compared, contained, every, negated, some
from .table import ENDS, LABELS

Lookup = Callable[[str], Any]
"""Gives an element's value of a property, None where it is missing."""
Condition = Callable[[Lookup], Truth]

POSSIBLE: Final = "possible:"
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_COUNT: Final = re.compile(r"\d+")
_OPERATORS: Final = ("<>", "<=", ">=", "=", "<", ">")


@dataclass(frozen=True)
class Node:
    """What an entity must be; no labels means any."""

    labels: tuple[str, ...]
    condition: Condition


@dataclass(frozen=True)
class Step:
    """One relation: `out` along the arrow, `in` against it, `both` either way."""

    types: tuple[str, ...]
    direction: str
    condition: Condition


@dataclass(frozen=True)
class Repeat:
    """A run of nodes and steps, at least `least` and at most `most` times (None: without limit)."""

    items: tuple[Node | Step, ...]
    least: int
    most: int | None


@dataclass(frozen=True)
class Pattern:
    """One alternative; `possible_only` if its walks are never certain."""

    items: tuple[Node | Step | Repeat, ...]
    possible_only: bool


def parsed(text: str) -> Pattern:
    """Read one pattern text.

    Raises:
        ValueError: the text is not in the subset.
    """
    text = text.strip()
    possible_only = text.startswith(POSSIBLE)
    reader = _Reader(text.removeprefix(POSSIBLE))
    items = reader.sequence(inside_group=False)
    if not reader.at_end():
        reader.fail("the end")
    return Pattern(tuple(items), possible_only)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.names: set[str] = set()

    # The text.

    def fail(self, expected: str) -> NoReturn:
        raise ValueError(f"expected {expected} at {self.place} in {self.text!r}")

    def skip_blanks(self) -> None:
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1

    def at_end(self) -> bool:
        self.skip_blanks()
        return self.place == len(self.text)

    def sees(self, symbol: str) -> bool:
        self.skip_blanks()
        return self.text.startswith(symbol, self.place)

    def takes(self, symbol: str) -> bool:
        found = self.sees(symbol)
        if found:
            self.place += len(symbol)
        return found

    def must_take(self, symbol: str) -> None:
        if not self.takes(symbol):
            self.fail(repr(symbol))

    def match(self, expression: re.Pattern[str]) -> str | None:
        self.skip_blanks()
        found = expression.match(self.text, self.place)
        if found is None:
            return None
        self.place = found.end()
        return found[0]

    def word(self) -> str:
        found = self.match(_WORD)
        if found is None:
            self.fail("a word")
        return str(found)

    def takes_keyword(self, keyword: str) -> bool:
        place = self.place
        found = self.match(_WORD)
        if found is not None and found.upper() == keyword:
            return True
        self.place = place
        return False

    # Nodes, steps and groups.

    def sequence(self, *, inside_group: bool) -> list[Node | Step | Repeat]:
        items: list[Node | Step | Repeat] = []
        after = "start"
        while not self.at_end() and not (inside_group and self.sees(")")):
            if self.sees("("):
                if self.sees_group():
                    if inside_group or after == "step":
                        self.fail("a node")
                    items.append(self.group())
                    after = "group"
                else:
                    if after == "node":
                        self.fail("a relationship")
                    items.append(self.node())
                    after = "node"
            else:
                if after != "node":
                    self.fail("a node")
                items.append(self.step(quantified=not inside_group))
                after = "step"
        if after in {"start", "step"}:
            self.fail("a node")
        return items

    def sees_group(self) -> bool:
        return re.compile(r"\(\s*\(").match(self.text, self.place) is not None

    def group(self) -> Repeat:
        self.must_take("(")
        items = self.sequence(inside_group=True)
        self.must_take(")")
        counts = self.quantifier()
        if counts is None:
            self.fail("a quantifier")
        least, most = counts or (1, 1)
        flat = tuple(item for item in items if not isinstance(item, Repeat))
        if not any(isinstance(item, Step) for item in flat):
            self.fail("a relationship in the group")
        return Repeat(flat, least, most)

    def node(self) -> Node:
        self.must_take("(")
        name = self.name()
        labels = self.alternatives() if self.takes(":") else ()
        if not set(labels) <= LABELS:
            self.fail(f"known labels instead of {labels}")
        condition = self.conditions(name)
        self.must_take(")")
        return Node(labels, condition)

    def step(self, *, quantified: bool) -> Step | Repeat:
        backward = self.takes("<-")
        if not backward:
            self.must_take("-")
        self.must_take("[")
        name = self.name()
        self.must_take(":")
        types = self.alternatives()
        if not set(types) <= set(ENDS):
            self.fail(f"known types instead of {types}")
        condition = self.conditions(name)
        self.must_take("]")
        self.must_take("-")
        forward = not backward and self.takes(">")
        direction = "in" if backward else "out" if forward else "both"
        if "INTERCONNECTS_WITH" in types and direction != "both":
            self.fail("INTERCONNECTS_WITH without a direction")
        step = Step(types, direction, condition)
        counts = self.quantifier() if quantified else None
        return step if counts is None else Repeat((step,), *counts)

    def quantifier(self) -> tuple[int, int | None] | None:
        if self.takes("*"):
            return 0, None
        if self.takes("+"):
            return 1, None
        if not self.takes("{"):
            return None
        least = self.match(_COUNT)
        most = least
        if self.takes(","):
            most = self.match(_COUNT)
        self.must_take("}")
        return int(least or 0), None if most is None else int(most)

    def alternatives(self) -> tuple[str, ...]:
        words = [self.word()]
        while self.takes("|"):
            words.append(self.word())
        return tuple(words)

    def name(self) -> str | None:
        place = self.place
        name = self.match(_WORD)
        if name is None:
            return None
        if name.upper() == "WHERE":
            self.place = place
            return None
        if name in self.names:
            self.fail(f"a name other than {name}")
        self.names.add(name)
        return name

    # Conditions.

    def conditions(self, name: str | None) -> Condition:
        parts: list[Condition] = []
        if self.takes("{") and not self.takes("}"):
            parts.append(self.entry())
            while self.takes(","):
                parts.append(self.entry())
            self.must_take("}")
        if self.takes_keyword("WHERE"):
            parts.append(self.disjunction(name))
        return lambda lookup: every(part(lookup) for part in parts)

    def entry(self) -> Condition:
        key = self.word()
        self.must_take(":")
        value = self.literal()
        return lambda lookup: compared(lookup(key), "=", value)

    def disjunction(self, name: str | None) -> Condition:
        parts = [self.conjunction(name)]
        while self.takes_keyword("OR"):
            parts.append(self.conjunction(name))
        return lambda lookup: some(part(lookup) for part in parts)

    def conjunction(self, name: str | None) -> Condition:
        parts = [self.negation(name)]
        while self.takes_keyword("AND"):
            parts.append(self.negation(name))
        return lambda lookup: every(part(lookup) for part in parts)

    def negation(self, name: str | None) -> Condition:
        if self.takes_keyword("NOT"):
            inner = self.negation(name)
            return lambda lookup: negated(inner(lookup))
        if self.takes("("):
            inner = self.disjunction(name)
            self.must_take(")")
            return inner
        return self.comparison(name)

    def comparison(self, name: str | None) -> Condition:
        left = self.operand(name)
        if self.takes_keyword("IS"):
            wanted = not self.takes_keyword("NOT")
            if not self.takes_keyword("NULL"):
                self.fail("NULL")
            return lambda lookup: (left(lookup) is None) == wanted
        if self.takes_keyword("IN"):
            items = self.operand(name)
            return lambda lookup: contained(left(lookup), items(lookup))
        for operator in _OPERATORS:
            if self.takes(operator):
                right = self.operand(name)
                return lambda lookup: compared(left(lookup), operator, right(lookup))
        self.fail("a comparison")
        raise AssertionError

    def operand(self, name: str | None) -> Callable[[Lookup], Any]:
        place = self.place
        owner = self.match(_WORD)
        if owner is not None and self.takes("."):
            if owner != name:
                self.fail(f"the element's own name instead of {owner}")
            key = self.word()
            return lambda lookup: lookup(key)
        self.place = place
        value = self.literal()
        return lambda lookup: value

    def literal(self) -> Any:
        if self.takes("["):
            values: list[Any] = []
            while not self.takes("]"):
                values.append(self.literal())
                if not self.sees("]"):
                    self.must_take(",")
            return values
        for quote in "'\"":
            if self.takes(quote):
                return self.rest_of_text(quote)
        number = self.match(_NUMBER)
        if number is not None:
            return int(number) if number.lstrip("-").isdigit() else float(number)
        for keyword, value in (("TRUE", True), ("FALSE", False), ("NULL", None)):
            if self.takes_keyword(keyword):
                return value
        self.fail("a value")
        raise AssertionError

    def rest_of_text(self, quote: str) -> str:
        letters = ""
        while self.place < len(self.text) and self.text[self.place] != quote:
            self.place += self.text[self.place] == "\\"
            letters += self.text[self.place : self.place + 1]
            self.place += 1
        self.must_take(quote)
        return letters
