"""Answers as text for people: the verdicts first, then each path from left to right, a line per hop."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from graphx.questions.exposure import ExposureAnswer, Verdict
from graphx.questions.find import FindAnswer
from graphx.questions.frame import MIN_CONFIDENCE
from graphx.questions.impact import ImpactAnswer
from graphx.questions.lint import LintAnswer
from graphx.questions.paths import PathsAnswer
from graphx.questions.show import ShowAnswer
from graphx.reports.terminal import Style, clean, since_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphx.graph.graph import Graph
    from graphx.graph.view import Lens
    from graphx.model.dataset import Dataset
    from graphx.questions.evidence import Because, ClaimShown, Hop, Path
    from graphx.questions.exposure import Exposure, Reached
    from graphx.questions.frame import AskedQuestion, Coverage, Limits

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
_WORDS: Final[WeakKeyDictionary[Hop, str]] = WeakKeyDictionary()


@singledispatch
def to_text(answer: Any, style: Style) -> Iterator[str]:  # noqa: ANN401, ARG001  # why: one function per answer type follows
    """Yield an answer's lines."""
    message = f"no text for {type(answer).__name__}"
    raise TypeError(message)


def _asked(what: str, asked: AskedQuestion) -> str:
    names = dict.fromkeys(each.name or each.text for each in asked.patterns)
    words = [f"{what} {_when(asked.view.lens)}", f"pattern {', '.join(names)}"]
    if asked.lists:
        words.append(f"list {', '.join(asked.lists)}")
    if asked.limits.max_hops:
        words.append(f"at most {_counted(asked.limits.max_hops, 'hop', 'hops')}")
    if asked.assume_complete:
        words.append("silence taken for absence")
    return ", ".join(words)


def _when(lens: Lens) -> str:
    words = f"as of {lens.as_of}"
    if lens.as_of == "any":
        words += " day (it may join what never held together)"
    if lens.known_at:
        words += f", as known on {lens.known_at}"
    if lens.min_confidence != MIN_CONFIDENCE:
        words += f", claims of confidence {lens.min_confidence} or more"
    if lens.max_age:
        words += f", claimed within {lens.max_age}"
    if lens.include:
        words += f", {' and '.join(sorted(lens.include))} included"
    return words


def _name(graph: Graph, entity: str) -> str:
    return clean(graph.entities[graph.number[entity]].name)


def _titled(graph: Graph, entity: str) -> str:
    name = _name(graph, entity)
    return entity if name == entity else f"{entity} ({name})"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _coverage(coverage: Coverage, limits: Limits, asked_for: str, style: Style) -> Iterator[str]:
    words = f"Looked at {_counted(coverage.starts, 'start', 'starts')}"
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
        f"{end.entity} ({_counted(end.hops, 'hop', 'hops')}{'' if end.certainty == 'certain' else ', possible'})"
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
        style.paint(_titled(graph, answer.entity), "heading")
        + f": {style.paint(answer.verdict.value, answer.verdict.value)}"
    )
    for because in answer.listed:
        yield from style.fold(f"itself {_listing(because)}", "    ", "  ")
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
        f"{end.certainty} dependence on {_titled(graph, end.entity)}, {_counted(end.hops, 'hop', 'hops')}{tier}",
        "    ",
        "  ",
    )
    for because in end.because:
        yield from style.fold(_listing(because), "      ", "    ")
    if not end.because:
        yield "    named by the question"
    for hop in end.ownership:
        yield from style.fold(f"reached by its listing through {_hop(hop)}", "      ", "    ")
    yield from _paths(end.paths, style, "    ")


def _listing(because: Because) -> str:
    words = f"listed on {because.restriction}"
    if because.role != "named":
        words += f" (role {because.role})"
    dated = since_until({"since": because.since, "status": because.status})
    return "; ".join(
        part for part in [f"{words} {dated}".strip(), *_claims(because.claims), ", ".join(because.at)] if part
    )


def _paths(paths: Sequence[Path], style: Style, indent: str) -> Iterator[str]:
    for number, path in enumerate(paths, start=1):
        roots = _counted(path.root_sources, "root source", "root sources")
        strength = f"weakest confidence {path.weakest_confidence}, {roots}"
        yield from style.fold(f"path {number} of {len(paths)}: {strength}", indent + "  ", indent)
        for hop in path.hops:
            yield from style.fold(_hop(hop), indent + "    ", indent + "  ")


