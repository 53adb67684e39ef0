"""Which rules are broken, kept or undecidable? Rule packs asked of a graph: per subject a verdict, a clause, a reason, a path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphx.errors import InvalidInputError, PatternError, Problem, QuestionError
from graphx.graph.view import CERTAIN, OUT
from graphx.model.policies import Finding
from graphx.model.vocabulary import Kind, Type
from graphx.paths.automaton import compile_patterns
from graphx.paths.syntax import parse_pattern
from graphx.questions.rules import AskedRule, RuleFinding
from graphx.questions.selectors import select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.graph.view import View
    from graphx.model.policies import Policy
    from graphx.readers.policies import Pack


@dataclass(frozen=True)
class PolicyAnswer:
    """What a policy says: nothing where it is not in force, or binds nobody in the graph."""

    policy: Policy
    file: str
    in_force: bool
    findings: tuple[RuleFinding, ...]


@dataclass(frozen=True)
class CheckAnswer:
    """One answer per policy, in the order asked for."""

    view: View
    starts: tuple[str, ...]
    policies: tuple[PolicyAnswer, ...]
    warnings: tuple[str, ...] = ()


def check(view: View, packs: Sequence[Pack], *, starts: Sequence[str] = ()) -> CheckAnswer:
    """Return what policies say of their subjects; `starts` asks about others than those whom they bind.

    Raises:
        InvalidInputError: a pattern of a pack cannot be read or cannot match; every one, at its place.
        QuestionError: a start matches nothing.
    """
    validate(packs)
    chosen = select(view, starts) if starts else None
    answers = [PolicyAnswer(pack.policy, pack.file, *_findings(view, pack.policy, chosen)) for pack in packs]
    return CheckAnswer(view, tuple(starts), tuple(answers))


def validate(packs: Sequence[Pack]) -> None:
    """Compile every pattern of packs.

    Raises:
        InvalidInputError: some cannot be read or cannot match; every one, at its place.
    """
    problems = []
    for pack in packs:
        for number, rule in enumerate(pack.policy.rules):
            places: list[tuple[tuple[str | int, ...], str]] = [
                ((number, "paths", index), text) for index, text in enumerate(rule.paths)
            ]
            for which, exception in enumerate(rule.exceptions):
                places += [
                    ((number, "exceptions", which, "paths", index), text) for index, text in enumerate(exception.paths)
                ]
            for path, text in places:
                try:
                    compile_patterns([parse_pattern(text)])
                except PatternError as error:
                    problems.append(
                        Problem(pack.place("rules", *path), f"the pattern {text}: {error.what}", error.hint)
                    )
    if problems:
        raise InvalidInputError(problems)


def _findings(view: View, policy: Policy, chosen: Sequence[int] | None) -> tuple[bool, tuple[RuleFinding, ...]]:
    applies = in_force(view, policy)
    if applies == OUT:
        return False, ()
    bound, told = _subjects(view, policy) if chosen is None else (dict.fromkeys(chosen, CERTAIN), [])
    found = list(told)
    for rule in policy.rules:
        level = min(applies, view.level_of(since=rule.since, until=rule.until, status=None))
        if level > OUT and bound:
            found += AskedRule(view, policy, rule, level, bound).findings()
    order = list(Finding)
    found.sort(key=lambda finding: (finding.entity, order.index(finding.verdict), finding.rule))
    return True, tuple(found)


def in_force(view: View, policy: Policy) -> int:
    """Return how certainly a policy applies in a view: by its status and dates, and not while it is suspended."""
    level = view.level_of(since=policy.since, until=policy.until, status=policy.status)
    if view.lens.valid is not None:
        for each in policy.suspended:
            level = min(level, CERTAIN - view.level_of(since=each.since, until=each.until, status=None))
    return level


def _subjects(view: View, policy: Policy) -> tuple[dict[int, int], list[RuleFinding]]:
    """Return whom a policy binds, how certainly, and what is to be told of whom it expressly does not bind."""
    graph, binds = view.graph, policy.binds
    bound: dict[int, int] = {}
    exempt: dict[int, str] = {}
    for selector in binds.selectors:
        bound |= dict.fromkeys(_selected(view, selector), CERTAIN)
    for selector in binds.except_:
        exempt |= dict.fromkeys(_selected(view, selector), "expressly not bound")
    restrictions = {graph.number[name] for name in binds.bound_by if name in graph.number}
    for relation in graph.of_type(Type.BOUND_BY).tolist():
        level = int(view.level[relation])
        if int(graph.target[relation]) not in restrictions or level == OUT:
            continue
        role = view.value(relation, "role") or "bound"
        for entity, located in _whom(view, int(graph.source[relation])):
            if role == "bound":
                bound[entity] = max(min(level, located), bound.get(entity, OUT))
                exempt.pop(entity, None)
            elif entity not in bound or entity in exempt:
                exempt[entity] = "expressly not bound" if role == "exempt" else "advised, and not bound"
    told = [
        RuleFinding(
            graph.ids[entity], Finding.ALLOWED, "binds", policy.rules[0].clause, f"{graph.ids[entity]} is {why}"
        )
        for entity, why in exempt.items()
    ]
    return {entity: level for entity, level in bound.items() if entity not in exempt}, told


def _whom(view: View, entity: int) -> list[tuple[int, int]]:
    """Return whom a relation from an entity binds, how certainly: itself, or of a jurisdiction whoever is located in it."""
    graph = view.graph
    if graph.kind_of(entity) is not Kind.JURISDICTION:
        return [(entity, CERTAIN)]
    located = graph.of_type(Type.LOCATED_IN)
    located = located[(graph.target[located] == entity) & (view.level[located] > OUT)]
    return [(int(graph.source[relation]), int(view.level[relation])) for relation in located.tolist()]


def _selected(view: View, selector: str) -> list[int]:
    try:
        return select(view, [selector])
    except QuestionError:
        return []  # a pack speaks of many graphs; in this one nobody is so
