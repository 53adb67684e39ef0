"""Answers as text for people: the verdicts first, then each path from left to right, a line per hop."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from graphx.questions.check import CheckAnswer
from graphx.questions.control import Control, ControlAnswer
from graphx.questions.exposure import ExposureAnswer, Verdict
from graphx.questions.find import FindAnswer
from graphx.questions.impact import ImpactAnswer
from graphx.questions.lint import LintAnswer
from graphx.questions.paths import PathsAnswer
from graphx.questions.restricted import RestrictedAnswer, RestrictionSet
from graphx.questions.screen import ScreenAnswer
from graphx.questions.show import ShowAnswer
from graphx.reports import phrases
from graphx.reports.terminal import Style, clean, since_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.graph.graph import Graph
    from graphx.model.dataset import Dataset
    from graphx.questions.chart import Chart
    from graphx.questions.check import PolicyAnswer
    from graphx.questions.control import Control
    from graphx.questions.evidence import Hop
    from graphx.questions.exposure import Exposure, Reached
    from graphx.questions.frame import AskedQuestion, Coverage, Limits

PAINT_FINDING = {"prohibited": "exposed", "conditional": "unknown", "unknown": "unknown", "allowed": "clear"}
PAINT = {each.value: each.value for each in Verdict}
LIMIT_WORDS = {
    "max_hops": "nothing beyond --max-hops was looked at",
    "max_paths": "more paths exist than are shown (--max-paths)",
    "max_frontier": "more is left open than is listed (--max-frontier)",
    "effort": "the search for further, longer paths was given up",
    "timeout": "the time for listing paths was up (--timeout)",
}
SHOWN_LINTS = 40
SHOWN_ENDS = 12
"""How many restricted suppliers a line of the table of verdicts names; below it they all are."""


@singledispatch
def to_text(answer: Any, style: Style) -> Iterator[str]:  # noqa: ANN401, ARG001  # why: one function per answer type follows
    """Yield an answer's lines."""
    message = f"no text for {type(answer).__name__}"
    raise TypeError(message)


def _asked(what: str, asked: AskedQuestion) -> str:
    names = dict.fromkeys(each.name or each.text for each in asked.patterns)
    words = [f"{what} {phrases.when(asked.view.lens)}", f"pattern {', '.join(names)}"]
    if asked.lists:
        words.append(f"list {', '.join(asked.lists)}")
    if asked.limits.max_hops:
        words.append(f"at most {phrases.counted(asked.limits.max_hops, 'hop', 'hops')}")
    if asked.assume_complete:
        words.append("silence taken for absence")
    return ", ".join(words)


def _coverage(coverage: Coverage, limits: Limits, asked_for: str, style: Style) -> Iterator[str]:
    words = f"Looked at {phrases.counted(coverage.starts, 'start', 'starts')}"
    if coverage.starts_rejected:
        words += f" (not at {coverage.starts_rejected} that the pattern does not fit)"
    words += f", against {coverage.restricted_asked} {asked_for}"
    if coverage.restricted_in_graph != coverage.restricted_asked:
        words += f", {coverage.restricted_in_graph} of them connected to anything"
    yield from style.fold(words + ".", "")
    yield from _notes(coverage, limits, style)


def _notes(coverage: Coverage, limits: Limits, style: Style) -> Iterator[str]:
    for limit in coverage.truncated:
        words = (
            "paths were not asked for (--max-paths 0)"
            if limit == "max_paths" and not limits.max_paths
            else LIMIT_WORDS[limit]
        )
        yield from style.fold(f"Note: {words}.", "  ", "")


@to_text.register(ExposureAnswer)
def _(answer: ExposureAnswer, style: Style) -> Iterator[str]:
    graph = answer.question.view.graph
    yield from style.fold(style.paint(_asked("Exposure", answer.question), "heading"), "")
    yield ""
    rows = [[each.verdict.value, each.entity, _summary(each, answer)] for each in answer.answers]
    yield from style.table(["VERDICT", "ENTITY", "WHY"], rows, PAINT)
    yield ""
    yield from _coverage(answer.coverage, answer.question.limits, "restricted", style)
    for each in answer.answers:
        if each.restricted or each.frontier or each.listed:
            yield ""
            yield from _detail(each, graph, style)