def _hop(hop: Hop) -> str:
    # paths share most of their hops, and an answer may show one a thousand times
    words = _WORDS.get(hop)
    if words is None:
        words = _WORDS[hop] = _hop_words(hop)
    return words


def _hop_words(hop: Hop) -> str:
    key = f" [{clean(hop.key)}]" if hop.key else ""
    certainty = "" if hop.certainty == "certain" else hop.certainty
    synthetic = "synthetic" if hop.fields.get("synthetic") else ""
    extra = [f"{name} {clean(hop.fields[name])}" for name in ("domain", "share", "role") if name in hop.fields]
    parts = [certainty, since_until(hop.fields), *extra, synthetic, *_claims(hop.claims), ", ".join(hop.at)]
    return f"{hop.near} {hop.arrow} {hop.far}{key}  " + "; ".join(part for part in parts if part)


def _claims(claims: Iterable[ClaimShown]) -> list[str]:
    return [_claim(each) for each in claims]


def _claim(shown: ClaimShown) -> str:
    claim = shown.claim
    who = clean(claim.source or "the file")
    how = f" ({claim.certainty})" if claim.certainty else ""
    when = f" {claim.asserted}" if claim.asserted else ""
    says = ""
    if claim.says:
        says = ", saying " + ", ".join(f"{name} {value}" for name, value in claim.says.stated().items())
    if claim.polarity == "declines":
        return f"{who} declines to say{when}"
    return f"{who} {claim.polarity.upper() if claim.polarity == 'denies' else claim.polarity}{how}{when}, confidence {claim.effective_confidence}{says}"


@to_text.register(ImpactAnswer)
def _(answer: ImpactAnswer, style: Style) -> Iterator[str]:
    graph = answer.question.view.graph
    yield from style.fold(style.paint(_asked(f"Impact of {', '.join(answer.of)}", answer.question), "heading"), "")
    yield ""
    if answer.hit:
        rows = [[hit.certainty, str(hit.hops), hit.kind, _titled(graph, hit.entity)] for hit in answer.hit]
        yield from style.table(["CERTAINTY", "HOPS", "KIND", "ENTITY"], rows)
    else:
        yield "Nobody that was asked about is hit."
    yield ""
    yield from _coverage(answer.coverage, answer.question.limits, "asked about", style)
    yield from style.fold("Who is not listed is not thereby clear: ask `graphx exposure`.", "")
    for hit in answer.hit if answer.question.limits.max_paths else ():
        yield ""
        yield (
            style.paint(_titled(graph, hit.entity), "heading")
            + f": {hit.certainty}, {_counted(hit.hops, 'hop', 'hops')}"
        )
        yield from _paths(hit.paths, style, "  ")


@to_text.register(PathsAnswer)
def _(answer: PathsAnswer, style: Style) -> Iterator[str]:
    yield from style.fold(
        style.paint(_asked(f"Paths from {answer.start} to {answer.end}", answer.question), "heading"), ""
    )
    yield ""
    if answer.paths:
        yield from _paths(answer.paths, style, "")
    else:
        yield "No path is accepted."
    yield from _notes(answer.coverage, answer.question.limits, style)


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
            yield from style.fold(f"{name}: {clean(_value(value))}", "    ", "  ")
    yield from style.fold(f"stated at {', '.join(answer.at)}; shown {_when(answer.view.lens)}", "    ", "  ")
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
                yield from style.fold(_hop(hop), "      ", "  ")
    if answer.gaps:
        yield ""
        yield from style.fold(f"not declared complete: {', '.join(answer.gaps)}", "    ", "")


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_value(each) for each in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(each)}" for key, each in value.items())
    stated = getattr(value, "stated", None)
    return _value(stated()) if stated else str(value)


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
    claims = sum(len(relation.claims or ()) for relation in dataset.relations.values())
    counts = [
        _counted(len(dataset.entities), "entity", "entities"),
        _counted(len(dataset.relations), "relation", "relations"),
        _counted(claims, "claim", "claims"),
        _counted(len(dataset.sources), "source", "sources"),
    ]
    repeats = f"; {_counted(dataset.repeats, 'exact repeat', 'exact repeats')} merged" if dataset.repeats else ""
    yield f"valid: {', '.join(counts)}{repeats}"
