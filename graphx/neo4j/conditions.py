"""What a node or relationship must be, as Cypher: labels and predicates, three-valued as `paths.predicates` reads them.

A predicate is written so that the server gives true, false or null for true, false or unknown. Where the parameter
`possible` is false, true is wanted; where it is true, null will do. So one text asks at both levels, and is planned once.
Literals are parameters; all that stands in the text are words of the model's enums.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import QuestionError
from graphx.model.dates import period
from graphx.model.records import ENTITY_FIELDS, RELATION_FIELDS
from graphx.model.vocabulary import LABELS, Field, Kind
from graphx.neo4j import LARGEST, levels
from graphx.paths.predicates import DATES
from graphx.paths.syntax import And, Compare, Holds, InList, IsNull, NodePattern, Not, Or

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphx.paths.automaton import Automaton, Check
    from graphx.paths.syntax import Predicate, Property

FIRST_UNORDERED: Final = "\ud800"
AFTER_TEXT: Final = "~"
"""Sorts behind every character of a date: a period with it behind sorts after each of its days."""


def label_of(kind: Kind) -> str:
    """Return the label of a kind."""
    return kind.value.capitalize()


def values_of(automaton: Automaton) -> dict[str, Any]:
    """Return every literal of an automaton's predicates and every key of `properties` that they ask, as parameters."""
    nodes = {node for check, _ in automaton.begins for nodes in check for node in nodes}
    nodes |= {node for move in automaton.moves for nodes in move.check for node in nodes}
    asked = [(each, ENTITY_FIELDS) for node in nodes for each in node.predicates]
    asked += [(each, RELATION_FIELDS) for move in automaton.moves for each in move.step.predicates]
    found = {repr(value): value for predicate, fields in asked for value in _values(predicate, fields)}
    return {f"value{number}": found[text] for number, text in enumerate(sorted(found), start=1)}


def _values(predicate: Predicate, fields: frozenset[str]) -> Iterator[Any]:
    match predicate:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _values(operand, fields)
        case Not(operand):
            yield from _values(operand, fields)
        case _:
            name = predicate.property.name
            if name not in fields:
                yield name
            for value in _literals(predicate):
                _refuse_unheld(value)
                yield value


def _literals(predicate: Compare | InList | Holds | IsNull) -> Iterator[Any]:
    """Yield the parameters that a comparison needs."""
    match predicate:
        case IsNull():
            return
        case InList(where, literals):
            if where.name in DATES:
                for literal in literals:
                    yield from _bounds(str(literal), "=")
            else:
                yield list(literals)
        case Compare(where, op, literal) if where.name in DATES:
            yield from _bounds(str(literal), op)
        case Compare(op="<" | "<=" | ">" | ">=", literal=str(literal)):
            _refuse_unordered(literal)
            yield literal
        case Compare(literal=literal) | Holds(literal=literal):
            yield literal


def _refuse_unheld(value: object) -> None:
    """Refuse a number that no parameter holds.

    Raises:
        QuestionError: it is beyond 64 bits.
    """
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, int) and not -LARGEST <= each < LARGEST:
            raise QuestionError(f"{each} is beyond 64 bits, which no server holds", "ask without the server")


def _refuse_unordered(literal: str) -> None:
    """Refuse to compare with a text that a server sorts otherwise: by units of UTF-16, not by characters.

    Raises:
        QuestionError: it has a character from U+D800 on; below, both sort alike whatever stands on the other side.
    """
    if any(letter >= FIRST_UNORDERED for letter in literal):
        raise QuestionError(
            f"a server sorts texts with characters such as those of {literal!r} in another order", "ask without it"
        )


def _bounds(literal: str, op: str) -> tuple[str, ...]:
    """Return the texts with which a comparison of dates compares."""
    span = period(literal)
    match op:
        case "=" | "<>":
            return literal, _day(span.first), _day(span.last)
        case "<" | ">=":  # not before
            return _day(span.first), _day(span.last - 1)
        case _:
            return _day(span.first + 1), _day(span.last)


def _day(ordinal: int) -> str:
    if ordinal < 1:
        return ""
    return AFTER_TEXT if ordinal > date.max.toordinal() else date.fromordinal(ordinal).isoformat()


