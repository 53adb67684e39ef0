"""Labels and predicates over columns, three-valued as in Cypher: false, unknown, true are OUT, POSSIBLE, CERTAIN.

So AND is the minimum, OR the maximum, and NOT the distance from CERTAIN.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.errors import PatternError, did_you_mean
from graphx.graph.view import CERTAIN, OUT, POSSIBLE, strongest, weakest
from graphx.model.columns import per_value
from graphx.model.dates import period
from graphx.model.records import ENTITY_FIELDS, RELATION_FIELDS
from graphx.model.vocabulary import (
    LABELS,
    TYPES_OF_KIND,
    Directness,
    Domain,
    Field,
    Generation,
    Interest,
    Kind,
    Role,
    Status,
    Type,
)
from graphx.paths.syntax import And, Compare, Holds, InList, IsNull, NodePattern, Not, Or, Property

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from graphx.graph.view import Levels, View
    from graphx.model.columns import Column
    from graphx.paths.automaton import Check
    from graphx.paths.syntax import Literal, Predicate, StepPattern

LISTS: Final = frozenset({"aliases", "roles", "functions", "capabilities", "tags", "complete"})
DATES: Final = frozenset({"since", "until", "target_date"})
NUMBERS: Final = frozenset({"lat", "lon", "share", "share_min", "share_max", "revenue_share"})
TRUTHS: Final = frozenset({"essential", "synthetic"})
MAPS: Final = frozenset({"identifiers", "properties", "extends_to", "claims"})
CLOSED: Final[dict[str, Collection[str]]] = {
    "kind": frozenset(Kind),
    "roles": frozenset(Role),
    "domain": frozenset(Domain),
    "generation": frozenset(Generation),
    "status": frozenset(Status),
    "interest": frozenset(Interest),
    "directness": frozenset(Directness),
}
"""Fields whose values are closed: to ask for another value is a mistake."""
ENTITY_TYPES: Final = frozenset(value.value for values in TYPES_OF_KIND.values() for value in values)

_OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def category(value: object) -> str:
    """Return what a value may be compared with: "text", "number" or "truth"."""
    if isinstance(value, bool):
        return "truth"
    return "number" if isinstance(value, int | float | Decimal) else "text"


@dataclass
class Predicates:
    """Evaluates checks and step predicates in one view; each is computed once."""

    view: View
    text: str = ""
    """The pattern's text, for messages."""
    _nodes: dict[NodePattern, Levels] = field(default_factory=dict)
    _checks: dict[Check, Levels] = field(default_factory=dict)

    def check(self, check: Check) -> Levels:
        """Return per entity how far it passes a check."""
        if check not in self._checks:
            self._checks[check] = strongest([self._all([self.node(node) for node in nodes]) for nodes in check])
        return self._checks[check]

    def _all(self, levels: list[Levels]) -> Levels:
        return weakest([np.full(len(self.view.graph), CERTAIN, np.int8), *levels])

    def node(self, node: NodePattern) -> Levels:
        """Return per entity how far it matches a node pattern."""
        if node not in self._nodes:
            levels = [self._entity(predicate) for predicate in node.predicates]
            if node.labels:
                levels.append(strongest([self.label(label) for label in node.labels]))
            self._nodes[node] = self._all(levels)
        return self._nodes[node]

    def step(self, step: StepPattern) -> Levels:
        """Return per relation how far its predicates and the view admit it, whatever its type."""
        return weakest([self.view.level, *(self._relation(each) for each in step.predicates)])

    def label(self, label: str) -> Levels:
        """Return per entity whether it bears a label; a role or type that is not stated is unknown."""
        graph = self.view.graph
        levels = np.zeros(len(graph), np.int8)
        for kind, source, word in LABELS[label]:
            of_kind = graph.are(kind)
            if source is Field.KIND:
                levels[of_kind] = CERTAIN
                continue
            column = graph.entity_column(source)
            told = per_value(column, partial(_bears, word), POSSIBLE, np.int8)
            levels = np.where(of_kind, np.maximum(levels, told), levels).astype(np.int8)
        return levels

    def _entity(self, predicate: Predicate) -> Levels:
        return self._level(predicate, self._entity_side)

    def _relation(self, predicate: Predicate) -> Levels:
        return self._level(predicate, self._relation_side)

    @cached_property
    def _entity_side(self) -> _Side:
        graph = self.view.graph
        closed = CLOSED | {"type": ENTITY_TYPES}
        return _Side(self.text, ENTITY_FIELDS, graph.property_keys("entity"), closed, graph.entity_column)

    @cached_property
    def _relation_side(self) -> _Side:
        graph = self.view.graph
        closed = CLOSED | {"type": frozenset(Type)}
        return _Side(self.text, RELATION_FIELDS, graph.property_keys("relation"), closed, self.view.column)

    def _level(self, predicate: Predicate, side: _Side) -> Levels:
        match predicate:
            case And(operands):
                return weakest([self._level(each, side) for each in operands])
            case Or(operands):
                return strongest([self._level(each, side) for each in operands])
            case Not(operand):
                return (CERTAIN - self._level(operand, side)).astype(np.int8)
            case _:
                return side.level(predicate)


