"""One rule of a pack, asked of those whom it binds: walks to its targets, its exceptions, shares and waivers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from graphx.graph.view import CERTAIN, OUT, POSSIBLE, WORDS
from graphx.model.policies import Finding, Quantifier, Target
from graphx.model.records import Restriction
from graphx.model.vocabulary import Kind, Type
from graphx.paths.search import End
from graphx.paths.syntax import Property, StepPattern, parse_pattern
from graphx.questions.exposure import Verdict, judged
from graphx.questions.frame import Frame, Limits, NoStartError, Options, frame
from graphx.questions.proof import Prover
from graphx.restrictions.reach import ASKED, Member, reaches_asked
from graphx.restrictions.restricted import THE_QUESTION, RestrictedSet, restricted_set
from graphx.restrictions.stakes import NOTHING, WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from graphx.graph.view import View
    from graphx.model.policies import Cap, Policy, Rule
    from graphx.paths.syntax import PathPattern
    from graphx.questions.evidence import Hop, Path
    from graphx.questions.exposure import Exposure, Reached
    from graphx.questions.why import Why

MAX_PATHS_OF_A_SHARE = 10_000
"""Paths that are added up for a share, per subject and maker; more than an operator has kinds of equipment."""


@dataclass(frozen=True)
class Measure:
    """A share that was added up: at least what is certain, at most what is possible."""

    value: Decimal
    most: Decimal
    limit: Decimal
    denominator: str

    @property
    def text(self) -> str:
        """The share, or between which bounds it lies, of what."""
        share = f"{self.value:.2%}" if self.value == self.most else f"{self.value:.2%} to {self.most:.2%}"
        return f"{share} of the {self.denominator}"


@dataclass(frozen=True)
class RuleFinding:
    """What one rule says of one subject."""

    entity: str
    verdict: Finding
    rule: str
    clause: str
    reason: str
    path: tuple[Hop, ...] = ()
    why: Why | None = None
    """Why the end of the path is a target, where a list makes it one."""
    measure: Measure | None = None
    conditions: tuple[str, ...] = ()


class AskedRule:
    """One rule, asked of those whom its policy binds."""

    def __init__(self, view: View, policy: Policy, rule: Rule, level: int, bound: dict[int, int]) -> None:
        """Take a rule, how certainly it is in force, and the entities that it binds with how certainly it does."""
        self._view, self._rule, self._level_of_rule, self._bound = view, rule, level, bound
        self._unknown = rule.unknown or policy.unknown
        self._subjects = sorted(bound)

    def findings(self) -> Iterator[RuleFinding]:
        """Yield what the rule says of every subject that its paths can begin at."""
        targets = self._targets()
        if isinstance(targets, str):
            for entity in self._subjects:
                yield self._finding(self._view.graph.ids[entity], self._unknown, targets)
            return
        exceptions = [
            (each, {answer.entity: answer for answer in self._judged(each.paths, targets)})
            for each in self._rule.exceptions
        ]
        for answer in self._judged(self._rule.paths, targets):
            cap = self._rule.share
            finding = self._share(answer, cap) if cap else self._verdict(answer)
            if finding.verdict is Finding.ALLOWED:
                for exception, excepted in exceptions:
                    other = excepted.get(answer.entity)
                    if other and other.restricted:
                        reason = f"{other.restricted[0].entity} is reached, by {exception.says} ({exception.clause})"
                        finding = replace(
                            self._finding(answer.entity, Finding.ALLOWED, reason, other.restricted[0]),
                            clause=exception.clause,
                        )
                        break
            yield self._as_bound(finding)

    def _targets(self) -> RestrictedSet | str:
        """Return whom a path must not reach; in words, why that cannot be known."""
        view, to = self._view, self._rule.to
        if not isinstance(to, Target):
            members = dict.fromkeys(range(len(view.graph.ids)), Member(CERTAIN, ASKED))
            return RestrictedSet({THE_QUESTION: members}, dict.fromkeys(members, CERTAIN))
        known = [name for name in to.lists if name in view.graph.number]
        if not known:
            names = " nor ".join(to.lists)
            return f"the graph does not hold the list {names}, so that nobody knows who is meant; give it as one more input"
        if self._rule.quantifier is Quantifier.EVERY:
            return self._all_but(known)
        ownership = self._rule.ownership
        reaches = reaches_asked(ownership.text) if ownership else None
        targets = restricted_set(view, lists=known, reaches=reaches, parties=to.parties)
        if not targets.levels:
            return f"nobody is listed on {' or '.join(known)} in this view"
        return targets

    def _all_but(self, lists: Iterable[str]) -> RestrictedSet:
        """Return everybody whom a white-list does not name: certainly, or possibly where it may name them."""
        levels = self._listed(lists)
        members = {
            number: Member(CERTAIN - levels.get(number, OUT), ASKED)
            for number in self._view.graph.of_kind(Kind.ORGANIZATION, Kind.COMPONENT)
            if levels.get(number, OUT) < CERTAIN
        }
        return RestrictedSet({THE_QUESTION: members}, {number: member.level for number, member in members.items()})

    def _listed(self, lists: Iterable[str]) -> dict[int, int]:
        """Return whom lists name, whether they restrict or not, and how certainly."""
        graph, view = self._view.graph, self._view
        numbers = {graph.number[name] for name in lists if name in graph.number}
        levels: dict[int, int] = {}
        for relation in graph.of_type(Type.LISTED_ON).tolist():
            if int(graph.target[relation]) in numbers:
                level = min(int(view.level[relation]), self._level(int(graph.target[relation])))
                source = int(graph.source[relation])
                levels[source] = max(level, levels.get(source, OUT))
        return levels

    def _level(self, restriction: int) -> int:
        entity = self._view.graph.entities[restriction]
        if not isinstance(entity, Restriction):
            return OUT
        return self._view.level_of(since=entity.since, until=entity.until, status=entity.status)

    def _judged(self, paths: Sequence[str], targets: RestrictedSet) -> tuple[Exposure, ...]:
        if not paths:
            return ()
        try:
            ready = self._ready(paths, self._subjects, list(targets.levels), ownership=targets.extends_by_ownership)
            return judged(ready, targets).answers
        except NoStartError:
            return ()

    def _ready(
        self, paths: Sequence[str], subjects: Sequence[int], ends: Sequence[int], *, ownership: bool = False
    ) -> Frame:
        limits = Limits(max_paths=MAX_PATHS_OF_A_SHARE if self._rule.share else 1)
        options = Options(patterns=tuple(paths), limits=limits)
        return frame(self._view, options, ends, frozenset(Kind), only=subjects, frontier=True, ownership=ownership)

    def _verdict(self, answer: Exposure) -> RuleFinding:
        rule = self._rule
        reached = [end for end in answer.restricted if not self._is_excepted(end)]
        certain = [end for end in reached if end.certainty == WORDS[CERTAIN]]
        if certain:
            return self._waived(self._reaching(answer.entity, rule.verdict, certain[0]))
        assessed = [
            end for end in reached if end.why.because and all(each.role == "criteria" for each in end.why.because)
        ]
        if assessed and rule.criteria is not Finding.UNKNOWN:
            found = self._reaching(
                answer.entity, rule.criteria, assessed[0], "is assessed to meet the criteria; it is not named"
            )
            return self._waived(found)
        if reached:
            missing = self._missing(reached[0])
            return self._reaching(answer.entity, self._unknown, reached[0], f"is reached possibly: {missing}")
        if answer.verdict is Verdict.UNKNOWN and answer.frontier:
            return self._finding(answer.entity, self._unknown, _open(answer))
        if len(reached) < len(answer.restricted):
            end = next(end for end in answer.restricted if self._is_excepted(end))
            exception = next(each for each in rule.exceptions if each.listed_on)
            return self._finding(answer.entity, Finding.ALLOWED, f"{end.entity}: {exception.says} ({exception.clause})")
        return self._finding(answer.entity, Finding.ALLOWED, f"none is found, and nothing is left open: {rule.says}")

    def _is_excepted(self, end: Reached) -> bool:
        """Whether somebody on every shown path to an end is on a white-list that an exception names."""
        lists = [name for exception in self._rule.exceptions for name in exception.listed_on]
        if not lists:
            return False
        excepted = {self._view.graph.ids[number] for number, level in self._listed(lists).items() if level == CERTAIN}
        return bool(end.paths) and all(_visited(path) & excepted for path in end.paths)

    def _reaching(self, entity: str, verdict: Finding, end: Reached, how: str = "") -> RuleFinding:
        listed = ", ".join(dict.fromkeys(each.restriction for each in end.why.because))
        means = [way.how for way in end.why.ways if way.how not in {"listed", "asked"}]
        through = f" through {' and '.join(dict.fromkeys(means))}" if means else ""
        whom = f"{end.entity}{f' (on {listed}{through})' if listed else ''}"
        if not how:
            how = (
                "is not on the white-list"
                if self._rule.quantifier is Quantifier.EVERY
                else f"is reached: {self._rule.says}"
            )
        return self._finding(entity, verdict, f"{whom} {how}", end)

    def _missing(self, end: Reached) -> str:
        """Return which fact, if it were known, would decide: a relation that is only possible, or a field that is not stated."""
        if not end.paths:
            return "some fact on the way is not certain"
        for hop in end.paths[0].hops:
            if hop.certainty != WORDS[CERTAIN]:
                return f"{hop.source} {hop.type} {hop.target} is not certain"
        if unstated := list(dict.fromkeys(self._unstated(end.paths[0]))):
            return f"{', '.join(unstated)} not stated"
        doubtful = [hop for hop in end.why.ownership if hop.certainty != WORDS[CERTAIN]] or list(end.why.ownership)
        if doubtful:
            return f"whether {doubtful[0].source} {doubtful[0].type} {doubtful[0].target} restricts it is not certain"
        return f"whether {end.entity} is meant is not certain"

    def _unstated(self, path: Path) -> Iterator[str]:
        patterns = [parse_pattern(text) for text in self._rule.paths]
        names = {name for pattern in patterns for name in _properties(pattern)}
        graph = self._view.graph
        for hop in path.hops:
            for name in sorted(names):
                if (
                    name in {"role", "purpose", "since", "essential", "share"}
                    and name not in hop.fields
                    and hop.type in _types(patterns, name)
                ):
                    yield f"`{name}` of {hop.source} {hop.type} {hop.target}"
            entity = graph.entities[graph.number[hop.far]]
            for name in sorted(names & type(entity).model_fields.keys()):
                if getattr(entity, name) is None:
                    yield f"`{name}` of {entity.id}"

    def _share(self, answer: Exposure, cap: Cap) -> RuleFinding:
        """Compare shares with a cap: the greatest that is certain prohibits, the greatest that is possible leaves open."""
        possible = self._possible(answer)
        measures = _measures(answer, possible, cap)
        measure, hops = max(measures, key=lambda each: (each[0].value, each[0].most))
        is_open = max(each.most for each, _ in measures) > cap.most
        if measure.value > cap.most:
            verdict, reason = self._rule.verdict, f"{measure.text} is above {cap.most:.0%}"
        elif is_open:
            unstated = [
                f"`share` of {hop.source} {hop.type} {hop.target}" for hop in hops if _bounds(hop) == (NOTHING, WHOLE)
            ]
            reason = f"{', '.join(unstated)} not stated" if unstated else f"{measure.text} may be above {cap.most:.0%}"
            verdict = self._unknown
        elif len(possible) >= MAX_PATHS_OF_A_SHARE:
            verdict, reason = self._unknown, f"there are more than {MAX_PATHS_OF_A_SHARE} paths to add up"
        elif answer.frontier:
            verdict, reason = self._unknown, _open(answer)
        else:
            verdict, reason = Finding.ALLOWED, f"{measure.text} is not above {cap.most:.0%}"
        end = answer.restricted[0] if answer.restricted else None
        return replace(self._finding(answer.entity, verdict, reason, end), measure=measure)

    def _possible(self, answer: Exposure) -> list[Path]:
        """Return every path, certain or possible, to every end that a subject reaches."""
        number = self._view.graph.number
        ready = self._ready(
            self._rule.paths, [number[answer.entity]], [number[end.entity] for end in answer.restricted]
        )
        prover = Prover(ready)
        return [
            path
            for end in answer.restricted
            for reach in ready.reaches([End(number[end.entity], POSSIBLE)])
            for path in prover.possible_paths(reach)
        ]

    def _waived(self, finding: RuleFinding) -> RuleFinding:
        """Return a finding as a waiver in force leaves it."""
        graph, view = self._view.graph, self._view
        for waiver in self._rule.waivers:
            number = graph.number.get(waiver.list)
            if finding.verdict is not Finding.PROHIBITED or number is None:
                continue
            held = self._listed([waiver.list])
            in_force = self._level(number)
            for relation in graph.of_type(Type.BOUND_BY).tolist():
                if int(graph.target[relation]) == number:
                    source = int(graph.source[relation])
                    held[source] = max(min(in_force, int(view.level[relation])), held.get(source, OUT))
            if held.get(graph.number[finding.entity]) == CERTAIN:
                reason = f"{finding.reason}; waived by {waiver.list} ({waiver.clause})"
                return replace(finding, verdict=Finding.CONDITIONAL, reason=reason)
        return finding

    def _as_bound(self, finding: RuleFinding) -> RuleFinding:
        """Return a finding as unknown where it is not certain that the rule is in force, or binds the subject."""
        if finding.verdict not in {Finding.PROHIBITED, Finding.CONDITIONAL}:
            return finding
        doubts = {
            "the rule is in force": self._level_of_rule,
            f"{finding.entity} is bound": self._bound[self._view.graph.number[finding.entity]],
        }
        doubted = [what for what, level in doubts.items() if level == POSSIBLE]
        if not doubted:
            return finding
        reason = f"whether {' and '.join(doubted)} is not certain; {finding.reason}"
        return replace(finding, verdict=Finding.UNKNOWN, reason=reason, conditions=())

    def _finding(self, entity: str, verdict: Finding, reason: str, end: Reached | None = None) -> RuleFinding:
        conditions = self._rule.conditions if verdict is Finding.CONDITIONAL else ()
        path = end.paths[0].hops if end and end.paths else ()
        told = end.why if end and (end.why.because or end.why.ownership) else None
        return RuleFinding(entity, verdict, self._rule.id, self._rule.clause, reason, path, told, conditions=conditions)


def _measures(answer: Exposure, paths: Iterable[Path], cap: Cap) -> list[tuple[Measure, tuple[Hop, ...]]]:
    """Return what is added up, per entity that the relations leave; nothing at all where no target is reached."""
    certain: defaultdict[str, dict[Hop, None]] = defaultdict(dict)
    possible: defaultdict[str, dict[Hop, None]] = defaultdict(dict)
    sure = [path for end in answer.restricted if end.certainty == WORDS[CERTAIN] for path in end.paths]
    for found, among in ((certain, sure), (possible, paths)):
        for hop in (hop for path in among for hop in path.hops if hop.type == cap.of):
            found[hop.source][hop] = None
    measures = []
    for place, hops in possible.items():
        low = sum((_bounds(hop)[0] for hop in certain[place]), NOTHING)
        high = min(WHOLE, sum((_bounds(hop)[1] for hop in hops), NOTHING))
        measures.append((Measure(low, high, cap.most, f"{cap.denominator} {place}"), tuple(hops)))
    return measures or [(Measure(NOTHING, NOTHING, cap.most, cap.denominator), ())]


def _open(answer: Exposure) -> str:
    gaps = "; ".join(f"{gap.entity}: {', '.join(gap.missing)}" for gap in answer.frontier)
    return f"nobody declared these complete: {gaps}"


def _bounds(hop: Hop) -> tuple[Decimal, Decimal]:
    """Return between which shares a relation lies, by its own fields."""
    exact = hop.fields.get("share")
    if exact is not None:
        return exact, exact
    return hop.fields.get("share_min", NOTHING), hop.fields.get("share_max", WHOLE)


def _visited(path: Path) -> set[str]:
    return {path.hops[0].near, *(hop.far for hop in path.hops)}


def _properties(part: Any) -> Iterator[str]:  # noqa: ANN401  # why: any part of a pattern
    """Yield the fields that a part of a pattern asks about."""
    if isinstance(part, Property):
        yield part.name
    elif isinstance(part, tuple):
        for each in part:
            yield from _properties(each)
    elif is_dataclass(part) and not isinstance(part, type):
        for inner in fields(part):
            yield from _properties(getattr(part, inner.name))


def _types(patterns: Iterable[PathPattern], name: str) -> set[str]:
    """Return the relation types of the steps that ask about a field."""
    found: set[str] = set()
    for pattern in patterns:
        for element in pattern.elements:
            for step in getattr(element, "elements", (element,)):
                if isinstance(step, StepPattern) and name in _properties(step.predicates):
                    found |= {each.value for each in step.types}
    return found