class Conditions:
    """Writes what elements must be, with the parameters of one automaton."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        """Take the parameters by their names."""
        self._names = {repr(value): name for name, value in parameters.items()}

    def check(self, check: Check, variable: str) -> str:
        """Return what a node must be to pass a check; nothing where every node does."""
        sets = [[text for node in nodes if (text := self._node(node, variable))] for nodes in check]
        if not all(sets):
            return ""
        return joined(" OR ", (joined(" AND ", texts) for texts in sets))

    def step(self, predicates: Iterable[Predicate], variable: str) -> str:
        """Return what a relationship must be beside of a type of its step."""
        lifted = (self._lifted(each, variable, RELATION_FIELDS) for each in predicates)
        return joined(" AND ", [levels.either(variable), *lifted])

    def _node(self, node: NodePattern, variable: str) -> str:
        labels = [self._labels(node.labels, variable)] if node.labels else []
        return joined(" AND ", [*labels, *(self._lifted(each, variable, ENTITY_FIELDS) for each in node.predicates)])

    def _labels(self, labels: Iterable[str], variable: str) -> str:
        told = f"({variable}:{'|'.join(sorted(labels))})"
        unstated = sorted(
            {
                f"({variable}:{label_of(kind)} AND {variable}.{field} IS NULL)"
                for label in labels
                for kind, field, _ in LABELS[label]
                if field is not Field.KIND
            }
        )
        return f"({told} OR ($possible AND ({' OR '.join(unstated)})))" if unstated else told

    def _lifted(self, predicate: Predicate, variable: str, fields: frozenset[str]) -> str:
        text = self._truth(predicate, variable, fields)
        return text if isinstance(predicate, IsNull) else f"coalesce({text}, $possible)"

    def _truth(self, predicate: Predicate, variable: str, fields: frozenset[str]) -> str:
        match predicate:
            case And(operands):
                return f"({' AND '.join(self._truth(each, variable, fields) for each in operands)})"
            case Or(operands):
                return f"({' OR '.join(self._truth(each, variable, fields) for each in operands)})"
            case Not(operand):
                return f"(NOT {self._truth(operand, variable, fields)})"
            case IsNull(where):
                return f"({self._read(where, variable, fields)} IS NULL)"
            case Holds(where, literal):
                return f"({self._name(literal)} IN {self._read(where, variable, fields)})"
            case InList(where, literals):
                value = self._read(where, variable, fields)
                if where.name not in DATES or not literals:
                    return f"({value} IN {self._name(list(literals))})"
                return f"({' OR '.join(self._date(value, '=', str(each)) for each in literals)})"
            case Compare(where, op, literal):
                value = self._read(where, variable, fields)
                if where.name in DATES:
                    return self._date(value, op, str(literal))
                return f"({value} {op} {self._name(literal)})"

    def _read(self, where: Property, variable: str, fields: frozenset[str]) -> str:
        if where.name not in fields:
            return f"{variable}[{self._name(where.name)}]"
        if fields is ENTITY_FIELDS:
            return f"{variable}.{where.name}"
        ends = {"from": f"startNode({variable}).id", "to": f"endNode({variable}).id", "type": f"type({variable})"}
        return ends.get(where.name) or levels.read(variable, where.name)

    def _date(self, value: str, op: str, literal: str) -> str:
        """Compare a date that may be a period, as text: null where the days inside it could fall either way.

        A period lies wholly before a day if its text with `~` behind sorts before the day; its first day is no later than
        a day if its text does not sort behind it.
        """
        if op in {"<>", ">", ">="}:
            return f"(NOT {self._date(value, {'<>': '=', '>': '<=', '>=': '<'}[op], literal)})"
        names = [self._name(text) for text in _bounds(literal, op)]
        each = f"[d IN [{value}] WHERE d IS NOT NULL | CASE "
        if op == "=":
            same, first, last = names
            told = (
                f"WHEN d = {same} THEN true WHEN d + '{AFTER_TEXT}' < {first} OR d > {last} THEN false ELSE null END]"
            )
        else:
            before, latest = names
            told = f"WHEN d + '{AFTER_TEXT}' < {before} THEN true WHEN d <= {latest} THEN null ELSE false END]"
        return f"head({each}{told})"

    def _name(self, value: Any) -> str:  # noqa: ANN401  # why: any literal
        return f"${self._names[repr(value)]}"


def joined(word: str, texts: Iterable[str]) -> str:
    """Return conditions as one, each once and in one order; nothing where there is none."""
    parts = sorted(set(texts))
    return parts[0] if len(parts) == 1 else f"({word.join(parts)})" if parts else ""