def _summary(each: Exposure, answer: ExposureAnswer) -> str:
    parts = [
        f"{end.entity} ({phrases.counted(end.hops, 'hop', 'hops')}{'' if end.certainty == 'certain' else ', possible'})"
        for end in each.restricted[:SHOWN_ENDS]
    ]
    if (more := len(each.restricted) - SHOWN_ENDS) > 0:
        parts.append(f"and {more} more")
    if each.frontier and each.verdict is Verdict.UNKNOWN:
        beyond = " and more" if each.frontier_truncated else ""
        parts.append(f"not known: {', '.join(gap.entity for gap in each.frontier)}{beyond}")
    if parts:
        return "; ".join(parts)
    if each.verdict is Verdict.UNKNOWN:
        if not answer.coverage.restricted_asked:
            return "no listing counts in this view"
        return "the search was cut"
    left = "silence is taken for absence" if answer.question.assume_complete else "nothing is left open"
    return f"nothing restricted is reached, and {left}"


def _detail(answer: Exposure, graph: Graph, style: Style) -> Iterator[str]:
    yield (
        style.paint(phrases.titled(graph, answer.entity), "heading")
        + f": {style.paint(answer.verdict.value, answer.verdict.value)}"
    )
    for because in answer.listed:
        yield from style.fold(f"itself {phrases.listing(because)}", "    ", "  ")
    for end in answer.restricted:
        yield from _end(end, graph, style)
    if answer.frontier:
        yield from style.fold("left open, nearest first (nobody declared these complete):", "    ", "  ")
        for gap in answer.frontier:
            yield from style.fold(f"{gap.entity}: {', '.join(gap.missing)}", "        ", "    ")
        if answer.frontier_truncated:
            yield "    … and more (--max-frontier)"


def _end(end: Reached, graph: Graph, style: Style) -> Iterator[str]:
    tier = f", tier {end.tier}" if end.tier else ""
    yield from style.fold(
        f"{end.certainty} dependence on {phrases.titled(graph, end.entity)}, {phrases.counted(end.hops, 'hop', 'hops')}{tier}",
        "    ",
        "  ",
    )
    yield from phrases.why(end.entity, end.why, style, "    ")
    yield from phrases.paths(end.paths, style, "    ")


@to_text.register(ImpactAnswer)
def _(answer: ImpactAnswer, style: Style) -> Iterator[str]:
    graph = answer.question.view.graph
    yield from style.fold(style.paint(_asked(f"Impact of {', '.join(answer.of)}", answer.question), "heading"), "")
    yield ""
    if answer.hit:
        rows = [[hit.certainty, str(hit.hops), hit.kind, phrases.titled(graph, hit.entity)] for hit in answer.hit]
        yield from style.table(["CERTAINTY", "HOPS", "KIND", "ENTITY"], rows)
    else:
        yield "Nobody that was asked about is hit."
    yield ""
    yield from _coverage(answer.coverage, answer.question.limits, "asked about", style)
    yield from style.fold("Who is not listed is not thereby clear: ask `graphx exposure`.", "")
    for hit in answer.hit if answer.question.limits.max_paths else ():
        yield ""
        yield (
            style.paint(phrases.titled(graph, hit.entity), "heading")
            + f": {hit.certainty}, {phrases.counted(hit.hops, 'hop', 'hops')}"
        )
        yield from phrases.paths(hit.paths, style, "  ")


@to_text.register(PathsAnswer)
def _(answer: PathsAnswer, style: Style) -> Iterator[str]:
    yield from style.fold(
        style.paint(_asked(f"Paths from {answer.start} to {answer.end}", answer.question), "heading"), ""
    )
    yield ""
    if answer.paths:
        yield from phrases.paths(answer.paths, style, "")
    else:
        yield "No path is accepted."
    if one := answer.restricted:
        yield f"{phrases.titled(answer.question.view.graph, one.entity)} is restricted: {one.certainty}"
        yield from phrases.why(one.entity, one.why, style, "  ")
    yield from _notes(answer.coverage, answer.question.limits, style)