@dataclass(frozen=True)
class _Side:
    """The fields of entities or of relations: what may be asked, and the columns that answer."""

    text: str
    fields: frozenset[str]
    properties: frozenset[str]
    closed: dict[str, Collection[str]]
    column: Callable[[str], Column]

    def level(self, predicate: Compare | InList | Holds | IsNull) -> Levels:
        """Return the level of one comparison per row."""
        name = predicate.property.name
        self._known(predicate.property)
        column = self.column(name)
        if isinstance(predicate, IsNull):
            return np.where(column.codes < 0, CERTAIN, OUT).astype(np.int8)
        if isinstance(predicate, Holds):
            if name not in LISTS:
                self._fail(predicate.property, f"`{name}` is no list", f"write n.{name} IN […]")
            self._comparable(predicate.property, column, predicate.literal)
            return self._rows(column, lambda value: CERTAIN * _holds(value, predicate.literal))
        if name in LISTS:
            self._fail(predicate.property, f"`{name}` is a list", f"write 'value' IN n.{name}")
        literals = predicate.literals if isinstance(predicate, InList) else (predicate.literal,)
        for literal in literals:
            self._comparable(predicate.property, column, literal)
        if isinstance(predicate, InList):
            if not literals:
                return np.zeros(len(column.codes), np.int8)
            return self._rows(column, lambda value: max(_compared(name, value, "=", each) for each in literals))
        return self._rows(column, lambda value: _compared(name, value, predicate.op, predicate.literal))

    @staticmethod
    def _rows(column: Column, of: Callable[[Any], int]) -> Levels:
        return per_value(column, of, POSSIBLE, np.int8)

    def _fail(self, where: Property, what: str, hint: str) -> None:
        raise PatternError(what, text=self.text, at=where.at, hint=hint)

    def _known(self, where: Property) -> None:
        known = self.fields | self.properties
        if where.name not in known:
            self._fail(where, f"no field `{where.name}`", did_you_mean(where.name, known, "see `graphx schema`"))
        if where.name in MAPS:
            self._fail(where, f"`{where.name}` is a map and cannot be compared", "a property is asked for by its key")

    def _comparable(self, where: Property, column: Column, literal: Literal) -> None:
        name = where.name
        if name in DATES:
            try:
                period(str(literal))
            except ValueError as error:
                self._fail(where, f"`{name}` cannot be compared with {literal!r}: {error}", "quote it: '2019-07-01'")
            wanted = {"text"}
        elif name in self.fields:
            wanted = {"number" if name in NUMBERS else "truth" if name in TRUTHS else "text"}
        else:
            wanted = {category(value) for value in column.values}
        if category(literal) not in wanted:
            kinds = " or ".join(sorted(wanted))
            self._fail(where, f"`{name}` is {kinds} and cannot be compared with {literal!r}", "compare like with like")
        closed = self.closed.get(name)
        if closed is not None and literal not in closed:
            hint = did_you_mean(str(literal), closed, f"one of {', '.join(sorted(closed))}")
            self._fail(where, f"`{name}` is never {literal!r}", hint)


def _bears(word: str, value: object) -> int:
    return CERTAIN if value == word or _holds(value, word) else OUT


def _holds(value: object, literal: object) -> bool:
    return isinstance(value, tuple) and literal in value


def _compared(name: str, value: Any, op: str, literal: Literal) -> int:  # noqa: ANN401  # why: any stated value
    if name in DATES:
        return _dates_compared(str(value), op, str(literal))
    if category(value) != category(literal):
        # as in Cypher: unlike values are never equal, and have no order
        return {"=": OUT, "<>": CERTAIN}.get(op, POSSIBLE)
    if category(value) == "number":
        value, literal = Decimal(str(value)), Decimal(str(literal))  # type: ignore[assignment]  # why: exact, as written
    return CERTAIN if _OPERATORS[op](value, literal) else OUT


def _dates_compared(value: str, op: str, literal: str) -> int:
    """Compare dates that may be periods: unknown where the days inside them could fall either way."""
    if op in {"<>", ">", ">="}:
        return CERTAIN - _dates_compared(value, {"<>": "=", ">": "<=", ">=": "<"}[op], literal)
    one, other = period(value), period(literal)
    if op == "=":
        if value == literal:
            return CERTAIN
        return OUT if one.last < other.first or other.last < one.first else POSSIBLE
    compare = _OPERATORS[op]
    if compare(one.last, other.first):
        return CERTAIN
    return POSSIBLE if compare(one.first, other.last) else OUT
