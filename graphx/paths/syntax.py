"""Pattern text to a syntax tree: the subset of GQL path patterns that Neo4j 5 also runs, read by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NoReturn

from graphx.errors import PatternError, did_you_mean
from graphx.model.vocabulary import LABELS, SYMMETRIC, Type

MAX_BOUND: Final = 100
MAX_DEPTH: Final = 50
"""Deeper parentheses than any predicate needs."""
POSSIBLE_PREFIX: Final = "possible:"
Literal = str | int | float | bool


class Direction(StrEnum):
    """How a step crosses a relation."""

    ALONG = "->"
    AGAINST = "<-"
    EITHER = "-"


@dataclass(frozen=True)
class Property:
    """A field of the element at hand."""

    name: str
    at: int = field(compare=False)


@dataclass(frozen=True)
class Compare:
    """A field compared with a literal; `op` is one of = <> < <= > >=."""

    property: Property
    op: str
    literal: Literal


@dataclass(frozen=True)
class InList:
    """A field that is one of some literals."""

    property: Property
    literals: tuple[Literal, ...]


@dataclass(frozen=True)
class Holds:
    """A list field that holds a literal."""

    property: Property
    literal: Literal


@dataclass(frozen=True)
class IsNull:
    """A field that is not stated; never unknown."""

    property: Property


@dataclass(frozen=True)
class Not:
    """The opposite; unknown stays unknown."""

    operand: Predicate


@dataclass(frozen=True)
class And:
    """All of them."""

    operands: tuple[Predicate, ...]


@dataclass(frozen=True)
class Or:
    """Any of them."""

    operands: tuple[Predicate, ...]


Predicate = Compare | InList | Holds | IsNull | Not | And | Or


@dataclass(frozen=True)
class NodePattern:
    """What an entity must be: one of the labels (none: any) and every predicate."""

    labels: tuple[str, ...] = ()
    predicates: tuple[Predicate, ...] = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Quantifier:
    """How often; no `most` is without bound."""

    least: int
    most: int | None


@dataclass(frozen=True)
class StepPattern:
    """What a relation must be: one of the types, in a direction, with every predicate."""

    types: frozenset[Type]
    direction: Direction
    predicates: tuple[Predicate, ...] = ()
    quantifier: Quantifier | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class GroupPattern:
    """A part of a path, repeated as a whole."""

    elements: tuple[NodePattern | StepPattern, ...]
    quantifier: Quantifier


Element = NodePattern | StepPattern | GroupPattern


@dataclass(frozen=True)
class PathPattern:
    """One alternative: its elements from the start to the restricted entity, and the text it came from."""

    elements: tuple[Element, ...]
    text: str
    possible: bool = False
    """It yields possible walks at most."""


_TOKEN: Final = re.compile(
    r"""(?P<blank>\s+)
      | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<name>[^\W\d]\w*)
      | (?P<mark><=|>=|<>|[()\[\]{}:|,.*+<>=-])""",
    re.VERBOSE,
)
_ESCAPES: Final = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", '"': '"'}
_KEYWORDS: Final = frozenset({"WHERE", "AND", "OR", "NOT", "IN", "IS", "NULL", "TRUE", "FALSE"})


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_pattern(text: str) -> PathPattern:
    """Return the syntax tree of one path pattern, with or without `possible:` before it.

    Raises:
        PatternError: the text is outside the subset; it points at the place.

    >>> parse_pattern("(:Site)-[:SERVED_BY]->(:Network)").elements[1].types
    frozenset({<Type.SERVED_BY: 'SERVED_BY'>})
    """
    body, possible = text, False
    if text.lstrip().startswith(POSSIBLE_PREFIX):
        # blanked, not cut, so that places stay those of the text
        start = text.index(POSSIBLE_PREFIX)
        body = " " * (start + len(POSSIBLE_PREFIX)) + text[start + len(POSSIBLE_PREFIX) :]
        possible = True
    return PathPattern(_Parser(text, body).path(), text.strip(), possible)


class _Parser:
    """A recursive-descent parser; `text` is what messages show, `body` what is read."""

    def __init__(self, text: str, body: str) -> None:
        self.text = text
        self.tokens = self._tokens(body)
        self.next = 0
        self.names: set[str] = set()
        self.depth = 0

    def _tokens(self, body: str) -> list[_Token]:
        tokens, at = [], 0
        while at < len(body):
            match = _TOKEN.match(body, at)
            if not match:
                what = "the quote is never closed" if body[at] in "'\"" else f"{body[at]!r} has no meaning in a pattern"
                self.fail(what, at)
            if match.lastgroup != "blank":
                tokens.append(_Token(str(match.lastgroup), match.group(), at))
            at = match.end()
        tokens.append(_Token("end", "", len(body.rstrip())))
        return tokens

    def fail(self, what: str, at: int, hint: str = "") -> NoReturn:
        """Give up here.

        Raises:
            PatternError: always.
        """
        raise PatternError(what, text=self.text, at=at, hint=hint)

    @property
    def token(self) -> _Token:
        """The token to read next."""
        return self.tokens[self.next]

    def is_next(self, *marks: str) -> bool:
        """Whether the next tokens are these marks."""
        ahead = self.tokens[self.next : self.next + len(marks)]
        return [token.text for token in ahead if token.kind == "mark"] == list(marks)

    def skip(self, *marks: str) -> bool:
        """Step over these marks if they come next."""
        if self.is_next(*marks):
            self.next += len(marks)
            return True
        return False

    def expect(self, mark: str, what: str) -> None:
        """Step over a mark that must come next."""
        if not self.skip(mark):
            found = f"`{self.token.text}`" if self.token.text else "the end"
            self.fail(f"expected {what} instead of {found}", self.token.at)

    def skip_word(self, word: str) -> bool:
        """Step over a keyword if it comes next."""
        if self.token.kind == "name" and self.token.text.upper() == word:
            self.next += 1
            return True
        return False

    def path(self) -> tuple[Element, ...]:
        """Read the whole pattern."""
        elements: list[Element] = []
        while self.token.kind != "end":
            if self.is_next("(", "("):
                elements.append(self.group())
            elif self.is_next("("):
                if elements and isinstance(elements[-1], NodePattern):
                    self.fail("two nodes stand side by side", self.token.at, "put a relation between them")
                elements.append(self.node())
            elif self.is_next("-") or self.is_next("<"):
                self._after_node(elements)
                elements.append(self.step())
            else:
                self.fail(f"expected a node or a relation instead of `{self.token.text}`", self.token.at)
        if not elements:
            self.fail("the pattern is empty", 0, "such as (:Site)-[:SERVED_BY]->(:Network)")
        self._before_end(elements)
        if all(isinstance(element, NodePattern) for element in elements):
            self.fail("the pattern has no relation", 0, "a walk has at least one")
        return tuple(elements)

    def _after_node(self, elements: list[Element] | list[NodePattern | StepPattern]) -> None:
        if not elements or not isinstance(elements[-1], NodePattern):
            self.fail("a relation follows a node", self.token.at, "write () for any node")

    def _before_end(self, elements: list[Element] | list[NodePattern | StepPattern]) -> None:
        if isinstance(elements[-1], StepPattern):
            self.fail("a node is missing behind the relation", self.token.at, "write () for any node")

    def group(self) -> GroupPattern:
        """Read `( … )` and its quantifier."""
        opened = self.token.at
        self.expect("(", "(")
        elements: list[NodePattern | StepPattern] = []
        while not self.is_next(")"):
            if self.is_next("(", "("):
                self.fail("groups do not nest", self.token.at)
            if self.is_next("("):
                if elements and isinstance(elements[-1], NodePattern):
                    self.fail("two nodes stand side by side", self.token.at, "put a relation between them")
                elements.append(self.node())
            elif self.is_next("-") or self.is_next("<"):
                self._after_node(elements)
                step = self.step()
                if step.quantifier:
                    self.fail("a quantifier inside a group", self.token.at, "groups do not nest; quantify the group")
                elements.append(step)
            elif self.token.kind == "name" and self.token.text.upper() == "WHERE":
                self.fail("WHERE of a group", self.token.at, "put it into the node or relation that it speaks of")
            else:
                self.fail("the group is never closed", self.token.at if self.token.text else opened)
        self._before_end(elements)
        self.expect(")", ")")
        if not any(isinstance(element, StepPattern) for element in elements):
            self.fail("a group holds at least one relation", opened)
        quantifier = self.quantifier()
        if quantifier is None:
            self.fail("the group has no quantifier", self.token.at, "one of * + {n} {m,n} {,n} {m,}")
        return GroupPattern(tuple(elements), quantifier)

    def node(self) -> NodePattern:
        """Read `(name :Label|Label {field: value} WHERE …)`."""
        at = self.token.at
        self.expect("(", "(")
        name = self.name()
        labels = self.labels()
        predicates = self.predicates(name)
        self.expect(")", "`)`")
        return NodePattern(labels, predicates, at)

    def name(self) -> str | None:
        """Read an optional name, which occurs once."""
        token = self.token
        if token.kind != "name" or token.text.upper() in _KEYWORDS:
            return None
        self.next += 1
        if token.text in self.names:
            self.fail(f"the name {token.text} stands twice", token.at, "a name occurs once")
        self.names.add(token.text)
        return token.text

    def labels(self) -> tuple[str, ...]:
        """Read `:Label|Label`."""
        if not self.skip(":"):
            return ()
        labels = []
        while True:
            token = self.token
            if token.kind != "name":
                self.fail("a label is missing", token.at)
            if token.text not in LABELS:
                self.fail(f"no label {token.text}", token.at, did_you_mean(token.text, LABELS, "see `graphx schema`"))
            labels.append(token.text)
            self.next += 1
            if not self.skip("|"):
                return tuple(labels)

    def step(self) -> StepPattern:
        """Read `-[name:TYPE|TYPE {field: value} WHERE …]->` and its quantifier."""
        at = self.token.at
        against = self.skip("<", "-")
        if not against:
            self.expect("-", "`-`")
        types: frozenset[Type] | None = None
        predicates: tuple[Predicate, ...] = ()
        types_at = at
        if self.skip("["):
            name = self.name()
            types_at = self.token.at
            types = self.types()
            predicates = self.predicates(name)
            self.expect("]", "`]`")
        self.expect("-", "`-`")
        along = self.skip(">")
        if along and against:
            self.fail("an arrow at both ends", at, "write -[ ]- for either direction")
        direction = Direction.ALONG if along else Direction.AGAINST if against else Direction.EITHER
        if types is None:
            types = frozenset(Type) if direction is Direction.EITHER else frozenset(Type) - SYMMETRIC
        if direction is not Direction.EITHER and types & SYMMETRIC:
            self.fail("INTERCONNECTS_WITH has no direction", types_at, "write -[:INTERCONNECTS_WITH]-")
        return StepPattern(types, direction, predicates, self.quantifier(), at)

    def types(self) -> frozenset[Type] | None:
        """Read `:TYPE|TYPE`; None where none is named."""
        if not self.skip(":"):
            return None
        types = set()
        while True:
            token = self.token
            if token.kind != "name":
                self.fail("a relation type is missing", token.at)
            if token.text not in Type.__members__:
                self.fail(
                    f"no relation type {token.text}", token.at, did_you_mean(token.text, Type, "see `graphx schema`")
                )
            types.add(Type(token.text))
            self.next += 1
            if not self.skip("|"):
                return frozenset(types)

    def quantifier(self) -> Quantifier | None:
        """Read `*`, `+`, `{n}`, `{m,n}`, `{,n}` or `{m,}`."""
        at = self.token.at
        if self.skip("*"):
            return Quantifier(0, None)
        if self.skip("+"):
            return Quantifier(1, None)
        if not self.skip("{"):
            return None
        least = self.bound()
        if self.skip(","):
            most = self.bound()
            if least is None and most is None:
                self.fail("a bound is missing", at, "one of {n} {m,n} {,n} {m,}")
        else:
            most = least
            if least is None:
                self.fail("a bound is missing", at, "one of {n} {m,n} {,n} {m,}")
        self.expect("}", "`}`")
        if most is not None and (least or 0) > most:
            self.fail(f"the least {least} is above the most {most}", at, "swap them")
        if most == 0:
            self.fail("at most 0 times matches nothing", at, "remove it")
        return Quantifier(least or 0, most)

    def bound(self) -> int | None:
        """Read an optional bound."""
        token = self.token
        if token.kind != "number":
            return None
        if "." in token.text or int(token.text) > MAX_BOUND:
            self.fail(f"the bound {token.text} is no number up to {MAX_BOUND}", token.at, "use * or + for no bound")
        self.next += 1
        return int(token.text)

    def predicates(self, name: str | None) -> tuple[Predicate, ...]:
        """Read a property map and a WHERE, in this order."""
        found: list[Predicate] = []
        if self.skip("{"):
            while True:
                token = self.token
                if token.kind != "name":
                    self.fail("a field name is missing", token.at)
                self.next += 1
                self.expect(":", "`:`")
                found.append(Compare(Property(token.text, token.at), "=", self.literal()))
                if not self.skip(","):
                    break
            self.expect("}", "`}`")
        if self.skip_word("WHERE"):
            found.append(self.disjunction(name))
        return tuple(found)

    def disjunction(self, name: str | None) -> Predicate:
        """Read operands of OR."""
        operands = [self.conjunction(name)]
        while self.skip_word("OR"):
            operands.append(self.conjunction(name))
        return operands[0] if len(operands) == 1 else Or(tuple(operands))

    def conjunction(self, name: str | None) -> Predicate:
        """Read operands of AND."""
        operands = [self.negation(name)]
        while self.skip_word("AND"):
            operands.append(self.negation(name))
        return operands[0] if len(operands) == 1 else And(tuple(operands))

    def negation(self, name: str | None) -> Predicate:
        """Read NOT, a parenthesis or a comparison."""
        at = self.token.at
        negated, opened = self.skip_word("NOT"), self.skip("(")
        if not (negated or opened):
            return self.comparison(name)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail("the predicate is nested too deep", at, "write it with fewer parentheses")
        inner = self.disjunction(name) if opened else self.negation(name)
        if opened:
            self.expect(")", "`)`")
        self.depth -= 1
        return Not(inner) if negated else inner

    def comparison(self, name: str | None) -> Predicate:
        """Read `name.field op literal`, `literal op name.field`, IN or IS NULL."""
        if self._is_literal():
            literal = self.literal()
            if self.skip_word("IN"):
                return Holds(self.property(name), literal)
            op = self.operator()
            return Compare(self.property(name), _MIRRORED[op], literal)
        subject = self.property(name)
        if self.skip_word("IS"):
            negated = self.skip_word("NOT")
            if not self.skip_word("NULL"):
                self.fail("expected NULL", self.token.at)
            return Not(IsNull(subject)) if negated else IsNull(subject)
        if self.skip_word("IN"):
            return InList(subject, self.literals())
        return Compare(subject, self.operator(), self.literal())

    def property(self, name: str | None) -> Property:
        """Read `name.field` of the element's own name."""
        token = self.token
        if token.kind != "name" or token.text.upper() in _KEYWORDS:
            self.fail("expected a field, such as n.domain", token.at)
        if name is None:
            self.fail(
                "WHERE needs a name for its element", token.at, f"write ({token.text} … WHERE …) or [{token.text} …]"
            )
        if token.text != name:
            self.fail(f"WHERE reads its own element only, {name}", token.at, f"write {name}.field")
        self.next += 1
        self.expect(".", "`.`")
        field = self.token
        if field.kind != "name":
            self.fail("a field name is missing", field.at)
        self.next += 1
        return Property(field.text, field.at)

    def operator(self) -> str:
        """Read a comparison operator."""
        token = self.token
        if token.kind == "mark" and token.text in _MIRRORED:
            self.next += 1
            return token.text
        self.fail("expected = <> < <= > >= IN or IS", token.at)

    def _is_literal(self) -> bool:
        token = self.token
        return token.kind in {"text", "number"} or token.text == "-" or token.text.upper() in {"TRUE", "FALSE"}

    def literals(self) -> tuple[Literal, ...]:
        """Read `[literal, …]`."""
        self.expect("[", "`[`")
        found: list[Literal] = []
        while not self.is_next("]"):
            found.append(self.literal())
            if not self.skip(","):
                break
        self.expect("]", "`]`")
        return tuple(found)

    def literal(self) -> Literal:
        """Read a text, a number, true or false."""
        negative = self.skip("-")
        token = self.token
        self.next += 1
        if token.kind == "number":
            number = float(token.text) if "." in token.text else int(token.text)
            return -number if negative else number
        if negative:
            self.fail("a number is missing behind -", token.at)
        if token.kind == "text":
            return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), token.text[1:-1], flags=re.DOTALL)
        if token.text.upper() in {"TRUE", "FALSE"}:
            return token.text.upper() == "TRUE"
        hint = "use IS NULL" if token.text.upper() == "NULL" else "text stands in quotes: 'core'"
        self.fail(f"`{token.text}` is no value" if token.text else "a value is missing", token.at, hint)


_MIRRORED: Final = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