@to_text.register(RestrictedAnswer)
def _(answer: RestrictedAnswer, style: Style) -> Iterator[str]:
    asked = answer.question
    words = f"Restricted {phrases.when(asked.view.lens)}"
    if asked.calculator:
        words += f", every list reaching further by {asked.calculator}"
    yield from style.fold(style.paint(words, "heading"), "")
    for each in answer.sets:
        yield ""
        yield from _restriction(each, asked.view.graph, style)
    if not answer.sets:
        yield "The graph holds no restriction."


def _restriction(each: RestrictionSet, graph: Graph, style: Style) -> Iterator[str]:
    if each.restriction is None:
        by_question = any(way.how == "asked" for one in each.restricted for way in one.why.ways)
        yield style.paint("the question itself" if by_question else "several lists together", "heading")
    else:
        yield from _head(each, each.restriction, graph, style)
    for one in each.restricted:
        yield f"  {style.paint(phrases.titled(graph, one.entity), 'heading')}: {one.certainty}"
        yield from phrases.why(one.entity, one.why, style, "    ")
    if not each.restricted and not each.never_restricts:
        yield "  restricts nobody in this view"
    if each.apart:
        yield "  names without restricting:" if each.never_restricts else "  does not count in this view:"
        for hop in each.apart:
            yield from style.fold(phrases.hop(hop), "      ", "    ")
    for applies in each.bound:
        yield from style.fold(f"{applies.role}: {phrases.hop(applies.said)}", "    ", "  ")


def _head(each: RestrictionSet, restriction: str, graph: Graph, style: Style) -> Iterator[str]:
    entity = graph.entities[graph.number[restriction]]
    stated: dict[str, object] = {name: value for name, value in entity.stated().items() if isinstance(value, str)}
    facts = [
        " of ".join(clean(stated[name]) for name in ("type", "authority") if name in stated),
        since_until(stated),
        "" if each.certainty == "certain" else f"{each.certainty} in this view",
        "never restricts" if each.never_restricts else "",
    ]
    told = "; ".join(fact for fact in facts if fact)
    yield from style.fold(
        style.paint(phrases.titled(graph, restriction), "heading") + (f": {told}" if told else ""), "  ", ""
    )
    for way in each.extends_to:
        dated = since_until(way.stated.stated())
        in_force = {"certain": "in force", "possible": "possibly in force"}.get(way.certainty, "not in force")
        words = (
            f"reaches further by {phrases.means(way.calculator)}, threshold {phrases.share(way.threshold)}, {in_force}"
        )
        yield from style.fold(f"{words}{f' ({dated})' if dated else ''}", "    ", "  ")


@to_text.register(ControlAnswer)
def _(answer: ControlAnswer, style: Style) -> Iterator[str]:
    graph = answer.question.view.graph
    what = f"Control of {answer.entity}" if answer.entity else "Restricted through ownership, under every calculator,"
    yield from style.fold(style.paint(f"{what} {phrases.when(answer.question.view.lens)}", "heading"), "")
    if not answer.answers:
        yield "Nobody: no listing in force reaches anybody over the stakes of this graph."
    for each in answer.answers:
        yield ""
        yield style.paint(phrases.titled(graph, each.entity), "heading")
        if each.chart:
            yield from _chart(each.chart, graph, style)
        yield from _held(each, style)


def _held(each: Control, style: Style) -> Iterator[str]:
    for because in each.listed:
        yield from style.fold(f"itself {phrases.listing(because)}", "    ", "  ")
    rows = [*each.restricted, *each.not_restricted]
    if not rows and not each.listed:
        yield "  No listing in force reaches it over stakes, under any calculator."
    if not rows:
        return
    table = [
        [
            row.restriction,
            f"{phrases.means(row.calculator)} {phrases.share(row.threshold)}",
            "its own rule" if row.own else "for comparison",
            "no" if row.certainty == "out" else row.certainty,
            phrases.interval(row.share),
        ]
        for row in rows
    ]
    header = ["RESTRICTION", "CALCULATOR", "RULE", "RESTRICTED", "SHARE"]
    for line in style.indented(2).table(header, table):
        yield f"  {line}"
    proofs: dict[tuple[str, tuple[Hop, ...]], list[str]] = {}
    for row in each.restricted:
        proofs.setdefault((row.restriction, row.because), []).append(phrases.means(row.calculator))
    for (restriction, hops), calculators in proofs.items():
        yield from style.fold(f"{restriction} by {' and '.join(calculators)}, through", "    ", "  ")
        for hop in hops:
            yield from style.fold(phrases.hop(hop), "      ", "    ")


def _chart(chart: Chart, graph: Graph, style: Style) -> Iterator[str]:
    for title, branches in (("owners", chart.owners), ("holdings", chart.holdings)):
        yield f"  {title}: {'' if branches else 'none in this view'}".rstrip()
        for branch in branches:
            indent = "    " + "  " * (branch.depth - 1)
            head = f"{phrases.titled(graph, branch.entity)}, {phrases.interval(branch.share)}"
            again = " (drawn above)" if branch.again else ""
            told = "; ".join(phrases.said(hop) for hop in branch.stakes)
            yield from style.fold(f"{head}{again}; {told}", indent + "    ", indent)
    if chart.ultimate:
        yield "  ultimate holders, over all chains together:"
        for holder in chart.ultimate:
            circle = "the circle of " if len(holder.entities) > 1 else ""
            names = ", ".join(phrases.titled(graph, each) for each in holder.entities)
            yield from style.fold(f"{circle}{names}, {phrases.interval(holder.share)}", "      ", "    ")
    for members in chart.circles:
        yield from style.fold(f"a circle, each owning a part of another: {', '.join(members)}", "    ", "  ")
    yield ""


@to_text.register(CheckAnswer)
def _(answer: CheckAnswer, style: Style) -> Iterator[str]:
    yield from style.fold(style.paint(f"Check {phrases.when(answer.view.lens)}", "heading"), "")
    for each in answer.policies:
        if each.findings:
            yield ""
            yield from _policy(each, answer.view.graph, style)
    silent = [each.policy.id for each in answer.policies if each.in_force and not each.findings]
    over = [each.policy.id for each in answer.policies if not each.in_force]
    yield ""
    if silent:
        yield from style.fold(f"bind nobody in this graph: {', '.join(silent)}", "  ", "")
    if over:
        yield from style.fold(f"not in force: {', '.join(over)}", "  ", "")
    yield from style.fold("A finding speaks of this graph under its sources; it is no legal advice.", "")


def _policy(each: PolicyAnswer, graph: Graph, style: Style) -> Iterator[str]:
    policy = each.policy
    yield from style.fold(f"{style.paint(policy.id, 'heading')}: {clean(policy.title)}", "  ", "")
    yield from style.fold(
        f"{policy.force.value.replace('_', ' ')} of {clean(policy.authority)}; {since_until(policy.stated())}",
        "    ",
        "  ",
    )
    alike: dict[tuple[object, ...], list[str]] = {}
    for finding in each.findings:
        alike.setdefault((finding.verdict, finding.rule, finding.reason), []).append(finding.entity)
    told = set()
    for finding in each.findings:
        key = (finding.verdict, finding.rule, finding.reason)
        if key in told:
            continue
        told.add(key)
        word = style.paint(finding.verdict.value, PAINT_FINDING[finding.verdict.value])
        whom = ", ".join(phrases.titled(graph, entity) for entity in alike[key])
        yield from style.fold(f"{word}  {whom}: {clean(finding.reason)}", "      ", "  ")
        yield from style.fold(f"clause: {clean(finding.clause)}", "        ", "      ")
        for condition in finding.conditions:
            yield from style.fold(f"condition: {clean(condition)}", "        ", "      ")
        for hop in finding.path:
            yield from style.fold(phrases.hop(hop), "          ", "      ")
        if finding.why and finding.path:
            yield from phrases.why(finding.path[-1].far, finding.why, style, "        ")


@to_text.register(ScreenAnswer)
def _(answer: ScreenAnswer, style: Style) -> Iterator[str]:
    words = f"Screening against {', '.join(answer.lists)}"
    yield from style.fold(style.paint(words, "heading"), "")
    yield ""
    rows = [
        [
            match.answer,
            str(match.score),
            match.entity,
            f"{clean(match.name)} and {clean(match.listed_name)} ({match.listed_id} on {match.list}): {match.rule}",
        ]
        for match in answer.matches
    ]
    if rows:
        yield from style.table(["ANSWER", "SCORE", "ENTITY", "WHY"], rows)
    else:
        yield "No name matches."
    yield ""
    compared = phrases.counted(answer.screened, "entity", "entities")
    yield from style.fold(
        f"Compared {compared} with {phrases.counted(answer.parties, 'listed party', 'listed parties')}.", ""
    )
    yield from style.fold("A possible match is for a person to decide; no match is no proof that nobody is listed.", "")


@to_text.register(FindAnswer)
def _(answer: FindAnswer, style: Style) -> Iterator[str]:
    if not answer.matches:
        yield f"Nothing matches {clean(answer.text)}."
        return
    rows = [
        [
            match.entity,
            match.kind,
            clean(match.name)
            if match.field == "id"
            else f"{clean(match.name)}; its {match.field} {match.how} {clean(match.value)}",
        ]
        for match in answer.matches
    ]
    yield from style.table(["ID", "KIND", "NAME"], rows)


@to_text.register(ShowAnswer)
def _(answer: ShowAnswer, style: Style) -> Iterator[str]:
    entity = answer.entity
    yield style.paint(f"{entity.id}: {clean(entity.name)}", "heading")
    for name, value in entity.stated().items():
        if name not in {"id", "name"}:
            yield from style.fold(f"{name}: {clean(phrases.value(value))}", "    ", "  ")
    yield from style.fold(f"stated at {', '.join(answer.at)}; shown {phrases.when(answer.view.lens)}", "    ", "  ")
    sections = (
        ("restricted by", answer.listings),
        ("depends on", answer.upstream),
        ("is depended on by", answer.downstream),
    )
    for title, hops in sections:
        if hops:
            yield ""
            yield style.paint(title, "heading")
            for hop in hops:
                yield from style.fold(phrases.hop(hop), "      ", "  ")
    if answer.gaps:
        yield ""
        yield from style.fold(f"not declared complete: {', '.join(answer.gaps)}", "    ", "")


@to_text.register(LintAnswer)
def _(answer: LintAnswer, style: Style) -> Iterator[str]:
    if not answer.suspicions:
        yield "Nothing suspicious."
        return
    for each in answer.suspicions[:SHOWN_LINTS]:
        yield from style.fold(clean(f"{each.where}: {each.subject}: {each.why} [{each.rule}]"), "    ", "")
    if (more := len(answer.suspicions) - SHOWN_LINTS) > 0:
        yield f"… and {more} more (--format json lists all)"


def validation(dataset: Dataset) -> Iterator[str]:
    """Yield what `validate` says of a whole dataset."""
    counts = [
        phrases.counted(len(dataset.entities), "entity", "entities"),
        phrases.counted(len(dataset.relations), "relation", "relations"),
        phrases.counted(dataset.claim_count, "claim", "claims"),
        phrases.counted(len(dataset.sources), "source", "sources"),
    ]
    repeats = f"; {phrases.counted(dataset.repeats, 'exact repeat', 'exact repeats')} merged" if dataset.repeats else ""
    yield f"valid: {', '.join(counts)}{repeats}"
